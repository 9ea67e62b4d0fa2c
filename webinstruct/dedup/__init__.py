"""Stage `dedup`: which pairs say the same, and which of them stays.

A pair's life: `signed` makes its key (exact duplicates share it), its priority, and the bands by which it is
looked up; pairs that `meet` in them are candidates; `duplicates` verifies each candidate on the texts;
`resolve` keeps, best first, every pair that is a duplicate of no kept one.

form.py       a question taken apart: what must be the same, and words that may differ
core.py       a question's sentences, and whether two share those that ask
verify.py     whether two pairs are duplicates
signature.py  keys and bands
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import pyarrow as pa

from webinstruct.tables import DOUBLE, INT, LONG, STRING

from .form import Form, form, text
from .signature import ANSWER_BANDS, BANDS, LEAST, ROWS, SIGNATURE, bands, lookups, meet
from .verify import Pair, Verdict, verify

__all__ = [
    "ANSWER_BANDS",
    "BANDS",
    "EDGES",
    "LEAST",
    "READS",
    "ROWS",
    "SIGNATURE",
    "SIGNED",
    "TEXTS",
    "VERSION",
    "Edge",
    "Form",
    "Kept",
    "Pair",
    "Verdict",
    "bands",
    "duplicates",
    "form",
    "lookups",
    "meet",
    "priority",
    "resolve",
    "signed",
    "text",
    "verify",
]

VERSION: Final = 2

READS: Final = (
    "pair_id",
    "doc_id",
    "url",
    "domain",
    "context",
    "question",
    "answer",
    "grounding",
    "accepted",
)
"""Columns that `signed` wants: those of `pairs`, and whether the page marks the answer as accepted."""

SIGNED: Final = pa.schema(
    [
        *((name, STRING) for name in ("pair_id", "doc_id", "url", "domain", "key")),
        ("priority", LONG),
        ("bands", pa.list_(LONG)),
    ]
)
TEXTS: Final = ("context", "question", "answer")
EDGES: Final = pa.schema(
    [
        ("better", STRING),
        ("better_era", INT),
        ("better_priority", LONG),
        ("worse", STRING),
        ("worse_priority", LONG),
        ("how", STRING),
        ("similarity", DOUBLE),
    ]
)
"""Verified duplicates: the one that stays if both could, and the other. Era 0: kept by an earlier run."""

MAX_LENGTH: Final = 20_000  # characters beyond make no pair better
_GROUNDING: Final = 10_000  # steps of grounding that count


def signed(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Rows of READS to rows of SIGNED."""
    for batch in batches:
        rows = batch.to_pylist()
        pairs = [Pair.of(text(row["context"], row["question"]), row["answer"]) for row in rows]
        columns = [batch.column(name) for name in ("pair_id", "doc_id", "url", "domain")]
        yield pa.RecordBatch.from_arrays(
            [
                *columns,
                pa.array([pair.key for pair in pairs], STRING),
                pa.array(map(_priority_of, rows), LONG),
                pa.array(lookups(pairs), pa.list_(LONG)),
            ],
            schema=SIGNED,
        )


def _priority_of(row: Mapping[str, Any]) -> int:
    length = len(row["question"]) + len(row["answer"])
    return priority(row["grounding"], row["accepted"], length)


def priority(grounding: float | None, accepted: bool | None, length: int) -> int:
    """Smaller is better: grounding first, then accepted answers, then more text; ties go by pair_id.

    >>> priority(1.0, False, 10) < priority(0.9, True, 9000)
    True
    >>> priority(1.0, True, 10) < priority(1.0, False, 9000) < priority(1.0, False, 8000)
    True
    """
    missing = _GROUNDING - round(_GROUNDING * (grounding or 0.0))
    return (missing * 2 + (not accepted)) * (MAX_LENGTH + 1) + MAX_LENGTH - min(length, MAX_LENGTH)


def duplicates(batches: Iterable[pa.RecordBatch], similarity: float) -> Iterator[pa.RecordBatch]:
    """Candidates to those that are duplicates: rows of EDGES.

    A candidate has the first five columns of EDGES, and TEXTS of both sides as `better_question` and so on.
    """
    for batch in batches:
        found = []
        for row in batch.to_pylist():
            verdict = verify(_side(row, "better"), _side(row, "worse"), similarity)
            if verdict is not None:
                found.append(row | {"how": verdict.how, "similarity": verdict.similarity})
        yield pa.RecordBatch.from_pylist(
            [{name: row[name] for name in EDGES.names} for row in found], schema=EDGES
        )


def _side(row: Mapping[str, Any], side: str) -> Pair:
    return Pair.of(text(row[f"{side}_context"], row[f"{side}_question"]), row[f"{side}_answer"])


class Edge(NamedTuple):
    """A row of EDGES."""

    better: str
    better_era: int
    better_priority: int
    worse: str
    worse_priority: int
    how: str
    similarity: float

    @property
    def rank(self) -> tuple[int, int, str]:
        """Where the better one stands among all: smaller is better."""
        return self.better_era, self.better_priority, self.better


@dataclass(frozen=True, slots=True)
class Kept:
    """What a dropped pair is a duplicate of: the best kept pair it verifies against."""

    pair_id: str
    how: str
    similarity: float


def resolve(edges: Iterable[Edge]) -> dict[str, Kept]:
    """Each dropped pair with the kept one: best first, a pair is kept if it is no duplicate of a kept one.

    >>> chain = [Edge("a", 1, 0, "b", 1, "near", 0.9), Edge("b", 1, 1, "c", 2, "near", 0.9)]
    >>> resolve(chain)  # c resembles b alone, which is gone
    {'b': Kept(pair_id='a', how='near', similarity=0.9)}
    """
    of_worse: dict[tuple[int, str], list[Edge]] = {}
    for edge in edges:
        of_worse.setdefault((edge.worse_priority, edge.worse), []).append(edge)
    dropped: dict[str, Kept] = {}
    for (_, worse), own in sorted(of_worse.items()):
        kept = [edge for edge in own if edge.better not in dropped]
        if kept:
            best = min(kept, key=lambda edge: edge.rank)
            dropped[worse] = Kept(best.better, best.how, best.similarity)
    return dropped
