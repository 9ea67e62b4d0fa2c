"""What a pair is looked up by: bands of MinHash signatures of its question and of its answer.

A signature is minima over a set of words of content: of the question in the first BANDS bands, of the answer in
ANSWER_BANDS more. Of a generic question those of its answer count in all bands, for both must agree. A band's hash
holds ROWS minima and everything that duplicates share without exception: numbers, signs, variables,
negations. So two questions of one template with other numbers never meet, and the bands may be wide open for the words.

Two are compared if they meet in LEAST bands: of a million pairs very many meet in one by chance, as common words do,
and their number grows with the square. Chance by the share s of common words among all distinct words of the two:

    s                                0.2   0.3   0.4   0.5   0.6   2/3   0.71  0.8   0.9
    one of the question's 24         0.04  0.18  0.46  0.79  0.964 0.995 0.999 1.000 1.000
    two of them                      0.001 0.02  0.13  0.45  0.84  0.965 0.992 1.000 1.000
    one of the answer's 4            0.006 0.03  0.10  0.23  0.43  0.59  0.69  0.88  0.986

Questions that are duplicates whatever they are answered have s >= 0.8; one word replaced in six leaves 0.71. Where
more stands around a question, its answer is the same, which are four bands, or nearly so.
Where still more stands around, the question is looked up by its sentences: those that ask, hold numbers or say most,
LOOKED_UP at most, each a hash of its own (`lookups`); one in common is enough.
Single words, not word pairs: one word replaced in six leaves 0.71 of the words, but 0.38 of words and pairs.
"""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from .core import LOOKED_UP, to_look_up
from .form import Form, is_content
from .verify import Pair

BANDS: Final = 24
ROWS: Final = 4
ANSWER_BANDS: Final = 4
LEAST: Final = 2
"""Bands that two have in common before they are compared."""
SEED: Final = 20260
SIGNATURE: Final = f"rensa-r{RMinHash.ALGORITHM_VERSION}-words-{BANDS}+{ANSWER_BANDS}x{ROWS}+{LOOKED_UP}-2"
"""Version and form: bands of another signature are made anew."""

MAX_WORDS: Final = 2_000  # of an answer
FEW_WORDS: Final = 4


def bands(pairs: Sequence[Pair]) -> npt.NDArray[np.int64]:
    """A row a pair, a column a band: hashes that duplicates share in at least one column, as a rule."""
    if not pairs:
        return np.empty((0, BANDS + ANSWER_BANDS), np.int64)
    minima = np.hstack([_minima(map(_asked, pairs), BANDS), _minima(map(_answered, pairs), ANSWER_BANDS)])
    firm = np.array([_firm_hash(pair.form) for pair in pairs], dtype=np.uint64)
    hashes = firm[:, None] ^ _mix(np.arange(1, BANDS + ANSWER_BANDS + 1, dtype=np.uint64))[None, :]
    for row in range(ROWS):
        hashes = _mix(hashes ^ minima[:, :, row])
    return hashes.view(np.int64)


def lookups(pairs: Sequence[Pair]) -> list[list[int]]:
    """The bands of each pair, and behind them up to LOOKED_UP more: hashes of the sentences that say most."""
    if not pairs:
        return []
    return [
        [*row, *map(_sentence_hash, to_look_up(pair.texts[0]))]
        for row, pair in zip(bands(pairs).tolist(), pairs, strict=True)
    ]


def meet(one: Sequence[int], two: Sequence[int]) -> bool:
    """Whether two of `lookups` are to be compared: they share LEAST bands, or a sentence."""
    ends = BANDS + ANSWER_BANDS
    return len({*one[:ends]} & {*two[:ends]}) >= LEAST or not {*one[ends:]}.isdisjoint(two[ends:])


def _sentence_hash(key: str) -> int:
    return int.from_bytes(_digest(("\x1e", key)), signed=True)


def _digest(told: Iterable[str]) -> bytes:
    return hashlib.blake2b("\x1f".join(told).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _minima(sets: Iterable[Sequence[str]], bands: int) -> npt.NDArray[np.uint64]:
    """By pair, band and row."""
    matrix = RMinHash.digest_matrix_from_token_sets(list(sets), bands * ROWS, SEED)
    return np.fromiter(chain.from_iterable(matrix.to_rows()), np.uint64).reshape(-1, bands, ROWS)


def _asked(pair: Pair) -> Sequence[str]:
    return (*pair.form.content, *_answered(pair)) if pair.form.generic else pair.form.content


def _answered(pair: Pair) -> Sequence[str]:
    """An answer of few words tells nothing: there the question stands in its place."""
    words = [token for token in pair.answer[:MAX_WORDS] if is_content(token)]
    return words if len(words) >= FEW_WORDS else pair.form.content


def _firm_hash(form: Form) -> int:
    return int.from_bytes(_digest((*form.firm, str(form.generic))))


def _mix(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """splitmix64's finish: every bit of the result hangs on every bit of the value."""
    with np.errstate(over="ignore"):
        values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
