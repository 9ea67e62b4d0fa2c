"""The engine `scripted`, for tests: answers from a key, with faults planted by hash.

>>> engine = Scripted({"1": "one", "2": "two"}, length_stops=0.5)
>>> asked = [Request(name, (), None, "", ()) for name in ("1", "2")]
>>> sorted((done.id, done.text, done.finish_reason) for done in engine.complete(iter(asked)))
[('1', 'one', 'stop'), ('2', 't', 'length')]
"""

import hashlib
import heapq
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from webinstruct import storage
from webinstruct.llm import Completion, FinishReason, Request

Fault = Literal["error", "length", "half", "wrong", "silent", "twice", "stray"]

WRONG: Final = '{"unasked": true}'


@dataclass(frozen=True, slots=True)
class Scripted:
    """Each request's fate hangs on its key and `seed` alone, not on what else is asked.

    The shares plant faults, of which a request has one at most.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    """Text by key; a key that is missing gets `default`. Of several samples `key#0`, `key#1` … go before `key`."""
    default: str = '{"pairs": []}'
    by: Literal["id", "text", "message"] = "id"
    """What the key is: the request's id, its page's text, or the content of its last message."""
    seed: int = 0
    window: int = 8
    """Requests held at a time; they finish out of order within it. 1 keeps the order."""
    delay: float = 0.0
    """Longest time an answer takes, in seconds."""
    errors: float = 0.0
    """Completions without an answer."""
    length_stops: float = 0.0
    """Answers cut in the middle, and marked so."""
    halves: float = 0.0
    """Answers cut in the middle, and not marked."""
    wrong: float = 0.0
    """JSON of another shape than was asked for."""
    silent: float = 0.0
    """Requests that are never answered."""
    twice: float = 0.0
    """Requests that are answered two times."""
    strays: float = 0.0
    """Requests after which an id is answered that nobody asked."""

    name: Literal["scripted"] = "scripted"

    def complete(self, requests: Iterator[Request]) -> Iterator[Completion]:
        """Answer the requests, with the planted faults."""
        held: list[tuple[float, int, str, list[Completion]]] = []
        for at, request in enumerate(requests):
            key = self._key(request)
            text = self.answers.get(key, self.default)
            if request.sample is not None:
                key = f"{key}#{request.sample}"
                text = self.answers.get(key, text)
            due = at + self.window * _chance(key, f"order {self.seed}")
            heapq.heappush(held, (due, at, key, self._fate(request, key, text)))
            if len(held) >= self.window:
                yield from self._next(held)
        while held:
            yield from self._next(held)

    def fault(self, key: str) -> Fault | None:
        """What befalls the request of this key: for the test that must know."""
        chance = _chance(key, f"fault {self.seed}")
        shares: tuple[tuple[Fault, float], ...] = (
            ("error", self.errors),
            ("length", self.length_stops),
            ("half", self.halves),
            ("wrong", self.wrong),
            ("silent", self.silent),
            ("twice", self.twice),
            ("stray", self.strays),
        )
        for fault, share in shares:
            if chance < share:
                return fault
            chance -= share
        return None

    def _key(self, request: Request) -> str:
        if self.by == "id":
            return request.id
        return request.text if self.by == "text" else request.messages[-1].content

    def _next(self, held: list[tuple[float, int, str, list[Completion]]]) -> Iterator[Completion]:
        _, _, key, completions = heapq.heappop(held)
        if self.delay:
            time.sleep(self.delay * _chance(key, f"delay {self.seed}"))
        yield from completions

    def _fate(self, request: Request, key: str, text: str) -> list[Completion]:
        good = _completion(request, text)
        half = text[: len(text) // 2]
        fates: dict[Fault | None, list[Completion]] = {
            None: [good],
            "error": [Completion(request.id, "scripted", "error", good.tokens_in, 0)],
            "length": [_completion(request, half, "length")],
            "half": [_completion(request, half)],
            "wrong": [_completion(request, WRONG)],
            "silent": [],
            "twice": [good, good],
            "stray": [Completion(f"{request.id}-stray", text, "stop", 0, 0), good],
        }
        return fates[self.fault(key)]


def load(uri: str) -> Scripted:
    """The engine a JSON file describes: its fields by name, such as {"answers": {…}, "errors": 0.1}."""
    return Scripted(**json.loads(storage.read_bytes(uri)))


def _completion(request: Request, text: str, finish: FinishReason = "stop") -> Completion:
    """About four characters make a token."""
    asked = sum(len(turn.content) for turn in request.messages)
    return Completion(request.id, text, finish, 1 + asked // 4, 1 + len(text) // 4)


def _chance(key: str, what: str) -> float:
    """A number in [0, 1) that looks random and is always the same."""
    digest = hashlib.blake2b(f"{what}\n{key}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64
