"""The kinds of page. A kind is one small file with one function; this tuple is the whole registry.

>>> sum(kind.share for kind in KINDS)
100
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from webinstruct.simweb.kinds import forum, lesson, news, qapage, shop, textbook
from webinstruct.simweb.model import SimPage, Site


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind's name, its share of all pages in percent, whether it teaches, and what writes it."""

    name: str
    share: int
    teaches: bool
    page: Callable[[Random, Site, int], SimPage]


KINDS: tuple[Kind, ...] = (
    Kind(forum.KIND, 20, True, forum.page),
    Kind(qapage.KIND, 20, True, qapage.page),
    Kind(textbook.KIND, 12, True, textbook.page),
    Kind(lesson.KIND, 20, True, lesson.page),
    Kind(news.KIND, 16, False, news.page),
    Kind(shop.KIND, 12, False, shop.page),
)
