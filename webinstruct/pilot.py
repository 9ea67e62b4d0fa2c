"""A slice of the input for the whole of it: which archives, and what the slice says of all.

>>> chosen = choose(["a", "b", "c", "d"], 2)
>>> chosen == choose(["d", "c", "b", "a"], 2) and set(chosen) <= set(choose(["a", "b", "c", "d"], 3))
True
>>> made = estimate([10.0, 14.0, 12.0], 100)
>>> made.value, round(made.low or 0), round(made.high or 0)
(1200.0, 711, 1689)
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np


def choose(warc_ids: Iterable[str], count: int) -> list[str]:
    """So many archives by a hash of their ids: a larger slice holds the smaller one, so nothing is read twice."""
    return sorted(warc_ids, key=lambda one: hashlib.sha256(f"pilot\n{one}".encode()).digest())[:count]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A total of the whole with its 95 % interval; without one (None) if the slice is a single archive."""

    value: float
    low: float | None
    high: float | None
    slice: float
    """The total of the slice."""
    n: int
    of: int

    def as_json(self) -> dict[str, float | int | None]:
        """`{"value": …, "low": …, "high": …, "slice": …, "n": …, "of": …}`."""
        return {name: getattr(self, name) for name in ("value", "low", "high", "slice", "n", "of")}


def estimate(values: Sequence[float], of: int) -> Estimate:
    """The total of `of` archives from those of the slice, drawn at random without putting back.

    Mean times number, with Student's t and the correction for a finite population (Cochran 1977, section 2.6).
    Archives of Common Crawl are random draws of one crawl, so this holds within a crawl.
    """
    n, total = len(values), float(sum(values))
    if not n:
        return Estimate(0.0, None, None, 0.0, 0, of)
    value = total / n * of
    if n == of:
        return Estimate(value, value, value, total, n, of)
    if n < 2:
        return Estimate(value, None, None, total, n, of)
    from scipy.stats import t

    error = float(np.std(values, ddof=1)) / sqrt(n) * sqrt(1 - n / of) * of
    half = float(t.ppf(0.975, n - 1)) * error
    return Estimate(value, max(total, value - half), value + half, total, n, of)


def scaled(one: Estimate, factor: float) -> Estimate:
    """The same in another unit: tokens at a price."""
    low, high = (None if end is None else end * factor for end in (one.low, one.high))
    return Estimate(one.value * factor, low, high, one.slice * factor, one.n, one.of)


def plus(parts: Sequence[Estimate]) -> Estimate:
    """The sum of estimates of one slice. Ends are added: parts of one archive rise and fall together."""
    lows, highs = ([getattr(part, end) for part in parts] for end in ("low", "high"))
    return Estimate(
        sum(part.value for part in parts),
        None if None in lows else sum(lows),
        None if None in highs else sum(highs),
        sum(part.slice for part in parts),
        min((part.n for part in parts), default=0),
        max((part.of for part in parts), default=0),
    )
