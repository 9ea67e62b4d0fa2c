"""The stage `refine` on an endpoint: each refiner has a budget of its own, and goes on when it is raised."""

import json
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from jobs import refine, reset
from jobs.wiring import Store
from tests.llm_server import Call, Reply, Server
from tests.spark.chain import QUIET
from tests.spark.refining import CLEAN, clean_pairs, refine_settings, rows_of
from webinstruct.llm.budget import ledger_total
from webinstruct.settings import Settings


def answer(call: Call) -> Reply:
    """15 tokens a call; the same pair, in sentences."""
    given = json.loads(call.question)
    made = {"question": given["question"].capitalize(), "answer": f"The answer is {given['answer']}."}
    return Reply.saying(json.dumps(made))


def refiner(name: str, server: Server, tokens: int | None) -> dict[str, Any]:
    endpoint = {"model": name, "base_url": server.url, "in_flight": 1, "budget_tokens": tokens}
    return {"name": name, "llm": {"engine": "endpoint", "endpoint": endpoint, "workers": 1}}


def with_budget(folder: Path, server: Server, tokens: int) -> Settings:
    return refine_settings(folder, refiner("poor", server, tokens), refiner("rich", server, None))


def test_a_spent_budget_stops_its_refiner_alone_and_a_rerun_asks_what_is_left(
    spark: SparkSession, tmp_path: Path
) -> None:
    with Server(answer) as server:
        settings = with_budget(tmp_path, server, 15 * 12)
        store = Store(spark, settings)
        clean_pairs(store)
        first = refine.run(spark, settings, options=QUIET)
        assert (first["poor pairs"], first["poor left"]) == (12, len(CLEAN) - 12)
        assert (first["rich refined"], first.get("rich left")) == (len(CLEAN), None)
        done = rows_of(store, "poor")
        assert {(row["engine"], row["answer_kept"], row["tokens_in"]) for row in done} == {
            ("poor", "equal", 10)
        }
        spent = [ledger_total(str(tmp_path / f"tables/_spent/refine-{name}")) for name in ("poor", "rich")]
        assert [one.tokens for one in spent] == [15 * 12, 15 * len(CLEAN)]

        calls = len(server.calls)
        last = refine.run(spark, with_budget(tmp_path, server, 15 * 100), options=QUIET)
        assert (last["poor pairs"], last.get("poor left"), last["rich pairs"]) == (len(CLEAN) - 12, None, 0)
        assert len(server.calls) - calls == len(CLEAN) - 12
        now = rows_of(store, "poor")
        assert [row for row in now if row in done] == done
        assert [row["pair_id"] for row in now] == [f"p{number:03}" for number in CLEAN]
        assert "35 calls and 525 tokens stay paid" in reset.reset(spark, settings, "refine", 1, "poor")
