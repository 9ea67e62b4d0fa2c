"""`webinstruct pilot`: the whole chain on a slice of the input, and what it says of the whole.

The slice stands in tables of its own, below those of the settings; nothing of it goes into them. What it spends
counts against the budgets of the whole, and answers in `llm.endpoint.cache` are not paid for again.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from rich.console import Console
from rich.table import Table as Grid

from webinstruct import UserError, pilot, storage, warc
from webinstruct.pilot import Estimate
from webinstruct.quality.intervals import clustered
from webinstruct.settings import LlmSettings, Settings
from webinstruct.tables import (
    CLEAN_PAIRS,
    PAIRS,
    RECALLED,
    REFINED_PAIRS,
    RUNS,
    SFT,
    UNIQUE_PAIRS,
    VERIFIED_PAIRS,
)

from . import pipeline
from .sample import sample
from .wiring import Options, Store, asking, is_catalog, open_session

FOLDER = "_pilot"
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for."""

    warcs: int
    rows: int
    tables: str | None = None


def run(settings: Settings, asked: Asked, console: Console) -> None:
    """Run the chain on the slice; print the funnel's figures, rows to read, and the whole extrapolated."""
    found = warc.find(settings.input, input_root=settings.list.input_root, user_agent=settings.user_agent)
    chosen = set(pilot.choose((source.warc_id for source in found), asked.warcs))
    slice_ = [source for source in found if source.warc_id in chosen]
    own = moved(settings, slice_, asked.tables)
    console.print(f"A pilot on {len(slice_):,} of {len(found):,} archives, in {own.tables}.\n")
    store = Store(open_session(own), own)
    pipeline.run_all(store.spark, own, Options(say=console.print))
    console.print()
    whole = figures(store, len(found))
    for grid in (_shares_grid(shares(store)), _whole_grid(whole), _stages_grid(store)):
        console.print(grid)
        console.print()
    console.print(NOTE)
    console.print(f"\n{asked.rows} rows to read, chosen by hash:\n")
    for text in sample(store.spark, own, SFT.name, asked.rows, None):
        console.print(text)
    print(json.dumps({name: one.as_json() for name, one in whole.items()}))


NOTE = """Archives are taken for random draws of one crawl: the intervals hold for a crawl, not for a mix of several.
Duplicates grow with the corpus, so the whole has fewer rows than this says. Preserved does not mean correct."""


# --- the slice


def moved(settings: Settings, slice_: list[warc.Source], tables: str | None) -> Settings:
    """The settings with the slice as input and with places of their own."""
    if tables is None and is_catalog(settings.tables):
        raise UserError(f"pilot needs --tables CATALOG.SCHEMA where tables is {settings.tables}")
    place = tables or storage.join(settings.tables, FOLDER)
    if place == settings.tables:
        raise UserError("pilot must not write into the tables of the settings: name others with --tables")
    export = settings.export.model_copy(
        update={
            "dataset": f"{settings.export.dataset}-pilot",
            "variants": tuple(
                one.model_copy(update={"dataset": f"{one.dataset}-pilot"}) for one in settings.export.variants
            ),
        }
    )
    changes: dict[str, Any] = {
        "input": _listed(place, slice_),
        "tables": place,
        "list": settings.list.model_copy(update={"input_root": settings.list.input_root or _root(slice_)}),
        "export": export,
    } | _askers_with_ledgers(settings)
    for name in ("checkpoints", "models"):
        given = getattr(settings, name)
        changes[name] = None if given is None else storage.join(given, FOLDER)
    return settings.model_copy(update=changes)


def _askers_with_ledgers(settings: Settings) -> dict[str, Any]:
    """What the pilot spends is noted where the whole notes it."""
    refiners = tuple(
        one.model_copy(update={"llm": asking.with_ledger(settings, one)}) for one in settings.refine.refiners
    )
    solver = settings.verify
    return {
        "llm": asking.with_ledger(settings),
        "refine": settings.refine.model_copy(update={"refiners": refiners}),
        "verify": solver and solver.model_copy(update={"llm": asking.with_ledger(settings, solver)}),
    }


def _listed(place: str, slice_: list[warc.Source]) -> str:
    """A list of the slice's archives beside its tables."""
    folder = storage.local_path(place)
    if folder is None:
        raise UserError(
            f"pilot writes a list of archives beside its tables: {place} is no folder of this machine"
        )
    path = Path(folder) / "archives.txt"
    storage.write_bytes(str(path), "".join(f"{source.path}\n" for source in slice_).encode())
    return str(path)


def _root(slice_: list[warc.Source]) -> str | None:
    """What ids are relative to, so that a page has the same id in the pilot and in the whole."""
    roots = {
        one.path.removesuffix(one.warc_id).rstrip("/") for one in slice_ if one.path.endswith(one.warc_id)
    }
    return roots.pop() or "/" if len(roots) == 1 else None


# --- the whole


def figures(store: Store, of: int) -> dict[str, Estimate]:
    """Totals of the whole by name: pages, pairs, rows, tokens, money, core-hours of reading, bytes of archives."""
    rows = per_archive(store)
    columns = [name for name in rows[0] if name != "warc_id"] if rows else []
    made = {name: pilot.estimate([row[name] or 0.0 for row in rows], of) for name in columns}
    costs = [
        pilot.scaled(made[f"{what} tokens {way}"], price / MILLION)
        for what, llm in _askers(store.settings)
        for way, price in (("in", llm.endpoint.price_in), ("out", llm.endpoint.price_out))
        if llm.engine == "endpoint" and price and f"{what} tokens {way}" in made
    ]
    return made | ({"money": pilot.plus(costs)} if costs else {})


def _askers(settings: Settings) -> Iterator[tuple[str, LlmSettings]]:
    """Who asks a model, as `per_archive` names them."""
    yield "extract", settings.llm
    for refiner in settings.refine.refiners:
        yield f"refine {refiner.name}", refiner.llm
    if settings.verify is not None:
        yield "verify", settings.verify.llm


def per_archive(store: Store) -> list[dict[str, Any]]:
    """One row an archive of the slice with what came of it, by name."""
    recalled = store.read(RECALLED).where(F.col("round") == store.settings.rounds)
    read = (
        recalled.where("kind = 'ledger'")
        .groupBy("warc_id")
        .agg(
            F.sum("ledger.bytes_read").alias("bytes read"),
            (F.sum("ledger.seconds") / 3600).alias("core-hours of reading"),
            F.sum("ledger.html").alias("pages"),
            F.sum("ledger.kept").alias("recalled"),
        )
    )
    places = recalled.where("kind = 'document'").select(F.col("row_id").alias("doc_id"), "warc_id")
    for made in _of_pages(store):
        summed = [name for name in made.columns if name != "doc_id"]
        by_archive = made.join(places, "doc_id").groupBy("warc_id")
        totals = by_archive.agg(*(F.sum(name).alias(name) for name in summed))
        read = read.join(totals, "warc_id", "left")
    return [row.asDict() for row in read.orderBy("warc_id").collect()]


def _of_pages(store: Store) -> Iterator[DataFrame]:
    """What later stages made of a page: `doc_id` and columns to be summed."""
    kept = F.when(F.col("dropped").isNull(), 1).otherwise(0)
    pairs = store.read(PAIRS)
    yield pairs.select("doc_id", kept.alias("pairs"), *_tokens("extract"))
    yield store.read(UNIQUE_PAIRS).select(
        "doc_id", F.when(F.col("duplicate_of").isNull(), 1).otherwise(0).alias("without duplicates")
    )
    yield store.read(CLEAN_PAIRS).select("doc_id", kept.alias("without benchmark items"))
    refined = store.read(REFINED_PAIRS)
    for refiner in store.settings.refine.refiners:
        name = f"refine {refiner.name}"
        own = refined.where(F.col("refiner") == refiner.name)
        yield own.select("doc_id", kept.alias(f"refined by {refiner.name}"), *_tokens(name))
    if store.settings.verify is not None:
        yield store.read(VERIFIED_PAIRS).select("doc_id", *_tokens("verify"))
    yield store.read(SFT).select("doc_id", F.lit(1).alias("rows of the dataset"))


def _tokens(name: str) -> list[Any]:
    return [F.col(f"tokens_{way}").alias(f"{name} tokens {way}") for way in ("in", "out")]


def _whole_grid(whole: dict[str, Estimate]) -> Grid:
    grid = Grid("the whole, from this slice", "slice", "whole", "95 % interval", box=None, pad_edge=False)
    for column in grid.columns[1:]:
        column.justify = "right"
    for name, one in whole.items():
        ends = "–" if one.low is None or one.high is None else f"{_said(one.low)} – {_said(one.high)}"
        grid.add_row(name, _said(one.slice), _said(one.value), ends)
    return grid


def _said(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:,.3g}"


# --- quality, as far as the slice itself tells


def shares(store: Store) -> dict[str, tuple[int, int, float, float]]:
    """Hits, n and a 95 % interval by name; whole domains are drawn, for the rows of one rise and fall together."""
    found: dict[str, tuple[int, int, float, float]] = {}
    for name, rows, hit in _measured(store):
        counts = rows.groupBy("domain").agg(F.count("*").alias("n"), F.count_if(hit).alias("hits")).collect()
        hits, n = [row["hits"] for row in counts], [row["n"] for row in counts]
        found[name] = (sum(hits), sum(n), *clustered(hits, n))
    return found


def _measured(store: Store) -> Iterator[tuple[str, DataFrame, Any]]:
    pairs, judged = store.read(PAIRS), store.read(CLEAN_PAIRS)
    yield "pairs found that were kept", pairs.where("question IS NOT NULL"), F.col("dropped").isNull()
    yield "pairs that repeat another", store.read(UNIQUE_PAIRS), F.col("duplicate_of").isNotNull()
    yield "pairs with benchmark items", judged, F.col("dropped").isNotNull()
    refined = store.read(REFINED_PAIRS)
    for refiner in store.settings.refine.refiners:
        own = refined.where(F.col("refiner") == refiner.name)
        name, there = refiner.name, own.where("dropped IS NULL")
        yield f"{name}: refinements that can be used", own, F.col("dropped").isNull()
        decided = there.where("answer_kept IN ('equal', 'different')")
        yield f"{name}: answer decided, equal or not", there, F.col("answer_kept").isin("equal", "different")
        yield f"{name}: answer preserved, of those decided", decided, F.col("answer_kept") == "equal"
        yield f"{name}: question altered", there, F.size("question_changed") > 0
        yield f"{name}: new numbers", there, F.size("new_numbers") > 0


def _shares_grid(found: dict[str, tuple[int, int, float, float]]) -> Grid:
    grid = Grid("of the slice", "share", "95 % interval", "n", box=None, pad_edge=False)
    for column in grid.columns[1:]:
        column.justify = "right"
    for name, (hits, n, low, high) in found.items():
        if n:
            grid.add_row(name, f"{hits / n:.3f}", f"{low:.3f} – {high:.3f}", f"{n:,}")
    return grid


# --- time


def _stages_grid(store: Store) -> Grid:
    """Seconds of each stage's runs, as the clock went. Only those of reading grow evenly with the input."""
    runs = store.read(RUNS)
    started = runs.where("state = 'started'").select("run_id", "stage", F.col("at").alias("begun"))
    ended = runs.where("state = 'done'").select("run_id", "at")
    seconds = (F.col("at").cast("double") - F.col("begun").cast("double")).alias("seconds")
    spent = started.join(ended, "run_id").select("stage", "begun", seconds)
    rows = spent.groupBy("stage").agg(F.sum("seconds").alias("seconds"), F.min("begun").alias("begun"))
    grid = Grid("clock time of the slice", "seconds", box=None, pad_edge=False)
    grid.columns[1].justify = "right"
    for row in rows.orderBy("begun").collect():
        grid.add_row(row["stage"], f"{row['seconds']:,.0f}")
    return grid
