r"""What an answer's text says: its kind and its normal form.

>>> read("5 km")[0], read(r"\frac{x}{2}")[0], read("no"), read("(B)"), read("nanometers")
('quantity', 'expression', ('bool', False), ('choice', 'B'), ('text', 'nanometers'))
"""

import re
from collections.abc import Iterator, Sequence

from webinstruct import words

from . import formulas, numerals, regions, units
from .model import Expression, Items, Kind, Node, Number, Quantity, Region, Relation, Value
from .spelling import clean, closing, rows, squeezed, unwrapped

LONGEST = 2000  # characters of an answer that is read as anything but text
_BOOLS = {"yes": True, "true": True, "no": False, "false": False, "not true": False}
_LETTER = re.compile(
    r"(?:(?:the\s+)?(?:correct\s+)?(?:option|choice|answer)(?:\s+is)?:?\s*)?"
    r"(?:[(\[]\s*([A-Ra-r]|i{1,3}|iv|vi{0,3})\s*[)\]]\.?|([A-J])[.):]?|([a-j])[.)])",
)
_NAMED_LETTER = re.compile(r"(?:option|choice|answer)(?:\s+is)?:?\s*([A-Ja-j])", re.IGNORECASE)
_LABELLED = re.compile(r"(?:(?:option|choice)\s+)?[(\[]([A-Ja-j])[)\]][:.]?\s+(\S.*)", re.DOTALL)
_OPEN_LABEL = re.compile(r"([A-Ja-j])[.):]\s+(\S.*)", re.DOTALL)
_ANOTHER_LETTER = re.compile(r"^(?:and|or|,|&)|[(\[][A-Ja-j][)\]]")
_APPROXIMATE = re.compile(
    r"(?:≈|~|\\sim\b|(?:about|approximately|approx\.?|around|roughly|nearly|exactly|only|just|simply)\s)\s*",
    re.IGNORECASE,
)
_MATH_DOLLARS = re.compile(r"\$(?!\s)([^$\n]{1,400}?)(?<!\s)\$(?!\d)")
_CURRENCY = re.compile(r"(-?)\s*(?:US|AU|CA)?([$€£¥₹]|Rs\.?)\s*(-?[\d.].*)", re.DOTALL)
_NUMERAL = re.compile(
    r"[-+]?\s?(?:\\frac\s*\{\s*-?[\d,]+\s*\}\s*\{\s*[\d,]+\s*\}|(?:\d+\s*\\frac\s*\{\d+\}\s*\{\d+\})|\d+ \d+/\d+|"
    r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:\s*/\s*\d+(?![\d.]))?|\.\d+)"
    r"(?:\s?[eE][+-]?\d+(?![a-zA-Z])|\s*[*x]\s*10\s*\^\s*(?:\{\s*[+-]?\d+\s*\}|\(\s*[+-]?\d+\s*\)|[+-]?\d+))?"
    r"(?: (?:hundred|thousand|million|billion|trillion)\b)?"
)
_NOUN = re.compile(r"[a-zA-Z][a-zA-Z'-]*(?: [a-zA-Z][a-zA-Z'-]*){0,4}")
_VERBS = frozenset(
    "is are was were be has have had and or because since so then if not the answer equals equal plus minus times "
    "which that this it we you i they when where there".split()
)
_ARTICLES = frozenset(("a", "an", "the"))
_EQUALS = re.compile(r"(?<![<>!:≤≥≠=])=(?![=>])")
_RATIO = re.compile(r"\s*([\d.]+|[a-z])\s*(?::\s*(?:[\d.]+|[a-z])\s*)+")
_MATH_SIGN = re.compile(r"[\\^_=+*/<>≤≥∞∪…|]|\d")


def read(
    text: str, *, options: Sequence[str] = (), kind: Kind | None = None, loose: bool = False
) -> tuple[Kind, Value]:
    """Kind and normal form of an answer. `kind` says what it is known to be; `loose` reads `5m` as metres.

    >>> read("[0, 5]")[0], read("[0, 5]", kind="interval")[0]
    ('list', 'interval')
    """
    whole = unwrapped(text[:LONGEST])
    if kind == "text" or len(text) > LONGEST:
        return "text", spelled(whole)
    chosen = _choice(whole, options)
    if chosen and kind in (None, "choice"):
        return "choice", chosen
    plain = " ".join(whole.casefold().strip(" .!*,").split())
    if plain in _BOOLS and kind in (None, "bool"):
        return "bool", _BOOLS[plain]
    value = _math(_sober(whole), loose=loose)
    if value is None:
        return "text", spelled(whole)
    value = _as_wanted(value, kind)
    return kind_of(value), value


def kind_of(value: Value) -> Kind:
    """The kind that a normal form belongs to."""
    kinds: tuple[tuple[type, Kind], ...] = (
        (Number, "number"), (Quantity, "quantity"), (Expression, "expression"), (Relation, "equation"),
        (Items, "list"), (Region, "interval"), (bool, "bool"),
    )  # fmt: skip
    return next((kind for made, kind in kinds if isinstance(value, made)), "text")


def spelled(text: str) -> str:
    """The words, numbers and signs of a text, without articles.

    >>> spelled("The Eiffel Tower!"), spelled("] ) }")
    ('eiffel tower', '] ) }')
    """
    found = words.tokens(text)
    return " ".join([token for token in found if token not in _ARTICLES] or found)


def _choice(text: str, options: Sequence[str]) -> str:
    """The letter that the text names, or whose option it repeats; "" if neither."""
    letter = _LETTER.fullmatch(text) or _NAMED_LETTER.fullmatch(text)
    if letter:
        named = next(group for group in letter.groups() if group)
        fits = not options or ord(named[0].upper()) - 65 < len(options)
        if fits and (len(named) == 1 or not options):
            return named.upper() if len(named) == 1 else named
    labelled = _LABELLED.match(text) or (_OPEN_LABEL.match(text) if options else None)
    if (
        labelled
        and not _ANOTHER_LETTER.search(labelled[2])
        and (not options or ord(labelled[1].upper()) - 65 < len(options))
    ):
        return labelled[1].upper()
    return letter_of(text, options) if options else ""


def letter_of(text: str, options: Sequence[str]) -> str:
    """The letter of the one option that says the same; "" if none or several do.

    >>> letter_of("the red one.", ["Blue one", "red one"])
    'B'
    """
    hits = [
        place
        for place, option in enumerate(options)
        if squeezed(unwrapped(option)) == squeezed(unwrapped(text))
    ]
    if not hits:
        wanted = spelled(text)
        hits = [
            place for place, option in enumerate(options) if wanted and spelled(_unlabelled(option)) == wanted
        ]
        if _MATH_SIGN.search(text) and not all(c.isalnum() or c.isspace() or c in ".,%$" for c in text):
            hits = []  # words.tokens drops what tells formulas apart
    return chr(65 + hits[0]) if len(hits) == 1 and hits[0] < 26 else ""


def _unlabelled(option: str) -> str:
    return re.sub(r"^\s*[(\[]?[A-Ja-j][)\].:]\s+", "", option)


def _sober(text: str) -> str:
    """Clean, without math dollars and without `about`."""
    text = _MATH_DOLLARS.sub(r"\1", text) if text.count("$") > 1 else text
    text = (
        text.replace("\\(", "").replace("\\)", "").replace("**", "")
        if "\\(" in text or "**" in text
        else text
    )
    text = clean(text).replace("\\$", "$")
    return _APPROXIMATE.sub("", text, count=1).strip() if _APPROXIMATE.match(text) else text


def _math(text: str, *, loose: bool = False) -> Value | None:
    """The value of a formula, number, list …; None for words."""
    return (
        numerals.read(text)
        or _quantity(text, loose=loose)
        or regions.read(text, _scalar)
        or _items(text)
        or _relation(text)
        or _ratio(text)
        or expression(text)
    )


def _scalar(text: str) -> Number | Expression | None:
    return numerals.read(text.strip()) or expression(text)


def expression(text: str) -> Expression | None:
    """A formula that our parser reads, or that LaTeX's commands mark as one."""
    text = text.strip()
    if _is_prose(text):
        return None
    tree = formulas.parse(text)
    if tree is None and not _is_formula(text):
        return None
    return Expression(text, tree)


def product(text: str) -> Expression | None:
    """Letters that stand in an equation are factors, whatever they spell: `F = ma`."""
    tree = formulas.parse(text)
    return Expression(text, tree) if tree else None


def _is_prose(text: str) -> bool:
    """Letters alone, more than one together, that name no function: `dog`, `I am`, but not `x y` or `log n`."""
    return bool(_LETTERS.fullmatch(text)) and any(
        len(word) > 1 and not formulas.is_name(word) for word in text.split()
    )


_LETTERS = re.compile(r"[A-Za-z][A-Za-z ]*")


def _is_formula(text: str) -> bool:
    """No prose: a LaTeX command or an operator, and no word of four letters outside of commands."""
    bare = re.sub(r"\\[a-zA-Z]+", " ", text)
    signs = "\\" in text or re.search(r"[\^_+*/=≠<>≤≥|]", text)
    return (
        bool(signs)
        and any(map(str.isalnum, text))
        and not re.search(r"[A-Za-z]{4,}", bare)
        and len(re.findall(r"\b[A-Za-z]{2,}\b", bare)) < 3
    )


def _quantity(text: str, *, loose: bool) -> Quantity | None:
    """A number or constant formula with a unit, a currency or a noun."""
    money = _CURRENCY.fullmatch(text)
    if money:
        return _money(money)
    number, rest = _numeral(text)
    apart = rest[:1].isspace() or (rest and rest[0] in "%°$€£¥₹¢-") or _glued(rest, loose)
    if number is None or not apart:
        return _formula_with_unit(text)
    unit, left = units.leading(rest.lstrip(" -"))
    if unit and left.strip()[:1].isdigit():
        return _compound(Quantity(number, unit), left, loose=loose)
    if unit and _is_noun(left):
        return Quantity(number, unit, _noun(left))
    if _is_noun(rest) and len(rest.strip()) > 2:
        return Quantity(number, None, _noun(rest))
    return _formula_with_unit(text)


def _money(found: re.Match[str]) -> Quantity | None:
    """`-$5.20`, `$3 each`, `$2/hour`."""
    number, rest = _numeral(found[3])
    if number is None:
        return None
    number = Number(-number.value, number.step) if found[1] else number
    sign = found[2].rstrip(".")
    if _is_noun(rest):
        return Quantity(number, units.read(sign), _noun(rest))
    rate = units.read(sign + rest) if rest.startswith("/") else None
    return Quantity(number, rate) if rate else None


def _compound(first: Quantity, rest: str, *, loose: bool) -> Quantity | None:
    """`7 hours 30 minutes` in hours."""
    second = _quantity(rest.strip(" ,"), loose=loose)
    if not (second and second.unit and first.unit and units.same_dimension(first.unit, second.unit)):
        return None
    if not (isinstance(first.number, Number) and isinstance(second.number, Number)):
        return None
    more = second.number.value * second.unit.factor / first.unit.factor
    return Quantity(Number(first.number.value + more), first.unit, second.noun)


def _glued(rest: str, loose: bool) -> bool:
    """`5km` has a unit, `5m` may be a product: only a loose reading takes one letter."""
    unit, left = units.leading(rest)
    return unit is not None and _is_noun(left) and (loose or len(re.match(r"[a-zA-Z]*", rest)[0]) > 1)  # type: ignore[index]


def _numeral(text: str) -> tuple[Number | None, str]:
    head = _NUMERAL.match(text)
    if head:
        return numerals.read(head[0]), text[head.end() :]
    first, _, rest = text.partition(" ")
    return (numerals.read(first), " " + rest) if first.isalpha() and rest else (None, text)


def _formula_with_unit(text: str) -> Quantity | None:
    r"""`2\pi\text{ cm}`, `3\sqrt{2} m`, `90°` after a formula."""
    place = text.rfind(" ")
    for start in (text.rfind("°"), place, text.rfind(" ", 0, max(place, 0))):
        if start <= 0:
            continue
        unit = units.read(text[start:].strip())
        tree = formulas.parse(text[:start]) if unit else None
        if unit and tree and not formulas.variables(tree):
            return Quantity(Expression(text[:start].strip(), tree), unit)
    return None


def _is_noun(text: str) -> bool:
    text = text.strip(" .,;-")
    if not text:
        return True
    return bool(_NOUN.fullmatch(text)) and _VERBS.isdisjoint(text.casefold().split())


def _noun(text: str) -> str:
    return " ".join(word.removesuffix("s") for word in spelled(text.strip(" .,;-")).split())


def _items(text: str) -> Items | None:
    """A list, a set, a tuple, a vector, a matrix, or `a ± b`."""
    cells = rows(text)
    if cells is not None:
        return _matrix(cells)
    if "±" in text and not text.endswith("±"):
        return _plus_minus(text)
    form, inner = _brackets(text)
    parts, alternative = _split(inner)
    if len(parts) < 2 or len(parts) > 200:
        return None
    members = [_member(part) for part in parts]
    if any(member is None for member in members):
        return None
    if alternative and not form and not all(isinstance(member, Relation | Region) for member in members):
        form = "or"
    return Items(tuple(member for member in members if member is not None), form)


def _matrix(cells: list[list[str]]) -> Items | None:
    lines = []
    for row in cells:
        members = [_member(cell) for cell in row]
        if any(member is None for member in members):
            return None
        lines.append(Items(tuple(member for member in members if member is not None), "list"))
    if len(lines) > 1 and all(len(line.members) == 1 for line in lines):
        return Items(tuple(line.members[0] for line in lines), "(")  # a column is a vector
    if len(lines) == 1:
        return Items(lines[0].members, "(")
    return Items(tuple(lines), "matrix")


def _plus_minus(text: str) -> Items | None:
    signs = [expression(text.replace("±", sign).strip()) for sign in ("+", "-")]
    if "=" in text or signs[0] is None or signs[1] is None:
        head, equals, tail = text.rpartition("=")
        return _plus_minus(tail.strip()) if equals and head and "±" in tail else None
    return Items((signs[0], signs[1]), "±")


def _brackets(text: str) -> tuple[str, str]:
    text = (
        re.sub(r"^[A-Za-z]\s*=\s*(?=[(\[⟨\\{])", "", text)
        if re.match(r"[A-Za-z]\s*=\s*[(\[⟨\\{].*[)\]⟩}]$", text)
        else text
    )
    for start, end, form in (
        ("(", ")", "("),
        ("[", "]", "["),
        ("⟨", "⟩", "⟨"),
        ("<", ">", "⟨"),
        ("\\{", "\\}", "{"),
        ("{", "}", "{"),
    ):
        inner = text[len(start) : len(text) - len(end)]
        if (
            text.startswith(start)
            and text.endswith(end)
            and len(text) > len(start) + len(end)
            and _balanced(inner)
        ):
            return form, inner
    return "", text


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char in "([{") - (char in ")]}")
        if depth < 0:
            return False
    return depth == 0


_SEPARATOR = re.compile(r"\s*(?:[,;]\s*(?:and|or)?(?![a-zA-Z])|(?<![a-zA-Z])(?:and|or|&)(?![a-zA-Z]))\s*")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)")


def _split(text: str) -> tuple[list[str], bool]:
    """The parts between commas, semicolons and `and` outside of brackets; whether there is an `or`."""
    spaced = ", " in text or ";" in text
    parts, start, depth, place, alternative = [], 0, 0, 0, False
    while place < len(text):
        char = text[place]
        depth += (char in "([{⟨") - (char in ")]}⟩")
        if (
            spaced
            and depth == 0
            and (number := _THOUSANDS.match(text, place))
            and not text[place - 1 : place].isdigit()
        ):
            place = number.end()
            continue
        match = _SEPARATOR.match(text, place) if depth == 0 and char in ",;aonr& " else None
        if match and match.end() > place:
            parts.append(text[start:place])
            alternative |= "or" in match[0]
            start = place = match.end()
            continue
        place += 1
    return [part.strip() for part in [*parts, text[start:]]], alternative


def _member(text: str) -> Value | None:
    text = text.strip()
    letter = _LETTER.fullmatch(text)
    if letter and (letter[1] or letter[2]) and not letter[3]:
        return (letter[1] or letter[2]).upper()
    return _math(text) if text else None


_LABEL = re.compile(r"\s*[A-Za-z][A-Za-z ]{0,30}\s*")


def _relation(text: str) -> Relation | None:
    signs = list(_EQUALS.finditer(text))
    if (
        len(signs) == 1
        and _LABEL.fullmatch(text[: signs[0].start()])
        and _math(text[signs[0].end() :].strip())
    ):
        return Relation(text[: signs[0].start()].strip(), "=", text[signs[0].end() :].strip(), text)
    if not signs or not _is_formula(text):
        unequal = re.fullmatch(r"([^≠<>≤≥=]+)([≠<>≤≥])([^≠<>≤≥=]+)", text)
        sides = [any(map(str.isalnum, unequal[side])) for side in (1, 3)] if unequal else []
        if not unequal or not all(sides) or not _is_formula(text):
            return None
        return Relation(unequal[1].strip(), unequal[2], unequal[3].strip(), text)
    left, right = text[: signs[0].start()].strip(), text[signs[-1].end() :].strip()
    return Relation(left, "=", right, text) if left and right else None


def _ratio(text: str) -> Items | None:
    if not _RATIO.fullmatch(text):
        return None
    members = [_scalar(part) for part in text.split(":")]
    if any(member is None for member in members):
        return None
    return Items(tuple(member for member in members if member is not None), ":")


def _as_wanted(value: Value, kind: Kind | None) -> Value:
    """A pair in brackets is a list unless it is known to be an interval."""
    if isinstance(value, Items) and kind == "list" and value.form in ("(", "[", ""):
        return Items(value.members, "list" if value.form else "")
    if isinstance(value, Items) and kind == "interval":
        return regions.from_pair(value) or value
    return value


def value_of(text: str) -> Value | None:
    """The value of a part of a formula, such as the right side of an equation; None for words."""
    return _math(text)


def constant(value: Value) -> Node | None:
    """The tree of a number or of a formula without letters."""
    if isinstance(value, Number):
        return ("num", value.value)
    if isinstance(value, Expression) and value.tree and not formulas.variables(value.tree):
        return value.tree
    return None


_BOX = re.compile(r"\\(?:boxed|fbox)\s*(\{|[^\s{}\\])")
_BOXES = 50  # at a text's end


def boxes(text: str) -> Iterator[tuple[int, int]]:
    r"""Where the contents of `\boxed{…}` stand, in order.

    >>> text = r"so \boxed{1} and \boxed 2"
    >>> [text[start:end] for start, end in boxes(text)]
    ['1', '2']
    """
    for found in list(_BOX.finditer(text))[-_BOXES:]:
        if found[1] != "{":
            yield found.start(1), found.end(1)
        elif (end := closing(text, found.start(1))) > 0:
            yield found.start(1) + 1, end
