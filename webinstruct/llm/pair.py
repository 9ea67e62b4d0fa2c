"""A question with its answer, and when two of them say the same.

>>> repeats((key("What is it?"), key("A *thing*.")), (key("What is this?"), key("A thing.")))
True
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

MIN_CONTAINED_CHARS: Final = 20  # Shorter texts are contained in others by chance.
BEGINNING_CHARS: Final = 40  # As much of a side as tells it from others.

Keys = tuple[str, str]


class Pair(NamedTuple):
    """A question with its answer, as they stand on the page."""

    question: str
    answer: str

    @property
    def keys(self) -> Keys:
        """Both sides as `repeats` compares them."""
        return key(self.question), key(self.answer)


def key(text: str) -> str:
    """Letters and digits only, for "the same but for markup".

    >>> key("What is x² + 1?")
    'whatisx²1'
    """
    return "".join(filter(str.isalnum, text.casefold()))


def repeats(one: Keys, other: Keys) -> bool:
    """Whether a side of one pair stands in the same side of the other."""
    return any(
        mine == theirs or (min(len(mine), len(theirs)) >= MIN_CONTAINED_CHARS and _nested(mine, theirs))
        for mine, theirs in zip(one, other, strict=True)
    )


def stands_in(pair: Keys, whole: str) -> bool:
    """Whether a side of a pair begins in a longer text: markup and page differ in lists, buttons and cuts.

    >>> stands_in((key("Can I boil an ostrich egg?"), ""), key("Asked today: can I boil an ostrich egg? Thanks."))
    True
    """
    return any(len(side) >= MIN_CONTAINED_CHARS and side[:BEGINNING_CHARS] in whole for side in pair)


def _nested(one: str, other: str) -> bool:
    return one in other or other in one


def rank(answer: Mapping[str, Any]) -> tuple[bool, int]:
    """What the page says for an answer; the greater the better, equal ones in the order of the page.

    >>> rank({"accepted": None, "votes": 3}) < rank({"accepted": True, "votes": -1})
    True
    """
    return bool(answer["accepted"]), answer["votes"] or 0


def is_ranked(answers: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the page says which answer is best: one of them is accepted, or their votes differ."""
    return any(answer["accepted"] for answer in answers) or len({rank(answer) for answer in answers}) > 1
