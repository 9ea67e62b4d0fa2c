"""The found pairs of a page against its true ones: one to one, and what is missed or wrong by kind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from .fits import CAUGHT, Fit, Found, fit, meets
from .places import PageText, Place, places, starts
from .truth import TruePage

MISSES: Final = (
    "not in text",  # the text lost a mark, or has them in another order
    "cut",  # paired, and a side lacks an end or much between its ends
    "mixed",  # paired, and a side holds the start of the other
    "merged",  # paired with a found pair that counts for another true pair
    "other answer",  # its question has another answer
    "other question",  # its answer has another question
    "dropped",  # found, and the row was dropped for a reason
    "question only",  # a dropped row has its question
    "no pair on the page",  # no row was kept
    "not among the pairs",  # the kept rows have neither of its sides
)
WRONG: Final = (
    "page without pairs",
    "cut",
    "mixed",
    "repeated",  # paired with a true pair that another row has
    "other answer",
    "other question",
    "no such pair",
)

Row = Mapping[str, Any]
WORDS: Final = 60
"""So many characters of a pair are shown."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A true pair that was missed, or a kept one that is wrong, or text caught."""

    file: str
    what: str
    """`missed`, `wrong` or `caught`."""
    kind: str
    words: str
    """The start of the question and of the answer."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a page counts for."""

    file: str
    complete: bool
    void: bool
    kept: int
    asked: int = 0
    """True pairs that are sure."""
    hits: int = 0
    met: int = 0
    """Of those asked, whose question was met."""
    counted: int = 0
    """Kept pairs that are right or wrong: none where the truth is not complete."""
    paired: tuple[Fit, ...] = ()
    """The pairs that belong together, hits among them."""
    misses: tuple[Miss, ...] = ()


def judge(page: TruePage, text: str, rows: Sequence[Row], title: str = "") -> Judged:
    """All rows of a page, in the stage's order, against its truth."""
    return _Page(page, PageText(text, title), rows).judged()


class _Page:
    """The tables behind one verdict."""

    def __init__(self, page: TruePage, text: PageText, rows: Sequence[Row]) -> None:
        self.page = page
        self.text = text
        self.reasons = [row["dropped"] for row in rows if row["question"] is None and row["answer"] is None]
        pairs = [Found(row, text) for row in rows if row["question"] is not None or row["answer"] is not None]
        self.kept = [pair for pair in pairs if pair.dropped is None]
        self.dropped = [pair for pair in pairs if pair.dropped is not None]
        self.sure = [pair for pair in page.pairs if pair.is_sure]
        self.places = [places(pair, text) for pair in self.sure]
        known = [here or starts(pair, text) for pair, here in zip(self.sure, self.places, strict=True)]
        self.known: list[list[Place]] = known
        self.fits = [[self._fit(true, found) for found in self.kept] for true in range(len(self.sure))]
        self.match = _match(self.fits)

    def _fit(self, true: int, found: Found) -> Fit:
        return fit(found, self.sure[true], self.known[true], self.text)

    def judged(self) -> Judged:
        paired = {true: self.fits[true][found] for true, found in self.match.items()}
        hits = {self.match[true] for true, one in paired.items() if one.hit}
        counted = [at for at in range(len(self.kept)) if self._counts(at)]
        misses = [self._miss(true) for true in range(len(self.sure)) if self.match.get(true) not in hits]
        misses += [self._wrong(at) for at in counted if at not in hits]
        misses += [miss for true, one in paired.items() for miss in self._caught(true, one)]
        return Judged(
            file=self.page.file,
            complete=self.page.complete,
            void=self.page.is_void,
            kept=len(self.kept),
            asked=len(self.sure),
            hits=len(hits),
            met=sum(any(one.question.met for one in row) for row in self.fits),
            counted=len(counted),
            paired=tuple(paired.values()),
            misses=tuple(misses),
        )

    def _counts(self, at: int) -> bool:
        """Whether a kept pair is right or wrong: neither, where it may be one of those that nobody asks for."""
        unsure = (pair for pair in self.page.pairs if not pair.is_sure)
        return self.page.complete and (
            at in self.match.values() or not any(meets(self.kept[at], pair, self.text) for pair in unsure)
        )

    def _miss(self, true: int) -> Miss:
        pair = self.sure[true]
        return Miss(
            self.page.file, "missed", self._missed(true), _shown(pair.question.start, pair.answer.start)
        )

    def _missed(self, true: int) -> str:
        fits = self.fits[true]
        if not self.places[true]:
            return "not in text"
        if true in self.match:
            return _incomplete(fits[self.match[true]])
        if any(one.paired for one in fits):
            return "merged"
        return _half(fits) or self._lost(true)

    def _lost(self, true: int) -> str:
        """Why no kept row has a side of it."""
        dropped = [(found, self._fit(true, found)) for found in self.dropped]
        for found, one in dropped:
            if one.paired:
                return f"dropped: {found.dropped}"
        if any(one.question.met for _, one in dropped):
            return "question only"
        if self.kept:
            return "not among the pairs"
        reasons = [reason for reason in self.reasons if reason not in (None, "void")]
        return ": ".join(["no pair on the page", *reasons[:1]])

    def _wrong(self, at: int) -> Miss:
        found = self.kept[at]
        words = _shown(found.question.text, found.answer.text)
        return Miss(self.page.file, "wrong", self._fault(at), words)

    def _fault(self, at: int) -> str:
        fits = [row[at] for row in self.fits]
        if self.page.is_void:
            return "page without pairs"
        if at in self.match.values():
            return _incomplete(next(fits[true] for true, found in self.match.items() if found == at))
        if any(one.paired for one in fits):
            return "repeated"
        return _half(fits) or "no such pair"

    def _caught(self, true: int, one: Fit) -> list[Miss]:
        pair = self.sure[true]
        return [
            Miss(
                self.page.file, "caught", f"{name}, {side.caught} characters", _shown(marks.start, marks.end)
            )
            for name, side, marks in (
                ("question", one.question, pair.question),
                ("answer", one.answer, pair.answer),
            )
            if side.caught > CAUGHT
        ]


def _incomplete(one: Fit) -> str:
    return "mixed" if one.mixed else "cut"


def _half(fits: Sequence[Fit]) -> str:
    if any(one.question.met for one in fits):
        return "other answer"
    return "other question" if any(one.answer.met for one in fits) else ""


def _shown(question: str, answer: str) -> str:
    return " → ".join(" ".join(side.split())[:WORDS] for side in (question, answer))


def _match(fits: Sequence[Sequence[Fit]]) -> dict[int, int]:
    """True to found, one to one: first as many hits as can be, then others that are paired."""
    taken: dict[int, int] = {}
    wanted: tuple[Callable[[Fit], bool], ...] = (lambda one: one.hit, lambda one: one.paired)
    for good in wanted:
        left = {true for true in range(len(fits)) if true not in taken.values()}
        edges = {
            true: [at for at, one in enumerate(fits[true]) if good(one) and at not in taken]
            for true in sorted(left)
        }
        taken |= _augmented(edges)
    return {true: found for found, true in sorted(taken.items(), key=lambda item: item[1])}


def _augmented(edges: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """A greatest matching, found to true (Kuhn 1955)."""
    taken: dict[int, int] = {}
    for true in edges:
        _place(true, edges, taken, set())
    return taken


def _place(true: int, edges: Mapping[int, Sequence[int]], taken: dict[int, int], tried: set[int]) -> bool:
    for found in edges[true]:
        if found in tried:
            continue
        tried.add(found)
        if found not in taken or _place(taken[found], edges, taken, tried):
            taken[found] = true
            return True
    return False
