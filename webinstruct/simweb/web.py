"""Writes a whole simulated web: archives, list of archives, answer key, seeds, picked domains, benchmarks."""

import csv
import gzip
import json
from dataclasses import dataclass
from pathlib import Path

from webinstruct import UserError
from webinstruct.simweb.archive import FOLDER, Archive
from webinstruct.simweb.dialect import FAMILIES, Families
from webinstruct.simweb.exchange import fetched, stray
from webinstruct.simweb.items import write_items
from webinstruct.simweb.key import KeyWriter
from webinstruct.simweb.pages import Placed, page_at, stream
from webinstruct.simweb.seeds import write_seeds
from webinstruct.simweb.sites import SITES

# Raise it when the same arguments begin to give other bytes: it stands in manifest.json.
VERSION = 5


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written; `domains` counts those with a page, `bytes` the archives alone."""

    pages: int
    warcs: int
    domains: int
    pairs: int
    marked: int
    educational: int
    bytes: int


def generate(
    out: Path,
    *,
    pages: int = 1000,
    warcs: int = 4,
    seed: int = 0,
    seed_pages: int = 600,
    families: Families = "dev",
) -> Summary:
    """Write a simulated web under `out`; the same arguments give the same bytes.

    `families` says which layouts its sites have: `dev` ones, or those that nobody tunes on (dialect.py).
    Page i depends on the seed, the families and i only and goes to archive i % warcs, so a larger web begins
    with the pages of a smaller one. Archives of an earlier run in the same folder go first.
    """
    for name, value, least in (("pages", pages, 1), ("warcs", warcs, 1), ("seed_pages", seed_pages, 0)):
        if value < least:
            raise UserError(f"simweb: {name} must be at least {least}, got {value}")
    if families not in FAMILIES:
        raise UserError(f"simweb: families must be {' or '.join(FAMILIES)}, got {families}")
    (out / FOLDER).mkdir(parents=True, exist_ok=True)
    for old in (out / FOLDER).glob("SIM-*.warc.gz"):
        old.unlink()
    archives = [Archive(out, number) for number in range(warcs)]
    tally = _write_pages(out, archives, pages, seed, families)
    _write_manifest(out, archives, pages, seed, families, tally)
    write_items(out / "benchmarks", seed)
    _write_domains(out / "domains.csv")
    write_seeds(out / "seeds", seed, seed_pages)
    size = sum(archive.path.stat().st_size for archive in archives)
    return Summary(pages, warcs, len(tally.domains), tally.pairs, tally.marked, tally.educational, size)


class _Tally:
    """Running counts over the pages."""

    def __init__(self) -> None:
        self.domains: set[str] = set()
        self.pairs = self.marked = self.educational = 0
        self.copied = 0
        self.leaked = {"same": 0, "number-variant": 0}

    def add(self, placed: Placed) -> None:
        self.domains.add(placed.site.domain)
        self.pairs += len(placed.page.draft.pairs)
        self.marked += sum(pair.marked for pair in placed.page.draft.pairs)
        self.educational += placed.page.draft.educational
        for problem in placed.page.draft.problems:
            self.copied += problem.copied is not None and problem.leak is None
            if problem.leak:
                self.leaked[problem.leak] += 1


def _write_pages(out: Path, archives: list[Archive], pages: int, seed: int, families: Families) -> _Tally:
    tally = _Tally()
    with KeyWriter(out / "answer_key.parquet") as key:
        for number in range(pages):
            placed, archive = page_at(seed, number, families), archives[number % len(archives)]
            other = stray(stream(seed, "stray", number), placed.site, number)
            if other:
                archive.add(other)
            offset = archive.add(fetched(placed))
            key.add(placed, archive.warc_id, offset)
            tally.add(placed)
    return tally


def _write_manifest(
    out: Path, archives: list[Archive], pages: int, seed: int, families: Families, tally: _Tally
) -> None:
    """The list of archives as Common Crawl gives it, what each archive holds, and pairs that are there on purpose.

    `duplicates` are pairs told again; pairs that repeat each other by chance have their `group` in the key alone.
    """
    listed = "".join(archive.warc_id + "\n" for archive in archives)
    (out / "crawl-data/SIM-WEB/warc.paths.gz").write_bytes(gzip.compress(listed.encode(), mtime=0))
    manifest = {
        "version": VERSION,
        "seed": seed,
        "families": families,
        "pages": pages,
        "pairs": {"all": tally.pairs, "duplicates": tally.copied, "leaks": tally.leaked},
        "warcs": [a.summary() for a in archives],
    }
    (out / "manifest.json").write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def _write_domains(path: Path) -> None:
    """The domains a person would pick, and why."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("domain", "why"))
        writer.writerows((site.domain, site.why) for site in SITES if site.why)
