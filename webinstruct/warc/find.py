"""Which archives to read: a file, a folder, a glob, a list of paths, or a URL.

>>> find("crawl/warc.paths.gz", input_root=None, user_agent="…")[0]      # doctest: +SKIP
Source(path='/data/crawl-data/CC-MAIN-2024-10/segments/…/x.warc.gz', bytes=1048576,
       warc_id='crawl-data/CC-MAIN-2024-10/segments/…/x.warc.gz', crawl='CC-MAIN-2024-10')
"""

import glob
import gzip
import os
import posixpath
import re
import urllib.parse
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile

from webinstruct import UserError
from webinstruct.warc.stream import is_url, local_path, open_stream

_ARCHIVE = re.compile(r"\.w?arc(?![a-z])", re.IGNORECASE)
_LIST = re.compile(r"\.(?:paths|txt)(?:\.gz)?$", re.IGNORECASE)
_CRAWL = re.compile(r"(?:^|/)(crawl-data/([^/]+)/.+)$")
_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*)://", re.IGNORECASE)
_MAX_LIST_BYTES = 256_000_000
"""A crawl's list of paths unpacks to about 15 MB; more than this is no list."""


@dataclass(frozen=True, slots=True)
class Source:
    """One archive: where it is read, and the id that does not depend on that."""

    path: str
    bytes: int | None
    warc_id: str
    crawl: str | None


def find(spec: str, *, input_root: str | None, user_agent: str) -> list[Source]:
    """All archives `spec` names, sorted by warc_id; UserError if there are none.

    A warc_id is the path from `crawl-data/` on where it has one, else relative to
    `input_root` (default: the folder, the glob's fixed part, a file's parent, the list's
    folder, or the common parent of a list's absolute entries).
    """
    _refuse_unknown_scheme(spec)
    spec = local_path(spec)
    paths, root = _expand(spec, user_agent)
    if not paths:
        raise UserError(f"{spec}: no archive found (wanted files with .warc or .arc in their name)")
    root = root if input_root is None else _absolute(input_root)
    return _unique(_source(path, root) for path in paths)


def _expand(spec: str, user_agent: str) -> tuple[list[str], str]:
    """The paths a spec stands for, and the root their ids are relative to."""
    if _is_list(spec):
        return _listed(spec, user_agent)
    if is_url(spec):
        return [spec], posixpath.dirname(spec)
    path = _absolute(spec)
    if os.path.isdir(path):
        return _archives_under(path), path
    if os.path.isfile(path):
        return [path], posixpath.dirname(path)
    if glob.has_magic(spec):
        return _globbed(path)
    raise UserError(f"{spec}: no such file or folder")


def _is_list(spec: str) -> bool:
    """`x.paths.gz` is a list of archives, `x.txt.warc.gz` an archive."""
    name = posixpath.basename(urllib.parse.urlsplit(spec).path if is_url(spec) else spec)
    if not _LIST.search(name) or os.path.isdir(spec):
        return False
    return not glob.has_magic(spec) or is_url(spec) or os.path.isfile(spec)


def _archives_under(folder: str) -> list[str]:
    """Every file below a folder with .warc or .arc in its name, whatever its ending."""
    return [
        os.path.join(parent, name)
        for parent, _, names in os.walk(folder)
        for name in names
        if _ARCHIVE.search(name)
    ]


def _globbed(pattern: str) -> tuple[list[str], str]:
    """Files that match, archives below folders that match, and the part before the first wildcard."""
    paths: list[str] = []
    for match in glob.iglob(pattern, recursive=True):
        paths += _archives_under(match) if os.path.isdir(match) else [match]
    parts = pattern.split("/")
    fixed = next(i for i, part in enumerate(parts) if glob.has_magic(part))
    return sorted(set(paths)), "/".join(parts[:fixed]) or "/"


def _listed(spec: str, user_agent: str) -> tuple[list[str], str]:
    """The entries of a list, resolved, and their root."""
    where = spec if is_url(spec) else _absolute(spec)
    folder = posixpath.dirname(where)
    entries = [line.strip() for line in _read_list(where, user_agent).splitlines()]
    entries = [local_path(entry) for entry in entries if entry and not entry.startswith("#")]
    for entry in entries:
        _refuse_unknown_scheme(entry)
    if not entries:
        raise UserError(f"{spec}: the list is empty")
    absolute = [entry for entry in entries if is_url(entry) or entry.startswith("/")]
    root = _common_parent(absolute) if len(absolute) == len(entries) else folder
    return [_resolved(entry, where) for entry in entries], root


def _resolved(entry: str, where: str) -> str:
    """The full path or URL of a list's entry.

    >>> _resolved("crawl-data/C/a.warc.gz", "https://host/crawl-data/C/warc.paths.gz")
    'https://host/crawl-data/C/a.warc.gz'
    """
    if is_url(entry) or entry.startswith("/"):
        return entry
    before, sign, _ = where.partition("/crawl-data/")
    base = before if sign and entry.startswith("crawl-data/") else posixpath.dirname(where)
    return f"{base}/{entry}" if is_url(base) else posixpath.normpath(f"{base}/{entry}")


def _read_list(where: str, user_agent: str) -> str:
    """The text of a list; UserError if it cannot be had."""
    parts: list[bytes] = []
    size = 0
    try:
        stream = open_stream(where, start=0, user_agent=user_agent)
        while (part := stream.read()) and size <= _MAX_LIST_BYTES:
            parts.append(part)
            size += len(part)
        stream.close()
        data = b"".join(parts)
        if data.startswith(b"\x1f\x8b"):
            data = gzip.decompress(data)
        return data.decode()
    except FileNotFoundError:
        raise UserError(f"{where}: no such file or folder") from None
    except UnicodeDecodeError:
        raise UserError(f"{where}: not a list of paths, but binary data") from None
    except (OSError, EOFError, zlib.error) as error:
        raise UserError(f"{where}: the list cannot be read: {error}") from None


def _source(path: str, root: str) -> Source:
    crawl = _CRAWL.search(urllib.parse.urlsplit(path).path if is_url(path) else path)
    return Source(
        path=path,
        bytes=None if is_url(path) or not os.path.isfile(path) else os.path.getsize(path),
        warc_id=crawl[1] if crawl else _relative(path, root),
        crawl=crawl[2] if crawl else None,
    )


def _relative(path: str, root: str) -> str:
    """The path below `root`; the whole path where it lies elsewhere."""
    prefix = root.rstrip("/") + "/"
    return path.removeprefix(prefix)


def _unique(sources: Iterable[Source]) -> list[Source]:
    """Sorted by id; the same path twice is one, two paths with one id are a mistake."""
    found: dict[str, Source] = {}
    for source in sources:
        other = found.setdefault(source.warc_id, source)
        if other.path != source.path:
            raise UserError(
                f"{other.path} and {source.path} would both be {source.warc_id}; "
                "name one of them, or set list.input_root to a folder above both"
            )
    return [found[warc_id] for warc_id in sorted(found)]


def _common_parent(paths: list[str]) -> str:
    """The deepest folder above all; for a mix of hosts and files nothing, so ids are whole paths.

    >>> _common_parent(["https://h/a/b/1.warc", "https://h/a/c/2.warc"])
    'https://h/a'
    """
    folders = [posixpath.dirname(path).split("/") for path in paths]
    same = takewhile(lambda parts: len(set(parts)) == 1, zip(*folders, strict=False))
    return "/".join(parts[0] for parts in same)


def _absolute(path: str) -> str:
    return path if is_url(path) else os.path.abspath(local_path(path))


def _refuse_unknown_scheme(path: str) -> None:
    scheme = _SCHEME.match(path)
    name = scheme[1].lower() if scheme else ""
    if name in ("s3", "s3a", "s3n"):
        raise UserError(f"{path}: {name}:// is not supported yet; use https://data.commoncrawl.org/…")
    if name not in ("", "file", "http", "https"):
        raise UserError(f"{path}: unknown scheme {name}://; wanted a path, file:, http:// or https://")


def unlisted(sources: Iterable[Source], known: Iterable[Source]) -> list[Source]:
    """The sources that are not known yet, largest first.

    UserError if a known path comes under another id (it would be read twice), or another archive
    under a known id (it would never be read). A file that only moved keeps id and size.
    """
    listed = {source.warc_id: source for source in known}
    ids = {source.path: source.warc_id for source in listed.values()}
    new = []
    for source in sources:
        if ids.get(source.path, source.warc_id) != source.warc_id:
            raise UserError(
                f"{source.path} is listed as {ids[source.path]} and would now be {source.warc_id}: {_MEND}"
            )
        old = listed.get(source.warc_id)
        if old is None:
            new.append(source)
        elif old.path != source.path and None not in (old.bytes, source.bytes) and old.bytes != source.bytes:
            raise UserError(f"{source.path} would be {source.warc_id}, which {old.path} is already: {_MEND}")
    return sorted(new, key=lambda source: (-(source.bytes or 0), source.warc_id))


_MEND = "give other `tables`, or set list.input_root to a folder above all archives before the first run"
