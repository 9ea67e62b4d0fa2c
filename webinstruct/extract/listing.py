r"""A page as a model sees it: its units, numbered or not, inside a fence, with a line where a post begins.

    >>> print(listing("Why?\nBecause.", [Unit(0, 5), Unit(5, 13)], Window(0, 1), [], numbered=True))
    [1] Why?
    [2] Because.

The text is data. What it says cannot end the fence, for the fence is made from it, and cannot be taken
for another unit, for lines inside a unit are indented.
"""

import hashlib
from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from webinstruct.extract.units import Unit
from webinstruct.extract.windows import Window


def listing(
    text: str, units: Sequence[Unit], window: Window, blocks: Sequence[Mapping[str, Any]], *, numbered: bool
) -> str:
    """The units of a window, one behind the other; blocks as `tables.BLOCKS` has them."""
    coming = sorted(blocks, key=itemgetter("start"), reverse=True)
    lines = []
    for at in range(window.first, window.last + 1):
        unit = units[at]
        while coming and coming[-1]["start"] < unit.end:
            block = coming.pop()
            if block["start"] >= unit.start:
                lines.append(_heading(block))
        piece = text[unit.start : unit.end].rstrip()
        lines.append(f"[{at + 1}] " + piece.replace("\n", "\n    ") if numbered else piece)
    return "\n".join(lines)


def _heading(block: Mapping[str, Any]) -> str:
    votes = f", {block['votes']} votes" if block.get("votes") is not None else ""
    return f"-- {block['role']}{votes}{', accepted' if block.get('accepted') else ''} --"


def fenced(title: str, body: str) -> str:
    """The user's message: title and text between two lines that the text cannot hold."""
    mark = hashlib.sha256(f"{title}\n{body}".encode("utf-8", "replace")).hexdigest()[:12]
    flat = " ".join(title.split())[:300]
    return f"<page {mark}>\n{f'Title: {flat}' if flat else 'No title'}\n\n{body}\n</page {mark}>"
