"""`webinstruct quality answers`: equality of answers, ours beside math-verify and plain strings; no Spark."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table as Grid

from webinstruct.quality import answers
from webinstruct.quality.answers import METHODS, Figures, Tally, total
from webinstruct.quality.intervals import Share


def print_figures(figures: Figures, console: Console, *, losses: bool) -> None:
    """Hand-made cases by kind, then drawn pairs by benchmark, then one JSON object as the last line."""
    console.print(_grid("hand-made pairs", figures.cases))
    if figures.bench:
        console.print(_grid("benchmarks", figures.bench))
    console.print("open: ours are undecided or timed out; wrong: ours say equal and should not")
    console.print(f"to be undecided or timed out, and so: {figures.open_cases}")
    console.print(f"decided alike both ways round: {figures.symmetric}")
    console.print(f"final answers of texts: {figures.found}")
    for miss in figures.misses if losses else ():
        console.print(miss, markup=False, highlight=False)
    print(json.dumps(figures.as_json()))


def _grid(head: str, groups: Mapping[str, Mapping[str, Tally]]) -> Grid:
    heads = (head, "n", "ours", "95 %", "math-verify", "strings", "open", "wrong")
    grid = Grid(*heads, box=None, pad_edge=False)
    grid.columns[0].no_wrap = True
    for name, group in [*sorted(groups.items()), ("all", _totals(groups))]:
        ours = group["ours"]
        cells = [_value(group[method].accuracy) for method in METHODS]
        interval = f"{ours.accuracy.low:.3f}–{ours.accuracy.high:.3f}"
        counts = (str(ours.undecided), str(ours.false_equal))
        grid.add_row(name, f"{ours.n:,}", cells[0], interval, *cells[1:], *counts)
    rates = [tally.as_json()["per_second"] for tally in _totals(groups).values()]
    shown = [f"{rate:,.0f}" if rate else "" for rate in rates]
    grid.add_row("pairs a second", "", shown[0], "", *shown[1:], "", "")
    return grid


def _totals(groups: Mapping[str, Mapping[str, Tally]]) -> dict[str, Tally]:
    return {method: total(groups, method) for method in METHODS}


def _value(share: Share) -> str:
    return "n/a" if share.value is None else f"{share.value:.3f}"


def run(cases: Sequence[Path], bench: Path | None, console: Console, *, each: int, losses: bool) -> None:
    """Measure and print."""
    print_figures(answers.measure(cases, bench, each=each), console, losses=losses)
