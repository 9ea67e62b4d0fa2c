"""Confidence intervals for shares."""

from dataclasses import dataclass
from math import sqrt

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
