"""Equations against each other and against values: `x = 5` is 5, `y = 2x + 3` is `2x - y + 3 = 0`."""

from . import algebra, formulas, read
from .closeness import Rules, approximated
from .model import Equality, Expression, Relation, Value
from .spelling import squeezed
from .texts import texts

LONGEST = 600  # characters of a formula that is handed on


def with_relation(left: Value, right: Relation, rules: Rules) -> Equality:
    """A value or an equation against an equation."""
    if not isinstance(left, Relation):
        return _against_value(left, right, rules)
    if (left.sign == "=") != (right.sign == "="):
        return Equality("different", "an equation against an inequality")
    if left.sign != "=":
        return asked(left.tex, right.tex, "unknown", rules)
    ends = [(squeezed(side.left), squeezed(side.right)) for side in (left, right)]
    if ends[0] == ends[1][::-1]:
        return Equality("equal", "the same equation turned round")
    if ends[0][0] == ends[1][0]:
        return _sides(left.right, right.right, rules)
    return _equations(left, right, rules)


def _equations(left: Relation, right: Relation, rules: Rules) -> Equality:
    zeros = [formulas.parse(f"({side.left})-({side.right})") for side in (left, right)]
    if zeros[0] is None or zeros[1] is None:
        same = _sides(left.right, right.right, rules)
        if same.verdict != "equal" or "(" in left.left + right.left:
            return Equality("undecided", "equations of other left sides")
        return Equality("equal", f"{same.reason}; other names on the left")
    if algebra.proportional(zeros[0], zeros[1]) == "agree":
        return Equality("equal", "the same equation")
    if _is_assignment(left) and _is_assignment(right):
        same = _sides(left.right, right.right, rules)
        return (
            same if same.verdict != "equal" else Equality("different", "the same value of another variable")
        )
    return asked(left.tex, right.tex, "unknown", rules)


def asked(left: str, right: str, seen: algebra.Agreement, rules: Rules) -> Equality:
    """What math-verify says, in an order that does not depend on the sides."""
    if max(len(left), len(right)) <= LONGEST:
        return rules.ask(min(left, right), max(left, right), seen)
    if seen == "differ":
        return Equality("different", "other values")
    return Equality("undecided", "too long")


def _sides(left: str, right: str, rules: Rules) -> Equality:
    values = [read.value_of(side) or read.product(side) for side in (left, right)]
    if values[0] is None or values[1] is None:
        return texts(left, right)
    return rules.same(values[0], values[1])


def _against_value(left: Value, equation: Relation, rules: Rules) -> Equality:
    if equation.sign != "=":
        return Equality("undecided", "an inequality against a value")
    name, other = equation.left, equation.right
    if not is_name(name) and is_name(other):
        name, other = other, name
    value = read.value_of(other)
    if value is None or isinstance(value, Relation):
        return Equality("undecided", "an equation that can't be read")
    if isinstance(left, Expression) and squeezed(left.tex) == squeezed(name):
        return Equality("undecided", "one side of the equation alone")
    same = rules.same(left, value)
    if same.verdict == "different" and not is_name(name):
        return Equality("undecided", "a value against an equation")
    return Equality(same.verdict, f"{same.reason}; {name[:30]} named on one side only")


def is_name(text: str) -> bool:
    """Whether the text is a variable, a function of one, or a label of a value.

    >>> is_name("x_1"), is_name("f(x)"), is_name("Area"), is_name("x+y")
    (True, True, True, False)
    """
    tree = formulas.parse(text)
    if tree is not None and tree[0] == "var":
        return True
    bare = squeezed(text)
    is_function = bare[:1].isalpha() and bare[1:2] == "(" and bare.endswith(")") and len(bare) < 10
    return bool(bare) and (bare.isalpha() or is_function)


def _is_assignment(relation: Relation) -> bool:
    value = read.value_of(relation.right)
    return is_name(relation.left) and value is not None and approximated(value) is not None
