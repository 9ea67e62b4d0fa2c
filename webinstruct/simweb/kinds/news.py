"""A news article: nothing to learn, no pairs, sometimes a headline that promises answers."""

from random import Random

from webinstruct.simweb.content import news
from webinstruct.simweb.content.words import CITIES, WEEKDAYS, clock, day, full_name, nick
from webinstruct.simweb.dialect import Dialect
from webinstruct.simweb.model import Draft, Site, money, slug
from webinstruct.simweb.pen import Pen

KIND = "news"


def page(rng: Random, site: Site, family: Dialect, number: int) -> Draft:
    """One article of six to fourteen sentences, half of the time with readers' comments."""
    facts = _facts(rng)
    title = rng.choice(news.TRAPS if rng.random() < 0.2 else news.HEADLINES).format(**facts)
    title = title[0].upper() + title[1:]
    pen = Pen(site.math)
    parts = [
        f'<p class="byline">By {full_name(rng)}, {day(rng)}, {clock(rng)}</p>',
        pen.block(rng.choice(news.LEADS).format(**facts)),
    ]
    body = [line.format(**facts) for line in rng.sample(news.BODY, rng.randint(6, 14))]
    for start in range(0, len(body), 3):
        parts.append(pen.block(" ".join(body[start : start + 3])))
    if rng.random() < 0.5:
        parts.append(_comments(rng, facts))
    return Draft(
        KIND,
        f"/{rng.randint(2012, 2024)}/{slug(title)}-{number}.html",
        title,
        "\n".join(parts),
        False,
    )


def _facts(rng: Random) -> dict[str, str]:
    """What the templates of one article are filled with."""
    city, city2 = rng.sample(CITIES, 2)
    team, other = rng.sample(news.TEAMS, 2)
    return {
        "city": city,
        "city2": city2,
        "team": team,
        "other": other,
        "thing": rng.choice(news.THINGS),
        "person": full_name(rng),
        "weekday": rng.choice(WEEKDAYS),
        "money": f"${rng.randint(2, 90)}",
        "price": money(rng, 5, 40),
        "price2": money(rng, 41, 90),
        "count": str(rng.randint(2, 90) * 100),
        "small": str(rng.randint(3, 24)),
        "percent": str(rng.randint(31, 80)),
        "age": str(rng.randint(24, 78)),
    }


def _comments(rng: Random, facts: dict[str, str]) -> str:
    remarks = rng.sample(news.REMARKS, rng.randint(2, 6))
    items = (
        f'<div class="comment"><b>{nick(rng)}</b> {clock(rng)}<p>{text.format(**facts)}</p></div>'
        for text in remarks
    )
    return f'<section id="comments"><h3>{len(remarks)} comments</h3>\n' + "\n".join(items) + "\n</section>"
