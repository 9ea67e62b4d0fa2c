"""Benchmarks in their published forms: local files or the Hugging Face hub → `Problem`.

Decontamination compares pairs with them, evaluation asks models for them. Nothing is
shipped: `load` reads what the user has on disk, and names what is missing.

Which benchmark a file holds is told by its path (`gsm8k/main/test-00000-of-00001.parquet`,
`bbh/navigate.json`, `theoremqa_test.json`) and checked against its records. Only test
splits are read. `custom/*.jsonl` holds the user's own: {"question", "answer"?, "options"?, "id"?}.
"""

from webinstruct.benchmarks.gather import load
from webinstruct.benchmarks.model import NAMES, Loaded, Problem

__all__ = ["NAMES", "Loaded", "Problem", "load"]
