"""A page of a question-and-answer site, marked up as schema.org/QAPage in microdata."""

import html
from dataclasses import dataclass
from random import Random

from webinstruct.simweb.content import chatter
from webinstruct.simweb.content.words import nick
from webinstruct.simweb.dialect import Dialect
from webinstruct.simweb.model import Draft, Pair, Passage, Problem, Site, slug
from webinstruct.simweb.pen import Pen
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


@dataclass(frozen=True, slots=True)
class Labels:
    """What stands around dates and counts, in a site's language; `prose` names the boxes of texts."""

    asked: str = "Asked"
    views: str = "views"
    answered: str = "answered"
    answers: str = "answers"
    prose: str = "s-prose"


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its text as HTML, and the day on which it was asked."""

    title: str
    topic: str
    content: str
    day: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as HTML; `remark` is what somebody put below it, if anybody did."""

    content: str
    votes: int
    accepted: bool
    remark: str = ""


def page(rng: Random, site: Site, family: Dialect, number: int, given: Problem | None = None) -> Draft:
    """One question with its best answer (accepted, or the one with most votes) among weaker ones."""
    problem, pen = given or draw(rng, site.topic or rng.choice(SUBJECTS)), Pen(site.math)
    title = rng.choice(TITLES).format(problem.topic)
    weaker = [
        Answer(pen.blocks(_weak(rng, problem)), rng.randint(-4, 5), False, _remark(rng, chatter.DOUBTS))
        for _ in range(rng.randint(0, 3))
    ]
    good = Answer(
        pen.blocks(problem.answer), rng.randint(6, 90), rng.random() < 0.8, _remark(rng, chatter.AGREED)
    )
    asked = Question(title, problem.subject, pen.blocks(problem.question), iso_day(rng, 2012, 2017))
    main = marked_up(rng, asked, good, weaker, Labels(prose=f"{family.post}-text"))
    # schema.org's Question is its name and its text
    question = f"{title} {pen.text(problem.question)}"
    pair = Pair(question, pen.text(problem.answer), True, good.votes, good.accepted)
    path = f"/questions/{number}/{slug(title)}"
    return Draft(KIND, path, title, main, True, (pair,), asked=asked.day, problems=(problem,))


def marked_up(rng: Random, asked: Question, good: Answer, weaker: list[Answer], labels: Labels) -> str:
    """Question and answers in microdata; an accepted answer stands first, one that is only voted best anywhere."""
    answers = [good, *weaker]
    if not good.accepted:
        rng.shuffle(answers)
    head = _question(rng, asked, len(answers), labels)
    return (
        f'<div itemscope itemtype="https://schema.org/QAPage">\n'
        f'<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">\n{head}\n'
        + "\n".join(_answer(rng, answer, labels) for answer in answers)
        + "\n</div>\n</div>"
    )


def _question(rng: Random, asked: Question, answers: int, labels: Labels) -> str:
    return f"""<h2 itemprop="name">{html.escape(asked.title, quote=False)}</h2>
<div class="meta">{labels.asked} {_time(asked.day)}, {rng.randint(20, 90000)} {labels.views}</div>
<div class="vote"><span itemprop="upvoteCount">{rng.randint(0, 60)}</span></div>
<div class="{labels.prose}" itemprop="text">
{asked.content}
</div>
<div class="tags"><a href="/tags/{asked.topic}">{asked.topic}</a> <a href="/tags/homework">homework</a></div>
{_author(rng)}
<div class="counts"><span itemprop="answerCount">{answers}</span> {labels.answers}</div>"""


def _answer(rng: Random, answer: Answer, labels: Labels) -> str:
    role = "acceptedAnswer" if answer.accepted else "suggestedAnswer"
    comment = ""
    if answer.remark:
        comment = f'\n<ul class="comments"><li>{answer.remark} - {nick(rng)}</li></ul>'
    return f"""<div class="answer" itemprop="{role}" itemscope itemtype="https://schema.org/Answer">
<div class="vote"><span itemprop="upvoteCount">{answer.votes}</span></div>
<div class="{labels.prose}" itemprop="text">
{answer.content}
</div>
{_author(rng)}
<div class="meta">{labels.answered} {_time(iso_day(rng, 2018, 2024))}</div>{comment}
</div>"""


def _author(rng: Random) -> str:
    return (
        '<div itemprop="author" itemscope itemtype="https://schema.org/Person">'
        f'<span itemprop="name">{nick(rng)}</span></div>'
    )


def iso_day(rng: Random, first: int, last: int) -> str:
    """A date as machines write it: '2015-03-04'."""
    return f"{rng.randint(first, last)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"


def _time(day: str) -> str:
    return f'<time itemprop="dateCreated" datetime="{day}">{day}</time>'


def _remark(rng: Random, remarks: tuple[str, ...]) -> str:
    """Now and then somebody puts one of `remarks` below an answer."""
    return rng.choice(remarks) if rng.random() < 0.4 else ""


def _weak(rng: Random, problem: Problem) -> Passage:
    """An answer that is wrong or says little."""
    if rng.random() < 0.6:
        return (rng.choice(chatter.WRONG).format(problem.wrong),)
    return (rng.choice(chatter.NOISE), rng.choice(chatter.CLOSERS))
