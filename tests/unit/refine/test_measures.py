import time

import pytest

from webinstruct.refine import Refined, Source, measure, parse
from webinstruct.refine.latex import fault
from webinstruct.refine.measures import ELSEWHERE

SOURCE = Source(
    "Hi, a shop sells 12 boxes of 4 pens. How many pens is that? Thanks!",
    "Multiply: 12 * 4 = 48 pens. Hope this helps!",
)
GOOD = Refined(
    "A shop sells 12 boxes of 4 pens. How many pens is that?",
    "Each of the twelve boxes holds 4 pens.\nMultiply: $12 \\cdot 4 = 48$ pens.\nThe answer is 48 pens.",
)


def test_an_honest_refinement_has_steps_and_nothing_against_it(judge):
    found = measure(SOURCE, GOOD, judge)
    assert (found.answer_kept, found.content_kept, found.question_changed) == ("equal", 1.0, ())
    assert (found.question_additions, found.new_numbers, found.false_equations) == ((), (), ())
    assert found.steps_added == 2
    assert found.latex_ok
    assert not found.unchanged
    assert found.length_ratio == round(len(GOOD.answer) / len(SOURCE.answer), 3)


def test_another_answer_is_different(judge):
    wrong = Refined(GOOD.question, GOOD.answer.replace("48", "46"))
    found = measure(SOURCE, wrong, judge)
    assert found.answer_kept == "different"
    assert found.false_equations == ("12 * 4 = 46",)
    assert found.new_numbers == ("46",)


TALK = "Both have their merits, as the discussion above has shown at length."
FAR = "It has 90 grams there, that is 0.09 kg in all of it, as far as one knows."
ONE = "Then x = 5, so y = 3."


@pytest.mark.parametrize(
    ("source", "refined", "verdict", "reason"),
    [
        ("So it is $x + 1$.", "The answer is $1 + x$.", "equal", "the same values"),
        (TALK, TALK, "no-answer", "both: none found"),
        (TALK, "The answer is 3.", "no-answer", "source: none found"),
        ("The answer is 3.", TALK, "no-answer", "refined: none found"),
        (ONE, "The answer is $x = 5$ and $y = 3$.", "undecided", "one value against several, it among them"),
        (FAR, "The answer is 700 grams.", "no-answer", f"source: none found; {ELSEWHERE}"),
    ],
)
def test_what_cannot_be_decided_has_its_reason(judge, source, refined, verdict, reason):
    found = measure(Source("Why?", source), Refined("Why?", refined), judge)
    assert (found.answer_kept, found.answer_reason) == (verdict, reason)


def test_a_letter_is_its_option_and_the_only_one_named_is_the_sources(judge):
    asked = "Which?\n(A) 10 N\n(B) 12 N"
    for said, refined, verdict in (
        ("The answer is (B).", "The answer is 12 N.", "equal"),
        ("The answer is (B).", "The answer is (A).", "different"),
        (
            "It is (A): the pull of the string is the same in all of its parts.",
            "The answer is (B).",
            "different",
        ),
    ):
        assert measure(Source(asked, said), Refined(asked, refined), judge).answer_kept == verdict


def test_of_what_is_asked_in_percent_the_sign_may_be_missing(judge):
    for asked, verdict in (("What percentage is it?", "equal"), ("How much is it?", "different")):
        found = measure(Source(asked, "The answer is 75%."), Refined(asked, "The answer is 75."), judge)
        assert found.answer_kept == verdict


def test_numbers_need_a_source_or_a_checked_equation(judge):
    def new(answer):
        return measure(SOURCE, Refined(SOURCE.question, answer), judge).new_numbers

    assert new("12 * 4 = 48, and 48 + 12 = 60.") == ()
    assert new("12 * 4 = 48, and 48 + 12 = 61.") == ("61",)
    assert new("48 of 900 pens") == ("900",)
    assert new("Step 1: two of them\n2. 12 * 4 = 48") == ()
    assert new("It is $\\frac{12}{48} = \\frac{1}{4}$.") == ()


def test_false_equations_of_the_source_are_told_apart(judge):
    source = Source("What is 2 + 2?", "2 + 2 = 5")
    found = measure(source, Refined("What is $2 + 2$?", "2 + 2 = 5, for 1 + 1 = 3."), judge)
    assert found.source_false_equations == ("2 + 2 = 5",)
    assert found.false_equations == ("1 + 1 = 3",)


def test_white_space_alone_refines_nothing(judge):
    same = Refined(SOURCE.question.replace(" ", "\n"), SOURCE.answer + "\n")
    assert measure(SOURCE, same, judge).unchanged
    assert not measure(SOURCE, GOOD, judge).unchanged


def test_the_numbers_of_a_list_are_no_quantities(judge):
    source = Source("Multiply:\n\n1. $-6 \\cdot 8$\n2. $9(-7)$", "1. $-48$\n2. $-63$")
    refined = Refined(
        "Multiply:\n(1) $-6 \\cdot 8$\n(2) $9(-7)$", "Step 1: $-6 \\cdot 8 = -48$\nStep 2: $9(-7) = -63$"
    )
    found = measure(source, refined, judge)
    assert (found.new_numbers, found.question_changed, found.false_equations) == ((), (), ())
    assert found.content_kept == 1.0


def test_hostile_texts_take_little_time(judge):
    texts = (
        " " * 9000 + "a",
        "\n" * 9000 + "x",
        (". " + " " * 300) * 20,
        "> a\n" * 900,
        "(" * 3000,
        "\\( " * 900,
    )
    for text in (
        *texts,
        "(a) x (b) y " * 200,
        "thanks " * 900,
        "9" * 6000,
        "\\frac{" * 900,
        "3 + 4 = 7 " * 300,
    ):
        start = time.process_time()
        measure(Source(text, text), Refined(text, f"{text} 17"), judge)
        parse('{"question": "' + text, Source("", ""))
        assert time.process_time() - start < 3, text[:20]


def test_nothing_at_all_is_measured_without_harm(judge):
    found = measure(Source("", ""), Refined("", ""), judge)
    assert (found.answer_kept, found.content_kept, found.length_ratio) == ("no-answer", None, 0.0)


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        (r"So $\frac{1}{2}$ costs $5 or $.50.", False),
        (r"$$\begin{aligned} a &= 1 \\[2pt] b &= \{2\} \end{aligned}$$", False),
        (r"\(x\) and \[y\]", False),
        ("`$x` and ```\necho ${HOME\n```", False),
        (r"$\left( x \right)$", False),
        (r"$\frac{1}{2$", True),
        (r"Take \(x + 1.", True),
        (r"Take x + 1\).", True),
        (r"$\begin{cases} 1 \\ 2$", True),
        (r"$\left( x )$", True),
        (r"It is \frac{1}{2}.", True),
        (r"It is 5$$ big", True),
    ],
)
def test_broken_latex_is_seen(text, broken):
    assert bool(fault(text)) == broken
