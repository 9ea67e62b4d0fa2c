"""The dataset folder: the same rows twice, a card that tells `load_dataset` which to read, and LLaMA-Factory's file.

README.md   dataset_info.json   train.jsonl   validation.jsonl
data/train-00000-of-00002.parquet   data/train-00001-of-00002.parquet   data/validation-00000-of-00001.parquet

The same rows in the same order give the same bytes. A folder is whole or not there.
"""

import json
import re
import shutil
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from webinstruct import UserError, tables

CARD: Final = "README.md"
INFO: Final = "dataset_info.json"
JSONL: Final = "{split}.jsonl"
SPLITS: Final = ("train", "validation")
ROW_GROUP: Final = 10_000

_MADE_BY: Final = "<!-- made by webinstruct export: the next one replaces this folder"
_MADE_OF: Final = re.compile(re.escape(_MADE_BY) + r"; made of (\w+) -->")
_SHARD: Final = re.compile(r"data/(?:train|validation)-\d{5}-of-(\d{5})\.parquet")
_OURS: Final = frozenset(("data", CARD, INFO, *(JSONL.format(split=split) for split in SPLITS)))


def write(
    folder: Path,
    batches: Iterable[pa.RecordBatch],
    card_text: str,
    *,
    name: str = "webinstruct",
    made_of: str = "",
    shard_rows: int = 500_000,
) -> dict[str, int]:
    """Write a dataset folder from batches of `tables.SFT`; rows of each split. The card says `made_of` at its end.

    A folder that stood there is replaced only when the new one is whole; if the process dies in between, the next
    call mends what it left. UserError where the folder holds anything that is no dataset of ours.
    """
    folder = folder.resolve()
    fresh, old = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
    _mend(folder, fresh, old)
    check_folder(folder)
    (fresh / "data").mkdir(parents=True)
    counts = _write_rows(fresh, batches, shard_rows)
    (fresh / INFO).write_text(json.dumps(_info(name, counts), indent=2) + "\n", encoding="utf-8")
    end = f"{_MADE_BY}; made of {made_of} -->" if made_of else f"{_MADE_BY} -->"
    (fresh / CARD).write_text(f"{card_text.rstrip()}\n\n{end}\n", encoding="utf-8")
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    return counts


def _mend(folder: Path, fresh: Path, old: Path) -> None:
    """Clear away what a killed call left; its half-written rows are written again."""
    if old.exists() and not folder.exists():
        old.rename(folder)
    for leftover in (fresh, old):
        if leftover.exists():
            shutil.rmtree(leftover)


def check_folder(folder: Path) -> None:
    """UserError where writing a dataset there would destroy what no export wrote."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UserError(f"export.dataset: wanted a folder, got the file {folder}")
    inside = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    strange = [name for name in inside if name not in _OURS and not _SHARD.fullmatch(name)]
    if inside and _MADE_BY not in _card_of(folder):
        strange = strange or inside
    if strange:
        raise UserError(
            f"{folder} holds {strange[0]}, which no export wrote; set export.dataset to another folder"
        )


def made_of(folder: Path) -> str | None:
    """What `write` was told that the folder is made of; None if it is no whole dataset of ours."""
    found = _MADE_OF.search(_card_of(folder))
    return found[1] if found and is_whole(folder) else None


def is_whole(folder: Path) -> bool:
    """Whether all files are there: somebody may have taken one away since."""
    if not (folder / INFO).is_file():
        return False
    try:
        info = json.loads((folder / INFO).read_text(encoding="utf-8"))
        return all(_has_split(folder, said["split"]) for said in info.values())
    except (ValueError, AttributeError, TypeError, KeyError):  # somebody has written into it
        return False


def _has_split(folder: Path, split: str) -> bool:
    shards = sorted(path.name for path in (folder / "data").glob(f"{split}-*.parquet"))
    count = int(shards[0][-13:-8]) if shards else 0
    return (folder / JSONL.format(split=split)).is_file() and len(shards) == count > 0


def _card_of(folder: Path) -> str:
    path = folder / CARD
    return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""


def _info(name: str, counts: Mapping[str, int]) -> dict[str, Any]:
    """What LLaMA-Factory must know. It reads the Parquet by this folder's card: all shards of one split.

    Its other way, `file_name`, takes one file, or a whole folder as one split; and of JSONL `datasets` takes a
    column's type from the first 10 MB, in which a rare one may be null throughout.
    """
    roles = {"user_tag": "user", "assistant_tag": "assistant", "system_tag": "system"}
    tags = {"role_tag": "role", "content_tag": "content"} | roles
    return {
        name if split == "train" else f"{name}_{split}": {
            "script_url": ".",
            "split": split,
            "formatting": "sharegpt",
            "columns": {"messages": "messages"},
            "tags": tags,
        }
        for split in counts
    }


def _write_rows(folder: Path, batches: Iterable[pa.RecordBatch], shard_rows: int) -> dict[str, int]:
    """One pass over the rows; of each split, never more than a row group and a batch in memory."""
    with ExitStack() as stack:
        writers = {split: stack.enter_context(_Split(folder, split, shard_rows)) for split in SPLITS}
        for batch in batches:
            for split, writer in writers.items():
                writer.add(batch.filter(pc.equal(batch.column("split"), split)))
        for writer in writers.values():
            writer.finish()
        return {split: writer.count for split, writer in writers.items() if writer.shards}


class _Split:
    """The files of one split. An empty split has none, but `train` always has one."""

    def __init__(self, folder: Path, split: str, shard_rows: int) -> None:
        self.count = self.shards = 0
        self._folder, self._split, self._shard_rows = folder, split, shard_rows
        self._held: list[pa.RecordBatch] = []
        self._held_rows = self._in_shard = 0
        self._parquet: pq.ParquetWriter | None = None
        self._jsonl = (folder / JSONL.format(split=split)).open("w", encoding="utf-8", newline="\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._jsonl.close()
        self._end_shard()

    def add(self, batch: pa.RecordBatch) -> None:
        """Cut into row groups and shards, however the rows came: bytes must not tell how Spark cut them."""
        while batch.num_rows:
            room = min(ROW_GROUP, self._shard_rows - self._in_shard) - self._held_rows
            self._held.append(batch.slice(0, room))
            self._held_rows += min(room, batch.num_rows)
            if room <= batch.num_rows:
                self._write_group()
            batch = batch.slice(room)

    def finish(self) -> None:
        """Write what is held; the shards' names tell how many there are."""
        if self._held_rows or (self._split == "train" and not self.shards):
            self._write_group()
        self._end_shard()
        self._jsonl.close()
        if not self.shards:
            (self._folder / JSONL.format(split=self._split)).unlink()
        for number in range(self.shards):
            path = self._shard(number)
            path.rename(path.with_stem(f"{path.stem}-of-{self.shards:05}"))

    def _write_group(self) -> None:
        group = pa.Table.from_batches(self._held, schema=tables.SFT.arrow).combine_chunks()
        if self._parquet is None:
            self._parquet = pq.ParquetWriter(self._shard(self.shards), tables.SFT.arrow, compression="zstd")
            self.shards += 1
        self._parquet.write_table(group, row_group_size=ROW_GROUP)
        for row in group.to_pylist():
            self._jsonl.write(json.dumps(row, ensure_ascii=False) + "\n")
        self.count += group.num_rows
        self._in_shard += group.num_rows
        self._held, self._held_rows = [], 0
        if self._in_shard == self._shard_rows:
            self._end_shard()

    def _shard(self, number: int) -> Path:
        return self._folder / "data" / f"{self._split}-{number:05}.parquet"

    def _end_shard(self) -> None:
        if self._parquet is not None:
            self._parquet.close()
        self._parquet, self._in_shard = None, 0
