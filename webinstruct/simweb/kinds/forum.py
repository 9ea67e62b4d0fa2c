"""A forum thread: a question, replies, quotes, signatures; the best reply holds the true answer.

Most threads announce nothing; some posters write Q: and A:. Some threads stay unanswered and
some are mere chat.
"""

from random import Random

from webinstruct.simweb.content import chatter
from webinstruct.simweb.content.words import clock, day, full_name, nick
from webinstruct.simweb.frame import frame
from webinstruct.simweb.model import Pair, Passage, Problem, SimPage, Site, slug
from webinstruct.simweb.pen import STYLES, Pen
from webinstruct.simweb.problems import SUBJECTS, draw

KIND = "forum"


def page(rng: Random, site: Site, number: int) -> SimPage:
    """One thread: about one in twelve is chat, one in ten of the others has no answer."""
    if rng.random() < 0.08:
        return _chat(rng, site, number)
    return _thread(rng, site, number)


def _thread(rng: Random, site: Site, number: int) -> SimPage:
    problem, pen = draw(rng, site.topic or rng.choice(SUBJECTS)), Pen(rng.choice(STYLES))
    css, marked, answered = rng.choice(("post", "comment")), rng.random() < 0.1, rng.random() < 0.9
    asker = nick(rng)
    posts = [_post(rng, css, asker, _question(rng, pen, problem, marked))]
    posts += [_reply(rng, css, pen, problem) for _ in range(rng.randint(0, 2))]
    if answered:
        posts.append(_post(rng, css, nick(rng), _answer(rng, pen, problem, marked), best=rng.random() < 0.5))
        if rng.random() < 0.5:
            thanks = rng.choice(chatter.AGREED + chatter.CONFIRMED).format(problem.final)
            posts.append(_post(rng, css, asker, pen.block(thanks)))
    posts += [_reply(rng, css, pen, problem) for _ in range(rng.choice((0, 0, 1, 1, 2, 3, 14)))]
    title = rng.choice(chatter.TITLES).format(problem.topic)
    pair = Pair(pen.text(problem.question), pen.text(problem.answer), marked)
    return SimPage(
        KIND,
        f"/threads/{slug(title)}.{number}",
        title,
        frame(site, rng, title, "\n".join(posts), number),
        True,
        (pair,) if answered else (),
        tuple(pen.formulas),
    )


def _question(rng: Random, pen: Pen, problem: Problem, marked: bool) -> str:
    before = "<b>Q:</b> " if marked else ""
    return (
        f"<p>{rng.choice(chatter.GREETINGS)}</p>\n{pen.blocks(problem.question, before)}\n"
        f"<p>{rng.choice(chatter.THANKS)}</p>"
    )


def _answer(rng: Random, pen: Pen, problem: Problem, marked: bool) -> str:
    if marked:
        return pen.blocks(problem.answer, "<b>A:</b> ")
    quote = f"<blockquote>{pen.block(problem.question[0])}</blockquote>\n" if rng.random() < 0.3 else ""
    opener = f"<p>{rng.choice(chatter.OPENERS)}</p>\n" if rng.random() < 0.7 else ""
    closer = f"\n<p>{rng.choice(chatter.CLOSERS)}</p>" if rng.random() < 0.7 else ""
    return quote + opener + pen.blocks(problem.answer) + closer


def _reply(rng: Random, css: str, pen: Pen, problem: Problem) -> str:
    """A post that is no answer, or a wrong one."""
    text: Passage = (rng.choice(chatter.NOISE),)
    if rng.random() < 0.4:
        text = (rng.choice(chatter.WRONG).format(problem.wrong),)
    return _post(rng, css, nick(rng), pen.blocks(text))


def _post(rng: Random, css: str, author: str, content: str, best: bool = False) -> str:
    badge = '<span class="badge">Best answer</span> ' if best else ""
    signature = (
        f'\n<div class="signature">-- {rng.choice(chatter.SIGNATURES)}</div>' if rng.random() < 0.3 else ""
    )
    return f"""<div class="{css}" id="{css}-{rng.randrange(10**7)}">
<div class="{css}-head">{badge}<a class="author" href="/u/{author}">{author}</a> wrote at {clock(rng)}
<span class="count">Member since {day(rng)}. Posts: {rng.randint(1, 4000)}</span></div>
<div class="{css}-body">
{content}
</div>{signature}
<div class="{css}-foot"><a href="#">Reply</a> <a href="#">Quote</a> <a href="#">Report</a></div>
</div>"""


def _chat(rng: Random, site: Site, number: int) -> SimPage:
    title, remarks = rng.choice(chatter.OFF_TOPIC)
    start = f"<p>{rng.choice(chatter.GREETINGS[:5])} {title}. Tell me, {full_name(rng)} asked me as well.</p>"
    posts = [_post(rng, "post", nick(rng), start)]
    posts += [_post(rng, "post", nick(rng), f"<p>{text}</p>") for text in rng.sample(remarks, len(remarks))]
    return SimPage(
        KIND,
        f"/threads/{slug(title)}.{number}",
        title,
        frame(site, rng, title, "\n".join(posts), number),
        False,
    )
