"""Exercises that have nothing but numbers find the answers of these numbers, at the foot or below; none shifts."""

import time

import pytest

from webinstruct.llm.rules import find

ONE = ("Add 1 and 2.", "3")
TWO = ("Add 2 and 2.", "4")
FIVE = ("Add 5 and 5.", "10")
SIX = ("Add 6 and 6.", "12")

FOUND = {
    "in lines": (
        "Exercises\n\n1. Add 1 and 2.\n2. Add 2 and 2.\n\nSolutions\n\n1. 3\n2. 4",
        [ONE, TWO],
    ),
    "in lists, with lists inside": (
        "Exercises\n\n  1. Add 1 and 2.\n  2. Solve:\n    1. x = 1\n    2. y = 2\n\n"
        "Answers\n\n  1. 3\n  2. Both:\n    1. x is 1\n    2. y is 2",
        [ONE, ("Solve:\n1. x = 1\n2. y = 2", "Both:\n1. x is 1\n2. y is 2")],
    ),
    "in cells": (
        "Problems\n\n1. | Add 1 and 2.\n2. | Add 2 and 2.\n\nAnswers\n\n1. | 3\n2. | 4",
        [ONE, TWO],
    ),
    "odd numbers only": (
        "Practice Problems\n\n1. Add 1 and 2.\n\n2. Add 2 and 2.\n\n3. Add 5 and 5.\n\n"
        "Answers to odd-numbered problems\n\n1. 3\n\n3. 10",
        [ONE, FIVE],
    ),
    "numbers missing on both sides": (
        "Exercises\n\n1. Add 1 and 2.\n3. Add 5 and 5.\n4. Add 6 and 6.\n\nSolutions\n\n1. 3\n2. 4\n3. 10",
        [ONE, FIVE],
    ),
    "each chapter with its answers": (
        "Chapter 1\n\nExercises\n\n1. Add 1 and 2.\n2. Add 2 and 2.\n\nSolutions\n\n1. 3\n\n"
        "Chapter 2\n\nExercises\n\n1. Add 5 and 5.\n2. Add 6 and 6.\n\nSolutions\n\n1. 10\n2. 12",
        [ONE, FIVE, SIX],
    ),
    "each section with its answers, without names": (
        "Exercises\n\n1. Add 1 and 2.\n2. Add 2 and 2.\n\nSolutions\n\n1. 3\n\n"
        "Exercises\n\n1. Add 5 and 5.\n2. Add 6 and 6.\n\nSolutions\n\n1. 10\n2. 12",
        [ONE, FIVE, SIX],
    ),
    "a key at the end, by sections": (
        "Exercises 1.1\n\n1. Add 1 and 2.\n2. Add 2 and 2.\n\nExercises 1.2\n\n1. Add 5 and 5.\n2. Add 6 and 6.\n\n"
        "Answer Key\n\nExercises 1.1\n\n2. 4\n\nExercises 1.2\n\n1. 10\n2. 12",
        [TWO, FIVE, SIX],
    ),
    "a key at the end, by chapters": (
        "Chapter 1: Sums\n\nProse.\n\nExercises\n\n1. Add 1 and 2.\n\nChapter 2: More\n\nProse.\n\nExercises\n\n"
        "1. Add 5 and 5.\n\nSolutions\n\nChapter 1\n\n1. 3\n\nChapter 2\n\n1. 10",
        [ONE, FIVE],
    ),
    "a key that answers other sections, too": (
        "Exercises 1.2\n\n1. Add 5 and 5.\n\nAnswers\n\nSection 1.1\n\n1. 3\n2. 4\n\nSection 1.2\n\n1. 10\n2. 12",
        [FIVE],
    ),
    "numbers with a section": (
        "Exercises\n\n1.1 Add 1 and 2.\n1.2 Add 2 and 2.\n1.10 Add 5 and 5.\n\nSolutions\n\n1.1 3\n1.10 10",
        [ONE, FIVE],
    ),
    "parts": (
        "Exercises\n\n1. Compute:\n(a) 1 + 2\n(b) 2 + 2\n\n2. Compute:\n(a) 5 + 5\n(b) 6 + 6\n\n"
        "Solutions\n\n1. (a) 3 (b) 4\n\n2.\n(a) 10\n(b) 12",
        [
            ("Compute:\n(a) 1 + 2\n(b) 2 + 2", "(a) 3 (b) 4"),
            ("Compute:\n(a) 5 + 5\n(b) 6 + 6", "(a) 10\n(b) 12"),
        ],
    ),
    "answers on one line": (
        "Exercises\n\n1) 1 + 2\n2) 2 + 2\n3) 3 + 3\n4) 4 + 4\n\nAnswers\n\n1) 3  2) 4  3) 6\n4) 8",
        [("1 + 2", "3"), ("2 + 2", "4"), ("3 + 3", "6"), ("4 + 4", "8")],
    ),
    "odd answers on one line": (
        "Exercises\n\n1. 1 + 2\n2. 2 + 2\n3. 3 + 3\n5. 5 + 5\n\nAnswers\n\n1. 3; 3. 6; 5. 10",
        [("1 + 2", "3"), ("3 + 3", "6"), ("5 + 5", "10")],
    ),
    "what is to be done in all of them": (
        "Exercises\n\nSolve each equation.\n\n1. 2x = 4\n2. 3x = 9\n\nFor the following exercises, factor.\n\n"
        "3. x^2 - 1\n\nSolutions\n\n1. x = 2\n3. (x-1)(x+1)",
        [
            ("Solve each equation.\n\n2x = 4", "x = 2"),
            ("For the following exercises, factor.\n\nx^2 - 1", "(x-1)(x+1)"),
        ],
    ),
    "headings among the exercises": (
        "Exercises\n\nEasy Ones\n\n1. Add 1 and 2.\n\nHarder Ones\n\n2. Add 2 and 2.\n\nSolutions\n\n1. 3\n2. 4",
        [ONE, TWO],
    ),
    "marks at the foot": (
        "Problems\n\n1. Add 1 and 2.\n2. Add 2 and 2.\n\nSolutions to Problems\n\nProblem 1. 3\n\nProblem 2. 4",
        [ONE, TWO],
    ),
    "solutions below each": (
        "Exercises\n\n1. Add 1 and 2.\n\nSolution: 3\n\n2. Add 2 and 2.\n\nSolution: 4",
        [ONE, TWO],
    ),
    "questions that are said again": (
        "Questions\n\n1. What is it?\n2. Who did it?\n\nAnswers\n\n1. What is it?\nA thing.\n2. Who did it?\nThey.",
        [("What is it?", "A thing."), ("Who did it?", "They.")],
    ),
    "a quiz": (
        "Quiz\n\n1. Which is red?\nA. blood\nB. snow\n2. Which is cold?\nA. blood\nB. snow\n\nAnswer Key\n\n1. A\n2. B",
        [("Which is red?\nA. blood\nB. snow", "A"), ("Which is cold?\nA. blood\nB. snow", "B")],
    ),
    "a question with its number above Answer": (
        "1. Which is a fruit?\na) stone\nb) apple\nView Answer\n\nAnswer: b\n\n"
        "2. Which is not?\na) pear\nb) rock\n\nAns. b",
        [("Which is a fruit?\na) stone\nb) apple", "b"), ("Which is not?\na) pear\nb) rock", "b")],
    ),
    "lists in such answers": (
        "1. What is it?\n\nAns. It has:\n1. a head\n2. a tail\n\n2. Who did it?\n\nAns. They.",
        [("What is it?", "It has:\n1. a head\n2. a tail"), ("Who did it?", "They.")],
    ),
    "lists in answers below an index": (
        "Questions\n\n1. What is it?\n2. Who did it?\n\nQ: What is it?\nA: It has:\n1. a head\n2. a tail\n\n"
        "Q: Who did it?\nA: They.",
        [("What is it?", "It has:\n1. a head\n2. a tail"), ("Who did it?", "They.")],
    ),
    "lists in marked solutions": (
        "Exercise 1. Add 1 and 2.\n\nExercise 2. Add 2 and 2.\n\nSolutions\n\n"
        "Solution 1. Do:\n1. one\n2. two\n\nSolution 2. 4",
        [("Add 1 and 2.", "Do:\n1. one\n2. two"), TWO],
    ),
    "prose after the last answer": (
        "Exercises\n\n1. Add 1 and 2.\n2. Add 2 and 2.\n3. Add 5 and 5.\n\nSolutions\n\n"
        "1. 3\n2. 4\n3. 10\n\nSee you, Ann.",
        [ONE, TWO, FIVE],
    ),
    "problems by that name alone": (
        "Problem\n\nAdd 1 and 2.\n\nSolution\n\n3\n\nProblem\n\nAdd 2 and 2.\n\nSolution\n\n4",
        [ONE, TWO],
    ),
}


@pytest.mark.parametrize(("text", "pairs"), FOUND.values(), ids=FOUND.keys())
def test_numbers_tell_what_belongs_together(text: str, pairs: list[tuple[str, str]]) -> None:
    assert find(text, ()) == pairs


NOT_FOUND = {
    "no answers": "Exercises\n\n1. Add 1 and 2.\n2. Add 2 and 2.",
    "two sections, one key without names": (
        "Exercises 1.1\n\n1. Add 1 and 2.\n\nExercises 1.2\n\n1. Add 5 and 5.\n\nAnswers\n\n1. 3\n\n1. 10"
    ),
    "the key of another section": "Exercises 1.2\n\n1. Add 5 and 5.\n\nSolutions to Exercises 1.1\n\n1. 3",
    "two answers that may be one": "Exercises\n\n1. 1 + 2\n2. 2 + 2\n\nAnswers\n\n1. 3  2. 4",
    "steps that look like answers": "Exercises\n\n1. 1 + 2\n2. 2 + 2\n\nAnswers\n\n1. Do:\n1. one\n2. two\n2. 4",
    "parts that look like exercises": "Exercises\n\n1. Do:\n1. Find a\n2. Find b\n2. Find c\n\nAnswers\n\n1. x\n2. y",
    "sales talk": "Problems\n\n1. Slow delivery\n2. High costs\n\nSolutions\n\n1. Fast trucks\n2. Low costs",
    "a sales question": "Problem\n\nStill working on paper?\n\nSolution\n\nOur software.",
    "questions answered together": "Check:\n1. Is the lamp on?\n2. Does it smell?\n\nSolution\n\nCall us.",
    "prose with numbers": "We have three:\n1. Add 1 and 2.\n2. Add 2 and 2.\n\nSolutions\n\n1. 3\n2. 4",
}


@pytest.mark.parametrize("text", NOT_FOUND.values(), ids=NOT_FOUND.keys())
def test_no_pair_where_the_numbers_are_in_doubt(text: str) -> None:
    assert find(text, ()) == []


LINES = 30_000
HOSTILE = {
    "one number": "Exercises\n" + "1. Add 1 and 2.\n" * LINES,
    "one key": "Exercises\n1. Add 1.\nSolutions\n1. " + " ".join(f"{at % 900}. x" for at in range(LINES)),
    "sections": "Exercises\n1. Add 1 and 2.\nSolutions\n1. 3\n" * LINES,
    "chapters": "Exercises\n" + "Chapter 1\n1. Find x.\n" * LINES,
    "questions": "1. Is it?\n2. x\nAnswer: x\n" * LINES,
    "blanks": "Exercises\n1." + " " * 500_000 + "\n" + " " * 500_000 + "x",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_lists_are_read_in_time(text: str) -> None:
    start = time.perf_counter()
    find(text, ())
    assert time.perf_counter() - start < 10
