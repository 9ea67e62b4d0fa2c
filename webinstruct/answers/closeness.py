"""When two numbers are the same: exactly, to the digits shown, or within a tolerance that somebody asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from . import algebra, formulas, read
from .algebra import Agreement, Scalar
from .model import Equality, Number, Value

Ask = Callable[[str, str, Agreement], Equality]
Same = Callable[[Value, Value], Equality]

ROUNDING = Fraction(1, 100)
"""The most, relative to the value, that rounding may take: 1/3 = 0.33, but 4/3 is no 1.3."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a comparison goes by: a relative tolerance, whom to ask about formulas, how to compare parts."""

    tolerance: Fraction
    ask: Ask
    same: Same


def verdict(same: bool, reason: str) -> Equality:
    """Equal or different."""
    return Equality("equal" if same else "different", reason)


def numbers(left: Number, right: Number, tolerance: Fraction) -> Equality:
    """Equal to the digits that the coarser of them shows, if it shows enough.

    >>> numbers(Number(Fraction(1, 2)), Number(Fraction("0.5"), Fraction(1, 10)), Fraction(0)).verdict
    'equal'
    """
    if left.value == right.value:
        same_base = left.base == right.base
        return Equality("equal", "the same number" if same_base else f"{said(left)} and {said(right)}")
    if _base_unnamed(left, right):
        return Equality("undecided", "the base is named on one side only")
    if rounds_to(left, right):
        return Equality("equal", "the same number to the digits shown")
    if tolerance and about(left.value, right.value, tolerance):
        return Equality("equal", f"within {float(tolerance):g}")
    return Equality("different", "other numbers")


def _base_unnamed(left: Number, right: Number) -> bool:
    if left.base == right.base or 10 not in (left.base, right.base):
        return False
    based, plain = (left, right) if right.base == 10 else (right, left)
    return _digits(based) == said(plain)


def rounds_to(left: Number, right: Number) -> bool:
    """Whether one is the other rounded to the digits it shows (or cut off there), and these are enough.

    >>> third, half = Number(Fraction(4, 3)), Number(Fraction(5, 2))
    >>> rounds_to(third, Number(Fraction("1.33"), Fraction(1, 100))), rounds_to(half, Number(Fraction(3)))
    (True, False)
    """
    for shown, other in ((left, right), (right, left)):
        if shown.step is None or (other.step is not None and other.step > shown.step):
            continue
        gap = abs(shown.value - other.value)
        if gap > ROUNDING * abs(other.value) or gap >= shown.step:
            continue
        cut = abs(shown.value) < abs(other.value) and (other.step is None or gap * 1000 < abs(other.value))
        if gap * 2 <= shown.step or cut:
            return True
    return False


def about(left: Fraction, right: Fraction, relative: Fraction) -> bool:
    """Equal but for a part of the larger one."""
    return abs(left - right) <= relative * max(abs(left), abs(right))


def worked_out(value: Value) -> Scalar | None:
    """A constant's value, exact or as a float; None if it has letters or is too large."""
    tree = read.constant(value)
    try:
        return None if tree is None else algebra.evaluate(tree)
    except formulas.Unreadable:
        return None


def approximated(value: Value) -> Number | None:
    """A number, or a formula without letters worked out; None if it has no real value."""
    if isinstance(value, Number):
        return value
    made = worked_out(value)
    if made is None or isinstance(made, Fraction):
        return None if made is None else Number(made)
    if abs(made.imag) > 1e-12 * max(1.0, abs(made.real)):
        return None
    return Number(Fraction(made.real))


def times(number: Number, factor: Fraction, shift: Fraction = Fraction(0)) -> Number:
    """The number in another unit, its digits shown going along."""
    return Number(number.value * factor + shift, number.step * abs(factor) if number.step else None)


def said(number: Number) -> str:
    """The number for a reason."""
    short = number.value.denominator <= 4 and abs(number.value) < 10**12
    text = str(number.value) if short else short_form(number.value)
    return text if number.base == 10 else f"{text} (from base {number.base})"


def short_form(value: Fraction) -> str:
    """Six digits of it."""
    try:
        return f"{float(value):.6g}"
    except OverflowError:
        return "a large number"


def _digits(number: Number) -> str:
    value, digits = abs(number.value.numerator), ""
    while value:
        value, digit = divmod(value, number.base)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits or "0"
