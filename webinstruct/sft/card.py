"""The dataset card: a YAML head that `load_dataset` reads, and what a reader must know."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import yaml

_SIZES: Final = ("1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the funnel; `bytes` of questions and answers in UTF-8, of which tokens are estimated."""

    name: str
    rows: int
    bytes: int


def tokens(size: int) -> int:
    """Tokens of so many bytes of UTF-8, estimated as everywhere in here: bytes / 3, more than most texts have.

    >>> tokens(10)
    4
    """
    return -(-size // 3)


def card(
    name: str,
    *,
    splits: Sequence[Step],
    funnel: Sequence[Step] = (),
    refinements: Sequence[Sequence[int | str]] = (),
    refiners: Sequence[Sequence[int | str]] = (),
    filters: Mapping[str, Any] | None = None,
    domains: Sequence[tuple[str, int]] = (),
    examples: Sequence[tuple[str, str]] = (),
    languages: Sequence[str] = (),
    validation: float = 0.0,
    decontaminated: Mapping[str, Any] | None = None,
    provenance: Mapping[str, str] | None = None,
) -> str:
    """All of it, in the order in which things come.

    `splits`, `funnel`, `refinements` (refiner, what became of it, rows), `refiners` (name, engine, prompt, rows) and
    `domains` stand as they come; `examples` are questions with answers; `filters` are those that are set;
    `provenance` is anything worth a line. `decontaminated` says which benchmarks were looked for, by name with the
    number of items, and which were not; it stands in the head too, where a program reads it.
    """
    count = sum(split.rows for split in splits)
    there = [split.name for split in splits if split.rows or split.name == "train"]
    head = yaml.safe_dump(
        _head(name, count, there, languages, decontaminated), sort_keys=False, allow_unicode=True
    )
    sections = [
        f"---\n{head}---",
        f"# {name}",
        _SUMMARY.format(count=count),
        _table("## Splits", _MEASURED, _lines(splits)) + f"\n\n{_said_of_splits(there, validation)}",
        _loading(name, there),
        _funnel(funnel),
        _refined(refinements, refiners),
        _filtered(filters or {}),
        _table("## Domains with most rows", ("domain", "rows"), domains),
        _examples(examples),
        _NOTES,
        _benchmarks(decontaminated),
        _table("## Provenance", ("what", "value"), (provenance or {}).items()),
        _CITING,
    ]
    return "\n\n".join(section for section in sections if section) + "\n"


def example_of(messages: Sequence[Mapping[str, str]]) -> tuple[str, str]:
    """Question and answer of a row's messages."""
    return messages[0]["content"], messages[1]["content"]


_MEASURED: Final = ("", "rows", "tokens, estimated")

_SUMMARY: Final = """{count:,} question-answer pairs found on web pages by webinstruct, after the method of
[MAmmoTH2](https://arxiv.org/abs/2405.03548). Each row names the page it came from."""


def _lines(steps: Iterable[Step]) -> list[tuple[str, int, int]]:
    return [(step.name, step.rows, tokens(step.bytes)) for step in steps]


def _said_of_splits(there: Sequence[str], validation: float) -> str:
    said = "Tokens are estimated as bytes of UTF-8 / 3, of questions and answers."
    if "validation" in there:
        share = f"{validation:.1%} of domains, chosen by hash, are `validation`"
        return (
            f"{said} {share}: no row of `train` was taken from them, and all forms of a pair are on one side."
        )
    return f"{said} There is no split `validation`: no domain of these rows fell into it."


def _loading(name: str, there: Sequence[str]) -> str:
    has_validation = "validation" in there
    test = _AXOLOTL_TEST if has_validation else ""
    named = f"`dataset: {name}`" + (f" and `eval_dataset: {name}_validation`" if has_validation else "")
    return _LOADING.format(axolotl_test=test, named=named)


_LOADING: Final = """## Loading

```python
from datasets import load_dataset

load_dataset("path/to/this/folder", split="train")
load_dataset("parquet", data_files="path/to/this/folder/data/train-*.parquet", split="train")
```

The JSONL files hold the same rows, one JSON object a line. For `datasets` take the Parquet: a column that is null
throughout the first 10 MB of a JSONL file has no type there.

LLaMA-Factory: `dataset_dir: path/to/this/folder` with {named}, as `dataset_info.json` says.

axolotl:

```yaml
datasets:
  - path: path/to/this/folder
    split: train
    type: chat_template
    field_messages: messages
    message_property_mappings:
      role: role
      content: content
{axolotl_test}```"""

_AXOLOTL_TEST: Final = """test_datasets:
  - path: path/to/this/folder
    split: validation
    type: chat_template
    field_messages: messages
    message_property_mappings:
      role: role
      content: content
"""


def _funnel(steps: Sequence[Step]) -> str:
    return _table("## From pairs to rows", _MEASURED, _lines(steps))


def _refined(refinements: Sequence[Sequence[int | str]], refiners: Sequence[Sequence[int | str]]) -> str:
    if not refiners:
        return (
            "## Refinement\n\nNot refined: questions and answers are what the pages say, with their mistakes."
        )
    who = _table("## Refinement", ("refiner", "engine", "prompt", "rows"), refiners)
    became = _table("", ("refiner", "what became of it", "rows"), refinements)
    return "\n\n".join(part for part in (who, became.strip(), _REFINED) if part)


_REFINED: Final = """What was taken, before the filters, and what was not. Flags tell what of a pair was not \
preserved, or came in anew: `answer` (another final answer, or none), `content`, `question`, `numbers`, `equations`, \
`latex`. Preserved says nothing about truth: what the page had wrong is preserved, too. `agreement` says whether the \
refiners of a pair end in the same answer; no row was left out for it unless a filter below says so."""


def _filtered(filters: Mapping[str, Any]) -> str:
    if not filters:
        return ""
    return _table("## Filters", ("filter", "value"), [(name, str(value)) for name, value in filters.items()])


_NOTES: Final = """## Before you use it

- The text belongs to its authors. It was copied from public web pages, and the licence of the software \
does not cover it. `url` names each page.
- `licence` is what the page says of itself, null where it says nothing we can read: then assume none. \
`opt_out` lists what page and server say against machine use (`noai`, `tdm-reservation`, `noindex` …), \
`published` is the day that the page names. No row was left out for any of them unless a filter says so: filter as \
you need.
- Where a model wrote a row (`refiner`), the terms of that model may bind you, too.
- Duplicates were left out: `copies` counts the places where a pair stood, `also_at` names the others.
- `decision` says why a row is in this form. Rows of the refiner `original` are what the pages say, with their \
mistakes and omissions.
- `grounding` is the share of the extracted pair's characters that stands on its page. It says nothing about \
correctness, nor does `answer_kept`, which compares with the page's answer."""


def _benchmarks(looked: Mapping[str, Any] | None) -> str:
    """What was looked for in every row, and what was not; a reader must not have to guess."""
    if not looked or not looked["benchmarks"]:
        return "## Benchmarks\n\nNot decontaminated: benchmark questions that stand on these pages may be in here."
    said = _table("## Benchmarks", ("looked for", "items"), looked["benchmarks"].items())
    lost = ", ".join(looked["not_looked_for"])
    return f"{said}\n\n{_LOOKED}" + (f"\n\nNot looked for: {lost}." if lost else "")


_LOOKED: Final = """Pairs that hold one of these items, word for word or with other numbers, were left out, whether \
the page says it or a refiner. Rephrased items cannot be found this way. `verdict` is `shared-template` where a pair \
only shares the wording of many items."""

_CITING: Final = """## How to cite

```bibtex
@inproceedings{yue2024mammoth2,
  title = {{MAmmoTH2}: Scaling Instructions from the Web},
  author = {Yue, Xiang and Zheng, Tuney and Zhang, Ge and Chen, Wenhu},
  booktitle = {Advances in Neural Information Processing Systems},
  year = {2024},
  url = {https://arxiv.org/abs/2405.03548}
}

@software{webinstruct,
  title = {webinstruct: instruction data from the web, after MAmmoTH2},
  author = {{The webinstruct authors}},
  year = {2026}
}
```"""


def _head(
    name: str,
    count: int,
    splits: Sequence[str],
    languages: Sequence[str],
    decontaminated: Mapping[str, Any] | None,
) -> dict[str, Any]:
    files = [{"split": split, "path": f"data/{split}-*.parquet"} for split in splits]
    return {
        "pretty_name": name,
        "license": "other",
        **({"language": list(languages)} if languages else {}),
        "task_categories": ["question-answering", "text-generation"],
        "size_categories": [_size(count)],
        "configs": [{"config_name": "default", "data_files": files}],
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


def _table(title: str, header: Sequence[str], lines: Iterable[Sequence[int | str]]) -> str:
    """A heading and a table, numbers to the right; nothing where there are no lines."""
    rows = [[*line] for line in lines]
    if not rows:
        return ""
    signs = ["---:" if isinstance(cell, int) else "---" for cell in rows[0]]
    body = [[format(cell, ",") if isinstance(cell, int) else _cell(cell) for cell in row] for row in rows]
    drawn = [f"| {' | '.join(cells)} |" for cells in ([*header], signs, *body)]
    return "\n".join([title, "", *drawn])


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
