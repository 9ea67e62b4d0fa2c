import pytest

from webinstruct import words
from webinstruct.quality.refinements import simulated
from webinstruct.refine import Source, clean
from webinstruct.refine.options import options


def question(text):
    made = clean(Source(text, "It is 4."))
    return made.question, [one.removeprefix("question:") for one in made.done]


def answer(text, asked="What is 2 + 2?"):
    made = clean(Source(asked, text))
    return made.answer, [one.removeprefix("answer:") for one in made.done]


@pytest.mark.parametrize(
    ("text", "cleaned", "done"),
    [
        ("Hello everyone, what is 2 + 2? Thanks in advance!", "what is 2 + 2?", ["greeting", "thanks"]),
        ("Q3. What is 2 + 2?", "What is 2 + 2?", ["numbering"]),
        ("Question 4.2: What is 2 + 2? thx", "What is 2 + 2?", ["numbering", "thanks"]),
        ("12) What is 2 + 2?", "What is 2 + 2?", ["numbering"]),
        ("What  is\n\n\n\n2 + 2?  ", "What is\n\n2 + 2?", ["spaces"]),
        ("What is\n12 votes\nShare | Edit | Follow\n2 + 2?", "What is\n2 + 2?", ["lines"]),
        (r"What is \\(2 + 2\\)?", r"What is \(2 + 2\)?", ["latex"]),
        ("What is [tex]2 + 2[/tex]?", "What is $2 + 2$?", ["latex"]),
    ],
)
def test_noise_around_a_question_goes(text, cleaned, done):
    assert question(text) == (cleaned, done)


@pytest.mark.parametrize(
    ("text", "cleaned", "done"),
    [
        ("It is 4.\n-- Ann, from the coast", "It is 4.", ["signature"]),
        ("It is 4.\nSent from my phone", "It is 4.", ["lines"]),
        ("> What is 2 + 2?\nIt is 4.", "It is 4.", ["quote"]),
        ("Ann said:\n> I have no idea here\n\nIt is 4.", "It is 4.", ["quote"]),
        ("Sure, happy to help. It is 4. Hope this helps!", "It is 4.", ["greeting", "thanks"]),
        ("Answer: It is 4.", "It is 4.", ["numbering"]),
    ],
)
def test_noise_around_an_answer_goes(text, cleaned, done):
    assert answer(text) == (cleaned, done)


@pytest.mark.parametrize(
    "text",
    [
        "What is 2 + 2?",
        "1. Find x.\n2. Find y.",
        "5. May 1990 was a Saturday, was it?",
        "1.5 kg of salt cost 3 euros. What is the price of 1 kg?",
        "7. 3 + 4 = ?",
        "Which?\n(A) Thanks\n(B) Cheers",
        "x\n> 5\n< 7\nWhich x are these?",
        "for i in range(3):\n    print(i,  2)\n    x =  1",
        r"\begin{pmatrix} 1 & 2 \\[2pt] 3 & 4 \end{pmatrix}",
        "Hi",
        "Hello World in Python, what prints it?",
        "Hi-fi sets: what is 2 + 2?",
        "Thanks!",
        "",
    ],
)
def test_what_says_something_stays(text):
    assert question(text) == (text, [])


def test_a_quotation_that_answers_stays():
    assert answer("> The moon is a stone.\nSo wrote Anaxagoras.") == (
        "> The moon is a stone.\nSo wrote Anaxagoras.",
        [],
    )


def test_numbers_formulas_and_options_of_posts_are_never_touched():
    for pair in simulated(120, seed=5):
        made = clean(pair.source)
        for before, after, bare in (
            (pair.source.question, made.question, pair.tidy.question),
            (pair.source.answer, made.answer, pair.tidy.answer),
        ):
            kept, wanted = (
                [token for token in words.tokens(text) if not token.isalpha()] for text in (after, before)
            )
            assert kept == wanted
            assert options(after) == options(before) or "Thank" in before or "help" in before
            assert set(words.plain(bare)) <= set(words.plain(after))
        assert clean(Source(made.question, made.answer)).done == ()
