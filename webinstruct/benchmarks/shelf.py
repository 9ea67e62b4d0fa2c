"""The problems found so far: each once, under an id no other has."""

from collections.abc import Sequence
from dataclasses import replace

from webinstruct import UserError
from webinstruct.benchmarks.fields import Misfit, Row
from webinstruct.benchmarks.forms import FORMS
from webinstruct.benchmarks.model import Problem
from webinstruct.benchmarks.places import Place

_BY_PART = ("bbh", "agieval", "mmlu_stem", "math")  # several files, each counted from 0


class Shelf:
    """Problems in the order they came, with what was left out counted.

    The same question, options and gold again is a twin. The same published id from a second
    file is one too: MATH-500 and MATH, GPQA diamond and main. A question that came with another
    gold stays, as published.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.skipped = 0
        self.twins = 0
        self._seen: set[tuple[str, str, tuple[str, ...], str]] = set()
        self._source: dict[str, str] = {}  # id → the file it came from

    def count(self, benchmark: str) -> int:
        """How many it holds of one benchmark."""
        return sum(problem.benchmark == benchmark for problem in self.problems)

    def add_rows(self, rows: Sequence[tuple[str, Row]], place: Place, source: str) -> None:
        """The records of one file; UserError names the first that does not fit."""
        found = []
        for position, (where, row) in enumerate(rows):
            try:
                problem = FORMS[place.benchmark](row, place.part)
            except Misfit as misfit:
                raise UserError(f"{source}: {where} is not of {place.benchmark}: {misfit}") from None
            if problem is not None:
                found.append((_named(problem, place, position), bool(problem.id)))
        if not rows:
            raise UserError(f"{source}: holds no record of {place.benchmark}")
        self.add_all(found, source)

    def add_all(self, found: Sequence[tuple[Problem, bool]], source: str) -> None:
        """Problems with their ids, each with whether the id is its publisher's."""
        asked = [pair for pair in found if pair[0].question.strip()]
        every = len(found)
        if every and not asked:
            raise UserError(f"{source}: the question is empty in all {every} records")
        self.skipped += every - len(asked)
        for problem, published in asked:
            self._add(problem, published, source)

    def _add(self, problem: Problem, published: bool, source: str) -> None:
        key = (problem.benchmark, problem.question, problem.options, problem.answer)
        known = self._source.get(problem.id)
        if key in self._seen or (published and known not in (None, source)):
            self.twins += 1
            return
        name, again = problem.id, 2
        while name in self._source:
            name, again = f"{problem.id}~{again}", again + 1
        self._seen.add(key)
        self._source[name] = source
        self.problems.append(replace(problem, id=name))


def _named(problem: Problem, place: Place, position: int) -> Problem:
    """`bbh/navigate/3`: the position in its file, unless its publisher named it."""
    benchmark, part = problem.benchmark, place.part if place.benchmark in _BY_PART else ""
    if problem.id:
        return replace(problem, id=f"{benchmark}/{problem.id}")
    if benchmark == "math" and part:
        return replace(problem, id=f"math/{part}/row-{position}")  # "math/algebra/3" is a published id
    inside = "" if part in ("", "stem") else f"{part}/"
    return replace(problem, id=f"{benchmark}/{inside}{position}")
