r"""Answers of models: JSON of all sorts, LaTeX's backslashes, and what is none."""

import json

import pytest

from webinstruct.extract import by_copy
from webinstruct.llm.reading import Unreadable, read
from webinstruct.text import Page

KEYS = ("question", "answer")
FORMULAS = [
    *(
        r"$\frac{1}{2}$",
        r"$\nabla f$",
        r"$\right)$",
        r"$\text{if}$",
        r"$\theta$",
        r"$\beta + \bar x$",
        r"$\neq$",
    ),
    *(
        r"\(\rho\)",
        r"$\alpha$",
        r"$\{x\}$",
        r"$\times$",
        r"$a\,b$",
        r"$\underline{x}$",
        r"$\left[ \begin{array}$",
    ),
]


def one(text: str, page: str) -> by_copy.Found:
    [found] = by_copy.pairs(Page(page), read(text, KEYS), 0.9)
    return found


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("proper", [True, False])
def test_backslashes_of_latex_survive_written_once_or_twice(formula, proper):
    page = f"What is {formula} here?\n\nNothing but {formula} and\nnew lines, too."
    question, answer = page.split("\n\n")
    told = json.dumps({"pairs": [{"question": question, "answer": answer}]})
    found = one(told if proper else told.replace("\\\\", "\\"), page)
    assert (found.question.text, found.answer.text) == (question, answer)
    assert (found.dropped, found.grounding) == (None, 1.0)


def test_a_new_line_before_a_word_stays_one():
    page = "First line\nthen $\\frac{1}{2}$\nbut not $\\nu$"
    told = json.dumps({"pairs": [{"question": page, "answer": page}]}).replace("\\\\", "\\")
    assert one(told, page).question.text == page


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ('{"pairs": [{"question": "a", "answer": "b"}]}', False),
        ('```json\n{"pairs": [{"question": "a", "answer": "b"}]}\n```', True),
        ('Here it is:\n{"pairs": [{"question": "a", "answer": "b"}]}\nAnything else?', True),
        ("{'pairs': [{'question': 'a', 'answer': 'b'}]}", True),
        ('{"pairs": [{"question": "a", "answer": "b",}]', True),
        ('{"pairs": [{"question": "a", "answer": "b"}', True),
    ],
)
def test_json_of_chat_models_is_repaired_and_counted(text, repaired):
    said = read(text, KEYS)
    assert said.items == [{"question": "a", "answer": "b"}]
    assert said.repaired is repaired


def test_of_an_answer_that_was_cut_off_the_last_item_is_left_out():
    items = [{"question": f"q{n}", "answer": f"a{n}"} for n in range(3)]
    whole = json.dumps({"pairs": items})
    begin = len('{"pairs": [')
    for end in range(begin, len(whole)):
        found = read(whole[:end], KEYS, cut=True).items
        assert found == items[: len(found)]
        assert len(found) <= 2
    assert len(read(whole[:-5], KEYS, cut=True).items) == 2
    with pytest.raises(Unreadable, match="length-stop"):
        read(whole[:4], KEYS, cut=True)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("\n \n", "empty"),
        ("I'm sorry, but I can't assist with that.", "refusal"),
        ("As an AI, I cannot read web pages.", "refusal"),
        ("The page has no questions.", "bad-json"),
        ('{"pairs": "none"}', "bad-json"),
        ('{"question": "a", "answer": "b"}', "bad-json"),
        ("ha " * 1000, "runaway"),
        ('{"pairs": [{"question": "a' + " " * 3000, "runaway"),
        ('{"pairs": [{"question": "a' + "\\n" * 900 + "b", "runaway"),
    ],
)
def test_what_is_no_answer_is_told_apart(text, reason):
    with pytest.raises(Unreadable, match=reason):
        read(text, KEYS)


def test_a_good_answer_may_end_in_a_blank_to_fill_in():
    said = read(json.dumps({"pairs": [{"question": "1 + 1 =", "answer": "_" * 300}]}), KEYS)
    assert said.items[0]["answer"] == "_" * 300
