"""What a crawler got: HTTP answers for pages, and the odd file or missing page among them."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from webinstruct.simweb import signals
from webinstruct.simweb.model import Site
from webinstruct.simweb.pages import Placed

START = datetime(2024, 5, 18, 6, 0, tzinfo=UTC)
SERVERS = ("nginx", "Apache", "Apache/2.4.57 (Debian)", "cloudflare", "nginx/1.24.0", "LiteSpeed")
# what the web calls shift_jis is Microsoft's, which differs in signs such as the minus
WRITTEN_AS = {"shift_jis": "cp932"}
STRAY_SHARE = 0.06


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer.

    `mime` and `headers` are as the server sent them, `charset` and `language` as they really are.
    """

    url: str
    at: datetime
    status: str
    mime: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    charset: str = "utf-8"
    language: str = "en"

    @property
    def is_page(self) -> bool:
        """Whether this is what a reader of pages wants: HTML with status 200."""
        return self.mime == "text/html" and self.status.startswith("200")


def fetched(placed: Placed) -> Exchange:
    """A page as its site sends it, in the site's charset, whatever it says that is."""
    sender = placed.sender
    # what an old charset can't say is written as a character reference, as old sites do
    body = placed.page.html.encode(
        WRITTEN_AS.get(sender.charset.true, sender.charset.true), "xmlcharrefreplace"
    )
    sent = _exchange(placed.url, placed.number, "200 OK", "text/html", sender.charset.http, body)
    return replace(
        sent,
        headers=sent.headers + signals.http(sender),
        charset=sender.charset.true,
        language=sender.language,
    )


def stray(rng: Random, site: Site, number: int) -> Exchange | None:
    """For a few percent of the numbers, something that is no page: a file, or an error.

    >>> stray(Random(2), Site("a.example", "a.example", "A", ()), 1) is None
    True
    """
    if rng.random() >= STRAY_SHARE:
        return None
    what, name = rng.randrange(6), f"https://{site.host}/files/{number}"
    noise = rng.randbytes(rng.randint(400, 4000))
    if what == 0:
        return _exchange(
            f"{name}.pdf", number, "200 OK", "application/pdf", "", b"%PDF-1.7\n" + noise + b"\n%%EOF\n"
        )
    if what == 1:
        return _exchange(f"{name}.png", number, "200 OK", "image/png", "", b"\x89PNG\r\n\x1a\n" + noise)
    if what == 2:
        return _exchange(
            f"{name}.json", number, "200 OK", "application/json", "utf-8", b'{"items": [%d]}' % number
        )
    if what == 3:
        return _exchange(
            f"{name}.txt", number, "200 OK", "text/plain", "", b"User-agent: *\nDisallow: /files/\n"
        )
    gone = (
        f"<html><head><title>404</title></head><body><h1>Not found</h1><p>No page {number}.</p></body></html>"
    )
    return _exchange(
        f"https://{site.host}/gone/{number}", number, "404 Not Found", "text/html", "utf-8", gone.encode()
    )


def _exchange(url: str, number: int, status: str, mime: str, charset: str, body: bytes) -> Exchange:
    # whole seconds that depend on the number only: ten pages a second, as one crawler fetches them
    at = START + timedelta(seconds=number // 10)
    server = SERVERS[hashlib.sha256(url.split("/")[2].encode()).digest()[0] % len(SERVERS)]
    headers = (
        ("Date", at.strftime("%a, %d %b %Y %H:%M:%S GMT")),
        ("Server", server),
        ("Content-Type", f"{mime}; charset={charset}" if charset else mime),
        ("Content-Length", str(len(body))),
        ("Connection", "close"),
    )
    return Exchange(url, at, status, mime, headers, body)
