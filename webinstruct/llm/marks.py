"""Question and answer marks in the text of a page: `Q:`, `A:`, `Exercise 3.`, `Solution 3`.

A text goes in, marks with the text they head come out, in page order:

    >>> for mark in read("Exercise 3. Add 1 and 2.\\n\\nSolution\\n\\n1 + 2 = 3\\n\\nShare this"):
    ...     print(mark.side, mark.word, mark.number, repr(mark.text))
    question exercise 3 'Add 1 and 2.'
    answer solution None '1 + 2 = 3'
    furniture  None ''

A mark counts only at the start of a line (behind the bullet or number that the extractor
gave a list item). Its text ends at the next mark, an answer's also at a heading.
English only.
"""

import itertools
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Literal

Side = Literal["question", "answer", "aside", "heading", "furniture", "actions", "foot"]

_NUMBER = r"(?:\#?(?P<number>\d+(?:\.\d+)*)|\W{0,3}\\PageIndex\{(?P<index>\d+)\}\W{0,3}?)"
_MARK: Final = re.compile(
    rf"""\s*(?:[•*◦▪‣–-]\s*|\d{{1,3}}[.)]\s+)?
    (?P<word>Q(?:uestion)?|A(?:nswer|ns)?|Exercise|Problem|Example|Practice|Checkpoint|Try\ It|Program
        |Solution|Sol|Hint)
    (?:\s+(?:to|of|for)\s+(?P<whose>Question|Exercise|Problem|Example))?
    (?:(?:\.?\s*|\s+){_NUMBER})?
    \s*(?P<sign>[:.)\]–—]|-\s|$)\s*(?P<rest>.*)""",
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
_FOOT: Final = re.compile(
    r"\W*(?:(?:selected )?(?:answers|solutions)(?: (?:to|for) .{1,60})?|answer key|hints and solutions)\W*",
    re.IGNORECASE,
)
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
# Two to ten words without a full stop, or capitals only; never a formula.
_HEADING: Final = re.compile(r"[A-Z][^\W\d_]*(?:[ ,'’&/-]+[^\W\d_]+){1,9}\??")
_CAPITALS: Final = re.compile(r"[A-Z][A-Z0-9 ,:'’&/−-]{5,80}\.?")
_ITEM: Final = re.compile(r"(?P<indent>\s*)(?P<number>\d{1,3})[.)]\s+(?P<rest>\S.*)")
_OPTION_B: Final = re.compile(r"\s*\(?B\s*[.:)]")
_OPTIONS_WITHIN: Final = 8  # Lines between option A and option B, at most.


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: where it stands, whose side it opens, and the text that belongs to it."""

    line: int
    side: Side
    word: str
    number: str | None
    text: str


def read(text: str) -> list[Mark]:
    """All marks of a page in order, each with its text (dedented, without the mark itself)."""
    lines = text.split("\n")
    heads = list(_heads(lines))
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
    return marks


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
    return mark.side in ("question", "aside") or (mark.side == "answer" and not mark.text)


def _heads(lines: list[str]) -> Iterator[Mark]:
    """The marks, their text still only what stands on the mark's own line."""
    at_foot = False
    indent: str | None = None
    last = 0
    for at, line in enumerate(lines):
        if not line or line.isspace():
            continue
        head = _head(lines, at)
        if head is None and at_foot and (item := _ITEM.fullmatch(line)):
            # Sub-items of one answer begin at 1 again or stand deeper: only what counts on is an answer.
            number = int(item["number"])
            indent = item["indent"] if indent is None else indent
            if number > last and item["indent"] == indent:
                last = number
                head = Mark(at, "answer", "item", item["number"], item["rest"])
        if head is None:
            continue
        if head.side == "foot":
            at_foot, indent, last = True, None, 0
        elif head.side == "heading":
            at_foot = False
        yield head


def _head(lines: list[str], at: int) -> Mark | None:
    line = lines[at]
    found = _MARK.fullmatch(line)
    if found and (mark := _trusted(lines, at, found)):
        return mark
    if _FOOT.fullmatch(line):
        return Mark(at, "foot", "", None, "")
    if len(line) <= 200 and _ACTIONS.fullmatch(line):
        return Mark(at, "actions", "", None, "")
    if len(line) <= 200 and _FURNITURE.fullmatch(line):
        return Mark(at, "furniture", "", None, "")
    return Mark(at, "heading", "", None, "") if _is_heading(lines, at) else None


def _is_heading(lines: list[str], at: int) -> bool:
    """Whether the line stands as a heading does: a blank line above and, unless in capitals, below."""
    line = lines[at].strip()
    if at and lines[at - 1].strip():
        return False
    followed = at + 1 < len(lines) and bool(lines[at + 1].strip())
    return bool(_CAPITALS.fullmatch(line) or (not followed and _HEADING.fullmatch(line)))


def _trusted(lines: list[str], at: int, found: re.Match[str]) -> Mark | None:
    """The mark, or None where the word is more likely prose, a button or an option."""
    word = found["word"].lower()
    number = found["number"] or found["index"]
    sign = found["sign"].strip()
    if not found["word"][0].isupper():
        return None
    if word == "a" and (sign not in (":", ".") or _is_option(lines, at)):
        return None
    if word in ("q", "ans", "sol") and not sign:
        return None
    if word == "program" and (number is None or sign != ":"):
        return None
    # Lone words: "Question" is a button, "Problem" a heading of sales pages.
    if number is None and ((word == "question" and sign != ":") or (word == "problem" and sign != ".")):
        return None
    owner = found["whose"].lower() if found["whose"] else word
    return Mark(at, _SIDES[word], owner, number, found["rest"])


def _is_option(lines: list[str], at: int) -> bool:
    """Whether a line that begins with A is the first of several choices."""
    return any(_OPTION_B.match(line) for line in lines[at + 1 : at + 1 + _OPTIONS_WITHIN])


def _body(first: str, rest: list[str]) -> str:
    below = textwrap.dedent("\n".join(rest))
    return re.sub(r"\n(?:[^\S\n]*\n)+", "\n\n", f"{first.strip()}\n{below}").strip()
