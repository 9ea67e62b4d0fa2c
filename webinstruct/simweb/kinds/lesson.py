"""A lesson that works problems out in running prose: pairs that no mark announces.

A variant collects questions from class as Q: and A: (marked); some lessons only explain.
"""

from random import Random

from webinstruct.simweb.content.prose import paragraphs
from webinstruct.simweb.content.words import FIRST_NAMES, day, full_name
from webinstruct.simweb.dialect import Dialect
from webinstruct.simweb.model import Draft, Pair, Problem, Site, slug
from webinstruct.simweb.pen import Pen
from webinstruct.simweb.problems import several, subject_of

KIND = "lesson"
LEADS = (
    "Let us look at a case.",
    "Here is one from everyday life.",
    "Take this one, which came up last week.",
    "Now something to think about.",
    "The following comes up again and again.",
    "Before reading on, try it yourself.",
    "Consider this.",
    "{name} once brought this to class.",
)
TURNS = (
    "We go through it slowly.",
    "Here is how to think about it.",
    "This is how {name} worked it out.",
    "It is easier than it looks.",
    "Let us do it together.",
    "We begin with what is given.",
)
HEADINGS = (
    "A closer look",
    "Thinking it through",
    "From the classroom",
    "Putting it to work",
    "One more of the kind",
    "Slowly, step by step",
    "On paper",
)
TITLES = (
    "{} made simple",
    "Understanding: {}",
    "{} explained",
    "A lesson on: {}",
    "{} for beginners",
    "{}, in plain words",
)


def page(rng: Random, site: Site, family: Dialect, number: int, given: Problem | None = None) -> Draft:
    """One lesson: about 78 % with examples in prose, 12 % with Q: and A:, 10 % without any pair."""
    subject, pen = subject_of(rng, site.topic, given), Pen(site.math)
    variant = rng.random()
    problems = several(rng, subject, rng.randint(2, 4), given)
    title = rng.choice(TITLES).format(problems[0].topic)
    lead, end = paragraphs(rng, subject, 2)
    parts = [f'<p class="byline">{full_name(rng)}, {day(rng)}</p>', pen.block(lead)]
    marked, explain_only = variant < 0.12, variant > 0.9 and not given
    for problem in problems:
        parts.append(f"<h2>{rng.choice(HEADINGS)}</h2>\n{pen.block(problem.theory)}")
        if marked:
            parts += [
                pen.blocks(problem.question, family.mark(family.question)),
                pen.blocks(problem.answer, family.mark(family.answer)),
            ]
        elif not explain_only:
            parts.append(_worked(rng, pen, problem))
    parts.append(pen.block(end))
    pairs = tuple(Pair(pen.text(p.question), pen.text(p.answer), marked) for p in problems)
    return Draft(
        KIND,
        f"/lessons/{slug(title)}-{number}",
        title,
        "\n".join(parts),
        True,
        () if explain_only else pairs,
        problems=() if explain_only else tuple(problems),
    )


def _worked(rng: Random, pen: Pen, problem: Problem) -> str:
    """Question and answer in prose, with phrases around them, sometimes in the same paragraph."""
    lead = rng.choice(LEADS).format(name=rng.choice(FIRST_NAMES))
    turn = rng.choice(TURNS).format(name=rng.choice(FIRST_NAMES))
    layout = rng.randrange(3)
    if layout == 0:
        return "\n".join(
            (pen.block(lead), pen.blocks(problem.question), pen.block(turn), pen.blocks(problem.answer))
        )
    if layout == 1:
        return pen.blocks(problem.question, lead + " ") + "\n" + pen.blocks(problem.answer, turn + " ")
    return pen.blocks(problem.question, lead + " ") + "\n" + pen.blocks(problem.answer)
