"""Problems with formulas in the manner of a benchmark of contests, some of them only a few words long."""

from collections.abc import Callable
from random import Random

from webinstruct.simweb.items.made import Made

Task = Callable[[Random, str], tuple[str, str, int]]
"""Fills one wording: the question, how it is solved, and the result."""


def _square_root(rng: Random, say: str) -> tuple[str, str, int]:
    a, b = rng.randint(5, 70), rng.randint(9, 30)
    return (
        say.format(f"⟦\\sqrt{{n + {a}}} = {b}⟧"),
        f"Squaring gives ⟦n + {a} = {b * b}⟧, so ⟦n = {b * b - a}⟧.",
        b * b - a,
    )


def _nested(rng: Random, say: str) -> tuple[str, str, int]:
    a, b, c = rng.randint(2, 9), rng.randint(3, 40), rng.randint(2, 9)
    inner = a * c + b
    return (
        say.format(f"⟦g(t) = {a}t + {b}⟧", f"⟦g(g({c}))⟧"),
        f"First ⟦g({c}) = {inner}⟧, then ⟦g({inner}) = {a * inner + b}⟧.",
        a * inner + b,
    )


def _quotient(rng: Random, say: str) -> tuple[str, str, int]:
    b = rng.randint(11, 400)
    a = b + rng.randint(3, 300)
    return (
        say.format(f"⟦\\frac{{{a}^2 - {b}^2}}{{{a} - {b}}}⟧"),
        f"The numerator is ⟦({a} - {b})({a} + {b})⟧, so the quotient is ⟦{a} + {b} = {a + b}⟧.",
        a + b,
    )


def _remainder(rng: Random, say: str) -> tuple[str, str, int]:
    base, power, by = rng.randint(12, 98), rng.randint(20, 150), rng.randint(3, 19)
    rest = pow(base, power, by)
    return (
        say.format(f"⟦{base}^{{{power}}}⟧", f"⟦{by}⟧"),
        f"Working with remainders and squaring again and again, what is left is ⟦{rest}⟧.",
        rest,
    )


def _recurrence(rng: Random, say: str) -> tuple[str, str, int]:
    p, q, r = rng.randint(2, 20), rng.randint(2, 7), rng.randint(1, 30)
    terms = [p]
    for _ in range(3):
        terms.append(q * terms[-1] + r)
    return (
        say.format(f"⟦a_1 = {p}⟧", f"⟦a_{{n + 1}} = {q}a_n + {r}⟧", "⟦a_4⟧"),
        f"The terms are ⟦{', '.join(map(str, terms))}⟧.",
        terms[-1],
    )


def _divisors(rng: Random, say: str) -> tuple[str, str, int]:
    (p, q), a, b = (
        rng.choice(((2, 3), (2, 5), (3, 7), (5, 11), (3, 13))),
        rng.randint(3, 19),
        rng.randint(2, 17),
    )
    return (
        say.format(f"⟦{p}^{{{a}}} \\cdot {q}^{{{b}}}⟧"),
        f"The exponents can be chosen in ⟦({a} + 1)({b} + 1) = {(a + 1) * (b + 1)}⟧ ways.",
        (a + 1) * (b + 1),
    )


def _symmetric(rng: Random, say: str) -> tuple[str, str, int]:
    x, y = rng.randint(2, 40), rng.randint(2, 40)
    return (
        say.format(f"⟦u + v = {x + y}⟧", f"⟦uv = {x * y}⟧", "⟦u^2 + v^2⟧"),
        f"It is ⟦(u + v)^2 - 2uv = {(x + y) ** 2} - {2 * x * y} = {x * x + y * y}⟧.",
        x * x + y * y,
    )


def _absolute(rng: Random, say: str) -> tuple[str, str, int]:
    a, b = rng.randint(4, 90), rng.randint(2, 80)
    return (
        say.format(f"⟦|w - {a}| = {b}⟧"),
        f"The solutions lie at ⟦{a} - {b}⟧ and ⟦{a} + {b}⟧, so their sum is ⟦{2 * a}⟧.",
        2 * a,
    )


def _one_root(rng: Random, say: str) -> tuple[str, str, int]:
    m = rng.randint(6, 99)
    return (
        say.format("⟦k⟧", f"⟦s^2 + ks + {m * m} = 0⟧"),
        f"The discriminant ⟦k^2 - {4 * m * m}⟧ must vanish, so ⟦k = {2 * m}⟧.",
        2 * m,
    )


def _powers(rng: Random, say: str) -> tuple[str, str, int]:
    a, b, c = rng.randint(7, 30), rng.randint(7, 30), rng.randint(2, 12)
    return (
        say.format(f"⟦\\frac{{y^{{{a}}} \\cdot y^{{{b}}}}}{{y^{{{c}}}}} = y^m⟧", "⟦m⟧"),
        f"Exponents add and subtract: ⟦m = {a} + {b} - {c} = {a + b - c}⟧.",
        a + b - c,
    )


# wordings; each takes the formulas of its task
TASKS: tuple[tuple[Task, tuple[str, ...]], ...] = (
    (
        _square_root,
        (
            "What positive integer makes {} a true statement?",
            "Solve {}.",
            "A number is hidden in {}, where the root is the positive one. Determine this number and show your work.",
        ),
    ),
    (
        _nested,
        (
            "Given {}, evaluate {}.",
            "The function {} is applied to a number and then to its own output. Determine {}.",
            "Suppose that {} for all real inputs. Which number is {}?",
        ),
    ),
    (
        _quotient,
        (
            "Evaluate {}.",
            "Without a calculator, write {} as a single integer.",
            "A calculator is not allowed in this round. Express {} as an integer in its simplest form.",
        ),
    ),
    (
        _remainder,
        (
            "Find the remainder when {} is divided by {}.",
            "The huge number {} is written down and divided by {}. Which remainder does this division leave?",
            "Determine the residue of {} modulo {}.",
        ),
    ),
    (
        _recurrence,
        (
            "A sequence has {}, and every further term obeys {}. Determine {}.",
            "Let {} and {} for each positive integer. Evaluate {}.",
            "Starting from {} the rule {} produces one term after another. Which number is {}?",
        ),
    ),
    (
        _divisors,
        (
            "How many positive divisors does {} have?",
            "Count the positive integers that divide {} without a remainder, one and the number itself included.",
            "The number of positive factors of {} is wanted. Determine it.",
        ),
    ),
    (
        _symmetric,
        (
            "If {} and {}, evaluate {}.",
            "Two real numbers fulfil {} as well as {}. Without finding the numbers, determine {}.",
            "Knowing only that {} and that {}, express {} as an integer.",
        ),
    ),
    (
        _absolute,
        (
            "Find the sum of all real solutions of {}.",
            "Which value do the solutions of {} have when they are added together?",
            "All real numbers that fulfil {} are marked on a line and then added. Determine their sum.",
        ),
    ),
    (
        _one_root,
        (
            "For which positive {} does {} have exactly one real root?",
            "Determine the positive number {} so that the parabola belonging to {} only touches the horizontal axis.",
            "A student wants {} to be positive and {} to possess a double root. Which number is to be chosen?",
        ),
    ),
    (
        _powers,
        (
            "If {}, find {}.",
            "After all rules for exponents have been used, {}. Which integer is {}?",
            "The identity {} holds for all positive numbers. Determine the integer {}.",
        ),
    ),
)
THEORY = "Contest problems reward whoever looks for structure first and begins to calculate only afterwards."


def task(number: int, rng: Random) -> Made:
    """Task `number`: thirty wordings, each of them twice in sixty."""
    fill, wordings = TASKS[number % 10]
    asked, solved, result = fill(rng, wordings[number // 10 % 3])
    return Made(
        "algebra",
        "A contest problem",
        asked,
        (solved, "This is the number that was asked for."),
        str(result),
        str(result + rng.randint(1, 9)),
        THEORY,
        level_id=f"algebra/{number}",
        template=f"item.math.{number % 30}",
    )
