"""The chain as a straight line: every stage, in order, with what it reads and writes."""

from collections.abc import Callable
from typing import NamedTuple

from pyspark.sql import SparkSession

from webinstruct import UserError
from webinstruct import decontaminate as benchmarks
from webinstruct.settings import Settings
from webinstruct.tables import (
    CLEAN_PAIRS,
    PAIRS,
    RECALLED,
    REFINED_PAIRS,
    SELECTED,
    SFT,
    UNIQUE_PAIRS,
    VERIFIED_PAIRS,
    WARCS,
    Table,
)

from . import decontaminate, dedup, export, extract, fit, list, recall, refine, select, verify
from .wiring import Options

StageRun = Callable[[SparkSession, Settings, int, Options], dict[str, int]]


class Stage(NamedTuple):
    """One stage: `per_round` stages run once a round; `writes` is None for the model of `fit`.

    `streams`: it reads its table commit by commit, and goes on where its checkpoint says. `per_refiner`: each
    refiner has a lock and a checkpoint of its own.
    """

    name: str
    run: StageRun
    per_round: bool
    reads: tuple[Table, ...]
    writes: Table | None
    streams: bool = False
    per_refiner: bool = False


STAGES: tuple[Stage, ...] = (
    Stage("list", list.run, False, (), WARCS),
    Stage("fit", fit.run, True, (), None),
    Stage("recall", recall.run, True, (WARCS,), RECALLED, streams=True),
    Stage("select", select.run, False, (RECALLED,), SELECTED),
    Stage("extract", extract.run, False, (SELECTED,), PAIRS, streams=True),
    Stage("dedup", dedup.run, False, (PAIRS,), UNIQUE_PAIRS),
    Stage("decontaminate", decontaminate.run, False, (UNIQUE_PAIRS, PAIRS), CLEAN_PAIRS),
    Stage("refine", refine.run, False, (CLEAN_PAIRS,), REFINED_PAIRS, streams=True, per_refiner=True),
    Stage("verify", verify.run, False, (REFINED_PAIRS,), VERIFIED_PAIRS, streams=True),
    Stage("export", export.run, False, (VERIFIED_PAIRS, REFINED_PAIRS, CLEAN_PAIRS, PAIRS), SFT),
)


def stage(name: str) -> Stage:
    """The stage of that name; UserError with the names there are."""
    for found in STAGES:
        if found.name == name:
            return found
    raise UserError(f"no stage {name}; there are {', '.join(s.name for s in STAGES)}, and all")


def wanted(settings: Settings) -> tuple[Stage, ...]:
    """The stages of these settings, in order: all, but `verify` only where it is asked for."""
    return tuple(found for found in STAGES if found.name != "verify" or settings.verify is not None)


def names(stage: Stage, settings: Settings) -> tuple[str, ...]:
    """A stage by the names of its locks and checkpoints: `recall-1`, `refine-small`."""
    if stage.per_refiner:
        return tuple(refine.full_name(one.name) for one in settings.refine.refiners)
    rounds = range(1, settings.rounds + 1)
    return tuple(f"{stage.name}-{round}" for round in rounds) if stage.per_round else (stage.name,)


def run_all(spark: SparkSession, settings: Settings, options: Options = Options()) -> bool:
    """Run the chain, round by round; True if any stage wrote anything."""
    benchmarks.items(settings.decontaminate)  # what is missing shall show before the work, not after it
    wrote = False
    for round in range(1, settings.rounds + 1):
        for found in _of_round(round, settings.rounds):
            if found not in wanted(settings):
                continue
            counts = found.run(spark, settings, round, options)
            wrote = wrote or any(counts.values())
    return wrote


def _of_round(round: int, rounds: int) -> tuple[Stage, ...]:
    """`list` opens the first round; what follows `recall` waits for the last one."""
    last = [s.name for s in STAGES].index("recall")
    return tuple(
        found
        for place, found in enumerate(STAGES)
        if found.per_round or (round == 1 if place < last else round == rounds)
    )
