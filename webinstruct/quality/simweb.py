"""The tables against the answer key of a simulated web: does the chain work as built?

These are mechanics, never quoted as quality: the simulated web is easier than the real one.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from .intervals import Share

Pair = tuple[str, str]


def documents(kept: Iterable[str], key: Mapping[str, bool]) -> dict[str, Share]:
    """Kept doc ids against `{doc_id: educational}` of all pages.

    >>> str(documents(["a", "b"], {"a": True, "b": False, "c": True})["documents.recall"])
    '0.500 [0.095, 0.905] (n=2)'
    """
    ids = set(kept)
    right = sum(1 for doc_id in ids if key.get(doc_id))
    return {
        "documents.precision": Share(right, len(ids)),
        "documents.recall": Share(right, sum(key.values())),
    }


def pairs(
    found: Mapping[str, Iterable[Pair]], truth: Mapping[str, Iterable[Mapping[str, Any]]]
) -> dict[str, Share]:
    """Pairs by document against the key's `question`, `answer`, `marked`, on the documents of `truth`.

    A pair is right if question and answer are the key's, white space aside.
    """
    right = said = 0
    hits = {True: 0, False: 0}
    all_of = {True: 0, False: 0}
    for doc_id, expected in truth.items():
        given = {(_flat(q), _flat(a)) for q, a in found.get(doc_id, ())}
        wanted = {(_flat(p["question"]), _flat(p["answer"])): bool(p["marked"]) for p in expected}
        said += len(given)
        right += len(given & wanted.keys())
        for pair, marked in wanted.items():
            all_of[marked] += 1
            hits[marked] += pair in given
    return {
        "pairs.precision": Share(right, said),
        "pairs.recall_marked": Share(hits[True], all_of[True]),
        "pairs.recall_unmarked": Share(hits[False], all_of[False]),
    }


def _flat(text: str) -> str:
    return " ".join(text.split())
