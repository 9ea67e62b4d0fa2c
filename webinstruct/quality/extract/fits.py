"""One found pair against one true pair, side by side, at one place of the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from webinstruct.quality.text import Haystack, fold
from webinstruct.text import Span

from .places import PageText, Place, SidePlace, occurrences
from .truth import Marks, TruePair

CAUGHT: Final = 80
"""More characters than these before a side's start or behind its end are a neighbour's."""
KEPT: Final = 0.9
"""Share of the letters between both ends that a whole side holds."""


class FoundSide:
    """A question or an answer as it was found: its own words, and where they stand on the page."""

    def __init__(self, text: str, spans: Sequence[Mapping[str, int]], page: PageText) -> None:
        self.text = text
        self.folded = fold(text).strip()
        self.haystack = Haystack(self.folded)
        self.spans = [(page.place(span["start"]), page.place(span["end"])) for span in spans]

    def touches(self, place: Span | None) -> bool:
        """Whether it stands on a part of the place."""
        return place is not None and any(start < place[1] and place[0] < end for start, end in self.spans)

    def holds(self, mark: str, place: Span | None) -> Span | None:
        """Where in its own words the mark stands, if it stands at the place."""
        return self.haystack.find(mark) if self.touches(place) else None

    def lies_in(self, place: Span) -> bool:
        """Whether half of it stands there."""
        inside = sum(max(0, min(end, place[1]) - max(start, place[0])) for start, end in self.spans)
        return bool(self.spans) and 2 * inside >= sum(end - start for start, end in self.spans)


class Found:
    """A row of the stage that holds a pair, kept or dropped."""

    def __init__(self, row: Mapping[str, Any], page: PageText) -> None:
        self.dropped: str | None = row["dropped"]
        self.question = FoundSide(row["question"] or "", row["question_spans"] or (), page)
        self.answer = FoundSide(row["answer"] or "", row["answer_spans"] or (), page)


@dataclass(frozen=True, slots=True)
class SideFit:
    """See the package for the words."""

    met: bool = False
    whole: bool = False
    caught: int = 0
    """Characters before the start or behind the end, whichever are more."""


NO_FIT: Final = SideFit()


@dataclass(frozen=True, slots=True)
class Fit:
    """A found pair at a place of a true one."""

    question: SideFit
    answer: SideFit
    mixed: bool = False

    @property
    def paired(self) -> bool:
        """Right question, right answer."""
        return self.question.met and self.answer.met

    @property
    def hit(self) -> bool:
        """And nothing missing."""
        return self.question.whole and self.answer.whole and not self.mixed

    @property
    def rank(self) -> tuple[bool, bool, int, int]:
        """The greater the better."""
        met = self.question.met + self.answer.met
        return self.hit, self.paired, met, self.question.whole + self.answer.whole


def fit(found: Found, pair: TruePair, places: Sequence[Place], page: PageText) -> Fit:
    """How well they fit, at the place where they fit best."""
    fits = (_at(found, pair, place, page) for place in places)
    return max(fits, key=lambda one: one.rank, default=Fit(NO_FIT, NO_FIT))


def meets(found: Found, pair: TruePair, page: PageText) -> bool:
    """Whether either side is met, wherever it stands."""
    questions, answers = occurrences(pair.question, page), occurrences(pair.answer, page)
    return any(
        _side(found.question, pair.question, place, page, pair.title).met for place in questions
    ) or any(_side(found.answer, pair.answer, place, page).met for place in answers)


def _at(found: Found, pair: TruePair, place: Place, page: PageText) -> Fit:
    question = _side(found.question, pair.question, place.question, page, pair.title)
    answer = _side(found.answer, pair.answer, place.answer, page)
    mixed = found.question.holds(pair.answer.start, place.answer.start) or found.answer.holds(
        pair.question.start, place.question.start
    )
    return Fit(question, answer, bool(mixed))


def _side(side: FoundSide, marks: Marks, place: SidePlace, page: PageText, title: str = "") -> SideFit:
    start = side.holds(marks.start, place.start)
    end = side.holds(marks.end, place.end)
    named = side.haystack.find(title) if title else None
    if not (start or end or named or side.lies_in(place.span)):
        return NO_FIT
    whole = bool(start and (end or not marks.end)) and _keeps_letters(side, start, marks, place, page)
    heading = named or _heading(side, page)
    return SideFit(True, whole, max(_before(start, heading), _beyond(side, marks, end)))


def _heading(side: FoundSide, page: PageText) -> Span | None:
    """The side's first line, if it stands in the page's title."""
    line = side.folded.partition("\n")[0]
    return (0, len(line)) if page.title.find(line) else None


def _keeps_letters(
    side: FoundSide, start: Span | None, marks: Marks, place: SidePlace, page: PageText
) -> bool:
    """Nothing much is cut out between the ends; an end before the start is none of this side's."""
    begin = start[0] if start else 0
    end = side.haystack.find(marks.end, begin) if marks.end else start
    if end is None:
        return False
    there = page.folded[slice(*place.span)]
    return _letters(side.folded[begin : end[1]]) >= KEPT * _letters(there)


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _before(start: Span | None, title: Span | None) -> int:
    """Characters in front of the start that are not the title."""
    if start is None:
        return 0
    return start[0] - (title[1] - title[0] if title and title[1] <= start[0] else 0)


def _beyond(side: FoundSide, marks: Marks, end: Span | None) -> int:
    """Characters behind the last place of the end."""
    last = end
    while last is not None and (later := side.haystack.find(marks.end, last[0] + 1)) is not None:
        last = later
    return len(side.folded) - last[1] if last else 0
