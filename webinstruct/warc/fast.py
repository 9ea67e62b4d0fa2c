"""WARC records by FastWARC: plain, gzip, lz4 and zstd, from any `Stream`."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO, cast

from fastwarc.stream_io import GzipReader
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from webinstruct.warc.model import HttpHead, Raw, kept_headers
from webinstruct.warc.stream import Stream

_AFTER_BLOCK = 4
"""A WARC record ends with two line ends that its Content-Length does not count."""


class FastRecords:
    """The records of a WARC, and the place to go on from if iterating them raises.

    FastWARC finds lz4 and zstd by itself. For gzip we hold the reader, because only its
    frame start tells where a record's member begins when members hold several records,
    and where the broken member begins when one breaks.
    """

    def __init__(self, stream: Stream, head: bytes) -> None:
        self._stream = stream
        file = cast(BinaryIO, stream)  # FastWARC asks for read, tell and close only
        self._gzip = GzipReader(file) if head.startswith(b"\x1f\x8b") else None
        self._source = file if self._gzip is None else self._gzip
        self._plain = head[:5].upper() == b"WARC/"
        self._resume = stream.tell()

    @property
    def resume_offset(self) -> int:
        """The end of the last record wholly read, or the start of the record that broke.

        Where that is not known (lz4, zstd, a member with several records), the start of the
        last record: it is read twice rather than lost.
        """
        if self._gzip is not None:
            return max(self._resume, self._gzip.frame_start_position() or 0)
        return self._resume

    def __iter__(self) -> Iterator[Raw]:
        start, index = -1, 0
        for record in ArchiveIterator(self._source, parse_http=False):
            at = self._start_of(record)
            index = index + 1 if at <= start else 0
            start = max(at, start)
            self._resume = start
            end = self._plain_end(record, start)
            # Records inside one member have no byte offset of their own: number them.
            yield _raw(record, start + index, shared=index > 0)
            self._resume = end or start

    def _start_of(self, record: WarcRecord) -> int:
        if self._gzip is None:
            return record.stream_pos
        return self._gzip.frame_start_position() or 0

    def _plain_end(self, record: WarcRecord, start: int) -> int | None:
        if not self._plain:
            return None
        head = self._stream.recent(start).find(b"\r\n\r\n")
        return start + head + 4 + record.content_length + _AFTER_BLOCK if head >= 0 else None


def _raw(record: WarcRecord, offset: int, *, shared: bool) -> Raw:
    is_response = record.record_type == WarcRecordType.response
    return Raw(
        offset=offset,
        shared=shared,
        is_response=is_response,
        url=(record.headers.get("WARC-Target-URI") or "") if is_response else "",
        fetched_at=_date(record.headers.get("WARC-Date")) if is_response else None,
        http=_http_head(record) if is_response and record.is_http else None,
        # Two reads may be needed: FastWARC hands out what its buffer holds.
        read_body=lambda size: _read_up_to(record, size),
        skip=lambda: _skip(record),
    )


def _http_head(record: WarcRecord) -> HttpHead | None:
    record.parse_http()
    head = record.http_headers
    status = head.status_code
    if status is None:
        return None
    return HttpHead(
        status=status,
        content_type=head.get("Content-Type"),
        content_encoding=head.get("Content-Encoding"),
        transfer_encoding=head.get("Transfer-Encoding"),
        headers=kept_headers(head.items()),
    )


def _read_up_to(record: WarcRecord, size: int) -> bytes:
    parts: list[bytes] = []
    while size > 0 and (part := record.reader.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _skip(record: WarcRecord) -> bool:
    """Read to the record's end; True if it is cut short. FastWARC itself says nothing then."""
    record.reader.consume()
    return record.reader.tell() < record.content_length


def _date(text: str | None) -> datetime | None:
    """WARC-Date in UTC.

    >>> _date("2024-03-01T12:00:00Z").isoformat()
    '2024-03-01T12:00:00+00:00'
    """
    try:
        moment = datetime.fromisoformat((text or "").strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
