"""What a training has seen, and how fast: counters that go on over a resume.

Tokens and examples are counted where they are trained on, on every rank; borders of documents say how much
attention really costs. MFU: floating-point operations of the model (6 for each parameter in a matrix and token, and
attention over the true lengths, causal) by those that the devices could do; recomputed activations do not count.
"""

import time
from dataclasses import asdict, dataclass
from typing import Any, Final

import torch
from torch import Tensor

from .encode import IGNORED

# Dense bf16 operations a second, from the vendors' data sheets.
PEAK: Final = {
    "H100 PCIe": 756e12,
    "H100": 989e12,
    "H200": 989e12,
    "A100": 312e12,
    "L40S": 362e12,
    "B200": 2250e12,
}


@dataclass(slots=True)
class Counters:
    """Sums since the first step of all, over all ranks."""

    tokens: float = 0.0
    examples: float = 0.0
    learnt: float = 0.0
    """Tokens with a loss."""
    squares: float = 0.0
    """Sum of the squared lengths of documents."""
    seconds: float = 0.0
    """Of training; breaks between runs do not count."""

    def values(self) -> dict[str, float]:
        """By name, for a checkpoint."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the cost of a token depends on."""

    parameters: int
    """In matrices: all but the table of input embeddings, which counts where it is the output's, too."""
    layers: int
    width: int
    """Heads times their size."""

    def operations(self, tokens: float, squares: float) -> float:
        """Of a forward and a backward pass.

        >>> Shape(10, 1, 4).operations(2, 4)
        216.0
        """
        return 6.0 * self.parameters * tokens + 6.0 * self.layers * self.width * squares


def shape_of(config: Any, parameters: int, embedding: int) -> Shape:
    """From a model's config; `embedding`: parameters of its input embeddings."""
    heads = config.num_attention_heads
    size = getattr(config, "head_dim", None) or config.hidden_size // heads
    tied = bool(getattr(config, "tie_word_embeddings", False))
    return Shape(parameters - (0 if tied else embedding), config.num_hidden_layers, heads * size)


def peak(device_name: str) -> float | None:
    """Operations a second that a device can do; None where we do not know it."""
    return next((value for name, value in PEAK.items() if name in device_name), None)


class Meter:
    """Counts micro-batches without waiting for the device; adds them up over ranks when asked."""

    def __init__(self, start: Counters) -> None:
        self._total = start
        self._logged = start
        self._here = [0, 0]  # tokens, examples
        self._device: Tensor | None = None  # learnt tokens and squares, where the batch is
        self._since: float | None = None

    def see(self, inputs: dict[str, Any]) -> None:
        """One micro-batch: `input_ids` [1, tokens], `labels` [1, tokens], `cu_seq_lens_q` [documents + 1]."""
        borders, labels = inputs["cu_seq_lens_q"], inputs["labels"]
        self._here[0] += inputs["input_ids"].numel()
        self._here[1] += borders.numel() - 1
        squares = borders.diff().double().square().sum().to(labels.device)
        found = torch.stack([(labels != IGNORED).sum().double(), squares])
        self._device = found if self._device is None else self._device + found

    def go(self) -> None:
        """The clock runs from here, if it does not run."""
        self._since = self._since or time.monotonic()

    def pause(self) -> None:
        """What comes until `go` (measuring, saving) is no training."""
        self._since = None

    def total(self, device: torch.device) -> Counters:
        """Since the first step of all; every rank must ask."""
        here = (
            self._device if self._device is not None else torch.zeros(2, dtype=torch.float64, device=device)
        )
        mine = torch.cat([torch.tensor(self._here, dtype=torch.float64).to(here), here])
        if torch.distributed.is_initialized():
            torch.distributed.all_reduce(mine)
        now = time.monotonic()
        seconds = now - self._since if self._since else 0.0
        tokens, examples, learnt, squares = mine.tolist()
        new = Counters(tokens, examples, learnt, squares, seconds)
        self._total = _summed(self._total, new, 1)
        self._here, self._device = [0, 0], None
        self._since = now if self._since else None
        return self._total

    def lately(self, total: Counters) -> Counters:
        """Since the last call."""
        found = _summed(total, self._logged, -1)
        self._logged = total
        return found


def _summed(one: Counters, other: Counters, sign: int) -> Counters:
    others = other.values()
    return Counters(**{name: value + sign * others[name] for name, value in one.values().items()})


def figures(
    lately: Counters, total: Counters, shape: Shape, world: int, peak_each: float | None
) -> dict[str, float]:
    """For a line of the log: throughput since the last one, counters since the first step."""
    seconds = max(lately.seconds, 1e-9)
    found = {
        "tokens_per_second": lately.tokens / seconds,
        "tokens_seen": total.tokens,
        "examples_seen": total.examples,
        "learnt_tokens_seen": total.learnt,
        "train_seconds": total.seconds,
    }
    if peak_each:
        found["mfu"] = shape.operations(lately.tokens, lately.squares) / seconds / (peak_each * world)
    return found
