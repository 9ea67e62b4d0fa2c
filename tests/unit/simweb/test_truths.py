"""What the key says of 1,000 pages beside their pairs: kinds, math, languages, charsets, signals, families."""

import html
import json
import re
from collections import Counter

import pyarrow.parquet as pq
import pytest

from webinstruct import UserError
from webinstruct.simweb import FAMILIES, generate
from webinstruct.simweb.content.tongues import TONGUES
from webinstruct.simweb.dialect import DIALECTS
from webinstruct.simweb.exchange import fetched
from webinstruct.simweb.kinds import KINDS
from webinstruct.simweb.maths import MATHS
from webinstruct.simweb.pages import page_at
from webinstruct.simweb.sites import SEED_SITES, SITES

PAGES = 1000
Rows = list[dict]


@pytest.fixture(scope="module")
def rows(tmp_path_factory) -> Rows:
    out = tmp_path_factory.mktemp("web")
    generate(out, pages=PAGES, warcs=2, seed_pages=0)
    return pq.read_table(out / "answer_key.parquet").to_pylist()


def counted(rows: Rows, column: str) -> Counter:
    return Counter(row[column] for row in rows)


def test_every_kind_of_math_occurs_and_only_where_there_are_formulas(rows):
    found = counted(rows, "math")
    assert set(found) == {kind.name for kind in MATHS} | {None}
    assert all((row["math"] is None) == (row["formulas"] == []) for row in rows)
    assert sum(len(row["formulas"]) for row in rows) > 2000


def test_kinds_come_in_their_shares(rows):
    found = counted(rows, "kind")
    for kind in KINDS:
        assert abs(found[kind.name] - 10 * kind.share) < 45
    teaching = sum(kind.share for kind in KINDS if kind.teaches)
    assert abs(sum(row["educational"] for row in rows) - 10 * teaching) < 50


def test_languages_teach_and_do_not(rows):
    found = Counter((row["language"], row["educational"]) for row in rows)
    assert {language for language, _ in found} == {"en", *TONGUES}
    assert all(found[code, taught] > 3 for code in TONGUES for taught in (True, False))
    assert found["en", True] + found["en", False] > 0.7 * PAGES


def test_charsets_are_declared_right_wrongly_and_not_at_all(rows):
    said = {row["charset"]: set() for row in rows}
    for row in rows:
        declared = row["charset_http"] or row["charset_meta"]
        right = declared in (row["charset"], "gb2312")
        said[row["charset"]].add("missing" if declared is None else "right" if right else "wrong")
    assert said == {
        "utf-8": {"right", "wrong", "missing"},
        "windows-1252": {"right", "wrong", "missing"},
        "windows-1251": {"right", "wrong"},
        "gbk": {"right", "wrong", "missing"},
        "shift_jis": {"wrong", "missing"},
    }


def test_bytes_are_in_the_true_charset_and_declared_as_the_key_says(rows):
    misread = 0
    for number, row in enumerate(rows):
        placed = page_at(0, number)
        sent = fetched(placed)
        head = dict(sent.headers)["Content-Type"]
        assert html.unescape(sent.body.decode(row["charset"])) == html.unescape(placed.page.html)
        assert head == "text/html" + (f"; charset={row['charset_http']}" if row["charset_http"] else "")
        meta = re.search(rb'<meta charset="([^"]+)"', sent.body)
        assert (meta[1].decode() if meta else None) == row["charset_meta"]
        if (row["charset_http"] or row["charset_meta"] or row["charset"]) not in (row["charset"], "gb2312"):
            declared = row["charset_http"] or row["charset_meta"]
            misread += html.unescape(sent.body.decode(declared, "replace")) != html.unescape(placed.page.html)
    assert misread > 80


def test_signals_stand_where_the_key_says(rows):
    ways = Counter()
    for number, row in list(enumerate(rows))[::3]:
        placed = page_at(0, number)
        sent, page = dict(fetched(placed).headers), placed.page.html
        assert (row["licence"] is not None) == ("creativecommons.org" in page)
        assert row["licence"] is None or f'href="{row["licence"]}"' in page
        told = any(sign in page for sign in ("article:published_time", "datePublished", "dateCreated"))
        assert (row["published"] is not None) == told
        assert row["published"] is None or row["published"] in page
        found = {
            "robots-header": sent.get("X-Robots-Tag") == "noai",
            "robots-meta": 'content="index, follow, noai, noimageai"' in page,
            "tdm-header": sent.get("tdm-reservation") == "1",
            "tdm-meta": '<meta name="tdm-reservation" content="1">' in page,
        }
        assert any(found.values()) == bool(row["opt_out"])
        ways += Counter(way for way, there in found.items() if there)
    assert all(ways[way] > 0 for way in found)
    assert set(counted(rows, "licence")) > {None}


def test_a_web_is_made_of_one_set_of_families_and_a_fifth_of_all_is_reserved(rows, tmp_path):
    sets = {one: {d.name for d in DIALECTS if d.reserved == (one == "reserved")} for one in FAMILIES}
    assert len(sets["reserved"]) == len(DIALECTS) / 5
    generate(tmp_path, pages=300, warcs=1, seed_pages=60, families="reserved")
    reserved = pq.read_table(tmp_path / "answer_key.parquet").to_pylist()
    assert json.loads((tmp_path / "manifest.json").read_text())["families"] == "reserved"
    for name, web in (("dev", rows), ("reserved", reserved)):
        english = [row for row in web if row["language"] == "en"]
        assert {row["family"] for row in english} == sets[name]
        assert {row["reserved"] for row in english} == {name == "reserved"}
        assert {row["kind"] for row in english} == {kind.name for kind in KINDS}
        # one wording a language: nothing of other languages can be held back
        assert not any(row["reserved"] for row in web if row["language"] != "en")


def test_the_sites_of_a_kind_differ_in_their_families(rows):
    of_kind = {kind.name: {row["family"] for row in rows if row["kind"] == kind.name} for kind in KINDS}
    assert all(len(families - set(TONGUES)) >= 3 for families in of_kind.values())


def test_seeds_are_of_other_domains_and_never_of_reserved_families(tmp_path):
    assert not {site.domain for site in SEED_SITES} & {site.domain for site in SITES}
    generate(tmp_path, pages=1, seed_pages=60, families="reserved")
    seeds = (tmp_path / "seeds/positives.jsonl").read_text().splitlines()
    marks = [one.best for one in DIALECTS if one.reserved]
    assert not any(mark in json.loads(line)["text"] for line in seeds for mark in marks)


def test_other_families_than_these_are_refused(tmp_path):
    with pytest.raises(UserError, match="families must be dev or reserved, got all"):
        generate(tmp_path, pages=1, families="all")


def test_votes_and_acceptance_stand_on_the_page(rows):
    pairs = Counter()
    for number, row in enumerate(rows):
        if row["kind"] not in ("forum", "qapage"):
            continue
        page = page_at(0, number).page.html
        for pair in row["pairs"]:
            pairs[row["kind"], pair["votes"] is not None, pair["accepted"]] += 1
            if pair["votes"] is not None:
                assert f">{pair['votes']}<" in page or f">{pair['votes']} likes<" in page
            assert pair["accepted"] == ("accepted-answer" in page or "acceptedAnswer" in page)
    assert set(pairs) == {
        ("qapage", True, True),
        ("qapage", True, False),
        ("forum", True, True),
        ("forum", True, False),
        ("forum", False, True),
        ("forum", False, False),
    }


def test_the_posts_of_a_thread_say_more_than_its_pair(rows):
    whole = [(row, pair) for row in rows for pair in row["pairs"] if pair["whole_question"]]
    assert {row["kind"] for row, _ in whole} == {"forum"}
    for _, pair in whole:
        assert pair["question"] in pair["whole_question"]
        assert pair["answer"] in pair["whole_answer"]
        assert pair["whole_question"] != pair["question"]


def test_faq_answers_are_folded_away_and_stand_in_json_as_well(rows):
    ways = Counter()
    for number, row in enumerate(rows):
        if row["kind"] != "faq":
            continue
        page = page_at(0, number).page.html
        (data,) = (
            one
            for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
            if "FAQPage" in one
        )
        entities = json.loads(data)["mainEntity"]
        assert [one["@type"] for one in entities] == ["Question"] * len(row["pairs"])
        ways["details"] += "<summary>" in page
        ways["hidden"] += 'class="accordion-panel"' in page
        ways["list"] += "<dl>" in page
    assert all(ways[way] > 0 for way in ("details", "hidden", "list"))


def test_pages_that_do_not_teach_hold_no_pair_and_no_formula(rows):
    for row in rows:
        if row["kind"] in ("news", "shop", "spam", "links"):
            assert (row["educational"], row["pairs"], row["formulas"]) == (False, [], [])
