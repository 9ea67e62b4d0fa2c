"""Lessons, chapters, questions, FAQs and news in other languages: the same kinds of page, other words."""

from random import Random

from webinstruct.simweb.content.tongue import Tongue, draw, several
from webinstruct.simweb.content.tongues import TONGUES
from webinstruct.simweb.kinds import faq, qapage
from webinstruct.simweb.model import Draft, Pair, Problem, Site, slug
from webinstruct.simweb.pen import Pen


def page(kind: str, rng: Random, site: Site, number: int, given: Problem | None = None) -> Draft:
    """A page of a kind in the language of its site."""
    tongue = TONGUES[site.language]
    if kind == "news":
        return _news(tongue, rng, site, number)
    write = {"lesson": _lesson, "textbook": _textbook, "qapage": _qapage, "faq": _faq}[kind]
    return write(tongue, rng, site, number, given)


def _byline(tongue: Tongue, rng: Random) -> str:
    return f'<p class="byline">{tongue.words.by} {rng.choice(tongue.names)}, {rng.randint(2012, 2024)}</p>'


def _lesson(tongue: Tongue, rng: Random, site: Site, number: int, given: Problem | None) -> Draft:
    """One in six announces its pairs as question and answer; the others tell them in prose."""
    pen, marked = Pen(site.math), rng.random() < 0.16
    problems = several(tongue, rng, rng.randint(2, 3), given)
    title = rng.choice(tongue.lesson_titles).format(problems[0].topic)
    parts = [_byline(tongue, rng), pen.block(rng.choice(tongue.prose))]
    for problem in problems:
        parts += [f"<h2>{rng.choice(tongue.headings)}</h2>", pen.block(problem.theory)]
        if marked:
            parts += [
                pen.blocks(problem.question, f"<b>{tongue.words.question}</b> "),
                pen.blocks(problem.answer, f"<b>{tongue.words.answer}</b> "),
            ]
        else:
            parts += [
                pen.blocks(problem.question, rng.choice(tongue.leads) + " "),
                pen.blocks(problem.answer),
            ]
    return Draft(
        "lesson",
        f"/{site.language}/{slug(title)}-{number}",
        title,
        "\n".join(parts),
        True,
        _pairs(pen, problems, marked),
        problems=tuple(problems),
    )


def _textbook(tongue: Tongue, rng: Random, site: Site, number: int, given: Problem | None) -> Draft:
    """Exercises with their solutions under the same numbers at the foot."""
    pen, words = Pen(site.math), tongue.words
    problems = several(tongue, rng, rng.randint(3, 5), given)
    title = rng.choice(tongue.lesson_titles).format(problems[0].topic)
    parts = [_byline(tongue, rng)]
    for problem in problems[:2]:
        parts += [f"<h2>{rng.choice(tongue.headings)}</h2>", pen.block(problem.theory)]
    first = rng.randint(1, 40)
    parts.append(f"<h2>{words.exercises}</h2>")
    parts += [
        pen.blocks(p.question, f"<b>{words.exercise.format(i)}</b> ") for i, p in enumerate(problems, first)
    ]
    parts.append(f"<h2>{words.solutions}</h2>")
    parts += [
        pen.blocks(p.answer, f"<b>{words.solution.format(i)}</b> ") for i, p in enumerate(problems, first)
    ]
    path = f"/{site.language}/book/{number}/{slug(title)}.html"
    pairs = _pairs(pen, problems, True)
    return Draft("textbook", path, title, "\n".join(parts), True, pairs, problems=tuple(problems))


def _pairs(pen: Pen, problems: list[Problem], marked: bool) -> tuple[Pair, ...]:
    return tuple(Pair(pen.text(p.question), pen.text(p.answer), marked) for p in problems)


def _qapage(tongue: Tongue, rng: Random, site: Site, number: int, given: Problem | None) -> Draft:
    """Question and answer, each with a sentence or two about the subject around the problem."""
    problem, pen, words = given or draw(tongue, rng), Pen(site.math), tongue.words
    title = rng.choice(tongue.qa_titles).format(problem.topic)
    before, *after = rng.sample(tongue.prose, 3)
    question, answer = (before, *problem.question), (*problem.answer, *after)
    good = qapage.Answer(pen.blocks(answer), rng.randint(6, 90), rng.random() < 0.8)
    weaker = [
        qapage.Answer(pen.block(_weak(tongue, rng, problem)), rng.randint(-4, 5), False)
        for _ in range(rng.randint(0, 3))
    ]
    labels = qapage.Labels(words.asked, words.views, words.answered, words.solutions)
    day = qapage.iso_day(rng, 2012, 2017)
    asked = qapage.Question(title, problem.subject, pen.blocks(question), day)
    main = qapage.marked_up(rng, asked, good, weaker, labels)
    pair = Pair(f"{title} {pen.text(question)}", pen.text(answer), True, good.votes, good.accepted)
    path = f"/{site.language}/q/{number}/{slug(title)}"
    return Draft("qapage", path, title, main, True, (pair,), asked=day, problems=(problem,))


def _weak(tongue: Tongue, rng: Random, problem: Problem) -> str:
    """An answer that is wrong or says little."""
    return rng.choice(tongue.wrong).format(problem.wrong) if rng.random() < 0.6 else rng.choice(tongue.noise)


def _faq(tongue: Tongue, rng: Random, site: Site, number: int, given: Problem | None) -> Draft:
    problems = several(tongue, rng, rng.randint(3, 5), given)
    return faq.folded(rng, site, tongue.words.faq.format(problems[0].topic), problems, number)


def _news(tongue: Tongue, rng: Random, site: Site, number: int) -> Draft:
    facts = {
        "money": str(rng.randint(2, 90)),
        "count": str(rng.randint(2, 90) * 100),
        "small": str(rng.randint(3, 9)),
    }
    title = rng.choice(tongue.headlines)
    body = [line.format(**facts) for line in rng.sample(tongue.news, rng.randint(4, len(tongue.news)))]
    parts = [
        _byline(tongue, rng),
        *(f"<p>{' '.join(body[at : at + 2])}</p>" for at in range(0, len(body), 2)),
    ]
    if rng.random() < 0.5:
        said = "\n".join(
            f'<div class="comment"><b>{rng.choice(tongue.names)}</b><p>{text}</p></div>'
            for text in tongue.remarks
        )
        parts.append(
            f'<section id="comments"><h3>{len(tongue.remarks)} {tongue.words.comments}</h3>\n{said}\n</section>'
        )
    return Draft("news", f"/{site.language}/news/{number}.html", title, "\n".join(parts), False)
