"""Pages made to hurt: read in linear time, with nothing in the text that has no place there.

Where a case names seconds, that is what it took before it was bounded.
"""

import random
import re
import time
from pathlib import Path

import pytest

from webinstruct import page
from webinstruct.page.depth import flattened

_SECONDS = 2.0
"""CPU seconds, the bound of the issue; every page here takes less than a third."""
_NO_PLACE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ue000-\ue008\ud800-\udfff]")


def read(html: str | bytes) -> page.Page:
    """The page, with what holds for every page checked."""
    body = html.encode("utf-8", "surrogatepass") if isinstance(html, str) else html
    start = time.process_time()
    found = page.read(body)
    assert time.process_time() - start < _SECONDS
    answers = [answer.text for one in found.structured for answer in one.answers]
    for text in (found.title, found.text, *(one.question for one in found.structured), *answers):
        assert _NO_PLACE.search(text) is None
    ends = [0, *(place for block in found.blocks for place in (block.start, block.end)), len(found.text)]
    assert ends == sorted(ends)
    return found


NESTS = (
    "div p b a table svg math select template button ul blockquote pre section sup label unknown-tag".split()
)
DEEP = {
    "just few enough not to be counted": "<blockquote class=a>x" * 29_900,
    "closed in comments, 4 s": "<div><!--</div>-->" * 30_000,
    "closed in scripts": "<div><script></div></script>" * 20_000,
    "closed in a script in a script": "<div><script><!--<script></script></div></script>" * 15_000,
    "closed in attributes, 4 s": "<div title='></div>'>" * 30_000,
    "upper case": "<DIV>" * 50_000,
    "self-closing": "<div/>" * 50_000,
    "ended by another name, 5 s": "<div></x>" * 30_000,
    "ended as a paragraph, 10 s": "<div></p>" * 30_000,
    "ended as a line break, 6 s": "<div></br>" * 30_000,
    "options, 25 s": "<select>" + "<option>x" * 50_000,
    "a title in a select": "<select><title><input>" + "<div></x>" * 30_000,
    "void names in SVG": "<svg>" + "<link></x>" * 30_000,
    "CDATA": "<svg>" + "<g><![CDATA[></g>]]>" * 20_000,
    "SVG and back": "<svg><desc>" * 30_000,
    "bold blocks": "<b><div></b>" * 20_000,
    "tables": "<table><td>" * 30_000,
    "text between rows": "<table>x" * 3_000,
}
FONTS = {
    "fonts opened anew, 18 s": "".join(f"<font color={i}>" for i in range(300)) + "<p>x" * 10_000,
    "fonts on a smaller page": "".join(f"<font color={i}>" for i in range(2_000)) + "<p>x" * 2_500,
    "every format thrice": "<b><i><u><s><tt><em><big>" * 3 + "<p>x" * 20_000,
}
BULK = {
    "attributes, 23 s": "<p " + " ".join(f"a{i}" for i in range(100_000)) + ">x",
    "attributes on many tags": ("<p " + " ".join(f"a{i}" for i in range(3_000)) + ">x") * 40,
    "a long class": "<p class='" + "aA-" * 100_000 + "'>x",
    "distinct classes": "".join(f"<p class='c{i} d{i}' id=e{i}>x</p>" for i in range(15_000)),
    "tags": "<p>x<i>y" * 60_000,
    "list items": "<li>x" * 40_000,
    "cells": "<table><tr>" + "<td>x" * 40_000,
    "rows": "<table>" + "<tr><td>x<td>y" * 20_000,
    "exponents": "x<sup>2</sup>" * 30_000,
    "links": "<a href=x>y</a> " * 30_000,
    "headings": "<h2>x</h2>" * 30_000,
    "labels": "<label>x</label>y" * 20_000,
    "comments": "a<!-- -->" * 50_000,
    "spaces": " " * 2_000_000,
    "one letter": "x" * 2_000_000,
    "broken entities": "&#xD800;&#0;&#xE000;&#x110000;&x" * 20_000,
    "marks of our own": "<p>\ue000x\ue001 \ue008 &#xE000;y&#xE001;<img alt='\ue002$z$\ue003' class=tex>"
    * 5_000,
}
SIGNS = (
    *("$", "$$", "$a$b", "$x$ ", "$x ", "$a{", "\\(", "\\(x\\)", "\\["),
    *("\\begin{align}", "{\\displaystyle", "[tex]", "$5 "),
)
FORMULAS = [
    '<script type="math/tex">x^2</script>',
    "<math><mi>x</mi></math>",
    '<img class="tex" alt="x^2">',
    '<span class="katex"><span class="katex-mathml"><math><mi>x</mi></math></span></span>',
    '<span data-tex="x^2">x</span>',
    "<tex-math>x^2</tex-math>",
    '<span class="math">x^2</span>',
    '<mjx-container><mjx-mi><mjx-c class="mjx-c1D465"></mjx-c></mjx-mi></mjx-container>',
    '<script type="math/asciimath">x^2/3</script>',
]
_JSON = '<script type="application/ld+json">{}</script>'
STRUCTURED = {
    "brackets": _JSON.format('["Question",' + "[" * 50_000),
    "many scripts": _JSON.format('{"@type":"Question","name":"q","acceptedAnswer":{"text":"a"}}') * 2_000,
    "a long number": _JSON.format(
        '{"@type":"Question","name":"q","acceptedAnswer":{"text":"a","upvoteCount":' + "9" * 5_000 + "}}"
    ),
    "other types": _JSON.format(
        '[{"@type":{"Question":1}},{"@type":["Question",1],"name":5,"acceptedAnswer":"x"}]'
    ),
    "half surrogates": _JSON.format(
        '{"@type":"Question","name":"\\ud800\\u0000\\ue000q","acceptedAnswer":{"text":"\\udfffa\\u0001"}}'
    ),
    "nested questions": "<div itemscope itemtype=http://schema.org/Question>" * 300
    + "<i itemprop=suggestedAnswer itemscope><b itemprop=text>a</b></i>" * 2_000,
}


@pytest.mark.parametrize("tag", NESTS)
def test_a_tag_opened_30_000_times_is_read_in_time(tag: str) -> None:
    read(f"<{tag}>" * 30_000 + "x")


@pytest.mark.parametrize(
    "html", [*DEEP.values(), *FONTS.values(), *BULK.values()], ids=[*DEEP, *FONTS, *BULK]
)
def test_a_hostile_page_is_read_in_time(html: str) -> None:
    read(html)


@pytest.mark.parametrize("sign", SIGNS)
def test_signs_of_formulas_without_end_are_read_in_time(sign: str) -> None:
    read(sign * (400_000 // len(sign)))


@pytest.mark.parametrize("markup", FORMULAS)
def test_ten_thousand_formulas_are_read_in_time_and_none_is_lost(markup: str) -> None:
    assert read("<p>" + f"a {markup} " * 5_000).text.count("x") == 5_000


@pytest.mark.parametrize("html", STRUCTURED.values(), ids=STRUCTURED)
def test_hostile_structured_data_is_read_in_time(html: str) -> None:
    read(html)


@pytest.mark.parametrize(
    "start", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\0\0\xfe\xff"]
)
@pytest.mark.parametrize(
    "rest", [b"", b"<", b"\xd8\0\0\xd8" * 99, bytes(range(256)) * 200, b"\xe4\xb8" * 999]
)
def test_any_byte_order_mark_before_any_bytes(start: bytes, rest: bytes) -> None:
    read(start + rest)


@pytest.mark.parametrize(
    "charset",
    ["utf-7", "idna", "punycode", "rot13", "base64", "undefined", "utf-16", "x\0y", "unicode_escape"],
)
def test_a_charset_that_is_none_does_not_raise(charset: str) -> None:
    assert "caf" in page.read(b"<p>caf\xe9 +AGE- \\u0041", http_charset=charset).text


def test_a_glyph_that_is_half_a_surrogate_pair_is_left_out() -> None:
    glyphs = "<use data-c=D800></use><use data-c=78></use>"
    assert read(f"<mjx-container><svg><g data-mml-node=mi>{glyphs}</g></svg></mjx-container>").text == "$x$"


def test_huge_numbers_in_attributes_are_no_numbers() -> None:
    nines = "9" * 5_000
    lists = f"<ol start={nines}><li value={nines}>a</ol><ol type=i start=9999999><li>b</ol>"
    assert read(f"{lists}<table><tr><td colspan={nines}>c<td rowspan={nines}>d</table>").text == (
        "1. a\n\n9999999. b\n\nc | d"
    )


# --- what is taken out before the parse ----------------------------------------------------


def test_an_honest_page_goes_to_the_parser_as_it_is() -> None:
    inner = "<!-- <div> --><script>'<div>'</script><svg><g><path d='>'/></g></svg><p>x<b>y</b><li>z<br>"
    honest = ("<div class='>'>" + inner + "</div>") * 3_000
    assert flattened(honest) == honest


def test_text_stays_where_tags_go() -> None:
    words = [f"word{i}" for i in range(20_000)]
    assert re.sub("<[^>]*>", "", flattened("<div>".join(words))) == "".join(words)


def test_attributes_beyond_256_go_and_the_rest_of_the_page_stays() -> None:
    many = " ".join(f"a{i}=1" for i in range(20_000))
    found = flattened(f"<p class=x {many}>text<p class=y>more")
    assert found.endswith(">text<p class=y>more")
    assert len(found) < 3_000


# --- real pages, spoiled -------------------------------------------------------------------


def spoiled(body: bytes, chance: random.Random) -> list[bytes]:
    """The page with bytes flipped, a stretch cut, doubled, its pieces shuffled, and cut off at a tenth of it."""
    start = chance.randrange(len(body))
    end = chance.randrange(start, len(body))
    flipped = bytearray(body)
    for _ in range(len(body) // 50):
        flipped[chance.randrange(len(body))] = chance.randrange(256)
    pieces = [body[at : at + 500] for at in range(0, len(body), 500)]
    chance.shuffle(pieces)
    cut = body[: len(body) * chance.randrange(10) // 10]
    return [bytes(flipped), body[:start] + body[end:], body[:end] + body[start:], b"".join(pieces), cut]


@pytest.mark.parametrize("folder", ["html_forum", "html_math", "html_qa"])
def test_spoiled_real_pages_are_read_in_time(shared: Path, folder: str) -> None:
    chance = random.Random(folder)
    files = sorted(path for path in (shared / folder).glob("*.html") if path.stat().st_size)
    for path in chance.sample(files, min(8, len(files))):
        for body in spoiled(path.read_bytes(), chance):
            read(body)
