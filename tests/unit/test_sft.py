"""A dataset folder is whole or not there, holds the same bytes for the same rows, and tells how to load it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from webinstruct import UserError, sft, tables


def pair(number: int, dropped: str | None = None) -> dict[str, Any]:
    return {
        "pair_id": f"p{number}",
        "doc_id": "d",
        "url": "http://e.org/1",
        "domain": "e.org",
        "title": None,
        "language": "de",
        "published": "2026-01-02",
        "licence": "CC BY 4.0",
        "opt_out": ["noai", "noindex"],
        "question": f"Was ist {number} + 0?",
        "answer": f"Größe {number}\nEnde",
        "grounding": 1.0,
        "dropped": dropped,
        "engine": "rules",
        "tokens_in": 0,
        "tokens_out": 0,
        "digest": "x",
        "verdict": "clean",
        "others": None if number == 1 else 2,
        "also_at": None if number == 1 else ["http://e.org/1", "http://f.org/"],
    }


# what export puts beside the columns of a pair
BESIDE = [("verdict", pa.string()), ("others", pa.int32()), ("also_at", pa.list_(pa.string()))]
JOINED = pa.schema([*tables.PAIRS.arrow, *BESIDE])


def row(number: int) -> dict[str, Any]:
    return {
        "id": f"p{number}",
        "messages": [
            {"role": "user", "content": f"Was ist {number} + 0?"},
            {"role": "assistant", "content": f"Größe {number}\nEnde"},
        ],
        "pair_id": f"p{number}",
        "doc_id": "d",
        "url": "http://e.org/1",
        "domain": "e.org",
        "title": None,
        "language": "de",
        "published": "2026-01-02",
        "licence": "CC BY 4.0",
        "opt_out": ["noai", "noindex"],
        "grounding": 1.0,
        "engine": "rules",
        "copies": 1 if number == 1 else 3,
        "also_at": [] if number == 1 else ["http://f.org/"],
        "verdict": "clean",
    }


def batch(*numbers: int) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([row(number) for number in numbers], schema=tables.SFT.arrow)


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_kept_pairs_become_rows_and_dropped_ones_stay_behind() -> None:
    kept = pa.RecordBatch.from_pylist([pair(1), pair(2, "ungrounded")], schema=JOINED)
    none = pa.RecordBatch.from_pylist([pair(3, "void")], schema=JOINED)
    [made] = sft.rows(iter([kept, none]))
    assert made.schema.equals(tables.SFT.arrow)
    assert made.to_pylist() == [row(1)]


def test_a_pair_tells_how_often_and_where_else_it_stood() -> None:
    [made] = sft.rows([pa.RecordBatch.from_pylist([pair(2)], schema=JOINED)])
    assert made.to_pylist() == [row(2) | {"copies": 3, "also_at": ["http://f.org/"]}]


def test_the_folder_holds_parquet_jsonl_and_card(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "dataset"
    assert sft.write(folder, [batch(1), batch(), batch(2, 3)], "# card\n") == 3
    assert sorted(content(folder)) == ["README.md", "data/train-00000-of-00001.parquet", "train.jsonl"]
    assert pq.read_table(folder / sft.PARQUET).to_pylist() == [row(1), row(2), row(3)]
    lines = (folder / sft.JSONL).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [row(1), row(2), row(3)]
    assert "Größe" in lines[0]
    assert (folder / sft.CARD).read_text(encoding="utf-8").startswith("# card\n\n<!-- made by webinstruct")
    assert [entry.name for entry in folder.parent.iterdir()] == ["dataset"]


def test_bytes_do_not_tell_how_the_rows_were_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sft, "ROW_GROUP", 4)
    sft.write(tmp_path / "one", [batch(*range(11))], "card")
    sft.write(tmp_path / "many", [batch(0), batch(*range(1, 9)), batch(9), batch(10)], "card")
    assert content(tmp_path / "one") == content(tmp_path / "many")
    groups = pq.ParquetFile(tmp_path / "one" / sft.PARQUET).metadata
    assert [groups.row_group(at).num_rows for at in range(groups.num_row_groups)] == [4, 4, 3]


def test_no_rows_make_an_empty_dataset(tmp_path: Path) -> None:
    assert sft.write(tmp_path / "dataset", [], "card") == 0
    assert pq.read_table(tmp_path / "dataset" / sft.PARQUET).num_rows == 0


def test_a_new_dataset_replaces_the_old_one(tmp_path: Path) -> None:
    sft.write(tmp_path / "dataset", [batch(1, 2)], "old")
    sft.write(tmp_path / "dataset", [batch(3)], "new")
    assert pq.read_table(tmp_path / "dataset" / sft.PARQUET).to_pylist() == [row(3)]
    assert [entry.name for entry in tmp_path.iterdir()] == ["dataset"]


def test_the_old_dataset_stands_until_the_new_one_is_whole(tmp_path: Path) -> None:
    def breaks() -> Iterator[pa.RecordBatch]:
        yield batch(3)
        raise OSError("gone")

    sft.write(tmp_path / "dataset", [batch(1)], "old")
    before = content(tmp_path / "dataset")
    with pytest.raises(OSError, match="gone"):
        sft.write(tmp_path / "dataset", breaks(), "new")
    assert content(tmp_path / "dataset") == before
    sft.write(tmp_path / "dataset", [batch(3)], "new")
    assert [entry.name for entry in tmp_path.iterdir()] == ["dataset"]


def test_a_call_mends_what_a_killed_one_left(tmp_path: Path) -> None:
    sft.write(tmp_path / "dataset", [batch(1)], "old")
    (tmp_path / "dataset").rename(tmp_path / ".dataset.old")  # killed between the two renames
    (tmp_path / ".dataset.new").mkdir()
    with pytest.raises(ZeroDivisionError):
        sft.write(tmp_path / "dataset", (batch(1 // 0) for _ in "x"), "new")
    assert pq.read_table(tmp_path / "dataset" / sft.PARQUET).to_pylist() == [row(1)]
    sft.write(tmp_path / "dataset", [batch(2)], "new")
    assert [entry.name for entry in tmp_path.iterdir()] == ["dataset"]


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(UserError, match=r"thesis\.tex"):
        sft.write(tmp_path, [batch(1)], "card")
    with pytest.raises(UserError, match="wanted a folder"):
        sft.write(tmp_path / "thesis.tex", [batch(1)], "card")
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


LOOKED = {"benchmarks": {"gsm8k": 1319}, "not_looked_for": ["math", "bbh"], "rule": "ours", "digest": "ab"}


def test_the_card_names_the_parquet_files_and_the_way_here() -> None:
    text = sft.card(
        "sums",
        1234,
        funnel={"pages": 5000, "pairs kept": 1234},
        domains=[("a.org", 1000), ("b|c.org", 234)],
        examples=[("What does ```x``` do?", "Nothing.")],
        languages=["de", "no"],
        decontaminated=LOOKED,
        provenance={"settings": "0123abcd"},
    )
    _, head, body = text.split("---\n", 2)
    assert yaml.safe_load(head) == {
        "pretty_name": "sums",
        "license": "other",
        "language": ["de", "no"],
        "task_categories": ["question-answering", "text-generation"],
        "size_categories": ["1K<n<10K"],
        "configs": [
            {"config_name": "default", "data_files": [{"split": "train", "path": "data/train-*.parquet"}]}
        ],
        "decontaminated": LOOKED,
    }
    for line in (
        "# sums",
        "| pages | 5,000 |",
        "| b\\|c.org | 234 |",
        "| settings | 0123abcd |",
        "````text\nQ: What does ```x``` do?\n\nA: Nothing.\n````",
        "| gsm8k | 1,319 |",
        "Not looked for: math, bbh.",
        "- Not refined yet",
        "- The text belongs to its authors.",
        "- `licence` is what the page says of itself",
        'load_dataset("parquet", data_files=',
    ):
        assert line in body


def test_a_card_of_nothing_has_no_empty_sections() -> None:
    text = sft.card("none", 0, funnel={}, domains=[])
    assert "n<1K" in text
    assert "language:" not in text
    assert "## Domains" not in text
    assert "## Examples" not in text
    assert "Not decontaminated" in text


@pytest.mark.parametrize(
    "name", ["README.md", "data/raw.csv", "train.jsonl", "data/train-00000-of-00001.parquet"]
)
def test_a_folder_that_no_export_wrote_is_left_alone(tmp_path: Path, name: str) -> None:
    precious = tmp_path / "project" / name
    precious.parent.mkdir(parents=True)
    precious.write_text("mine")
    with pytest.raises(UserError, match="which no export wrote"):
        sft.write(tmp_path / "project", [batch(1)], "# card\n")
    assert precious.read_text() == "mine"


def test_an_own_folder_with_a_file_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    sft.write(tmp_path / "dataset", [batch(1)], "# card\n")
    sft.write(tmp_path / "dataset", [batch(2)], "# card\n")
    (tmp_path / "dataset" / "data" / "raw.csv").write_text("mine")
    with pytest.raises(UserError, match=r"holds data/raw.csv, which no export wrote"):
        sft.write(tmp_path / "dataset", [batch(1)], "# card\n")


def test_what_several_questions_refer_to_stands_before_each():
    asked = pair(1) | {"context": "For the following exercises, let n be 0."}
    [found] = sft.rows([pa.RecordBatch.from_pylist([asked], schema=JOINED)])
    [turns] = found.column("messages").to_pylist()
    assert turns[0]["content"] == "For the following exercises, let n be 0.\n\nWas ist 1 + 0?"
