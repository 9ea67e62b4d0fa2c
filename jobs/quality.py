"""`webinstruct quality NAME`: figures as a table for people, and as JSON in the last line."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from rich.console import Console
from rich.table import Table as Grid

from webinstruct import UserError, warc
from webinstruct.quality import simweb as measure
from webinstruct.quality.intervals import Share
from webinstruct.quality.simweb import Figures
from webinstruct.settings import Settings
from webinstruct.tables import CLEAN_PAIRS, PAIRS, SELECTED, UNIQUE_PAIRS

from .wiring import Store

NEEDED = ("row_id", "text", "blocks", "charset", "language", "licence", "published", "opt_out")
TRUTH = (
    *("warc_id", "warc_offset", "kind", "educational", "pairs", "formulas", "math", "language"),
    *("charset", "reserved", "licence", "published", "opt_out"),
)
# the figures that tell groups apart, and their heads in the table: what fits into 80 columns
SPLIT_BY = {
    "documents.recall": "pages",
    "pairs.holding": "pairs",
    "pairs.held_marked": "marked",
    "pairs.held_unmarked": "unmarked",
    "formulas.recall": "formulas",
}
LEGEND = (
    "By group, with n: pages found; pairs that hold a true one; true pairs held,\n"
    "marked and unmarked; formulas found."
)


def print_figures(figures: Figures, console: Console) -> None:
    """All pages, then groups of them, then one JSON object as the last line."""
    grid = Grid("mechanics, not quality", "share", "95 % interval", "n", box=None, pad_edge=False)
    for name, share in figures.overall.items():
        grid.add_row(name, _value(share), f"{share.low:.3f} – {share.high:.3f}", f"{share.n:,}")
    console.print(grid)
    console.print(f"\n{LEGEND}")
    for split, groups in figures.by.items():
        console.print()
        console.print(_groups(split, groups))
    said: dict[str, Any] = {name: share.as_json() for name, share in figures.overall.items()}
    print(json.dumps(said | {"by": _by_json(figures)}))


def _by_json(figures: Figures) -> dict[str, Any]:
    """`{"kind": {"faq": {"pairs.precision": {"value": 1.0, "n": 215}}}}`, without what is a share of nothing."""
    return {
        split: {
            group: {
                name: {"value": round(share.hits / share.n, 4), "n": share.n}
                for name, share in shares.items()
                if share.n
            }
            for group, shares in groups.items()
        }
        for split, groups in figures.by.items()
    }


def _groups(split: str, groups: Mapping[str, Mapping[str, Share]]) -> Grid:
    """One row a group, its shares beside each other, each with how many it is a share of."""
    grid = Grid(f"by {split}", *SPLIT_BY.values(), box=None, pad_edge=False)
    for group, shares in groups.items():
        cells = [shares.get(name, Share(0, 0)) for name in SPLIT_BY]
        if any(share.n for share in cells):  # kinds of page that nobody should keep have none
            grid.add_row(group, *(f"{_value(share)} ({share.n:,})" if share.n else "" for share in cells))
    return grid


def _value(share: Share) -> str:
    return "n/a" if share.value is None else f"{share.value:.3f}"


def simweb(spark: SparkSession, settings: Settings, key: Path) -> Figures:
    """Kept documents, their text and columns, and the pairs of the selected ones against the key."""
    if not key.exists():
        raise UserError(f"no answer key at {key}: make the simulated web with `webinstruct simweb`")
    store = Store(spark, settings)
    pages = pq.read_table(key, columns=[*TRUTH]).to_pylist()
    by_id = {warc.doc_id(page["warc_id"], page["warc_offset"]): page for page in pages}
    kept = store.documents(settings.rounds).select(*NEEDED)
    found = measure.figures(by_id, _by_id(kept.toLocalIterator()), _pairs(store))
    return replace(found, overall=found.overall | _marks(store, by_id))


def _marks(store: Store, key: Mapping[str, Any]) -> dict[str, Share]:
    """What `dedup` and `decontaminate` made of the pairs, against the key's groups and leaks."""
    if not store.exists(UNIQUE_PAIRS):
        return {}
    texts = store.read(PAIRS).select("pair_id", "doc_id", "question", "answer")
    marks = store.read(UNIQUE_PAIRS).select("pair_id", "duplicate_of")
    rows = [row.asDict() for row in texts.join(marks, "pair_id").collect()]
    true = measure.matched(key, rows)
    verdicts = {
        row["pair_id"]: (row["verdict"], row["dropped"] is not None)
        for row in store.read(CLEAN_PAIRS).select("pair_id", "verdict", "dropped").collect()
    }
    return {**measure.duplicates(true, rows), **measure.leaks(true, verdicts)}


def _by_id(rows: Iterator[Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((row["row_id"], row.asDict(recursive=True)) for row in rows)


def _pairs(store: Store) -> dict[str, list[measure.Pair]]:
    """The pairs of every selected page, none of a void one."""
    found: dict[str, list[measure.Pair]] = {
        row["doc_id"]: [] for row in store.read(SELECTED).select("doc_id").collect()
    }
    kept = store.read(PAIRS).where(F.col("dropped").isNull())
    for row in kept.select("doc_id", "question", "answer").collect():
        found.setdefault(row["doc_id"], []).append((row["question"], row["answer"]))
    return found
