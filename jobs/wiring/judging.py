"""Benchmark items looked for in pairs: by `decontaminate` to save money, by `export` as the guarantee."""

from collections.abc import Collection
from functools import partial

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from webinstruct import decontaminate
from webinstruct.settings import DecontaminateSettings
from webinstruct.tables import CLEAN_PAIRS, PAIRS, UNIQUE_PAIRS

from .store import Store


def texts(store: Store) -> DataFrame:
    """Every pair that `dedup` kept, with its text."""
    kept = store.read(UNIQUE_PAIRS).where("duplicate_of IS NULL").select("pair_id")
    return store.read(PAIRS).select(*decontaminate.READS).join(kept, "pair_id")


def judge(
    store: Store,
    rows: DataFrame,
    corpus: DataFrame,
    items: decontaminate.Items,
    *,
    digest: str,
    run_id: str,
) -> DataFrame:
    """Rows with the columns `decontaminate.READS` as rows of `clean_pairs`; `corpus` says what is everyone's phrase.

    `items` travel with the plan: workers need no folder of benchmarks.
    """
    asked = store.settings.decontaminate
    common = _common(corpus, items, asked)
    judged = rows.select(*decontaminate.READS).mapInArrow(
        partial(
            decontaminate.judged, items=items, settings=asked, digest=digest, run_id=run_id, common=common
        ),
        CLEAN_PAIRS.schema_ddl,
    )
    return _with_pages(store, judged) if asked.scope == "page" else judged


def _common(corpus: DataFrame, items: decontaminate.Items, asked: DecontaminateSettings) -> Collection[int]:
    """The items' words in a row that stand on many domains of the corpus; never more than the items have."""
    found = corpus.select(*decontaminate.READS).mapInArrow(
        partial(decontaminate.phrases, items=items, settings=asked), "hash bigint, domain string"
    )
    by_hash = found.groupBy("hash").agg(F.countDistinct("domain").alias("domains"))
    rows = by_hash.where(F.col("domains") >= asked.template_domains).select("hash").collect()
    return frozenset(row["hash"] for row in rows)


def _with_pages(store: Store, judged: DataFrame) -> DataFrame:
    """A contaminated pair takes the rest of its page along, and of the pages where its duplicates stood."""
    places = store.read(UNIQUE_PAIRS).select("doc_id", F.coalesce("duplicate_of", "pair_id").alias("pair_id"))
    bad = judged.where("dropped IS NOT NULL").select("pair_id")
    pages = places.join(bad, "pair_id").select("doc_id", F.lit(True).alias("bad")).distinct()
    joined = judged.join(pages, "doc_id", "left")
    page = F.when(F.col("bad"), F.lit("page"))
    return joined.withColumn("dropped", F.coalesce("dropped", page)).select(
        *(column.name for column in CLEAN_PAIRS.columns)
    )


def side_by_side(rows: DataFrame, asked: DecontaminateSettings) -> dict[str, int]:
    """How many rows our rule and the paper's would leave out, by pair and by page."""
    page = Window.partitionBy("doc_id")
    flags = {"ours": F.col("verdict").isin(*asked.drop), "paper": F.col("paper").isNotNull()}
    for name, flag in flags.items():
        rows = rows.withColumn(name, flag).withColumn(f"{name}_page", F.max(name).over(page))
    names = [f"{name}{scope}" for scope in ("", "_page") for name in flags]
    sums = rows.agg(*(F.sum(F.col(name).cast("long")).alias(name) for name in names)).first()
    return {name: int(sums[name] or 0) for name in names} if sums else {}
