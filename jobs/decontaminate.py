"""Stage `decontaminate`: what `dedup` kept is compared with the benchmarks; what is clean goes on."""

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from webinstruct import decontaminate, words
from webinstruct.settings import Settings, digest, result_values
from webinstruct.tables import CLEAN_PAIRS, PAIRS, UNIQUE_PAIRS

from .wiring import Options, Run, Store, judging, running, versions


def run(
    spark: SparkSession, settings: Settings, round: int = 1, options: Options = Options()
) -> dict[str, int]:
    """Judge the kept pairs that were not judged yet and are neither blocked nor on unpicked domains.

    Benchmarks that came later do not change old rows: `export` looks for them in everything that ships.
    """
    store = Store(spark, settings)
    items = decontaminate.items(settings.decontaminate)
    identity = result_values(settings.decontaminate, "decontaminate") | versions(decontaminate, words)
    with running(
        store,
        "decontaminate",
        round=None,
        writes=CLEAN_PAIRS,
        reads=(UNIQUE_PAIRS, PAIRS),
        identity=identity,
        options=options,
    ) as run:
        new = waiting(store)
        if options.limit is not None:
            new = new.orderBy("pair_id").limit(options.limit)
        if new.limit(1).count():
            _write(run, new, items, digest(identity))
    return run.counts


def waiting(store: Store) -> DataFrame:
    """Kept pairs without a verdict; those of unpicked domains wait until they are picked again."""
    judged = store.read(CLEAN_PAIRS).select("pair_id")
    return store.may_go_on(judging.texts(store)).join(judged, "pair_id", "left_anti")


def _write(run: Run, new: DataFrame, items: decontaminate.Items, digest: str) -> None:
    store, asked = run.store, run.store.settings.decontaminate
    for line in decontaminate.told(items):
        run.say(line)
    rows = judging.judge(store, new, judging.texts(store), items, digest=digest, run_id=run.run_id)
    store.insert(CLEAN_PAIRS, rows, run.run_id, store.settings.llm.commit_documents)
    written = store.read(CLEAN_PAIRS).where(F.col("run_id") == run.run_id)
    run.counts |= counts(written)
    beside = judging.side_by_side(written, asked)
    run.say(
        f"would leave out by pair: ours {beside['ours']:,}, the paper's rule {beside['paper']:,}; "
        f"by page: ours {beside['ours_page']:,}, the paper's {beside['paper_page']:,}"
    )


def counts(rows: DataFrame) -> dict[str, int]:
    """Pairs judged, those that go on, and why the others do not."""
    by_reason = {row["dropped"]: row["count"] for row in rows.groupBy("dropped").count().collect()}
    clean = by_reason.pop(None, 0)
    return {"pairs": clean + sum(by_reason.values()), "clean": clean} | dict(sorted(by_reason.items()))
