r"""Do the questions and answers of real pages survive in our text, in order, without drowning?

Truth is JSONL, one page a line, labelled by reading the page in a browser:

    {"file": "html_qa/a.html", "pairs": [{"question_start": "How do I", "question_end": "the train.",
     "answer_start": "(assuming that", "answer_end": "solve for ."}]}

A pair is checkable if both starts are given and it is not `unsure`. It is kept if question start, question
end, answer start and answer end (ends where given) all stand in the text, one after the other: the end of the
question not before its start, the answer after the end of the question, its end not before its start.
Any occurrences count that fit together.

How marks are looked for, alike for us and every peer:

1. NFKC and case folding: `x²` is `x2`, full-width is plain.
2. TeX commands (`\cdot`, `\mathbf`) are left out on both sides, so a visible `9·3` meets `9\cdot 3`.
3. Only letters and digits are compared: no white space, punctuation, quotes, dashes, bullets, `$`, `^`, braces.
   `x^{2}` and `$x^2$` meet the label `x2`.
4. Numbers of list items (`3.`, `3)` where a line starts) count or don't, whichever fits: extractors write
   numbers that no label has, and drop numbers that a label has.
5. Two numbers stay two: `4.8` is not `48`, but `10^{2}` is `102`, as it stands on the screen. A mark that begins
   or ends with a digit does not match inside a longer number.

So lost operators and lost superscripts go unseen here: the measure of formulas is there for them. And a question
that stands twice on its page (title and post) is kept if one of them is.
"""

import json
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webinstruct import UserError

from .intervals import Share, clustered
from .pages import Extractor, RawPage, ours, read_page, read_truth, resiliparse_main

MARKS = ("question_start", "question_end", "answer_start", "answer_end")
_TEX_COMMAND = re.compile(r"\\[a-z]+\*?")
_LINE_NUMBER = re.compile(r"^[^\w\n(]*\(?\d{1,3}[.)](?=\s)", re.MULTILINE)
_COMPARED = re.compile(r"[^\W_]|(?<=\d)(?![\^_{}$]+\d)[\W_](?=[\W_]*\d)")
"""A letter, a digit, or the first of the characters between two numbers."""
_ANY_NUMBER = re.compile(r"(?:^|(?<=\s))\(?\d{1,3}[.)](?=\s)")

Pair = Mapping[str, str]
"""Marks by their names; an empty mark is not asked for."""


@dataclass(frozen=True, slots=True)
class PageTruth:
    """A page and its checkable pairs."""

    file: str
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Loss:
    """A mark that is not in the text; `mark` is "order" where all are there, in no order that will do."""

    file: str
    mark: str
    text: str


@dataclass(frozen=True, slots=True)
class TextQuality:
    """What came out of one extractor over the pages of a truth file."""

    pairs: Share
    by_page: tuple[tuple[int, int], ...]
    """Kept and checkable pairs of each page that has any."""
    marks: Mapping[str, Share]
    chars: int
    main_chars: int
    """Characters of resiliparse's main content on the same pages."""
    losses: tuple[Loss, ...]

    @property
    def clustered(self) -> tuple[float, float]:
        """The interval of kept pairs that knows that pairs of one page go together."""
        return clustered([kept for kept, _ in self.by_page], [n for _, n in self.by_page])

    @property
    def chars_ratio(self) -> float:
        """Our characters for one of resiliparse's main content."""
        return self.chars / self.main_chars if self.main_chars else 0.0

    def as_json(self) -> dict[str, Any]:
        """The last line of `webinstruct quality text`."""
        kept = {"kept": self.pairs.hits, "checkable": self.pairs.n}
        return {"pairs": kept, "chars_ratio": round(self.chars_ratio, 4)}


def measure(truth: Path, root: Path, extract: Extractor = ours) -> TextQuality:
    """An extractor's text of every page against the truth; `root` is the folder that `file` counts from."""
    pages = load(read_truth(truth))
    raws = [read_page(root, page.file) for page in pages]
    return judge(pages, [extract(raw) for raw in raws], main_chars(raws))


def main_chars(raws: Iterable[RawPage]) -> int:
    """Characters of resiliparse's main content, all pages together."""
    return sum(len(resiliparse_main(raw)) for raw in raws)


def load(lines: str) -> list[PageTruth]:
    """A truth file: every page of it, with the pairs that can be checked. UserError at a line that is not one."""
    pages: list[PageTruth] = []
    for number, line in enumerate(lines.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            pages.append(PageTruth(row["file"], tuple(map(_pair, filter(is_checkable, row["pairs"])))))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UserError(
                f"--truth, line {number}: wanted an object with file and pairs, got {error!r}"
            ) from error
    return pages


def is_checkable(pair: Mapping[str, Any]) -> bool:
    """Both starts are there to look for, and the labeller was sure.

    >>> is_checkable({"question_start": "Why?", "answer_start": ""})
    False
    """
    return not pair.get("unsure") and all(_compact(fold(pair.get(name) or "")) for name in MARKS[::2])


def _pair(row: Mapping[str, Any]) -> Pair:
    return {name: row.get(name) or "" for name in MARKS}


def judge(pages: Sequence[PageTruth], texts: Sequence[str], main_chars: int) -> TextQuality:
    """The texts of the pages, in their order, against their pairs."""
    losses: list[Loss] = []
    by_page: list[tuple[int, int]] = []
    marks: dict[str, list[int]] = {name: [0, 0] for name in MARKS}
    for page, text in zip(pages, texts, strict=True):
        haystack = Haystack(text)
        kept = 0
        for pair in page.pairs:
            lost = _lost(pair, haystack)
            kept += not lost
            losses += [Loss(page.file, mark, pair.get(mark, "")) for mark in lost]
            for name in filter(pair.get, MARKS):
                marks[name][0] += name not in lost
                marks[name][1] += 1
        if page.pairs:
            by_page.append((kept, len(page.pairs)))
    return TextQuality(
        pairs=Share(sum(kept for kept, _ in by_page), sum(n for _, n in by_page)),
        by_page=tuple(by_page),
        marks={name: Share(*counts) for name, counts in marks.items()},
        chars=sum(map(len, texts)),
        main_chars=main_chars,
        losses=tuple(losses),
    )


def _lost(pair: Pair, haystack: "Haystack") -> list[str]:
    """The marks that the text has nowhere, or ["order"], or nothing."""
    lost = [name for name in MARKS if pair[name] and haystack.find(pair[name]) is None]
    return lost or ([] if in_order(pair, haystack) else ["order"])


def in_order(pair: Pair, haystack: "Haystack") -> bool:
    """Whether some occurrences of the marks follow each other.

    Every condition is "not before", so the first occurrence that fits is always the best one.

    >>> pair = {"question_start": "Why", "question_end": "so?", "answer_start": "It", "answer_end": "is."}
    >>> in_order(pair, Haystack("Why is it so? It just is.")), in_order(pair, Haystack("It is. Why so?"))
    (True, False)
    """
    at = 0
    for start, end in (MARKS[:2], MARKS[2:]):
        found = haystack.find(pair[start], at)
        if found is None:
            return False
        at = found[1]
        if pair[end]:
            found = haystack.find(pair[end], found[0])
            if found is None:
                return False
            at = max(at, found[1])
    return True


class Haystack:
    """A text made ready for many searches; places are those of its folded form, good for comparing only.

    >>> Haystack("So: $x^{2}$ is\\n1. four\\n2. five").find("x2 is four five")
    (5, 30)
    """

    def __init__(self, text: str) -> None:
        folded = fold(text)
        self._whole = _Letters(folded)
        self._bare = _Letters(_LINE_NUMBER.sub(lambda number: " " * len(number[0]), folded))

    def find(self, mark: str, at: int = 0) -> tuple[int, int] | None:
        """The first place at or after `at` where the mark stands: its start and its end."""
        folded = fold(mark)
        whole, bare = _compact(folded), _compact(_ANY_NUMBER.sub(" ", folded))
        found = (self._whole.find(whole, at), self._bare.find(whole, at), self._bare.find(bare, at))
        return min(filter(None, found), default=None)


class _Letters:
    """What is compared of a folded text, and where each character of it stands there."""

    def __init__(self, folded: str) -> None:
        self._text = folded
        self._places = [match.start() for match in _COMPARED.finditer(folded)]
        self._letters = _compact(folded)

    def find(self, needle: str, at: int) -> tuple[int, int] | None:
        index = self._letters.find(needle, bisect_left(self._places, at)) if needle else -1
        while index >= 0:
            start, end = self._places[index], self._places[index + len(needle) - 1] + 1
            if not self._cuts_number(start) and not self._cuts_number(end):
                return start, end
            index = self._letters.find(needle, index + 1)
        return None

    def _cuts_number(self, place: int) -> bool:
        """Whether digits stand right before and right after."""
        around = self._text[max(place - 1, 0) : place + 1]
        return len(around) == 2 and around.isdigit()


def fold(text: str) -> str:
    r"""Steps 1 and 2 of the comparison.

    >>> fold(r"Ｘ² \cdot STRASSE")
    'x2   strasse'
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return _TEX_COMMAND.sub(" ", plain)


def _compact(folded: str) -> str:
    """Steps 3 and 5: letters and digits, and a blank between two numbers."""
    return "".join([char if char.isalnum() else " " for char in _COMPARED.findall(folded)])
