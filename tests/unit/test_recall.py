import json
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from webinstruct import UserError, recall, storage, tables, warc
from webinstruct.recall import Example
from webinstruct.settings import FitSettings, RecallSettings

SMALL = FitSettings(
    dim=8, epochs=20, learning_rate=0.5, word_ngrams=1, min_count=1, buckets=1000, test_share=0.3
)


def labelled(groups=20):
    found = []
    for group in range(groups):
        found.append(Example("Algebra", f"solve the equation x {group} exercise answer", f"p{group}", True))
        found.append(Example("Shop", f"buy cheap shoes {group} cart price", f"n{group}", False))
    return found


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    fitted = recall.fit(labelled(), SMALL)
    path = tmp_path_factory.mktemp("model") / "m.bin"
    path.write_bytes(fitted.model)
    return recall.Model(str(path), storage.sha256(fitted.model))


def test_the_view_is_one_line_without_labels():
    line = recall.view("A\nB", "x __label__educational y\n\n$x^2$" + " w" * 3000)
    assert line.startswith("a b . x y $ x ^ 2 $ w w")
    assert "\n" not in line
    assert len(line) < 2100


def litter():
    """Fill free memory with bytes that read as NaN, as a long-lived driver's heap may hold them."""
    kept = [bytearray(b"\xff" * size) for size in range(500, 200_000, 700)]
    del kept


def test_the_same_examples_give_the_same_bytes_whatever_memory_held_before():
    first = recall.fit(labelled(), SMALL)
    for _ in range(5):
        litter()
        assert recall.fit(labelled(), SMALL).model == first.model
    assert first.metrics["auc"] == 1.0
    assert first.metrics["auc"] == 1.0
    assert first.metrics["train_examples"] + first.metrics["test_examples"] == 40


def test_no_group_is_on_both_sides_and_one_sided_splits_are_refused():
    one_group = [Example("", "a", "same", True), Example("", "b", "same", False)]
    with pytest.raises(UserError, match="groups hold only one label"):
        recall.fit(one_group, SMALL)


def test_auc_counts_ties_half():
    assert recall.measure([(0.5, True), (0.5, False)])["auc"] == 0.5
    assert recall.measure([(0.1, True), (0.9, False)])["auc"] == 0.0


def test_seeds_are_read_and_bad_lines_named(tmp_path):
    good = tmp_path / "good.jsonl"
    good.write_text(json.dumps({"text": "a", "group": "g"}) + "\n\n" + json.dumps({"text": "b"}) + "\n")
    found = recall.examples([str(good)], [str(good)])
    assert [(e.text, e.educational) for e in found] == [("a", True), ("b", True), ("a", False), ("b", False)]
    assert found[0].group == "g"
    odd = tmp_path / "odd.jsonl"
    odd.write_text(json.dumps({"text": "one\u2028two"}, ensure_ascii=False), encoding="utf-8")
    assert recall.examples([str(odd)], [str(odd)])[0].text == "one\u2028two"
    for content in ('{"text": "\\ud800"}', "{", '["text"]', '{"text": 1}', '{"txt": "a"}'):
        bad = tmp_path / "bad.jsonl"
        bad.write_text('{"text": "a"}\n' + content)
        with pytest.raises(UserError, match=r"bad.jsonl, line 2: wanted"):
            recall.examples([str(bad)], [str(good)])
    with pytest.raises(UserError, match="cannot be read"):
        recall.examples([str(tmp_path / "none")], [str(good)])
    with pytest.raises(UserError, match="needs both"):
        recall.examples([], [str(good)])


def test_a_model_with_other_bytes_is_refused(tmp_path, model):
    with pytest.raises(ValueError, match="fit it again"):
        recall.open_model(recall.Model(model.uri, "0" * 64))


# --- the stage over an archive -----------------------------------------------------------

LESSON = "<title>Algebra</title><p>solve the equation x exercise answer " + "solve equation exercise " * 20
SHOP = "<title>Shop</title><p>buy cheap shoes cart price " + "buy shoes cart price " * 20
PAGES = [
    ("http://a.example/lesson", "text/html", LESSON),
    ("http://b.example/shop", "text/html; charset=utf-8", SHOP),
    ("http://a.example/short", "text/html", "<p>solve"),
    ("http://a.example/data", "application/json", "{}"),
]


@pytest.fixture
def archive(tmp_path, write_warc):
    return write_warc(tmp_path / "w.warc.gz", PAGES)


def work(path, **changes):
    row = {
        "warc_id": "w",
        "attempt": 1,
        "path": str(path),
        "crawl": None,
        "bytes": None,
        "start": 0,
        "run_id": "r",
    }
    return pa.RecordBatch.from_pylist([row | changes], schema=tables.WARCS.arrow)


def documents(batches, model, **changes):
    settings = RecallSettings(control=1.0, min_chars=20, **changes)
    batches = recall.documents(
        batches, round=1, settings=settings, model=model, digest="d", user_agent="test"
    )
    found = list(batches)
    assert all(batch.schema == tables.RECALLED.arrow for batch in found)
    return found, [row for batch in found for row in batch.to_pylist()]


def test_every_record_is_a_document_or_a_counted_reason(archive, model):
    _, rows = documents([work(archive)], model)
    ledger = rows[-1]["ledger"]
    assert rows[-1]["kind"] == "ledger"
    assert (ledger["status"], ledger["html"], ledger["kept"]) == ("done", 3, 1)
    dropped = dict(ledger["dropped"])
    assert (dropped["low-score"], dropped["too-short"], dropped["not-html"]) == (1, 1, 1)
    assert ledger["records"] == ledger["kept"] + sum(dropped.values())
    assert dict(ledger["seen_per_domain"]) == {"a.example": 2, "b.example": 1}
    kept = [row for row in rows if row["kind"] == "document"]
    assert [row["url"] for row in kept] == ["http://a.example/lesson"]
    assert kept[0]["row_id"] == warc.doc_id("w", kept[0]["warc_offset"])
    assert kept[0]["fetched_at"] == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


SPOKEN = """<title>Algebra</title><meta name="robots" content="noai"><link rel="license"
href="http://creativecommons.org/licenses/by/4.0/"><meta name="date" content="2024-03-01">
<div itemscope itemtype="https://schema.org/Question"><h1 itemprop="name">How is the equation solved?</h1>
<div itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer"><span itemprop="upvoteCount">7</span>
<div itemprop="text">solve the equation x exercise answer</div></div></div>"""


def test_what_the_page_says_of_itself_is_in_its_row(tmp_path, write_warc, model):
    path = write_warc(tmp_path / "w.warc.gz", [("http://a.example/q", "text/html", SPOKEN)])
    _, rows = documents([work(path)], model)
    [row] = [row for row in rows if row["kind"] == "control"]
    assert (row["published"], row["licence"], row["opt_out"]) == (
        "2024-03-01",
        "https://creativecommons.org/licenses/by/4.0/",
        ["noai"],
    )
    named = [
        (row["text"][b["start"] : b["end"]], b["role"], b["votes"], b["accepted"]) for b in row["blocks"]
    ]
    assert ("answer", True) in [(role, accepted) for _, role, _, accepted in named]
    assert all(text.strip() for text, *_ in named)


def test_the_control_sample_holds_pages_whatever_their_score(archive, model):
    _, rows = documents([work(archive)], model)
    control = [row for row in rows if row["kind"] == "control"]
    assert [row["url"].rsplit("/")[-1] for row in control] == ["lesson", "shop", "short"]
    assert {row["inclusion"] for row in control} == {1.0}
    assert control[0]["score"] > 0.5 > control[1]["score"]


def test_a_missing_archive_is_a_ledger_row(tmp_path, model):
    _, rows = documents([work(tmp_path / "none.warc.gz")], model)
    assert [(row["kind"], row["ledger"]["status"]) for row in rows] == [("ledger", "failed")]
    assert "no such file" in rows[0]["ledger"]["error"]


def test_batches_are_bounded_by_bytes_not_rows(archive, model):
    found, rows = documents([work(archive)], model, batch_bytes=10_000)
    many, same = documents([work(archive)] * 10, model, batch_bytes=10_000)
    assert len(many) > len(found)
    assert len(same) == 10 * len(rows)


def test_a_wrong_model_stops_the_job_instead_of_counting_bad_pages(archive, model):
    with pytest.raises(ValueError, match="sha256"):
        documents([work(archive)], recall.Model(model.uri, "f" * 64))
