"""A task's GPUs, as Spark gave them out, made known to what runs in its Python worker.

Spark tells a task which GPUs are its own (`spark.task.resource.gpu.amount`), but sets no
CUDA_VISIBLE_DEVICES: on a machine with eight of them all engines would go to the first.
"""

import os
import sys
from collections.abc import Callable, Iterator

import pyarrow as pa

Generator = Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]


def on_its_gpus(batches: Iterator[pa.RecordBatch], generator: Generator) -> Iterator[pa.RecordBatch]:
    """The generator, in an environment that shows this task's GPUs alone. Nothing changes without GPUs."""
    from pyspark import TaskContext

    task = TaskContext.get()
    given = task.resources().get("gpu") if task is not None else None
    # Set once a process: a model that is loaded stays where it is.
    if given is not None and "CUDA_VISIBLE_DEVICES" not in os.environ:
        os.environ["CUDA_VISIBLE_DEVICES"] = ",".join(given.addresses)
        print(f"webinstruct: GPU {os.environ['CUDA_VISIBLE_DEVICES']}", file=sys.stderr, flush=True)
    yield from generator(batches)
