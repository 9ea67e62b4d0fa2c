"""Records of a file: JSON Lines, JSON, Parquet or CSV, the first two also gzipped.

Messages name the file and the line, never its content: a secret item may stand in it.
"""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from webinstruct import UserError
from webinstruct.benchmarks.fields import Row

SUFFIXES = (".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz", ".parquet", ".csv")
_LISTS = ("examples", "data", "questions", "problems", "test", "rows")  # {"examples": […]}
_MMLU = ["question", "A", "B", "C", "D", "answer"]  # its first release has no header


def records(path: Path) -> list[tuple[str, Row]]:
    """Each record and where it stands ("line 3", "record 3").

    A list, one record a line, a dict of lists, one of lists under a known name, or one lone record.
    """
    name = path.name.lower()
    if name.endswith(".parquet"):
        return _numbered(_parquet(path))
    content = _text(path)
    if name.endswith(".csv"):
        return _numbered(_csv(path, content))
    if name.removesuffix(".gz").endswith((".jsonl", ".ndjson")):
        return list(_lines(path, content))
    return _json(path, content)


def _numbered(rows: list[Row]) -> list[tuple[str, Row]]:
    return [(f"record {number}", row) for number, row in enumerate(rows, start=1)]


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix.lower() == ".gz" else data).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as error:
        raise UserError(f"{path}: cannot be read as UTF-8 text ({type(error).__name__})") from None


def _lines(path: Path, content: str) -> Iterator[tuple[str, Row]]:
    for number, line in enumerate(content.split("\n"), start=1):  # texts may hold other line ends
        if line.strip():
            yield f"line {number}", _object(path, f"line {number}", _parsed(path, line, number - 1))


def _parsed(path: Path, source: str, before: int = 0) -> Any:
    try:
        return json.loads(source)
    except json.JSONDecodeError as error:
        raise UserError(f"{path}: line {before + error.lineno} is not JSON: {error.msg}") from None
    except RecursionError:
        raise UserError(f"{path}: line {before + 1} is not a record: nested too deep") from None


def _json(path: Path, content: str) -> list[tuple[str, Row]]:
    """A whole document; some are published as `.json` with one record a line."""
    head, _, rest = content.strip().partition("\n")
    if rest and head.startswith("{") and head.rstrip().endswith("}"):
        return list(_lines(path, content))
    rows = _rows(_parsed(path, content))
    return [(f"record {n}", _object(path, f"record {n}", row)) for n, row in enumerate(rows, start=1)]


def _rows(whole: Any) -> list[Any]:
    if not isinstance(whole, dict):
        return whole if isinstance(whole, list) else [whole]
    for name in _LISTS:
        if isinstance(whole.get(name), list) and all(isinstance(row, dict) for row in whole[name]):
            return list(whole[name])
    columns = list(whole.values())
    if columns and all(isinstance(column, list) for column in columns):
        lengths = {len(column) for column in columns}
        if len(lengths) == 1:
            return [dict(zip(whole, row, strict=True)) for row in zip(*columns, strict=True)]
    return [whole]


def _object(path: Path, where: str, row: Any) -> Row:
    if not isinstance(row, dict):
        raise UserError(f"{path}: {where} must be an object with fields, came {type(row).__name__}")
    return row


def _parquet(path: Path) -> list[Row]:
    from pyarrow import ArrowException, parquet

    try:
        rows: list[Row] = parquet.ParquetFile(path).read().to_pylist()
    except (ArrowException, OSError) as error:
        raise UserError(f"{path}: cannot be read as Parquet ({type(error).__name__})") from None
    return rows


def _csv(path: Path, content: str) -> list[Row]:
    try:
        lines = list(csv.reader(io.StringIO(content, newline=""), strict=True))
    except csv.Error as error:
        raise UserError(f"{path}: cannot be read as CSV: {error}") from None
    if not lines:
        return []
    bare = len(lines[0]) == len(_MMLU) and lines[0][-1].strip() in {"A", "B", "C", "D"}
    header, body = (_MMLU, lines) if bare else (lines[0], lines[1:])
    for number, line in enumerate(body, start=1):
        if line and len(line) != len(header):
            raise UserError(f"{path}: record {number} has {len(line)} columns, wanted {len(header)}")
    return [dict(zip(header, line, strict=True)) for line in body if line]
