"""Questions with answers that a page marks up itself, by schema.org microdata or JSON-LD."""

import json
from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborNode

from webinstruct.page.blocks import number
from webinstruct.page.model import Answer, StructuredQA
from webinstruct.page.text import PageText, fragment

_MAX_QUESTIONS = 200
_MAX_ANSWERS = 100
_MAX_LOOKS = 500
_MAX_PARENTS = 100
_MAX_JSON_VALUES = 20_000
"""Bounds for pages that are made to hurt; real ones stay far below."""


def structured(page: PageText) -> tuple[StructuredQA, ...]:
    """All marked-up questions with answers; the microdata's one first, each question once."""
    found: dict[str, StructuredQA] = {}
    if "Question" in page.source:
        for qa in (*_microdata(page), *_json_ld(page)):
            if qa.question and qa.answers and len(found) < _MAX_QUESTIONS:
                found.setdefault(" ".join(qa.question.split()), qa)
    return tuple(found.values())


def _joined(name: str, text: str) -> str:
    """Title and body; one of them where it holds the other."""
    if " ".join(name.split()) in " ".join(text.split()):
        return text
    return f"{name}\n\n{text}" if text else name


# --- microdata -------------------------------------------------------------------------


def _microdata(page: PageText) -> Iterator[StructuredQA]:
    items = page.parser.css(_QUESTIONS)[:_MAX_QUESTIONS] if "/Question" in page.source else []
    questions = {item.mem_id for item in items}
    for item in items:
        if any(parent.mem_id in questions for parent in _parents(item)):
            continue  # a question inside a question would cost time squared
        answers = [_microdata_answer(page, answer) for answer in _owned(item, _ANSWERS, _MAX_ANSWERS)]
        yield StructuredQA(
            question=_joined(_property(page, item, "name"), _property(page, item, "text")),
            answers=tuple(answer for answer in answers if answer.text),
        )


_QUESTIONS = '[itemtype$="/Question"]'
_ANSWERS = '[itemprop~="acceptedAnswer"], [itemprop~="suggestedAnswer"]'


def _parents(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    for _ in range(_MAX_PARENTS):
        if parent is None:
            return
        yield parent
        parent = parent.parent


def _microdata_answer(page: PageText, item: LexborNode) -> Answer:
    votes = _own(item, "upvoteCount")
    said: str | None = None
    if votes is not None:
        said = votes.attributes.get("content") or votes.attributes.get("data-value") or votes.text(deep=True)
    return Answer(
        text=_property(page, item, "text"),
        votes=number(said),
        accepted="acceptedAnswer" in (item.attributes.get("itemprop") or "").split(),
    )


def _property(page: PageText, item: LexborNode, name: str) -> str:
    element = _own(item, name)
    if element is None:
        return ""
    content = element.attributes.get("content")
    return fragment(content) if content else page.element(element)


def _own(item: LexborNode, name: str) -> LexborNode | None:
    """The first element with that itemprop which belongs to this item."""
    return next(iter(_owned(item, f'[itemprop~="{name}"]', 1)), None)


def _owned(item: LexborNode, selector: str, limit: int) -> list[LexborNode]:
    """Elements that belong to this item and not to one inside it."""
    found: list[LexborNode] = []
    for element in item.css(selector)[:_MAX_LOOKS]:
        scope = next((parent for parent in _parents(element) if "itemscope" in parent.attributes), None)
        if scope is not None and scope.mem_id == item.mem_id:
            found.append(element)
            if len(found) == limit:
                break
    return found


# --- JSON-LD ---------------------------------------------------------------------------


def _json_ld(page: PageText) -> Iterator[StructuredQA]:
    if "ld+json" not in page.source:
        return
    for script in page.parser.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(script.text(deep=True), strict=False)
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
            votes=number(answer.get("upvoteCount")),
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
