"""What holds for the text of every page, whatever its markup: tried on pages made at random."""

import re
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from webinstruct import page

_NO_PLACE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ue000-\ue008\ud800-\udfff]")
_FEW = settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))

_TAGS = st.sampled_from(
    """div p span b i a table tr td th ul ol li dl dt dd h1 h2 blockquote pre code sup sub section article aside header
    footer nav form label button input select option br hr img svg math mi mrow template script style title textarea
    details summary figure figcaption time q font center x-y mjx-container""".split()
)
_ATTRIBUTES = st.sampled_from(
    [
        *(
            "",
            " class=question",
            " class='answer accepted-answer'",
            " class=comment",
            " class=sidebar",
            " class=author",
        ),
        *(
            " class=katex",
            " class=math",
            " class=MathJax",
            " href=x",
            " role=navigation",
            " start=9 reversed",
        ),
        *(
            " itemprop=text",
            " itemscope itemtype=http://schema.org/Question",
            " itemprop=acceptedAnswer itemscope",
        ),
        *(" alt='$x$' class=tex", " data-tex='a^2'", " type=math/tex", ' class="', " class='a>b'", " /"),
    ]
)
_WORDS = st.sampled_from(
    [
        *(
            "word",
            " ",
            "\n",
            "$5 and $10",
            "$x^2$",
            "\\(y\\)",
            "\\[",
            "$$",
            "`a`",
            "[tex]b[/tex]",
            "Posted 2 days ago",
        ),
        *(
            "&amp;",
            "&lt;b&gt;",
            "&#xD800;",
            "&#xE000;",
            "&#1;",
            "\ue001",
            "\ue008",
            "\0",
            "\u200b",
            "é",
            "中文",
            "<!--",
            "-->",
        ),
        *("]]>", "<![CDATA[", "</", "<", ">", "\x85", "\u2028", "\r", "\t"),
    ]
)


@st.composite
def soups(draw: st.DrawFn) -> str:
    """Tags opened and closed in any order, words between."""
    pieces = draw(st.lists(st.tuples(_TAGS, _ATTRIBUTES, _WORDS, st.booleans()), max_size=40))
    return "".join(
        f"</{tag}>{word}" if closes else f"<{tag}{more}>{word}" for tag, more, word, closes in pieces
    )


def check(found: page.Page) -> None:
    """What holds for every page."""
    answers = [answer.text for one in found.structured for answer in one.answers]
    for text in (found.title, found.text, *(one.question for one in found.structured), *answers):
        assert _NO_PLACE.search(text) is None
    assert found.text == found.text.strip()
    ends = [0, *(place for block in found.blocks for place in (block.start, block.end)), len(found.text)]
    assert ends == sorted(ends)
    assert all(found.text[block.start : block.end].strip() for block in found.blocks)


@given(soups())
@settings(_FEW, max_examples=400)
def test_tag_soup_gives_clean_text_and_blocks_in_order_and_twice_the_same(html: str) -> None:
    body = html.encode("utf-8", "surrogatepass")
    found = page.read(body)
    check(found)
    assert page.read(body) == found


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "gbk", "shift_jis", "utf-16", "nonsense"]))
@settings(_FEW, max_examples=200)
def test_any_bytes_give_a_page(body: bytes, charset: str | None) -> None:
    check(page.read(body, http_charset=charset))


_NAMES = st.sampled_from(
    ["content-language", "x-robots-tag", "tdm-policy", "tdm-reservation", "link", "content-usage"]
)


@given(st.dictionaries(_NAMES, st.text(max_size=40)))
@_FEW
def test_any_headers_give_a_page(headers: dict[str, str]) -> None:
    check(page.read(b"<p>x", headers=headers))


_INLINE = st.sampled_from(
    ["{}", "<b>{}</b>", "<i>{}", "<span>{}</span>", "<a href=x>{}</a>", "<font color=red>{}"]
)
_PLAIN = st.lists(st.from_regex(r"[a-z]{4,9}", fullmatch=True), min_size=12, max_size=20)


@given(
    _PLAIN,
    _INLINE,
    st.sampled_from(["<p>{}", "<div>{}</div>", "<table><tr><td>{}</table>", "<ul><li>{}</ul>"]),
)
@_FEW
def test_every_word_of_a_paragraph_outside_furniture_is_in_the_text(
    words: list[str], inline: str, outer: str
) -> None:
    middle = words[len(words) // 2]
    inner = " ".join(inline.format(word) if word == middle else word for word in words)
    assert " ".join(words) in page.read(outer.format(f"so it is that {inner} in the end.").encode()).text


_PRICES = st.sampled_from(
    [
        "$5 and $10",
        "$5-$10",
        "US$5 or US$6",
        "from $1,000.50 to $2,000",
        "($5) or ($6)",
        "5$ and 6$",
        "$20/month",
        "R$ 5,00 e R$ 6,00",
    ]
)


@given(
    _PRICES,
    _PRICES,
    st.sampled_from(["<p>{}", "<li>{}", "<table><tr><td>{}<td>x</table>", "<h2>{}</h2><p>y"]),
)
@_FEW
def test_prices_come_out_as_they_went_in(first: str, second: str, outer: str) -> None:
    prices = f"It was {first} once, now it is {second} a piece"
    assert prices in page.read(outer.format(prices).encode()).text


_TEX = st.sampled_from(["x^2", "\\frac{a}{b}", "\\alpha+1", "n_{k}", "\\text{if } x>0", "a<b", "50\\%"])
_MARKUP = st.sampled_from(
    [
        '<script type="math/tex">{}</script>',
        '<img class="tex" alt="{}">',
        '<span class="katex"><span class="katex-mathml"><math><semantics><mi>x</mi><annotation encoding='
        '"application/x-tex">{}</annotation></semantics></math></span><span class="katex-html">xyz</span></span>',
        '<span class="MathJax_Preview">old</span><script type="math/tex">{}</script>',
        '<mjx-container data-latex="y"><mjx-math data-latex="{}"></mjx-math></mjx-container>',
        "\\({}\\)",
    ]
)


@given(
    _TEX,
    _MARKUP,
    st.sampled_from(
        ["<p>say {} now", "<ul><li>say {} now</ul>", "<pre>say {} now</pre>", "<table><tr><td>say {} now"]
    ),
)
@_FEW
def test_a_formula_is_in_the_text_once(tex: str, markup: str, outer: str) -> None:
    if markup.startswith("\\") and outer.startswith("<pre>"):
        return  # a listing of TeX stays as it is
    formula = markup.format(tex.replace("<", "&lt;") if "script" not in markup else tex)
    text = page.read(outer.format(formula).encode()).text
    assert text.strip("• ") == f"say ${tex}$ now"


PAGES = [
    "<p>Why is <b>this</b> so $x^2$ large?</p><div class=answer>It is.</div>" * 1_000,
    "".join(f"<div class='a{i} b' id=c{i}>Distinct {i} replies</div>" for i in range(2_000)),
    "<math><msup><mi>x</mi><mn>2</mn></msup></math>" * 1_000,
]


@pytest.mark.parametrize("html", PAGES, ids=["blocks", "names", "formulas"])
def test_memory_stays_flat_over_repeated_reads(html: str) -> None:
    body = html.encode()
    for _ in range(2):
        page.read(body)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(3):
            page.read(body)
        assert tracemalloc.get_traced_memory()[0] - before < 200_000
    finally:
        tracemalloc.stop()
