"""What passes between the parts of the stage: pairs with their places, and why one is dropped."""

from dataclasses import dataclass
from typing import Final

from webinstruct.text import Span

DROPPED: Final = (
    # One row for the whole document, without question and answer:
    "void",  # the engine found no pair on the page
    "too-long",  # more than extract.max_chars characters; nobody was asked
    "engine-error",  # the engine failed on the page, or never answered
    # The same, or beside the pairs of a page's other windows:
    "length-stop",  # the answer was cut off at the token limit; what came before is kept
    "empty",  # the answer is white space
    "refusal",  # a sentence instead of JSON, such as "I'm sorry, but I can't"
    "runaway",  # the same few characters again and again
    "bad-json",  # not of the shape asked for, and not to be repaired
    # A row of one pair:
    "empty-side",  # question or answer is missing
    "repeated",  # an earlier row of the page says the same
    "control-chars",  # not on the page as it is, and holds control characters: "\frac" read as JSON
    "ungrounded",  # by copy: less than extract.min_grounding of a side stands on the page; by unit: not its first words
    "bad-range",  # by unit: not numbers of units
    "outside",  # by unit: a number that the model was not shown
    "backwards",  # by unit: a range whose end comes first
    "overlapping",  # by unit: question and answer share a unit
    "window",  # longer than what the model is shown at a time
)

Range = tuple[int, int]
"""Units, the first and the last, counted from 0."""


@dataclass(frozen=True, slots=True)
class Side:
    """A question, answer or context: its text, and where that stands on the page."""

    text: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One pair that the engine named, kept or dropped."""

    question: Side
    answer: Side
    context: Side = Side("")
    grounding: float | None = None
    """Share of the pair's visible characters that stand on the page."""
    answers: int | None = None
    """How many answers the page has to this question, where the engine said."""
    realigned: int = 0
    """Units by which question and answer were shifted, together."""
    repaired: bool = False
    """Whether the JSON had to be repaired."""
    dropped: str | None = None
