"""Pairs, refined rows and dataset rows made by hand."""

from typing import Any

import pyarrow as pa

from webinstruct import refine, tables
from webinstruct.refine.options import options
from webinstruct.settings import PolicySettings
from webinstruct.sft import REFINED_READS, VERIFIED_READS, Plan


def plan(*refiners: str, validation: float = 0.0, **policy: Any) -> Plan:
    """What decides, as export puts it together."""
    return Plan(PolicySettings(**policy), refiners, refine.flags, options, validation)


GOOD = {
    "dropped": None,
    "answer_kept": "equal",
    "answer_reason": "the same number",
    "content_kept": 1.0,
    "question_changed": [],
    "new_numbers": [],
    "false_equations": [],
    "latex_fault": "",
    "unchanged": False,
    "cleaned": None,
}
PAGE: dict[str, Any] = {
    "doc_id": "d",
    "url": "http://e.org/1",
    "domain": "e.org",
    "title": None,
    "language": "de",
    "published": "2026-01-02",
    "licence": "CC BY 4.0",
    "opt_out": ["noai", "noindex"],
}
NOT_VERIFIED = dict.fromkeys(VERIFIED_READS)
FAULTS: dict[str, dict[str, Any]] = {
    "answer": {"answer_kept": "different", "answer_reason": "4 ≠ 5"},
    "content": {"content_kept": 0.1},
    "question": {"question_changed": [{"reason": "quantity-altered", "was": "3", "now": "4"}]},
    "numbers": {"new_numbers": ["80"]},
    "equations": {"false_equations": ["2 + 2 = 5"]},
    "latex": {"latex_fault": "a dollar sign is not closed"},
    "unchanged": {"unchanged": True},
}


def refined(pair: int, refiner: str, *faults: str, end: str | None = None, **more: Any) -> dict[str, Any]:
    """A row of refined_pairs, as it stands beside its pair."""
    row = (
        {
            "refined_id": f"p{pair}-{refiner}",
            "refiner": refiner,
            "question": f"What is {pair} + 0, as {refiner} says it?",
            "answer": f"Nothing is added: {pair}.\nThe answer is {end or pair}.",
            "final_answer": end or str(pair),
            "answer_type": "number",
        }
        | GOOD
        | NOT_VERIFIED
    )
    for fault in faults:
        row |= FAULTS[fault]
    return row | more


def unread(pair: int, refiner: str, dropped: str) -> dict[str, Any]:
    """A row of a refiner that gave nothing to read."""
    return dict.fromkeys((*REFINED_READS, *VERIFIED_READS)) | {
        "refined_id": f"p{pair}-{refiner}", "refiner": refiner, "dropped": dropped,
    }  # fmt: skip


def pair(number: int, *rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A pair with what export puts beside it."""
    return {
        "pair_id": f"p{number}",
        **PAGE,
        "question": f"Was ist {number} + 0?",
        "answer": f"Größe {number}\nEnde",
        "context": None,
        "grounding": 1.0,
        "dropped": None,
        "engine": "rules",
        "tokens_in": 0,
        "tokens_out": 0,
        "digest": "x",
        "verdict": "clean",
        "others": None if number == 1 else 2,
        "also_at": None if number == 1 else ["http://e.org/1", "http://f.org/"],
        "refined": [*rows] or None,
    } | more


_REFINED = pa.list_(
    pa.struct(
        [
            (column.name, column.type)
            for table, read in (
                (tables.REFINED_PAIRS, REFINED_READS),
                (tables.VERIFIED_PAIRS, VERIFIED_READS),
            )
            for column in table.columns
            if column.name in read
        ]
    )
)
JOINED = pa.schema(
    [
        *tables.PAIRS.arrow,
        pa.field("verdict", pa.string()),
        pa.field("others", pa.int32()),
        pa.field("also_at", pa.list_(pa.string())),
        pa.field("refined", _REFINED),
    ]
)


def joined(*pairs: dict[str, Any]) -> pa.RecordBatch:
    """What `rows` and `forms` read."""
    return pa.RecordBatch.from_pylist([*pairs], schema=JOINED)


def row(number: int, split: str = "train", **more: Any) -> dict[str, Any]:
    """The row of a pair that nobody refined."""
    return {
        "id": f"p{number}",
        "messages": [
            {"role": "user", "content": f"Was ist {number} + 0?"},
            {"role": "assistant", "content": f"Größe {number}\nEnde"},
        ],
        "refiner": "original",
        "decision": "no refiner",
        "pair_id": f"p{number}",
        **PAGE,
        "grounding": 1.0,
        "engine": "rules",
        "answer_kept": None,
        "content_kept": None,
        "agreement": None,
        "final_answer": None,
        "answer_type": None,
        "subject": None,
        "pass_rate": None,
        "samples": None,
        "difficulty": None,
        "split": split,
        "copies": 1 if number == 1 else 3,
        "also_at": [] if number == 1 else ["http://f.org/"],
        "verdict": "clean",
    } | more


def batch(*numbers: int, split: str = "train") -> pa.RecordBatch:
    """Rows of `sft`."""
    return pa.RecordBatch.from_pylist([row(number, split) for number in numbers], schema=tables.SFT.arrow)
