"""A worker that runs OpenWebMath's extraction (github.com/keirp/OpenWebMath) under its own Python.

Its code needs resiliparse before 1.0, ours needs 2.x, so it lives in another process:

    PYTHON benchmarks/openwebmath.py CLONE

A line of JSON in is the source of a page, a line out is {"text": …, "cpu": seconds}; the first line out says
{"ready": true}. The settings are its own, each random choice at its most likely value, but for one:
`remove_chinese` is off, since it would empty every Chinese page.
"""

import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any


def likeliest(config: Any) -> Any:
    """Its settings hold `[[0.9, True], [0.1, False]]` where a value is drawn."""
    if isinstance(config, dict):
        return {name: likeliest(value) for name, value in config.items()}
    return max(config)[1] if isinstance(config, list) else config


def main(clone: Path) -> None:
    """Answer until the input ends."""
    answers, sys.stdout = sys.stdout, sys.stderr  # its code prints
    sys.path.insert(0, str(clone / "text_extraction"))
    import yaml

    extract_text = importlib.import_module("text_extract.extract").extract_text
    written = (clone / "extract_from_cc" / "configs" / "randomized_all.yaml").read_text()
    config = likeliest(yaml.safe_load(written)) | {"remove_chinese": False}
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        source = json.loads(line)
        begun = time.process_time()
        try:
            text = (extract_text(source, config) or ("", {}))[0]
            answer: dict[str, Any] = {"text": text}
        except Exception as error:  # the page is counted as failed, the run goes on
            answer = {"text": "", "error": repr(error)}
        print(json.dumps(answer | {"cpu": time.process_time() - begun}), file=answers, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
