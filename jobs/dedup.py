"""Stage `dedup`: of pairs that say the same one is kept, the best of the earliest run.

Between its steps stand Parquet files in a folder beside the checkpoint, removed at the end:

    signed      every new pair with key, priority and bands (dedup.signed)
    buckets     pairs that meet in a band, best first
    edges       pairs of those that are duplicates, verified on the texts (dedup.duplicates)
    rows        what goes into unique_pairs
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Final

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from webinstruct import UserError, dedup, storage, words
from webinstruct.settings import Settings, result_values
from webinstruct.tables import BLOCKED, DEDUP_BANDS, PAIRS, SELECTED, UNIQUE_PAIRS, ddl

from .wiring import Options, Run, Store, running, state, versions

EDGES_AT_ONCE: Final = 200_000
"""So many edges are resolved on the driver, about 100 MB; more go round by round in Spark before."""
ROWS_PER_FILE: Final = 1_000_000
CROWDED: Final = 50
"""Buckets of more than so many times `dedup.bucket` pairs are left out, and counted."""


def run(
    spark: SparkSession, settings: Settings, round: int = 1, options: Options = Options()
) -> dict[str, int]:
    """Judge every pair that may go on and is not judged yet."""
    store = Store(spark, settings)
    if not store.exists(PAIRS):
        raise UserError("dedup reads pairs, which does not stand yet: run the stages before it")
    new = waiting(store)
    with running(
        store,
        "dedup",
        round=None,
        writes=UNIQUE_PAIRS,
        reads=(PAIRS,),
        identity=result_values(settings.dedup, "dedup") | versions(dedup, words),
        options=options,
    ) as run:
        if options.limit is not None:
            new = new.orderBy("pair_id").limit(options.limit)
        with _scratch(store) as scratch:
            mend_bands(store, run.run_id)
            signed = scratch.keep("signed", _signed(store, new))
            if signed.limit(1).count():
                rows = scratch.keep("rows", judge(run, scratch, signed))
                _write(run, signed, rows)
    return run.counts


def _write(run: Run, signed: DataFrame, rows: DataFrame) -> None:
    """The judged pairs, then the bands of those that were kept. Killed in between, the next run adds the bands."""
    storage.delete(_mark(run.store))
    run.store.insert(UNIQUE_PAIRS, rows, run.run_id, ROWS_PER_FILE)
    kept = rows.where("duplicate_of IS NULL").select("pair_id")
    _append_bands(run.store, signed.join(kept, "pair_id", "left_semi"), run.run_id)
    found = _by_how(rows)
    run.counts |= {"pairs": sum(found.values())} | found | run.counts


def waiting(store: Store) -> DataFrame:
    """Pairs that may go on and are not judged yet, with what `_signed` needs."""
    pairs = store.may_go_on(store.read(PAIRS).where("dropped IS NULL"))
    if store.exists(UNIQUE_PAIRS):
        pairs = pairs.join(store.read(UNIQUE_PAIRS).select("pair_id"), "pair_id", "left_anti")
    return pairs


@dataclass(frozen=True, slots=True)
class _Scratch:
    """The folder of intermediate files."""

    store: Store
    folder: str

    def keep(self, name: str, rows: DataFrame) -> DataFrame:
        """The same rows, computed once."""
        place = storage.join(self.folder, name)
        rows.write.mode("overwrite").parquet(place)
        return self.store.spark.read.parquet(place)


@contextmanager
def _scratch(store: Store) -> Iterator[_Scratch]:
    """An empty folder, removed behind; what a killed run left there goes first."""
    folder = storage.join(state.checkpoint(store.settings, "dedup"), "scratch")
    storage.delete(folder)
    try:
        yield _Scratch(store, folder)
    finally:
        storage.delete(folder)


# --- signatures


def _signed(store: Store, pairs: DataFrame) -> DataFrame:
    """Rows of `dedup.SIGNED` for rows of `pairs`."""
    return _with_accepted(store, pairs).select(*dedup.READS).mapInArrow(dedup.signed, _ddl(dedup.SIGNED))


def _with_accepted(store: Store, pairs: DataFrame) -> DataFrame:
    """With `accepted`: the page marks a block as its accepted answer, and the pair's answer is of it."""
    if not store.exists(SELECTED):
        return pairs.withColumn("accepted", F.lit(False))
    marked = store.read(SELECTED).selectExpr(
        "doc_id", "filter(blocks, block -> block.role = 'answer' AND block.accepted) AS marked"
    )
    touching = "filter(answer_spans, span -> span.start < block.end AND block.start < span.end)"
    overlaps = f"exists(marked, block -> size({touching}) > 0)"
    joined = pairs.join(marked.where("size(marked) > 0"), "doc_id", "left")
    return joined.withColumn("accepted", F.expr(f"coalesce({overlaps}, false)"))


def _ddl(schema: pa.Schema) -> str:
    return ", ".join(f"`{field.name}` {ddl(field.type)}" for field in schema)


# --- judging


def judge(run: Run, scratch: _Scratch, signed: DataFrame) -> DataFrame:
    """Rows of unique_pairs for the new pairs."""
    similarity, cap = run.store.settings.dedup.similarity, run.store.settings.dedup.bucket
    alone = _first_of_key(signed)
    buckets = scratch.keep("buckets", _buckets(run.store, alone.where("pair_id = first")))
    count, capped = _capped(buckets, cap)
    if not count:
        return _rows(run, alone, _frame(run.store.spark, {}))
    run.counts |= capped
    edges = scratch.keep("edges", _edges(run.store, _met(buckets, cap), similarity))
    return _rows(run, alone, _dropped(scratch, edges))


def _first_of_key(signed: DataFrame) -> DataFrame:
    """Each pair with the best of those that are exactly the same, perhaps itself, as `first`."""
    same = Window.partitionBy("key").orderBy("priority", "pair_id")
    return signed.withColumn("first", F.first("pair_id").over(same))


def _buckets(store: Store, first: DataFrame) -> DataFrame:
    """Pairs that have a band in common, best first: `members`, none of those that are crowded; `meets` counts it.

    What more than CROWDED times `dedup.bucket` pairs share is a phrase, and to gather them would take any amount
    of memory.
    """
    bands = first.select(
        F.lit(1).alias("era"), "priority", "pair_id", F.posexplode("bands").alias("band", "hash")
    )
    bands = bands.unionByName(_earlier(store)) if store.exists(DEDUP_BANDS) else bands
    # Nearly all buckets hold one pair: they are counted by hash alone, before anything is gathered.
    full = bands.groupBy("hash").agg(
        F.count("*").alias("n"), F.max("era").alias("era"), F.max("band").alias("last")
    )
    crowded = F.col("n") > CROWDED * store.settings.dedup.bucket
    enough = F.col("last") >= dedup.BANDS + dedup.ANSWER_BANDS  # a sentence
    meets = F.when(enough, F.lit(dedup.LEAST)).otherwise(F.lit(1)).alias("meets")
    shared = full.where("n > 1 AND era = 1").select("hash", crowded.alias("crowded"), meets)
    member = F.when(~F.col("crowded"), F.struct("era", "priority", "pair_id"))  # a null is not gathered
    members = F.sort_array(F.collect_list(member)).alias("members")
    return bands.join(shared, "hash").groupBy("hash", "meets").agg(members).select("members", "meets")


def _earlier(store: Store) -> DataFrame:
    """Bands of pairs kept by earlier runs; not those of pairs that may not go on any more."""
    bands = store.read(DEDUP_BANDS).where(F.col("signature") == dedup.SIGNATURE)
    if store.exists(BLOCKED) or store.settings.select.domains is not None:
        judged = store.is_picked(store.is_blocked(store.read(UNIQUE_PAIRS)))
        bands = bands.join(judged.where("blocked OR NOT picked"), "pair_id", "left_anti")
    return bands.select(F.lit(0).alias("era"), "priority", "pair_id", "band", "hash")


def _met(buckets: DataFrame, cap: int) -> DataFrame:
    """Each member with the best ones before it, `cap` at most, that it meets often enough to be compared."""
    placed = buckets.select("meets", "members", F.posexplode("members").alias("place", "worse"))
    placed = placed.where("place > 0 AND worse.era = 1")
    better = F.explode(F.slice("members", F.lit(1), F.least("place", F.lit(cap)))).alias("better")
    met = placed.select("worse", "meets", better)
    apart = met.select(
        "meets",
        F.col("better.pair_id").alias("better"),
        F.col("better.era").alias("better_era"),
        F.col("better.priority").alias("better_priority"),
        F.col("worse.pair_id").alias("worse"),
        F.col("worse.priority").alias("worse_priority"),
    )
    counted = apart.groupBy(*(name for name in apart.columns if name != "meets")).agg(
        F.sum("meets").alias("meets")
    )
    return counted.where(F.col("meets") >= dedup.LEAST).drop("meets")


def _capped(buckets: DataFrame, cap: int) -> tuple[int, dict[str, int]]:
    """How many buckets there are; how many are too full to compare all, and what is left out, band by band."""
    size, old = F.size("members"), F.size(F.filter("members", lambda member: member["era"] == 0))
    # Member number `place` has as many better ones: all but `cap` of them are passed over, if it is new.
    first, last = F.greatest(old, F.lit(cap + 1)) - cap, size - 1 - cap
    over = F.when(last >= first, ((last + first) * (last - first + 1) / 2).cast("bigint")).alias("over")
    crowded = F.sum((size == 0).cast("bigint"))
    row = buckets.select("members", over).agg(F.count("*"), F.count("over"), F.sum("over"), crowded).first()
    assert row is not None  # an aggregate always has its row
    found = {"capped": row[1], "uncompared": row[2]} if row[1] else {}
    return row[0], found | ({"crowded": row[3]} if row[3] else {})


def _edges(store: Store, candidates: DataFrame, similarity: float) -> DataFrame:
    """Candidates that are duplicates, as their texts say."""
    for side in ("better", "worse"):
        texts = store.read(PAIRS).select(
            F.col("pair_id").alias(side), *(F.col(name).alias(f"{side}_{name}") for name in dedup.TEXTS)
        )
        candidates = candidates.join(texts, side)
    return candidates.mapInArrow(partial(dedup.duplicates, similarity=similarity), _ddl(dedup.EDGES))


# --- who stays


def _dropped(scratch: _Scratch, edges: DataFrame) -> DataFrame:
    """Each dropped pair with the kept one it is a duplicate of: `pair_id, kept, how, similarity`."""
    if edges.count() <= EDGES_AT_ONCE:
        return _frame(scratch.store.spark, dedup.resolve(_collected(edges)))
    gone = _gone(scratch, edges)
    kept = edges.join(gone, edges["better"] == gone["pair_id"], "left_anti")
    best = F.min_by(
        F.struct("better", "how", "similarity"), F.struct("better_era", "better_priority", "better")
    )
    return (
        kept.groupBy(F.col("worse").alias("pair_id"))
        .agg(best.alias("best"))
        .select("pair_id", F.col("best.better").alias("kept"), "best.how", "best.similarity")
    )


def _gone(scratch: _Scratch, edges: DataFrame) -> DataFrame:
    """Ids of the pairs that are not kept, by rounds: what no better one claims is kept, its duplicates are gone."""
    found: list[DataFrame] = []
    left, rounds = edges, 0
    while left.count() > EDGES_AT_ONCE:
        rounds += 1
        kept = left.select("better").join(left.select(F.col("worse").alias("better")), "better", "left_anti")
        gone = left.join(kept, "better", "left_semi").select(F.col("worse").alias("pair_id")).distinct()
        gone = scratch.keep(f"gone-{rounds}", gone)
        found.append(gone)
        for side in ("better", "worse"):
            left = left.join(gone, left[side] == gone["pair_id"], "left_anti")
        left = scratch.keep(f"left-{rounds}", left)
    found.append(_frame(scratch.store.spark, dedup.resolve(_collected(left))).select("pair_id"))
    gone = found[0]
    for more in found[1:]:
        gone = gone.unionByName(more)
    return gone


def _collected(edges: DataFrame) -> Iterator[dedup.Edge]:
    return (dedup.Edge(**row.asDict()) for row in edges.collect())


def _frame(spark: SparkSession, dropped: dict[str, dedup.Kept]) -> DataFrame:
    rows = [(worse, kept.pair_id, kept.how, kept.similarity) for worse, kept in dropped.items()]
    return spark.createDataFrame(rows, "pair_id string, kept string, how string, similarity double")


def _rows(run: Run, alone: DataFrame, dropped: DataFrame) -> DataFrame:
    """Rows of unique_pairs. Exact duplicates share the fate of their first."""
    fate = dropped.withColumnRenamed("pair_id", "first")
    rows = alone.join(fate, "first", "left")
    is_first = F.col("pair_id") == F.col("first")
    exact = ~is_first & F.col("kept").isNull()
    return rows.select(
        *("pair_id", "doc_id", "url", "domain"),
        F.when(exact, F.col("first")).otherwise(F.col("kept")).alias("duplicate_of"),
        F.when(exact, F.lit("exact")).otherwise(F.col("how")).alias("how"),
        F.when(exact, F.lit(1.0)).otherwise(F.col("similarity")).alias("similarity"),
        F.lit(run.digest).alias("digest"),
        F.lit(run.run_id).alias("run_id"),
    )


def counts(store: Store) -> dict[str, int]:
    """Totals of unique_pairs: kept pairs, and duplicates by how they were found."""
    return _by_how(store.read(UNIQUE_PAIRS))


def _by_how(rows: DataFrame) -> dict[str, int]:
    found = {row["how"]: row["count"] for row in rows.groupBy("how").count().collect()}
    return {"kept": found.pop(None, 0)} | dict(sorted(found.items()))


# --- bands of what was kept


def _mark(store: Store) -> str:
    """A file that says: every kept pair has its bands of this signature. No need to look."""
    return storage.join(state.checkpoint(store.settings, "dedup"), "bands")


def mend_bands(store: Store, run_id: str) -> None:
    """Add bands to kept pairs that have none of this signature: the last run was killed, or had another one."""
    if not store.exists(UNIQUE_PAIRS) or (_marked(store) and store.exists(DEDUP_BANDS)):
        return
    missing = _without_bands(store, store.read(UNIQUE_PAIRS).where("duplicate_of IS NULL").select("pair_id"))
    if missing.limit(1).count():
        _append_bands(store, _signed(store, store.read(PAIRS).join(missing, "pair_id", "left_semi")), run_id)


def _marked(store: Store) -> bool:
    try:
        return storage.read_bytes(_mark(store)) == dedup.SIGNATURE.encode()
    except FileNotFoundError:
        return False


def _without_bands(store: Store, kept: DataFrame) -> DataFrame:
    bands = store.read(DEDUP_BANDS).where((F.col("signature") == dedup.SIGNATURE) & (F.col("band") == 0))
    return kept.join(bands.select("pair_id"), "pair_id", "left_anti")


def _append_bands(store: Store, signed: DataFrame, run_id: str) -> None:
    """One commit: all bands of all these pairs, or none; then all kept pairs have theirs."""
    rows = signed.select("pair_id", "priority", F.posexplode("bands").alias("band", "hash"))
    rows = rows.withColumn("signature", F.lit(dedup.SIGNATURE))
    store.append(DEDUP_BANDS, rows.select(*(column.name for column in DEDUP_BANDS.columns)), run_id)
    storage.write_bytes(_mark(store), dedup.SIGNATURE.encode())
