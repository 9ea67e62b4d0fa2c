"""The answer key: what is true of every page, as one Parquet file written in row groups."""

from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from webinstruct.simweb.pages import Placed

PAIR = pa.struct([("question", pa.string()), ("answer", pa.string()), ("marked", pa.bool_())])
SCHEMA = pa.schema(
    [
        pa.field("url", pa.string(), nullable=False),
        pa.field("domain", pa.string(), nullable=False),
        pa.field("warc_id", pa.string(), nullable=False),
        pa.field("warc_offset", pa.int64(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("educational", pa.bool_(), nullable=False),
        pa.field("has_pairs", pa.bool_(), nullable=False),
        pa.field("pairs", pa.list_(PAIR), nullable=False),
        pa.field("formulas", pa.list_(pa.string()), nullable=False),
        pa.field("twin_of", pa.string()),
    ]
)
GROUP_ROWS = 2000


class KeyWriter:
    """Collects rows and writes them a row group at a time, so memory stays flat."""

    def __init__(self, path: Path) -> None:
        self._writer = pq.ParquetWriter(path, SCHEMA)
        self._rows: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._flush()
        self._writer.close()

    def add(self, placed: Placed, warc_id: str, offset: int) -> None:
        """One page, found in `warc_id` with its response record at byte `offset`."""
        page = placed.page
        pairs = [{"question": p.question, "answer": p.answer, "marked": p.marked} for p in page.pairs]
        self._rows.append(
            {
                "url": placed.url,
                "domain": placed.site.domain,
                "warc_id": warc_id,
                "warc_offset": offset,
                "kind": page.kind,
                "educational": page.educational,
                "has_pairs": bool(pairs),
                "pairs": pairs,
                "formulas": list(page.formulas),
                "twin_of": placed.twin_of,
            }
        )
        if len(self._rows) == GROUP_ROWS:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(pa.Table.from_pylist(self._rows, SCHEMA))
            self._rows.clear()
