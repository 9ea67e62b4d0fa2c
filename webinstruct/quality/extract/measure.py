"""Pages read as `recall` reads them, asked about by the stage's own generator, and judged."""

import dataclasses
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from webinstruct import UserError, extract, page
from webinstruct.llm import Engine
from webinstruct.quality.pages import read_page
from webinstruct.settings import ExtractSettings, LlmSettings

from .figures import ExtractQuality
from .judge import Judged, Row, judge
from .truth import TruePage

BATCH: Final = 50

Documents = Sequence["Document"]
Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Document:
    """A page with its truth, and what was read of it."""

    truth: TruePage
    columns: Mapping[str, Any]

    @property
    def text(self) -> str:
        """What the engine is shown."""
        return str(self.columns["text"])


def read_pages(truths: Sequence[TruePage], root: Path) -> list[Document]:
    """The pages of a truth file; `root` is the folder that `file` counts from."""
    return [_document(truth, root) for truth in truths]


def read_folder(folder: Path) -> list[Document]:
    """A folder of pages without pairs. UserError if there are none."""
    names = sorted(file.name for file in folder.iterdir() if file.is_file()) if folder.is_dir() else []
    if not names:
        raise UserError(f"--negatives {folder}: wanted a folder of pages, found none")
    return [_document(TruePage(name, True, ()), folder) for name in names]


def measure(
    documents: Documents,
    negatives: Documents,
    settings: ExtractSettings,
    llm: LlmSettings,
    *,
    prompt: str = "",
    engine: Engine | None = None,
) -> ExtractQuality:
    """One engine over both; negatives are asked about in the same run."""
    started = time.monotonic()
    rows = run([*documents, *negatives], settings, llm, prompt=prompt, engine=engine)
    seconds = time.monotonic() - started
    judged = [_judged(at, document, rows) for at, document in enumerate([*documents, *negatives])]
    every = [row for group in rows.values() for row in group]
    return ExtractQuality(
        pages=tuple(judged[: len(documents)]),
        negatives=tuple(judged[len(documents) :]),
        dropped=Counter(row["dropped"] for row in every if row["dropped"] is not None),
        tokens_in=sum(row["tokens_in"] for row in every),
        tokens_out=sum(row["tokens_out"] for row in every),
        seconds=seconds,
    )


def run(
    documents: Documents,
    settings: ExtractSettings,
    llm: LlmSettings,
    *,
    prompt: str = "",
    engine: Engine | None = None,
) -> dict[str, list[Row]]:
    """The stage's rows, by the document's number. UserError if it left out pages: their budget is spent."""
    found: dict[str, list[Row]] = {}
    for batch in extract.pairs(_batches(documents), settings, llm, "quality", engine, prompt):
        for row in batch.to_pylist():
            found.setdefault(row["doc_id"], []).append(row)
    if len(found) < len(documents):
        raise UserError(f"{len(documents) - len(found)} pages were not asked about: the budget is spent")
    return found


def _judged(at: int, document: Document, rows: Rows) -> Judged:
    return judge(document.truth, document.text, rows[str(at)], document.columns["title"] or "")


def _document(truth: TruePage, root: Path) -> Document:
    raw = read_page(root, truth.file)
    read = page.read(raw.html, http_charset=raw.charset)
    columns = {
        "title": read.title,
        "language": read.language,
        "published": read.metadata.published,
        "licence": read.metadata.licence,
        "opt_out": read.metadata.opt_out,
        "text": read.text,
        "blocks": [dataclasses.asdict(block) for block in read.blocks],
        "structured": [dataclasses.asdict(item) for item in read.structured],
    }
    return Document(truth, columns | {"url": f"file:{truth.file}", "domain": None})


def _batches(documents: Documents) -> Iterator[pa.RecordBatch]:
    rows = [dict(document.columns) | {"doc_id": str(at)} for at, document in enumerate(documents)]
    for start in range(0, len(rows), BATCH):
        columns = {name: [row[name] for row in rows[start : start + BATCH]] for name in extract.READS}
        yield pa.RecordBatch.from_pydict(columns)
