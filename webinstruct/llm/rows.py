"""Rows of the stages that ask an engine: their keys, what is told of prompts and errors, and their batches.

>>> key("d1", "page", 0)
'17fc7b162944f1f38338ce292649a288'
>>> rows = Writer(pa.schema([("question", pa.string()), ("engine", pa.string())]), {"engine": "rules"})
>>> rows.add({"question": "Why?"})
>>> [batch.to_pylist() for batch in rows.rest()]
[[{'question': 'Why?', 'engine': 'rules'}]]
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pyarrow as pa

NEVER: Final = "never answered"
"""The error of a request that the engine has ended without a word on."""
MAX_ERROR: Final = 500
FLUSH_ROWS: Final = 1_000
FLUSH_BYTES: Final = 8_000_000

Row = dict[str, Any]


def key(*parts: object) -> str:
    """32 hex digits that hang on the parts alone."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32]


def prompt_digest(prompt: str) -> str | None:
    """What stands in the column `prompt`: 16 hex digits; None without a prompt."""
    return hashlib.sha256(prompt.encode()).hexdigest()[:16] if prompt else None


def told(error: str | None) -> str | None:
    """What stands in the column `error`: what the engine said, as much of it as helps."""
    return error[:MAX_ERROR] if error else None


class Writer:
    """Collects rows until they are worth a batch; `constant` stands in each of them."""

    def __init__(self, schema: pa.Schema, constant: Mapping[str, Any]) -> None:
        self._schema = schema
        self._constant = dict(constant)
        self._rows: list[Row] = []
        self._bytes = 0

    def add(self, row: Mapping[str, Any]) -> None:
        """One row; columns that it lacks are null."""
        self._rows.append({**row, **self._constant})
        self._bytes += 500 + len(row.get("question") or "") + len(row.get("answer") or "")

    def full(self) -> Iterator[pa.RecordBatch]:
        """A batch, if there is enough for one."""
        if len(self._rows) >= FLUSH_ROWS or self._bytes >= FLUSH_BYTES:
            yield from self.rest()

    def rest(self) -> Iterator[pa.RecordBatch]:
        """All that is left, if anything."""
        for start in range(0, len(self._rows), FLUSH_ROWS):
            yield pa.RecordBatch.from_pylist(self._rows[start : start + FLUSH_ROWS], schema=self._schema)
        self._rows, self._bytes = [], 0
