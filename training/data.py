"""The rows of a training: made once by the first rank, read by all, and by a resumed training as they were."""

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import datasets

from webinstruct import parts

from . import encode, packing, sources
from .engine import barrier
from .recipe import Recipe

FOLDER: Final = "_data"
FACTS: Final = "facts.json"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is trained on and measured on."""

    train: datasets.Dataset
    """Rows with `input_ids`, `labels`, `seq_lengths`."""
    measured: dict[str, datasets.Dataset]
    """Rows whose loss is followed: `probe`, `validation`."""
    lines: tuple[str, ...]
    """What became of each source."""
    plan: packing.Plan
    digest: str
    """Of all rows."""
    training: str
    """Of recipe and rows: what decides the weights."""
    lineage: tuple[dict[str, Any], ...]
    """Of each source: path, digest of the benchmark items that were looked for, counts."""


def prepared(recipe: Recipe, tokenizer: Any, world: int, rank: int) -> Prepared:
    """Tokenize, mix and pack; what stands already of the same recipe is taken as it is."""
    folder = Path(recipe.output) / FOLDER
    made_of = parts.digest(parts.result_values(recipe, "recipe"))
    if rank == 0 and _facts(folder).get("made_of") != made_of:
        _make(recipe, tokenizer, folder, made_of)
    barrier()
    facts = _facts(folder)
    train = datasets.load_from_disk(str(folder / "train"))
    measured = {name: datasets.load_from_disk(str(folder / name)) for name in facts["measured"]}
    plan = packing.plan(
        recipe, examples=facts["examples"], rows=train.num_rows, tokens=facts["tokens"], world=world
    )
    return Prepared(
        train,
        measured,
        lines=tuple(facts["lines"]),
        plan=plan,
        digest=facts["digest"],
        training=parts.digest({"recipe": made_of, "rows": facts["digest"]}),
        lineage=tuple(facts["lineage"]),
    )


def _facts(folder: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found


def _make(recipe: Recipe, tokenizer: Any, folder: Path, made_of: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    looked_for = [sources.check_decontaminated(source) for source in recipe.data]
    found, shares = encode.examples(recipe, recipe.data, tokenizer)
    parts_of = {"train": packing.pack(found, recipe)}
    if recipe.probe:
        parts_of["probe"] = packing.pack(_drawn(found, recipe.probe), recipe)
    lines = encode.said_of(shares)
    if recipe.validation:
        held, held_shares = encode.examples(recipe, recipe.validation, tokenizer, weighted=False)
        parts_of["validation"] = packing.pack(held, recipe)
        lines += [f"validation: {line}" for line in encode.said_of(held_shares)]
    for name, rows in parts_of.items():
        rows.save_to_disk(str(folder / name))
    facts = {
        "made_of": made_of,
        "measured": [name for name in parts_of if name != "train"],
        "examples": found.num_rows,
        "tokens": sum(share.tokens for share in shares),
        "lines": lines,
        "digest": _digest(parts_of["train"]),
        "lineage": [
            asdict(share) | {"benchmarks": digest} for share, digest in zip(shares, looked_for, strict=True)
        ],
    }
    (folder / FACTS).write_text(json.dumps(facts, indent=1), encoding="utf-8")  # the last: all of it is whole


def _drawn(examples: datasets.Dataset, count: int) -> datasets.Dataset:
    """Those with the smallest keys: the same whatever else is in the mixture."""
    keys = examples["key"]
    places = sorted(range(len(keys)), key=lambda place: (keys[place], place))
    return examples.select(places[:count])


def _digest(rows: datasets.Dataset) -> str:
    """Of all ids and labels, in their order."""
    found = hashlib.sha256()
    for batch in rows.with_format("arrow").iter(1000):
        for name in ("input_ids", "labels", "seq_lengths"):
            for chunk in batch[name].combine_chunks().flatten(), batch[name].combine_chunks().value_lengths():
                found.update(memoryview(chunk.to_numpy(zero_copy_only=False)))
    return found.hexdigest()[:16]
