"""What a page gives: its text, where questions and answers stand in it, and what it says of itself."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["question", "answer", "comment"]


@dataclass(frozen=True, slots=True)
class Block:
    """A question, an answer or a comment of the page: characters `start` to `end` of its text.

    In the order of the page; a comment may lie inside an answer. Votes are None where the page
    says nothing.
    """

    start: int
    end: int
    role: Role
    votes: int | None = None
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Formula:
    """LaTeX without its delimiters, as the page has it; `display` if it stands on a line of its own."""

    tex: str
    display: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One marked-up answer; votes are None where the page says nothing."""

    text: str
    votes: int | None
    accepted: bool


@dataclass(frozen=True, slots=True)
class StructuredQA:
    """A question (title and body) with one answer at least, in the order of the page."""

    question: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of itself, in its head, its HTTP headers and its markup."""

    title: str
    lang: str | None = None
    """The declared language, ISO 639-1."""
    published: str | None = None
    """Day of publication, YYYY-MM-DD."""
    licence: str | None = None
    """The URL (or short text) of the licence that the page names for itself."""
    opt_out: tuple[str, ...] = ()
    """Signals against machine use, such as `noai`, `tdm-reservation`, `noindex`; sorted, lower case."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a reader of the page gets."""

    title: str
    text: str
    blocks: tuple[Block, ...]
    language: str | None
    """ISO 639-1, guessed from the text; the html element's `lang` where the text is too short to tell."""
    charset: str
    """The encoding the bytes were decoded with."""
    structured: tuple[StructuredQA, ...]
    metadata: Metadata
