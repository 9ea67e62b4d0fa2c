"""Quantities: numbers with units, money, percent, angles, things counted.

A unit that only one side names does no harm (5 km = 5), unless the plain number may be told in
another unit (5 km and 5000: undecided). Percent is the exception: 5 % is 0.05 and never 5.
"""

from fractions import Fraction

from . import read, units
from .closeness import Rules, about, approximated, numbers, said, short_form, times
from .model import Equality, Expression, Number, Quantity, Unit, Value

_FLOATS = Fraction(1, 10**9)
_CONVERTED = Fraction(1, 2000)
"""What tables of conversion differ by: 1 mile = 1.609 km."""
_RATIOS = (
    "60", "3600", "3.6", "12", "24", "7", "1000", "100", "10", "1000000", "1609.344", "0.3048", "2.54", "365",
)  # fmt: skip
_CONVERSIONS = tuple(map(Fraction, _RATIOS))
_FEW: dict[tuple[tuple[str, int], ...], tuple[Fraction, ...]] = {
    (("rad", 1),): (Fraction(60), Fraction(3600)),
    (("USD", 1),): (Fraction(100), Fraction(1000), Fraction(10**6)),
    (("K", 1),): (Fraction(1000),),
}
"""Dimensions with few units: no angle is ten times another by its unit."""
_MONEY = frozenset((name, 1) for name in ("USD", "EUR", "GBP", "INR", "JPY"))


def with_quantity(left: Value, right: Quantity, rules: Rules) -> Equality:
    """A number, a formula or a quantity against a quantity."""
    if isinstance(left, Quantity):
        return _quantities(left, right, rules)
    bare, number = approximated(left), approximated(right.number)
    if bare is None and isinstance(left, Expression):
        loose = read.read(left.tex, loose=True)[1]  # 5m beside 5 m
        if isinstance(loose, Quantity):
            return _quantities(loose, right, rules)
        if left.tree:
            return Equality("different", "a formula with letters against a quantity")
    if bare is None or number is None:
        return Equality("undecided", "a formula against a quantity")
    if right.unit and (units.is_percent(right.unit) or _is_angle(left, right.unit)):
        return _converted(bare, number, right.unit, rules)
    return _one_unit(bare, number, right, rules)


def _one_unit(bare: Number, number: Number, quantity: Quantity, rules: Rules) -> Equality:
    plain = numbers(bare, number, rules.tolerance)
    if plain.verdict == "equal":
        name = quantity.unit.name if quantity.unit else quantity.noun
        return Equality("equal", f"{plain.reason}; {name} on one side only")
    if quantity.unit and _is_conversion(bare.value, number.value, quantity.unit):
        return Equality("undecided", f"{quantity.unit.name} against a number that may be in another unit")
    return plain


def _converted(bare: Number, number: Number, unit: Unit, rules: Rules) -> Equality:
    """5 % is 0.05 and not 5; 180° is π."""
    told = times(number, unit.factor)
    if about(bare.value, told.value, _FLOATS) or numbers(bare, told, rules.tolerance).verdict == "equal":
        return Equality("equal", f"{said(number)} {unit.name} is {short_form(told.value)}")
    if units.is_percent(unit):
        return Equality("different", "a share in percent is no plain number")
    return numbers(bare, number, rules.tolerance)


def _quantities(left: Quantity, right: Quantity, rules: Rules) -> Equality:
    one, other = approximated(left.number), approximated(right.number)
    if one is None or other is None:
        return Equality("undecided", "a number that can't be read")
    plain = numbers(one, other, rules.tolerance)
    if left.unit is None or right.unit is None:
        return _counted(left, right, plain)
    if not units.same_dimension(left.unit, right.unit):
        if plain.verdict == "equal" and set(left.unit.dims) & set(right.unit.dims) & _MONEY:
            return Equality("undecided", "money per something on one side only")
        names = sorted((left.unit.name, right.unit.name))
        return Equality("different", f"other dimensions: {' and '.join(names)}")
    if (left.unit.factor, left.unit.shift) == (right.unit.factor, right.unit.shift):
        return plain
    return _told_in_base((one, left.unit), (other, right.unit), rules)


def _told_in_base(left: tuple[Number, Unit], right: tuple[Number, Unit], rules: Rules) -> Equality:
    one, other = (times(number, unit.factor, unit.shift) for number, unit in (left, right))
    same = numbers(one, other, rules.tolerance).verdict
    names = sorted(f"{said(number)} {unit.name}" for number, unit in (left, right))
    if same != "equal" and about(one.value, other.value, _CONVERTED):
        if left[1].shift != right[1].shift:
            return Equality("undecided", f"{' and '.join(names)}: near, but not the same")
        return Equality("equal", f"{' = '.join(names)}, within 0.05 % of conversion")
    return Equality(same, (" = " if same == "equal" else " ≠ ").join(names))


def _counted(left: Quantity, right: Quantity, plain: Equality) -> Equality:
    """18 eggs are 18 duck eggs, but nobody knows whether they are 18 hens."""
    if plain.verdict != "equal":
        return plain
    names = [set((side.unit.name if side.unit else side.noun).split()) for side in (left, right)]
    if names[0] <= names[1] or names[1] <= names[0]:
        return plain
    return Equality("undecided", "the same number of other things")


def _is_angle(bare: Value, unit: Unit) -> bool:
    return isinstance(bare, Expression) and "\\pi" in bare.tex and unit.dims == (("rad", 1),)


def _is_conversion(bare: Fraction, number: Fraction, unit: Unit) -> bool:
    """Whether the plain number may be the same quantity, told in another unit."""
    if not bare or not number or not unit.dims:
        return False
    ratio, close = abs(bare / number), Fraction(1, 1000)
    known = {unit.factor, *(_FEW.get(unit.dims) or _CONVERSIONS)}
    return any(about(ratio, factor, close) or about(ratio * factor, Fraction(1), close) for factor in known)
