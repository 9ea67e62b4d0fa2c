"""Problems of algebra and arithmetic, each with its worked answer."""

from math import gcd
from random import Random

from webinstruct.simweb.content.words import FIRST_NAMES, GOODS
from webinstruct.simweb.model import Problem
from webinstruct.simweb.problems.skin import skin

LETTERS = "xyztnmkuvw"
DISCOUNT_CODES = (10, 15, 20, 25, 30, 40)


def linear(rng: Random) -> Problem:
    """What solves 7z + 55 = 118?"""
    x, a, b, v = rng.randint(2, 25), rng.randint(2, 15), rng.randint(1, 60), rng.choice(LETTERS)
    return Problem(
        "algebra",
        "Solving a linear equation",
        (
            f"{skin(('How do I solve', 'What steps solve', 'Which number solves'), x, a, b, v)} the equation "
            f"⟦{a}{v} + {b} = {a * x + b}⟧?",
        ),
        (
            f"Subtract {b} from both sides, which leaves ⟦{a}{v} = {a * x}⟧.",
            f"Now divide both sides by {a}. Since {a * x} divided by {a} is {x}, the solution is ⟦{v} = {x}⟧.",
        ),
        f"⟦{v} = {x}⟧",
        f"⟦{v} = {x + rng.randint(1, 3)}⟧",
        "An equation stays true when the same thing is done to both of its sides. To free the unknown, "
        "undo the addition first and the multiplication afterwards.",
    )


def quadratic(rng: Random) -> Problem:
    """The roots of x^2 - 15x + 26, by factoring."""
    p, q, v = rng.randint(1, 12), rng.randint(13, 24), rng.choice(LETTERS)
    return Problem(
        "algebra",
        "Factoring a quadratic equation",
        (f"Find all real solutions of ⟦{v}^2 - {p + q}{v} + {p * q} = 0⟧ by factoring.",),
        (
            f"We look for two numbers whose product is {p * q} and whose sum is {p + q}. "
            f"The numbers {p} and {q} do it.",
            f"So the left side is ⟦({v} - {p})({v} - {q})⟧, and a product is zero only if one factor is zero. "
            f"Therefore ⟦{v} = {p}⟧ or ⟦{v} = {q}⟧.",
        ),
        f"⟦{v} = {p}⟧ or ⟦{v} = {q}⟧",
        f"⟦{v} = -{p}⟧ or ⟦{v} = -{q}⟧",
        "If a product of two numbers is zero, at least one of them is zero. That is why factoring helps: "
        "it splits one hard equation into two easy ones.",
    )


def simultaneous(rng: Random) -> Problem:
    """Two linear equations in x and y."""
    x, y, a, b = rng.randint(2, 15), rng.randint(2, 15), rng.randint(2, 7), rng.randint(8, 13)
    return Problem(
        "algebra",
        "Two equations in two unknowns",
        (f"Which ⟦x⟧ and ⟦y⟧ satisfy both ⟦x + y = {x + y}⟧ and ⟦{a}x + {b}y = {a * x + b * y}⟧?",),
        (
            f"From the first equation ⟦x = {x + y} - y⟧. Put this into the second: "
            f"⟦{a}({x + y} - y) + {b}y = {a * x + b * y}⟧.",
            f"Multiplying out gives ⟦{a * (x + y)} + {b - a}y = {a * x + b * y}⟧, "
            f"so ⟦{b - a}y = {(b - a) * y}⟧ and ⟦y = {y}⟧.",
            f"Then ⟦x = {x + y} - {y} = {x}⟧. Check: ⟦{a} \\cdot {x} + {b} \\cdot {y} = {a * x + b * y}⟧.",
        ),
        f"⟦x = {x}⟧ and ⟦y = {y}⟧",
        f"⟦x = {x + 1}⟧ and ⟦y = {y - 1}⟧",
        "Two conditions on two unknowns can be turned into one condition on one unknown: solve one equation "
        "for a letter and substitute.",
    )


def arithmetic_series(rng: Random) -> Problem:
    """The sum of the first n terms of 24, 27, 30, …"""
    a, d, n = rng.randint(1, 30), rng.randint(2, 9), rng.randint(10, 60)
    last = a + (n - 1) * d
    total = n * (a + last) // 2
    return Problem(
        "algebra",
        "The sum of an arithmetic progression",
        (
            f"An arithmetic progression starts {a}, {a + d}, {a + 2 * d}, and goes on in the same way. "
            f"What is the sum of its first {n} terms?",
        ),
        (
            f"The common difference is {d}, so term number {n} is ⟦{a} + {n - 1} \\cdot {d} = {last}⟧.",
            f"The sum is the number of terms times the mean of the first and the last one: "
            f"⟦S = \\frac{{{n}({a} + {last})}}{{2}} = {total}⟧.",
        ),
        str(total),
        str(total + d),
        "In an arithmetic progression pairs taken from the two ends always have the same sum, which is how "
        "the formula ⟦S = \\frac{n(a_1 + a_n)}{2}⟧ comes about.",
    )


def fraction_sum(rng: Random) -> Problem:
    """5/7 + 3/6 in lowest terms."""
    b, d = rng.randint(3, 12), rng.randint(3, 14)
    a, c = rng.randint(1, b - 1), rng.randint(1, d - 1)
    top, bottom = a * d + c * b, b * d
    g = gcd(top, bottom)
    whole = f"{top // g}/{bottom // g}"
    return Problem(
        "algebra",
        "Adding fractions",
        (f"What is ⟦\\frac{{{a}}}{{{b}}} + \\frac{{{c}}}{{{d}}}⟧ in lowest terms?",),
        (
            f"A common denominator is ⟦{b} \\cdot {d} = {bottom}⟧. The numerators become "
            f"⟦{a} \\cdot {d} = {a * d}⟧ and ⟦{c} \\cdot {b} = {c * b}⟧.",
            f"Added, that is ⟦\\frac{{{top}}}{{{bottom}}}⟧. The greatest common divisor of {top} and {bottom} "
            f"is {g}, so the result is ⟦\\frac{{{top // g}}}{{{bottom // g}}}⟧.",
        ),
        whole,
        f"{a + c}/{b + d}",
        "Fractions can be added only when they count the same pieces. Bring them to a common denominator, "
        "add the numerators, and reduce.",
    )


def percent(rng: Random) -> Problem:
    """What a printer costs after 15 percent off."""
    price, off = rng.randint(4, 60) * 20, rng.choice(DISCOUNT_CODES)
    name, thing = skin(FIRST_NAMES, price, off), skin(GOODS, price, off)
    saved = price * off // 100
    return Problem(
        "algebra",
        "Percentages and discounts",
        (
            f"{name} wants to buy a {thing} that costs {price} euros. In the sale everything is {off} percent "
            f"cheaper. How much does {name} pay?",
        ),
        (
            f"{off} percent of {price} is ⟦\\frac{{{off}}}{{100}} \\cdot {price} = {saved}⟧ euros.",
            f"That is what {name} saves. The price in the sale is {price} - {saved} = {price - saved} euros.",
        ),
        f"{price - saved} euros",
        f"{saved} euros",
        "Percent means out of a hundred. To take a percentage off a price, work out the part first and "
        "subtract it, or multiply by what is left.",
    )


def compound(rng: Random) -> Problem:
    """An account after some years of compound interest."""
    start, rate, years = rng.randint(2, 90) * 100, rng.randint(2, 9), rng.randint(2, 6)
    end = start * (1 + rate / 100) ** years
    return Problem(
        "algebra",
        "Compound interest",
        (
            f"A bank pays {rate} percent interest a year, and the interest stays in the account. "
            f"How much is in the account after {years} years if {start} euros are paid in at the beginning?",
        ),
        (
            f"Each year multiplies the balance by ⟦1 + \\frac{{{rate}}}{{100}} = {1 + rate / 100:.2f}⟧.",
            f"After {years} years the balance is ⟦{start} \\cdot {1 + rate / 100:.2f}^{{{years}}}⟧, "
            f"which is about {end:.2f} euros.",
        ),
        f"{end:.2f} euros",
        f"{start * (1 + rate * years / 100):.2f} euros",
        "With compound interest, next year's interest is paid on this year's interest as well. "
        "That makes the growth exponential: ⟦K_n = K_0 (1 + r)^n⟧.",
    )


def mean(rng: Random) -> Problem:
    """The mean of a few counts, always a whole number."""
    values = [rng.randint(4, 40) for _ in range(rng.randint(3, 5))]
    values.append(-sum(values) % (len(values) + 1) + (len(values) + 1) * rng.randint(1, 5))
    n, total = len(values), sum(values)
    listed = ", ".join(map(str, values[:-1])) + f" and {values[-1]}"
    return Problem(
        "algebra",
        "The mean of a list of numbers",
        (
            f"{skin(FIRST_NAMES, listed)} counted {skin(('cars', 'birds', 'visitors', 'letters'), listed)} on {n} days "
            f"and wrote down {listed}. What is the mean?",
        ),
        (
            f"Add everything up: the total is {total}. There are {n} numbers, so the mean is "
            f"⟦\\frac{{{total}}}{{{n}}} = {total // n}⟧.",
        ),
        str(total // n),
        str(total // n + 1),
        "The mean is the value everybody would have if everything were shared out evenly: the total divided "
        "by the number of entries.",
    )


PROBLEMS = (linear, quadratic, simultaneous, arithmetic_series, fraction_sum, percent, compound, mean)
