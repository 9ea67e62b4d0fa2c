"""A text's words beside each other's: which runs two texts share, and whether numbers and signs agree in them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from webinstruct import words

from .stream import unmarked

GRAM: Final = 4
"""Words in a row from which a run is one."""
_PLACES: Final = 32  # places of one gram that are tried
_BREAK: Final = re.compile(r"[.?!:;]+(?=\s|$)|\n+")
SHOWN: Final = 400
"""Characters of matched text."""


@dataclass(frozen=True, slots=True)
class Words:
    """A text's tokens: all, and the plain ones (words and numbers) with their places among all."""

    full: list[str]
    place: list[int]
    plain: list[str]
    masked: list[str]

    def signs(self, at: int) -> list[str]:
        """Signs between plain word `at` and the one before it, those that only group left out."""
        begin = self.place[at - 1] + 1 if at else 0
        end = self.place[at] if at < len(self.place) else len(self.full)
        return [sign for sign in self.full[begin:end] if sign not in words.BRACKETS]


def read(text: str) -> Words:
    """The words of a text.

    >>> read("Is 2 > x?").plain, read("Is 2 > x?").masked
    (['is', '2', 'x'], ['is', '0', 'x'])
    """
    full = words.tokens(unmarked(text))
    place = [at for at, token in enumerate(full) if token[0].isalnum()]
    plain = [full[at] for at in place]
    return Words(full, place, plain, words.masked(plain))


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that stand in both: where in the item, where in the text, how many."""

    item: int
    text: int
    length: int


def grams(masked: Sequence[str]) -> dict[tuple[str, ...], list[int]]:
    """Where each run of GRAM words stands."""
    found: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(masked) - GRAM + 1):
        places = found.setdefault(tuple(masked[at : at + GRAM]), [])
        if len(places) < _PLACES:
            places.append(at)
    return found


def tiled(item: Words, text: Words, where: dict[tuple[str, ...], list[int]]) -> list[Run]:
    """The item as runs of the text, in whatever order they stand there; longest first come, numbers aside."""
    found: list[Run] = []
    at = 0
    while at + GRAM <= len(item.masked):
        best: tuple[int, int, int] | None = None
        for place in where.get(tuple(item.masked[at : at + GRAM]), ()):
            length = _common(item.masked, at, text.masked, place)
            agree = sum(map(str.__eq__, item.plain[at : at + length], text.plain[place : place + length]))
            follows = (
                bool(found)
                and place == found[-1].text + found[-1].length + at - found[-1].item - found[-1].length
            )
            if best is None or (length, agree + follows) > best[:2]:
                best = length, agree + follows, place
        if best is None or not _says(item, at, best[0], text, best[2]):
            at += 1
            continue
        found.append(Run(at, best[2], best[0]))
        at += best[0]
    return found


def _common(a: Sequence[str], at: int, b: Sequence[str], place: int) -> int:
    length = 0
    limit = min(len(a) - at, len(b) - place)
    while length < limit and a[at + length] == b[place + length]:
        length += 1
    return length


def _says(item: Words, at: int, length: int, text: Words, place: int) -> bool:
    """Whether a run is more than a row of numbers: those must be the same ones."""
    if sum(word != words.NUMBER for word in item.masked[at : at + length]) >= 2:
        return True
    return item.plain[at : at + length] == text.plain[place : place + length]


def differences(item: Words, text: Words, runs: Iterable[Run]) -> int:
    """Numbers, and signs of formulas, that are others in the text."""
    return sum(_differences(item, text, run) for run in runs)


def _differences(item: Words, text: Words, run: Run) -> int:
    count = 0
    for step in range(run.length):
        mine, other = run.item + step, run.text + step
        count += item.plain[mine] != text.plain[other]
        if step and (_formula(item.plain[mine]) or _formula(item.plain[mine - 1])):
            count += item.signs(mine) != text.signs(other)
    return count


def _formula(word: str) -> bool:
    return len(word) == 1 or words.is_number(word)


def same_signs(item: Words, text: Words, place: int) -> bool:
    """Whether the item stands there with all of its signs and brackets; if it ends in one, no more may follow."""
    begin = text.place[place] - item.place[0]
    end = begin + len(item.full)
    if begin < 0 or text.full[begin:end] != item.full:
        return False
    goes_on = end < len(text.full) and not text.full[end][0].isalnum()
    return not goes_on or item.full[-1][0].isalnum()


def sentences(text: str) -> tuple[frozenset[int], frozenset[int]]:
    """Plain words at which sentences or lines begin, and at which they end.

    >>> begins, ends = sentences("So? It is. Or not")
    >>> sorted(begins), sorted(ends)
    ([0, 1, 3], [1, 3, 5])
    """
    begins, ends, at = {0}, set(), 0
    for part in _BREAK.split(text):
        at += len(words.plain(unmarked(part)))
        begins.add(at)
        ends.add(at)
    return frozenset(begins - {at} | {0}), frozenset(ends)


def shown(text: str, begin: int, end: int) -> str:
    """The text as it stands between two plain words, to the nearest blanks, cut where it is long.

    >>> shown("Well, the $x^2$ of it all.", 1, 4)
    'the $x^2$'
    """
    borders = [0, *(blank.end() for blank in re.finditer(r"\s+", text)), len(text)]

    def count(border: int) -> int:
        return len(words.plain(unmarked(text[:border])))

    first = max(0, bisect_right(borders, begin, key=count) - 1)
    last = min(len(borders) - 1, max(first + 1, bisect_left(borders, end, key=count)))
    return text[borders[first] : borders[last]].strip()[:SHOWN]
