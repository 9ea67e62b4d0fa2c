"""text: literal HTML in, the whole text and all blocks out."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from webinstruct.page.model import Block
from webinstruct.page.text import PageText, fragment, readable


def text(html: str) -> str:
    return readable(html)[0]


def said(html: str) -> list[tuple[str, str, int | None, bool]]:
    page, blocks = readable(html)
    return [(one.role, page[one.start : one.end], one.votes, one.accepted) for one in blocks]


STRUCTURE = {
    "headings stand apart": ("<h1>A</h1><h2>B</h2>text<h3>C</h3>", "A\n\nB\n\ntext\n\nC"),
    "divs are lines": ("<div>a</div><div>b<div>c</div></div>", "a\nb\nc"),
    "paragraphs": ("<p>One  <b>two</b>\n three.<p>Four", "One two three.\n\nFour"),
    "breaks": ("a<br>b<br><br><br>c", "a\nb\n\nc"),
    "bullets": ("<ul><li>a<li>b<ul><li>c</ul></ul>d", "• a\n• b\n  • c\n\nd"),
    "an item of several paragraphs": ("<ul><li><p>a<p>b</ul>", "• a\n\n  b"),
    "numbers": ("<ol><li>a<li>b</ol>", "1. a\n2. b"),
    "numbers from a start, with a value": (
        "<ol start=3><li>a<li value=7>b<li>c</ol>",
        "3. a\n7. b\n8. c",
    ),
    "numbers reversed": ("<ol reversed><li>a<li>b</ol>", "2. a\n1. b"),
    "letters": ("<ol type=A><li>a<li>b</ol>", "A. a\nB. b"),
    "nested exercises": (
        "<ol><li>Solve:<ol type=a><li>x<li>y</ol><li>z</ol>",
        "1. Solve:\n  a. x\n  b. y\n2. z",
    ),
    "posts in a list have no numbers": (
        "<ol><li class=comment>one<li class=comment>two</ol>",
        "one\n\ntwo",
    ),
    "a table of data": (
        "<table><tr><th>n<th>n<sup>2</sup><tr><td>1<td>1<tr><td>2<td>4</table>",
        "n | n^2\n1 | 1\n2 | 4",
    ),
    "empty cells": (
        "<table><tr><td></td><td>Mon<td>Tue<td></tr><tr><td>4<td></tr><tr><td><td></tr></table>",
        "Mon | Tue\n4",
    ),
    "a bar of an absolute value": ("<table><tr><td>a<td>|x|</table>", "a | |x|"),
    "what scripts keep in hidden elements": (
        '<p>a</p><div style="display:none">{ "pages" : [1, 2, 3], "titles" : ["one", "two", "three"],'
        ' "more" : true, "less" : false }</div>',
        "a",
    ),
    "an exponent that shows nothing": ("<p>a<sub>\u200b</sub> b", "a b"),
    "paragraphs in cells": ("<table><tr><td><p>a</p><td><p>b</p></table>", "a | b"),
    "a table as layout": (
        "<table><tr><td><h2>A</h2><p>b</p><td>c</table>",
        "A\n\nb\n\nc",
    ),
    "code keeps its indentation": (
        "<p>So:<pre>def f(x):\n    return <b>x</b>\n\n\ty\n</pre>done",
        "So:\n\ndef f(x):\n    return x\n\n    y\n\ndone",
    ),
    "code in lines of its own": ("<pre><div>a</div><div>  b</div></pre>", "a\n  b"),
    "quotations": (
        "<blockquote><p>a<p>b<blockquote>c</blockquote></blockquote>d",
        "> a\n\n> b\n\n> > c\n\nd",
    ),
    "definitions": ("<dl><dt>Prime<dd>No divisors.</dl>", "Prime\nNo divisors."),
    "details are opened": ("<details><summary>Why?</summary>So.</details>", "Why?\nSo."),
    "hidden panels are opened": ("<p>Why?</p><div style='display:none'>So.</div>", "Why?\n\nSo."),
    "accordion buttons": (
        "<div><button>What is a wall?</button><button>Copy</button></div><p>A thing.",
        "What is a wall?\n\nA thing.",
    ),
    "options of a quiz": (
        "<label><input type=radio> A) 20</label><br><label for=n>Name</label>",
        "A) 20",
    ),
    "quotation marks": ("<p>He said <q>yes</q>.", "He said “yes”."),
    "soft hyphens, icons and blanks": ("<p>a\u00adb \ue2a5c\u00a0\u00a0d\u200be", "ab c de"),
    "nothing of scripts and styles": (
        "<p>a<script>b</script><style>c</style><noscript>d</noscript><!-- e --><svg><text>f</text></svg>",
        "a",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STRUCTURE)
def test_structure_is_kept(name: str) -> None:
    html, expected = STRUCTURE[name]
    assert text(html) == expected


FURNITURE = {
    "navigation": "<nav>Home</nav><ul class=main-menu><li>Start</ul>",
    "banner": "<div id=cookie-consent>We use cookies</div><div role=banner>Acme</div>",
    "foot": "<footer>© 2026</footer><div class=siteFooter>Imprint</div>",
    "share bar": "<div class='share-buttons'>Share this</div>",
    "related links": "<h3>Related posts</h3><ul><li><a href=a>One</a><li><a href=b>Two</a></ul>",
    "forms": "<form><input type=search><label>Find</label></form>",
    "what stood between labels": "<p>–</p><div>·</div>",
    "labels": "<p>3 replies</p><p>Posted 2 days ago</p><time>May 3</time>",
}


@pytest.mark.parametrize("name", FURNITURE)
def test_furniture_goes(name: str) -> None:
    assert text(f"<p>Before this.</p>{FURNITURE[name]}<p>After it.") == "Before this.\n\nAfter it."


def test_what_is_named_like_furniture_but_holds_the_content_stays() -> None:
    story = "A story. " * 40
    assert text(f"<div class='content sidebar'><main><p>{story}</main></div>") == story.strip()
    assert text(f"<p>Head</p><div class=sidebar><p>{story}</div>") == f"Head\n\n{story.strip()}"


def test_links_inside_an_answer_stay() -> None:
    html = "<div class=answer><p>See:<ul><li><a href=a>One</a><li><a href=b>Two</a></ul></div>"
    assert text(html) == "See:\n\n• One\n• Two"


def test_question_answers_and_comments_are_blocks_apart_from_each_other() -> None:
    html = """<h1>Primes</h1><div class=question data-score=3><p>Is 83 prime?</p>
        <div class=comment>What did you try?</div></div>
        <div class="answer accepted-answer" data-score="1,204"><p>Yes.</p><ul><li class=comment>Thanks</ul></div>
        <div class=answer data-score=-2>No.</div>"""
    assert said(html) == [
        ("question", "Is 83 prime?", 3, False),
        ("comment", "What did you try?", None, False),
        ("answer", "Yes.", 1204, True),
        ("comment", "Thanks", None, False),
        ("answer", "No.", -2, False),
    ]


def test_the_first_post_of_a_thread_asks_and_the_others_answer() -> None:
    html = "".join(f"<div class=postbit>{words}</div>" for words in ("Why?", "Because.", "Indeed."))
    assert [role for role, *_ in said(html)] == ["question", "answer", "answer"]
    assert said("<div class=postbit>Alone</div>") == []


def test_answers_without_a_question_answer_the_heading() -> None:
    html = "<h1>Why work?</h1><p>Asked in May.</p><div class=best-answer>To live.</div>"
    assert said(html) == [
        ("question", "Why work?\n\nAsked in May.", None, False),
        ("answer", "To live.", None, True),
    ]


def test_schema_org_names_blocks() -> None:
    html = """<div itemscope itemtype="https://schema.org/Question"><p>Q?</p><span itemprop=upvoteCount>7</span>
        <div itemprop=acceptedAnswer itemscope><p>A.</p></div></div>"""
    assert said(html) == [("question", "Q?\n\n7", 7, False), ("answer", "A.", None, True)]


def test_blocks_of_links_that_were_taken_back_are_gone() -> None:
    links = "".join(f"<li class=answer><a href={n}>Answer {n} of another page</a>" for n in range(9))
    page, blocks = readable(f"<p>Text.</p><ul>{links}</ul>")
    assert all(isinstance(one, Block) and one.end <= len(page) for one in blocks)


def test_private_characters_of_a_page_are_no_marks_of_formulas() -> None:
    assert text("<p>a \ue000b\ue001 &#xe002;c&#xe003; d") == "a b c d"


def test_a_fragment_and_an_element_read_as_on_the_page() -> None:
    html = "<div id=x class=footer><p>x<sub>1</sub> is \\(y\\)</div>"
    parser = LexborHTMLParser(html)
    node = parser.css_first("#x")
    assert node is not None
    assert PageText(parser, html).element(node) == fragment(html) == "x_1 is $y$"
    assert fragment("") == ""


def test_an_item_that_begins_with_a_list_keeps_its_number():
    text = readable("<ol><li value=3><ol type=a><li>x<li>y</ol><li>four</ol>")[0]
    assert text == "3.\n  a. x\n  b. y\n4. four"
