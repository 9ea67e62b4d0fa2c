"""`webinstruct quality decontaminate` and `webinstruct decontaminate --file`; no Spark, no tables."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as Grid

from webinstruct import UserError, datasets, decontaminate, tracking, words
from webinstruct.decontaminate import VERSION, Finding, Index, dropped, judge_further, open_index
from webinstruct.quality import decontaminate as quality
from webinstruct.quality.decontaminate import Hit, Quality
from webinstruct.quality.intervals import Share
from webinstruct.settings import DecontaminateSettings, checked, result_values

_BARE = {"input": "none", "tables": "none"}
_SHOWN = 160  # characters of a clean text that was hit
_AT_ONCE = 2048  # rows


def opened(benchmarks: Path, sets: Sequence[str], console: Console) -> tuple[Index, DecontaminateSettings]:
    """The index of all benchmarks that the folder holds; what it lacks is named."""
    if not benchmarks.is_dir():
        raise UserError(f"no folder of benchmark files at {benchmarks}")
    own = [
        f"decontaminate.benchmarks={json.dumps(str(benchmarks))}",
        "decontaminate.allow_missing=true",
        *sets,
    ]
    settings = checked(dict(_BARE), own).decontaminate
    items = decontaminate.items(settings)
    if not items.counts:
        raise UserError(f"no benchmark files in {benchmarks}")
    for line in decontaminate.told(items):
        console.print(line)
    index = open_index(items, settings)
    return index, settings


# --- quality


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for."""

    benchmarks: Path
    clean: Sequence[Path]
    sample: int
    hits: int
    mlflow: str | None
    sets: Sequence[str]


def measure(asked: Asked, console: Console) -> None:
    """Canaries and clean texts; the last line is JSON."""
    clean = [source for path in asked.clean for source in quality.clean_texts(path)]
    index, settings = opened(asked.benchmarks, asked.sets, console)
    found = quality.measure(index, clean, sample=asked.sample)
    for grid in _grids(found):
        console.print(grid)
        console.print()
    for hit in found.hits[: asked.hits]:
        console.print(_told(hit))
    if asked.mlflow:
        _log(asked, found, index, settings)
    print(json.dumps(found.as_json()))


def _grids(found: Quality) -> Iterator[Grid]:
    names = found.benchmarks()
    grid = Grid("recall", "ours", "95 %", "n", "paper", "same", "variant", "template", "clean", **_PLAIN)
    for kind in found.kinds():
        share = found.share(kind)
        verdicts = [f"{count:,}" for count in found.verdicts(kind).values()]
        paper = _value(found.share(kind, paper=True))
        grid.add_row(
            kind, _value(share), f"{share.low:.3f}–{share.high:.3f}", f"{share.n:,}", paper, *verdicts
        )
    yield grid
    grid = Grid("by benchmark (n)", *names, **_PLAIN)
    for kind in found.kinds():
        shares = found.by_benchmark(kind)
        grid.add_row(kind, *(_counted(shares.get(name)) for name in names))
    yield grid
    grid = Grid("by length of the question (n)", *quality.LENGTHS, **_PLAIN)
    for kind in found.kinds():
        shares = found.by_length(kind)
        grid.add_row(kind, *(_counted(shares.get(name)) for name in quality.LENGTHS))
    yield grid
    yield _clean_grid(found)


_PLAIN: dict[str, Any] = {"box": None, "pad_edge": False}


def _clean_grid(found: Quality) -> Grid:
    grid = Grid("false positives", "texts", "ours", "share", "95 %", "paper", "share", **_PLAIN)
    total = "all", (found.false_positives(), found.false_positives(paper=True))
    for name, (ours, paper) in [*found.clean.items(), total]:
        ends = f"{ours.low:.4f}–{ours.high:.4f}"
        grid.add_row(
            name, f"{ours.n:,}", f"{ours.hits:,}", _value(ours), ends, f"{paper.hits:,}", _value(paper)
        )
    return grid


def _value(share: Share) -> str:
    return "" if share.value is None else f"{share.value:.4f}"


def _counted(share: Share | None) -> str:
    return "" if share is None or share.value is None else f"{share.value:.3f} ({share.n:,})"


def _told(hit: Hit) -> str:
    """One line a hit; nothing of a text that holds a secret item."""
    evidence = hit.finding.evidence
    if evidence is None:
        return f"{hit.source}: {hit.finding.verdict}"
    head = f"{hit.source}: {hit.finding.verdict} {evidence.item} ({evidence.rule})"
    if evidence.matched is None:
        return head
    text = " ".join(f"{hit.pair[0]} {hit.pair[1]}".split())
    return f"{head}\n  matched: {' '.join(evidence.matched.split())[:_SHOWN]}\n  text: {text[:_SHOWN]}"


def _log(asked: Asked, found: Quality, index: Index, settings: DecontaminateSettings) -> None:
    said = found.as_json()
    metrics = {f"recall/{_plain(kind)}": value for kind, value in said["recall"].items()}
    metrics |= {f"paper_recall/{_plain(kind)}": value for kind, value in said["paper"]["recall"].items()}
    if found.false_positives().n:
        metrics["false_positive_rate"] = said["false_positive_rate"]
        metrics["paper_false_positive_rate"] = said["paper"]["false_positive_rate"]
    tracking.log_run(
        str(asked.mlflow),
        experiment="webinstruct-quality-decontaminate",
        name="decontaminate",
        params={
            **result_values(settings, "decontaminate"),
            **{
                "benchmarks": index.digest,
                "sample": asked.sample,
                "version": VERSION,
                "words": words.VERSION,
            },
        },
        metrics={**metrics, "clean_texts": found.false_positives().n},
        files={"decontaminate.png": quality.picture(found), "decontaminate.json": json.dumps(said).encode()},
    )


def _plain(kind: str) -> str:
    return kind.replace(" ", "_")


# --- one file


@dataclass(frozen=True, slots=True)
class File:
    """What the command line asks for."""

    file: Path
    benchmarks: Path
    out: Path | None
    report: Path | None
    sets: Sequence[str]


def check(asked: File, console: Console) -> None:
    """Any instruction dataset against the benchmarks; the last line is JSON."""
    index, settings = opened(asked.benchmarks, asked.sets, console)
    kinds: Counter[str] = Counter()
    by: Counter[tuple[str, str]] = Counter()
    with ExitStack() as stack:
        kept = stack.enter_context(datasets.writer(asked.out)) if asked.out else None
        told = stack.enter_context(datasets.writer(asked.report)) if asked.report else None
        for rows in datasets.batches(datasets.read(asked.file), _AT_ONCE):
            findings = judge_further(index, [pair for _, pair in rows])
            for (row, _), finding in zip(rows, findings, strict=True):
                why = dropped(finding, settings)
                _count(finding, why, kinds, by)
                if why is None and kept:
                    kept(row)
                if why is not None and told:
                    told(_reported(why, finding, row))
    _show(kinds, by, settings, console)


def _count(finding: Finding, why: str | None, kinds: Counter[str], by: Counter[tuple[str, str]]) -> None:
    kinds["rows"] += 1
    kinds[finding.verdict] += 1
    kinds["dropped"] += why is not None
    if finding.evidence:
        by[finding.evidence.benchmark, finding.verdict] += 1
    if finding.paper:
        kinds["paper"] += 1
        by[finding.paper.benchmark, "paper"] += 1


def _reported(why: str, finding: Finding, row: dict[str, Any]) -> dict[str, Any]:
    """What was dropped and why; a row that holds a secret item is not repeated."""
    evidence = [one for one in (finding.evidence, finding.paper) if one is not None]
    secret = any(one.matched is None for one in evidence)
    found = {name: _evidence(one) for name, one in (("evidence", finding.evidence), ("paper", finding.paper))}
    return {"dropped": why, "verdict": finding.verdict, **found, "row": None if secret else row}


def _evidence(one: Any) -> dict[str, Any] | None:
    return (
        None
        if one is None
        else {name: getattr(one, name) for name in ("benchmark", "item", "rule", "matched")}
    )


def _show(
    kinds: Counter[str], by: Counter[tuple[str, str]], settings: DecontaminateSettings, console: Console
) -> None:
    verdicts = ("same", "number-variant", "shared-template", "paper")
    grid = Grid("rows that hold items of", *verdicts, **_PLAIN)
    for name in sorted({benchmark for benchmark, _ in by}):
        grid.add_row(name, *(f"{by[name, verdict]:,}" for verdict in verdicts))
    grid.add_row("any", *(f"{kinds[verdict]:,}" for verdict in verdicts))
    console.print(grid)
    said = {name: kinds[name] for name in ("rows", *verdicts[:3], "clean", "paper", "dropped")}
    console.print(f"{kinds['rows']:,} rows, {kinds['dropped']:,} dropped by the rule `{settings.rule}`")
    benchmarks = {name: {v: by[name, v] for v in verdicts} for name in sorted({one for one, _ in by})}
    print(json.dumps({**said, "by_benchmark": benchmarks}))
