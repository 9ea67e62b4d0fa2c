"""By unit: the model names units of the page by number, so pairs are verbatim and answers short.

Each side comes with its first words as they stand on the page. They are the check: where the unit does
not begin with them but holds them, the side begins there; where a unit next to it or the one behind
does, the side was counted wrongly and is shifted; else the pair is `ungrounded`. Several ranges of a
side leave out what stands between them.
"""

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from webinstruct.extract.model import Found, Range, Side
from webinstruct.extract.units import Unit
from webinstruct.extract.windows import Window
from webinstruct.llm.reading import Item, Said
from webinstruct.text import Span, tokens

KEYS: Final = ("q", "q_starts", "a", "a_starts")
SHIFT: Final = 2
"""Units by which a model may miscount."""
CHECKED: Final = 3
"""Words that must stand there: more are not asked for, and a slip in the fourth changes nothing."""
_RANGES: Final = r"\d{1,5}(-\d{1,5})?(,\d{1,5}(-\d{1,5})?){0,19}"

_SIDE: Final = {"type": "string", "pattern": f"^{_RANGES}$"}
_WORDS: Final = {"type": "string", "maxLength": 80}
SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "pairs": {
            "type": "array",
            "maxItems": 200,
            "items": {
                "type": "object",
                "properties": {
                    "q": _SIDE,
                    "q_starts": _WORDS,
                    "a": _SIDE,
                    "a_starts": _WORDS,
                    "context": {"type": "string", "pattern": f"^({_RANGES})?$"},
                    "answers": {"type": "integer", "minimum": 1, "maximum": 9999},
                },
                # Servers of the "strict" kind want all of them.
                "required": ["q", "q_starts", "a", "a_starts", "context", "answers"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["pairs"],
    "additionalProperties": False,
}

_READ: Final = re.compile(r"(\d{1,6})(?:\s*[-–]\s*(\d{1,6}))?\Z")
_BEHIND: Final = 200
"""Characters behind a unit in which its first words may end."""
_OPENING: Final = "$([{\"'“‘«`*_\\"


class Wrong(Exception):
    """A pair that the units cannot give; the message is the reason, one of `model.DROPPED`."""


@dataclass(frozen=True, slots=True)
class _Begun:
    """A side's units, and where in the first one it begins."""

    ranges: tuple[Range, ...]
    start: int
    shift: int


def pairs(text: str, units: Sequence[Unit], window: Window, said: Said) -> list[Found]:
    """The pairs of an answer about the units of a window."""
    return [
        _pair(text, units, window, readings, said.repaired) for readings in zip(*said.readings, strict=True)
    ]


def item(
    text: str,
    units: Sequence[Unit],
    question: Sequence[Span],
    answer: Sequence[Span],
    context: Sequence[Span] = (),
) -> Item:
    """What a perfect model would say of a pair that stands in these places.

    >>> item("Q: Why?\\nBecause.", [Unit(0, 8), Unit(8, 16)], [(3, 7)], [(8, 16)])
    {'q': '1', 'q_starts': 'Why?', 'a': '2', 'a_starts': 'Because.', 'context': '', 'answers': 1}
    """
    starts = [" ".join(text[side[0][0] : side[0][1]].split()[:CHECKED]) for side in (question, answer)]
    return {
        "q": _named(units, question),
        "q_starts": starts[0],
        "a": _named(units, answer),
        "a_starts": starts[1],
        "context": _named(units, context),
        "answers": 1,
    }


def _named(units: Sequence[Unit], spans: Sequence[Span]) -> str:
    ranges: list[Range] = []
    for start, end in spans:
        first = bisect_right(units, start, key=lambda unit: unit.start) - 1
        last = bisect_left(units, end, key=lambda unit: unit.start) - 1
        if ranges and first <= ranges[-1][1] + 1:
            first = ranges.pop()[0]
        ranges.append((first, last))
    return ",".join(f"{first + 1}" if first == last else f"{first + 1}-{last + 1}" for first, last in ranges)


def _pair(
    text: str, units: Sequence[Unit], window: Window, readings: Sequence[Item], repaired: bool
) -> Found:
    """In the first reading whose words stand where they should."""
    wrong = ""
    for item in readings:
        try:
            return _resolved(text, units, window, item, repaired)
        except Wrong as why:
            wrong = wrong or str(why)
    item = readings[0]
    # What was said stays in the row, for whoever looks into it.
    question, answer = (Side(f"{item[key]!s:.200}: {item[key + '_starts']!s:.200}") for key in ("q", "a"))
    return Found(question, answer, dropped=wrong, repaired=repaired)


def _resolved(text: str, units: Sequence[Unit], window: Window, item: Item, repaired: bool) -> Found:
    question = _begun(text, units, window, item["q"], item["q_starts"])
    answer = _begun(text, units, window, item["a"], item["a_starts"])
    context = _ranges(item["context"], window) if item.get("context") else ()
    asked, told = (_spans(text, units, side.ranges, side.start) for side in (question, answer))
    asked = _before(text, asked, told)
    given = _spans(text, units, context, units[context[0][0]].start) if context else ()
    if not asked or _shared(asked, told) or _shared(given, told) or _shared(given, asked):
        raise Wrong("overlapping")
    count = item.get("answers")
    return Found(
        _side(text, asked),
        _side(text, told),
        _side(text, given),
        grounding=1.0,
        answers=count if isinstance(count, int) and count > 0 else None,
        realigned=abs(question.shift) + abs(answer.shift),
        repaired=repaired,
    )


def _ranges(said: Any, window: Window) -> tuple[Range, ...]:
    """Units counted from 0, in order; what the model counted from 1."""
    found = []
    for part in str(said).split(","):
        numbers = _READ.match(part.strip())
        if numbers is None:
            raise Wrong("bad-range")
        first = int(numbers[1]) - 1
        last = int(numbers[2]) - 1 if numbers[2] else first
        if last < first:
            raise Wrong("backwards")
        if not window.first <= first <= last <= window.last:
            raise Wrong("outside")
        found.append((first, last))
    found.sort()
    if any(one[1] >= other[0] for one, other in itertools.pairwise(found)):
        raise Wrong("overlapping")
    return tuple(found)


def _begun(text: str, units: Sequence[Unit], window: Window, said: Any, starts: Any) -> _Begun:
    """Where a side begins, by its first words."""
    ranges = _ranges(said, window)
    wanted = _words(str(starts))[:CHECKED]
    if not wanted:
        raise Wrong("ungrounded")
    first = ranges[0][0]
    here = _place(text, units[first], wanted)
    if here is not None:
        return _Begun(ranges, here, 0)
    room = (window.first - first, window.last - ranges[-1][1])
    shifts = [by for by in range(-SHIFT, SHIFT + 1) if by and room[0] <= by <= room[1]]
    places = [(by, place) for by in shifts if (place := _place(text, units[first + by], wanted)) is not None]
    if len(places) != 1:  # two exercises of one kind begin alike: which one was meant?
        raise Wrong("ungrounded")
    shift, place = places[0]
    return _Begun(tuple((one + shift, two + shift) for one, two in ranges), place, shift)


def _words(text: str) -> list[str]:
    found = [word.casefold() for word, _, _ in tokens(text)]
    return [word for word in found if word[0].isalnum()] or found


def _place(text: str, unit: Unit, wanted: list[str]) -> int | None:
    """Where in a unit these words begin first: its own beginning, if it begins with them.

    They may end in the next one: "4." is a unit of its own, and "4. It is" are three words.
    """
    stretch = text[unit.start : unit.end + _BEHIND]
    found = [(word.casefold(), start) for word, start, _ in tokens(stretch)]
    solid = [one for one in found if one[0][0].isalnum()]
    found = solid if any(word[0].isalnum() for word in wanted) else found
    words = [word for word, _ in found]
    for at, (_, start) in enumerate(found):
        if start >= unit.end - unit.start:
            return None
        if words[at : at + len(wanted)] == wanted:
            return unit.start if at == 0 else _opened(text, unit.start, unit.start + start)
    return None


def _opened(text: str, low: int, at: int) -> int:
    """The signs that open a formula, a quotation or a bracket belong to the word behind them."""
    while at > low and text[at - 1] in _OPENING:
        at -= 1
    return at


def _spans(text: str, units: Sequence[Unit], ranges: Sequence[Range], start: int) -> tuple[Span, ...]:
    """Characters of ranges without the white space around; neighbours become one."""
    found: list[Span] = []
    for first, last in ranges:
        begin, end = max(units[first].start, start if not found else 0), units[last].end
        if found and text[found[-1][1] : begin].isspace():
            found[-1] = (found[-1][0], _stripped(text, begin, end)[1])
        else:
            found.append(_stripped(text, begin, end))
    return tuple(span for span in found if span[0] < span[1])


def _stripped(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip())
    return begin, max(begin, end - (len(piece) - len(piece.rstrip())))


def _before(text: str, asked: tuple[Span, ...], told: tuple[Span, ...]) -> tuple[Span, ...]:
    """A question that shares its last unit with the beginning of its answer ends there."""
    if asked and told and asked[-1][0] < told[0][0] < asked[-1][1]:
        start, end = _stripped(text, asked[-1][0], told[0][0])
        return (*asked[:-1], (start, end)) if start < end else asked[:-1]
    return asked


def _shared(one: Sequence[Span], other: Sequence[Span]) -> bool:
    return any(a[0] < b[1] and b[0] < a[1] for a in one for b in other)


def _side(text: str, spans: tuple[Span, ...]) -> Side:
    return Side("\n".join(text[start:end] for start, end in spans), spans)
