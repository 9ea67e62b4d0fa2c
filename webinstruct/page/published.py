"""The day a page was published, as it says itself: metas, JSON-LD, microdata, time elements."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

_YEARS: Final = range(1990, 2100)
"""No page is older than the web; the upper bound is no clock, so that a rerun gives the same."""
_METAS: Final = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.date",
    "dc.date",
    "dcterms.created",
    "dcterms:created",
    "dc.date.created",
    "parsely-pub-date",
    "sailthru.date",
    "publishdate",
    "publish-date",
    "publish_date",
    "pubdate",
    "pub_date",
    "publication_date",
    "date",
    "article.published",
    "datecreated",
)
_KINDS: Final = (
    "Article NewsArticle BlogPosting TechArticle ScholarlyArticle Report WebPage QAPage Question "
    "DiscussionForumPosting FAQPage LearningResource Quiz"
)
_WORKS: Final = frozenset(_KINDS.split())
"""What a page is about; a date inside a comment or a review is not the page's."""
_MAX_ELEMENTS: Final = 20

_ISO: Final = re.compile(r"\s*(\d{4})([-/.年])(\d{1,2})[-/.月](\d{1,2})(?!\d)")
_DIGITS: Final = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(?:\d{6}|T\d+\S*)?\s*$")
_NAMED: Final = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\.?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})\b")
_NAMED_US: Final = re.compile(r"\b([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b")
_SLASHED: Final = re.compile(r"\s*(\d{1,2})([/.])(\d{1,2})[/.](\d{4})\b")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def published(
    parser: LexborHTMLParser, source: str, metas: Mapping[str, list[str]], things: Sequence[Mapping[str, Any]]
) -> str | None:
    """The first day that can be understood, the surest sources first."""
    said = (
        *(value for name in _METAS[:3] for value in metas.get(name, ())),
        *_of_json(things, "datePublished"),
        *(value for name in _METAS[3:] for value in metas.get(name, ())),
        *_of_json(things, "dateCreated"),
    )
    found = next(filter(None, map(day, said)), None)
    return found or next(filter(None, map(day, _of_body(parser, source))), None)


def _of_json(things: Sequence[Mapping[str, Any]], key: str) -> Iterator[str]:
    for thing in things:
        value = thing.get(key)
        kind = thing.get("@type")
        kinds = kind if isinstance(kind, list) else [kind]
        if isinstance(value, str) and not _WORKS.isdisjoint(str(one).rpartition("/")[2] for one in kinds):
            yield value


def _of_body(parser: LexborHTMLParser, source: str) -> Iterator[str]:
    """Dates of microdata and time elements; the body is searched only if the source names them."""
    if 'itemprop="date' in source:
        for selector in ('[itemprop~="datePublished"]', '[itemprop~="dateCreated"]'):
            yield from map(_said, parser.css(selector)[:_MAX_ELEMENTS])
    if "</time>" in source:
        yield from map(_said, parser.css("time[pubdate], time.entry-date, time.published")[:_MAX_ELEMENTS])


def _said(node: LexborNode) -> str:
    given = node.attributes
    return given.get("datetime") or given.get("content") or node.text()[:100]


def day(text: str) -> str | None:
    """A date as sites write it, as YYYY-MM-DD, in the page's own time zone; None if unsure.

    >>> day("2019-10-19T14:34+0200"), day("May 16th, 2024"), day("25/12/2020")
    ('2019-10-19', '2024-05-16', '2020-12-25')
    >>> day("10/05/2022 05:22 pm"), day("2019"), day("-0001-11-30")
    (None, None, None)
    """
    for year, month, number in _readings(text[:200]):
        if year in _YEARS:
            try:
                return date(year, month, number).isoformat()
            except ValueError:
                continue
    return None


def _readings(text: str) -> Iterator[tuple[int, int, int]]:
    if match := _ISO.match(text):
        yield int(match[1]), int(match[3]), int(match[4])
    if match := _DIGITS.match(text):
        yield int(match[1]), int(match[2]), int(match[3])
    if match := _NAMED.search(text):
        yield int(match[3]), _month(match[2]), int(match[1])
    if match := _NAMED_US.search(text):
        yield int(match[3]), _month(match[1]), int(match[2])
    if match := _SLASHED.match(text):
        first, second = int(match[1]), int(match[3])
        if match[2] == "." or first > 12 or first == second:  # dots: day first, as all who use them do
            yield int(match[4]), second, first
        elif second > 12:
            yield int(match[4]), first, second


def _month(name: str) -> int:
    """1 to 12; 0, which no date has, for another word."""
    start = name[:3].lower()
    return _MONTHS.index(start) + 1 if start in _MONTHS else 0
