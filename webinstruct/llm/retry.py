"""How long to wait before a call is made again, and when all calls of a worker should wait.

Own code, because a library for retries (stamina, tenacity) decides for one call alone: what a
server says with `Retry-After` holds for every call of this worker, else the other calls in
flight burn their attempts against the same closed door.

    >>> from email.message import Message
    >>> headers = Message(); headers["Retry-After"] = "7"
    >>> asked_to_wait(headers, now=0.0)
    7.0
"""

import asyncio
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how long one call is tried."""

    attempts: int = 6
    timeouts: int = 2
    """Attempts that may time out: each keeps a call waiting for minutes, and may have been paid for."""
    first_seconds: float = 1.0
    """Mean wait after the first failure; it doubles with each further one."""
    longest_seconds: float = 60.0
    """No wait of our own is longer, and a server that asks for more than ten times that is not waited for."""

    def wait(self, failed: int, retry_after: float | None, chance: float) -> float | None:
        """Seconds until the next attempt after `failed` ones; None: give up. `chance` is uniform in [0, 1).

        >>> Patience(first_seconds=1).wait(3, None, 0.5)
        4.0
        >>> Patience(first_seconds=1).wait(1, 20.0, 0.5)  # never before the time that was asked for
        20.5
        """
        if failed >= self.attempts:
            return None
        own = min(self.first_seconds * 2.0 ** (failed - 1), self.longest_seconds)
        if retry_after is None:
            return own * (0.5 + chance)
        if retry_after > 10 * self.longest_seconds:
            return None
        return retry_after + min(own, self.first_seconds) * chance


def asked_to_wait(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that a response asks to wait: `Retry-After` as seconds or date, or `retry-after-ms`.

    `headers` looks names up without regard to case; `now` is a Unix time.
    """
    milliseconds, seconds = headers.get("retry-after-ms"), headers.get("Retry-After")
    found = _number(milliseconds, 0.001)
    if found is None:
        found = _number(seconds, 1.0)
    if found is None and seconds:
        try:
            found = parsedate_to_datetime(seconds).timestamp() - now
        except (ValueError, TypeError, OverflowError, OSError):
            return None
    return None if found is None else max(found, 0.0)


def _number(value: str | None, unit: float) -> float | None:
    try:
        number = float(value or "") * unit
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None


class Gate:
    """A door all calls of one event loop pass; a server that asks us to wait closes it for all."""

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._until = 0.0
        self._chance = chance

    def close(self, seconds: float) -> None:
        """Nobody passes for so long."""
        self._until = max(self._until, time.monotonic() + seconds)

    def after(self, failed: int, retry_after: float | None, patience: Patience) -> float | None:
        """Seconds until the next attempt of a call that failed so often; None: give up.

        What the server asks to wait closes the door for all.
        """
        pause = patience.wait(failed, retry_after, random.random())
        if pause is not None and retry_after is not None:
            self.close(retry_after)
        return pause

    async def passed(self) -> float:
        """Wait until it is open; the seconds that took. A tenth more, by chance, spreads the crowd."""
        waited = 0.0
        while (left := self._until - time.monotonic()) > 0:
            pause = left * (1 + 0.1 * self._chance())
            await asyncio.sleep(pause)
            waited += pause
        return waited
