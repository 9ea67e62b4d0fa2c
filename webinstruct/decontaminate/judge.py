"""Pairs to verdicts, one or many at a time."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, Final

import numpy as np
import pyarrow as pa

from webinstruct.settings import DecontaminateSettings
from webinstruct.tables import CLEAN_PAIRS, PLACE, TEXTS

from .index import Index
from .packed import Items, open_index
from .rules import RANK, Finding, Text, closest, evidence, paper

CLEAN: Final = Finding("clean", None, None)
_PIECE: Final = 60_000  # characters of a long text that are compared at once
_OVERLAP: Final = 8_000
_ROWS: Final = 512  # texts that are looked up at once
READS: Final = tuple(column.name for column in (*PLACE, *TEXTS))
"""Columns of a pair that `judged` reads, and hands on."""
_MADE: Final = ("verdict", "evidence", "paper", "dropped", "benchmarks", "digest", "run_id")


def joined(question: str, answer: str) -> str:
    """The one text that runs of words are looked up in."""
    return f"{question}\n\n{answer}"


def suspects(index: Index, texts: Sequence[str]) -> list[int]:
    """Numbers of the texts that share any run with an item; all others are clean."""
    found = index.stream(texts)
    places, _, _ = index.hits(found)
    return [int(number) for number in np.unique(found.text_of(places))]


def judge(index: Index, question: str, answer: str) -> Finding:
    """A pair against all items; what it refers to stands before the question already."""
    whole = joined(question, answer)
    return _compared(index, question, answer) if suspects(index, [whole]) else CLEAN


def judge_all(index: Index, pairs: Sequence[tuple[str, str]]) -> list[Finding]:
    """The same for many pairs, faster; what one gets never depends on the others."""
    found = [CLEAN] * len(pairs)
    for start in range(0, len(pairs), _ROWS):
        part = pairs[start : start + _ROWS]
        for number in suspects(index, [joined(*pair) for pair in part]):
            found[start + number] = _compared(index, *part[number])
    return found


def judge_further(index: Index, pairs: Sequence[tuple[str, str]]) -> list[Finding]:
    """What `judge_all` says, then the embeddings of a server if `decontaminate.embedding` is set."""
    if index.settings.embedding is None:
        return judge_all(index, pairs)
    from . import embedding  # it opens connections; most runs have no need of it

    found: list[Finding] = []
    for start in range(0, len(pairs), _ROWS):
        part = pairs[start : start + _ROWS]
        found += embedding.further(index, part, judge_all(index, part))
    return found


def _compared(index: Index, question: str, answer: str) -> Finding:
    """The worst that any piece of a pair says; short pairs are one piece."""
    best = CLEAN
    for text in _pieces(question, answer):
        found = _piece(index, text)
        worse = RANK[found.verdict] > RANK[best.verdict]
        best = Finding(
            found.verdict if worse else best.verdict,
            found.evidence if worse else best.evidence,
            best.paper or found.paper,
        )
    return best


def _pieces(question: str, answer: str) -> Iterator[Text]:
    whole = joined(question, answer)
    if len(whole) <= _PIECE:
        yield Text(question, answer, whole)
        return
    for start in range(0, len(whole) - _OVERLAP, _PIECE - _OVERLAP):
        piece = whole[start : start + _PIECE]
        yield Text(question if len(question) <= _PIECE else piece, answer[:_PIECE], piece)


def _piece(index: Index, text: Text) -> Finding:
    texts = index.stream([text.whole])
    by_paper = paper(index, text, texts)
    best = closest(index, text, texts)
    if best is None or best[1].verdict == "clean":
        return Finding("clean", None, by_paper)
    number, match = best
    return Finding(match.verdict, evidence(index, number, match, text), by_paper)


def judged(
    batches: Iterable[pa.RecordBatch],
    items: Items,
    settings: DecontaminateSettings,
    digest: str,
    run_id: str,
    common: Collection[int] = (),
) -> Iterator[pa.RecordBatch]:
    """Rows with the text columns of CLEAN_PAIRS → its rows; `dropped` as if each pair stood alone."""
    index = open_index(items, settings, common)
    facts = {"benchmarks": items.digest, "digest": digest, "run_id": run_id}
    for batch in batches:
        rows = batch.select(READS).to_pylist()
        findings = judge_further(index, [(_question(row), row["answer"]) for row in rows])
        made = [_row(finding, settings) | facts for finding in findings]
        schema = CLEAN_PAIRS.arrow
        columns = [batch.column(name).cast(schema.field(name).type) for name in READS]
        columns += [pa.array([row[name] for row in made], schema.field(name).type) for name in _MADE]
        yield pa.RecordBatch.from_arrays(
            columns, schema=pa.schema([schema.field(n) for n in (*READS, *_MADE)])
        )


def _question(row: dict[str, Any]) -> str:
    return f"{row['context']}\n{row['question']}" if row["context"] else str(row["question"])


def dropped(finding: Finding, settings: DecontaminateSettings) -> str | None:
    """Why a pair is left out by itself: a verdict, `paper`, or nothing."""
    if settings.rule == "paper":
        return "paper" if finding.paper else None
    return finding.verdict if finding.verdict in settings.drop else None


def _row(finding: Finding, settings: DecontaminateSettings) -> dict[str, Any]:
    return {
        "verdict": finding.verdict,
        "evidence": asdict(finding.evidence) if finding.evidence else None,
        "paper": asdict(finding.paper) if finding.paper else None,
        "dropped": dropped(finding, settings),
    }


PHRASES: Final = pa.schema([pa.field("hash", pa.int64(), False), pa.field("domain", pa.string(), False)])


def phrases(
    batches: Iterable[pa.RecordBatch], items: Items, settings: DecontaminateSettings
) -> Iterator[pa.RecordBatch]:
    """The items' runs of `ngram` words that stand in each row, with the row's domain.

    Those that stand on many domains are everyone's phrases: `common` of an Index.
    """
    index = open_index(items, settings)
    for batch in batches:
        rows = batch.select(["question", "answer", "context", "domain"]).to_pylist()
        hashes, domains = [], []
        for start in range(0, len(rows), _ROWS):
            part = rows[start : start + _ROWS]
            for number, value in _phrases(index, [joined(_question(row), row["answer"]) for row in part]):
                hashes.append(value)
                domains.append(part[number]["domain"])
        yield pa.RecordBatch.from_arrays(
            [pa.array(hashes, pa.int64()), pa.array(domains, pa.string())], schema=PHRASES
        )


def _phrases(index: Index, texts: Sequence[str]) -> list[tuple[int, int]]:
    """Number of a text, and the hash of a run that stands in it; each once."""
    found = index.stream(texts)
    places, keys, long = index.hits(found)
    hashes = index.keys.keys[keys[long]].view(np.int64)
    return sorted(set(zip(found.text_of(places[long]).tolist(), hashes.tolist(), strict=True)))
