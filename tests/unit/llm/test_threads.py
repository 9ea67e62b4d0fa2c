"""A thread gives its question with its best answer, cut from the page; talk that asks or answers nothing gives none."""

from typing import Any

import pytest

from webinstruct.llm.pair import Pair
from webinstruct.llm.rules import find

Post = tuple[str, str] | tuple[str, str, int | None, bool]


def page(*posts: Post | str) -> tuple[str, list[dict[str, Any]]]:
    """Posts below each other as a text with blocks; a bare string stands outside of all blocks."""
    text, blocks = "", []
    for post in posts:
        role, said, votes, accepted = (
            ("", post, None, False) if isinstance(post, str) else (*post, None, False)[:4]
        )
        text += "\n\n" if text else ""
        if role:
            start, end = len(text), len(text) + len(said)
            blocks.append({"start": start, "end": end, "role": role, "votes": votes, "accepted": accepted})
        text += said
    return text, blocks


def found(*posts: Post | str, title: str = "", structured: Any = ()) -> list[Pair]:
    text, blocks = page(*posts)
    return find(text, structured, blocks, title)


ASKED = ("question", "How do I boil an egg?")
ANSWER = "For six minutes in boiling water."
PAIR = [(ASKED[1], ANSWER)]


@pytest.mark.parametrize(
    "answers",
    [
        [("answer", ANSWER), ("answer", "For an hour.")],
        [("answer", "For an hour.", 3, False), ("answer", ANSWER, 8, False)],
        [("answer", "For an hour.", 9, False), ("answer", ANSWER, 1, True)],
        [("answer", "For an hour.", -2, False), ("answer", ANSWER, 0, False)],
        [("comment", "Which egg?"), ("answer", ANSWER), ("comment", "For an hour.")],
    ],
    ids=["the first", "the best voted", "the accepted", "none voted down", "no comment"],
)
def test_the_best_answer_is_taken(answers: list[Post]) -> None:
    assert found(ASKED, *answers) == PAIR


@pytest.mark.parametrize(
    "reply",
    [
        "Thanks!",
        "Thank you so much, this is just what I wanted to know.",
        "This is the perfect solution, thank you.",
        "Hi Ann, I stand corrected. Your code does work. Thank you both.",
        "Eggs.",
        "谢谢分享",
        "+1 same here",
        "I have the same problem.",
        "https://e.org/eggs",
        "|",
        "I will check it and come back.",
        "> Ann said:\n> How do I boil an egg?",
        "#2\n\n> How do I boil an egg?\n\nReply Quote Report",
    ],
)
def test_a_reply_that_answers_nothing_is_passed_over(reply: str) -> None:
    assert found(ASKED, ("answer", reply), ("answer", ANSWER)) == PAIR
    assert found(ASKED, ("answer", reply)) == []


def test_where_a_reply_asks_back_only_votes_tell_the_answer() -> None:
    back = "Hi! Do you want it hard?\n\nCheers"
    assert found(ASKED, ("answer", back), ("answer", "Yes, rather hard, please.")) == []
    assert found(ASKED, ("answer", back, 2, False), ("answer", ANSWER, 1, False)) == PAIR


def test_a_number_is_an_answer_even_if_the_question_names_it() -> None:
    assert found(("question", "Is 2 + 2 = 4 or 5?"), ("answer", "4")) == [("Is 2 + 2 = 4 or 5?", "4")]


def test_labels_names_and_quotations_are_cut_off() -> None:
    assert found(
        "Boiled eggs",
        ("question", "• #1\n\nHow do I boil an egg?\n\nImprove this question\n7"),
        (
            "answer",
            "Ann\nMember\n• #2\n> Bob said:\n> How do I boil\nan egg?\n\nFor six minutes.\n\nImprove this answer\n\n4",
        ),
    ) == [("How do I boil an egg?", "For six minutes.")]


@pytest.mark.parametrize(
    "asked",
    [
        "I have an egg and no idea. Can anyone help",
        "Need some help with an egg, it is raw.",
        "Prove that every egg is round.",
        "Ich habe ein Ei. Hat jemand eine Idee",
        "鸡蛋怎么煮",
        "鸡蛋好吃吗",
        "¿Se puede comer",
    ],
)
def test_a_post_asks_by_its_words(asked: str) -> None:
    assert found(("question", asked), ("answer", ANSWER)) == [(asked, ANSWER)]


@pytest.mark.parametrize(
    "said",
    [
        "Misal won 4-1 against Wong.",
        "We are pleased to announce version 2.",
        "See https://e.org/?id=3 for the list.",
        "大家好，新版本发布了。",
        "#1",
        "",
    ],
)
def test_a_post_that_asks_nothing_is_no_question(said: str) -> None:
    assert found("News", ("question", said), ("answer", ANSWER), title="News of the day") == []


def test_the_heading_asks_for_a_post_that_only_tells() -> None:
    told, title = "Mine is raw.", "How to boil an egg - Egg Forum"
    above = found("How to boil an egg", ("question", told), ("answer", ANSWER), title=title)
    label_between = found(
        "How to boil an egg", ("question", f"• #1\n\n{told}"), ("answer", ANSWER), title=title
    )
    elsewhere = found("How to boil an egg", "By Ann", ("question", told), ("answer", ANSWER), title=title)
    assert above == label_between == [(f"How to boil an egg\n\n{told}", ANSWER)]
    assert elsewhere == [(told, ANSWER)]


def test_a_heading_within_the_question_is_not_said_twice() -> None:
    title = "How to boil an egg"
    assert found(title, ("question", f"{title}\n\nMine is raw."), ("answer", ANSWER), title=title) == [
        (f"{title}\n\nMine is raw.", ANSWER)
    ]


def test_every_question_of_a_page_gets_its_own_answer() -> None:
    other = ("question", "Why is it so hard?")
    faq = [ASKED, ("answer", ANSWER), ("question", "About us"), ("answer", "We like eggs a lot.")]
    assert found(*faq, other, title="What we are asked") == PAIR
    assert found(*faq, other, ("answer", "You took an hour.")) == [*PAIR, (other[1], "You took an hour.")]


def test_answers_without_question_and_questions_without_answer_are_left() -> None:
    assert found(("answer", "Is it?"), ASKED, ("comment", ANSWER)) == []
    assert found(("question", "What? " * 1_000), ("answer", ANSWER)) == []


def test_the_talk_below_an_article_is_no_thread() -> None:
    assert found("An article. " * 300, ASKED, ("answer", ANSWER)) == []
    assert found("An article. " * 300, ASKED[1], ASKED, ("answer", ANSWER), title=ASKED[1]) == PAIR


def marked_up(*answers: tuple[str, int | None, bool]) -> list[dict[str, Any]]:
    said = [{"text": text, "votes": votes, "accepted": accepted} for text, votes, accepted in answers]
    return [{"question": "Eggs\n\nHow do I boil an egg?", "answers": said}]


def test_markup_comes_first_and_its_thread_is_not_told_again() -> None:
    posts = (ASKED, ("answer", ANSWER), ("answer", "I leave mine in for an hour or two."))
    accepted = marked_up((ANSWER, 0, False), ("I leave mine in for an hour or two.", 0, True))
    assert found(*posts, structured=accepted) == [
        ("Eggs\n\nHow do I boil an egg?", "I leave mine in for an hour or two.")
    ]


def test_markup_that_lost_a_list_is_still_its_thread() -> None:
    asked = "How do I boil the egg of an ostrich in a kitchen as small as mine?"
    posts = (("question", f"Eggs\n\nViewed 7 times\n\n{asked}\n\n1. salted\n2. plain"), ("answer", ANSWER))
    answers = [{"text": "Not at all.", "votes": 1, "accepted": True}]
    assert found(*posts, structured=[{"question": asked, "answers": answers}]) == [(asked, "Not at all.")]


def test_markup_that_names_no_best_answer_leaves_the_choice_to_the_thread() -> None:
    posts = (ASKED, ("answer", ANSWER), ("answer", "I leave mine in for an hour or two."))
    backwards = marked_up(("I leave mine in for an hour or two.", 0, False), (ANSWER, 0, False))
    assert found(*posts, structured=backwards) == PAIR
    assert found(structured=backwards)[0].answer == "I leave mine in for an hour or two."


def test_markup_passes_over_thanks() -> None:
    thanks = marked_up(("Thanks a lot!", 0, True), (ANSWER, 0, False))
    assert found(structured=thanks)[0].answer == ANSWER
    assert found(structured=marked_up(("Thanks!", 0, True)))[0].answer == "Thanks!"


def test_marks_in_a_thread_are_found_once() -> None:
    posts = (("question", "Q: How do I boil an egg?"), ("answer", f"A: {ANSWER}"))
    assert found(*posts) == PAIR
    assert found("Q: What is it?\nA: A thing.", *posts)[-1] == ("What is it?", "A thing.")


def test_long_threads_of_noise_cost_little() -> None:
    assert found(ASKED, *[("answer", "> Thanks all of you")] * 3_000) == []
    many = [
        post
        for n in range(500)
        for post in (("question", f"What is {n}?"), ("answer", f"It is {n}, no more."))
    ]
    assert len(found(*many)) == 500


def test_bylines_and_signatures_are_no_text_of_a_post() -> None:
    asked = "wrote at 18:37\n\nHow do I boil an egg?\n\n-- Ann, from the coast"
    assert found(("question", asked), ("answer", f"replied on 3:05 pm\n\n{ANSWER}\n\n-- Bob")) == PAIR


@pytest.mark.parametrize(
    "reply",
    [
        "No idea, sorry.",
        "Moved to the kitchen section.",
        "Please use a better title.",
        "Have you looked at the manual? It is there.",
        "We are no cooks, show your work first.",
        "An hour, just a guess.",
        "Twelve minutes, but I am not sure.",
    ],
)
def test_who_only_guesses_or_keeps_order_does_not_answer(reply: str) -> None:
    assert found(ASKED, ("answer", reply), ("answer", ANSWER)) == PAIR
    assert found(ASKED, ("answer", reply)) == []


def test_a_guess_that_was_accepted_answers() -> None:
    assert found(ASKED, ("answer", "Six minutes, a guess.", None, True)) == [
        (ASKED[1], "Six minutes, a guess.")
    ]


def test_a_post_that_calls_itself_an_answer_comes_before_earlier_ones_but_not_before_better_ones() -> None:
    marked = ("answer", "wrote at 7:20\n\nAnswer: " + ANSWER)
    assert found(ASKED, ("answer", "With a spoon."), marked) == PAIR
    assert found(ASKED, ("answer", "With a spoon.", 3, False), marked) == [(ASKED[1], "With a spoon.")]


def test_marks_do_not_run_across_the_posts_of_a_thread() -> None:
    asked = ("question", "Hello.\n\nQ: How do I boil an egg?\n\nThanks.")
    reply = ("answer", "Nice to have you here, dear egg friend, and welcome to the forum.")
    talk = ("comment", "Welcome to the forum, dear friend of eggs.")
    for others in ([reply, ("answer", f"A: {ANSWER}")], [talk, ("comment", f"A: {ANSWER}"), talk]):
        [(question, answer)] = found(asked, *others)
        assert question.endswith("How do I boil an egg?\n\nThanks.")
        assert answer == ANSWER


def test_a_post_that_is_a_list_of_marked_questions_keeps_them() -> None:
    listed = (
        "How does this forum work?\n\nQ: Who may write here in this forum?\nA: All who have an account may."
    )
    assert ("Who may write here in this forum?", "All who have an account may.") in found(
        ("question", listed), ("answer", "Thanks for the list, it was needed by many of us.")
    )
