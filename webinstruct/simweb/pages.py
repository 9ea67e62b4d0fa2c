"""Which page stands at number i: decided by the seed, the set of families and i, whatever the size of the web.

>>> page_at(0, 5) == page_at(0, 5), page_at(0, 5) == page_at(1, 5)
(True, False)
"""

import hashlib
from dataclasses import dataclass
from random import Random

from webinstruct.simweb.copies import again
from webinstruct.simweb.dialect import Families, dialect
from webinstruct.simweb.items import leaked
from webinstruct.simweb.kinds import KINDS, Kind, drafted, write
from webinstruct.simweb.model import Problem, SimPage, Site
from webinstruct.simweb.sites import SITES, hosting

TWIN_SHARE = 0.01
# of the pages that may hold pairs: those that repeat a problem of an earlier page, and those with a leaked item
COPY_SHARE = 0.055
LEAK_SHARE = 0.018
# how many earlier pages are looked at, and how many of these are written for their problems
LOOKS, DRAFTS = 40, 3
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
    page = write(kind, rng, site, origin, families, _given(seed, origin, kind, site, families))
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


def _given(seed: int, number: int, kind: Kind, site: Site, families: Families) -> Problem | None:
    """The problem that page `number` holds beside its own: one of an earlier page, or an item; mostly none."""
    if not kind.teaches:
        return None
    rng = stream(seed, "given", number)
    at = rng.random()
    if at < LEAK_SHARE:
        return leaked(rng, seed, site.topic) if site.language == "en" else None
    return _copied(rng, seed, number, kind, site, families) if at < LEAK_SHARE + COPY_SHARE else None


def _copied(
    rng: Random, seed: int, number: int, kind: Kind, site: Site, families: Families
) -> Problem | None:
    """A problem of an earlier page of another domain and layout in the same language, told again."""
    drafts = 0
    for _ in range(LOOKS if number else 0):
        other, source = _origin(seed, rng.randrange(number))
        its_kind, its_site = _place(source)
        if not its_kind.teaches or not _apart(kind, site, its_kind, its_site, families):
            continue
        given = _given(seed, other, its_kind, its_site, families)
        draft, _ = drafted(its_kind, source, its_site, other, families, given)
        fits = [problem for problem in draft.problems if site.topic in ("", problem.subject)]
        if fits:
            return again(rng, rng.choice(fits), site.language)
        drafts += 1
        if drafts == DRAFTS:
            return None
    return None


def _apart(kind: Kind, site: Site, its_kind: Kind, its_site: Site, families: Families) -> bool:
    """Whether two pages are of different domains and laid out differently, yet of one language and topic."""
    if site.domain == its_site.domain or site.language != its_site.language:
        return False
    if site.topic and its_site.topic not in ("", site.topic):
        return False
    same_family = dialect(site.domain, families) is dialect(its_site.domain, families)
    return kind is not its_kind or not same_family or site.math != its_site.math
