"""The scripted engine plants faults by hash, holds little, and costs little."""

import json
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from webinstruct.llm import Message, Request
from webinstruct.llm.scripted import WRONG, Scripted, load

ANSWERS = {str(n): f"answer {n}" for n in range(300)}


def requests(count: int = 300, start: int = 0) -> Iterator[Request]:
    return (
        Request(str(n), (Message("user", f"q{n}"),), None, f"t{n}", ()) for n in range(start, start + count)
    )


def test_answers_come_from_the_key_out_of_order_and_once() -> None:
    done = list(Scripted(ANSWERS).complete(requests()))
    assert {one.id: one.text for one in done} == ANSWERS
    assert len(done) == 300
    assert [one.id for one in done] != list(ANSWERS)
    assert max(abs(at - int(one.id)) for at, one in enumerate(done)) < 16


def test_the_key_may_be_the_id_the_text_or_the_message() -> None:
    for by, key in (("id", "1"), ("text", "t1"), ("message", "q1")):
        engine = Scripted({key: "found"}, by=by, window=1)
        assert [one.text for one in engine.complete(requests(2))] == ['{"pairs": []}', "found"]


def test_faults_befall_the_same_requests_whatever_else_is_asked() -> None:
    engine = Scripted(
        ANSWERS, errors=0.1, length_stops=0.1, halves=0.1, wrong=0.1, silent=0.1, twice=0.1, strays=0.1
    )
    done = list(engine.complete(requests()))
    again = list(engine.complete(requests(100, 100)))
    wanted = {str(n) for n in range(100, 200)} | {f"{n}-stray" for n in range(100, 200)}
    assert sorted(map(repr, again)) == sorted(repr(one) for one in done if one.id in wanted)
    faults = {key: engine.fault(key) for key in ANSWERS}
    assert {fault: 15 < count < 150 for fault, count in Counter(faults.values()).items()} == dict.fromkeys(
        ["error", "length", "half", "wrong", "silent", "twice", "stray", None], True
    )
    seen: dict[str, list[tuple[str, str]]] = {key: [] for key in ANSWERS}
    for one in done:
        seen[one.id.removesuffix("-stray")].append((one.text, one.finish_reason))
    for key, answer in ANSWERS.items():
        half, good = answer[: len(answer) // 2], (answer, "stop")
        assert (
            seen[key]
            == {
                None: [good],
                "error": [("scripted", "error")],
                "length": [(half, "length")],
                "half": [(half, "stop")],
                "wrong": [(WRONG, "stop")],
                "silent": [],
                "twice": [good, good],
                "stray": [good, good],
            }[faults[key]]
        )
    assert {key: Scripted(seed=1, errors=0.5).fault(key) for key in ANSWERS} != {
        key: Scripted(seed=2, errors=0.5).fault(key) for key in ANSWERS
    }


def test_requests_are_held_up_to_the_window() -> None:
    pulled = []

    def source() -> Iterator[Request]:
        for one in requests(20):
            pulled.append(one.id)
            yield one

    running = Scripted(window=5).complete(source())
    next(running)
    assert len(pulled) == 5


def test_delays_are_kept() -> None:
    started = time.monotonic()
    list(Scripted(delay=0.02).complete(requests(20)))
    assert 0.05 < time.monotonic() - started < 2


def test_an_engine_is_read_from_a_file(tmp_path: Path) -> None:
    script = {"answers": {"1": "one"}, "errors": 0.25, "by": "text"}
    (tmp_path / "script.json").write_text(json.dumps(script))
    assert load(str(tmp_path / "script.json")) == Scripted({"1": "one"}, errors=0.25, by="text")


def test_ten_thousand_requests_cost_little_time_and_no_memory() -> None:
    engine = Scripted(errors=0.1, twice=0.1)
    tracemalloc.start()
    try:
        for _ in engine.complete(requests(1000)):
            pass
        before = tracemalloc.get_traced_memory()[0]
        for _ in engine.complete(requests(10_000)):
            pass
        grown = tracemalloc.get_traced_memory()[0] - before
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    started = time.process_time()
    for _ in engine.complete(requests(10_000)):
        pass
    assert (time.process_time() - started) / 10_000 < 0.001
    assert grown < 100_000
    assert peak < 1_000_000
