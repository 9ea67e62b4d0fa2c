"""Whether two pairs are duplicates, judged on their texts.

The rule, in order:

1. Numbers, signs, variables, functions, negations and opposites of the questions are the same, in the same order.
2. The same words in the same order, perhaps with a greeting or a title around: duplicates, whatever they are
   answered. At most a quarter as many new words may stand around, and the question has at least FEW words.
3. Words replaced, moved or put in between, other brackets, more around (up to half as many new words), or few words:
   duplicates if the share of common words reaches `similarity`, and the answers agree. Where only one word in
   twenty differs, the answers need not.
4. Generic questions (see `form`) and others share nothing; two generic ones need the same answer, too.

    >>> water = Pair.of("What is the boiling point of water?", "100 °C")
    >>> verify(water, Pair.of("Hello! What is the boiling point of water? Thanks!", "212 °F"), 0.8)
    Verdict(how='near', similarity=1.0)
    >>> verify(water, Pair.of("What is the freezing point of water?", "0 °C"), 0.8) is None
    True
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from webinstruct import words

from .form import Form, form_of, question_tokens, tokens

CERTAIN: Final = 0.95
"""Questions this alike need no answers that agree: one word in twenty is a slip or another spelling."""
CERTAIN_PAIRS: Final = 0.85
"""… if this share of neighbouring words is the same: else they were moved."""
ORDERED: Final = 0.4
"""Share of neighbouring words that two duplicates have in common, whatever else."""
FRAME: Final = 0.25
"""New words around a question, per word of it, that leave it the same; twice as many if the answers agree."""
FEW: Final = 4
"""With fewer words of content than this, everyday words count as well."""
MAX_ANSWER: Final = 2_000  # tokens of an answer that are compared
_SHORT: Final = 3  # tokens: such an answer is looked for at both ends of a longer one
_ENDS: Final = 12
_WEAK: Final = frozenset("yes no true false correct incorrect none all both neither not right wrong".split())


@dataclass(frozen=True, slots=True)
class Verdict:
    """Two pairs are duplicates: `exact` (the same tokens) or `near`; the share of common words."""

    how: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Tokens of question and answer, and the question's form."""

    question: tuple[str, ...]
    answer: tuple[str, ...]
    form: Form

    @classmethod
    def of(cls, question: str, answer: str) -> "Pair":
        """From the texts; `question` with its context before it."""
        asked, form = _asked(question)
        return cls(asked, _answered(answer), form)

    @property
    def key(self) -> str:
        """Digest of all tokens: exact duplicates share it."""
        both = "\x1f".join((*self.question, "\x1e", *self.answer))
        return hashlib.sha256(both.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(1024)  # candidates of one pair come one after the other
def _asked(question: str) -> tuple[tuple[str, ...], Form]:
    found = question_tokens(question)
    return tuple(found), form_of(found)


@lru_cache(1024)
def _answered(answer: str) -> tuple[str, ...]:
    return tuple(tokens(answer))


def verify(one: Pair, two: Pair, similarity: float) -> Verdict | None:
    """The verdict on two pairs, whichever comes first; None for no duplicates."""
    if one.question == two.question and one.answer == two.answer:
        return Verdict("exact", 1.0)
    if one.form.firm != two.form.firm or one.form.generic != two.form.generic:
        return None
    shared = alike(one.form, two.form)
    if shared is None or shared.words < similarity:
        return None
    if one.form.generic:
        agree = _same_answer(one.answer, two.answer, similarity)
    else:
        agree = shared.certain or answers_agree(one.answer, two.answer, similarity)
    return Verdict("near", shared.words) if agree else None


@dataclass(frozen=True, slots=True)
class Shared:
    """What two questions share: the share of their words, and whether that settles it without the answers."""

    words: float
    certain: bool


def alike(one: Form, two: Form) -> Shared | None:
    """How much the words of two questions agree; None where too little does, whatever is asked for."""
    short, long = sorted((one, two), key=lambda form: (len(form.content), form.content))
    same_brackets = one.brackets == two.brackets
    if one.content == two.content:
        return Shared(1.0, same_brackets and (len(one.content) >= FEW or one.full == two.full))
    if not short.content:
        return None
    place = _place(short.content, long.content)
    if place is not None:
        return _framed(short.content, long.content, place, same_brackets)
    common = _common(short.content, long.content) / len(long.content)
    pairs = _pairs_in_common(short.content, long.content)
    if pairs < ORDERED:
        return None
    return Shared(common, same_brackets and common >= CERTAIN and pairs >= CERTAIN_PAIRS)


def _framed(short: Sequence[str], long: Sequence[str], place: int, same_brackets: bool) -> Shared | None:
    """The whole shorter question stands in the longer one: what was put around it?"""
    known = set(short)
    around = (*long[:place], *long[place + len(short) :])
    new = len({*around} - known)
    if new > 2 * FRAME * len(known) or len(around) > 2 * len(short):
        return None
    return Shared(1.0, same_brackets and len(short) >= FEW and new <= FRAME * len(known))


def _place(short: Sequence[str], long: Sequence[str]) -> int | None:
    """Where the shorter stands as one run in the longer; by string search, which is fast on hostile texts too."""
    whole = f" {' '.join(long)} "
    at = whole.find(f" {' '.join(short)} ")
    return None if at < 0 else whole.count(" ", 0, at)


def _common(one: Sequence[str], two: Sequence[str]) -> int:
    return (Counter(one) & Counter(two)).total()


def _pairs_in_common(one: Sequence[str], two: Sequence[str]) -> float:
    """Share of the neighbouring words of the shorter text that stand side by side in the other as well."""
    least = min(len(one), len(two)) - 1
    if least < 1:
        return 1.0
    pairs = Counter(pairwise(one)) & Counter(pairwise(two))
    return pairs.total() / least


def answers_agree(one: Sequence[str], two: Sequence[str], least: float) -> bool:
    """Whether one answer says what the other says, perhaps at greater length.

    >>> answers_agree(["4"], "we add so the answer is 4".split(), 0.8), answers_agree(["4"], ["14"], 0.8)
    (True, False)
    >>> answers_agree(["yes"], ["yes"], 0.8)  # says too little of a question that was changed
    False
    """
    short, long = sorted(
        (tuple(one[:MAX_ANSWER]), tuple(two[:MAX_ANSWER])), key=lambda text: (len(text), text)
    )
    if all(token in _WEAK or (len(token) == 1 and token.isalpha()) for token in short):
        return False
    if short == long:
        return True
    if len(short) <= _SHORT:
        return any(_place(short, end) is not None for end in (long[:_ENDS], long[-_ENDS:]))
    numbers = [token for token in short if words.is_number(token)]
    return (
        _common(short, long) >= least * len(short)
        and _common(numbers, long) >= len(numbers)
        and _pairs_in_common(short, long) >= ORDERED
    )


def _same_answer(one: Sequence[str], two: Sequence[str], least: float) -> bool:
    """Whether two answers are alike as wholes: all there is to tell generic questions apart."""
    one, two = one[:MAX_ANSWER], two[:MAX_ANSWER]
    numbers = [[token for token in text if not token[0].isalpha()] for text in (one, two)]
    longer = max(len(one), len(two))
    return (
        numbers[0] == numbers[1]
        and _common(one, two) >= least * longer
        and _pairs_in_common(one, two) >= ORDERED
    )
