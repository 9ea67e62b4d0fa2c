"""Refinement's thinking: what is asked of a refiner, what its answer is, and what it preserved.

    >>> from webinstruct.answers import Judge
    >>> source = Source("hi, what is 12 * 4??", "12 * 4 = 48, thanks")
    >>> with Judge() as judge:
    ...     found = measure(source, Refined("What is $12 * 4$?", "Four twelves: $12 * 4 = 48$."), judge)
    >>> found.answer_kept, found.question_changed, found.false_equations
    ('equal', (), ())

Preserved is not correct: nothing in here knows whether a source's answer is true.
"""

from .clean import Cleaned, clean
from .flags import flags
from .measures import measure
from .model import CHANGES, DROPPED, Change, Measures, Refined, Source
from .parse import SCHEMA, parse
from .prompts import messages, prompt
from .stage import READS, refined

VERSION = 2
"""Raised whenever a refined pair, a reason or a measure may come out otherwise."""

__all__ = [
    "CHANGES",
    "DROPPED",
    "READS",
    "SCHEMA",
    "VERSION",
    "Change",
    "Cleaned",
    "Measures",
    "Refined",
    "Source",
    "clean",
    "flags",
    "measure",
    "messages",
    "parse",
    "prompt",
    "refined",
]
