"""Whether two values are the same, and by what reason. Symmetric: what is decided does not depend on the order.

Formulas with letters are handed to `ask`, which may know more (math-verify); everything else is decided here.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from . import algebra, read, regions, units
from .algebra import Agreement, Scalar
from .model import (
    Equality,
    Expression,
    Final,
    Items,
    Node,
    Number,
    Quantity,
    Region,
    Relation,
    Span,
    Unit,
    Value,
)
from .spelling import squeezed, unwrapped

Ask = Callable[[str, str, Agreement], Equality]

LONGEST = 600  # characters of a formula that is handed on
ROUNDING = Fraction(1, 100)
"""The most, relative to the value, that rounding may take: 1/3 = 0.33, but 4/3 is no 1.3."""

_FLOATS = Fraction(1, 10**9)
_ORDERED = ("(", "[", "⟨", "list", "matrix")
_SETS = ("{", "±")


def equal(
    left: Final, right: Final, *, options: Sequence[str] = (), tolerance: float = 0.0, ask: Ask
) -> Equality:
    """Whether two final answers are the same."""
    if options or "choice" in (left.kind, right.kind):
        return _choices(left, right, options, tolerance, ask)
    if (left.kind == "bool") != (right.kind == "bool"):
        return Equality("undecided", f"{left.kind} against {right.kind}")
    if left.kind == "bool":
        return _verdict(left.value == right.value, "yes or no")
    return Comparison(tolerance, ask).finals(left, right)


def _choices(left: Final, right: Final, options: Sequence[str], tolerance: float, ask: Ask) -> Equality:
    letters = [_letter(side, options) for side in (left, right)]
    if all(letters):
        return _verdict(letters[0] == letters[1], f"letters {' and '.join(sorted(letters))}")
    if not any(side.kind == "choice" for side in (left, right)):
        return equal(left, right, tolerance=tolerance, ask=ask)
    if left.kind == right.kind:
        return _verdict(left.value == right.value, "letters")
    if "A" <= str(left.value) <= "J" and squeezed(unwrapped(left.text)) == squeezed(unwrapped(right.text)):
        return Equality("equal", "the same letter")  # a bare letter is a variable to one of the readings
    return Equality("undecided", "a letter against an answer that is none of the options")


def _letter(side: Final, options: Sequence[str]) -> str:
    if side.kind == "choice":
        return str(side.value)
    return read.letter_of(side.text, options) if options else ""


def _verdict(same: bool, reason: str) -> Equality:
    return Equality("equal" if same else "different", reason)


class Comparison:
    """Two values against each other, with one tolerance and one one who is asked about formulas."""

    def __init__(self, tolerance: float, ask: Ask) -> None:
        self.tolerance = Fraction(tolerance)
        self.ask = ask

    def finals(self, left: Final, right: Final) -> Equality:
        spellings = [squeezed(unwrapped(side.text)) for side in (left, right)]
        if spellings[0] == spellings[1] and spellings[0]:
            return Equality("equal", "the same spelling")
        if left.value is None or right.value is None:
            return Equality("undecided", "an answer without a value")
        if left.kind == "text" or right.kind == "text":
            return texts(left.text, right.text)
        return self.values(left.value, right.value)

    def values(self, left: Value, right: Value) -> Equality:
        """The two in a fixed order of types, so that each pair of types has one rule."""
        if _rank(left) > _rank(right):
            left, right = right, left
        if isinstance(left, str) or isinstance(right, str):
            return _verdict(left == right, "words")
        if isinstance(right, Relation):
            return self._with_relation(left, right)
        if isinstance(right, Region):
            return self._with_region(left, right)
        if isinstance(right, Items):
            return self._lists(left, right) if isinstance(left, Items) else self._one_of_many(left, right)
        if isinstance(right, Quantity):
            return self._with_quantity(left, right)
        return self.scalars(left, right)

    # numbers and formulas

    def scalars(self, left: Value, right: Value) -> Equality:
        """Numbers and formulas."""
        if isinstance(left, Number) and isinstance(right, Number):
            return self.numbers(left, right)
        known = [_worked_out(side) for side in (left, right)]
        if known[0] is not None and known[1] is not None and algebra.near(known[0], known[1]):
            return Equality("equal", "the same number")
        made = [_approximated(side) for side in (left, right)]
        if made[0] and made[1]:
            return self.numbers(made[0], made[1])
        if known[0] is not None and known[1] is not None:
            return Equality("different", "other numbers")
        trees = [_tree(side) for side in (left, right)]
        spelled = [squeezed(_tex(side)) for side in (left, right)]
        if spelled[0] == spelled[1]:
            return Equality("equal", "the same spelling")
        if trees[0] and trees[0] == trees[1]:
            return Equality("equal", "the same formula")
        seen: Agreement = algebra.agree(trees[0], trees[1]) if trees[0] and trees[1] else "unknown"
        if seen == "agree":
            return Equality("equal", "the same values")
        written = [
            algebra.written(tree) if tree else _tex(side)
            for tree, side in zip(trees, (left, right), strict=True)
        ]
        return self._asked(written[0], written[1], seen)

    def _asked(self, left: str, right: str, seen: Agreement) -> Equality:
        if max(len(left), len(right)) > LONGEST:
            return (
                Equality("different", "other values")
                if seen == "differ"
                else Equality("undecided", "too long")
            )
        return self.ask(*sorted((left, right)), seen)

    def numbers(self, left: Number, right: Number) -> Equality:
        """Equal to the digits that the coarser of them shows, if it shows enough."""
        if left.value == right.value:
            same_base = left.base == right.base
            return Equality("equal", "the same number" if same_base else f"{_say(left)} and {_say(right)}")
        if left.base != right.base and 10 in (left.base, right.base):
            based, plain = (left, right) if right.base == 10 else (right, left)
            if _digits(based) == str(plain.value):
                return Equality("undecided", "the base is named on one side only")
        if rounds_to(left, right):
            return Equality("equal", "the same number to the digits shown")
        if self.tolerance and abs(left.value - right.value) <= self.tolerance * max(
            abs(left.value), abs(right.value)
        ):
            return Equality("equal", f"within {float(self.tolerance):g}")
        return Equality("different", "other numbers")

    # quantities

    def _with_quantity(self, left: Value, right: Quantity) -> Equality:
        if isinstance(left, Quantity):
            return self._quantities(left, right)
        if isinstance(left, Expression) and _approximated(left) is None:
            loose = read.read(left.tex, loose=True)[1]  # 5m beside 5 m
            if isinstance(loose, Quantity):
                return self._quantities(loose, right)
            return Equality("undecided", "a formula against a quantity")
        bare, number = _approximated(left), _approximated(right.number)
        if bare is None or number is None:
            return Equality("undecided", "a number that can't be read")
        if right.unit and (units.is_percent(right.unit) or _is_angle(left, right.unit)):
            return self._converted(bare, number, right.unit)
        plain = self.numbers(bare, number)
        if plain.verdict == "equal":
            name = right.unit.name if right.unit else right.noun
            return Equality("equal", f"{plain.reason}; {name} on one side only")
        if right.unit and _is_conversion(bare.value, number.value, right.unit):
            return Equality("undecided", f"{right.unit.name} against a number that may be in another unit")
        return plain

    def _converted(self, bare: Number, number: Number, unit: Unit) -> Equality:
        """5 % is 0.05 and not 5; 180° is π."""
        told = _times(number, unit.factor)
        if _about(bare.value, told.value, _FLOATS) or self.numbers(bare, told).verdict == "equal":
            return Equality("equal", f"{_say(number)} {unit.name} is {_short(told.value)}")
        if unit.name == "%" or units.is_percent(unit):
            return Equality("different", "a share in percent is no plain number")
        return self.numbers(bare, number)

    def _quantities(self, left: Quantity, right: Quantity) -> Equality:
        one, other = _approximated(left.number), _approximated(right.number)
        if one is None or other is None:
            return Equality("undecided", "a number that can't be read")
        plain = self.numbers(one, other)
        if left.unit is None or right.unit is None:
            return self._counted(left, right, plain)
        if left.unit.dims != right.unit.dims or not units.same_dimension(left.unit, right.unit):
            if plain.verdict == "equal" and _is_money_for(left.unit, right.unit):
                return Equality("undecided", "money per something on one side only")
            return Equality(
                "different", f"other dimensions: {' and '.join(sorted((left.unit.name, right.unit.name)))}"
            )
        if (left.unit.factor, left.unit.shift) == (right.unit.factor, right.unit.shift):
            return plain
        bases = [
            Number(
                number.value * unit.factor + unit.shift,
                number.step * abs(unit.factor) if number.step else None,
            )
            for number, unit in ((one, left.unit), (other, right.unit))
        ]
        same = self.numbers(bases[0], bases[1])
        names = sorted(
            f"{_say(number)} {unit.name}" for number, unit in ((one, left.unit), (other, right.unit))
        )
        if same.verdict != "equal" and _about(bases[0].value, bases[1].value, Fraction(1, 2000)):
            return Equality("equal", f"{' = '.join(names)}, within 0.05 % of conversion")
        return Equality(same.verdict, (" = " if same.verdict == "equal" else " ≠ ").join(names))

    def _counted(self, left: Quantity, right: Quantity, plain: Equality) -> Equality:
        if plain.verdict != "equal":
            return plain
        names = [set((side.unit.name if side.unit else side.noun).split()) for side in (left, right)]
        if names[0] <= names[1] or names[1] <= names[0]:
            return plain
        return Equality("undecided", "the same number of other things")

    # equations

    def _with_relation(self, left: Value, right: Relation) -> Equality:
        if not isinstance(left, Relation):
            return self._against_equation(left, right)
        if (left.sign == "=") != (right.sign == "="):
            return Equality("different", "an equation against an inequality")
        ends = [(squeezed(side.left), squeezed(side.right)) for side in (left, right)]
        if left.sign != "=" and right.sign != "=":
            return self._asked(left.tex, right.tex, "unknown")
        if ends[0] == ends[1][::-1]:
            return Equality("equal", "the same equation turned round")
        if ends[0][0] == ends[1][0]:
            return self._sides(left.right, right.right)
        return self._equations(left, right)

    def _equations(self, left: Relation, right: Relation) -> Equality:
        zeros = [algebra.parse(f"({side.left})-({side.right})") for side in (left, right)]
        if zeros[0] and zeros[1]:
            seen = algebra.proportional(zeros[0], zeros[1])
            if seen == "agree":
                return Equality("equal", "the same equation")
            if _is_assignment(left) and _is_assignment(right):
                same = self._sides(left.right, right.right)
                if same.verdict == "equal":
                    return Equality("different", "the same value of another variable")
                return same
        elif min(len(squeezed(left.left)), len(squeezed(right.left))) > 0 and left.right and right.right:
            same = self._sides(left.right, right.right)
            if same.verdict != "equal" or "(" in left.left + right.left:
                return Equality("undecided", "equations of other left sides")
            return Equality("equal", f"{same.reason}; other names on the left")
        return self._asked(left.tex, right.tex, "unknown")

    def _sides(self, left: str, right: str) -> Equality:
        values = [read.value_of(side) for side in (left, right)]
        if values[0] is None or values[1] is None:
            return texts(left, right)
        return self.values(values[0], values[1])

    def _against_equation(self, left: Value, equation: Relation) -> Equality:
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
        same = self.values(left, value)
        if same.verdict == "different" and not is_name(name):
            return Equality("undecided", "a value against an equation")
        return Equality(same.verdict, f"{same.reason}; {name[:30]} named on one side only")

    # lists

    def _one_of_many(self, one: Value, many: Items) -> Equality:
        if many.form == ":" and len(many.members) == 2:
            top, bottom = (_approximated(member) for member in many.members)
            value = _approximated(one)
            if top and bottom and value and bottom.value:
                ratio = self.numbers(value, Number(top.value / bottom.value))
                return Equality(ratio.verdict, f"{ratio.reason}; a ratio as a fraction")
        if many.form == "±":
            return self._with_uncertainty(one, many)
        among = [self.values(one, member).verdict for member in many.members]
        if "equal" in among or many.form == "or":
            return Equality("undecided", "one value against several, it among them")
        return (
            Equality("different", "one value against several")
            if set(among) == {"different"}
            else Equality("undecided", "one value against several")
        )

    def _with_uncertainty(self, one: Value, many: Items) -> Equality:
        ends = [_approximated(member) for member in many.members]
        value = _approximated(one.number if isinstance(one, Quantity) else one)
        if (
            value
            and ends[0]
            and ends[1]
            and value.value
            and (ends[0].value + ends[1].value) / 2 == value.value
        ):
            return Equality("undecided", "an uncertainty on one side only")
        return Equality("different", "one value against two, of either sign")

    def _lists(self, left: Items, right: Items) -> Equality:
        forms = (left.form, right.form)
        if ":" in forms:
            return self._ratios(left, right)
        if len(left.members) != len(right.members):
            if "or" in forms:
                return Equality("undecided", "alternatives")
            return Equality(
                "different",
                f"{' and '.join(sorted((str(len(left.members)), str(len(right.members)))))} values",
            )
        in_order = self._in_order(left, right)
        if "or" in forms:
            both = forms == ("or", "or") and self._unordered(left, right).verdict == "equal"
            return (
                Equality("equal", "the same alternatives") if both else Equality("undecided", "alternatives")
            )
        if left.form in _ORDERED and right.form in _ORDERED:
            like = (
                left.form == right.form
                or "list" in forms
                or not {"(", "["} == set(forms)
                or len(left.members) != 2
            )
            if in_order.verdict == "equal" and not like:
                return Equality("undecided", "pair or interval, in other brackets")
            return in_order
        anyhow = self._unordered(left, right)
        if left.form not in _ORDERED and right.form not in _ORDERED:
            return anyhow
        if anyhow.verdict != "equal" or (in_order.verdict == "equal" and not set(forms) & set(_SETS)):
            return anyhow
        return Equality("undecided", "the same values, their order told on one side only")

    def _in_order(self, left: Items, right: Items) -> Equality:
        return _together([self.values(a, b) for a, b in zip(left.members, right.members, strict=True)])

    def _unordered(self, left: Items, right: Items) -> Equality:
        """Each of the one side has its own of the other; short lists try what is undecided, too."""
        free = list(right.members)
        unsure = False
        for member in left.members:
            verdicts = [self.values(member, other).verdict for other in free]
            if "equal" in verdicts:
                free.pop(verdicts.index("equal"))
            elif set(verdicts) <= {"different"}:
                return Equality("different", "other values")
            else:
                unsure = True
        return (
            Equality("undecided", "values that can't be compared")
            if unsure
            else Equality("equal", "the same values")
        )

    def _ratios(self, left: Items, right: Items) -> Equality:
        sides = [[_approximated(member) for member in side.members] for side in (left, right)]
        if left.form != right.form:
            return Equality("undecided", "a ratio against a list")
        if len(sides[0]) != len(sides[1]):
            return Equality("different", "ratios of other lengths")
        numbers = [[number.value for number in side if number] for side in sides]
        if any(len(numbers[k]) != len(sides[k]) or not numbers[k][0] for k in (0, 1)):
            return self._in_order(left, right)
        if 0 in numbers[0] + numbers[1]:
            return _verdict(numbers[0] == numbers[1], "ratios")
        same = all(a * numbers[1][0] == b * numbers[0][0] for a, b in zip(*numbers, strict=True))
        if same and numbers[0] != numbers[1] and any(map(_may_be_time, numbers)):
            return Equality("undecided", "a ratio or a time of day")
        return _verdict(same, "ratios")

    # intervals

    def _with_region(self, left: Value, right: Region) -> Equality:
        if isinstance(left, Items):
            pair = regions.from_pair(left)
            if pair is None:
                return Equality("undecided", "an interval against a list")
            same = self._regions(pair, right)
            return Equality(same.verdict, f"{same.reason}; the pair read as an interval")
        if not isinstance(left, Region):
            return Equality("undecided", "an interval against one value")
        return self._regions(left, right)

    def _regions(self, left: Region, right: Region) -> Equality:
        names = {region.variable.strip() for region in (left, right)} - {""}
        if len(names) > 1:
            return Equality("different", "intervals of other variables")
        if len(left.spans) != len(right.spans):
            return Equality("different", "other numbers of intervals")
        pairs = list(zip(_sorted(left.spans), _sorted(right.spans), strict=True))
        if any((a.low_closed, a.high_closed) != (b.low_closed, b.high_closed) for a, b in pairs):
            return Equality("different", "open against closed")
        return _together(
            [
                self._ends(a, b)
                for one, other in pairs
                for a, b in ((one.low, other.low), (one.high, other.high))
            ]
        )

    def _ends(self, left: Value | None, right: Value | None) -> Equality:
        if left is None or right is None:
            return _verdict(left is right, "infinite ends")
        return self.values(left, right)


def texts(left: str, right: str) -> Equality:
    """Words: the same but for case and articles; different if they share nothing; else nobody knows.

    >>> texts("The cell wall", "cell wall.").verdict, texts("gold", "silver").verdict
    ('equal', 'different')
    >>> texts("photosynthesis", "by photosynthesis in the leaf").verdict
    'undecided'
    """
    spelled = [read.spelled(unwrapped(side)).split() for side in (left, right)]
    if spelled[0] == spelled[1] and spelled[0]:
        return Equality("equal", "the same words")
    if not any(word[0].isalnum() for side in spelled for word in side):
        return _verdict(left.split() == right.split(), "signs")
    one, other = (frozenset(map(_stem, side)) for side in spelled)
    negated = [bool(side & {"not", "no", "never", "without", "non", "invalid"}) for side in (one, other)]
    if negated[0] != negated[1] and one | {"not"} == other | {"not"}:
        return Equality("different", "one of them says not")
    if one & other or max(len(one), len(other)) > 6:
        return Equality("undecided", "words that only a reader can compare")
    return Equality("different", "other words")


def _stem(word: str) -> str:
    for ending in ("ing", "es", "ed", "s", "ly", "y"):
        if word.endswith(ending) and len(word) > len(ending) + 3:
            return word.removesuffix(ending)
    return word.removesuffix("e") if len(word) > 4 else word


def is_name(text: str) -> bool:
    """Whether the text is a variable, a function of one, or a label of a value."""
    tree = algebra.parse(text)
    if tree is not None and tree[0] == "var":
        return True
    bare = squeezed(text)
    return bool(bare) and (
        bare.isalpha() or (bare[:1].isalpha() and bare[1:2] == "(" and bare.endswith(")") and len(bare) < 10)
    )


def _is_assignment(relation: Relation) -> bool:
    value = read.value_of(relation.right)
    return is_name(relation.left) and value is not None and _approximated(value) is not None


def rounds_to(left: Number, right: Number) -> bool:
    """Whether one is the other rounded to the digits it shows, and these are enough.

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


def _rank(value: Value) -> tuple[int, str]:
    ranks: tuple[type, ...] = (Number, Expression, Quantity, Items, Region, Relation)
    return next((place for place, made in enumerate(ranks) if isinstance(value, made)), -1), repr(value)


def _tree(value: Value) -> Node | None:
    if isinstance(value, Number):
        return ("num", value.value)
    return value.tree if isinstance(value, Expression) else None


def _tex(value: Value) -> str:
    if isinstance(value, Number):
        top, bottom = value.value.numerator, value.value.denominator
        return str(top) if bottom == 1 else f"\\frac{{{top}}}{{{bottom}}}"
    return value.tex if isinstance(value, Expression) else ""


def _approximated(value: Value) -> Number | None:
    """A number, or a formula without letters worked out; None if it has no real value."""
    if isinstance(value, Number):
        return value
    made = _worked_out(value)
    if made is None or isinstance(made, Fraction):
        return None if made is None else Number(made)
    if abs(made.imag) > 1e-12 * max(1.0, abs(made.real)):
        return None
    return Number(Fraction(made.real))


def _worked_out(value: Value) -> Scalar | None:
    """A constant's value, exact or as a float; None if it has letters or is too large."""
    tree = read.constant(value)
    try:
        return None if tree is None else algebra.evaluate(tree)
    except algebra.Unreadable:
        return None


def _times(number: Number, factor: Fraction) -> Number:
    return Number(number.value * factor, number.step * factor if number.step else None)


def _say(number: Number) -> str:
    if number.base != 10:
        return f"{number.value} (base {number.base})"
    short = number.value.denominator <= 4 and abs(number.value) < 10**12
    return str(number.value) if short else _short(number.value)


def _short(value: Fraction) -> str:
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


def _is_money_for(one: Unit, other: Unit) -> bool:
    money = {("USD", 1), ("EUR", 1), ("GBP", 1), ("INR", 1), ("JPY", 1)}
    return bool(set(one.dims) & set(other.dims) & money)


def _is_angle(bare: Value, unit: Unit) -> bool:
    return isinstance(bare, Expression) and "\\pi" in bare.tex and unit.dims == (("rad", 1),)


_CONVERSIONS = tuple(
    map(
        Fraction,
        (
            "60",
            "3600",
            "3.6",
            "12",
            "24",
            "7",
            "1000",
            "100",
            "10",
            "1000000",
            "1609.344",
            "0.3048",
            "2.54",
            "365",
        ),
    )
)


def _is_conversion(bare: Fraction, number: Fraction, unit: Unit) -> bool:
    """Whether the plain number may be the same quantity, told in another unit."""
    if not bare or not number or not unit.dims:
        return False
    ratio = abs(bare / number)
    known = {unit.factor, *_CONVERSIONS}
    close = Fraction(1, 1000)
    return any(_about(ratio, factor, close) or _about(ratio * factor, Fraction(1), close) for factor in known)


def _about(left: Fraction, right: Fraction, relative: Fraction) -> bool:
    return abs(left - right) <= relative * max(abs(left), abs(right))


def _may_be_time(numbers: list[Fraction]) -> bool:
    return (
        len(numbers) == 2
        and numbers[0] < 25
        and 10 <= numbers[1] < 60
        or (len(numbers) == 2 and numbers[1] == 0)
    )


def _sorted(spans: tuple[Span, ...]) -> list[Span]:
    def place(span: Span) -> tuple[float, float]:
        ends = [_approximated(end) if end else None for end in (span.low, span.high)]
        return (
            float(ends[0].value) if ends[0] else float("-inf"),
            float(ends[1].value) if ends[1] else float("inf"),
        )

    return sorted(spans, key=place)


def _together(parts: Sequence[Equality]) -> Equality:
    """All equal is equal, one different is different, else undecided."""
    for verdict in ("different", "timed-out", "undecided"):
        for part in parts:
            if part.verdict == verdict:
                return part
    return Equality("equal", "the same values")
