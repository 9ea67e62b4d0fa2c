"""A text's final answer, and whether two of them are the same.

    >>> left, right = final(r"Hence \\boxed{\\frac{1}{2}}."), final("The answer is 0.5")
    >>> left and right and equal(left, right)
    Equality(verdict='equal', reason='the same number')

Preserved is not correct: nothing here knows whether an answer is true. Formulas with letters need a
`Judge`, which asks math-verify in processes of its own; nothing of a text is ever executed.
"""

from collections.abc import Sequence

from . import compare
from .find import final, given, search
from .judge import Judge, by_values
from .model import VERSION, Equality, Final, Kind, Missing, Verdict

__all__ = [
    "VERSION",
    "Equality",
    "Final",
    "Judge",
    "Kind",
    "Missing",
    "Verdict",
    "equal",
    "final",
    "given",
    "search",
]


def equal(left: Final, right: Final, *, options: Sequence[str] = (), tolerance: float = 0.0) -> Equality:
    """Whether two final answers are equal, as far as that can be told without math-verify.

    `tolerance` is relative and off by default: a benchmark that allows one says so.

    >>> both = final("5 km"), final("5 m")
    >>> both[0] and both[1] and equal(both[0], both[1])
    Equality(verdict='different', reason='5 km ≠ 5 m')
    """
    return compare.equal(left, right, options=options, tolerance=tolerance, ask=by_values)
