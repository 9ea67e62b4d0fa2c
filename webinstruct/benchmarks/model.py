"""A problem of a benchmark, and what `load` found."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from webinstruct.settings import BENCHMARKS

NAMES: tuple[str, ...] = BENCHMARKS


@dataclass(frozen=True, slots=True, repr=False)
class Problem:
    """One item of a benchmark.

    >>> Problem("aqua", "aqua/0", "Half of 6?", ("2", "3"), "3", label=1).secret
    False
    >>> Problem("gpqa", "gpqa/rec1", "never shown")
    Problem(benchmark='gpqa', id='gpqa/rec1', …)
    """

    benchmark: str
    id: str  # "gsm8k/17": the published id where there is one, else the position in the published file
    question: str  # as published, without the options where they can be told apart
    options: tuple[str, ...] = ()  # without their letters
    answer: str = ""  # the gold: the right option's text, the final answer, the tests of a program
    label: int | None = None  # index into options
    solution: str = ""  # worked solution, rationale or canonical program, if published
    task: str = ""  # subtask, subject or type
    level: str = ""  # difficulty (MATH), subset (GPQA)
    picture: bool = False  # it cannot be answered without a picture

    @property
    def secret(self) -> bool:
        """True for GPQA: its authors ask that no item be shown in clear anywhere."""
        return self.benchmark == "gpqa"

    def __repr__(self) -> str:
        if self.secret:
            return f"Problem(benchmark={self.benchmark!r}, id={self.id!r}, …)"
        inside = ", ".join(f"{part.name}={getattr(self, part.name)!r}" for part in fields(self))
        return f"Problem({inside})"


@dataclass(frozen=True, slots=True)
class Loaded:
    """All that was found, in the order of NAMES, then of the files; the user's own come last."""

    problems: tuple[Problem, ...]
    missing: tuple[str, ...] = ()  # names that were asked for and not found
    reasons: Mapping[str, str] = field(default_factory=dict)  # missing name → why
    skipped: int = 0  # records with an empty question
    twins: int = 0  # records that repeat another of their benchmark exactly

    def digest(self) -> str:
        """Sha256 over every field of every problem: the same files give the same 64 hex digits.

        >>> Loaded((Problem("svamp", "svamp/0", "2 + 2?"),)).digest()[:12]
        '28e07cdf6ddb'
        """
        total = hashlib.sha256()
        for problem in self.problems:
            row = [getattr(problem, part.name) for part in fields(problem)]
            total.update(json.dumps(row, ensure_ascii=True).encode() + b"\n")
        return total.hexdigest()
