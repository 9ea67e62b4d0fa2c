"""Texts of languages other than English: our own short ones, enough for lessons, exercises, FAQs and news."""

from dataclasses import dataclass
from random import Random

from webinstruct.simweb.content import sums
from webinstruct.simweb.content.furniture import Furniture
from webinstruct.simweb.model import Problem


@dataclass(frozen=True, slots=True)
class Words:
    """The words of marks and labels; `{}` takes a number, a name or a topic."""

    question: str
    answer: str
    exercise: str
    solution: str
    exercises: str
    solutions: str
    asked: str
    answered: str
    views: str
    by: str
    faq: str
    comments: str


@dataclass(frozen=True, slots=True)
class Task:
    """A template of a computed problem: topic, question, paragraphs of the answer; filled by content/sums.py."""

    topic: str
    question: str
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language. `reasons` are topic, question, answer and a common mistake."""

    code: str
    furniture: Furniture
    words: Words
    names: tuple[str, ...]
    lesson_titles: tuple[str, ...]
    qa_titles: tuple[str, ...]
    headings: tuple[str, ...]
    leads: tuple[str, ...]
    prose: tuple[str, ...]
    tasks: dict[str, Task]
    reasons: tuple[tuple[str, str, str, str], ...]
    wrong: tuple[str, ...]
    noise: tuple[str, ...]
    headlines: tuple[str, ...]
    news: tuple[str, ...]
    remarks: tuple[str, ...]


def draw(tongue: Tongue, rng: Random) -> Problem:
    """One problem: two in three computed, the others why-questions."""
    theory = rng.choice(tongue.prose)
    if rng.random() < 0.35:
        topic, question, answer, wrong = rng.choice(tongue.reasons)
        return Problem(
            "science", topic, (question,), (answer,), answer, wrong, theory, f"{tongue.code}.reason"
        )
    kind = rng.choice(tuple(tongue.tasks))
    task, filled = tongue.tasks[kind], sums.values(kind, rng)
    answer_ = tuple(part.format(**filled) for part in task.answer)
    return Problem(
        "algebra",
        task.topic,
        (task.question.format(**filled),),
        answer_,
        filled["right"],
        filled["wrong"],
        theory,
        f"{tongue.code}.{kind}",
    )


def several(tongue: Tongue, rng: Random, count: int, given: Problem | None = None) -> list[Problem]:
    """`count` problems with different questions, `given` first if there is one."""
    found: dict[object, Problem] = {given.asked: given} if given else {}
    while len(found) < count:
        problem = draw(tongue, rng)
        found.setdefault(problem.question, problem)
    return list(found.values())
