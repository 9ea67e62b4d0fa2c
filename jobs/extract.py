"""Stage `extract`: selected documents to question-answer pairs, by the engine of the settings."""

from functools import partial

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from webinstruct import extract
from webinstruct.extract import prompts
from webinstruct.llm import rules
from webinstruct.llm.budget import ledger_total
from webinstruct.settings import LlmSettings, Settings, digest, result_values
from webinstruct.tables import PAIRS, SELECTED

from .wiring import Options, Progress, Run, Store, running, state, versions
from .wiring.gpus import Generator, on_its_gpus


def run(
    spark: SparkSession, settings: Settings, round: int = 1, options: Options = Options()
) -> dict[str, int]:
    """Ask the engine about every selected document that was not asked yet and is not blocked."""
    store = Store(spark, settings)
    llm = _with_ledger(settings)
    is_model = llm.engine != "rules"
    prompt = prompts.prompt(settings.extract) if is_model else ""
    identity = result_values(settings.extract, "extract") | llm.identity()
    identity |= versions(extract) if is_model else versions(extract, rules)
    identity |= {"prompt": extract.prompt_digest(prompt)} if is_model else {}
    with running(
        store,
        "extract",
        round=None,
        writes=PAIRS,
        reads=(SELECTED,),
        source=SELECTED,
        identity=identity,
        options=options,
    ) as run:
        before = counts(store)
        generator = partial(
            extract.pairs, settings=settings.extract, llm=llm, digest=digest(identity), prompt=prompt
        )
        asked = _asked(store, store.stream(SELECTED), generator, llm.workers)
        run.stream(asked, PAIRS, partial(_progress, store))
        if is_model and not run.limit_is_reached:
            run.counts |= _leftovers(store, run, generator, llm)
        after = counts(store)
        run.counts |= {name: after[name] - before.get(name, 0) for name in after}
    return run.counts


def _with_ledger(settings: Settings) -> LlmSettings:
    """The engine's settings with the place of the ledger; UserError where there is none to guess."""
    llm = settings.llm
    if llm.engine != "endpoint":
        return llm
    place = state.ledger_root(settings)
    return llm.model_copy(update={"endpoint": llm.endpoint.model_copy(update={"ledger": place})})


def _asked(store: Store, selected: DataFrame, generator: Generator, workers: int) -> DataFrame:
    documents = store.is_blocked(selected).where(~F.col("blocked")).select(*extract.READS)
    # By key, so that a retried task sees the same rows; one task an engine.
    asked = partial(on_its_gpus, generator=generator)
    return documents.repartition(workers, "doc_id").mapInArrow(asked, PAIRS.schema_ddl)


def _leftovers(store: Store, run: Run, generator: Generator, llm: LlmSettings) -> dict[str, int]:
    """Documents that the stream has passed while no more could be asked: asked now, a commit at a time.

    What a commit adds no row to is not asked again: the budget is still spent, or the server still mute.
    """
    while True:
        left = _unanswered(store)
        count = left.count()
        if not count:
            return {}
        slice_ = left.orderBy("doc_id").limit(llm.commit_documents)
        store.append(PAIRS, _asked(store, slice_, generator, llm.workers), run.run_id)
        run.read += min(count, llm.commit_documents)
        still = _unanswered(store).count()
        if still == count:
            run.say(f"{still:,} documents are left: {_why(llm)}; then run extract again")
            return {"left": still}
        if run.limit_is_reached:
            return {"left": still}


def _why(llm: LlmSettings) -> str:
    """What keeps them from being asked, with what was paid so far."""
    folder = llm.endpoint.ledger
    if llm.engine != "endpoint" or folder is None:
        return "the engine asked no more, its log says why"
    spent = ledger_total(folder)
    return (
        f"raise the budget or fill the account ({spent.calls:,} calls and {spent.tokens:,} tokens so far, "
        f"noted in {folder}; the workers' log says what the server said)"
    )


def _unanswered(store: Store) -> DataFrame:
    answered = store.read(PAIRS).select("doc_id").distinct()
    selected = store.is_blocked(store.read(SELECTED)).where(~F.col("blocked")).drop("blocked")
    return selected.join(answered, "doc_id", "left_anti")


def counts(store: Store) -> dict[str, int]:
    """Totals of `pairs`: documents asked, pairs kept, and each reason for dropping."""
    rows = store.read(PAIRS)
    documents = rows.select("doc_id").distinct().count()
    by_reason = {row["dropped"]: row["count"] for row in rows.groupBy("dropped").count().collect()}
    kept = by_reason.pop(None, 0)
    return {"documents": documents, "pairs": kept} | dict(sorted(by_reason.items()))


def _progress(store: Store) -> Progress:
    found = counts(store)
    return Progress(
        found["documents"], store.read(SELECTED).count(), "documents", f"{found['pairs']:,} pairs"
    )
