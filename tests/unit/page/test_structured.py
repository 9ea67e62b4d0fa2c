"""Questions that a page's markup tells: schema.org in three dialects, folded lists, definition lists that ask."""

import json
import time

import pytest

from webinstruct.page import Answer, StructuredQA, read


def found(html: str) -> list[tuple[str, list[str]]]:
    """Questions with the texts of their answers."""
    page = read(html.encode(), http_charset="utf-8")
    return [(qa.question, [answer.text for answer in qa.answers]) for qa in page.structured]


def test_rdfa_gives_votes_and_acceptance() -> None:
    html = b"""<div vocab="https://schema.org/" typeof="QAPage"><div property="mainEntity" typeof="Question">
      <h1 property="name">How deep is it?</h1><p property="text">I mean <b>the well</b>.</p>
      <div property="author" typeof="Person"><span property="name">Ann</span></div>
      <div property="suggestedAnswer" typeof="Answer">
        <i property="upvoteCount">3</i><div property="text">Deep.</div></div>
      <div property="acceptedAnswer" typeof="Answer"><div property="text">Nine metres.</div></div></div></div>"""
    assert read(html).structured == (
        StructuredQA(
            "How deep is it?\n\nI mean the well.",
            (Answer("Deep.", 3, False), Answer("Nine metres.", None, True)),
        ),
    )


RDFA = {
    "prefixes": """<div prefix="schema: http://schema.org/" typeof="sioc:Post schema:Question">
      <h1 property="dc:title schema:name">How deep is it?</h1>
      <div property="schema:acceptedAnswer" typeof="schema:Answer">
        <p property="http://schema.org/text">Nine metres.</div></div>""",
    "a term and its definition": """<dl><div property="mainEntity" typeof="Question">
      <dt property="name">How deep is it?</dt>
      <dd property="acceptedAnswer" typeof="Answer"><div property="text"><p>Nine metres.</div>
      <p><a href="#top">Back to top</a></dd></div></dl>""",
    "an answer that is no thing": """<div typeof="Question"><p property="name">How deep is it?</p>
      <div property="acceptedAnswer">Nine <b>metres</b>.</div></div>""",
}


@pytest.mark.parametrize("html", RDFA.values(), ids=RDFA.keys())
def test_rdfa_in_its_ways(html: str) -> None:
    assert found(html) == [("How deep is it?", ["Nine metres."])]


def test_microdata_without_a_scope_for_the_answer() -> None:
    html = """<div itemscope itemtype="https://schema.org/Question"><b itemprop="name">How deep is it?</b>
      <div itemprop="acceptedAnswer">Nine metres.</div></div>"""
    assert found(html) == [("How deep is it?", ["Nine metres."])]


def test_json_ld_with_a_bare_text_and_a_charset() -> None:
    html = """<script type="application/ld+json; charset=utf-8">
      {"@type": "Question", "name": "How deep is it?", "acceptedAnswer": "Nine metres."}</script>"""
    assert found(html) == [("How deep is it?", ["Nine metres."])]


ASKED = {
    "details": (
        """<details><summary>How deep is the well?</summary><p>It is <b>nine</b> metres:<ul><li>wet<li>dry</ul>
        </details>
        <details open><summary><h3>What is $x^2$ then?</h3></summary>Eighty-one.</details>""",
        [
            ("How deep is the well?", ["It is nine metres:\n\n• wet\n• dry"]),
            ("What is $x^2$ then?", ["Eighty-one."]),
        ],
    ),
    "a folded section": (
        """<details><summary>Wells</summary>
        <details><summary>How deep is the well?</summary>Nine metres.</details></details>""",
        [("How deep is the well?", ["Nine metres."])],
    ),
    "one folded in the answer of another": (
        """<details><summary>How deep is the well?</summary>Deep.
        <details><summary>How deep is that, then?</summary>Nine metres.</details></details>""",
        [("How deep is the well?", ["Deep.\n\nHow deep is that, then?\nNine metres."])],
    ),
    "terms with several definitions": (
        """<dl><dt>How deep is the well?<a class="headerlink" href="#deep">¶</a><dd>Nine metres.<dd>Or ten.
        <dt>Is it wet?</dt><dd>Now and then.</dd></dl>""",
        [("How deep is the well?", ["Nine metres.\n\nOr ten."]), ("Is it wet?", ["Now and then."])],
    ),
    "groups of a term and its definition": (
        "<dl><div><dt><button>Is it wet inside?</button></dt><dd><p>Yes.</p></dd></div></dl>",
        [("Is it wet inside?", ["Yes."])],
    ),
    "labels": (
        "<dl><dt>Q: Tell me about the well<dd>A: It is deep.<dt>Q2. Is it wet?<dd>Answer: Yes.</dl>",
        [("Tell me about the well", ["It is deep."]), ("Is it wet?", ["Yes."])],
    ),
    "a sentence behind the question": (
        "<dl><dt>How deep is it? Neglect the water.<dd>Nine metres.</dl>",
        [("How deep is it? Neglect the water.", ["Nine metres."])],
    ),
    "a link to the top": (
        """<dl><dt><strong>Why do I need to register?</strong></dt>
        <dd>You do not.<br><a href="#faqlinks">Top</a></dd></dl>""",
        [("Why do I need to register?", ["You do not."])],
    ),
    "a script without spaces": ("<dl><dt>这口井有多深？<dd>九米。</dl>", [("这口井有多深？", ["九米。"])]),
}


@pytest.mark.parametrize(("html", "pairs"), ASKED.values(), ids=ASKED.keys())
def test_folded_questions_and_terms_that_ask(html: str, pairs: list[tuple[str, list[str]]]) -> None:
    assert found(html) == pairs


NOT_ASKED = {
    "a glossary": "<dl><dt>Well<dd>A hole with water.<dt>Bucket<dd>What goes down into it.</dl>",
    "one saying in a glossary": (
        "<dl><dt>Well<dd>A hole.<dt>How do you do?<dd>A greeting.<dt>Zebra<dd>An animal.</dl>"
    ),
    "search results": """<dl><dt><a href="/t/1">How deep is the well?</a><dd>I have a well in my garden and
      <dt><a href="/t/2">Is the well wet?</a><dd>It looks dry to me</dl>""",
    "teasers": "<dl><dt>How deep is the well?<dd>Everybody has wondered at some time how…</dl>",
    "a button": "<details><summary>Show answer</summary>42</details>",
    "an offer": "<details><summary>Need more help?</summary>Call us.</details>",
    "a vote": """<details><summary>Was this page helpful?</summary><button>Yes</button></details>""",
    "a form": """<details><summary>Do you have a coupon?</summary>Code: <input></details>""",
    "links": """<details><summary>Where to go next?</summary>
      <ul><li><a href="/a">To the well</a><li><a href="/b">To the river</a></ul></details>""",
    "a term without definition": "<dl><dt>How deep is the well?</dl>",
    "no answer": "<details><summary>How deep is the well?</summary>—</details>",
}


@pytest.mark.parametrize("html", NOT_ASKED.values(), ids=NOT_ASKED.keys())
def test_what_asks_nothing_of_the_page(html: str) -> None:
    assert found(html) == []


def test_where_schema_org_speaks_folded_texts_are_not_asked() -> None:
    html = """<dl><dt>1. How deep is the well?<dd>Nine metres.</dl><script type="application/ld+json">
      {"@type": "Question", "name": "How deep is the well?", "acceptedAnswer": {"text": "Nine metres."}}</script>"""
    assert found(html) == [("How deep is the well?", ["Nine metres."])]


QUESTION = "<summary>How deep is the well?"
HOSTILE = {
    "nested details": f"<details>{QUESTION}</summary>x" * 20_000,
    "nested summaries": f"<details>{QUESTION}" * 20_000,
    "nested lists": "<dl><dt>How deep is the well?<dd>x" * 20_000,
    "nested terms": "<dl><dt>How deep is the well?" * 20_000,
    "many definitions": "<dl><dt>How deep is the well?" + "<dd>x" * 40_000,
    "question marks": "<dl>" + f"<dt>{'?' * 900}x ? y<dd>x" * 600,
    "nested RDFa": '<div typeof="Question" property="mainEntity"><p property="name">Why?' * 10_000,
    "nested RDFa answers": '<div typeof="Question"><p property="name">Why?</p>'
    + "<p property=acceptedAnswer>x" * 10_000,
    "a long type": f'<p typeof="Question{"x" * 500_000}">x',
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_folds_are_read_in_time(html: str) -> None:
    start = time.perf_counter()
    read(html.encode())
    assert time.perf_counter() - start < 5


WHOLE = "A well is dug by hand down to where the ground water stands, and then a good deal further."
OTHER = "That depends on the ground: sand wants rings of stone, and clay holds by itself for years."


def cut_short(body: str, *, tail: str = "...Read more") -> str:
    """A FAQ page whose markup gives only the beginnings of two answers."""
    named = [("How is a well dug?", WHOLE), ("What keeps it open?", OTHER)]
    entities = [
        {"@type": "Question", "name": asked, "acceptedAnswer": {"@type": "Answer", "text": said[:60] + tail}}
        for asked, said in named
    ]
    data = {"@type": "FAQPage", "mainEntity": entities}
    return f'<script type="application/ld+json">{json.dumps(data)}</script><h1>Wells</h1>{body}'


def test_answers_that_the_markup_cuts_short_are_those_below_their_headings() -> None:
    body = f"<h2>How is a well dug?</h2><p>{WHOLE}<p>By many.<h2>What keeps it open?</h2><p>{OTHER}<h2>Links</h2>None."
    asked = [("How is a well dug?", [f"{WHOLE}\n\nBy many."]), ("What keeps it open?", [OTHER])]
    assert found(cut_short(body)) == asked
    assert found(cut_short(body, tail=" …")) == asked


def test_other_headings_that_ask_and_look_alike_are_questions_of_such_a_page() -> None:
    more = "<p>Longer than one thinks, a hundred years and more with some care."
    body = (
        f"<h2 class=q>How is a well dug?</h2><p>{WHOLE}<h2 class=q>What keeps it open?</h2><p>{OTHER}"
        f"<h3 class=q>How long does it last?</h3>{more}<h4>Is that all?</h4>{more}<h3 class=q>Care</h3>{more}"
    )
    assert [question for question, _ in found(cut_short(body))] == [
        "How is a well dug?",
        "What keeps it open?",
        "How long does it last?",
    ]


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{WHOLE}<p>{OTHER}",
        "<h2>How is a well dug?</h2><p>By hand.<h2>What keeps it open?</h2><p>Stones.",
        f"<h2>How is a well dug?</h2><p>{WHOLE[:60]}... <h2>What keeps it open?</h2><p>{OTHER[:60]}...",
    ],
    ids=["no heading", "another text below it", "cut on the page, too"],
)
def test_answers_stay_cut_where_the_page_has_no_more(body: str) -> None:
    assert found(cut_short(body)) == [
        ("How is a well dug?", [WHOLE[:60] + "...Read more"]),
        ("What keeps it open?", [OTHER[:60] + "...Read more"]),
    ]
