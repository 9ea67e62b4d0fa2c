import json
from collections import defaultdict

import pyarrow as pa
import pytest

from tests.unit.decontaminate.items import BAKER, ITEMS, SECRET
from webinstruct import UserError
from webinstruct.decontaminate import Index, dropped, items, judge, judged, open_index, phrases
from webinstruct.settings import DecontaminateSettings
from webinstruct.tables import CLEAN_PAIRS

TEXTS = ("pair_id", "doc_id", "url", "domain", "title", "language", "question", "answer", "context")


def batch(pairs) -> pa.RecordBatch:
    rows = [
        dict(zip(TEXTS, (str(at), "d", "u", f"site{at}.test", None, "en", *pair), strict=True))
        for at, pair in enumerate(pairs)
    ]
    return pa.RecordBatch.from_pylist(
        rows, schema=pa.schema([CLEAN_PAIRS.arrow.field(name) for name in TEXTS])
    )


@pytest.fixture
def settings(tmp_path) -> DecontaminateSettings:
    folder = tmp_path / "benchmarks"
    (folder / "custom").mkdir(parents=True)
    rows = [
        {"id": item.id, "question": item.question, "answer": item.answer} for item in ITEMS if not item.secret
    ]
    (folder / "custom" / "own.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return DecontaminateSettings(benchmarks=str(folder), allow_missing=True)


PAIRS = [
    (BAKER.question, "3", None),
    (BAKER.question.replace("nine", "six"), "9", None),
    ("gives two to a passing musician. How many rolls are left", "", None),
    ("Which way to the station?", "Left at the mill.", ""),
    ("How many are left?", "3", BAKER.question),
]


def test_rows_are_those_of_the_table(settings):
    (made,) = judged([batch(PAIRS)], items(settings), settings, "digest", "run")
    assert made.schema.equals(pa.schema([CLEAN_PAIRS.arrow.field(name) for name in made.schema.names]))
    assert set(made.schema.names) == set(CLEAN_PAIRS.arrow.names)
    rows = made.to_pylist()
    verdicts = ["same", "number-variant", "shared-template", "clean", "same"]
    assert [row["verdict"] for row in rows] == verdicts
    assert [row["dropped"] for row in rows] == ["same", "number-variant", None, None, "same"]
    assert rows[3]["evidence"] is rows[3]["paper"] is None
    assert rows[0]["evidence"]["matched"] == BAKER.question
    assert {(row["digest"], row["run_id"], row["benchmarks"]) for row in rows} == {
        ("digest", "run", items(settings).digest)
    }


def test_the_papers_rule_and_other_verdicts_can_be_asked_for():
    index = Index(ITEMS, DecontaminateSettings())
    part = judge(index, PAIRS[2][0], "")
    assert dropped(part, DecontaminateSettings()) is None
    assert dropped(part, DecontaminateSettings(rule="paper")) == "paper"
    assert dropped(part, DecontaminateSettings(drop=("same", "shared-template"))) == "shared-template"


def test_phrases_name_the_domains_on_which_an_items_words_stand(settings):
    part = PAIRS[2]
    (made,) = phrases([batch([part] * 12 + [PAIRS[3]])], items(settings), settings)
    domains = defaultdict(set)
    for row in made.to_pylist():
        domains[row["hash"]].add(row["domain"])
    assert {len(found) for found in domains.values()} == {12}
    common = list(domains)
    assert judge(open_index(items(settings), settings, common), BAKER.question, "3").verdict == "same"


def test_an_index_is_made_once(settings):
    assert open_index(items(settings), settings) is open_index(items(settings), settings)
    assert open_index(items(settings), settings, [1]) is not open_index(items(settings), settings)


def test_a_missing_benchmark_is_named(settings, tmp_path):
    with pytest.raises(UserError, match="gsm8k"):
        items(settings.model_copy(update={"allow_missing": False}))
    with pytest.raises(UserError, match="gsm8k"):
        items(DecontaminateSettings())


def test_a_secret_item_is_named_and_never_shown():
    index = Index([SECRET], DecontaminateSettings())
    finding = judge(index, f"Well. {SECRET.question}", SECRET.answer)
    assert (finding.verdict, finding.evidence.item, finding.evidence.matched) == ("same", SECRET.id, None)
