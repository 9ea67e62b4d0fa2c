"""Found pairs against true ones: every rule on a page made by hand, and what the rules find on real pages."""

import dataclasses
import json
from pathlib import Path

import pytest

from jobs.cli import call
from webinstruct import UserError
from webinstruct.llm.scripted import Scripted
from webinstruct.quality import extract as quality
from webinstruct.quality.extract.judge import judge
from webinstruct.quality.pages import read_truth
from webinstruct.settings import ExtractSettings, LlmSettings

LONG = "A sentence of a neighbour that nobody asked for, and it goes on for quite a while. " * 2
FURLONG = "How long is a furlong in chains? Please explain."
TEN = "A furlong is ten chains. It was the length of a furrow. Hope that helps."
MILE = "And how many furlongs make a mile, if you please?"
EIGHT = "Eight furlongs make a mile, and have done so since 1593."
PAGE = "\n\n".join(["Old measures", FURLONG, TEN, LONG, MILE, EIGHT, "Bye."])


def true(question, answer, **more):
    """A true pair by its first and last words."""
    marks = {}
    for name, text in (("question", question), ("answer", answer)):
        words = text.split()
        marks |= {f"{name}_start": " ".join(words[:4]), f"{name}_end": " ".join(words[-2:])}
    return marks | more


def truth(*pairs, complete=True):
    [page] = quality.load(json.dumps({"file": "a.html", "complete": complete, "pairs": pairs}))
    return page


def row(question, answer, page=PAGE, dropped=None, at=None):
    """A row of the stage; each side stands where it does first, or an answer at `at`."""

    def spans(text, start=0):
        place = page.find(text, start) if text else -1
        return [{"start": place, "end": place + len(text)}] if place >= 0 else []

    return {
        "question": question,
        "answer": answer,
        "question_spans": spans(question),
        "answer_spans": spans(answer, at or 0),
        "dropped": dropped,
    }


def void(reason="void"):
    return dict.fromkeys(row("", "")) | {"dropped": reason}


def kinds(found):
    """What is listed; the kinds of missed and wrong pairs are those that the module names."""
    for miss in found.misses:
        names = {"missed": quality.MISSES, "wrong": quality.WRONG}.get(miss.what)
        assert names is None or miss.kind.partition(":")[0] in names
    return [(miss.what, miss.kind) for miss in found.misses]


TRUTH = truth(true(FURLONG, TEN), true(MILE, EIGHT))


def test_whole_pairs_are_hits():
    found = judge(TRUTH, PAGE, [row(MILE, EIGHT), row(FURLONG, TEN)])
    assert (found.hits, found.asked, found.counted, found.met) == (2, 2, 2, 2)
    assert found.misses == ()


def test_what_is_written_otherwise_is_the_same_by_its_letters():
    shouted = row(FURLONG, TEN) | {"question": FURLONG.upper(), "answer": f"“{TEN}”"}
    assert judge(TRUTH, PAGE, [shouted, row(MILE, EIGHT)]).misses == ()


def test_another_answer_counts_against_both_and_against_association():
    found = judge(TRUTH, PAGE, [row(FURLONG, LONG.strip()), row(MILE, EIGHT)])
    assert (found.hits, found.counted, found.met, len(found.paired)) == (1, 2, 2, 1)
    assert kinds(found) == [("missed", "other answer"), ("wrong", "other answer")]


def test_another_question_with_the_right_answer():
    found = judge(TRUTH, PAGE, [row("Old measures", TEN), row(MILE, EIGHT)])
    assert kinds(found) == [("missed", "other question"), ("wrong", "other question")]
    assert found.met == 1


def test_answers_that_changed_places_are_no_pairs():
    found = judge(TRUTH, PAGE, [row(FURLONG, EIGHT), row(MILE, TEN)])
    assert (found.hits, found.met, len(found.paired)) == (0, 2, 0)
    assert kinds(found) == [("missed", "other answer")] * 2 + [("wrong", "other answer")] * 2


@pytest.mark.parametrize(
    ("question", "answer", "whole"),
    [
        (FURLONG, "A furlong is ten chains.", (True, False)),
        (FURLONG, "It was the length of a furrow. Hope that helps.", (True, False)),
        ("How long is a furlong in chains?", TEN, (False, True)),
        (FURLONG, "A furlong is ten chains. Hope that helps.", (True, False)),
        (FURLONG, "the length of a furrow", (True, False)),
    ],
)
def test_a_side_that_lacks_an_end_or_its_middle_is_cut(question, answer, whole):
    cut = row(question, answer)
    if answer not in PAGE:  # copied with a part left out: two spans
        cut["answer_spans"] = row("", answer[:24])["answer_spans"] + row("", answer[25:])["answer_spans"]
    found = judge(TRUTH, PAGE, [cut, row(MILE, EIGHT)])
    assert kinds(found) == [("missed", "cut"), ("wrong", "cut")]
    assert (found.hits, len(found.paired)) == (1, 2)
    assert (found.paired[0].question.whole, found.paired[0].answer.whole) == whole


def test_buttons_may_be_left_out_of_the_middle():
    answer = (
        "The first part of the answer is a rather long one.\n\nReply\n\nSo is the second part of it, I fear."
    )
    page = f"{FURLONG}\n\n{answer}"
    found = row(FURLONG, answer, page) | {"answer": answer.replace("Reply\n\n", "")}
    assert judge(truth(true(FURLONG, answer)), page, [found]).hits == 1


def test_the_same_words_elsewhere_do_not_count():
    page = f"Yes.\n\n{FURLONG}\n\nYes.\n\n{MILE}\n\nYes."
    short = truth(true(FURLONG, "Yes."), true(MILE, "Yes."))
    first, second = page.index("Yes.", 5), page.rindex("Yes.")
    right = [row(FURLONG, "Yes.", page, at=first), row(MILE, "Yes.", page, at=second)]
    assert judge(short, page, right).misses == ()
    before = judge(short, page, [row(FURLONG, "Yes.", page), right[1]])
    assert kinds(before) == [("missed", "other answer"), ("wrong", "other answer")]
    changed = judge(short, page, [row(FURLONG, "Yes.", page, at=second), row(MILE, "Yes.", page, at=first)])
    assert changed.hits == 0


def test_a_question_that_stands_twice_may_be_taken_from_either_place():
    page = f"Related: {FURLONG}\n\n{LONG}\n\n{FURLONG}\n\n{TEN}"
    assert judge(truth(true(FURLONG, TEN)), page, [row(FURLONG, TEN, page)]).hits == 1


def test_pairs_are_matched_one_to_one_and_as_many_as_can_be():
    page = "Solve it now please.\n\nTen.\n\nSolve it now please.\n\nTen."
    same = true("Solve it now please.", "Ten.")
    one = row("Solve it now please.", "Ten.", page)
    second = row("", "Solve it now please.", page, at=10)["answer_spans"]
    other = row("Solve it now please.", "Ten.", page, at=page.rindex("Ten.")) | {"question_spans": second}
    assert judge(truth(same, same), page, [other, one]).hits == 2
    assert kinds(judge(truth(same), page, [one, one])) == [("wrong", "repeated")]


def test_one_row_for_two_pairs_is_merged():
    both = row(f"{FURLONG}", PAGE[PAGE.index(TEN) : PAGE.index("Bye.")])
    both |= {"question": f"{FURLONG} {MILE}"}
    both["question_spans"] = row(FURLONG, "")["question_spans"] + row(MILE, "")["question_spans"]
    found = judge(TRUTH, PAGE, [both])
    assert ("missed", "merged") in kinds(found)
    assert found.hits <= 1


def test_a_page_as_question_and_as_answer_holds_all_and_is_no_hit():
    found = judge(TRUTH, PAGE, [row(PAGE, PAGE)])
    assert found.hits == 0
    assert sorted(kinds(found))[1:] == [
        ("caught", f"question, {len(PAGE) - PAGE.index('explain') - 7} characters"),
        ("missed", "merged"),
        ("missed", "mixed"),
        ("wrong", "mixed"),
    ]


def test_text_beyond_the_ends_is_caught_unless_it_is_short_or_the_title():
    answer = f"{TEN}\n\n{LONG.strip()}"
    found = judge(TRUTH, PAGE, [row(FURLONG, answer), row(MILE, EIGHT)])
    assert found.hits == 2  # the dot and the empty line count as well: ends are found by their letters
    assert kinds(found) == [("caught", f"answer, {len(LONG.strip()) + 3} characters")]
    signed = row(MILE, f"{EIGHT}\n\nBye.")
    assert judge(TRUTH, PAGE, [row(FURLONG, TEN), signed]).misses == ()
    title = "On the relation of the furlong to the chain, with remarks on the mile and on other measures"
    page = f"{title}\n\n{FURLONG}\n\n{TEN}"
    titled = row(f"{title}\n\n{FURLONG}", TEN, page)
    named = truth(true(FURLONG, TEN, title=title))
    assert judge(named, page, [titled]).misses == ()
    assert judge(truth(true(FURLONG, TEN)), page, [titled], f"{title} - Forum").misses == ()
    assert kinds(judge(truth(true(FURLONG, TEN)), page, [titled])) == [("caught", "question, 93 characters")]


def test_a_title_alone_is_a_question_cut():
    page = f"Old measures of length\n\n{FURLONG}\n\n{TEN}"
    named = truth(true(FURLONG, TEN, title="Old measures of length"))
    found = judge(named, page, [row("Old measures of length", TEN, page)])
    assert kinds(found) == [("missed", "cut"), ("wrong", "cut")]


def test_pairs_that_nobody_is_sure_of_are_neither_asked_for_nor_held_against_us():
    unsure = truth(true(FURLONG, TEN, unsure=True), true(MILE, EIGHT))
    found = judge(unsure, PAGE, [row(FURLONG, LONG.strip()), row(MILE, EIGHT)])
    assert (found.hits, found.asked, found.counted, found.misses) == (1, 1, 1, ())
    no_start = truth({"question_start": "", "answer_start": TEN[:20]})
    found = judge(no_start, PAGE, [row("Old measures", TEN), row(MILE, EIGHT)])
    assert (found.asked, found.counted, kinds(found)) == (0, 1, [("wrong", "no such pair")])
    assert not found.void


def test_precision_counts_on_complete_pages_alone():
    found = judge(truth(true(FURLONG, TEN), complete=False), PAGE, [row(FURLONG, TEN), row(MILE, EIGHT)])
    assert (found.hits, found.counted, found.misses) == (1, 0, ())


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ([void()], "no pair on the page"),
        ([void("too-long")], "no pair on the page: too-long"),
        ([row(FURLONG, "", dropped="empty-side")], "question only"),
        ([row(FURLONG, TEN, dropped="ungrounded")], "dropped: ungrounded"),
        ([row(MILE, EIGHT)], "not among the pairs"),
    ],
)
def test_a_missed_pair_says_why(rows, kind):
    found = judge(truth(true(FURLONG, TEN), complete=False), PAGE, rows)
    assert kinds(found) == [("missed", kind)]
    assert found.misses[0].words == "How long is a → A furlong is ten"


def test_what_the_text_lost_is_its_own_kind():
    lost = truth(true(FURLONG, f"{TEN} Farewell everybody."))
    assert kinds(judge(lost, PAGE, [void()])) == [("missed", "not in text")]
    assert kinds(judge(lost, PAGE, [row(FURLONG, TEN)])) == [("missed", "not in text"), ("wrong", "cut")]


def test_a_pair_on_a_page_without_pairs():
    found = judge(truth(), PAGE, [row(FURLONG, TEN)])
    assert (found.void, found.kept, kinds(found)) == (True, 1, [("wrong", "page without pairs")])


def html(text):
    return "<title>T</title><main>" + "".join(f"<p>{part}</p>" for part in text.split("\n\n")) + "</main>"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Two pages of truth, the second without pairs, and a folder of one negative."""
    (tmp_path / "negatives").mkdir()
    (tmp_path / "a.html").write_text(html(PAGE))
    (tmp_path / "b.html").write_text(html(LONG))
    (tmp_path / "negatives" / "c.html").write_text(html("Q: What is 2 + 2?\n\nA: It is 4, I think."))
    lines = [
        {"file": "a.html", "complete": True, "pairs": [true(FURLONG, TEN), true(MILE, EIGHT)]},
        {"file": "b.html", "complete": True, "pairs": []},
    ]
    (tmp_path / "truth.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return tmp_path


def read(pages: Path):
    documents = quality.read_pages(quality.load(read_truth(pages / "truth.jsonl")), pages)
    return documents, quality.read_folder(pages / "negatives")


def test_pages_are_read_asked_about_and_added_up(pages):
    documents, negatives = read(pages)
    answers = {documents[0].text: {"pairs": [{"question": FURLONG, "answer": TEN}]}}
    engine = Scripted({text: json.dumps(answer) for text, answer in answers.items()}, by="text")
    found = quality.measure(documents, negatives, ExtractSettings(), LlmSettings(), engine=engine).as_json()
    assert (found["precision"], found["recall"], found["f1"]) == (1.0, 0.5, 0.6667)
    assert (found["pages"], found["negative_pages"], found["negative_pages_with_pairs"]) == (2, 1, 0)
    assert found["counts"]["void_accuracy"] == [2, 2]
    assert found["by_page"]["recall"] == [0.5, 0.5]
    assert found["missed"] == {"not among the pairs": 1}
    assert found["tokens_out"] > found["tokens_in"] > 0


def test_an_engine_that_tells_the_truth_is_right_throughout(pages):
    documents, negatives = read(pages)
    engine = quality.truthful(documents)
    assert json.loads(engine.answers[documents[0].text])["pairs"] == [
        {"question": FURLONG, "answer": TEN},
        {"question": MILE, "answer": EIGHT},
    ]
    found = quality.measure(documents, negatives, ExtractSettings(), LlmSettings(), engine=engine)
    assert (found.f1, found.misses) == (1.0, ())


def told_perfectly(documents) -> dict[str, quality.ExtractQuality]:
    """What an engine that knows the truth is worth, by mode."""
    return {
        mode: quality.measure(
            documents,
            [],
            ExtractSettings(mode=mode, window_tokens=100_000),
            LlmSettings(),
            prompt="Find pairs.",
            engine=quality.truthful(documents, mode),
        )
        for mode in ("copy", "units")
    }


def test_an_engine_that_tells_the_truth_by_units_says_less(pages):
    documents, _ = read(pages)
    found = told_perfectly(documents)
    assert [one.f1 for one in found.values()] == [1.0, 1.0]
    assert found["units"].tokens_in > found["copy"].tokens_in


def test_spans_of_a_true_pair_take_the_signs_that_belong_to_it():
    text = "So: (What is $\\frac{1}{2}$?) “It’s $\\alpha$.” Ok [1]"
    [pair] = truth(
        {"question_start": "What is", "question_end": "2", "answer_start": "It's", "answer_end": "s"}
    ).pairs
    spans = quality.ideal_spans(text, pair)
    assert spans is not None
    assert [text[start:end] for start, end in spans] == ["(What is $\\frac{1}{2}$?)", "“It’s"]
    assert quality.ideal_spans("What is it?", pair) is None


def test_a_spent_budget_is_no_figure(pages):
    documents, _ = read(pages)

    class Spent(Scripted):
        def complete(self, requests):
            from webinstruct.llm.budget import BudgetSpent

            raise BudgetSpent("spent")
            yield

    with pytest.raises(UserError, match="2 pages were not asked about"):
        quality.measure(documents, [], ExtractSettings(), LlmSettings(), engine=Spent())


@pytest.mark.parametrize(
    ("lines", "said"),
    [("{", "line 1"), ('{"file": "a", "pairs": []}', "complete"), ("\n", "wanted a line a page, got none")],
)
def test_a_truth_that_is_none_is_one_sentence(lines, said):
    with pytest.raises(UserError, match=said):
        quality.load(lines)


def command(pages: Path, *more: str) -> int:
    return call(["quality", "extract", "--truth", str(pages / "truth.jsonl"), *more])


def test_the_command_prints_a_table_misses_and_json_in_the_last_line(pages, capsys):
    folder = str(pages / "negatives")
    assert command(pages, "--engine", "rules", "--negatives", folder, "--misses") == 0
    out = capsys.readouterr().out
    assert "missed (no pair on the page): a.html: How long is a → A furlong is ten" in out
    assert "wrong (page without pairs): c.html: What is 2 + 2? → It is 4, I think." in out
    found = json.loads(out.strip().rpartition("\n")[2])
    assert list(found)[:6] == [
        "precision",
        "recall",
        "f1",
        "pages",
        "negative_pages",
        "negative_pages_with_pairs",
    ]
    assert [found[name] for name in list(found)[:6]] == [None, 0.0, None, 2, 1, 1]


def test_several_engines_are_several_runs_and_mlflow_is_told_where_settings_name_it(pages, capsys):
    documents, _ = read(pages)
    (pages / "script.json").write_text(json.dumps(dataclasses.asdict(quality.truthful(documents))))
    conf = pages / "conf.yaml"
    store = f"sqlite:///{pages}/mlflow.db"
    conf.write_text(f"input: none\ntables: none\nmlflow: {store}\nllm: {{script: {pages}/script.json}}\n")
    assert command(pages, "--engine", "rules,scripted", "--mode", "copy", "--conf", str(conf)) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    assert [(json.loads(line)["run"], json.loads(line)["recall"]) for line in lines] == [
        ("rules", 0.0),
        ("scripted copy", 1.0),
    ]
    import mlflow

    mlflow.set_tracking_uri(store)
    runs = mlflow.search_runs(experiment_names=["webinstruct-quality-extract"], output_format="list")
    assert {(run.info.run_name, run.data.metrics["recall"]) for run in runs} == {
        ("rules", 0.0),
        ("scripted copy", 1.0),
    }


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--mode", "nonsense"), "extract.mode"),
        (("--engine", "rules,,"), "wanted names with commas between them, got 'rules,,'"),
        (("--engine", "oracle"), "llm.engine must be"),
        (("--engine", "endpoint"), "needs llm.endpoint.model"),
        (("--set", "extract.nonsense=1"), "unknown setting extract.nonsense"),
        (("--negatives", "none"), "--negatives none: wanted a folder of pages, found none"),
        (("--conf", "none.yaml"), "none.yaml: no such settings file"),
    ],
)
def test_a_users_mistake_is_one_line(pages, capsys, more, said):
    assert command(pages, *more) == 2
    err = capsys.readouterr().err.strip()
    assert err.startswith("error: ")
    assert said in err
    assert "\n" not in err


@pytest.fixture(scope="module")
def real(shared):
    documents = quality.read_pages(quality.load(read_truth(shared / "qa_truth.dev.jsonl")), shared)
    return documents, quality.read_folder(shared / "html_neg")


def test_what_the_rules_find_on_real_pages(real):
    found = quality.measure(*real, ExtractSettings(), LlmSettings())
    shares = {name: figure.share for name, figure in found.figures.items()}
    assert shares["recall"].n == 54
    assert shares["recall"].hits >= 31
    assert shares["precision"].hits >= 28
    assert shares["precision"].n - shares["precision"].hits <= 3
    assert shares["association"].value >= 31 / 34
    assert shares["void_accuracy"].n == 124
    assert found.as_json()["negative_pages_with_pairs"] <= 1
    assert max(shares["caught_in_questions"].hits, shares["caught_in_answers"].hits) <= 2


def test_the_truth_of_real_pages_scores_full_marks(real):
    documents, negatives = real
    found = quality.measure(
        documents, negatives, ExtractSettings(), LlmSettings(), engine=quality.truthful(documents)
    )
    assert (found.f1, found.misses) == (1.0, ())


def test_the_truth_of_real_pages_told_by_units_costs_a_fraction_of_copying_it(real):
    documents, _ = real
    found = told_perfectly(documents)
    assert 5 * found["units"].tokens_out < found["copy"].tokens_out
    assert found["units"].tokens_in < 1.2 * found["copy"].tokens_in
    assert found["units"].f1 == 1.0
    assert found["units"].figures["caught_in_answers"].share.hits == 0
    assert found["units"].figures["precision"].share.value == 1.0
