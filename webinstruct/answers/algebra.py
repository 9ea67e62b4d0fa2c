r"""A small reader of formulas, plain or LaTeX: to a tree, and the tree's value. Nothing is executed.

It reads numbers, letters, + - * / ^ !, roots, fractions, binomials, absolute values and the usual
functions. What it does not know, it refuses (None): then math-verify has its turn.

    >>> evaluate(parse(r"\frac{1}{2}+\sqrt{16}"))
    Fraction(9, 2)
    >>> agree(parse("(x+1)^2"), parse("x^2+2x+1")), agree(parse("2x"), parse("x^3"))
    ('agree', 'differ')
"""

import cmath
import math
import re
import zlib
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Literal, cast

from .model import Node
from .spelling import clean

LONGEST = 600  # characters of a formula
_DEEPEST = 40
_BITS = 14_000  # of an exact number; 9^9^9^9 has 10^369693099
_POINTS = 4

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
        if name in ("pi", "e"):
            return ("const", name)
        if name == "i":
            return ("const", "i")
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
    if operation == "num":
        return _fraction(parts[0])
    if operation == "const":
        return "\\pi " if parts[0] == "pi" else str(parts[0])
    if operation == "var":
        name, _, index = parts[0].partition("_")
        return (f"\\{name} " if len(name) > 1 else name) + (f"_{{{index}}}" if index else "")
    if operation == "call":
        return _written_call(parts[0], [written(part) for part in parts[1:]])
    shown = [written(part) for part in parts]
    if operation == "/":
        return f"\\frac{{{shown[0]}}}{{{shown[1]}}}"
    wrapped = [
        side
        if part[0] in ("num", "var", "const", "/", "call") and not side.startswith("-")
        else f"\\left({side}\\right)"
        for part, side in zip(parts, shown, strict=True)
    ]
    if operation == "^":
        base = (
            wrapped[0]
            if parts[0][0] in ("num", "var", "const") or wrapped[0].startswith("\\left")
            else f"\\left({shown[0]}\\right)"
        )
        return f"{{{base}}}^{{{shown[1]}}}"
    if operation == "neg":
        return f"-{wrapped[0]}"
    if operation == "!":
        return f"{wrapped[0]}!"
    if operation == "*":
        return f"{wrapped[0]}\\cdot {wrapped[1]}"
    return f"{shown[0]}{operation}{wrapped[1] if parts[1][0] in ('+', '-', 'neg') else shown[1]}"


def _fraction(value: Fraction) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    return f"\\frac{{{value.numerator}}}{{{value.denominator}}}"


def _written_call(name: str, arguments: list[str]) -> str:
    if name == "abs":
        return f"\\left|{arguments[0]}\\right|"
    if name == "binom":
        return f"\\binom{{{arguments[0]}}}{{{arguments[1]}}}"
    if name in ("floor", "ceil"):
        return f"\\l{name}{arguments[0]}\\r{name}"
    base = f"_{{{arguments[1]}}}" if len(arguments) > 1 else ""
    return f"\\{name}{base}\\left({arguments[0]}\\right)"


Scalar = Fraction | complex


def evaluate(tree: Node, variables: Mapping[str, Scalar] | None = None) -> Scalar:
    """The tree's value: exact where it can be, else a complex float; raises Unreadable where there is none."""
    try:
        value = _value(tree, variables or {})
    except (ZeroDivisionError, OverflowError, ValueError, RecursionError, KeyError) as why:
        raise Unreadable(str(why)) from None
    if isinstance(value, complex) and not cmath.isfinite(value):
        raise Unreadable("infinite")
    return value


def variables(tree: Node) -> frozenset[str]:
    """The letters that stand in the tree."""
    if tree[0] == "var":
        return frozenset([cast(str, tree[1])])
    return frozenset().union(*(variables(part) for part in tree[1:] if isinstance(part, tuple)))


def _value(tree: Node, env: Mapping[str, Scalar]) -> Scalar:
    operation, *parts = tree
    if operation == "num":
        return cast(Fraction, parts[0])
    if operation == "var":
        return env[cast(str, parts[0])]
    if operation == "const":
        return {"pi": complex(math.pi), "e": complex(math.e), "i": 1j}[cast(str, parts[0])]
    if operation == "call":
        return _call(cast(str, parts[0]), [_value(cast(Node, part), env) for part in parts[1:]])
    values = [_value(cast(Node, part), env) for part in parts]
    return _OPERATIONS[operation](*values)


def _bounded(value: Scalar) -> Scalar:
    if (
        isinstance(value, Fraction)
        and max(value.numerator.bit_length(), value.denominator.bit_length()) > _BITS
    ):
        raise Unreadable("too large")
    return value


def _exact(work: Callable[[Fraction, Fraction], Fraction]) -> Callable[..., Scalar]:
    def apply(left: Scalar, right: Scalar) -> Scalar:
        if isinstance(left, Fraction) and isinstance(right, Fraction):
            return _bounded(work(left, right))
        return cast(complex, work(cast(Fraction, complex(left)), cast(Fraction, complex(right))))

    return apply


def _power(base: Scalar, exponent: Scalar) -> Scalar:
    if isinstance(base, Fraction) and isinstance(exponent, Fraction):
        if exponent.denominator == 1:
            size = max(base.numerator.bit_length(), base.denominator.bit_length())
            if abs(exponent) * size > _BITS:
                raise Unreadable("too large")
            return Fraction(base**exponent.numerator)
        exact = _exact_root(base, exponent)
        if exact is not None:
            return exact
        if base < 0 and exponent.denominator % 2:  # the real cube root of -8
            return complex((-1) ** exponent.numerator * float(-base) ** float(exponent))
    return complex(base) ** complex(exponent)


def _exact_root(base: Fraction, exponent: Fraction) -> Fraction | None:
    if exponent.denominator > 6 or abs(exponent.numerator) > 50 or base == 0:
        return None
    sign = -1 if base < 0 else 1
    if sign < 0 and exponent.denominator % 2 == 0:
        return None
    parts = [_int_root(part, exponent.denominator) for part in (abs(base.numerator), base.denominator)]
    if parts[0] is None or parts[1] is None:
        return None
    return cast(Fraction, _bounded(Fraction(sign * parts[0], parts[1]) ** exponent.numerator))


def _int_root(number: int, degree: int) -> int | None:
    if number.bit_length() > 900:
        return math.isqrt(number) if degree == 2 and math.isqrt(number) ** 2 == number else None
    guess = round(number ** (1 / degree))
    return next((one for one in (guess - 1, guess, guess + 1) if one**degree == number), None)


def _factorial(value: Scalar) -> Scalar:
    if isinstance(value, Fraction):
        if value.denominator != 1 or not 0 <= value <= 2500:
            raise Unreadable("too large")
        return Fraction(math.factorial(value.numerator))
    return complex(math.gamma(value.real + 1)) if value.imag == 0 else complex("nan")


_OPERATIONS: Mapping[str, Callable[..., Scalar]] = {
    "+": _exact(lambda left, right: left + right),
    "-": _exact(lambda left, right: left - right),
    "*": _exact(lambda left, right: left * right),
    "/": _exact(lambda left, right: left / right),
    "^": _power,
    "neg": lambda value: -value,
    "!": _factorial,
}
_CALLS: Mapping[str, Callable[[complex], complex]] = {
    "sin": cmath.sin, "cos": cmath.cos, "tan": cmath.tan, "cot": lambda x: 1 / cmath.tan(x),
    "sec": lambda x: 1 / cmath.cos(x), "csc": lambda x: 1 / cmath.sin(x), "arcsin": cmath.asin,
    "arccos": cmath.acos, "arctan": cmath.atan, "sinh": cmath.sinh, "cosh": cmath.cosh, "tanh": cmath.tanh,
    "ln": cmath.log, "log": cmath.log, "lg": cmath.log10, "exp": cmath.exp,
}  # fmt: skip


def _call(name: str, values: list[Scalar]) -> Scalar:
    first = values[0]
    if name == "binom":
        top, bottom = values
        if isinstance(top, Fraction) and isinstance(bottom, Fraction) and 0 <= bottom <= top <= 2500:
            return Fraction(math.comb(int(top), int(bottom)))
        raise Unreadable("binomial of no integers")
    if name == "abs":
        return abs(first) if isinstance(first, Fraction) else complex(abs(first))
    if name in ("floor", "ceil"):
        real = first if isinstance(first, Fraction) else first.real
        return Fraction(math.floor(real) if name == "floor" else math.ceil(real))
    if name == "log" and len(values) == 2:
        return _log(first, values[1])
    if name not in _CALLS:
        raise Unreadable(name)
    return _CALLS[name](complex(first))


def _log(value: Scalar, base: Scalar) -> Scalar:
    if isinstance(value, Fraction) and isinstance(base, Fraction) and value > 0 and base > 1:
        near = round(math.log(value) / math.log(base))
        if abs(near) < 500 and base**near == value:
            return Fraction(near)
    return cmath.log(complex(value)) / cmath.log(complex(base))


Agreement = Literal["agree", "differ", "partly", "unknown"]


def near(left: Scalar, right: Scalar, relative: float = 1e-9) -> bool:
    """Equal, or equal but for the rounding of floats.

    >>> near(Fraction(1, 2**99), Fraction(1, 2**98)), near(complex(0.1 + 0.2), Fraction(3, 10))
    (False, True)
    """
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return left == right
    try:
        a, b = complex(left), complex(right)
    except OverflowError:
        return False
    large, small = max(abs(a), abs(b)), min(abs(a), abs(b))
    return abs(a - b) <= relative * large or (small == 0 and large < 1e-13)  # sin π is no exact 0


def agree(left: Node, right: Node) -> Agreement:
    """Whether two formulas have the same values at a few fixed points, half of them negative.

    partly = at the positive ones only, as `ln x^2` and `2 ln x` do.
    """
    letters = sorted(variables(left) | variables(right))
    seen = [_at_point(left, right, letters, point) for point in range(_POINTS if letters else 1)]
    known = [one for one in seen if one is not None]
    if not known:
        return "unknown"
    if all(known):
        return "agree"
    return "partly" if letters and all(one is not False for one in seen[: _POINTS // 2]) else "differ"


def _at_point(left: Node, right: Node, letters: list[str], point: int) -> bool | None:
    env: dict[str, Scalar] = {name: _coordinate(name, point) for name in letters}
    try:
        return near(evaluate(left, env), evaluate(right, env))
    except Unreadable:
        return None


def proportional(left: Node, right: Node) -> Agreement:
    """Whether one formula is a constant times the other: then they are zero at the same places."""
    letters = sorted(variables(left) | variables(right))
    ratios = []
    for point in range(_POINTS):
        env: dict[str, Scalar] = {name: _coordinate(name, point) for name in letters}
        try:
            top, bottom = evaluate(left, env), evaluate(right, env)
            ratios.append(complex(top) / complex(bottom))
        except (Unreadable, ZeroDivisionError, OverflowError):
            return "unknown"
    if not letters or abs(ratios[0]) < 1e-12:
        return "unknown"
    return "agree" if all(near(ratio, ratios[0]) for ratio in ratios[1:]) else "differ"


def _coordinate(name: str, point: int) -> Scalar:
    """Fixed numbers without meaning, between 0.5 and 2.5; the later points are negative for half the letters."""
    seed = zlib.crc32(f"{name}:{point}".encode("utf-8", "replace"))
    size = Fraction(seed % 20_011 + 5_003, 10_007)
    return complex(-size if point >= _POINTS // 2 and (seed >> 8) % 2 == point % 2 else size)
