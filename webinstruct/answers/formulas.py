r"""A small reader of formulas, plain or LaTeX, to a tree; and the tree in LaTeX again. Nothing is executed.

It reads numbers, letters, + - * / ^ !, roots, fractions, binomials, absolute values and the usual
functions. What it does not know, it refuses (None): then math-verify has its turn.

    >>> parse("2x+1")
    ('+', ('*', ('num', Fraction(2, 1)), ('var', 'x')), ('num', Fraction(1, 1)))
"""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, cast

from .model import Node
from .spelling import clean

LONGEST = 600  # characters of a formula
_DEEPEST = 40

_TOKEN = re.compile(
    r"\s*(?:(\d{1,3}(?:,\d{3})+(?![\d,])(?:\.\d+)?|\d+\.?\d*(?:[eE][+-]?\d{1,3}(?![a-zA-Z\d]))?|\.\d+)|(\\[a-zA-Z]+)|([a-zA-Z]+)|(\\[{}|]|.))"
)
_FUNCTIONS = frozenset(
    "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh ln log lg exp sqrt abs floor ceil".split()
)
_ALIASES = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "tg": "tan", "ctg": "cot"}
_GREEK = frozenset(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi rho sigma tau phi chi psi omega "
    "Gamma Delta Theta Lambda Xi Sigma Phi Psi Omega hbar ell".split()
)
_CLOSERS = {"(": ")", "[": "]", "{": "}"}


class Unreadable(ValueError):
    """The formula is not one of those this reader knows, or too large for it."""


def parse(text: str) -> Node | None:
    """The formula's tree; None if this reader does not know it."""
    text = clean(text)
    if not text or len(text) > LONGEST:
        return None
    try:
        return _Parser(text).whole()
    except (Unreadable, RecursionError):
        return None


class _Parser:
    """Recursive descent over the tokens of one formula."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        for number, command, word, sign in _TOKEN.findall(text):
            if number:
                self.tokens.append(("num", number))
            elif command:
                self.tokens.append(("name", command[1:]))
            elif word:
                self.tokens.extend(("name", part) for part in _split(word))
            elif sign.strip():
                self.tokens.append(("sign", sign))
        self.place = 0
        self.depth = 0

    def whole(self) -> Node:
        tree = self.sum()
        if self.place != len(self.tokens):
            raise Unreadable(self.peek)
        return tree

    @property
    def peek(self) -> str:
        return self.tokens[self.place][1] if self.place < len(self.tokens) else ""

    @property
    def type(self) -> str:
        return self.tokens[self.place][0] if self.place < len(self.tokens) else ""

    def take(self, wanted: str | None = None) -> str:
        if self.place >= len(self.tokens) or (wanted is not None and self.peek != wanted):
            raise Unreadable(f"wanted {wanted}, got {self.peek!r}")
        self.place += 1
        return self.tokens[self.place - 1][1]

    def sum(self) -> Node:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Unreadable("nested too deep")
        tree = self.product()
        while self.type == "sign" and self.peek in "+-":
            tree = (self.take(), tree, self.product())
        self.depth -= 1
        return tree

    def product(self) -> Node:
        tree = self.signed()
        while True:
            if self.type == "sign" and self.peek in ("*", "/"):
                tree = (self.take(), tree, self.signed())
            elif self.starts_factor():
                tree = self.neighbour(tree)
            else:
                return tree

    def neighbour(self, tree: Node) -> Node:
        """`2 3/4` and `2\\frac34` are mixed numbers; all other neighbours are factors."""
        whole = tree[0] == "num" and cast(Fraction, tree[1]).denominator == 1
        if whole and self.type == "num":
            top = self.take()
            if top.isdigit() and self.peek == "/" and self.place + 1 < len(self.tokens):
                self.take("/")
                if self.type == "num" and self.peek.isdigit() and int(self.peek) > int(top):
                    return ("+", tree, ("/", _number(top), _number(self.take())))
            raise Unreadable("two numbers side by side")
        if whole and self.peek == "frac":
            part = self.power()
            is_plain = part[0] == "/" and all(cast(Node, side)[0] == "num" for side in part[1:])
            return ("+" if is_plain else "*", tree, part)
        return ("*", tree, self.power())

    def starts_factor(self) -> bool:
        return self.type in ("num", "name") or (self.type == "sign" and self.peek in ("(", "[", "{"))

    def signed(self) -> Node:
        if self.type == "sign" and self.peek in ("-", "+"):
            sign = self.take()
            self.depth += 1
            if self.depth > _DEEPEST:
                raise Unreadable("too many signs")
            inner = self.signed()
            self.depth -= 1
            return ("neg", inner) if sign == "-" else inner
        return self.power()

    def power(self) -> Node:
        tree = self.primary()
        while self.type == "sign" and self.peek in ("!", "°"):
            if self.take() == "°":
                raise Unreadable("a degree inside a formula")
            tree = ("!", tree)
        if self.peek == "^":
            self.take()
            tree = ("^", tree, self.signed())
        return tree

    def primary(self) -> Node:
        kind, token = self.type, self.peek
        if kind == "num":
            return _number(self.take())
        if kind == "name":
            return self.named(self.take())
        if token in _CLOSERS:
            return self.group()
        if token == "|":
            self.take()
            inner = self.sum()
            self.take("|")
            return ("call", "abs", inner)
        raise Unreadable(token)

    def group(self) -> Node:
        end = _CLOSERS[self.take()]
        inner = self.sum()
        self.take(end)
        return inner

    def braced(self) -> Node:
        """An argument of a LaTeX command: a group, or one digit or letter."""
        if self.peek == "{":
            return self.group()
        if self.type == "num":
            digits = self.take()
            if len(digits) > 1:  # \frac12: the rest of the digits is the next argument
                self.place -= 1
                self.tokens[self.place] = ("num", digits[1:])
            return _number(digits[0]) if digits[0].isdigit() else _refuse(digits)
        return self.primary()

    def named(self, name: str) -> Node:
        name = _ALIASES.get(name, name)
        if name == "frac":
            return ("/", self.braced(), self.braced())
        if name == "binom":
            return ("call", "binom", self.braced(), self.braced())
        if name == "sqrt":
            return self.root()
        if name in _FUNCTIONS:
            return self.function(name)
        if name in ("pi", "e", "i"):
            return ("const", name)
        if name in _GREEK or len(name) == 1:
            return ("var", name + self.subscript())
        raise Unreadable(name)

    def root(self) -> Node:
        degree: Node = ("num", Fraction(2))
        if self.peek == "[":
            degree = self.group()
        inner = self.braced() if self.peek != "(" else self.group()
        return ("^", inner, ("/", ("num", Fraction(1)), degree))

    def function(self, name: str) -> Node:
        base: Node | None = None
        raised: Node | None = None
        while self.peek in ("^", "_"):
            if self.take() == "_":
                base = self.braced()
            else:
                raised = self.signed() if self.peek != "{" else self.group()
        tree = self.argument()
        if raised == ("neg", ("num", Fraction(1))):
            name, raised = f"arc{name}", None
        tree = ("call", name, tree) if base is None else ("call", name, tree, base)
        return tree if raised is None else ("^", tree, raised)

    def argument(self) -> Node:
        """`sin(x)` takes its bracket, `sin 2x` all factors up to the next function or sign."""
        if self.peek in ("(", "[", "{"):
            return self.group()
        tree = self.signed()
        while self.starts_factor() and self.peek not in _FUNCTIONS and self.peek not in ("(", "["):
            tree = ("*", tree, self.power())
        return tree

    def subscript(self) -> str:
        if self.peek != "_":
            return ""
        self.take()
        if self.peek != "{":
            return "_" + self.take()
        self.take()
        parts = []
        while self.peek != "}":
            parts.append(self.take())
        self.take("}")
        return "_" + "".join(parts)


def is_name(word: str) -> bool:
    """Whether the letters spell a function or a Greek letter."""
    return word in _FUNCTIONS or word in _GREEK or word in _ALIASES or word == "pi"


def _split(word: str) -> list[str]:
    """Letters side by side are factors, unless they spell a function; words are none of ours."""
    known = _ALIASES.get(word, word)
    if known in _FUNCTIONS or word == "pi" or word in _GREEK:
        return [word]
    for name in sorted(_FUNCTIONS, key=len, reverse=True):  # sinx, xsin
        if len(word) - len(name) == 1 and name in word and len(name) > 1:
            return [part for part in word.partition(name) if part]
    if len(word) > 3:
        raise Unreadable(word)
    return list(word)


def _number(digits: str) -> Node:
    try:
        return ("num", Fraction(digits.replace(",", "")))
    except ValueError:
        raise Unreadable(digits) from None


def _refuse(what: str) -> Node:
    raise Unreadable(what)


def written(tree: Node) -> str:
    r"""The tree in LaTeX that can be read in one way only.

    >>> written(parse("9^9^9")), written(parse("2 1/2 x"))
    ('{9}^{{9}^{9}}', '\\left(2+\\frac{1}{2}\\right)\\cdot x')
    """
    operation, *parts = tree
    if operation in _LEAVES:
        return _LEAVES[operation](parts[0])
    if operation == "call":
        return _written_call(parts[0], [written(part) for part in parts[1:]])
    return _written_operation(operation, parts, [written(part) for part in parts])


def _written_operation(operation: str, parts: list[Node], shown: list[str]) -> str:
    in_brackets = [f"\\left({side}\\right)" for side in shown]
    single = [
        part[0] in ("num", "var", "const", "/", "call") and side[0] != "-"
        for part, side in zip(parts, shown, strict=True)
    ]
    safe = [side if one else wrapped for side, one, wrapped in zip(shown, single, in_brackets, strict=True)]
    if operation == "^":
        base = shown[0] if parts[0][0] in ("num", "var", "const") and single[0] else in_brackets[0]
        return f"{{{base}}}^{{{shown[1]}}}"
    if operation in "+-":
        return f"{shown[0]}{operation}{in_brackets[1] if parts[1][0] in ('+', '-', 'neg') else shown[1]}"
    forms = {"/": "\\frac{{{0}}}{{{1}}}", "neg": "-{2}", "!": "{2}!", "*": "{2}\\cdot {3}"}
    return forms[operation].format(shown[0], shown[-1], safe[0], safe[-1])


def _variable(name: str) -> str:
    letter, _, index = name.partition("_")
    return (f"\\{letter} " if len(letter) > 1 else letter) + (f"_{{{index}}}" if index else "")


def _fraction(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    return f"\\frac{{{value.numerator}}}{{{value.denominator}}}"


_LEAVES: Mapping[str, Callable[[Any], str]] = {
    "num": _fraction, "var": _variable, "const": lambda name: "\\pi " if name == "pi" else str(name),
}  # fmt: skip


def _written_call(name: str, arguments: list[str]) -> str:
    if name == "abs":
        return f"\\left|{arguments[0]}\\right|"
    if name == "binom":
        return f"\\binom{{{arguments[0]}}}{{{arguments[1]}}}"
    if name in ("floor", "ceil"):
        return f"\\l{name}{arguments[0]}\\r{name}"
    base = f"_{{{arguments[1]}}}" if len(arguments) > 1 else ""
    return f"\\{name}{base}\\left({arguments[0]}\\right)"


def variables(tree: Node) -> frozenset[str]:
    """The letters that stand in the tree."""
    if tree[0] == "var":
        return frozenset([cast(str, tree[1])])
    return frozenset().union(*(variables(part) for part in tree[1:] if isinstance(part, tuple)))
