r"""A page's text cut into units that a model can name by number: lines, or sentences of long lines.

    >>> [text[unit.start : unit.end] for text in ["Q: 2 + 2?\nA: 4\n"] for unit in cut(text)]
    ['Q: 2 + 2?\n', 'A: 4\n']

Pure and total: the units of any text stand one behind the other and give it back. White space belongs to
the unit before it. A change of what comes out wants another VERSION: stored answers name units by number.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from webinstruct.page.formula import delimiters

VERSION: Final = 1

LONG: Final = 400
"""A line of more characters is cut at the ends of its sentences."""
SENTENCES: Final = 150
"""Sentences of a long line are put together up to so many characters, but not behind a question."""
TINY: Final = 40
"""Lines of fewer characters are put together …"""
RUN: Final = 160
"""… up to so many."""
HARD: Final = 2_000
"""No unit has more: what has no end of a sentence is cut at a blank, or anywhere."""

_LINE: Final = re.compile(r"[^\n]*\n\s*|[^\n]+\Z")
_SENTENCE_END: Final = re.compile(
    r"""(?:[.!?]+["'”’)\]]*(?:\s+)(?=["'“‘(\[]*[A-Z0-9$À-ÞА-ЯΑ-Ω])|[。！？]+[」』”）]*\s*)"""
)
_ABBREVIATED: Final = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|Fig|Eq|Eqs|No|Nr|Dr|Mr|Mrs|Ms|Prof|St|Sec|Ch|Vol|pp?|[A-Z])\.\s+)\Z"
)
_CODE: Final = re.compile(r"(?: {4}|\t)")
_MARK: Final = re.compile(
    r"""\s*(?:>\s*)*(?:[•*◦▪‣–-]\s+)?(?:
    (?:q(?:uestion)?|a(?:ns(?:wer)?)?|exercise|problem|example|solution|sol|hint|step|practice|part|case|theorem|proof
        |frage|antwort|aufgabe|lösung|pregunta|respuesta|réponse|问|答|問)\b\W*\d*\W
    |\(?(?:\d{1,3}(?:\.\d{1,3})*|[A-Ha-h]|[ivx]{1,4})[.):\]]\s)""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Unit:
    """`text[start:end]`, the white space behind it included."""

    start: int
    end: int


def cut(text: str, borders: frozenset[int] = frozenset()) -> list[Unit]:
    """The units of a text. At `borders`, where blocks begin and end, no two lines are put together."""
    formulas = delimiters.spans(text)
    joined = _joined(text, _pieces(text, formulas), borders)
    return [part for unit in joined for part in _bounded(text, unit)]


def _pieces(text: str, formulas: list[tuple[int, int]]) -> Iterator[Unit]:
    """Lines, and sentences of long ones."""
    start = 0
    at = 0
    for line in _LINE.finditer(text):
        while at < len(formulas) and formulas[at][1] <= line.end():
            at += 1
        if at < len(formulas) and formulas[at][0] < line.end() < formulas[at][1]:
            continue  # a formula of several lines
        whole = Unit(start, line.end())
        start = line.end()
        if whole.end - whole.start <= LONG or _is_table_or_code(text, whole):
            yield whole
        else:
            yield from _sentences(text, whole, formulas)
    if start < len(text):
        yield Unit(start, len(text))


def _is_table_or_code(text: str, line: Unit) -> bool:
    return _CODE.match(text, line.start) is not None or text.count(" | ", line.start, line.end) >= 2


def _sentences(text: str, line: Unit, formulas: list[tuple[int, int]]) -> Iterator[Unit]:
    inside = [span for span in formulas if span[0] < line.end and span[1] > line.start]
    start = line.start
    at = 0
    for found in _SENTENCE_END.finditer(text, line.start, line.end):
        end = found.end()
        while at < len(inside) and inside[at][1] <= found.start():
            at += 1
        if at < len(inside) and inside[at][0] < end and found.start() < inside[at][1]:
            continue
        if end - start < SENTENCES and not found[0].startswith(("?", "？")):
            continue
        if end < line.end and _ABBREVIATED.search(text, max(start, end - 12), end) is None:
            yield Unit(start, end)
            start = end
    yield Unit(start, line.end)


def _bounded(text: str, unit: Unit) -> Iterator[Unit]:
    start = unit.start
    while unit.end - start > HARD:
        blank = text.rfind(" ", start + HARD // 2, start + HARD)
        end = blank + 1 if blank >= 0 else start + HARD
        yield Unit(start, end)
        start = end
    yield Unit(start, unit.end)


def _joined(text: str, pieces: Iterator[Unit], borders: frozenset[int]) -> Iterator[Unit]:
    """Runs of tiny units as one, but for those that ask, or begin with a mark."""
    held: Unit | None = None
    for piece in pieces:
        is_open = held is not None and _may_join(text, held, piece, borders)
        if held is not None and is_open:
            held = Unit(held.start, piece.end)
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held


def _may_join(text: str, held: Unit, piece: Unit, borders: frozenset[int]) -> bool:
    visible = text[piece.start : piece.end].strip()
    before = text[held.start : held.end].rstrip()
    if not before:
        return True  # white space at the beginning of the text
    return (
        len(visible) < TINY
        and "\n\n" not in text[held.end - 2 : held.end]  # a paragraph ends there
        and held.end - held.start + len(visible) <= RUN
        and len(before[before.rfind("\n") + 1 :]) < TINY
        and not before.endswith(("?", "？", ":"))
        and not visible.endswith(("?", "？"))
        and _MARK.match(visible) is None
        and _MARK.match(before[before.rfind("\n") + 1 :]) is None
        and piece.start not in borders
    )
