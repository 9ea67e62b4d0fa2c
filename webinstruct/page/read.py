"""HTML bytes to a `Page`: decode, parse once, rewrite formulas, take the text."""

import codecs
import re
from dataclasses import dataclass

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5
from resiliparse.parse.html import HTMLTree
from resiliparse.parse.lang import detect_fast

from webinstruct.page.structured import StructuredQA, structured
from webinstruct.page.text import parse, readable, tidy

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE)
_META_BYTES = 4096
"""Browsers look for a meta charset in the first 1,024 bytes; real pages put it later, too."""
_TOLERATED = 1000
"""A declared charset stands if it fits all but one character in so many."""
_ENOUGH_TEXT = 40
"""Shorter text is called English, whatever it is."""
_LANGUAGE = re.compile(r"[a-z]{2}(?=$|[-_])")


@dataclass(frozen=True, slots=True)
class Page:
    """What a reader of the page gets."""

    title: str
    text: str
    language: str | None
    """ISO 639-1, guessed from the text; the html element's `lang` where the text is too short to tell."""
    charset: str
    """The encoding the bytes were decoded with."""
    structured: tuple[StructuredQA, ...]


def read(html: bytes, *, http_charset: str | None = None) -> Page:
    """The page of an HTTP body; any bytes give one, a hopeless body an empty one."""
    source, charset = decode(html, http_charset)
    tree = parse(source)
    text = readable(tree)
    return Page(
        title=_title(tree),
        text=text,
        language=_language(tree, text),
        charset=charset,
        structured=structured(tree, source),
    )


def decode(html: bytes, http_charset: str | None) -> tuple[str, str]:
    """The text and the charset it was read with: byte order mark, HTTP, meta, else a guess.

    A declared charset that does not fit the bytes gives way to the guess, as when latin-1
    is served as utf-8.

    >>> decode("déjà vu à la carte".encode("latin-1"), "utf-8")
    ('déjà vu à la carte', 'cp1252')
    """
    for mark, charset in _BOMS:
        if html.startswith(mark):
            return html[len(mark) :].decode(charset, "replace"), charset
    declared = _known(http_charset) or _meta_charset(html)
    if declared is not None:
        text = html.decode(declared, "replace")
        if text.count("\ufffd") * _TOLERATED <= len(text):
            return text, declared
    guess = _known(detect_encoding(html)) or declared or "utf-8"
    return html.decode(guess, "replace"), guess


def _meta_charset(html: bytes) -> str | None:
    match = _META.search(html, 0, _META_BYTES)
    charset = _known(match[1].decode("ascii")) if match else None
    # A meta that could be read as ASCII rules utf-16 out; browsers take utf-8 then.
    return "utf-8" if charset is not None and charset.startswith("utf-16") else charset


def _known(charset: str | None) -> str | None:
    """The name by which Python knows what browsers understand by a charset's name.

    >>> _known("ISO-8859-1"), _known("x-nonsense")
    ('cp1252', None)
    """
    name = (charset or "").strip(" \t\"'").lower()
    if not name.isascii() or not name:
        return None
    try:
        mapped = map_encoding_to_html5("iso-8859-1" if name == "latin-1" else name, False)
        return None if mapped is None else codecs.lookup(mapped).name
    except (LookupError, ValueError):
        return None


def _title(tree: HTMLTree) -> str:
    """The title element, else og:title, else the first heading; on one line."""
    title = tree.title or ""
    if not title.strip() and tree.document is not None:
        card = tree.document.query_selector('meta[property="og:title"]')
        heading = tree.document.query_selector("h1")
        title = (card.get_attribute("content") or "") if card is not None else ""
        if not title.strip() and heading is not None:
            title = heading.text_content or ""
    return " ".join(tidy(title).split())


def _language(tree: HTMLTree, text: str) -> str | None:
    guess, _ = detect_fast(text) if len(text) >= _ENOUGH_TEXT else ("unknown", 0)
    if guess != "unknown":
        return guess
    root = tree.document.document_element if tree.document is not None else None
    lang = (root.get_attribute("lang") or "") if root is not None else ""
    declared = _LANGUAGE.match(lang.strip().lower())
    return declared[0] if declared else None
