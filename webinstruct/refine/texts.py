r"""A text's sentences, amounts, formulas and rare words, in the spelling of `webinstruct.words`.

>>> sentences("Take $x = 2. 5$ here. Then stop.\nDone")
['Take $x = 2. 5$ here.', 'Then stop.', 'Done']
>>> [str(one.value) for one in amounts("Three boxes of 1,000 at $\\frac{1}{2}$")]
['3', '1000', '1', '2']
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from webinstruct import words
from webinstruct.page.formula import delimiters

Tokens = tuple[str, ...]

_END: Final = re.compile(r"(?<=[.!?])[\"”')\]]*\s+(?=[^\s\da-z.,;)])|(?<=[.!?])\s+(?=\d)|(?<=[。！？])|\n+")
_ABBREVIATION: Final = re.compile(
    r"\b(?:e\.g|i\.e|cf|vs|approx|no|eq|fig|dr|mr|mrs|st|resp|bzw|z\.B)\.$", re.I
)
_LISTED: Final = re.compile(r"(?:^|\n)[ \t]*\d{1,3}\.$")
_NUMBERING: Final = re.compile(
    r"^[ \t]*(?:[*#>_-]{1,4}[ \t]*)?(?:\(?\d{1,3}[.)]|step\s+\d{1,3}\b[.:)]?|\(?[ivx]{1,4}\))(?=\s)",
    re.IGNORECASE | re.MULTILINE,
)
_SIGNS: Final = frozenset("+-/=<>≤≥≠±≈→⇒∈∫∑∏√^!")
_DIGITS: Final = 300
"""Of a longer number the first ones count: Python refuses to read thousands."""
RARE: Final = 5
"""Letters of a word that is taken for rare, unless it is among COMMON."""
COMMON: Final = frozenset(
    """about above after again against almost along already although always among another answer anyone anything
    around because become becomes before being below between cannot could doing every everyone everything exactly
    finally first follow following follows found given gives going great hence however instead itself leave leaves
    makes means might never number obtain other others people please problem question quite rather really result
    right second should simply since small solution solve solved something still thank thanks their there therefore
    these thing things think third those though three through together total under until using value where whether
    which while whole whose within without would write written years yourself calculate compute determine different
    equal equals equation example find know known large likely called comes needs takes taken there's that's let's
    which's here's gets getting""".split()
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of a text: its value, as spelled there, and whether in words."""

    value: Fraction
    text: str
    in_words: bool

    @property
    def is_vague(self) -> bool:
        """Whether it may be no quantity at all: `one of the two` comes and goes with the wording."""
        return self.in_words and self.value <= 2


def sentences(text: str) -> list[str]:
    """Sentences and lines; a formula is never cut."""
    held = delimiters.spans(text)
    found, start = [], 0
    for end in _END.finditer(text):
        inside = any(begin < end.end() and end.start() < stop for begin, stop in held)
        before = text[max(0, end.start() - 12) : end.start()]
        if inside or _ABBREVIATION.search(before) or ("\n" not in end[0] and _LISTED.search(before)):
            continue
        found.append(text[start : end.start()])
        start = end.end()
    return [one.strip() for one in (*found, text[start:]) if any(map(str.isalnum, one))]


def amounts(text: str, *, numbering: bool = False) -> list[Amount]:
    """All numbers in order, those of a list's numbering (`2.`, `Step 3:`) left out unless asked for."""
    found = []
    for raw in words.pieces(text if numbering else without_numbering(text)):
        token = words.canonical(raw)
        if token and words.is_number(token):
            found.append(
                Amount(Fraction(token[:_DIGITS]), token[:_DIGITS], not raw[0].isdigit() and raw[0] != ".")
            )
    return found


def without_numbering(text: str) -> str:
    """The text without the numbers that only count its lines."""
    return _NUMBERING.sub("", text)


def fractions(text: str) -> set[Fraction]:
    """Values of what is written as a fraction, percent or both: `3/4`, `75 %`.

    >>> sorted(map(str, fractions(r"3/4 and 5%")))
    ['1/20', '3/4']
    """
    tokens = [token[:_DIGITS] for token in words.tokens(text.replace("percent", "%"))]
    found = set()
    for left, sign, right in zip(tokens, tokens[1:], [*tokens[2:], ""], strict=False):
        if sign == "%" and words.is_number(left):
            found.add(Fraction(left) / 100)
        if sign == "/" and words.is_number(left) and right and words.is_number(right) and float(right):
            found.add(Fraction(left) / Fraction(right))
    return found


def formulas(text: str) -> list[Tokens]:
    """Runs of numbers, single letters and signs with at least one sign and two others between words.

    >>> formulas("Solve 7z + 55 = 118 for a real z")
    [('7', 'z', '+', '55', '=', '118')]
    """
    found: list[Tokens] = []
    for part in re.split(r"\n|[.?!;:](?=\s|$)|(?<=\s)[Aa](?=\s)", text):
        run: list[str] = []
        for token in [*words.tokens(part), "end of it"]:
            if words.is_number(token) or token in _NAMES or (len(token) < 3 and token not in _SHORT_WORDS):
                run.append(token)
                continue
            found += _formula(run)
            run = []
    return found


_NAMES: Final = frozenset(
    "sin cos tan log ln exp sqrt pi alpha beta gamma delta epsilon theta lambda mu rho sigma phi omega infinity "
    "lim max min".split()
)


_SHORT_WORDS: Final = frozenset(
    "is of to in it we so if at by on or as an be do he me my no up us go la le un de du en et il se es el zu im am "
    "km cm mm kg ms mg ml hz oh ok hi vs".split()
)


def _formula(run: list[str]) -> list[Tokens]:
    while run and run[0] in "+=/)]},%":
        run = run[1:]
    while run and run[-1] in "+-=/([{,<>":
        run = run[:-1]
    is_one = any(token in _SIGNS for token in run) and sum(token[0].isalnum() for token in run) > 1
    return [tuple(run)] if is_one else []


def rare(text: str) -> set[str]:
    """Words of five letters or more that are not of everyday use, cut to six letters: endings change.

    >>> sorted(rare("Therefore the triangles are congruent"))
    ['congru', 'triang']
    """
    found = set()
    for word in words.plain(text):
        if word.isalpha() and word not in COMMON and (len(word) >= RARE or not word.isascii()):
            found.add(word[:6])
    return found


def holds(whole: Sequence[str], part: Sequence[str]) -> bool:
    """Whether the tokens of a part stand in the whole, one after the other.

    >>> holds(["2", "x", "=", "4"], ["x", "="]), holds(["x", "2"], ["2", "x"])
    (True, False)
    """
    return not part or bool(words.places_of(part, whole))
