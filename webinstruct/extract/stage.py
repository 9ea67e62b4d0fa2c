"""The generator of the stage: pages in, an engine asked, rows out.

Batches of `tables.SELECTED` go in (or of its columns in `READS`), batches of `tables.PAIRS`
come out. Every document ends as one row or more: its pairs, or rows that say why not.
`tokens_in` and `tokens_out` stand on a document's first row and are 0 on its others, so that
sums over the table are what was spent.

    >>> from webinstruct.settings import ExtractSettings, LlmSettings
    >>> columns = {name: [None] for name in READS} | {"doc_id": ["d"], "url": ["u"], "domain": ["e.org"]}
    >>> page = pa.RecordBatch.from_pydict(columns | {"text": ["Q: What is 2 + 2?\\nA: 4"]})
    >>> [rows] = pairs(iter([page]), ExtractSettings(), LlmSettings(), "digest")
    >>> rows.select(["question", "answer", "answer_spans", "dropped"]).to_pylist()
    [{'question': 'What is 2 + 2?', 'answer': '4', 'answer_spans': [{'start': 21, 'end': 22}], 'dropped': None}]
"""

import hashlib
import logging
from collections import deque
from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa

from webinstruct import tables
from webinstruct.extract.asking import Ask, Asked, Document
from webinstruct.extract.model import Found, Side
from webinstruct.llm import Completion, Engine, Request, open_engine
from webinstruct.llm.budget import BudgetSpent
from webinstruct.settings import ExtractSettings, LlmSettings
from webinstruct.text import squeeze

VERSION: Final = 3

PASSED_ON: Final = ("doc_id", "url", "domain", "title", "language", "published", "licence", "opt_out")
READS: Final = (*PASSED_ON, "text", "blocks", "structured")

MAX_ERROR: Final = 500
FLUSH_ROWS: Final = 1_000
FLUSH_BYTES: Final = 8_000_000

_log = logging.getLogger(__name__)

Row = dict[str, Any]


def pairs(
    batches: Iterator[pa.RecordBatch],
    settings: ExtractSettings,
    llm: LlmSettings,
    digest: str,
    engine: Engine | None = None,
    prompt: str = "",
) -> Iterator[pa.RecordBatch]:
    """Pages to pairs. One call of the engine spans all batches, so a model never runs dry between two.

    An engine without a prompt reads whole pages and copies; one with a prompt is asked as `extract.mode`
    says. Once a budget is spent, pages that were not asked about have no row: a later run asks.
    """
    engine = open_engine(llm) if engine is None else engine
    stage = _Stage(settings, prompt, _Writer(engine.name, digest, prompt_digest(prompt)))
    requests = stage.requests(batches)
    try:
        while True:
            for completion in engine.complete(requests):
                stage.take(completion)
                yield from stage.writer.full()
            if not stage.again:
                break
            requests = stage.requests(iter(()))
    except BudgetSpent as spent:
        _log.warning("%s", spent)
        stage.pending.clear()
    stage.give_up()
    yield from stage.writer.rest()


def prompt_digest(prompt: str) -> str | None:
    """What stands in the column `prompt`: 16 hex digits; None without a prompt."""
    return hashlib.sha256(prompt.encode()).hexdigest()[:16] if prompt else None


class _Stage:
    """What is under way: which request is about which window of which document."""

    def __init__(self, settings: ExtractSettings, prompt: str, writer: "_Writer") -> None:
        self._settings = settings
        self._ask = Ask(settings, prompt)
        self.writer = writer
        self.pending: dict[str, tuple[Document, Asked]] = {}
        self.again: deque[tuple[Document, Asked]] = deque()
        """Windows around what touched a border; asked as soon as the engine has room."""
        self._number = 0

    def requests(self, batches: Iterator[pa.RecordBatch]) -> Iterator[Request]:
        """What to ask; each stays in `pending` until it is answered."""
        for batch in batches:
            for row in batch.select(READS).to_pylist():
                yield from self._waiting()
                if len(row["text"] or "") > self._settings.max_chars:
                    self.writer.add(row, [_pairless(row, "too-long")])
                    continue
                document = Document(row, self._ask)
                for asked in document.windows:
                    yield self._request(document, asked)
        yield from self._waiting()

    def _waiting(self) -> Iterator[Request]:
        while self.again:
            yield self._request(*self.again.popleft())

    def _request(self, document: Document, asked: Asked) -> Request:
        self._number += 1
        self.pending[str(self._number)] = document, asked
        return document.request(str(self._number), asked)

    def take(self, completion: Completion) -> None:
        """One answer. An engine that answers twice, or what nobody asked, changes nothing: the first stands."""
        document, asked = self.pending.pop(completion.id, (None, None))
        if document is None or asked is None:
            return
        self.again.extend((document, one) for one in document.answered(asked, completion))
        if document.is_done:
            self._write(document)

    def give_up(self) -> None:
        """Write what was never answered."""
        for document, asked in list(self.pending.values()):
            document.unanswered(asked)
            if document.is_done:
                self._write(document)
        self.pending.clear()

    def _write(self, document: Document) -> None:
        row = document.row
        seen: set[tuple[str, str]] = set()
        rows = [_pair(row["doc_id"], at, one, seen) for at, one in enumerate(document.found())]
        rows += [_pairless(row, reason, error) for reason, error in document.problems()]
        self.writer.add(row, rows or [_pairless(row, "void")], document.tokens)


def _pair(doc_id: str, at: int, found: Found, seen: set[tuple[str, str]]) -> Row:
    question, answer = found.question, found.answer
    return {
        "pair_id": _id(doc_id, repr(question.spans) if question.spans else question.text, at),
        "question": question.text,
        "answer": answer.text,
        "context": found.context.text or None,
        "question_spans": _span_rows(question),
        "answer_spans": _span_rows(answer),
        "context_spans": _span_rows(found.context) or None,
        "answers": found.answers,
        "grounding": found.grounding,
        "realigned": found.realigned,
        "repaired": found.repaired,
        "dropped": _verdict(found, seen),
    }


def _verdict(found: Found, seen: set[tuple[str, str]]) -> str | None:
    key = (squeeze(found.question.text).text, squeeze(found.answer.text).text)
    if not all(key):
        return "empty-side"
    if found.dropped is None and key in seen:
        return "repeated"
    if found.dropped is None:
        seen.add(key)
    return found.dropped


def _pairless(document: Row, reason: str, error: str | None = None) -> Row:
    said = error[:MAX_ERROR] if error else None
    return {"pair_id": _id(document["doc_id"], reason, 0), "dropped": reason, "error": said}


def _span_rows(side: Side) -> list[Row]:
    return [{"start": start, "end": end} for start, end in side.spans]


def _id(doc_id: str, place: str, index: int) -> str:
    return hashlib.sha256(f"{doc_id}\n{place}\n{index}".encode()).hexdigest()[:32]


class _Writer:
    """Collects rows until they are worth a batch."""

    def __init__(self, engine: str, digest: str, prompt: str | None) -> None:
        self._constant: Row = {"engine": engine, "prompt": prompt, "digest": digest}
        self._rows: list[Row] = []
        self._bytes = 0

    def add(self, document: Row, rows: list[Row], spent: tuple[int, int] = (0, 0)) -> None:
        """Complete the rows of one document; the first one carries its tokens, in and out."""
        page = {name: document[name] for name in PASSED_ON}
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
