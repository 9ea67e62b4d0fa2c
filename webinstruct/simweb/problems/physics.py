"""Problems of physics, each with its worked answer."""

from random import Random

from webinstruct.simweb.content.words import CITIES
from webinstruct.simweb.model import Problem
from webinstruct.simweb.problems.skin import skin

MATERIALS = (
    ("aluminium", 2.7),
    ("iron", 7.9),
    ("copper", 9.0),
    ("lead", 11.3),
    ("oak", 0.7),
    ("ice", 0.9),
    ("granite", 2.6),
    ("glass", 2.5),
)
# with the highest speed in km/h that a problem may give it
MOVERS = (
    ("train", 160),
    ("cyclist", 28),
    ("bus", 80),
    ("lorry", 80),
    ("sailing boat", 18),
    ("coach", 95),
    ("tram", 45),
    ("goods train", 100),
)


def speed(rng: Random) -> Problem:
    """The average speed of a train."""
    hours, v = rng.randint(2, 9), rng.randint(9, rng.choice(MOVERS)[1])
    mover = skin(tuple(name for name, fastest in MOVERS if fastest >= v), hours, v)
    here, there = skin(CITIES[::2], hours, v), skin(CITIES[1::2], hours, v)
    return Problem(
        "physics",
        "Average speed",
        (
            f"A {mover} takes {hours} hours for the {v * hours} km from {here} to {there}. "
            "What is its average speed?",
        ),
        (
            "Average speed is distance divided by time, ⟦v = \\frac{s}{t}⟧.",
            f"Here {v * hours} km divided by {hours} h gives {v} km/h. The {mover} may have been faster or slower "
            "on the way, but this is what a steady ride would have needed.",
        ),
        f"{v} km/h",
        f"{v * hours * hours} km/h",
        "Speed tells how much distance is covered per unit of time. Read the units as a recipe: kilometres "
        "per hour means kilometres divided by hours.",
    )


def meeting(rng: Random) -> Problem:
    """When two trains meet."""
    a, b, hours = rng.randint(40, 90), rng.randint(50, 120), rng.randint(2, 6)
    here, there = skin(CITIES[::2], a, b, hours), skin(CITIES[1::2], a, b, hours)
    return Problem(
        "physics",
        "Two trains that meet",
        (
            f"{here} and {there} are {(a + b) * hours} km apart. At noon one train leaves {here} at {a} km/h and "
            f"another leaves {there} at {b} km/h, towards each other. When do they meet?",
        ),
        (
            f"Every hour the gap between the trains shrinks by {a} + {b} = {a + b} km.",
            f"The whole gap of {(a + b) * hours} km is gone after ⟦t = \\frac{{{(a + b) * hours}}}{{{a + b}}} = "
            f"{hours}⟧ hours. They meet at {hours} o'clock in the afternoon, {a * hours} km from {here}.",
        ),
        f"{hours} o'clock",
        f"{hours + 1} o'clock",
        "When two things move towards each other, the gap closes at the sum of their speeds.",
    )


def density(rng: Random) -> Problem:
    """The mass of a block of granite."""
    (material, rho), volume = rng.choice(MATERIALS), rng.randint(2, 90) * 10
    return Problem(
        "physics",
        "Mass from density and volume",
        (
            f"What is the mass of a block of {material} with a volume of {volume} cubic centimetres? "
            f"The density is {rho} grams per cubic centimetre.",
        ),
        (
            "Density is mass per volume, ⟦\\rho = \\frac{m}{V}⟧, so the mass is ⟦m = \\rho V⟧.",
            f"With the numbers given, {rho} times {volume} is {rho * volume:.0f} grams, "
            f"that is {rho * volume / 1000:g} kg.",
        ),
        f"{rho * volume:.0f} grams",
        f"{volume / rho:.0f} grams",
        "Density compares how heavy materials are for the same amount of space. Whatever is less dense than "
        "water, one gram per cubic centimetre, floats on it.",
    )


def ohm(rng: Random) -> Problem:
    """Voltage and power at a resistor."""
    r, i = rng.randint(2, 60) * 5, rng.randint(1, 18)
    return Problem(
        "physics",
        "Ohm's law",
        (
            f"A resistor of {r} ohms carries a current of {i / 10} amperes. "
            "What voltage lies across it, and how much power does it turn into heat?",
        ),
        (
            f"Ohm's law says ⟦U = R I⟧. So the voltage is {r} times {i / 10}, which is {r * i / 10:g} volts.",
            f"The power is ⟦P = U I⟧: {r * i / 10:g} V times {i / 10} A gives {r * i * i / 100:g} watts.",
        ),
        f"{r * i / 10:g} volts and {r * i * i / 100:g} watts",
        f"{r / i * 10:.1f} volts",
        "Ohm's law, ⟦U = R I⟧, connects voltage, resistance and current in a conductor whose resistance "
        "does not change.",
    )


def parallel(rng: Random) -> Problem:
    """Two resistors in parallel."""
    k, m, n = rng.randint(2, 40), rng.randint(1, 6), rng.randint(1, 6)
    # a = k m (m + n), b = k n (m + n): a whole number of ohms, a b / (a + b) = k m n, comes out
    a, b = k * m * (m + n), k * n * (m + n)
    return Problem(
        "physics",
        "Resistors in parallel",
        (
            f"Two resistors of {a} and {b} ohms are connected in parallel. "
            "What single resistor could take their place?",
        ),
        (
            "In parallel the conductances add up: ⟦\\frac{1}{R} = \\frac{1}{R_1} + \\frac{1}{R_2}⟧, "
            "or ⟦R = \\frac{R_1 R_2}{R_1 + R_2}⟧.",
            f"That makes {a * b} divided by {a + b}, which is {k * m * n} ohms. As it must be, this is less than "
            "either of the two.",
        ),
        f"{k * m * n} ohms",
        f"{a + b} ohms",
        "Each resistor in parallel offers the current one more path, so the total resistance goes down. "
        "In series the resistances simply add up.",
    )


def fall(rng: Random) -> Problem:
    """How deep a dropped stone falls."""
    t = rng.randint(4, 36) / 4
    place = skin(("a cliff", "a tower", "a bridge", "a lighthouse", "a dam"), t)
    return Problem(
        "physics",
        "Free fall",
        (
            f"A stone is dropped from {place} and hits the bottom after {t:g} seconds. How deep did it fall, and how "
            "fast was it at the end? Take 9.8 metres per second squared and neglect the air.",
        ),
        (
            "For a fall from rest ⟦s = \\frac{1}{2} g t^2⟧ and ⟦v = g t⟧.",
            f"The depth is half of 9.8 times {t * t:g}, so about {4.9 * t * t:.1f} metres. "
            f"The final speed is 9.8 times {t:g}, so about {9.8 * t:.1f} metres per second.",
        ),
        f"{4.9 * t * t:.1f} metres",
        f"{9.8 * t * t:.1f} metres",
        "Without air everything falls equally fast. Because the speed grows with time, the distance grows "
        "with its square: ⟦s = \\frac{1}{2} g t^2⟧.",
    )


def kinetic(rng: Random) -> Problem:
    """The kinetic energy of a car."""
    mass, v = rng.randint(1, 30) * 50, rng.randint(3, 40)
    return Problem(
        "physics",
        "Kinetic energy",
        (f"How much kinetic energy does a car of {mass + 500} kg have at {v} metres per second?",),
        (
            f"Use ⟦E = \\frac{{1}}{{2}} m v^2⟧. The square of {v} is {v * v}.",
            f"Half of {mass + 500} times {v * v} is {(mass + 500) * v * v / 2:.0f} joules, "
            f"about {(mass + 500) * v * v / 2000:.1f} kJ. At twice the speed it would be four times as much.",
        ),
        f"{(mass + 500) * v * v / 2:.0f} joules",
        f"{(mass + 500) * v / 2:.0f} joules",
        "The energy of motion grows with the square of the speed, which is why braking distances grow so "
        "quickly.",
    )


PROBLEMS = (speed, meeting, density, ohm, parallel, fall, kinetic)
