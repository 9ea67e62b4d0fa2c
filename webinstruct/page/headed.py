"""Answers that markup cuts short ("It is also...Read more"), as the page itself gives them below their questions.

>>> from selectolax.lexbor import LexborHTMLParser
>>> html = "<h2>Is it open?</h2><p>It is open all day on Sundays and on most of the other days.</p><h2>Fees</h2>"
>>> page = PageText(LexborHTMLParser(html), html)
>>> cut = StructuredQA("Is it open?", (Answer("It is open all day on Sundays an...Read more", None, True),))
>>> completed(page, page.body()[0], [cut])[0].answers[0].text
'It is open all day on Sundays and on most of the other days.'
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from selectolax.lexbor import LexborNode

from webinstruct.page.model import Answer, StructuredQA
from webinstruct.page.text import PageText, tidy

_CUT: Final = re.compile(r"(.{25,})(?:\.{3}|…)[^.!?…\n]{0,40}", re.DOTALL)
"""The beginning of an answer, an ellipsis, and perhaps the words of a link."""
_HEADINGS: Final = "h1, h2, h3, h4, h5, h6"
_MAX_HEADINGS: Final = 500
_MAX_TITLE: Final = 300
_MIN_COMPLETED: Final = 2
"""So many answers below headings, and other headings that ask and look alike are questions, too."""
_MIN_ANSWER: Final = 40
_Look = tuple[str, str]
"""The tag and the class of a heading."""


def completed(page: PageText, text: str, found: Sequence[StructuredQA]) -> list[StructuredQA]:
    """The questions with their answers completed, where these stand on the page; then those that are like them.

    `text` is that of the page. An answer ends where the next heading or question stands.
    """
    if not any(len(qa.answers) == 1 and _CUT.fullmatch(qa.answers[0].text) for qa in found):
        return list(found)
    sections = _Sections(page, text, [qa.question for qa in found])
    whole = [_whole(qa, sections) for qa in found]
    asked = [sections.look(new.question) for old, new in zip(found, whole, strict=True) if new != old]
    if len(asked) < _MIN_COMPLETED:
        return whole
    return [*whole, *sections.alike([look for look in asked if look])]


def _whole(qa: StructuredQA, sections: "_Sections") -> StructuredQA:
    if len(qa.answers) != 1:
        return qa  # below a heading stands one answer
    answer = qa.answers[0]
    cut = _CUT.fullmatch(answer.text)
    own = sections.below(qa.question, tidy(cut[1])) if cut else None
    return replace(qa, answers=(replace(answer, text=own),)) if own else qa


class _Sections:
    """The text of a page by its headings and marked-up questions."""

    def __init__(self, page: PageText, text: str, questions: Sequence[str]) -> None:
        self._looks: dict[str, _Look] = {}
        for node in page.parser.css(_HEADINGS)[:_MAX_HEADINGS]:
            title = node.text(deep=True)
            if len(title) <= _MAX_TITLE and title.strip():
                self._looks.setdefault(tidy(title), _look(node))
        self._questions = {tidy(question) for question in questions}
        self._texts: dict[str, str] = {}
        self._read(text)

    def _read(self, text: str) -> None:
        title, lines = "", list[str]()
        for line in [*text.split("\n"), None]:
            if line is not None and not self._begins(tidy(line)):
                lines.append(line)
                continue
            if title:
                self._texts.setdefault(title, "\n".join(lines).strip())
            title, lines = tidy(line or ""), []

    def _begins(self, line: str) -> bool:
        return line in self._looks or line in self._questions

    def look(self, title: str) -> _Look | None:
        """How a heading looks; None for what is no heading."""
        return self._looks.get(tidy(title))

    def below(self, question: str, beginning: str) -> str | None:
        """The text below a question, if it begins so and goes on."""
        text = self._texts.get(tidy(question), "")
        said = tidy(text)
        goes_on = said.startswith(beginning) and not said[len(beginning) :].lstrip().startswith((".", "…"))
        return text if goes_on and len(said) > len(beginning) else None

    def alike(self, looks: Sequence[_Look]) -> list[StructuredQA]:
        """Other headings that ask, of a tag or class of these, with the text below them."""
        tags, classes = {tag for tag, _ in looks}, {name for _, name in looks if name}
        found = []
        for title, text in self._texts.items():
            tag, name = self._looks.get(title, ("", ""))
            asks = (tag in tags or name in classes) and title.endswith("?") and title not in self._questions
            if asks and len(text) >= _MIN_ANSWER:
                found.append(StructuredQA(title, (Answer(text, None, False),)))
        return found


def _look(node: LexborNode) -> _Look:
    return node.tag or "", node.attributes.get("class") or ""
