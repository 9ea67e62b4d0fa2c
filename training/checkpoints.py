"""Checkpoints that say when they are whole.

A rank writes its own part of a checkpoint, and the last of them may be killed over it. When all are done, rank 0
writes `whole.json` into it: a folder without that file is half-written. The file carries what the checkpoint of
the Trainer does not: the MLflow run, the recipe, and the counters.
"""

import json
import os
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from webinstruct import UserError

MARK: Final = "whole.json"
_NAME: Final = re.compile(r"checkpoint-(\d+)")


@dataclass(frozen=True, slots=True)
class Mark:
    """What `whole.json` says."""

    step: int
    of: int
    """Steps of the whole training."""
    training: str
    """Digest of what decides the weights: recipe and rows."""
    world: int
    run_id: str
    """The MLflow run, which a resumed training continues."""
    counters: dict[str, float]


def write(folder: Path, mark: Mark) -> None:
    """Declare a checkpoint whole; the last thing written into it."""
    half = folder / f".{MARK}"
    with half.open("w", encoding="utf-8") as file:
        json.dump(asdict(mark), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    half.replace(folder / MARK)


def steps(output: Path) -> list[Path]:
    """Folders of checkpoints, newest first."""
    found = [
        (int(name[1]), path) for path in output.glob("checkpoint-*") if (name := _NAME.fullmatch(path.name))
    ]
    return [path for _, path in sorted(found, reverse=True)]


def newest(output: Path) -> tuple[Path | None, Mark | None, list[str]]:
    """The newest whole checkpoint with its mark, or none; and a line for each half-written one that is newer."""
    skipped: list[str] = []
    for folder in steps(output):
        mark = _read(folder / MARK)
        if mark is not None:
            return folder, mark, skipped
        skipped.append(f"{folder.name} is half-written, skipped")
    return None, None, skipped


def _read(file: Path) -> Mark | None:
    try:
        said: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return Mark(**said)
    except (OSError, ValueError, TypeError):
        return None


def check_output(output: Path, resume: bool) -> None:
    """UserError where a training would overwrite another, or there is nothing to go on with."""
    if output.exists() and not output.is_dir():
        raise UserError(f"output {output}: is a file")
    left = [path.name for path in output.iterdir() if path.name != "_mlflow"] if output.exists() else []
    if left and not resume:
        raise UserError(
            f"output {output}: is not empty ({', '.join(sorted(left)[:3])}): --resume goes on with it, "
            "or take another folder"
        )


def check_same(mark: Mark, training: str, world: int) -> None:
    """UserError where a checkpoint is not of this training."""
    if mark.training != training:
        raise UserError(
            f"checkpoint of step {mark.step} is of another recipe or other data ({mark.training}, now {training}): "
            "put back what was changed, or start anew in another folder"
        )
    if mark.world != world:
        raise UserError(
            f"checkpoint of step {mark.step} was written by {mark.world} ranks, there are {world} now: "
            "ZeRO's parts are one a rank"
        )
