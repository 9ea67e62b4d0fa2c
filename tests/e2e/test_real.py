"""The chain on real files: archives of ten projects, many of them damaged, and real pages wrapped into archives."""

import json

import pytest
from pyspark.sql import functions as F

from jobs import pipeline, status
from jobs.wiring import Store
from tests.spark.chain import QUIET
from webinstruct import conf_folder, settings
from webinstruct.tables import PAIRS, SELECTED, SFT, WARCS


@pytest.fixture(scope="module")
def real(shared, write_warc, tmp_path_factory, spark) -> Store:
    """conf/local.yaml over all real archives and pages, every page let through."""
    folder = tmp_path_factory.mktemp("real")
    archives = sorted(path for path in (shared / "warc").rglob("*") if path.is_file())
    for name in ("html_qa", "html_neg"):
        pages = sorted((shared / name).iterdir())
        wrapped = [(f"http://{name}.example/{n}", "text/html", p.read_bytes()) for n, p in enumerate(pages)]
        archives.append(write_warc(folder / f"{name}.warc.gz", wrapped))
    (folder / "all.paths").write_text("\n".join(str(path) for path in archives) + "\n")
    seeds = shared / "seeds"
    negatives = [str(seeds / f"neg_{name}.dev.jsonl") for name in ("web_articles", "openstax_expository")]
    places = {
        "input": str(folder / "all.paths"),
        "tables": str(folder / "tables"),
        "export.dataset": str(folder / "dataset"),
        "fit.positives": [str(seeds / "pos_openstax.dev.jsonl")],
        "fit.negatives": negatives,
        "recall.threshold": 0,
        "recall.min_chars": 0,
        "recall.warcs_per_commit": 40,
    }
    overrides = [f"{name}={json.dumps(value)}" for name, value in places.items()]
    loaded = settings.load(conf_folder() / "local.yaml", overrides)
    pipeline.run_all(spark, loaded, QUIET)
    return Store(spark, loaded)


def test_every_archive_has_a_ledger_that_adds_up(real):
    listed = {row["warc_id"] for row in real.read(WARCS).collect()}
    ledgers = real.warc_log(1).collect()
    assert len(listed) == 79
    assert {row["warc_id"] for row in ledgers} == listed
    for row in ledgers:
        assert row["records"] == row["kept"] + sum(row["dropped"].values()), row["warc_id"]
        assert row["html"] == sum(row["seen_per_domain"].values()) + _unread(row), row["warc_id"]
        assert (row["status"] == "done") == (row["error"] is None), row["warc_id"]
    by_status = {
        status: sum(row["status"] == status for row in ledgers) for status in ("done", "partial", "failed")
    }
    assert by_status["done"] >= 58
    assert by_status["failed"] <= 6


def test_status_names_the_broken_archives(real, spark):
    line = next(line for line in status.status(spark, real.settings) if line.stage == "recall-1")
    broken = {name: line.dropped[name] for name in ("archives partial", "archives failed")}
    ledgers = [row["status"] for row in real.warc_log(1).collect()]
    assert broken == {f"archives {name}": ledgers.count(name) for name in ("partial", "failed")}
    assert min(broken.values()) > 0


def _unread(row) -> int:
    """HTML pages that the reader itself had to leave: they have no text and are in no domain's count."""
    before = ("too-large", "truncated-body", "undecodable-body", "empty-body", "no-url")
    return sum(row["dropped"].get(reason, 0) for reason in before)


def test_pairs_come_out_of_real_pages_and_hardly_any_out_of_those_without(real):
    pages = real.read(SELECTED).groupBy("domain").count().collect()
    counts = {row["domain"]: row["count"] for row in pages}
    assert (counts["html_qa.example"], counts["html_neg.example"]) == (29, 91)
    kept = real.read(PAIRS).where("dropped IS NULL")
    holding = kept.groupBy("domain").agg(
        F.countDistinct("doc_id").alias("pages"), F.count("*").alias("pairs")
    )
    found = {row["domain"]: row for row in holding.collect()}
    assert found["html_qa.example"]["pages"] >= 12
    assert found["html_qa.example"]["pairs"] >= 50
    assert found["html_neg.example"]["pages"] <= 0.05 * 91
    assert kept.count() == real.read(SFT).count()


def test_every_selected_page_was_asked(real):
    selected = real.read(SELECTED).select("doc_id")
    assert selected.join(real.read(PAIRS), "doc_id", "left_anti").count() == 0
