"""A source pair beside a refined one: what was kept, altered and added.

The source is measured without its noise (`clean`): thanks that are gone are no loss.
"""

import re
from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import Final

from webinstruct import words
from webinstruct.answers import Final as Answer
from webinstruct.answers import Judge, Missing, given, search

from . import latex, question, texts
from .clean import clean
from .equations import Equation, equations
from .model import AnswerKept, Measures, Refined, Source
from .options import options

_NEW: Final = 0.5
"""A sentence is a new step if less than this share of its pairs of neighbouring tokens stands in the source."""
_ONE_OF_SEVERAL: Final = "one value against several"
_PERCENT: Final = "a share in percent is no plain number"
_LAST: Final = 2
_SYMBOLS: Final = ("expression", "equation")
_NAMED: Final = re.compile(r"\(([A-Ja-j])\)")
_SMALL: Final = 12
"""Number words up to here are no invented quantities: `the two equations`."""


def measure(source: Source, refined: Refined, judge: Judge) -> Measures:
    """All measures of one refined pair. Only `answer_kept` may need the judge's processes."""
    bare = clean(source)
    tidy = Source(bare.question, bare.answer, source.context)
    kept, reason = answer_kept(tidy, refined, judge)
    after, wrong_before = equations(refined.answer), _false(equations(source.answer))
    return Measures(
        answer_kept=kept,
        answer_reason=reason,
        content_kept=content_kept(tidy.answer, refined),
        question_changed=question.changes(tidy, refined.question),
        question_additions=question.additions(source, refined.question),
        new_numbers=new_numbers(source, refined, after),
        false_equations=tuple(text for text in _false(after) if text not in wrong_before),
        source_false_equations=wrong_before,
        steps_added=steps_added(tidy.answer, refined.answer),
        length_ratio=round(len(refined.answer) / max(1, len(source.answer)), 3),
        latex_fault=latex.fault(refined.question) or latex.fault(refined.answer),
        unchanged=_same(source.question, refined.question) and _same(source.answer, refined.answer),
    )


def answer_kept(source: Source, refined: Refined, judge: Judge) -> tuple[AnswerKept, str]:
    """Whether the refined answer ends where the source's ends, and why.

    The options are those of the source's question: an option's letter stands for its text.
    """
    choices = [text for label, text in options(source.question) if label]
    sides = _end(source.answer, choices), _end(refined.answer, choices)
    left, right = sides
    if isinstance(right, Missing):
        name = "refined" if not isinstance(left, Missing) else "both"
        return "no-answer", f"{name}: {right.reason}"
    if isinstance(left, Missing):
        return "no-answer", f"source: {left.reason}{_beside(source.answer, right)}"
    said = judge.equal(left, right, options=choices)
    if said.verdict == "different":
        return _doubted(source, left, right, said.reason)
    return said.verdict, said.reason


ELSEWHERE: Final = "the refined end stands nowhere near the source's"
"""What is said of a refined end whose number the last sentences of a source without a certain end do not hold."""


def _beside(answer: str, right: Answer) -> str:
    """Of a source whose end is not certain: whether the refined end's numbers stand in its last ones with numbers."""
    wanted = {one.value for one in texts.amounts(right.text)}
    said = [
        values
        for one in texts.sentences(answer)
        if (values := {a.value for a in texts.amounts(one) if not a.in_words})
    ]
    is_said = right.kind in ("number", "quantity") and right.how in ("boxed", "gsm", "phrase")
    if not is_said or not wanted or not said:
        return ""
    return "" if wanted & set().union(*said[-_LAST:]) else f"; {ELSEWHERE}"


def _doubted(source: Source, left: Answer, right: Answer, reason: str) -> tuple[AnswerKept, str]:
    """`different`, unless the source's end was perhaps not its answer, or the question says the unit."""
    values = [{one.value for one in texts.amounts(side.text)} for side in (left, right)]
    if reason.startswith(_PERCENT) and values[0] == values[1] and re.search("percent|%", source.asked):
        return "equal", "the same number, of what is asked for in percent"
    said = {one.value for one in texts.amounts(source.answer)}
    if reason == _ONE_OF_SEVERAL and values[1] <= said:
        return "undecided", reason  # the source may name them all: x = 5, y = 9, and at last a check of both
    is_formula = left.kind in _SYMBOLS or (
        reason.startswith("other dimensions") and left.how.startswith("last-")
    )
    if is_formula and right.kind in ("number", "quantity") and values[1] <= said:
        return "undecided", f"the source ends in a formula, and says {right.text[:40]} before"
    return "different", reason


def _end(answer: str, choices: list[str]) -> Answer | Missing:
    """The final answer; where none is found, the only option that it names: `It is (A): …`."""
    found = search(answer, options=choices)
    if isinstance(found, Missing) and choices:
        named = {letter.upper() for letter in _NAMED.findall(answer)}
        if len(named) == 1:
            return given(f"({named.pop()})", options=choices)
    return found


def content_kept(answer: str, refined: Refined) -> float | None:
    """Share of an answer's numbers, formulas and rare words that the refined pair holds, each counted once.

    >>> content_kept("The hypotenuse is 5, as 9 + 16 = 25.", Refined("", "The hypotenuse is $5$: $9 + 16 = 25$"))
    1.0
    >>> content_kept("The hypotenuse is 5.", Refined("", "It is 6.")), content_kept("So it is.", Refined("", ""))
    (0.0, None)
    """
    said = f"{refined.question}\n{refined.answer}"
    tokens = words.tokens(said)
    numbers = {one.value for one in texts.amounts(said)} | texts.fractions(said)
    known = texts.rare(said)
    wanted = {one.value for one in texts.amounts(answer) if not one.is_vague}
    formulas = set(texts.formulas(answer))
    rare = texts.rare(answer)
    size = len(wanted) + len(formulas) + len(rare)
    held = len(wanted & numbers) + len(rare & known) + sum(texts.holds(tokens, one) for one in formulas)
    return round(held / size, 4) if size else None


def new_numbers(source: Source, refined: Refined, checked: Iterable[Equation] = ()) -> tuple[str, ...]:
    """Numbers of the refined answer that neither the source says nor a checked equation results in.

    Operands count as new, too: who divides by 7 must have a 7. So do results of equations that do not hold.

    >>> new_numbers(Source("3 boxes of 4?", "12"), Refined("", "3 * 4 = 12. Each weighs 80 g."))
    ('80',)
    """
    said = "\n".join((source.asked, source.answer))
    # of a list whose lines were joined, the numbering stands amid a line
    known = {one.value for one in texts.amounts(said, numbering=True)} | texts.fractions(said)
    for equation in checked:
        if equation.holds:
            known |= _results(equation)
    found = {
        one.text: None
        for one in texts.amounts(_unlabelled(refined.answer))
        if one.value not in known and not (one.in_words and one.value <= _SMALL)
    }
    return tuple(found)


def _results(equation: Equation) -> set[Fraction]:
    """What a checked equation results in: a side that is a lone number or fraction."""
    found: set[Fraction] = set()
    for side in (equation.left, equation.right):
        if re.fullmatch(r"[\d.,()%\s-]+(?:/[\d.,()\s]+)?", side):
            found |= {one.value for one in texts.amounts(side)} | texts.fractions(side)
    return found


_LABELS: Final = re.compile(
    r"\b(?:step|case|part|equation|eq\.|line|method|schritt|étape)\s*\(?\d{1,2}\)?|\(\d{1,2}\)(?=\s*$)",
    re.IGNORECASE | re.MULTILINE,
)


def _unlabelled(answer: str) -> str:
    return _LABELS.sub(" ", answer)


def steps_added(before: str, after: str) -> int:
    """Sentences and lines that the answer had not.

    >>> steps_added("So x = 3.", "Subtract 5 from both sides: $2x = 6$. So $x = 3$.")
    1
    """
    known = set(_neighbours(before))
    found = 0
    for sentence in texts.sentences(after):
        pairs = _neighbours(sentence)
        found += bool(pairs) and sum(pair in known for pair in pairs) < _NEW * len(pairs)
    return found


def _neighbours(text: str) -> list[tuple[str, str]]:
    tokens = words.tokens(text)
    return list(pairwise(tokens))


def _false(found: Iterable[Equation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.text for one in found if not one.holds))


def _same(one: str, other: str) -> bool:
    return "".join(one.split()) == "".join(other.split())
