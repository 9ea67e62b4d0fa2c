"""The generator of the stage: clean pairs in, a refiner asked, refined pairs and what they preserved out.

Batches of `tables.CLEAN_PAIRS` go in (or of its columns in `READS`), batches of `tables.REFINED_PAIRS` come
out: of every pair one row, with its refinement and all measures, or with the reason why there is none.

    >>> columns = {name: ["p"] for name in READS} | {"question": ["What is 2 + 2? Thanks!"], "answer": ["4"]}
    >>> batch = pa.RecordBatch.from_pydict(columns | {"context": pa.nulls(1, pa.string())})
    >>> [rows] = refined(iter([batch]), RefinerSettings(name="rules"), "digest")
    >>> rows.select(["question", "answer_kept", "final_answer", "cleaned"]).to_pylist()
    [{'question': 'What is 2 + 2?', 'answer_kept': 'equal', 'final_answer': '4', 'cleaned': ['question:thanks']}]
"""

import logging
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from typing import Final

import pyarrow as pa

from webinstruct import tables
from webinstruct.answers import Judge, Missing, search
from webinstruct.llm import Completion, Engine, Request, open_engine
from webinstruct.llm.budget import BudgetSpent
from webinstruct.llm.rows import NEVER, Row, Writer, key, prompt_digest, told
from webinstruct.settings import RefinerSettings

from .clean import clean
from .measures import measure
from .model import Refined, Source
from .options import options
from .parse import SCHEMA, parse
from .prompts import messages

PASSED_ON: Final = tuple(column.name for column in tables.PLACE)
READS: Final = (*PASSED_ON, "question", "answer", "context")

AHEAD: Final = 256
"""Answers that may wait to be measured; then the engine waits."""
RULES: Final = "rules"

_log = logging.getLogger(__name__)


def refined(
    batches: Iterator[pa.RecordBatch],
    refiner: RefinerSettings,
    digest: str,
    engine: Engine | None = None,
    prompt: str = "",
) -> Iterator[pa.RecordBatch]:
    """Pairs to refined ones. One call of the engine spans all batches, so a model never runs dry between two.

    The engine `rules` asks nobody, unless another one is passed. Once a budget is spent, pairs that were not
    asked about have no row: a later run asks.
    """
    by_rules = engine is None and refiner.llm.engine == RULES
    engine = open_engine(refiner.llm) if engine is None and not by_rules else engine
    constant = {
        "refiner": refiner.name,
        "engine": RULES if engine is None else engine.name,
        "prompt": None if engine is None else prompt_digest(prompt),
        "digest": digest,
    }
    writer = Writer(tables.REFINED_PAIRS.arrow, constant)
    with Judge() as judge:
        if engine is None:
            yield from _cleaned(batches, refiner, judge, writer)
        else:
            with closing(_Stage(refiner, prompt, judge, writer)) as stage:
                yield from stage.asked(batches, engine)
    yield from writer.rest()


def _cleaned(
    batches: Iterator[pa.RecordBatch], refiner: RefinerSettings, judge: Judge, writer: Writer
) -> Iterator[pa.RecordBatch]:
    for row in _rows(batches):
        writer.add(_too_long(row, refiner) or _tidied(row, refiner, judge))
        yield from writer.full()


def _rows(batches: Iterator[pa.RecordBatch]) -> Iterator[Row]:
    for batch in batches:
        yield from batch.select(READS).to_pylist()


def _source(row: Row) -> Source:
    return Source(row["question"], row["answer"], row["context"] or "")


class _Stage:
    """What is under way: pairs that the engine was asked about, and answers that are being measured.

    Measuring takes about 10 ms a pair, of long ones a second. It goes on in a thread beside the engine, which
    may compute meanwhile; rows come out in the order of the answers.
    """

    def __init__(self, refiner: RefinerSettings, prompt: str, judge: Judge, writer: Writer) -> None:
        self._refiner = refiner
        self._prompt = prompt
        self._judge = judge
        self._writer = writer
        self._pending: dict[str, Row] = {}
        self._measured: deque[Future[Row]] = deque()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="webinstruct-measures")
        self._number = 0

    def close(self) -> None:
        """End the thread; the answer that it measures is waited for."""
        self._pool.shutdown(cancel_futures=True)

    def asked(self, batches: Iterator[pa.RecordBatch], engine: Engine) -> Iterator[pa.RecordBatch]:
        """All pairs through the engine; what is left in the writer at the end is the caller's."""
        try:
            for completion in engine.complete(self._requests(batches)):
                self._take(completion)
                self._write(AHEAD)
                yield from self._writer.full()
        except BudgetSpent as spent:
            _log.warning("%s", spent)
            self._pending.clear()
        self._write(0)
        for row in self._pending.values():
            self._writer.add(_nothing(row, self._refiner, "engine-error", NEVER))
        self._pending.clear()

    def _requests(self, batches: Iterator[pa.RecordBatch]) -> Iterator[Request]:
        """What to ask; each pair stays in `pending` until it is answered."""
        for row in _rows(batches):
            too_long = _too_long(row, self._refiner)
            if too_long:
                self._writer.add(too_long)
                continue
            self._number += 1
            name, source = str(self._number), _source(row)
            self._pending[name] = row
            yield Request(name, messages(source, self._prompt), SCHEMA, source.asked, ())

    def _take(self, completion: Completion) -> None:
        """One answer. An engine that answers twice, or what nobody asked, changes nothing: the first stands."""
        row = self._pending.pop(completion.id, None)
        if row is not None:
            self._measured.append(self._pool.submit(_answered, row, completion, self._refiner, self._judge))

    def _write(self, ahead: int) -> None:
        """Rows that are measured go to the writer; those beyond `ahead` are waited for."""
        while self._measured and (len(self._measured) > ahead or self._measured[0].done()):
            self._writer.add(self._measured.popleft().result())


def _answered(row: Row, completion: Completion, refiner: RefinerSettings, judge: Judge) -> Row:
    """The row of a pair that a model was asked about."""
    spent = {"tokens_in": completion.tokens_in, "tokens_out": completion.tokens_out}
    if completion.finish_reason == "error":
        return _nothing(row, refiner, "engine-error", completion.text) | spent
    source = _source(row)
    made = parse(completion.text, source, cut=completion.finish_reason == "length")
    if isinstance(made, str):
        return _nothing(row, refiner, made) | spent
    return _measured(row, refiner, source, made, judge) | {"repaired": made.repaired} | spent


def _tidied(row: Row, refiner: RefinerSettings, judge: Judge) -> Row:
    """The row of a pair that the rules cleaned. What it refers to is put before the question, as it is.

    The measures are of the pair without it: what stands in the source word for word is no addition.
    """
    source = _source(row)
    found = clean(source)
    measured = _measured(row, refiner, source, Refined(found.question, found.answer), judge)
    alone = Source(found.question, found.answer, source.context).asked
    return measured | {"question": alone, "cleaned": found.done, "repaired": False}


def _measured(row: Row, refiner: RefinerSettings, source: Source, made: Refined, judge: Judge) -> Row:
    choices = [text for label, text in options(made.question) if label]
    final = search(made.answer, options=choices)
    ends = (None, None) if isinstance(final, Missing) else (final.text, final.kind)
    return (
        _placed(row, refiner)
        | {"question": made.question, "answer": made.answer, "subject": made.subject}
        | measure(source, made, judge).row()
        | {"final_answer": ends[0], "answer_type": ends[1]}
    )


def _too_long(row: Row, refiner: RefinerSettings) -> Row | None:
    chars = sum(len(row[name] or "") for name in ("question", "answer", "context"))
    return _nothing(row, refiner, "too-long") if chars > refiner.max_chars else None


def _nothing(row: Row, refiner: RefinerSettings, reason: str, error: str | None = None) -> Row:
    return _placed(row, refiner) | {"dropped": reason, "error": told(error)}


def _placed(row: Row, refiner: RefinerSettings) -> Row:
    """Where the pair stands, and that nothing was spent on it."""
    place = {name: row[name] for name in PASSED_ON}
    return place | {"refined_id": key(row["pair_id"], refiner.name), "tokens_in": 0, "tokens_out": 0}
