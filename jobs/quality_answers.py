"""`webinstruct quality answers`: equality of answers, ours beside math-verify and plain strings; no Spark."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table as Grid

from webinstruct.quality import answers
from webinstruct.quality.answers import METHODS, Figures, Tally, total


def print_figures(figures: Figures, console: Console, *, losses: bool) -> None:
    """Hand-made cases by kind, then drawn pairs by benchmark, then one JSON object as the last line."""
    console.print(_grid("hand-made pairs", figures.cases))
    if figures.bench:
        console.print(_grid("pairs from benchmarks", figures.bench))
    console.print(f"to be undecided or timed out, and so: {figures.open_cases}")
    console.print(f"decided alike both ways round: {figures.symmetric}")
    console.print(f"final answers of texts: {figures.found}")
    for miss in figures.misses if losses else ():
        console.print(miss, markup=False, highlight=False)
    print(json.dumps(figures.as_json()))


def _grid(head: str, groups: Mapping[str, Mapping[str, Tally]]) -> Grid:
    grid = Grid(
        head,
        "n",
        *("ours", "math-verify", "strings"),
        "ours undecided",
        "ours wrongly equal",
        box=None,
        pad_edge=False,
    )
    for name, group in [
        *sorted(groups.items()),
        ("all", {method: total(groups, method) for method in METHODS}),
    ]:
        shares = [group[method].accuracy for method in METHODS]
        cells = [
            f"{share.value:.3f} [{share.low:.3f}, {share.high:.3f}]" if share.value is not None else ""
            for share in shares
        ]
        ours = group["ours"]
        grid.add_row(name, str(ours.n), *cells, str(ours.undecided), str(ours.false_equal))
    rates = [total(groups, method).as_json()["per_second"] for method in METHODS]
    grid.add_row("pairs a second", "", *(f"{rate:,.0f}" if rate else "" for rate in rates), "", "")
    return grid


def run(cases: Sequence[Path], bench: Path | None, console: Console, *, each: int, losses: bool) -> None:
    """Measure and print."""
    print_figures(answers.measure(cases, bench, each=each), console, losses=losses)
