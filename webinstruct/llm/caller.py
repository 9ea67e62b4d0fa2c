"""One call of the endpoint to its end: looked up, sent, sent again, counted, kept.

`Caller.answer` gives an `Answer` or raises the `Failure` of the last attempt.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

from webinstruct.llm.budget import Budget
from webinstruct.llm.cache import Answer, AnswerCache, key_of
from webinstruct.llm.retry import Gate, Patience
from webinstruct.llm.wire import TRANSIENT, Failure, Wire


@dataclass(slots=True)
class Usage:
    """What an endpoint did since it was opened."""

    calls: int = 0
    """Sent to the server, those sent again included."""
    retries: int = 0
    """Of those, sent again after a failure."""
    reasked: int = 0
    """Asked again because the answer did not fit the schema."""
    answers: int = 0
    """Requests that ended with an answer."""
    errors: int = 0
    """Requests that ended without."""
    tokens_in: int = 0
    tokens_out: int = 0
    estimated: int = 0
    """Calls whose tokens the server did not count: three characters are taken as a token."""
    cache_hits: int = 0
    cache_misses: int = 0
    cache_broken: int = 0
    seconds: float = 0.0
    """In calls, summed over them."""
    waited: float = 0.0
    """Between attempts, summed over calls."""


@dataclass(frozen=True, slots=True)
class Caller:
    """What the calls of one stage share."""

    wire: Wire
    server: str
    cache: AnswerCache | None
    budget: Budget
    patience: Patience
    gate: Gate
    usage: Usage

    async def answer(self, body: Mapping[str, Any], again: int) -> Answer:
        """The answer to `body`; `again` tells askings of the same apart: a second attempt, another sample."""
        if self.cache is None:
            return await self._send(body)
        key = key_of({"server": self.server, "body": body, "again": again})
        known = await asyncio.to_thread(self.cache.get, key)
        if known is not None:
            self.usage.cache_hits += 1
            return known
        self.usage.cache_misses += 1
        answer = await self._send(body)
        await asyncio.to_thread(self.cache.put, key, answer)
        return answer

    async def _send(self, body: Mapping[str, Any]) -> Answer:
        data = json.dumps(body).encode()
        failed = timeouts = paid_in = paid_out = 0
        while True:
            self.usage.waited += await self.gate.passed()
            try:
                answer = await self._once(data)
                return replace(
                    answer,
                    tokens_in=paid_in + (answer.tokens_in or 0),
                    tokens_out=paid_out + (answer.tokens_out or 0),
                )
            except Failure as failure:
                failed, timeouts = failed + 1, timeouts + (failure.reason == "timeout")
                paid_in, paid_out = paid_in + failure.tokens_in, paid_out + failure.tokens_out
                may = failure.reason in TRANSIENT and timeouts < self.patience.timeouts
                pause = self.gate.after(failed, failure.retry_after, self.patience) if may else None
                if pause is None:
                    failure.tokens_in, failure.tokens_out = paid_in, paid_out
                    raise
            await asyncio.sleep(pause)
            self.usage.waited += pause
            self.usage.retries += 1

    async def _once(self, data: bytes) -> Answer:
        self.usage.calls += 1
        started = monotonic()
        try:
            answer = await self.wire.ask(data)
        except Failure as failure:
            if failure.tokens_in or failure.tokens_out:
                self._pay(failure.tokens_in, failure.tokens_out)
            raise
        finally:
            self.usage.seconds += monotonic() - started
        if answer.tokens_in is None or answer.tokens_out is None:
            self.usage.estimated += 1
            answer = replace(answer, tokens_in=-(-len(data) // 3), tokens_out=-(-len(answer.text) // 3))
        self._pay(answer.tokens_in or 0, answer.tokens_out or 0)
        return answer

    def _pay(self, tokens_in: int, tokens_out: int) -> None:
        self.usage.tokens_in += tokens_in
        self.usage.tokens_out += tokens_out
        self.budget.add(tokens_in, tokens_out)
