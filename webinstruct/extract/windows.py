"""Long pages: parts that a model can read, overlapping, and what is asked again at their borders.

Sizes are in tokens, estimated as bytes of UTF-8 / 3: more than English (4 to 5) or Chinese (about 4)
needs, and about what formulas do. Nothing depends on the estimate but the size of a window.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from webinstruct.extract.model import Range
from webinstruct.extract.units import Unit

NUMBER_COST: Final = 4
"""Tokens of a unit's number and brackets."""


@dataclass(frozen=True, slots=True)
class Window:
    """Units from `first` to `last`, both included, counted from 0."""

    first: int
    last: int


def costs(text: str, units: Sequence[Unit]) -> list[int]:
    """Estimated tokens of each unit.

    >>> costs("What is 2 + 2?", [Unit(0, 14)])
    [9]
    """
    return [
        NUMBER_COST + -(-len(text[unit.start : unit.end].encode("utf-8", "replace")) // 3) for unit in units
    ]


def windows(costs: Sequence[int], budget: int, overlap: int) -> list[Window]:
    """Windows of at most `budget` tokens that begin `overlap` before the end of the one before.

    >>> windows([10] * 10, budget=50, overlap=20)
    [Window(first=0, last=4), Window(first=3, last=7), Window(first=6, last=9)]

    A unit of more tokens than the budget is a window of its own.
    """
    found: list[Window] = []
    first = 0
    while first < len(costs):
        last, spent = first, costs[first]
        while last + 1 < len(costs) and spent + costs[last + 1] <= budget:
            last += 1
            spent += costs[last]
        found.append(Window(first, last))
        if last + 1 == len(costs):
            break
        back, again = last + 1, 0
        while back - 1 > first and again + costs[back - 1] <= overlap:
            back -= 1
            again += costs[back]
        # The next window must show something new.
        while back <= last and again + costs[last + 1] > budget:
            again -= costs[back]
            back += 1
        first = back
    return found


def around(costs: Sequence[int], place: Range, budget: int) -> Window:
    """As much as the budget allows on both sides of some units.

    >>> around([10] * 10, (4, 5), budget=60)
    Window(first=2, last=7)
    """
    first, last = place
    spent = sum(costs[first : last + 1])
    while True:
        before = first > 0 and spent + costs[first - 1] <= budget
        if before:
            first -= 1
            spent += costs[first]
        behind = last + 1 < len(costs) and spent + costs[last + 1] <= budget
        if behind:
            last += 1
            spent += costs[last]
        if not before and not behind:
            return Window(first, last)


def touches(window: Window, place: Range, count: int) -> bool:
    """Whether units reach a border of a window behind which the page goes on.

    >>> touches(Window(0, 4), (0, 3), 10), touches(Window(0, 4), (3, 4), 10), touches(Window(5, 9), (5, 6), 10)
    (False, True, True)
    """
    return (place[0] <= window.first and window.first > 0) or (
        place[1] >= window.last and window.last < count - 1
    )
