"""Ordinary questions that share a phrase of ten words and more with an item of our benchmarks, and no more."""

from random import Random

from webinstruct.simweb.items.choices import EXPLAINS
from webinstruct.simweb.items.stories import CLOSING
from webinstruct.simweb.model import Problem

STUFFS = (("olive oil", 2.0), ("sand", 0.8), ("aluminium", 0.9), ("iron", 0.45), ("paraffin", 2.9))


def warming(rng: Random) -> Problem:
    """Why water warms up less than something else."""
    mass, heat, (stuff, capacity) = rng.randint(2, 40) * 50, rng.randint(5, 60) * 100, rng.choice(STUFFS)
    water, other = heat / mass / 4.2, heat / mass / capacity
    return Problem(
        "physics",
        "Heat and temperature",
        (
            f"Two pots hold {mass} grams of water and {mass} grams of {stuff}. Each is given {heat} joules of heat. "
            f"The water warms by {water:.1f} degrees, the {stuff} by {other:.1f} degrees. {EXPLAINS}",
            f"(A) Water needs more heat per gram and degree. (B) The {stuff} got more heat. "
            "(C) Water boils earlier. (D) The pots are of different size.",
        ),
        (
            f"It is (A): the specific heat of water is 4.2 joules per gram and degree, that of {stuff} only "
            f"{capacity}, so the same heat makes a smaller difference in water.",
        ),
        "(A)",
        "(B)",
        "The specific heat of a substance says how much heat one gram of it takes up per degree. "
        "That of water is uncommonly large.",
    )


def tickets(rng: Random) -> Problem:
    """What a museum has taken in at the end of a day."""
    small, large = rng.randint(20, 150), rng.randint(30, 220)
    low, high, change = rng.randint(2, 5), rng.randint(6, 14), rng.randint(5, 25) * 10
    total = small * low + large * high + change
    return Problem(
        "algebra",
        "Adding up takings",
        (
            f"A museum starts the day with {change} euros of change. It lets in {small} children for {low} euros and "
            f"{large} adults for {high} euros, and its book shop takes cards only. {CLOSING}",
        ),
        (
            f"The children pay {small} × {low} = {small * low} euros, the adults {large} × {high} = {large * high}.",
            f"With the change there are {total} euros in the box.",
        ),
        f"{total} euros",
        f"{total - change} euros",
        "Sums of products are at the bottom of all bookkeeping: number times price, line by line.",
    )
