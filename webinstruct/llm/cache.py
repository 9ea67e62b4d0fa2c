"""Answers that were paid for, in a folder all workers share: asked again, they cost nothing.

An entry is one small JSON file named by the hash of all that decides the answer. It holds the
answer alone: neither the question nor a key.

    >>> import tempfile
    >>> cache = AnswerCache(tempfile.mkdtemp())
    >>> key = key_of({"model": "m", "messages": [], "temperature": 0.0})
    >>> cache.put(key, Answer("4", "stop", 12, 1)); cache.get(key)
    Answer(text='4', finish_reason='stop', tokens_in=12, tokens_out=1)
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from webinstruct import storage

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said to one call. Tokens are None where the server did not count them."""

    text: str
    finish_reason: Literal["stop", "length"]
    tokens_in: int | None
    tokens_out: int | None


def key_of(call: Mapping[str, Any]) -> str:
    """64 hex digits over everything in the call; the order of its fields does not matter."""
    return hashlib.sha256(json.dumps(call, sort_keys=True).encode()).hexdigest()


class AnswerCache:
    """Get and put by key. Nothing that goes wrong in the folder stops a stage: it is a miss."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.broken = 0
        """Entries that could not be read or written."""

    def get(self, key: str) -> Answer | None:
        """The answer, or None if there is none or its entry is damaged."""
        try:
            return _answer(json.loads(storage.read_bytes(self._uri(key))), key)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            self._tell(error)
            return None

    def put(self, key: str, answer: Answer) -> None:
        """Keep an answer; another worker never sees half of it."""
        entry = {"key": key, "check": _check(key, asdict(answer)), **asdict(answer)}
        try:
            storage.write_bytes(self._uri(key), json.dumps(entry).encode())
        except OSError as error:
            self._tell(error)

    def _tell(self, error: Exception) -> None:
        if not self.broken:
            _log.warning("cache %s: %s; further ones are only counted", self._folder, error)
        self.broken += 1

    def _uri(self, key: str) -> str:
        return storage.join(self._folder, key[:2], f"{key}.json")


def _answer(entry: Any, key: str) -> Answer:
    if not isinstance(entry, dict) or entry.pop("key", None) != key:
        raise ValueError("not the entry of this key")
    if entry.pop("check", None) != _check(key, entry):
        raise ValueError("changed since it was written")
    return Answer(**entry)


def _check(key: str, answer: Mapping[str, Any]) -> str:
    return key_of({"key": key, "answer": answer})[:16]
