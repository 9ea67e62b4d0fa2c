"""Writes WARC files as Common Crawl lays them out: request, response and metadata per fetch.

Every date, id and digest follows from the content, so the same web gives the same bytes.
One gzip member a record (WARC 1.1, annex D), so a record can be read alone at its offset.
"""

import hashlib
import uuid
from collections import Counter
from io import BytesIO
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from webinstruct.simweb.exchange import START, Exchange

FOLDER = "crawl-data/SIM-WEB/segments/0/warc"
AGENT = "simbot/1.0 (+https://simweb.example/bot)"


class Archive:
    """One WARC file under `root`, growing by appending; no file stays open between records.

    `warc_id` is its path from `crawl-data/` on; `records` counts by WARC type, `pages` HTML pages
    with status 200, `strays` everything else that was answered.
    """

    def __init__(self, root: Path, number: int) -> None:
        self.warc_id = f"{FOLDER}/SIM-{number:05d}.warc.gz"
        self.path = root / self.warc_id
        self.records: Counter[str] = Counter()
        self.pages = 0
        self.strays = 0
        self._info_id = _record_id(self.warc_id, "warcinfo")
        self.path.write_bytes(b"")
        self._write_info()

    def add(self, exchange: Exchange) -> int:
        """Append one fetch; where its response record's gzip member starts, in bytes."""
        ids = {
            kind: _record_id(self.warc_id, kind, exchange.url) for kind in ("request", "response", "metadata")
        }
        with self.path.open("ab") as file:
            writer = WARCWriter(file, gzip=True)
            self._write(writer, "request", exchange, ids, b"", _request_head(exchange))
            offset = file.tell()
            head = StatusAndHeaders(exchange.status, list(exchange.headers), protocol="HTTP/1.1")
            self._write(writer, "response", exchange, ids, exchange.body, head)
            self._write(writer, "metadata", exchange, ids, _facts(exchange), None)
        if exchange.is_page:
            self.pages += 1
        else:
            self.strays += 1
        return offset

    def summary(self) -> dict[str, object]:
        """This file's line in the manifest."""
        return {
            "warc_id": self.warc_id,
            "bytes": self.path.stat().st_size,
            "records": self.records.total(),
            "by_type": dict(sorted(self.records.items())),
            "html_pages": self.pages,
            "others": self.strays,
        }

    def _write(
        self,
        writer: WARCWriter,
        kind: str,
        exchange: Exchange,
        ids: dict[str, str],
        payload: bytes,
        head: StatusAndHeaders | None,
    ) -> None:
        headers = {
            "WARC-Record-ID": ids[kind],
            "WARC-Date": exchange.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "WARC-Warcinfo-ID": self._info_id,
        }
        if kind != "request":
            headers["WARC-Concurrent-To"] = ids["response" if kind == "metadata" else "request"]
        if kind == "response":
            headers["WARC-IP-Address"] = "192.0.2.1"
            headers["WARC-Identified-Payload-Type"] = exchange.mime
        record = writer.create_warc_record(
            exchange.url,
            kind,
            payload=BytesIO(payload),
            length=len(payload),
            warc_headers_dict=headers,
            http_headers=head,
        )
        writer.write_record(record)
        self.records[kind] += 1

    def _write_info(self) -> None:
        info = (
            "isPartOf: SIM-WEB\r\npublisher: webinstruct.simweb\r\nrobots: none\r\n"
            f"http-header-user-agent: {AGENT}\r\n"
        )
        headers = {
            "WARC-Record-ID": self._info_id,
            "WARC-Date": START.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "WARC-Filename": self.path.name,
        }
        with self.path.open("ab") as file:
            writer = WARCWriter(file, gzip=True)
            record = writer.create_warc_record(
                "", "warcinfo", payload=BytesIO(info.encode()), length=len(info), warc_headers_dict=headers
            )
            writer.write_record(record)
        self.records["warcinfo"] += 1


def _record_id(*parts: str) -> str:
    digest = hashlib.sha256("\n".join(parts).encode()).digest()
    return f"<urn:uuid:{uuid.UUID(bytes=digest[:16], version=4)}>"


def _request_head(exchange: Exchange) -> StatusAndHeaders:
    _, _, host, path = exchange.url.split("/", 3)
    headers = [
        ("User-Agent", AGENT),
        ("Accept", "text/html,*/*;q=0.8"),
        ("Host", host),
        ("Connection", "Keep-Alive"),
    ]
    return StatusAndHeaders(f"/{path} HTTP/1.1", headers, protocol="GET", is_http_request=True)


def _facts(exchange: Exchange) -> bytes:
    """What Common Crawl's metadata records say about a fetch."""
    lines = [f"fetchTimeMs: {40 + len(exchange.body) % 400}"]
    if exchange.is_page:
        found = f'{{"reliable":true,"languages":[{{"code":"{exchange.language}"}}]}}'
        lines += [f"charset-detected: {exchange.charset.upper()}", f"languages-cld2: {found}"]
    return "".join(line + "\r\n" for line in lines).encode()
