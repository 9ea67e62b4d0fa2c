"""All that the class and id of an element say: furniture, a label, a question, a formula.

Each word of a class attribute is judged once and remembered, for words are what sites have in
common; a page brings some seventy new ones, so a judgement must cost little, too.

>>> name("site-footer", None).furniture, name("answer accepted-answer", "a-7").role
(True, 'answer')
"""

from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from webinstruct.page import blocks
from webinstruct.page.boilerplate import CAMEL, CONTENT, LABELS, PAIRS, SEPARATORS, STATES, WORDS
from webinstruct.page.formulas import NAMES as FORMULA_NAMES


class Named(NamedTuple):
    """What an element is by its name."""

    odd: bool = False
    """Whether it may have to go: furniture or a label."""
    furniture: bool = False
    label: bool = False
    """Whether a short text in it tells who wrote when, or captions a picture."""
    caption: bool = False
    signature: bool = False
    role: str | None = None
    """question, answer, comment, or post: of a thread, its place decides."""
    accepted: bool = False
    formula: bool = False
    """Whether it may hold a formula."""


_FURNITURE: Final = 1
_LABEL: Final = 2
_CONTENT: Final = 4
_CAPTION: Final = 8
_SIGNATURE: Final = 16
_FORMULA: Final = 32
_ACCEPTED: Final = 64
_ASKS: Final = 128
_ROLES: Final = {"answer": 256, "question": 512, "comment": 1024, "post": 2048}
"""In this order where a name says several."""


@lru_cache(maxsize=30_000)
def name(classes: str | None, identity: str | None) -> Named:
    """What a class attribute and an id say."""
    bits = 0
    for part in (classes or "").split():
        bits |= _word(part)
    for part in (identity or "").split():
        bits |= _word(part)
    if identity is not None and identity.startswith("MathJax_"):
        bits |= _FORMULA
    return _named(bits) if bits else _UNNAMED


@lru_cache(maxsize=60_000)
def _word(word: str) -> int:
    """What one word of a class attribute says, in bits."""
    lower = word.lower()
    bits = _FORMULA if word in FORMULA_NAMES else 0
    if lower == word and word.isalpha():
        bits |= (word in WORDS) * _FURNITURE | (word in LABELS) * _LABEL
    else:
        # What follows `--` is a modifier in BEM's way of naming: a state.
        plain = word.partition("--")[0] or word
        parts = SEPARATORS.split(plain if lower == word else CAMEL.sub("-", plain).lower())
        if not WORDS.isdisjoint(parts) or any([one + two in PAIRS for one, two in pairwise(parts)]):
            bits |= STATES.isdisjoint(parts) * _FURNITURE
        bits |= (not LABELS.isdisjoint(parts)) * _LABEL
    if bits & _FURNITURE and CONTENT.search(CAMEL.sub("-", word).lower()):
        bits |= _CONTENT
    bits |= ("caption" in lower) * _CAPTION | ("signature" in lower) * _SIGNATURE
    return bits | _role(lower)


def _role(word: str) -> int:
    role = blocks.by_word(word)
    bits = _ROLES[role] if role is not None else 0
    if role is None and "question" in word and "answer" not in word:
        bits = _ASKS
    return bits | blocks.is_accepted(word) * _ACCEPTED


@lru_cache(maxsize=5_000)
def _named(bits: int) -> Named:
    role = next((role for role, bit in _ROLES.items() if bits & bit), None)
    if role == "answer" and bits & _ASKS:
        role = "post"  # software that calls all posts both
    furniture = role is None and bool(bits & _FURNITURE) and not bits & _CONTENT
    return Named(
        odd=furniture or bool(bits & _LABEL),
        furniture=furniture,
        label=bool(bits & _LABEL),
        caption=bool(bits & _CAPTION),
        signature=bool(bits & _SIGNATURE),
        role=role,
        accepted=bool(bits & _ACCEPTED),
        formula=bool(bits & _FORMULA),
    )


_UNNAMED: Final = Named()
