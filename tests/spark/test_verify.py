"""The stage `verify` on a hand-made `refined_pairs`: who is asked about, once, and what a reset takes along."""

import json
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from jobs import block, pipeline, reset, status, verify
from jobs.wiring import Options, Store
from tests.spark.chain import QUIET, chain_settings
from webinstruct import UserError
from webinstruct.settings import Settings
from webinstruct.tables import REFINED_PAIRS, VERIFIED_PAIRS

PLACE = {"doc_id": "d", "domain": "a.example", "engine": "m", "tokens_in": 0, "tokens_out": 0, "digest": "d"}
COUNT = 12


def question(number: int) -> str:
    return f"What is ${number} \\cdot 4$?"


def row(number: int, refiner: str, **more: Any) -> dict[str, Any]:
    end = str(number * 4)
    made = {
        "question": question(number),
        "answer": f"It is ${number} \\cdot 4 = {end}$. The answer is {end}.",
    }
    facts = {"refined_id": f"{refiner}{number:02}", "pair_id": f"p{number:02}", "refiner": refiner}
    facts |= {"url": f"http://a.example/{number}", "final_answer": end, "answer_type": "number"}
    return PLACE | made | facts | more


OTHERS = [
    row(90, "one", dropped="bad-json", question=None, answer=None, final_answer=None, answer_type=None),
    row(91, "one", final_answer="a tree", answer_type="text"),
    row(92, "one", final_answer=None, answer_type=None),
    row(93, "one", url="http://a.example/blocked"),
]


def add(store: Store, rows: list[dict[str, Any]]) -> None:
    store.append(REFINED_PAIRS, store.frame(REFINED_PAIRS, rows).coalesce(1), "r")


def verify_settings(folder: Path, *more: str) -> Settings:
    """Of every question the first sample is wrong, of every third all are."""
    said = {question(n): f"The answer is {n * 4 + (n % 3 == 0)}." for n in range(COUNT)}
    said |= {f"{question(n)}#0": "The answer is 5." for n in range(COUNT)}
    script = folder / "script.json"
    script.write_text(json.dumps({"answers": said, "by": "text", "default": "I do not know."}))
    llm = {"engine": "scripted", "script": str(script), "workers": 1}
    return chain_settings(folder, f"verify={json.dumps({'llm': llm})}", "select.domains=null", *more)


def verified(store: Store) -> list[dict[str, Any]]:
    return [one.asDict() for one in store.read(VERIFIED_PAIRS).orderBy("refined_id").collect()]


def test_what_has_an_end_is_solved_once_and_again_only_when_its_refiner_was_reset(
    spark: SparkSession, tmp_path: Path
) -> None:
    settings = verify_settings(tmp_path)
    store = Store(spark, settings)
    with pytest.raises(UserError, match="refined_pairs, which does not stand yet"):
        verify.run(spark, settings, options=QUIET)
    add(store, [row(n, "one") for n in range(COUNT)] + [row(n, "two") for n in range(3)] + OTHERS)
    block.block(spark, settings, "url", "http://a.example/blocked", "asked to")
    assert status._verify(store).__next__().left == COUNT + 3

    counts = verify.run(spark, settings, options=QUIET)
    assert counts == {"solved": COUNT + 3, "samples": 4 * (COUNT + 3), "passed": 3 * (8 + 2)}
    assert [one["refined_id"] for one in verified(store)[COUNT:]] == ["two00", "two01", "two02"]
    first = verified(store)[:COUNT]
    assert [one["refined_id"] for one in first] == [f"one{number:02}" for number in range(COUNT)]
    assert {one["pass_rate"] for one in first[1::3] + first[2::3]} == {0.75}
    assert {one["pass_rate"] for one in first[0::3]} == {0.0}
    assert first[1]["answers"] == ["5", "4", "4", "4"]
    fields = store.read(VERIFIED_PAIRS).schema.fields
    assert [(one.name, one.metadata["comment"]) for one in fields] == [
        (column.name, column.comment) for column in VERIFIED_PAIRS.columns
    ]
    [line] = status._verify(store)
    assert line == status.Line("verify", "15 refinements: 30 of 60 samples passed", 0, {})

    version = store.version(VERIFIED_PAIRS)
    said: list[str] = []
    assert not any(verify.run(spark, settings, options=Options(say=said.append)).values())
    assert store.version(VERIFIED_PAIRS) == version
    assert "nothing new" in said[-1]

    with pytest.raises(UserError, match="verify was made from what refine wrote"):
        reset.reset(spark, settings, "refine", 1)
    two = verify_settings(tmp_path, 'refine.refiners=[{"name": "one"}, {"name": "two"}]')
    reset.reset(spark, two, "refine", 1, "two")
    assert verified(store) == first
    add(store, [row(number, "two", answer="The answer is 5.", final_answer="5") for number in range(2)])
    assert verify.run(spark, two, options=QUIET)["solved"] == 2
    assert [one["passed"] for one in verified(store)[COUNT:]] == [1, 1]
    assert verified(store)[:COUNT] == first

    more = verify_settings(tmp_path, "verify.samples=8")
    with pytest.raises(UserError, match=r"verify\.samples: was 4, now 8.*webinstruct reset verify"):
        verify.run(spark, more, options=QUIET)
    assert "webinstruct run verify" in reset.reset(spark, more, "verify", 1)
    assert verified(store) == []


def test_without_the_setting_the_chain_passes_over_it(spark: SparkSession, tmp_path: Path) -> None:
    settings = chain_settings(tmp_path)
    assert "verify" not in [stage.name for stage in pipeline.wanted(settings)]
    assert "verify" in [stage.name for stage in pipeline.wanted(verify_settings(tmp_path))]
    with pytest.raises(UserError, match="verify is off"):
        verify.run(spark, settings, options=QUIET)
    assert list(status._verify(Store(spark, settings))) == []
