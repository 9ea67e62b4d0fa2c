"""Problems of geometry and of calculus on curves, each with its worked answer."""

from math import pi
from random import Random

from webinstruct.simweb.model import Problem

TRIPLES = ((3, 4, 5), (5, 12, 13), (8, 15, 17), (7, 24, 25), (20, 21, 29), (9, 40, 41))
UNITS = ("cm", "m", "mm", "km")


def pythagoras(rng: Random) -> Problem:
    """The hypotenuse of a right triangle with whole sides."""
    (a, b, c), k, unit = rng.choice(TRIPLES), rng.randint(1, 9), rng.choice(UNITS)
    a, b, c = a * k, b * k, c * k
    return Problem(
        "geometry",
        "The hypotenuse of a right triangle",
        (f"The legs of a right triangle are {a} {unit} and {b} {unit} long. How long is the hypotenuse?",),
        (
            "By the theorem of Pythagoras ⟦c^2 = a^2 + b^2⟧ for the side ⟦c⟧ opposite the right angle.",
            f"Here ⟦c^2 = {a * a} + {b * b} = {c * c}⟧, so ⟦c = \\sqrt{{{c * c}}} = {c}⟧. "
            f"So the hypotenuse is {c} {unit} long.",
        ),
        f"{c} {unit}",
        f"{a + b} {unit}",
        "In every right triangle the squares over the two legs together are as large as the square over "
        "the hypotenuse.",
    )


def circle(rng: Random) -> Problem:
    """The area of a circle, given its diameter."""
    r, unit = rng.randint(2, 80), rng.choice(UNITS)
    return Problem(
        "geometry",
        "Area of a circle",
        (f"What is the area of a circle whose diameter is {2 * r} {unit}? Round to one decimal.",),
        (
            f"The radius is half of the diameter, so ⟦r = {r}⟧ {unit}.",
            f"The area is ⟦A = \\pi r^2 = \\pi \\cdot {r * r}⟧, which is about {pi * r * r:.1f} square {unit}.",
        ),
        f"{pi * r * r:.1f} square {unit}",
        f"{4 * pi * r * r:.1f} square {unit}",
        "The area of a circle grows with the square of its radius, ⟦A = \\pi r^2⟧. Mixing up radius and "
        "diameter makes the result four times too large.",
    )


def cone(rng: Random) -> Problem:
    """How much water a paper cone holds."""
    r, h = rng.randint(2, 12), rng.randint(3, 30)
    volume = pi * r * r * h / 3
    return Problem(
        "geometry",
        "Volume of a cone",
        (
            f"A paper cone is {h} cm high and its opening has a radius of {r} cm. How much water fits into it?",
        ),
        (
            "A cone holds a third of the cylinder around it: ⟦V = \\frac{1}{3} \\pi r^2 h⟧.",
            f"With ⟦r = {r}⟧ and ⟦h = {h}⟧ this is ⟦\\frac{{1}}{{3}} \\pi \\cdot {r * r} \\cdot {h}⟧, "
            f"about {volume:.0f} cubic centimetres, or {volume / 1000:.2f} litres.",
        ),
        f"{volume:.0f} cubic centimetres",
        f"{3 * volume:.0f} cubic centimetres",
        "Pyramids and cones have one third of the volume of the prism or cylinder with the same base and "
        "the same height.",
    )


def angles(rng: Random) -> Problem:
    """The third angle of a triangle."""
    a, b = rng.randint(20, 85), rng.randint(20, 85)
    return Problem(
        "geometry",
        "The third angle of a triangle",
        (f"Two angles of a triangle measure {a} and {b} degrees. What is the third one?",),
        (
            f"The three angles of a triangle add up to 180 degrees. The two known ones take {a} + {b} = {a + b} "
            f"degrees, so 180 - {a + b} = {180 - a - b} degrees are left for the third.",
        ),
        f"{180 - a - b} degrees",
        f"{360 - a - b} degrees",
        "Draw a line through one corner parallel to the opposite side, and the three angles of the triangle "
        "line up to a straight angle of 180 degrees.",
    )


def slope(rng: Random) -> Problem:
    """The slope of a line through two points."""
    x, y, m, run = rng.randint(-8, 8), rng.randint(-8, 8), rng.randint(2, 7), rng.randint(1, 6)
    return Problem(
        "geometry",
        "The slope of a line through two points",
        (
            f"A line passes through the points ⟦({x}, {y})⟧ and ⟦({x + run}, {y + m * run})⟧. What is its slope?",
        ),
        (
            f"The slope is the rise divided by the run. The line rises by {m * run} while ⟦x⟧ grows by {run}, "
            f"so ⟦m = \\frac{{{m * run}}}{{{run}}} = {m}⟧.",
        ),
        f"{m}",
        f"1/{m}",
        "A line is as steep everywhere as between any two of its points: ⟦m = \\frac{y_2 - y_1}{x_2 - x_1}⟧.",
    )


def derivative(rng: Random) -> Problem:
    """The slope of a parabola at a point."""
    a, b, at = rng.randint(2, 9), rng.randint(2, 12), rng.randint(1, 6)
    return Problem(
        "geometry",
        "The tangent of a parabola",
        (f"How steep is the curve ⟦f(x) = {a}x^2 + {b}x⟧ at the point where ⟦x = {at}⟧?",),
        (
            f"The steepness of a curve is the value of its derivative. Term by term, ⟦f'(x) = {2 * a}x + {b}⟧.",
            f"At ⟦x = {at}⟧ this gives ⟦f'({at}) = {2 * a * at} + {b} = {2 * a * at + b}⟧, "
            f"so the tangent there has slope {2 * a * at + b}.",
        ),
        f"{2 * a * at + b}",
        f"{a * at * at + b * at}",
        "The derivative says how fast a function changes at one point. For powers the rule is "
        "⟦\\frac{d}{dx} x^n = n x^{n-1}⟧.",
    )


def integral(rng: Random) -> Problem:
    """The area under a parabola."""
    a, top = 3 * rng.randint(1, 15), rng.randint(2, 12)
    return Problem(
        "geometry",
        "The area under a parabola",
        (f"Compute the area between the curve ⟦y = {a}x^2⟧ and the ⟦x⟧-axis from 0 to {top}.",),
        (
            f"The area is the definite integral ⟦\\int_0^{{{top}}} {a}x^2 \\, dx⟧. An antiderivative of "
            f"⟦{a}x^2⟧ is ⟦{a // 3}x^3⟧.",
            f"Putting in the limits gives ⟦{a // 3} \\cdot {top}^3 - 0 = {a // 3 * top**3}⟧ square units.",
        ),
        f"{a // 3 * top**3}",
        f"{a * top**3}",
        "An integral adds up infinitely many thin strips. The fundamental theorem turns this sum into the "
        "difference of an antiderivative at the two ends.",
    )


PROBLEMS = (pythagoras, circle, cone, angles, slope, derivative, integral)
