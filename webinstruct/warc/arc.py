"""ARC records by warcio, from any `Stream`: what Common Crawl and the Internet Archive wrote before 2013.

A record is a line `URL IP 20080430204825 text/html 1234` and the HTTP response behind it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from warcio.archiveiterator import ARCIterator

from webinstruct.warc.model import HttpHead, Raw, kept_headers
from webinstruct.warc.stream import Stream


class ArcRecords:
    """The records of an ARC, and the place to go on from if iterating them raises."""

    def __init__(self, stream: Stream) -> None:
        self._archive: Any = ARCIterator(stream)
        self.resume_offset = stream.tell()

    def __iter__(self) -> Iterator[Raw]:
        for record in self._archive:
            # Never backwards: warcio miscounts in a gzip file of a single member.
            self.resume_offset = max(self.resume_offset, self._archive.offset)
            yield self._raw(record)
            self.resume_offset = max(self.resume_offset, self._archive.offset)

    def _raw(self, record: Any) -> Raw:
        return Raw(
            offset=self._archive.offset,
            shared=False,  # warcio refuses members with several records
            is_response=record.rec_type == "response",
            url=record.rec_headers.get_header("uri") or "",
            fetched_at=_date(record.rec_headers.get_header("archive-date")),
            http=_http_head(record.http_headers),
            read_body=lambda size: _read_up_to(record.raw_stream, size),
            skip=lambda: self._skip(record),
        )

    def _skip(self, record: Any) -> bool:
        """Read to the record's end; True if it is cut short. warcio itself says nothing then."""
        self._archive.read_to_end()
        return bool(getattr(record.raw_stream, "limit", 0) > 0)


def _http_head(head: Any) -> HttpHead | None:
    """The head of an HTTP response; None where there is none, or its status is no number."""
    status = head.get_statuscode() if head is not None else ""
    if not (status.isdecimal() and len(status) == 3):
        return None
    return HttpHead(
        status=int(status),
        content_type=head.get_header("Content-Type"),
        content_encoding=head.get_header("Content-Encoding"),
        transfer_encoding=head.get_header("Transfer-Encoding"),
        headers=kept_headers(head.headers),
    )


def _read_up_to(reader: Any, size: int) -> bytes:
    parts: list[bytes] = []
    while size > 0 and (part := reader.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _date(text: str | None) -> datetime | None:
    """The 14 digits of an ARC date, in UTC.

    >>> _date("20080430204825").isoformat()
    '2008-04-30T20:48:25+00:00'
    """
    try:
        return datetime.strptime(text or "", "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
