"""Units: SI with prefixes, common others, money; enough to tell 5 km from 5 m and to see 5 km = 5000 m.

>>> km, m = read("km"), read("metres")
>>> km is not None and m is not None and same_dimension(km, m) and km.factor / m.factor
Fraction(1000, 1)
>>> read("m/s^2") == read("meters per second squared"), read("apples")
(False, None)
>>> one, other = read("m/s^2"), read("meters per second squared")
>>> one is not None and other is not None and (one.factor, one.dims) == (other.factor, other.dims)
True
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from .model import Unit

_F = Fraction
# name: (factor, dimensions, whether prefixes go before its symbol)
_SYMBOLS: dict[str, tuple[Fraction, dict[str, int], bool]] = {
    "m": (_F(1), {"m": 1}, True), "g": (_F(1, 1000), {"kg": 1}, True), "s": (_F(1), {"s": 1}, True),
    "A": (_F(1), {"A": 1}, True), "K": (_F(1), {"K": 1}, True), "mol": (_F(1), {"mol": 1}, True),
    "cd": (_F(1), {"cd": 1}, False), "rad": (_F(1), {"rad": 1}, True), "sr": (_F(1), {"sr": 1}, False),
    "Hz": (_F(1), {"s": -1}, True), "Wh": (_F(3600), {"kg": 1, "m": 2, "s": -2}, True),
    "N": (_F(1), {"kg": 1, "m": 1, "s": -2}, True),
    "Pa": (_F(1), {"kg": 1, "m": -1, "s": -2}, True), "J": (_F(1), {"kg": 1, "m": 2, "s": -2}, True),
    "W": (_F(1), {"kg": 1, "m": 2, "s": -3}, True), "C": (_F(1), {"A": 1, "s": 1}, True),
    "V": (_F(1), {"kg": 1, "m": 2, "s": -3, "A": -1}, True),
    "Ω": (_F(1), {"kg": 1, "m": 2, "s": -3, "A": -2}, True),
    "F": (_F(1), {"kg": -1, "m": -2, "s": 4, "A": 2}, True), "T": (_F(1), {"kg": 1, "s": -2, "A": -1}, True),
    "H": (_F(1), {"kg": 1, "m": 2, "s": -2, "A": -2}, True),
    "Wb": (_F(1), {"kg": 1, "m": 2, "s": -2, "A": -1}, True),
    "L": (_F(1, 1000), {"m": 3}, True), "l": (_F(1, 1000), {"m": 3}, True),
    "eV": (_F("1.602176634e-19"), {"kg": 1, "m": 2, "s": -2}, True),
    "cal": (_F("4.184"), {"kg": 1, "m": 2, "s": -2}, True),
    "bar": (_F(100_000), {"kg": 1, "m": -1, "s": -2}, True),
    "B": (_F(8), {"bit": 1}, True), "bit": (_F(1), {"bit": 1}, True), "Bq": (_F(1), {"s": -1}, True),
    "M": (_F(1000), {"mol": 1, "m": -3}, True), "t": (_F(1000), {"kg": 1}, False),
    "min": (_F(60), {"s": 1}, False), "h": (_F(3600), {"s": 1}, False), "hr": (_F(3600), {"s": 1}, False),
    "hrs": (_F(3600), {"s": 1}, False),
    "sec": (_F(1), {"s": 1}, False), "secs": (_F(1), {"s": 1}, False), "mins": (_F(60), {"s": 1}, False),
    "d": (_F(86400), {"s": 1}, False),
    "yr": (_F(31_557_600), {"s": 1}, False), "yrs": (_F(31_557_600), {"s": 1}, False),
    "ft": (_F("0.3048"), {"m": 1}, False), "in": (_F("0.0254"), {"m": 1}, False),
    "yd": (_F("0.9144"), {"m": 1}, False),
    "mi": (_F("1609.344"), {"m": 1}, False), "lb": (_F("0.45359237"), {"kg": 1}, False),
    "lbs": (_F("0.45359237"), {"kg": 1}, False),
    "oz": (_F("0.028349523125"), {"kg": 1}, False), "gal": (_F("0.003785411784"), {"m": 3}, False),
    "mph": (_F("0.44704"), {"m": 1, "s": -1}, False), "mps": (_F(1), {"m": 1, "s": -1}, False),
    "kph": (_F(5, 18), {"m": 1, "s": -1}, False), "kmph": (_F(5, 18), {"m": 1, "s": -1}, False),
    "rpm": (_F(1, 60), {"s": -1}, False), "atm": (_F(101_325), {"kg": 1, "m": -1, "s": -2}, False),
    "mmHg": (_F("133.322387415"), {"kg": 1, "m": -1, "s": -2}, False),
    "torr": (_F("133.322368421"), {"kg": 1, "m": -1, "s": -2}, False),
    "psi": (_F("6894.757293168"), {"kg": 1, "m": -1, "s": -2}, False),
    "hp": (_F("745.69987158227"), {"kg": 1, "m": 2, "s": -3}, False),
    "BTU": (_F("1055.05585262"), {"kg": 1, "m": 2, "s": -2}, False), "Å": (_F(1, 10**10), {"m": 1}, False),
    "amu": (_F("1.66053906660e-27"), {"kg": 1}, False), "u": (_F("1.66053906660e-27"), {"kg": 1}, False),
    "ha": (_F(10_000), {"m": 2}, False),
    "%": (_F(1, 100), {}, False), "dozen": (_F(12), {}, False), "ppm": (_F(1, 10**6), {}, False),
    "lbf": (_F("4.4482216152605"), {"kg": 1, "m": 1, "s": -2}, False),
    "$": (_F(1), {"USD": 1}, False), "¢": (_F(1, 100), {"USD": 1}, False), "€": (_F(1), {"EUR": 1}, False),
    "£": (_F(1), {"GBP": 1}, False),
    "¥": (_F(1), {"JPY": 1}, False), "₹": (_F(1), {"INR": 1}, False), "USD": (_F(1), {"USD": 1}, False),
    "EUR": (_F(1), {"EUR": 1}, False),
    "GBP": (_F(1), {"GBP": 1}, False), "Rs": (_F(1), {"INR": 1}, False), "INR": (_F(1), {"INR": 1}, False),
    "dB": (_F(1), {"dB": 1}, False), "cc": (_F(1, 10**6), {"m": 3}, False), "pH": (_F(1), {"pH": 1}, False),
}  # fmt: skip
# π as a fraction good to float precision: degrees and radians compare with a tolerance anyway
_DEGREE = _F("3.14159265358979323846") / 180
for _name in ("°", "deg"):
    _SYMBOLS[_name] = (_DEGREE, {"rad": 1}, False)
_PREFIXES = {
    "n": _F(1, 10**9), "μ": _F(1, 10**6), "u": _F(1, 10**6), "m": _F(1, 1000), "c": _F(1, 100), "d": _F(1, 10),
    "h": _F(100), "k": _F(1000), "M": _F(10**6), "G": _F(10**9), "T": _F(10**12), "p": _F(1, 10**12),
    "f": _F(1, 10**15),
}  # fmt: skip
_LONG_PREFIXES = {
    "nano": "n", "micro": "μ", "milli": "m", "centi": "c", "deci": "d", "hecto": "h", "kilo": "k", "mega": "M",
    "giga": "G", "tera": "T", "pico": "p", "femto": "f",
}  # fmt: skip
_WORDS = {
    "meter": "m", "metre": "m", "gram": "g", "gramme": "g", "second": "s", "ampere": "A", "amp": "A",
    "kelvin": "K",
    "mole": "mol", "candela": "cd", "radian": "rad", "hertz": "Hz", "newton": "N", "pascal": "Pa", "joule": "J",
    "watt": "W", "coulomb": "C", "volt": "V", "ohm": "Ω", "farad": "F", "tesla": "T", "henry": "H", "weber": "Wb",
    "liter": "L", "litre": "L", "electronvolt": "eV", "calorie": "cal", "byte": "B", "bit": "bit",
    "tonne": "t", "ton": "t",
    "minute": "min", "hour": "h", "day": "d", "year": "yr", "foot": "ft", "feet": "ft", "inch": "in",
    "inche": "in", "yard": "yd",
    "mile": "mi", "pound": "lb", "ounce": "oz", "gallon": "gal", "atmosphere": "atm", "horsepower": "hp",
    "degree": "°",
    "angstrom": "Å", "hectare": "ha", "percent": "%", "percentage": "%", "pct": "%", "dollar": "$",
    "buck": "$", "cent": "¢", "euro": "€",
    "rupee": "₹", "yen": "¥", "molar": "M", "becquerel": "Bq", "rev/min": "rpm", "Btu": "BTU",
}  # fmt: skip
_MANY = {
    "week": (_F(604_800), {"s": 1}),
    "decade": (_F(315_576_000), {"s": 1}),
    "century": (_F(3_155_760_000), {"s": 1}),
}
_TEMPERATURES = {
    "°C": (_F(1), _F("273.15")), "°F": (_F(5, 9), _F("273.15") - _F(160, 9)),
    "degrees celsius": (_F(1), _F("273.15")),
    "degrees fahrenheit": (_F(5, 9), _F("273.15") - _F(160, 9)), "celsius": (_F(1), _F("273.15")),
    "fahrenheit": (_F(5, 9), _F("273.15") - _F(160, 9)), "degrees c": (_F(1), _F("273.15")),
    "degrees f": (_F(5, 9), _F("273.15") - _F(160, 9)),
}  # fmt: skip
_NO_UNITS = frozenset(("us", "pm", "am", "as", "PM", "hs", "ms.", "Ms"))  # words, hours
_PIECE = re.compile(
    r"\s*(?:([a-zA-ZΩμÅ]+)\.?|([%°$€£¥₹¢])|(\^\s*(?:\{\s*[-+]?\d\s*\}|\(\s*[-+]?\d\s*\)|[-+]?\d))|([*/()])|(-)(?=[a-zA-Z]))"
)
_RAISED = {"squared": 2, "cubed": 3}
_RAISING = {"square": 2, "sq": 2, "cubic": 3, "cu": 3}


def read(text: str) -> Unit | None:
    """The unit that the whole text names; None if it names none."""
    found, rest = leading(text)
    return found if found and not rest.strip() else None


def leading(text: str) -> tuple[Unit | None, str]:
    """The longest unit at the text's start, and what is left.

    >>> found, rest = leading("km/h on average")
    >>> found and found.name, rest
    ('km/h', ' on average')
    """
    text = _WRITTEN.sub(lambda found: _GREEK[found[1]], text[:80])
    for name, (factor, shift) in _TEMPERATURES.items():
        head, rest = text[: len(name)], text[len(name) :]
        same = head == name if name[0] == "°" else head.casefold() == name
        if same and not rest[:1].isalpha():
            return Unit(name, factor, (("K", 1),), shift), rest
    best: tuple[Unit | None, str] = (None, text)
    factor = _F(1)
    dims: dict[str, int] = {}
    for place, part, dim in _parts(text):
        end = place
        factor *= part
        for base, power in dim.items():
            dims[base] = dims.get(base, 0) + power
        left = tuple(sorted((base, power) for base, power in dims.items() if power))
        if text[:end].count("(") > text[:end].count(")") and text[end : end + 1] == ")":
            end += 1
        best = (Unit(text[:end].strip(), factor, left), text[end:])
    return best


_GREEK = {"Omega": "Ω", "mu": "μ", "AA": "Å"}
_WRITTEN = re.compile(r"\\(Omega|mu|AA)(?![a-zA-Z])\s*")


def _parts(text: str) -> Iterator[tuple[int, Fraction, dict[str, int]]]:
    """Each unit of a product as (end, factor, dimensions), exponents and denominators worked in."""
    place, sign, ahead, depth = 0, 1, 1, 0
    while match := _PIECE.match(text, place):
        word, symbol, _raised, operator, hyphen = match.groups()
        name = word or symbol
        if operator == "/" or (word and word.casefold() == "per"):
            sign = -1
        elif operator == "(":
            depth += 1
        elif operator == ")":
            depth -= 1
            sign = 1
            if depth < 0:
                return
        elif name and name.casefold() in _RAISING:
            ahead = _RAISING[name.casefold()]
        elif name and (unit := _one(name)) and not _is_word(name, text[match.end() :]):
            power, end = _exponent(text, match.end())
            power *= sign * ahead
            yield end, unit[0] ** power, {base: one * power for base, one in unit[1].items()}
            place, ahead = end, 1
            sign = sign if depth else 1
            continue
        elif not (operator == "*" or hyphen):
            return
        place = match.end()


def _is_word(name: str, rest: str) -> bool:
    """`5 in total` counts no inches, `5 in^2` does."""
    return name == "in" and bool(re.match(r"\s+[a-zA-Z]", rest))


def _exponent(text: str, place: int) -> tuple[int, int]:
    match = _PIECE.match(text, place)
    if match and match[3]:
        return int(re.sub(r"[\^\s{}()]", "", match[3])), match.end()
    if match and match[1] and match[1].casefold() in _RAISED:
        return _RAISED[match[1].casefold()], match.end()
    return 1, place


def _one(name: str) -> tuple[Fraction, dict[str, int]] | None:
    """One unit by its symbol, with a prefix, or by its word."""
    if name in _NO_UNITS:
        return None
    if name in _SYMBOLS:
        return _SYMBOLS[name][:2]
    stem, prefix = name[1:], name[:1]
    if prefix in _PREFIXES and stem in _SYMBOLS and _SYMBOLS[stem][2]:
        return _SYMBOLS[stem][0] * _PREFIXES[prefix], _SYMBOLS[stem][1]
    return _word(name.casefold())


def _word(word: str) -> tuple[Fraction, dict[str, int]] | None:
    word = {"centuries": "century", "henries": "henry", "hertz": "hertz", "celsius": "celsius"}.get(
        word, word
    )
    for form in (word, word.removesuffix("s")):
        if form in _MANY:
            return _MANY[form]
        if form in _WORDS:
            return _SYMBOLS[_WORDS[form]][:2]
        for prefix, symbol in _LONG_PREFIXES.items():
            stem = _WORDS.get(form.removeprefix(prefix)) if form.startswith(prefix) else None
            if stem and _SYMBOLS[stem][2]:
                return _SYMBOLS[stem][0] * _PREFIXES[symbol], _SYMBOLS[stem][1]
    return None


def same_dimension(one: Unit, other: Unit) -> bool:
    """Whether the one can be told in the other."""
    return one.dims == other.dims and (one.dims != () or _is_share(one) == _is_share(other))


def _is_share(unit: Unit) -> bool:
    return unit.name.strip(". ").casefold() in ("%", "percent", "percentage", "pct", "ppm")


def is_percent(unit: Unit | None) -> bool:
    """Whether the unit is a share of a hundred."""
    return unit is not None and unit.dims == () and unit.factor == _F(1, 100)
