"""Questions with answers that a page marks up itself: by schema.org (microdata, RDFa, JSON-LD), or folded.

Folded are the lists of questions that a page writes in HTML's own elements: details with a summary that asks,
definition lists whose terms ask. They are looked at only where schema.org's words say nothing.

>>> from selectolax.lexbor import LexborHTMLParser
>>> html = "<dl><dt>Is it open on Sundays?<dd>No.</dl>"
>>> structured(PageText(LexborHTMLParser(html), html), "")
(StructuredQA(question='Is it open on Sundays?', answers=(Answer(text='No.', votes=None, accepted=False),)),)
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from selectolax.lexbor import LexborNode

from webinstruct.page.blocks import number
from webinstruct.page.headed import completed
from webinstruct.page.model import Answer, StructuredQA
from webinstruct.page.text import PageText, fragment

_MAX_QUESTIONS = 200
_MAX_ANSWERS = 100
_MAX_LOOKS = 500
_MAX_PARENTS = 100
_MAX_JSON_VALUES = 20_000
"""Bounds for pages that are made to hurt; real ones stay far below."""


def structured(page: PageText, text: str) -> tuple[StructuredQA, ...]:
    """All marked-up questions with answers; those in the tree first, each question once.

    `text` is that of the page: it completes answers that the markup cuts short.
    """
    found: dict[str, StructuredQA] = {}
    if "Question" in page.source:
        for qa in (*_in_tree(page, _MICRODATA), *_in_tree(page, _RDFA), *_json_ld(page)):
            if qa.question and qa.answers and len(found) < _MAX_QUESTIONS:
                found.setdefault(" ".join(qa.question.split()), qa)
    if found:
        return tuple(completed(page, text, [*found.values()]))
    if page.parser.css_first("dl, details") is not None:
        for qa in (*_details(page), *_definitions(page)):
            found.setdefault(" ".join(qa.question.split()), qa)
    return tuple(found.values())


def _joined(name: str, text: str) -> str:
    """Title and body; one of them where it holds the other."""
    if " ".join(name.split()) in " ".join(text.split()):
        return text
    return f"{name}\n\n{text}" if text else name


# --- microdata and RDFa ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Dialect:
    """The attributes in which a thing, its type and its properties are named; `sign` stands in such a page."""

    sign: str
    scope: str
    type: str
    property: str


_MICRODATA: Final = _Dialect("/Question", "itemscope", "itemtype", "itemprop")
_RDFA: Final = _Dialect("typeof=", "typeof", "typeof", "property")


def _in_tree(page: PageText, dialect: _Dialect) -> Iterator[StructuredQA]:
    if dialect.sign not in page.source:
        return
    items = page.parser.css(f"[{dialect.type}*=Question]")[:_MAX_LOOKS]
    items = [item for item in items if "Question" in _words(item, dialect.type)][:_MAX_QUESTIONS]
    questions = {item.mem_id for item in items}
    for item in items:
        if any(parent.mem_id in questions for parent in _parents(item)):
            continue  # a question inside a question would cost time squared
        marked = _owned(item, dialect, ("acceptedAnswer", "suggestedAnswer"), _MAX_ANSWERS)
        answers = [_marked_answer(page, answer, dialect) for answer in marked]
        name, text = (_property(page, item, dialect, word) for word in ("name", "text"))
        yield StructuredQA(
            question=_joined(name, text),
            answers=tuple(answer for answer in answers if answer.text),
        )


def _words(node: LexborNode, attribute: str) -> list[str]:
    """What an attribute names, without vocabulary or prefix: `schema:text` and `http://schema.org/text` are text."""
    names = (node.attributes.get(attribute) or "").split()
    return [name.rpartition("/")[2].rpartition("#")[2].rpartition(":")[2] for name in names]


def _parents(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    for _ in range(_MAX_PARENTS):
        if parent is None:
            return
        yield parent
        parent = parent.parent


def _marked_answer(page: PageText, item: LexborNode, dialect: _Dialect) -> Answer:
    votes = _own(item, dialect, "upvoteCount")
    said: str | None = None
    if votes is not None:
        said = votes.attributes.get("content") or votes.attributes.get("data-value") or votes.text(deep=True)
    is_thing = dialect.scope in item.attributes  # else its text is all there is
    return Answer(
        text=_property(page, item, dialect, "text") if is_thing else page.element(item),
        votes=number(said),
        accepted="acceptedAnswer" in _words(item, dialect.property),
    )


def _property(page: PageText, item: LexborNode, dialect: _Dialect, word: str) -> str:
    element = _own(item, dialect, word)
    if element is None:
        return ""
    content = element.attributes.get("content")
    return fragment(content) if content else page.element(element)


def _own(item: LexborNode, dialect: _Dialect, word: str) -> LexborNode | None:
    """The first element with that property which belongs to this item."""
    return next(iter(_owned(item, dialect, (word,), 1)), None)


def _owned(item: LexborNode, dialect: _Dialect, words: tuple[str, ...], limit: int) -> list[LexborNode]:
    """Elements with one of these properties that belong to this item and not to one inside it."""
    found: dict[int, LexborNode] = {}
    selector = ", ".join(f"[{dialect.property}*={word}]" for word in words)
    for element in item.css(selector)[:_MAX_LOOKS]:
        if any(word in words for word in _words(element, dialect.property)):
            above = (up for up in _parents(element) if dialect.scope in up.attributes or up.mem_id in found)
            scope = next(above, None)  # one inside another of these is part of its text
            if scope is not None and scope.mem_id == item.mem_id:
                found[element.mem_id] = element
                if len(found) == limit:
                    break
    return list(found.values())


# --- folded questions ------------------------------------------------------------------

_MAX_FOLDED = 1_000
"""Characters of a folded question; longer summaries are no lines to click on."""
_LINKS_ONLY = 0.7
_QUESTION_MARKS = ("?", "？", "؟")
_TRAILING = " \t\n\xa0\"'”’»)]!.*+¶#›▼▾−–-"  # what follows a question mark: quotes, anchors, arrows
_LABELLED: Final = re.compile(
    r"(?:Q|Question|Frage|Pregunta)(?:\s?\d{1,3}\s?[:.)]|\s?:)\s*(?=\S)|Q\.\s+(?=\S)"
)
_ANSWERED: Final = re.compile(
    r"(?:A|Answer|Antwort|Respuesta)(?:\s?\d{1,3}\s?[:.)]|\s?:)\s*(?=\S)|A\.\s+(?=\S)"
)
_WIDE: Final = re.compile(r"[\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7af]")  # written without spaces, or dense
# What a site asks its visitor, not what one asks the site.
_SITE_ASKS: Final = re.compile(
    r"(?:was|did)\s(?:this|you)\b.{0,40}\b(?:help|helpful|find|like|useful)\b"
    r"|(?:need|got|looking|want|forgot|forgotten|already|not|new|still)\b"
    r"|have\s(?!(?:you|we|i|they|he|she|it|the|there|any(?!\s(?:\w+\s)?questions))\b)",
    re.IGNORECASE,
)
_BACK: Final = re.compile(r"\n\W{0,4}(?:back to |return to )?(?:the )?top\W{0,3}\Z", re.IGNORECASE)
_FIELDS: Final = "form, input, select, textarea"


def _details(page: PageText) -> Iterator[StructuredQA]:
    """`details` whose summary asks: the rest of it answers."""
    seen: set[int] = set()
    for summary in page.parser.css("details > summary")[:_MAX_LOOKS]:
        box = summary.parent
        if box is None or box.mem_id in seen or any(parent.mem_id in seen for parent in _parents(box)):
            continue
        question = _question(page, summary)
        if question is None:
            continue
        seen.add(box.mem_id)  # what is folded in it belongs to its answer
        whole, asked = page.element(box), page.element(summary)
        if whole.startswith(asked) and not _is_links(box, less=summary):
            yield from _folded(question, whole[len(asked) :])


def _definitions(page: PageText) -> Iterator[StructuredQA]:
    """Definition lists in which most terms ask; in a glossary none does, or one by chance."""
    seen: set[int] = set()
    terms = [(term, _list_of(term)) for term in page.parser.css("dl dt")[:_MAX_LOOKS]]
    sizes = Counter(home for _, home in terms)
    asking = [(term, home, question) for term, home in terms if (question := _question(page, term))]
    asked = Counter(home for _, home, _ in asking)
    for term, home, question in asking:
        if 2 * asked[home] < sizes[home] or any(parent.mem_id in seen for parent in _parents(term)):
            continue
        answers = list(_definitions_of(term))
        seen.update(answer.mem_id for answer in answers)
        if not any(_is_links(answer) for answer in answers):
            yield from _folded(question, "\n\n".join(page.element(answer) for answer in answers))


def _list_of(term: LexborNode) -> int:
    return next((parent.mem_id for parent in _parents(term) if parent.tag == "dl"), 0)


def _definitions_of(term: LexborNode) -> Iterator[LexborNode]:
    after = term.next
    while after is not None and after.tag != "dt":
        if after.tag == "dd":
            yield after
        after = after.next


def _folded(question: str, text: str) -> Iterator[StructuredQA]:
    text = _BACK.sub("", text.strip())
    answer = text[found.end() :] if (found := _ANSWERED.match(text)) else text
    # An ellipsis at the end: the beginning of an answer that stands on another page.
    if any(map(str.isalnum, answer)) and not answer.endswith(("...", "…", "[…]", "[...]")):
        yield StructuredQA(question, (Answer(answer, None, False),))


def _question(page: PageText, node: LexborNode) -> str | None:
    """The text of a term or summary if it asks, without its label; a link to another page asks nothing here."""
    raw = node.text(deep=True)
    if len(raw) > _MAX_FOLDED or not raw.strip() or node.css_first(_FIELDS) is not None:
        return None
    labelled = _LABELLED.match(raw.strip())
    if not (labelled or _asks(raw)):
        return None
    text = page.element(node)
    labelled = _LABELLED.match(text)
    question = text[labelled.end() :] if labelled else text
    sure = labelled is not None and not labelled[0].startswith("Q.")
    if not (sure or _asks(question)) or not _says_enough(question) or _leads_away(node):
        return None
    return None if _SITE_ASKS.match(question) else question.rstrip("¶#+›▼▾ \n")


def _asks(text: str) -> bool:
    """Whether a text ends as a question does, or in a full stop behind one: "How deep is it? Neglect the air."."""
    return text.rstrip(_TRAILING).endswith(_QUESTION_MARKS) or ("? " in text and text.rstrip().endswith("."))


def _says_enough(question: str) -> bool:
    """Three words: shorter ones are buttons ("Need help?") or terms."""
    return len(question.split()) > 2 or len(_WIDE.findall(question)) > 3


def _leads_away(node: LexborNode) -> bool:
    """Whether a term is a link to another page: what stands below it is a teaser or a date."""
    links = (link for link in node.css("a[href]") if not _opens_here(link.attributes.get("href") or ""))
    return 2 * sum(len(link.text(deep=True)) for link in links) > len(node.text(deep=True).strip())


def _opens_here(href: str) -> bool:
    return not href or href.startswith(("#", "javascript:"))


def _is_links(node: LexborNode, less: LexborNode | None = None) -> bool:
    """Whether an answer is little more than links, or holds a form."""
    if node.css_first(_FIELDS) is not None:
        return True
    chars = len(_squeezed(node)) - (len(_squeezed(less)) if less is not None else 0)
    return sum(len(_squeezed(link)) for link in node.css("a[href]")) > _LINKS_ONLY * chars


def _squeezed(node: LexborNode) -> str:
    return " ".join(node.text(deep=True).split())


# --- JSON-LD ---------------------------------------------------------------------------


def _json_ld(page: PageText) -> Iterator[StructuredQA]:
    if "ld+json" not in page.source:
        return
    for script in page.parser.css('script[type^="application/ld+json"]'):
        try:
            data = json.loads(script.text(deep=True), strict=False)
        except (ValueError, RecursionError):
            continue  # broken JSON-LD is common, and browsers don't care
        for thing in _things(data):
            if "Question" in _types(thing):
                yield _json_question(thing)


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """Every object inside, in the order of the text."""
    waiting = [data]
    for _ in range(_MAX_JSON_VALUES):
        if not waiting:
            return
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
            waiting += reversed(list(value.values()))
        elif isinstance(value, list):
            waiting += reversed(value)


def _types(thing: dict[str, Any]) -> list[str]:
    kind = thing.get("@type")
    return [str(one).rpartition("/")[2] for one in (kind if isinstance(kind, list) else [kind])]


def _json_question(thing: dict[str, Any]) -> StructuredQA:
    answers = [
        Answer(
            text=_json_text(answer.get("text")),
            votes=number(answer.get("upvoteCount")),
            accepted=key == "acceptedAnswer",
        )
        for key in ("acceptedAnswer", "suggestedAnswer")
        for answer in _objects(thing.get(key))
    ]
    return StructuredQA(
        question=_joined(_json_text(thing.get("name")), _json_text(thing.get("text"))),
        answers=tuple(answer for answer in answers if answer.text)[:_MAX_ANSWERS],
    )


def _objects(value: Any) -> list[dict[str, Any]]:
    """Answers as objects; some pages give the bare text of one."""
    values = (value if isinstance(value, list) else [value])[:_MAX_ANSWERS]
    return [{"text": one} if isinstance(one, str) else one for one in values if isinstance(one, dict | str)]


def _json_text(value: Any) -> str:
    """A string of JSON-LD as text: HTML taken off, half surrogate pairs replaced."""
    if not isinstance(value, str):
        return ""
    return fragment(value.encode("utf-8", "replace").decode()).strip()
