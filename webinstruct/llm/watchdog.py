"""Which requests get nowhere: asked too long, or stuck while others go on, or all of them stuck.

Time is what the model spent computing, told step by step. A request stuck in the queue is no
one's fault: it is looked at once it was begun.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass


class EngineStuck(Exception):
    """Nothing moves, whatever is aborted: only a new process can help."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When a request is given up."""

    request_seconds: float = 600.0
    """Longest time from its first token on."""
    stall_seconds: float = 60.0
    """Without any progress: so long, and `stall_steps` at that. Idle steps take microseconds, a first
    step may compile for minutes; so neither alone is a sign."""
    stall_steps: int = 200


@dataclass(slots=True)
class Tracked:
    """The last sign of life of one request."""

    step: int
    at: float
    count: int = 0
    began: float | None = None


class Watchdog:
    """Looks at the pending requests now and then."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._every = min(limits.request_seconds, limits.stall_seconds) / 20
        self._steps = 0
        self._now = 0.0
        self._looked = 0.0
        self._all = Tracked(0, 0.0)
        self._strikes = 0

    def track(self) -> Tracked:
        """For a request that is added now."""
        return Tracked(self._steps, self._now)

    def stepped(self, seconds: float, *, moved: bool) -> None:
        """The model made a step, and gave answers or not."""
        self._steps += 1
        self._now += seconds
        if moved:
            self._life()

    @property
    def due(self) -> bool:
        """Whether it is time to look: asking for the progress costs as much as a step of a small model."""
        return self._now - self._looked >= self._every

    def late(
        self, pending: Mapping[str, Tracked], progress: Callable[[], Mapping[str, int]]
    ) -> Iterator[tuple[str, str]]:
        """Keys to give up, oldest first, each with its reason. EngineStuck when that did not help before."""
        if not pending or not self.due:
            return
        self._looked = self._now
        counts = progress()
        for key, one in pending.items():
            self._note(one, counts.get(key, 0))
        if self._stalled(self._all):
            yield from self._stuck(pending)
            return
        for key, one in pending.items():
            if one.began is not None and self._now - one.began > self._limits.request_seconds:
                yield key, f"deadline: not done after {self._limits.request_seconds:g} s"
            elif one.count and self._stalled(one):
                yield key, f"stalled: {self._silence(one)}"

    def _note(self, one: Tracked, count: int) -> None:
        if count == one.count:
            return
        one.count, one.step, one.at = count, self._steps, self._now
        one.began = self._now if one.began is None else one.began
        self._life()

    def _life(self) -> None:
        self._all = Tracked(self._steps, self._now)
        self._strikes = 0

    def _stalled(self, one: Tracked) -> bool:
        limits = self._limits
        return self._now - one.at >= limits.stall_seconds and self._steps - one.step >= limits.stall_steps

    def _silence(self, one: Tracked) -> str:
        return f"no progress in {self._steps - one.step} steps and {self._now - one.at:.0f} s"

    def _stuck(self, pending: Mapping[str, Tracked]) -> Iterator[tuple[str, str]]:
        """First the oldest may be what blocks the others; then all; then there is no hope."""
        silence = self._silence(self._all)
        strikes, self._strikes = self._strikes, self._strikes + 1
        self._all = Tracked(self._steps, self._now)
        if strikes >= 2:
            raise EngineStuck(f"the engine stands still: {silence}, also after all requests were aborted")
        for key in list(pending)[: 1 if strikes == 0 else None]:
            yield key, f"stalled: {silence}, nor had any other request"
