r"""Numerals: `-1,234.5`, `3/4`, `2 1/2`, `3 \times 10^5`, `1e-3`, `0.\overline{3}`, `52_8`, `eighteen`, `2.5 million`.

>>> read("1,234.50")
Number(value=Fraction(2469, 2), step=Fraction(1, 100), base=10)
>>> [str(number.value) for text in (r"2\frac{1}{2}", "3*10^{5}", "twenty-one") if (number := read(text))]
['5/2', '300000', '21']
"""

import re
from fractions import Fraction

from webinstruct import words

from .model import Number

_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?:\ \d{3})+|\d+)"
_DECIMAL = re.compile(rf"(?P<whole>{_DIGITS})?(?:\.(?P<part>\d+))?(?P<dots>\.\.\.|…)?\.?")
_REPEATING = re.compile(r"(\d*)\.(\d*)\\(?:overline|bar)\s*\{?(\d+)\}?")
_FRACTION = re.compile(
    rf"(?:(?P<whole>\d+)\s*(?=\\frac)|(?P<whole2>\d+)\s+(?:and\s+)?(?=\d+\s*/))?"
    rf"(?:\\frac\s*\{{\s*(?P<top>-?{_DIGITS})\s*\}}\s*\{{\s*(?P<bottom>-?{_DIGITS})\s*\}}|"
    rf"\\frac\s*(?P<top1>\d)\s*(?P<bottom1>\d)|\(?(?P<top2>{_DIGITS})\)?\s*/\s*\(?(?P<bottom2>{_DIGITS})\)?)"
)
_POWER = re.compile(
    r"\s*(?:[*x]\s*)?10\s*\^\s*(?:\{\s*([+-]?\s*\d{1,3})\s*\}|\(\s*([+-]?\s*\d{1,3})\s*\)|([+-]?\d{1,3}))"
)
_E_NOTATION = re.compile(r"([\d.,]+)\s?[eE]\s?([+-]?\d{1,3})")
_BASED = re.compile(r"([0-9A-Fa-f]+)_\{?\s*(\d{1,2}|two|five|eight)\s*\}?")
_BASES = {"two": 2, "five": 5, "eight": 8}
_SCALES = {
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "dozen": 12,
}
_SHARES = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
LONGEST = 400


def read(text: str) -> Number | None:
    """The number that the whole text writes; None if it is no numeral. The text is `clean` already."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        return None
    if text[0] in "+-" or text.startswith(("(-", "{-")):
        bare = text.strip("(){} ") if text[0] in "({" else text
        inner = read(bare[1:].lstrip()) if bare[1:].lstrip()[:1] not in ("+", "-") else None
        if inner is None or bare[0] == "+":
            return inner
        return Number(-inner.value, inner.step, inner.base)
    if not text[0].isdigit() and text[0] not in ".\\(":
        return _spelled(text)
    return _fraction(text) or _scientific(text) or _decimal(text) or _based(text) or _scaled(text)


def _decimal(text: str) -> Number | None:
    repeating = _REPEATING.fullmatch(text)
    if repeating:
        whole, head, period = repeating.groups()
        both = int((whole or "0") + head + period) - int((whole or "0") + head)
        return Number(Fraction(both, (10 ** len(period) - 1) * 10 ** len(head)))
    found = _DECIMAL.fullmatch(text)
    if not found or not (found["whole"] or found["part"]):
        return None
    part = found["part"] or ""
    value = Fraction(re.sub(r"[, ]", "", found["whole"] or "0") + (f".{part}" if part else ""))
    return Number(value, Fraction(1, 10 ** len(part)) if part or found["dots"] else None)


def _fraction(text: str) -> Number | None:
    found = _FRACTION.fullmatch(text)
    if not found:
        return None
    top, bottom = (
        next(int(re.sub(r"[, ]", "", found[name + n])) for n in ("", "1", "2") if found[name + n] is not None)
        for name in ("top", "bottom")
    )
    if bottom == 0:
        return None
    return Number(int(found["whole"] or found["whole2"] or 0) + Fraction(top, bottom))


def _scientific(text: str) -> Number | None:
    simple = _E_NOTATION.fullmatch(text)
    if simple:
        return _shifted(_decimal(simple[1]), simple[2])
    found = _POWER.search(text)
    if not found or found.end() != len(text):
        return None
    exponent = next(group for group in found.groups() if group is not None)
    head = text[: found.start()].strip()
    if head and not re.search(r"[*x]", found[0]):
        return None
    return _shifted(_decimal(head.strip("()")) if head else Number(Fraction(1)), exponent)


def _shifted(number: Number | None, exponent: str) -> Number | None:
    if number is None:
        return None
    scale = Fraction(10) ** int(exponent.replace(" ", ""))
    return Number(number.value * scale, number.step * scale if number.step else None)


def _based(text: str) -> Number | None:
    found = _BASED.fullmatch(text)
    if not found:
        return None
    base = _BASES.get(found[2]) or int(found[2])
    try:
        return Number(Fraction(int(found[1], base)), base=base) if 2 <= base <= 36 else None
    except ValueError:
        return None


def _scaled(text: str) -> Number | None:
    head, _, scale = text.rpartition(" ")
    number = _decimal(head) if head and scale.casefold() in _SCALES else None
    if number is None:
        return None
    factor = _SCALES[scale.casefold()]
    return Number(number.value * factor, number.step * factor if number.step else None)


def _spelled(text: str) -> Number | None:
    """Number words: `seven`, `one hundred and five`, `two thirds`, `one half`."""
    parts = text.casefold().replace("-", " ").split()
    if not 0 < len(parts) <= 8 or not all(part.isalpha() for part in parts):
        return None
    share = parts[-1].removesuffix("s") if parts[-1] not in _SHARES else parts[-1]
    if share in _SHARES and len(parts) <= 2:
        top = _whole(parts[:-1]) if parts[:-1] not in ([], ["a"]) else 1
        return Number(Fraction(top, _SHARES[share])) if top is not None and len(parts) > 1 else None
    whole = _whole([part for part in parts if part != "and"])
    return None if whole is None else Number(Fraction(whole))


def _whole(parts: list[str]) -> int | None:
    total, group = 0, 0
    if not parts:
        return None
    for part in words.plain(" ".join(parts)):
        if part.isdigit():
            group += int(part)
        elif part == "hundred":
            group = max(group, 1) * 100
        elif part in _SCALES and part != "dozen":
            total, group = total + max(group, 1) * _SCALES[part], 0
        else:
            return None
    return total + group
