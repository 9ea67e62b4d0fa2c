"""Coroutines run beside a plain generator: an event loop in a thread of its own.

The generator's thread pulls requests (Spark's input must be read there) and is often busy with
rows; meanwhile calls go on, are retried and time out in the loop. Closing cancels what
runs and ends the thread, so nothing is left when a task ends.

    >>> import contextlib
    >>> async def double(session: int) -> int:
    ...     return session * 2
    >>> @contextlib.asynccontextmanager
    ... async def session():
    ...     yield 21
    >>> with Background[int, int](session) as running:
    ...     running.start(double)
    ...     running.next_done()
    42
"""

import asyncio
import queue
import threading
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any, Generic, TypeVar

S = TypeVar("S")
T = TypeVar("T")

Work = Callable[[S], Coroutine[Any, Any, T]]


class Background(Generic[S, T]):
    """Runs coroutines over one session; `with` opens and closes it all."""

    def __init__(self, session: Callable[[], AbstractAsyncContextManager[S]]) -> None:
        self._session = session
        self._done: queue.SimpleQueue[T | BaseException] = queue.SimpleQueue()
        self._started: queue.SimpleQueue[BaseException | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="webinstruct-calls", daemon=True)
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event
        self._opened: S
        self._tasks: set[asyncio.Task[None]] = set()
        self.in_flight = 0
        """Started and not yet given out."""

    def __enter__(self) -> "Background[S, T]":
        self._thread.start()
        failure = self._started.get()
        if failure is not None:
            self._thread.join()
            raise failure
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()

    def start(self, work: Work[S, T]) -> None:
        """Begin one piece of work."""
        self.in_flight += 1
        self._loop.call_soon_threadsafe(self._begin, work)

    def next_done(self) -> T:
        """Wait for the next piece to end, in any order; what it raised is raised here."""
        result = self._done.get()
        self.in_flight -= 1
        if isinstance(result, BaseException):
            raise result
        return result

    def _begin(self, work: Work[S, T]) -> None:
        task = self._loop.create_task(self._do(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _do(self, work: Work[S, T]) -> None:
        try:
            self._done.put(await work(self._opened))
        except BaseException as error:  # whatever it is, the generator's thread must hear of it
            self._done.put(error)
            if isinstance(error, asyncio.CancelledError):
                raise

    def _run(self) -> None:
        try:
            asyncio.run(self._main())
        except BaseException as error:  # a session that cannot be opened
            self._started.put(error)

    async def _main(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with self._session() as self._opened:
            self._started.put(None)
            await self._stop.wait()
            running = list(self._tasks)
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
