"""Stage `recall`: archives to scored documents, control sample and ledgers, one task an archive."""

from functools import partial
from typing import Any

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from webinstruct import page, recall, warc
from webinstruct.settings import Settings, digest, result_values
from webinstruct.tables import RECALLED, WARCS

from .wiring import Options, Progress, Store, models, running, versions

BROKEN = "kind = 'ledger' AND ledger.status <> 'done'"


def run(
    spark: SparkSession, settings: Settings, round: int = 1, options: Options = Options()
) -> dict[str, int]:
    """Read every archive of `warcs` that this round has not read yet."""
    store = Store(spark, settings)
    model = models.model(settings, round)
    identity = result_values(settings.recall, "recall") | versions(warc, page, recall)
    identity |= {"model": model.sha256}
    with running(
        store,
        f"recall-{round}",
        round=round,
        writes=RECALLED,
        reads=(WARCS,),
        source=WARCS,
        identity=identity,
        options=options,
    ) as run:
        before = counts(store, round)
        generator = partial(
            recall.documents,
            round=round,
            settings=settings.recall,
            model=model,
            digest=digest(identity),
            user_agent=settings.user_agent,
        )
        # Rows here are paths alone, one task each; without it all paths of a file land in one task.
        paths = store.stream(WARCS).repartition(settings.recall.warcs_per_commit)
        rows = paths.mapInArrow(generator, RECALLED.schema_ddl)
        run.stream(rows, RECALLED, partial(_progress, store, round))
        after = counts(store, round)
        run.counts |= {name: after[name] - before.get(name, 0) for name in after}
        broken = [n for name, n in run.counts.items() if name.startswith("archives ") and n]
        if broken:
            run.say(f'{sum(broken):,} archives broke: webinstruct sample recalled --where "{BROKEN}"')
    return run.counts


def counts(store: Store, round: int) -> dict[str, int]:
    """Totals of the round's ledgers: archives, records, html, kept, broken archives, reasons for leaving."""
    log = store.warc_log(round)
    totals = log.agg(
        F.count("*").alias("archives"),
        *(F.coalesce(F.sum(name), F.lit(0)).alias(name) for name in ("records", "html", "kept")),
        *(F.count_if(F.col("status") == name).alias(f"archives {name}") for name in ("partial", "failed")),
    ).first()
    assert totals is not None  # an aggregate without groups has one row
    reasons = (
        log.select(F.explode("dropped").alias("reason", "n")).groupBy("reason").agg(F.sum("n").alias("n"))
    )
    dropped = {row["reason"]: row["n"] for row in reasons.orderBy("reason").collect()}
    found = totals.asDict()
    broken = {name: found.pop(name) for name in ("archives partial", "archives failed")}
    return found | {name: n for name, n in broken.items() if n} | dropped


def _progress(store: Store, round: int) -> Progress:
    found = counts(store, round)
    total = store.read(WARCS).count()
    return Progress(found["archives"], total, "archives", _funnel(found))


def _funnel(found: dict[str, Any]) -> str:
    broken = "".join(f", {n:,} {name}" for name, n in found.items() if name.startswith("archives "))
    return f"{found['records']:,} records, {found['html']:,} pages, {found['kept']:,} kept{broken}"
