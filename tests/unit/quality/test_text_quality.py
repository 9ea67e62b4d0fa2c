import json

import pytest

from webinstruct import UserError
from webinstruct.quality import text
from webinstruct.quality.intervals import Share, clustered
from webinstruct.quality.pages import ours
from webinstruct.quality.text import Haystack, Loss, PageTruth

QUESTION = "<p>How long is a furlong in chains? Please explain.</p>"
ANSWER = "<p>A furlong is ten chains. Hope that helps.</p>"
PAIR = {
    "question_start": "How long is a furlong",
    "question_end": "Please explain.",
    "answer_start": "A furlong is ten",
    "answer_end": "that helps.",
}


def write(folder, pages, pairs):
    """The pages and a truth file that holds the pairs of each."""
    rows = []
    for name, html in pages.items():
        (folder / name).write_text(f"<html><body>{html}</body></html>", encoding="utf-8")
        rows.append({"file": name, "pairs": pairs.get(name, [])})
    truth = folder / "truth.jsonl"
    truth.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return truth


def test_a_pair_is_kept_when_its_four_marks_stand_in_order(tmp_path):
    pages = {
        "good.html": QUESTION + ANSWER,
        "no_answer.html": QUESTION,
        "turned.html": ANSWER + QUESTION,
        "no_pairs.html": "<p>Only news.</p>",
    }
    pairs = {name: [PAIR] for name in ("good.html", "no_answer.html", "turned.html")}
    quality = text.measure(write(tmp_path, pages, pairs), tmp_path, lambda raw: raw.source)
    assert quality.as_json()["pairs"] == {"kept": 1, "checkable": 3}
    assert quality.by_page == ((1, 1), (0, 1), (0, 1))
    assert quality.marks == {
        "question_start": Share(3, 3),
        "question_end": Share(3, 3),
        "answer_start": Share(2, 3),
        "answer_end": Share(2, 3),
    }
    assert quality.losses == (
        Loss("no_answer.html", "answer_start", "A furlong is ten"),
        Loss("no_answer.html", "answer_end", "that helps."),
        Loss("turned.html", "order", ""),
    )


def test_our_reader_keeps_a_plain_pair_and_length_is_told_against_resiliparse(tmp_path):
    truth = write(tmp_path, {"a.html": QUESTION + ANSWER}, {"a.html": [PAIR]})
    assert text.measure(truth, tmp_path, ours).pairs == Share(1, 1)
    plain = text.measure(truth, tmp_path, text.resiliparse_main)
    assert plain.as_json() == {"pairs": {"kept": 1, "checkable": 1}, "chars_ratio": 1.0}
    assert text.measure(truth, tmp_path, lambda raw: 2 * text.resiliparse_main(raw)).chars_ratio == 2.0
    assert text.measure(truth, tmp_path, lambda raw: "").pairs == Share(0, 1)


def test_unsure_pairs_and_pairs_without_a_start_are_not_asked_for():
    rows = [PAIR, PAIR | {"unsure": True}, PAIR | {"question_start": ""}, PAIR | {"answer_start": " … "}]
    line = json.dumps({"file": "a.html", "pairs": [*rows, {"question_start": "Why?", "answer_start": "So."}]})
    bare = {"question_start": "Why?", "question_end": "", "answer_start": "So.", "answer_end": ""}
    assert text.load(line + "\n\n") == [PageTruth("a.html", (PAIR, bare))]


@pytest.mark.parametrize("line", ["{", "[]", '{"file": "a.html"}', '{"file": "a", "pairs": ["x"]}'])
def test_a_line_that_is_no_truth_is_one_sentence(line):
    with pytest.raises(UserError, match=r"^--truth, line 2: wanted an object with file and pairs, got .*$"):
        text.load('{"file": "a.html", "pairs": []}\n' + line)


def test_a_page_or_a_truth_that_is_absent_is_one_sentence(tmp_path):
    truth = write(tmp_path, {"a.html": QUESTION}, {})
    with pytest.raises(UserError, match=r"^the truth names a\.html, and .*a\.html is no file: --root must"):
        text.measure(truth, tmp_path / "elsewhere")
    with pytest.raises(UserError, match=r"^--truth .*none\.jsonl: wanted a file of JSON"):
        text.measure(tmp_path / "none.jsonl", tmp_path)


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("x2 + 1", "so $x^{2}+1$ is"),
        ("x2 + 1", "so x² + 1 is"),
        (r"Multiply: \(-9\cdot 3\)", "Multiply:\n\n$$-9 \\cdot 3$$"),
        ("9·3", r"$9\cdot 3$"),
        ("102 is a hundred", "10^2 is a hundred"),
        ("“Don’t” — she said", '"Don\'t" - she said'),
        ("red apples green pears", "- red apples\n- green pears"),
        ("red apples green pears", "1. red apples\n2. green pears"),
        ("1. red apples 2. green pears", "red apples\n\ngreen pears"),
        ("1) A man takes 5 hrs", "1) A man takes 5 hrs"),
        ("Options : A) 20 B) 100", "Options :\n\nA) 20\n\nB) 100"),
        ("GROSSE STRASSE", "große straße"),
        ("为什么有些有钱人", "为什么  有些\n有钱人还努力"),
        ("int foo (int[] a) { }", "```\nint foo(int[] a)\n{\n}\n```"),
    ],
)
def test_a_mark_is_found_however_an_extractor_writes_it(mark, said):
    assert Haystack(said).find(mark) is not None


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("48", "4.8"),
        ("48", "4 8"),
        ("48", "148 or 480"),
        ("x2 + 1", "x2 or 1"),
        ("red apples", "green apples"),
        ("the answer is 7", "the answer is"),
    ],
)
def test_a_mark_that_is_not_there_is_not_found(mark, said):
    assert Haystack(said).find(mark) is None


def test_any_occurrence_may_fit_and_the_answer_is_looked_for_after_the_question_ends():
    pair = {
        "question_start": "Pick",
        "question_end": "A) 20 B) 7",
        "answer_start": "A) 20",
        "answer_end": "A) 20",
    }
    assert text.in_order(pair, Haystack("A) 20 was nice.\nPick:\nA) 20\nB) 7\nAnswer: A) 20"))
    assert not text.in_order(pair, Haystack("A) 20 was nice.\nPick:\nA) 20\nB) 7\nAnswer:"))


def test_pairs_of_one_page_count_as_one_cluster():
    assert clustered([8, 0], [8, 8]) == (0.0, 1.0)
    low, high = clustered([1] * 40 + [0] * 40, [1] * 80)
    assert (round(low, 1), round(high, 1)) == (0.4, 0.6)


def test_real_pairs_survive_at_little_more_than_main_content(shared):
    quality = text.measure(shared / "qa_truth.dev.jsonl", shared)
    lost = "\n".join(f"{loss.file} {loss.mark}: {loss.text}" for loss in quality.losses)
    assert quality.pairs.n == 54
    assert quality.pairs.hits >= 0.97 * quality.pairs.n, lost
    assert quality.chars_ratio <= 1.3
