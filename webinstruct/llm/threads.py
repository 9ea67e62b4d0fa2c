"""Threads of a page: a question's block with the best of the answers' blocks below it, cut from the text.

    >>> text = "#1\\n\\nHow do I boil an egg?\\n\\n#2\\n\\nThanks for asking!\\n\\n#3\\n\\nFor six minutes."
    >>> spans = [("question", 0, 25), ("answer", 27, 49), ("answer", 51, len(text))]
    >>> blocks = [{"role": r, "start": s, "end": e, "votes": None, "accepted": False} for r, s, e in spans]
    >>> [pair(text, thread, "") for thread in threads(text, blocks)]
    [Pair(question='How do I boil an egg?', answer='For six minutes.')]

Precision before recall: what asks nothing is no question, and comments are never answers.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from webinstruct.llm.marks import is_furniture
from webinstruct.llm.pair import MIN_CONTAINED_CHARS, Pair, is_ranked, key, rank
from webinstruct.llm.wording import (
    answers_nothing,
    asks,
    asks_back,
    doubts,
    is_attribution,
    is_label,
    is_signature,
    title_asks,
)

MAX_QUESTION_CHARS: Final = 5_000  # Longer ones have swallowed half a page.
MAX_ANSWERS: Final = 30  # Looked at in one thread, best first.
MAX_ABOVE: Final = 600  # Characters above a question in which its heading is looked for.
MAX_HEADING: Final = 300
MAX_BEFORE: Final = 2_000  # A lone thread that begins further down is the discussion below an article.
MIN_HEADING: Final = 4
MAX_NAME_LINES: Final = 6  # Lines with name and badges of a writer, above a label.
MAX_NAME: Final = 40

_MARK: Final = re.compile(
    r"(?:Q|A|Question|Answer|Frage|Antwort|Réponse|Pregunta|Respuesta|问|答)\s?[:：]\s*(?=\S)"
)

_ANSWER: Final = re.compile(
    r"^[^\S\n]*(?:A\s?[.:：]|(?:Answer|Solution|Antwort|Lösung|Réponse|Respuesta|Solución|Risposta|Resposta|Ответ|Решение"
    r"|答案?|解答?)\s?[.:：])\s*(?=\S)",
    re.MULTILINE,
)

Block = Mapping[str, Any]
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Thread:
    """A question with its answers, as blocks; `alone` if the page has no other."""

    question: Block
    alone: bool
    answers: list[Block] = field(default_factory=list)

    def key(self, text: str) -> str:
        """All it says, as pairs are compared."""
        return key("".join(text[block["start"] : block["end"]] for block in (self.question, *self.answers)))


def threads(text: str, blocks: Sequence[Block]) -> Iterator[Thread]:
    """The questions that have answers below them, in the order of the page."""
    alone = sum(block["role"] == "question" for block in blocks) == 1
    thread: Thread | None = None
    for block in blocks:
        if block["role"] == "question":
            if thread is not None and thread.answers:
                yield thread
            thread = Thread(block, alone)
        elif block["role"] == "answer" and thread is not None:
            thread.answers.append(block)
    if thread is not None and thread.answers:
        yield thread


def pair(text: str, thread: Thread, title: str) -> Pair | None:
    """The question with its best answer; None where nothing is asked or nothing answers."""
    question = _question(text, thread, title)
    answer = _answer(text, thread) if question else ""
    return Pair(question, answer) if question and answer else None


def _question(text: str, thread: Thread, title: str) -> str:
    """The block; with the heading right above it, or below which only labels stand; "" if nothing asks."""
    start, end = _trimmed(text, thread.question["start"], thread.question["end"])
    body = text[start:end]
    if len(body) > MAX_QUESTION_CHARS:
        return ""
    heading = _heading(text, thread.question["start"], title)
    if heading is None and thread.alone and start > MAX_BEFORE:
        return ""
    if heading is None or key(body).startswith(key(text[slice(*heading)])):
        return body if asks(body) or (thread.alone and title_asks(title)) else ""
    above = text[slice(*heading)]
    if not asks(body) and not title_asks(above):
        return ""
    return text[heading[0] : end] if not text[heading[1] : start].strip() else f"{above}\n\n{body}"


def _heading(text: str, start: int, title: str) -> Place | None:
    """Where the page's title stands again above a block, nothing but labels between."""
    whole = key(title)
    end = start
    while end > max(0, start - MAX_ABOVE):
        begin = text.rfind("\n", 0, end) + 1
        line = text[begin:end]
        if not is_label(line):
            said = key(line)
            fits = len(line) <= MAX_HEADING and len(said) >= MIN_HEADING and said in whole
            return (begin, end) if fits else None
        end = begin - 1
    return None


def _answer(text: str, thread: Thread) -> str:
    """The accepted answer, else the best voted, else the first that says something; "" if none does."""
    ranked = is_ranked(thread.answers)
    earlier = key(text[thread.question["start"] : thread.question["end"]])
    # equal ones stay in the order of the page, those that call themselves an answer before the others
    best_first = sorted(
        thread.answers, key=lambda block: (*rank(block), _is_marked(text, block)), reverse=True
    )
    for block in best_first[:MAX_ANSWERS]:
        start, end = _trimmed(text, *_named(text, block["start"], block["end"]))
        start, end = _trimmed(text, _unquoted(text, start, end, earlier), end)
        said = text[start:end]
        words = key(said)
        quoted = len(words) >= MIN_CONTAINED_CHARS and words in earlier
        unsure = not block["accepted"] and doubts(said)
        if rank(block) < (False, 0) or quoted or unsure or answers_nothing(said):
            earlier += words
        elif asks_back(said):
            if not ranked:
                return ""  # a talk has begun: nobody knows who speaks next
        else:
            return said
    return ""


def _is_marked(text: str, block: Block) -> bool:
    """Whether a post opens with "Answer:" or the like."""
    start, end = _named(text, block["start"], block["end"])
    found = _ANSWER.search(text, start, min(end, start + MAX_HEADING))
    return found is not None and all(is_label(line) for line in text[start : found.start()].split("\n"))


def _trimmed(text: str, start: int, end: int) -> Place:
    """A place without the labels and the `Q:` or `A:` at its head, and the labels and buttons at its foot."""
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        if not is_label(text[start:stop]):
            break
        start = min(stop + 1, end)
    while start < end:
        begin = max(text.rfind("\n", start, end) + 1, start)
        if text[begin:end].strip().isdigit():  # perhaps the count below "Improve this answer"
            above = text.rfind("\n", start, start + len(text[start:begin].rstrip())) + 1
            begin = above if above and is_label(" ".join(text[above:end].split())) else begin
        line = " ".join(text[begin:end].split())
        if not is_label(line) and not (
            begin > start and (is_furniture(line) or is_signature(text[begin:end]))
        ):
            break
        end = max(begin - 1, start)
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    mark = _MARK.match(text, start, end)
    return (mark.end() if mark else start), end


def _named(text: str, start: int, end: int) -> Place:
    """The place of a post without the short lines above its last label: the writer's name and badges."""
    found, at = start, start
    for _ in range(MAX_NAME_LINES):
        stop = text.find("\n", at, end)
        if stop < 0 or stop - at > MAX_NAME:
            break
        line = text[at:stop]
        at = stop + 1
        if line.strip() and is_label(line):
            found = at
    return found, end


def _unquoted(text: str, start: int, end: int, earlier: str) -> int:
    """Where a post's own words begin: behind the quotation it opens with of what was said before."""
    at, quoted = start, False
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        line = text[at:stop]
        if line.strip() and not is_label(line) and not is_attribution(line):
            # The first line of a quotation carries its sign, those below may not.
            if not (line.lstrip().startswith(">") or quoted) or key(line) not in earlier:
                break
            quoted = True
        else:
            quoted = is_attribution(line) or (quoted and bool(line.strip()))
        at = stop + 1
    return min(at, end)
