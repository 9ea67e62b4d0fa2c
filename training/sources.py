"""Datasets in their published forms to conversations, mixed by weight.

    messages        [{"role": "user", "content": …}, …]: webinstruct's own, Code-Feedback
    conversations   [{"from": "human", "value": …}, …]: OpenHermes-2.5
    instruction     instruction, perhaps input, output: Math-Plus, MathInstruct
    question        question and answer

A row that is no conversation is counted under its reason and left out.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import datasets
import yaml

from webinstruct import UserError

from .recipe import Source

Turn = dict[str, str]

ROLES: Final = {
    "human": "user",
    "gpt": "assistant",
    "user": "user",
    "assistant": "assistant",
    "system": "system",
}
COLUMNS: Final = {
    "messages": ("messages",),
    "conversations": ("conversations",),
    "instruction": ("instruction", "output"),
    "question": ("question", "answer"),
}
"""Columns by which a form is known, in the order in which they are looked for."""
FILES: Final = {".jsonl": "json", ".json": "json", ".parquet": "parquet"}

NO_TURNS, ROLE, ORDER, EMPTY = "no-turns", "unknown-role", "turns-out-of-order", "empty-turn"
REASONS: Final = (NO_TURNS, ROLE, ORDER, EMPTY)


def load(source: Source) -> datasets.Dataset:
    """All rows of a source; UserError in one line where they cannot be had."""
    path = Path(source.path)
    name: str = source.path
    options: dict[str, Any] = {"name": source.subset}
    if path.is_file():
        if path.suffix not in FILES:
            raise UserError(f"data {path}: wanted .jsonl, .json or .parquet")
        name, options = FILES[path.suffix], {"data_files": {source.split: str(path)}}
    elif not path.is_dir() and (path.is_absolute() or source.path.startswith((".", "~"))):
        raise UserError(f"data {path}: no such file or folder")
    try:
        return datasets.load_dataset(name, split=source.split, **options)
    except Exception as error:  # builders, file systems and the hub each have their own
        first = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise UserError(f"data {source.path}, split {source.split}: cannot be loaded: {first}") from None


def check_decontaminated(source: Source) -> str | None:
    """Digest of the benchmark items that were looked for in it; UserError where nobody looked.

    Said by the card of an exported dataset; other datasets say nothing, and are taken at the recipe's word.
    """
    card = Path(source.path) / "README.md"
    if card.is_file():
        head = card.read_text(encoding="utf-8").split("---\n")
        said = yaml.safe_load(head[1]) if len(head) > 2 and not head[0].strip() else None
        looked = said.get("decontaminated") if isinstance(said, dict) else None
        if isinstance(looked, dict) and looked.get("benchmarks"):
            return str(looked.get("digest"))
    if source.not_decontaminated:
        return None
    raise UserError(
        f"data {source.path}: its card does not say that benchmark items were looked for: "
        "check it with `webinstruct decontaminate --file`, then set not_decontaminated for it"
    )


def form_of(columns: list[str], source: Source) -> str:
    """The form of the rows; UserError where it is none we know, or lacks its columns."""
    if source.form != "auto":
        missing = [name for name in COLUMNS[source.form] if name not in columns]
        if missing:
            raise UserError(
                f"data {source.path}: form {source.form} needs {', '.join(missing)}, has {columns}"
            )
        return source.form
    for form, wanted in COLUMNS.items():
        if all(name in columns for name in wanted):
            return form
    raise UserError(f"data {source.path}: no messages, conversations, instruction and output in {columns}")


def conversation(row: Mapping[str, Any], form: str) -> tuple[list[Turn], str | None]:
    """The turns of a row, and null or the reason why they are no conversation.

    >>> conversation({"instruction": "1 + 1?", "output": "2"}, "instruction")
    ([{'role': 'user', 'content': '1 + 1?'}, {'role': 'assistant', 'content': '2'}], None)
    >>> conversation({"conversations": [{"from": "human", "value": "Hi"}]}, "conversations")[1]
    'turns-out-of-order'
    """
    turns = _turns(row, form)
    return turns, _fault(turns)


def _turns(row: Mapping[str, Any], form: str) -> list[Turn]:
    if form in ("messages", "conversations"):
        role, content = ("role", "content") if form == "messages" else ("from", "value")
        return [
            {"role": ROLES.get(turn.get(role) or "", ""), "content": (turn.get(content) or "").strip()}
            for turn in row[form] or ()
        ]
    asked, given = COLUMNS[form]
    parts = (row[asked] or "", row.get("input") or "") if form == "instruction" else (row[asked] or "",)
    question = "\n\n".join(part.strip() for part in parts if part.strip())
    return [
        {"role": "user", "content": question},
        {"role": "assistant", "content": (row[given] or "").strip()},
    ]


def _fault(turns: list[Turn]) -> str | None:
    """A conversation is perhaps a system turn, then user and assistant in turns, the assistant last."""
    if not turns:
        return NO_TURNS
    roles = [turn["role"] for turn in turns]
    if "" in roles:
        return ROLE
    spoken = roles[1:] if roles[0] == "system" else roles
    if not spoken or len(spoken) % 2 or spoken != ["user", "assistant"] * (len(spoken) // 2):
        return ORDER
    return EMPTY if any(not turn["content"] for turn in turns if turn["role"] != "system") else None


def times(turns: list[Turn], weight: float, seed: int) -> int:
    """How often an example is taken: the whole part of its weight, and once more by the hash of what it says.

    >>> [times([{"role": "user", "content": str(n)}], 0.5, 0) for n in range(8)].count(1) in range(1, 8)
    True
    >>> times([], 2.0, 0)
    2
    """
    whole = int(weight)
    return whole + (share(turns, f"weight {seed}") < weight - whole)


def share(turns: list[Turn], salt: str) -> float:
    """A number in [0, 1) that depends on the words and the salt alone."""
    said = json.dumps([salt, turns], ensure_ascii=False).encode()
    return int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), "big") / 2**64
