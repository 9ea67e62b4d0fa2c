r"""What formulas are worth: exact where they can be, and at a few points where they have letters.

>>> from .formulas import parse
>>> evaluate(parse(r"\frac{1}{2}+\sqrt{16}"))
Fraction(9, 2)
>>> agree(parse("(x+1)^2"), parse("x^2+2x+1")), agree(parse("2x"), parse("x^3"))
('agree', 'differ')
"""

import cmath
import math
import zlib
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Literal, cast

from .formulas import Unreadable, variables
from .model import Node

_BITS = 14_000  # of an exact number; 9^9^9^9 has 10^369693099
_POINTS = 4

Scalar = Fraction | complex


def evaluate(tree: Node, letters: Mapping[str, Scalar] | None = None) -> Scalar:
    """The tree's value: exact where it can be, else a complex float; raises Unreadable where there is none."""
    try:
        value = _value(tree, letters or {})
    except (ZeroDivisionError, OverflowError, ValueError, RecursionError, KeyError) as why:
        raise Unreadable(str(why)) from None
    if isinstance(value, complex) and not cmath.isfinite(value):
        raise Unreadable("infinite")
    return value


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
