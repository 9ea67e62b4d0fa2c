"""`webinstruct demo`: the whole chain on a simulated web, told to someone who sees it first."""

import json
import os
import shutil
import sys
import time
from pathlib import Path

import yaml
from pyspark.sql import functions as F
from rich.console import Console
from rich.table import Table as Grid

from webinstruct import conf_folder, settings
from webinstruct.settings import Settings
from webinstruct.simweb import generate
from webinstruct.tables import CLEAN_PAIRS, PAIRS, RUNS, SELECTED, SFT, TABLES, UNIQUE_PAIRS

from . import pipeline, recall, refine
from .wiring import Options, Store, open_session

SHOWN = 10
LONGEST = 300


def demo(folder: Path, pages: int, console: Console) -> None:
    """Make the web if it is not there, run the chain, show the funnel, ten pairs, and where to look."""
    started = time.monotonic()
    web = folder / "web"
    if not (web / "answer_key.parquet").exists():
        made = generate(web, pages=pages)
        console.print(
            f"A simulated web stands in {web}: {made.pages:,} pages of {made.domains} domains "
            f"in {made.warcs} archives. The chain reads it as it would read Common Crawl.\n"
        )
    loaded = settings.load(conf_folder() / "demo.yaml", _moved(folder))
    console.print("Starting Spark …")
    store = Store(open_session(loaded), loaded)
    before = versions(store)
    pipeline.run_all(store.spark, loaded, Options(say=console.print))
    console.print()
    console.print(_funnel(store))
    _show_pairs(store, console)
    if before and versions(store) == before:
        console.print("Nothing new: every table stands at the version it had before this run.\n")
    _where_next(folder, loaded, console)
    console.print(f"{time.monotonic() - started:.0f} seconds.")


def _moved(folder: Path) -> list[str]:
    """conf/demo.yaml says demo/…; another folder moves all of it."""
    places = {
        "input": str(folder / "web/crawl-data/SIM-WEB/warc.paths.gz"),
        "tables": str(folder / "tables"),
        "export.dataset": str(folder / "dataset"),
        "select.domains": str(folder / "web/domains.csv"),
        "decontaminate.benchmarks": str(folder / "web/benchmarks"),
        "fit.positives": [str(folder / "web/seeds/positives.jsonl")],
        "fit.negatives": [str(folder / "web/seeds/negatives.jsonl")],
    }
    return [
        f"{name}={json.dumps(value)}" for name, value in places.items()
    ]  # JSON is YAML, whatever the folder


def versions(store: Store) -> dict[str, int | None]:
    """The version of every table but `runs`, which grows with each run; empty if none stands."""
    found = {table.name: store.version(table) for table in TABLES if table != RUNS}
    return found if any(version is not None for version in found.values()) else {}


def funnel(store: Store) -> list[tuple[str, int]]:
    """What went in and what is left after each step, counted from the tables."""
    read = recall.counts(store, store.settings.rounds)
    pairs = store.read(PAIRS)
    with_pairs = pairs.where(F.col("dropped").isNull())
    return [
        ("archives read", read["archives"]),
        ("records in them", read["records"]),
        ("HTML pages", read["html"]),
        ("recalled as educational", read["kept"]),
        ("selected (picked domains, no twins)", store.read(SELECTED).count()),
        ("pages that hold pairs", with_pairs.select("doc_id").distinct().count()),
        ("question-answer pairs", with_pairs.count()),
        ("without duplicates", store.read(UNIQUE_PAIRS).where("duplicate_of IS NULL").count()),
        ("without benchmark items", store.read(CLEAN_PAIRS).where("dropped IS NULL").count()),
        *(
            (f"refined ({one.name})", refine.counts(store, one.name)["refined"])
            for one in store.settings.refine.refiners
        ),
        ("rows in the dataset", store.read(SFT).count()),
    ]


def _funnel(store: Store) -> Grid:
    grid = Grid("the funnel", "", box=None, pad_edge=False)
    grid.columns[1].justify = "right"
    for name, count in funnel(store):
        grid.add_row(name, f"{count:,}")
    return grid


def _show_pairs(store: Store, console: Console) -> None:
    console.print(f"\n{SHOWN} pairs, chosen by hash:\n")
    for row in store.read(SFT).orderBy("id").limit(SHOWN).collect():
        question, answer = (message["content"] for message in row["messages"])
        console.print(f"  {row['url']}", markup=False, style="dim")
        console.print(f"  Q: {_short(question)}", markup=False)
        console.print(f"  A: {_short(answer)}\n", markup=False)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST else flat[:LONGEST] + " …"


def _where_next(folder: Path, loaded: Settings, console: Console) -> None:
    conf, program = _conf_file(folder, loaded), _program()
    console.print(
        f"The dataset is in {folder}/dataset (Parquet, JSONL, card), the tables in {loaded.tables}."
    )
    console.print("Where to look next:")
    for arguments, what in (
        ("status", "done, left, dropped and why"),
        ("sample pairs -n 5", "rows to read"),
        (f"quality simweb --key {folder}/web/answer_key.parquet", "what it should have found"),
        ("run all", "again: adds what is new, or nothing"),
    ):
        console.print(f"  {program} {arguments} --conf {conf}   # {what}", markup=False)


def _conf_file(folder: Path, loaded: Settings) -> Path:
    """The settings this demo ran with: the shipped file, or one written beside it in another folder."""
    shipped = Path("conf/demo.yaml")
    if folder == Path("demo") and shipped.exists():
        return shipped
    conf = folder / "demo.yaml"
    head = f"# webinstruct run all --conf {conf}\n"
    conf.write_text(head + yaml.safe_dump(loaded.model_dump(mode="json"), sort_keys=False), encoding="utf-8")
    return conf


def _program() -> str:
    """How to call us from this shell: `make demo` runs without the virtual environment activated."""
    if shutil.which("webinstruct"):
        return "webinstruct"
    beside = Path(sys.executable).parent / "webinstruct"
    return os.path.relpath(beside) if beside.exists() else "python -m jobs.cli"
