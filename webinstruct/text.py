"""Text compared: white space squeezed with a way back, and where a copied text stands on a page.

Spans are `(start, end)` in characters of the original text, so `text[start:end]` is what
stands there.

    >>> page = Page("What is\\n  two plus two? It is four.")
    >>> locate(page, "What is two plus two?")
    Match(spans=((0, 23),), matched=17, total=17)
    >>> page.text[0:23]
    'What is\\n  two plus two?'
"""

import bisect
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

Span = tuple[int, int]

# Control characters and zero-width spaces separate words like a blank does: pages carry
# them, and models that copy a page leave them out.
_GAP: Final = r"\s\x00-\x1f\x7f-\x9f\u200b\u2060\ufeff"
_SOLID: Final = re.compile(rf"[^{_GAP}]+")
# Scripts without blanks between words go by character.
_CJK: Final = r"\u2e80-\u9fff\uf900-\ufaff"
_TOKEN: Final = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+|[^\w{_GAP}]")

SHINGLE: Final = 3  # Shorter parts stand on any page by chance.
MAX_PLACES: Final = 64  # Places tried per shingle: keeps a page of one repeated word cheap.
MAX_TRIES: Final = 1000  # Places inside words passed over before a copy counts as not found.
CERTAIN_CHARS: Final = 20  # A copy this long is one even where it begins inside a word.


@dataclass(frozen=True, slots=True)
class Squeezed:
    """Text with every run of white space as one blank; `offsets[i]` is where `text[i]` came from."""

    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """The place in the original text of the non-empty slice `text[start:end]`."""
        return self.offsets[start], self.offsets[end - 1] + 1


def squeeze(text: str) -> Squeezed:
    """Squeeze white space and remember where each character stood.

    >>> squeeze(" a \\n b")
    Squeezed(text='a b', offsets=[1, 2, 5])
    """
    parts: list[str] = []
    offsets: list[int] = []
    for word in _SOLID.finditer(text):
        if parts:
            offsets.append(offsets[-1] + 1)
        parts.append(word.group())
        offsets.extend(range(word.start(), word.end()))
    return Squeezed(" ".join(parts), offsets)


def tokens(text: str) -> list[tuple[str, int, int]]:
    """Words, single signs and single CJK characters, with their places.

    >>> tokens("x^2 = 你好")
    [('x', 0, 1), ('^', 1, 2), ('2', 2, 3), ('=', 4, 5), ('你', 6, 7), ('好', 7, 8)]
    """
    return [(found.group(), found.start(), found.end()) for found in _TOKEN.finditer(text)]


class Page:
    """A text that many others are looked up in; its indexes are made when first needed."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def squeezed(self) -> Squeezed:
        """The text with its white space squeezed."""
        return squeeze(self.text)

    @cached_property
    def tokens(self) -> list[tuple[str, int, int]]:
        """The tokens of the text with their places."""
        return tokens(self.text)

    @cached_property
    def words(self) -> list[str]:
        """The tokens without their places."""
        return [word for word, _, _ in self.tokens]

    @cached_property
    def shingles(self) -> dict[tuple[str, ...], list[int]]:
        """Where each run of SHINGLE tokens begins, in order."""
        index: dict[tuple[str, ...], list[int]] = {}
        for at in range(len(self.words) - SHINGLE + 1):
            index.setdefault(tuple(self.words[at : at + SHINGLE]), []).append(at)
        return index


@dataclass(frozen=True, slots=True)
class Match:
    """Where a text stands on a page, and how many of its visible characters stand there."""

    spans: tuple[Span, ...]
    matched: int
    total: int

    @property
    def share(self) -> float:
        """Share of the text found, 0 to 1; 0 for a text without visible characters.

        >>> Match(((0, 3),), 3, 4).share
        0.75
        """
        return self.matched / self.total if self.total else 0.0


def locate(page: Page, text: str, after: int = 0) -> Match:
    """Find `text` on the page, rather behind character `after` than before it.

    Word for word but for white space where it stands so; else by its longest parts of at
    least SHINGLE tokens, taken greedily from the left.

    >>> locate(Page("four two four"), "four", after=4).spans
    ((9, 13),)
    >>> locate(Page("It is well known that water boils."), "It is known that water boils.")
    Match(spans=((11, 34),), matched=20, total=24)
    """
    needle = squeeze(text).text
    total = len(needle) - needle.count(" ")
    if not needle:
        return Match((), 0, 0)
    span = _exact(page.squeezed, needle, after)
    if span is not None:
        return Match((span,), total, total)
    return _by_parts(page, text, after)


def _exact(page: Squeezed, needle: str, after: int) -> Span | None:
    begin = bisect.bisect_left(page.offsets, after)
    tries = 0
    for low in (begin, 0):
        at = page.text.find(needle, low)
        while at >= 0 and tries < MAX_TRIES:
            if len(needle) >= CERTAIN_CHARS or _stands_free(page.text, at, at + len(needle)):
                return page.span(at, at + len(needle))
            at = page.text.find(needle, at + 1)
            tries += 1
    return None


def _stands_free(text: str, start: int, end: int) -> bool:
    """Whether the slice does not begin or end inside a word: the 4 of 14 is no 4."""
    return not (
        (start > 0 and _same_word(text[start - 1], text[start]))
        or (end < len(text) and _same_word(text[end - 1], text[end]))
    )


def _same_word(left: str, right: str) -> bool:
    return left.isalnum() and right.isalnum() and max(left, right) < "\u2e80"


def _by_parts(page: Page, text: str, after: int) -> Match:
    wanted = [word for word, _, _ in tokens(text)]
    spans: list[Span] = []
    matched = at = 0
    floor = bisect.bisect_left(page.tokens, after, key=lambda token: token[1])
    while at + SHINGLE <= len(wanted):
        place, length = _longest_part(page, wanted, at, floor)
        if not length:
            at += 1
            continue
        spans.append((page.tokens[place][1], page.tokens[place + length - 1][2]))
        matched += sum(map(len, wanted[at : at + length]))
        at += length
        floor = place + length
    return Match(tuple(spans), matched, sum(map(len, wanted)))


def _longest_part(page: Page, wanted: list[str], at: int, floor: int) -> tuple[int, int]:
    """Place and length in tokens of the longest run that begins with `wanted[at]`; length 0 for none.

    Of equally long ones the first behind `floor` wins.
    """
    places = page.shingles.get(tuple(wanted[at : at + SHINGLE]), [])
    cut = bisect.bisect_left(places, floor)
    best = (0, 0)
    for place in places[cut : cut + MAX_PLACES] + places[: min(cut, MAX_PLACES)]:
        length = SHINGLE
        limit = min(len(wanted) - at, len(page.words) - place)
        while length < limit and wanted[at + length] == page.words[place + length]:
            length += 1
        if length > best[1]:
            best = (place, length)
    return best
