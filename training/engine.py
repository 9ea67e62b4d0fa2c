"""DeepSpeed, transformers and TRL under one recipe: ranks, arguments, model, Trainer."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, PrinterCallback, TrainerCallback, set_seed
from trl.trainer.sft_config import SFTConfig
from trl.trainer.sft_trainer import SFTTrainer

from webinstruct import UserError

from . import attention, checkpoints, progress
from .recipe import Recipe
from .template import Template, choose

if TYPE_CHECKING:
    from webinstruct.tracking import Tracked

    from .data import Prepared

RENAMED: Final = {"eval_probe_loss": "probe_loss", "eval_validation_loss": "validation_loss"}
TRLS: Final = frozenset(("num_tokens", "total_flos"))
"""Figures that begin anew at a resume, or are 0 under ZeRO-3: ours stand in their place."""


# --- ranks


def start(recipe: Recipe) -> tuple[int, int]:
    """Join the other ranks; how many there are, and which one this is."""
    if recipe.device == "cpu":
        os.environ["DS_ACCELERATOR"] = "cpu"
    import deepspeed

    if recipe.device == "cpu":
        # Faster sums over ranks, for which a compiler is needed and a minute: not for mechanics.
        deepspeed.ops.__compatible_ops__["deepspeed_shm_comm"] = False
    # Before transformers works out batch sizes, which it does by the number of ranks.
    deepspeed.init_distributed(dist_backend="gloo" if recipe.device == "cpu" else "nccl", verbose=False)
    return torch.distributed.get_world_size(), torch.distributed.get_rank()


def barrier() -> None:
    """Wait for all ranks."""
    if torch.distributed.is_initialized():
        torch.distributed.barrier()


def end() -> None:
    """Leave the other ranks."""
    if torch.distributed.is_initialized():
        torch.distributed.destroy_process_group()


# --- what the libraries are told


def arguments(recipe: Recipe, accumulation: int) -> SFTConfig:
    """TRL's arguments. Rows come tokenized and packed: TRL prepares nothing, its collator keeps the borders.

    To be made before the model, for it tells transformers how ZeRO shards. What DeepSpeed is told of batch sizes
    is fixed here: a number of micro-batches that is set later would be transformers' alone.
    """
    on_gpu = recipe.device == "gpu"
    every = recipe.eval_steps or recipe.save_steps
    return SFTConfig(
        output_dir=recipe.output,
        num_train_epochs=recipe.epochs,
        max_steps=recipe.max_steps or -1,
        per_device_train_batch_size=recipe.micro_batch,
        per_device_eval_batch_size=1,
        gradient_accumulation_steps=accumulation,
        learning_rate=recipe.learning_rate,
        lr_scheduler_type="cosine",
        warmup_steps=recipe.warmup,  # below 1: a share
        weight_decay=recipe.weight_decay,
        max_grad_norm=recipe.max_grad_norm,
        optim="adamw_torch_fused" if on_gpu and not recipe.offload else "adamw_torch",
        seed=recipe.seed,
        bf16=recipe.precision == "bf16",
        use_cpu=not on_gpu,
        gradient_checkpointing=recipe.checkpointing,
        torch_compile=recipe.compile,
        use_liger_kernel=_liger(recipe),
        deepspeed=deepspeed_config(recipe),
        max_length=recipe.max_length if recipe.packing else None,
        packing=recipe.packing,
        packing_strategy="bfd",
        padding_free=True,
        eval_packing=recipe.packing,
        dataset_kwargs={"skip_prepare_dataset": True},
        logging_steps=recipe.log_steps,
        logging_first_step=True,
        save_steps=recipe.save_steps,
        save_total_limit=recipe.keep,
        eval_strategy="steps" if recipe.probe or recipe.validation else "no",
        eval_steps=every,
        report_to="none",
        disable_tqdm=True,
    )


def deepspeed_config(recipe: Recipe) -> dict[str, Any]:
    """DeepSpeed's settings; batch sizes and clipping come from the arguments."""
    on_gpu = recipe.device == "gpu"
    zero: dict[str, Any] = {"stage": recipe.zero, "contiguous_gradients": True, "overlap_comm": on_gpu}
    if recipe.zero == 3:
        zero["stage3_gather_16bit_weights_on_model_save"] = True
    if recipe.offload:
        zero["offload_optimizer"] = {"device": "cpu", "pin_memory": on_gpu}
        if recipe.zero == 3:
            zero["offload_param"] = {"device": "cpu", "pin_memory": on_gpu}
    return {
        "zero_optimization": zero,
        "bf16": {"enabled": recipe.precision == "bf16"},
        "zero_allow_untested_optimizer": True,
        "zero_force_ds_cpu_optimizer": False,
        "gradient_clipping": "auto",
        "gradient_accumulation_steps": "auto",
        "train_micro_batch_size_per_gpu": "auto",
        "train_batch_size": "auto",
        "steps_per_print": 10**9,
    }


def _liger(recipe: Recipe) -> bool:
    if recipe.liger is not None:
        return recipe.liger
    import importlib.util

    return recipe.device == "gpu" and importlib.util.find_spec("liger_kernel") is not None


# --- the model


def tokenizer(recipe: Recipe) -> tuple[Any, Template]:
    """With the template of the recipe."""
    try:
        found = AutoTokenizer.from_pretrained(recipe.model, revision=recipe.revision)
    except (OSError, ValueError) as error:
        raise UserError(f"model {recipe.model}: no tokenizer: {str(error).strip().splitlines()[0]}") from None
    return found, choose(found, recipe.template)


def model(recipe: Recipe, tokens: Any, template: Template) -> Any:
    """The model, with room for new tokens and the end of turn it is to stop at."""
    asked = recipe.attention
    if asked == "auto":
        asked = "varlen" if recipe.device == "gpu" else "sdpa"
    if asked == attention.NAME:
        attention.register()
    set_seed(recipe.seed)  # new embeddings are drawn
    dtype = torch.bfloat16 if recipe.precision == "bf16" else torch.float32
    try:
        found = AutoModelForCausalLM.from_pretrained(
            recipe.model, revision=recipe.revision, dtype=dtype, attn_implementation=asked
        )
    except (OSError, ValueError) as error:
        raise UserError(
            f"model {recipe.model}: cannot be loaded: {str(error).strip().splitlines()[0]}"
        ) from None
    if template.new_tokens and len(tokens) > found.config.vocab_size:
        found.resize_token_embeddings(len(tokens), mean_resizing=True)
    stops = found.generation_config.eos_token_id
    stops = [stops] if isinstance(stops, int) else [*(stops or ())]
    found.config.eos_token_id = tokens.eos_token_id
    found.generation_config.eos_token_id = [
        tokens.eos_token_id,
        *(s for s in stops if s != tokens.eos_token_id),
    ]
    return found


# --- the Trainer


class Training(SFTTrainer):  # type: ignore[misc]
    """TRL's trainer, which also counts what it sees and says so."""

    def __init__(
        self, model: Any, args: SFTConfig, prepared: "Prepared", tokens: Any, counters: progress.Counters
    ) -> None:
        # Sizes before ZeRO-3 has cut the parameters into parts of its own.
        count = sum(_size(one) for one in model.parameters())
        self.shape = progress.shape_of(model.config, count, _size(model.get_input_embeddings().weight))
        self.meter = progress.Meter(counters)
        self.tracked: Tracked | None = None
        self.say: Callable[[str], None] = print
        super().__init__(
            model,
            args=args,
            train_dataset=prepared.train,
            eval_dataset=prepared.measured or None,
            processing_class=tokens,
        )

    def attend(self, tracked: "Tracked | None", say: Callable[[str], None], digest: str) -> None:
        """Where figures go, and what checkpoints say of this training."""
        self.tracked, self.say = tracked, say
        self.remove_callback(PrinterCallback)  # the same figures once more, unordered
        self.add_callback(_Watch(self, digest, tracked.run_id if tracked else ""))

    def training_step(self, model: Any, inputs: dict[str, Any], *rest: Any, **named: Any) -> torch.Tensor:
        """One micro-batch, counted."""
        self.meter.see(inputs)
        loss: torch.Tensor = super().training_step(model, inputs, *rest, **named)
        return loss

    def log(self, logs: dict[str, float], start_time: float | None = None) -> None:
        """Figures of a step; of training with throughput and counters."""
        if "loss" in logs:
            total = self.meter.total(self.args.device)
            world = torch.distributed.get_world_size()
            peak = progress.peak(torch.cuda.get_device_name()) if torch.cuda.is_available() else None
            logs |= progress.figures(self.meter.lately(total), total, self.shape, world, peak)
        super().log(logs, start_time)
        if not self.is_world_process_zero():
            return
        found = {
            RENAMED.get(name, name): value
            for name, value in logs.items()
            if isinstance(value, int | float) and name not in TRLS
        }
        if self.tracked:
            self.tracked.log(found, self.state.global_step)
        if line := _line(found):
            self.say(f"step {self.state.global_step}/{self.state.max_steps}: {line}")


def _size(parameter: Any) -> int:
    """Elements of a parameter, of the whole where ZeRO-3 has left a part."""
    return int(getattr(parameter, "ds_numel", None) or parameter.numel())


def _line(found: dict[str, float]) -> str:
    """What a reader of the terminal wants of it."""
    forms = {
        "loss": "loss {:.4f}",
        "probe_loss": "probe {:.4f}",
        "validation_loss": "validation {:.4f}",
        "grad_norm": "grad {:.3f}",
        "learning_rate": "lr {:.2e}",
        "tokens_per_second": "{:,.0f} tokens/s",
        "mfu": "MFU {:.1%}",
        "examples_seen": "{:,.0f} examples seen",
    }
    return ", ".join(form.format(found[name]) for name, form in forms.items() if name in found)


class _Watch(TrainerCallback):  # type: ignore[misc]
    """Starts and stops the clock, and declares checkpoints whole."""

    def __init__(self, training: Training, digest: str, run_id: str) -> None:
        self._training, self._digest, self._run_id = training, digest, run_id

    def on_step_begin(self, *_: Any, **__: Any) -> None:
        self._training.meter.go()

    def on_evaluate(self, *_: Any, **__: Any) -> None:
        self._training.meter.pause()

    def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        """All ranks have written their part when they meet here."""
        counters = self._training.meter.total(args.device)  # a meeting of all ranks, too
        self._training.meter.pause()
        barrier()
        if state.is_world_process_zero:
            mark = checkpoints.Mark(
                state.global_step,
                state.max_steps,
                self._digest,
                torch.distributed.get_world_size(),
                self._run_id,
                counters.values(),
            )
            checkpoints.write(Path(args.output_dir) / f"checkpoint-{state.global_step}", mark)
