import json

import pytest

from webinstruct.llm.reading import REASONS
from webinstruct.llm.schema import fits
from webinstruct.refine import DROPPED, SCHEMA, Refined, Source, messages, parse, prompt

SOURCE = Source("what is \\frac12 + 1?", "1.5")
PAIR = Refined("What is $\\frac{1}{2} + 1$?", "Add:\n$\\frac{1}{2} + 1 = 1.5$, \\neq 2 \\times 1.")
GOOD = json.dumps({"question": PAIR.question, "answer": PAIR.answer})


def test_a_whole_answer_is_the_pair():
    assert parse(GOOD, SOURCE) == PAIR
    assert fits(GOOD, SCHEMA)
    assert parse(GOOD, SOURCE, cut=True) == PAIR


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("\\\\", "\\"),  # \frac as a form feed, \times as a tab, \neq as the end of a line
        f"Sure:\n```json\n{GOOD}\n```\nAnything else?",
        GOOD[:-1] + ",}",
    ],
)
def test_what_can_be_mended_is_the_pair_that_was_meant(text):
    found = parse(text, SOURCE)
    assert isinstance(found, Refined)
    assert (found.question, found.answer) == (PAIR.question, PAIR.answer)


def test_lines_that_begin_like_commands_stay_lines():
    found = parse(json.dumps({"question": "Q?", "answer": "First.\nu = 3\ni = 4\ne = 5"}), SOURCE)
    assert isinstance(found, Refined)
    assert found.answer == "First.\nu = 3\ni = 4\ne = 5"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("I'm sorry, but I can't help with that.", "refusal"),
        ("The pair is fine as it is.", "bad-json"),
        ("so so so so so so " * 90, "runaway"),
        (GOOD[: len(GOOD) // 2], "bad-json"),
        (GOOD[:-2], "bad-json"),
        (GOOD.replace('"answer"', '"reply"'), "bad-json"),
        (json.dumps([PAIR.question, PAIR.answer]), "bad-json"),
        (json.dumps({"question": ["Q?"], "answer": "4"}), "bad-json"),
        (json.dumps({"question": "Q?", "answer": " "}), "empty-side"),
        (json.dumps({"question": "Q?", "answer": "a\x07b"}), "control-chars"),
        ('{"question": "What is 3, or 4 plus one?, "answer": "It is 5."}', "bad-json"),
    ],
)
def test_what_is_no_pair_has_a_reason_of_the_list(text, reason):
    assert parse(text, SOURCE) == reason
    assert reason in DROPPED


def test_what_was_cut_off_says_so():
    assert parse(GOOD[:60], SOURCE, cut=True) == "length-stop"
    assert parse("", SOURCE, cut=True) == "length-stop"
    assert set(REASONS) <= set(DROPPED)


def test_a_number_for_an_answer_is_one():
    assert parse('{"question": "What is 2 + 2?", "answer": 4}', SOURCE) == Refined("What is 2 + 2?", "4")


def test_the_prompts_own_example_keeps_what_it_asks_to_keep(judge):
    from webinstruct.refine import flags, measure

    shown = [json.loads(line) for line in prompt().splitlines() if line.startswith('{"') and "…" not in line]
    source = Source(shown[0]["question"], shown[0]["answer"], shown[0]["context"])
    told = messages(source, prompt())
    assert [one.role for one in told] == ["system", "user"]
    assert json.loads(told[1].content) == shown[0] | {}
    refined = parse(json.dumps(shown[1]), source)
    assert isinstance(refined, Refined)
    found = measure(source, refined, judge)
    assert (found.answer_kept, flags(found.row())) == ("equal", ())
    assert found.steps_added > 0


@pytest.mark.parametrize(
    ("said", "read"),
    [("physics", "physics"), ("alchemy", None), (7, None), (None, None), (["physics"], None)],
)
def test_a_subject_of_the_list_is_taken_and_none_is_needed(said, read):
    whole = json.dumps({"question": PAIR.question, "answer": PAIR.answer, "subject": said})
    mended = f"Sure: {whole[:-1]},}}"
    for text in (whole, mended) if isinstance(said, str) else (whole,):
        found = parse(text, SOURCE)
        assert isinstance(found, Refined)
        assert (found.question, found.answer) == (PAIR.question, PAIR.answer)
        assert found.subject == read
    assert fits(whole, SCHEMA) == (read is not None)
