"""Processes that know math-verify, each comparison within limits of time and memory.

They are plain child processes that speak JSON lines, for Spark's Python workers are daemons, which
multiprocessing lets have no children. One that exceeds its limit is killed and replaced.
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, LifoQueue
from types import TracebackType
from typing import Literal, Self

from . import compare
from .algebra import Agreement
from .model import Equality, Final

Answer = Literal["equal", "not", "one-way", "unreadable", "timed-out", "died"]
_START_LIMIT = 120.0  # seconds to import sympy on a machine that is busy
_ANSWERS: dict[str, Answer] = {
    "equal": "equal",
    "not": "not",
    "one-way": "one-way",
    "unreadable": "unreadable",
}


class Judge:
    """Decides whether final answers are equal. Child processes start at the first formula that needs one.

    >>> from webinstruct.answers import Judge, final
    >>> with Judge() as judge:
    ...     judge.equal(final("5 km"), final("5000 m")).verdict
    'equal'
    """

    def __init__(self, *, limit: float = 1.5, patience: float = 6.0, workers: int = 1) -> None:
        """`limit` in seconds of CPU for each comparison, `patience` in seconds of clock, for a busy machine."""
        if limit <= 0 or workers < 1:
            raise ValueError(f"a judge needs a limit > 0 and workers >= 1, got {limit} and {workers}")
        self.limit = limit
        self.patience = max(limit, patience)
        self.workers = workers
        self._idle: LifoQueue[_Worker | None] = LifoQueue()
        for _ in range(workers):
            self._idle.put(None)
        self.asked = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End all child processes; the judge may be used again and starts new ones."""
        for _ in range(self.workers):
            with contextlib.suppress(Empty):
                worker = self._idle.get_nowait()
                if worker:
                    worker.end()
        for _ in range(self.workers):
            self._idle.put(None)

    def equal(
        self, left: Final | None, right: Final | None, *, options: Sequence[str] = (), tolerance: float = 0.0
    ) -> Equality:
        """Whether two final answers are equal; undecided if one is missing."""
        if left is None or right is None:
            return Equality("undecided", "no final answer")
        left_over = self.limit

        def ask(one: str, other: str, seen: Agreement) -> Equality:
            """All formulas of one comparison share its time."""
            nonlocal left_over
            said: Answer = "timed-out"
            if left_over > 0.01:
                said, taken = self._ask("both", one, other, left_over)
                left_over -= taken
            return weighed(said, seen, self.limit)

        return compare.equal(left, right, options=options, tolerance=tolerance, ask=ask)

    def equal_many(
        self, pairs: Iterable[tuple[Final | None, Final | None]], *, tolerance: float = 0.0
    ) -> list[Equality]:
        """The same for many pairs, in order, with all workers at once."""
        if self.workers == 1:
            return [self.equal(left, right, tolerance=tolerance) for left, right in pairs]
        with ThreadPoolExecutor(self.workers) as pool:
            return list(pool.map(lambda pair: self.equal(*pair, tolerance=tolerance), pairs))

    def math_verify(self, left: str, right: str, *, alone: bool = False) -> Answer:
        """What math-verify says of two formulas, in both directions; `alone`: of a gold and a text, in one."""
        return self._ask("alone" if alone else "both", left, right, self.limit)[0]

    def _ask(self, way: str, left: str, right: str, limit: float) -> tuple[Answer, float]:
        with self._worker() as worker:
            self.asked += 1
            return worker.ask(way, left, right, limit, self.patience)

    @contextlib.contextmanager
    def _worker(self) -> "Iterator[_Worker]":
        worker = self._idle.get()
        try:
            if worker and not worker.alive:
                worker.end()
                worker = None
            worker = worker or _Worker()
            yield worker
        finally:
            self._idle.put(worker if worker and worker.alive else None)


def weighed(said: Answer, seen: Agreement, limit: float) -> Equality:
    """math-verify's word beside what the values at a few points show.

    >>> weighed("not", "differ", 1.5).verdict, weighed("equal", "differ", 1.5).verdict
    ('different', 'undecided')
    >>> weighed("timed-out", "unknown", 1.5)
    Equality(verdict='timed-out', reason='no verdict in 1.5 s')
    """
    if seen == "differ":
        if said == "equal":
            return Equality("undecided", "equal to math-verify, but of other values")
        return Equality("different", "other values")
    if said == "equal":
        return Equality("equal", "math-verify: equal")
    if said == "timed-out":
        return Equality("timed-out", f"no verdict in {limit:g} s")
    if said == "not" and seen == "unknown":
        return Equality("different", "math-verify: not equal")
    why = {
        "not": "equal for some values only", "one-way": "equal in one direction only",
        "unreadable": "a formula that can't be read", "died": "the comparison took too much memory",
    }  # fmt: skip
    return Equality("undecided", why[said])


def by_values(left: str, right: str, seen: Agreement) -> Equality:
    """What can be said of two formulas without math-verify."""
    if seen == "differ":
        return Equality("different", "other values")
    return Equality("undecided", "formulas that need a Judge")


class _Worker:
    """One child process."""

    def __init__(self) -> None:
        path = os.pathsep.join([part for part in sys.path if part] or [os.getcwd()])
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "webinstruct.answers.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._owner = os.getpid()
        self._pending = b""
        self._asked = 0
        if self._line(_START_LIMIT) != b"ready":
            self.end()
            raise RuntimeError("the process that compares formulas does not start: is math-verify installed?")

    @property
    def alive(self) -> bool:
        """Whether the child runs and is this process's own, not that of the one it was forked from."""
        return self._owner == os.getpid() and self._process.poll() is None

    def ask(self, way: str, left: str, right: str, limit: float, patience: float) -> tuple[Answer, float]:
        """The child's answer and the CPU time it took; a child that gives none within its limits ends."""
        assert self._process.stdin is not None
        self._asked += 1
        line = json.dumps([self._asked, way, left, right, limit, patience]) + "\n"
        try:
            self._process.stdin.write(line.encode("ascii"))
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError):
            self.end()
            return "died", 0.0
        end = time.monotonic() + patience
        while answer := self._line(end - time.monotonic()):
            number, said, taken = json.loads(answer)
            if number == self._asked:  # an older one is of a comparison that was interrupted
                return _ANSWERS[said], taken
        return self._ended(late=answer is None), limit

    def _ended(self, *, late: bool) -> Answer:
        """Why a child gave no answer: its time was over, or else it died."""
        if not late:
            with contextlib.suppress(subprocess.TimeoutExpired):
                late = self._process.wait(timeout=5) in (-signal.SIGPROF, -signal.SIGALRM)
        self.end()
        return "timed-out" if late else "died"

    def _line(self, limit: float) -> bytes | None:
        """The next line; None if the limit passes before, empty if the child ended."""
        assert self._process.stdout is not None
        source, end = self._process.stdout.fileno(), time.monotonic() + limit
        while b"\n" not in self._pending:
            # poll and not select: a Spark worker may hold more than 1024 files
            waiting = select.poll()
            waiting.register(source, select.POLLIN | select.POLLHUP)
            if not waiting.poll(max(0.0, end - time.monotonic()) * 1000):
                return None
            more = os.read(source, 65536)
            if not more:
                return b""
            self._pending += more
        line, _, self._pending = self._pending.partition(b"\n")
        return line

    def end(self) -> None:
        """Kill the child and take leave of it, so that no zombie stays."""
        if self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
