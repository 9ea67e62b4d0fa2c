"""Which page stands at number i: decided by the seed, the set of families and i, whatever the size of the web.

>>> page_at(0, 5) == page_at(0, 5), page_at(0, 5) == page_at(1, 5)
(True, False)
"""

import hashlib
from dataclasses import dataclass
from random import Random

from webinstruct.simweb.dialect import Families
from webinstruct.simweb.kinds import KINDS, Kind, write
from webinstruct.simweb.model import SimPage, Site
from webinstruct.simweb.sites import SITES, hosting

TWIN_SHARE = 0.01
SHARES = tuple(kind.share for kind in KINDS)


@dataclass(frozen=True, slots=True)
class Placed:
    """A page at its URL. For an exact twin, `site` is the mirror, `sender` the site of the original."""

    number: int
    url: str
    site: Site
    sender: Site
    page: SimPage
    twin_of: str | None = None


def stream(seed: int, name: str, number: int) -> Random:
    """A source of randomness of its own for each purpose and number; never Python's salted hash().

    >>> stream(0, "page", 1).random() == stream(0, "page", 1).random() != stream(0, "page", 2).random()
    True
    """
    digest = hashlib.sha256(f"{name}:{seed}:{number}".encode()).digest()
    return Random(int.from_bytes(digest[:8], "big"))


def page_at(seed: int, number: int, families: Families = "dev") -> Placed:
    """Page `number` of the web of a set of families; one in a hundred is an exact twin of an earlier page."""
    origin, rng = _origin(seed, number)
    kind, site = _place(rng)
    page = write(kind, rng, site, origin, families)
    url = f"https://{site.host}{page.draft.path}"
    if origin == number:
        return Placed(number, url, site, site, page)
    others = [other for other in hosting(SITES, kind.name) if other != site]
    mirror = stream(seed, "mirror", number).choice(others)
    return Placed(number, f"https://{mirror.host}/copy-{number}{page.draft.path}", mirror, site, page, url)


def _origin(seed: int, number: int) -> tuple[int, Random]:
    """The number whose content stands here, and its randomness: twins of twins lead to the first."""
    rng = stream(seed, "page", number)
    while rng.random() < TWIN_SHARE and number > 0:
        number = rng.randrange(number)
        rng = stream(seed, "page", number)
    return number, rng


def _place(rng: Random) -> tuple[Kind, Site]:
    kind = rng.choices(KINDS, SHARES)[0]
    return kind, rng.choice(hosting(SITES, kind.name))
