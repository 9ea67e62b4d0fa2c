"""By copy, the paper's way: the model writes the pair, and it is looked for on the page.

What stands there word for word, but for white space, has a grounding of 1; less than
`extract.min_grounding` of a side is `ungrounded`.
"""

import re
from dataclasses import replace
from typing import Any, Final

from webinstruct.extract.model import Found, Side
from webinstruct.llm.reading import Item, Said
from webinstruct.text import Match, Page, locate

KEYS: Final = ("question", "answer")

SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "pairs": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"question": {"type": "string"}, "answer": {"type": "string"}},
                "required": ["question", "answer"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["pairs"],
    "additionalProperties": False,
}

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def pairs(page: Page, said: Said, min_grounding: float) -> list[Found]:
    """The pairs of an answer, each in the reading of its backslashes that stands on the page best."""
    found = []
    for readings in zip(*said.readings, strict=True):
        best = max((_grounded(page, item) for item in readings), key=lambda one: one[0])
        found.append(replace(_judged(*best, min_grounding), repaired=said.repaired))
    return found


def is_copied(said: Said) -> bool:
    """Whether all sides are text, or null."""
    return all(
        isinstance(item[key], str | None) for reading in said.readings for item in reading for key in KEYS
    )


def _grounded(page: Page, item: Item) -> tuple[float, Found]:
    """The share of the worse side, and the pair."""
    question, answer = ((item[key] or "").strip() for key in KEYS)
    asked = locate(page, question)
    # An answer is looked for behind its question first: "4" stands in many places.
    told = locate(page, answer, after=asked.spans[-1][1] if asked.spans else 0)
    found = Found(Side(question, asked.spans), Side(answer, told.spans), grounding=_share(asked, told))
    # A long question must not carry an invented answer.
    return min(asked.share, told.share), found


def _share(asked: Match, told: Match) -> float:
    total = asked.total + told.total
    return (asked.matched + told.matched) / total if total else 0.0


def _judged(weakest: float, found: Found, min_grounding: float) -> Found:
    if weakest < 1 and _CONTROL.search(found.question.text + found.answer.text):
        return replace(found, dropped="control-chars")
    return replace(found, dropped="ungrounded") if weakest < min_grounding else found
