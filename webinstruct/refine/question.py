r"""What of a question was altered, lost or added; wording is free.

>>> source = Source("hi, a car drives 120 km in 2 hours. how fast is it?", "60 km/h")
>>> changes(source, "A car drives $120$ km in two hours. How fast is it?")
()
>>> changes(source, "A car drives 130 km in 2 hours. How fast is it?")
(Change(reason='quantity-altered', was='120', now='130'),)
>>> additions(source, "A car drives 120 km in 2 hours. It weighs 900 kg. How fast is it?")
('900', 'It weighs 900 kg.')
"""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from fractions import Fraction
from itertools import pairwise
from typing import Final

from webinstruct import words
from webinstruct.llm import wording

from . import options, texts
from .model import Change, Source
from .texts import Amount

_NEAR_VERBATIM: Final = 0.8
_BLOCK: Final = 4
_NEW: Final = 0.5
"""A sentence is new if less than this share of its words stands in the source."""


def changes(source: Source, refined: str) -> tuple[Change, ...]:
    """All changes of a refined question, each with its reason of `CHANGES`."""
    return (
        *_quantities(source, refined),
        *_formulas(source.question, refined),
        *options.changes(source.question, refined),
        *_target(source.question, refined),
    )


def additions(source: Source, refined: str) -> tuple[str, ...]:
    """Numbers and sentences that neither question nor context holds."""
    known = {word[:6] for word in words.plain(source.asked)}
    found = [one.text for one in _added(source, refined)]
    for sentence in texts.sentences(refined):
        said = {word[:6] for word in words.plain(sentence)}
        if len(said) > 2 and len(said & known) < _NEW * len(said):
            found.append(sentence)
    return tuple(dict.fromkeys(found))


def _quantities(source: Source, refined: str) -> list[Change]:
    before = texts.amounts(source.question)
    after = {one.value for one in texts.amounts(refined)}
    kept = after | texts.fractions(refined)
    lost = [one for one in _unique(before) if one.value not in kept and not _is_kept_part(one, source, kept)]
    added = _added(source, refined)
    elsewhere = [one for one in _unique(texts.amounts(source.context)) if one.value not in kept]
    told = [one for one in lost if not one.is_vague and not _is_talk(one, source.question, refined)]
    gone = told or ([*lost, *elsewhere] if added else [])
    if gone and added:
        return [
            Change(
                "quantity-altered", ", ".join(one.text for one in gone), ", ".join(one.text for one in added)
            )
        ]
    if gone:
        return [Change("quantity-lost", one.text) for one in gone]
    if added:
        return [Change("quantity-added", now=one.text) for one in added]
    return _swapped(source.question, refined)


def _is_talk(one: Amount, question: str, refined: str) -> bool:
    """Whether a number in words is gone with what it counted: `I went back to school at forty.`"""
    if not one.in_words:
        return False
    said = set(words.plain(refined))
    pairs = [pair for sentence in texts.sentences(question) for pair in pairwise(words.plain(sentence))]
    behind = [after for token, after in pairs if token == one.text]
    return not any(len(after) > 2 and after in said for after in behind)


def _unique(found: Iterable[Amount]) -> list[Amount]:
    return list({one.value: one for one in found}.values())


def _is_kept_part(one: Amount, source: Source, kept: set[Fraction]) -> bool:
    """Whether a number is part of a fraction or percentage whose value the other side writes as a decimal."""
    return any(
        one.value in (value.numerator, value.denominator, value * 100)
        for value in texts.fractions(source.question) & kept
    )


def _added(source: Source, refined: str) -> list[Amount]:
    known = {one.value for one in texts.amounts(source.asked)} | texts.fractions(source.asked)
    # the same as a fraction or in percent
    same = texts.fractions(refined) & known
    parts = {part for value in same for part in (Fraction(value.numerator), Fraction(value.denominator))}
    parts |= {value * 100 for value in same}
    return [
        one for one in _unique(texts.amounts(refined)) if one.value not in known | parts and not one.is_vague
    ]


def _swapped(source: str, refined: str) -> list[Change]:
    """Numbers that stand in each other's places, in a question that is otherwise as it was."""
    one, other = (words.plain(texts.without_numbering(text)) for text in (source, refined))
    match = SequenceMatcher(None, words.masked(one), words.masked(other), autojunk=False)
    if match.ratio() < _NEAR_VERBATIM:
        return []
    for left, right, size in match.get_matching_blocks():
        if size < _BLOCK:
            continue
        for at in range(size):
            was, now = one[left + at], other[right + at]
            if was != now and words.is_number(was) and words.is_number(now):
                return [Change("quantity-altered", was, now)]
    return []


def _formulas(source: str, refined: str) -> list[Change]:
    said = words.tokens(refined)
    others = texts.formulas(refined)
    found = []
    for formula in texts.formulas(source):
        if texts.holds(said, formula):
            continue
        letters = [token for token in formula if token[0].isalnum()]
        alike = next((one for one in others if [t for t in one if t[0].isalnum()] == letters), None)
        if alike is not None and _signs(alike) != _signs(formula):
            found.append(Change("formula-altered", " ".join(formula), " ".join(alike)))
        elif alike is None and any(
            token.isalpha() and token not in ("a", "i") and token not in said for token in letters
        ):
            found.append(Change("formula-lost", " ".join(formula)))
    return found


def _signs(formula: Iterable[str]) -> list[str]:
    return [token for token in formula if not token[0].isalnum() and token not in words.BRACKETS]


# --- the target

_HEAD: Final = re.compile(
    r"\b(?:what|which)\s+(?:is|are|was|were|will be|would be)\s+(?:(?:the|its|his|her|their)\s+)?(?P<what>[^\W\d_]{3,})"
    r"|\bhow\s+(?P<how>[^\W\d_]{3,})(?:\s+(?P<many>[^\W\d_]{3,}))?"
    r"|\b(?:find|compute|calculate|determine|evaluate|work out)\s+(?:the\s+|its\s+|all\s+)?(?P<find>[^\W\d_]{3,})"
    r"|\bwhich\s+(?P<which>[^\W\d_]{3,})",
    re.IGNORECASE,
)
_EXTREMES: Final = (
    *(("not", "except", "false", "incorrect", "never", "cannot", "isnt", "doesnt"),),
    *(("least", "smallest", "minimum", "lowest", "fewest", "minimal", "shortest", "min"),),
    *(("most", "largest", "maximum", "highest", "greatest", "maximal", "longest", "biggest", "max"),),
)
_SHARE: Final = 0.4
_VAGUE: Final = frozenset(
    "the this that value answer result following solution correct best true one for out".split()
)
_TO_DO: Final = frozenset("would could should does did will can much many".split())


def _target(source: str, refined: str) -> list[Change]:
    asked, now = _asking(source), _asking(refined)
    if not asked:
        return []
    was = " ".join(asked)
    said = set(words.plain(refined))
    for extremes in _EXTREMES:
        if any(word in words.plain(was) for word in extremes) != any(
            word in words.plain(" ".join(now)) for word in extremes
        ) and not (set(extremes) & set(words.plain(source)) and set(extremes) & said):
            return [Change("target-altered", was, " ".join(now))]
    heads = _heads(was)
    other_heads = _heads(" ".join(now))
    if heads and other_heads and not any(_stem(word) in _stems(refined) for word in heads):
        return [Change("target-altered", was, " ".join(now))]
    if heads and other_heads and not heads & other_heads and _is_replaced(was, " ".join(now), heads):
        return [Change("target-altered", was, " ".join(now))]
    said_rare = texts.rare(refined)
    rare = [found for one in asked if (found := texts.rare(one))]
    if rare and all(len(one & said_rare) < _SHARE * len(one) for one in rare):
        return [Change("target-altered", was, " ".join(now))]
    return []


def _asking(text: str) -> list[str]:
    """The sentences that ask; the last one, if none does."""
    every = texts.sentences(text)
    return (
        [one for one in every if one.rstrip("\"')”").endswith(("?", "？"))]
        or [one for one in every if wording.tells(one)]
        or every[-1:]
    )


def _heads(asked: str) -> set[str]:
    """What is asked for: the noun behind `what is the`, `find the`, `how many`."""
    found = set()
    for head in _HEAD.finditer(asked):
        if head["how"]:
            quantity = head["how"].lower() in ("many", "much")
            word = head["many"] if quantity else head["how"]
        else:
            word = head["what"] or head["find"] or head["which"]
        if word and word.lower() not in _VAGUE | _TO_DO:
            found.add(word.lower())
    return found


def _is_replaced(was: str, now: str, heads: set[str]) -> bool:
    """Whether the same sentence asks for another noun: the head stands in it less often, and little else differs."""
    one, other = (words.plain(text) for text in (was, now))
    same = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return same >= _NEAR_VERBATIM and any(other.count(word) < one.count(word) for word in heads)


def _stem(word: str) -> str:
    return word[:6].lower()


def _stems(text: str) -> set[str]:
    """As words are compared, and as they are written: `fifteen` is 15 to the one, `Bob's` is bobs."""
    return {_stem(word) for word in (*words.plain(text), *re.findall(r"[^\W\d_]+", text))}
