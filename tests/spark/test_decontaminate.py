"""Benchmark items on real tables: left out once to save money, and once more in everything that ships."""

import json

import pytest
from pyspark.sql import functions as F

from jobs import decontaminate, export, pipeline, status
from jobs.wiring import Store
from tests.spark.chain import QUIET, chain_settings
from webinstruct import UserError
from webinstruct.tables import CLEAN_PAIRS, PAIRS, SFT, UNIQUE_PAIRS


def store_of(spark, folder, *overrides):
    return Store(spark, chain_settings(folder, *overrides))


def test_every_unique_pair_has_a_verdict_and_what_is_found_has_evidence(spark, finished):
    store = store_of(spark, finished)
    kept = store.read(UNIQUE_PAIRS).where("duplicate_of IS NULL")
    rows = store.read(CLEAN_PAIRS)
    assert rows.count() == kept.count() == rows.join(kept, "pair_id", "left_semi").count() > 100
    found = rows.where("verdict <> 'clean'").collect()
    assert found
    assert all(row["evidence"]["item"] and row["evidence"]["rule"] for row in found)
    dropped = {row["pair_id"] for row in found if row["dropped"]}
    assert dropped
    assert not dropped & {row["pair_id"] for row in store.read(SFT).collect()}


def test_a_benchmark_added_later_costs_no_row_of_clean_pairs_and_its_items_do_not_ship(spark, folder):
    store = store_of(spark, folder)
    shipped = store.read(SFT).orderBy("id").collect()
    leaked = max(shipped, key=lambda row: len(row["messages"][0]["content"]))
    item = {"question": leaked["messages"][0]["content"], "answer": "?"}
    custom = folder / "web/benchmarks/custom/late.jsonl"
    custom.parent.mkdir()
    custom.write_text(json.dumps(item) + "\n")
    version = store.version(CLEAN_PAIRS)
    lines = {line.stage: line for line in status.status(spark, store.settings)}
    assert (lines["decontaminate"].left, lines["export"].left) == (0, 0)
    before = lines["export"].dropped["benchmark-same"]
    assert pipeline.run_all(spark, store.settings, QUIET) is True
    assert store.version(CLEAN_PAIRS) == version
    assert {row["id"] for row in shipped} - {row["id"] for row in store.read(SFT).collect()} == {leaked["id"]}
    lines = {line.stage: line for line in status.status(spark, store.settings)}
    assert (lines["export"].left, lines["export"].dropped["benchmark-same"]) == (0, before + 1)
    card = (folder / "dataset/README.md").read_text()
    assert "custom:late" in card
    assert pipeline.run_all(spark, store.settings, QUIET) is False


def test_what_is_missing_stops_the_chain_before_it_starts(spark, folder):
    store = store_of(spark, folder, "decontaminate.names=[gsm8k,bbh,gpqa]")
    with pytest.raises(UserError, match="bbh, gpqa"):
        pipeline.run_all(spark, store.settings, QUIET)
    allowed = store_of(
        spark, folder, "decontaminate.names=[gsm8k,bbh,gpqa]", "decontaminate.allow_missing=true"
    )
    said = export.run(spark, allowed.settings, 1, QUIET)
    assert said["rows"] > 0
    assert "Not looked for: bbh, gpqa." in (folder / "dataset/README.md").read_text()


def test_a_page_goes_with_its_pair_and_the_papers_rule_is_a_mode(spark, folder):
    by_pair = store_of(spark, folder)
    bad = by_pair.read(CLEAN_PAIRS).where("dropped IS NOT NULL").select("pair_id")
    pages = (
        by_pair.read(UNIQUE_PAIRS)
        .withColumn("kept", F.coalesce("duplicate_of", "pair_id"))
        .join(bad.withColumnRenamed("pair_id", "kept"), "kept")
        .select("doc_id")
        .distinct()
    )
    everything = by_pair.read(CLEAN_PAIRS)
    expected = {row["pair_id"] for row in everything.join(pages, "doc_id").collect()}
    by_page = store_of(spark, folder, "decontaminate.scope=page")
    spark.sql(f"DELETE FROM {by_pair.sql_name(CLEAN_PAIRS)}")
    with pytest.raises(UserError, match="decontaminate was run with other settings"):
        decontaminate.run(spark, by_page.settings, 1, QUIET)
    from jobs import reset

    for stage in ("export", "refine", "decontaminate"):
        reset.reset(spark, by_page.settings, stage, 1)
    decontaminate.run(spark, by_page.settings, 1, QUIET)
    rows = by_page.read(CLEAN_PAIRS).collect()
    assert {row["pair_id"] for row in rows if row["dropped"]} == expected
    assert {row["dropped"] for row in rows} >= {None, "same"}
    assert by_page.read(PAIRS).count() > len(rows)
