"""Benchmark items as they stand on the web: whole, damaged, or in part.

Each kind takes an item and gives a pair that holds it, or nothing where the distortion changes nothing.
Which words it hits is drawn from the item's name: the same canaries every time.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from webinstruct.benchmarks import Problem
from webinstruct.decontaminate.index import TINY, solution
from webinstruct.decontaminate.texts import read

LONG: Final = 10  # words of an answer or an excerpt that can be told at all
ASKING: Final = "How is this one done? I have been stuck on it since this morning."

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Source:
    """An item, clean paragraphs to put around it, and the dice of this canary."""

    problem: Problem
    around: Sequence[str]
    dice: Random

    def question(self, order: Sequence[int] | None = None) -> str:
        """The question with its options in lettered lines, in their order or another."""
        options = self.problem.options
        turned = [options[at] for at in order] if order else options
        lines = [f"({chr(65 + at)}) {option}" for at, option in enumerate(turned)]
        return "\n".join([self.problem.question, *lines])

    @property
    def answer(self) -> str:
        """The worked solution; without one, the answer."""
        return solution(self.problem)


Kind = Callable[[Source], Pair | None]


def _verbatim(source: Source) -> Pair:
    return source.question(), source.answer


def _embedded(source: Source) -> Pair | None:
    if not source.around:
        return None
    before, after = (source.dice.choice(source.around) for _ in range(2))
    return f"{before}\n\n{source.question()}\n\n{after}", source.answer


def _on_both(change: Callable[[str, Random], str]) -> Kind:
    """A distortion of the question and of the answer; nothing if the question stays as it was."""

    def kind(source: Source) -> Pair | None:
        question = change(source.question(), source.dice)
        return None if question == source.question() else (question, change(source.answer, source.dice))

    return kind


_FORMULA: Final = re.compile(r"(\$\$.*?\$\$|\$.*?\$|\\\(.*?\\\)|\\\[.*?\\\]|\\[a-zA-Z]+)", re.DOTALL)


def outside(text: str, change: Callable[[str], str]) -> str:
    """The text changed, but for its formulas."""
    return "".join(part if at % 2 else change(part) for at, part in enumerate(_FORMULA.split(text)))


def case(text: str, dice: Random) -> str:
    """All in capitals, all in small letters, or every word with a capital."""
    return outside(text, dice.choice([str.upper, str.lower, str.title]))


def spacing(text: str, dice: Random) -> str:
    """Blanks doubled, turned into no-break spaces, tabs or line ends."""
    return re.sub(r"(?<=\S) (?=\S)", lambda _: dice.choice(["  ", "\u00a0", "\t", "\n", " ", " "]), text)


def punctuation(text: str, dice: Random) -> str:
    """Marks lost, quotes and apostrophes in another form."""

    def lost(part: str) -> str:
        part = re.sub(r"[.,;:?](?=\s|$)", lambda mark: dice.choice(["", "", mark[0]]), part)
        return part.replace('"', dice.choice(["\u201c", ""])).replace("'", dice.choice(["\u2019", "'"]))

    return outside(text, lost)


def latex(text: str, dice: Random) -> str:
    """Formulas as another author writes them."""
    text = re.sub(r"\\[dt]?frac(?![a-z])", lambda _: dice.choice([r"\dfrac", r"\frac", r"\tfrac"]), text)
    text = re.sub(r"\\(?:cdot|times)(?![a-z])", lambda _: dice.choice([r"\cdot", r"\times"]), text)
    text = re.sub(r"([\^_])([A-Za-z0-9])(?![A-Za-z0-9])", r"\1{\2}", text)
    text = re.sub(r"\\leq?(?![a-z])", r"\\leqslant", text)
    text = re.sub(r"\\geq?(?![a-z])", r"\\geqslant", text)
    if dice.random() < 0.5:
        text = re.sub(r"(?<!\\)\$([^$]*)(?<!\\)\$", _delimited, text)
    return text


def _delimited(formula: re.Match[str]) -> str:
    """`$(x)$` as `\\(\\left(x\\right)\\)`; a price between two dollars stays."""
    inside = formula[1]
    if not re.search(r"[\\^_=+({]|^.$", inside):
        return formula[0]
    if inside.count("(") == inside.count(")") and r"\left" not in inside:
        inside = re.sub(r"(?<!\\)\(", r"\\left(", inside)
        inside = re.sub(r"(?<!\\)\)", r"\\right)", inside)
    return rf"\({inside}\)"


_GLYPHS: Final = {
    r"\times": "×", r"\cdot": "·", r"\leq": "≤", r"\le": "≤", r"\geq": "≥", r"\ge": "≥", r"\neq": "≠", r"\ne": "≠",
    r"\pi": "π", r"\theta": "θ", r"\alpha": "α", r"\beta": "β", r"\infty": "∞", r"\pm": "±", r"\angle": "∠",
    r"\circ": "°", r"\in": "∈", r"\cup": "∪", r"\cap": "∩", r"\to": "→", r"\triangle": "△", r"\omega": "ω",
    r"\lambda": "λ", r"\mu": "μ", r"\sum": "∑", r"\int": "∫", r"\ldots": "…", r"\dots": "…", r"\div": "÷",
}  # fmt: skip
_RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def glyphs(text: str, _: Random) -> str:
    """Formulas in Unicode, as far as it goes."""
    text = re.sub(r"\\[a-zA-Z]+", lambda name: _GLYPHS.get(name[0], name[0]), text)
    text = re.sub(r"\^\{?°\}?", "°", text)
    text = re.sub(
        r"\^(?:\{(\d)\}|(\d)(?!\d))", lambda raised: (raised[1] or raised[2]).translate(_RAISED), text
    )
    return text.replace(" - ", " − ").replace("<=", "≤").replace(">=", "≥")


def numbers(text: str, dice: Random) -> str:
    """Every number another one, the same for the same."""
    changed: dict[str, str] = {}

    def other(number: re.Match[str]) -> str:
        if number[0] not in changed:
            step = dice.randint(1, 8)
            changed[number[0]] = str(int(number[0][0]) % 9 + step) + number[0][1:]
            if changed[number[0]] == number[0]:
                changed[number[0]] += "3"
        return changed[number[0]]

    return re.sub(r"\d+", other, text)


def _numbers(source: Source) -> Pair | None:
    """Numbers of the question changed, and those of options and answer."""
    if not re.search(r"\d", source.problem.question):
        return None
    seed = source.dice.random()
    changed = numbers(source.question(), Random(seed)), numbers(source.answer, Random(seed))
    words = read(source.problem.question).plain, read(numbers(source.problem.question, Random(seed))).plain
    return changed if words[0] != words[1] else None


def order(text: str, dice: Random) -> str:
    """Sentences in another order."""
    sentences = re.split(r"(?<=[.?!])\s+", text)
    dice.shuffle(sentences)
    return " ".join(sentences)


def _order(source: Source) -> Pair | None:
    question = order(source.problem.question, source.dice)
    if question.split() == source.problem.question.split():
        return None
    return source.question().replace(source.problem.question, question), source.answer


_DAMAGE: Final = ("<b>{}</b>", "{}<br/>", "{}\n", "{}&nbsp;", "<span class=x>{}</span>", "{}&#8203;")


def html_damage(text: str, dice: Random) -> str:
    """Tags and entities left in, apostrophes broken, lines where none were."""

    def damage(word: str) -> str:
        word = word.replace("'", dice.choice(["&#39;", "\u00e2\u20ac\u2122", "&rsquo;", ""]))
        word = word.replace("\u2019", dice.choice(["&#8217;", "\u00e2\u20ac\u2122", ""]))
        return dice.choice(_DAMAGE).format(word) if dice.random() < 0.1 else word

    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return outside(
        escaped, lambda part: re.sub(r"(?<!&)\b[A-Za-z'\u2019]{2,}", lambda word: damage(word[0]), part)
    )


def _options_moved(source: Source) -> Pair | None:
    size = len(source.problem.options)
    return (source.question([*range(1, size), 0]), source.problem.answer) if size > 1 else None


def _question_only(source: Source, tiny: bool = False) -> Pair | None:
    is_tiny = len(read(source.problem.question).plain) <= TINY
    return (source.problem.question, "") if is_tiny == tiny else None


def _answer_only(source: Source) -> Pair | None:
    return (ASKING, source.answer) if len(read(source.answer).plain) >= LONG else None


def _half(source: Source, second: bool) -> Pair | None:
    text = source.problem.question
    blanks = [blank.start() for blank in re.finditer(r"\s", text)]
    if not blanks:
        return None
    middle = min(blanks, key=lambda at: abs(at - len(text) / 2))
    half = text[middle:] if second else text[:middle]
    return (half, "") if len(read(half).plain) >= LONG else None


KINDS: Final[Mapping[str, Kind]] = {
    "verbatim": _verbatim,
    "embedded": _embedded,
    "case": _on_both(case),
    "spacing": _on_both(spacing),
    "punctuation": _on_both(punctuation),
    "latex": _on_both(latex),
    "unicode": _on_both(glyphs),
    "numbers": _numbers,
    "order": _order,
    "html": _on_both(html_damage),
    "options moved": _options_moved,
    "question only": _question_only,
    "tiny question only": lambda source: _question_only(source, tiny=True),
    "answer only": _answer_only,
    "first half": lambda source: _half(source, second=False),
    "second half": lambda source: _half(source, second=True),
}
"""By name: how an item is distorted."""


def canary(kind: str, problem: Problem, around: Sequence[str]) -> Pair | None:
    """The pair that holds the item, distorted; None where the kind does not apply.

    >>> item = Problem("custom", "custom/1", "What is 2 + 3?", ("4", "5"), "5", 1)
    >>> canary("options moved", item, ())
    ('What is 2 + 3?\\n(A) 5\\n(B) 4', '5')
    >>> canary("order", item, ()) is None
    True
    """
    return KINDS[kind](Source(problem, around, Random(f"{kind} {problem.id}")))
