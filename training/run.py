"""One training, on every rank: data, model, Trainer, and the model folder at its end."""

import json
import logging
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import datasets
from transformers.utils.logging import disable_progress_bar

from webinstruct import parts, tracking

from . import checkpoints, data, engine, publish
from .data import Prepared
from .progress import Counters
from .recipe import Recipe


def train(recipe: Recipe, *, resume: bool) -> int:
    """Train, and write the model; the exit status. Every rank runs it."""
    _quiet()
    world, rank = engine.start(recipe)
    say: Callable[[str], None] = _say if rank == 0 else _nothing
    output = Path(recipe.output)
    checkpoints.check_output(output, resume)
    folder, mark, skipped = checkpoints.newest(output)
    engine.barrier()  # nobody writes before all have looked
    tracked = _tracked(recipe, mark) if rank == 0 else None  # before the model, too: it fails in seconds
    whole = False
    try:
        tokenizer, template = engine.tokenizer(recipe)
        prepared = data.prepared(recipe, tokenizer, world, rank)
        for line in (template.line(), *prepared.lines, prepared.plan.line(recipe.max_length), *skipped):
            say(line)
        if mark is not None:
            checkpoints.check_same(mark, prepared.training, world)
        if resume:
            say(f"going on from {folder.name}" if folder else "no whole checkpoint: beginning anew")
        if mark is None or mark.step < mark.of:
            args = engine.arguments(recipe, prepared.plan.accumulation)
            model = engine.model(recipe, tokenizer, template)
            training = engine.Training(model, args, prepared, tokenizer, _counters(mark))
            training.attend(tracked, say, prepared.training)
            if tracked and mark is None:
                _log_start(tracked, recipe, prepared)
            training.train(resume_from_checkpoint=str(folder) if folder else None)
        if tracked:
            last = checkpoints.steps(output)[0]
            made = publish.publish(last, recipe, tokenizer, prepared, template, tracked.run_id)
            say(f"the model is in {made}")
        whole = True
    finally:
        if tracked:
            tracked.end(whole)
    engine.end()
    return 0


def _counters(mark: checkpoints.Mark | None) -> Counters:
    return Counters(**mark.counters) if mark else Counters()


def _quiet() -> None:
    """What libraries tell at length on every rank."""
    for name in ("transformers", "deepspeed", "DeepSpeed", "accelerate", "datasets", "trl"):
        logging.getLogger(name).setLevel(logging.ERROR)
    datasets.disable_progress_bars()
    disable_progress_bar()
    warnings.filterwarnings("ignore", module=r"(transformers|trl|deepspeed|torch)(\.|$)")


def _say(line: str) -> None:
    print(line, flush=True)


def _nothing(_: str) -> None:
    """What ranks but the first say."""


def _tracked(recipe: Recipe, mark: checkpoints.Mark | None) -> tracking.Tracked:
    values = parts.result_values(recipe, "recipe")
    return tracking.start(
        recipe.tracking_uri,
        experiment=recipe.experiment,
        name=Path(recipe.output).name,
        params={name.removeprefix("recipe."): str(value)[:500] for name, value in values.items()},
        run_id=mark.run_id if mark else None,
        system_metrics=True,
    )


def _log_start(tracked: tracking.Tracked, recipe: Recipe, prepared: Prepared) -> None:
    """What the training is made of."""
    facts: dict[str, Any] = {
        "recipe": recipe.model_dump(mode="json"),
        "data": prepared.lineage,
        "training": prepared.training,
    }
    tracked.files({"training.json": json.dumps(facts, indent=1).encode()})
    tracked.log({"packing_efficiency": prepared.plan.efficiency(recipe.max_length)}, 0)
