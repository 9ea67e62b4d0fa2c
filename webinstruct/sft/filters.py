"""Which decided rows go into a dataset folder, and which filter keeps the others out.

>>> row = {"messages": [{"role": "user", "content": "2 + 2?"}, {"role": "assistant", "content": "4"}]}
>>> held_back(row, FilterSettings(min_chars=10)), held_back(row, FilterSettings(min_chars=5))
('filter-min_chars', None)
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

import pyarrow as pa

from webinstruct.answers import final
from webinstruct.settings import FilterSettings
from webinstruct.tables import SFT

from .policy import ORIGINAL

Row = Mapping[str, Any]


def _chars(row: Row) -> int:
    return sum(len(turn["content"]) for turn in row["messages"])


STATED: Final = frozenset(("boxed", "gsm", "phrase", "letter", "whole", "verdict"))
"""Ways to find a final answer that somebody stated; the last number or formula of a text may be anything."""


def _is_verifiable(row: Row) -> bool:
    """Whether a program can check the final answer: there is one that is stated, and it is not words."""
    if row["final_answer"] is None or row["answer_type"] in (None, "text"):
        return False
    found = final(row["messages"][-1]["content"])
    return found is not None and found.how in STATED


def _passes(row: Row, ends: tuple[float, float]) -> bool:
    return row["pass_rate"] is not None and ends[0] <= row["pass_rate"] <= ends[1]


_FAILS: Final[dict[str, Callable[[Row, FilterSettings], bool]]] = {
    "min_chars": lambda row, asked: bool(asked.min_chars) and _chars(row) < asked.min_chars,
    "max_chars": lambda row, asked: asked.max_chars is not None and _chars(row) > asked.max_chars,
    "languages": lambda row, asked: asked.languages is not None and row["language"] not in asked.languages,
    "min_grounding": lambda row, asked: (
        asked.min_grounding > 0 and (row["grounding"] or 0.0) < asked.min_grounding
    ),
    "refiners": lambda row, asked: asked.refiners is not None and row["refiner"] not in asked.refiners,
    "answer_kept": lambda row, asked: (
        asked.answer_kept is not None
        and row["refiner"] != ORIGINAL
        and row["answer_kept"] not in asked.answer_kept
    ),
    "agreement": lambda row, asked: asked.agreement is not None and row["agreement"] not in asked.agreement,
    "answer_types": lambda row, asked: (
        asked.answer_types is not None and row["answer_type"] not in asked.answer_types
    ),
    "subjects": lambda row, asked: asked.subjects is not None and row["subject"] not in asked.subjects,
    "verifiable": lambda row, asked: asked.verifiable and not _is_verifiable(row),
    "pass_rate": lambda row, asked: asked.pass_rate is not None and not _passes(row, asked.pass_rate),
    "opt_out": lambda row, asked: not asked.opt_out and bool(row["opt_out"]),
}
"""In the order in which they are asked; a test holds it against the settings."""


def held_back(row: Row, filters: FilterSettings) -> str | None:
    """The first filter that keeps a row of `sft` out of a folder, as `filter-NAME`; None: it goes in."""
    return next((f"filter-{name}" for name, fails in _FAILS.items() if fails(row, filters)), None)


COLUMN: Final = "held_back"
FILTERED_DDL: Final = f"{SFT.schema_ddl}, `{COLUMN}` string"


def filtered(batches: Iterable[pa.RecordBatch], filters: FilterSettings) -> Iterator[pa.RecordBatch]:
    """Rows of `sft` with what keeps them out, null for those that go in."""
    for batch in batches:
        found = pa.array([held_back(row, filters) for row in batch.to_pylist()], pa.string())
        yield batch.append_column(COLUMN, found)
