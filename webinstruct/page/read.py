"""HTML bytes to a `Page`: decode, parse once, walk once."""

from collections.abc import Mapping

from selectolax.lexbor import LexborHTMLParser

from webinstruct.page.decode import decode
from webinstruct.page.depth import flattened
from webinstruct.page.metadata import language, metadata
from webinstruct.page.model import Page
from webinstruct.page.structured import structured
from webinstruct.page.text import PageText


def read(html: bytes, *, http_charset: str | None = None, headers: Mapping[str, str] | None = None) -> Page:
    """The page of an HTTP body; any bytes give one, a hopeless body an empty one.

    `headers` are the HTTP headers by lower-case name: they may hold opt-out signals and a language.
    """
    source, charset = decode(html, http_charset)
    source = flattened(source)
    parser = LexborHTMLParser(source)
    page = PageText(parser, source)
    text, blocks = page.body()
    facts = metadata(parser, source, headers or {})
    return Page(
        title=facts.title,
        text=text,
        blocks=blocks,
        language=language(text, facts.lang),
        charset=charset,
        structured=structured(page, text),
        metadata=facts,
    )
