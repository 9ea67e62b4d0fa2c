"""`webinstruct quality extract`: the pairs of real pages against those that readers found; no Spark, no tables.

Each engine in each mode is one run over the same pages: a table, and one line of JSON.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table as Grid

from webinstruct import UserError, storage, tracking
from webinstruct.extract import prompt_digest, prompts
from webinstruct.quality import extract as quality
from webinstruct.quality.pages import read_truth
from webinstruct.settings import Settings, checked, load, result_values

BARE = {"input": "none", "tables": "none"}
"""Settings for a measure that reads no archive and writes no table."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for."""

    truth: Path
    root: Path
    negatives: Path | None
    engines: str | None
    modes: str | None
    conf: Path | None
    sets: Sequence[str]


def extract(asked: Asked, console: Console, *, misses: bool) -> None:
    """Measure every engine in every mode; the last line is JSON, that of the last run."""
    runs = list(_runs(asked))
    truth = read_truth(asked.truth)
    documents = quality.read_pages(quality.load(truth), asked.root)
    negatives = quality.read_folder(asked.negatives) if asked.negatives else []
    for name, settings in runs:
        prompt = "" if settings.llm.engine == "rules" else prompts.prompt(settings.extract)
        found = quality.measure(documents, negatives, settings.extract, settings.llm, prompt=prompt)
        _show(name, found, console, misses=misses)
        _log(name, found, settings, prompt, storage.sha256(truth.encode()))
        print(json.dumps({**found.as_json(), "run": name}, ensure_ascii=False))


def _runs(asked: Asked) -> Iterator[tuple[str, Settings]]:
    """Names and settings of all runs, checked before the first begins."""
    for engine in _several(asked.engines):
        for mode in _several(asked.modes):
            own = [*asked.sets]
            own += [f"llm.engine={engine}"] if engine else []
            own += [f"extract.mode={mode}"] if mode else []
            settings = _settings(asked.conf, own)
            yield _name(settings), settings


def _name(settings: Settings) -> str:
    """The engine, and for a model its mode: the rules have none."""
    engine = settings.llm.engine
    return engine if engine == "rules" else f"{engine} {settings.extract.mode}"


def _several(names: str | None) -> list[str | None]:
    if names is None:
        return [None]
    found = [name.strip() for name in names.split(",")]
    if not all(found):
        raise UserError(f"wanted names with commas between them, got {names!r}")
    return [*found]


def _settings(conf: Path | None, sets: Sequence[str]) -> Settings:
    """The settings file with overrides; without a file, all defaults with overrides."""
    return checked(dict(BARE), sets) if conf is None else load(conf, sets)


def _show(name: str, found: quality.ExtractQuality, console: Console, *, misses: bool) -> None:
    grid = Grid(name, "hits", "of", "share", "95 % interval", "by page", box=None, pad_edge=False)
    for label, one in found.figures.items():
        value = "n/a" if one.share.value is None else f"{one.share.value:.3f}"
        ends = [f"{low:.3f} – {high:.3f}" for low, high in ((one.share.low, one.share.high), one.by_page)]
        grid.add_row(label.replace("_", " "), str(one.share.hits), str(one.share.n), value, *ends)
    console.print(grid)
    f1 = "n/a" if found.f1 is None else f"{found.f1:.3f}"
    console.print(f"F1 {f1}, by page {found.f1_by_page[0]:.3f} – {found.f1_by_page[1]:.3f}")
    console.print(
        f"{found.tokens_in:,} tokens in, {found.tokens_out:,} out, {found.seconds:.1f} s "
        f"for {len(found.pages) + len(found.negatives):,} pages"
    )
    kinds = {what: found.kinds(what) for what in ("missed", "wrong")} | {"dropped": found.dropped}
    for what, counts in kinds.items():
        console.print(f"{what}: {', '.join(f'{kind} {n}' for kind, n in counts.items()) or 'nothing'}")
    for miss in found.misses if misses else ():
        console.print(f"{miss.what} ({miss.kind}): {miss.file}: {miss.words}")


def _log(name: str, found: quality.ExtractQuality, settings: Settings, prompt: str, truth: str) -> None:
    """To MLflow, where the settings name a store."""
    if settings.mlflow is None:
        return
    asked = result_values(settings.extract, "extract") | settings.llm.identity()
    lines = [f"{miss.what}\t{miss.kind}\t{miss.file}\t{miss.words}\n" for miss in found.misses]
    tracking.log_run(
        settings.mlflow,
        experiment="webinstruct-quality-extract",
        name=name,
        params=asked | {"truth_sha256": truth, "prompt": prompt_digest(prompt) or ""},
        metrics=found.metrics,
        files={"misses.tsv": "".join(lines).encode()},
    )
