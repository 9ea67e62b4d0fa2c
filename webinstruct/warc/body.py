"""HTTP bodies: undo transfer and content encodings within a limit, and tell HTML from the rest."""

import io
import re
import zlib

from fastwarc.stream_io import BrotliReader, ZstdReader

_MARKUP = re.compile(
    rb"\s*(?:<!--.{0,4000}?-->\s*|<\?xml.{0,400}?\?>\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|title|meta|script|style|table|div|p|h1|a|b|br|font|iframe)[\s>/]",
    re.IGNORECASE | re.DOTALL,
)


class Undecodable(Exception):
    """The body is not what its Content-Encoding says."""


def looks_like_html(body: bytes) -> bool:
    """Whether the first bytes are HTML markup (after WHATWG's MIME sniffing).

    >>> looks_like_html(b" <!DOCTYPE html><p>"), looks_like_html(b'{"a": 1}')
    (True, False)
    """
    return _MARKUP.match(body.removeprefix(b"\xef\xbb\xbf")[:8192]) is not None


def decode(body: bytes, *, transfer: str | None, content: str | None, limit: int) -> bytes:
    """The body as a browser would get it; at most `limit` bytes, so bombs stay small.

    Many archives store the body decoded and keep the head, so a body that does not begin
    as its encoding must is taken as it is. Undecodable where it begins so and then breaks.
    """
    if "chunked" in (transfer or "").lower():
        body = _dechunk(body)
    for name in reversed([part.strip().lower() for part in (content or "").split(",")]):
        body = _decode_one(body, name, limit)
    return body[:limit]


def _decode_one(body: bytes, name: str, limit: int) -> bytes:
    if name in ("gzip", "x-gzip") and body[:2] == b"\x1f\x8b":
        return _inflate(body, 31, limit)
    if name == "deflate" and not looks_like_html(body):
        return _deflate(body, limit)
    if name == "br" and not looks_like_html(body):
        return _by_reader(BrotliReader(io.BytesIO(body)), limit)
    if name == "zstd" and body[:4] == b"\x28\xb5\x2f\xfd":
        return _by_reader(ZstdReader(io.BytesIO(body)), limit)
    return body


def _dechunk(body: bytes) -> bytes:
    """Join HTTP chunks; what does not begin with a chunk size is no chunked body."""
    parts: list[bytes] = []
    at = 0
    while (line_end := body.find(b"\n", at, at + 1024)) >= 0:
        try:
            size = int(body[at:line_end].split(b";")[0].strip(), 16)
        except ValueError:
            break
        if size <= 0:
            return b"".join(parts)
        parts.append(body[line_end + 1 : line_end + 1 + size])
        at = line_end + 1 + size
        at += len(body[at : at + 2]) - len(body[at : at + 2].lstrip(b"\r\n"))
    return b"".join(parts) + body[at:]


def _inflate(body: bytes, window_bits: int, limit: int) -> bytes:
    """zlib within a limit. A body cut short gives what there is, as in a browser."""
    inflater = zlib.decompressobj(window_bits)
    try:
        return inflater.decompress(body, limit)
    except zlib.error as error:
        raise Undecodable(str(error)) from error


def _deflate(body: bytes, limit: int) -> bytes:
    """`deflate` means zlib in the standard and a bare deflate stream on many servers."""
    try:
        return _inflate(body, zlib.MAX_WBITS, limit)
    except Undecodable:
        return _inflate(body, -zlib.MAX_WBITS, limit)


def _by_reader(reader: BrotliReader | ZstdReader, limit: int) -> bytes:
    parts: list[bytes] = []
    left = limit
    try:
        while left > 0 and (part := reader.read(left)):
            parts.append(part)
            left -= len(part)
    except (OSError, EOFError, ValueError) as error:
        if not parts:
            raise Undecodable(str(error)) from error
    return b"".join(parts)
