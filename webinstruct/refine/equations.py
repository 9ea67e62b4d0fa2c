r"""Equations between plain numbers that stand in a text, and whether they hold.

>>> [(one.text, one.holds) for one in equations(r"So $\frac{12}{4} + 1 = 4$, and 3 × 5 = 16 in all.")]
[('(12)/(4) + 1 = 4', True), ('3 * 5 = 16', False)]
>>> equations("The line y = 2x + 3 = 7 and 5 km = 5000 m and sin 30 + 1 = 2")
[]

Only what is surely an equation between numbers is looked at: no letters, no units inside, no word before
it that belongs to the sum ("half of 10 + 2 = 7"). The rest says nothing, neither true nor false.
"""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from .arithmetic import NUMBER, Range, step, worth


@dataclass(frozen=True, slots=True)
class Equation:
    """Two neighbours of a chain `a = b = c`, as read, and whether they are equal as far as they are written."""

    left: str
    right: str
    holds: bool
    about: bool = False
    """Written with ≈."""

    @property
    def text(self) -> str:
        """Both sides with the sign between."""
        return f"{self.left} {'≈' if self.about else '='} {self.right}"


_FRACTION: Final = re.compile(r"\\[dtc]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_SHORT_FRACTION: Final = re.compile(r"\\[dtc]?frac\s*(\d)\s*(\d)")
_EXPONENT: Final = re.compile(r"\^\s*\{([^{}]*)\}")
_DEPTH: Final = 4
_PLAIN: Final = (
    (re.compile(r"(?<=\d)(?:\{,\}|\\,)(?=\d{3}(?!\d))"), ","),
    (re.compile(r"\\(?:cdot|times|ast)(?![a-zA-Z])|[×·⋅∙∗]"), "*"),
    (re.compile(r"\\div(?![a-zA-Z])|[÷∕]"), "/"),
    (re.compile(r"\\approx(?![a-zA-Z])|≅|≃"), "≈"),
    (re.compile(r"\\%"), "%"),
    (re.compile(r"[−–]"), "-"),
    (re.compile(r"\\(?:left|right|big|Big|bigg|Bigg)[lr]?(?=[()\[\]|.])"), ""),
    (re.compile(r"(?<!\\)\\[,;:! ]|~|\xa0|&(?==)"), " "),
    (re.compile(r"\\boxed\s*\{([^{}]*)\}"), r"\1"),
    (re.compile(r"(?<=\d)\s*\*\*\s*(?=\d)"), "^"),
)
_RAISED: Final = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+")
_TOKEN: Final = re.compile(
    rf"(?P<number>{NUMBER})|(?P<sign>[-+*/^()%])|(?P<equals>[=≈])|(?P<command>\\[a-zA-Z]+|\\.)"
    r"|(?P<word>[^\W\d_]+)|(?P<gap>[^\S\n]+)|(?P<line>\n)|(?P<other>.)",
    re.DOTALL,
)
_FUNCTIONS: Final = frozenset(
    "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp sqrt root mod gcd lcm hcf max min det "
    "lim sum prod int binom f g h p".split()
)
_PARTS: Final = frozenset(
    "of times plus minus by from percent half twice thrice double triple squared cubed over and per to mal minus "
    "durch von fois moins sur de par und et the than between with point base mod modulo remainder to through".split()
)
"""Words before or behind a sum that may belong to it."""
_OPENING: Final = frozenset('([{.,;:!?"“„«>—•')
_CLOSING: Final = frozenset("()[]{}.,;!?\"'“”„«»|<*—•$")
_ENDING: Final = frozenset(
    r"\) \] \\ \quad \qquad \text \mathrm \textbf \implies \Rightarrow \iff \therefore \end \begin \, \; \to "
    r"\Longrightarrow \hbox \mbox \tag \checkmark \approx \Leftrightarrow \rightarrow \boxed \( \[ \left \right".split()
)

Token = tuple[str, str]


def plain(text: str) -> str:
    r"""LaTeX's and Unicode's spellings of sums as signs of the keyboard.

    >>> plain(r"\frac{1}{2} \cdot 3^{2} − 4²")
    '(1)/(2) * 3^(2) - 4^(2)'
    """
    text = _RAISED.sub(lambda found: f"^({_digits(found[0])})", text)
    for pattern, put in _PLAIN:
        text = pattern.sub(put, text)
    text = _SHORT_FRACTION.sub(r"(\1)/(\2)", text)
    for _ in range(_DEPTH):
        flat = _EXPONENT.sub(r"^(\1)", _FRACTION.sub(r"(\1)/(\2)", text))
        if flat == text:
            break
        text = flat
    return text


def _digits(raised: str) -> str:
    return unicodedata.normalize("NFKC", raised).replace("−", "-")


def equations(text: str) -> list[Equation]:
    """All of them, in order; a chain of three sides is two."""
    tokens = [(str(found.lastgroup), found[0]) for found in _TOKEN.finditer(plain(text))]
    places = [at for at, (kind, _) in enumerate(tokens) if kind == "equals"]
    found = []
    for at in places:
        start = _left(tokens, at)
        end = _right(tokens, at)
        if start is None or end is None:
            continue
        one = _equation(_spelled(tokens[start:at]), _spelled(tokens[at + 1 : end]), tokens[at][1] == "≈")
        if one is not None:
            found.append(one)
    return found


def _equation(left: str, right: str, about: bool) -> Equation | None:
    values = worth(left), worth(right)
    if values[0] is None or values[1] is None or not (_has_sign(left) or _has_sign(right)):
        return None
    holds = _same(values[0], values[1], left, right, about)
    if not holds and ("%" in left) != ("%" in right):  # 25 - 5 = 20%: of what is counted in percent
        bare = [worth(side.replace("%", "")) for side in (left, right)]
        holds = all(bare) and _same(bare[0], bare[1], left, right, about)  # type: ignore[arg-type]
    return Equation(left, right, holds, about)


def _has_sign(text: str) -> bool:
    return bool(re.search(r"[\d)%]\s*[-+*/^(]", text))


def _same(one: Range, two: Range, left: str, right: str, about: bool) -> bool:
    """Equal as far as they are written: the last digit of a decimal may be rounded or cut off."""
    slack = max(step(left), step(right)) / 2
    if about:
        slack = max(slack * 2, *(_coarse(side) for side in (left, right)))
    return one.meets(two, slack)


def _coarse(text: str) -> Fraction:
    """The worth of a whole number's last digit that is no 0: about 3,200 is within a hundred of it."""
    bare = text.strip(" ()+-").replace(",", "")
    if not bare.isdigit():
        return Fraction(0)
    return Fraction(10 ** (len(bare) - len(bare.rstrip("0")))) if bare.strip("0") else Fraction(1)


def _spelled(tokens: list[Token]) -> str:
    return " ".join("".join(" " if kind == "gap" else part for kind, part in tokens if part != "$").split())


def _is_part(tokens: list[Token], at: int) -> bool:
    kind, part = tokens[at]
    return kind in ("number", "sign", "gap") or part == "$"


def _left(tokens: list[Token], at: int) -> int | None:
    """Where the sum before `=` starts; None if more than numbers may belong to it."""
    start = at
    while start > 0 and _is_part(tokens, start - 1):
        start -= 1
    start = _without_open(tokens, start, at)
    before = _neighbour(tokens, start - 1, -1)
    if before is None or before[0] in ("line", "equals"):
        return start
    kind, part = before
    if part == "}":
        return start if _ends_begin(tokens, start) else None
    if kind == "word":
        is_word = len(part) > 1 and (
            part.lower() not in _PARTS | _FUNCTIONS or _goes_on(tokens, start, part.lower())
        )
        touching = tokens[start][0] != "gap"
        return start if is_word and not touching and _starts_fresh(tokens, start, at) else None
    if kind == "command":
        return start if part in _ENDING else None
    if part in ",." and start and tokens[start - 1] == before and tokens[start][0] == "number":
        return None  # 3,5 + 2: a decimal comma, or places of a list
    return (
        start if (part in _OPENING and part != ":") or (part == ":" and tokens[start][0] == "gap") else None
    )


def _goes_on(tokens: list[Token], start: int, word: str) -> bool:
    """Whether the word before joins two clauses: `…, and 3 + 4 = 7`."""
    before = "".join(part for _, part in tokens[max(0, start - 3) : start])
    return word in ("and", "et", "und") and before.startswith((",", ";"))


def _ends_begin(tokens: list[Token], start: int) -> bool:
    r"""Whether `}` before the sum is that of `\begin{aligned}`."""
    before = "".join(part for _, part in tokens[max(0, start - 8) : start])
    return bool(re.search(r"\\begin\s*\{\w+\*?\}[\s$]*$", before))


def _without_open(tokens: list[Token], start: int, at: int) -> int:
    """Behind the last bracket that is never closed: `(since 3 + 4 = 7)`."""
    depth = 0
    for place in range(at - 1, start - 1, -1):
        if tokens[place][1] == ")":
            depth += 1
        elif tokens[place][1] == "(":
            depth -= 1
            if depth < 0:
                return place + 1
    return start


def _starts_fresh(tokens: list[Token], start: int, at: int) -> bool:
    """Whether the sum starts with a number or a bracket, not with a sign that goes on from before."""
    first = next((token for token in tokens[start:at] if token[0] != "gap" and token[1] != "$"), None)
    return first is not None and (first[0] == "number" or first[1] == "(")


def _right(tokens: list[Token], at: int) -> int | None:
    """Where the sum behind `=` ends; None if more than numbers may belong to it."""
    end = at + 1
    while end < len(tokens) and _is_part(tokens, end):
        end += 1
    end = _until_closed(tokens, at + 1, end)
    while end > at + 1 and tokens[end - 1][0] == "gap":
        end -= 1
    behind = _neighbour(tokens, end, 1)
    if behind is None or behind[0] in ("line", "equals"):
        return end
    kind, part = behind
    touching = tokens[end][0] not in ("gap", "other", "line")
    if kind == "word":
        return end if len(part) > 1 and part.lower() not in _PARTS | _FUNCTIONS and not touching else None
    if kind == "command":
        return end if part in _ENDING and not _is_modulo(tokens, end) else None
    if part in ",." and end + 1 < len(tokens) and tokens[end + 1][0] == "number":
        return None
    return end if part in _CLOSING and not _is_modulo(tokens, end) else None


def _until_closed(tokens: list[Token], start: int, end: int) -> int:
    """Before the first bracket that was never opened, or the last that is never closed."""
    opened: list[int] = []
    for place in range(start, end):
        if tokens[place][1] == "(":
            opened.append(place)
        elif tokens[place][1] == ")":
            if not opened:
                return place
            opened.pop()
    return opened[0] if opened else end


def _is_modulo(tokens: list[Token], at: int) -> bool:
    near = "".join(part for _, part in tokens[at : at + 4]).lower()
    return "mod" in near


def _neighbour(tokens: list[Token], at: int, way: int) -> Token | None:
    """The next token that is no gap and no dollar sign."""
    while 0 <= at < len(tokens) and (tokens[at][0] == "gap" or tokens[at][1] == "$"):
        at += way
    return tokens[at] if 0 <= at < len(tokens) else None
