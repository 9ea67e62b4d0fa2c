"""How often solutions end where a refined answer ends: samples of an engine that a test wrote."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

from webinstruct import UserError, tables
from webinstruct.llm import Completion, Request
from webinstruct.llm.budget import BudgetSpent
from webinstruct.llm.scripted import Scripted
from webinstruct.settings import LlmSettings, VerifySettings, checked
from webinstruct.verify import prompt, verified

PLACE = {"doc_id": "d", "url": "http://e.org/", "domain": "e.org", "refiner": "one"}
AREA = "What is the area of a square of 3 m?"
CHOICE = "Which is a metal?\n(A) neon\n(B) tin"


def settings(samples: int = 4, **more: Any) -> VerifySettings:
    return VerifySettings(llm=LlmSettings(engine="scripted", script="-"), samples=samples, **more)


def pair(name: str, question: str, answer: str, final: str) -> dict[str, Any]:
    return PLACE | {
        "refined_id": name,
        "pair_id": f"p{name}",
        "question": question,
        "answer": answer,
        "final_answer": final,
    }


PAIRS = [
    pair("area", AREA, "A square of 3 m has $3 \\cdot 3 = 9$. The answer is 9 m².", "9 m²"),
    pair("choice", CHOICE, "Tin is a metal. The answer is (B).", "(B)"),
]
SAID = {
    f"{AREA}#0": "$3^2 = 9$, so the answer is $9\\,\\text{m}^2$.",
    f"{AREA}#1": "The answer is 90000 cm².",
    f"{AREA}#2": "The answer is 12 m.",
    f"{AREA}#3": "I thank you for this question and must think about it for a while.",
    CHOICE: "Neon is a gas, so it is tin. The answer is (B).",
    f"{CHOICE}#2": "The answer is neon.",
}


def rows(engine: Any, given: VerifySettings | None = None, pairs: Any = PAIRS) -> dict[str, dict[str, Any]]:
    batches = iter([pa.RecordBatch.from_pylist([one]) for one in pairs])
    made = verified(batches, given or settings(), "digest", engine, prompt(given or settings()))
    every = [row for batch in made for row in batch.cast(tables.VERIFIED_PAIRS.arrow).to_pylist()]
    found = {row["refined_id"]: row for row in every}
    assert len(found) == len(every)
    for row in every:
        kinds = ("decided", "undecided", "timed_out", "endless")
        assert row["samples"] == sum(row[name] for name in kinds)
        assert row["passed"] <= row["decided"]
        assert row["cut"] <= row["endless"]
        assert (row["pass_rate"] is None) == (row["samples"] == 0)
    return found


def of(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def test_a_solution_passes_where_its_end_is_the_pairs_own_however_it_is_written() -> None:
    found = rows(Scripted(SAID, by="text"))
    area, choice = found["area"], found["choice"]
    assert of(area, "samples", "passed", "decided", "endless", "pass_rate") == (4, 2, 3, 1, 0.5)
    assert area["answers"][1:] == ["90000 cm²", "12 m", None]
    assert of(choice, "passed", "decided", "pass_rate") == (3, 4, 0.75)
    assert of(area, "pair_id", "refiner", "engine", "dropped", "error") == (
        "parea",
        "one",
        "scripted",
        None,
        None,
    )
    assert area["tokens_out"] == sum(1 + len(SAID[f"{AREA}#{at}"]) // 4 for at in range(4))


def test_each_sample_is_a_request_of_its_own_under_our_prompt() -> None:
    asked: list[Request] = []

    class Listening:
        name = "listening"

        def complete(self, requests: Iterator[Request]) -> Iterator[Completion]:
            for request in requests:
                asked.append(request)
                yield Completion(request.id, "The answer is 9 m².", "stop", 3, 2)

    found = rows(Listening(), settings(samples=3))
    assert [one.sample for one in asked] == [0, 1, 2] * 2
    assert len({one.id for one in asked}) == 6
    assert {one.messages for one in asked[:3]} == {asked[0].messages}
    assert asked[0].messages[0].content == prompt(settings())
    assert asked[0].messages[1].content == AREA
    assert of(found["area"], "passed", "tokens_in", "tokens_out") == (3, 9, 6)
    assert of(found["choice"], "passed", "undecided") in {(0, 0), (0, 3)}


def test_what_cannot_be_compared_is_no_failure() -> None:
    hard = pair("x", "Solve it.", "The answer is 2 or 3.", "2 or 3")
    tower = pair("t", "How many?", "The answer is $9^{9^{9^9}}$.", "9^{9^{9^9}}")
    said = {"Solve it.": "The answer is 2.", "How many?": "The answer is $9^{9^{9^9}} + x - x$."}
    found = rows(Scripted(said, by="text"), settings(samples=2), [hard, tower])
    assert of(found["x"], "passed", "decided", "undecided", "pass_rate") == (0, 0, 2, 0.0)
    assert found["t"]["undecided"] + found["t"]["timed_out"] + found["t"]["passed"] == 2


def test_faults_of_the_engine_are_counted_and_no_row_is_lost() -> None:
    faults = {"errors": 0.15, "length_stops": 0.15, "silent": 0.1, "twice": 0.1, "strays": 0.1}
    pairs = [pair(f"{n}", f"What is {n} + 1?", f"The answer is {n + 1}.", f"{n + 1}") for n in range(200)]
    said = {f"What is {n} + 1?": f"It is one more. The answer is {n + 1}." for n in range(200)}
    found = rows(Scripted(said, by="text", **faults), settings(samples=3), pairs)
    assert len(found) == 200
    assert {row["samples"] + row["errors"] for row in found.values()} == {3}
    cut = sum(row["cut"] for row in found.values())
    errors = sum(row["errors"] for row in found.values())
    assert 50 < cut < 130
    assert 100 < errors < 200
    assert sum(row["passed"] for row in found.values()) == 600 - cut - errors
    nothing = [row for row in found.values() if not row["samples"]]
    assert {(row["dropped"], row["pass_rate"]) for row in nothing} == {("engine-error", None)}
    assert {row["error"] for row in nothing} <= {"scripted", "never answered"}
    assert all(row["dropped"] is None for row in found.values() if row["samples"])


def test_a_long_question_is_marked_and_nobody_is_asked() -> None:
    long = pair("long", "Why? " * 30, "The answer is 4.", "4")
    found = rows(Scripted(SAID, by="text"), settings(max_chars=100), [long, *PAIRS])
    assert of(found["long"], "dropped", "samples", "tokens_in", "answers") == ("too-long", 0, 0, [])
    assert found["area"]["passed"] == 2


def test_a_spent_budget_leaves_no_half_counted_row() -> None:
    class Poor:
        name = "poor"

        def complete(self, requests: Iterator[Request]) -> Iterator[Completion]:
            for number, request in enumerate(requests):
                if number == 5:
                    raise BudgetSpent("spent")
                yield Completion(request.id, "The answer is 9 m².", "stop", 3, 2)

    found = rows(Poor())
    assert list(found) == ["area"]
    assert found["area"]["passed"] == 4


@pytest.mark.parametrize(
    ("verify", "complaint"),
    [
        ("{llm: {engine: endpoint, endpoint: {model: m}}}", "llm.endpoint.temperature above 0: at 0 all 4 samples"),
        ("{llm: {engine: vllm, vllm: {model: m}}}", "needs llm.vllm.temperature above 0"),
        ("{llm: {engine: vllm, vllm: {model: m, temperature: 1}}, samples: 65}", "verify.samples must be less than"),
        ("{llm: {engine: endpoint, endpoint: {model: m, extra: {temperature: 0}, temperature: 1}}}", "above 0"),
        ("{llm: {engine: endpoint, endpoint: {model: m, extra: {seed: 1}, temperature: 1}}}", "in extra it is"),
        ("{llm: {engine: rules}}", "verify needs a model"),
        ("{samples: 4}", "setting verify.llm is missing"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_settings_is_one_line(verify: str, complaint: str) -> None:
    with pytest.raises(UserError) as caught:
        checked({"input": "i", "tables": "t"}, [f"verify={verify}"])
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_key_pasted_as_an_address_is_not_repeated() -> None:
    for place in ("verify={llm: {engine: endpoint, endpoint: {base_url: 'https://u:sk-1@h'}}}",
                  "refine.refiners=[{name: a, llm: {endpoint: {base_url: 'https://u:sk-1@h'}}}]"):  # fmt: skip
        with pytest.raises(UserError) as caught:
            checked({"input": "i", "tables": "t"}, [place])
        assert "must hold no password" in str(caught.value)
        assert "sk-1" not in str(caught.value)


def test_an_unread_prompt_is_one_line(tmp_path: Any) -> None:
    with pytest.raises(UserError, match=r"verify\.prompt: cannot read"):
        prompt(settings(prompt=str(tmp_path / "none.md")))
