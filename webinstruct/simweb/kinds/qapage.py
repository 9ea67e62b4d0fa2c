"""A page of a question-and-answer site, marked up as schema.org/QAPage in microdata."""

import html
from random import Random

from webinstruct.simweb.content import chatter
from webinstruct.simweb.content.words import day, nick
from webinstruct.simweb.frame import frame
from webinstruct.simweb.model import Pair, Passage, Problem, SimPage, Site, slug
from webinstruct.simweb.pen import STYLES, Pen
from webinstruct.simweb.problems import SUBJECTS, draw

KIND = "qapage"
TITLES = (
    "{}: how does it work?",
    "How do I do this? ({})",
    "Understanding: {}",
    "{} step by step",
    "Stuck at: {}",
    "{}, an example from my book",
    "Could someone check this: {}",
)


def page(rng: Random, site: Site, number: int) -> SimPage:
    """One question with its best answer (accepted, or the one with most votes) among weaker ones."""
    problem, pen = draw(rng, site.topic or rng.choice(SUBJECTS)), Pen(rng.choice(STYLES))
    title = rng.choice(TITLES).format(problem.topic)
    accepted, votes = rng.random() < 0.8, rng.randint(6, 90)
    weaker = rng.randint(0, 3)
    head = _question(rng, pen, problem, title, weaker + 1)
    good = _answer(rng, pen, problem.answer, votes, accepted, chatter.AGREED)
    others = [
        _answer(rng, pen, _weak(rng, problem), rng.randint(-4, 5), False, chatter.DOUBTS)
        for _ in range(weaker)
    ]
    # an accepted answer stands first; one that only has most votes may stand anywhere
    answers = [good, *others]
    if not accepted:
        rng.shuffle(answers)
    main = (
        f'<div itemscope itemtype="https://schema.org/QAPage">\n'
        f'<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">\n{head}\n'
        + "\n".join(answers)
        + "\n</div>\n</div>"
    )
    # schema.org's Question is its name and its text
    pair = Pair(f"{title} {pen.text(problem.question)}", pen.text(problem.answer), True)
    return SimPage(
        KIND,
        f"/questions/{number}/{slug(title)}",
        title,
        frame(site, rng, title, main, number),
        True,
        (pair,),
        tuple(pen.formulas),
    )


def _question(rng: Random, pen: Pen, problem: Problem, title: str, answers: int) -> str:
    topic = html.escape(problem.subject)
    return f"""<h2 itemprop="name">{html.escape(title, quote=False)}</h2>
<div class="meta">Asked <time itemprop="dateCreated">{day(rng, 2012, 2017)}</time>, {rng.randint(20, 90000)} views</div>
<div class="vote"><span itemprop="upvoteCount">{rng.randint(0, 60)}</span></div>
<div class="s-prose" itemprop="text">
{pen.blocks(problem.question)}
</div>
<div class="tags"><a href="/tags/{topic}">{topic}</a> <a href="/tags/homework">homework</a></div>
<div itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">{nick(rng)}</span></div>
<div class="counts"><span itemprop="answerCount">{answers}</span> answers</div>"""


def _answer(
    rng: Random, pen: Pen, text: Passage, votes: int, accepted: bool, remarks: tuple[str, ...]
) -> str:
    """One answer; now and then somebody puts one of `remarks` below it."""
    role = "acceptedAnswer" if accepted else "suggestedAnswer"
    comment = ""
    if rng.random() < 0.4:
        comment = f'\n<ul class="comments"><li>{rng.choice(remarks)} - {nick(rng)}</li></ul>'
    return f"""<div class="answer" itemprop="{role}" itemscope itemtype="https://schema.org/Answer">
<div class="vote"><span itemprop="upvoteCount">{votes}</span></div>
<div class="s-prose" itemprop="text">
{pen.blocks(text)}
</div>
<div itemprop="author" itemscope itemtype="https://schema.org/Person"><span itemprop="name">{nick(rng)}</span></div>
<div class="meta">answered <time itemprop="dateCreated">{day(rng, 2018)}</time></div>{comment}
</div>"""


def _weak(rng: Random, problem: Problem) -> Passage:
    """An answer that is wrong or says little."""
    if rng.random() < 0.6:
        return (rng.choice(chatter.WRONG).format(problem.wrong),)
    return (rng.choice(chatter.NOISE), rng.choice(chatter.CLOSERS))
