"""`webinstruct maintain`: small files merged, files that no version needs any more deleted.

A stream reads a table commit by commit. Merging and deleting files that it has not read yet would
end it for good, so nothing is touched while a stream is behind, or while any stage runs.
"""

import json
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from pyspark.sql import SparkSession

from webinstruct import UserError, storage
from webinstruct.settings import Settings
from webinstruct.tables import TABLES, Table, table_named

from .pipeline import names as names_of
from .pipeline import wanted
from .wiring import Say, Store, alone, state
from .wiring.store import DATA


def maintain(
    spark: SparkSession, settings: Settings, say: Say = print, names: Sequence[str] = ()
) -> dict[str, int]:
    """OPTIMIZE and VACUUM the tables of these names, or all; files merged by table.

    UserError while a stage runs or is behind, and for a name that no table has.
    """
    store = Store(spark, settings)
    chosen = [table_named(name) for name in names] or TABLES
    with ExitStack() as locks:
        for stage in wanted(settings):
            for name in names_of(stage, settings):
                locks.enter_context(alone(store, name))
        _check_streams(store)
        done = {table.name: _tidy(store, table) for table in chosen if store.exists(table)}
    for name, (merged, version) in done.items():
        say(f"{name:<14} version {version}, {merged:,} files merged")
    return {name: merged for name, (merged, _) in done.items()}


def _check_streams(store: Store) -> None:
    for stage in wanted(store.settings):
        for name in names_of(stage, store.settings) if stage.streams else ():
            for source in stage.reads:
                unread = behind(store, name, source)
                if unread:
                    raise UserError(
                        f"{name} has not read {unread} commits of {source.name} yet, and could not read them after "
                        f"maintain: run `webinstruct run {stage.name}` first"
                    )


def behind(store: Store, stage: str, source: Table) -> int:
    """Commits with rows of the source that the stream has not finished."""
    if not store.exists(source):
        return 0
    read, whole = _position(store, stage)
    history = store.spark.sql(f"DESCRIBE HISTORY {store.sql_name(source)}").select("version", "operation")
    versions = sorted(row["version"] for row in history.collect() if row["operation"] in DATA)
    unread = [version for version in versions if version >= read]
    return len(unread) or (0 if whole else 1)


def _position(store: Store, stage: str) -> tuple[int, bool]:
    """The first version of its source that the stream has not read, and whether its last batch was committed."""
    folder = state.checkpoint(store.settings, stage)
    offsets, commits = (_numbers(storage.join(folder, name)) for name in ("offsets", "commits"))
    if not offsets:
        return 0, True
    last = storage.read_bytes(storage.join(folder, "offsets", str(offsets[-1]))).decode().splitlines()[-1]
    offset: dict[str, Any] = json.loads(last)
    # A negative index: nothing of that version was read. Else it was read up to a file, the last one being told
    # as the beginning of the next version.
    return int(offset["reservoirVersion"]), offsets[-1] in commits


def _numbers(folder: str) -> list[int]:
    return sorted(int(name) for name in storage.stamps(folder) if name.isdigit())


def _tidy(store: Store, table: Table) -> tuple[int, int | None]:
    """Merge its small files, then delete what is older than the retention."""
    name = store.sql_name(table)
    store.keep(table)
    row = store.spark.sql(f"OPTIMIZE {name}").select("metrics.numFilesRemoved").first()
    store.spark.sql(f"VACUUM {name}").collect()
    return (int(row[0]) if row else 0), store.version(table)
