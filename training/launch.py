"""Ranks on this machine: `python -m training` starts itself again under torch's launcher."""

import logging
import os
import sys
import uuid
from pathlib import Path

from webinstruct import UserError, tracking

from . import MISTAKE, checkpoints, engine, sources
from .recipe import Recipe


def is_rank() -> bool:
    """Whether a launcher (torchrun, deepspeed, this one) has started us as one of its ranks."""
    return "RANK" in os.environ and "WORLD_SIZE" in os.environ


def processes(recipe: Recipe) -> int:
    """Ranks to start; UserError for a GPU recipe where there is no GPU."""
    if recipe.device == "cpu":
        return recipe.processes or 1
    import torch

    if not torch.cuda.is_available():
        raise UserError("the recipe wants a GPU and there is none here: device: cpu trains on the processor")
    return recipe.processes or torch.cuda.device_count()


def check(recipe: Recipe, resume: bool) -> int:
    """Everything that can be told in seconds, before minutes are lost; the number of ranks to start."""
    count = processes(recipe)
    if recipe.world is not None and recipe.world != count:
        raise UserError(
            f"the recipe is made for {recipe.world} ranks, {count} would start here: start it on all machines "
            "with torchrun -m training, or set world and batch sizes for this one"
        )
    checkpoints.check_output(Path(recipe.output), resume)
    for source in (*recipe.data, *recipe.validation):
        sources.check_decontaminated(source)
    engine.tokenizer(recipe)
    tracking.check(recipe.tracking_uri)
    return count


def start(count: int, arguments: list[str]) -> int:
    """Run `count` ranks of this training; the exit status."""
    from torch.distributed.elastic.multiprocessing.errors import ChildFailedError
    from torch.distributed.launcher.api import LaunchConfig, elastic_launch

    # The launcher's own account of a failure is 30 lines; the rank has said what it was.
    logging.getLogger("torch.distributed.elastic").setLevel(logging.CRITICAL)
    os.environ.setdefault("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 1) // count)))
    config = LaunchConfig(
        min_nodes=1,
        max_nodes=1,
        nproc_per_node=count,
        run_id=uuid.uuid4().hex,
        rdzv_backend="c10d",
        rdzv_endpoint="localhost:0",
        max_restarts=0,  # going on is --resume's, which reads the checkpoint
    )
    try:
        elastic_launch(config, sys.executable)("-m", "training", *arguments)
    except ChildFailedError as failed:
        rank, failure = failed.get_first_failure()
        if failure.exitcode != MISTAKE:
            print(f"error: rank {rank} ended with {failure.exitcode}: --resume goes on", file=sys.stderr)
        return MISTAKE if failure.exitcode == MISTAKE else 1
    return 0
