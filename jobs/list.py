"""Stage `list`: archives of the input that the table `warcs` does not name yet."""

from collections.abc import Iterator

from pyspark.sql import SparkSession

from webinstruct import warc
from webinstruct.settings import Settings, result_values
from webinstruct.tables import WARCS

from .wiring import Options, Store, running


def run(
    spark: SparkSession, settings: Settings, round: int = 1, options: Options = Options()
) -> dict[str, int]:
    """Append one row per new archive; with `options.limit` at most that many."""
    found = warc.find(settings.input, input_root=settings.list.input_root, user_agent=settings.user_agent)
    store = Store(spark, settings)
    identity = result_values(settings.list, "list")
    with running(store, "list", round=None, writes=WARCS, identity=identity, options=options) as run:
        new = warc.unlisted(found, listed(store))[: options.limit]
        if new:
            rows = [
                {
                    "warc_id": source.warc_id,
                    "attempt": 1,
                    "path": source.path,
                    "crawl": source.crawl,
                    "bytes": source.bytes,
                    "start": 0,
                    "run_id": run.run_id,
                }
                for source in new
            ]
            # One partition keeps the order: largest archives first, so that none is left to the end.
            frame = store.frame(WARCS, rows).coalesce(1)
            store.append(WARCS, frame, run.run_id, settings.recall.warcs_per_commit)
        run.counts |= {"archives": len(new)}
    return run.counts


def listed(store: Store) -> Iterator[warc.Source]:
    """The archives that `warcs` names."""
    rows = store.read(WARCS).where("attempt = 1").select("path", "bytes", "warc_id", "crawl")
    return (warc.Source(*row) for row in rows.collect())
