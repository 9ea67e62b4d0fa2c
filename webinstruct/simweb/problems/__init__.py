"""Question generators: each takes a source of randomness and gives a Problem with a computed answer.

>>> from random import Random
>>> draw(Random(1), "physics").subject
'physics'
"""

from collections.abc import Callable
from random import Random

from webinstruct.simweb.model import Problem
from webinstruct.simweb.problems import algebra, chemistry, geometry, history, life, physics, programming

GENERATORS: dict[str, tuple[Callable[[Random], Problem], ...]] = {
    "algebra": algebra.PROBLEMS,
    "geometry": geometry.PROBLEMS,
    "physics": physics.PROBLEMS,
    "chemistry": chemistry.PROBLEMS,
    "science": life.PROBLEMS,
    "history": history.PROBLEMS,
    "programming": programming.PROBLEMS,
}
SUBJECTS: tuple[str, ...] = tuple(GENERATORS)


def draw(rng: Random, subject: str) -> Problem:
    """One problem of a subject."""
    return rng.choice(GENERATORS[subject])(rng)


def several(rng: Random, subject: str, count: int) -> list[Problem]:
    """`count` problems of one subject with different questions, different generators first."""
    generators = list(GENERATORS[subject])
    rng.shuffle(generators)
    found: dict[object, Problem] = {}
    turn = 0
    while len(found) < count:
        problem = generators[turn % len(generators)](rng)
        # a fact asked twice on a page would be one question with two places
        found.setdefault((problem.topic, problem.answer), problem)
        turn += 1
    return list(found.values())
