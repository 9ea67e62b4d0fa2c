"""Intervals against each other, and against pairs in brackets that may be meant as intervals."""

from fractions import Fraction

from . import regions
from .closeness import Rules, approximated, verdict
from .lists import together
from .model import Equality, Items, Region, Span, Value


def with_region(left: Value, right: Region, rules: Rules) -> Equality:
    """An interval, a pair or anything else against an interval; never an interval against a set."""
    if isinstance(left, Region):
        return _regions(left, right, rules)
    pair = regions.from_pair(left) if isinstance(left, Items) else None
    if pair is None:
        return Equality("undecided", "an interval against another kind of answer")
    same = _regions(pair, right, rules)
    return Equality(same.verdict, f"{same.reason}; the pair read as an interval")


def _regions(left: Region, right: Region, rules: Rules) -> Equality:
    if len({region.variable.strip() for region in (left, right)} - {""}) > 1:
        return Equality("different", "intervals of other variables")
    if len(left.spans) != len(right.spans):
        return Equality("different", "other numbers of intervals")
    pairs = list(zip(sorted(left.spans, key=_place), sorted(right.spans, key=_place), strict=True))
    if any((a.low_closed, a.high_closed) != (b.low_closed, b.high_closed) for a, b in pairs):
        return Equality("different", "open against closed")
    ends = [ends for a, b in pairs for ends in ((a.low, b.low), (a.high, b.high))]
    return together([_ends(one, other, rules) for one, other in ends])


def _ends(left: Value | None, right: Value | None, rules: Rules) -> Equality:
    if left is None or right is None:
        return verdict(left is right, "infinite ends")
    return rules.same(left, right)


def _place(span: Span) -> tuple[int, Fraction, int, Fraction]:
    """Where the interval lies on the line; an infinite end is before or behind all numbers."""
    low, high = (approximated(end) if end else None for end in (span.low, span.high))
    zero = Fraction(0)
    return (low is not None, low.value if low else zero, high is None, high.value if high else zero)
