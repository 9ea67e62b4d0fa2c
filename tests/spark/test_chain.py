"""The chain on real Spark and Delta: contracts on disk, nothing lost, nothing doubled, refusals."""

import json
import shutil

import pyarrow.parquet as pq
import pytest
from pyspark.sql import functions as F
from rich.console import Console

from jobs import (
    block,
    decontaminate,
    dedup,
    export,
    extract,
    list,
    pipeline,
    quality,
    recall,
    refine,
    reset,
    sample,
    select,
    status,
)
from jobs import pilot as pilot_job
from jobs.demo import versions
from jobs.wiring import Options, Store, alone, dataset, models
from tests.spark.chain import QUIET, chain_settings, contents
from webinstruct import UserError, tables, warc
from webinstruct.simweb import generate
from webinstruct.simweb.maths.same import bare
from webinstruct.tables import CLEAN_PAIRS, PAIRS, RECALLED, REFINED_PAIRS, RUNS, SELECTED, SFT, WARCS


def store_of(spark, folder, *overrides):
    return Store(spark, chain_settings(folder, *overrides))


# --- what stands on disk -----------------------------------------------------------------


def test_every_table_on_disk_is_as_its_contract_says(spark, finished):
    store = store_of(spark, finished)
    for table in tables.TABLES:
        if table in (tables.BLOCKED, tables.VERIFIED_PAIRS):  # nothing is blocked, and verify is off
            continue
        fields = {field.name: field for field in store.read(table).schema.fields}
        assert list_of(fields) == [column.name for column in table.columns]
        for column in table.columns:
            assert fields[column.name].dataType.simpleString() == tables.ddl(column.type)
            assert fields[column.name].metadata["comment"] == column.comment


def list_of(names):
    return [*names]


def test_keys_are_unique(spark, finished):
    store = store_of(spark, finished)
    for table in tables.TABLES:
        rows = store.read(table)
        assert rows.count() == rows.select(*table.key).distinct().count()


def test_constraints_are_enforced(spark, folder):
    store = store_of(spark, folder)
    bad = store.read(WARCS).limit(1).withColumn("attempt", F.lit(0))
    with pytest.raises(Exception, match="attempt_counts_from_one"):
        store.append(WARCS, bad, "test")


def test_tables_that_streams_read_are_only_appended_to(spark, finished):
    store = store_of(spark, finished)
    for table in (WARCS, RECALLED, SELECTED, PAIRS, CLEAN_PAIRS):
        history = spark.sql(f"DESCRIBE HISTORY {store.sql_name(table)}").collect()
        assert {row["operation"] for row in history} <= {"CREATE TABLE", "WRITE", "MERGE", "STREAMING UPDATE"}
        changed = [row["operationMetrics"].get("numRemovedFiles", "0") for row in history]
        assert set(changed) == {"0"} or changed == []


def test_commits_carry_the_id_of_their_run(spark, finished):
    store = store_of(spark, finished)
    runs = {row["run_id"]: row["stage"] for row in store.read(RUNS).collect()}
    for table, stage in (
        *((WARCS, "list"), (RECALLED, "recall"), (SELECTED, "select"), (PAIRS, "extract")),
        (REFINED_PAIRS, "refine-rules"),
    ):
        history = spark.sql(f"DESCRIBE HISTORY {store.sql_name(table)}").where("operation != 'CREATE TABLE'")
        assert {runs[row["userMetadata"]] for row in history.collect()} == {stage}


def test_every_record_of_the_web_is_accounted_for(spark, finished):
    store = store_of(spark, finished)
    manifest = json.loads((finished / "web" / "manifest.json").read_text())
    made = {entry["warc_id"]: entry for entry in manifest["warcs"]}
    ledgers = store.warc_log(1).collect()
    assert len(ledgers) == len(made) == 3
    for ledger in ledgers:
        entry = made[ledger["warc_id"]]
        assert (ledger["status"], ledger["records"], ledger["html"]) == (
            "done",
            entry["records"],
            entry["html_pages"],
        )
        assert ledger["records"] == ledger["kept"] + sum(ledger["dropped"].values())
        assert ledger["bytes_read"] == ledger["bytes_expected"] == entry["bytes"]
        assert sum(ledger["seen_per_domain"].values()) == ledger["html"]


def test_runs_tell_what_was_read_and_written(spark, finished):
    store = store_of(spark, finished)
    done = {row["stage"]: row for row in store.read(RUNS).where("state = 'done'").collect()}
    assert set(done) == {stage.name for stage in pipeline.wanted(store.settings)} - {"refine"} | {
        "refine-rules"
    }
    assert done["recall"]["inputs"] == {"warcs": 1}
    assert done["recall"]["counts"]["archives"] == 3
    assert done["fit"]["mlflow_run_id"] == models.standing(store.settings, 1).mlflow_run_id
    assert json.loads(done["export"]["settings"])["tables"] == str(finished / "tables")


def test_figures_against_the_answer_key(spark, finished):
    found = quality.simweb(spark, chain_settings(finished), finished / "web" / "answer_key.parquet")
    value = {name: share.value for name, share in found.overall.items()}
    assert value["documents.precision"] > 0.9
    assert value["documents.recall"] > 0.9
    assert value["pairs.precision"] > 0.9
    assert value["pairs.holding"] > 0.9
    assert value["pairs.recall_marked"] > 0.95
    assert value["pairs.held_unmarked"] > 0
    assert value["formulas.precision"] > 0.99
    assert value["formulas.recall"] > 0.98
    assert value["columns.charset"] == value["columns.published"] == value["columns.opt_out"] == 1
    assert value["columns.language"] > 0.98
    assert set(found.by["language"]) == {"en", "de", "fr", "ja", "ru", "zh"}
    assert found.by["kind"]["qapage"]["pairs.recall_marked"].value > 0.95
    assert found.by["kind"]["qapage"]["answers.recall"].value > 0.95


SAID = ("blocks", "structured", "published", "licence", "opt_out")


def test_what_pages_say_of_themselves_reaches_recalled_and_selected(spark, finished):
    store = store_of(spark, finished)
    recalled = {row["row_id"]: row for row in store.documents(1).collect()}
    selected = store.read(SELECTED).collect()
    assert len(selected) > 50
    for row in selected:
        assert [row[name] for name in SAID] == [recalled[row["doc_id"]][name] for name in SAID]
    for name in SAID:
        assert 0 < sum(bool(row[name]) for row in selected) < len(selected), name
    signals = {signal for row in selected for signal in row["opt_out"]}
    assert signals <= {"noai", "noimageai", "tdm-policy", "tdm-reservation"}
    assert len({row["licence"] for row in selected} - {None}) > 1


def test_what_a_page_allows_goes_with_its_pairs_into_the_dataset(spark, finished):
    store = store_of(spark, finished)
    names = ("published", "licence", "opt_out")
    pages = {row["doc_id"]: [row[name] for name in names] for row in store.read(SELECTED).collect()}
    for table in (PAIRS, SFT):
        rows = store.read(table).select("doc_id", *names).collect()
        assert all([row[name] for name in names] == pages[row["doc_id"]] for row in rows)
        assert all(any(row[name] for row in rows) for name in names)


def test_blocks_are_offsets_into_the_text_that_stands_beside_them(spark, finished):
    rows = store_of(spark, finished).read(SELECTED).where("size(blocks) > 0").collect()
    assert len(rows) > 20
    for row in rows:
        held = [row["text"][block["start"] : block["end"]] for block in row["blocks"]]
        assert all(text and text == text.strip() for text in held)
        assert {block["role"] for block in row["blocks"]} <= {"question", "answer", "comment"}
        starts = [block["start"] for block in row["blocks"]]
        assert starts == sorted(starts)


def test_the_blocks_of_question_pages_hold_the_true_question_and_answer_once(spark, finished):
    key = pq.read_table(finished / "web" / "answer_key.parquet").to_pylist()
    pages = {warc.doc_id(page["warc_id"], page["warc_offset"]): page for page in key}
    seen = 0
    for row in store_of(spark, finished).read(SELECTED).collect():
        page = pages[row["doc_id"]]
        if page["kind"] == "qapage":
            seen += 1
            [pair] = page["pairs"]
            assert pair["votes"] in {block["votes"] for block in row["blocks"]}
            for role in ("question", "answer"):
                end = bare(pair[role])[-20:]  # a question is title and body, and a date stands between them
                held = [row["text"][b["start"] : b["end"]] for b in row["blocks"] if b["role"] == role]
                assert sum(end in bare(text) for text in held) == 1, row["url"]
    assert seen > 10


def test_the_dataset_holds_what_the_table_holds(spark, finished):
    store = store_of(spark, finished)
    rows = store.read(SFT).collect()
    lines = []
    for split in {row["split"] for row in rows}:
        ids = sorted(row["id"] for row in rows if row["split"] == split)
        parquet = pq.read_table(finished / "dataset" / "data" / f"{split}-00000-of-00001.parquet")
        found = (finished / "dataset" / f"{split}.jsonl").read_text().splitlines()
        lines += [json.loads(line) for line in found]
        assert ids == parquet["id"].to_pylist() == [line["id"] for line in lines[-len(ids) :]]
    assert len(lines) == len(rows)
    assert [message["role"] for message in lines[0]["messages"]] == ["user", "assistant"]
    texts = {row["doc_id"]: row["text"] for row in store.read(SELECTED).collect()}
    for row in store.read(PAIRS).where("dropped IS NULL").collect():
        page = texts[row["doc_id"]]
        spanned = "".join(page[span["start"] : span["end"]] for span in row["answer_spans"])
        if (
            row["grounding"] == 1
        ):  # markup says "$a = b$" where the page, whose MathML has no spaces, reads "$a=b$"
            assert "".join(spanned.split()) == "".join(row["answer"].split())
        else:  # "$t^2$" where the page reads "$t^{2}$"
            assert 0.9 <= row["grounding"] < 1
            assert len(spanned) > len(row["answer"]) / 2


# --- run it again ------------------------------------------------------------------------


def test_a_second_run_adds_nothing_also_under_other_operational_settings(spark, folder):
    store = store_of(spark, folder, "recall.batch_bytes=20000", "llm.workers=1", "recall.warcs_per_commit=5")
    before, rows = versions(store), contents(store)
    files = {path: path.stat().st_mtime_ns for path in (folder / "dataset").rglob("*")}
    assert pipeline.run_all(spark, store.settings, QUIET) is False
    assert versions(store) == before
    assert contents(store) == rows
    assert {path: path.stat().st_mtime_ns for path in (folder / "dataset").rglob("*")} == files


def test_a_new_archive_brings_exactly_its_rows_and_nothing_blocked_goes_on(spark, folder):
    store = store_of(spark, folder)
    before = contents(store)
    generate(folder / "more", pages=60, warcs=1, seed=7)
    new = folder / "web/crawl-data/SIM-WEB/segments/0/warc/SIM-NEW.warc.gz"
    shutil.copy(folder / "more/crawl-data/SIM-WEB/segments/0/warc/SIM-00000.warc.gz", new)
    for stage in (list, recall, select):
        stage.run(spark, store.settings, 1, QUIET)
    added = store.read(RECALLED).where(F.col("warc_id").endswith("SIM-NEW.warc.gz"))
    after = contents(store)
    assert set(before["recalled"]) < set(after["recalled"])
    assert added.count() == len(after["recalled"]) - len(before["recalled"]) > 0

    waiting = store.read(SELECTED).join(store.read(PAIRS), "doc_id", "left_anti")
    shipped = store.read(SFT).select("domain").distinct()
    by_domain = waiting.join(shipped, "domain").groupBy("domain").count()
    domain = by_domain.orderBy(F.desc("count"), "domain").first()["domain"]
    url = waiting.where(F.col("domain") != domain).orderBy("url").first()["url"]
    blocked = waiting.where((F.col("domain") == domain) | (F.col("url") == url)).select("doc_id").collect()
    assert block.block(spark, store.settings, "domain", domain.upper(), "asked by its owner") is True
    assert block.block(spark, store.settings, "domain", domain, "again") is False
    assert block.block(spark, store.settings, "url", url, "asked by its author") is True
    with pytest.raises(UserError, match="block wants one of"):
        block.block(spark, store.settings, "host", "a", "b")
    assert pipeline.run_all(spark, store.settings, QUIET) is True

    final = contents(store)
    assert set(before["pairs"]) < set(final["pairs"])
    asked = {row["doc_id"] for row in store.read(PAIRS).select("doc_id").collect()}
    selected = {row["doc_id"] for row in store.read(SELECTED).select("doc_id").collect()}
    assert asked == selected - {row["doc_id"] for row in blocked}
    assert domain not in {row["domain"] for row in store.read(SFT).collect()}
    kept = {row for row in before["sft"] if f"'domain': '{domain}'" not in row}
    assert {row.partition("'copies'")[0] for row in kept} < {
        row.partition("'copies'")[0] for row in final["sft"]
    }
    lines = {line.stage: line for line in status.status(spark, store.settings)}
    assert (lines["extract"].left, lines["extract"].dropped["blocked"]) == (0, len(blocked))
    assert lines["select"].dropped["blocked"] > 0 < lines["export"].dropped["blocked"]


def test_a_domain_picked_later_brings_its_documents_in_and_one_unpicked_is_left_out(spark, folder):
    store = store_of(spark, folder)
    everything = contents(store)
    for stage in ("export", "refine", "decontaminate", "dedup", "extract", "select"):
        reset.reset(spark, store.settings, stage, 1)
    csv = folder / "web" / "domains.csv"
    whole = csv.read_text()
    csv.write_text("\n".join(whole.splitlines()[:6]) + "\n")
    pipeline.run_all(spark, store.settings, QUIET)
    few = store.read(SELECTED).count()
    csv.write_text(whole)
    pipeline.run_all(spark, store.settings, QUIET)
    assert 0 < few < store.read(SELECTED).count()
    found = contents(store)
    for table in ("selected", "pairs"):
        assert found[table] == everything[table]
    # Which of two duplicates stays hangs on who came first; that one stays does not.
    assert len(found["unique_pairs"]) == len(everything["unique_pairs"])

    csv.write_text("\n".join(whole.splitlines()[:6]) + "\n")
    export.run(spark, store.settings, 1, QUIET)
    assert 0 < len({row["domain"] for row in store.read(SFT).collect()}) <= 5
    left = export.reasons(store).where("reason = 'not-picked'").count()
    assert left > 0
    assert store.read(SFT).count() < len(everything["sft"])
    assert contents(store)["selected"] == everything["selected"]


# --- limits, status, sample --------------------------------------------------------------


def test_reset_limits_and_budgets_and_the_rest_follows(spark, folder):
    store = store_of(spark, folder, "recall.warcs_per_commit=1", f"list.input_root={folder}")
    everything = contents(store)
    for name, below in (("list", "recall"), ("recall", "select"), ("fit", "recall"), ("select", "extract")):
        with pytest.raises(UserError, match=f"run `webinstruct reset {below}` first"):
            reset.reset(spark, store.settings, name, 1)
    for name in ("export", "refine", "decontaminate", "dedup", "extract", "select", "recall", "list"):
        reset.reset(spark, store.settings, name, 1)
    assert contents(store) == {}

    limited = Options(limit=1, say=lambda line: None)
    list.run(spark, store.settings, 1, limited)
    assert store.read(WARCS).count() == 1
    list.run(spark, store.settings, 1, QUIET)
    recall.run(spark, store.settings, 1, limited)
    assert 1 <= store.warc_log(1).count() < 3
    budgeted = store_of(spark, folder, "select.max_documents=4")
    assert select.run(spark, budgeted.settings, 1, QUIET) == {"documents": 4}
    assert select.run(spark, budgeted.settings, 1, limited) == {"documents": 0}
    lines = {line.stage: line for line in status.status(spark, budgeted.settings)}
    assert lines["recall-1"].left >= 1
    assert (lines["select"].left, lines["select"].dropped["over-budget"] > 0) == (0, True)
    assert lines["extract"].left == 4
    with pytest.raises(UserError, match="export reads clean_pairs, which does not stand yet"):
        export.run(spark, store.settings, 1, limited)
    for stage in (extract, dedup, decontaminate, refine):
        stage.run(spark, store.settings, 1, QUIET)
    export.run(spark, store.settings, 1, limited)
    assert store.read(SFT).count() == 1

    pipeline.run_all(spark, store.settings, QUIET)
    again = contents(store)
    for rows in (everything["warcs"], again["warcs"]):  # the folder was copied: paths differ
        rows[:] = [row.partition("'path'")[0] for row in rows]
    # in two runs others come first
    for table in ("unique_pairs", "dedup_bands", "clean_pairs", "refined_pairs", "sft"):
        assert abs(len(again.pop(table)) - len(everything.pop(table))) < 10, table
    assert again == everything


def test_status_adds_up(spark, finished):
    store = store_of(spark, finished)
    lines = {line.stage: line for line in status.status(spark, store.settings)}
    assert [*lines] == [
        *(
            "list",
            "fit-1",
            "recall-1",
            "select",
            "extract",
            "dedup",
            "decontaminate",
            "refine-rules",
            "export",
        ),
    ]
    assert {line.left for line in lines.values()} == {0}
    documents = store.documents(1).count()
    assert documents == store.read(SELECTED).count() + sum(lines["select"].dropped.values())
    of_pairs = {name: n for name, n in lines["export"].dropped.items() if not dataset.is_of_rows(name)}
    shipped = store.read(SFT).select("pair_id").distinct().count()
    assert store.read(PAIRS).count() == shipped + sum(of_pairs.values())


def test_samples_are_rows_to_read(spark, finished):
    loaded = chain_settings(finished)
    shown = [*sample.sample(spark, loaded, "pairs", 3, "dropped IS NULL")]
    assert len(shown) == 3
    assert all("question: " in text and "answer: " in text for text in shown)
    assert shown == [*sample.sample(spark, loaded, "pairs", 3, "dropped IS NULL")]
    with pytest.raises(UserError, match="no table nosuch"):
        sample.sample(spark, loaded, "nosuch", 1, None)
    with pytest.raises(UserError, match="--where"):
        sample.sample(spark, loaded, "pairs", 1, "nosuch = 1")
    with pytest.raises(UserError, match="no table blocked under"):
        sample.sample(spark, loaded, "blocked", 1, None)


# --- refusals: one clear line, no table touched ------------------------------------------


def refusal(spark, settings, stage, match):
    store = Store(spark, settings)
    before = versions(store)
    with pytest.raises(UserError, match=match) as caught:
        pipeline.stage(stage).run(spark, settings, 1, QUIET)
    assert "\n" not in str(caught.value)
    assert versions(store) == before


def test_a_changed_threshold_on_an_existing_table_is_refused(spark, folder):
    changed = chain_settings(folder, "recall.threshold=0.9")
    refusal(spark, changed, "recall", r"recall.threshold: was 0.5, now 0.9.*reset recall.*--continue-mixed")
    recall.run(spark, changed, 1, Options(continue_mixed=True, say=lambda line: None))


@pytest.mark.parametrize("lost", ["recall-1", "recall-1.json"])
def test_a_table_without_its_checkpoint_is_refused(spark, folder, lost):
    path = folder / "tables" / "_checkpoints" / lost
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    refusal(
        spark, chain_settings(folder), "recall", "recalled has rows of recall-1 but its checkpoint is gone"
    )


def test_a_checkpoint_without_its_table_is_refused(spark, folder):
    shutil.rmtree(folder / "tables" / "pairs")
    refusal(spark, chain_settings(folder), "extract", "pairs is gone since extract last ran")


def test_a_source_made_anew_is_refused(spark, folder):
    store = store_of(spark, folder)
    rows = store.read(WARCS).collect()
    shutil.rmtree(folder / "tables" / "warcs")
    store.append(WARCS, spark.createDataFrame(rows, WARCS.schema_ddl), "test")
    refusal(spark, store.settings, "recall", "the table that recall-1 reads was made anew")


@pytest.mark.parametrize(
    ("stage", "override", "match"),
    [
        ("list", "input={folder}/nothing", "nothing"),
        ("list", "input={folder}/empty.paths", "empty.paths"),
        ("list", "input=s3://bucket/warcs", "s3"),
        ("select", "select.domains={folder}/none.csv", "no such file"),
        ("export", "export.dataset={folder}/web", "which no export wrote"),
        ("extract", "tables={folder}/fresh", "selected, which does not stand yet"),
        ("recall", "tables={folder}/fresh", "round 1 has no model yet"),
        ("select", "tables={folder}/fresh", "recalled"),
        ("export", "tables={folder}/fresh", "pairs, which does not stand yet"),
    ],
)
def test_a_users_mistake_touches_no_table(spark, folder, stage, override, match):
    (folder / "empty.paths").write_text("\n")
    refusal(spark, chain_settings(folder, override.format(folder=folder)), stage, match)


def test_moved_inputs_are_not_listed_twice(spark, folder):
    changed = chain_settings(folder, f"input={folder}/web/crawl-data/SIM-WEB/warc.paths.gz")
    assert list.run(spark, changed, 1, QUIET) == {"archives": 0}
    plain = folder / "plain"
    plain.mkdir()
    shutil.copy(next((folder / "web/crawl-data").rglob("*.warc.gz")), plain / "a.warc.gz")
    fresh = chain_settings(folder, f"input={plain}", f"tables={folder}/fresh")
    assert list.run(spark, fresh, 1, QUIET) == {"archives": 1}
    above = chain_settings(folder, f"input={folder}/*/a.warc.gz", f"tables={folder}/fresh")
    refusal(spark, above, "list", "list.input_root")


def test_reset_lets_go_of_a_model_that_nothing_was_scored_with(spark, folder):
    unused = chain_settings(folder, f"models={folder}/models", f"tables={folder}/fresh")
    shutil.copytree(folder / "tables" / "_models", folder / "models")
    assert models.standing(unused, 1) is not None
    assert reset.reset(spark, unused, "fit", 1) == "the model of round 1 is let go"
    assert models.standing(unused, 1) is None
    assert [*(folder / "models").iterdir()] == []


def test_reset_mends_a_model_that_is_gone_and_waits_for_a_running_stage(spark, folder):
    lost = chain_settings(folder, f"models={folder}/models", f"tables={folder}/fresh")
    shutil.copytree(folder / "tables" / "_models", folder / "models")
    next((folder / "models").glob("*.bin")).unlink()
    refusal(spark, lost, "recall", "the model of round 1 is gone")
    assert reset.reset(spark, lost, "fit", 1) == "the model of round 1 is let go"
    store = store_of(spark, folder)
    with alone(store, "export"), pytest.raises(UserError, match="export is already running"):
        reset.reset(spark, store.settings, "export", 1)


def test_fit_does_nothing_where_its_model_stands(spark, folder):
    changed = chain_settings(folder, "fit.epochs=1")
    before = models.standing(changed, 1)
    said = []
    assert pipeline.stage("fit").run(spark, changed, 1, Options(say=said.append)) == {}
    assert models.standing(changed, 1) == before
    assert "it was fitted with other settings" in said[0]


def test_the_mlflow_run_holds_the_model(spark, finished):
    import mlflow

    standing = models.standing(chain_settings(finished), 1)
    client = mlflow.MlflowClient(f"sqlite:///{finished}/tables/_mlflow/mlflow.db")
    run = client.get_run(standing.mlflow_run_id)
    assert run.data.params["model_sha256"] == standing.sha256
    assert run.data.metrics["auc"] == standing.metrics["auc"]
    assert [file.path for file in client.list_artifacts(standing.mlflow_run_id)] == ["model.bin"]
    assert warc.doc_id("a", 1) != warc.doc_id("a", 2)


def test_a_pilot_on_some_archives_speaks_of_all(spark, finished, tmp_path, capsys):
    loaded = chain_settings(finished, f"tables={tmp_path}/tables", f"export.dataset={tmp_path}/dataset")
    pilot_job.run(loaded, pilot_job.Asked(2, 3), Console(width=100))
    said = capsys.readouterr().out
    whole = json.loads(said.splitlines()[-1])
    assert "A pilot on 2 of 3 archives" in said
    assert said.count("--- sft") == 3
    store = store_of(spark, finished, f"tables={tmp_path}/tables/_pilot")
    html = recall.counts(store, 1)["html"]
    assert {name: whole["pages"][name] for name in ("slice", "n", "of")} == {"slice": html, "n": 2, "of": 3}
    assert whole["pages"]["low"] <= whole["pages"]["value"] == html * 3 / 2 <= whole["pages"]["high"]
    assert whole["rows of the dataset"]["slice"] == store.read(SFT).count() > 0
    assert whole["extract tokens in"]["value"] == 0  # rules ask nobody
    assert not (tmp_path / "tables" / "pairs").exists()  # nothing of it goes into the tables of the whole
    assert (tmp_path / "dataset-pilot" / "README.md").exists()
    known = {row["row_id"] for row in store.documents(1).collect()}
    of_all = {row["row_id"] for row in store_of(spark, finished).documents(1).collect()}
    assert 0 < len(known & of_all) >= 0.9 * len(known)  # a page has the same id in the pilot and in the whole
