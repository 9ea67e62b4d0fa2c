"""One document: what is asked about it, window by window, and what becomes of the answers."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from webinstruct.extract import by_copy, by_unit
from webinstruct.extract.listing import fenced, listing
from webinstruct.extract.model import Found, Range
from webinstruct.extract.units import Unit, cut
from webinstruct.extract.windows import Window, around, costs, touches, windows
from webinstruct.llm import Completion, Message, Request
from webinstruct.llm.reading import Unreadable, read
from webinstruct.llm.rows import NEVER
from webinstruct.settings import ExtractSettings
from webinstruct.text import Page


@dataclass(frozen=True, slots=True)
class Ask:
    """How all pages of a run are asked about."""

    settings: ExtractSettings
    prompt: str

    @property
    def by_unit(self) -> bool:
        """Whether the engine is to name units."""
        return bool(self.prompt) and self.settings.mode == "units"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request about a document: its window, and for a second look the units that reached a border."""

    order: int
    window: Window
    around: Range | None = None


class Document:
    """A page under way. Answers may come in any order; what comes out does not depend on it."""

    def __init__(self, row: dict[str, Any], ask: Ask) -> None:
        self.row = row
        self.tokens = (0, 0)
        self._ask = ask
        self._page = Page(row["text"] or "")
        self._units: list[Unit] = []
        self._costs: list[int] = []
        self._found: dict[int, list[Found]] = {}
        self._problems: dict[int, tuple[str, str | None]] = {}
        if ask.prompt:
            borders = (at for block in row["blocks"] or () for at in (block["start"], block["end"]))
            self._units = cut(self._page.text, frozenset(borders))
            self._costs = costs(self._page.text, self._units)
            parts = windows(self._costs, ask.settings.window_tokens, ask.settings.overlap_tokens)
        else:
            parts = []
        self.windows = [Asked(at, part) for at, part in enumerate(parts or [Window(0, len(self._units) - 1)])]
        self._asked = len(self.windows)

    @property
    def is_done(self) -> bool:
        """Whether nothing is asked any more."""
        return len(self._found) + len(self._problems) == self._asked

    def request(self, name: str, asked: Asked) -> Request:
        """A window as the engine is asked about it; without a prompt the whole page."""
        row = self.row
        return Request(
            name,
            tuple(self._messages(asked.window)) if self._ask.prompt else (),
            by_unit.SCHEMA if self._ask.by_unit else by_copy.SCHEMA,
            self._page.text,
            structured=row["structured"] or (),
            blocks=row["blocks"] or (),
            title=row["title"] or "",
        )

    def _messages(self, window: Window) -> Iterator[Message]:
        """The same words first for every page, so that their computation is shared."""
        numbered = self._ask.by_unit
        body = listing(self._page.text, self._units, window, self.row["blocks"] or (), numbered=numbered)
        yield Message("system", self._ask.prompt)
        yield Message("user", fenced(self.row["title"] or "", body))

    def answered(self, asked: Asked, completion: Completion) -> list[Asked]:
        """Take an answer in; what is to be asked again because it reached a border of its window."""
        self.tokens = (self.tokens[0] + completion.tokens_in, self.tokens[1] + completion.tokens_out)
        if completion.finish_reason == "error":
            self._problems[asked.order] = ("engine-error", completion.text)
            return []
        try:
            found, cut_off = self._read(asked, completion)
        except Unreadable as why:
            self._problems[asked.order] = (str(why), None)
            return []
        if cut_off:
            # One more, so that both its pairs and its end are told.
            self._problems[-1 - asked.order] = ("length-stop", None)
            self._asked += 1
        return self._settled(asked, found)

    def unanswered(self, asked: Asked) -> None:
        """The engine has ended without a word on it."""
        self._problems[asked.order] = ("engine-error", NEVER)

    def _read(self, asked: Asked, completion: Completion) -> tuple[list[Found], bool]:
        cut_off = completion.finish_reason == "length"
        keys = by_unit.KEYS if self._ask.by_unit else by_copy.KEYS
        said = read(completion.text, keys, cut=cut_off)
        if self._ask.by_unit:
            return by_unit.pairs(self._page.text, self._units, asked.window, said), cut_off
        if not by_copy.is_copied(said):
            raise Unreadable("bad-json")
        return by_copy.pairs(self._page, said, self._ask.settings.min_grounding), cut_off

    def _settled(self, asked: Asked, found: list[Found]) -> list[Asked]:
        """Pairs that reach no border stay; around the others another window is asked about, once."""
        kept: list[Found] = []
        again: list[Asked] = []
        for one in found:
            place = self._place(one) if one.dropped is None else None
            if asked.around is not None and (place is None or not _meet(place, asked.around)):
                continue  # what else a second look sees was seen before
            if place is None or not touches(asked.window, place, len(self._units)):
                kept.append(one)
            elif asked.around is not None:
                kept.append(replace(one, dropped="window"))
            else:
                window = around(self._costs, place, self._ask.settings.window_tokens)
                again.append(Asked(self._asked + len(again), window, place))
        self._found[asked.order] = kept
        self._asked += len(again)
        return again

    def _place(self, found: Found) -> Range | None:
        """The units that a pair covers; None where there is one window, or it stands nowhere."""
        spans = (*found.question.spans, *found.answer.spans, *found.context.spans)
        if not spans or len(self.windows) < 2:
            return None
        low, high = min(start for start, _ in spans), max(end for _, end in spans)
        at = bisect_right(self._units, low, key=lambda unit: unit.start) - 1
        return at, bisect_left(self._units, high, key=lambda unit: unit.start) - 1

    def found(self) -> list[Found]:
        """All pairs, in the order of the windows; one that two windows saw, once."""
        merged: list[Found] = []
        for order in sorted(self._found):
            before = len(merged)  # what one answer says twice is a repetition, and told as such
            for one in self._found[order]:
                twin = next((at for at, other in enumerate(merged[:before]) if _same(one, other)), None)
                if twin is None:
                    merged.append(one)
                elif _length(one) > _length(merged[twin]):
                    merged[twin] = one
        return merged if len(self.windows) < 2 else sorted(merged, key=_by_place)

    def problems(self) -> list[tuple[str, str | None]]:
        """Each reason why an answer gave nothing, once, with how many windows it befell."""
        count = Counter(reason for reason, _ in self._problems.values())
        errors = {reason: error for reason, error in self._problems.values() if error}
        asked = len(self.windows)
        return [
            (reason, errors.get(reason) or (f"{n} of {asked} windows" if asked > 1 else None))
            for reason, n in sorted(count.items())
        ]


def _meet(one: Range, other: Range) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _same(one: Found, other: Found) -> bool:
    """Whether two windows saw the same pair: its sides stand in the same place, more or less."""
    return (
        one.dropped is None
        and other.dropped is None
        and _overlap(one.question.spans, other.question.spans)
        and _overlap(one.answer.spans, other.answer.spans)
    )


def _overlap(one: tuple[Range, ...], other: tuple[Range, ...]) -> bool:
    """Whether at least half of the shorter one is shared."""
    shared = sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)
    shorter = min(sum(end - start for start, end in spans) for spans in (one, other))
    return bool(shorter) and 2 * shared >= shorter


def _length(found: Found) -> int:
    return len(found.question.text) + len(found.answer.text)


def _by_place(found: Found) -> tuple[bool, tuple[Range, ...], tuple[Range, ...]]:
    return not found.question.spans, found.question.spans, found.answer.spans
