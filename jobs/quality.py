"""`webinstruct quality NAME`: figures as a table for people, and as JSON in the last line."""

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pyarrow.parquet as pq
from pyspark.sql import SparkSession
from pyspark.sql import functions as F
from rich.console import Console
from rich.table import Table as Grid

from webinstruct import UserError, warc
from webinstruct.quality import simweb as measure
from webinstruct.quality.intervals import Share
from webinstruct.settings import Settings
from webinstruct.tables import PAIRS, SELECTED

from .wiring import Store


def print_figures(figures: Mapping[str, Share], console: Console) -> None:
    """A table, then one JSON object as the last line."""
    grid = Grid("figure", "share", "95 % interval", "n", box=None, pad_edge=False)
    for name, share in figures.items():
        value = "n/a" if share.value is None else f"{share.value:.3f}"
        grid.add_row(name, value, f"{share.low:.3f} – {share.high:.3f}", f"{share.n:,}")
    console.print(grid)
    print(json.dumps({name: share.as_json() for name, share in figures.items()}))


def simweb(spark: SparkSession, settings: Settings, key: Path) -> dict[str, Share]:
    """Kept documents against educational pages; pairs against true pairs of the selected documents."""
    if not key.exists():
        raise UserError(f"no answer key at {key}: make the simulated web with `webinstruct simweb`")
    store = Store(spark, settings)
    pages = pq.read_table(key, columns=["warc_id", "warc_offset", "educational", "pairs"]).to_pylist()
    by_id = {warc.doc_id(page["warc_id"], page["warc_offset"]): page for page in pages}
    kept = [row["row_id"] for row in store.documents(settings.rounds).select("row_id").collect()]
    asked = {row["doc_id"] for row in store.read(SELECTED).select("doc_id").collect()}
    found = defaultdict(list)
    for row in (
        store.read(PAIRS).where(F.col("dropped").isNull()).select("doc_id", "question", "answer").collect()
    ):
        found[row["doc_id"]].append((row["question"], row["answer"]))
    truth = {doc_id: by_id[doc_id]["pairs"] for doc_id in asked if doc_id in by_id}
    educational = {doc_id: bool(page["educational"]) for doc_id, page in by_id.items()}
    return measure.documents(kept, educational) | measure.pairs(found, truth)
