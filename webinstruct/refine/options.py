r"""The options of a question, by their letters.

>>> options("How many? (a) 4 km/h (b) 5 km/h")
(('a', '4 km/h'), ('b', '5 km/h'))
>>> options("Is it so?\n- Yes\n- No")
(('', 'Yes'), ('', 'No'))
>>> options("Plan A. is older than plan B.")
()
"""

import re
from collections.abc import Sequence
from typing import Final

from webinstruct import words

from .model import Change
from .texts import Tokens, holds

Options = tuple[tuple[str, str], ...]

_LETTERS: Final = "abcdefghij"
# The label, whatever stands before it; what only a new line makes a label comes last.
_STYLES: Final = (
    r"(?:(?<=\s)|^)\**\(({})\)\**[:.]?(?=\s|\S)",
    r"(?:(?<=\s)|^)\**({})\)\**(?=\s|\S)",
    r"(?:^|(?<=\n))[ \t>*-]*({})[.:]\**(?=\s)",
    r"(?:(?<=\s)|^)({})[.:](?=\s)",
)
_BULLET: Final = re.compile(r"^[ \t]*[-*•][ \t]+(\S.*)$", re.MULTILINE)


def options(text: str) -> Options:
    """Label and text of each, in order; empty where fewer than two are told apart."""
    best: list[tuple[int, int, str]] = []
    for at, style in enumerate(_STYLES):
        for letters in (_LETTERS, _LETTERS.upper(), _LETTERS[1:], _LETTERS[1:].upper()):
            found = _in_turn(text, style, letters)
            # amid a line, `A.` and `B.` alone may be anything
            if len(found) >= (3 if at == len(_STYLES) - 1 else 2) and len(found) > len(best):
                best = found
    if best:
        return _cut(text, best)
    bullets = tuple(("", found[1].strip()) for found in _BULLET.finditer(text))
    return bullets if len(bullets) > 1 else ()


def _in_turn(text: str, style: str, letters: str) -> list[tuple[int, int, str]]:
    """Places of (a), (b), … each after the last; from (b) on where (a) is lost."""
    found: list[tuple[int, int, str]] = []
    at = 0
    for letter in letters:
        next_one = re.compile(style.format(letter)).search(text, at)
        if next_one is None:
            break
        found.append((next_one.start(), next_one.end(), letter.lower()))
        at = next_one.end()
    return found if len(found) > 1 else []


def _cut(text: str, places: Sequence[tuple[int, int, str]]) -> Options:
    ends = [start for start, _, _ in places[1:]]
    last = text.find("\n", places[-1][1])
    ends.append(last if last >= 0 and text[places[-1][1] : last].strip() else len(text))
    return tuple(
        (letter, text[start:end].strip(" \t\n,;"))
        for (_, start, letter), end in zip(places, ends, strict=True)
    )


def changes(source: str, refined: str) -> list[Change]:
    """Options lost, added or altered; their order counts, for the answer names a letter."""
    before, after = options(source), options(refined)
    if not before:
        return []
    said = words.tokens(refined)
    was, now = ([_key(text) for _, text in side] for side in (before, after))
    if len(now) < len(was):
        # without their letters they may still all be there
        gone = [text for (_, text), key in zip(before, was, strict=True) if now or not holds(said, key)]
        lost = [text for text in gone if not now or _key(text) not in now]
        return [Change("option-lost", text) for text in lost or gone[len(now) :]]
    if len(now) > len(was):
        return [Change("option-added", now=after[len(was)][1])]
    return [
        Change("option-altered", before[at][1], after[at][1])
        for at, (one, other) in enumerate(zip(was, now, strict=True))
        if one != other
        and not (at == len(was) - 1 and one[: len(other)] == other and _ends(before[at][1], other))
    ]


def _ends(text: str, other: Tokens) -> bool:
    """Whether the last option ends as the other does, and only then goes on: `(D) None. Please explain.`"""
    return any(_key(text[: end.end()]) == other for end in re.finditer(r"[.!?](?=\s)", text))


def _key(text: str) -> Tokens:
    return tuple(words.tokens(text))
