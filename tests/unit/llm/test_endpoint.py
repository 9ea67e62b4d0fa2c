"""Whatever a server does, every request ends once: as an answer or with its reason."""

import gc
import json
import logging
import pickle
import threading
import time
from collections import Counter
from collections.abc import Iterator
from email.utils import formatdate
from typing import Any

import pytest

from tests.llm_server import Call, Reply, Server
from webinstruct import UserError
from webinstruct.llm import Completion, Message, Request
from webinstruct.llm.budget import BudgetSpent
from webinstruct.llm.endpoint import Endpoint, EndpointOptions
from webinstruct.llm.retry import Patience, asked_to_wait

SCHEMA = {
    "type": "object",
    "properties": {"n": {"type": "integer"}},
    "required": ["n"],
    "additionalProperties": False,
}
HASTY = Patience(attempts=4, first_seconds=0.01, longest_seconds=1.0)
SECRET = "sk-do-not-tell-0123456789"


def request(name: str, schema: Any = None) -> Request:
    return Request(name, (Message("user", name),), schema, "", ())


def engine(server: Server, **more: Any) -> Endpoint:
    return Endpoint(EndpointOptions(**({"base_url": server.url, "model": "tiny", "patience": HASTY} | more)))


def ask(endpoint: Endpoint, *names: str, schema: Any = None) -> list[Completion]:
    return sorted(endpoint.complete(request(name, schema) for name in names), key=lambda done: done.id)


def test_an_answer_comes_with_its_tokens_and_the_body_says_all_that_was_set() -> None:
    with Server(lambda call: Reply.saying("4")) as server:
        options: dict[str, Any] = {"temperature": 0.5, "max_tokens": 9, "seed": 3, "extra": {"top_p": 0.9}}
        assert ask(engine(server, **options), "2 + 2?") == [Completion("2 + 2?", "4", "stop", 10, 5)]
    [call] = server.calls
    assert call.body == {
        "model": "tiny",
        "messages": [{"role": "user", "content": "2 + 2?"}],
        "temperature": 0.5,
        "max_tokens": 9,
        "seed": 3,
        "top_p": 0.9,
    }
    assert "Authorization" not in call.headers


def misbehave(call: Call) -> Reply:
    """Every kind of trouble, by the last digit of the question; some of it passes."""
    good = Reply.saying(f"re {call.question}", delay=int(call.question) % 7 / 200)
    if call.before and call.question[-2] != "9":
        return good
    return {
        "0": Reply(429, b'{"error": {"message": "slow down"}}', {"Retry-After": "0.05"}),
        "1": Reply(500, b"<html>oops</html>"),
        "2": Reply(503, b"", {"Retry-After": "0"}),
        "3": Reply(body=good.body[:40]),
        "4": Reply(body=good.body, how="short"),
        "5": Reply(how="nothing"),
        "6": Reply(how="hang"),
        "7": Reply(body=b'{"choices": []}'),
        "8": Reply.saying(f"re {call.question}", "length"),
        "9": Reply(400, b'{"error": {"message": "too long"}}'),
    }[call.question[-1]]


def test_every_request_ends_once_whatever_the_server_does() -> None:
    names = [f"{n:04}" for n in range(200)]
    with Server(misbehave) as server:
        endpoint = engine(server, in_flight=16, timeout_seconds=1.0)
        done = list(endpoint.complete(map(request, names)))
    assert [name for name, count in Counter(one.id for one in done).items() if count != 1] == []
    assert sorted(one.id for one in done) == names
    assert [one.id for one in done] != names, "answers come as they finish"
    assert server.most_in_flight <= 16
    reasons = {one.id: (one.finish_reason, one.text) for one in done}
    for name in names:
        stays = name[-2] == "9"
        if name[-1] == "8":
            assert reasons[name] == ("length", f"re {name}")
        elif name[-1] == "9":
            assert reasons[name] == ("error", "refused: 400 too long")
        elif not stays:
            assert reasons[name] == ("stop", f"re {name}")
    assert [reasons[f"009{n}"] for n in range(8)] == [
        ("error", "rate-limited: 429 slow down"),
        ("error", "server-error: 500"),
        ("error", "server-error: 503"),
        ("error", "broken-answer: not a chat completion"),
        ("error", "no-connection: ClientPayloadError"),
        ("error", "no-connection: ServerDisconnectedError"),
        ("error", "timeout"),
        ("error", "broken-answer: not a chat completion"),
    ]
    usage = endpoint.usage
    # Of each of eight kinds of trouble, 18 pass after one retry and 2 use up their four attempts,
    # or their two where they time out.
    assert (usage.answers, usage.errors, usage.retries) == (164, 36, 8 * (18 + 2 * 3) - 2 * 2)
    assert usage.calls == 1 + len(server.calls), "when the last ones failed, a sign of life was asked for"
    assert len(server.calls) == 200 + usage.retries


@pytest.mark.parametrize("how", ["seconds", "date", "milliseconds"])
def test_a_server_that_asks_us_to_wait_is_left_alone_by_all_calls(how: str) -> None:
    def behave(call: Call) -> Reply:
        if call.question == "first" and not call.before:
            head = {
                "seconds": {"Retry-After": "0.4"},
                "milliseconds": {"retry-after-ms": "400", "Retry-After": "9"},
                "date": {"Retry-After": formatdate(time.time() + 2, usegmt=True)},
            }[how]
            return Reply(429, b"", head)
        return Reply.saying("x")

    def slowly() -> Iterator[Request]:
        yield request("first")
        while not server.calls:
            time.sleep(0.005)
        time.sleep(0.1)
        yield request("second")

    with Server(behave) as server:
        assert len(list(engine(server).complete(slowly()))) == 2
    first, second, _ = server.times
    assert second - first >= (0.4 if how != "date" else 0.9)
    assert {call.question for call in server.calls[1:]} == {"first", "second"}


def test_requests_are_pulled_only_as_there_is_room() -> None:
    pulled: list[str] = []

    def source() -> Iterator[Request]:
        for n in range(50):
            pulled.append(str(n))
            yield request(str(n))

    with Server(lambda call: Reply.saying("x")) as server:
        running = engine(server, in_flight=4).complete(source())
        assert pulled == []
        for given_out in range(1, 6):
            next(running)
            assert len(pulled) == 4 + given_out - 1
        assert len(list(running)) == 45
    assert server.most_in_flight <= 4


def schema_server(good_under_schema: bool, good_plain: bool) -> Server:
    def behave(call: Call) -> Reply:
        fits = good_under_schema if call.schema else good_plain
        return Reply.saying('{"n": 4}' if fits else "Sure! Four.")

    return Server(behave)


@pytest.mark.parametrize(
    ("mode", "under_schema", "plain", "text", "schemas"),
    [
        ("always", True, False, '{"n": 4}', [True]),
        ("always", False, False, "Sure! Four.", [True, True]),
        ("on_retry", True, True, '{"n": 4}', [False]),
        ("on_retry", True, False, '{"n": 4}', [False, True]),
        ("on_retry", False, False, "Sure! Four.", [False, True]),
        ("never", True, False, "Sure! Four.", [False]),
    ],
)
def test_the_schema_is_sent_as_the_mode_says(
    mode: Any, under_schema: bool, plain: bool, text: str, schemas: list[bool]
) -> None:
    with schema_server(under_schema, plain) as server:
        endpoint = engine(server, structured=mode, seed=7, temperature=0.7)
        asked = len(schemas)
        assert ask(endpoint, "q", schema=SCHEMA) == [Completion("q", text, "stop", 10 * asked, 5 * asked)]
    assert [call.schema for call in server.calls] == [SCHEMA if sent else None for sent in schemas]
    assert [call.body["seed"] for call in server.calls] == [7, 8][:asked]
    assert endpoint.usage.reasked == asked - 1


def test_without_chance_the_same_is_not_asked_twice() -> None:
    with schema_server(good_under_schema=False, good_plain=False) as server:
        done = ask(engine(server, structured="always", temperature=0.0), "q", schema=SCHEMA)
    assert done == [Completion("q", "Sure! Four.", "stop", 10, 5)]


@pytest.mark.parametrize(
    ("said", "text"),
    [('```json\n{"n": 4}\n```', '{"n": 4}'), ('{"s": "a\tb", "n": 4}', '{"s": "a\\u0009b", "n": 4}')],
)
def test_json_in_a_fence_or_with_bare_control_characters_is_mended(said: str, text: str) -> None:
    with Server(lambda call: Reply.saying(said)) as server:
        done = ask(engine(server), "q", schema={"type": "object", "required": ["n"]})
    assert done == [Completion("q", text, "stop", 10, 5)]


def test_a_plain_answer_cut_off_before_its_json_is_asked_again_under_the_schema() -> None:
    def behave(call: Call) -> Reply:
        return Reply.saying('{"n": 4}') if call.schema else Reply.saying("Let me think about", "length")

    with Server(behave) as server:
        assert ask(engine(server), "q", schema=SCHEMA) == [Completion("q", '{"n": 4}', "stop", 20, 10)]


def test_a_cut_off_answer_is_passed_on_and_not_asked_again() -> None:
    with Server(lambda call: Reply.saying('{"n": ', "length")) as server:
        assert ask(engine(server), "q", schema=SCHEMA) == [Completion("q", '{"n": ', "length", 10, 5)]
    assert len(server.calls) == 1


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply.saying("x", "content_filter"), "filtered"),
        (
            Reply.saying(None, usage=None, choices=[{"message": {"refusal": "no"}, "finish_reason": "stop"}]),
            "filtered",
        ),
        (Reply.saying("x", None), "broken-answer: not finished"),
        (Reply(body=b"[" * 100_000), "broken-answer: not a chat completion"),
        (
            Reply.saying("x", "stop", usage={"prompt_tokens": 10**19}, choices=[]),
            "broken-answer: not a chat completion",
        ),
        (Reply(400, b'{"error": {"message": "bad \\ud800"}}'), "refused: 400 bad ?"),
        (Reply(403, b'{"error": "flagged"}'), "refused: 403 flagged"),
    ],
)
def test_answers_that_are_none_are_errors_with_a_reason(reply: Reply, reason: str) -> None:
    with Server(lambda call: reply) as server:
        [done] = ask(engine(server, patience=Patience(attempts=1)), "q")
    assert (done.finish_reason, done.text) == ("error", reason)


def test_a_wrong_key_fails_the_stage_at_once_and_is_told_nowhere(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("TEST_LLM_KEY", SECRET)
    caplog.set_level(logging.DEBUG)
    body = json.dumps({"error": {"message": f"Incorrect key: {SECRET}"}}).encode()
    with Server(lambda call: Reply(401, body)) as server:
        endpoint = engine(server, key_variable="TEST_LLM_KEY")
        with pytest.raises(UserError, match=r"got no-access: 401 Incorrect key: \*\*\*$") as caught:
            ask(endpoint, "q")
    assert server.calls[0].headers["Authorization"] == f"Bearer {SECRET}"
    error: BaseException | None = caught.value
    while error is not None:
        assert SECRET not in repr(error) + str(error) + repr(vars(error))
        error = error.__context__
    told = [repr(endpoint), repr(vars(endpoint)), caplog.text, repr(endpoint.usage)]
    assert [text for text in told if SECRET in text] == []
    assert SECRET.encode() not in pickle.dumps(endpoint._options)


def test_a_key_echoed_in_an_error_is_hidden_in_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_LLM_KEY", SECRET)
    body = json.dumps({"error": {"message": "x" * 190 + SECRET}}).encode()
    with Server(lambda call: Reply(400, body)) as server:
        [done] = ask(engine(server, key_variable="TEST_LLM_KEY"), "q")
    assert done.finish_reason == "error"
    assert "sk-do" not in done.text


def test_a_missing_key_is_told_before_anything_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_LLM_KEY", raising=False)
    with pytest.raises(UserError, match="must stand in the environment variable TEST_LLM_KEY"):
        Endpoint(EndpointOptions("http://localhost/v1", "m", key_variable="TEST_LLM_KEY"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"base_url": "localhost:8000/v1"}, "base_url must look like"),
        ({"base_url": "https://me:pw@host/v1"}, "base_url must hold no password"),
        ({"extra": {"stream": True, "n": 2}}, "extra must not set n, stream"),
    ],
)
def test_options_that_cannot_work_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UserError, match=message) as caught:
        EndpointOptions(**({"base_url": "https://host/v1", "model": "m"} | options))
    assert "pw" not in str(caught.value)


def test_a_server_that_is_gone_fails_the_stage_instead_of_the_pages() -> None:
    with Server(lambda call: Reply.saying("x")) as server:
        gone = server.url
    endpoint = Endpoint(
        EndpointOptions(
            gone, "m", patience=Patience(attempts=2, first_seconds=0.01), give_up_after=5, in_flight=2
        )
    )
    given_out: list[Completion] = []
    with pytest.raises(UserError, match=r"[56] requests in a row without an answer, the last for no-conn"):
        given_out.extend(endpoint.complete(request(str(n)) for n in range(100)))
    assert given_out == [], "nobody's fault becomes a page's"


@pytest.mark.parametrize("pages", [1, 4, 30])
def test_a_server_that_dies_keeps_what_it_answered_and_marks_no_page(pages: int) -> None:
    answered: list[str] = []

    def behave(call: Call) -> Reply:
        if len(answered) == 20:
            return Reply(429, b'{"error": {"message": "daily limit"}}', {"Retry-After": "99999"})
        answered.append(call.question)
        return Reply.saying("x")

    with Server(behave, alive=False) as server:
        endpoint = engine(server, in_flight=1)
        done: list[Completion] = []
        with pytest.raises(BudgetSpent, match="the last for rate-limited: 429 daily limit"):
            done.extend(endpoint.complete(request(str(n)) for n in range(20 + pages)))
        with pytest.raises(UserError, match="1 requests in a row without an answer"):
            list(endpoint.complete(iter([request("more")])))
    assert [one.finish_reason for one in done] == ["stop"] * 20


def test_an_account_that_is_empty_at_the_last_page_is_told_too() -> None:
    def behave(call: Call) -> Reply:
        return Reply(402) if call.question == "3" else Reply.saying("x")

    with Server(behave) as server, pytest.raises(BudgetSpent, match="account-empty"):
        list(engine(server, in_flight=1).complete(request(str(n)) for n in range(4)))


def test_pages_the_server_refuses_fail_the_stage_only_if_it_never_answered() -> None:
    def behave(call: Call) -> Reply:
        return Reply.saying("x") if call.question == "good" else Reply(400)

    with Server(behave) as server:
        endpoint = engine(server, give_up_after=5, in_flight=1)
        bad = [request(f"bad {n}") for n in range(20)]
        with pytest.raises(
            UserError, match="5 requests in a row without an answer, the last for refused: 400"
        ):
            list(endpoint.complete(iter(bad)))
        assert len(list(endpoint.complete(iter([request("good"), *bad])))) == 21


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "1.5"}, 1.5),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "nan"}, None),
        ({"Retry-After": "inf"}, None),
        ({"Retry-After": "Thu, 01 Jan 1970 00:02:00 GMT"}, 20.0),
        ({"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0.0),
        ({"Retry-After": "5", "retry-after-ms": "250"}, 0.25),
    ],
)
def test_what_servers_say_of_waiting(headers: dict[str, str], seconds: float | None) -> None:
    assert asked_to_wait(headers, now=100.0) == seconds


def test_waits_double_to_a_bound_spread_by_chance_and_end() -> None:
    patience = Patience(attempts=6, first_seconds=1, longest_seconds=5)
    assert [patience.wait(n, None, 0.5) for n in range(1, 7)] == [1, 2, 4, 5, 5, None]
    assert [patience.wait(1, None, chance) for chance in (0.0, 0.99)] == [0.5, 1.49]
    assert patience.wait(1, 50.0, 0.0) == 50
    assert patience.wait(1, 51.0, 0.0) is None, "nobody waits for an hour"


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "webinstruct-calls"]


def test_nothing_is_left_when_the_generator_is_closed_or_fails() -> None:
    def failing() -> Iterator[Request]:
        yield request("0")
        raise OSError("the input broke")

    with Server(lambda call: Reply(how="hang") if call.question != "0" else Reply.saying("x")) as server:
        running = engine(server, in_flight=8).complete(request(str(n)) for n in range(50))
        assert next(running).id == "0"
        assert len(threads()) == 1
        running.close()
        assert threads() == []
        with pytest.raises(OSError, match="the input broke"):
            list(engine(server).complete(failing()))
        assert threads() == []
        abandoned = engine(server).complete(request(str(n)) for n in range(3))
        next(abandoned)
        del abandoned
        gc.collect()
        assert threads() == []


def test_an_engine_is_used_again_and_an_empty_input_asks_nothing() -> None:
    with Server(lambda call: Reply.saying("x")) as server:
        endpoint = engine(server)
        assert list(endpoint.complete(iter([]))) == []
        assert [ask(endpoint, "a")[0].id, ask(endpoint, "b")[0].id] == ["a", "b"]
    assert endpoint.usage.answers == 2
    assert endpoint.name == "tiny"
