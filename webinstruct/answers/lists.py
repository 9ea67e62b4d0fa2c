"""Lists: ordered in brackets, unordered as sets, either way where neither is told; ratios; ± and "or"."""

from collections.abc import Sequence
from fractions import Fraction

from .closeness import Rules, approximated, numbers, verdict
from .model import Equality, Items, Number, Quantity, Value

_ORDERED = ("(", "[", "⟨", "list", "matrix")
_SETS = ("{", "±")
_LONGEST = 30
"""Members of an unordered list that are tried each against each, if they are no numbers."""


def one_of_many(one: Value, many: Items, rules: Rules) -> Equality:
    """One value against several."""
    if many.form == ":" and len(many.members) == 2:
        ratio = _fraction(many)
        value = approximated(one)
        if ratio and value:
            same = numbers(value, ratio, rules.tolerance)
            return Equality(same.verdict, f"{same.reason}; a ratio as a fraction")
    if many.form == "±":
        return _with_uncertainty(one, many)
    among = {rules.same(one, member).verdict for member in many.members[:_LONGEST]}
    if "equal" in among or many.form == "or":
        return Equality("undecided", "one value against several, it among them")
    return Equality("different" if among == {"different"} else "undecided", "one value against several")


def _fraction(ratio: Items) -> Number | None:
    top, bottom = (approximated(member) for member in ratio.members)
    return Number(top.value / bottom.value) if top and bottom and bottom.value else None


def _with_uncertainty(one: Value, many: Items) -> Equality:
    """±3 is not 3, but 5 ± 0.1 may be meant by 5."""
    low, high = (approximated(member) for member in many.members)
    value = approximated(one.number if isinstance(one, Quantity) else one)
    if value and low and high and value.value and low.value + high.value == 2 * value.value:
        return Equality("undecided", "an uncertainty on one side only")
    return Equality("different", "one value against two, of either sign")


def lists(left: Items, right: Items, rules: Rules) -> Equality:
    """Two lists of any form."""
    forms = {left.form, right.form}
    if ":" in forms:
        return _ratios(left, right, rules)
    if "or" in forms:
        both = forms == {"or"} and _unordered(left, right, rules).verdict == "equal"
        return Equality("equal" if both else "undecided", "alternatives")
    if len(left.members) != len(right.members):
        counts = sorted((len(left.members), len(right.members)))
        return Equality("different", f"{counts[0]} and {counts[1]} values")
    if left.form in _ORDERED and right.form in _ORDERED:
        return _ordered(left, right, rules)
    if left.form not in _ORDERED and right.form not in _ORDERED:
        return _unordered(left, right, rules)
    return _half_ordered(left, right, rules)


def _ordered(left: Items, right: Items, rules: Rules) -> Equality:
    in_order = _in_order(left, right, rules)
    if in_order.verdict == "equal" and {left.form, right.form} == {"(", "["} and len(left.members) == 2:
        return Equality("undecided", "pair or interval, in other brackets")
    return in_order


def _half_ordered(left: Items, right: Items, rules: Rules) -> Equality:
    """(1, 2) is `1, 2`, but perhaps not `2, 1` and perhaps not {1, 2}."""
    anyhow = _unordered(left, right, rules)
    if anyhow.verdict != "equal":
        return anyhow
    if (
        left.form not in _SETS
        and right.form not in _SETS
        and _in_order(left, right, rules).verdict == "equal"
    ):
        return anyhow
    return Equality("undecided", "the same values, their order told on one side only")


def _in_order(left: Items, right: Items, rules: Rules) -> Equality:
    return together([rules.same(a, b) for a, b in zip(left.members, right.members, strict=True)])


def _unordered(left: Items, right: Items, rules: Rules) -> Equality:
    """Each member of the one side has its own on the other."""
    if len(left.members) != len(right.members):
        return Equality("different", "other numbers of values")
    plain = all(isinstance(member, Number) for member in left.members + right.members)
    if len(left.members) > _LONGEST and not plain:
        same = _in_order(left, right, rules)
        return same if same.verdict == "equal" else Equality("undecided", "a long list in another order")
    free = list(right.members)
    unsure: Equality | None = None
    for member in left.members:
        found = [rules.same(member, other) for other in free]
        verdicts = [one.verdict for one in found]
        if "equal" in verdicts:
            free.pop(verdicts.index("equal"))
        elif set(verdicts) <= {"different"}:
            return Equality("different", "other values")
        else:
            unsure = next(one for one in found if one.verdict != "different")
    return unsure or Equality("equal", "the same values")


def together(parts: Sequence[Equality]) -> Equality:
    """All equal is equal, one different is different, else undecided."""
    for worst in ("different", "timed-out", "undecided"):
        for part in parts:
            if part.verdict == worst:
                return part
    return Equality("equal", "the same values")


def _ratios(left: Items, right: Items, rules: Rules) -> Equality:
    if left.form != right.form:
        return Equality("undecided", "a ratio against a list")
    if len(left.members) != len(right.members):
        return Equality("different", "ratios of other lengths")
    one, other = (
        [number.value for member in side.members if (number := approximated(member))]
        for side in (left, right)
    )
    if len(one) != len(left.members) or len(other) != len(right.members):
        return _in_order(left, right, rules)
    if one == other or 0 in one + other:
        return verdict(one == other, "ratios")
    same = all(a * other[0] == b * one[0] for a, b in zip(one, other, strict=True))
    if same and (_may_be_time(one) or _may_be_time(other)):
        return Equality("undecided", "a ratio or a time of day")
    return verdict(same, "ratios")


def _may_be_time(numbers: list[Fraction]) -> bool:
    return len(numbers) == 2 and numbers[0] < 25 and 10 <= numbers[1] < 60
