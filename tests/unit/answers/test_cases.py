"""All hand-made cases of tests/fixtures/answers.jsonl: final answers found, equality decided, both ways round."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from webinstruct.answers import Final, Judge, Missing, equal, final, given, search

FILE = Path(__file__).resolve().parents[2] / "fixtures" / "answers.jsonl"
CASES = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
PAIRS = [case for case in CASES if "left" in case]
TEXTS = [case for case in CASES if case["about"] == "final"]
OPTIONS = [case for case in CASES if case["about"] == "options"]


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with Judge(patience=60) as judge:
        yield judge


def name(case: dict[str, Any]) -> str:
    return f"{case['left'][:25]} | {case['right'][:25]}"


def test_there_are_enough_cases_of_every_kind() -> None:
    kinds = Counter(case["about"] for case in PAIRS)
    assert len(PAIRS) >= 300
    assert min(kinds.values()) >= 12
    assert set(kinds) == set("choice number quantity expression equation bool list interval text".split())


@pytest.mark.parametrize("case", PAIRS, ids=name)
def test_pair(case: dict[str, Any], judge: Judge) -> None:
    options = case.get("options", ())
    left, right = (given(case[side], options=options) for side in ("left", "right"))
    said = judge.equal(left, right, options=options)
    assert said.verdict == case["verdict"], said.reason
    assert said.reason
    if case["verdict"] != "timed-out":
        assert judge.equal(right, left, options=options) == said


@pytest.mark.parametrize("case", PAIRS, ids=name)
def test_an_answer_equals_itself(case: dict[str, Any]) -> None:
    one = given(case["left"], options=case.get("options", ()))
    if not (isinstance(one.value, bool) or "or" in one.text.split()):
        assert equal(one, one, options=case.get("options", ())).verdict == "equal"


@pytest.mark.parametrize("case", TEXTS, ids=lambda case: case["text"][:40])
def test_final_answer(case: dict[str, Any]) -> None:
    found = search(case["text"])
    if case["final"] is None:
        assert isinstance(found, Missing), found
        assert final(case["text"]) is None
        return
    assert isinstance(found, Final), found
    assert (found.text, found.how) == (case["final"], case["how"])
    assert case["kind"] in (None, found.kind)
    assert case["text"][slice(*found.span)] == found.text


@pytest.mark.parametrize("case", OPTIONS, ids=lambda case: case["text"][:40])
def test_options(case: dict[str, Any]) -> None:
    found = final(case["text"], options=case["options"])
    assert found is not None
    assert (found.kind, found.value) == ("choice", case["value"])


def test_two_boxes_are_ambiguous_and_say_so() -> None:
    assert search(r"\boxed{1} or \boxed{2}") == Missing("ambiguous: two boxes")


def test_a_missing_answer_is_undecided() -> None:
    with Judge() as judge:
        assert judge.equal(None, final("5")).verdict == "undecided"


def test_tolerance_is_off_unless_asked_for() -> None:
    near, far = given("3.00"), given("3.1")
    assert equal(near, far).verdict == "different"
    assert equal(near, far, tolerance=0.04).verdict == "equal"
    assert equal(far, near, tolerance=0.04).reason == "within 0.04"


def test_a_known_kind_is_taken_for_granted() -> None:
    as_list, as_interval = given("[0, 5]", kind="list"), given("[0, 5]", kind="interval")
    assert equal(as_list, given("(0, 5)", kind="list")).verdict == "equal"
    assert equal(as_interval, given("0 <= x <= 5")).verdict == "equal"
    assert given("no", kind="text").kind == "text"
    assert given("[0.333, 0.25]", kind="list").kind == "list"


def test_without_a_judge_formulas_with_letters_are_decided_by_their_values() -> None:
    assert equal(given("(x+1)^2"), given("x^2+2x+1")).verdict == "equal"
    assert equal(given("2x"), given("3x")).verdict == "different"
    said = equal(given(r"\int_0^1 f"), given(r"\int_0^1 g"))
    assert (said.verdict, said.reason) == ("undecided", "formulas that need a Judge")
