"""What a final answer is: its kind, its place in a text and its value."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, TypeAlias

VERSION = 1
"""Raised whenever a text's answer or a verdict may come out otherwise: it stands beside what is stored."""

Kind = Literal[
    "choice", "number", "quantity", "expression", "equation", "bool", "list", "interval", "text"
]  # fmt: skip
Verdict = Literal["equal", "different", "undecided", "timed-out"]

Node: TypeAlias = tuple[Any, ...]
"""A parsed formula: `("+", left, right)`, `("num", Fraction)`, `("var", "x")` …"""


@dataclass(frozen=True, slots=True)
class Number:
    """A number; `step` is the worth of its last digit if it was written as a decimal, None if it is exact.

    `1.50` is Number(3/2, 1/100); `3/2` and `3` are exact. `base` is what `52_8` names.
    """

    value: Fraction
    step: Fraction | None = None
    base: int = 10


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as a multiple of base units: km/h is 5/18 of (m 1, s -1). `shift` is for temperatures."""

    name: str
    factor: Fraction
    dims: tuple[tuple[str, int], ...]
    shift: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula: one spelling of it, and its tree where our parser reads it."""

    tex: str
    tree: Node | None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with what stands behind it: a known unit, or the words of what is counted."""

    number: "Number | Expression"
    unit: Unit | None
    noun: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """`left sign right`, the sign one of = ≠ < ≤ > ≥ ; for a chain `a = b = c` its first and last part."""

    left: str
    sign: str
    right: str
    tex: str


@dataclass(frozen=True, slots=True)
class Items:
    """Several values. `form`: "(" "[" "⟨" ordered, "{" a set, "" a bare list, ":" a ratio, "±" two signs,
    "list" an ordered list for certain, "matrix" rows that are Items themselves.
    """

    members: "tuple[Value, ...]"
    form: str


@dataclass(frozen=True, slots=True)
class Span:
    """One interval; an end of None is infinite."""

    low: "Number | Expression | None"
    high: "Number | Expression | None"
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True)
class Region:
    """A union of intervals on the line, of a variable if one is named."""

    spans: tuple[Span, ...]
    variable: str = ""


Value: TypeAlias = Number | Quantity | Expression | Relation | Items | Region | bool | str


@dataclass(frozen=True, slots=True)
class Final:
    """The final answer of a text: what it is, where it stands and how it was found.

    `text` is what stands at `span`; `how` is one of boxed, gsm, phrase, letter, whole, verdict, last-formula,
    last-equation, last-number, given. `value` is the normal form that comparisons use; None if it has none.
    """

    kind: Kind
    text: str
    span: tuple[int, int]
    how: str
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a text has no final answer: `none found`, or `ambiguous: …`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Equality:
    """Whether two final answers are equal, and by what reason."""

    verdict: Verdict
    reason: str
