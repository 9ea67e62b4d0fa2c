"""The user's own benchmarks: `custom/NAME.jsonl` is the benchmark "custom:NAME".

A line: {"question": "…", "answer": "…", "options": ["…", "…"], "id": "…"}; all but the question
may be left out. With options, the answer is one of them, or its letter.
"""

from pathlib import Path

from webinstruct import UserError
from webinstruct.benchmarks import choices
from webinstruct.benchmarks.fields import Misfit, Row, maybe, text, texts
from webinstruct.benchmarks.files import records
from webinstruct.benchmarks.model import Problem


def problems(path: Path) -> list[tuple[Problem, bool]]:
    """Every problem of the file, each with whether its id is the user's."""
    rows = records(path)
    if not rows:
        raise UserError(f"{path}: holds no record")
    try:
        return [_problem(row, f"custom:{path.stem}", at) for at, (_, row) in enumerate(rows)]
    except _Wrong as wrong:
        raise UserError(f"{path}: {rows[wrong.at][0]} is not a problem: {wrong}") from None


class _Wrong(Exception):
    def __init__(self, at: int, why: Misfit) -> None:
        super().__init__(str(why))
        self.at = at


def _problem(row: Row, benchmark: str, at: int) -> tuple[Problem, bool]:
    try:
        question, answer = text(row, "question"), maybe(row, "answer")
        options = choices.bare(texts(row, "options")) if row.get("options") is not None else ()
        label = None
        if options and answer:
            label = options.index(answer) if answer in options else choices.must(answer, options)
    except Misfit as misfit:
        raise _Wrong(at, misfit) from None
    named = maybe(row, "id")
    gold = answer if label is None else options[label]
    problem = Problem(benchmark, f"{benchmark}/{named or at}", question, options, gold, label)
    return problem, bool(named)
