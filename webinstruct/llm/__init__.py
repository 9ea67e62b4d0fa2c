"""Who answers the stages that ask a model: one protocol, one way to open an engine.

>>> from webinstruct.settings import LlmSettings
>>> engine = open_engine(LlmSettings(engine="rules"))
>>> page = Request("7", (), None, "Q: What is 2 + 2?\\nA: 4", ())
>>> [completion.text for completion in engine.complete(iter([page]))]
['{"pairs": [{"question": "What is 2 + 2?", "answer": "4"}]}']
"""

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from webinstruct.settings import LlmSettings

FinishReason = Literal["stop", "length", "error"]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Request:
    """One question to an engine.

    A model reads `messages` and is held to `schema` (JSON Schema; None = free text). An
    engine without a model reads the page itself: `title` and `text`, and what its markup says in
    the shapes of `tables.STRUCTURED_QA` and `tables.BLOCKS`.
    """

    id: str
    messages: tuple[Message, ...]
    schema: Mapping[str, Any] | None
    text: str
    structured: Sequence[Mapping[str, Any]]
    blocks: Sequence[Mapping[str, Any]] = ()
    title: str = ""
    max_tokens: int | None = None
    """Longest answer to this request; None: the engine's own."""
    sample: int | None = None
    """Which of several answers to the same messages this is to be, from 0 on: each has a seed of its own."""


@dataclass(frozen=True, slots=True)
class Completion:
    """One answer. `length` means it was cut off, `error` that there is none."""

    id: str
    text: str
    finish_reason: FinishReason
    tokens_in: int
    tokens_out: int


class Engine(Protocol):
    """Anything that answers requests.

    `complete` pulls requests as it has room for them and hands completions out as they
    are done, in any order, so callers must match them by id.
    """

    @property
    def name(self) -> str:
        """What stands in the column `engine` of every row."""

    def complete(self, requests: Iterator[Request]) -> Iterator[Completion]:
        """Answer every request once."""


def open_engine(settings: LlmSettings) -> Engine:
    """The engine of this worker process: opened at first use, then kept. UserError if it cannot be had.

    A model takes minutes to load, and Spark calls the stage's generator anew for every
    micro-batch of the same worker.
    """
    return _open(settings.model_dump_json())


@functools.cache
def _open(settings_json: str) -> Engine:
    from webinstruct.llm import opening  # what it imports imports us

    return opening.engine(LlmSettings.model_validate_json(settings_json))
