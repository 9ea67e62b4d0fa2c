r"""The neutral form of a formula: the LaTeX that problems write, parsed into a small tree.

Only what problems/ and content/ use is understood; anything else is an error, so that no formula
is ever shown wrong.

    >>> [node.kind for node in parse("2x^2 = 8")], parse("2x^2")[1].parts[0]
    (['mn', 'script', 'mo', 'mn'], Node(kind='mi', text='x', parts=()))
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Kind = Literal["mi", "mn", "mo", "space", "row", "frac", "sqrt", "script"]


@dataclass(frozen=True, slots=True)
class Node:
    """A letter (mi), number (mn), sign (mo) or thin space with its text, or a construction of parts.

    frac: above, below; sqrt: inside; script: base, index or None, exponent or None; row: any.
    """

    kind: Kind
    text: str = ""
    parts: "tuple[Node | None, ...]" = ()


Row = tuple[Node, ...]

LETTERS = {"pi": "π", "rho": "ρ", "alpha": "α", "beta": "β", "lambda": "λ", "Delta": "Δ", "omega": "ω"}
SIGNS = {
    "cdot": "⋅",
    "times": "×",
    "rightarrow": "→",
    "int": "∫",
    "sum": "∑",
    "le": "≤",
    "ge": "≥",
    "ne": "≠",
}
FUNCTIONS = ("log", "sin", "cos", "ln")

_TOKEN = re.compile(r"\\[A-Za-z]+|\\,|\d+(?:\.\d+)?|[A-Za-z]|[-+=<>(),.'/:|]|[{}^_]|\s+")


@lru_cache(maxsize=8192)
def parse(tex: str) -> Row:
    """The parts of a formula in order; ValueError for LaTeX outside our subset."""
    tokens = [token for token in _TOKEN.findall(tex) if not token.isspace()]
    if "".join(tokens) != "".join(tex.split()):
        raise ValueError(f"simweb's formulas are a small part of LaTeX, got {tex!r}")
    return _Reader(tokens).row()


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def row(self) -> Row:
        """Everything up to a closing brace or the end."""
        found: list[Node] = []
        while self._at < len(self._tokens) and self._tokens[self._at] != "}":
            found.append(self._with_scripts(self._one()))
        return tuple(found)

    def _one(self) -> Node:
        token = self._tokens[self._at]
        self._at += 1
        if token == "{":
            inner = self.row()
            self._at += 1
            return inner[0] if len(inner) == 1 else Node("row", parts=inner)
        if token[0] == "\\":
            return self._command(token[1:])
        if token[0].isdigit():
            return Node("mn", token)
        return Node("mi" if token.isalpha() else "mo", token)

    def _command(self, name: str) -> Node:
        if name in ("frac", "dfrac"):
            return Node("frac", parts=(self._one(), self._one()))
        if name == "sqrt":
            return Node("sqrt", parts=(self._one(),))
        if name in SIGNS:
            return Node("mo", SIGNS[name])
        if name in FUNCTIONS:
            return Node("mi", name)
        return Node("space") if name == "," else Node("mi", LETTERS[name])

    def _with_scripts(self, base: Node) -> Node:
        below = above = None
        while self._at < len(self._tokens) and self._tokens[self._at] in "^_'":
            sign = self._tokens[self._at]
            self._at += 1
            if sign == "'":
                above = Node("mo", "′")
            elif sign == "^":
                above = self._one()
            else:
                below = self._one()
        return Node("script", parts=(base, below, above)) if below or above else base
