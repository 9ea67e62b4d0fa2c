"""One step of the same rows in micro-batches of several sizes; the largest differences of their gradients.

    python -m tests.e2e.gradients MODEL ROWS FOLDER

Through the whole of it: collator, TRL's loss, transformers' accumulation, DeepSpeed. The last line is JSON.
"""

import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

import deepspeed
import torch
from deepspeed.utils import safe_get_full_grad

from tests.conftest import ROOT
from training import data, engine, recipe
from training.progress import Counters

SIZES = (1, 2, 8)


def gradients(asked: recipe.Recipe) -> dict[str, torch.Tensor]:
    """Of the first step, by parameter."""
    world, rank = engine.start(asked)
    tokenizer, template = engine.tokenizer(asked)
    prepared = data.prepared(asked, tokenizer, world, rank)
    assert prepared.plan.rows_per_step == max(SIZES), prepared.plan
    args = engine.arguments(asked, prepared.plan.accumulation)
    model = engine.model(asked, tokenizer, template)
    training = engine.Training(model, args, prepared, tokenizer, Counters())
    training.attend(None, lambda line: None, "")
    found: dict[str, torch.Tensor] = {}
    step = deepspeed.DeepSpeedEngine.step

    def watched(self: Any, *rest: Any, **named: Any) -> Any:
        if self.is_gradient_accumulation_boundary():
            assert not found, "more than one step"
            for name, parameter in self.module.named_parameters():
                found[name] = safe_get_full_grad(parameter).clone()
        return step(self, *rest, **named)

    deepspeed.DeepSpeedEngine.step = watched
    try:
        training.train()
    finally:
        deepspeed.DeepSpeedEngine.step = step
    return found


def main(model: str, rows: str, folder: Path) -> None:
    """Print the norm of the gradient, and the largest difference to the first size, for each size."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    alone = {"RANK": "0", "LOCAL_RANK": "0", "WORLD_SIZE": "1", "LOCAL_WORLD_SIZE": "1"}
    os.environ.update(alone | {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port)})
    values = {
        "model": model,
        "data": [{"path": rows, "not_decontaminated": True}],
        "template": "chatml",
        "max_length": 128,
        "max_steps": 1,
        "probe": 0,
        "zero": 1,
    }
    found: list[dict[str, torch.Tensor]] = []
    for size in SIZES:
        own = {"micro_batch": size, "output": f"{folder}/{size}", "batch_examples": 24}
        sets = [f"{name}={json.dumps(value)}" for name, value in (values | own).items()]
        found.append(gradients(recipe.load(ROOT / "conf/train/tiny-cpu.yaml", sets)))
    norms = [float(torch.stack([one.norm() for one in each.values()]).norm()) for each in found]
    apart = [max(float((each[name] - one).abs().max()) for name, one in found[0].items()) for each in found]
    print(json.dumps({"norms": norms, "apart": apart, "parameters": len(found[0])}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
