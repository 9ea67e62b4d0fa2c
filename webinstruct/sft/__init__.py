"""Stage `export`: which forms of a pair go out, as chat messages, and the dataset folder that `datasets` loads.

policy.py     a pair's refinements, the pair as it was, or neither, and why
agreement.py  whether its refiners end in the same answer
rows.py       pairs beside their refined rows to rows of `sft`
filters.py    which of those go into a folder
folder.py     the folder: whole, or not there
card.py       what its reader must know
"""

from .card import Step, card, example_of, tokens
from .filters import COLUMN as HELD_BACK
from .filters import FILTERED_DDL, filtered, held_back
from .folder import CARD, INFO, JSONL, SPLITS, check_folder, is_whole, made_of, write
from .policy import ORIGINAL, WAITING, Decided, Form, Plan, decide
from .rows import FORMS_DDL, REFINED_READS, VERIFIED_READS, forms, messages, rows, split_of

VERSION = 6
"""Raised whenever a row of the dataset may come out otherwise."""

__all__ = [
    "CARD",
    "FILTERED_DDL",
    "FORMS_DDL",
    "HELD_BACK",
    "INFO",
    "JSONL",
    "ORIGINAL",
    "REFINED_READS",
    "VERIFIED_READS",
    "SPLITS",
    "VERSION",
    "WAITING",
    "Decided",
    "Form",
    "Plan",
    "Step",
    "card",
    "check_folder",
    "decide",
    "example_of",
    "filtered",
    "forms",
    "held_back",
    "is_whole",
    "made_of",
    "messages",
    "rows",
    "split_of",
    "tokens",
    "write",
]
