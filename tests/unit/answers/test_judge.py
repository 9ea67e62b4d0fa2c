"""The judge's processes: limits, deaths, no zombies, and life inside of a daemon such as Spark's workers."""

import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from webinstruct.answers import Judge, given
from webinstruct.answers.judge import weighed

TOWER = "9^9^9^9"
READABLE = (r"\sin(x)^2", "x^2+1")


@pytest.fixture
def judge() -> Iterator[Judge]:
    with Judge(limit=0.7, patience=30) as judge:
        yield judge


def children() -> list[int]:
    """Our own child processes, zombies too; not the JVM of Spark's tests in the same process."""
    found = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text(encoding="ascii")
    return [int(pid) for pid in found.split() if b"java" not in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_a_tower_of_powers_times_out_and_the_next_comparison_works(judge: Judge) -> None:
    judge.math_verify("x", "x")
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert judge.equal(given(TOWER), given("5")).verdict == "timed-out"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime - before.ru_utime < 2 + 1  # the worker's start counts, too
    assert judge.math_verify("x+x", "2x") == "equal"


def test_the_clock_ends_a_comparison_too() -> None:
    with Judge(limit=0.3, patience=0.3) as judge:
        began = time.monotonic()
        assert judge.math_verify(TOWER, "{9}^{{9}^{{9}^{9}}}") in ("timed-out", "equal", "not")
        assert judge.math_verify("{9}^{{9}^{{9}^{9}}}", "5") == "timed-out"
        assert time.monotonic() - began < 60  # two starts on a busy machine


def test_a_list_of_hard_formulas_shares_one_limit(judge: Judge) -> None:
    hard = ", ".join(f"{n}^{{9^{{9^9}}}}" for n in range(3, 9))
    other = ", ".join(f"{n}^{{9^{{9^8}}}}" for n in range(3, 9))
    assert judge.equal(given(hard), given(other)).verdict == "timed-out"
    assert judge.asked <= 2


def test_a_worker_that_dies_is_replaced(judge: Judge) -> None:
    assert judge.math_verify(*READABLE) == "not"
    (pid,) = children()
    os.kill(pid, signal.SIGKILL)
    time.sleep(0.2)
    assert judge.math_verify(*READABLE) == "not"
    assert children() != [pid]


def test_a_worker_that_dies_at_work_says_so() -> None:
    with Judge(limit=30) as judge:
        judge.math_verify("x", "x")
        (pid,) = children()
        killer = subprocess.Popen(["sh", "-c", f"sleep 0.5; kill -9 {pid}"])
        assert judge.math_verify("{9}^{{9}^{{9}^{9}}}", "5") == "died"
        killer.wait()


def test_no_process_stays_behind() -> None:
    before = children()
    with Judge(limit=0.5, workers=2) as judge:
        pairs = [(given(TOWER), given("5")), (given("x^2"), given("x_2")), (given("2"), given("3"))]
        said = [one.verdict for one in judge.equal_many(pairs)]
    assert said == ["timed-out", "different", "different"]
    assert children() == before


def test_cheap_comparisons_start_no_process(judge: Judge) -> None:
    before = children()
    pairs = [
        ("5 km", "5000 m"),
        ("B", "(C)"),
        ("yes", "True"),
        ("[0,1)", "0<=x<1"),
        ("1, 2", "2, 1"),
        ("x+1", "1+x"),
    ]
    assert all(
        judge.equal(given(left), given(right)).verdict in ("equal", "different") for left, right in pairs
    )
    assert children() == before
    assert judge.asked == 0


def compare_in_daemon(answer: Connection) -> None:
    with Judge(patience=60) as judge:
        said = judge.equal(given(r"\sqrt{x^2}"), given("x"))
        answer.send((multiprocessing.current_process().daemon, said.verdict, judge.asked))


def test_it_works_in_a_daemonic_process() -> None:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=compare_in_daemon, args=(there,), daemon=True)
    process.start()
    assert here.poll(120)
    assert here.recv() == (True, "undecided", 1)
    process.join(30)
    assert process.exitcode == 0


def test_a_worker_of_the_process_that_forked_is_not_ours(judge: Judge) -> None:
    """Spark forks its workers: two of them must never talk to one child."""
    judge.math_verify("x", "x")
    worker = judge._idle.queue[0]
    assert worker is not None
    assert worker.alive
    worker._owner = worker._process.pid  # as it would look to a forked process
    assert not worker.alive
    worker._owner = os.getpid()


def test_the_import_is_light() -> None:
    code = "import sys, webinstruct.answers; print('sympy' in sys.modules or 'math_verify' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_limits_are_checked() -> None:
    with pytest.raises(ValueError, match="limit > 0"):
        Judge(limit=0)
    assert Judge().limit < 2


@pytest.mark.parametrize(
    ("said", "seen", "verdict"),
    [
        ("equal", "unknown", "equal"), ("equal", "partly", "equal"), ("equal", "differ", "undecided"),
        ("not", "unknown", "different"), ("not", "differ", "different"), ("not", "partly", "undecided"),
        ("one-way", "unknown", "undecided"), ("one-way", "differ", "different"),
        ("unreadable", "unknown", "undecided"), ("unreadable", "differ", "different"),
        ("timed-out", "unknown", "timed-out"), ("died", "unknown", "undecided"),
    ],
)  # fmt: skip
def test_what_two_witnesses_say_together(said: str, seen: str, verdict: str) -> None:
    assert weighed(said, seen, 1.5).verdict == verdict  # type: ignore[arg-type]
