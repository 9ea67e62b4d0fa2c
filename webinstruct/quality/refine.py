"""Whether the measures of refinement catch planted faults and let honest refinements pass.

    caught.answer      another final answer: any flag; told.answer_by_verdict: `answer_kept` alone
    caught.quantity    another number in the question: `question_changed`
    caught.option      an option less: `question_changed`
    caught.json        broken JSON: dropped with a reason, or mended to the very pair that was meant
    caught.unchanged   nothing was refined: `unchanged`
    flagged            honest refinements with any flag
    told.*             faults without an aim: an end from the middle, a wrong step, an invented number
                       or fact, a sign, the target

A flag is what `refine.flags` names; what a policy makes of one is decided at export. What is measured is
what `rows_of` gives for what a model is made to say: rows of refined_pairs.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from webinstruct.refine import Source, flags

from .intervals import Share
from .refinements import AIMED, TOLD, Known, broken, honest, planted, written

CAUGHT: Final = 0.98
"""Aim: so many of each planted fault are caught."""
FLAGGED: Final = 0.03
"""Aim: of honest refinements no more are flagged."""
_BY: Final = {"quantity": "question", "option": "question", "unchanged": "unchanged", "sign": "question"}
_BY_TOLD: Final = {"middle": "answer", "step": "equations", "number": "numbers", "target": "question"}
FLAG_OF: Final = _BY | _BY_TOLD
"""What must flag a fault; any flag does for those that are not here."""
EXAMPLES: Final = 40

Row = dict[str, Any]
"""A row of refined_pairs."""
RowsOf = Callable[[Sequence[Source], Sequence[str]], Sequence[Row | None]]
"""The rows of these pairs, of each of which a model says this; None for a pair that has none."""


@dataclass(slots=True)
class Figures:
    """Counts by name; `misses` holds readable examples of what went wrong."""

    caught: dict[str, Share] = field(default_factory=dict)
    told: dict[str, Share] = field(default_factory=dict)
    flagged: Share = field(default_factory=lambda: Share(0, 0))
    flagged_by: dict[str, int] = field(default_factory=dict)
    verdicts: dict[str, int] = field(default_factory=dict)
    """`answer_kept` of the honest refinements: what is decided, and what is not."""
    undecided_for: dict[str, int] = field(default_factory=dict)
    """Why the rest is not: the side that has no final answer, or what could not be compared."""
    json: dict[str, dict[str, int]] = field(default_factory=dict)
    """By the way the JSON was broken: dropped, mended, missed."""
    no_place: dict[str, int] = field(default_factory=dict)
    """Pairs in which a fault could not be planted."""
    asked: int = 0
    """What a model was made to say, in all."""
    dropped: dict[str, int] = field(default_factory=dict)
    """Whole JSON that was not taken, by reason: nothing of this should be."""
    lost: int = 0
    """Pairs that were asked about and have no row: nothing of this may be."""
    misses: list[str] = field(default_factory=list)

    @property
    def decided(self) -> Share:
        """Honest refinements whose final answer and the source's could be compared."""
        hits = self.verdicts.get("equal", 0) + self.verdicts.get("different", 0)
        return Share(hits, sum(self.verdicts.values()))

    def as_json(self) -> dict[str, Any]:
        """Everything but the examples."""
        return {
            "caught": {name: share.as_json() for name, share in self.caught.items()},
            "told": {name: share.as_json() for name, share in self.told.items()},
            "flagged": self.flagged.as_json(),
            "flagged_by": self.flagged_by,
            "decided": self.decided.as_json(),
            "verdicts": self.verdicts,
            "undecided_for": self.undecided_for,
            "json": self.json,
            "no_place": self.no_place,
            "asked": self.asked,
            "dropped": self.dropped,
            "lost": self.lost,
        }


def figures(pairs: Sequence[Known], rows_of: RowsOf) -> Figures:
    """Every pair refined honestly once, and once with each fault that it has a place for."""
    made = Figures()
    _honest(pairs, rows_of, made)
    for fault in (*AIMED, *TOLD):
        if fault == "json":
            made.caught[fault] = _json(pairs, rows_of, made)
        else:
            _planted(fault, pairs, rows_of, made)
    return made


def _rows(
    pairs: Sequence[Known], texts: Sequence[str], rows_of: RowsOf, made: Figures
) -> Iterator[tuple[int, Row]]:
    """Places and rows of the pairs that have one; those that have none are counted."""
    rows = rows_of([pair.source for pair in pairs], texts)
    made.asked += len(texts)
    for at, row in enumerate(rows):
        if row is None:
            made.lost += 1
        else:
            yield at, row


def _flags(row: Row, made: Figures) -> tuple[str, ...]:
    """What speaks against a row; of one that was dropped, that it was."""
    if row["dropped"] is None:
        return flags(row)
    made.dropped[row["dropped"]] = made.dropped.get(row["dropped"], 0) + 1
    return ("dropped",)


def _honest(pairs: Sequence[Known], rows_of: RowsOf, made: Figures) -> None:
    by: Counter[str] = Counter()
    verdicts: Counter[str] = Counter()
    why: Counter[str] = Counter()
    flagged = n = 0
    for at, row in _rows(pairs, [written(honest(pair)) for pair in pairs], rows_of, made):
        said = _flags(row, made)
        by.update(said)
        kept = row.get("answer_kept") or "dropped"
        verdicts[kept] += 1
        if kept not in ("equal", "different", "dropped"):
            why[_why(row)] += 1
        flagged, n = flagged + bool(said), n + 1
        if said:
            _example(made, f"honest {said}", pairs[at], row)
    made.flagged, made.flagged_by = Share(flagged, n), dict(by)
    made.verdicts, made.undecided_for = dict(verdicts), dict(why.most_common())


def _why(row: Row) -> str:
    """The side without a final answer, or the kind of what could not be compared: no text of the pair."""
    return f"{row['answer_kept']}: {str(row['answer_reason']).partition(':')[0]}"


def _planted(fault: str, pairs: Sequence[Known], rows_of: RowsOf, made: Figures) -> None:
    both = [(pair, refined) for pair in pairs if (refined := planted(fault, pair)) is not None]
    if len(both) < len(pairs):
        made.no_place[fault] = len(pairs) - len(both)
    asked = [pair for pair, _ in both]
    hits = n = by_verdict = 0
    for at, row in _rows(asked, [written(refined) for _, refined in both], rows_of, made):
        said = _flags(row, made)
        hit = FLAG_OF[fault] in said if fault in FLAG_OF else bool(said)
        hits, n, by_verdict = hits + hit, n + 1, by_verdict + ("answer" in said)
        if not hit and fault != "fact":
            _example(made, fault, asked[at], row)
    (made.caught if fault in AIMED else made.told)[fault] = Share(hits, n)
    if fault == "answer":
        made.told["answer_by_verdict"] = Share(by_verdict, n)


def _json(pairs: Sequence[Known], rows_of: RowsOf, made: Figures) -> Share:
    """A broken answer is dropped with a reason, or comes out as the pair that was meant; anything else is missed."""
    said = [broken(pair, honest(pair)) for pair in pairs]
    hits = n = 0
    for at, row in _rows(pairs, [text for _, text, _ in said], rows_of, made):
        how, text, meant = said[at]
        is_meant = (row["question"], row["answer"]) == (meant.question.strip(), meant.answer.strip())
        what = "dropped" if row["dropped"] is not None else "mended" if is_meant else "missed"
        counts = made.json.setdefault(how, {})
        counts[what] = counts.get(what, 0) + 1
        hits, n = hits + (what != "missed"), n + 1
        if what == "missed" and len(made.misses) < EXAMPLES:
            made.misses.append(f"json {how}: {text!r} -> {row['question']!r} | {row['answer']!r}")
    return Share(hits, n)


_TOLD_OF: Final = ("question_changed", "new_numbers", "false_equations", "content_kept", "latex_fault")


def _example(made: Figures, what: str, pair: Known, row: Row) -> None:
    if sum(one.startswith(what) for one in made.misses) < EXAMPLES // 4:
        measured = ", ".join(f"{name} {row[name]}" for name in _TOLD_OF if row.get(name))
        made.misses.append(
            f"{what}: {row['dropped'] or row['answer_kept']} ({row.get('answer_reason')}) {measured}\n    "
            f"{pair.source.question!r} | {pair.source.answer!r}\n    {row['question']!r} | {row['answer']!r}"
        )
