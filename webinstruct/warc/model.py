"""What reading an archive yields: pages, raw records, and the ledger."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Status = Literal["done", "partial", "failed"]

USER_AGENT = "webinstruct/0.1 (+https://github.com/webinstruct/webinstruct)"

DROPPED: tuple[str, ...] = (
    "not-a-response",  # warcinfo, request, metadata, resource, conversion, revisit, ARC head …
    "no-http-head",  # a DNS answer, or a body without an HTTP status line
    "http-status",  # anything but 200
    "not-html",  # another type declared, or none declared and the body does not look like HTML
    "truncated-body",  # the archive ends inside the record
    "too-large",  # longer than max_page_bytes, as stored or decoded
    "undecodable-body",  # Content-Encoding unknown or broken
    "empty-body",
    "no-url",
)
"""The closed list of reasons why a record yields no page, in the order they are asked."""


def doc_id(warc_id: str, offset: int) -> str:
    """The id of the page at `offset` of an archive, the same wherever the file lies.

    >>> doc_id("crawl-data/CC-MAIN-2024-10/x.warc.gz", 784)
    '649eeab79fa162cff26f2404a0584e36'
    """
    return hashlib.sha256(f"{warc_id}\0{offset}".encode()).hexdigest()[:32]


@dataclass(slots=True)
class Ledger:
    """What became of one archive; complete once the iterator of `read` has run out.

    Always: records == pages yielded + sum(dropped.values()). `kept` and
    `seen_per_domain` are the caller's to fill.
    """

    status: Status = "failed"
    transient: bool = False
    """The failure may pass (time-out, connection, 429, 5xx): worth another attempt."""
    resume_offset: int = 0
    """Where another attempt starts: after the last record that was wholly read."""
    records: int = 0
    html: int = 0
    """Responses with status 200 that are HTML: those yielded and those dropped as
    truncated, too large, undecodable or empty."""
    kept: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    seen_per_domain: Counter[str] = field(default_factory=Counter)
    bytes_read: int = 0
    bytes_expected: int | None = None
    truncated: int = 0
    """Records of any kind that are shorter than their Content-Length."""
    resynchronised: int = 0
    """Damaged places stepped over; none so far, reading stops at the first."""
    error: str | None = None


HEADERS = frozenset(
    ("x-robots-tag", "tdm-reservation", "tdm-policy", "content-usage", "content-language", "link")
)
"""What a page's HTTP head may say of the page itself: language, licence, signals against machine use."""

_HEADER_CHARS = 4000


def kept_headers(head: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The fields of an HTTP head that a page is handed with: lower case names, repeated values joined.

    >>> kept_headers([("X-Robots-Tag", "noai"), ("Server", "x"), ("x-robots-tag", "noindex")])
    {'x-robots-tag': 'noai, noindex'}
    """
    kept: dict[str, str] = {}
    for sent, value in head:
        name = sent.lower()
        if name in HEADERS:
            joined = f"{kept[name]}, {value}" if name in kept else value
            kept[name] = joined[:_HEADER_CHARS]
    return kept


@dataclass(frozen=True, slots=True)
class WarcPage:
    """One HTML page as it stood in the archive, transfer and content encodings undone."""

    url: str
    offset: int
    length: int | None
    """Bytes as stored; None where several records share one gzip member."""
    fetched_at: datetime | None
    http_status: int
    mime: str
    """Lower case, without parameters; empty if the server declared none."""
    http_charset: str | None
    html: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    """Those of `HEADERS` that were sent; lower case names, repeated values joined by ", "."""


@dataclass(frozen=True, slots=True)
class HttpHead:
    """What matters of an HTTP response head; values as sent, None where missing."""

    status: int
    content_type: str | None
    content_encoding: str | None
    transfer_encoding: str | None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Those of `HEADERS`, as `kept_headers` gives them."""


@dataclass(slots=True)
class Raw:
    """One record of any kind, before anything is decided about it.

    `read_body(n)` gives at most n bytes of the body, still encoded; `skip()` reads to the
    record's end and tells whether bytes are missing there.
    """

    offset: int
    shared: bool
    """Not the first record of its gzip member: nothing in the file starts at `offset`."""
    is_response: bool
    url: str
    fetched_at: datetime | None
    http: HttpHead | None
    read_body: Callable[[int], bytes]
    skip: Callable[[], bool]
