"""Stage `select`: documents of the last round on picked domains go on to the paid stages."""

from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from webinstruct import UserError, select
from webinstruct.settings import Settings
from webinstruct.tables import RECALLED, SELECTED

from .wiring import Options, Store, running, versions


def run(
    spark: SparkSession, settings: Settings, round: int = 1, options: Options = Options()
) -> dict[str, int]:
    """Insert the documents that may go on and are not selected yet."""
    store = Store(spark, settings)
    if not store.exists(RECALLED):
        raise UserError("select reads recalled, which does not stand yet: run the stages before it")
    judged = reasons(store)  # reads the list of domains: a mistake in it shows before anything runs
    with running(
        store,
        "select",
        round=None,
        writes=SELECTED,
        reads=(RECALLED,),
        identity=versions(select) | {"rounds": settings.rounds},
        options=options,
    ) as run:
        before = store.read(SELECTED).count()
        room = _room(settings, before, options.limit)
        new = judged.where(F.col("reason").isNull() & ~F.col("selected"))
        if room is not None:  # by id, which is a hash: a sample, the same at each rerun
            new = new.orderBy("doc_id").limit(room)
        rows = _rows(store, new.select("doc_id", "text_hash"), run.run_id)
        store.insert(SELECTED, rows, run.run_id, settings.llm.commit_documents)
        run.counts |= {"documents": store.read(SELECTED).count() - before}
    return run.counts


def _room(settings: Settings, selected: int, limit: int | None) -> int | None:
    budget = settings.select.max_documents
    room = None if budget is None else max(0, budget - selected)
    return limit if room is None else room if limit is None else min(room, limit)


def reasons(store: Store) -> DataFrame:
    """Every document with `reason` (blocked, not-picked or twin; null = may go on), and whether it is selected.

    The budget is not judged here: it cuts what may go on when `run` counts the room left.
    """
    documents = store.documents(store.settings.rounds).select(
        F.col("row_id").alias("doc_id"), "url", "domain", F.sha2("text", 256).alias("text_hash")
    )
    chosen = store.read(SELECTED).select("doc_id", "text_hash", F.lit(True).alias("selected"))
    judged = (
        store.is_picked(store.is_blocked(documents))
        .join(chosen.select("doc_id", "selected"), "doc_id", "left")
        .join(_first_twins(chosen), "text_hash", "left")
        .withColumn("selected", F.coalesce("selected", F.lit(False)))
    )
    may = ~F.col("blocked") & F.col("picked")
    among = Window.partitionBy("text_hash").orderBy(F.when(may, 0).otherwise(1), "doc_id")
    judged = judged.withColumn("earlier", F.row_number().over(among) > 1)
    twin = ~F.col("selected") & (F.col("earlier") | F.col("taken"))
    reason = (
        F.when(F.col("blocked"), F.lit("blocked"))
        .when(~F.col("picked"), F.lit("not-picked"))
        .when(F.coalesce(twin, F.lit(False)), F.lit("twin"))
    )
    return judged.select("doc_id", "domain", "text_hash", "selected", reason.alias("reason"))


def _first_twins(chosen: DataFrame) -> DataFrame:
    """The texts that are selected already: their other copies are twins."""
    return chosen.select("text_hash", F.lit(True).alias("taken")).distinct()


def _rows(store: Store, new: DataFrame, run_id: str) -> DataFrame:
    documents = store.documents(store.settings.rounds).withColumnRenamed("row_id", "doc_id")
    columns = [column.name for column in SELECTED.columns]
    rows = documents.join(new, "doc_id").withColumn("run_id", F.lit(run_id))
    return rows.select(*columns).dropDuplicates(list(SELECTED.key))
