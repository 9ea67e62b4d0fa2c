"""Stage `extract`: selected documents to question-answer pairs, by the engine of the settings."""

from functools import partial

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from webinstruct import extract
from webinstruct.extract import prompts
from webinstruct.llm import rules
from webinstruct.settings import Settings, digest, result_values
from webinstruct.tables import PAIRS, SELECTED

from .wiring import Options, Progress, Store, asking, versions


def run(
    spark: SparkSession, settings: Settings, round: int = 1, options: Options = Options()
) -> dict[str, int]:
    """Ask the engine about every selected document that was not asked yet and is not blocked."""
    store = Store(spark, settings)
    llm = asking.with_ledger(settings)
    is_model = llm.engine != "rules"
    prompt = prompts.prompt(settings.extract) if is_model else ""
    identity = result_values(settings.extract, "extract") | llm.identity()
    identity |= versions(extract) if is_model else versions(extract, rules)
    identity |= {"prompt": extract.prompt_digest(prompt)} if is_model else {}
    asked = asking.Asking(
        store,
        source=SELECTED,
        writes=PAIRS,
        key="doc_id",
        noun="documents",
        reads=extract.READS,
        may=partial(_may, store),
        llm=llm,
        generator=partial(
            extract.pairs, settings=settings.extract, llm=llm, digest=digest(identity), prompt=prompt
        ),
    )
    own = partial(counts, store)
    return asking.ask(asked, "extract", identity, options, own, partial(_progress, store), leftovers=is_model)


def _may(store: Store, selected: DataFrame) -> DataFrame:
    return store.is_blocked(selected).where(~F.col("blocked")).drop("blocked")


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
