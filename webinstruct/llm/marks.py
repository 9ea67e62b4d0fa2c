"""Question and answer marks in the text of a page: `Q:`, `A:`, `Exercise 3.`, `Solution 3`.

A text goes in, marks with the text they head come out, in page order:

    >>> for mark in read("Exercise 3. Add 1 and 2.\\n\\nSolution\\n\\n1 + 2 = 3\\n\\nShare this"):
    ...     print(mark.side, mark.word, mark.number, repr(mark.text))
    question exercise 3 'Add 1 and 2.'
    answer solution None '1 + 2 = 3'
    furniture  None ''

A mark counts only at the start of a line (behind the bullet or number that the extractor
gave a list item). Its text ends at the next mark, an answer's also at a heading.
A bare number (numbered.py) is a mark below "Exercises" or "Solutions" only, and where it asks above an "Answer:".
English, and the words of mark_words.py.
"""

import bisect
import itertools
import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from webinstruct.llm import mark_words
from webinstruct.llm.mark import Mark, Side
from webinstruct.llm.numbered import ITEM, LABEL, Section, sure, without_rest
from webinstruct.llm.wording import asks

_OTHERS = "|".join(sorted(mark_words.MARKS, key=len, reverse=True))
_NUMBER = r"(?:\#?(?P<number>\d+(?:\.\d+)*)|\W{0,3}\\PageIndex\{(?P<index>\d+)\}\W{0,3}?)"
_MARK: Final = re.compile(
    rf"""\s*(?:[•*◦▪‣–-]\s*|\d{{1,3}}[.)]\s+)?
    (?P<word>Q(?:uestion)?|A(?:nswer|ns)?|Exercise|Problem|Example|Practice|Checkpoint|Try\ It|Program
        |Solution|Sol|Hint|{_OTHERS})
    (?:\s+(?:to|of|for)\s+(?P<whose>Question|Exercise|Problem|Example))?
    (?:(?:\.?\s*|\s+){_NUMBER})?
    \s*(?P<sign>[:.)\]–—：．、）]|-\s|$)\s*(?P<rest>.*)""",
    re.VERBOSE | re.IGNORECASE,
)
_SIDES: Final[dict[str, Side]] = {
    "q": "question",
    "question": "question",
    "exercise": "question",
    "problem": "question",
    "example": "question",
    "practice": "question",
    "checkpoint": "question",
    "try it": "question",
    "program": "question",
    "a": "answer",
    "answer": "answer",
    "ans": "answer",
    "solution": "answer",
    "sol": "answer",
    "hint": "aside",
}
_PLACE: Final = r"(?:chapter|section|unit|lesson|module|week)"
# Where the answers to what stands above begin; it may say of which section.
_FOOT: Final = re.compile(
    rf"""\W*(?:{_PLACE}\s+(?P<of>{LABEL})\W{{1,4}})?
    (?:(?:selected|odd|even|(?:odd|even)\W?numbered|brief|short|final|full|worked|detailed|sample|suggested
        |exercises?|problems?|practice|quiz|test|review|homework)\s+){{0,3}}
    (?:(?:answers|solutions)(?:\s(?:and|&)\s(?:hints|answers|solutions|explanations))?(?:\skey)?|answer\ key
        |hints\ (?:and|&)\ (?:solutions|answers)|{"|".join(mark_words.SOLUTIONS)})
    (?:\s(?:to|for|of)\s.{{1,60}}?)??
    (?:\s(?:(?:exercises?|problems?|questions?|set|{_PLACE})\s)?(?P<label>{LABEL}))?\W*""",
    re.VERBOSE | re.IGNORECASE,
)
# Where exercises begin that have nothing but numbers.
_EXERCISES: Final = re.compile(
    rf"""\W*(?:{_PLACE}\s+(?P<of>{LABEL})\W{{1,4}})?
    (?:(?:practice|review|homework|additional|supplementary|chapter|section|unit|lesson|end\W(?:of\W)?chapter|sample|self
        |test|exam|conceptual|challenge|study|drill|warm\W?up|mixed|assessment|comprehension)\s+){{0,3}}
    (?:(?P<kind>exercise|problem|question)s|(?P<set>problem|exercise)\ set|quiz|self\W?test|test\ yourself|worksheet
        |{"|".join(mark_words.EXERCISES)})
    (?:\s(?P<label>{LABEL}))?
    (?:(?:\s(?:for|on|with|and|to|in|from|about)\s|\s?[:–—(]).{{1,60}})?\W*""",
    re.VERBOSE | re.IGNORECASE,
)
# The part of a book whose exercises, or answers, stand below.
_GROUP: Final = re.compile(rf"\W*{_PLACE}\s+(?P<label>{LABEL})(?:\s*[:.–—-]\s*.{{1,80}})?", re.IGNORECASE)
# What is to be done in the exercises below.
_INTRO: Final = re.compile(
    r"""(?:for|in)\s(?:the\sfollowing|each\sof\sthe\sfollowing|exercises?\s\d|problems?\s\d|questions?\s\d).{5,300}
    |(?:exercises|problems|questions)\s\d{1,3}\s?(?:-|–|—|to|through)\s?\d{1,3}\b.{0,300}""",
    re.VERBOSE | re.IGNORECASE,
)
_MAX_TITLE: Final = 100
_NARROW: Final = str.maketrans("：．）", ":.)")
_MAX_BUTTONS: Final = 200
# What follows the last answer of a page. Whole lines, or their beginning where `\b` ends it.
_FURNITURE: Final = re.compile(
    r"""\W*(?:
    (?:related|similar|recent|popular|recommended|trending|latest|more|other|hot\ network)\s
        (?:questions|posts|articles|topics|threads|reading|pages|links|videos|answers|from|stories)\b.*
    | (?:leave|post|add|write)\ (?:a|your)\ (?:comment|reply|answer)\b.*
    | (?:comments?|replies|responses)(?:\s*\(?\d+\)?)?
    | \d+\ (?:comments?|replies|responses|answers)
    | share(?:\ (?:this|on|via|with)\b.*)? | tweet | print | reply | report | like | follow\ us\b.*
    | tags?(?:\s*:.*)? | categor(?:y|ies)(?:\s*:.*)? | filed\ under\b.* | posted\ (?:in|on|by)\b.*
    | (?:previous|next|prev)(?:\ (?:post|article|page|question|chapter|section|lesson|topic))?(?:\s*:.*)?
    | back\ to\ top | table\ of\ contents | advertisements? | sponsored\b.* | read\ more\b.*
    | references | bibliography | see\ also | further\ reading | external\ links | footnotes
    | about\ (?:the\ author|us)\b.* | contact(?:\ us)? | privacy\ policy\b.* | terms\ of\b.* | sitemap
    | subscribe\b.* | sign\ (?:up|in)\b.* | log\ ?in\b.* | newsletter\b.*
    | copyright\b.* | (?:©|\(c\)\ \d{4}).* | all\ rights\ reserved\b.* | powered\ by\b.*
    )\W*""",
    re.VERBOSE | re.IGNORECASE,
)
# The buttons below a post: its text ends here, but the next post may answer it.
_ACTIONS: Final = re.compile(
    r"\W*(?:(?:reply|quote|multi-?quote|report|like|share|edit|flag|follow|permalink|thanks|up\W?vote|down\W?vote"
    r"|cite|save|delete|copy link|improve this (?:question|answer))\b\W*){2,}",
    re.IGNORECASE,
)
# Two to ten words without a full stop, or capitals only; never a formula. Chinese and Japanese have no spaces.
_HEADING: Final = re.compile(r"[^\W\d_]+(?:[ ,'’&/-]+[^\W\d_]+){1,9}\??|[\u3040-\u30ff\u4e00-\u9fff]{3,15}")
_CAPITALS: Final = re.compile(r"[A-Z][A-Z0-9 ,:'’&/−-]{5,80}\.?")
_ANSWERS_ABOVE: Final = ("answer", "ans", "sol", "solution")
_MAX_ABOVE: Final = 40  # Lines between a numbered question and its answer, at most.
_OPTION_B: Final = re.compile(r"\s*\(?B\s*[.:)]")
_OPTIONS_WITHIN: Final = 8  # Lines between option A and option B, at most.


def read(text: str, borders: Iterable[int] = ()) -> list[Mark]:
    """All marks of a page in order, each with its text (dedented, without the mark itself).

    No text goes on across `borders`, places where a post of a thread begins or ends.
    """
    lines = text.split("\n")
    heads = list(sure(list(_Reader(_lines_at(lines, borders)).heads(lines))))
    ends = [head.line for head in heads[1:]] + [len(lines)]
    marks: list[Mark] = []
    for head, end in zip(heads, ends, strict=False):  # without a mark there is one end too many
        body = _body(head.text, _own_lines(head, lines[head.line + 1 : end]))
        # A short line right under a mark is its text, not the heading of something new.
        if head.side == "heading" and marks and _goes_on(marks[-1]):
            title = lines[head.line].strip()
            whole = f"{marks[-1].text}\n\n{title}\n\n{body}".strip()
            marks[-1] = replace(marks[-1], text=whole)
        else:
            marks.append(replace(head, text=body))
    return without_rest(marks)


def _lines_at(lines: list[str], places: Iterable[int]) -> set[int]:
    """The lines that stand at these places, the ones behind them where nothing but blanks does."""
    starts = [0, *itertools.accumulate(len(line) + 1 for line in lines)]
    found = set()
    for place in places:
        at = bisect.bisect_right(starts, place) - 1
        rest = at < len(lines) and lines[at][place - starts[at] :].strip()
        at += not rest
        while at < len(lines) and not lines[at].strip():
            at += 1
        found.add(at)
    return found


def is_furniture(line: str) -> bool:
    """Whether a line is a button, a heading of what follows a page's content, or the like.

    >>> is_furniture("Reply  Quote  Report"), is_furniture("Share this on X"), is_furniture("Reply to it.")
    (True, True, False)
    """
    return len(line) <= 200 and bool(_ACTIONS.fullmatch(line) or _FURNITURE.fullmatch(line))


def _own_lines(head: Mark, below: list[str]) -> list[str]:
    """Under an "Answer" alone on its line with its text right below, prose follows the next blank line."""
    if head.side == "answer" and not head.text and below and below[0].strip():
        return list(itertools.takewhile(str.strip, below))
    return below


def _goes_on(mark: Mark) -> bool:
    """Whether a heading-like line belongs to the mark before it: titles stand inside exercises."""
    if mark.item:
        return False
    return mark.side in ("question", "aside") or (mark.side == "answer" and not mark.text)


@dataclass(slots=True)
class _Reader:
    """Goes through the lines of a page and knows in what section they stand."""

    borders: set[int] = field(default_factory=set)
    section: Section | None = None
    label: str | None = None  # of the chapter
    labels: set[str | None] = field(default_factory=set)  # of the sections of exercises so far
    asked: bool = False  # an exercise or a section of them came before
    last: Mark | None = None

    def heads(self, lines: list[str]) -> Iterator[Mark]:
        """The marks, their text still only what stands on the mark's own line."""
        for at, line in enumerate(lines):
            if not line or line.isspace():
                continue
            head = _head(lines, at)
            found = list(self.section.items(at, line)) if head is None and self.section else []
            if head is not None and (entered := self._entered(head)) is not None:
                above = self._numbered(lines, entered)
                found = [above, entered] if above else [entered]
            if at in self.borders and all(mark.side == "heading" for mark in found):
                found = [Mark(at, "actions", "", None, "")]
            for mark in found:
                self.last = mark
                yield mark

    def _numbered(self, lines: list[str], answer: Mark) -> Mark | None:
        """The numbered question right above an "Answer:" that no other mark has asked for: "2. Why?"."""
        last = self.last
        if (
            answer.word not in _ANSWERS_ABOVE
            or answer.number
            or (last and last.side in ("question", "aside"))
        ):
            return None
        first = max(last.line + 1 if last else 0, answer.line - _MAX_ABOVE)
        items = {at: found for at in range(first, answer.line) if (found := ITEM.fullmatch(lines[at]))}
        ends = [*items, answer.line][1:]
        asking = [at for at, end in zip(items, ends, strict=True) if asks("\n".join(lines[at:end]))]
        if len(asking) != 1:
            return None  # questions in a row, answered together
        found = items[asking[0]]
        number, rest = found["number"] or found["dotted"], found["rest"] or ""
        return Mark(asking[0], "question", "question", number, rest, item=True)

    def _entered(self, head: Mark) -> Mark | None:
        """The mark as it is meant here; None where it is a line like any other."""
        section = self.section
        if head.side == "exercises" and self._is_within_answers(head):
            return self._chapter(replace(head, side="group", number=head.number or self.label))
        if head.side in ("question", "answer"):
            self.asked |= head.side == "question"
            self.section = section.with_mark(head) if section else None
        elif head.side == "foot":
            self.section = Section("answer", "item")
        elif head.side == "exercises":
            head = replace(head, number=head.number or self.label)
            self.section, self.asked = Section("question", head.word), True
            self.labels.add(head.number)
        elif head.side == "group":
            return self._chapter(head)
        elif head.side == "heading" and section is not None and section.side == "answer":
            self.section = None
        elif head.side == "intro" and section is None:
            return None
        return head

    def _is_within_answers(self, head: Mark) -> bool:
        """Whether "Exercises 1.2" names those that the following answers are for; else a chapter begins."""
        if self.section is None or self.section.side == "question" or not self.asked:
            return False
        return self.section.style is None or (head.number is not None and head.number in self.labels)

    def _chapter(self, head: Mark) -> Mark | None:
        section = self.section
        if section is None:
            self.label = head.number
            return None
        section.grouped |= section.style is None  # it is divided from the start
        if section.side == "question":
            self.labels.add(head.number)
        if not section.grouped and (section.side == "question" or head.number not in self.labels):
            self.section = None
        self.label = head.number
        section.style = None
        return head


def _head(lines: list[str], at: int) -> Mark | None:
    line = lines[at]
    found = _MARK.fullmatch(line)
    if found and (mark := _trusted(lines, at, found)):
        return mark
    title = line.strip()
    side: Side | None = None
    if len(title) <= _MAX_TITLE and (found := _FOOT.fullmatch(title)):
        return Mark(at, "foot", "", found["of"] or found["label"], "")
    if len(line) <= _MAX_BUTTONS and _ACTIONS.fullmatch(line):
        side = "actions"
    elif len(line) <= _MAX_BUTTONS and _FURNITURE.fullmatch(line):
        side = "furniture"
    elif len(title) <= _MAX_TITLE and (mark := _section(at, title)):
        return mark
    elif _INTRO.fullmatch(title):
        return Mark(at, "intro", "", None, title)
    elif _is_heading(lines, at):
        side = "heading"
    return Mark(at, side, "", None, "") if side else None


def _section(at: int, title: str) -> Mark | None:
    if found := _EXERCISES.fullmatch(title):
        word = (found["kind"] or found["set"] or "question").lower()
        return Mark(at, "exercises", word, found["of"] or found["label"], "")
    found = _GROUP.fullmatch(title)
    return Mark(at, "group", "", found["label"], "") if found else None


def _is_heading(lines: list[str], at: int) -> bool:
    """Whether the line stands as a heading does: a blank line above and, unless in capitals, below."""
    line = lines[at].strip()
    if at and lines[at - 1].strip():
        return False
    followed = at + 1 < len(lines) and bool(lines[at + 1].strip())
    return bool(
        _CAPITALS.fullmatch(line) or (not followed and not line[:1].islower() and _HEADING.fullmatch(line))
    )


def _trusted(lines: list[str], at: int, found: re.Match[str]) -> Mark | None:
    """The mark, or None where the word is more likely prose, a button or an option."""
    said = found["word"].lower()
    word = mark_words.MARKS.get(said, said)
    number = found["number"] or found["index"]
    sign = found["sign"].strip().translate(_NARROW)
    if found["word"][0].islower() or (word != said and not number and sign != ":"):
        return None
    if word == "a" and (sign not in (":", ".") or _is_option(lines, at)):
        return None
    if word in ("q", "ans", "sol") and not sign:
        return None
    if word == "program" and (number is None or sign != ":"):
        return None
    # Lone words: "Question" is a button, "Problem" a heading of sales pages unless it stands by itself.
    signs = {"question": (":",), "problem": (".", ":", "")}.get(word)
    if number is None and signs and (sign not in signs or (not sign and found["rest"])):
        return None
    owner = found["whose"].lower() if found["whose"] else word
    return Mark(at, _SIDES[word], owner, number, found["rest"])


def _is_option(lines: list[str], at: int) -> bool:
    """Whether a line that begins with A is the first of several choices."""
    return any(_OPTION_B.match(line) for line in lines[at + 1 : at + 1 + _OPTIONS_WITHIN])


def _body(first: str, rest: list[str]) -> str:
    below = textwrap.dedent("\n".join(rest))
    return re.sub(r"\n(?:[^\S\n]*\n)+", "\n\n", f"{first.strip()}\n{below}").strip()
