"""The settings of one training: one YAML file, read and checked as the chain's settings are.

>>> made = Recipe.model_validate({"model": "base", "output": "out", "data": [{"path": "dataset"}]})
>>> made.batch_examples, made.max_length, made.data[0].weight
(512, 4096, 1.0)
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, Self

from pydantic import model_validator

from webinstruct import parts
from webinstruct.parts import Part, operation, result

Form = Literal["auto", "messages", "conversations", "instruction", "question"]


class Source(Part):
    """One dataset of the mixture."""

    path: str = result(min_length=1)
    """A folder or file (JSONL, JSON, Parquet) on this machine, or a name on the hub."""
    subset: str | None = result(None)
    """Configuration of a dataset on the hub."""
    split: str = result("train")
    """Split to train on."""
    weight: float = result(1.0, gt=0, le=100)
    """How often each example is taken in an epoch: 0.25 takes a quarter (by hash), 2 takes each twice."""
    form: Form = result("auto")
    """How its rows say a conversation; auto: by their columns."""
    not_decontaminated: bool = operation(False)
    """Train on it although nobody looked for benchmark items in it."""


class Recipe(Part):
    """One training."""

    model: str = result(min_length=1)
    """Folder of a model in transformers' form, or its name on the hub."""
    revision: str | None = result(None)
    """Of a model on the hub."""
    output: str = operation(min_length=1)
    """Folder for checkpoints and, at the end, the model."""
    data: tuple[Source, ...] = result(min_length=1)
    """What is trained on."""
    validation: tuple[Source, ...] = result(())
    """What the loss is also measured on; nothing of it is trained on."""
    template: str = result("auto")
    """A Jinja file, chatml, or auto: the tokenizer's own where its responses can be marked, else chatml."""

    epochs: float = result(2.0, gt=0)
    """Passes over the mixture (paper: 2)."""
    max_steps: int | None = result(None, ge=1)
    """End after so many steps, whatever the epochs."""
    batch_examples: int = result(512, ge=1)
    """Examples in a step of all ranks (paper: 512); packed rows are worked out from it."""
    micro_batch: int = operation(1, ge=1)
    """Rows a rank takes at once."""
    max_length: int = result(4096, ge=16)
    """Tokens of a row; a longer example is left out and counted, never cut."""
    packing: bool = result(True)
    """Several examples in one row, each seeing itself alone."""
    learning_rate: float = result(5e-6, gt=0)
    """Peak of a cosine (paper: 5e-6 for Mistral-7B, 1e-5 for Llama-3-8B, Mixtral, Yi-34B)."""
    warmup: float = result(0.03, ge=0, lt=1)
    """Share of the steps in which the rate rises."""
    weight_decay: float = result(0.0, ge=0)
    """Of AdamW."""
    max_grad_norm: float = result(1.0, gt=0)
    """Gradients are scaled down to it."""
    seed: int = result(0, ge=0)
    """Of order, sampling and dropout."""

    device: Literal["gpu", "cpu"] = operation("gpu")
    """A recipe for GPUs is refused where there is none."""
    processes: int | None = operation(None, ge=1)
    """Ranks on this machine; None: one a GPU. Torchrun and deepspeed say it themselves."""
    world: int | None = operation(None, ge=1)
    """Ranks of all machines that the recipe is made for; another number is refused."""
    zero: Literal[0, 1, 2, 3] = operation(1)
    """Stage of ZeRO."""
    offload: bool = operation(False)
    """Optimizer states in main memory (ZeRO-3: parameters, too)."""
    precision: Literal["bf16", "fp32"] = operation("bf16")
    """Of weights and activations while training; the optimizer keeps fp32."""
    attention: Literal["auto", "varlen", "sdpa", "eager", "flash_attention_2"] = operation("auto")
    """auto: varlen on a GPU, sdpa on a CPU."""
    liger: bool | None = operation(None)
    """Liger's kernels; None: on a GPU where they are installed."""
    compile: bool = operation(False)
    """torch.compile; it gains where ZeRO does not shard parameters."""
    checkpointing: bool = operation(False)
    """Recompute activations: slower by a third, for models whose activations do not fit."""

    log_steps: int = operation(10, ge=1)
    """Steps between two lines of figures."""
    save_steps: int = operation(500, ge=1)
    """Steps between two checkpoints."""
    keep: int = operation(2, ge=1)
    """Whole checkpoints kept."""
    eval_steps: int | None = operation(None, ge=1)
    """Steps between two measures on validation and probe; None: as checkpoints."""
    probe: int = result(64, ge=0)
    """Examples of the training set, chosen by hash, whose loss is followed."""
    workers: int = operation(2, ge=1)
    """Processes that tokenize."""

    mlflow: str | None = operation(None)
    """MLflow tracking URI; default sqlite:///<output>/_mlflow/mlflow.db."""
    experiment: str = operation("webinstruct-train")
    """MLflow experiment."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.device == "cpu" and self.attention in ("varlen", "flash_attention_2"):
            raise ValueError(f"attention {self.attention} needs device gpu")
        if self.zero < 2 and self.offload:
            raise ValueError("offload needs zero 2 or 3")
        return self

    @property
    def tracking_uri(self) -> str:
        """Where this training is logged."""
        return self.mlflow or f"sqlite:///{Path(self.output).absolute()}/_mlflow/mlflow.db"


def load(path: Path, overrides: Sequence[str] = ()) -> Recipe:
    """Read a recipe; UserError with one line per mistake."""
    return parts.read(Recipe, path, overrides)
