"""Stage `export`: clean and refined pairs to the table `sft`, and from there to the dataset and its variants.

Benchmark items are looked for once more, in everything that ships and in the form in which it ships: whatever came
before, this is the guarantee. `sft` holds every row that policy and benchmarks let out; filters choose among them
for each folder, so that another variant costs no stage.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from webinstruct import UserError, answers, decontaminate, refine, select, sft, storage, words
from webinstruct.decontaminate.rules import RANK
from webinstruct.refine.options import options as options_of
from webinstruct.settings import FilterSettings, Settings, digest, result_values
from webinstruct.tables import BLOCKED, CLEAN_PAIRS, PAIRS, REFINED_PAIRS, SFT, UNIQUE_PAIRS, VERIFIED_PAIRS

from .wiring import Options, Run, Store, dataset, judging, running, state, versions

READS = (PAIRS, UNIQUE_PAIRS, CLEAN_PAIRS, REFINED_PAIRS, VERIFIED_PAIRS, BLOCKED)
BATCH_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Target:
    """One dataset folder: the main one, whose `variant` is empty, or one of its variants."""

    variant: str
    name: str
    folder: Path
    filters: FilterSettings
    digest: str
    """Of all that decides what is in it."""


def run(
    spark: SparkSession, settings: Settings, round: int = 1, options: Options = Options()
) -> dict[str, int]:
    """Write anew what is not made of what stands now: the table `sft`, and each folder by itself."""
    store = Store(spark, settings)
    if not store.exists(CLEAN_PAIRS):
        raise UserError("export reads clean_pairs, which does not stand yet: run the stages before it")
    items = decontaminate.items(settings.decontaminate)
    identity = _identity(store, options, items)
    targets = _targets(settings, digest(identity))
    for target in targets:
        sft.check_folder(target.folder)
    with running(
        store, "export", round=None, writes=None, reads=READS, identity=identity, options=options
    ) as run:
        stands = _table_stands(store, identity)
        lost: dict[str, int] = {}
        if not stands:
            lost = dataset.by_name(_write_table(run, items))
            state.remember(
                settings, state.State("export", store.id(SFT) or "", None, digest(identity), identity)
            )
        late = [target for target in targets if sft.made_of(target.folder) != target.digest]
        for target in late:
            run.counts |= _write_folder(run, target, items)
        run.counts |= lost
        run.skipped = stands and not late
        for target in targets:
            if target not in late:
                run.say(f"dataset {target.folder} stands")
    return run.counts


def reasons(store: Store) -> DataFrame:
    """Every row of `pairs` with `reason`: null = the policy decides; else why not, by the first that holds.

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
        .when(F.col("judged").isNull() | F.col("verdict").isNull(), F.lit(sft.WAITING))
    )
    extra = ("blocked", "picked", "duplicate_of", "judged", "verdict", "contaminated")
    return joined.withColumn("reason", reason).drop(*extra)


def _contaminated(column: str) -> Column:
    return F.concat(F.lit("benchmark-"), F.col(column))


def decided(store: Store, pairs: DataFrame) -> DataFrame:
    """Of pairs that may go out: each form as it would, and each refinement and pair that would not, with a reason."""
    return _beside_refined(store, pairs).mapInArrow(
        partial(sft.forms, plan=_plan(store.settings)), sft.FORMS_DDL
    )


def _plan(settings: Settings) -> sft.Plan:
    asked = settings.export
    return sft.Plan(asked.policy, dataset.refiners(settings), refine.flags, options_of, asked.validation)


def left(store: Store) -> dict[str, int] | None:
    """Why what `sft` does not hold is not in there, by what the last export said; None if it is out of date.

    Benchmarks are not read for this: a new one shows when `run` looks for it.
    """
    now = _identity(store, Options(), None)
    old = state.remembered(store.settings, "export")
    if old is None or old.table_id != store.id(SFT):
        return None
    if {name: value for name, value in old.identity.items() if name != "benchmarks"} != now:
        return None
    return dataset.by_name(_remembered_left(store.settings))


def _identity(store: Store, options: Options, items: decontaminate.Items | None) -> dict[str, Any]:
    """What decides the table: settings, code, the versions of its inputs, picked domains, benchmark items."""
    settings = store.settings
    picked = select.picked_domains(settings.select.domains) if settings.select.domains else None
    return (
        result_values(settings.export.policy, "export.policy")
        | {"export.validation": settings.export.validation}
        | {"refiners": [*dataset.refiners(settings)]}
        | result_values(settings.decontaminate, "decontaminate")
        | versions(sft, decontaminate, words, answers, refine)
        | {f"{table.name}.version": store.changed(table) for table in READS}
        | {f"{table.name}.id": store.id(table) for table in READS}  # versions start anew after a reset
        | {"domains": digest({"domains": picked}), "limit": options.limit}
        | ({"benchmarks": items.digest} if items else {})
    )


def _targets(settings: Settings, table: str) -> list[Target]:
    asked = settings.export
    main = _target(settings, table, "", asked.dataset, asked.filters)
    others = [_target(settings, table, one.name, one.dataset, one.filters) for one in asked.variants]
    found = [main, *others]
    for one, other in combinations(found, 2):
        if one.name == other.name:
            raise UserError(f"export.variants: two of them are named {other.variant}")
        inside = one.folder.is_relative_to(other.folder) or other.folder.is_relative_to(one.folder)
        if inside:
            raise UserError(f"export: {other.name} and {one.name} want the same folder, {other.folder}")
    return found


def _target(settings: Settings, table: str, variant: str, uri: str, filters: FilterSettings) -> Target:
    local = storage.local_path(uri)
    if local is None:
        raise UserError(f"export.dataset must be a folder on this machine, got {uri}")
    name = f"{settings.export.name}-{variant}" if variant else settings.export.name
    made_of = {"table": table, "name": name, "shard_rows": settings.export.shard_rows}
    return Target(
        variant, name, local.resolve(), filters, digest(made_of | result_values(filters, "filters"))
    )


def _table_stands(store: Store, identity: dict[str, Any]) -> bool:
    old = state.remembered(store.settings, "export")
    is_of_now = old is not None and old.digest == digest(identity) and old.table_id == store.id(SFT)
    return is_of_now and storage.exists(_left_file(store.settings))


def _write_table(run: Run, items: decontaminate.Items) -> dataset.Sizes:
    """The table `sft`; of everything that is not in it, how much for which reason."""
    store = run.store
    judged = reasons(store).withColumn("bytes", _bytes("context") + _bytes("question") + _bytes("answer"))
    lost: dataset.Sizes = {}
    ready = 0
    for reason, size in dataset.sizes(judged, F.col("reason")).items():
        dataset.add({dataset.ALL: size} | ({reason: size} if reason else {}), lost)
        ready += 0 if reason else size[0]
    may = judged.where(F.col("reason").isNull()).drop("reason", "bytes")
    if run.options.limit is not None:
        may, over = may.orderBy("pair_id").limit(run.options.limit), max(0, ready - run.options.limit)
        dataset.add({"over-limit": (over, 0)}, lost)
        ready -= over
    forms = decided(store, may)
    unsaid = forms.where(F.col("reason").isNotNull())
    by_policy = dataset.sizes(unsaid, F.struct("reason", F.col("refiner").isNull().alias("is_pair")))
    for (reason, is_pair), size in by_policy.items():
        dataset.add({reason: size}, lost)
        ready -= size[0] if is_pair else 0
    found = _last_look(run, may, forms, items)
    _replace(run, may, found)
    if store.read(SFT).select("pair_id").distinct().count() < ready:  # asked once more, for it is rare
        going = judged.join(forms.where("reason IS NULL").select("pair_id").distinct(), "pair_id", "semi")
        late = going.drop("reason").join(found.where("contaminated IS NOT NULL"), "pair_id")
        dataset.add(dataset.sizes(late, _contaminated("contaminated")), lost)
    lost = dict(sorted(lost.items()))
    _remember_left(store.settings, lost)
    return lost


def _bytes(column: str) -> Column:
    return F.coalesce(F.octet_length(column), F.lit(0))


def _beside_refined(store: Store, pairs: DataFrame) -> DataFrame:
    """Pairs with `refined`, what refiners made of each and solvers say of it; null: nothing yet."""
    solved = store.read(VERIFIED_PAIRS).where("dropped IS NULL").select("refined_id", *sft.VERIFIED_READS)
    both = store.read(REFINED_PAIRS).join(solved, "refined_id", "left")
    rows = both.select("pair_id", F.struct(*sft.REFINED_READS, *sft.VERIFIED_READS).alias("row"))
    refined = rows.groupBy("pair_id").agg(F.collect_list("row").alias("refined"))
    return pairs.join(refined, "pair_id", "left")


def _last_look(run: Run, may: DataFrame, forms: DataFrame, items: decontaminate.Items) -> DataFrame:
    """Of every pair `verdict` and `contaminated`: the worst of what its page and its refiners say.

    A refiner may have restored what the page only alludes to: then the pair is that item, in every form.
    """
    originals = may.select(*decontaminate.READS)
    refined = forms.where((F.col("reason").isNull()) & (F.col("refiner") != sft.ORIGINAL))
    looked = originals.unionByName(refined.select(*decontaminate.READS))
    judged = judging.judge(run.store, looked, originals, items, digest=run.digest, run_id=run.run_id)
    return judged.groupBy("pair_id").agg(
        F.max(_ranked("verdict")).getField("said").alias("verdict"),
        F.max(_ranked("dropped")).getField("said").alias("contaminated"),
    )


def _ranked(column: str) -> Column:
    """A verdict with its rank; the page's fate says less than what was found in the pair itself."""
    rank = F.lit(0)
    for verdict, place in (*RANK.items(), ("paper", 3), ("page", -1)):
        rank = F.when(F.col(column) == verdict, F.lit(place)).otherwise(rank)
    return F.when(F.col(column).isNotNull(), F.struct(rank.alias("rank"), F.col(column).alias("said")))


def _replace(run: Run, may: DataFrame, found: DataFrame) -> None:
    store = run.store
    kept = may.join(found.where("contaminated IS NULL").drop("contaminated"), "pair_id")
    ready = _beside_refined(store, kept.join(_copies(store), "pair_id", "left"))
    make = partial(sft.rows, plan=_plan(store.settings))
    if [*store.read(SFT).columns] != [column.name for column in SFT.columns]:
        store.drop(SFT)  # an older version's: all of it is written anew
    store.replace(SFT, ready.mapInArrow(make, SFT.schema_ddl), run.run_id)


def _copies(store: Store) -> DataFrame:
    """Of every kept pair with duplicates: how many there are, and the urls where they stood."""
    others = store.is_blocked(store.read(UNIQUE_PAIRS)).where("duplicate_of IS NOT NULL AND NOT blocked")
    return others.groupBy(F.col("duplicate_of").alias("pair_id")).agg(
        F.count("*").cast("int").alias("others"), F.sort_array(F.collect_set("url")).alias("also_at")
    )


def _write_folder(run: Run, target: Target, items: decontaminate.Items) -> dict[str, int]:
    """One dataset; the counts of its run, those of a variant under its name."""
    store = run.store
    shipped = store.read(SFT)
    found = dataset.filtered(shipped, target.filters)
    lost = _remembered_left(store.settings)
    text = dataset.card(store, target.name, shipped, lost, found, items, run.digest)
    written = sft.write(
        target.folder,
        _batches(found.rows.orderBy("split", "id")),
        text,
        name=target.name,
        made_of=target.digest,
        shard_rows=store.settings.export.shard_rows,
    )
    counts = {"rows": sum(written.values())} | dataset.by_name(found.held_back)
    return (
        {f"{target.variant}: {name}": count for name, count in counts.items()} if target.variant else counts
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


# --- what was left out, beside what the stage remembers: cards of later variants and `status` say it again


def _left_file(settings: Settings) -> str:
    return storage.join(state.checkpoint(settings, "export"), "left.json")


def _remember_left(settings: Settings, lost: dataset.Sizes) -> None:
    storage.write_bytes(_left_file(settings), json.dumps(lost, indent=1).encode())


def _remembered_left(settings: Settings) -> dataset.Sizes:
    found = json.loads(storage.read_bytes(_left_file(settings)))
    return {name: (rows, size) for name, (rows, size) in found.items()}
