"""Answers in words: the same but for case, articles and signs, or not."""

from .closeness import verdict
from .model import Equality
from .read import spelled
from .spelling import unwrapped

_NEGATIONS = frozenset("not no never without non invalid".split())
_SHORT = 6  # words


def texts(left: str, right: str) -> Equality:
    """The same words; different if they share nothing and are both short or both long; else nobody knows.

    >>> texts("The cell wall", "cell wall.").verdict, texts("gold", "silver").verdict
    ('equal', 'different')
    >>> texts("photosynthesis", "by photosynthesis in the leaf").verdict
    'undecided'
    """
    sides = [spelled(unwrapped(side)).split() for side in (left, right)]
    if sides[0] == sides[1] and sides[0]:
        return Equality("equal", "the same words")
    if not any(word[0].isalnum() for side in sides for word in side):
        return verdict(left.split() == right.split(), "signs")
    one, other = (frozenset(map(_stem, side)) for side in sides)
    if bool(one & _NEGATIONS) != bool(other & _NEGATIONS) and one - _NEGATIONS == other - _NEGATIONS:
        return Equality("different", "one of them says not")
    if not one & other and (len(one) > _SHORT) == (len(other) > _SHORT):
        return Equality("different", "other words")
    return Equality("undecided", "words that only a reader can compare")


def _stem(word: str) -> str:
    for ending in ("ing", "es", "ed", "s", "ly", "y"):
        if word.endswith(ending) and len(word) > len(ending) + 3:
            return word.removesuffix(ending)
    return word.removesuffix("e") if len(word) > 4 else word
