"""What tests of the chain share."""

from pathlib import Path

from jobs.wiring import Options, Store
from webinstruct import conf_folder, settings
from webinstruct.tables import RUNS, TABLES, Table

QUIET = Options(say=lambda line: None)


def chain_settings(folder: Path, *overrides: str) -> settings.Settings:
    """The demo's settings, moved into `folder`."""
    return settings.load(
        conf_folder() / "demo.yaml",
        [
            f"input={folder}/web/crawl-data/SIM-WEB/segments",
            f"tables={folder}/tables",
            f"export.dataset={folder}/dataset",
            f"select.domains={folder}/web/domains.csv",
            f"decontaminate.benchmarks={folder}/web/benchmarks",
            f"fit.positives=[{folder}/web/seeds/positives.jsonl]",
            f"fit.negatives=[{folder}/web/seeds/negatives.jsonl]",
            *overrides,
        ],
    )


def contents(store: Store, tables: tuple[Table, ...] = TABLES) -> dict[str, list[str]]:
    """Every row of every table but `runs`, without volatile columns, in a fixed order."""
    found = {}
    for table in tables:
        if table == RUNS or not store.exists(table):
            continue
        rows = store.read(table)
        for name in table.volatile:
            top, _, inner = name.partition(".")
            rows = rows.withColumn(top, rows[top].dropFields(inner)) if inner else rows.drop(top)
        found[table.name] = sorted(str(row.asDict(recursive=True)) for row in rows.collect())
    return found
