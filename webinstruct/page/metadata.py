"""What a page says of itself: title, language, day of publication, licence, and what it forbids.

The head's own elements are walked, which costs little; the body is searched only where the
source holds a word that promises something.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from webinstruct.page.language import iso, language
from webinstruct.page.licence import licence, opt_out
from webinstruct.page.model import Metadata
from webinstruct.page.published import published

__all__ = ["language", "metadata"]

_MAX_HEAD: Final = 600
_MAX_BODY: Final = 60
"""Elements looked at; markup that breaks the head off leaves the rest of it at the body's start."""
_MAX_SCRIPTS: Final = 20
_MAX_JSON: Final = 400_000
_MAX_THINGS: Final = 3_000
_MAX_TITLE: Final = 1_000
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ue000-\uf8ff\ufeff\ufffe\uffff\ud800-\udfff]+")


@dataclass(slots=True)
class Head:
    """Titles, metas and links of a head; names lower case, values in the order of the page."""

    title: str = ""
    metas: dict[str, list[str]] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)
    """(rel, href)"""

    def first(self, *names: str) -> str:
        """The first value that is not empty, by the order of the names."""
        return next((value for name in names for value in self.metas.get(name, ()) if value), "")


def metadata(parser: LexborHTMLParser, source: str, headers: Mapping[str, str]) -> Metadata:
    """What the page and its HTTP headers (lower-case names) say; never raises for what a page says.

    >>> page = '<html lang=de-AT><title>Primzahlen</title><meta name=robots content="noai, nofollow">'
    >>> metadata(LexborHTMLParser(page), page, {"tdm-reservation": "1"})
    Metadata(title='Primzahlen', lang='de', published=None, licence=None, opt_out=('noai', 'tdm-reservation'))
    """
    head = read_head(parser)
    things = json_ld(source)
    return Metadata(
        title=_title(parser, head, things),
        lang=_lang(parser, head, headers),
        published=published(parser, source, head.metas, things),
        licence=licence(parser, source, head.metas, head.links, headers.get("link", ""), things),
        opt_out=opt_out(head.metas, headers),
    )


def read_head(parser: LexborHTMLParser) -> Head:
    """The metas and links of the head, also where broken markup moved them to the body's start."""
    found = Head()
    for part, limit in ((parser.head, _MAX_HEAD), (parser.body, _MAX_BODY)):
        if part is None:
            continue
        for number, node in enumerate(part.iter()):
            if number == limit:
                break
            tag = node.tag
            if tag == "meta":
                _add_meta(found, node)
            elif tag == "link":
                attributes = node.attributes
                found.links.append(((attributes.get("rel") or "").lower(), attributes.get("href") or ""))
            elif tag == "title" and not found.title:
                found.title = _line(node.text())
    return found


def _add_meta(head: Head, node: LexborNode) -> None:
    given = node.attributes
    value = given.get("content") or given.get("value") or ""
    for key in ("name", "property", "http-equiv", "itemprop"):
        name = given.get(key)
        if name:
            head.metas.setdefault(name.strip().lower(), []).append(value.strip())


def json_ld(source: str) -> list[dict[str, Any]]:
    """Every object in the page's JSON-LD, in the order of the text; broken scripts give none.

    >>> json_ld('<script type="application/ld+json">{"a": [{"b": 1}]}</script>')
    [{'a': [{'b': 1}]}, {'b': 1}]
    """
    things: list[dict[str, Any]] = []
    for text in _scripts(source):
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue  # common, and browsers don't care
        things += _objects(data, _MAX_THINGS - len(things))
    return things


def _scripts(source: str) -> Iterator[str]:
    at = 0
    for _ in range(_MAX_SCRIPTS):
        at = source.find("application/ld+json", at)  # long words are found faster
        start = source.find(">", at) + 1 if at >= 0 else 0
        end = source.find("</script", start) if start else -1
        if end < 0:
            return
        if "<script" in source[max(0, at - 200) : at].lower() and end - start < _MAX_JSON:
            yield source[start:end]
        at = end


def _objects(data: Any, limit: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    waiting = [data]
    for _ in range(4 * limit):
        if not waiting or len(found) == limit:
            break
        value = waiting.pop()
        if isinstance(value, dict):
            found.append(value)
            waiting += reversed(value.values())
        elif isinstance(value, list):
            waiting += reversed(value)
    return found


def _title(parser: LexborHTMLParser, head: Head, things: list[dict[str, Any]]) -> str:
    """The title element, else the card's title, the first heading, the headline of the JSON-LD."""
    title = head.title or _line(head.first("og:title", "twitter:title", "dc.title", "citation_title"))
    if title:
        return title
    late = parser.css_first("title")
    parent = late.parent if late is not None else None
    if late is not None and (parent is None or parent.tag != "svg"):
        title = _line(late.text())
    heading = None if title else parser.css_first("h1")
    if heading is not None:
        title = _line(heading.text())
    if title:
        return title
    said = (thing.get(key) for key in ("headline", "name") for thing in things)
    return next((_line(text) for text in said if isinstance(text, str) and _line(text)), "")


def _line(text: str) -> str:
    """On one line, without control characters, of sane length."""
    return " ".join(_CONTROL.sub(" ", text[: 4 * _MAX_TITLE]).split())[:_MAX_TITLE].rstrip()


def _lang(parser: LexborHTMLParser, head: Head, headers: Mapping[str, str]) -> str | None:
    """The declared language: html element, meta, HTTP, card."""
    root = parser.root
    given = root.attributes if root is not None else {}
    said = (
        given.get("lang"),
        given.get("xml:lang"),
        head.first("content-language"),
        headers.get("content-language"),
        head.first("og:locale", "dc.language", "language", "inlanguage"),
    )
    return next(filter(None, map(iso, said)), None)
