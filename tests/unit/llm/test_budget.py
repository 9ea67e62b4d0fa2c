"""A budget stops a stage with all that was paid given out, and a rerun goes on where it was."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.llm_server import Call, Reply, Server
from webinstruct.llm import Message, Request
from webinstruct.llm.budget import Budget, BudgetSpent, Limits, Spent, ledger_total
from webinstruct.llm.endpoint import Endpoint, EndpointOptions
from webinstruct.llm.retry import Patience

COST = 15  # tokens of a call to the server of the tests: 10 in, 5 out


class Documents:
    """A stage's input: what was pulled, what was given out, what is left for the next run."""

    def __init__(self, count: int) -> None:
        self.left = [str(n) for n in range(count)]
        self.pulled: list[str] = []

    def run(self, endpoint: Endpoint) -> list[str]:
        """Ask for all that is left; the ids that were answered."""
        self.pulled = []
        done = []
        try:
            for completion in endpoint.complete(self._requests()):
                assert completion.finish_reason == "stop"
                done.append(completion.id)
        except BudgetSpent:
            pass
        self.left = [name for name in self.left if name not in done]
        return done

    def _requests(self):
        for name in list(self.left):
            self.pulled.append(name)
            yield Request(name, (Message("user", name),), None, "", ())


def engine(server: Server, limits: Limits, **more: Any) -> Endpoint:
    options: dict[str, Any] = {"in_flight": 4, "patience": Patience(attempts=2, first_seconds=0.01)} | more
    return Endpoint(EndpointOptions(server.url, "tiny", limits=limits, **options))


@pytest.fixture
def server():
    with Server(lambda call: Reply.saying("x")) as running:
        yield running


@pytest.mark.parametrize(
    ("limits", "calls"),
    [
        (Limits(), 50),
        (Limits(tokens=0), 0),
        (Limits(tokens=1), 4),  # nothing is known of the price before the first four are paid
        (Limits(tokens=20 * COST), 20),
        (Limits(tokens=20 * COST + 1), 21),
        (Limits(money=20 * 40e-6, price_in=2, price_out=4), 20),
        (Limits(tokens=20 * COST, money=10 * 40e-6, price_in=2, price_out=4), 10),
        (Limits(money=0.01), 50),  # free of charge
    ],
)
def test_exactly_what_the_budget_pays_is_asked_and_nothing_more_is_pulled(
    server: Server, limits: Limits, calls: int
) -> None:
    documents = Documents(50)
    done = documents.run(engine(server, limits))
    assert sorted(done) == sorted(documents.pulled)
    assert (len(done), len(server.calls)) == (calls, calls)


def test_the_caller_learns_why_it_stopped(server: Server) -> None:
    endpoint = engine(server, Limits(tokens=30, price_in=1e6), in_flight=1)
    with pytest.raises(BudgetSpent, match=r"^30 tokens, 20\.00 in money$"):
        list(endpoint.complete(Request(str(n), (Message("user", "q"),), None, "", ()) for n in range(9)))


def test_a_rerun_with_a_larger_budget_goes_on_and_asks_nothing_twice(server: Server, tmp_path: Path) -> None:
    documents, ledger = Documents(50), str(tmp_path / "ledger")
    first = documents.run(engine(server, Limits(tokens=20 * COST), ledger=ledger))
    assert documents.run(engine(server, Limits(tokens=20 * COST), ledger=ledger)) == []
    second = documents.run(engine(server, Limits(tokens=35 * COST), ledger=ledger))
    third = documents.run(engine(server, Limits(), ledger=ledger))
    assert [len(first), len(second), len(third)] == [20, 15, 15]
    assert sorted(first + second + third, key=int) == [str(n) for n in range(50)]
    assert len(server.calls) == 50
    assert ledger_total(ledger) == Spent(500, 250, 50)


def test_workers_share_one_budget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webinstruct.llm.budget.REFRESH_SECONDS", 0.0)
    workers = [Budget(Limits(tokens=100), str(tmp_path / "ledger")) for _ in range(3)]
    calls = 0
    for worker in itertools.cycle(workers):
        if not worker.allows(0):
            break
        worker.add(8, 2)
        worker.save()
        calls += 1
    assert calls == 10
    assert [worker.allows(0) for worker in workers] == [False] * 3


def test_calls_in_flight_elsewhere_are_counted_at_the_mean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webinstruct.llm.budget.REFRESH_SECONDS", 0.0)
    one, other = (Budget(Limits(tokens=100), str(tmp_path / "ledger")) for _ in range(2))
    one.add(8, 2)
    assert [one.allows(5), other.allows(3), other.allows(4)] == [True, True, False]
    one.save()  # it ended; its calls were not made
    assert other.allows(4)


def test_engines_at_work_together_stop_together(tmp_path: Path) -> None:
    with Server(lambda call: Reply.saying("x", delay=0.005)) as server:
        engines = [engine(server, Limits(tokens=100 * COST), ledger=str(tmp_path)) for _ in range(2)]
        with ThreadPoolExecutor() as pool:
            done = list(pool.map(lambda one: Documents(300).run(one), engines))
    assert 100 <= len(server.calls) <= 116, "at most what both had in flight, twice"
    assert sum(map(len, done)) == len(server.calls)
    assert ledger_total(str(tmp_path)).calls == len(server.calls)


def test_a_damaged_ledger_is_told_and_not_taken_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{")
    with pytest.raises(ValueError, match="not a record of what was spent"):
        Budget(Limits(tokens=1), str(tmp_path)).allows(0)
    assert ledger_total(str(tmp_path / "none")) == Spent()


def test_an_empty_account_stops_like_a_spent_budget() -> None:
    def behave(call: Call) -> Reply:
        if int(call.question) < 6:
            return Reply.saying("x")
        return Reply(429, b'{"error": {"code": "insufficient_quota", "message": "Pay first"}}')

    with Server(behave) as server:
        endpoint = engine(server, Limits())
        documents = Documents(50)
        assert sorted(documents.run(endpoint)) == [str(n) for n in range(6)]
        assert len(documents.pulled) <= 10, "what was in flight when it became known"
        with pytest.raises(BudgetSpent, match="account-empty: 429 Pay first"):
            list(
                endpoint.complete(
                    Request(name, (Message("user", name),), None, "", ()) for name in documents.left
                )
            )


def test_calls_whose_tokens_the_server_does_not_count_are_estimated() -> None:
    with Server(lambda call: Reply.saying("abcdef", usage=None)) as server:
        endpoint = engine(server, Limits(tokens=100_000))
        [done] = endpoint.complete(iter([Request("q", (Message("user", "x" * 3000),), None, "", ())]))
    assert done.tokens_out == 2
    assert 1000 < done.tokens_in < 1100
    assert endpoint.usage.estimated == 1


def test_answers_that_did_not_fit_are_paid_as_well() -> None:
    schema = {"type": "object"}
    with Server(lambda call: Reply.saying("{}" if call.schema else "no")) as server:
        endpoint = engine(server, Limits(tokens=60), in_flight=1)
        requests = (Request(str(n), (Message("user", "q"),), schema, "", ()) for n in range(9))
        done = []
        with pytest.raises(BudgetSpent):
            done.extend(endpoint.complete(requests))
    assert [(one.text, one.tokens_in, one.tokens_out) for one in done] == [("{}", 20, 10)] * 2
