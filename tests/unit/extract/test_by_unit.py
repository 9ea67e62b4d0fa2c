"""Answers that name units: perfect ones give the pairs to the character, each fault is caught as its reason."""

import json

import pytest

from webinstruct.extract import by_unit
from webinstruct.extract.units import cut
from webinstruct.extract.windows import Window
from webinstruct.llm.reading import read
from webinstruct.llm.schema import fits

TEXT = """Boats and streams for beginners

A river flows at 1 km/h. Exercises 1 and 2 are about it.

Q1. A boat rows 12 km downstream in 2 hours. How fast is it in still water?
(a) 4 km/h
(b) 5 km/h

Share this page with your friends and family, will you?

Solution: Downstream the boat makes $\\frac{12}{2} = 6$ km/h.
So $v = 6 - 1 = 5$ km/h, and the option (b) is right.

Q2. How fast is the boat upstream? Answer: It makes $5 - 1 = 4$ km/h upstream.
"""
UNITS = cut(TEXT)
NUMBER = {TEXT[unit.start : unit.end].split(maxsplit=1)[0]: at for at, unit in enumerate(UNITS, 1)}
Q1, A, B, SHARE, S1, S2, Q2 = (
    NUMBER[word] for word in ("Q1.", "(a)", "(b)", "Share", "Solution:", "So", "Q2.")
)
GOOD = {
    "q": f"{Q1}-{B}",
    "q_starts": "A boat rows",
    "a": f"{S1}-{S2}",
    "a_starts": "Downstream the boat",
    "context": str(NUMBER["A"]),
    "answers": 1,
}


def pairs(*items: dict, window: Window = Window(0, len(UNITS) - 1)):
    text = json.dumps({"pairs": list(items)})
    return by_unit.pairs(TEXT, UNITS, window, read(text, by_unit.KEYS))


def test_a_perfect_answer_gives_the_pair_to_the_character():
    assert fits(json.dumps({"pairs": [GOOD]}), by_unit.SCHEMA)
    [found] = pairs(GOOD)
    assert found.question.text == (
        "A boat rows 12 km downstream in 2 hours. How fast is it in still water?\n(a) 4 km/h\n(b) 5 km/h"
    )
    assert found.answer.text == (
        "Downstream the boat makes $\\frac{12}{2} = 6$ km/h.\n"
        "So $v = 6 - 1 = 5$ km/h, and the option (b) is right."
    )
    assert found.context.text == "A river flows at 1 km/h. Exercises 1 and 2 are about it."
    assert (found.dropped, found.grounding, found.answers, found.realigned) == (None, 1.0, 1, 0)
    for side in (found.question, found.answer, found.context):
        assert "\n".join(TEXT[start:end] for start, end in side.spans) == side.text


def test_what_stands_between_two_ranges_is_left_out():
    [found] = pairs(GOOD | {"q": f"{Q1},{B}"})
    assert found.question.text.endswith("still water?\n(b) 5 km/h")
    assert len(found.question.spans) == 2


def test_question_and_answer_may_share_a_line():
    [found] = pairs({"q": str(Q2), "q_starts": "How fast is", "a": str(Q2), "a_starts": "It makes $5"})
    assert (found.question.text, found.answer.text) == (
        "How fast is the boat upstream? Answer:",
        "It makes $5 - 1 = 4$ km/h upstream.",
    )
    assert (found.context.text, found.answers) == ("", None)


@pytest.mark.parametrize(
    "said",
    [
        {"a": f"{S1 - 2}-{S2 - 2}"},
        {"a": f"{S1 - 1}-{S2 - 1}"},
        {"a": f"{S1 + 1}-{S2 + 1}"},
        {"q": f"{Q1 + 1}-{B + 1}"},
        {"q": f"{Q1 + 2}-{B + 2}"},
    ],
)
def test_a_side_counted_wrongly_by_up_to_two_is_shifted_back(said):
    [found], [good] = pairs(GOOD | said), pairs(GOOD)
    assert (found.question, found.answer, found.dropped) == (good.question, good.answer, None)
    assert found.realigned in (1, 2)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"a_starts": "It was never"}, "ungrounded"),
        ({"q_starts": ""}, "ungrounded"),
        ({"a": "1-2"}, "ungrounded"),  # off by more than two
        ({"a": "99"}, "outside"),
        ({"q": "0"}, "outside"),
        ({"a": f"{S2}-{S1}"}, "backwards"),
        ({"a": "three"}, "bad-range"),
        ({"a": ""}, "bad-range"),
        ({"q": None}, "bad-range"),
        ({"a": f"{S1}-{S2},{S2}"}, "overlapping"),
        ({"a": f"{Q1}-{S2}", "a_starts": "A boat rows"}, "overlapping"),
        ({"context": f"{Q1}"}, "overlapping"),
        ({"context": "77"}, "outside"),
        # swapped: each side's words stand where the other one is
        ({"q": GOOD["a"], "a": GOOD["q"]}, "ungrounded"),
    ],
)
def test_each_fault_is_caught_as_its_reason(fault, reason):
    [found] = pairs(GOOD | fault)
    assert found.dropped == reason
    assert found.question.text
    assert found.answer.text


def test_only_units_that_were_shown_can_be_named():
    assert pairs(GOOD, window=Window(0, S1 - 2))[0].dropped == "outside"


def test_first_words_with_latex_are_read_with_either_backslash():
    text = '{"pairs": [{"q": "1", "q_starts": "$\\theta$ is the", "a": "2", "a_starts": "$\\\\frac{1}{2}$"}]}'
    page = "$\\theta$ is the angle.\n$\\frac{1}{2}$ of a turn.\n"
    units = cut(page, frozenset([page.index("\n") + 1]))
    [found] = by_unit.pairs(page, units, Window(0, len(units) - 1), read(text, by_unit.KEYS))
    assert (found.dropped, found.answer.text) == (None, "$\\frac{1}{2}$ of a turn.")


def test_a_perfect_answer_can_be_made_from_places():
    [found] = pairs(GOOD)
    sides = (found.question.spans, found.answer.spans, found.context.spans)
    assert by_unit.item(TEXT, UNITS, *sides) == GOOD
