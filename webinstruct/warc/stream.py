"""Bytes of an archive or list, from a file or over http(s), counted as they pass."""

import http.client
import os
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any, Protocol, cast

TIMEOUT_SECONDS = 60.0


class Readable(Protocol):
    """What `Stream` needs of a file or an HTTP response."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""

    def close(self) -> None:
        """Let go of it."""


class Stream:
    """A forward-only file object that knows its place and remembers its last bytes.

    FastWARC needs `tell`, never seeks. The two last chunks are kept so that a record's head
    can be looked at again after FastWARC has parsed it.
    """

    def __init__(self, inner: Readable, position: int, expected: int | None) -> None:
        self._inner = inner
        self._position = position
        self._last = b""
        self._before = b""
        self.expected = expected
        self.failure: OSError | None = None
        """What went wrong below: libraries that read from us may report it as something else."""

    def read(self, size: int = 65536) -> bytes:
        """The next bytes; OSError (kept in `failure`) where the file or the network fails."""
        try:
            chunk = self._inner.read(size if size >= 0 else 65536)
        except (OSError, http.client.HTTPException) as error:
            self.failure = error if isinstance(error, OSError) else ConnectionError(_short(error))
            raise self.failure from error
        # http.client ends a body that is shorter than announced in silence.
        if not chunk and size and self.expected is not None and self._position < self.expected:
            self.failure = ConnectionError(f"ended at byte {self._position} of {self.expected}")
            raise self.failure
        self._position += len(chunk)
        if chunk:
            self._before, self._last = self._last, chunk
        return chunk

    def tell(self) -> int:
        """The offset of the next byte, from the beginning of the file."""
        return self._position

    def recent(self, offset: int) -> bytes:
        """Up to 32 kB from `offset` on; empty if they are forgotten already."""
        window = self._before + self._last
        start = offset - (self._position - len(window))
        return window[start : start + 32768] if start >= 0 else b""

    def peek(self, size: int) -> bytes:
        """The first bytes without taking them; only before the first read."""
        head = b""
        while len(head) < size and (chunk := self._inner.read(size - len(head))):
            head += chunk
        self._inner = _Prefixed(head, self._inner)
        return head

    def close(self) -> None:
        """Close the file or connection."""
        self._inner.close()


class _Prefixed:
    """Bytes that were taken from a stream, and the stream."""

    def __init__(self, head: bytes, rest: Readable) -> None:
        self._head = head
        self._rest = rest

    def read(self, size: int, /) -> bytes:
        if not self._head:
            return self._rest.read(size)
        chunk, self._head = self._head[:size], self._head[size:]
        return chunk

    def close(self) -> None:
        self._rest.close()


def _short(error: BaseException) -> str:
    return f"{type(error).__name__} {error}".strip()


def is_url(path: str) -> bool:
    """Whether `path` is read over the network."""
    return path.lower().startswith(("http://", "https://"))


def local_path(path: str) -> str:
    """The plain path of a `file:` URI; any other path as it is.

    >>> local_path("file:///data/a%20b.warc")
    '/data/a b.warc'
    """
    if not path.lower().startswith("file:"):
        return path
    return urllib.request.url2pathname(urllib.parse.urlsplit(path).path)


def open_stream(path: str, *, start: int, user_agent: str) -> Stream:
    """Open a file or URL at byte `start`; OSError if that fails."""
    if is_url(path):
        return _open_url(path, start, user_agent)
    file = Path(local_path(path)).open("rb")  # noqa: SIM115 - the Stream closes it
    size = os.fstat(file.fileno()).st_size
    file.seek(start)
    return Stream(file, start, size)


def _open_url(url: str, start: int, user_agent: str) -> Stream:
    headers = {"User-Agent": user_agent}
    if start:
        headers["Range"] = f"bytes={start}-"
    request = urllib.request.Request(url, headers=headers)
    try:
        response = urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS)
    except (ValueError, http.client.InvalidURL) as error:
        raise OSError(f"not a usable URL: {error}") from error
    at = start if response.status == 206 else 0
    length = response.headers.get("Content-Length", "")
    stream = Stream(cast(Readable, response), at, at + int(length) if length.isdecimal() else None)
    while stream.tell() < start and stream.read(min(65536, start - stream.tell())):
        pass  # the server knows no ranges
    return stream


def passes(error: BaseException) -> bool:
    """Whether a failure is worth another attempt: time-outs, connections, 429 and 5xx.

    403 is final: Common Crawl answers it to whoever asked too often.
    """
    if isinstance(error, urllib.error.HTTPError):
        return error.code == 429 or error.code >= 500
    reason: Any = getattr(error, "reason", None)
    if isinstance(error, urllib.error.URLError) and isinstance(reason, BaseException):
        return isinstance(reason, OSError)
    return isinstance(error, (TimeoutError, ConnectionError, http.client.HTTPException))
