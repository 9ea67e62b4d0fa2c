"""What a pair that shares words with an item is to it: the same, a variant, of one template, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from webinstruct.words import places_of

from .index import TINY, Index
from .stream import Stream
from .texts import Run, Words, differences, grams, read, same_signs, sentences, shown, tiled

Verdict = Literal["same", "number-variant", "shared-template", "clean"]
RANK: Final[dict[Verdict, int]] = {"same": 3, "number-variant": 2, "shared-template": 1, "clean": 0}

COVERED: Final = 0.7
"""Share of an item's own words that a copy holds."""
SOLVED: Final = 0.5
"""The same of a worked solution, if that is SOLUTION words or more."""
EXCERPT: Final = {"question": 15, "solution": 20}
"""Words in a row, numbers and all, that are a copy of their own."""
SOLUTION: Final = 20
"""Words of a solution that are enough of it."""
OPTIONS: Final = 20
"""Words of all options together that tell an item without its question."""
_SPOKEN: Final = 4  # words besides numbers that a variant keeps
_FORMULAS: Final = frozenset(
    "sin cos tan sec csc cot arcsin arccos arctan sinh cosh log ln exp lim sqrt pi theta alpha beta gamma delta "
    "lambda mu sigma omega phi infinity binom mod pmod dx dy dt".split()
)
"""Words that formulas are made of."""
_TRIED: Final = 48  # items that a text is compared with
_BEHIND: Final = 12  # words in which an answer follows its question
_SURE: Final = 0.95  # no need to look for one that it resembles more


@dataclass(frozen=True, slots=True)
class Evidence:
    """The item, the rule that found it, and the words as they stand in the pair; None if the item is secret."""

    benchmark: str
    item: str
    rule: str
    matched: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A pair's verdict with its evidence, and what the paper's rule says of it."""

    verdict: Verdict
    evidence: Evidence | None
    paper: Evidence | None


@dataclass(frozen=True, slots=True)
class Match:
    """What one item is to a text, with the text's words that say so."""

    verdict: Verdict
    rule: str
    covered: float
    begin: int
    end: int

    def better(self, other: "Match | None") -> bool:
        """Whether it says more than another."""
        mine = RANK[self.verdict], self.covered
        return other is None or mine > (RANK[other.verdict], other.covered)


@dataclass
class Text:
    """A pair's text under comparison."""

    question: str
    answer: str
    whole: str
    words: Words = field(init=False)

    def __post_init__(self) -> None:
        self.words = read(self.whole)

    @cached_property
    def grams(self) -> dict[tuple[str, ...], list[int]]:
        """Where short runs stand."""
        return grams(self.words.masked)

    @cached_property
    def asked(self) -> tuple[Words, frozenset[int], frozenset[int]]:
        """The question's words, and where its sentences begin and end."""
        return read(self.question), *sentences(self.question)

    @cached_property
    def parts(self) -> list[Words]:
        """Question and answer, and the paragraphs of the question: brackets of a neighbour are none of it."""
        return [self.asked[0], read(self.answer), *map(read, self.question.split("\n\n"))]

    @cached_property
    def lines(self) -> list[Words]:
        """The lines of the question: options may stand below it."""
        return [read(line) for line in self.question.split("\n")]

    @cached_property
    def answered(self) -> list[str]:
        """Plain words of the answer."""
        return read(self.answer).plain

    def exactly(self, item: Words) -> bool:
        """Whether the question or the answer holds the item with all signs and brackets, and no more of them."""
        return any(
            same_signs(item, part, at)
            for part in (*self.parts, *self.lines)
            for at in places_of(item.plain, part.plain)
        )

    def holds(self, words: Sequence[str]) -> bool:
        """Whether the words stand somewhere, in one piece."""
        return bool(places_of(words, self.words.plain))


def compare(index: Index, number: int, text: Text) -> Match | None:
    """The most that an item's question, options and solution say of a text."""
    best = _question(index, number, text)
    if best is not None and best.verdict == "number-variant":
        return best  # its options and its answer may be worded as the item's all the same
    for match in (_solution(index, number, text), _options(index, number, text)):
        if match is not None and match.better(best):
            best = match
    return best


def _question(index: Index, number: int, text: Text) -> Match | None:
    item = index.words(number, "question")
    if len(item.plain) < index.settings.ngram:
        return _short(index, number, text, item)
    content = index.content(number, "question")
    if not any(content):
        return _template(index, number, text, item)
    runs = tiled(item, text.words, text.grams)
    return _covering(item, text.words, runs, content, "question") if runs else None


def _solution(index: Index, number: int, text: Text) -> Match | None:
    item = index.words(number, "solution")
    if len(item.plain) < index.settings.ngram:
        return None
    content = index.content(number, "solution")
    runs = tiled(item, text.words, text.grams) if any(content) else []
    return _covering(item, text.words, runs, content, "solution") if runs else None


def _covering(
    item: Words,
    text: Words,
    runs: Sequence[Run],
    content: Sequence[bool],
    rule: Literal["question", "solution"],
) -> Match:
    """By the share of the item's own words that the text holds, in whatever order."""
    held = [sum(content[run.item : run.item + run.length]) for run in runs]
    covered = sum(held) / sum(content)
    longest = max(runs, key=lambda run: (sum(content[run.item : run.item + run.length]), run.length))
    span = longest.text, longest.text + longest.length
    if covered >= _enough(rule, sum(held)):
        if differences(item, text, runs) == 0:
            return Match("same", rule, covered, *span)
        if rule == "question" and _worded(item, runs):  # solutions alike but for numbers are commonplace
            return Match("number-variant", rule, covered, *span)
    if max(held) >= EXCERPT[rule] and _excerpt(item, text, longest):
        return Match("same", f"{rule}, a part", covered, *span)
    return Match("shared-template", f"{rule}, a part", covered, *span)


def _excerpt(item: Words, text: Words, run: Run) -> bool:
    """Whether one run is a copy for itself: in words, with their numbers."""
    words = item.masked[run.item : run.item + run.length]
    return _spoken(words) >= 2 * _SPOKEN and differences(item, text, [run]) == 0


def _enough(rule: str, held: int) -> float:
    """A short solution must stand there as a whole: some are everyone's sentence."""
    if rule == "question":
        return COVERED
    return SOLVED if held >= SOLUTION else _SURE


def _worded(item: Words, runs: Sequence[Run]) -> bool:
    """Whether the runs hold the item's words, not its formulas alone; or all of it in one piece."""
    if any(run.length == len(item.plain) for run in runs):
        return True
    total = _spoken(item.masked)
    held = sum(_spoken(item.masked[run.item : run.item + run.length]) for run in runs)
    return total >= _SPOKEN and held >= COVERED * total


def _spoken(words: Sequence[str]) -> int:
    return sum(len(word) > 1 and word.isalpha() and word not in _FORMULAS for word in words)


def _short(index: Index, number: int, text: Text, item: Words) -> Match | None:
    """A question shorter than a run: only as a whole."""
    size = len(item.plain)
    places = places_of(item.masked, text.words.masked)
    if not places or (size <= TINY and not (_asked(item, text) and _evidence(index, number, text))):
        return None
    agreeing = [
        at
        for at in places
        if text.words.plain[at : at + size] == item.plain and _signs(index, number, item, text, at)
    ]
    at = agreeing[0] if agreeing else places[0]
    told = _identified(index, number, text, item) if agreeing else _varied(index, number, text, item)
    if not told:
        return None if size <= TINY else Match("shared-template", "short question", 0.0, at, at + size)
    rule = "tiny question" if size <= TINY else "short question"
    return Match("same" if agreeing else "number-variant", rule, 1.0, at, at + size)


def _identified(index: Index, number: int, text: Text, item: Words) -> bool:
    """Whether a short question is this item's: many ask the same, and go on in their options."""
    if index.same_question[number] == 1 and not index.problems[number].options:
        return True
    lone = text.asked[0].masked == item.masked and index.same_question[number] == 1
    return lone or _told(index, number, text)


def _varied(index: Index, number: int, text: Text, item: Words) -> bool:
    """Whether other numbers are all that is different: amid other words it is another question."""
    rare = index.alike[number] < index.settings.template_items and _spoken(item.masked) >= 2
    return rare and bool(_asked(item, text))


def _signs(index: Index, number: int, item: Words, text: Text, at: int) -> bool:
    """Signs agree; brackets too where only they tell items apart."""
    if index.alike[number] > 1:
        return text.exactly(item)
    return differences(item, text.words, [Run(0, at, len(item.plain))]) == 0


def _asked(item: Words, text: Text) -> list[int]:
    """Where the pair's question is the item's, or holds it as whole sentences."""
    asked, begins, ends = text.asked
    size = len(item.plain)
    return [at for at in places_of(item.masked, asked.masked) if at in begins and at + size in ends]


def _evidence(index: Index, number: int, text: Text) -> bool:
    """An option or the gold answer stands in the pair, too; without an answer, right behind the question."""
    item = index.words(number, "question")
    gold = read(index.problems[number].answer).plain
    behind = [at + len(item.plain) for at in _asked(item, text)] if not text.answer.strip() else []
    said = [text.answered, *(text.asked[0].plain[at : at + _BEHIND] for at in behind)]
    return any(places_of(gold, part) for part in said) or _told(index, number, text)


def _told(index: Index, number: int, text: Text) -> bool:
    """The text holds at least half of the options; without options, the gold answer."""
    problem = index.problems[number]
    options = [read(option).plain for option in problem.options]
    if not options:
        return bool(places_of(read(problem.answer).plain, text.answered))
    return 2 * sum(text.holds(option) for option in options) >= len(options)


def _template(index: Index, number: int, text: Text, item: Words) -> Match | None:
    """An item of nothing but template: only as a whole, brackets and all."""
    places = places_of(item.masked, text.words.masked)
    size = len(item.plain)
    if not places:
        return Match("shared-template", "template", 0.0, 0, 0)
    exact = text.exactly(item)
    at = places[0]
    told = index.same_question[number] == 1 or _told(index, number, text)
    if exact and told:
        return Match("same", "whole question", 1.0, at, at + size)
    variant = index.alike[number] < index.settings.template_items and told
    return Match("number-variant" if variant else "shared-template", "whole question", 0.5, at, at + size)


def _options(index: Index, number: int, text: Text) -> Match | None:
    """All options of an item without its question, if they say enough."""
    options = [read(option).plain for option in index.problems[number].options]
    if len(options) < 3 or sum(map(len, options)) < OPTIONS or not all(map(text.holds, options)):
        return None
    longest = max(options, key=len)
    at = places_of(longest, text.words.plain)[0]
    return Match("same", "options", 0.9, at, at + len(longest))


def closest(index: Index, text: Text, texts: Stream) -> tuple[int, Match] | None:
    """The item that a text resembles most; `texts` is the text in the index's words."""
    items = index.candidates(texts)[:_TRIED]
    items += [item for part in text.parts for item in index.whole_items(part)[:_TRIED] if item not in items]
    best: tuple[int, Match] | None = None
    for number in items:
        match = compare(index, number, text)
        if match is not None and match.better(best[1] if best else None):
            best = number, match
            if match.verdict == "same" and match.covered >= _SURE:
                break
    return best


def evidence(index: Index, number: int, match: Match, text: Text) -> Evidence:
    """What was found, in words; none of a secret item."""
    problem = index.problems[number]
    matched = None if problem.secret else shown(text.whole, match.begin, match.end)
    return Evidence(problem.benchmark, problem.id, match.rule, matched)


def paper(index: Index, text: Text, texts: Stream) -> Evidence | None:
    """The paper's rule: so many words in a row of an item's question, options or answer."""
    found = index.paper(texts)
    if found is None:
        return None
    number, at = found
    size = index.settings.ngram
    return evidence(index, number, Match("same", f"{size} words", 1.0, at, at + size), text)
