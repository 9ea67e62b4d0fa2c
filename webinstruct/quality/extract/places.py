"""Where true pairs stand on a page.

Places are those of `Haystack`, in the folded text; `PageText` takes the stage's spans there, and back.

>>> page = PageText("Yes. Is it so? Yes.")
>>> pair = TruePair(Marks("Is it", "so?"), Marks("Yes.", "Yes."), "", True)
>>> [place.answer.span for place in places(pair, page)]
[(15, 18)]
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from webinstruct.quality.text import Haystack, fold
from webinstruct.text import Span

from .truth import Marks, TruePair

_OPENS = r"(\[{$\"'“‘«‹„「『（［【《〈¿¡"
_OPENING = re.compile(rf"(?:\\[A-Za-z]+|\\?[{_OPENS}+−-])+\Z")
_CLOSING = re.compile(rf"(?:\$|[^\w\s{_OPENS}]|[\"'])*")
LONGEST_SIGNS = 40
"""So far before a start its signs are looked for: brackets, quotes, commands of TeX."""


class PageText:
    """A page's text and its folded form; `title` is what its head says."""

    def __init__(self, text: str, title: str = "") -> None:
        self.text = text
        self.title = Haystack(title)
        self.folded = fold(text)
        self.haystack = Haystack(text)
        self._known: dict[int, int] = {}

    def place(self, at: int) -> int:
        """Where character `at` of the text stands in the folded text."""
        if at not in self._known:
            self._known[at] = len(fold(self.text[:at]))
        return self._known[at]

    def original(self, place: Span) -> Span:
        """A place as a span of the text, with the signs that belong to it: marks are found by letters alone.

        >>> text = "(So: ﬁve?) Yes"
        >>> place = Haystack(text).find("so five")
        >>> place, PageText(text).original(place)
        ((1, 9), (0, 10))
        """
        whole = range(len(self.text) + 1)
        start = max(bisect_right(whole, place[0], key=self.place) - 1, 0)
        end = bisect_left(whole, place[1], lo=start, key=self.place)
        signs = _OPENING.search(self.text[max(start - LONGEST_SIGNS, 0) : start])
        closing = _CLOSING.match(self.text, end)
        return start - (len(signs[0]) if signs else 0), closing.end() if closing else end


@dataclass(frozen=True, slots=True)
class SidePlace:
    """A side on the page; `end` is None where nobody looks for it."""

    start: Span
    end: Span | None

    @property
    def span(self) -> Span:
        """From the first letter to the last."""
        return self.start[0], max(self.start[1], self.end[1] if self.end else 0)


@dataclass(frozen=True, slots=True)
class Place:
    """A pair on the page."""

    question: SidePlace
    answer: SidePlace


def places(pair: TruePair, page: PageText) -> list[Place]:
    """Each place of the question, with the first of the answer behind it; none where the text lost a mark."""
    found: list[Place] = []
    for question in occurrences(pair.question, page):
        answer = next(occurrences(pair.answer, page, question.span[1]), None)
        if answer is None:
            break
        found.append(Place(question, answer))
    return found


def starts(pair: TruePair, page: PageText) -> list[Place]:
    """The same without the ends, for a text that lost them."""
    bare = TruePair(Marks(pair.question.start, ""), Marks(pair.answer.start, ""), pair.title, pair.is_sure)
    return places(bare, page)


def occurrences(marks: Marks, page: PageText, at: int = 0) -> Iterator[SidePlace]:
    """The places of a side from `at` on, each with the first end that is not before its start."""
    while (start := page.haystack.find(marks.start, at)) is not None:
        end = page.haystack.find(marks.end, start[0]) if marks.end else None
        if marks.end and end is None:
            return
        yield SidePlace(start, end)
        at = start[0] + 1
