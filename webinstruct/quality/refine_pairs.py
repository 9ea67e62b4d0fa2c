"""The pairs that refinement is measured on: simulated ones, or those of a file.

>>> pairs = simulated_pairs(pages=20, options=5)
>>> len(pairs) == len({pair.source for pair in pairs}), "D." in pairs[-1].source.question
(True, True)
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from webinstruct import UserError, datasets
from webinstruct.refine import Source

from .refinements import Known, simulated, with_options

_CALCULATOR: Final = re.compile(r"<<[^<>\n]*>>")


def simulated_pairs(*, pages: int, options: int, seed: int = 0) -> list[Known]:
    """Pairs of a simulated web's pages and questions with options, each source once."""
    return list(_once([*simulated(pages, seed), *with_options(options, seed)]))


def pairs_of(path: Path, sample: int = 0) -> list[Known]:
    """Pairs of a JSON Lines, JSON or Parquet file, or by hash `sample` of them; those without an answer are no pairs.

    Their final answers are what `answers.search` finds. GSM8K's marks for a calculator, `<<2*3=6>>`, are left out: no
    page has them. UserError for a file that holds no pair.
    """
    rows = (
        Known(Source(question, _CALCULATOR.sub("", answer))) for _, (question, answer) in datasets.read(path)
    )
    found = [pair for pair in _once(rows) if pair.source.question.strip() and pair.source.answer.strip()]
    if not found:
        raise UserError(f"{path} holds no question with an answer")
    return sorted(found, key=_chance)[:sample] if sample else found


def _once(pairs: Iterable[Known]) -> Iterator[Known]:
    """The same source twice would count what happens to it twice."""
    seen: set[Source] = set()
    for pair in pairs:
        if pair.source not in seen:
            seen.add(pair.source)
            yield pair


def _chance(pair: Known) -> bytes:
    return hashlib.sha256(f"{pair.source.question}\n{pair.source.answer}".encode()).digest()
