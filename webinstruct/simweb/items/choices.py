"""Questions with four options in the manner of two benchmarks: some of seven or eight words, some long."""

from collections.abc import Callable
from random import Random

from webinstruct.simweb.items.made import Made, shuffled

# name, symbol, protons
ELEMENTS: tuple[tuple[str, str, int], ...] = (
    *(("zinc", "Zn", 30), ("cobalt", "Co", 27), ("nickel", "Ni", 28), ("tin", "Sn", 50), ("argon", "Ar", 18)),
    *(
        ("neon", "Ne", 10),
        ("boron", "B", 5),
        ("silicon", "Si", 14),
        ("titanium", "Ti", 22),
        ("xenon", "Xe", 54),
    ),
    *(("barium", "Ba", 56), ("bismuth", "Bi", 83), ("krypton", "Kr", 36), ("gallium", "Ga", 31)),
    *(("platinum", "Pt", 78), ("arsenic", "As", 33), ("lithium", "Li", 3), ("vanadium", "V", 23)),
    *(("selenium", "Se", 34), ("radon", "Rn", 86)),
)
# what is seen, why it is so
SIGHTS: tuple[tuple[str, str], ...] = (
    (
        "a spoon in a glass of tea looks broken where it enters the tea",
        "light changes direction at the surface",
    ),
    (
        "a metal railing feels colder than a wooden one on the same morning",
        "metal leads heat away from the hand",
    ),
    ("a bicycle pump becomes warm while a tyre is filled with it", "work is done on the air inside"),
    (
        "a compass needle turns when a cable beside it is switched on",
        "a current has a magnetic field around it",
    ),
    ("thunder is heard some seconds after its lightning was seen", "sound is far slower than light"),
    ("wet laundry dries faster on a windy day than on a still one", "moving air carries the vapour off"),
    ("a plant on a windowsill bends towards the glass within a week", "its shaded side grows faster"),
    ("an apple turns brown a while after it has been cut open", "its cells react with oxygen from the air"),
    ("a puddle of petrol shows the colours of a rainbow", "light from both sides of a thin film overlaps"),
    ("a sealed crisp packet swells in a car that climbs a pass", "the air outside presses less than before"),
    ("a magnet loses its strength after it was heated in a flame", "the order of its small regions is lost"),
    ("an egg sinks in tap water but floats in a strong brine", "the brine is denser than the egg"),
    ("a pendulum clock runs slow after a hot summer", "its rod has grown longer"),
    ("two balloons that were rubbed on the same jumper move apart", "both carry charge of the same sign"),
    ("a skater spins faster once both arms are pulled in", "less of the mass is far from the axis"),
    ("milk left in a warm kitchen turns sour overnight", "bacteria make an acid from its sugar"),
    ("the siren of a passing ambulance drops in pitch", "its waves arrive stretched as it moves away"),
    ("a straw clings to a comb that went through dry hair", "charges in the straw are shifted by the comb"),
    ("moss covers mostly the side of a trunk that gets no sun", "that side stays moist for longer"),
    ("a jar lid that is stuck opens after hot water ran over it", "metal expands more than glass"),
    ("frost forms on a car roof but not under a nearby tree", "the open roof radiates its heat to the sky"),
    ("a tuning fork is louder when its foot stands on a table", "the table moves more air than the fork"),
)
# the end of a question; shared with ordinary ones (problems/phrases.py)
EXPLAINS = "Which of the following statements best explains why this observation was made?"
MATTER = "What you see of nature is an effect: the right explanation names its cause and leaves nothing else to chance."
COUNTS = "Write down the formula that links what is given with what is asked before you put in any number."


def _symbol(number: int, rng: Random) -> Made:
    name, symbol, _ = ELEMENTS[number % 20]
    options, right = shuffled(rng, symbol, tuple(other for _, other, _ in rng.sample(ELEMENTS, 6)))
    return Made(
        "chemistry",
        "Symbols of the elements",
        f"Which symbol stands for the element {name}?",
        (f"In the periodic table {name} is written {symbol}.",),
        symbol,
        options[right - 1],
        "Each element has a symbol of one or two letters, often from its Latin name.",
        False,
        options,
        right,
        "chemistry",
        template="item.mmlu.symbol",
    )


def _protons(number: int, rng: Random) -> Made:
    name, _, protons = ELEMENTS[number % 20]
    options, right = shuffled(rng, str(protons), tuple(str(protons + by) for by in (1, -1, 2, 4)))
    return Made(
        "chemistry",
        "What an atom is made of",
        f"How many protons has an atom of {name}?",
        (f"The place of {name} in the periodic table is number {protons}, which counts its protons.",),
        str(protons),
        options[right - 1],
        "The atomic number of an element is the number of protons in its nucleus.",
        False,
        options,
        right,
        template="item.arc.protons",
    )


def _product(number: int, rng: Random) -> Made:
    a, b, c = rng.randint(12, 99), rng.randint(3, 60), rng.randint(4, 200)
    result = a * b + c
    options, right = shuffled(rng, str(result), tuple(str(result + by) for by in (c, -10, 10, 1, 2)))
    asked = (f"What is {a} times {b} plus {c}?", f"What is {c} added to {b} times {a}?")[number % 2]
    return Made(
        "algebra",
        "The order of operations",
        asked,
        (f"{a} × {b} = {a * b}, and {a * b} + {c} = {result}.",),
        str(result),
        options[right - 1],
        "Products are worked out before sums, unless brackets say otherwise.",
        True,
        options,
        right,
        "elementary_mathematics",
        template="item.mmlu.product",
    )


def _sight(number: int, rng: Random, field: str = "conceptual_physics") -> Made:
    seen, because = SIGHTS[number % len(SIGHTS)]
    others = tuple(why for _, why in rng.sample(SIGHTS, 6))
    options, right = shuffled(rng, because, others)
    return Made(
        "science",
        "Explaining what we see",
        f"Somebody notices that {seen}. {EXPLAINS}",
        (f"What counts here is that {because}.",),
        because,
        options[right - 1],
        MATTER,
        False,
        options,
        right,
        field,
        template="item.sight",
    )


Numeric = tuple[str, str, int, int, str]
"""The question, how it is solved, the result, what one gets by a mistake, and the unit."""


def _pump(rng: Random) -> Numeric:
    mass, height, time = rng.randint(3, 40) * 10, rng.randint(4, 45), rng.choice((5, 10, 20, 25))
    energy = mass * 10 * height
    mass, energy = (mass, energy) if energy % time == 0 else (mass * time, energy * time)
    return (
        f"A pump lifts {mass} kilograms of water into a tank {height} metres above the well within {time} seconds. "
        "Taking 10 newtons per kilogram for gravity, which of these values is the useful power of the pump?",
        f"The energy is {mass} × 10 × {height} = {energy} joules, spent in {time} seconds.",
        energy // time,
        energy,
        " watts",
    )


def _wave(rng: Random) -> Numeric:
    length, per = rng.randint(2, 35), rng.randint(3, 44)
    return (
        f"Ripples that cross a pond have crests {length} centimetres from one to the next, and a cork on the water "
        f"bobs up and down {per} times a second. At which speed do these ripples travel over the pond?",
        f"The speed is wavelength times frequency, {length} × {per} centimetres per second.",
        length * per,
        length + per,
        " centimetres per second",
    )


def _lever(rng: Random) -> Numeric:
    near, load, k = rng.randint(2, 30), rng.randint(4, 50) * 10, rng.randint(2, 9)
    return (
        f"A gardener puts a crowbar under a boulder so that the boulder presses with {load * k} newtons at a point "
        f"{near} centimetres from the pivot. With which force must the free end, {near * k} centimetres from the "
        "pivot, be pushed so that the crowbar is just in balance?",
        f"The arm is {k} times as long, so the force is {load * k} / {k} newtons.",
        load,
        load * k,
        " newtons",
    )


def _mixture(rng: Random) -> Numeric:
    share, total = rng.randint(2, 19), rng.randint(3, 60) * 100
    return (
        f"A technician prepares {total} grams of a cleaning solution of which {share} percent by mass has to be soda "
        "and the remainder water. Which mass of water belongs into the bucket?",
        f"The soda is {share * total // 100} grams, the remainder of {total} grams is water.",
        total - share * total // 100,
        share * total // 100,
        " grams",
    )


NUMERIC: tuple[Callable[[Random], Numeric], ...] = (_pump, _wave, _lever, _mixture)


def _numeric(number: int, rng: Random) -> Made:
    asked, solved, result, mistake, unit = NUMERIC[number % 4](rng)
    wrong = tuple(f"{value}{unit}" for value in (mistake, result * 2, result + 10, result * 3 + 1))
    options, right = shuffled(rng, f"{result}{unit}", wrong)
    return Made(
        "chemistry" if unit == " grams" else "physics",
        "A matter of formulas",
        asked,
        (solved,),
        f"{result}{unit}",
        wrong[0],
        COUNTS,
        True,
        options,
        right,
        "high_school_physics",
        template=f"item.numeric.{number % 4}",
    )


def stem(number: int, rng: Random) -> Made:
    """Item `number` of the one: symbols, sums, observations, calculations."""
    if number < 20:
        return _symbol(number, rng)
    if number < 32:
        return _product(number, rng)
    return _sight(number - 32, rng) if number < 43 else _numeric(number - 43, rng)


def challenge(number: int, rng: Random) -> Made:
    """Item `number` of the other: protons, observations, calculations."""
    if number < 20:
        return _protons(number, rng)
    return _sight(number - 9, rng) if number < 31 else _numeric(number - 31, rng)
