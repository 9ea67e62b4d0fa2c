"""What the page marks as question and answer is found; what it does not mark is left."""

import json
import re

import pytest

from webinstruct.llm import Completion, Request, open_engine
from webinstruct.llm.rules import find
from webinstruct.settings import LlmSettings


def test_the_engine_answers_in_json_and_keeps_ids() -> None:
    engine = open_engine(LlmSettings(engine="rules"))
    asked = [
        Request("a", (), None, "Q: Was heißt »Wärme«?\nA: Energie", ()),
        Request("b", (), None, "Nothing here.", ()),
    ]
    assert list(engine.complete(iter(asked))) == [
        Completion("a", '{"pairs": [{"question": "Was heißt »Wärme«?", "answer": "Energie"}]}', "stop", 0, 0),
        Completion("b", '{"pairs": []}', "stop", 0, 0),
    ]


def test_one_engine_is_opened_for_equal_settings() -> None:
    assert open_engine(LlmSettings(workers=2)) is open_engine(LlmSettings(workers=2))


def answer(text: str | None, votes: int | None = None, accepted: bool | None = None) -> dict[str, object]:
    return {"text": text, "votes": votes, "accepted": accepted}


@pytest.mark.parametrize(
    ("answers", "best"),
    [
        ([answer("first"), answer("second")], "first"),
        ([answer("few", 1), answer("many", 7), answer("unknown")], "many"),
        ([answer("many", 7, False), answer("accepted", -2, True)], "accepted"),
        ([answer(" "), answer(None), answer("only")], "only"),
    ],
)
def test_markup_gives_the_accepted_then_best_voted_then_first_answer(
    answers: list[dict[str, object]], best: str
) -> None:
    assert find("", [{"question": "Why is that so?", "answers": answers}]) == [("Why is that so?", best)]


def test_markup_without_answer_or_question_gives_nothing() -> None:
    assert find("", [{"question": "Why?", "answers": []}, {"question": None, "answers": [answer("x")]}]) == []
    assert find("", [{"question": "Why?", "answers": None}]) == []


def test_marks_that_repeat_the_markup_are_left_and_others_are_kept() -> None:
    text = "Q: What is *it*?\nA: A thing.\n\nQ: Who did it?\nA: They."
    structured = [{"question": "What is it?", "answers": [answer("A thing, of course.")]}]
    assert find(text, structured) == [
        ("What is it?", "A thing, of course."),
        ("Who did it?", "They."),
    ]


FOUND = {
    "letters": (
        "Q: What is 2 + 2?\nA: 4\nQ: And 3 + 3?\nA: 6",
        [("What is 2 + 2?", "4"), ("And 3 + 3?", "6")],
    ),
    "letters with full stops": ("Q. What is it?\n\nA. A thing.", [("What is it?", "A thing.")]),
    "words": ("Question: What is it?\n\nAnswer: A thing.", [("What is it?", "A thing.")]),
    "text below the mark": (
        "Question 1:\n\nWhat is it?\n\nAnswer:\n\nA thing.",
        [("What is it?", "A thing.")],
    ),
    "several paragraphs": (
        "Q: Why is it so?\n\nI mean this.\n\nA: First.\n\nThen.\n\nQ: ?",
        [("Why is it so?\n\nI mean this.", "First.\n\nThen.")],
    ),
    "numbers, answers after all questions": (
        "Q1: What is one?\nQ2: What is two?\nA1: Uno.\nA2: Due.",
        [("What is one?", "Uno."), ("What is two?", "Due.")],
    ),
    "list items": (
        "  1. Question: What is it?\n  2. Answer: A thing.\n",
        [("What is it?", "A thing.")],
    ),
    "exercise and solution": (
        "Exercise. Add 1 and 2.\n\nSolution. It is 3.",
        [("Add 1 and 2.", "It is 3.")],
    ),
    "a number beside none": (
        "Exercise 3\n\nAdd 1 and 2.\n\nSolution\n\nIt is 3.",
        [("Add 1 and 2.", "It is 3.")],
    ),
    "decimals": ("Problem 2.10: Add 1 and 2.\nSolution 2.10: It is 3.", [("Add 1 and 2.", "It is 3.")]),
    "LaTeX counters": (
        "Try It \\(\\PageIndex{2}\\)\n\nMultiply:\n\n1. \\(-6\\cdot 8\\)\nAnswer\n1. \\(-48\\)\n\nProse goes on.",
        [("Multiply:\n\n1. \\(-6\\cdot 8\\)", "1. \\(-48\\)")],
    ),
    "a title inside an exercise": (
        "Example 1\n\nAdding Small Numbers\n\nAdd 1 and 2.\n\nSolution\n\nIt is 3.",
        [("Adding Small Numbers\n\nAdd 1 and 2.", "It is 3.")],
    ),
    "a hint between": (
        "Exercise 1. Add 1 and 2.\n\nHint. Count.\n\nSolution. It is 3.",
        [("Add 1 and 2.", "It is 3.")],
    ),
    "answer and solution": (
        "Question 1: Add 1 and 2.\nAnswer: 3\nSolution: Count on.",
        [("Add 1 and 2.", "3\n\nCount on.")],
    ),
    "choices are part of the question": (
        "Question 1: Which one?\nA. red\nB. blue\nAnswer: B. blue",
        [("Which one?\nA. red\nB. blue", "B. blue")],
    ),
    "solutions at the foot": (
        "Exercise 1. Add 1 and 2.\n\nExercise 2. Add 2 and 2.\n\nSolutions\n\nSolution 1. 3.\n\nSolution 2. 4.",
        [("Add 1 and 2.", "3."), ("Add 2 and 2.", "4.")],
    ),
    "exercises named again at the foot": (
        "Exercise 1. Add 1 and 2.\n\nExercise 2. Add 2 and 2.\n\nAnswers to exercises\n\nExercise 2. It is 4.",
        [("Add 2 and 2.", "It is 4.")],
    ),
    "bare numbers at the foot": (
        "Exercise 1. Add 1 and 2.\n\nExercise 2. Add 2 and 2.\n\nAnswers\n\n1. It is 3.\n  1. Count.\n2. It is 4.",
        [("Add 1 and 2.", "It is 3.\n1. Count."), ("Add 2 and 2.", "It is 4.")],
    ),
    "solution to": (
        "Exercise 1. Add 1 and 2.\n\nExample 1. Look.\n\nSolution to Exercise 1. It is 3.",
        [("Add 1 and 2.", "It is 3.")],
    ),
    "code keeps its shape": (
        "Q: How to loop?\nA:\n    for x in y:\n        f(x)",
        [("How to loop?", "for x in y:\n    f(x)")],
    ),
    "furniture after the last answer": (
        "Q: What is it?\nA: A thing.\n\nRelated questions\n\nWhat is that?",
        [("What is it?", "A thing.")],
    ),
    "a heading after the last answer": (
        "Q: What is it?\nA: A thing.\n\nOur Opening Hours\n\nNine to five.",
        [("What is it?", "A thing.")],
    ),
}


@pytest.mark.parametrize(("text", "pairs"), FOUND.values(), ids=FOUND.keys())
def test_marked_pairs_are_found(text: str, pairs: list[tuple[str, str]]) -> None:
    assert find(text, ()) == pairs


NOT_FOUND = {
    "no answer": "Q: What is it?\n\nQ: Why?\n\nExercise 3. Add 1 and 2.",
    "an empty answer": "Q: What is it?\nA:\n\nQ: Why?",
    "a button for an answer": "Question 1: What is it?\nAnswer: Show answer",
    "a title": "FAQ: Questions and Answers\n\nAnswers to your questions about us.",
    "choices only": "Q: Which one?\nA: red\nB: blue",
    "furniture between": "Q: What is it?\n\nRelated questions\n\nAnswer: 42",
    "another number": "Exercise 3. Add 1 and 2.\n\nSolution 4. It is 3.",
    "examples without solution": "Example 1. Every sphere.\n\nExample 2. Every cube.",
    "an exercise answered as the example of its number": (
        "Example 1. Look here.\n\nExercise 2. Add.\n\nSolution 1. It is 3."
    ),
    "two questions of one number": (
        "Exercise 1. Add 1 and 2.\n\nExercise 1. Add 2 and 2.\n\nSolutions\n\nSolution 1. 3."
    ),
    "a tab called Solutions above all exercises": (
        "Solutions\n\nExercise 1. Add 1 and 2.\n\nExercise 1. Add 2 and 2."
    ),
    "exercises of the next chapter": (
        "Exercise 1. Add 1 and 2.\n\nSolutions\n\nExercise 2. Add 3 and 2.\n\nExercise 1. Add 2 and 2."
    ),
    "prose": "Question 3 was hard. Answer me.\nExercise 3 shows that A: is odd.\nSolution 3 follows.",
    "sales talk": "Problem\n\nYour team is slow.\n\nSolution\n\nOur software.",
    "buttons": "Question\n\nHow do I do it?\n\nAnswer\n\nFollow",
    "a number for a question": "Question: 5\nAnswer: 3",
    "an answer that swallowed the page": "Q: What is it?\nA: " + "blah " * 5_000,
}


@pytest.mark.parametrize("text", NOT_FOUND.values(), ids=NOT_FOUND.keys())
def test_no_pair_without_both_marks(text: str) -> None:
    assert find(text, ()) == []


def test_control_characters_survive_json() -> None:
    engine = open_engine(LlmSettings())
    [completion] = engine.complete(iter([Request("a", (), None, "Q: What\x00 is it?\nA: A\x0cB", ())]))
    assert json.loads(completion.text) == {"pairs": [{"question": "What\x00 is it?", "answer": "A\x0cB"}]}


OTHER_LANGUAGES = {
    "French": "Question : Qu'est-ce que c'est ?\n\nRéponse : Une chose.\n\nEncore une fois\n\nVoilà.",
    "German": "Frage: Was ist das?\nAntwort: Eine Sache.",
    "Spanish": "Pregunta: ¿Qué es?\n\nRespuesta: Una cosa.",
    "Russian": "Вопрос: Что это?\n\nОтвет: Вещь.\n\nЕщё раз\n\nВот.",
    "Chinese": "问：这是什么？\n\n答：一个东西。\n\n练习一下\n\n好。",
    "Japanese": "質問：これは何ですか？\n\n回答：ものです。",
}


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_marks_of_other_languages_are_read(language: str) -> None:
    [(question, answer)] = find(OTHER_LANGUAGES[language], ())
    assert question.endswith(("?", "？"))
    assert answer in ("Une chose.", "Eine Sache.", "Una cosa.", "Вещь.", "一个东西。", "ものです。")


@pytest.mark.parametrize(
    ("exercise", "heading", "solution"),
    [
        ("Aufgabe {}. Berechne 1 + 2.", "Lösungen", "Lösung {}. Es ist 3."),
        ("Exercice {}. Calculer 1 + 2.", "Corrigés", "Solution {}. 3."),
        ("Задача {}. Найдите 1 + 2.", "Решения", "Решение {}. Будет 3."),
        ("练习 {}．1 + 2 等于多少？", "参考答案", "解答 {}．等于 3。"),
        ("練習 {}．1 + 2 はいくつですか。", "解答", "解答 {}．3 です。"),
    ],
)
def test_exercises_of_other_languages_meet_their_solutions(
    exercise: str, heading: str, solution: str
) -> None:
    parts = [exercise.format(4), exercise.format(5), heading, solution.format(4), solution.format(5)]
    asked, told = (re.sub(r"^.*?\{\}[.．]\s?", "", one) for one in (exercise, solution))
    assert find("\n\n".join(parts), ()) == [(asked, told)] * 2


def test_words_of_buttons_and_of_prose_are_no_marks() -> None:
    text = "Frage\n\nWie geht das?\n\nAntworten\n\nGut.\n\nlösung: keine\n\n答应你。"
    assert find(text, ()) == []
