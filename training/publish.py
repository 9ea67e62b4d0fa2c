"""The model folder: weights in 16 bit, tokenizer with its template, generation settings, and a card with lineage.

Made of the last checkpoint, whose weights transformers has gathered from all ranks: a training that was killed
between its last step and this has nothing to compute again.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import torch
import yaml
from safetensors import safe_open
from safetensors.torch import save_file

from webinstruct import UserError, __version__

from .data import Prepared
from .recipe import Recipe
from .template import Template

FOLDER: Final = "model"
_TAKEN: Final = ("*.safetensors", "*.safetensors.index.json", "config.json", "generation_config.json")


def publish(
    checkpoint: Path, recipe: Recipe, tokenizer: Any, prepared: Prepared, template: Template, run_id: str
) -> Path:
    """Write the model, whole or not at all. One rank does it."""
    folder = Path(recipe.output) / FOLDER
    half = folder.with_name(f".{FOLDER}.new")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir()
    for pattern in _TAKEN:
        for file in checkpoint.glob(pattern):
            shutil.copyfile(file, half / file.name)
    if not any(half.glob("*.safetensors")):
        raise UserError(f"{checkpoint}: no weights in it")
    in_16_bit(half)
    tokenizer.save_pretrained(half)
    (half / "README.md").write_text(card(recipe, prepared, template, run_id), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    half.rename(folder)
    return folder


def in_16_bit(folder: Path) -> None:
    """Turn the weights of a folder to bf16, file by file; what is in 16 bit stays as it is."""
    for file in sorted(folder.glob("*.safetensors")):
        with safe_open(file, "pt") as weights:
            found = {name: weights.get_tensor(name) for name in weights.keys()}  # noqa: SIM118 - it is no dict
        wide = {name for name, one in found.items() if one.is_floating_point() and one.element_size() > 2}
        if wide:
            turned = {name: one.to(torch.bfloat16) if name in wide else one for name, one in found.items()}
            save_file(turned, file, metadata={"format": "pt"})
            _say_dtype(folder / "config.json")


def _say_dtype(config: Path) -> None:
    said = json.loads(config.read_text(encoding="utf-8"))
    config.write_text(json.dumps(said | {"dtype": "bfloat16"}, indent=2) + "\n", encoding="utf-8")


def card(recipe: Recipe, prepared: Prepared, template: Template, run_id: str) -> str:
    """What the model was made of."""
    head = {
        "base_model": recipe.model,
        "pipeline_tag": "text-generation",
        "library_name": "transformers",
        "datasets": [source.path for source in recipe.data],
    }
    facts: Mapping[str, object] = {
        "webinstruct": __version__,
        "training digest": prepared.training,
        "rows digest": prepared.digest,
        "MLflow run": run_id,
    }
    rows = "\n".join(f"| {name} | {value} |" for name, value in facts.items())
    made = yaml.safe_dump(recipe.model_dump(mode="json", exclude_defaults=True), sort_keys=False)
    lines = "\n".join(f"- {line}" for line in (*prepared.lines, prepared.plan.line(recipe.max_length)))
    return (
        f"---\n{yaml.safe_dump(head, sort_keys=False)}---\n\n# {Path(recipe.output).name}\n\n"
        f"`{recipe.model}`, fine-tuned by webinstruct after the method of "
        f"[MAmmoTH2](https://arxiv.org/abs/2405.03548).\n\n## Data\n\n{lines}\n\n"
        f"The loss is on responses alone, end of turn included: {template.line()}.\n\n"
        f"## Recipe\n\n```yaml\n{made}```\n\n## Provenance\n\n| what | value |\n| --- | --- |\n{rows}\n"
    )
