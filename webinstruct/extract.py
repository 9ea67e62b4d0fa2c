"""Stage `extract`: pages to question-answer pairs, each with its place on the page.

Batches of `tables.SELECTED` go in (or of its columns in `READS`), batches of `tables.PAIRS`
come out. Every document ends as one row or more: its pairs, or one row that says why not.
The engine answers with `{"pairs": [{"question": "…", "answer": "…"}]}`, both sides copied
from the page. `tokens_in` and `tokens_out` stand on a document's first row and are 0 on
its others, so that sums over the table are what was spent.

    >>> from webinstruct.settings import ExtractSettings, LlmSettings
    >>> columns = {name: [None] for name in READS} | {"doc_id": ["d"], "url": ["u"], "domain": ["e.org"]}
    >>> page = pa.RecordBatch.from_pydict(columns | {"text": ["Q: What is 2 + 2?\\nA: 4"]})
    >>> [rows] = pairs(iter([page]), ExtractSettings(), LlmSettings(), "digest")
    >>> rows.select(["question", "answer", "answer_spans", "dropped"]).to_pylist()
    [{'question': 'What is 2 + 2?', 'answer': '4', 'answer_spans': [{'start': 21, 'end': 22}], 'dropped': None}]
"""

import hashlib
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa

from webinstruct import tables
from webinstruct.llm import Completion, Engine, Message, Request, open_engine
from webinstruct.llm.budget import BudgetSpent
from webinstruct.settings import ExtractSettings, LlmSettings
from webinstruct.text import Match, Page, locate, squeeze

VERSION: Final = 2

PASSED_ON: Final = ("doc_id", "url", "domain", "title", "language", "published", "licence", "opt_out")
READS: Final = (*PASSED_ON, "text", "blocks", "structured")

DROPPED: Final = (
    # One row for the whole document, without question and answer:
    "void",  # the engine found no pair on the page
    "too-long",  # more than extract.max_chars characters; nobody was asked
    "length-stop",  # the answer was cut off at the token limit
    "engine-error",  # the engine failed on the page, or never answered
    "bad-json",  # the answer is not JSON of the shape asked for
    # A row of one pair:
    "empty-side",  # question or answer is missing
    "repeated",  # an earlier row of the page says the same
    "control-chars",  # not on the page as it is, and holds control characters: "\frac" read as JSON
    "ungrounded",  # less than extract.min_grounding of a side stands on the page
)

SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "pairs": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"question": {"type": "string"}, "answer": {"type": "string"}},
                "required": ["question", "answer"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["pairs"],
    "additionalProperties": False,
}

MAX_ERROR: Final = 500
FLUSH_ROWS: Final = 1_000
FLUSH_BYTES: Final = 8_000_000

_log = logging.getLogger(__name__)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Row = dict[str, Any]
Sides = tuple[str | None, str | None]


def pairs(
    batches: Iterator[pa.RecordBatch],
    settings: ExtractSettings,
    llm: LlmSettings,
    digest: str,
    engine: Engine | None = None,
    prompt: str = "",
) -> Iterator[pa.RecordBatch]:
    """Pages to pairs. One call of the engine spans all batches, so a model never runs dry between two.

    Once a budget is spent, pages that were not asked about have no row: a later run asks.
    """
    engine = open_engine(llm) if engine is None else engine
    writer = _Writer(engine.name, digest, prompt_digest(prompt))
    pending: dict[str, Row] = {}
    try:
        for completion in engine.complete(_requests(batches, settings, pending, writer, prompt)):
            # An engine that answers twice, or what nobody asked, changes nothing: the first answer stands.
            document = pending.pop(completion.id, None)
            if document is not None:
                writer.add(document, _rows(document, completion, settings), completion)
            yield from writer.full()
    except BudgetSpent as spent:
        _log.warning("%s", spent)
        pending.clear()
    for document in pending.values():
        writer.add(document, [_pairless(document, "engine-error", "never answered")])
    yield from writer.rest()


def prompt_digest(prompt: str) -> str | None:
    """What stands in the column `prompt`: 16 hex digits; None without a prompt."""
    return hashlib.sha256(prompt.encode()).hexdigest()[:16] if prompt else None


def _requests(
    batches: Iterator[pa.RecordBatch],
    settings: ExtractSettings,
    pending: dict[str, Row],
    writer: "_Writer",
    prompt: str,
) -> Iterator[Request]:
    """What to ask, one page at a time; each stays in `pending` until it is answered."""
    asked = 0
    for batch in batches:
        for document in batch.select(READS).to_pylist():
            text = document["text"] or ""
            if len(text) > settings.max_chars:
                writer.add(document, [_pairless(document, "too-long")])
                continue
            asked += 1
            pending[str(asked)] = document
            yield Request(
                str(asked),
                _messages(prompt, document) if prompt else (),
                SCHEMA,
                text,
                structured=document["structured"] or (),
                blocks=document["blocks"] or (),
                title=document["title"] or "",
            )


def _messages(prompt: str, document: Row) -> tuple[Message, ...]:
    """The same words first for every page, so that their computation is shared."""
    title = f"{document['title']}\n\n" if document["title"] else ""
    return Message("system", prompt), Message("user", title + (document["text"] or ""))


def _rows(document: Row, completion: Completion, settings: ExtractSettings) -> list[Row]:
    if completion.finish_reason != "stop":
        reason = "length-stop" if completion.finish_reason == "length" else "engine-error"
        return [
            _pairless(document, reason, completion.text[:MAX_ERROR] if reason == "engine-error" else None)
        ]
    try:
        found = parse(completion.text)
    except ValueError:
        return [_pairless(document, "bad-json")]
    if not found:
        return [_pairless(document, "void")]
    page = Page(document["text"] or "")
    seen: set[Sides] = set()
    return [_pair(document["doc_id"], at, page, sides, seen, settings) for at, sides in enumerate(found)]


def parse(answer: str) -> list[Sides]:
    """The pairs in an engine's answer; ValueError unless it is exactly what was asked for.

    A side may be null or empty: that is for the caller to count.

    >>> parse('{"pairs": [{"question": "2 + 2?", "answer": null}]}')
    [('2 + 2?', None)]
    >>> parse('Sure! {"pairs": []}')
    Traceback (most recent call last):
    ...
    ValueError: not JSON
    """
    try:
        answer.encode()
        value = json.loads(answer)
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair cannot be stored
    except (ValueError, RecursionError):
        raise ValueError("not JSON") from None
    if not isinstance(value, dict) or value.keys() != {"pairs"} or not isinstance(value["pairs"], list):
        raise ValueError("not an object with a list of pairs")
    return [_sides(item) for item in value["pairs"]]


def _sides(item: Any) -> Sides:
    if not isinstance(item, dict) or item.keys() != {"question", "answer"}:
        raise ValueError("not an object with question and answer")
    question, answer = item["question"], item["answer"]
    if isinstance(question, str | None) and isinstance(answer, str | None):
        return question, answer
    raise ValueError("a side is not text")


@dataclass(frozen=True, slots=True)
class _Grounding:
    """Where the two sides of a pair stand on the page."""

    question: Match
    answer: Match

    @property
    def share(self) -> float:
        total = self.question.total + self.answer.total
        return (self.question.matched + self.answer.matched) / total if total else 0.0

    @property
    def weakest(self) -> float:
        """Share of the worse side: a long question must not carry an invented answer."""
        return min(self.question.share, self.answer.share)


def _pair(doc_id: str, at: int, page: Page, sides: Sides, seen: set[Sides], settings: ExtractSettings) -> Row:
    question, answer = ((side or "").strip() for side in sides)
    grounding = _ground(page, question, answer)
    spans = grounding.question.spans
    return {
        "pair_id": _id(doc_id, repr(spans) if spans else question, at),
        "question": question,
        "answer": answer,
        "question_spans": _span_rows(spans),
        "answer_spans": _span_rows(grounding.answer.spans),
        "grounding": grounding.share,
        "dropped": _verdict(question, answer, grounding, seen, settings),
    }


def _ground(page: Page, question: str, answer: str) -> _Grounding:
    """An answer is looked for behind its question first: "4" stands in many places."""
    asked = locate(page, question)
    return _Grounding(asked, locate(page, answer, after=asked.spans[-1][1] if asked.spans else 0))


def _verdict(
    question: str, answer: str, grounding: _Grounding, seen: set[Sides], settings: ExtractSettings
) -> str | None:
    key = (squeeze(question).text, squeeze(answer).text)
    if not all(key):
        return "empty-side"
    if key in seen:
        return "repeated"
    seen.add(key)
    if grounding.weakest < 1 and _CONTROL.search(question + answer):
        return "control-chars"
    return "ungrounded" if grounding.weakest < settings.min_grounding else None


def _pairless(document: Row, reason: str, error: str | None = None) -> Row:
    return {"pair_id": _id(document["doc_id"], reason, 0), "dropped": reason, "error": error}


def _span_rows(spans: tuple[tuple[int, int], ...]) -> list[Row]:
    return [{"start": start, "end": end} for start, end in spans]


def _id(doc_id: str, place: str, index: int) -> str:
    return hashlib.sha256(f"{doc_id}\n{place}\n{index}".encode()).hexdigest()[:32]


class _Writer:
    """Collects rows until they are worth a batch."""

    def __init__(self, engine: str, digest: str, prompt: str | None) -> None:
        self._constant: Row = {"engine": engine, "prompt": prompt, "digest": digest}
        self._rows: list[Row] = []
        self._bytes = 0

    def add(self, document: Row, rows: list[Row], completion: Completion | None = None) -> None:
        """Complete the rows of one document; the first one carries its tokens."""
        page = {name: document[name] for name in PASSED_ON}
        spent = (completion.tokens_in, completion.tokens_out) if completion else (0, 0)
        for row in rows:
            self._rows.append(page | row | self._constant | {"tokens_in": spent[0], "tokens_out": spent[1]})
            self._bytes += 500 + len(row.get("question") or "") + len(row.get("answer") or "")
            spent = (0, 0)

    def full(self) -> Iterator[pa.RecordBatch]:
        """A batch, if there is enough for one."""
        if len(self._rows) >= FLUSH_ROWS or self._bytes >= FLUSH_BYTES:
            yield from self.rest()

    def rest(self) -> Iterator[pa.RecordBatch]:
        """All that is left, if anything."""
        for start in range(0, len(self._rows), FLUSH_ROWS):
            yield pa.RecordBatch.from_pylist(
                self._rows[start : start + FLUSH_ROWS], schema=tables.PAIRS.arrow
            )
        self._rows, self._bytes = [], 0
