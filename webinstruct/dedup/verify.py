"""Whether two pairs are duplicates, judged on their texts.

The rule, in order:

1. Numbers, units, signs, variables, functions, quoted words, negations and opposites of the questions are the same, in
   the same order; but for 4.
2. The same words in the same order, perhaps with a greeting or a title around: duplicates, whatever they are
   answered. At most a quarter as many new words may stand around, and the question has at least FEW words.
3. Other brackets, words replaced, moved or put in between, more around, or few words: duplicates if the answers agree,
   too. What stands around both is cut off first; of the rest the share of common words must reach `similarity`.
   One changed word makes another question of many ("closed" or "bounded"), and parts of one exercise
   share all but their last words: only the answers tell.
4. Or: the same sentence asked, the same answer, and nothing around that gives or wants anything (see `core`).
5. Generic questions (see `form`) and others share nothing; two generic ones need the same answer, too.

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

from .core import same_core
from .form import ARTICLES, POLITE, STOP, Form, form_of, question_tokens, tokens

ORDERED: Final = 0.4
"""Share of neighbouring words that two duplicates have in common, whatever else."""
FRAME: Final = 0.25
"""New words around a question, per word of it, that leave it the same; twice as many if the answers agree."""
FEW: Final = 4
"""With fewer words of content than this, everyday words count as well."""
CORE: Final = 0.5
"""Share of the shorter question's words that two duplicates have in common, whatever stands around."""
SAME_ANSWER: Final = 0.95
"""Share of its words that an answer without numbers has in common with another that says the same."""
MAX_ANSWER: Final = 2_000  # tokens of an answer that are compared
_SHORT: Final = 3  # tokens: such an answer is looked for at both ends of a longer one
_ENDS: Final = 12
_ASKING: Final = frozenset("who when where why how".split())
_TELLING: Final = (
    STOP | POLITE | ARTICLES | frozenset("get short result answer so thus hence therefore final".split())
)
_WEAK: Final = frozenset("yes no true false correct incorrect none all both neither not right wrong".split())


@dataclass(frozen=True, slots=True)
class Verdict:
    """Two pairs are duplicates: `exact` (the same tokens), `near` or `core`; the share of common words."""

    how: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Tokens of question and answer, and the question's form."""

    question: tuple[str, ...]
    answer: tuple[str, ...]
    form: Form
    texts: tuple[str, str]
    """Question and answer as written."""

    @classmethod
    def of(cls, question: str, answer: str) -> "Pair":
        """From the texts; `question` with its context before it."""
        asked, form = _asked(question)
        return cls(asked, _answered(answer), form, (question, answer))

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
    return _near(one, two, similarity) or _core(one, two)


def _near(one: Pair, two: Pair, similarity: float) -> Verdict | None:
    if one.form.firm != two.form.firm or one.form.generic != two.form.generic:
        return None
    if one.form.generic:
        alike = share(one.form.content, two.form.content) >= similarity
        return Verdict("near", 1.0) if alike and _same_answer(one.answer, two.answer, similarity) else None
    if _is_same(one.form, two.form):
        return Verdict("near", 1.0)
    shared = share(one.form.content, two.form.content)
    if shared < similarity or not answers_agree(one.answer, two.answer):
        return None
    return Verdict("near", shared)


def _core(one: Pair, two: Pair) -> Verdict | None:
    if not same_core(*one.texts, *two.texts):
        return None
    return Verdict("core", share(one.form.content, two.form.content))


def _is_same(one: Form, two: Form) -> bool:
    """The same words in the same order, perhaps with a few around: the same question, whatever it is answered."""
    if one.brackets != two.brackets:
        return False
    short, long = sorted((one.content, two.content), key=lambda words: (len(words), words))
    if short == long:
        return len(short) >= FEW or one.full == two.full
    place = _place(short, long) if len(short) >= FEW else None
    if place is None:
        return False
    known = set(short)
    around = (*long[:place], *long[place + len(short) :])
    return len({*around} - known) <= FRAME * len(known) and len(around) <= len(short)


def share(one: Sequence[str], two: Sequence[str]) -> float:
    """Share of words that two questions have in common, after what stands around both is cut off; 0 if moved.

    >>> share("my daughter asked why balloons rise".split(), "dinner talk why balloons rise".split())
    1.0
    """
    if one == two:
        return 1.0
    asked = [_ASKING.intersection(words) for words in (one, two)]
    if all(asked) and asked[0].isdisjoint(asked[1]):
        return 0.0
    common = _common(one, two)
    inner = [_between(one, set(two)), _between(two, set(one))]
    short = min(map(len, inner))
    if common < 2 or common < CORE * min(len(one), len(two)) or _pairs_in_common(*inner) < ORDERED:
        return 0.0
    # The whole of one in the other, or what both have between the first and the last common word.
    return min(1.0, max(common / max(map(len, inner)), common / max(short, min(len(one), len(two)))))


def _between(words: Sequence[str], known: set[str]) -> Sequence[str]:
    places = [place for place, word in enumerate(words) if word in known]
    return words[places[0] : places[-1] + 1] if places else ()


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


def answers_agree(one: Sequence[str], two: Sequence[str]) -> bool:
    """Whether one answer says what the other says, perhaps at greater length, or comes to the same result.

    >>> answers_agree(["4"], "we add so the answer is 4".split()), answers_agree(["4"], ["14"])
    (True, False)
    >>> answers_agree(["yes"], ["yes"])  # says too little of a question that was changed
    False
    """
    texts = [tuple(token for token in text[:MAX_ANSWER] if token not in _TELLING) for text in (one, two)]
    short, long = sorted(texts, key=lambda text: (len(text), text))
    if all(token in _WEAK or (len(token) == 1 and token.isalpha()) for token in short):
        return False
    if len(short) <= _SHORT:
        return short == long or any(_place(short, end) is not None for end in (long[:_ENDS], long[-_ENDS:]))
    if _place(short, long) is not None:
        return True
    numbers = [[token for token in text if words.is_number(token)] for text in (short, long)]
    if numbers[0]:
        return (
            numbers[0][-1] == numbers[1][-1:][0]
            if numbers[1] and _common(*numbers) == len(numbers[0])
            else False
        )
    return (
        _common(short, long) >= SAME_ANSWER * len(short) and _pairs_in_common(short, long) >= SAME_ANSWER / 2
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
