r"""The tree that MathML and the glyphs of MathJax are brought into, and how pieces of LaTeX are joined."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from webinstruct.page.formula.symbols import INFIX

_ENDS_IN_COMMAND: Final = re.compile(r"\\[A-Za-z]+\Z")
_LONGEST_COMMAND = 32


@dataclass(slots=True, eq=False)
class Element:
    """A MathML element; `text` is the content of a token, `tex` is written from the leaves upwards."""

    tag: str
    attributes: dict[str, str | None]
    children: list["Element"]
    text: str = ""
    tex: str = ""


def joined(parts: Iterable[str]) -> str:
    r"""Pieces of LaTeX one after another, with a space only where a command would swallow a letter.

    >>> joined(["\\alpha", "x", "+", "1", "2"])
    '\\alpha x+12'
    """
    out: list[str] = []
    last = ""
    for part in parts:
        if not part:
            continue
        if last and part[0].isalpha() and _ENDS_IN_COMMAND.search(last[-_LONGEST_COMMAND:]):
            out.append(" ")
        elif last.endswith(" ") and part[0] == " ":
            part = part.lstrip(" ")  # noqa: PLW2901
        out.append(part)
        last = part or last
    return "".join(out)


def spaced(children: list[Element]) -> list[str]:
    """The LaTeX of children, with spaces round operators that are commands."""
    parts: list[str] = []
    last = len(children) - 1
    for at, child in enumerate(children):
        tex = child.tex
        infix = child.tag == "mo" and 0 < at < last and tex in INFIX
        if child.tag == "mo" and tex == "\\mid" and not infix:
            tex = "|"
        parts.append(f" {tex} " if infix else tex)
    return parts
