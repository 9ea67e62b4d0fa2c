"""`webinstruct reset STAGE`: let go of what a stage made, so that it starts anew."""

from collections.abc import Iterable
from contextlib import ExitStack

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from webinstruct import UserError
from webinstruct.settings import RefinerSettings, Settings
from webinstruct.tables import DEDUP_BANDS, RECALLED, REFINED_PAIRS, VERIFIED_PAIRS

from . import refine
from .pipeline import STAGES, Stage, names, stage
from .wiring import Store, alone, asking, models, state


def reset(spark: SparkSession, settings: Settings, name: str, round: int, refiner: str | None = None) -> str:
    """Drop the stage's table and checkpoint (or its round's model); says in one line what went.

    Of `refine` all refiners go, or the rows and the checkpoint of one. UserError where something downstream was
    made from it: reset that first; `export`, which is made anew each time, stands in the way of no single refiner.
    """
    store = Store(spark, settings)
    found = stage(name)
    if refiner is not None:
        return _one_refiner(store, refiner)
    full = _full_names(store, found, round)
    with ExitStack() as locks:
        for one in full:
            locks.enter_context(alone(store, one))  # not while it runs
        below = _made_from(store, found, round)
        if below:
            raise UserError(
                f"{below} was made from what {name} wrote and reads it still: run `webinstruct reset {below}` first"
            )
        if found.writes is None:
            models.forget(settings, round)
            return f"the model of round {round} is let go"
        # The checkpoint goes first: a table without one is refused, a checkpoint without its table too,
        # so a reset that was killed half-way is seen and can be run again.
        for one in full:
            state.forget(settings, one)
        store.drop(found.writes)
        if name == "dedup":
            store.drop(DEDUP_BANDS)
    gone = f"{found.writes.name} and the checkpoint of {', '.join(full)} are gone"
    return f"{gone}; `webinstruct run {name}` starts anew{_paid(settings, name)}"


def _full_names(store: Store, found: Stage, round: int) -> list[str]:
    if found.per_round:
        return [f"{found.name}-{round}"]
    if found.per_refiner:
        return [refine.full_name(one) for one in _refiners(store)]
    return [*names(found, store.settings)]


def _refiners(store: Store) -> list[str]:
    """Those of the settings, then those that the settings no longer have."""
    current = [one.name for one in store.settings.refine.refiners]
    return [*current, *(name for name in state.refiners(store.settings) if name not in current)]


def _one_refiner(store: Store, name: str) -> str:
    known, full = _refiners(store), refine.full_name(name)
    if name not in known:
        raise UserError(f"no refiner {name}; there are {', '.join(known)}")
    with alone(store, full):
        state.forget(store.settings, full)  # first, as above
        store.delete(REFINED_PAIRS, "refiner", name)
        # Made anew they have the same keys: what was verified of the old ones is no word on the new.
        store.delete(VERIFIED_PAIRS, "refiner", name)
    again = f"`webinstruct run refine --refiner {name}` starts anew"
    current = [one for one in store.settings.refine.refiners if one.name == name]
    return f"the rows of {name} and the checkpoint of {full} are gone; {again}{_of_refiners(store.settings, current)}"


def _paid(settings: Settings, name: str) -> str:
    """What stays spent, and counts against the budget of the next run."""
    if name == "refine":
        return _of_refiners(settings, settings.refine.refiners)
    return asking.paid(settings) if name == "extract" else ""


def _of_refiners(settings: Settings, refiners: Iterable[RefinerSettings]) -> str:
    return "".join(asking.paid(settings, one) for one in refiners)


def _made_from(store: Store, found: Stage, round: int) -> str | None:
    """The first stage below that still has rows made from this one's."""
    if found.writes is None:
        rows = store.read(RECALLED).where(F.col("round") == round)
        return "recall" if rows.limit(1).count() else None
    for below in STAGES:
        if found.writes in below.reads and below.writes and store.read(below.writes).limit(1).count():
            return below.name
    return None
