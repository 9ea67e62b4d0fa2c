"""Known refinements by the way that a run takes: the stage's generator asks, the engine `scripted` answers.

>>> source = Source("what is 12 * 4??", "48, thanks")
>>> [row] = by_stage([source], ['{"question": "What is $12 * 4$?", "answer": "$12 * 4 = 48$"}'])
>>> row and (row["question"], row["answer_kept"], row["engine"])
('What is $12 * 4$?', 'equal', 'scripted')
"""

from collections.abc import Sequence
from typing import Final

import pyarrow as pa

from webinstruct import tables
from webinstruct.llm.scripted import Scripted
from webinstruct.refine import Source, messages, prompt
from webinstruct.refine.stage import refined
from webinstruct.settings import LlmSettings, RefinerSettings

from .refine import Row

_REFINER: Final = RefinerSettings(
    name="planted", llm=LlmSettings(engine="scripted", script="in memory"), max_chars=10**9
)
_PLACE: Final = {"doc_id": "d", "url": "https://e.org/", "domain": "e.org"}
_CLEAN: Final = {"verdict": "clean", "benchmarks": "none", "digest": "quality", "run_id": "quality"}


def by_stage(sources: Sequence[Source], texts: Sequence[str]) -> list[Row | None]:
    """The rows of these pairs, of each of which the engine says this; None for a pair without exactly one row.

    What the engine is asked is the pair, so no source may be there twice: ValueError.
    """
    told = prompt()
    asked = [messages(source, told)[-1].content for source in sources]
    if len(set(asked)) < len(asked):
        raise ValueError("the same pair twice: the engine would give both the same answer")
    engine = Scripted(dict(zip(asked, texts, strict=True)), by="message", default="")
    found: dict[str, list[Row]] = {}
    for rows in refined(iter([_batch(sources)]), _REFINER, "quality", engine, told):
        for row in rows.to_pylist():
            found.setdefault(row["pair_id"], []).append(row)
    every = [found.get(str(at), []) for at in range(len(sources))]
    return [rows[0] if len(rows) == 1 else None for rows in every]


def _batch(sources: Sequence[Source]) -> pa.RecordBatch:
    rows: list[Row] = [
        {
            **_PLACE,
            **_CLEAN,
            "pair_id": str(at),
            "question": one.question,
            "answer": one.answer,
            "context": one.context or None,
        }
        for at, one in enumerate(sources)
    ]
    return pa.RecordBatch.from_pylist(rows, schema=tables.CLEAN_PAIRS.arrow)
