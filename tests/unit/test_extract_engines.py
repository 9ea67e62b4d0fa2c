"""The stage's generator with engines that fail, cost money, or answer ten thousand pages."""

import json
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from tests.llm_server import Call, Reply, Server
from webinstruct import extract, tables
from webinstruct.llm.endpoint import Endpoint, EndpointOptions
from webinstruct.llm.retry import Patience
from webinstruct.llm.scripted import Scripted
from webinstruct.settings import ExtractSettings, LlmSettings

PROMPT = "Find the questions and their answers on this page."


def pages(count: int, size: int = 100) -> Iterator[pa.RecordBatch]:
    for start in range(0, count, size):
        yield pa.RecordBatch.from_pylist(
            [
                {"doc_id": f"d{n:05}", "url": "u", "domain": "e.org", "text": f"What is {n}?\nIt is {n}."}
                for n in range(start, min(count, start + size))
            ],
            schema=tables.SELECTED.arrow,
        )


def answer(page: str) -> str:
    question, reply = page.splitlines()
    return json.dumps({"pairs": [{"question": question, "answer": reply}]})


def rows(engine: Any, count: int) -> list[dict[str, Any]]:
    made = extract.pairs(pages(count), ExtractSettings(mode="copy"), LlmSettings(), "digest", engine, PROMPT)
    return [row for batch in made for row in batch.to_pylist()]


TROUBLE = {
    "0": Reply(429, b"", {"Retry-After": "0.05"}),
    "1": Reply(500, b"<html>oops</html>"),
    "2": Reply(how="nothing"),
    "3": Reply.saying('{"pairs": [{"question": "What is'),
    "4": Reply.saying("", "length"),
    "5": Reply(400, b'{"error": {"message": "too long"}}'),
    "6": Reply.saying('{"unasked": true}'),
    "7": Reply(how="hang"),
}


def misbehave(call: Call) -> Reply:
    """Trouble by the last digit of the page, at first, and on every second ten for ever."""
    number = call.page.split("?")[0].split()[-1]
    passes = (call.before or call.schema) and int(number) // 10 % 2 == 0
    return TROUBLE[number[-1]] if number[-1] in TROUBLE and not passes else Reply.saying(answer(call.page))


def test_whatever_an_endpoint_does_every_document_ends_once_as_pairs_or_with_its_reason() -> None:
    with Server(misbehave) as server:
        options = EndpointOptions(
            base_url=server.url,
            model="m",
            in_flight=8,
            timeout_seconds=1.0,
            patience=Patience(attempts=3, timeouts=2, first_seconds=0.01, longest_seconds=0.1),
        )
        found = rows(Endpoint(options), 120)
    assert server.most_in_flight <= 8
    assert {name: n for name, n in Counter(row["doc_id"] for row in found).items() if n != 1} == {}
    assert len(found) == 120
    lasting, passing = (
        Counter(
            (row["doc_id"][-1], row["dropped"]) for row in found if int(row["doc_id"][1:]) // 10 % 2 == odd
        )
        for odd in (1, 0)
    )
    for_ever = dict.fromkeys("01257", "engine-error") | {"3": "bad-json", "4": "length-stop", "6": "bad-json"}
    assert lasting == {(digit, for_ever.get(digit)): 6 for digit in "0123456789"}
    # Only a refusal is not asked again.
    assert passing == {(digit, "engine-error" if digit == "5" else None): 6 for digit in "0123456789"}
    failed = {row["doc_id"][-1]: row["error"] for row in found if row["dropped"] == "engine-error"}
    assert failed == {
        "0": "rate-limited: 429",
        "1": "server-error: 500",
        "2": "no-connection: ServerDisconnectedError",
        "5": "refused: 400 too long",
        "7": "timeout",
    }


def test_a_server_that_dies_leaves_its_answers_and_no_verdict_on_the_other_pages() -> None:
    answered: list[str] = []

    def die(call: Call) -> Reply:
        if len(answered) >= 20:
            return Reply(how="nothing")
        answered.append(call.page)
        return Reply.saying(answer(call.page))

    with Server(die, alive=False) as server:
        patience = Patience(attempts=2, first_seconds=0.01, longest_seconds=0.02)
        options = EndpointOptions(base_url=server.url, model="m", in_flight=4, patience=patience)
        found = rows(Endpoint(options), 60)
    assert len(found) == len(answered) == 20
    assert {row["dropped"] for row in found} == {None}


def test_ten_thousand_pages_cost_little_time_and_no_memory() -> None:
    engine = Scripted(
        by="text", errors=0.01, length_stops=0.01, wrong=0.01, silent=0.001, twice=0.01, strays=0.01
    )

    def run(count: int) -> tuple[int, int]:
        made = extract.pairs(
            pages(count), ExtractSettings(mode="copy"), LlmSettings(), "digest", engine, PROMPT
        )
        documents = held = 0
        for batch in made:
            documents += len(set(batch["doc_id"].to_pylist()))
            held = max(held, tracemalloc.get_traced_memory()[0]) if tracemalloc.is_tracing() else 0
        return documents, held

    tracemalloc.start()
    try:
        _, small = run(2_000)
        documents, large = run(10_000)
    finally:
        tracemalloc.stop()
    assert documents == 10_000
    assert large < small + 500_000
    started = time.process_time()
    run(10_000)
    assert (time.process_time() - started) / 10_000 < 0.001
