"""What a mark is: `Q:`, `Solution 3`, a bare number, and the lines that end what a mark heads."""

from dataclasses import dataclass
from typing import Literal

Side = Literal[
    "question", "answer", "aside", "heading", "furniture", "actions", "foot", "exercises", "group", "intro"
]


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: where it stands, whose side it opens, and the text that belongs to it."""

    line: int
    side: Side
    word: str
    number: str | None
    text: str
    item: bool = False  # a bare number, in a section of exercises or of answers
