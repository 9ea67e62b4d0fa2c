r"""Intervals, their unions, and inequalities that say the same.

>>> from .numerals import read as number
>>> one = read("[2, ∞)", number)
>>> two = read("x ≥ 2", number)
>>> one is not None and two is not None and one.spans == two.spans
True
"""

import re
from collections.abc import Callable, Sequence

from .model import Expression, Items, Number, Region, Span, Value

Ends = Number | Expression
Reader = Callable[[str], Ends | None]

_INTERVAL = re.compile(r"([(\[])([^()\[\]]+(?:\([^()]*\)[^()\[\]]*)*)[,;]([^,;\[\]]+)([)\]])")
_SIDES = re.compile(r"\s*([≤<≥>≠])\s*")
_NAMED = re.compile(r"([A-Za-z](?:_\{?\w+\}?)?|\\[a-z]+)\s*∈\s*")
_LINE = re.compile(
    r"(?:all\s+)?(?:the\s+)?(?:set of\s+)?(?:all\s+)?real\s+numbers|\\mathbb\{?R\}?|ℝ|all reals",
    re.IGNORECASE,
)
_SET = re.compile(r"\\?\{\s*([A-Za-z])\s*(?:∈\s*\S+\s*)?[|:]\s*(.+?)\s*\\?\}")
_VARIABLE = re.compile(
    r"[A-Za-z](?:_\{?\w+\}?|\([a-z]\))?|\\(?:alpha|beta|gamma|theta|lambda|mu|omega|phi|rho|sigma|tau)\s*"
)


def read(text: str, number: Reader) -> Region | None:
    """The region that the whole text names; None where brackets could as well hold a pair."""
    text = text.strip()
    if _LINE.fullmatch(text):
        return Region((Span(None, None, False, False),))
    described = _SET.fullmatch(text)
    if described:
        return read(described[2], number)
    named = _NAMED.match(text)
    inner = text[named.end() :].strip() if named else text
    if named and _LINE.fullmatch(inner):
        return Region((Span(None, None, False, False),), named[1])
    spans = [_interval(part.strip(), number) for part in inner.split("∪")] if "∪" in inner or named else []
    if not spans and _surely_interval(inner):
        spans = [_interval(inner, number)]
    if spans and None not in spans:
        return Region(tuple(span for span in spans if span), named[1] if named else "")
    return _inequalities(text, number)


def from_pair(pair: Items) -> Region | None:
    """A pair read as an interval after all."""
    ends = [member for member in pair.members if isinstance(member, Number | Expression)]
    if len(ends) != 2 or len(pair.members) != 2 or pair.form not in ("(", "["):
        return None
    closed = pair.form == "["
    return Region((Span(ends[0], ends[1], closed, closed),))


def _surely_interval(text: str) -> bool:
    """Unlike brackets, or an infinite end: no pair looks like this."""
    found = _INTERVAL.fullmatch(text)
    return bool(found) and (found[1] + found[4] in ("[)", "(]") or "∞" in text)  # type: ignore[index]


def _interval(text: str, number: Reader) -> Span | None:
    found = _INTERVAL.fullmatch(text)
    if not found:
        return None
    ends = [_end(found[2], number), _end(found[3], number)]
    if "bad" in ends:
        return None
    low, high = (None if end in ("∞", "-∞") else end for end in ends)
    return Span(low, high, found[1] == "[" and low is not None, found[4] == "]" and high is not None)  # type: ignore[arg-type]


def _end(text: str, number: Reader) -> "Ends | str":
    text = text.strip()
    if text.replace(" ", "") in ("∞", "+∞", "-∞"):
        return "-∞" if "-" in text else "∞"
    return number(text) or "bad"


def _inequalities(text: str, number: Reader) -> Region | None:
    """`x > 2`, `1 < x ≤ 3`, `x < 1 or x > 2`, `x ≥ 1 and x < 4`."""
    if not re.search(r"[<>≤≥≠]", text):
        return None
    either = re.split(r"\s+or\s+", text)
    if len(either) > 1:
        regions = [_inequalities(part.strip(" ,"), number) for part in either]
        names = {region.variable for region in regions if region}
        if None in regions or len(names) != 1:
            return None
        return Region(tuple(span for region in regions if region for span in region.spans), names.pop())
    both = re.split(r"\s+and\s+|\s*,\s*", text)
    if len(both) == 2:
        return _both([_chain(part, number) for part in both])
    return _chain(text, number)


def _both(regions: Sequence[Region | None]) -> Region | None:
    """`x > 1 and x < 4`: one side each."""
    one, other = regions[0], regions[1]
    if one is None or other is None or one.variable != other.variable:
        return None
    if len(one.spans) + len(other.spans) != 2:
        return None
    lower, upper = sorted((one.spans[0], other.spans[0]), key=lambda span: span.low is None)
    if lower.high is not None or upper.low is not None:
        return None
    return Region((Span(lower.low, upper.high, lower.low_closed, upper.high_closed),), one.variable)


def _chain(text: str, number: Reader) -> Region | None:
    parts = _SIDES.split(text.strip())
    if len(parts) == 3:
        return _one_sign(parts[0], parts[1], parts[2], number)
    if len(parts) != 5 or not _VARIABLE.fullmatch(parts[2]) or "≠" in parts:
        return None
    if (parts[1] in "<≤") != (parts[3] in "<≤"):
        return None
    if parts[1] in ">≥":
        parts = parts[::-1]
    low, high = number(parts[0]), number(parts[4])
    if low is None or high is None:
        return None
    return Region((Span(low, high, parts[1] in "≤≥", parts[3] in "≤≥"),), parts[2].strip())


def _one_sign(left: str, sign: str, right: str, number: Reader) -> Region | None:
    if not _VARIABLE.fullmatch(left):
        if not _VARIABLE.fullmatch(right):
            return None
        left, sign, right = right, sign.translate(str.maketrans("<>≤≥", "><≥≤")), left
    end = number(right)
    if sign == "≠" and end:
        return Region((Span(None, end, False, False), Span(end, None, False, False)), left.strip())
    return _one_sided(left, sign, end)


def _one_sided(name: str, sign: str, end: Ends | None) -> Region | None:
    if end is None:
        return None
    span = Span(end, None, sign == "≥", False) if sign in ">≥" else Span(None, end, False, sign == "≤")
    return Region((span,), name.strip())


def ends(region: Region) -> list[Value | None]:
    """All ends of all intervals, in order."""
    return [end for span in region.spans for end in (span.low, span.high)]
