"""Spam: the same words again and again around links to elsewhere, some of it dressed up as answers."""

from random import Random

from webinstruct.simweb.content import junk
from webinstruct.simweb.content.words import CITIES, GOODS
from webinstruct.simweb.dialect import Dialect
from webinstruct.simweb.model import Draft, Site, slug

KIND = "spam"


def page(rng: Random, site: Site, family: Dialect, number: int) -> Draft:
    """Ten to thirty sentences of one trade with hidden words below them; nothing to learn."""
    trade = rng.choice(junk.TRADES)
    facts = {
        "trade": trade,
        "city": rng.choice(CITIES),
        "thing": rng.choice(GOODS),
        "year": str(rng.randint(2015, 2024)),
    }
    title = rng.choice(junk.TITLES).format(**facts)
    parts = [_paragraph(rng, facts) for _ in range(rng.randint(4, 9))]
    if rng.random() < 0.4:
        # questions without answers, for search engines
        parts += [
            f"<h3>{line.format(**facts)}</h3>\n{_paragraph(rng, facts)}"
            for line in rng.sample(junk.QUESTIONS, 3)
        ]
    words = " ".join(rng.choice((*junk.KEYWORDS, trade)) for _ in range(rng.randint(40, 120)))
    parts.append(f'<div style="position:absolute;left:-9999px">{words}</div>')
    return Draft(KIND, f"/{slug(title)}-{number}.html", title, "\n".join(parts), False)


def _paragraph(rng: Random, facts: dict[str, str]) -> str:
    lines = " ".join(line.format(**facts) for line in rng.sample(junk.PITCHES, rng.randint(2, 4)))
    link = f'<a href="https://{slug(rng.choice(junk.KEYWORDS))}{rng.randrange(1000)}.example/">{rng.choice(junk.KEYWORDS)}</a>'
    return f"<p>{lines} {link}</p>"
