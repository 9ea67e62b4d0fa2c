"""The kinds of page. A kind is one small file with one function; this tuple is the whole registry.

>>> sum(kind.share for kind in KINDS)
100
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from webinstruct.simweb.dialect import DIALECTS, Dialect, Families, dialect
from webinstruct.simweb.frame import finished
from webinstruct.simweb.kinds import faq, foreign, forum, lesson, links, news, qapage, shop, spam, textbook
from webinstruct.simweb.model import Draft, Problem, SimPage, Site


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind's name, its share of all pages in percent, whether it teaches, and what writes it."""

    name: str
    share: int
    teaches: bool
    page: Callable[..., Draft]


KINDS: tuple[Kind, ...] = (
    Kind(forum.KIND, 18, True, forum.page),
    Kind(qapage.KIND, 18, True, qapage.page),
    Kind(textbook.KIND, 11, True, textbook.page),
    Kind(lesson.KIND, 19, True, lesson.page),
    Kind(faq.KIND, 5, True, faq.page),
    Kind(news.KIND, 13, False, news.page),
    Kind(shop.KIND, 9, False, shop.page),
    Kind(spam.KIND, 4, False, spam.page),
    Kind(links.KIND, 3, False, links.page),
)


def write(
    kind: Kind,
    rng: Random,
    site: Site,
    number: int,
    families: Families = "dev",
    given: Problem | None = None,
) -> SimPage:
    """A finished page of a kind on a site, in the site's family of a set; a `given` problem is one of its own."""
    draft, family = drafted(kind, rng, site, number, families, given)
    return finished(draft, site, rng, number, family)


def drafted(
    kind: Kind, rng: Random, site: Site, number: int, families: Families, given: Problem | None
) -> tuple[Draft, Dialect]:
    """The page without its frame, which is all that another page needs to repeat a problem of it."""
    more = {"given": given} if kind.teaches else {}
    if site.language == "en":
        family = dialect(site.domain, families)
        draft = kind.page(rng, site, family, number, **more)
    else:
        # one wording a language: it can't be held back
        family = replace(DIALECTS[0], name=site.language, everywhere=True)
        draft = foreign.page(kind.name, rng, site, number, given)
    return draft, family
