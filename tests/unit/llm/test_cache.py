"""What was answered once is not paid again, by whatever process it was asked."""

import json
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.llm_server import Reply, Server
from webinstruct.llm import Completion, Message, Request
from webinstruct.llm.cache import Answer, AnswerCache, key_of
from webinstruct.llm.endpoint import Endpoint, EndpointOptions
from webinstruct.llm.retry import Patience

HASTY = Patience(attempts=1)


def ask(options: EndpointOptions, *names: str, schema: Any = None) -> tuple[list[Completion], Endpoint]:
    endpoint = Endpoint(options)
    requests = (Request(name, (Message("user", name),), schema, "", ()) for name in names)
    return sorted(endpoint.complete(requests), key=lambda done: done.id), endpoint


@pytest.fixture
def server():
    with Server(lambda call: Reply.saying(f"re {call.question}")) as running:
        yield running


@pytest.fixture
def options(server: Server, tmp_path: Path) -> EndpointOptions:
    return EndpointOptions(server.url, "tiny", cache=str(tmp_path / "answers"), patience=HASTY)


def test_the_second_time_costs_nothing_and_the_completions_are_the_same(
    server: Server, options: EndpointOptions
) -> None:
    first, before = ask(options, "a", "b")
    second, after = ask(options, "a", "b", "c")
    assert second[:2] == first
    assert (before.usage.cache_hits, before.usage.cache_misses) == (0, 2)
    assert (after.usage.cache_hits, after.usage.cache_misses) == (2, 1)
    assert (after.usage.tokens_in, after.usage.tokens_out) == (10, 5)
    assert len(server.calls) == 3


@pytest.mark.parametrize(
    "change",
    [{"model": "other"}, {"temperature": 0.7}, {"seed": 1}, {"max_tokens": 7}, {"extra": {"top_p": 0.5}}],
)
def test_whatever_decides_the_answer_makes_it_another_call(
    server: Server, options: EndpointOptions, change: dict[str, Any]
) -> None:
    ask(options, "a")
    ask(replace(options, **change), "a")
    ask(replace(options, in_flight=3, timeout_seconds=9.0), "a")
    assert len(server.calls) == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda entry: b"",
        lambda entry: entry[:30],
        lambda entry: b"\xff" + entry,
        lambda entry: b"[]",
        lambda entry: entry.replace(b"re a", b"re b"),
        lambda entry: json.dumps({"text": "x"}).encode(),
    ],
)
def test_a_damaged_entry_is_a_miss_and_is_mended(
    server: Server, options: EndpointOptions, tmp_path: Path, damage: Any
) -> None:
    first, _ = ask(options, "a")
    [entry] = (tmp_path / "answers").rglob("*.json")
    entry.write_bytes(damage(entry.read_bytes()))
    assert ask(options, "a")[0] == first
    assert ask(options, "a")[0] == first
    assert len(server.calls) == 2


def test_an_entry_of_another_key_is_a_miss(tmp_path: Path) -> None:
    cache = AnswerCache(str(tmp_path))
    one, two = key_of({"n": 1}), key_of({"n": 2})
    cache.put(one, Answer("x", "stop", 1, 1))
    (tmp_path / two[:2]).mkdir(exist_ok=True)
    (tmp_path / one[:2] / f"{one}.json").rename(tmp_path / two[:2] / f"{two}.json")
    assert cache.get(two) is None
    assert cache.broken == 1


def test_a_folder_that_cannot_be_written_stops_nothing(
    server: Server, options: EndpointOptions, tmp_path: Path
) -> None:
    (tmp_path / "answers").write_text("a file")
    done, endpoint = ask(options, "a")
    assert [one.text for one in done] == ["re a"]
    assert endpoint.usage.cache_broken == 2


def test_failures_are_not_kept(tmp_path: Path) -> None:
    with Server(lambda call: Reply.saying("x") if call.before else Reply(500)) as server:
        options = EndpointOptions(server.url, "tiny", cache=str(tmp_path), patience=HASTY)
        assert [done.finish_reason for _ in range(2) for done in ask(options, "a")[0]] == ["error", "stop"]


@pytest.mark.parametrize("structured", ["always", "on_retry"])
def test_a_rerun_walks_the_same_way_through_answers_that_did_not_fit(tmp_path: Path, structured: Any) -> None:
    def behave(call):
        return Reply.saying("[]" if len(server.calls) == 1 else "{}")

    with Server(behave) as server:
        options = EndpointOptions(
            server.url, "tiny", cache=str(tmp_path), patience=HASTY, structured=structured, temperature=0.5
        )
        first, _ = ask(options, "a", schema={"type": "object"})
        again, endpoint = ask(options, "a", schema={"type": "object"})
    assert first == again == [Completion("a", "{}", "stop", 20, 10)]
    assert (len(server.calls), endpoint.usage.cache_hits) == (2, 2)


CHILD = """
import sys
from webinstruct.llm import Message, Request
from webinstruct.llm.endpoint import Endpoint, EndpointOptions
url, cache, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
endpoint = Endpoint(EndpointOptions(url, "tiny", cache=cache, key_variable="TEST_LLM_KEY", in_flight=4))
requests = (Request(str(n), (Message("user", str(n)),), None, "", ()) for n in range(count))
done = sorted((int(one.id), one.text) for one in endpoint.complete(requests))
print(done == [(n, f"re {n}") for n in range(count)], endpoint.usage.cache_hits)
"""


def child(server: Server, folder: Path) -> subprocess.Popen[str]:
    """Another process that asks 40 questions; it prints whether all is right, and its hits."""
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", CHILD, server.url, str(folder), "40"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"TEST_LLM_KEY": "sk-secret", "PYTHONPATH": ":".join(filter(None, sys.path))},
        text=True,
    )


def test_two_processes_share_the_answers_and_store_no_key(server: Server, tmp_path: Path) -> None:
    both = [child(server, tmp_path), child(server, tmp_path)]
    outs = [process.communicate(timeout=60) for process in both]
    assert [(out.split()[0], err) for out, err in outs] == [("True", "")] * 2
    paid = len(server.calls)
    assert 40 <= paid <= 80
    assert child(server, tmp_path).communicate(timeout=60) == ("True 40\n", "")
    assert len(server.calls) == paid
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 40
    assert [path for path in files if b"sk-secret" in path.read_bytes()] == []


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_after_a_kill_only_what_was_in_flight_is_paid_again(tmp_path: Path, how: signal.Signals) -> None:
    with Server(lambda call: Reply.saying(f"re {call.question}", delay=0.05)) as server:
        killed = child(server, tmp_path)
        while len(server.calls) < 12:
            time.sleep(0.005)
        killed.send_signal(how)
        killed.communicate(timeout=10)
        assert killed.returncode != 0
        out, err = child(server, tmp_path).communicate(timeout=60)
        assert (out.split()[0], err) == ("True", "")
        assert 40 <= len(server.calls) <= 44
