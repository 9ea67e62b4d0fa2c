"""Instruction datasets of any common form, row by row: JSON Lines, JSON or Parquet.

>>> pair({"instruction": "Add.", "input": "2 and 3", "output": "5"})
('Add.\\n2 and 3', '5')
>>> pair({"messages": [{"role": "user", "content": "Hi?"}, {"role": "assistant", "content": "Hello."}]})
('Hi?', 'Hello.')
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from webinstruct import UserError

Row = dict[str, Any]
Pair = tuple[str, str]

_QUESTIONS = ("question", "instruction", "problem", "prompt", "query")
_ANSWERS = ("answer", "output", "response", "solution", "completion")
_TALKS = ("messages", "conversations")
_USERS = ("user", "human", "system")


def pair(row: Row) -> Pair | None:
    """Question and answer of a row; None for a form that is not known."""
    for name in _TALKS:
        if isinstance(row.get(name), list):
            return _talk(row[name])
    question = _first(row, _QUESTIONS)
    if question is not None:
        extra = row.get("input") if "instruction" in row else None
        return (f"{question}\n{extra}" if extra else question), _first(row, _ANSWERS) or ""
    text = row.get("text")
    return (text, "") if isinstance(text, str) else None


def _first(row: Row, names: Sequence[str]) -> str | None:
    return next((str(row[name]) for name in names if isinstance(row.get(name), str | int | float)), None)


def _talk(turns: Sequence[Any]) -> Pair | None:
    """All that was asked, and all that was answered; `from` and `value` are ShareGPT's names."""
    asked: list[str] = []
    answered: list[str] = []
    for turn in turns:
        if not isinstance(turn, dict):
            return None
        role, said = turn.get("role", turn.get("from")), turn.get("content", turn.get("value"))
        if not isinstance(said, str):
            return None
        (asked if role in _USERS else answered).append(said)
    return "\n".join(asked), "\n".join(answered)


def read(path: Path) -> Iterator[tuple[Row, Pair]]:
    """Each row with its question and answer. UserError names the first row that is none."""
    if not path.exists():
        raise UserError(f"no file at {path}")
    for number, row in enumerate(_rows(path), start=1):
        found = pair(row) if isinstance(row, dict) else None
        if found is None:
            told = ", ".join(list(row)[:8]) if isinstance(row, dict) else type(row).__name__
            raise UserError(
                f"{path}: row {number} must hold a question (question, instruction, problem or prompt), "
                f"messages or text, got {told or 'nothing'}"
            )
        yield row, found


def _rows(path: Path) -> Iterator[Any]:
    if path.suffix == ".parquet":
        yield from _parquet(path)
    elif path.suffix == ".json":
        yield from _json(path)
    elif path.suffix in (".jsonl", ".ndjson"):
        yield from _lines(path)
    else:
        raise UserError(f"{path}: wanted .jsonl, .json or .parquet")


def _parquet(path: Path) -> Iterator[Any]:
    from pyarrow import ArrowException, parquet

    try:
        for batch in parquet.ParquetFile(path).iter_batches(1024):
            yield from batch.to_pylist()
    except (ArrowException, OSError) as error:
        raise UserError(f"{path}: cannot be read as Parquet ({type(error).__name__})") from None


def _json(path: Path) -> Iterator[Any]:
    try:
        whole = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path}: not JSON: {error}") from None
    yield from whole if isinstance(whole, list) else [whole]


def _lines(path: Path) -> Iterator[Any]:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                try:
                    yield json.loads(line)
                except (ValueError, RecursionError) as error:
                    raise UserError(f"{path}: line {number} is not JSON: {error}") from None


def batches(rows: Iterable[tuple[Row, Pair]], size: int) -> Iterator[list[tuple[Row, Pair]]]:
    """Lists of so many rows."""
    several = iter(rows)
    while batch := list(islice(several, size)):
        yield batch


@contextmanager
def writer(path: Path) -> Iterator[Callable[[Row], None]]:
    """Writes rows as JSON Lines, or as a list for `.json`, or as Parquet; nothing stays of a run that fails."""
    part = path.with_name(f"{path.name}.part")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _open(part, path.suffix) as write:
            yield write
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _open(part: Path, suffix: str) -> Iterator[Callable[[Row], None]]:
    if suffix == ".parquet":
        rows: list[Row] = []
        yield rows.append
        _write_parquet(part, rows)
        return
    if suffix not in (".json", ".jsonl", ".ndjson"):
        raise UserError(f"{part.with_suffix('')}: wanted .jsonl, .json or .parquet")
    with part.open("w", encoding="utf-8") as file:
        count = 0

        def write(row: Row) -> None:
            nonlocal count
            if suffix == ".json":
                file.write(",\n" if count else "[\n")
            file.write(json.dumps(row, ensure_ascii=False) + ("" if suffix == ".json" else "\n"))
            count += 1

        yield write
        if suffix == ".json":
            file.write("\n]\n" if count else "[]\n")


def _write_parquet(part: Path, rows: list[Row]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    parquet.write_table(pa.Table.from_pylist(rows), part)
