"""Pairs that hold benchmark items: which, how sure, and what of the item stands in them.

Runs of ten words (numbers masked) of an item's question, options or solution call for a closer look; questions
shorter than that are looked up whole. What is found is compared on the text: `same`, `number-variant` (the
words agree, numbers or formulas do not), `shared-template` (only words that many items share, or too few of
the item's), else `clean`. The paper's rule (MAmmoTH2, section 2: any ten words in a row) is always told beside it.

    >>> from webinstruct.benchmarks import Problem
    >>> from webinstruct.settings import DecontaminateSettings
    >>> item = Problem("custom", "custom/1", "A baker fills nine trays with twelve rolls each and sells all but five.")
    >>> index = Index([item], DecontaminateSettings())
    >>> judge(index, "A baker fills 9 trays with 12 rolls each and sells all but 5.", "103").verdict
    'same'
    >>> judge(index, "A baker fills 7 trays with 12 rolls each and sells all but 5.", "79").verdict
    'number-variant'
"""

from .index import VERSION, Index
from .judge import PHRASES, READS, dropped, judge, judge_all, judge_further, judged, phrases
from .packed import Items, items, open_index, told
from .rules import Evidence, Finding, Verdict

__all__ = [
    "PHRASES",
    "READS",
    "VERSION",
    "Evidence",
    "Finding",
    "Index",
    "Items",
    "Verdict",
    "dropped",
    "items",
    "judge",
    "judge_all",
    "judge_further",
    "judged",
    "open_index",
    "phrases",
    "told",
]
