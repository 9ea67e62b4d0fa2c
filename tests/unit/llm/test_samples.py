"""Several answers to the same messages: each request has a seed of its own, and none is another's in the cache."""

import itertools
from pathlib import Path
from typing import Any

from tests.llm_server import Call, Reply, Server
from webinstruct.llm import Completion, Message, Request
from webinstruct.llm.endpoint import Endpoint, EndpointOptions
from webinstruct.llm.scripted import Scripted

SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}


def samples(count: int, schema: Any = None) -> list[Request]:
    said = (Message("user", "2 + 2?"),)
    return [Request(str(at), said, schema, "", (), sample=at) for at in range(count)]


def texts(done: "itertools.chain[Completion] | Any") -> list[str]:
    return [one.text for one in sorted(done, key=lambda one: one.id)]


def by_seed(call: Call) -> Reply:
    return Reply.saying(f"seed {call.body['seed']}")


def test_a_server_gets_another_seed_for_each_sample_and_the_cache_keeps_them_apart(tmp_path: Path) -> None:
    with Server(by_seed) as server:
        options = EndpointOptions(server.url, "m", temperature=1.0, seed=100, cache=str(tmp_path))
        first = texts(Endpoint(options).complete(iter(samples(4))))
        assert len(set(first)) == 4
        assert first[0] == "seed 100"
        again = Endpoint(options)
        assert texts(again.complete(iter(samples(5))))[:4] == first
        assert (again.usage.cache_hits, again.usage.calls) == (4, 1)


def test_without_a_seed_the_cache_keeps_samples_apart_too(tmp_path: Path) -> None:
    count = itertools.count()
    with Server(lambda call: Reply.saying(f"answer {next(count)}")) as server:
        options = EndpointOptions(server.url, "m", temperature=1.0, cache=str(tmp_path), in_flight=1)
        first = texts(Endpoint(options).complete(iter(samples(4))))
        assert len(set(first)) == 4
        assert all("seed" not in call.body for call in server.calls)
        assert texts(Endpoint(options).complete(iter(samples(4)))) == first
        ordinary = Request("x", samples(1)[0].messages, None, "", ())
        assert texts(Endpoint(options).complete(iter([ordinary]))) == first[:1], (
            "a paid answer is found as before"
        )


def test_what_is_asked_again_under_the_schema_takes_no_other_samples_seed() -> None:
    with Server(lambda call: Reply.saying("Sure! Four.")) as server:
        options = EndpointOptions(server.url, "m", temperature=1.0, seed=0)
        assert len(list(Endpoint(options).complete(iter(samples(4, SCHEMA))))) == 4
        seeds = [call.body["seed"] for call in server.calls]
    assert len(seeds) == len(set(seeds)) == 8


def test_the_scripted_engine_has_answers_and_faults_by_sample() -> None:
    engine = Scripted({"2 + 2?": "four", "2 + 2?#1": "five"}, by="message")
    assert texts(engine.complete(iter(samples(3)))) == ["four", "five", "four"]
    faulty = Scripted({"2 + 2?": "four"}, by="message", errors=0.5)
    assert {one.finish_reason for one in faulty.complete(iter(samples(20)))} == {"stop", "error"}
