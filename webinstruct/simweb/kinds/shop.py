"""A shop's product page: prices with dollar signs that are no formulas, reviews, no pairs."""

from random import Random

from webinstruct.simweb.content import goods
from webinstruct.simweb.content.words import GOODS, LAST_NAMES, clock, day, nick
from webinstruct.simweb.dialect import Dialect
from webinstruct.simweb.model import Draft, Site, money, slug

KIND = "shop"


def page(rng: Random, site: Site, family: Dialect, number: int) -> Draft:
    """One product with praise, a table of figures, neighbours and reviews."""
    brand, thing = rng.choice(LAST_NAMES), rng.choice(GOODS)
    title = f"{brand} {rng.choice(goods.ADJECTIVES)} {thing} {rng.randint(10, 990)}"
    facts = _facts(rng)
    praise = [f"<p>{line.format(**facts)}</p>" for line in rng.sample(goods.PRAISE, rng.randint(4, 9))]
    main = "\n".join(
        (
            f'<div class="price">{facts["low"]} <s>{facts["high"]}</s></div>',
            *praise,
            _figures(rng, facts),
            _neighbours(rng),
            _reviews(rng, facts),
        )
    )
    return Draft(KIND, f"/p/{number}/{slug(title)}", title, main, False)


def _facts(rng: Random) -> dict[str, str]:
    """What the templates of one product are filled with."""
    colour, colour2 = rng.sample(goods.COLOURS, 2)
    return {
        "low": money(rng, 9, 60),
        "high": money(rng, 61, 240),
        "years": str(rng.randint(2, 10)),
        "year": str(rng.randint(1950, 2020)),
        "grams": str(rng.randint(90, 950)),
        "colour": colour,
        "colour2": colour2,
        "days": str(rng.randint(3, 60)),
    }


def _figures(rng: Random, facts: dict[str, str]) -> str:
    rows = (
        ("Weight", f"{facts['grams']} g"),
        ("Colour", facts["colour"]),
        ("Warranty", f"{facts['years']} years"),
        ("Article number", str(rng.randrange(10**8))),
        ("In stock", str(rng.randint(0, 400))),
    )
    return (
        "<table>" + "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in rows) + "</table>"
    )


def _neighbours(rng: Random) -> str:
    items = (
        f'<div class="card-box"><a href="/p/{rng.randrange(10**6)}">{rng.choice(goods.ADJECTIVES)} {thing}</a> '
        f"<span>{money(rng, 9, 300)}</span></div>"
        for thing in rng.sample(GOODS, rng.randint(3, 8))
    )
    return "<h2>Customers also bought</h2>\n" + "\n".join(items)


def _reviews(rng: Random, facts: dict[str, str]) -> str:
    items = (
        f'<div class="review"><b>{nick(rng)}</b>, {day(rng)}, {clock(rng)}: {rng.randint(1, 5)} of 5 stars'
        f"<p>{line.format(**facts)}</p></div>"
        for line in rng.sample(goods.REVIEWS, rng.randint(2, 6))
    )
    return "<h2>Reviews</h2>\n" + "\n".join(items)
