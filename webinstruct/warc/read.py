"""One archive to its HTML pages, every other record counted with a reason.

record ─ not a response ─ no HTTP head ─ not 200 ─ not HTML ─ … ─ page
             └──────────────┴─────────────┴──────────┴── ledger.dropped
"""

import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

from webinstruct.warc.arc import ArcRecords
from webinstruct.warc.body import Undecodable, decode, looks_like_html
from webinstruct.warc.fast import FastRecords
from webinstruct.warc.model import USER_AGENT, HttpHead, Ledger, Raw, WarcPage
from webinstruct.warc.stream import Stream, open_stream, passes

_HTML = ("text/html", "application/xhtml+xml")
_HEAD_BYTES = 4096
"""Enough of a file to tell its format, even if it is compressed."""


def read(
    path: str,
    ledger: Ledger,
    *,
    start: int = 0,
    max_page_bytes: int,
    user_agent: str = USER_AGENT,
) -> Iterator[WarcPage]:
    """The HTML pages of the archive at `path` (file, file: URI or http(s) URL) from byte `start` on.

    Raises nothing about the archive: what is wrong with it stands in `ledger` when the
    iterator has run out. No more than a few times `max_page_bytes` is held at once.
    """
    ledger.resume_offset = start
    try:
        stream = open_stream(path, start=start, user_agent=user_agent)
    except (FileNotFoundError, NotADirectoryError):
        ledger.error = "no such file"
        return
    except OSError as error:
        ledger.error, ledger.transient = _one_line(error), passes(error)
        return
    with closing(stream):
        yield from _pages(stream, ledger, path, max_page_bytes)
        ledger.bytes_read = stream.tell() - start
        ledger.bytes_expected = None if stream.expected is None else stream.expected - start


def _pages(stream: Stream, ledger: Ledger, path: str, limit: int) -> Iterator[WarcPage]:
    """Judge record by record; a page is handed on once the next record tells where it ends."""
    source: ArcRecords | FastRecords | None = None
    waiting: WarcPage | None = None
    failure: BaseException | None = None
    try:
        source = _records(stream, path)
        for raw in source or ():
            if waiting is not None:
                yield _measured(waiting, None if raw.shared else raw.offset)
            waiting = _judge(raw, ledger, limit)
    except BaseException as error:
        if not _is_about_the_archive(error):
            raise
        failure = stream.failure or error
    end = _settle(ledger, stream, source, failure)
    if waiting is not None:
        yield _measured(waiting, end)


def _records(stream: Stream, path: str) -> ArcRecords | FastRecords | None:
    """The reader that fits the first bytes (else the name); None for an empty file."""
    head = stream.peek(_HEAD_BYTES)
    if not head:
        return None
    text = head
    if head.startswith(b"\x1f\x8b"):
        text = _inflated(head)
    named_arc = ".arc" in path.rsplit("/", 1)[-1].lower()
    is_warc = text[:5].upper() == b"WARC/"
    if text.startswith(b"filedesc://") or (named_arc and not is_warc):
        return ArcRecords(stream)
    return FastRecords(stream, head)


def _inflated(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(head, 64)
    except zlib.error:
        return b""


def _judge(raw: Raw, ledger: Ledger, limit: int) -> WarcPage | None:
    """The page of a record (its length still unknown), or None and a reason counted.

    The record is counted last: one that breaks while it is read was not read.
    """
    found = _look(raw, limit)
    cut = raw.skip()
    if cut:
        ledger.truncated += 1
        ledger.resume_offset = raw.offset
        ledger.error = f"the file ends inside the record at {raw.offset}"
    page, reason = found if isinstance(found, tuple) else (None, found)
    if page is not None and cut:
        reason = "truncated-body"
    ledger.records += 1
    ledger.html += page is not None
    if reason is None:
        return page
    ledger.dropped[reason] += 1
    return None


def _look(raw: Raw, limit: int) -> tuple[WarcPage, str | None] | str:
    """The HTML page of a record and what is wrong with it, if anything; or why it is none."""
    if not raw.is_response:
        return "not-a-response"
    if raw.http is None:
        return "no-http-head"
    if raw.http.status != 200:
        return "http-status"
    mime, charset = mime_and_charset(raw.http.content_type)
    if mime and mime not in _HTML:
        return "not-html"
    body, reason = _body(raw, raw.http, limit)
    if not mime and not looks_like_html(body):
        return "not-html"
    url = raw.url.strip().removeprefix("<").removesuffix(">")  # wget 1.19 wraps it
    page = WarcPage(
        url=url,
        offset=raw.offset,
        length=None if raw.shared else 0,
        fetched_at=raw.fetched_at,
        http_status=raw.http.status,
        mime=mime,
        http_charset=charset,
        html=body,
        headers=raw.http.headers,
    )
    return page, reason or (None if url else "no-url")


def _body(raw: Raw, head: HttpHead, limit: int) -> tuple[bytes, str | None]:
    """The decoded body and what is wrong with it; one byte over the limit shows that it is over."""
    stored = raw.read_body(limit + 1)
    try:
        body = decode(
            stored,
            transfer=head.transfer_encoding,
            content=head.content_encoding,
            limit=limit + 1,
        )
    except Undecodable:
        return stored, "undecodable-body"
    if max(len(stored), len(body)) > limit:
        return body, "too-large"
    return body, None if body.strip() else "empty-body"


def mime_and_charset(content_type: str | None) -> tuple[str, str | None]:
    """The two halves of a Content-Type header.

    >>> mime_and_charset('Text/HTML; Charset="UTF-8"')
    ('text/html', 'utf-8')
    """
    mime, *parameters = (content_type or "").split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return mime.strip().lower(), value.strip(" \t\"'").lower() or None
    return mime.strip().lower(), None


def _measured(page: WarcPage, end: int | None) -> WarcPage:
    """The page with its stored length, now that the end of its record is known (or is not)."""
    if page.length is None or end is None or end <= page.offset:
        return replace(page, length=None)
    return replace(page, length=end - page.offset)


def _settle(
    ledger: Ledger,
    stream: Stream,
    source: ArcRecords | FastRecords | None,
    failure: BaseException | None,
) -> int | None:
    """Close the ledger; the offset where the last record ends."""
    if source is not None and not ledger.truncated:
        ledger.resume_offset = source.resume_offset
    if failure is not None:
        ledger.error, ledger.transient = _one_line(failure), passes(failure)
    elif source is None:
        ledger.error = "empty file"
    elif ledger.records == 0:
        ledger.error = "no records"
    if ledger.error is not None:
        ledger.status = "partial" if ledger.records else "failed"
        return ledger.resume_offset
    ledger.status = "done"
    ledger.resume_offset = stream.tell()
    return ledger.resume_offset


def _is_about_the_archive(error: BaseException) -> bool:
    """Whether an exception tells of the data. A panic in FastWARC's Rust is no `Exception` to Python."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def _one_line(error: BaseException) -> str:
    """`type: message` on one line of sane length."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]
