"""What a refiner is told, and how a pair is put before it."""

import json
from typing import Final

from webinstruct import prompts
from webinstruct.llm import Message

from .model import Source

NAME: Final = "refine.md"


def prompt(uri: str = "") -> str:
    """The text at `uri`, or our own. UserError if it cannot be read.

    >>> "JSON" in prompt()
    True
    """
    return prompts.read(uri or None, NAME, "the prompt for refining")


def messages(source: Source, told: str) -> tuple[Message, ...]:
    """The prompt, then the pair as JSON: what stands in a string cannot pass for an instruction's frame.

    >>> messages(Source("What is 2 + 2?", "4"), "Refine.")[1].content
    '{"question": "What is 2 + 2?", "answer": "4"}'
    """
    pair = {"context": source.context, "question": source.question, "answer": source.answer}
    shown = {name: text for name, text in pair.items() if text or name != "context"}
    return Message("system", told), Message("user", json.dumps(shown, ensure_ascii=False))
