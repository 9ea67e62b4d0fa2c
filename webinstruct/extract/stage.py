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

import logging
from collections import deque
from collections.abc import Iterator
from typing import Final

import pyarrow as pa

from webinstruct import tables
from webinstruct.extract.asking import Ask, Asked, Document
from webinstruct.extract.model import Found, Side
from webinstruct.llm import Completion, Engine, Request, open_engine
from webinstruct.llm.budget import BudgetSpent
from webinstruct.llm.rows import Row, Writer, key, prompt_digest, told
from webinstruct.settings import ExtractSettings, LlmSettings
from webinstruct.text import squeeze

VERSION: Final = 3

PASSED_ON: Final = ("doc_id", "url", "domain", "title", "language", "published", "licence", "opt_out")
READS: Final = (*PASSED_ON, "text", "blocks", "structured")

_log = logging.getLogger(__name__)


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
    constant = {"engine": engine.name, "prompt": prompt_digest(prompt), "digest": digest}
    stage = _Stage(settings, prompt, Writer(tables.PAIRS.arrow, constant))
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


class _Stage:
    """What is under way: which request is about which window of which document."""

    def __init__(self, settings: ExtractSettings, prompt: str, writer: Writer) -> None:
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
                    self._add(row, [_pairless(row, "too-long")])
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
        self._add(row, rows or [_pairless(row, "void")], document.tokens)

    def _add(self, document: Row, rows: list[Row], spent: tuple[int, int] = (0, 0)) -> None:
        """Complete the rows of one document; the first one carries its tokens, in and out."""
        page = {name: document[name] for name in PASSED_ON}
        for row in rows:
            self.writer.add(page | row | {"tokens_in": spent[0], "tokens_out": spent[1]})
            spent = (0, 0)


def _pair(doc_id: str, at: int, found: Found, seen: set[tuple[str, str]]) -> Row:
    question, answer = found.question, found.answer
    return {
        "pair_id": key(doc_id, repr(question.spans) if question.spans else question.text, at),
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
    sides = (squeeze(found.question.text).text, squeeze(found.answer.text).text)
    if not all(sides):
        return "empty-side"
    if found.dropped is None and sides in seen:
        return "repeated"
    if found.dropped is None:
        seen.add(sides)
    return found.dropped


def _pairless(document: Row, reason: str, error: str | None = None) -> Row:
    return {"pair_id": key(document["doc_id"], reason, 0), "dropped": reason, "error": told(error)}


def _span_rows(side: Side) -> list[Row]:
    return [{"start": start, "end": end} for start, end in side.spans]
