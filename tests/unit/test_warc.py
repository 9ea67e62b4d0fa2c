"""warc: small archives made here, read back; every record accounted for."""

import gzip
import io
import random
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from fastwarc.stream_io import BrotliWriter

from webinstruct import UserError, warc
from webinstruct.warc import DROPPED, Ledger, Source, WarcPage, doc_id, find, read

HTML = b"<html><p>Hello"
REAL = Path(__file__).parents[3] / "shared" / "data" / "warc"


def block(kind: str, headers: str, body: bytes) -> bytes:
    """One WARC record, byte by byte."""
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body + b"\r\n\r\n"


def archive(*records: tuple[str, str, dict[str, str], bytes], zipped: bool = True) -> bytes:
    """A WARC of a warcinfo and one response per (url, status, HTTP headers, body)."""
    blocks = [block("warcinfo", "Content-Type: application/warc-fields\r\n", b"software: test\r\n")]
    for url, status, headers, body in records:
        http = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        warc = (
            f"WARC-Target-URI: {url}\r\nWARC-Date: 2024-03-01T12:00:00Z\r\n"
            "Content-Type: application/http; msgtype=response\r\n"
        )
        blocks.append(block("response", warc, f"HTTP/1.1 {status}\r\n{http}\r\n".encode() + body))
    return b"".join(gzip.compress(one, mtime=0) if zipped else one for one in blocks)


def brotli(body: bytes) -> bytes:
    out = io.BytesIO()
    with BrotliWriter(out) as writer:
        writer.write(body)
    return out.getvalue()


def page(number: int, body: bytes = HTML) -> tuple[str, str, dict[str, str], bytes]:
    return f"http://example.org/{number}", "200 OK", {"Content-Type": "text/html; charset=UTF-8"}, body


def read_all(path: str | Path, limit: int = 100_000, start: int = 0) -> tuple[list[WarcPage], Ledger]:
    ledger = Ledger()
    pages = list(read(str(path), ledger, start=start, max_page_bytes=limit))
    assert ledger.records == len(pages) + sum(ledger.dropped.values())
    assert set(ledger.dropped) <= set(DROPPED)
    assert len({one.offset for one in pages}) == len(pages)
    return pages, ledger


@pytest.mark.parametrize("zipped", [True, False])
def test_a_page_comes_back_with_its_place(tmp_path: Path, zipped: bool) -> None:
    path = tmp_path / "x.warc"  # the content tells the format, not the name
    path.write_bytes(archive(page(1), page(2), zipped=zipped))
    pages, ledger = read_all(path)
    assert [one.url for one in pages] == ["http://example.org/1", "http://example.org/2"]
    first, second = pages
    assert (first.html, first.mime, first.http_charset, first.http_status) == (
        HTML,
        "text/html",
        "utf-8",
        200,
    )
    assert first.fetched_at is not None
    assert first.fetched_at.isoformat() == "2024-03-01T12:00:00+00:00"
    assert first.length == second.offset - first.offset
    assert second.length == path.stat().st_size - second.offset
    assert (ledger.status, ledger.records, ledger.html) == ("done", 3, 2)
    assert ledger.resume_offset == ledger.bytes_read == ledger.bytes_expected == path.stat().st_size
    assert [one.url for one in read_all(path, start=second.offset)[0]] == ["http://example.org/2"]


def test_every_other_record_is_dropped_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    html = {"Content-Type": "text/html"}
    path.write_bytes(
        archive(
            ("http://e.org/1", "404 Not Found", html, HTML),
            ("http://e.org/2", "200 OK", {"Content-Type": "application/json"}, b"{}"),
            ("http://e.org/3", "200 OK", html, b"x" * 5000),
            ("http://e.org/4", "200 OK", html, b" \n"),
            ("http://e.org/5", "200 OK", {}, b"no markup"),
            ("http://e.org/6", "200 OK", {**html, "Content-Encoding": "gzip"}, b"\x1f\x8b\x08broken"),
            ("http://e.org/7", "200 OK", {**html, "Content-Encoding": "gzip"}, gzip.compress(b"x" * 5000)),
        )
    )
    pages, ledger = read_all(path, limit=1000)
    assert pages == []
    assert ledger.dropped == Counter(
        {
            "not-a-response": 1,
            "http-status": 1,
            "not-html": 2,
            "too-large": 2,
            "empty-body": 1,
            "undecodable-body": 1,
        }
    )
    assert (ledger.status, ledger.html) == ("done", 4)


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({"Content-Encoding": "gzip"}, gzip.compress(HTML)),
        ({"Content-Encoding": "gzip"}, HTML),  # stored decoded, head kept
        ({"Transfer-Encoding": "chunked"}, b"5\r\n<html\r\n9;x=y\r\n><p>Hello\r\n0\r\n\r\n"),
        ({"Transfer-Encoding": "chunked"}, HTML),
        (
            {"Transfer-Encoding": "chunked", "Content-Encoding": "gzip"},
            b"%x\r\n%b\r\n0\r\n\r\n" % (len(gzip.compress(HTML)), gzip.compress(HTML)),
        ),
        ({"Content-Encoding": "br"}, brotli(HTML)),
    ],
)
def test_bodies_are_decoded(tmp_path: Path, headers: dict[str, str], body: bytes) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(archive(("http://e.org/", "200 OK", headers, body)))
    assert [one.html for one in read_all(path)[0]] == [HTML]


def test_headers_that_speak_of_the_page_come_along(tmp_path: Path) -> None:
    """Lower-case names; repeated values joined; the rest of the head stays behind."""
    head = {"Content-Type": "text/html", "Server": "x", "TDM-Reservation": "1"}
    head |= {"X-Robots-Tag": "noai", "x-robots-tag": "noindex"}
    path = tmp_path / "a.warc.gz"
    path.write_bytes(archive(("http://example.org/1", "200 OK", head, HTML)))
    pages, _ = read_all(path)
    assert [one.headers for one in pages] == [{"tdm-reservation": "1", "x-robots-tag": "noai, noindex"}]


def test_headers_are_bounded(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    head = {"Content-Type": "text/html", "Link": "<a>, " * 1_000}
    path.write_bytes(archive(("http://example.org/1", "200 OK", head, HTML)))
    pages, _ = read_all(path)
    assert [{name: len(value) for name, value in one.headers.items()} for one in pages] == [{"link": 4000}]


def test_wrapped_target_uris_are_unwrapped(tmp_path: Path) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(
        archive(page(1), zipped=False).replace(b": http://example.org/1", b": <http://example.org/1>")
    )
    assert [one.url for one in read_all(path)[0]] == ["http://example.org/1"]


def test_several_records_in_one_member_have_ids_but_no_length(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(gzip.compress(archive(page(1), page(2), zipped=False)))
    pages, ledger = read_all(path)
    assert [(one.offset, one.length) for one in pages] == [(1, None), (2, None)]
    assert ledger.status == "done"


@pytest.mark.parametrize("zipped", [True, False])
def test_a_cut_file_gives_what_is_whole_and_the_place_to_go_on(tmp_path: Path, zipped: bool) -> None:
    whole = archive(page(1), page(2, HTML + random.Random(0).randbytes(2000)), zipped=zipped)
    path = tmp_path / "x.warc"
    path.write_bytes(whole)
    second = read_all(path)[0][1]
    path.write_bytes(whole[:-400])
    pages, ledger = read_all(path)
    assert [one.url for one in pages] == ["http://example.org/1"]
    assert (ledger.status, ledger.truncated, ledger.dropped["truncated-body"]) == ("partial", 1, 1)
    assert ledger.resume_offset == second.offset
    assert ledger.error == f"the file ends inside the record at {second.offset}"


@pytest.mark.parametrize("zipped", [True, False])
def test_damage_in_the_middle_ends_the_file_but_loses_nothing_before(tmp_path: Path, zipped: bool) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(archive(page(1), zipped=zipped) + b"garbage " * 50 + archive(page(2), zipped=zipped))
    pages, ledger = read_all(path)
    assert [one.url for one in pages] == ["http://example.org/1"]
    assert pages[0].length == len(archive(page(1), zipped=zipped)) - pages[0].offset
    assert (ledger.status, ledger.transient) == ("partial", False)
    assert ledger.resume_offset == pages[0].offset + (pages[0].length or 0)
    assert ledger.error is not None
    assert "\n" not in ledger.error


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", "empty file"),
        (b"garbage" * 100, "OSError: Invalid WARC header"),
        (b"\x1f\x8b\x08garbage", None),
        (gzip.compress(b""), "no records"),
    ],
)
def test_files_without_a_record_failed(tmp_path: Path, content: bytes, error: str | None) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(content)
    pages, ledger = read_all(path)
    assert (pages, ledger.status, ledger.transient) == ([], "failed", False)
    assert ledger.error == error or (error is None and ledger.error)


def test_a_missing_file_failed(tmp_path: Path) -> None:
    assert read_all(tmp_path / "none.warc")[1].error == "no such file"


@pytest.mark.parametrize("zipped", [True, False])
def test_arc_files_are_read(tmp_path: Path, zipped: bool) -> None:
    head = b"1 0 test\nURL IP-address Archive-date Content-type Archive-length\n\n"
    http = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\nContent-Language: de\r\nServer: x\r\n\r\n" + HTML
    records = [
        b"filedesc://x.arc 0.0.0.0 20080430204825 text/plain %d\n%b\n" % (len(head), head),
        b"http://example.org/ 1.2.3.4 20080430204826 text/html %d\n%b\n" % (len(http), http),
    ]
    path = tmp_path / "archive"  # nothing in the name
    path.write_bytes(b"".join(gzip.compress(one) if zipped else one for one in records))
    pages, ledger = read_all(path)
    assert [(one.url, one.html) for one in pages] == [("http://example.org/", HTML)]
    assert pages[0].headers == {"content-language": "de"}
    assert pages[0].fetched_at is not None
    assert pages[0].fetched_at.isoformat() == "2008-04-30T20:48:26+00:00"
    assert (ledger.status, ledger.dropped) == ("done", Counter({"not-a-response": 1}))


# --- over http -------------------------------------------------------------------------

SERVED: dict[str, bytes] = {}


class Handler(BaseHTTPRequestHandler):
    """Serves SERVED with ranges; /503 and /404 answer so; /cut/… ends in the middle."""

    def do_GET(self) -> None:
        code = {"/503": 503, "/404": 404}.get(self.path, 200)
        body = SERVED.get(self.path.removeprefix("/cut"), b"") if code == 200 else b""
        wanted = self.headers.get("Range", "")
        if wanted:
            code, body = 206, body[int(wanted.removeprefix("bytes=").rstrip("-")) :]
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if self.path.startswith("/cut") else body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    httpd.server_close()


def test_archives_are_streamed_over_http(server: str) -> None:
    SERVED["/x.warc.gz"] = archive(page(1), page(2))
    pages, ledger = read_all(f"{server}/x.warc.gz")
    assert len(pages) == 2
    assert (ledger.status, ledger.bytes_expected) == ("done", len(SERVED["/x.warc.gz"]))
    assert len(read_all(f"{server}/x.warc.gz", start=pages[1].offset)[0]) == 1


def test_a_cut_connection_is_worth_another_attempt_that_loses_nothing(server: str) -> None:
    SERVED["/x.warc.gz"] = archive(*(page(i, HTML + str(i).encode() * 50) for i in range(40)))
    pages, ledger = read_all(f"{server}/cut/x.warc.gz")
    assert (ledger.status, ledger.transient) == ("partial", True)
    rest, again = read_all(f"{server}/x.warc.gz", start=ledger.resume_offset)
    assert [one.url for one in pages + rest] == [f"http://example.org/{i}" for i in range(40)]
    assert again.status == "done"


@pytest.mark.parametrize(("path", "transient"), [("/503", True), ("/404", False)])
def test_http_errors_are_failures(server: str, path: str, transient: bool) -> None:
    ledger = read_all(server + path)[1]
    assert (ledger.status, ledger.transient) == ("failed", transient)


def test_nobody_listening_is_transient() -> None:
    ledger = read_all("http://127.0.0.1:1/x.warc.gz")[1]
    assert (ledger.status, ledger.transient) == ("failed", True)


# --- find ------------------------------------------------------------------------------


def ids(spec: str | Path, input_root: str | None = None) -> list[str]:
    return [source.warc_id for source in find(str(spec), input_root=input_root, user_agent="test")]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in (
        "a/1.warc.gz",
        "a/2.warc.gz.bad",
        "b/3.arc",
        "b/x.txt.warc.gz",
        "b/notes.txt",
        "b/x.archive",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"12345")
    return tmp_path


def test_find_takes_folders_globs_and_files(tree: Path) -> None:
    everything = ["a/1.warc.gz", "a/2.warc.gz.bad", "b/3.arc", "b/x.txt.warc.gz"]
    assert ids(tree) == everything
    assert ids(tree / "*" / "*.warc*") == [name for name in everything if ".warc" in name]
    assert ids(tree / "b" / "x.txt.warc.gz") == ["x.txt.warc.gz"]
    assert ids(tree / "a", input_root=str(tree)) == everything[:2]
    assert ids((tree / "a" / "1.warc.gz").as_uri()) == ["1.warc.gz"]
    assert find(str(tree / "a"), input_root=None, user_agent="")[0].bytes == 5


def test_find_resolves_lists(tree: Path, server: str) -> None:
    crawl = "crawl-data/CC-MAIN-2024-10/segments/1/x.warc.gz"
    folder = tree / "crawl-data" / "CC-MAIN-2024-10"
    folder.mkdir(parents=True)
    listed = f"{crawl}\n{crawl}\n".encode()
    (folder / "warc.paths.gz").write_bytes(gzip.compress(listed))
    local = Source(str(tree / crawl), None, crawl, "CC-MAIN-2024-10")
    assert find(str(folder / "warc.paths.gz"), input_root=None, user_agent="") == [local]
    SERVED["/crawl-data/CC-MAIN-2024-10/warc.paths.gz"] = gzip.compress(listed)
    url = f"{server}/crawl-data/CC-MAIN-2024-10/warc.paths.gz"
    assert find(url, input_root=None, user_agent="")[0].path == f"{server}/{crawl}"
    (tree / "list.txt").write_text("a/1.warc.gz\n\nb/3.arc\n")
    assert ids(tree / "list.txt") == ["a/1.warc.gz", "b/3.arc"]
    (tree / "b" / "absolute.paths").write_text(f"{tree}/a/1.warc.gz\n{tree}/b/3.arc\n")
    assert ids(tree / "b" / "absolute.paths") == ["a/1.warc.gz", "b/3.arc"]


def test_two_paths_with_one_id_are_refused(tree: Path) -> None:
    one = "crawl-data/C/x.warc.gz"
    (tree / "list.txt").write_text(f"p/{one}\nq/{one}\n")
    with pytest.raises(UserError, match=r"p/crawl-data/C/x\.warc\.gz and .*q/crawl-data/C/x\.warc\.gz"):
        ids(tree / "list.txt")


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("none.warc.gz", "no such file or folder"),
        ("none.paths", "no such file or folder"),
        ("b/*.nothing", "no archive found"),
        ("empty.txt", "the list is empty"),
        ("s3://commoncrawl/x.warc.gz", "not supported yet"),
        ("gopher://x/y", "unknown scheme gopher"),
    ],
)
def test_find_says_in_one_line_what_is_wrong(
    tree: Path, monkeypatch: pytest.MonkeyPatch, spec: str, message: str
) -> None:
    monkeypatch.chdir(tree)
    (tree / "empty.txt").write_text("\n")
    with pytest.raises(UserError, match=message) as error:
        ids(spec)
    assert "\n" not in str(error.value)


def test_doc_ids_depend_on_archive_and_offset_only() -> None:
    assert doc_id("x.warc.gz", 784) == "aad1a7087edfb0a9c5b79e705ba631a7"
    assert doc_id("x.warc.gz", 785) != doc_id("x.warc.gz", 784)


# --- real archives ---------------------------------------------------------------------


@pytest.mark.skipif(not REAL.is_dir(), reason="the real archives are not on this machine")
def test_no_real_archive_crashes_and_twins_agree() -> None:
    paths = [source.path for source in find(str(REAL), input_root=None, user_agent="")]
    read_pages = {path: read_all(path, 2_000_000) for path in paths}
    assert len(paths) == 77
    assert sum(len(pages) for pages, _ in read_pages.values()) >= 290
    assert Counter(ledger.status for _, ledger in read_pages.values())["failed"] == 6
    by_name = {path.removeprefix(f"{REAL}/"): pages for path, (pages, _) in read_pages.items()}
    twin = "richardlehane_webarchive/IAH-20080430204825-00000-blackbook"
    assert [p.url for p in by_name[f"{twin}.arc.gz"]] == [p.url for p in by_name[f"{twin}.warc.gz"]]


def source(path: str, warc_id: str, size: int | None = 1) -> warc.Source:
    return warc.Source(path, size, warc_id, None)


def test_only_unknown_archives_are_listed_the_largest_first():
    known = [source("/a/1.warc", "1.warc")]
    found = [
        source("/b/1.warc", "1.warc"),
        source("/b/2.warc", "2.warc", 5),
        source("/b/3.warc", "3.warc", 9),
    ]
    assert [s.warc_id for s in warc.unlisted(found, known)] == ["3.warc", "2.warc"]


def test_an_archive_under_another_id_or_an_id_of_another_archive_is_refused():
    with pytest.raises(UserError, match=r"/a/1.warc is listed as 1.warc and would now be a/1.warc"):
        warc.unlisted([source("/a/1.warc", "a/1.warc")], [source("/a/1.warc", "1.warc")])
    with pytest.raises(UserError, match=r"/b/1.warc would be 1.warc, which /a/1.warc is already"):
        warc.unlisted([source("/b/1.warc", "1.warc", 7)], [source("/a/1.warc", "1.warc", 1)])
