"""Maintenance merges files, and never costs a stream a row."""

import shutil

import pytest

from jobs import maintain, pipeline
from jobs.wiring import Store, alone
from tests.spark.chain import QUIET, chain_settings, contents
from webinstruct import UserError
from webinstruct.simweb import generate
from webinstruct.tables import SELECTED, WARCS


def test_tables_are_tidied_only_when_no_stream_would_lose_what_it_has_not_read(spark, folder):
    store = Store(spark, chain_settings(folder, "retention_days=30"))
    before = contents(store)
    with alone(store, "extract"), pytest.raises(UserError, match="extract is already running"):
        maintain.maintain(spark, store.settings, lambda line: None)
    said: list[str] = []
    merged = maintain.maintain(spark, store.settings, said.append)
    assert merged["warcs"] > 0
    assert len(said) == len(merged)
    assert contents(store) == before
    shown = spark.sql(f"SHOW TBLPROPERTIES {store.sql_name(WARCS)}").collect()
    assert ("delta.deletedFileRetentionDuration", "interval 30 days") in {
        (r["key"], r["value"]) for r in shown
    }
    assert pipeline.run_all(spark, store.settings, QUIET) is False

    generate(folder / "more", pages=20, warcs=1, seed=7)
    new = folder / "web/crawl-data/SIM-WEB/segments/0/warc/SIM-NEW.warc.gz"
    shutil.copy(folder / "more/crawl-data/SIM-WEB/segments/0/warc/SIM-00000.warc.gz", new)
    pipeline.stage("list").run(spark, store.settings, 1, QUIET)
    assert maintain.behind(store, "recall-1", WARCS) == 1
    with pytest.raises(UserError, match=r"recall-1 has not read 1 commits of warcs yet.*run recall"):
        maintain.maintain(spark, store.settings, lambda line: None)
    pipeline.run_all(spark, store.settings, QUIET)
    assert (maintain.behind(store, "recall-1", WARCS), maintain.behind(store, "extract", SELECTED)) == (0, 0)
    after = contents(store)
    for table in ("warcs", "recalled", "selected", "pairs"):
        assert set(before[table]) < set(after[table]), table
