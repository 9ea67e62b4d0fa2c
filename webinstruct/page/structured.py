"""Questions with answers that a page marks up itself, by schema.org microdata or JSON-LD."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from resiliparse.parse.html import ElementNode, HTMLTree

from webinstruct.page.text import fragment

_MAX_QUESTIONS = 200
_MAX_ANSWERS = 100
_MAX_LOOKS = 500
_MAX_JSON_VALUES = 20_000
"""Bounds for pages that are made to hurt; real ones stay far below."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One marked-up answer; votes are None where the page says nothing."""

    text: str
    votes: int | None
    accepted: bool


@dataclass(frozen=True, slots=True)
class StructuredQA:
    """A question (title and body) with one answer at least, in the order of the page."""

    question: str
    answers: tuple[Answer, ...]


def structured(tree: HTMLTree, source: str) -> tuple[StructuredQA, ...]:
    """All marked-up questions with answers; the microdata's one first, each question once."""
    found: dict[str, StructuredQA] = {}
    if "Question" in source:
        for qa in (*_microdata(tree), *_json_ld(tree)):
            if qa.question and qa.answers and len(found) < _MAX_QUESTIONS:
                found.setdefault(" ".join(qa.question.split()), qa)
    return tuple(found.values())


def _joined(name: str, text: str) -> str:
    """Title and body; one of them where it holds the other."""
    if " ".join(name.split()) in " ".join(text.split()):
        return text
    return f"{name}\n\n{text}" if text else name


def _votes(value: object) -> int | None:
    """An upvoteCount, as sites write it.

    >>> _votes("1,234 votes"), _votes("-3"), _votes(None)
    (1234, -3, None)
    """
    match = re.match(r"\s*([+-]?\d[\d,]{0,12})", str(value))
    if match is None:
        return None
    number = int(match[1].replace(",", ""))
    return number if abs(number) < 2**31 else None


# --- microdata -------------------------------------------------------------------------


def _microdata(tree: HTMLTree) -> Iterator[StructuredQA]:
    if tree.document is None:
        return
    for item in tree.document.query_selector_all(_QUESTIONS).values()[:_MAX_QUESTIONS]:
        parent = item.parent_element
        if parent is not None and parent.closest(_QUESTIONS) is not None:
            continue  # a question inside a question would cost time squared
        answers = [_microdata_answer(answer) for answer in _owned(item, _ANSWERS, _MAX_ANSWERS)]
        yield StructuredQA(
            question=_joined(_property(item, "name"), _property(item, "text")),
            answers=tuple(answer for answer in answers if answer.text),
        )


_QUESTIONS = '[itemtype$="/Question"]'
_ANSWERS = '[itemprop~="acceptedAnswer"], [itemprop~="suggestedAnswer"]'


def _microdata_answer(item: ElementNode) -> Answer:
    votes = _own(item, "upvoteCount")
    said = None if votes is None else votes.get_attribute("content") or votes.get_attribute("data-value")
    return Answer(
        text=_property(item, "text"),
        votes=None if votes is None else _votes(said or votes.text_content),
        accepted="acceptedAnswer" in (item.get_attribute("itemprop") or "").split(),
    )


def _property(item: ElementNode, name: str) -> str:
    element = _own(item, name)
    if element is None:
        return ""
    content = element.get_attribute("content")
    # The tree's formulas are rewritten already, so this is the text as on the page.
    return fragment(content) if content else fragment(element.outer_html)


def _own(item: ElementNode, name: str) -> ElementNode | None:
    """The first element with that itemprop which belongs to this item."""
    return next(iter(_owned(item, f'[itemprop~="{name}"]', 1)), None)


def _owned(item: ElementNode, selector: str, limit: int) -> list[ElementNode]:
    """Elements that belong to this item and not to one inside it."""
    found: list[ElementNode] = []
    for element in item.query_selector_all(selector).values()[:_MAX_LOOKS]:
        parent = element.parent_element
        if parent is not None and parent.closest("[itemscope]") == item:
            found.append(element)
            if len(found) == limit:
                break
    return found


# --- JSON-LD ---------------------------------------------------------------------------


def _json_ld(tree: HTMLTree) -> Iterator[StructuredQA]:
    if tree.document is None:
        return
    for script in tree.document.query_selector_all('script[type="application/ld+json"]').values():
        try:
            data = json.loads(script.text_content or "", strict=False)
        except (ValueError, RecursionError):
            continue  # broken JSON-LD is common, and browsers don't care
        for thing in _things(data):
            if "Question" in _types(thing):
                yield _json_question(thing)


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """Every object inside, in the order of the text."""
    waiting = [data]
    for _ in range(_MAX_JSON_VALUES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting += reversed(list(value.values()))
        elif isinstance(value, list):
            waiting += reversed(value)


def _types(thing: dict[str, Any]) -> list[str]:
    kind = thing.get("@type")
    return [str(one).rpartition("/")[2] for one in (kind if isinstance(kind, list) else [kind])]


def _json_question(thing: dict[str, Any]) -> StructuredQA:
    answers = [
        Answer(
            text=_json_text(answer.get("text")),
            votes=_votes(answer.get("upvoteCount")),
            accepted=key == "acceptedAnswer",
        )
        for key in ("acceptedAnswer", "suggestedAnswer")
        for answer in _objects(thing.get(key))
    ]
    return StructuredQA(
        question=_joined(_json_text(thing.get("name")), _json_text(thing.get("text"))),
        answers=tuple(answer for answer in answers if answer.text)[:_MAX_ANSWERS],
    )


def _objects(value: Any) -> list[dict[str, Any]]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, dict)][:_MAX_ANSWERS]


def _json_text(value: Any) -> str:
    """A string of JSON-LD as text: HTML taken off, half surrogate pairs replaced."""
    if not isinstance(value, str):
        return ""
    return fragment(value.encode("utf-8", "replace").decode()).strip()
