"""page: literal HTML in, whole text out."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webinstruct.page import Answer, StructuredQA, host_and_domain, read
from webinstruct.page.decode import decode


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<p>Let <script type="math/tex">a<b</script> be</p>', "Let $a<b$ be"),
        ('<p>so <script type="math/tex; mode=display">a^2</script></p>', "so $$a^2$$"),
        (r"<p>\(a\) and \[b\\[2pt] c\]</p>", r"$a$ and $$b\\[2pt] c$$"),
        (r"<p>use <code>\(b\)</code></p>", r"use \(b\)"),
        (r"<p>\(never closed", r"\(never closed"),
        ("<p>$5 and $10, $x$", "$5 and $10, $x$"),
        ("<p>x<sup>2</sup>+x<sup>10</sup> H<sub>2</sub>O", "x^2+x^{10} H_2O"),
        ("<p>e<sup>x<sup>2</sup></sup>, a<sub>b<sup>2</sup></sub>", "e^{x^2}, a_{b^2}"),
        ("<p>1<sup>st</sup> note<sup>[3]</sup> more<sup><a href=x>1</a></sup>", "1st note[3] more1"),
    ],
)
def test_formulas_become_latex_and_the_rest_stays(html: str, text: str) -> None:
    assert read(html.encode()).text == text


def test_title_falls_back_to_card_then_heading() -> None:
    assert read(b'<meta property="og:title" content="Card"><h1>Head</h1>').title == "Card"
    assert read(b"<h1>He<b>ad</b></h1>").title == "Head"
    assert read(b"<p>x").title == ""


@pytest.mark.parametrize(
    ("html", "http", "text", "charset"),
    [
        ("é".encode(), "utf-8", "é", "utf-8"),
        ("é".encode("latin-1"), "ISO-8859-1", "é", "windows-1252"),
        (b'<meta charset="koi8-r">' + "да".encode("koi8-r"), None, "да", "koi8-r"),
        (b"\xef\xbb\xbfx", "latin-1", "x", "utf-8"),
        ("é à è ".encode("latin-1") * 9, "utf-8", "é à è " * 9, "windows-1252"),
    ],
)
def test_charset_is_bom_then_http_then_meta_then_guess(
    html: bytes, http: str | None, text: str, charset: str
) -> None:
    source, used = decode(html, http)
    assert source.endswith(text)
    assert used == charset


@pytest.mark.parametrize("name", ["x-nonsense", "", "utf-7", "\u00e9", "a\0b", "hex", "base64", "idna"])
def test_a_nonsense_charset_is_ignored(name: str) -> None:
    assert read(b"<p>plain", http_charset=name).text == "plain"


MICRODATA = b"""<div itemscope itemtype="https://schema.org/QAPage">
<div itemprop="mainEntity" itemscope itemtype="https://schema.org/Question">
<h1 itemprop="name">Squares?</h1><span itemprop="upvoteCount">7</span>
<div itemprop="text"><p>What is 3<sup>2</sup>?</p></div>
<div itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer">
<span itemprop="upvoteCount" data-value="12">twelve</span><div itemprop="text">It is 9.</div></div>
<div itemprop="suggestedAnswer" itemscope itemtype="https://schema.org/Answer">
<div itemprop="text">It is <i>nine</i>.</div></div></div></div>"""


def test_microdata_gives_the_question_with_its_answers() -> None:
    assert read(MICRODATA).structured == (
        StructuredQA(
            "Squares?\n\nWhat is 3^2?",
            (Answer("It is 9.", 12, True), Answer("It is nine.", None, False)),
        ),
    )


def test_json_ld_gives_questions_and_broken_json_nothing() -> None:
    html = b"""<script type="application/ld+json">{"@context": "x", "@graph": [{"@type": "FAQPage",
    "mainEntity": [{"@type": "Question", "name": "Why?", "acceptedAnswer":
    {"@type": "Answer", "text": "<p>It&#39;s so.\\ud800</p>", "upvoteCount": "3"}}]}]}</script>
    <script type="application/ld+json">{"@type": "Question", </script>"""
    assert read(html).structured == (StructuredQA("Why?", (Answer("It's so.?", 3, True),)),)


def test_a_question_without_answers_is_none() -> None:
    assert (
        read(b'<p itemscope itemtype="http://schema.org/Question"><b itemprop=name>Why?</b>').structured == ()
    )


def test_language_is_guessed_and_lang_helps_where_text_is_short() -> None:
    assert read(b"<p>This is a longer piece of English text about the history of numbers.").language == "en"
    assert read(b'<html lang="de-AT"><p>').language == "de"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://Math.Blog.blogspot.com/x", ("math.blog.blogspot.com", "blog.blogspot.com")),
        ("http://www.bbc.co.uk.:80/", ("www.bbc.co.uk", "bbc.co.uk")),
        ("http://1.2.3.4:8080/", ("1.2.3.4", "1.2.3.4")),
        ("http://[::1]/", ("::1", "::1")),
        ("http://www.m\u00fcller.de/", ("www.xn--mller-kva.de", "xn--mller-kva.de")),
        ("http://co.uk/", ("co.uk", "co.uk")),
        ("http://a..b.com/", ("a..b.com", "a..b.com")),
        ("http://[bad", ("", "")),
        ("dns:example.org", ("", "")),
    ],
)
def test_domains(url: str, expected: tuple[str, str]) -> None:
    assert host_and_domain(url) == expected


HOSTILE = {
    "nothing": b"",
    "nul": b"\0" * 1000,
    "deep": b"<div>" * 100_000 + b"x",
    "nested exponents": b"a<sup>" * 20_000,
    "colspan": b"<table><tr><td colspan=9007199254740991 rowspan=9007199254740991>x</table>",
    "nested items": b'<div itemscope itemtype="http://schema.org/Question"><b itemprop=name>q</b>' * 3000,
    "delimiters": b"\\(" * 200_000,
    "deep json": b'<script type="application/ld+json">"Question"' + b"[" * 100_000 + b"</script>",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_neither_crash_nor_hang(name: str) -> None:
    start = time.monotonic()
    read(HOSTILE[name])
    assert time.monotonic() - start < 5


@settings(max_examples=150, deadline=None)
@given(html=st.binary(max_size=300), charset=st.none() | st.text(max_size=12))
def test_any_bytes_give_a_page_that_utf8_can_hold(html: bytes, charset: str | None) -> None:
    page = read(html, http_charset=charset)
    (page.title + page.text + repr(page.structured)).encode()


@given(url=st.text(max_size=60))
def test_any_url_has_a_domain_that_ends_its_host(url: str) -> None:
    host, domain = host_and_domain(url)
    assert host.endswith(domain)
