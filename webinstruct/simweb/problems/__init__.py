"""Question generators: each takes a source of randomness and gives a Problem with a computed answer.

>>> from random import Random
>>> draw(Random(1), "physics").subject
'physics'
"""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from webinstruct.simweb.model import Problem
from webinstruct.simweb.problems import (
    algebra,
    chemistry,
    geometry,
    history,
    life,
    phrases,
    physics,
    programming,
)

GENERATORS: dict[str, tuple[Callable[[Random], Problem], ...]] = {
    "algebra": (*algebra.PROBLEMS, phrases.tickets),
    "geometry": geometry.PROBLEMS,
    "physics": (*physics.PROBLEMS, phrases.warming),
    "chemistry": chemistry.PROBLEMS,
    "science": life.PROBLEMS,
    "history": history.PROBLEMS,
    "programming": programming.PROBLEMS,
}
SUBJECTS: tuple[str, ...] = tuple(GENERATORS)


def draw(rng: Random, subject: str) -> Problem:
    """One problem of a subject."""
    return _made(rng.choice(GENERATORS[subject]), rng)


def _made(generator: Callable[[Random], Problem], rng: Random) -> Problem:
    problem = generator(rng)
    return replace(problem, template=f"{problem.subject}.{generator.__name__}")


def subject_of(rng: Random, topic: str, given: Problem | None) -> str:
    """The subject of a page: its site's topic, or that of the problem it was given, or any."""
    return topic or (given.subject if given else rng.choice(SUBJECTS))


def several(rng: Random, subject: str, count: int, given: Problem | None = None) -> list[Problem]:
    """`count` problems of one subject with different questions, different generators first; `given` among them."""
    if given is None:
        return _drawn(rng, subject, count)
    others = [one for one in _drawn(rng, subject, count) if one.asked != given.asked][: count - 1]
    at = rng.randint(0, len(others))
    return [*others[:at], given, *others[at:]]


def _drawn(rng: Random, subject: str, count: int) -> list[Problem]:
    generators = list(GENERATORS[subject])
    rng.shuffle(generators)
    found: dict[object, Problem] = {}
    turn = 0
    while len(found) < count:
        problem = _made(generators[turn % len(generators)], rng)
        # a fact asked twice on a page would be one question with two places
        found.setdefault((problem.topic, problem.answer), problem)
        turn += 1
    return list(found.values())
