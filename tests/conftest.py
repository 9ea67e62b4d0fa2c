"""What tests at every level share: a writer of small archives, and the real data where it lies."""

import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"


def overrides(values: Mapping[str, object]) -> list[str]:
    """Settings as the command line wants them: `--set name=value`, each value as JSON."""
    return [part for name, value in values.items() for part in ("--set", f"{name}={json.dumps(value)}")]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data; its tests are skipped where it is absent."""
    if not SHARED.exists():
        pytest.skip("real data (../shared/data) is not here")
    return SHARED


@pytest.fixture(scope="session")
def write_warc():
    """`write_warc(path, [(url, content type, body), …])` writes an archive and returns its path."""

    def write(path: Path, pages: list[tuple[str, str, str | bytes]]) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            writer = WARCWriter(file, gzip=path.name.endswith(".gz"))
            for url, mime, body in pages:
                head = StatusAndHeaders("200 OK", [("Content-Type", mime)], protocol="HTTP/1.1")
                payload = BytesIO(body.encode() if isinstance(body, str) else body)
                date = {"WARC-Date": "2026-01-02T03:04:05Z"}
                record = writer.create_warc_record(
                    url, "response", payload=payload, http_headers=head, warc_headers_dict=date
                )
                writer.write_record(record)
                record.raw_stream.close()  # warcio leaves its temporary file open
        return path

    return write


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    """One real session for all tests that touch Spark."""
    from jobs.wiring import open_session
    from webinstruct import conf_folder, settings

    tables = tmp_path_factory.mktemp("session") / "tables"
    session = open_session(settings.load(conf_folder() / "demo.yaml", [f"tables={tables}"]))
    yield session
    session.stop()


@pytest.fixture(scope="session")
def finished(spark, tmp_path_factory) -> Path:
    """A folder in which the whole chain has run once, on a small simulated web; copy it, don't change it."""
    from jobs import pipeline
    from tests.spark.chain import QUIET, chain_settings
    from webinstruct.simweb import generate

    folder = tmp_path_factory.mktemp("chain")
    generate(folder / "web", pages=150, warcs=3, seed_pages=300, seed=4)  # of this seed two items leak
    pipeline.run_all(spark, chain_settings(folder), QUIET)
    return folder
