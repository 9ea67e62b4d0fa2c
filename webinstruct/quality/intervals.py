"""Confidence intervals for shares, means and areas."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

Z95 = 1.959964  # two-sided 95 % of the normal distribution


@dataclass(frozen=True, slots=True)
class Share:
    """hits out of n, with Wilson's 95 % interval (Wilson 1927).

    >>> Share(8, 10)
    Share(hits=8, n=10)
    >>> round(Share(8, 10).low, 3), round(Share(8, 10).high, 3)
    (0.49, 0.943)
    >>> str(Share(0, 0))
    'n/a (n=0)'
    """

    hits: int
    n: int

    @property
    def value(self) -> float | None:
        """The share; None if there is nothing to share."""
        return self.hits / self.n if self.n else None

    @property
    def low(self) -> float:
        """Lower end, 0 if n is 0."""
        return max(0.0, self._centre - self._half) if self.n else 0.0

    @property
    def high(self) -> float:
        """Upper end, 1 if n is 0."""
        return min(1.0, self._centre + self._half) if self.n else 1.0

    @property
    def _centre(self) -> float:
        return (self.hits + Z95**2 / 2) / (self.n + Z95**2)

    @property
    def _half(self) -> float:
        spread = self.hits * (self.n - self.hits) / self.n + Z95**2 / 4
        return Z95 * sqrt(spread) / (self.n + Z95**2)

    def __str__(self) -> str:
        if self.value is None:
            return "n/a (n=0)"
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}] (n={self.n:,})"

    def as_json(self) -> dict[str, float | int | None]:
        """`{"value": …, "low": …, "high": …, "n": …}`."""
        return {"value": self.value, "low": self.low, "high": self.high, "n": self.n}


def clustered(
    totals: Sequence[float], sizes: Sequence[float], *, draws: int = 10_000, seed: int = 0
) -> tuple[float, float]:
    """95 % bootstrap interval of sum(totals) / sum(sizes), drawing whole clusters (percentiles).

    Pairs of one page live and die together, so the page is drawn, not the pair. With sizes of 1 it is
    the interval of a mean. Where all clusters agree it has no width: read Wilson's beside it.

    >>> clustered([2, 0, 1], [2, 2, 1])
    (0.0, 1.0)
    >>> clustered([], [])
    (0.0, 1.0)
    """
    values = np.array([(total, size) for total, size in zip(totals, sizes, strict=True) if size], dtype=float)
    if not len(values):
        return 0.0, 1.0
    drawn = np.random.default_rng(seed).integers(0, len(values), (draws, len(values)))
    sums = values[drawn].sum(axis=1)
    low, high = np.percentile(sums[:, 0] / sums[:, 1], [2.5, 97.5])
    return float(low), float(high)


def auc_interval(auc: float, positives: int, negatives: int) -> tuple[float, float]:
    """95 % interval of an area under the ROC curve: all areas the observed one does not contradict.

    The standard error (Hanley and McNeil 1982) is taken at the candidate, not at the observed area
    (Newcombe 2006), so a perfect area from few examples still has a wide interval.

    >>> [round(end, 3) for end in auc_interval(1.0, 5, 5)]
    [0.643, 1.0]
    """

    def fits(candidate: float) -> bool:
        return abs(auc - candidate) <= Z95 * _auc_error(candidate, positives, negatives)

    return _edge(auc, 0.0, fits), _edge(auc, 1.0, fits)


def _edge(inside: float, outside: float, fits: Callable[[float], bool]) -> float:
    """The last value that fits on the way from `inside` to `outside`, by halving."""
    if fits(outside):
        return outside
    for _ in range(50):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if fits(middle) else (inside, middle)
    return inside


def _auc_error(auc: float, positives: int, negatives: int) -> float:
    q1, q2 = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    spread = auc * (1 - auc) + (positives - 1) * (q1 - auc**2) + (negatives - 1) * (q2 - auc**2)
    return sqrt(max(0.0, spread) / (positives * negatives))
