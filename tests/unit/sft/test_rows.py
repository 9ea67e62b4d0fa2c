"""Forms of pairs as rows of the dataset: what they say, who they are, and on which side of the split they stand."""

import pytest

from tests.unit.sft.made import joined, pair, plan, refined, row, unread
from webinstruct import sft, tables

KEPT = {
    "refiner": "one",
    "decision": "taken",
    "answer_kept": "equal",
    "content_kept": 1.0,
    "answer_type": "number",
}


def rows(*pairs, refiners=(), **asked):
    made = sft.rows(iter([joined(*pairs)]), plan(*refiners, **asked))
    return [found for batch in made for found in batch.to_pylist()]


def forms(*pairs, refiners=(), **asked):
    made = sft.forms(iter([joined(*pairs)]), plan(*refiners, **asked))
    return [found for batch in made for found in batch.to_pylist()]


def test_pairs_that_nobody_refines_go_out_as_they_are():
    [made] = sft.rows([joined(pair(1), pair(2))], plan())
    assert made.schema.equals(tables.SFT.arrow)
    assert made.to_pylist() == [row(1), row(2)]


def test_a_refined_row_says_what_the_refiner_says_and_keeps_the_provenance():
    [found] = rows(pair(2, refined(2, "one")), refiners=["one"])
    said = sft.messages("What is 2 + 0, as one says it?", "Nothing is added: 2.\nThe answer is 2.")
    assert found == row(2) | KEPT | {
        "id": "p2-one", "messages": said, "agreement": "alone", "final_answer": "2",
    }  # fmt: skip


def test_what_several_questions_refer_to_stands_before_each_that_does_not_hold_it():
    context = "Let n be 0."
    asked = pair(
        1,
        refined(1, "one"),
        refined(1, "rules", cleaned=["question:thanks"], question="What is 1 + n?"),
        context=context,
    )
    found = rows(asked, refiners=["one", "rules"], originals="always")
    questions = {one["refiner"]: one["messages"][0]["content"] for one in found}
    assert questions == {
        "one": "What is 1 + 0, as one says it?",  # a model was told to put it in
        "rules": "Let n be 0.\n\nWhat is 1 + n?",
        "original": "Let n be 0.\n\nWas ist 1 + 0?",
    }
    whole = refined(1, "rules", cleaned=[], question="Let n be 0.\n\nWhat is 1 + n?")
    [held] = rows(pair(1, whole, context=context), refiners=["rules"])
    assert held["messages"][0]["content"] == "Let n be 0.\n\nWhat is 1 + n?"


@pytest.mark.parametrize(
    ("ends", "agreement"),
    [
        (("1/2", "0.5"), "agree"),
        (("x^2 + x", "x(x + 1)"), "agree"),
        (("1/2", "2"), "differ"),
        (("by photosynthesis in the leaf", "photosynthesis"), "undecided"),
        (("5", "5", "6"), "differ"),
        (("5", "5", None), "undecided"),
        (("5",), "alone"),
    ],
)
def test_agreement_is_told_of_all_refinements_that_are_taken(ends, agreement):
    made = [refined(1, f"r{at}") | {"final_answer": end} for at, end in enumerate(ends)]
    bad = refined(1, "bad", "answer", end="77")
    names = [*(one["refiner"] for one in made), "bad"]
    found = rows(pair(1, *made, bad), refiners=names)
    assert [one["agreement"] for one in found] == [agreement] * len(ends)


def test_a_letter_stands_for_its_option_when_answers_are_compared():
    asked = pair(
        1,
        refined(1, "one") | {"final_answer": "(b)", "answer_type": "choice"},
        refined(1, "two") | {"final_answer": "5 km/h"},
        question="How fast?\n(a) 4 km/h\n(b) 5 km/h",
    )
    assert {one["agreement"] for one in rows(asked, refiners=["one", "two"])} == {"agree"}


def test_an_original_tells_its_own_final_answer_and_has_nothing_preserved():
    asked = pair(1, refined(1, "one", "answer"), answer="1 + 0 = 1. The answer is 1.")
    [found] = rows(asked, refiners=["one"])
    assert found["decision"] == "fell back: answer"
    assert (found["final_answer"], found["answer_type"]) == ("1", "number")
    assert [found[name] for name in ("answer_kept", "content_kept", "agreement")] == [None] * 3


def test_both_refinements_of_a_pair_and_all_pairs_of_a_domain_are_on_one_side():
    pairs = [pair(n, refined(n, "one"), refined(n, "two"), domain=f"d{n % 50}.org") for n in range(200)]
    found = rows(*pairs, refiners=["one", "two"], validation=0.3)
    assert len(found) == 400
    sides = {(one["domain"], one["split"]) for one in found}
    assert len(sides) == 50
    share = sum(split == "validation" for _, split in sides) / 50
    assert 0.1 < share < 0.5
    assert rows(*pairs, refiners=["one", "two"], validation=0.3) == found
    more = {domain for domain, split in sides if split == "validation"}
    wider = rows(*pairs, refiners=["one", "two"], validation=0.5)
    assert more < {one["domain"] for one in wider if one["split"] == "validation"}


def test_forms_are_texts_as_they_would_go_out_and_everything_that_would_not():
    pairs = [
        pair(1, refined(1, "one"), refined(1, "two", "answer")),
        pair(2, unread(2, "one", "bad-json"), context="Let n be 0."),
        pair(3, refined(3, "one", "equations"), unread(3, "two", "refusal")),
    ]
    found = forms(*pairs, refiners=["one", "two"], drop=["equations"])
    assert [(one["pair_id"], one["refiner"], one["reason"]) for one in found] == [
        ("p1", "one", None),
        ("p1", "two", "refined two: answer"),
        ("p2", "original", None),
        ("p2", "one", "refined one: bad-json"),
        ("p2", "two", "refined two: waiting"),
        ("p3", "one", "refined one: equations"),
        ("p3", "two", "refined two: refusal"),
        ("p3", None, "policy-drop: equations"),
    ]
    assert found[2]["question"] == "Let n be 0.\n\nWas ist 2 + 0?"
    assert {one["context"] for one in found} == {None}
    assert found[2]["bytes"] == len("Let n be 0.\n\nWas ist 2 + 0?Größe 2\nEnde".encode())
    assert found[4]["bytes"] == 0


def test_forms_and_rows_say_the_same():
    pairs = [pair(n, refined(n, "one", *(["numbers"] if n % 2 else []))) for n in range(10)]
    going = [one for one in forms(*pairs, refiners=["one"]) if one["reason"] is None]
    shipped = rows(*pairs, refiners=["one"])
    assert [(one["pair_id"], one["refiner"]) for one in going] == [
        (one["pair_id"], one["refiner"]) for one in shipped
    ]
    assert [sft.messages(one["question"], one["answer"]) for one in going] == [
        one["messages"] for one in shipped
    ]


@pytest.mark.parametrize(
    ("solved", "said"),
    [
        (
            {"pass_rate": 0.25, "samples": 4, "decided": 4},
            {"pass_rate": 0.25, "samples": 4, "difficulty": 0.75},
        ),
        (
            {"pass_rate": 0.0, "samples": 4, "decided": 0},
            {"pass_rate": 0.0, "samples": 4, "difficulty": None},
        ),
        ({}, {"pass_rate": None, "samples": None, "difficulty": None}),
    ],
)
def test_a_row_says_how_often_it_was_solved(solved, said):
    [found] = rows(pair(2, refined(2, "one", **solved)), refiners=["one"])
    assert {name: found[name] for name in said} == said
