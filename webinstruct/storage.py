"""Small files by path or URI: the one place that URIs of our own files pass through.

Settings may say `/data/tables`, `file:///data/tables`, `/Volumes/…` or `s3://bucket/tables`;
pyarrow opens them all. Archives of the web are read by `warc.py`, tables by `jobs.wiring`.
"""

import hashlib
import uuid
from pathlib import Path

from pyarrow import fs

from webinstruct import UserError


def _open(uri: str) -> tuple[fs.FileSystem, str]:
    if "://" not in uri and not uri.startswith("file:"):
        return fs.LocalFileSystem(), str(Path(uri).expanduser().absolute())
    try:
        found: tuple[fs.FileSystem, str] = fs.FileSystem.from_uri(uri.replace("s3a://", "s3://", 1))
    except (OSError, ValueError) as error:
        raise UserError(f"{uri}: no file system for this URI: {error}") from None
    return found


def local_path(uri: str) -> Path | None:
    """The path on this machine, or None where the URI points elsewhere."""
    if uri.startswith("file:"):
        return Path(_open(uri)[1])
    return None if "://" in uri else Path(uri).expanduser().absolute()


def join(uri: str, *parts: str) -> str:
    """`join("s3://b/t/", "_models")` is `s3://b/t/_models`."""
    return "/".join([uri.rstrip("/"), *parts])


def exists(uri: str) -> bool:
    """True if a file or folder stands there."""
    system, path = _open(uri)
    return bool(system.get_file_info(path).type != fs.FileType.NotFound)


def stamps(uri: str) -> dict[str, tuple[int, int]]:
    """Each file of a folder by name, with its time of change (ns) and size; nothing if there is no folder."""
    system, path = _open(uri)
    found = system.get_file_info(fs.FileSelector(path, allow_not_found=True))
    return {info.base_name: (info.mtime_ns, info.size) for info in found if info.type == fs.FileType.File}


def read_bytes(uri: str) -> bytes:
    """The whole file; FileNotFoundError if there is none."""
    system, path = _open(uri)
    with system.open_input_stream(path) as stream:
        data: bytes = stream.read()
    return data


def write_bytes(uri: str, data: bytes) -> None:
    """Write the whole file or nothing: a reader never sees half of it."""
    system, path = _open(uri)
    if not isinstance(system, fs.LocalFileSystem):  # object stores put whole objects
        with system.open_output_stream(path) as stream:
            stream.write(data)
        return
    system.create_dir(path.rpartition("/")[0], recursive=True)
    half = f"{path}.{uuid.uuid4().hex}.tmp"
    with system.open_output_stream(half) as stream:
        stream.write(data)
    system.move(half, path)


def delete(uri: str) -> None:
    """Remove a file or a folder with all in it; nothing happens if it is not there."""
    system, path = _open(uri)
    kind = system.get_file_info(path).type
    if kind == fs.FileType.Directory:
        system.delete_dir(path)
    elif kind == fs.FileType.File:
        system.delete_file(path)


def sha256(data: bytes) -> str:
    """64 hex digits."""
    return hashlib.sha256(data).hexdigest()
