"""Examples to rows, and a batch of examples to rows, ranks and steps.

The paper's batch counts examples (512). A packed row of 4096 tokens holds about eight, so that a step of 512
examples has about 64 rows; how many it really has is worked out from the data and said.
"""

from dataclasses import dataclass

import datasets
from trl.data_utils import pack_dataset

from webinstruct import UserError

from .recipe import Recipe


@dataclass(frozen=True, slots=True)
class Plan:
    """How a step is made up."""

    examples: int
    """In an epoch."""
    rows: int
    """In an epoch: packed, or one an example."""
    tokens: int
    """In an epoch."""
    world: int
    micro_batch: int
    accumulation: int
    """Micro-batches a rank takes before a step."""
    wanted: int
    """Examples of a step, as the recipe has it."""

    @property
    def rows_per_step(self) -> int:
        """Rows of all ranks."""
        return self.world * self.micro_batch * self.accumulation

    @property
    def examples_per_step(self) -> float:
        """On average."""
        return self.rows_per_step * self.examples / self.rows

    def efficiency(self, max_length: int) -> float:
        """Share of the rows' room that tokens fill."""
        return self.tokens / (self.rows * max_length)

    def line(self, max_length: int) -> str:
        """The conversion in words."""
        filled = self.efficiency(max_length)
        return (
            f"a step: {self.wanted:,} examples asked, {self.examples_per_step:,.1f} on average = "
            f"{self.rows_per_step:,} rows ({self.world} ranks x {self.micro_batch} x {self.accumulation}); "
            f"{self.examples:,} examples in {self.rows:,} rows of {max_length:,} tokens, {filled:.1%} filled"
        )


def pack(examples: datasets.Dataset, recipe: Recipe) -> datasets.Dataset:
    """Rows with `input_ids`, `labels` and `seq_lengths`, in a seeded order; without packing one example a row.

    Best fit decreasing: nothing is cut, for nothing longer than a row is among the examples.
    """
    chosen = examples.select_columns(["input_ids", "labels"]).shuffle(seed=recipe.seed)
    if recipe.packing:
        return pack_dataset(chosen, recipe.max_length, "bfd", {"load_from_cache_file": False}).shuffle(
            seed=recipe.seed
        )
    return chosen.map(lambda row: {"seq_lengths": [len(row["input_ids"])]}, load_from_cache_file=False)


def plan(recipe: Recipe, *, examples: int, rows: int, tokens: int, world: int) -> Plan:
    """Steps of `batch_examples`; UserError where ranks and micro-batches do not go into it.

    Packed, the nearest number of rows that ranks and micro-batches divide is taken, at least one micro-batch a rank.
    """
    if recipe.world is not None and recipe.world != world:
        raise UserError(f"the recipe is made for {recipe.world} ranks, there are {world}")
    at_once = world * recipe.micro_batch
    wanted = recipe.batch_examples * rows / examples
    accumulation = max(1, round(wanted / at_once))
    if not recipe.packing and recipe.batch_examples % at_once:
        raise UserError(
            f"batch_examples {recipe.batch_examples} is not a multiple of {world} ranks x micro_batch "
            f"{recipe.micro_batch} = {at_once}"
        )
    if at_once > 2 * wanted:
        raise UserError(
            f"batch_examples {recipe.batch_examples} is about {wanted:.1f} rows, but {world} ranks x micro_batch "
            f"{recipe.micro_batch} take {at_once} at once: raise the one or lower the other"
        )
    if rows < at_once * accumulation:
        raise UserError(
            f"{rows:,} rows are less than one step of {at_once * accumulation:,}: lower batch_examples "
            f"({recipe.batch_examples}), or add data"
        )
    return Plan(examples, rows, tokens, world, recipe.micro_batch, accumulation, recipe.batch_examples)
