"""A page of links or tags: titles that promise much to learn, and nothing but links."""

from random import Random

from webinstruct.simweb.content import junk
from webinstruct.simweb.content.words import CITIES, day, nick
from webinstruct.simweb.dialect import Dialect
from webinstruct.simweb.model import Draft, Site, slug
from webinstruct.simweb.problems import SUBJECTS, several

KIND = "links"
TITLES = (
    "Posts tagged: {}",
    "All about {}: {} links",
    "{} archives",
    "Best {} sites of the year",
    "Directory: {}",
)


def page(rng: Random, site: Site, family: Dialect, number: int) -> Draft:
    """A blurb and fifteen to sixty links, half of the time with a cloud of tags."""
    subject = rng.choice(SUBJECTS)
    titles = [problem.topic for problem in several(rng, subject, 4)]
    title = rng.choice(TITLES).format(subject, rng.randint(20, 900))
    items = "\n".join(_item(rng, rng.choice(titles)) for _ in range(rng.randint(15, 60)))
    blurb = " ".join(
        line.format(subject, rng.randint(20, 900)) for line in rng.sample(junk.BLURBS, rng.randint(3, 6))
    )
    main = f'<p>{blurb}</p>\n<ul class="post-list">\n{items}\n</ul>'
    if rng.random() < 0.5:
        main += f'\n<div class="tag-cloud">{_tags(rng)}</div>'
    main += (
        '\n<div class="pagination"><a href="?p=1">1</a> <a href="?p=2">2</a> <a href="?p=3">3</a> Next</div>'
    )
    return Draft(KIND, f"/tag/{slug(title)}/{number}", title, main, False)


def _item(rng: Random, topic: str) -> str:
    lead = rng.choice(("", "How to: ", "What is this? ", "Help with ", "Re: ", "Solved: "))
    place = rng.choice(("", f", {rng.choice(CITIES)}", f" ({rng.randint(2, 99)})"))
    return (
        f'<li><a href="/post/{rng.randrange(10**6)}">{lead}{topic}{place}</a> '
        f'<span class="date">{day(rng)}</span> {nick(rng)}</li>'
    )


def _tags(rng: Random) -> str:
    words = [*SUBJECTS, *rng.sample(CITIES, 8), "homework", "exam", "news", "video", "free"]
    rng.shuffle(words)
    return " ".join(
        f'<a href="/tag/{word.lower()}" style="font-size:{9 + rng.randrange(9)}px">{word}</a>'
        for word in words
    )
