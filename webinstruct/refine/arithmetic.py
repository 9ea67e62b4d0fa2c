r"""Sums of plain numbers, worked out exactly: fractions, and for what was rounded the range it may lie in.

>>> worth("12 * (3 + 4)"), worth("1/3 + 1/6"), worth("x + 1") is None
(Range(low=Fraction(84, 1), high=Fraction(84, 1)), Range(low=Fraction(1, 2), high=Fraction(1, 2)), True)
>>> worth("2 * 1.5")  # 1.5 may be anything from 1.45 to 1.55
Range(low=Fraction(29, 10), high=Fraction(31, 10))

Nothing is executed: signs and numbers are read one by one, and powers that would grow too large are refused.
"""

import re
from collections import deque
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

NUMBER: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d])|\d+(?:\.\d+)?|\.\d+"
_TOKEN: Final = re.compile(rf"\s*(?:({NUMBER})|([-+*/^()%]))")
_MAX_EXPONENT: Final = 400
_MAX_BITS: Final = 4_000
_MAX_TOKENS: Final = 200


@dataclass(frozen=True, slots=True)
class Range:
    """All values that a sum may have; one value if nothing in it was rounded."""

    low: Fraction
    high: Fraction

    def meets(self, other: "Range", slack: Fraction = Fraction(0)) -> bool:
        """Whether both may be the same."""
        return self.low - slack <= other.high and other.low - slack <= self.high


class Unread(Exception):
    """No sum of plain numbers, or one that is too large."""


def worth(text: str) -> Range | None:
    """What the sum comes to; None if the text is none."""
    tokens = _tokens(text)
    if not tokens or len(tokens) > _MAX_TOKENS:
        return None
    try:
        value = _sum(tokens)
    except (Unread, ValueError, ZeroDivisionError, RecursionError):
        return None
    return None if tokens else value


def step(text: str) -> Fraction:
    """The worth of the last digit of a lone numeral: what rounding may have taken from it; 0 of what is exact.

    >>> step("3.14"), step("12"), step("1 + 2.5")
    (Fraction(1, 100), Fraction(0, 1), Fraction(0, 1))
    """
    bare = text.strip(" ()+-%")
    if not re.fullmatch(NUMBER, bare) or "." not in bare:
        return Fraction(0)
    return Fraction(1, 10 ** len(bare.partition(".")[2])) / (100 if "%" in text else 1)


def _tokens(text: str) -> deque[str]:
    found: deque[str] = deque()
    at, end = 0, len(text.rstrip())
    while at < end:
        token = _TOKEN.match(text, at)
        if token is None:
            return deque()
        found.append(token[1] or token[2])
        at = token.end()
    return found


def _sum(tokens: deque[str]) -> Range:
    value = _product(tokens)
    while tokens and tokens[0] in "+-":
        sign, other = tokens.popleft(), _product(tokens)
        if sign == "-":
            other = Range(-other.high, -other.low)
        value = Range(value.low + other.low, value.high + other.high)
    return value


def _product(tokens: deque[str]) -> Range:
    value = _signed(tokens)
    while tokens and tokens[0] in "*/(":
        sign = tokens.popleft() if tokens[0] != "(" else "*"  # 2(3 + 4)
        other = _signed(tokens)
        if sign == "/":
            if other.low <= 0 <= other.high:
                raise Unread("division by what may be zero")
            other = Range(1 / other.high, 1 / other.low)
        ends = [one * two for one in (value.low, value.high) for two in (other.low, other.high)]
        value = _small(Range(min(ends), max(ends)))
    return value


def _signed(tokens: deque[str]) -> Range:
    if tokens and tokens[0] in "+-":
        sign, value = tokens.popleft(), _signed(tokens)
        return value if sign == "+" else Range(-value.high, -value.low)
    return _power(tokens)


def _power(tokens: deque[str]) -> Range:
    value = _atom(tokens)
    while tokens and tokens[0] == "%":
        tokens.popleft()
        value = Range(value.low / 100, value.high / 100)
    if tokens and tokens[0] == "^":
        tokens.popleft()
        return _raised(value, _signed(tokens))
    return value


def _raised(base: Range, exponent: Range) -> Range:
    if exponent.low != exponent.high or exponent.low.denominator != 1 or abs(exponent.low) > _MAX_EXPONENT:
        raise Unread("a power that is not whole, or too high")
    power = int(exponent.low)
    if max(map(_bits, (base.low, base.high))) * abs(power) > _MAX_BITS:
        raise Unread("a power too large")
    if base.low <= 0 <= base.high and (power < 0 or base.low != base.high):
        raise Unread("a power of what may be zero")
    ends = (base.low**power, base.high**power)
    return Range(min(ends), max(ends))


def _atom(tokens: deque[str]) -> Range:
    if not tokens:
        raise Unread("ends too early")
    token = tokens.popleft()
    if token == "(":
        value = _sum(tokens)
        if not tokens or tokens.popleft() != ")":
            raise Unread("a bracket is open")
        return value
    if not token[-1].isdigit():
        raise Unread(f"a number was wanted, {token} came")
    number, half = Fraction(token.replace(",", "")), step(token) / 2
    return Range(number - half, number + half)


def _bits(value: Fraction) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length()


def _small(value: Range) -> Range:
    if max(_bits(value.low), _bits(value.high)) > 2 * _MAX_BITS:
        raise Unread("too large")
    return value
