"""Settings to engines, and what a stage makes of a budget that is spent."""

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from pydantic import ValidationError

from tests.llm_server import Call, Reply, Server
from webinstruct import extract
from webinstruct.llm import Completion, Request, open_engine
from webinstruct.llm.budget import BudgetSpent
from webinstruct.settings import ExtractSettings, LlmSettings


def selected(count: int) -> pa.RecordBatch:
    columns = {name: [None] * count for name in extract.READS}
    ids = [f"d{number}" for number in range(count)]
    text = [f"Q: What is {number} + 1? A: {number + 1}" for number in range(count)]
    return pa.RecordBatch.from_pydict(
        columns | {"doc_id": ids, "url": ["u"] * count, "domain": ["e.org"] * count, "text": text}
    )


def test_a_script_is_opened_by_its_path(tmp_path: Path) -> None:
    script = tmp_path / "script.json"
    script.write_text(json.dumps({"answers": {"1": "one"}}))
    engine = open_engine(LlmSettings(engine="scripted", script=str(script)))
    assert engine.name == "scripted"
    assert [done.text for done in engine.complete(iter([Request("1", (), None, "", ())]))] == ["one"]


@pytest.mark.parametrize(
    ("engine", "wanted"),
    [("endpoint", "llm.endpoint.model"), ("vllm", "llm.vllm.model"), ("scripted", "llm.script")],
)
def test_an_engine_without_what_it_needs_is_refused(engine: str, wanted: str) -> None:
    with pytest.raises(ValidationError, match=wanted):
        LlmSettings.model_validate({"engine": engine})


def test_only_the_engine_in_use_decides_the_rows() -> None:
    settings = LlmSettings.model_validate(
        {"engine": "endpoint", "endpoint": {"model": "m"}, "vllm": {"model": "v"}}
    )
    identity = settings.identity()
    assert identity["llm.endpoint.model"] == "m"
    assert not any("vllm" in name or "in_flight" in name or "budget" in name for name in identity)


class Spent:
    """Answers two requests, then its budget is spent."""

    name = "spent"

    def complete(self, requests: Iterator[Request]) -> Iterator[Completion]:
        for _ in range(2):
            yield Completion(next(requests).id, '{"pairs": []}', "stop", 1, 1)
        raise BudgetSpent("the budget is spent")


def test_what_was_not_asked_when_the_budget_was_spent_has_no_row() -> None:
    found = extract.pairs(
        iter([selected(5)]), ExtractSettings(mode="copy"), LlmSettings(), "d", Spent(), prompt="Extract."
    )
    rows = [row for batch in found for row in batch.to_pylist()]
    assert [(row["doc_id"], row["dropped"]) for row in rows] == [("d0", "void"), ("d1", "void")]
    assert {row["prompt"] for row in rows} == {extract.prompt_digest("Extract.")}


def test_an_endpoint_answers_the_stage_and_its_faults_are_rows_with_their_reason() -> None:
    def behave(call: Call) -> Reply:
        if "What is 1 " in call.question:
            return Reply(status=400, body=b"no such thing")
        pair = {"question": "What is 0 + 1?", "answer": "1"}
        return Reply.saying(json.dumps({"pairs": [pair]} if "What is 0 " in call.question else {"pairs": []}))

    with Server(behave) as server:
        settings = LlmSettings.model_validate(
            {
                "engine": "endpoint",
                "endpoint": {"base_url": server.url, "model": "m", "first_wait_seconds": 0.01},
            }
        )
        found = extract.pairs(
            iter([selected(3)]), ExtractSettings(mode="copy"), settings, "d", prompt="Extract."
        )
        rows = {row["doc_id"]: row for batch in found for row in batch.to_pylist()}
    assert {name: row["dropped"] for name, row in rows.items()} == {
        "d0": None,
        "d1": "engine-error",
        "d2": "void",
    }
    assert (rows["d0"]["question"], rows["d0"]["answer"], rows["d0"]["engine"]) == (
        "What is 0 + 1?",
        "1",
        "m",
    )
    assert rows["d1"]["error"] == "refused: 400"
