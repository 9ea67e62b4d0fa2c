"""On real pages the rules find marked pairs and leave pages without questions alone."""

import dataclasses
from pathlib import Path

import pyarrow as pa
import pytest

from webinstruct import extract, page
from webinstruct.settings import ExtractSettings, LlmSettings
from webinstruct.text import squeeze


def solid(text: str) -> str:
    return squeeze(text).text.replace(" ", "")


def kept(folder: Path) -> dict[str, int]:
    """Kept pairs by file, for files that have any; every span is checked to give its side."""
    pages = {file.name: page.read(file.read_bytes()) for file in sorted(folder.iterdir())}
    columns = {
        "doc_id": list(pages),
        "url": list(pages),
        "domain": ["e.org"] * len(pages),
        "title": [one.title for one in pages.values()],
        "language": [one.language for one in pages.values()],
        "text": [one.text for one in pages.values()],
        "structured": [[dataclasses.asdict(item) for item in one.structured] for one in pages.values()],
    }
    counts: dict[str, int] = {}
    for batch in extract.pairs(
        iter([pa.RecordBatch.from_pydict(columns)]), ExtractSettings(), LlmSettings(), "digest"
    ):
        for row in batch.to_pylist():
            if row["dropped"] is None:
                counts[row["doc_id"]] = counts.get(row["doc_id"], 0) + 1
                for side in ("question", "answer"):
                    spans = row[f"{side}_spans"]
                    found = "".join(pages[row["doc_id"]].text[span["start"] : span["end"]] for span in spans)
                    assert row["grounding"] < 1 or solid(found) == solid(row[side])
    return counts


@pytest.mark.parametrize(("folder", "least", "most"), [("html_qa", 12, 29), ("html_neg", 0, 4)])
def test_pages_with_pairs(shared: Path, folder: str, least: int, most: int) -> None:
    assert least <= len(kept(shared / folder)) <= most


def test_a_textbook_page_gives_its_examples(shared: Path) -> None:
    assert kept(shared / "html_qa")["libretexts-multiply-integers.html"] >= 50
