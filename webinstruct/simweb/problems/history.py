"""Problems about dates and places, each with its worked answer."""

from random import Random

from webinstruct.simweb.model import Problem
from webinstruct.simweb.problems.skin import skin

EVENTS = (
    (1066, "the Battle of Hastings"),
    (1215, "the sealing of Magna Carta"),
    (1492, "Columbus's first voyage"),
    (1517, "Luther's ninety-five theses"),
    (1543, "the printing of Copernicus's main work"),
    (1588, "the defeat of the Spanish Armada"),
    (1687, "the first edition of Newton's Principia"),
    (1776, "the American Declaration of Independence"),
    (1789, "the storming of the Bastille"),
    (1804, "the independence of Haiti"),
    (1815, "the Battle of Waterloo"),
    (1833, "the British Slavery Abolition Act"),
    (1859, "the first edition of On the Origin of Species"),
    (1869, "the opening of the Suez Canal"),
    (1893, "votes for women in New Zealand"),
    (1903, "the first flight of the Wright brothers"),
    (1914, "the outbreak of the First World War"),
    (1918, "the armistice of Compiègne"),
    (1945, "the founding of the United Nations"),
    (1953, "the paper on the double helix"),
    (1957, "the launch of Sputnik"),
    (1969, "the first steps on the Moon"),
    (1989, "the fall of the Berlin Wall"),
    (1991, "the first web page open to everyone"),
)
RIVERS = (
    ("Nile", 6650),
    ("Amazon", 6400),
    ("Yangtze", 6300),
    ("Danube", 2850),
    ("Rhine", 1230),
    ("Volga", 3530),
    ("Mekong", 4350),
    ("Congo", 4700),
    ("Niger", 4180),
    ("Ganges", 2525),
)


def years_between(rng: Random) -> Problem:
    """Years between two dated events."""
    (early, first), (late, second) = sorted(rng.sample(EVENTS, 2))
    return Problem(
        "history",
        "Counting years between two events",
        (f"How many years lie between {first} and {second}? Please say how you know the dates.",),
        (
            f"The earlier event, {first}, belongs to the year {early}. The later one, {second}, to {late}.",
            f"The difference is {late} - {early} = {late - early} years. Without the exact days the count may be off "
            "by one.",
        ),
        f"{late - early} years",
        f"{late - early + 100} years",
        "Dates are pegs on which a story hangs. Two or three of them per century are enough to put everything else "
        "before or after.",
    )


def century(rng: Random) -> Problem:
    """The century of a year."""
    year, event = rng.choice(EVENTS)
    number = (year - 1) // 100 + 1
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number % 100 not in (11, 12, 13) else 0, "th")
    return Problem(
        "history",
        "Naming a century",
        (
            f"To which century does {event} belong, and why is the number not the same as the first digits of the "
            "year?",
        ),
        (
            f"It happened in {year}. The first century ran from year 1 to year 100, since there was no year zero, so "
            f"each century's number is one higher than its years begin: {year} lies in the {number}{ending} century.",
        ),
        f"the {number}{ending} century",
        f"century number {year // 100}",
        "Our calendar has no year zero. Therefore a century ends, rather than begins, with the year that has two "
        "zeros.",
    )


def map_scale(rng: Random) -> Problem:
    """A distance read off a map."""
    scale, cm = rng.choice((25, 50, 100, 200, 500)), rng.randint(2, 40)
    return Problem(
        "history",
        "Reading the scale of a map",
        (
            f"On a map with the scale 1 : {scale},000 two villages are {cm} cm apart. "
            "How far is that as the crow flies?",
        ),
        (
            f"One centimetre on the map is {scale},000 cm on the ground, which is {scale * 10} metres.",
            f"So {cm} cm are {cm} × {scale * 10} = {cm * scale * 10} metres, or {cm * scale / 100:g} kilometres.",
        ),
        f"{cm * scale / 100:g} km",
        f"{cm * scale / 10:g} km",
        "A scale compares like with like: one unit on paper with so many of the same unit outside.",
    )


def river(rng: Random) -> Problem:
    """How long a bottle drifts down a river."""
    (name, length), speed = rng.choice(RIVERS), rng.randint(2, 6)
    what = skin(("a bottle", "a log", "an empty boat", "a toy duck"), length, speed)
    days = length / (speed * 24)
    return Problem(
        "history",
        "A bottle in a river",
        (
            f"The {name} is about {length} km long. If {what} drifted down all of it at {speed} km/h, day and "
            "night, how long would it travel?",
        ),
        (
            f"In a day it drifts {speed} × 24 = {speed * 24} km.",
            f"The whole river takes {length} / {speed * 24}, about {days:.0f} days. "
            "Lakes and dams would make it longer.",
        ),
        f"about {days:.0f} days",
        f"about {length / speed:.0f} days",
        "Rough figures for lengths and speeds are enough to judge whether a story can be true.",
    )


PROBLEMS = (years_between, century, map_scale, river)
