"""Stage `export`: clean pairs to the table `sft` and the dataset folder; all of it, each time.

Benchmark items are looked for once more, in everything that ships: whatever came before, this is the guarantee.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from webinstruct import UserError, __version__, decontaminate, select, sft, storage, words
from webinstruct.settings import Settings, digest, result_values
from webinstruct.tables import BLOCKED, CLEAN_PAIRS, PAIRS, SFT, UNIQUE_PAIRS

from .wiring import Options, Run, Store, judging, running, state, versions

READS = (PAIRS, UNIQUE_PAIRS, CLEAN_PAIRS, BLOCKED)
BATCH_ROWS = 10_000
MIN_LANGUAGE = 0.01  # share of the rows; rarer ones are mostly wrong guesses on formulas


def run(
    spark: SparkSession, settings: Settings, round: int = 1, options: Options = Options()
) -> dict[str, int]:
    """Write the dataset anew if anything it is made of changed; else leave it as it stands."""
    store = Store(spark, settings)
    folder = _folder(settings)
    if not store.exists(CLEAN_PAIRS):
        raise UserError("export reads clean_pairs, which does not stand yet: run the stages before it")
    items = decontaminate.items(settings.decontaminate)
    identity = _identity(store, options, items)
    with running(
        store, "export", round=None, writes=None, reads=READS, identity=identity, options=options
    ) as run:
        if _stands(store, identity, folder):
            run.skipped = True
            run.say(f"dataset {settings.export.dataset} stands")
        else:
            _write(run, folder, items)
            table_id = store.id(SFT) or ""
            state.remember(settings, state.State("export", table_id, None, digest(identity), identity))
    return run.counts


def reasons(store: Store) -> DataFrame:
    """Every row of `pairs` with `reason`: null = ships; else why not, by the first reason that holds.

    What the last look for benchmark items leaves out is not known before `run` takes it.
    """
    unique = store.read(UNIQUE_PAIRS).select("pair_id", "duplicate_of", F.lit(True).alias("judged"))
    clean = store.read(CLEAN_PAIRS).select("pair_id", "verdict", F.col("dropped").alias("contaminated"))
    rows = store.is_picked(store.is_blocked(store.read(PAIRS)))
    joined = rows.join(unique, "pair_id", "left").join(clean, "pair_id", "left")
    reason = (
        F.when(F.col("dropped").isNotNull(), F.col("dropped"))
        .when(F.col("blocked"), F.lit("blocked"))
        .when(~F.col("picked"), F.lit("not-picked"))
        .when(F.col("duplicate_of").isNotNull(), F.lit("duplicate"))
        .when(F.col("contaminated").isNotNull(), _contaminated("contaminated"))
        .when(F.col("judged").isNull() | F.col("verdict").isNull(), F.lit("waiting"))
    )
    extra = ("blocked", "picked", "duplicate_of", "judged", "verdict", "contaminated")
    return joined.withColumn("reason", reason).drop(*extra)


def _contaminated(column: str) -> Column:
    return F.concat(F.lit("benchmark-"), F.col(column))


def stands(store: Store, items: decontaminate.Items) -> bool:
    """Whether the dataset is what an export would write now."""
    return _stands(store, _identity(store, Options(), items), _folder(store.settings))


def _identity(store: Store, options: Options, items: decontaminate.Items) -> dict[str, Any]:
    """What decides the dataset: settings, code, the versions of its inputs, picked domains, benchmark items."""
    settings = store.settings
    picked = select.picked_domains(settings.select.domains) if settings.select.domains else None
    return (
        result_values(settings.export, "export")
        | result_values(settings.decontaminate, "decontaminate")
        | versions(sft, decontaminate, words)
        | {f"{table.name}.version": store.changed(table) for table in READS}
        | {"pairs.id": store.id(PAIRS), "domains": digest({"domains": picked}), "limit": options.limit}
        | {"benchmarks": items.digest}
    )


def _folder(settings: Settings) -> Path:
    local = storage.local_path(settings.export.dataset)
    if local is None:
        raise UserError(f"export.dataset must be a folder on this machine, got {settings.export.dataset}")
    sft.check_folder(local)
    return local


def _stands(store: Store, identity: dict[str, Any], folder: Path) -> bool:
    old = state.remembered(store.settings, "export")
    return (
        old is not None
        and old.digest == digest(identity)
        and old.table_id == store.id(SFT)
        and all((folder / name).exists() for name in (sft.CARD, sft.JSONL, sft.PARQUET))
    )


def _write(run: Run, folder: Path, items: decontaminate.Items) -> None:
    store = run.store
    judged = reasons(store)
    left = {row["reason"]: row["count"] for row in judged.groupBy("reason").count().collect()}
    ready = left.pop(None, 0)
    may = judged.where(F.col("reason").isNull()).drop("reason")
    if run.options.limit is not None:
        may, ready = may.orderBy("pair_id").limit(run.options.limit), min(ready, run.options.limit)
    verdicts = judging.judge(store, may, may, items, digest=run.digest, run_id=run.run_id)
    found = verdicts.select("pair_id", "verdict", F.col("dropped").alias("contaminated"))
    kept = may.join(found.where("contaminated IS NULL"), "pair_id").join(_copies(store), "pair_id", "left")
    store.replace(SFT, kept.mapInArrow(sft.rows, SFT.schema_ddl), run.run_id)
    shipped = store.read(SFT)
    if shipped.count() < ready:  # found only now: asked once more, for it is rare
        late = found.where("contaminated IS NOT NULL").groupBy(_contaminated("contaminated").alias("reason"))
        for row in late.count().collect():
            left[row["reason"]] = left.get(row["reason"], 0) + row["count"]
    left = dict(sorted(left.items()))
    count = sft.write(folder, _batches(shipped.orderBy("id")), _card(run, shipped, left, items))
    run.counts |= {"rows": count} | left


def _copies(store: Store) -> DataFrame:
    """Of every kept pair with duplicates: how many there are, and the urls where they stood."""
    others = store.is_blocked(store.read(UNIQUE_PAIRS)).where("duplicate_of IS NOT NULL AND NOT blocked")
    return others.groupBy(F.col("duplicate_of").alias("pair_id")).agg(
        F.count("*").cast("int").alias("others"), F.sort_array(F.collect_set("url")).alias("also_at")
    )


def _card(run: Run, shipped: DataFrame, left: dict[str, int], items: decontaminate.Items) -> str:
    count = shipped.count()
    by_domain = shipped.groupBy("domain").count().orderBy(F.desc("count"), "domain").limit(10).collect()
    languages = shipped.groupBy("language").count().where("language IS NOT NULL")
    common = languages.where(F.col("count") >= MIN_LANGUAGE * count).orderBy("language").collect()
    first = [row["messages"] for row in shipped.orderBy("id").limit(3).collect()]
    return sft.card(
        run.store.settings.export.name,
        count,
        funnel={"rows of pairs": count + sum(left.values())} | left | {"rows of this dataset": count},
        domains=[(row["domain"], row["count"]) for row in by_domain],
        examples=[(turns[0]["content"], turns[1]["content"]) for turns in first],
        languages=[row["language"] for row in common],
        decontaminated=_decontaminated(run.store.settings, items),
        provenance={"webinstruct": __version__, "settings digest": run.digest},
    )


def _decontaminated(settings: Settings, items: decontaminate.Items) -> dict[str, Any]:
    asked = settings.decontaminate
    return {
        "benchmarks": dict(items.counts),
        "not_looked_for": [*items.missing],
        "rule": asked.rule,
        "scope": asked.scope,
        "dropped": [*asked.drop] if asked.rule == "ours" else ["any"],
        "digest": items.digest,
    }


def _batches(rows: DataFrame) -> Iterator[pa.RecordBatch]:
    """Rows in their order as Arrow batches; never more than one partition's rows on the driver."""
    pending: list[dict[str, Any]] = []
    for row in rows.toLocalIterator():
        pending.append(row.asDict(recursive=True))
        if len(pending) == BATCH_ROWS:
            yield pa.RecordBatch.from_pylist(pending, schema=SFT.arrow)
            pending = []
    if pending:
        yield pa.RecordBatch.from_pylist(pending, schema=SFT.arrow)
