"""A dataset folder is whole or not there, holds the same bytes for the same rows, and tells how to load it."""

import json
from collections.abc import Iterator
from pathlib import Path

import datasets
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from tests.unit.sft.made import batch, row
from webinstruct import UserError, sft
from webinstruct.sft import folder as folder_module

TRAIN = "data/train-00000-of-00001.parquet"
TRAIN_JSONL = "train.jsonl"


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def names(folder: Path) -> list[str]:
    return sorted(content(folder))


def test_the_folder_holds_parquet_jsonl_and_card(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "dataset"
    assert sft.write(folder, [batch(1), batch(), batch(2, 3)], "# card\n") == {"train": 3}
    assert names(folder) == ["README.md", TRAIN, "dataset_info.json", "train.jsonl"]
    assert pq.read_table(folder / TRAIN).to_pylist() == [row(1), row(2), row(3)]
    lines = (folder / TRAIN_JSONL).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [row(1), row(2), row(3)]
    assert "Größe" in lines[0]
    assert (folder / sft.CARD).read_text(encoding="utf-8").startswith("# card\n\n<!-- made by webinstruct")
    assert [entry.name for entry in folder.parent.iterdir()] == ["dataset"]


def test_rows_of_validation_stand_in_files_of_their_own(tmp_path: Path) -> None:
    mixed = [batch(1), batch(2, split="validation"), batch(3), batch(4, 5, split="validation")]
    assert sft.write(tmp_path / "dataset", mixed, "card") == {"train": 2, "validation": 3}
    validation = "data/validation-00000-of-00001.parquet"
    assert names(tmp_path / "dataset") == [
        *("README.md", TRAIN, validation, "dataset_info.json", "train.jsonl", "validation.jsonl"),
    ]
    assert pq.read_table(tmp_path / "dataset" / TRAIN).to_pylist() == [row(1), row(3)]
    found = pq.read_table(tmp_path / "dataset" / validation)["id"].to_pylist()
    lines = (tmp_path / "dataset" / "validation.jsonl").read_text().splitlines()
    assert found == [json.loads(line)["id"] for line in lines] == ["p2", "p4", "p5"]


def test_bytes_do_not_tell_how_the_rows_were_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "ROW_GROUP", 4)
    sft.write(tmp_path / "one", [batch(*range(23))], "card", shard_rows=10)
    sft.write(
        tmp_path / "many",
        [batch(0), batch(*range(1, 19)), batch(19), batch(), batch(20, 21), batch(22)],
        "card",
        shard_rows=10,
    )
    assert content(tmp_path / "one") == content(tmp_path / "many")
    shards = [pq.ParquetFile(path).metadata for path in sorted((tmp_path / "one").glob("data/*"))]
    groups = [[shard.row_group(at).num_rows for at in range(shard.num_row_groups)] for shard in shards]
    assert groups == [[4, 4, 2], [4, 4, 2], [3]]
    assert {shard.row_group(0).column(0).compression for shard in shards} == {"ZSTD"}
    assert [path.name for path in sorted((tmp_path / "one").glob("data/*"))] == [
        f"train-{at:05}-of-00003.parquet" for at in range(3)
    ]


@pytest.mark.parametrize(("rows", "shards"), [(0, 1), (1, 1), (5, 1), (6, 2), (10, 2), (11, 3)])
def test_a_shard_is_full_before_the_next_begins(tmp_path: Path, rows: int, shards: int) -> None:
    sft.write(tmp_path / "dataset", [batch(*range(rows))], "card", shard_rows=5)
    found = sorted((tmp_path / "dataset" / "data").iterdir())
    counts = [pq.read_metadata(path).num_rows for path in found]
    assert (len(counts), sum(counts)) == (shards, rows)
    assert all(count == 5 for count in counts[:-1])
    assert sft.is_whole(tmp_path / "dataset")


def test_no_rows_make_an_empty_dataset(tmp_path: Path) -> None:
    assert sft.write(tmp_path / "dataset", [], "card") == {"train": 0}
    assert pq.read_table(tmp_path / "dataset" / TRAIN).num_rows == 0


def test_a_folder_says_what_it_is_made_of_while_it_is_whole(tmp_path: Path) -> None:
    folder = tmp_path / "dataset"
    assert sft.made_of(folder) is None
    sft.write(folder, [batch(1), batch(2, split="validation")], "card", made_of="0123abcd")
    assert sft.made_of(folder) == "0123abcd"
    (folder / "data/validation-00000-of-00001.parquet").unlink()
    assert sft.made_of(folder) is None
    sft.write(folder, [batch(1)], "card")
    assert sft.made_of(folder) is None


def test_a_new_dataset_replaces_the_old_one(tmp_path: Path) -> None:
    sft.write(tmp_path / "dataset", [batch(1, 2)], "old")
    sft.write(tmp_path / "dataset", [batch(3)], "new")
    assert pq.read_table(tmp_path / "dataset" / TRAIN).to_pylist() == [row(3)]
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
    assert pq.read_table(tmp_path / "dataset" / TRAIN).to_pylist() == [row(1)]
    sft.write(tmp_path / "dataset", [batch(2)], "new")
    assert [entry.name for entry in tmp_path.iterdir()] == ["dataset"]


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(UserError, match=r"thesis\.tex"):
        sft.write(tmp_path, [batch(1)], "card")
    with pytest.raises(UserError, match="wanted a folder"):
        sft.write(tmp_path / "thesis.tex", [batch(1)], "card")
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


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


def card_of(*splits: str) -> str:
    return sft.card("sums", splits=[sft.Step(split, 3, 300) for split in splits])


@pytest.fixture
def both(tmp_path: Path) -> Path:
    """A dataset of two splits and three shards, as `export` writes it."""
    rows = [batch(*range(5)), batch(7, 8, split="validation")]
    sft.write(tmp_path / "dataset", rows, card_of("train", "validation"), name="sums", shard_rows=3)
    return tmp_path / "dataset"


def test_datasets_loads_both_splits_offline(
    both: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    cache = str(tmp_path / "cache")
    found = datasets.load_dataset(str(both), cache_dir=cache)
    assert {split: rows.num_rows for split, rows in found.items()} == {"train": 5, "validation": 2}
    assert found["train"][0] == row(0)
    assert found["validation"][1]["id"] == "p8"


def test_llama_factory_reads_each_split_by_its_own_schema(both: Path, tmp_path: Path) -> None:
    info = json.loads((both / "dataset_info.json").read_text())
    assert [*info] == ["sums", "sums_validation"]
    for name, count in (("sums", 5), ("sums_validation", 2)):
        said = info[name]
        assert said["formatting"] == "sharegpt"
        # as its loader does with a `script_url`: the folder beside dataset_info.json, and the split
        rows = datasets.load_dataset(
            str(both / said["script_url"]), split=said["split"], cache_dir=str(tmp_path / "cache")
        )
        assert rows.num_rows == count
        turns = rows[0][said["columns"]["messages"]]
        tags = said["tags"]
        assert [turn[tags["role_tag"]] for turn in turns] == [tags["user_tag"], tags["assistant_tag"]]
        assert all(turn[tags["content_tag"]] for turn in turns)


def test_the_snippet_for_axolotl_names_what_is_there(both: Path, tmp_path: Path) -> None:
    text = (both / "README.md").read_text()
    snippet = yaml.safe_load(text.partition("```yaml\n")[2].partition("```")[0])
    assert [*snippet] == ["datasets", "test_datasets"]
    for [asked], count in zip(snippet.values(), (5, 2), strict=True):
        with pytest.raises(FileNotFoundError):  # what axolotl tries first with a folder
            datasets.load_from_disk(str(both))
        rows = datasets.load_dataset(str(both), split=asked["split"], cache_dir=str(tmp_path / "cache"))
        assert rows.num_rows == count
        names = asked["message_property_mappings"]
        turn = rows[0][asked["field_messages"]][0]
        assert (asked["type"], {*turn}) == ("chat_template", {names["role"], names["content"]})


def test_a_card_without_validation_names_no_file_of_it(tmp_path: Path) -> None:
    sft.write(tmp_path / "dataset", [batch(1, 2)], card_of("train"))
    text = (tmp_path / "dataset/README.md").read_text()
    assert "data/validation" not in text
    assert "There is no split `validation`" in text
    found = datasets.load_dataset(str(tmp_path / "dataset"), cache_dir=str(tmp_path / "cache"))
    assert {split: rows.num_rows for split, rows in found.items()} == {"train": 2}
