"""Stage `export`: kept pairs to the table `sft` and the dataset folder; all of it, each time."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from webinstruct import UserError, __version__, select, sft, storage
from webinstruct.settings import Settings, digest, result_values
from webinstruct.tables import BLOCKED, PAIRS, SFT

from .wiring import Options, Run, Store, running, state, versions

BATCH_ROWS = 10_000
MIN_LANGUAGE = 0.01  # share of the rows; rarer ones are mostly wrong guesses on formulas


def run(
    spark: SparkSession, settings: Settings, round: int = 1, options: Options = Options()
) -> dict[str, int]:
    """Write the dataset anew if anything it is made of changed; else leave it as it stands."""
    store = Store(spark, settings)
    folder = _folder(settings)
    if not store.exists(PAIRS):
        raise UserError("export reads pairs, which does not stand yet: run the stages before it")
    identity = _identity(store, options)
    with running(
        store, "export", round=None, writes=None, reads=(PAIRS, BLOCKED), identity=identity, options=options
    ) as run:
        if _stands(store, identity, folder):
            run.skipped = True
            run.say(f"dataset {settings.export.dataset} stands")
        else:
            _write(run, folder)
            table_id = store.id(SFT) or ""
            state.remember(settings, state.State("export", table_id, None, digest(identity), identity))
    return run.counts


def reasons(store: Store) -> DataFrame:
    """Every row of `pairs` with `reason`: null = ships; else why not, by the first reason that holds."""
    judged = store.is_picked(store.is_blocked(store.read(PAIRS)))
    reason = (
        F.when(F.col("dropped").isNotNull(), F.col("dropped"))
        .when(F.col("blocked"), F.lit("blocked"))
        .when(~F.col("picked"), F.lit("not-picked"))
    )
    return judged.withColumn("reason", reason).drop("blocked", "picked")


def _identity(store: Store, options: Options) -> dict[str, Any]:
    """What decides the dataset: settings, code, the versions of its inputs, the picked domains."""
    settings = store.settings
    picked = select.picked_domains(settings.select.domains) if settings.select.domains else None
    return (
        result_values(settings.export, "export")
        | versions(sft)
        | {f"{table.name}.version": store.version(table) for table in (PAIRS, BLOCKED)}
        | {"pairs.id": store.id(PAIRS), "domains": digest({"domains": picked}), "limit": options.limit}
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


def _write(run: Run, folder: Path) -> None:
    store = run.store
    judged = reasons(store)
    by_reason = {row["reason"]: row["count"] for row in judged.groupBy("reason").count().collect()}
    kept = judged.where(F.col("reason").isNull()).select(*(column.name for column in PAIRS.columns))
    if run.options.limit is not None:
        kept = kept.orderBy("pair_id").limit(run.options.limit)
    store.replace(SFT, kept.mapInArrow(sft.rows, SFT.schema_ddl), run.run_id)
    left = {reason: n for reason, n in sorted((r or "", n) for r, n in by_reason.items()) if reason}
    shipped = store.read(SFT)
    count = sft.write(folder, _batches(shipped.orderBy("id")), _card(run, shipped, left))
    run.counts |= {"rows": count} | left


def _card(run: Run, shipped: DataFrame, left: dict[str, int]) -> str:
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
        provenance={"webinstruct": __version__, "settings digest": run.digest},
    )


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
