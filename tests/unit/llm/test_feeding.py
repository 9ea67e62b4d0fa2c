"""The feeding loop with a toy model: never dry, never greedy, nothing left behind."""

import itertools
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pytest

from webinstruct.llm import Completion, Message, Request
from webinstruct.llm.feeding import Answer, Feed, Refused
from webinstruct.llm.structured import Structured
from webinstruct.llm.watchdog import EngineStuck, Limits

SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}


@dataclass
class Toy:
    """Answers `seats` requests at a time; a request asks for its number of steps by its text.

    A negative number of steps never ends; 'refuse' and 'poison' in the text are refused at
    the two places where that can happen.
    """

    seats: int = 4
    free: str = "plain"
    blocked: bool = False
    seconds: float = 1.0
    steps: int = 0
    held: dict[str, tuple[Request, bool]] = field(default_factory=dict)
    made: dict[str, int] = field(default_factory=dict)
    aborted: list[str] = field(default_factory=list)
    most: int = 0

    def prepare(self, request: Request) -> int:
        if request.text == "refuse":
            raise Refused("too-long: 9 tokens")
        return -1 if request.text == "poison" else int(request.text)

    def add(self, key: str, request: Request, prompt: int, *, constrained: bool) -> None:
        if request.text == "poison":
            raise Refused("refused: no such token")
        assert key not in self.held
        self.held[key] = (request, constrained)
        self.most = max(self.most, len(self.held))

    def step(self) -> list[tuple[str, Answer]]:
        self.steps += 1
        done = []
        for key in list(self.held)[: self.seats]:
            request, constrained = self.held[key]
            wanted = int(request.text)
            if self.blocked or (wanted < 0 and self.made.get(key, 0)):
                continue
            self.made[key] = self.made.get(key, 0) + 1
            if self.made[key] == wanted:
                del self.held[key]
                text = '{"n":4}' if constrained else self.free
                done.append((key, Answer(text, "stop", 10, wanted)))
        return done

    def abort(self, keys: list[str]) -> None:
        self.aborted += keys
        for key in keys:
            del self.held[key]

    def progress(self) -> Mapping[str, int]:
        return {key: self.made.get(key, 0) for key in self.held}

    def clock(self) -> float:
        """Each step lasts `seconds`: the loop reads the clock before and after it."""
        return self.steps * self.seconds


def ask(name: int | str, text: int | str, schema: Mapping | None = None) -> Request:
    return Request(str(name), (Message("user", "?"),), schema, str(text), ())


def feed(
    toy: Toy, *, window: int = 8, structured: Structured = "never", limits: Limits = Limits()
) -> Feed[int]:
    return Feed(toy, seats=toy.seats, window=window, structured=structured, limits=limits, clock=toy.clock)


def answers(toy: Toy, requests: Iterator[Request], **options) -> list[Completion]:
    return list(feed(toy, **options).answers(requests))


def test_every_request_is_answered_once_and_handed_out_as_it_is_done():
    found = answers(Toy(), (ask(n, text) for n, text in enumerate([3, 1, 2])))
    assert found == [
        Completion("1", "plain", "stop", 10, 1),
        Completion("2", "plain", "stop", 10, 2),
        Completion("0", "plain", "stop", 10, 3),
    ]


def test_no_requests_no_answers_no_steps():
    toy = Toy()
    assert answers(toy, iter([])) == []
    assert toy.steps == 0


def test_the_model_never_runs_dry_between_batches():
    lengths = [1 + n * 7 % 13 for n in range(200)]
    fed = Toy()
    answers(fed, (ask(n, text) for n, text in enumerate(lengths)), window=16)
    batched = Toy()
    for start in range(0, 200, 4):
        answers(batched, (ask(n, lengths[n]) for n in range(start, start + 4)))
    assert fed.steps <= 1.1 * sum(lengths) / fed.seats
    assert fed.steps < 0.7 * batched.steps


def test_never_more_than_the_window_is_pulled_ahead():
    pulled = 0

    def requests() -> Iterator[Request]:
        nonlocal pulled
        for n in range(300):
            pulled += 1
            yield ask(n, 1 + n % 5)

    toy = Toy()
    for done, _ in enumerate(feed(toy, window=16).answers(requests())):
        assert pulled - done <= 16 + toy.seats
    assert pulled == 300
    assert toy.most <= 16


def test_a_request_that_cannot_be_asked_costs_only_itself():
    texts = [1, "refuse", 2, "poison", 3]
    found = {one.id: one for one in answers(Toy(), (ask(n, text) for n, text in enumerate(texts)))}
    assert found["1"] == Completion("1", "too-long: 9 tokens", "error", 0, 0)
    assert found["3"] == Completion("3", "refused: no such token", "error", 0, 0)
    assert [one.finish_reason for one in found.values()].count("stop") == 3


@pytest.mark.parametrize(
    ("structured", "free", "expected"),
    [
        ("always", "prose", Completion("0", '{"n":4}', "stop", 10, 2)),
        ("never", "prose", Completion("0", "prose", "stop", 10, 2)),
        ("never", '```json\n{"n": 1}\n```', Completion("0", '{"n": 1}', "stop", 10, 2)),
        ("on_retry", '{"n": 1}', Completion("0", '{"n": 1}', "stop", 10, 2)),
        ("on_retry", "prose", Completion("0", '{"n":4}', "stop", 20, 4)),
        ("on_retry", '{"n": "four"}', Completion("0", '{"n":4}', "stop", 20, 4)),
    ],
)
def test_the_schema_is_used_when_the_setting_says(structured, free, expected):
    assert answers(Toy(free=free), iter([ask(0, 2, SCHEMA)]), structured=structured) == [expected]


def test_without_a_schema_nothing_is_held_to_one():
    found = answers(Toy(free="prose"), iter([ask(0, 2)]), structured="always")
    assert [one.text for one in found] == ["prose"]


def test_closing_early_aborts_what_is_pending():
    toy = Toy()
    stream = feed(toy).answers(ask(n, 1 + n) for n in itertools.count())
    next(stream)
    assert toy.held
    stream.close()
    assert not toy.held
    assert toy.aborted


def test_an_exception_of_the_source_comes_through_and_leaves_nothing():
    def requests() -> Iterator[Request]:
        yield ask(0, 5)
        raise OSError("no more batches")

    toy = Toy()
    with pytest.raises(OSError, match="no more batches"):
        answers(toy, requests())
    assert not toy.held


def test_a_model_that_breaks_is_not_touched_again():
    class Broken(Toy):
        def step(self) -> list[tuple[str, Answer]]:
            raise MemoryError("device")

    toy = Broken()
    with pytest.raises(MemoryError, match="device"):
        answers(toy, iter([ask(0, 5)]))
    assert toy.aborted == []


def test_a_call_that_was_taken_over_says_so():
    toy = Toy()
    running = feed(toy)
    stream = running.answers(ask(n, 1 + n) for n in range(50))
    next(stream)
    running.close()
    assert not toy.held
    with pytest.raises(RuntimeError, match="another call took over the engine"):
        next(stream)


def test_a_request_without_an_end_is_given_up_after_its_seconds():
    limits = Limits(request_seconds=50, stall_seconds=1000, stall_steps=10)
    toy = Toy()
    stuck = [ask("long", 500), *(ask(n, 3) for n in range(200))]
    found = {one.id: one for one in answers(toy, iter(stuck), limits=limits)}
    assert found["long"] == Completion("long", "deadline: not done after 50 s", "error", 0, 0)
    assert len(found) == 201
    assert [one.finish_reason for one in found.values()].count("stop") == 200


def test_a_request_stuck_among_others_is_given_up_alone():
    limits = Limits(request_seconds=1000, stall_seconds=20, stall_steps=10)
    stuck = [ask("stuck", -1), *(ask(n, 3) for n in range(200))]
    found = {one.id: one for one in answers(Toy(), iter(stuck), limits=limits)}
    assert found["stuck"].finish_reason == "error"
    assert found["stuck"].text.startswith("stalled: no progress in 2")
    assert [one.finish_reason for one in found.values()].count("stop") == 200


def test_one_that_blocks_all_others_is_given_up_and_they_go_on():
    class Jam(Toy):
        def step(self) -> list[tuple[str, Answer]]:
            self.blocked = any(request.text == "-1" for request, _ in self.held.values())
            return super().step()

    limits = Limits(request_seconds=1000, stall_seconds=20, stall_steps=10)
    jam = [ask("jam", -1), *(ask(n, 3) for n in range(20))]
    found = {one.id: one for one in answers(Jam(), iter(jam), limits=limits)}
    assert found["jam"].text.startswith("stalled: ")
    assert [one.finish_reason for one in found.values()].count("stop") == 20


def test_an_engine_that_stands_still_fails_the_call():
    toy = Toy(blocked=True)
    limits = Limits(request_seconds=1000, stall_seconds=20, stall_steps=10)
    found = []
    with pytest.raises(EngineStuck, match="the engine stands still"):
        found.extend(feed(toy, limits=limits).answers(ask(n, 3) for n in range(100)))
    assert not toy.held


def test_a_slow_reader_of_the_answers_makes_no_request_late():
    toy = Toy(seconds=0)
    slow = Feed(
        toy,
        seats=4,
        window=4,
        structured="never",
        limits=Limits(request_seconds=0.2, stall_seconds=0.2, stall_steps=1),
    )
    found = []
    for one in slow.answers(ask(n, 2 + n) for n in range(4)):
        found.append(one.finish_reason)
        time.sleep(0.25)
    assert found == ["stop"] * 4


def test_ten_thousand_requests_cost_little_each():
    toy = Toy(seats=256, seconds=0.001)
    begin = time.process_time()
    found = answers(toy, (ask(n, 1 + n % 3) for n in range(10_000)), window=1024)
    assert len(found) == 10_000
    assert (time.process_time() - begin) / 10_000 < 0.001
