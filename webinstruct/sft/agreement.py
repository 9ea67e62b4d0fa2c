"""Whether the refiners of a pair end in the same answer. That they agree does not make it right.

>>> from webinstruct.answers import Judge
>>> with Judge() as judge:
...     agreement(["1/2", "0.5"], judge), agreement(["5 km", "5 m"], judge), agreement(["4"], judge)
('agree', 'differ', 'alone')
"""

from collections.abc import Sequence
from itertools import combinations
from typing import Literal

from webinstruct.answers import Judge, given

Agreement = Literal["agree", "differ", "undecided", "alone"]


def agreement(ends: Sequence[str | None], judge: Judge, *, options: Sequence[str] = ()) -> Agreement | None:
    """Of the final answers of a pair's taken refinements, None where one has none; no refinement: None.

    Two that are known to differ decide; all must be known to be equal to agree. `options` are those of the
    question: a letter stands for its option.
    """
    if len(ends) < 2:
        return "alone" if ends else None
    read = [given(end, options=options) if end else None for end in ends]
    verdicts = {judge.equal(left, right, options=options).verdict for left, right in combinations(read, 2)}
    if "different" in verdicts:
        return "differ"
    return "agree" if verdicts == {"equal"} else "undecided"
