"""The simulated web keeps its promises: same bytes again, and a key that is true of the archives."""

import csv
import gzip
import json
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from publicsuffixlist import PublicSuffixList
from warcio.archiveiterator import ArchiveIterator

from webinstruct import UserError
from webinstruct.page import read
from webinstruct.simweb import Summary, generate
from webinstruct.simweb.exchange import fetched
from webinstruct.simweb.kinds import KINDS
from webinstruct.simweb.maths.linear import unicode
from webinstruct.simweb.maths.same import bare
from webinstruct.simweb.pages import Placed, page_at
from webinstruct.simweb.pen import visible
from webinstruct.simweb.sites import SEED_SITES, SITES

PAGES, WARCS, SEEDS = 400, 3, 60
Web = tuple[Path, Summary]


@pytest.fixture(scope="module")
def web(tmp_path_factory) -> Web:
    out = tmp_path_factory.mktemp("web")
    return out, generate(out, pages=PAGES, warcs=WARCS, seed=7, seed_pages=SEEDS)


def key_of(out: Path) -> list[dict]:
    return pq.read_table(out / "answer_key.parquet").to_pylist()


def files_of(out: Path) -> dict[str, bytes]:
    return {str(p.relative_to(out)): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}


def seen(placed: Placed) -> str:
    return visible(placed.page.neutral, placed.sender.math)


def one_space(text: str) -> str:
    return " ".join(text.split())


def test_same_arguments_give_same_bytes_and_another_seed_does_not(tmp_path):
    small = {"pages": 40, "warcs": 2, "seed_pages": 10}
    first, second, other = (tmp_path / name for name in "abc")
    assert generate(first, **small) == generate(second, **small)
    generate(other, **small, seed=1)
    assert files_of(first) == files_of(second)
    differ = {name for name, data in files_of(first).items() if files_of(other)[name] != data}
    assert {"answer_key.parquet", "manifest.json", "seeds/positives.jsonl", "seeds/negatives.jsonl"} <= differ
    assert sum(name.endswith(".warc.gz") for name in differ) == 2


def test_a_run_into_the_same_folder_leaves_no_archive_of_the_run_before(tmp_path):
    generate(tmp_path, pages=6, warcs=3, seed_pages=0)
    generate(tmp_path, pages=6, warcs=1, seed_pages=0)
    assert [p.name for p in tmp_path.rglob("*.warc.gz")] == ["SIM-00000.warc.gz"]


def test_a_larger_web_begins_with_the_smaller_one(web, tmp_path):
    out, _ = web
    generate(tmp_path, pages=60, warcs=WARCS, seed=7, seed_pages=0)
    assert key_of(tmp_path) == key_of(out)[:60]
    for name, data in files_of(tmp_path).items():
        if name.endswith(".warc.gz"):
            assert (out / name).read_bytes().startswith(data)


def test_the_key_points_at_the_response_record_of_its_url(web):
    out, _ = web
    for row in key_of(out)[::7]:
        with (out / row["warc_id"]).open("rb") as file:
            file.seek(row["warc_offset"])
            record = next(ArchiveIterator(file, check_digests="raise"))
            assert record.rec_type == "response"
            assert record.rec_headers.get_header("WARC-Target-URI") == row["url"]
            assert record.http_headers.get_statuscode() == "200"
            assert record.content_stream().read().endswith(b"</html>\n")


def test_the_manifest_agrees_with_the_archives_and_the_key(web):
    out, summary = web
    manifest = json.loads((out / "manifest.json").read_text())
    listed = gzip.decompress((out / "crawl-data/SIM-WEB/warc.paths.gz").read_bytes()).decode().splitlines()
    assert [line["warc_id"] for line in manifest["warcs"]] == listed
    in_key = Counter(row["warc_id"] for row in key_of(out))
    for line in manifest["warcs"]:
        types, pages = Counter(), 0
        with (out / line["warc_id"]).open("rb") as file:
            for record in ArchiveIterator(file):
                types[record.rec_type] += 1
                http = record.http_headers if record.rec_type == "response" else None
                if http and http.get_statuscode() == "200":
                    pages += http.get_header("Content-Type").startswith("text/html")
        assert line["by_type"] == types
        assert line["records"] == types.total()
        assert line["html_pages"] == pages == in_key[line["warc_id"]]
        assert line["others"] == types["response"] - pages
    assert sum(line["others"] for line in manifest["warcs"]) > 0
    assert sum(line["bytes"] for line in manifest["warcs"]) == summary.bytes


def test_the_summary_counts_what_the_key_holds(web):
    out, summary = web
    rows = key_of(out)
    pairs = [pair for row in rows for pair in row["pairs"]]
    assert summary == Summary(
        pages=PAGES,
        warcs=WARCS,
        domains=len({row["domain"] for row in rows}),
        pairs=len(pairs),
        marked=sum(pair["marked"] for pair in pairs),
        educational=sum(row["educational"] for row in rows),
        bytes=summary.bytes,
    )
    assert all(row["has_pairs"] == bool(row["pairs"]) for row in rows)
    assert all(row["educational"] for row in rows if row["pairs"])
    assert len({row["url"] for row in rows}) == PAGES


def test_every_kind_occurs_and_a_quarter_of_the_pairs_are_announced_by_nothing(web):
    out, _ = web
    rows = key_of(out)
    assert {row["kind"] for row in rows} == {kind.name for kind in KINDS}
    pairs = Counter((row["kind"], pair["marked"]) for row in rows for pair in row["pairs"])
    assert pairs["lesson", False] >= pairs.total() / 4
    assert pairs["lesson", True] > 0
    assert pairs["forum", True] > 0
    unannounced = {kind for (kind, marked) in pairs if not marked}
    assert unannounced == {"lesson", "forum"}


def stands_in_two(question: str, text: str) -> bool:
    """A Question of schema.org is its name and its text; a line of views and dates stands between them."""
    cuts = [at for at, char in enumerate(question) if char == " "]
    return any(question[:at] in text and question[at + 1 :] in text for at in cuts)


def test_pairs_stand_in_the_text_that_a_reader_sees(web):
    out, _ = web
    for number, row in enumerate(key_of(out)):
        text = one_space(seen(page_at(7, number)))
        for pair in row["pairs"]:
            assert pair["question"] in text or stands_in_two(pair["question"], text)
            assert pair["answer"] in text
            assert one_space(pair["answer"]) == pair["answer"]


def test_pairs_and_formulas_stand_in_the_text_that_our_reader_gives(web):
    out, _ = web
    for number, row in list(enumerate(key_of(out)))[:200]:
        sent = fetched(page_at(7, number))
        text = bare(read(sent.body, http_charset=row["charset_http"]).text)
        for pair in row["pairs"]:
            assert bare(pair["answer"]) in text
        for formula in row["formulas"]:
            assert bare(formula) in text or bare(unicode(formula) or "") in text


def test_pages_read_alike_only_if_they_are_twins(web):
    out, _ = web
    rows = key_of(out)
    number_of = {row["url"]: number for number, row in enumerate(rows)}
    twins = {(number_of[row["twin_of"]], number) for number, row in enumerate(rows) if row["twin_of"]}
    assert twins
    first_with: dict[str, int] = {}
    alike = set()
    for number in range(PAGES):
        earlier = first_with.setdefault(seen(page_at(7, number)), number)
        if earlier != number:
            alike.add((earlier, number))
    assert alike == twins
    assert all(rows[a]["domain"] != rows[b]["domain"] for a, b in twins)
    assert all(rows[a]["pairs"] == rows[b]["pairs"] for a, b in twins)


def test_seeds_come_from_other_domains_in_both_classes(web):
    out, _ = web
    lines = {
        name: [json.loads(line) for line in (out / f"seeds/{name}.jsonl").read_text().splitlines()]
        for name in ("positives", "negatives")
    }
    assert sum(map(len, lines.values())) == SEEDS
    assert all(len(found) > SEEDS / 3 for found in lines.values())
    groups = {line["group"] for found in lines.values() for line in found}
    assert groups <= {site.domain for site in SEED_SITES}
    assert not groups & {site.domain for site in SITES}
    assert all("<" not in line["title"] and "<p>" not in line["text"] for line in lines["positives"])


def test_domains_are_registered_domains_and_the_good_ones_are_listed(web):
    out, _ = web
    suffixes = PublicSuffixList()
    assert all(suffixes.privatesuffix(site.host) == site.domain for site in (*SITES, *SEED_SITES))
    with (out / "domains.csv").open(encoding="utf-8") as file:
        picked = list(csv.DictReader(file))
    assert [line["domain"] for line in picked] == [site.domain for site in SITES if site.why]
    holding_pairs = {row["domain"] for row in key_of(out) if row["pairs"]}
    assert holding_pairs <= {line["domain"] for line in picked}


@pytest.mark.parametrize("wrong", [{"pages": 0}, {"warcs": 0}, {"seed_pages": -1}])
def test_impossible_sizes_are_refused(tmp_path, wrong):
    with pytest.raises(UserError, match=f"simweb: {next(iter(wrong))} must be at least"):
        generate(tmp_path, **wrong)
