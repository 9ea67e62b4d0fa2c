"""Text as it is written: inline pieces gathered, white space collapsed, blocks set apart, places remembered.

>>> writer = Writer()
>>> writer.inline += ["a ", " b"]; writer.brk(2); writer.inline.append("c")
>>> writer.finish()
'a b\\n\\nc'
"""

import re
from collections.abc import Callable
from itertools import accumulate

from webinstruct.page.formula.protect import render

_LONG_OPTION = 15

LINE = "\ue008"
"""A line break inside a block: white space around it collapses, itself it stays."""
CELL = "\ue00a"
"""Stands between the cells of a row that is a line."""

# Controls, soft hyphens, marks of direction and what icon fonts draw. \ue000-\ue005 are formulas' marks.
_NOISE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff"
    "\ue006-\uf8ff\ufff0-\ufffb\ufffe\uffff]"
)
_BLANK_LINES = re.compile(r"\n{3,}")

Place = tuple[int, int]
"""Where a writer stands: blocks written, and the gap that is due."""


class Writer:
    """Collects the text of a page, block by block.

    `finish_block` gets the text of each block before it is written (kept white space aside): the
    place for formula delimiters, which never reach over a block's edge.
    """

    __slots__ = ("_finish_block", "_gap", "_pieces", "flat", "indent", "inline", "lead", "pre", "quote")

    def __init__(self, finish_block: Callable[[str], str] | None = None) -> None:
        self.inline: list[str] = []
        """What was added to the block at hand; callers append to it."""
        self.indent = 0
        """Columns by which blocks are indented."""
        self.lead = ""
        """A list marker that the next block begins with, two columns to the left of its indentation."""
        self.quote = 0
        """Depth of quotation; a quoted block begins with as many `> `."""
        self.pre = 0
        """Depth of preformatted elements."""
        self.flat = 0
        """Depth of elements that are written on one line, such as cells of a data table."""
        self._pieces: list[str] = []
        self._gap = 0
        self._finish_block = finish_block

    def brk(self, gap: int) -> None:
        """End the block at hand; at least `gap` newlines stand before the next one."""
        if self.flat:
            self.inline.append(" ")
            return
        if self.pre:
            if self.inline and not self.inline[-1].endswith("\n"):
                self.inline.append("\n")
            return
        if self.inline:
            self._flush()
        if gap > self._gap:  # noqa: PLR1730 - a call of max is a tenth of this
            self._gap = gap

    def end_pre(self) -> None:
        """End a preformatted block: its lines as they are."""
        raw = "".join(self.inline).replace(LINE, "\n").replace("\xa0", " ")
        self.inline.clear()
        lines = [line.rstrip() for line in _NOISE.sub("", raw).expandtabs(4).splitlines()]
        text = _BLANK_LINES.sub("\n\n", "\n".join(lines).strip("\n"))
        if text:
            self._write(render(text))

    def _flush(self) -> None:
        raw = "".join(self.inline)
        self.inline.clear()
        text = _collapsed(raw)
        if text and self._finish_block is not None:
            # "Print" is a button, but an option of a quiz if the item has a letter or number.
            is_option = self.lead[:1].isalnum() and len(text) <= _LONG_OPTION
            text = self._finish_block(text) or (text if is_option else "")
        if text:
            self._write(text)

    def _write(self, text: str) -> None:
        if self.quote:
            text = "> " * min(self.quote, 4) + text
        if self.indent:
            pad = " " * self.indent
            head = " " * (self.indent - 2) + self.lead if self.lead else pad
            text = head + text.replace("\n", "\n" + pad)
            self.lead = ""
        self._pieces.append("\n" * self._gap + text if self._pieces else text)
        self._gap = 1

    def write_lead(self) -> None:
        """A list marker on a line of its own."""
        lead, self.lead = self.lead.rstrip(), ""
        pad = self.indent - 2
        self.indent = pad
        self._write(lead)
        self.indent = pad + 2

    def ends_in_text(self) -> bool:
        """Whether the block at hand ends in something other than white space: an exponent needs a base."""
        return bool(self.inline) and not self.inline[-1][-1:].isspace()

    def place(self) -> Place:
        """Where we are; the block at hand must have been ended."""
        return len(self._pieces), self._gap

    def rollback(self, place: Place) -> None:
        """Forget what was written since."""
        self.inline.clear()
        self.lead = ""
        del self._pieces[place[0] :]
        self._gap = max(place[1], 1)

    def last(self) -> str:
        """The last block that was written."""
        return self._pieces[-1].strip() if self._pieces else ""

    def drop_last(self) -> None:
        """Forget the last block."""
        self._pieces.pop()

    def finish(self) -> str:
        """The whole text."""
        self.brk(0)
        return self.text()

    def text(self) -> str:
        """What was written so far."""
        return "".join(self._pieces)

    def offsets(self) -> list[int]:
        """Where each block begins in the whole text, its gap included, and where the last one ends."""
        return [0, *accumulate(map(len, self._pieces))]

    def gap_before(self, block: int) -> int:
        """How many characters of white space a block begins with."""
        piece = self._pieces[block]
        return len(piece) - len(piece.lstrip())


def _collapsed(raw: str) -> str:
    if CELL in raw:
        cells = [_collapsed(cell).replace("\n", " ") for cell in raw.split(CELL)]
        filled = [at for at, cell in enumerate(cells) if cell]
        return " | ".join(cells[filled[0] : filled[-1] + 1]) if filled else ""
    if LINE not in raw:
        text = " ".join(raw.split())
        return text if text.isprintable() else clean(text)
    text = "\n".join(" ".join(line.split()) for line in raw.split(LINE)).strip("\n")
    return _BLANK_LINES.sub("\n\n", "\n".join(map(clean, text.split("\n"))))


def clean(line: str) -> str:
    """A line without control characters, invisible marks and icons.

    >>> clean("soft\\xadhyphen \\ue2a5")
    'softhyphen'
    """
    return line if line.isprintable() else _NOISE.sub("", line).strip()
