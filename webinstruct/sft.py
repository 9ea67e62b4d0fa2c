"""Stage `export`: pairs as chat messages, and the dataset folder that `datasets` loads.

    >>> messages("What is 2 + 2?", "4")
    [{'role': 'user', 'content': 'What is 2 + 2?'}, {'role': 'assistant', 'content': '4'}]

The folder holds the same rows twice, and a card that tells `load_dataset` which to read:

    README.md   train.jsonl   data/train-00000-of-00001.parquet
"""

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from webinstruct import UserError, tables

VERSION: Final = 4

PARQUET: Final = "data/train-00000-of-00001.parquet"
JSONL: Final = "train.jsonl"
CARD: Final = "README.md"
ROW_GROUP: Final = 10_000

_MADE_BY: Final = "<!-- made by webinstruct export: the next one replaces this folder -->"
_SIZES: Final = ("1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T")
_COPIED: Final = (
    *("pair_id", "doc_id", "url", "domain", "title", "language"),
    *("published", "licence", "opt_out", "grounding", "engine"),
)


def messages(question: str, answer: str) -> list[dict[str, str]]:
    """The form that training and eval share."""
    return [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]


def rows(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Kept rows of `tables.PAIRS` to rows of `tables.SFT`; rows with a drop reason stay behind.

    Beside a pair's own columns there are `verdict`, `others` (how many duplicates it has; null: none) and
    `also_at` (their urls).
    """
    for batch in batches:
        kept = [_row(pair) for pair in batch.to_pylist() if pair["dropped"] is None]
        if kept:
            yield pa.RecordBatch.from_pylist(kept, schema=tables.SFT.arrow)


def _row(pair: Mapping[str, Any]) -> dict[str, Any]:
    turns = messages("\n\n".join(filter(None, (pair["context"], pair["question"]))), pair["answer"])
    also_at = [url for url in pair["also_at"] or () if url != pair["url"]]
    return (
        {"id": pair["pair_id"], "messages": turns}
        | {name: pair[name] for name in _COPIED}
        | {"copies": 1 + (pair["others"] or 0), "also_at": also_at, "verdict": pair["verdict"]}
    )


def write(folder: Path, batches: Iterable[pa.RecordBatch], card_text: str) -> int:
    """Write a dataset folder from batches of `tables.SFT`; the number of rows.

    The same rows in the same order give the same bytes. A folder that stood there is
    replaced only when the new one is whole; if the process dies in between, the next call
    mends what it left. UserError where the folder holds anything that is no dataset of ours.
    """
    folder = folder.resolve()
    fresh, old = folder.with_name(f".{folder.name}.new"), folder.with_name(f".{folder.name}.old")
    _mend(folder, fresh, old)
    check_folder(folder)
    (fresh / "data").mkdir(parents=True)
    count = _write_rows(fresh, batches)
    (fresh / CARD).write_text(f"{card_text.rstrip()}\n\n{_MADE_BY}\n", encoding="utf-8")
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    return count


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
    strange = [name for name in inside if name not in ("data", PARQUET, JSONL, CARD)]
    if inside and not _is_our_card(folder / CARD):
        strange = strange or inside
    if strange:
        raise UserError(
            f"{folder} holds {strange[0]}, which no export wrote; set export.dataset to another folder"
        )


def _is_our_card(path: Path) -> bool:
    return path.is_file() and _MADE_BY in path.read_text(encoding="utf-8", errors="replace")


def _write_rows(folder: Path, batches: Iterable[pa.RecordBatch]) -> int:
    """One pass over the rows into both files; never more than a row group and a batch in memory."""
    count = 0
    with (
        pq.ParquetWriter(folder / PARQUET, tables.SFT.arrow, compression="zstd") as parquet,
        (folder / JSONL).open("w", encoding="utf-8", newline="\n") as jsonl,
    ):
        for group in _groups(batches):
            parquet.write_table(group, row_group_size=ROW_GROUP)
            for row in group.to_pylist():
                jsonl.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += group.num_rows
    return count


def _groups(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The rows again, ROW_GROUP at a time, however they came: bytes must not tell how Spark cut them."""
    held: list[pa.RecordBatch] = []
    count = 0
    for batch in batches:
        rest = batch
        while count + rest.num_rows >= ROW_GROUP:
            cut = ROW_GROUP - count
            yield _group([*held, rest.slice(0, cut)])
            held, count, rest = [], 0, rest.slice(cut)
        held.append(rest)
        count += rest.num_rows
    if count:
        yield _group(held)


def _group(held: list[pa.RecordBatch]) -> pa.Table:
    return pa.Table.from_batches(held, schema=tables.SFT.arrow).combine_chunks()


def card(
    name: str,
    count: int,
    *,
    funnel: Mapping[str, int],
    domains: Sequence[tuple[str, int]],
    examples: Sequence[tuple[str, str]] = (),
    languages: Sequence[str] = (),
    decontaminated: Mapping[str, Any] | None = None,
    provenance: Mapping[str, str] | None = None,
) -> str:
    """The dataset card: a YAML head that `load_dataset` reads, and what a reader must know.

    `funnel` and `domains` come in the order they shall stand in; `examples` are questions
    with answers; `provenance` is anything worth a line: version, settings digest, crawl. `decontaminated`
    says which benchmarks were looked for, by name with the number of items, and which were not; it stands in the
    head too, where a program reads it.
    """
    sections = [
        f"---\n{yaml.safe_dump(_head(name, count, languages, decontaminated), sort_keys=False, allow_unicode=True)}---",
        f"# {name}",
        _SUMMARY.format(count=count),
        _LOADING,
        _table("## From pages to rows", ("step", "count"), funnel.items()),
        _table("## Domains with most rows", ("domain", "rows"), domains),
        _examples(examples),
        _NOTES,
        _benchmarks(decontaminated),
        _table("## Provenance", ("what", "value"), (provenance or {}).items()),
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


_SUMMARY: Final = """{count:,} question-answer pairs found on web pages by webinstruct, after the method of
[MAmmoTH2](https://arxiv.org/abs/2405.03548). Each row names the page it came from."""

_LOADING: Final = """## Loading

```python
from datasets import load_dataset

load_dataset("path/to/this/folder", split="train")
load_dataset("parquet", data_files="path/to/this/folder/data/train-*.parquet", split="train")
```

`train.jsonl` holds the same rows, one JSON object a line."""

_NOTES: Final = """## Before you use it

- The text belongs to its authors. It was copied from public web pages, and the licence of the software \
does not cover it. `url` names each page.
- `licence` is what the page says of itself, null where it says nothing we can read: then assume none. \
`opt_out` lists what page and server say against machine use (`noai`, `tdm-reservation`, `noindex` …), \
`published` is the day that the page names. No row was left out for any of them: filter as you need.
- Duplicates were left out: `copies` counts the places where a pair stood, `also_at` names the others.
- Not refined yet: questions and answers are what the pages say, with their mistakes and omissions.
- `grounding` is the share of a pair's characters that stands on its page. It says nothing about correctness."""


def _benchmarks(looked: Mapping[str, Any] | None) -> str:
    """What was looked for in every row, and what was not; a reader must not have to guess."""
    if not looked or not looked["benchmarks"]:
        return "## Benchmarks\n\nNot decontaminated: benchmark questions that stand on these pages may be in here."
    said = _table("## Benchmarks", ("looked for", "items"), looked["benchmarks"].items())
    lost = ", ".join(looked["not_looked_for"])
    return f"{said}\n\n{_LOOKED}" + (f"\n\nNot looked for: {lost}." if lost else "")


_LOOKED: Final = """Pairs that hold one of these items, word for word or with other numbers, were left out. Rephrased \
items cannot be found this way. `verdict` is `shared-template` where a pair only shares the wording of many items."""


def _head(
    name: str, count: int, languages: Sequence[str], decontaminated: Mapping[str, Any] | None
) -> dict[str, Any]:
    return {
        "pretty_name": name,
        "license": "other",
        **({"language": list(languages)} if languages else {}),
        "task_categories": ["question-answering", "text-generation"],
        "size_categories": [_size(count)],
        "configs": [
            {"config_name": "default", "data_files": [{"split": "train", "path": "data/train-*.parquet"}]}
        ],
        **({"decontaminated": dict(decontaminated)} if decontaminated else {}),
    }


def _size(count: int) -> str:
    """The hub's name of a size.

    >>> _size(999), _size(1000), _size(2_000_000)
    ('n<1K', '1K<n<10K', '1M<n<10M')
    """
    at = next((at for at in range(len(_SIZES)) if count < 10 ** (at + 3)), None)
    if at is None:
        return f"n>{_SIZES[-1]}"
    return f"{_SIZES[at - 1]}<n<{_SIZES[at]}" if at else f"n<{_SIZES[0]}"


def _table(title: str, header: tuple[str, str], lines: Iterable[tuple[str, int | str]]) -> str:
    body = [
        f"| {_cell(left)} | {format(right, ',') if isinstance(right, int) else _cell(right)} |"
        for left, right in lines
    ]
    sign = "---:" if header[1] != "value" else "---"
    return (
        "\n".join([title, "", f"| {header[0]} | {header[1]} |", f"| --- | {sign} |", *body]) if body else ""
    )


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _examples(examples: Sequence[tuple[str, str]]) -> str:
    blocks = [_fenced(f"Q: {question}\n\nA: {answer}") for question, answer in examples]
    return "\n\n".join(["## Examples", *blocks]) if blocks else ""


def _fenced(text: str) -> str:
    """A code block that its own text cannot end."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}text\n{text}\n{fence}"
