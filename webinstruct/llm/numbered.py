"""Exercises and answers that have nothing but numbers: items of a section, told by their style.

>>> section = Section("answer", "item")
>>> [(mark.number, mark.text) for mark in section.items(0, "3. It is 5.")]
[('3', 'It is 5.')]
"""

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from webinstruct.llm.mark import Mark, Side
from webinstruct.llm.wording import tells

LABEL: Final = r"\d{1,3}(?:\.\d{1,3})*"
ITEM: Final = re.compile(
    rf"""(?P<indent>\s*)(?P<open>\(?)
    (?:(?P<number>{LABEL})(?P<close>[.):])|(?P<dotted>\d{{1,3}}(?:\.\d{{1,3}})+)(?=\s+\S))
    (?:\s+(?:\|\s+)?(?P<rest>\S.*)|\s*)""",  # the number may stand in a cell of its own
    re.VERBOSE,
)
_MIN_INLINE: Final = 3  # Answers on one line, "1. 5  2. 7  3. 9"; "1. It is 2. That is all." is one.
_MAX_INLINE: Final = 60


_Style = tuple[str, str, str, int]


def _style(item: re.Match[str]) -> _Style:
    """How the items of one list look alike."""
    number = item["number"] or item["dotted"]
    return item["indent"], item["open"], item["close"] or "", number.count(".")


@dataclass(slots=True)
class Section:
    """Exercises or answers that have nothing but numbers: all in one style, that of the first."""

    side: Side
    word: str
    style: _Style | None = None
    grouped: bool = False  # chapters follow each other in it
    solved: bool = False  # its answers stand right below its questions
    last: int = 0

    def with_mark(self, mark: Mark) -> "Section | None":
        """The section as it goes on behind a mark; where marks tell questions or answers, numbers don't."""
        if self.style is None or mark.side == self.side == "question":
            return None
        self.solved |= self.side == "question"
        return self

    def items(self, at: int, line: str) -> list[Mark]:
        """The items that begin in a line: deeper or in another style they are parts of an item."""
        found = ITEM.fullmatch(line)
        if found is None:
            return []
        number, close, rest = found["number"] or found["dotted"], found["close"] or "", found["rest"] or ""
        style = _style(found)
        if self.style is None:
            self.style = style
        last = int(number.rpartition(".")[2])
        if style != self.style or (self.solved and (last != self.last + 1 or not tells(rest))):
            return []  # a step of a solution
        self.last = last
        if self.side == "answer" and close:
            return [
                Mark(at, side, self.word, one, text, item=True)
                for side, one, text in _inline(number, close, rest)
            ]
        return [Mark(at, self.side, self.word, number, rest, item=True)]


def _inline(number: str, close: str, rest: str) -> Iterator[tuple[Side, str, str]]:
    """The answers of one line; where two might stand on it, nobody knows what belongs to the first.

    >>> list(_inline("1", ".", "5  2. 7  3. 9"))
    [('answer', '1', '5'), ('answer', '2', '7'), ('answer', '3', '9')]
    >>> list(_inline("1", ".", "5 2. 7")), list(_inline("1", ".", "It is 5."))
    ([('aside', '1', '5 2. 7')], [('answer', '1', 'It is 5.')])
    """
    numbers, texts, start = [number], [], 0
    step = 0
    for found in re.finditer(rf"(?<=[\s,;])\(?(\d{{1,3}})\{close}\s+(?=\S)", rest):
        ahead = int(found[1]) - int(numbers[-1].rpartition(".")[2])
        if "." not in number and ahead in ((step,) if step else (1, 2)):
            step = ahead
            texts.append(rest[start : found.start()].strip(" \t,;"))
            numbers.append(found[1])
            start = found.end()
    texts.append(rest[start:].strip())
    if len(numbers) == 1:
        yield "answer", number, rest
    elif len(numbers) < _MIN_INLINE or max(map(len, texts)) > _MAX_INLINE:
        yield ("aside" if len(texts[0]) <= _MAX_INLINE else "answer"), number, rest
    else:
        yield from (("answer", one, text) for one, text in zip(numbers, texts, strict=True))


def sure(heads: list[Mark]) -> Iterator[Mark]:
    """Answers of one section that have the same number answer nothing: chapters, or steps of one answer."""
    parts = itertools.accumulate(head.side in ("foot", "group", "exercises") for head in heads)
    numbered = list(zip(heads, parts, strict=True))
    seen = Counter((part, head.number) for head, part in numbered if head.item)
    for head, part in numbered:
        many = head.item and head.side == "answer" and seen[part, head.number] > 1
        yield replace(head, side="aside") if many else head


def without_rest(marks: list[Mark]) -> list[Mark]:
    """The last item of a section has no more paragraphs than the longest before it: the rest is what follows."""
    longest, count = 0, 0
    for at, mark in enumerate(marks):
        if not mark.item:
            longest = count = 0
            continue
        paragraphs = mark.text.split("\n\n")
        last = at + 1 == len(marks) or not marks[at + 1].item
        if last and count > 1 and len(paragraphs) > longest:
            marks[at] = replace(mark, text="\n\n".join(paragraphs[:longest]))
        longest, count = max(longest, len(paragraphs)), count + 1
    return marks
