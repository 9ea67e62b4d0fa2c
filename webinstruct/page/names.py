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
from webinstruct.page.boilerplate import (
    CAMEL,
    CONTENT,
    HARD,
    LABELS,
    PAIRS,
    PANEL,
    POSTED,
    SEPARATORS,
    SOFT,
    STATES,
    is_made_up,
)
from webinstruct.page.formula.elements import NAMES as FORMULA_NAMES


class Named(NamedTuple):
    """What an element is by its name."""

    odd: bool = False
    """Whether it may have to go: furniture or a label."""
    furniture: bool = False
    prose: int = 0
    """So many characters of prose make the furniture content all the same; 0: none do."""
    titled: bool = False
    """Whether only the id says furniture: a heading's id is made of its words."""
    label: bool = False
    """Whether a short text in it tells who wrote when, or captions a picture."""
    caption: bool = False
    signature: bool = False
    role: str | None = None
    """question, answer, comment, or post: of a thread, its place decides."""
    accepted: bool = False
    formula: bool = False
    """Whether it may hold a formula."""


_HARD: Final = 1
_SOFT: Final = 2
_PANEL: Final = 4
_FURNITURE: Final = _HARD | _SOFT | _PANEL
_LABEL: Final = 8
_CAPTION: Final = 16
_SIGNATURE: Final = 32
_FORMULA: Final = 64
_ACCEPTED: Final = 128
_ASKS: Final = 256
_ROLES: Final = {"answer": 512, "question": 1024, "comment": 2048, "post": 4096}
"""In this order where a name says several."""
_ANY_ROLE: Final = sum(_ROLES.values())
_ODD: Final = _FURNITURE | _LABEL
_SAID: Final = {
    **dict.fromkeys(LABELS, _LABEL),
    **dict.fromkeys(PANEL, _PANEL),
    **dict.fromkeys(SOFT, _SOFT),
    **dict.fromkeys(PAIRS | HARD, _HARD),
}


@lru_cache(maxsize=30_000)
def name(classes: str | None, identity: str | None) -> Named:
    """What a class attribute and an id say."""
    by_class = by_id = 0
    for part in (classes or "").split():
        by_class |= _word(part)
    for part in (identity or "").split():
        by_id |= _word(part)
    if identity is not None and identity.startswith("MathJax_"):
        by_id |= _FORMULA
    bits = by_class | by_id
    if not bits:
        return _UNNAMED
    if bits & _ODD:
        bits &= ~_said_otherwise(bits, f"{classes or ''} {identity or ''}")
    return _named(bits, titled=not by_class & _FURNITURE)


def _said_otherwise(bits: int, names: str) -> int:
    """What of furniture and label other names of an element say it is not."""
    if bits & _ANY_ROLE or POSTED.search(names) is not None:
        return _ODD
    return _FURNITURE if CONTENT.search(CAMEL.sub("-", names).lower()) else 0


@lru_cache(maxsize=60_000)
def _word(word: str) -> int:
    """What one word of a class attribute says, in bits."""
    lower = word.lower()
    if lower == word and word.isalpha():
        bits = _SAID.get(word, 0)
    else:
        bits = _parts(word if lower == word else CAMEL.sub("-", word).lower())
    if bits and is_made_up(word):
        bits = 0
    if word in FORMULA_NAMES:
        bits |= _FORMULA
    bits |= ("caption" in lower) * _CAPTION | ("signature" in lower) * _SIGNATURE
    return bits | _role(lower)


def _parts(word: str) -> int:
    """What the parts of a name say; after `--` stands a modifier in BEM's way of naming, a state."""
    plain, _, modifier = word.partition("--")
    parts = SEPARATORS.split(plain or word)
    bits = 0
    for part in parts:
        bits |= _SAID.get(part, 0)
    for one, two in pairwise(parts):
        bits |= _SAID.get(one + two, 0)
    if modifier and not bits and not LABELS.isdisjoint(SEPARATORS.split(modifier)):
        bits = _LABEL
    return bits if bits and STATES.isdisjoint(parts) else 0


def _role(word: str) -> int:
    role = blocks.by_word(word)
    bits = _ROLES[role] if role is not None else 0
    if role is None and "question" in word and "answer" not in word:
        bits = _ASKS
    return bits | blocks.is_accepted(word) * _ACCEPTED


@lru_cache(maxsize=5_000)
def _named(bits: int, *, titled: bool) -> Named:
    role = next((role for role, bit in _ROLES.items() if bits & bit), None)
    if role == "answer" and bits & _ASKS:
        role = "post"  # software that calls all posts both
    furniture = bool(bits & _FURNITURE)
    return Named(
        odd=bool(bits & _ODD),
        furniture=furniture,
        prose=0 if bits & _HARD else _PROSE if bits & _SOFT else _PANEL_PROSE if bits & _PANEL else 0,
        titled=furniture and titled,
        label=bool(bits & _LABEL),
        caption=bool(bits & _CAPTION),
        signature=bool(bits & _SIGNATURE),
        role=role,
        accepted=bool(bits & _ACCEPTED),
        formula=bool(bits & _FORMULA),
    )


_UNNAMED: Final = Named()
_PROSE: Final = 300
_PANEL_PROSE: Final = 80
"""A panel is as short as the answer in it."""
