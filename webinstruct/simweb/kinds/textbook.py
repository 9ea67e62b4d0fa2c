"""A textbook chapter: prose, numbered exercises, and solutions under the same numbers at its foot.

Some exercises have no solution and are no pairs.
"""

from random import Random

from webinstruct.simweb.content.prose import paragraphs
from webinstruct.simweb.content.words import full_name
from webinstruct.simweb.dialect import Dialect
from webinstruct.simweb.model import Draft, Pair, Problem, Site, slug
from webinstruct.simweb.pen import Pen
from webinstruct.simweb.problems import several, subject_of

KIND = "textbook"
HEADINGS = ("In this chapter", "What it is about", "The main ideas", "A look back", "Where this is used")


def page(rng: Random, site: Site, family: Dialect, number: int, given: Problem | None = None) -> Draft:
    """One chapter with three to six exercises, about four in five of them solved."""
    subject, pen = subject_of(rng, site.topic, given), Pen(site.math)
    problems = several(rng, subject, rng.randint(3, 6), given)
    title = f"Chapter {rng.randint(1, 24)}: {problems[0].topic}"
    parts = [f'<p class="byline">From a course by {full_name(rng)}</p>']
    for text, problem in zip(paragraphs(rng, subject, rng.randint(2, 3)), problems, strict=False):
        parts += [f"<h2>{rng.choice(HEADINGS)}</h2>", pen.block(text), pen.block(problem.theory)]
    first = rng.randint(1, 40)
    parts.append(f"<h2>{family.exercises}</h2>")
    for i, problem in enumerate(problems, first):
        parts.append(pen.blocks(problem.question, family.mark(family.exercise, i)))
    solved = [i for i in range(len(problems)) if rng.random() < 0.8 or problems[i] is given] or [0]
    parts += [f"<h2>{family.solutions}</h2>", "<p><i>Not every exercise has its solution here.</i></p>"]
    for i in solved:
        parts.append(pen.blocks(problems[i].answer, family.mark(family.solution, first + i)))
    pairs = tuple(Pair(pen.text(problems[i].question), pen.text(problems[i].answer), True) for i in solved)
    return Draft(
        KIND,
        f"/book/{number}/{slug(title)}.html",
        title,
        "\n".join(parts),
        True,
        pairs,
        problems=tuple(problems[i] for i in solved),
    )
