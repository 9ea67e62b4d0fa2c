"""`webinstruct reset STAGE`: let go of what a stage made, so that it starts anew."""

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from webinstruct import UserError
from webinstruct.llm.budget import ledger_total
from webinstruct.settings import Settings
from webinstruct.tables import DEDUP_BANDS, RECALLED

from .pipeline import STAGES, Stage, stage
from .wiring import Store, alone, models, state


def reset(spark: SparkSession, settings: Settings, name: str, round: int) -> str:
    """Drop the stage's table and checkpoint (or its round's model); says in one line what went.

    UserError where something downstream was made from it: reset that first.
    """
    store = Store(spark, settings)
    found = stage(name)
    full = f"{name}-{round}" if found.per_round else name
    with alone(store, full):  # not while it runs
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
        state.forget(settings, full)
        store.drop(found.writes)
        if name == "dedup":
            store.drop(DEDUP_BANDS)
    gone = f"{found.writes.name} and the checkpoint of {full} are gone; `webinstruct run {name}` starts anew"
    return gone + (_paid(settings) if name == "extract" and settings.llm.engine == "endpoint" else "")


def _paid(settings: Settings) -> str:
    """What stays spent, and counts against the budget of the next run."""
    folder = state.ledger_root(settings)
    spent = ledger_total(folder)
    return f"; {spent.calls:,} calls and {spent.tokens:,} tokens stay paid, noted in {folder}"


def _made_from(store: Store, found: Stage, round: int) -> str | None:
    """The first stage below that still has rows made from this one's."""
    if found.writes is None:
        rows = store.read(RECALLED).where(F.col("round") == round)
        return "recall" if rows.limit(1).count() else None
    for below in STAGES:
        if found.writes in below.reads and below.writes and store.read(below.writes).limit(1).count():
            return below.name
    return None
