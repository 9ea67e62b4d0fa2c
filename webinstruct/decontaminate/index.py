"""Benchmark items as hashes of their runs of words, with what each run is worth."""

import hashlib
from array import array
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from webinstruct import words
from webinstruct.benchmarks import Problem
from webinstruct.settings import DecontaminateSettings

from .stream import BORDER, Hashes, Ids, KeySet, Stream, Vocabulary, fixed, runs, stream
from .texts import Words, read

VERSION: Final = 1
"""Of the rules and hashes; `words.VERSION` stands beside it in the digest."""

TINY: Final = 5
"""Questions of so many words or fewer stand anywhere in prose."""
_WORDY: Final = 3  # words besides numbers that a masked run needs; with fewer its numbers count
_HEAD: Final = 5  # words by which items that are all template are found
_NONE: Final = np.zeros(0, dtype=np.uint64)
_KEPT: Final = 4096  # items whose words are remembered


class Index:
    """Items of benchmarks to compare texts with; built once in each process.

    `common`: hashes of runs that stand on many domains of our own corpus (see `phrases`).
    """

    def __init__(
        self, problems: Sequence[Problem], settings: DecontaminateSettings, common: Collection[int] = ()
    ) -> None:
        self.settings = settings
        self.problems = sorted(problems, key=lambda one: (one.benchmark, one.id))
        self.digest = _digest(self.problems)
        self.vocabulary = Vocabulary()
        self.words = lru_cache(_KEPT)(self._words)
        self.content = lru_cache(_KEPT)(self._content)
        parts = self._learned()
        self.vocabulary.close()
        self._fill(parts, common)
        self._find_templates()

    # --- building

    def _learned(self) -> "_Parts":
        """What each item says: its question, options, solution; and how many ask the same as it.

        `same_question`: in the same words and signs; `alike`: with other numbers and signs.
        """
        exact, masked, ids, sizes, owner = array("Q"), array("Q"), array("i"), array("i"), array("i")
        asked = bytearray()
        for number, problem in enumerate(self.problems):
            for at, text in enumerate((problem.question, *problem.options, solution(problem))):
                said = read(text)
                if at == 0:
                    exact.append(fixed(" ".join(said.full)))
                    masked.append(fixed(" ".join(said.masked)))
                ids.extend([*self.vocabulary.learn(said.plain), BORDER])
                sizes.append(len(said.plain) + 1)
                owner.append(number)
                asked.append(at == 0)
        self.same_question, self.alike = _twins(exact), _twins(masked)
        return _Parts(_ids(ids), _ids(sizes), _ids(owner), np.array(asked, dtype=np.bool_))

    def _fill(self, parts: "_Parts", common: Collection[int]) -> None:
        short = list(self._short(parts))
        self._short_set = KeySet(np.unique(np.concatenate([keys for keys, _ in short] or [_NONE])))
        keys, items = zip(*self._long(parts), *short, strict=True)
        key, item = np.concatenate(keys), np.concatenate(items)
        order = np.lexsort((item, key))
        key, item = key[order], item[order]
        new = np.ones(len(key), dtype=np.bool_)
        new[1:] = (key[1:] != key[:-1]) | (item[1:] != item[:-1])
        key, item = key[new], item[new]
        begins = np.flatnonzero(np.append(True, key[1:] != key[:-1])) if len(key) else np.zeros(0, np.int64)
        self.keys = KeySet(key[begins])
        self._begins = np.append(begins, len(key)).astype(np.int32)
        self.items = item
        self.template: npt.NDArray[np.bool_] = self._shared(item) | np.isin(
            self.keys.keys, np.array([value & (2**64 - 1) for value in common], dtype=np.uint64)
        )

    def _shared(self, item: Ids) -> npt.NDArray[np.bool_]:
        """Runs that so many items of one benchmark share."""
        names = {name: at for at, name in enumerate(dict.fromkeys(one.benchmark for one in self.problems))}
        benchmark = np.array([names[one.benchmark] for one in self.problems], dtype=np.int64)
        group = np.repeat(np.arange(len(self._begins) - 1), np.diff(self._begins))
        pair, count = np.unique(group.astype(np.int64) * len(names) + benchmark[item], return_counts=True)
        found = np.zeros(len(self._begins) - 1, dtype=np.bool_)
        found[pair[count >= self.settings.template_items] // max(1, len(names))] = True
        return found

    def _long(self, parts: "_Parts") -> Iterator[tuple[Hashes, Ids]]:
        """Runs of `ngram` words, and by the way those of the paper's rule."""
        ids = parts.ids
        owner, asked = np.repeat(parts.owner, parts.sizes), np.repeat(parts.asked, parts.sizes)
        inside, wordy = self._windows(ids)
        (found,) = runs(ids, self.vocabulary, [self.settings.ngram])
        keys = np.where(wordy, found.masked, found.exact)
        self._paper(found.exact[inside], owner[inside])
        self._asked = keys[inside & asked], owner[inside & asked]
        yield keys[inside], owner[inside]

    def _windows(self, ids: Ids) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """Where a run of `ngram` words crosses no border, and where it says enough without its numbers."""
        size = self.settings.ngram
        borders = _sums(ids == BORDER, size)
        spoken = _sums(~self.vocabulary.is_number(ids) & (ids != BORDER), size)
        return borders == 0, spoken >= _WORDY

    def _paper(self, keys: Hashes, items: Ids) -> None:
        found, first = np.unique(keys, return_index=True)
        self._paper_keys, self._paper_items = KeySet(found), items[first]

    def _short(self, parts: "_Parts") -> Iterator[tuple[Hashes, Ids]]:
        """Whole questions shorter than a run, and the options of questions that many items ask."""
        lengths: set[int] = set()
        ends = np.cumsum(parts.sizes)
        for number, asked, size, end in zip(parts.owner, parts.asked, parts.sizes - 1, ends - 1, strict=True):
            needed = 0 if asked else 2 if self.same_question[number] > 1 else self.settings.ngram
            if needed < size < self.settings.ngram:
                lengths.add(int(size))
                keys = self._short_keys(parts.ids[end - size : end])
                yield keys, np.full(len(keys), number, dtype=np.int32)
        self.lengths = sorted(lengths | {self.settings.ngram})

    def _short_keys(self, part: Ids) -> Hashes:
        (found,) = runs(part, self.vocabulary, [len(part)])
        spoken = int((~self.vocabulary.is_number(part)).sum())
        return np.array([found.exact[0], *([found.masked[0]] if spoken >= 2 else [])], dtype=np.uint64)

    def _find_templates(self) -> None:
        """Items of nothing but template, by their first words: only the whole tells them apart."""
        self.heads: dict[tuple[str, ...], set[int]] = {}
        self.wholes: dict[str, list[int]] = {}
        keys, owner = self._asked
        self._asked = keys[:0], owner[:0]
        own = owner[~self.template[np.searchsorted(self.keys.keys, keys)]] if len(keys) else owner
        for number in np.setdiff1d(owner, own).tolist():
            question = self.words(number, "question")
            for whole in whole_of(question, 0):
                self.heads.setdefault(tuple(question.masked[:_HEAD]), set()).add(whole.count(" ") + 1)
                self.wholes.setdefault(whole, []).append(number)

    # --- asking

    def hits(
        self, texts: Stream
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """Places of runs that items hold, the numbers of their keys, and which are of `ngram` words."""
        places, keys, long = [], [], []
        for found in runs(texts.ids, self.vocabulary, self.lengths):
            for hashes in (found.masked, found.exact):
                if found.length < self.settings.ngram:  # few keys: a small table, quick to ask
                    near, _ = self._short_set.find(hashes)
                    _, key = self.keys.find(hashes[near])
                    at = near
                else:
                    at, key = self.keys.find(hashes)
                places.append(at)
                keys.append(key)
                long.append(np.full(len(at), found.length == self.settings.ngram))
        return np.concatenate(places), np.concatenate(keys), np.concatenate(long)

    def candidates(self, texts: Stream) -> list[int]:
        """Items that share runs with a text, those that share most first."""
        _, keys, long = self.hits(texts)
        counted: Counter[int] = Counter()
        for key, is_long in dict.fromkeys(zip(keys.tolist(), long.tolist(), strict=True)):
            begin, end = int(self._begins[key]), int(self._begins[key + 1])
            if not self.template[key]:
                counted.update(self.items[begin:end].tolist())
            else:  # short questions of the same words may still differ in their brackets
                for item in self.items[begin : begin + 1 if is_long else end].tolist():
                    counted[item] += 0
        return sorted(counted, key=lambda item: (-counted[item], item))

    def whole_items(self, text: Words) -> list[int]:
        """Items that are all template and stand in the text as a whole, or do but for their numbers."""
        found: dict[int, None] = {}
        for at in range(len(text.masked) - _HEAD + 1):
            for length in self.heads.get(tuple(text.masked[at : at + _HEAD]), ()):
                for whole in whole_of(text, at, length):
                    found.update(dict.fromkeys(self.wholes.get(whole, [])))
        return list(found)

    def paper(self, texts: Stream) -> tuple[int, int] | None:
        """The first run of `ngram` words, numbers and all, that an item holds: the item and the place."""
        (found,) = runs(texts.ids, self.vocabulary, [self.settings.ngram])
        at, key = self._paper_keys.find(found.exact)
        return (int(self._paper_items[key[0]]), int(at[0])) if len(at) else None

    def _words(self, number: int, part: str) -> Words:
        problem = self.problems[number]
        return read(problem.question if part == "question" else solution(problem))

    def _content(self, number: int, part: str) -> list[bool]:
        """Which words of an item stand in a run that is its own."""
        ids = self.vocabulary.known(self.words(number, part).plain)
        own = np.zeros(len(ids), dtype=np.bool_)
        if len(ids) >= self.settings.ngram:
            (found,) = runs(ids, self.vocabulary, [self.settings.ngram])
            wordy = _sums(~self.vocabulary.is_number(ids), self.settings.ngram) >= _WORDY
            keys = np.where(wordy, found.masked, found.exact)[: len(ids) - self.settings.ngram + 1]
            for at in np.flatnonzero(~self.template[np.searchsorted(self.keys.keys, keys)]):
                own[at : at + self.settings.ngram] = True
        return [bool(one) for one in own]

    def stream(self, texts: Sequence[str]) -> Stream:
        """The texts in the index's words."""
        return stream(texts, self.vocabulary)


@dataclass(frozen=True, slots=True)
class _Parts:
    """Questions, options and solutions in one row of ids, a border after each; whose each is, and how long."""

    ids: Ids
    sizes: Ids
    owner: Ids
    asked: npt.NDArray[np.bool_]


def solution(problem: Problem) -> str:
    """The worked solution; without one, the answer."""
    return problem.solution or problem.answer


def whole_of(text: Words, at: int, length: int | None = None) -> Iterator[str]:
    """A text from one of its words on, exact with all signs, and with numbers masked."""
    begin = text.place[at]
    full = text.full[begin:] if length is None else text.full[begin : begin + length]
    if length is None or len(full) == length:
        yield " ".join(full)
        if any(words.is_number(token) for token in full):
            yield " ".join(words.masked(full))


def _ids(values: "array[int]") -> Ids:
    return np.array(values, dtype=np.int32)


def _twins(values: Sequence[int]) -> Ids:
    """How often each value stands among them."""
    _, which, count = np.unique(np.array(values, dtype=np.uint64), return_inverse=True, return_counts=True)
    return count[which].astype(np.int32)


def _sums(marks: npt.NDArray[np.bool_], size: int) -> npt.NDArray[np.int64]:
    """How many of the next `size` are marked; at the end, of those that are left and a border."""
    total = np.concatenate([[0], np.cumsum(np.append(marks, np.ones(size, dtype=np.bool_)))])
    sums: npt.NDArray[np.int64] = total[size : size + len(marks)] - total[: len(marks)]
    return sums


def _digest(problems: Sequence[Problem]) -> str:
    made = hashlib.blake2b(f"{VERSION} {words.VERSION}".encode(), digest_size=16)
    for problem in problems:
        made.update(repr(astuple(problem)).encode("utf-8", "surrogatepass"))
    return made.hexdigest()
