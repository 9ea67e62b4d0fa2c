"""Truth files: pages, and the pairs that readers found on them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webinstruct import UserError
from webinstruct.quality.text import is_checkable


@dataclass(frozen=True, slots=True)
class Marks:
    """The first and last words of a side; empty where the reader gave none."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class TruePair:
    """A question and its best answer, by their ends."""

    question: Marks
    answer: Marks
    title: str
    is_sure: bool
    """It is asked for: both starts are given, and the reader was sure."""


@dataclass(frozen=True, slots=True)
class TruePage:
    """A page; `complete` says that it has no other pairs."""

    file: str
    complete: bool
    pairs: tuple[TruePair, ...]

    @property
    def is_void(self) -> bool:
        """Nothing is to be found there."""
        return self.complete and not self.pairs


def load(lines: str) -> list[TruePage]:
    """The pages of a truth file. UserError at a line that is not one.

    >>> load('{"file": "a.html", "complete": true, "pairs": []}')
    [TruePage(file='a.html', complete=True, pairs=())]
    """
    pages: list[TruePage] = []
    for number, line in enumerate(lines.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            pages.append(TruePage(row["file"], bool(row["complete"]), tuple(map(_pair, row["pairs"]))))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UserError(
                f"--truth, line {number}: wanted an object with file, complete and pairs, got {error!r}"
            ) from error
    if not pages:
        raise UserError("--truth: wanted a line a page, got none")
    return pages


def _pair(row: Mapping[str, Any]) -> TruePair:
    question, answer = (
        Marks(row.get(f"{side}_start") or "", row.get(f"{side}_end") or "") for side in ("question", "answer")
    )
    return TruePair(question, answer, row.get("title") or "", is_checkable(row))
