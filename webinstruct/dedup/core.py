"""The sentences of a question, and whether two questions are the same but for what was said around them.

A forum's page puts a title over a question and a greeting before it, another one a remark behind. What is asked is the
same sentence by sentence; so two pairs are duplicates if they share the sentence that asks, nothing else asks or
gives anything (numbers, signs, variables), and their answers share their sentences, too:

    >>> kinds = "Which gas do green plants take in?", "They take in carbon dioxide through their leaves."
    >>> same_core("Leaves\\n\\nWhich gas do green plants take in?", kinds[1], f"{kinds[0]} Thanks!", kinds[1])
    True
    >>> same_core(f"{kinds[0]} How much?", kinds[1], f"{kinds[0]} At night, too?", kinds[1])
    False
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from webinstruct import words

from .form import ARTICLES, FUNCTIONS, GENERIC, MAX_CHARS, POLITE, STOP, Form, form_of, question_tokens

MAX_SENTENCES: Final = 200
"""Of more sentences than these none is compared: such a text is a page, no question."""
LOOKED_UP: Final = 6
"""Sentences by which a question is looked up, at most."""
ENOUGH: Final = 4
"""Words, numbers and signs that make a sentence one to look up by, or to know a question by."""
BULK: Final = 8
"""Words and numbers that two answers share at least; a shorter answer has to be the same."""
SHARED: Final = 1 / 3
"""Share of the shorter answer's words and numbers that the other one has in the same sentences."""
WHOLE: Final = 0.6
"""The same of the questions, where the answers are short."""

_BREAK: Final = re.compile(r"\n[^\S\n]*\n\s*")
_END: Final = re.compile(r"(?<=[.?!])[\"')\]]?\s+|(?<=[。？！])|(?<=[^\W\d]):\s+(?=\S)")
_LABEL: Final = re.compile(r"\s*(?:q|a|question|answer|solution|problem)\s*[-.:]\s+", re.IGNORECASE)
_BETWEEN: Final = re.compile(r" (?!\d)|(?<!\d) ")
_MARKS: Final = frozenset("、。〈〉《》「」『』")
_SMALL: Final = frozenset("012")
_HELP: Final = POLITE | frozenset("help hint hints somebody someone anybody anyone".split())
_ME: Final = frozenset("i im ive my me".split())
_SOFT: Final = frozenset("not no cannot cant dont doesnt isnt".split())


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence's tokens without politeness, and the same as one text; `asks` if a question mark ends it.

    `block` counts the paragraphs before it.
    """

    tokens: tuple[str, ...]
    key: str
    asks: bool
    polite: bool
    block: int
    form: Form

    @property
    def size(self) -> int:
        """How much it says: words, numbers and signs but those that stand in every text."""
        return len(self.form.content) + len(self.form.firm)

    @property
    def signs(self) -> frozenset[str]:
        """What could rate or change a problem: numbers, variables, functions, opposites."""
        return frozenset(token for token in self.form.firm if token not in _SOFT)

    @property
    def variables(self) -> frozenset[str]:
        """Single letters and names of functions; `a` and `i` in equations alone, for French has them as words."""
        letters = {
            token for token in self.signs if (len(token) == 1 and "a" <= token <= "z") or token in FUNCTIONS
        }
        return frozenset(letters if "=" in self.signs else letters - {"a", "i"})

    @property
    def is_polite(self) -> bool:
        """A greeting, thanks, a plea for help, and nothing of a problem."""
        own = sum(1 for word in self.form.content if word not in GENERIC)
        return self.polite and not self.signs and not (self.asks and own >= ENOUGH / 2)


@lru_cache(2048)  # candidates of one pair come one after the other
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text; none of a text that is too long to be compared so.

    >>> [" ".join(sentence.tokens) for sentence in sentences("Hello! Homework again: 3 + 4 is what? Thanks")]
    ['homework again', '3 + 4 is what']
    """
    if len(text) > MAX_CHARS:
        return ()
    found = [
        sentence
        for block, paragraph in enumerate(_paragraphs(text))
        for part in _END.split(paragraph)
        if (sentence := _sentence(part, block)) is not None
    ]
    return tuple(found) if len(found) <= MAX_SENTENCES else ()


def _paragraphs(text: str) -> list[str]:
    """A formula on a line of its own belongs to the sentence before it."""
    found: list[str] = []
    for part in _BREAK.split(text.strip()):
        if found and part.startswith("$$"):
            found[-1] += f" {part}"
        else:
            found.append(part)
    return found


def _sentence(part: str, block: int) -> Sentence | None:
    if label := _LABEL.match(part):
        part = part[label.end() :]
    asked = question_tokens(part)
    told = tuple(token for token in asked if token not in POLITE and token not in _MARKS)
    if not told or told in (("q",), ("a",)):
        return None
    asks = part.rstrip("\"')] \n").endswith(("?", "？"))
    return Sentence(told, _key(told), asks, not _HELP.isdisjoint(asked), block, form_of(list(told)))


def _key(told: Sequence[str]) -> str:
    """Tokens without blanks but between numbers: `gt` and `g t` are the same in a formula."""
    return _BETWEEN.sub("", " ".join(told))


def to_look_up(question: str) -> list[str]:
    """Sentences that another question of the same core has as well: those that ask first, then those that say most.

    Remarks, without a question or a number, only of questions that have nothing else: many pages share them.
    """
    telling = [one for one in sentences(question) if _tells(one) and not one.is_polite]
    telling = [one for one in telling if one.asks or one.signs] or telling
    ranked = sorted(telling, key=lambda one: (not one.asks, not one.signs, -one.size, one.key))
    return list(dict.fromkeys(one.key for one in ranked))[:LOOKED_UP]


def _tells(sentence: Sentence) -> bool:
    return sentence.size >= ENOUGH or (
        sentence.asks and sentence.size >= ENOUGH / 2 and not sentence.form.generic
    )


def same_core(question: str, answer: str, other_question: str, other_answer: str) -> bool:
    """Whether two pairs ask the same sentence and answer it with the same sentences, whatever stands around."""
    asked = sentences(question), sentences(other_question)
    told = sentences(answer), sentences(other_answer)
    if not all(asked) or not all(told):
        return False
    core = _shared(*asked)
    if not any(map(_tells, core)):
        return False
    if form_of([token for sentence in core for token in sentence.tokens]).generic:
        return False
    if not all(_is_asked(own, core) for own in asked):
        return False
    solved = _is_solved(asked, told)
    if not all(_is_told(own, core, answer, solved) for own, answer in zip(asked, told, strict=True)):
        return False
    return _is_same_result(asked, core, told) or _is_same_text(asked, core, told, solved)


def _shared(one: Sequence[Sentence], two: Sequence[Sentence]) -> list[Sentence]:
    """Sentences that both have; none if those with numbers and signs stand in another order."""
    both = {sentence.key for sentence in one} & {sentence.key for sentence in two}
    found = [list({own.key: own for own in text if own.key in both}.values()) for text in (one, two)]
    signed = [[own.key for own in text if own.signs] for text in found]
    return found[0] if signed[0] == signed[1] else []


def _rest(text: Sequence[Sentence], shared: Sequence[Sentence]) -> list[Sentence]:
    known = {sentence.key for sentence in shared}
    return [sentence for sentence in text if sentence.key not in known]


def _size(text: Iterable[Sentence]) -> int:
    return sum(sentence.size for sentence in text)


def _is_asked(text: Sequence[Sentence], core: Sequence[Sentence]) -> bool:
    """Whether what the question asks is in the core: its last question, or where none asks its last sentence.

    A title may ask as well, or a plea for help.
    """
    known = {sentence.key for sentence in core}
    asking = [own for own in text if own.asks and not own.is_polite]
    if not asking:
        telling = [own for own in text if not own.is_polite]
        return bool(telling) and telling[-1].key in known
    inner = [own.block for own in asking if own.key in known]
    return bool(inner) and all(own.key in known or own.block == 0 < inner[0] for own in asking)


def _is_solved(asked: Sequence[Sequence[Sentence]], told: Sequence[Sequence[Sentence]]) -> bool:
    """Whether the answers share a sentence with a number that the questions lack: a result."""
    given = {token for text in asked for sentence in text for token in sentence.signs}
    found = {token for sentence in _shared(*told) for token in sentence.signs if words.is_number(token)}
    return any(len(token) > 1 for token in found - given)


def _uses(*texts: Sequence[Sentence]) -> Counter[str]:
    """In how many sentences each variable stands."""
    distinct = {sentence.key: sentence for text in texts for sentence in text}
    return Counter(token for sentence in distinct.values() for token in sentence.variables)


def _is_told(
    asked: Sequence[Sentence], core: Sequence[Sentence], told: Sequence[Sentence], solved: bool
) -> bool:
    """Whether a question gives and wants nothing but in its core."""
    rest = _rest(asked, core)
    given = [sentence for sentence in rest if sentence.signs]
    used = _uses(core, () if solved else told, given)
    computed = {token for sentence in (*core, *told) for token in sentence.signs}
    end = max(place for place, sentence in enumerate(asked) if sentence.key == core[-1].key)
    return not any(_goes_on(sentence, asked[end]) for sentence in asked[end + 1 :]) and all(
        (sentence not in asked[end:] and "=" in sentence.signs and _is_aside(sentence, used))
        or _is_title(sentence, core)
        or _is_of_the_asker(sentence, computed)
        for sentence in given
    )


def _goes_on(sentence: Sentence, last: Sentence) -> bool:
    """Whether it adds to the task: it stands behind its last sentence, in the same paragraph, and says something."""
    return sentence.block == last.block and not sentence.is_polite and sentence.size >= ENOUGH


def _is_same_result(
    asked: Sequence[Sequence[Sentence]], core: Sequence[Sentence], told: Sequence[Sequence[Sentence]]
) -> bool:
    """Whether one answer begins with a result that the question lacks and the other answer has."""
    given = {token for text in asked for sentence in text for token in sentence.signs}
    numbers = [{token for own in text for token in own.signs if words.is_number(token)} for text in told]
    for text, other in zip(told, numbers[::-1], strict=True):
        first = next((own for own in text if any(map(words.is_number, own.signs))), None)
        if first is None or first.size > 2 * ENOUGH:
            continue
        result = set(filter(words.is_number, first.signs))
        found = {token for token in result - given if len(token) > 1}
        if found and result <= other | given:
            return _size(core) >= max(2 * ENOUGH, WHOLE * min(map(_size, asked)))
    return False


def _is_same_text(
    asked: Sequence[Sequence[Sentence]],
    core: Sequence[Sentence],
    told: Sequence[Sequence[Sentence]],
    solved: bool,
) -> bool:
    """Whether the answers share their sentences, and what else they say finds nothing."""
    said = _shared(*told)
    bulk = _size(said)
    if not said or bulk < SHARED * min(map(_size, told)):
        return False
    if bulk < BULK and not _is_all(asked, core, told, said):
        return False
    for text, question in zip(told, asked, strict=True):
        given = [sentence for sentence in _rest(text, said) if sentence.signs]
        used = _uses(question, () if solved else said, given)
        if not all(_is_aside(sentence, used) or _is_at_a_time(sentence) for sentence in given):
            return False
    return True


def _is_all(
    asked: Sequence[Sequence[Sentence]],
    core: Sequence[Sentence],
    told: Sequence[Sequence[Sentence]],
    said: Sequence[Sentence],
) -> bool:
    """Short answers say too little: they must be the same, and most of the shorter question, too."""
    if any(not own.polite for text in told for own in _rest(text, said)):
        return False
    content = {token for own in said for token in own.tokens} - STOP - ARTICLES
    if not any(words.is_number(token) or len(token) > 3 for token in content):
        return False
    return _size(core) >= max(ENOUGH, WHOLE * min(map(_size, asked)))


def _is_aside(sentence: Sentence, used: Counter[str]) -> bool:
    """An equation whose variables nothing else uses, as `(a + b)² = …` between two paragraphs.

    Of a pair with a result in numbers its answer may use them: another equation would come to another one.
    """
    letters = sentence.variables
    numbers = [token for token in sentence.signs if words.is_number(token) and token not in _SMALL]
    if not letters or numbers or any(used[own] != 1 for own in letters):
        return False
    return len(letters) > 1 if "=" in sentence.signs else sentence.size > ENOUGH


def _is_at_a_time(sentence: Sentence) -> bool:
    """`Take it one step at a time`: no result, for it has words."""
    return sentence.signs == {"1"} and len(sentence.form.content) >= ENOUGH / 2


def _is_title(sentence: Sentence, core: Sequence[Sentence]) -> bool:
    """`Two trains that meet`: it stands before the core, with a small number alone."""
    return sentence.block == 0 < core[-1].block and sentence.signs <= _SMALL


def _is_of_the_asker(sentence: Sentence, computed: set[str]) -> bool:
    """`I go to school again at forty`: a number in what the asker says about themself, and nowhere else."""
    return all(map(words.is_number, sentence.signs)) and (
        not _ME.isdisjoint(sentence.tokens) and computed.isdisjoint(sentence.signs)
    )
