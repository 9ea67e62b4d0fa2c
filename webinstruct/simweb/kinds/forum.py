"""A forum thread: a question, replies, quotes, signatures; the best reply holds the true answer.

Most threads announce nothing; some posters write Q: and A:. Some threads stay unanswered and
some are mere chat.
"""

from dataclasses import dataclass
from random import Random

from webinstruct.simweb.content import chatter
from webinstruct.simweb.content.words import clock, day, full_name, nick
from webinstruct.simweb.dialect import Dialect
from webinstruct.simweb.model import Draft, Pair, Passage, Problem, Site, slug
from webinstruct.simweb.pen import Pen, visible
from webinstruct.simweb.problems import SUBJECTS, draw
from webinstruct.simweb.signals import chance

KIND = "forum"
# what forum software calls the box of a post, beside a theme's own names; the last is home-made
SOFTWARE = (
    "message message--post js-post",  # XenForo 2
    "post has-profile",  # phpBB 3
    "cPost ipsBox ipsComment",  # Invision 4
    "postbitlegacy postcontainer",  # vBulletin 4
    "forumpost",  # Moodle
    "",
)


def page(rng: Random, site: Site, family: Dialect, number: int, given: Problem | None = None) -> Draft:
    """One thread: about one in twelve is chat, one in ten of the others has no answer."""
    if rng.random() < 0.08 and not given:
        return _chat(rng, site, family, number)
    return _thread(rng, site, family, number, given)


def _thread(rng: Random, site: Site, family: Dialect, number: int, given: Problem | None) -> Draft:
    problem, pen = given or draw(rng, site.topic or rng.choice(SUBJECTS)), Pen(site.math)
    boxes = _Boxes(rng, site, family, votes=chance("votes", site.domain) % 2 == 0)
    marked, answered = rng.random() < 0.1, rng.random() < 0.9 or given is not None
    asker, best, votes = nick(rng), rng.random() < 0.5, rng.randint(6, 60)
    marks = family if marked else None
    asked = _question(rng, problem, marks)
    posts = [boxes.post(asker, asked.html(pen), rng.randint(0, 9))]
    posts += [_reply(rng, boxes, pen, problem) for _ in range(rng.randint(0, 2))]
    told = _answer(rng, problem, marks) if answered else asked
    if answered:
        posts.append(boxes.post(nick(rng), told.html(pen), votes, best=best))
        if rng.random() < 0.5:
            thanks = rng.choice(chatter.AGREED + chatter.CONFIRMED).format(problem.final)
            posts.append(boxes.post(asker, pen.block(thanks), rng.randint(0, 3)))
    posts += [_reply(rng, boxes, pen, problem) for _ in range(rng.choice((0, 0, 1, 1, 2, 3, 14)))]
    title = rng.choice(chatter.TITLES).format(problem.topic)
    pair = Pair(
        pen.text(problem.question),
        pen.text(problem.answer),
        marked,
        votes if boxes.votes else None,
        best,
        f"{title} {asked.text(pen)}",
        told.text(pen),
    )
    return Draft(
        KIND,
        f"/threads/{slug(title)}.{number}",
        title,
        "\n".join(posts),
        True,
        (pair,) if answered else (),
        problems=(problem,) if answered else (),
    )


@dataclass(frozen=True, slots=True)
class _Said:
    """What one poster says: perhaps a quotation, then the thing itself with words before and after, perhaps a mark."""

    passage: Passage
    before: Passage = ()
    after: Passage = ()
    mark: str = ""
    quote: Passage = ()

    def html(self, pen: Pen) -> str:
        """The body of the post."""
        quote = [f"<blockquote>{pen.block(part)}</blockquote>" for part in self.quote]
        before, after = ([pen.block(part) for part in parts] for parts in (self.before, self.after))
        return "\n".join([*quote, *before, pen.blocks(self.passage, self.mark), *after])

    def text(self, pen: Pen) -> str:
        """The poster's own words as they read, single-spaced."""
        parts = (visible(self.mark), *(pen.text(part) for part in (self.before, self.passage, self.after)))
        mark, before, said, after = parts
        return " ".join(filter(None, (before, mark, said, after)))


def _question(rng: Random, problem: Problem, marks: Dialect | None) -> _Said:
    mark = marks.mark(marks.question) if marks else ""
    greeting, thanks = rng.choice(chatter.GREETINGS), rng.choice(chatter.THANKS)
    return _Said(problem.question, (greeting,), (thanks,), mark)


def _answer(rng: Random, problem: Problem, marks: Dialect | None) -> _Said:
    if marks:
        return _Said(problem.answer, mark=marks.mark(marks.answer))
    quote: Passage = problem.question[:1] if rng.random() < 0.3 else ()
    opener: Passage = (rng.choice(chatter.OPENERS),) if rng.random() < 0.7 else ()
    closer: Passage = (rng.choice(chatter.CLOSERS),) if rng.random() < 0.7 else ()
    return _Said(problem.answer, opener, closer, quote=quote)


def _reply(rng: Random, boxes: "_Boxes", pen: Pen, problem: Problem) -> str:
    """A post that is no answer, or a wrong one."""
    text: Passage = (rng.choice(chatter.NOISE),)
    if rng.random() < 0.4:
        text = (rng.choice(chatter.WRONG).format(problem.wrong),)
    return boxes.post(nick(rng), pen.blocks(text), rng.randint(0, 5))


class _Boxes:
    """Writes posts as one site does; half of the sites show likes."""

    def __init__(self, rng: Random, site: Site, family: Dialect, votes: bool = False) -> None:
        self._rng = rng
        self._software = SOFTWARE[chance("software", site.domain) % len(SOFTWARE)]
        self._family = family
        self.votes = votes

    def post(self, author: str, content: str, likes: int = 0, best: bool = False) -> str:
        """One post with its head, its body, perhaps a signature, and the buttons below it."""
        rng, css = self._rng, self._family.post
        badge = f'<span class="badge">{self._family.best}</span> ' if best else ""
        names = " ".join(filter(None, (css, self._software, "accepted-answer" if best else "")))
        shown = f'\n<div class="votes" data-score="{likes}">{likes} likes</div>' if self.votes else ""
        signature = ""
        if rng.random() < 0.3:
            signature = f'\n<div class="signature">-- {rng.choice(chatter.SIGNATURES)}</div>'
        return f"""<div class="{names}" id="{css}-{rng.randrange(10**7)}">
<div class="{css}-head">{badge}<a class="author" href="/u/{author}">{author}</a> wrote at {clock(rng)}
<span class="count">Member since {day(rng)}. Posts: {rng.randint(1, 4000)}</span></div>{shown}
<div class="{css}-body">
{content}
</div>{signature}
<div class="{css}-foot"><a href="#">Reply</a> <a href="#">Quote</a> <a href="#">Report</a></div>
</div>"""


def _chat(rng: Random, site: Site, family: Dialect, number: int) -> Draft:
    title, remarks = rng.choice(chatter.OFF_TOPIC)
    boxes = _Boxes(rng, site, family)
    start = f"<p>{rng.choice(chatter.GREETINGS[:5])} {title}. Tell me, {full_name(rng)} asked me as well.</p>"
    posts = [boxes.post(nick(rng), start)]
    posts += [boxes.post(nick(rng), f"<p>{text}</p>") for text in rng.sample(remarks, len(remarks))]
    return Draft(KIND, f"/threads/{slug(title)}.{number}", title, "\n".join(posts), False)
