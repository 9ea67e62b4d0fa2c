r"""Computed values for problems in any language: numbers as text, formulas in the neutral form.

>>> from random import Random
>>> values("linear", Random(1))["equation"]
'⟦11x + 55 = 121⟧'
"""

from random import Random

TRIPLES = ((3, 4, 5), (5, 12, 13), (8, 15, 17), (7, 24, 25), (20, 21, 29))
KINDS = ("linear", "triangle", "percent", "density", "fall")


def values(kind: str, rng: Random) -> dict[str, str]:
    """What the templates of a kind of problem are filled with; `right` and `wrong` are results."""
    return {"linear": linear, "triangle": triangle, "percent": percent, "density": density, "fall": fall}[
        kind
    ](rng)


def linear(rng: Random) -> dict[str, str]:
    """ax + b = c."""
    x, a, b = rng.randint(2, 25), rng.randint(2, 15), rng.randint(1, 60)
    return {
        "a": str(a),
        "b": str(b),
        "equation": f"⟦{a}x + {b} = {a * x + b}⟧",
        "left": f"⟦{a}x = {a * x}⟧",
        "right": f"⟦x = {x}⟧",
        "wrong": f"⟦x = {x + 2}⟧",
    }


def triangle(rng: Random) -> dict[str, str]:
    """The hypotenuse."""
    (a, b, c), k = rng.choice(TRIPLES), rng.randint(1, 9)
    a, b, c = a * k, b * k, c * k
    return {
        "a": str(a),
        "b": str(b),
        "law": "⟦c^2 = a^2 + b^2⟧",
        "sum": f"⟦c^2 = {a * a} + {b * b} = {c * c}⟧",
        "root": f"⟦c = \\sqrt{{{c * c}}} = {c}⟧",
        "right": f"{c} cm",
        "wrong": f"{a + b} cm",
    }


def percent(rng: Random) -> dict[str, str]:
    """A price in a sale."""
    price, off = rng.randint(4, 60) * 20, rng.choice((10, 15, 20, 25, 30, 40))
    saved = price * off // 100
    return {
        "price": str(price),
        "off": str(off),
        "part": f"⟦\\frac{{{off}}}{{100}} \\cdot {price} = {saved}⟧",
        "rest": f"⟦{price} - {saved} = {price - saved}⟧",
        "right": str(price - saved),
        "wrong": str(saved),
    }


def density(rng: Random) -> dict[str, str]:
    """Mass over volume, always a whole number."""
    rho, volume = rng.randint(2, 19), rng.randint(3, 60)
    return {
        "mass": str(rho * volume),
        "volume": str(volume),
        "formula": f"⟦\\rho = \\frac{{m}}{{V}} = \\frac{{{rho * volume}}}{{{volume}}} = {rho}⟧",
        "right": str(rho),
        "wrong": str(rho * volume * volume),
    }


def fall(rng: Random) -> dict[str, str]:
    """How deep a well is."""
    t = rng.randint(2, 12)
    return {
        "t": str(t),
        "law": "⟦s = \\frac{1}{2} g t^2⟧",
        "result": f"⟦s = \\frac{{1}}{{2}} \\cdot 10 \\cdot {t}^2 = {5 * t * t}⟧",
        "right": f"{5 * t * t} m",
        "wrong": f"{10 * t} m",
    }
