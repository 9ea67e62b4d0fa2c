"""The answers that would be right, made of the truth: what a perfect engine says, and what it costs.

>>> pair = TruePair(Marks("Is it", "so?"), Marks("Yes", "is."), "", True)
>>> ideal_spans("So. Is it so? Yes, it is. Ok.", pair)
((4, 13), (14, 25))
"""

import json
from collections.abc import Iterable
from typing import Literal

from webinstruct.extract.by_unit import item
from webinstruct.extract.units import cut
from webinstruct.llm.scripted import Scripted
from webinstruct.text import Span

from .measure import Document
from .places import PageText, Place, places
from .truth import Marks, TruePair

__all__ = ["Marks", "TruePair", "ideal_copy", "ideal_spans", "ideal_units", "truthful"]

Mode = Literal["units", "copy"]


def truthful(documents: Iterable[Document], mode: Mode = "copy") -> Scripted:
    """An engine that knows the true pairs of each page; pages are told apart by their text.

    It says the same of each window, so `extract.window_tokens` must hold the longest page.
    """
    answer = ideal_units if mode == "units" else ideal_copy
    return Scripted({document.text: answer(document) for document in documents}, by="text")


def ideal_copy(document: Document) -> str:
    """The answer of the mode `copy`: the page's words from start to end, of every sure pair in the text."""
    text = document.text
    pairs = [
        {"question": text[slice(*question)], "answer": text[slice(*answer)]}
        for question, answer in _sure(document)
    ]
    return json.dumps({"pairs": pairs}, ensure_ascii=False)


def ideal_units(document: Document) -> str:
    """The answer of the mode `units`: the same pairs by the numbers of their units and their first words."""
    borders = (at for block in document.columns["blocks"] for at in (block["start"], block["end"]))
    units = cut(document.text, frozenset(borders))
    pairs = [item(document.text, units, [question], [answer]) for question, answer in _sure(document)]
    return json.dumps({"pairs": pairs}, ensure_ascii=False)


def ideal_spans(text: str, pair: TruePair) -> tuple[Span, Span] | None:
    """Question and answer as spans of the text; None where it lost a mark of them."""
    return _spans(PageText(text), pair)


def _sure(document: Document) -> list[tuple[Span, Span]]:
    text = PageText(document.text)
    return [*filter(None, (_spans(text, pair) for pair in document.truth.pairs if pair.is_sure))]


def _spans(text: PageText, pair: TruePair) -> tuple[Span, Span] | None:
    best = min(places(pair, text), key=_length, default=None)
    if best is None:
        return None
    return text.original(best.question.span), text.original(best.answer.span)


def _length(place: Place) -> int:
    """From the question's start to the answer's end: where they stand together is where they were read."""
    return place.answer.span[1] - place.question.span[0]
