import pytest

from webinstruct.refine import Source
from webinstruct.refine.options import options
from webinstruct.refine.question import additions, changes

TRAIN = Source(
    "Two trains are 776 km apart. One drives at 82 km/h, the other at 112 km/h. When do they meet?", "4 h"
)
CHOICE = Source("Which is a metal?\n(A) neon\n(B) tin\n(C) argon\n(D) a metal of 3 kg", "(B)")
SOLVE = Source("Solve 7z + 55 = 118 for z. What is the largest root?", "9")


def reasons(source, refined):
    return [one.reason for one in changes(source, refined)]


@pytest.mark.parametrize(
    ("source", "refined"),
    [
        (
            TRAIN,
            "Two trains are $776$ km apart.\nOne drives at $82$ km/h, the other at $112$ km/h.\n\nWhen do they meet?",
        ),
        (TRAIN, "When do two trains meet that are 776 km apart and drive at 82 and at 112 km/h?"),
        (CHOICE, "Which of the following is a metal?\nA. neon\nB. tin\nC. argon\nD. a metal of 3 kg"),
        (SOLVE, "Solve the equation $7z+55=118$ for $z$. What is its largest root?"),
        (Source("3. What is 1/2 of 1,000?", "500"), r"What is $\frac{1}{2}$ of 1000?"),
        (Source("What is 0.75 of 8?", "6"), "What is 3/4 of 8?"),
        (
            Source("Ann's grade is 70. What was Bob's grade?", "35"),
            "Ann's grade is $70$. What was Bob's grade?",
        ),
        (Source("What is fifteen more than 48?", "63"), "Solve this.\nWhat is fifteen more than 48?"),
        (Source("I started at forty. What is 2 + 2?", "4"), "What is 2 + 2?"),
        (
            Source("Find its area.", "12", context="A square has sides of 4 cm."),
            "A square has sides of 4 cm. Find its area.",
        ),
        (
            Source("What is the sum of both?", "7", context="Questions 5-7: take 3 and 4."),
            "What is the sum of 3 and 4?",
        ),
        (
            Source("How many apples does each of the four children get?", "3"),
            "How many apples does each of the 4 children get?",
        ),
    ],
)
def test_wording_is_free(source, refined):
    assert reasons(source, refined) == []


@pytest.mark.parametrize(
    ("source", "refined", "wanted"),
    [
        (TRAIN, TRAIN.question.replace("776", "767"), "quantity-altered"),
        (TRAIN, TRAIN.question.replace("82", "112", 1).replace("at 112 km/h. W", "at 82 km/h. W"), "quantity-altered"),
        (TRAIN, TRAIN.question.replace("One drives at 82 km/h, t", "T"), "quantity-lost"),
        (TRAIN, TRAIN.question.replace("When", "After 3 stops, when"), "quantity-added"),
        (TRAIN, TRAIN.question.replace("82", "112"), "quantity-lost"),
        (Source("Add 5 to 5 and 7.", "17"), "Add 5 to 7 and 7.", "quantity-altered"),
        (Source("What is 25 % of 8?", "2"), "What is 35 % of 8?", "quantity-altered"),
        (Source("Three boxes hold nine balls. How many balls is that each?", "3"),
         "Five boxes hold nine balls. How many balls is that each?", "quantity-altered"),
        (CHOICE, "Which is a metal?\n(A) neon\n(B) tin\n(D) a metal of 3 kg", "option-lost"),
        (CHOICE, "Which is a metal?\n(B) tin\n(C) argon\n(D) a metal of 3 kg", "option-lost"),
        (CHOICE, "Which is a metal? A metal of 3 kg?", "option-lost"),
        (CHOICE, CHOICE.question + "\n(E) none", "option-added"),
        (CHOICE, "Which is a metal?\n(A) tin\n(B) neon\n(C) argon\n(D) a metal of 3 kg", "option-altered"),
        (SOLVE, "Solve 7z - 55 = 118 for z. What is the largest root?", "formula-altered"),
        (SOLVE, "Solve an equation with 7, 55 and 118. What is the largest root?", "formula-lost"),
        (SOLVE, "Solve 7z + 55 = 118 for z. What is the smallest root?", "target-altered"),
        (SOLVE, "Solve 7z + 55 = 118 for z. What is the root?", "target-altered"),
        (Source("A square has sides of 4 cm. What is the area of the square?", "16"),
         "A square has sides of 4 cm. What is the perimeter of the square?", "target-altered"),
        (Source("How many moles of oxygen do 3 moles of ethene need?", "9"),
         "How many grams of oxygen do 3 moles of ethene need?", "target-altered"),
    ],
)  # fmt: skip
def test_what_is_asked_is_not(source, refined, wanted):
    assert wanted in reasons(source, refined)


def test_additions_are_listed_and_the_context_adds_nothing():
    source = Source("Find its area.", "12", context="A rectangle has sides of 3 cm and 4 cm.")
    assert additions(source, "A rectangle has sides of 3 cm and 4 cm. Find its area.") == ()
    added = additions(
        source, "A rectangle has sides of 3 cm and 4 cm. It is painted with 2.5 litres of blue colour."
    )
    assert added == ("2.5", "It is painted with 2.5 litres of blue colour.")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Which? A) one B) two C) three", ["one", "two", "three"]),
        ("Which?\nA. one\nB. two", ["one", "two"]),
        ("Which? (a) one, (b) two\nGive reasons.", ["one", "two"]),
        ("Which?\n- one\n- two", ["one", "two"]),
        ("Plan A. is better than plan B.", []),
        ("Let f(a) and f(b) be equal.", []),
        ("Take (A) as given.", []),
    ],
)
def test_options_are_told_from_letters(text, wanted):
    assert [one for _, one in options(text)] == wanted
