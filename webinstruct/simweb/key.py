"""The answer key: what is true of every page, as one Parquet file written in row groups."""

import hashlib
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from webinstruct.simweb.model import Problem
from webinstruct.simweb.pages import Placed

PAIR = pa.struct(
    [
        ("question", pa.string()),
        ("answer", pa.string()),
        ("marked", pa.bool_()),
        ("votes", pa.int32()),
        ("accepted", pa.bool_()),
        # all that the posts of a thread say, title and greetings with it; empty: no more than the pair
        ("whole_question", pa.string()),
        ("whole_answer", pa.string()),
        # equal for pairs that ask the same, whatever their words; `template` for those that differ in numbers
        # or names alone
        pa.field("group", pa.string(), nullable=False),
        pa.field("template", pa.string(), nullable=False),
        # told again on purpose: verbatim, case, words, greeting or latex is what differs (copies.py)
        ("copied", pa.string()),
        # an item of benchmarks/: same or number-variant, and which: folder and place, or its _id
        ("leak", pa.string()),
        ("leak_item", pa.string()),
    ]
)
SCHEMA = pa.schema(
    [
        pa.field("url", pa.string(), nullable=False),
        pa.field("domain", pa.string(), nullable=False),
        pa.field("warc_id", pa.string(), nullable=False),
        pa.field("warc_offset", pa.int64(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("educational", pa.bool_(), nullable=False),
        pa.field("has_pairs", pa.bool_(), nullable=False),
        pa.field("pairs", pa.list_(PAIR), nullable=False),
        pa.field("formulas", pa.list_(pa.string()), nullable=False),
        pa.field("twin_of", pa.string()),
        # how the page's formulas are shown (maths/); null where it shows none
        pa.field("math", pa.string()),
        pa.field("language", pa.string(), nullable=False),
        # what the bytes are written in, and what HTTP and meta say; null where they say nothing
        pa.field("charset", pa.string(), nullable=False),
        pa.field("charset_http", pa.string()),
        pa.field("charset_meta", pa.string()),
        # the family of templates, and whether it is held back from tuning (dialect.py)
        pa.field("family", pa.string(), nullable=False),
        pa.field("reserved", pa.bool_(), nullable=False),
        pa.field("licence", pa.string()),
        pa.field("published", pa.string()),
        pa.field("opt_out", pa.list_(pa.string()), nullable=False),
    ]
)
GROUP_ROWS = 2000


class KeyWriter:
    """Collects rows and writes them a row group at a time, so memory stays flat."""

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(path, SCHEMA)
        self._rows: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._flush()
        self._writer.close()

    def add(self, placed: Placed, warc_id: str, offset: int) -> None:
        """One page, found in `warc_id` with its response record at byte `offset`."""
        self._rows.append(_page(placed) | {"warc_id": warc_id, "warc_offset": offset} | _site(placed))
        if len(self._rows) == GROUP_ROWS:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, SCHEMA))
            self._rows.clear()


def _page(placed: Placed) -> dict[str, Any]:
    """What is true of the page itself."""
    page, draft = placed.page, placed.page.draft
    return {
        "url": placed.url,
        "domain": placed.site.domain,
        "kind": draft.kind,
        "educational": draft.educational,
        "has_pairs": bool(draft.pairs),
        "pairs": _pairs(placed),
        "formulas": list(page.formulas),
        "twin_of": placed.twin_of,
        "math": page.math,
        "family": page.family,
        "reserved": page.reserved,
        "licence": page.signals.licence,
        "published": page.signals.published,
        "opt_out": list(page.signals.opt_out),
    }


def _pairs(placed: Placed) -> list[dict[str, Any]]:
    """The pairs and what is true of the problem behind each."""
    draft, language = placed.page.draft, placed.sender.language
    return [
        asdict(pair)
        | {
            "group": group(problem, language),
            "template": problem.template,
            "copied": problem.copied,
            "leak": problem.leak,
            "leak_item": problem.leak_item,
        }
        for pair, problem in zip(draft.pairs, draft.problems, strict=True)
    ]


def group(problem: Problem, language: str) -> str:
    """What problems of one template, with the same values and in the same language, have in common.

    >>> one = Problem("algebra", "t", ("What is ⟦1 + 1⟧?",), ("2",), "2", "3", "Add.")
    >>> group(one, "en"), group(one, "en") == group(one, "de")
    ('1b4a54a41dfed039', False)
    """
    return hashlib.sha256(f"{language}:{problem.asked}".encode()).hexdigest()[:16]


def _site(placed: Placed) -> dict[str, Any]:
    """What its sender's site does to all of its pages."""
    charset = placed.sender.charset
    return {
        "language": placed.sender.language,
        "charset": charset.true,
        "charset_http": charset.http or None,
        "charset_meta": charset.meta or None,
    }
