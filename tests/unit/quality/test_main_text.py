import json

import pytest

from webinstruct import UserError
from webinstruct.quality import main_text
from webinstruct.quality.main_text import Overlap
from webinstruct.quality.pages import ours, resiliparse_main

PAGE = "<html><body><p>Old maps show the coast.</p></body></html>"
KEY = "c0ffee" * 8


def write(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def texts(cases):
    return [(raw.name, raw.source, expected) for raw, expected in cases]


def test_forum_truth_is_read_with_the_pages_that_are_there(tmp_path):
    write(tmp_path, "html_forum/a1.html", PAGE)
    truth = write(
        tmp_path, "forum.json", {"a1": {"content": "Old maps", "url": "u"}, "gone": {"content": "x"}}
    )
    assert texts(main_text.cases(truth)) == [("html_forum/a1.html", PAGE, "Old maps")]


def test_article_truth_finds_its_pages_from_the_folder_above(tmp_path):
    write(tmp_path, f"html_neg/aeb_{KEY[:40]}", PAGE)
    truth = write(tmp_path, "seeds/articles.json", {KEY: {"articleBody": "Old maps", "url": "u"}})
    assert texts(main_text.cases(truth)) == [(f"html_neg/aeb_{KEY[:40]}", PAGE, "Old maps")]


def test_samples_carry_their_pages_and_are_not_decoded_by_a_stale_meta(tmp_path):
    html = '<meta charset="gbk"><p>Größe 有钱人</p>'
    row = {"track_id": "t1", "html": html, "content": "raw", "groundtruth_content": "Größe"}
    truth = write(tmp_path, "gold.jsonl", json.dumps(row) + "\n")
    assert texts(main_text.cases(truth)) == [("t1", html, "Größe")]
    truth = write(tmp_path, "gold.jsonl", (json.dumps(row) + "\n") * 2)
    assert len(main_text.cases(truth)) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("nonsense", "wanted one JSON object, or one a line"),
        (
            '{"a": {"body": ""}}',
            "wanted rows with content, articleBody, or html with groundtruth_content, got 'a'",
        ),
        ('{"a": 1}', "wanted rows with content, .* got 'a'"),
        ('{"a": {"content": "x"}}', "none of its pages lies under"),
    ],
)
def test_another_form_is_one_sentence(tmp_path, content, said):
    with pytest.raises(UserError, match=rf"^--truth .*truth\.json: {said}"):
        main_text.cases(write(tmp_path, "truth.json", content))


@pytest.mark.parametrize(
    ("text", "expected", "overlap"),
    [
        ("The cat sat.", "the CAT, sat", Overlap(1.0, 1.0, 1.0)),
        ("menu the cat sat", "the cat sat", Overlap(0.75, 1.0, 6 / 7)),
        ("the the the", "the cat", Overlap(1 / 3, 0.5, 0.4)),
        ("有钱人", "有钱 人们", Overlap(1.0, 0.75, 6 / 7)),
        ("$x^{2}$", r"\(x^2\)", Overlap(1.0, 1.0, 1.0)),
        ("see page", "see [page](https://a.b/c_d)", Overlap(1.0, 1.0, 1.0)),
        ("", "cat", Overlap(0.0, 0.0, 0.0)),
        ("cat", "", Overlap(0.0, 0.0, 0.0)),
        ("", "", Overlap(1.0, 1.0, 1.0)),
    ],
)
def test_overlap_counts_tokens_as_often_as_they_stand(text, expected, overlap):
    found = main_text.overlap(text, expected)
    assert (found.precision, found.recall, found.f1) == pytest.approx(
        (overlap.precision, overlap.recall, overlap.f1)
    )


def test_the_figures_are_means_over_pages_beside_the_peers(tmp_path):
    for name in ("a", "b"):
        write(tmp_path, f"html_forum/{name}.html", PAGE)
    rows = {"a": {"content": "Old maps show the coast."}, "b": {"content": "nothing alike"}}
    half = {"f1": 0.5, "low": 0.0, "high": 1.0, "precision": 0.5, "recall": 0.5, "n": 2}
    truth = write(tmp_path, "forum.json", rows)
    assert main_text.measure(truth) == {"main": half, "peer": {"resiliparse_main": half}}


@pytest.mark.parametrize(
    ("file", "n", "least"),
    [
        ("html_forum_truth.dev.json", 35, 0.9),
        ("seeds/article_ground_truth.dev.json", 35, 0.95),
        ("gold/WebMainBench_sample_dataset.jsonl", 4, 0.9),
    ],
)
def test_the_main_text_of_real_pages_stays(shared, file, n, least):
    cases = main_text.cases(shared / file)
    found = main_text.overlaps(cases, ours).as_json()
    peer = main_text.overlaps(cases, resiliparse_main).as_json()
    assert found["n"] == peer["n"] == n
    assert found["recall"] >= least
    assert found["f1"] > 0.5
