"""The extractors that are compared: each takes a decoded page and gives its text.

Every one is imported when it is made, so a peer that is not installed is a line in the report and no error.
"""

import importlib
import json
import re
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from webinstruct.page.text import readable
from webinstruct.quality.pages import RawPage, ours, resiliparse_main

Text = Callable[[RawPage], str]
OURS = "webinstruct"


@dataclass
class Peer:
    """An extractor by name. `failed` collects the pages on which it raised: their text counts as empty."""

    name: str
    text: Text
    failed: set[str] = field(default_factory=set)

    def run(self, raw: RawPage) -> tuple[str, float]:
        """The text and the CPU seconds it took."""
        _ = raw.source  # decoded before the clock starts, for all alike
        begun = time.process_time()
        try:
            text = self.text(raw)
        except Exception:  # other people's code on hostile pages: counted, never hidden
            self.failed.add(raw.name)
            text = ""
        return text, time.process_time() - begun


@dataclass
class Worker(Peer):
    """OpenWebMath's way in its own process (benchmarks/openwebmath.py), which keeps the time itself."""

    process: "subprocess.Popen[str]" = field(kw_only=True)

    def run(self, raw: RawPage) -> tuple[str, float]:
        """The text and the CPU seconds it took there."""
        if self.process.stdin is not None:
            self.process.stdin.write(json.dumps(raw.source) + "\n")
            self.process.stdin.flush()
        answer = _answer(self.process)
        if "error" in answer:
            self.failed.add(raw.name)
        return answer["text"], answer["cpu"]


def _answer(process: "subprocess.Popen[str]") -> dict[str, Any]:
    line = process.stdout.readline() if process.stdout is not None else ""
    if not line:
        raise OSError("the worker of OpenWebMath ended")
    answer: dict[str, Any] = json.loads(line)
    return answer


def peers(openwebmath: Path | None, python: str) -> tuple[list[Peer], dict[str, str]]:
    """Ours first, then all that can be imported; and why the others can't."""
    found: list[Peer] = [Peer(OURS, ours)]
    missing: dict[str, str] = {}
    for name, make in _MAKERS.items():
        try:
            found.append(Peer(name, make()))
        except ImportError as error:
            missing[name] = f"not installed ({error})"
    if openwebmath is None:
        missing["openwebmath"] = "no clone given (--openwebmath)"
    else:
        try:
            found.append(_worker(openwebmath, python))
        except (OSError, ValueError) as error:
            missing["openwebmath"] = f"does not run ({error})"
    return found, missing


def _worker(clone: Path, python: str) -> Worker:
    script = Path(__file__).with_name("openwebmath.py")
    process = subprocess.Popen(
        [python, str(script), str(clone)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    _answer(process)
    return Worker("openwebmath", lambda raw: "", process=process)


def close(found: list[Peer]) -> None:
    """End the workers."""
    for peer in found:
        if isinstance(peer, Worker):
            peer.process.communicate()


# --- ours ------------------------------------------------------------------------------


def text_only() -> Peer:
    """Our text from a decoded page, without decoding, metadata or language: what peers do."""
    return Peer(f"{OURS}, text only", lambda raw: readable(raw.source)[0])


# --- peers -----------------------------------------------------------------------------


def _resiliparse_full() -> Text:
    return lambda raw: _plain(raw.source)


def _plain(source: str) -> str:
    """All text of an HTML source, by resiliparse: also for peers that answer in HTML."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    return str(extract_plain_text(HTMLTree.parse(source), main_content=False))


def _trafilatura(**options: Any) -> Text:
    extract = importlib.import_module("trafilatura").extract
    return lambda raw: extract(raw.source, **options) or ""


def _justext() -> Text:
    """With the stop words of the declared language where it has them, else of English."""
    justext = importlib.import_module("justext")
    stop_words = {code: justext.get_stoplist(name) for code, name in _LANGUAGES.items()}

    def text(raw: RawPage) -> str:
        declared = _LANG.search(raw.source)
        words = stop_words.get(declared[1].lower() if declared else "en")
        if words is None:  # its way for languages it has no list of
            found = justext.justext(raw.source, frozenset(), stopwords_low=0, stopwords_high=0)
        else:
            found = justext.justext(raw.source, words)
        return "\n".join(paragraph.text for paragraph in found if not paragraph.is_boilerplate)

    return text


_LANG = re.compile(r"<html[^>]{0,500}?\blang\s*=\s*[\"']?([a-zA-Z]{2})")
_LANGUAGES = {"en": "English", "de": "German", "fr": "French", "it": "Italian", "pt": "Portuguese"} | {
    "es": "Spanish",
    "id": "Indonesian",
    "nl": "Dutch",
    "sl": "Slovenian",
}


def _readability() -> Text:
    document = importlib.import_module("readability").Document
    return lambda raw: _plain(document(raw.source).summary())


def _magic_html(kind: str) -> Text:
    extractor = importlib.import_module("magic_html").GeneralExtractor()
    return lambda raw: _plain(
        extractor.extract(raw.source, base_url="http://localhost/", html_type=kind)["html"]
    )


_MAKERS: dict[str, Callable[[], Text]] = {
    "resiliparse main content": lambda: resiliparse_main,
    "resiliparse full text": _resiliparse_full,
    "trafilatura": _trafilatura,
    "trafilatura favor_recall": lambda: _trafilatura(favor_recall=True),
    "jusText": _justext,
    "readability-lxml": _readability,
    "magic-html article": lambda: _magic_html("article"),
    "magic-html forum": lambda: _magic_html("forum"),
}
