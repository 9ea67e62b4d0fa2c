"""Every pair ends as one row, whatever the refiner says."""

import itertools
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webinstruct import refine, tables
from webinstruct.llm import Completion, FinishReason, Request
from webinstruct.llm.budget import BudgetSpent
from webinstruct.llm.scripted import Scripted
from webinstruct.refine import stage
from webinstruct.settings import LlmSettings, RefinerSettings

RULES = RefinerSettings(name="rules", max_chars=1000)
SMALL = RefinerSettings(name="small", llm=LlmSettings(engine="scripted", script="none"), max_chars=1000)


def pair(pair_id: str, question: str = "what is 3 * 4??", answer: str = "12", **more: Any) -> dict[str, Any]:
    place = {"pair_id": pair_id, "doc_id": f"d-{pair_id}", "url": "http://e.org/a", "domain": "e.org"}
    judged = {"verdict": "clean", "benchmarks": "b", "digest": "c", "run_id": "r"}
    return place | {"question": question, "answer": answer} | judged | more


def batch(*pairs: dict[str, Any]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(list(pairs), schema=tables.CLEAN_PAIRS.arrow)


def said(question: str, answer: str) -> str:
    return json.dumps({"question": question, "answer": answer})


GOOD = said("What is $3 * 4$?", "Three fours: $3 * 4 = 12$.")


@dataclass
class Toy:
    """Answers what it is told to; None means it never answers."""

    answer: Callable[[Request], str | None] = lambda _: GOOD
    finish_reason: FinishReason = "stop"
    window: int = 1
    backwards: bool = False
    budget: int | None = None
    asked: list[Request] = field(default_factory=list)

    name = "toy"

    def complete(self, requests: Iterator[Request]) -> Iterator[Completion]:
        while window := list(itertools.islice(requests, self.window)):
            for request in reversed(window) if self.backwards else window:
                if self.budget is not None and len(self.asked) >= self.budget:
                    raise BudgetSpent("spent")
                self.asked.append(request)
                text = self.answer(request)
                if text is not None:
                    yield Completion(request.id, text, self.finish_reason, 10, 2)


def rows(
    engine: Any, *batches: pa.RecordBatch, refiner: RefinerSettings = SMALL, prompt: str = "Refine."
) -> list[dict[str, Any]]:
    made = list(refine.refined(iter(batches), refiner, "digest", engine, prompt))
    assert all(one.schema.equals(tables.REFINED_PAIRS.arrow) for one in made)
    return [row for one in made for row in one.to_pylist()]


def reasons(found: Sequence[dict[str, Any]]) -> list[str | None]:
    return [row["dropped"] for row in found]


def test_a_refined_pair_carries_all_measures() -> None:
    engine = Toy()
    [row] = rows(engine, batch(pair("p")))
    assert row == {
        "refined_id": stage.key("p", "small"),
        "pair_id": "p",
        "doc_id": "d-p",
        "url": "http://e.org/a",
        "domain": "e.org",
        "refiner": "small",
        "question": "What is $3 * 4$?",
        "answer": "Three fours: $3 * 4 = 12$.",
        "dropped": None,
        "error": None,
        "answer_kept": "equal",
        "answer_reason": "the same spelling",
        "content_kept": 1.0,
        "question_changed": [],
        "question_additions": [],
        "new_numbers": [],
        "false_equations": [],
        "source_false_equations": [],
        "steps_added": 1,
        "length_ratio": 13.0,
        "latex_fault": "",
        "unchanged": False,
        "final_answer": "12",
        "subject": None,
        "answer_type": "number",
        "cleaned": None,
        "repaired": False,
        "engine": "toy",
        "prompt": stage.prompt_digest("Refine."),
        "tokens_in": 10,
        "tokens_out": 2,
        "digest": "digest",
    }
    [asked] = engine.asked
    assert [turn.role for turn in asked.messages] == ["system", "user"]
    assert asked.messages[0].content == "Refine."
    assert json.loads(asked.messages[1].content) == {"question": "what is 3 * 4??", "answer": "12"}
    assert asked.schema == refine.SCHEMA


def test_what_is_wrong_with_a_refinement_stands_in_its_row() -> None:
    answer = said("What is $3 * 5$?", "It is $3 * 5 = 16$, at 80 degrees. The answer is 16.")
    [row] = rows(Toy(lambda _: answer), batch(pair("p")))
    assert (row["dropped"], row["answer_kept"], row["final_answer"]) == (None, "different", "16")
    assert row["question_changed"] == [{"reason": "quantity-altered", "was": "4", "now": "5"}]
    assert row["false_equations"] == ["3 * 5 = 16"]
    assert "80" in row["new_numbers"]
    assert set(refine.flags(row)) == {"answer", "content", "question", "numbers", "equations"}


def test_the_letter_of_an_option_is_its_text() -> None:
    question = "How much is 3 * 4? (A) 10 (B) 12 (C) 14"
    answer = said(question, "Three fours are twelve, so the answer is (B).")
    [row] = rows(Toy(lambda _: answer), batch(pair("p", question, "12")))
    assert (row["answer_kept"], row["answer_type"]) == ("equal", "choice")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("", "empty"),
        ("I'm sorry, but I can't help with that.", "refusal"),
        ('{"question": "' + "ab " * 500, "runaway"),
        ("null", "bad-json"),
        ('{"question": "Why?"}', "bad-json"),
        (said("Why?", " "), "empty-side"),
        (said("Why?", "So \x01 it is"), "control-chars"),
        (None, "engine-error"),
    ],
)
def test_an_answer_without_a_pair_is_one_row_that_says_why(answer: str | None, reason: str) -> None:
    [row] = rows(Toy(lambda _: answer), batch(pair("p")))
    assert (row["dropped"], row["question"], row["answer"], row["answer_kept"]) == (reason, None, None, None)
    assert row["error"] == (stage.NEVER if answer is None else None)
    assert row["tokens_in"] == (0 if answer is None else 10)
    assert reason in refine.DROPPED


def test_an_answer_stopped_at_its_limit_is_told_as_such() -> None:
    [row] = rows(Toy(lambda _: GOOD[:40], "length"), batch(pair("p")))
    assert (row["dropped"], row["tokens_out"]) == ("length-stop", 2)


def test_an_error_is_told_and_cut() -> None:
    [row] = rows(Toy(lambda _: "no-connection: " + "x" * 9000, "error"), batch(pair("p")))
    assert row["dropped"] == "engine-error"
    assert row["error"].startswith("no-connection: x")
    assert len(row["error"]) == 500


def test_a_long_pair_is_marked_and_nobody_is_asked() -> None:
    engine = Toy()
    long = pair("long", context="x" * 990)
    assert {row["pair_id"]: row["dropped"] for row in rows(engine, batch(long, pair("short")))} == {
        "long": "too-long",
        "short": None,
    }
    assert len(engine.asked) == 1
    assert reasons(rows(None, batch(long, pair("short")), refiner=RULES)) == ["too-long", None]


def test_a_spent_budget_leaves_the_rest_without_a_row() -> None:
    engine = Toy(budget=3, window=2)
    found = rows(engine, *(batch(pair(f"p{number}")) for number in range(8)))
    assert [row["pair_id"] for row in found] == ["p0", "p1", "p2"]
    assert reasons(found) == [None] * 3


# --- the engine `rules`


def test_rules_clean_and_ask_nobody() -> None:
    noisy = pair("p", "Hi all, what is 3 * 4? Thanks in advance!", "It is 12.\n-- Ann")
    [row] = rows(None, batch(noisy), refiner=RULES, prompt="")
    assert (row["question"], row["answer"]) == ("what is 3 * 4?", "It is 12.")
    assert row["cleaned"] == ["question:greeting", "question:thanks", "answer:signature"]
    assert (row["engine"], row["prompt"], row["tokens_in"], row["tokens_out"]) == ("rules", None, 0, 0)
    assert (row["answer_kept"], row["final_answer"], row["unchanged"]) == ("equal", "12", False)


def test_rules_that_find_no_noise_say_so() -> None:
    [row] = rows(None, batch(pair("p", "What is 3 * 4?", "It is 12.")), refiner=RULES)
    assert (row["dropped"], row["cleaned"], row["unchanged"]) == (None, [], True)


def test_rules_put_what_a_question_refers_to_before_it() -> None:
    context = "A train runs at 80 km/h. (a) fast (b) slow"
    [row] = rows(
        None, batch(pair("p", "How far is it in 2 hours?", "160 km", context=context)), refiner=RULES
    )
    assert row["question"] == f"{context}\n\nHow far is it in 2 hours?"
    assert (row["unchanged"], row["question_changed"], row["question_additions"]) == (True, [], [])


# --- faults of an engine, over many pairs

MANY = [pair(f"p{number:03}", f"what is {number} * 4??", str(number * 4)) for number in range(300)]
ANSWERS = {
    one["question"]: said(f"What is ${number} * 4$?", f"It is ${number} * 4 = {number * 4}$.")
    for number, one in enumerate(MANY)
}
FAULTY = Scripted(
    ANSWERS,
    by="text",
    window=16,
    errors=0.1,
    length_stops=0.1,
    halves=0.1,
    wrong=0.1,
    silent=0.1,
    twice=0.1,
    strays=0.1,
)
REASONS = {
    "error": "engine-error",
    "length": "length-stop",
    "half": "bad-json",
    "wrong": "bad-json",
    "silent": "engine-error",
}


def in_batches(size: int) -> Iterator[pa.RecordBatch]:
    for start in range(0, len(MANY), size):
        yield batch(*MANY[start : start + size])


@pytest.fixture(scope="module")
def faulty() -> list[dict[str, Any]]:
    return rows(FAULTY, *in_batches(300))


def test_every_fault_is_one_row_with_its_reason(faulty: list[dict[str, Any]]) -> None:
    questions = {one["pair_id"]: one["question"] for one in MANY}
    faults = {one: FAULTY.fault(question) for one, question in questions.items()}
    assert {*faults.values()} == {*REASONS, None, "twice", "stray"}
    assert sorted(row["pair_id"] for row in faulty) == sorted(questions)
    for row in faulty:
        assert row["dropped"] == REASONS.get(faults[row["pair_id"]] or "")
        assert row["refined_id"] == stage.key(row["pair_id"], "small")
        if row["dropped"] is None:
            assert (row["answer_kept"], row["question_changed"]) == ("equal", [])


@pytest.mark.parametrize("size", [1, 7])
def test_other_batches_give_the_same_rows(faulty: list[dict[str, Any]], size: int) -> None:
    assert rows(FAULTY, *in_batches(size)) == faulty


def test_pairs_are_pulled_only_as_the_engine_asks() -> None:
    read: list[int] = []

    def batches() -> Iterator[pa.RecordBatch]:
        for number in range(20_000):
            read.append(number)
            yield batch(pair(f"p{number}"))

    made = refine.refined(batches(), SMALL, "digest", Toy(lambda _: "null", window=8), "Refine.")
    assert next(made).num_rows == 1000
    assert len(read) <= 1000 + stage.AHEAD + 8
    made.close()


def test_the_engine_goes_on_while_answers_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    asked_again = threading.Event()

    def slow(*_: Any, **__: Any) -> str:
        return "bad-json" if asked_again.wait(10) else "runaway"

    def answer(request: Request) -> str:
        if request.id == "2":
            asked_again.set()
        return GOOD

    monkeypatch.setattr(stage, "parse", slow)
    assert reasons(rows(Toy(answer), batch(pair("p"), pair("q")))) == ["bad-json"] * 2


def test_no_process_and_no_thread_is_left_by_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[stage.Judge] = []

    class Watched(stage.Judge):
        def close(self) -> None:
            super().close()
            closed.append(self)

    monkeypatch.setattr(stage, "Judge", Watched)

    def broken(request: Request) -> str:
        raise RuntimeError("the engine broke")

    with pytest.raises(RuntimeError, match="the engine broke"):
        rows(Toy(broken), batch(pair("p")))
    made = refine.refined(in_batches(300), RULES, "digest")
    monkeypatch.setattr(stage.Writer, "full", lambda self: self.rest())
    next(made)
    made.close()  # type: ignore[attr-defined]
    assert len(closed) == 2


def test_no_pairs_give_no_batches() -> None:
    assert rows(Toy()) == rows(None, refiner=RULES) == []


TEXTS = st.one_of(
    st.just("what is 3 * 4??"), st.text("ab 4=\n\\$é(", min_size=1, max_size=20), st.just("x" * 1200)
)
SAID = st.one_of(
    st.none(), st.text(max_size=8), st.tuples(TEXTS, TEXTS).map(lambda both: said(*both)), st.just(GOOD)
)


@settings(deadline=None, max_examples=25)  # formulas start a process
@given(
    st.lists(st.tuples(TEXTS, TEXTS, SAID), max_size=5),
    st.sampled_from(["stop", "stop", "length", "error"]),
    st.integers(1, 3),
    st.booleans(),
)
def test_every_pair_is_one_row(
    pairs: list[tuple[str, str, str | None]], finish: FinishReason, window: int, backwards: bool
) -> None:
    made = [pair(f"p{number}", question, answer) for number, (question, answer, _) in enumerate(pairs)]
    answers = {f"p{number}": text for number, (_, _, text) in enumerate(pairs)}
    asked = iter([answers[one["pair_id"]] for one in made if len(one["question"] + one["answer"]) <= 1000])
    found = rows(Toy(lambda _: next(asked), finish, window, backwards), *map(batch, made))
    assert sorted(row["pair_id"] for row in found) == [one["pair_id"] for one in made]
    for row in found:
        assert row["dropped"] is None or row["dropped"] in refine.DROPPED
        assert row["dropped"] is not None or (row["question"] and row["answer"] and row["answer_kept"])
    cleaned = rows(None, *map(batch, made), refiner=RULES)
    assert [row["pair_id"] for row in cleaned] == [one["pair_id"] for one in made]
