"""`webinstruct quality refine`: planted faults that are caught, honest refinements that pass; no Spark, no tables."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as Grid

from webinstruct import UserError, answers, refine, tracking
from webinstruct.quality import refine as quality
from webinstruct.quality.intervals import Share
from webinstruct.quality.refine import CAUGHT, FLAG_OF, FLAGGED, Figures
from webinstruct.quality.refine_pairs import pairs_of, simulated_pairs
from webinstruct.quality.refine_stage import by_stage

_PLAIN: dict[str, Any] = {"box": None, "pad_edge": False}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for."""

    pairs: Path | None
    sample: int
    pages: int
    options: int
    seed: int
    misses: int
    mlflow: str | None
    out: Path | None


def measure(asked: Asked, console: Console) -> None:
    """Every pair refined honestly, and with each fault, by the stage's own way; the last line is JSON."""
    if asked.pairs is None:
        if not asked.pages + asked.options:
            raise UserError("nothing to refine: --pages 0 and --options 0")
        pairs = simulated_pairs(pages=asked.pages, options=asked.options, seed=asked.seed)
    else:
        pairs = pairs_of(asked.pairs, asked.sample)
    found = quality.figures(pairs, by_stage)
    for grid in _grids(found):
        console.print(grid)
        console.print()
    _tell(found, console)
    for miss in found.misses[: asked.misses]:
        console.print(miss, markup=False, highlight=False)
    if asked.out:
        _write(asked.out, found)
    if asked.mlflow:
        _log(asked, found)
    print(json.dumps(found.as_json()))


def _grids(found: Figures) -> Iterator[Grid]:
    grid = Grid("planted faults", "by", "caught", "95 %", "n", "aim", "", **_PLAIN)
    for fault, share in found.caught.items():
        grid.add_row(fault, _by(fault), *_cells(share), f">= {CAUGHT}", _reached(share, least=CAUGHT))
    for fault, share in found.told.items():
        grid.add_row(fault.partition("_")[0], _by(fault), *_cells(share), "", "")
    yield grid
    grid = Grid("honest refinements", "share", "95 %", "n", "aim", "", **_PLAIN)
    grid.add_row("flagged", *_cells(found.flagged), f"<= {FLAGGED}", _reached(found.flagged, most=FLAGGED))
    grid.add_row("final answer decided", *_cells(found.decided), "", "")
    yield grid
    ways = ("dropped", "mended", "missed")
    grid = Grid("broken JSON", *ways, **_PLAIN)
    for how, counts in sorted(found.json.items()):
        grid.add_row(how, *(f"{counts.get(way, 0):,}" for way in ways))
    yield grid


def _by(fault: str) -> str:
    named = {"json": "not misread", "answer_by_verdict": "flag answer"}
    return named.get(fault) or (f"flag {FLAG_OF[fault]}" if fault in FLAG_OF else "any flag")


def _cells(share: Share) -> tuple[str, str, str]:
    value = "n/a" if share.value is None else f"{share.value:.4f}"
    return value, f"{share.low:.4f}–{share.high:.4f}", f"{share.n:,}"


def _reached(share: Share, *, least: float = 0.0, most: float = 1.0) -> str:
    if share.value is None:
        return "no case"
    return "reached" if least <= share.value <= most else "missed"


def _tell(found: Figures, console: Console) -> None:
    console.print(f"flags of honest refinements: {_counts(found.flagged_by)}")
    console.print(f"their final answers: {_counts(found.verdicts)}")
    console.print(f"not decided for: {_counts(found.undecided_for)}")
    console.print(f"pairs without a place for a fault: {_counts(found.no_place)}")
    console.print(f"whole JSON that was dropped: {_counts(found.dropped)}")
    console.print(f"{found.asked:,} refinements asked for, {found.lost:,} of them without a row")


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items()) or "none"


def _write(path: Path, found: Figures) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        told = found.as_json() | {"misses": found.misses}
        path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise UserError(f"--out {path}: cannot be written: {error.strerror}") from None


def _log(asked: Asked, found: Figures) -> None:
    shares = {f"caught/{name}": share.value for name, share in found.caught.items()}
    shares |= {f"told/{name}": share.value for name, share in found.told.items()}
    shares |= {"flagged": found.flagged.value, "decided": found.decided.value}
    tracking.log_run(
        str(asked.mlflow),
        experiment="webinstruct-quality-refine",
        name="refine",
        params={
            "pairs": "simulated" if asked.pairs is None else asked.pairs.name,
            "sample": asked.sample,
            "pages": asked.pages,
            "options": asked.options,
            "seed": asked.seed,
            "version": refine.VERSION,
            "answers": answers.VERSION,
        },
        metrics={name: value for name, value in shares.items() if value is not None}
        | {"asked": found.asked, "lost": found.lost},
        files={"refine.json": json.dumps(found.as_json()).encode()},
    )
