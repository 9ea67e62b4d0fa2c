"""Whether the measures of refinement catch planted faults and let honest refinements pass.

    caught.answer      another final answer: any flag; caught.answer_by_verdict: `answer_kept` alone
    caught.quantity    another number in the question: `question_changed`
    caught.option      an option less: `question_changed`
    caught.json        broken JSON: dropped with a reason, or mended to the very pair that was meant
    caught.unchanged   nothing was refined: `unchanged`
    flagged            honest refinements with any flag
    told.*             faults without an aim: an end from the middle, a wrong step, an invented number
                       or fact, a sign, the target

A flag is what `refine.flags` names; what a policy makes of one is decided at export.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from webinstruct.answers import Judge
from webinstruct.refine import Measures, Refined, flags, measure, parse

from .intervals import Share
from .refinements import AIMED, TOLD, Known, broken, honest, planted

_BY: Final = {"quantity": "question", "option": "question", "unchanged": "unchanged", "sign": "question"}
_BY_TOLD: Final = {"middle": "answer", "step": "equations", "number": "numbers", "target": "question"}
FLAG_OF: Final = _BY | _BY_TOLD
"""What must flag a fault; any flag does for those that are not here."""
EXAMPLES: Final = 40


@dataclass(slots=True)
class Figures:
    """Counts by name; `misses` holds readable examples of what went wrong."""

    caught: dict[str, Share] = field(default_factory=dict)
    told: dict[str, Share] = field(default_factory=dict)
    flagged: Share = field(default_factory=lambda: Share(0, 0))
    flagged_by: dict[str, int] = field(default_factory=dict)
    verdicts: dict[str, int] = field(default_factory=dict)
    """`answer_kept` of the honest refinements: what is decided, and what is not."""
    json: dict[str, dict[str, int]] = field(default_factory=dict)
    """By the way the JSON was broken: dropped, mended, missed."""
    no_place: dict[str, int] = field(default_factory=dict)
    """Pairs in which a fault could not be planted."""
    misses: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Everything but the examples."""
        return {
            "caught": {name: share.as_json() for name, share in self.caught.items()},
            "told": {name: share.as_json() for name, share in self.told.items()},
            "flagged": self.flagged.as_json(),
            "flagged_by": self.flagged_by,
            "verdicts": self.verdicts,
            "json": self.json,
            "no_place": self.no_place,
        }


def figures(pairs: Sequence[Known], judge: Judge) -> Figures:
    """Every pair refined honestly once, and once with each fault that it has a place for."""
    made = Figures()
    _honest(pairs, judge, made)
    for fault in (*AIMED, *TOLD):
        if fault == "json":
            made.caught[fault] = _json(pairs, made)
        else:
            _planted(fault, pairs, judge, made)
    return made


def _honest(pairs: Iterable[Known], judge: Judge, made: Figures) -> None:
    by: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    flagged = n = 0
    for pair in pairs:
        refined = honest(pair)
        found = measure(pair.source, refined, judge)
        said = flags(found.row())
        by.update(said)
        verdicts[found.answer_kept] += 1
        flagged, n = flagged + bool(said), n + 1
        if said:
            _example(made, f"honest {said}", pair, refined, found)
    made.flagged, made.flagged_by, made.verdicts = Share(flagged, n), dict(by), dict(verdicts)


def _planted(fault: str, pairs: Iterable[Known], judge: Judge, made: Figures) -> None:
    hits = n = by_verdict = 0
    for pair in pairs:
        refined = planted(fault, pair)
        if refined is None:
            made.no_place[fault] = made.no_place.get(fault, 0) + 1
            continue
        found = measure(pair.source, refined, judge)
        said = flags(found.row())
        hit = FLAG_OF[fault] in said if fault in FLAG_OF else bool(said)
        hits, n, by_verdict = hits + hit, n + 1, by_verdict + ("answer" in said)
        if not hit and fault != "fact":
            _example(made, fault, pair, refined, found)
    (made.caught if fault in AIMED else made.told)[fault] = Share(hits, n)
    if fault == "answer":
        made.told["answer_by_verdict"] = Share(by_verdict, n)


def _json(pairs: Iterable[Known], made: Figures) -> Share:
    """A broken answer is dropped with a reason, or comes out as the pair that was meant; anything else is missed."""
    hits = n = 0
    for pair in pairs:
        meant = honest(pair)
        how, text, meant = broken(pair, meant)
        got = parse(text, pair.source)
        what = "dropped" if isinstance(got, str) else "mended" if _is_same(got, meant) else "missed"
        counts = made.json.setdefault(how, {})
        counts[what] = counts.get(what, 0) + 1
        hits, n = hits + (what != "missed"), n + 1
        if what == "missed" and len(made.misses) < EXAMPLES:
            made.misses.append(f"json {how}: {text!r} -> {got!r}")
    return Share(hits, n)


def _is_same(got: Refined, meant: Refined) -> bool:
    return (got.question, got.answer) == (meant.question.strip(), meant.answer.strip())


def _example(made: Figures, what: str, pair: Known, refined: Refined, found: Measures) -> None:
    if sum(one.startswith(what) for one in made.misses) < EXAMPLES // 4:
        made.misses.append(
            f"{what}: {found.answer_kept} ({found.answer_reason}), {found.question_changed}, {found.new_numbers}, "
            f"{found.false_equations}, {found.content_kept}, {found.latex_fault}\n    "
            f"{pair.source.question!r} | {pair.source.answer!r}\n    {refined.question!r} | {refined.answer!r}"
        )
