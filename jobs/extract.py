"""Stage `extract`: selected documents to question-answer pairs, by the engine of the settings."""

from functools import partial

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from webinstruct import extract
from webinstruct.llm import rules
from webinstruct.settings import Settings, digest, result_values
from webinstruct.tables import PAIRS, SELECTED

from .wiring import Options, Progress, Store, running, versions


def run(
    spark: SparkSession, settings: Settings, round: int = 1, options: Options = Options()
) -> dict[str, int]:
    """Ask the engine about every selected document that was not asked yet and is not blocked."""
    store = Store(spark, settings)
    identity = result_values(settings.extract, "extract") | result_values(settings.llm, "llm")
    identity |= versions(extract, rules)
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
            extract.pairs, settings=settings.extract, llm=settings.llm, digest=digest(identity)
        )
        documents = store.is_blocked(store.stream(SELECTED)).where(~F.col("blocked")).select(*extract.READS)
        # By key, so that a retried task sees the same rows; one task an engine.
        spread = documents.repartition(settings.llm.workers, "doc_id")
        run.stream(spread.mapInArrow(generator, PAIRS.schema_ddl), PAIRS, partial(_progress, store))
        after = counts(store)
        run.counts |= {name: after[name] - before.get(name, 0) for name in after}
    return run.counts


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
