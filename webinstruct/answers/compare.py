"""Whether two final answers are the same, and by what reason; the verdict does not depend on their order.

Formulas with letters are handed to `ask`, which may know more (math-verify); all else is decided here.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from . import algebra, formulas, read
from .algebra import Agreement
from .amounts import with_quantity
from .closeness import Ask, Rules, approximated, numbers, verdict, worked_out
from .equations import asked, with_relation
from .lists import lists, one_of_many
from .model import Equality, Expression, Final, Items, Node, Number, Quantity, Region, Relation, Value
from .spans import with_region
from .spelling import squeezed, unwrapped
from .texts import texts


def equal(
    left: Final, right: Final, *, options: Sequence[str] = (), tolerance: float = 0.0, ask: Ask
) -> Equality:
    """Whether two final answers are the same."""
    if options or "choice" in (left.kind, right.kind):
        return _choices(left, right, options, tolerance, ask)
    if "bool" in (left.kind, right.kind):
        return _bools(left, right)
    return _finals(left, right, _rules(tolerance, ask))


def _choices(left: Final, right: Final, options: Sequence[str], tolerance: float, ask: Ask) -> Equality:
    letters = [_letter(side, options) for side in (left, right)]
    if all(letters):
        return verdict(letters[0] == letters[1], f"letters {' and '.join(sorted(letters))}")
    if not any(side.kind == "choice" for side in (left, right)):
        return equal(left, right, tolerance=tolerance, ask=ask)
    if squeezed(unwrapped(left.text)) == squeezed(unwrapped(right.text)):
        return Equality("equal", "the same letter")  # a bare letter is a variable to one of the readings
    return Equality("undecided", "a letter against an answer that is none of the options")


def _letter(side: Final, options: Sequence[str]) -> str:
    if side.kind == "choice":
        return str(side.value)
    return read.letter_of(side.text, options) if options else ""


def _bools(left: Final, right: Final) -> Equality:
    if left.kind == right.kind:
        return verdict(left.value == right.value, "yes or no")
    other = right if left.kind == "bool" else left
    is_bit = isinstance(other.value, Number) and other.value.value in (0, 1)
    if other.kind in ("number", "quantity", "list", "interval") and not is_bit:
        return Equality("different", f"yes or no against a {other.kind}")
    return Equality("undecided", f"yes or no against a {other.kind}")


def _rules(tolerance: float, ask: Ask) -> Rules:
    def same(left: Value, right: Value) -> Equality:
        return _values(left, right, rules)

    rules = Rules(Fraction(tolerance), ask, same)
    return rules


def _finals(left: Final, right: Final, rules: Rules) -> Equality:
    spellings = [squeezed(unwrapped(side.text)) for side in (left, right)]
    if spellings[0] == spellings[1] and spellings[0]:
        return Equality("equal", "the same spelling")
    if left.value is None or right.value is None:
        return Equality("undecided", "an answer without a value")
    if "text" in (left.kind, right.kind):
        return _with_text(left, right)
    return _values(left.value, right.value, rules)


def _with_text(left: Final, right: Final) -> Equality:
    """Words against words; words against a value differ only if they are plain words."""
    same = texts(left.text, right.text)
    words = left if left.kind == "text" else right
    if (
        left.kind == right.kind
        or same.verdict != "different"
        or _PLAIN_WORDS.fullmatch(unwrapped(words.text))
    ):
        return same
    return Equality("undecided", "words against a value")


_PLAIN_WORDS = re.compile(r"(?![IVXLCDM]+\b)[A-Za-z][A-Za-z ,.-]*")


def _values(left: Value, right: Value, rules: Rules) -> Equality:
    """The two in a fixed order of types, so that each pair of types has one rule."""
    if _rank(left) > _rank(right):
        left, right = right, left
    same = verdict(left == right, "words")
    if isinstance(left, str) or isinstance(right, str | bool):
        return same
    if isinstance(right, Relation):
        same = with_relation(left, right, rules)
    elif isinstance(right, Region):
        same = with_region(left, right, rules)
    elif isinstance(right, Items):
        same = lists(left, right, rules) if isinstance(left, Items) else one_of_many(left, right, rules)
    elif isinstance(right, Quantity):
        same = with_quantity(left, right, rules)
    else:
        same = _scalars(left, right, rules)
    return same


def _rank(value: Value) -> tuple[int, str]:
    ranks: tuple[type, ...] = (Number, Expression, Quantity, Items, Region, Relation)
    return next((place for place, made in enumerate(ranks) if isinstance(value, made)), -1), repr(value)


def _scalars(left: Value, right: Value, rules: Rules) -> Equality:
    """Numbers and formulas."""
    if isinstance(left, Number) and isinstance(right, Number):
        return numbers(left, right, rules.tolerance)
    known = [worked_out(side) for side in (left, right)]
    if known[0] is None or known[1] is None:
        return _formulas(left, right, rules)
    if algebra.near(known[0], known[1]):
        return Equality("equal", "the same number")
    made = [approximated(side) for side in (left, right)]
    if made[0] and made[1]:
        return numbers(made[0], made[1], rules.tolerance)
    return Equality("different", "other numbers")


def _formulas(left: Value, right: Value, rules: Rules) -> Equality:
    """Formulas with letters, or too large to be worked out."""
    trees = [_tree(side) for side in (left, right)]
    written = [
        formulas.written(tree) if tree else _tex(side)
        for tree, side in zip(trees, (left, right), strict=True)
    ]
    if (trees[0] and trees[0] == trees[1]) or squeezed(written[0]) == squeezed(written[1]):
        return Equality("equal", "the same formula")
    seen: Agreement = algebra.agree(trees[0], trees[1]) if trees[0] and trees[1] else "unknown"
    if seen == "agree":
        return Equality("equal", "the same values")
    if (
        seen == "differ"
        and trees[0]
        and trees[1]
        and formulas.variables(trees[0]) != formulas.variables(trees[1])
    ):
        return Equality("different", "formulas of other letters")  # to math-verify, r is R
    return asked(written[0], written[1], seen, rules)


def _tree(value: Value) -> Node | None:
    if isinstance(value, Number):
        return ("num", value.value)
    return value.tree if isinstance(value, Expression) else None


def _tex(value: Value) -> str:
    return value.tex if isinstance(value, Expression) else ""
