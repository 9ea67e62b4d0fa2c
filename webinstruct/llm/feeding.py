"""Keeps a model busy: requests go in while others are being answered.

A window of requests is pending in the model at any time, whatever batches they came in, so
it never runs dry between two batches. Prompts are made ready in a thread of their own
while the model computes. A request that gets nowhere is given up, and what is pending when the
generator is closed is aborted. Nothing here knows vLLM; a toy of ten lines can stand in.
"""

import itertools
import time
import uuid
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

from webinstruct.llm import Completion, FinishReason, Request
from webinstruct.llm.structured import Structured, cut_json, escaped, plain
from webinstruct.llm.watchdog import Limits, Tracked, Watchdog

P = TypeVar("P")

BURST: Final = 64  # pulled between two steps at most: the first answers don't wait for a full window


class Refused(Exception):
    """This one request cannot be asked. The message is `reason: detail`, in one line."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model made of one prompt. The text of an `error` says why."""

    text: str
    finish_reason: FinishReason
    tokens_in: int
    tokens_out: int


class Model(Protocol[P]):
    """What can be fed. `prepare` runs in another thread than the rest."""

    def prepare(self, request: Request) -> P:
        """A request as the model reads it; Refused if there is no way."""

    def add(self, key: str, request: Request, prompt: P, *, constrained: bool) -> None:
        """Take a prompt in, held to the request's schema or not; Refused if there is no way."""

    def step(self) -> list[tuple[str, Answer]]:
        """Compute for a moment, and give out what is done by now, in any order."""

    def abort(self, keys: list[str]) -> None:
        """Forget requests; those already done are no mistake."""

    def progress(self) -> Mapping[str, int]:
        """A number for each key that changes whenever something is done for it; 0 or absent while it waits."""


@dataclass(slots=True)
class _Pending(Generic[P]):
    request: Request
    prompt: P
    constrained: bool
    tracked: Tracked
    tokens_in: int = 0
    """Spent on an earlier answer that did not fit the schema; likewise `tokens_out`."""
    tokens_out: int = 0


class Feed(Generic[P]):
    """One stream of requests through a model that works on `seats` of them at a time."""

    def __init__(
        self,
        model: Model[P],
        *,
        seats: int,
        window: int,
        structured: Structured,
        limits: Limits,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._model = model
        self._seats = seats
        self._window = max(window, seats)
        self._structured = structured
        self._watchdog = Watchdog(limits)
        self._clock = clock
        self._call = uuid.uuid4().hex[:12]
        self._numbers = itertools.count()
        self._ahead: deque[tuple[Request, Future[P]]] = deque()
        self._pending: dict[str, _Pending[P]] = {}
        self._more = True
        self._open = True
        self._intact = True

    def answers(self, requests: Iterator[Request]) -> Generator[Completion, None, None]:
        """Every request once, as they are done. EngineStuck if the model gives no sign of life."""
        pool = ThreadPoolExecutor(1, thread_name_prefix="webinstruct-prompts")
        try:
            while self._more or self._ahead or self._pending:
                for completion in self._turn(requests, pool):
                    yield completion
                    if not self._open:
                        raise RuntimeError("another call took over the engine: one stream at a time")
        finally:
            self.close()
            pool.shutdown(cancel_futures=True)

    def close(self) -> None:
        """Abort what is pending. A model that failed is left alone: it would only fail again."""
        keys = list(self._pending)
        self._pending.clear()
        self._ahead.clear()
        self._open = self._more = False
        if keys and self._intact:
            self._model.abort(keys)

    def _turn(self, requests: Iterator[Request], pool: ThreadPoolExecutor) -> Iterator[Completion]:
        self._pull(requests, pool)
        yield from self._admit()
        if self._pending:
            yield from self._step()

    def _pull(self, requests: Iterator[Request], pool: ThreadPoolExecutor) -> None:
        room = self._window - len(self._ahead) - len(self._pending)
        for _ in range(min(room, BURST) if self._more else 0):
            request = next(requests, None)
            if request is None:
                self._more = False
                return
            self._ahead.append((request, pool.submit(self._model.prepare, request)))

    def _admit(self) -> Iterator[Completion]:
        """Hand over what is ready; wait for it only if a seat would stay empty: a step takes longer."""
        while self._ahead and (self._ahead[0][1].done() or len(self._pending) < self._seats):
            request, future = self._ahead.popleft()
            constrained = self._structured == "always" and request.schema is not None
            try:
                self._add(_Pending(request, future.result(), constrained, self._watchdog.track()))
            except Refused as refusal:
                yield Completion(request.id, str(refusal), "error", 0, 0)

    def _add(self, one: _Pending[P]) -> None:
        key = f"{self._call}-{next(self._numbers)}"
        self._model.add(key, one.request, one.prompt, constrained=one.constrained)
        self._pending[key] = one

    def _step(self) -> Iterator[Completion]:
        begin = self._clock()
        self._intact = False
        done = self._model.step()
        self._intact = True
        # Only the model's own time counts: a slow reader of the answers makes no request late.
        self._watchdog.stepped(self._clock() - begin, moved=bool(done))
        for key, answer in done:
            one = self._pending.pop(key, None)
            completion = self._judged(one, answer) if one is not None else None
            if completion is not None:
                yield completion
        for key, reason in self._watchdog.late(self._tracked(), self._model.progress):
            one = self._pending.pop(key)
            self._model.abort([key])
            yield Completion(one.request.id, reason, "error", one.tokens_in, one.tokens_out)

    def _tracked(self) -> dict[str, Tracked]:
        return {key: one.tracked for key, one in self._pending.items()} if self._watchdog.due else {}

    def _judged(self, one: _Pending[P], answer: Answer) -> Completion | None:
        """The completion; None if the request was asked again."""
        request = one.request
        tokens = (one.tokens_in + answer.tokens_in, one.tokens_out + answer.tokens_out)
        text = answer.text
        if answer.finish_reason != "error" and one.constrained:
            text = escaped(text)
        elif answer.finish_reason != "error" and request.schema is not None:
            fitting = plain(text, request.schema)
            hopeless = answer.finish_reason == "length" and cut_json(text)
            if fitting is None and not hopeless and self._structured == "on_retry":
                return self._again(one, tokens)
            text = text if fitting is None else fitting
        return Completion(request.id, text, answer.finish_reason, *tokens)

    def _again(self, one: _Pending[P], tokens: tuple[int, int]) -> Completion | None:
        try:
            self._add(_Pending(one.request, one.prompt, True, self._watchdog.track(), *tokens))
        except Refused as refusal:
            return Completion(one.request.id, str(refusal), "error", *tokens)
        return None
