"""On real pages the rules find what people found there by reading, and leave pages without questions alone."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from webinstruct import extract, page
from webinstruct.quality.text import Haystack, is_checkable
from webinstruct.settings import ExtractSettings, LlmSettings
from webinstruct.text import squeeze

# The page itself names another answer as best (accepted or most votes) than the reader who labelled it.
OTHER_ANSWER = {
    "html_qa/flarum-login-plugin-zh.html",
    "html_qa/so-http-iframe.html",
    "html_forum/044e68e44f3c616b.html",
}


def solid(text: str) -> str:
    return squeeze(text).text.replace(" ", "")


def kept(files: dict[str, Path]) -> dict[str, list[dict[str, Any]]]:
    """Kept pairs by name, for files that have any; every span is checked to give its side."""
    pages = {name: page.read(file.read_bytes()) for name, file in files.items()}
    columns = {
        "doc_id": list(pages),
        "url": list(pages),
        "domain": ["e.org"] * len(pages),
        "title": [one.title for one in pages.values()],
        "language": [one.language for one in pages.values()],
        "published": [one.metadata.published for one in pages.values()],
        "licence": [one.metadata.licence for one in pages.values()],
        "opt_out": [one.metadata.opt_out for one in pages.values()],
        "text": [one.text for one in pages.values()],
        "blocks": [[dataclasses.asdict(block) for block in one.blocks] for one in pages.values()],
        "structured": [[dataclasses.asdict(item) for item in one.structured] for one in pages.values()],
    }
    found: dict[str, list[dict[str, Any]]] = {}
    for batch in extract.pairs(
        iter([pa.RecordBatch.from_pydict(columns)]), ExtractSettings(), LlmSettings(), "digest"
    ):
        for row in batch.to_pylist():
            if row["dropped"] is None:
                found.setdefault(row["doc_id"], []).append(row)
                for side in ("question", "answer"):
                    spans = row[f"{side}_spans"]
                    there = "".join(pages[row["doc_id"]].text[span["start"] : span["end"]] for span in spans)
                    assert row["grounding"] < 1 or solid(there) == solid(row[side])
    return found


def folder(path: Path) -> dict[str, Path]:
    return {file.name: file for file in sorted(path.iterdir())}


def fits(row: dict[str, Any], pair: dict[str, Any], both: bool = True) -> bool:
    """Whether a kept pair holds the start of a labelled question and of its answer; or one of them."""
    sides = (Haystack(row[side]).find(pair[f"{side}_start"]) for side in ("question", "answer"))
    return (all if both else any)(side is not None for side in sides)


def test_the_pairs_that_readers_found(shared: Path) -> None:
    labels = [
        json.loads(line) for line in (shared / "qa_truth.dev.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    found = kept({label["file"]: shared / label["file"] for label in labels})
    hits = checkable = right = 0
    wrong: list[str] = []
    for label in labels:
        rows = found.get(label["file"], [])
        sure = [pair for pair in label["pairs"] if is_checkable(pair)]
        unsure = [pair for pair in label["pairs"] if pair.get("unsure")]
        checkable += len(sure)
        hits += sum(any(fits(row, pair) for row in rows) for pair in sure)
        for row in rows if label["complete"] else ():
            if any(fits(row, pair) for pair in sure):
                right += 1
            elif not any(fits(row, pair, both=False) for pair in unsure):
                wrong.append(label["file"])
    assert hits >= 29
    assert checkable == 54
    assert set(wrong) <= OTHER_ANSWER, f"{right} right, wrong on {wrong}"
    assert right >= 26


def test_pages_without_questions_give_no_pairs(shared: Path) -> None:
    [interview] = kept(folder(shared / "html_neg"))
    assert interview.startswith("aeb_4648a420")  # marked Q: and A:


def test_a_textbook_page_gives_its_examples(shared: Path) -> None:
    name = "libretexts-multiply-integers.html"
    assert len(kept({name: shared / "html_qa" / name})[name]) >= 50
