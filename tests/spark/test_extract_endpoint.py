"""The stage `extract` on an endpoint: a budget that stops it, and a rerun that goes on exactly."""

import json
from pathlib import Path

from pyspark.sql import SparkSession

from jobs import extract
from jobs.wiring import Store
from tests.llm_server import Call, Reply, Server
from tests.spark.chain import QUIET, chain_settings
from webinstruct.settings import Settings
from webinstruct.tables import PAIRS, SELECTED


def answer(call: Call) -> Reply:
    """15 tokens a call; the pair that the page holds."""
    number = call.page.split()[-1]
    pairs = [{"question": f"What is {number}", "answer": number}]
    return Reply.saying(json.dumps({"pairs": pairs}))


def documents(store: Store, count: int) -> None:
    facts = {"url": "u", "host": "e.org", "domain": "e.org", "text_hash": "", "run_id": "r"}
    rows = [facts | {"doc_id": f"d{number:03}", "text": f"What is {number}"} for number in range(count)]
    store.append(SELECTED, store.frame(SELECTED, rows), "r", rows_per_file=10)


def asked(store: Store) -> list[str]:
    return sorted(row["doc_id"] for row in store.read(PAIRS).select("doc_id").collect())


def with_budget(folder: Path, server: Server, tokens: int) -> Settings:
    return chain_settings(
        folder,
        "llm.engine=endpoint",
        "extract.mode=copy",
        "llm.endpoint.model=m",
        f"llm.endpoint.base_url={server.url}",
        "llm.endpoint.in_flight=1",
        f"llm.endpoint.budget_tokens={tokens}",
        "llm.workers=1",
        "llm.commit_documents=10",
    )


def test_a_spent_budget_stops_the_stage_and_a_rerun_asks_what_is_left(
    spark: SparkSession, tmp_path: Path
) -> None:
    with Server(answer) as server:
        poor = with_budget(tmp_path, server, 15 * 12)
        store = Store(spark, poor)
        documents(store, 30)
        first = extract.run(spark, poor, options=QUIET)
        done = asked(store)
        assert (first["documents"], first["left"]) == (12, 18)
        assert len(done) == len(set(done)) == 12

        again = extract.run(spark, poor, options=QUIET)
        assert (again["documents"], again["left"], asked(store)) == (0, 18, done)

        rich = with_budget(tmp_path, server, 15 * 100)
        last = extract.run(spark, rich, options=QUIET)
        assert (last["documents"], last.get("left")) == (18, None)
        assert asked(store) == [f"d{number:03}" for number in range(30)]

        version = store.version(PAIRS)
        extract.run(spark, rich, options=QUIET)
        assert store.version(PAIRS) == version
