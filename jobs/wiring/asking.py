"""A stage that asks an engine about the rows of one table: by a stream, and then about what the stream left.

A stream passes each row once. Rows that could not be asked about then (a budget was spent, a domain was not
picked) have no row of answers, and are asked about after it, in commits of their own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from webinstruct.llm.budget import ledger_total
from webinstruct.settings import LlmSettings, RefinerSettings, Settings, VerifySettings
from webinstruct.tables import Table

from . import state
from .gpus import Generator, on_its_gpus
from .runs import Options, Progress, Run, running
from .store import Store


@dataclass(frozen=True, slots=True)
class Asking:
    """Who is asked about what: rows of `source` that `may` lets through, known by `key`, in words `noun`.

    `refiner`: only rows of `writes` with that name are answers; None where all of them are.
    """

    store: Store
    source: Table
    writes: Table
    key: str
    noun: str
    reads: tuple[str, ...]
    may: Callable[[DataFrame], DataFrame]
    llm: LlmSettings
    generator: Generator
    refiner: str | None = None


Counts = Callable[[], dict[str, int]]
"""Totals of what a stage has written, by name."""


def ask(
    asking: Asking,
    stage: str,
    identity: Mapping[str, Any],
    options: Options,
    counts: Counts,
    progress: Callable[[], Progress],
    *,
    leftovers: bool = True,
) -> dict[str, int]:
    """One run of a stage: the stream, then what it has passed without an answer, now or earlier; what was added."""
    with running(
        asking.store,
        stage,
        round=None,
        refiner=asking.refiner,
        writes=asking.writes,
        reads=(asking.source,),
        source=asking.source,
        identity=identity,
        options=options,
    ) as run:
        before = counts()
        _ask(run, asking, progress, leftovers=leftovers)
        after = counts()
        run.counts |= {name: after[name] - before.get(name, 0) for name in after}
    return run.counts


def _ask(run: Run, asking: Asking, progress: Callable[[], Progress], *, leftovers: bool) -> None:
    store = asking.store
    # What another driver adds from now on may be the next stream's: asked about here, it would be asked twice.
    version = store.version(asking.source)
    run.stream(_asked(asking, store.stream(asking.source)), asking.writes, progress)
    if leftovers and not run.limit_is_reached:
        run.counts |= _leftovers(run, asking, version)


def unanswered(asking: Asking, version: int | None = None) -> DataFrame:
    """Rows of the source, as of a version of it, that may be asked about and have no answer yet."""
    answers = asking.store.read(asking.writes)
    if asking.refiner is not None:
        answers = answers.where(F.col("refiner") == asking.refiner)
    rows = asking.may(asking.store.read(asking.source, version))
    return rows.join(answers.select(asking.key).distinct(), asking.key, "left_anti")


def with_ledger(settings: Settings, asker: RefinerSettings | VerifySettings | None = None) -> LlmSettings:
    """The engine of a refiner, `verify` or `extract`, with the place of its ledger; UserError if there is none."""
    llm = settings.llm if asker is None else asker.llm
    if llm.engine != "endpoint":
        return llm
    place = state.ledger_root(settings, asker)
    return llm.model_copy(update={"endpoint": llm.endpoint.model_copy(update={"ledger": place})})


def paid(settings: Settings, refiner: RefinerSettings | None = None) -> str:
    """What stays spent after a reset, and counts against the budget of the next run; empty without a server."""
    llm = with_ledger(settings, refiner)
    return f"; {_spent(llm)} stay paid, noted in {llm.endpoint.ledger}" if llm.engine == "endpoint" else ""


def _asked(asking: Asking, rows: DataFrame) -> DataFrame:
    # By key, so that a retried task sees the same rows; one task an engine.
    asked = partial(on_its_gpus, generator=asking.generator)
    parts = asking.may(rows).select(*asking.reads).repartition(asking.llm.workers, asking.key)
    return parts.mapInArrow(asked, asking.writes.schema_ddl)


def _leftovers(run: Run, asking: Asking, version: int | None) -> dict[str, int]:
    """Rows that the stream has passed while no more could be asked: asked now, a commit at a time.

    What a commit adds no row to is not asked again: the budget is still spent, or the server still mute.
    """
    at_a_time = asking.llm.commit_documents
    while True:
        left = unanswered(asking, version)
        count = left.count()
        if not count:
            return {}
        slice_ = left.orderBy(asking.key).limit(at_a_time)
        asking.store.append(asking.writes, _asked(asking, slice_), run.run_id)
        run.read += min(count, at_a_time)
        still = unanswered(asking, version).count()
        if still == count:
            stage = run.stage.partition("-")[0]
            run.say(f"{still:,} {asking.noun} are left: {_why(asking.llm)}; then run {stage} again")
            return {"left": still}
        if run.limit_is_reached:
            return {"left": still}


def _why(llm: LlmSettings) -> str:
    """What keeps them from being asked, with what was paid so far."""
    if llm.engine != "endpoint" or llm.endpoint.ledger is None:
        return "the engine asked no more, its log says why"
    return (
        f"raise the budget or fill the account ({_spent(llm)} so far, "
        f"noted in {llm.endpoint.ledger}; the workers' log says what the server said)"
    )


def _spent(llm: LlmSettings) -> str:
    spent = ledger_total(llm.endpoint.ledger or "")
    return f"{spent.calls:,} calls and {spent.tokens:,} tokens"
