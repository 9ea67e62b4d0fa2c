import json
from io import StringIO

from rich.console import Console

from jobs.quality import print_figures
from webinstruct.quality import simweb
from webinstruct.quality.intervals import Share


def pair(question: str, answer: str, marked: bool = True) -> dict:
    return {"question": question, "answer": answer, "marked": marked, "votes": None, "accepted": False}


def truth(kind: str = "lesson", **columns) -> dict:
    """A page of the key."""
    page = {"kind": kind, "educational": True, "pairs": [], "formulas": [], "math": None, "language": "en"}
    return (
        page
        | {"charset": "utf-8", "reserved": False, "licence": None, "published": None, "opt_out": []}
        | columns
    )


def row(text: str = "", **columns) -> dict:
    """A row of `recalled`."""
    said = {"text": text, "blocks": [], "charset": "utf-8", "language": "en"}
    return said | {"licence": None, "published": None, "opt_out": []} | columns


def test_pairs_count_as_right_when_both_sides_agree():
    wanted = [pair("What is\n2+2?", "4"), pair("Why?", "Because.", marked=False)]
    found = dict(simweb.of_pairs([("What is 2+2?", "4"), ("Why?", "No.")], wanted))
    assert found == {
        "pairs.precision": Share(1, 2),
        "pairs.holding": Share(1, 2),
        "pairs.recall_marked": Share(1, 1),
        "pairs.held_marked": Share(1, 1),
        "pairs.recall_unmarked": Share(0, 1),
        "pairs.held_unmarked": Share(0, 1),
    }


def test_a_pair_with_more_words_around_a_true_one_is_not_right_but_holds_it():
    wanted = [pair("Why?", "So.", marked=False)]
    found = dict(simweb.of_pairs([("Hello. Why? Thanks.", "I think: So."), ("Why?", "No.")], wanted))
    assert {name: share for name, share in found.items() if share.n} == {
        "pairs.precision": Share(0, 2),
        "pairs.holding": Share(1, 2),
        "pairs.recall_unmarked": Share(0, 1),
        "pairs.held_unmarked": Share(1, 1),
    }


def test_in_a_thread_the_words_of_its_posts_may_stand_around_a_pair_and_no_others():
    whole = {"whole_question": "Eggs Hello. Why? Thanks.", "whole_answer": "I think: So. Cheers."}
    wanted = [pair("Why?", "So.") | whole]
    right = [("Why?", "So."), ("Hello.\nWhy?\nThanks.", "I think: So.")]
    wrong = [("Hello. Why? Thanks. wrote at 9:00", "So."), ("Hello.", "So."), ("Why?", "So. Cheers. -- Bob")]
    for given, hits in ((right, 2), (wrong, 0)):
        found = dict(simweb.of_pairs(given, wanted))
        assert found["pairs.precision"] == Share(hits, len(given))
        assert found["pairs.recall_marked"] == Share(min(hits, 1), 1)


def test_formulas_of_pairs_may_be_spelled_differently_but_not_differ():
    wanted = [pair(r"Solve $x^2 \le 4$.", "$x=2$"), pair("Half?", r"$\frac12$")]
    given = [(r"Solve $$x^{2}\leq 4$$.", "$x = 2$"), ("Half?", r"$\frac{1}{3}$")]
    found = dict(simweb.of_pairs(given, wanted))
    assert found["pairs.precision"] == found["pairs.recall_marked"] == Share(1, 2)


def test_a_formula_counts_once_for_each_time_it_is_shown():
    text = "For $5 get $x^{2}$ and $x^2$, but $y$."
    assert dict(simweb.of_formulas(text, ["x^2", "z+1"], "katex")) == {
        "formulas.precision": Share(1, 3),
        "formulas.recall": Share(1, 2),
    }


def test_a_formula_without_source_may_stand_as_text():
    assert dict(simweb.of_formulas("It is x² there.", ["x^2", "x^3"], "unicode")) == {
        "formulas.precision": Share(0, 0),
        "formulas.recall": Share(1, 2),
    }


def test_votes_count_where_the_page_shows_them_and_the_answer_was_found():
    text = "Who? He did. She did."
    block = {"start": 5, "end": 12, "role": "answer", "votes": 7, "accepted": False}
    wanted = [pair("Who?", "He did.") | {"votes": 7, "accepted": True}, pair("Who?", "She did.")]
    assert [*simweb.of_answers(text, [block], wanted)] == [
        ("answers.recall", Share(1, 1)),
        ("answers.accepted", Share(0, 1)),
        ("answers.votes", Share(1, 1)),
        ("answers.recall", Share(0, 1)),
    ]


def test_a_column_that_is_empty_on_both_sides_counts_for_nothing():
    said = row(charset="gb18030", licence="https://a.example/", opt_out=["noai", "noml"])
    true = truth(charset="gbk", licence="https://b.example/", opt_out=["noml", "noai"], language="de")
    assert dict(simweb.of_columns(said, true)) == {
        "columns.charset": Share(1, 1),
        "columns.language": Share(0, 1),
        "columns.licence": Share(0, 1),
        "columns.opt_out": Share(0, 1),
    }


def test_figures_stand_over_all_pages_and_by_group():
    key = {
        "a": truth(pairs=[pair("Q", "A")], formulas=["x"], math="katex"),
        "b": truth("news", educational=False),
        "c": truth("forum", reserved=True),
    }
    kept = [("a", row("$x$")), ("b", row()), ("unknown", row())]
    found = simweb.figures(key, kept, {"a": [("Q", "A"), ("Q", "B")], "unknown": [("x", "y")]})
    assert [*found.overall] == [*simweb.NAMES]
    assert {name: share for name, share in found.overall.items() if share.n} == {
        "documents.precision": Share(1, 3),
        "documents.recall": Share(1, 2),
        "pairs.precision": Share(1, 2),
        "pairs.recall_marked": Share(1, 1),
        "pairs.holding": Share(1, 2),
        "pairs.held_marked": Share(1, 1),
        "formulas.precision": Share(1, 1),
        "formulas.recall": Share(1, 1),
        "columns.charset": Share(2, 2),
        "columns.language": Share(2, 2),
    }
    assert {split: [*groups] for split, groups in found.by.items()} == {
        "kind": ["forum", "lesson", "news"],
        "language": ["en"],
        "math": ["katex"],
        "reserved": ["False", "True"],
    }
    assert found.by["kind"]["news"]["documents.precision"] == Share(0, 1)
    assert found.by["reserved"]["True"]["documents.recall"] == Share(0, 1)


def test_printed_are_all_pages_then_groups_and_json_last(capsys):
    key = {"a": truth(pairs=[pair("Q", "A")]), "b": truth("news", educational=False)}
    found = simweb.figures(key, [("a", row())], {"a": [("Q", "A")]})
    out = StringIO()
    print_figures(found, Console(file=out, width=80))
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    assert lines[0].startswith("mechanics, not quality")
    assert lines[1] == "documents.precision     1.000  0.207 – 1.000  1"
    assert "lesson   1.000 (1)  1.000 (1)  1.000 (1)" in lines
    assert not any(line.startswith("news") for line in lines)  # found or not, nobody should keep any
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["pairs.precision"]["n"] == 1
    assert said["by"]["language"]["en"]["documents.recall"] == {"value": 1.0, "n": 1}
    assert said["by"]["kind"]["news"] == {}


def test_an_interval_holds_its_share_and_stays_in_bounds():
    for hits, n in ((0, 5), (5, 5), (3, 7), (500, 1000)):
        share = Share(hits, n)
        assert 0 <= share.low <= hits / n <= share.high <= 1


def true_pair(
    question: str, answer: str, group: str = "g", template: str = "t", leak: str | None = None
) -> dict:
    return pair(question, answer) | {"group": group, "template": template, "leak": leak}


def found(pair_id: str, question: str, answer: str, doc_id: str = "d") -> dict:
    return {"pair_id": pair_id, "doc_id": doc_id, "question": question, "answer": answer}


def test_extracted_pairs_find_their_true_ones_on_their_page_by_what_is_asked():
    whole = {"whole_question": "Eggs Hi. Why $x^2$? Thanks.", "whole_answer": "Well. So. Bye."}
    thread = true_pair("Why $x^2$?", "So.") | whole
    other = true_pair("Who?", "Me.", group="h")
    key = {"d": truth(pairs=[thread, other]), "e": truth(pairs=[other])}
    rows = [
        found("right", "Hi. Why $x^{2}$?", "So."),
        found("holding", "12 views. Why $x^2$?", "So."),
        found("cut", "Eggs Hi. Why", "Well. So."),
        found("weaker answer", "Why $x^2$? Thanks.", "No idea."),
        found("other page", "Why $x^2$?", "So.", "e"),
        found("unknown page", "Why $x^2$?", "So.", "f"),
        found("nothing asked", "", "So."),
        found("two in one", "Why $x^2$? Who?", "So. Me."),
    ]
    assert simweb.matched(key, rows) == {
        "right": thread,
        "holding": thread,
        "cut": thread,
        "weaker answer": thread,
        "other page": None,
        "unknown page": None,
        "nothing asked": None,
        "two in one": None,
    }


def test_equal_true_pairs_of_one_group_are_one_and_of_two_groups_none():
    alike = [true_pair("Help", "A.", group=group) for group in "ab"]
    assert simweb.matched({"d": truth(pairs=alike[:1] * 2)}, [found("1", "Help", "A.")]) == {"1": alike[0]}
    assert simweb.matched({"d": truth(pairs=alike)}, [found("1", "Help", "A.")]) == {"1": None}


def marked(**kept: tuple[str, str | None]) -> list[dict]:
    """Rows of pair id: question, duplicate_of."""
    return [{"pair_id": at, "question": q, "duplicate_of": of} for at, (q, of) in kept.items()]


def test_marks_of_duplicates_are_right_within_a_group_and_one_of_each_may_stay():
    a, b, variant = (
        true_pair("", "", group, template) for group, template in (("a", "t"), ("b", "u"), ("v", "t"))
    )
    true = {"a1": a, "a2": a, "a3": a, "a4": a, "b1": b, "b2": b, "v1": variant, "x": None}
    rows = marked(
        a1=("What is 2 + 2?", None),
        a2=("what is 2+2", "a1"),
        a3=("Hello all, what is 2 + 2 please?", "a1"),
        a4=("My daughter who is nine asked me at dinner: what is 2 + 2?", None),
        b1=("Why?", None),
        b2=("Why??", None),
        v1=("What is 2 + 3?", "a1"),
        x=("Menu", None),
    )
    assert simweb.duplicates(true, rows) == {
        "duplicates.precision": Share(2, 3),
        "duplicates.recall": Share(2, 4),
        "duplicates.recall_same": Share(1, 2),
        "duplicates.recall_near": Share(1, 1),
        "duplicates.recall_far": Share(0, 1),
        "duplicates.variants_merged": Share(1, 3),
        "duplicates.unmatched": Share(1, 8),
    }


def test_a_mark_for_a_pair_that_the_key_lacks_is_neither_right_nor_wrong_but_a_mark():
    a = true_pair("", "", "a")
    rows = marked(a1=("Why?", None), a2=("Why?", "x"), x=("Why?", None))
    shares = simweb.duplicates({"a1": a, "a2": a, "x": None}, rows)
    assert (shares["duplicates.precision"], shares["duplicates.recall"]) == (Share(0, 0), Share(1, 1))


def test_a_group_that_is_marked_for_another_one_is_a_miss_but_for_one_pair():
    a, b = true_pair("", "", "a"), true_pair("", "", "b", "u")
    rows = marked(a1=("Why?", "b1"), a2=("Why?", "b1"), b1=("Who?", None))
    shares = simweb.duplicates({"a1": a, "a2": a, "b1": b}, rows)
    assert shares["duplicates.precision"] == Share(0, 2)
    assert shares["duplicates.recall"] == shares["duplicates.recall_same"] == Share(0, 1)
    assert shares["duplicates.variants_merged"] == Share(0, 2)


def test_leaked_items_are_caught_and_named_and_other_pairs_left_alone():
    same, variant, clean = (true_pair("Why?", "So.", leak=leak) for leak in ("same", "number-variant", None))
    true = {"1": same, "2": same, "3": variant, "4": variant, "5": clean, "6": clean, "7": clean, "8": None}
    verdicts = {
        "1": ("same", True),
        "2": ("shared-template", False),
        "3": ("number-variant", True),
        "4": ("same", True),
        "5": ("clean", False),
        "6": ("shared-template", False),
        "7": ("number-variant", True),
        "8": ("same", True),
    }
    assert simweb.leaks(true, verdicts) == {
        "leaks.same": Share(1, 2),
        "leaks.same_named": Share(1, 2),
        "leaks.number_variant": Share(2, 2),
        "leaks.number_variant_named": Share(1, 2),
        "leaks.others_dropped": Share(1, 3),
        "leaks.unmatched": Share(1, 8),
    }
