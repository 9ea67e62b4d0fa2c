"""Texts as arrays: a small number for each word, and one hash for each run of words.

What a run hashes to depends on its words alone, never on a process or on what else is known: hashes are
counted over machines.
"""

import hashlib
import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt

from webinstruct import words

Ids = npt.NDArray[np.int32]
Hashes = npt.NDArray[np.uint64]

UNKNOWN, NUMBER, DROPPED, BORDER = range(4)  # ids; words of the index follow
LONGEST: Final = 50
"""No run of words is longer."""
_REMEMBERED: Final = 300_000  # spellings that a vocabulary keeps beside its own words
_CALCULATION: Final = re.compile(r"<<[^<>]{0,200}>>")


def unmarked(text: str) -> str:
    """Without the calculations that GSM8K writes into its solutions; most copies of it have none.

    >>> unmarked("He has 2+3=<<2+3=5>>5 cats.")
    'He has 2+3=5 cats.'
    """
    return _CALCULATION.sub("", text) if "<<" in text else text


def fixed(name: str) -> int:
    """The same 64 bits for the same name, everywhere."""
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest())


_FACTORS: Final = np.array([fixed(f"factor {place}") | 1 for place in range(LONGEST)], dtype=np.uint64)
_LENGTHS: Final = np.array([fixed(f"length {length}") for length in range(LONGEST + 1)], dtype=np.uint64)
_EXACT: Final = np.uint64(fixed("numbers as they are"))


class Vocabulary(dict[str, int]):
    """Raw pieces of text → ids. Words that the index does not hold are UNKNOWN; signs are DROPPED."""

    def __init__(self) -> None:
        super().__init__()
        self._ids: dict[str, int] = {}
        self._values = [fixed("unknown"), fixed(words.NUMBER), fixed("dropped"), fixed("border")]
        self._numbers = [False, True, False, False]
        self._room = 0
        self.chunks: words.Chunks[bytes] = words.Chunks(partial(_packed, vocabulary=self))
        self._is_number = np.zeros(0, dtype=np.bool_)
        self.weights: Hashes = np.zeros(0, dtype=np.uint64)
        self.masked: Hashes = np.zeros(0, dtype=np.uint64)

    def learn(self, tokens: Iterable[str]) -> list[int]:
        """Ids of an item's plain tokens, new ones included."""
        return [self._learn(token) for token in tokens]

    def _learn(self, token: str) -> int:
        found = self._ids.get(token)
        if found is None:
            found = self._ids[token] = len(self._values)
            self._values.append(fixed(f"word {token}"))
            self._numbers.append(words.is_number(token))
        return found

    def close(self) -> None:
        """No more words to learn: what each id counts for, as arrays."""
        self.weights = np.array(self._values, dtype=np.uint64)
        self._is_number = np.array(self._numbers)
        self.masked = np.where(self._is_number, self.weights[NUMBER], self.weights)
        self._room = _REMEMBERED

    def is_number(self, ids: Ids) -> npt.NDArray[np.bool_]:
        """Which ids are numbers."""
        return self._is_number[ids]

    def known(self, tokens: Sequence[str]) -> Ids:
        """Ids of plain tokens."""
        return np.array([self._ids.get(token, UNKNOWN) for token in tokens], dtype=np.int32)

    def __missing__(self, raw: str) -> int:
        token = words.canonical(raw)
        if not token or not token[0].isalnum():
            found = DROPPED
        else:
            found = self._ids.get(token, NUMBER if words.is_number(token) else UNKNOWN)
        if self._room:
            self._room -= 1
            self[raw] = found
        return found


@dataclass(frozen=True, slots=True)
class Stream:
    """Words of several texts in one row, a border after each."""

    ids: Ids
    ends: npt.NDArray[np.int64]
    """Where each text's border stands."""

    def text_of(self, places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The number of the text that each place belongs to."""
        return np.searchsorted(self.ends, places)


def _packed(raw: Iterable[str], vocabulary: Vocabulary) -> bytes:
    return array("i", [found for found in map(vocabulary.__getitem__, raw) if found != DROPPED]).tobytes()


def _ids(text: str, vocabulary: Vocabulary) -> bytes:
    """Ids of one text, packed: from its chunks where these are independent of each other, which is quick."""
    found = vocabulary.chunks.of(text)
    return _packed(words.pieces(unmarked(text)), vocabulary) if found is None else b"".join(found)


_BORDER: Final = array("i", [BORDER]).tobytes()


def stream(texts: Iterable[str], vocabulary: Vocabulary) -> Stream:
    """Words of the texts as ids, without signs."""
    packed = [part for text in texts for part in (_ids(text, vocabulary), _BORDER)]
    ids = np.frombuffer(b"".join(packed), dtype=np.intc).astype(np.int32, copy=False)
    return Stream(ids, np.flatnonzero(ids == BORDER))


@dataclass(frozen=True, slots=True)
class Runs:
    """Hashes of the runs of one length that begin at each word, numbers masked and as they are."""

    length: int
    masked: Hashes
    exact: Hashes


def runs(ids: Ids, vocabulary: Vocabulary, lengths: Sequence[int]) -> Iterable[Runs]:
    """Runs of the lengths, ascending. Those that reach over a border are nobody's: it has a value of its own."""
    longest = max(lengths, default=0)
    padded = np.concatenate([ids, np.full(longest, BORDER, dtype=np.int32)])
    masked_values, exact_values = vocabulary.masked[padded], vocabulary.weights[padded]
    masked, exact = np.zeros(len(ids), dtype=np.uint64), np.full(len(ids), _EXACT)
    for place in range(longest):
        masked += masked_values[place : place + len(ids)] * _FACTORS[place]
        exact += exact_values[place : place + len(ids)] * _FACTORS[place]
        if place + 1 in lengths:
            salt = _LENGTHS[place + 1]
            yield Runs(place + 1, masked + salt, exact + salt)


class KeySet:
    """A sorted set of hashes, asked about many at a time: first a table of bits, then exactly."""

    def __init__(self, keys: Hashes) -> None:
        self.keys = keys
        bits = max(16, int(len(keys) * 24).bit_length())
        self._shift = np.uint64(64 - bits)
        self._small = len(keys) < _SMALL
        places = (keys >> self._shift).view(np.int64)
        self._bits = np.zeros(2**bits if self._small else 2**bits // 8, dtype=np.uint8)
        if self._small:  # a byte for each: quicker
            self._bits[places] = 1
        else:
            np.bitwise_or.at(self._bits, places >> 3, _BIT[places & 7])

    def find(self, hashes: Hashes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Places in `hashes` that are in the set, and where in the set."""
        places = (hashes >> self._shift).view(np.int64)
        marks = self._bits.take(places if self._small else places >> 3)
        near = np.flatnonzero(marks if self._small else marks & _BIT.take(places & 7))
        at = np.searchsorted(self.keys, hashes[near])
        hit = at < len(self.keys)
        hit[hit] = self.keys[at[hit]] == hashes[near][hit]
        return near[hit], at[hit]


_SMALL: Final = 40_000
_BIT: Final = np.array([1 << bit for bit in range(8)], dtype=np.uint8)
