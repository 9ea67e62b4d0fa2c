"""`webinstruct quality text|formulas|main`: the page reader against truth files; no Spark, no tables."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table as Grid

from webinstruct.quality import formulas as formula_quality
from webinstruct.quality import main_text, text


def pairs(truth: Path, root: Path, console: Console, *, losses: bool) -> None:
    """Survival of question-answer pairs in the text; the last line is JSON."""
    quality = text.measure(truth, root)
    grid = Grid("starts and ends", "kept", "of", "share", "95 % interval", box=None, pad_edge=False)
    for name, share in {"all four, in order": quality.pairs, **quality.marks}.items():
        value = "n/a" if share.value is None else f"{share.value:.3f}"
        grid.add_row(name, str(share.hits), str(share.n), value, f"{share.low:.3f} – {share.high:.3f}")
    console.print(grid)
    low, high = quality.clustered
    console.print(f"interval over pages, whose pairs go together: {low:.3f} – {high:.3f}")
    console.print(f"{quality.chars_ratio:.2f} characters for one of resiliparse's main content")
    for loss in quality.losses if losses else ():
        console.print(f"lost: {loss.file} {loss.mark}: {loss.text}")
    print(json.dumps(quality.as_json()))


def formulas(truth: Path, root: Path, console: Console, *, losses: bool) -> None:
    """Formulas kept, doubled and made of prices; the last line is JSON."""
    found = formula_quality.formulas(truth, root)
    rows, misses, faults = found.pop("rows"), found.pop("misses"), found.pop("faults")
    _table(console, ("kind", "kept", "of", "share"), rows)
    one = found["formulas"]
    share = "n/a" if one["share"] is None else f"{one['share']:.3f}"
    console.print(
        f"kept {one['kept']} of {one['n']}: {share} [{one['low']:.3f}, {one['high']:.3f}], "
        f"by page [{one['page_low']:.3f}, {one['page_high']:.3f}]"
    )
    for file, kind, tex, written in misses if losses else ():
        console.print(f"missed: {file} {kind}: {tex}{' (written, not seen as a formula)' if written else ''}")
    for file, fault, what in faults if losses else ():
        console.print(f"{fault}: {file}: {what}")
    print(json.dumps(found))


def main(truth: Path, root: Path | None, console: Console) -> None:
    """Token F1 of the main text beside resiliparse's main content; the last line is JSON."""
    found = main_text.measure(truth, root)
    rows = [
        [name, *(f"{row[key]:.3f}" for key in ("f1", "low", "high", "precision", "recall")), row["n"]]
        for name, row in {"webinstruct": found["main"], **found["peer"]}.items()
    ]
    _table(console, ("token F1 of", "mean", "low", "high", "precision", "recall", "pages"), rows)
    print(json.dumps(found))


def _table(console: Console, heads: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    grid = Grid(*heads, box=None, pad_edge=False)
    for row in rows:
        grid.add_row(*(f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in row))
    console.print(grid)
