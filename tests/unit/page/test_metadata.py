"""metadata: literal pages and headers in, the whole Metadata out."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from webinstruct.page.metadata import json_ld, language, metadata
from webinstruct.page.model import Metadata
from webinstruct.page.published import day

BY_SA = "https://creativecommons.org/licenses/by-sa/4.0/"


def read(source: str, **headers: str) -> Metadata:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return metadata(LexborHTMLParser(source), source, named)


def ld(data: str) -> str:
    return f'<script type="application/ld+json">{data}</script>'


def test_a_whole_head() -> None:
    page = """<!doctype html><html lang="de-AT"><head><title> Primzahlen
    &amp; Teiler </title><meta name="robots" content="NOINDEX, follow, noai">
    <meta property="article:published_time" content="2019-11-20T08:05:26+00:00">
    <link rel="license" href="//creativecommons.org/licenses/by-sa/4.0/deed.de"></head><body><p>x"""
    assert read(page, tdm_reservation="1") == Metadata(
        title="Primzahlen & Teiler",
        lang="de",
        published="2019-11-20",
        licence=BY_SA,
        opt_out=("noai", "noindex", "tdm-reservation"),
    )


def test_a_page_that_says_nothing() -> None:
    assert read("<p>x") == read("") == Metadata(title="")


def test_markup_that_breaks_the_head_off_loses_nothing() -> None:
    page = '<head><img src=x><title>Late</title><meta name="robots" content="noai">'
    page += '<meta name="date" content="2001-02-03">'
    assert read(page) == Metadata(title="Late", published="2001-02-03", opt_out=("noai",))


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>A\x85B\x07\u200bC</title>", "A B \u200bC"),
        ("<title> </title><meta property=og:title content=' Card '><h1>Head</h1>", "Card"),
        ("<h1>He<b>ad</b></h1>", "Head"),
        ("<svg><title>Icon</title></svg><h1>Head</h1>", "Head"),
        (ld('{"@type": "Article", "headline": "From JSON"}'), "From JSON"),
        ("<title>" + "long " * 10_000, ("long " * 200).strip()),
    ],
)
def test_titles(html: str, title: str) -> None:
    assert read(html).title == title


@pytest.mark.parametrize(
    ("html", "header", "lang"),
    [
        ("<html lang=EN-us>", "de", "en"),
        ("<html xml:lang=fr>", "de", "fr"),
        ("<meta http-equiv=Content-Language content='id, en'>", "de", "id"),
        ("<html lang=xx>", "pt-BR", "pt"),
        ("<html lang=''><meta property=og:locale content=zh_CN>", "", "zh"),
        ("<html lang=german>", "", None),
        ("<html lang=iw>", "", "he"),
    ],
)
def test_declared_languages(html: str, header: str, lang: str | None) -> None:
    assert read(html, content_language=header).lang == lang


@pytest.mark.parametrize(
    ("html", "published"),
    [
        (
            ld('{"@graph": [{"@type": "WebPage", "datePublished": "2024-05-09T14:32:09+00:00"}]}'),
            "2024-05-09",
        ),
        (ld('{"@type": "Comment", "datePublished": "2024-05-09"}'), None),
        ('<meta name="citation_publication_date" content="2008/5/16">', "2008-05-16"),
        ('<meta name="DC.date" content="20080516">', "2008-05-16"),
        ('<p><time itemprop="datePublished" datetime="2019-10-19T14:34+0200">gestern</time>', "2019-10-19"),
        ('<p><span itemprop="datePublished">16 May 2024</span>', "2024-05-16"),
        ('<p><time pubdate datetime="2023-01-02">x</time>', "2023-01-02"),
        ('<p><time class="entry-date" datetime="2011-09-17">x</time>', "2011-09-17"),
        ('<p><time datetime="2023-01-02">some event</time>', None),
        ('<meta itemprop="dateModified" content="2020-01-02">', None),
        ('<meta name="date" content="tomorrow"><meta name="date" content="2021-02-03">', "2021-02-03"),
    ],
)
def test_published(html: str, published: str | None) -> None:
    assert read(html).published == published


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-02-30", None),
        ("1970-01-01T00:00:00Z", None),
        ("2150-01-01", None),
        ("2024年5月16日", "2024-05-16"),
        ("Thu, 16 May 2024 12:23:21 GMT", "2024-05-16"),
        ("May 16, 2024", "2024-05-16"),
        ("Posted on Sept. 3rd, 2012", "2012-09-03"),
        ("03.04.2020", "2020-04-03"),
        ("03/04/2020", None),
        ("13/04/2020", "2020-04-13"),
        ("04/13/2020", "2020-04-13"),
        ("1715840601", None),
    ],
)
def test_days(text: str, expected: str | None) -> None:
    assert day(text) == expected


@pytest.mark.parametrize(
    ("html", "licence"),
    [
        ('<a rel="license noopener" href="http://creativecommons.org/licenses/by-sa/4.0/">', BY_SA),
        (
            '<a rel="license" href="/terms"></a>'
            '<a rel="license" href="https://creativecommons.org/licenses/by-sa/4.0">',
            BY_SA,
        ),
        (
            '<a rel="license" href="http://www.codeproject.com/info/cpol10.aspx">',
            "http://www.codeproject.com/info/cpol10.aspx",
        ),
        (
            '<p>Licensed: <a href="https://creativecommons.org/licenses/by/2.0/">x</a></p>'
            f'<a rel="license" href="{BY_SA}">',
            BY_SA,
        ),
        (
            '<p>This text is licensed under <a href="http://creativecommons.org/licenses/by-sa/4.0/deed.en">CC</a>',
            BY_SA,
        ),
        (
            '<p>Photo by A., licensed under <a href="http://creativecommons.org/licenses/by-sa/4.0/">CC</a>',
            None,
        ),
        ('<p>See <a href="http://creativecommons.org/licenses/by-sa/4.0/">this</a>', None),
        (
            '<p>licence: <a href="https://creativecommons.org/licenses/by/4.0/">a</a> or '
            '<a href="https://creativecommons.org/licenses/by-sa/4.0/">b</a>',
            None,
        ),
        (
            ld('{"license": {"@id": "https://creativecommons.org/publicdomain/zero/1.0/"}}'),
            "https://creativecommons.org/publicdomain/zero/1.0/",
        ),
        (ld('{"@type": "ImageObject", "license": "https://creativecommons.org/licenses/by/4.0/"}'), None),
        ('<meta name="DCTERMS.license" content="CC BY-SA 4.0">', BY_SA),
        ('<meta name="dc.rights" content="Creative Commons BY-SA 4.0 International">', BY_SA),
        ('<meta name="copyright" content="Copyright 2024 A. Person">', None),
    ],
)
def test_licences(html: str, licence: str | None) -> None:
    assert read(html).licence == licence


def test_a_licence_in_the_link_header() -> None:
    header = f'</style.css>; rel=preload, <{BY_SA}>; rel="license"'
    assert read("<p>x", link=header).licence == BY_SA


@pytest.mark.parametrize(
    ("html", "headers", "signals"),
    [
        ("<meta name=robots content='index, follow, max-snippet:-1'>", {}, ()),
        ("<meta name=ROBOTS content='NoAI, NoImageAI'>", {}, ("noai", "noimageai")),
        ("<meta name=robots content='noindex nofollow'>", {}, ("noindex",)),
        ("<meta name=robots content='max-snippet: 0'>", {}, ("max-snippet:0",)),
        (
            "<meta name=googlebot content=nosnippet><meta name=CCBot content=nofollow>",
            {},
            ("ccbot:nofollow", "googlebot:nosnippet"),
        ),
        (
            "<meta name=tdm-reservation content=1><meta name=tdm-policy content='https://a.example/p'>",
            {},
            ("tdm-policy", "tdm-reservation"),
        ),
        ("<meta name=tdm-reservation content=0>", {"tdm_reservation": "0"}, ()),
        (
            "",
            {"x_robots_tag": "noarchive, GPTBot: noindex, nofollow, bingbot: nocache"},
            ("bingbot:nocache", "gptbot:nofollow", "gptbot:noindex", "noarchive"),
        ),
        ("", {"x_robots_tag": "googlebot: noindex, noai"}, ("googlebot:noindex", "noai")),
        ("", {"x_robots_tag": "unavailable_after: 25 Jun 2030 15:00:00 PST, noindex"}, ("noindex",)),
        ("", {"content_usage": "train-ai=n, search=y"}, ("content-usage:train-ai=n",)),
        ("<meta name=robots content=DisallowAITraining>", {}, ("disallowaitraining",)),
    ],
)
def test_signals_against_machine_use(html: str, headers: dict[str, str], signals: tuple[str, ...]) -> None:
    assert read(html, **headers).opt_out == signals


def test_json_ld_is_read_where_it_is_whole() -> None:
    page = ld("{broken") + ld('{"a": [1, {"b": "c\nd"}]}') + "<pre>application/ld+json ></pre><p></script>"
    assert json_ld(page) == [{"a": [1, {"b": "c\nd"}]}, {"b": "c\nd"}]


PROSE = {
    "en": "Multiply both sides of the equation by three and then move all the terms to the left side of it.",
    "de": "Man multipliziert beide Seiten der Gleichung mit drei und bringt dann alle Glieder nach links hinüber.",
    "fr": "On multiplie les deux membres de cette équation par trois, puis on fait passer tous les termes à gauche.",
    "ru": "Умножим обе части уравнения на три, а потом перенесём все слагаемые в левую часть уравнения.",
    "uk": "Помножимо обидві частини рівняння на три, а потім перенесемо всі доданки в його ліву частину.",
    "zh": "先把方程的两边同时乘以三，然后把所有的项都移到左边。",
    "ja": "まず方程式の両辺に三をかけて、それから全部の項を左辺に移します。",
    "ko": "먼저 방정식의 양변에 삼을 곱하고, 그다음 모든 항을 왼쪽으로 옮깁니다.",
    "el": "Πολλαπλασιάζουμε τα δύο μέλη της εξίσωσης με το τρία.",
    "he": "כופלים את שני האגפים של המשוואה בשלוש ומעבירים הכול שמאלה.",
    "ar": "نضرب طرفي المعادلة في ثلاثة ثم ننقل كل الحدود إلى اليسار.",
}


@pytest.mark.parametrize("code", PROSE)
@pytest.mark.parametrize("declared", [None, "en", "it"])
def test_long_text_tells_its_language_whatever_is_declared(code: str, declared: str | None) -> None:
    assert language(PROSE[code] * 4, declared) == code


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        ("", None, None),
        ("", "de", "de"),
        ("Hi", "de", "de"),
        ("Да, верно", "en", "ru"),
        ("Так, вірно", "uk", "uk"),
        (r"$\sum_{i=1}^n i = \frac{n(n+1)}{2}$ " * 30, "de", "de"),
        ("def f(x): return self.items[x] != other.items[x] " * 30, "en", "en"),
        (
            "Web | Moving Images | Texts | Audio | Software | Education | Patron Info | Forums | FAQs",
            None,
            "en",
        ),
        (PROSE["zh"] + " Vue.js npm install webpack babel " * 2, "en", "zh"),
    ],
)
def test_short_texts_formulas_and_code_take_what_is_declared(
    text: str, declared: str | None, expected: str | None
) -> None:
    assert language(text, declared) == expected


HOSTILE = {
    "metas": "<meta name=robots content=noai>" * 50_000,
    "links": "<a rel=\"license\" href='//creativecommons.org/licenses/by/4.0/'>x" * 20_000,
    "scripts": '<script type="application/ld+json">' * 20_000,
    "deep json": ld("[" * 100_000),
    "wide json": ld("[" + ",".join(['{"@type": "Question", "datePublished": "x"}'] * 8_000) + "]"),
    "rules": f"<meta name=robots content='{'a:' * 100_000}'>",
    "dates": '<b itemprop="datePublished">1 ' * 20_000,
    "title": "<title>" + "x " * 500_000,
    "deep": "<div>" * 5_000 + '<a rel="license" href=x>',
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_take_no_longer(name: str) -> None:
    parser = LexborHTMLParser(HOSTILE[name])
    start = time.process_time()
    found = metadata(parser, HOSTILE[name], {"x-robots-tag": "a: " * 100_000, "link": "<" * 10_000})
    assert time.process_time() - start < 1
    assert len(repr(found)) < 5_000


@pytest.mark.parametrize(
    "text", ["$" * 100_000, "a" * 100_000, "{ " * 50_000, "я" * 100_000, "\ud7ff" * 1000]
)
def test_hostile_texts_have_some_language_soon(text: str) -> None:
    start = time.process_time()
    language(text, None)
    assert time.process_time() - start < 0.5


@settings(max_examples=200, deadline=None)
@given(
    value=st.text(max_size=80), name=st.sampled_from(["robots", "date", "dc.rights", "license", "og:title"])
)
def test_any_meta_gives_metadata_that_utf8_can_hold(value: str, name: str) -> None:
    source = f'<html lang="{value}"><meta name="{name}" content="{value}">' + ld(f'{{"license": "{value}"}}')
    repr(read(source.encode("utf-8", "replace").decode(), x_robots_tag=value)).encode()
