"""The engine without a model: it finds the pairs that a page itself marks as such.

In order of trust: questions and answers of the markup (schema.org's, or folded); threads, by
the blocks of the page; `Q:` and `A:` marks; exercises with their solutions, next to each other
or at the foot of the page, by name or by bare number. It answers in the JSON that models are
asked for, so the parser behind it is always exercised.

    >>> find("Exercise 3. Add 1 and 2.\\n\\nSolutions\\n\\n3. It is 3.", ())
    [Pair(question='Add 1 and 2.', answer='It is 3.')]

Precision before recall: no answer, no pair. Threads without blocks are not guessed at.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from webinstruct.llm import Completion, Request, marks, threads
from webinstruct.llm.mark import Mark
from webinstruct.llm.pair import Keys, Pair, is_ranked, key, rank, repeats, stands_in
from webinstruct.llm.threads import MAX_QUESTION_CHARS
from webinstruct.llm.wording import instructs, is_sum, is_talk, tells

VERSION: Final = 4

MAX_ANSWER_CHARS: Final = 20_000
MIN_QUESTION_CHARS: Final = 5
MAX_BUTTON_CHARS: Final = 80
MAX_SAME_NUMBER: Final = 50  # Open questions of one number remembered: those of as many chapters.
MAX_INTRO: Final = 300  # Characters of what is to be done in the exercises below.

# What stands behind a mark where the answer itself is elsewhere.
_NO_ANSWER: Final = re.compile(
    r"\W*(?:(?:show|hide|see|click|tap|view|reveal|check|get|read|log ?in|sign (?:in|up))\b.{0,60}"
    r"|coming soon|to be added|tba|tbd|n/a|unanswered|not answered)?\W*",
    re.IGNORECASE,
)

_BUTTON: Final = re.compile(
    r"\n\W*(?:view|show|see|reveal|check|hide)(?: the)? (?:answer|solution)s?\W*\Z", re.IGNORECASE
)
_QUESTION_WORDS: Final = ("question", "exercise", "problem", "example")


class Rules:
    """See the module. Completions come in the order of the requests and cost no tokens."""

    name: Final = "rules"

    def complete(self, requests: Iterator[Request]) -> Iterator[Completion]:
        """Answer every page, in order."""
        for request in requests:
            found = find(request.text, request.structured, request.blocks, request.title)
            answer = {"pairs": [pair._asdict() for pair in found]}
            yield Completion(request.id, json.dumps(answer, ensure_ascii=False), "stop", 0, 0)


def find(
    text: str,
    structured: Sequence[Mapping[str, Any]],
    blocks: Sequence[Mapping[str, Any]] = (),
    title: str = "",
) -> list[Pair]:
    """The pairs of one page: the markup's, then threads and marks that say something else.

    Markup that names several answers and none as the best waits for the threads: their order is
    the page's, its own need not be.
    """
    sure: list[Mapping[str, Any]] = []
    unsure: list[Mapping[str, Any]] = []
    for item in structured:
        (sure if len(item["answers"] or ()) < 2 or is_ranked(item["answers"]) else unsure).append(item)
    pairs = list(from_structured(sure))
    found = list(from_threads(text, blocks, title, [pair.keys for pair in pairs]))
    told = [whole for _, whole in found]
    pairs += _new([pair for pair, _ in found], pairs)
    pairs += _new(from_structured(item for item in unsure if not _is_told(item, told)), pairs)
    borders = [block[side] for block in blocks for side in ("start", "end")]
    return pairs + _new(from_marks(marks.read(text, borders)), pairs)


def _new(pairs: Iterable[Pair], known: Sequence[Pair]) -> list[Pair]:
    """Those that repeat none of the known ones; among themselves they may: "4" answers many a question."""
    others = [pair.keys for pair in known]
    new = []
    for pair in pairs:
        keys = pair.keys
        if not any(repeats(keys, other) for other in others):
            new.append(pair)
    return new


def _is_told(item: Mapping[str, Any], told: Sequence[str]) -> bool:
    """Whether a thread holds one of the answers of a question of the markup."""
    keys = [key(answer["text"] or "") for answer in item["answers"]] if told else []
    return any(stands_in(("", one), whole) for one in keys for whole in told)


def from_structured(structured: Iterable[Mapping[str, Any]]) -> Iterator[Pair]:
    """Each question with one answer: the accepted one, else the best voted, else the first.

    >>> answers = [{"text": "5", "votes": 9, "accepted": False}, {"text": "4", "votes": 1, "accepted": True}]
    >>> list(from_structured([{"question": "2 + 2?", "answers": answers}]))
    [Pair(question='2 + 2?', answer='4')]
    """
    for item in structured:
        question = (item["question"] or "").strip()
        answers = [answer for answer in item["answers"] or () if (answer["text"] or "").strip()]
        if len(answers) > 1:  # a lone one is the page's word
            answers = [answer for answer in answers if not is_talk(answer["text"])]
        if question and answers:
            yield Pair(question, max(answers, key=rank)["text"].strip())


def from_threads(
    text: str, blocks: Sequence[Mapping[str, Any]], title: str, known: Sequence[Keys]
) -> Iterator[tuple[Pair, str]]:
    """Pairs of the threads that no known pair is from, each with the key of its whole thread."""
    for thread in threads.threads(text, blocks):
        whole = thread.key(text)
        if any(stands_in(keys, whole) for keys in known):
            continue
        pair = threads.pair(text, thread, title)
        if pair is not None and _is_good(pair):
            yield pair, whole


def from_marks(found: Sequence[Mark]) -> Iterator[Pair]:
    """Pair marked answers with marked questions, in the order of the answers.

    An answer without a number belongs to the question right before it, one with a number
    to the last open question of that number; where two are open at the foot, to none.
    """
    page = _Marked()
    for at, mark in enumerate(found):
        question = page.answered(mark)
        if question is not None:
            answer = _without_question(question.mark, _with_continuation(found, at))
            pair = Pair(question.text, answer)
            if _is_good(pair):
                yield pair


@dataclass(frozen=True, slots=True)
class _Open:
    """A question that waits for its answer: with what is to be done, and of which chapter it is."""

    mark: Mark
    text: str
    label: str | None


@dataclass(slots=True)
class _Marked:
    """What of a page's marks was read so far."""

    waiting: dict[str, list[_Open]] = field(default_factory=dict)  # by number
    direct: _Open | None = None  # the question right before, if nothing came between
    at_foot: bool = False
    used: bool = False  # the foot answered something
    label: str | None = None
    grouped: bool = False  # the label is that of a chapter within the section
    intro: str = ""  # what is to be done in the exercises that follow

    def answered(self, mark: Mark) -> _Open | None:
        """The question that a mark answers, if any. Call it with each mark in order."""
        question = None
        if mark.side in ("foot", "exercises", "group", "intro", "heading"):
            self._enter(mark)
        if mark.side in ("furniture", "heading", "foot", "exercises", "group", "intro"):
            self.direct = None
        elif mark.side == "answer" or (self.at_foot and mark.side == "question" and self._matching(mark)):
            question = self._owner(mark)
            self.direct = None
        elif mark.side == "question":
            self._leave_foot()  # a question that answers none: the next chapter has begun
            self._ask(mark)
        if question is not None:
            self.used |= self.at_foot
            if question.mark.number is not None:
                self.waiting[question.mark.number].remove(question)
        return question

    def _enter(self, mark: Mark) -> None:
        if mark.side == "intro":
            self.intro = mark.text
            return
        self.intro = ""
        if mark.side == "foot":
            self.at_foot = bool(self.waiting)  # above all exercises it is a tab or a link
            self.label, self.grouped = mark.number, False
        elif mark.side == "exercises":
            self._leave_foot()
            self.label, self.grouped = mark.number, False
            self.intro = mark.text if len(mark.text) <= MAX_INTRO and tells(mark.text) else ""
        elif mark.side == "group" and mark.number is not None:
            self.label, self.grouped = mark.number, True

    def _leave_foot(self) -> None:
        if self.at_foot and self.used:
            self.waiting.clear()  # a chapter with its answers is over
        self.at_foot = self.used = False

    def _ask(self, mark: Mark) -> None:
        text = _BUTTON.sub("", mark.text)
        if mark.item and not tells(text):
            if self.intro:
                text = f"{self.intro}\n\n{text}"
            elif not is_sum(text):
                text = ""  # "1. Slow delivery" stands under "Problems", too: no question, but its number is taken
        if mark.word == "problem" and mark.number is None and not instructs(text):
            text = ""  # the headings of sales pages and of manuals
        self.direct = _Open(mark, text, self.label)
        if mark.number is not None:
            same = self.waiting.setdefault(mark.number, [])
            same.append(self.direct)
            del same[:-MAX_SAME_NUMBER]

    def _owner(self, answer: Mark) -> _Open | None:
        direct = self.direct
        named = answer.word in _QUESTION_WORDS  # "Solution to Exercise 1", or the exercise again at the foot
        fits = direct is not None and answer.number in (None, direct.mark.number)
        if direct is not None and fits and (not named or direct.mark.word == answer.word):
            return direct
        candidates = self._matching(answer)
        if not candidates or (self.at_foot and len(candidates) > 1):
            return None
        return candidates[-1]

    def _matching(self, answer: Mark) -> list[_Open]:
        """Open questions of the answer's number and chapter; worked examples only where it names them."""
        same = self.waiting.get(answer.number, []) if answer.number is not None else []
        if self.at_foot and self.label is not None and (self.grouped or any(one.label for one in same)):
            same = [one for one in same if one.label == self.label]
        if answer.word in _QUESTION_WORDS:
            return [one for one in same if one.mark.word == answer.word]
        return [one for one in same if one.mark.word not in ("example", "try it", "checkpoint")]


def _without_question(question: Mark, answer: str) -> str:
    """An answer at the foot without the question that stands above it once more."""
    first, _, rest = answer.partition("\n")
    return rest.strip() if question.item and key(first) == key(question.text) else answer


def _with_continuation(found: Sequence[Mark], at: int) -> str:
    """The answer's text, with a "Solution:" that directly follows an "Answer:"."""
    text = found[at].text
    if at + 1 < len(found):
        following = found[at + 1]
        if following.side == "answer" and following.number is None and following.word != found[at].word:
            text = f"{text}\n\n{following.text}".strip()
    return text


def _is_good(pair: Pair) -> bool:
    question, answer = pair
    return (
        MIN_QUESTION_CHARS <= len(question) <= MAX_QUESTION_CHARS
        and not question.isdigit()
        and 0 < len(answer) <= MAX_ANSWER_CHARS
        and not (len(answer) <= MAX_BUTTON_CHARS and _NO_ANSWER.fullmatch(answer))
    )
