"""Pairs beside their refined rows, as chat messages with all that is known of them.

>>> messages("What is 2 + 2?", "4")
[{'role': 'user', 'content': 'What is 2 + 2?'}, {'role': 'assistant', 'content': '4'}]
>>> split_of("e.org", 0.0), split_of("e.org", 0.999)
('train', 'validation')
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import pyarrow as pa

from webinstruct.answers import Judge, final
from webinstruct.tables import PLACE, SFT, TEXTS, ddl

from .agreement import agreement
from .policy import ORIGINAL, Decided, Form, Plan, decide

REFINED_READS: Final = (
    *(
        "refined_id",
        "refiner",
        "question",
        "answer",
        "dropped",
        "answer_kept",
        "answer_reason",
        "content_kept",
    ),
    *("question_changed", "new_numbers", "false_equations", "latex_fault", "unchanged"),
    *("final_answer", "answer_type", "subject", "cleaned"),
)
"""Columns of refined_pairs that stand beside a pair, as a list `refined`."""
VERIFIED_READS: Final = ("pass_rate", "samples", "decided")
"""Columns of verified_pairs that stand in the same list; null where a refinement was not verified."""

_READS: Final = tuple(column.name for column in (*PLACE, *TEXTS))

FORMS: Final = pa.schema(
    [
        *(pa.field(column.name, column.type) for column in (*PLACE, *TEXTS)),
        pa.field("refiner", pa.string()),
        pa.field("reason", pa.string()),
        pa.field("bytes", pa.int64()),
    ]
)
FORMS_DDL: Final = ", ".join(f"`{field.name}` {ddl(field.type)}" for field in FORMS)

_COPIED: Final = (
    *("pair_id", "doc_id", "url", "domain", "title", "language"),
    *("published", "licence", "opt_out", "grounding", "engine"),
)
_OF_REFINED: Final = ("answer_kept", "content_kept", "final_answer", "answer_type", "subject")
_OF_VERIFIED: Final = ("pass_rate", "samples", "difficulty")


def messages(question: str, answer: str) -> list[dict[str, str]]:
    """The form that training and eval share."""
    return [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]


def split_of(domain: str, validation: float) -> str:
    """`validation` for that share of domains, by hash: all forms of all pairs of a domain are on one side."""
    place = hashlib.sha256(f"split {domain}".encode()).digest()[:8]
    return "validation" if int.from_bytes(place, "big") < validation * 2**64 else "train"


def forms(batches: Iterable[pa.RecordBatch], plan: Plan) -> Iterator[pa.RecordBatch]:
    """Pairs with `refined` → FORMS: each form as it would go out, and each refinement and pair that would not.

    `reason` is null of what goes out; a pair that goes out in no form has `refiner` null, too.
    """
    for batch in batches:
        found = [form for pair in batch.to_pylist() for form in _forms(pair, plan)]
        yield pa.RecordBatch.from_pylist(found, schema=FORMS)


def _forms(pair: Mapping[str, Any], plan: Plan) -> Iterator[dict[str, Any]]:
    decided = decide(pair["refined"] or (), plan)
    place = {name: pair[name] for name in _READS} | {"context": None}
    for form in decided.forms:
        question, answer = _sides(pair, form)
        yield place | _form(question, answer, form.refiner, None)
    for form in decided.left:
        row = _row_of(pair, form.refiner) or {}
        reason = f"refined {form.refiner}: {form.decision}"
        yield place | _form(row.get("question") or "", row.get("answer") or "", form.refiner, reason)
    if decided.dropped is not None:
        yield place | _form(asked(pair), pair["answer"], None, decided.dropped)


def _form(question: str, answer: str, refiner: str | None, reason: str | None) -> dict[str, Any]:
    size = len(question.encode("utf-8", "replace")) + len(answer.encode("utf-8", "replace"))
    return {"question": question, "answer": answer, "refiner": refiner, "reason": reason, "bytes": size}


def rows(batches: Iterable[pa.RecordBatch], plan: Plan) -> Iterator[pa.RecordBatch]:
    """Pairs with `refined` → rows of `tables.SFT`, one for each form that goes out.

    Beside a pair's own columns there are `verdict`, `others` (how many duplicates it has; null: none) and
    `also_at` (their urls).
    """
    with Judge() as judge:
        for batch in batches:
            made: list[dict[str, Any]] = []
            for pair in batch.to_pylist():
                decided = decide(pair["refined"] or (), plan)
                made += _rows(pair, decided, judge, plan)
            if made:
                yield pa.RecordBatch.from_pylist(made, schema=SFT.arrow)


def _rows(pair: Mapping[str, Any], decided: Decided, judge: Judge, plan: Plan) -> Iterator[dict[str, Any]]:
    choices = [text for label, text in plan.options(pair["question"]) if label]
    taken = [_row_of(pair, form.refiner) for form in decided.forms if form.refiner != ORIGINAL]
    ends = [row["final_answer"] for row in taken if row is not None]
    shared = {name: pair[name] for name in _COPIED} | {
        "agreement": agreement(ends, judge, options=choices),
        "split": split_of(pair["domain"], plan.validation),
        "copies": 1 + (pair["others"] or 0),
        "also_at": [url for url in pair["also_at"] or () if url != pair["url"]],
        "verdict": pair["verdict"],
    }
    for form in decided.forms:
        own = {"refiner": form.refiner, "decision": form.decision, "messages": messages(*_sides(pair, form))}
        yield shared | own | _measured(pair, form, choices)


def _measured(pair: Mapping[str, Any], form: Form, choices: Sequence[str]) -> dict[str, Any]:
    """Id, preservation and final answer of a form."""
    row = _row_of(pair, form.refiner)
    if row is not None:
        return {"id": row["refined_id"]} | {name: row[name] for name in _OF_REFINED} | _verified(row)
    found = final(pair["answer"], options=choices)
    end = {"final_answer": found.text, "answer_type": found.kind} if found else {}
    return {"id": pair["pair_id"]} | dict.fromkeys((*_OF_REFINED, *_OF_VERIFIED)) | end


def _verified(row: Mapping[str, Any]) -> dict[str, Any]:
    """What sampled solutions say of a refinement; where none could be compared, nothing of its difficulty."""
    rate = row["pass_rate"]
    difficulty = 1 - rate if rate is not None and row["decided"] else None
    return {"pass_rate": rate, "samples": row["samples"], "difficulty": difficulty}


def _sides(pair: Mapping[str, Any], form: Form) -> tuple[str, str]:
    """Question and answer of a form. The rules clean a question and leave its context beside it; models put it in."""
    row = _row_of(pair, form.refiner)
    if row is None:
        return asked(pair), pair["answer"]
    context = pair["context"] if row["cleaned"] is not None else None
    is_missing = context and context.strip() not in row["question"]
    return f"{context}\n\n{row['question']}" if is_missing else row["question"], row["answer"]


def _row_of(pair: Mapping[str, Any], refiner: str) -> Mapping[str, Any] | None:
    return next((row for row in pair["refined"] or () if row["refiner"] == refiner), None)


def asked(pair: Mapping[str, Any]) -> str:
    """A pair's question as it was on its page, after what several questions refer to."""
    return "\n\n".join(filter(None, (pair["context"], pair["question"])))
