"""What a pair is looked up by: bands of a MinHash signature of its question.

A signature is BANDS x ROWS minima over the set of the question's words of content; of a generic question, over those
of its answer, too, for both must agree. A band's hash holds ROWS minima and everything that duplicates share
without exception: numbers, signs, variables, negations. So two questions of one template with other numbers
never meet, and the bands may be wide open for the words.

Any two duplicates have at least two thirds of their distinct words in common (FRAME and `similarity` 0.8 see to
that), a replaced word of six makes five sevenths. Chance that they meet in at least one band, 1 - (1 - s^4)^24:

    s       0.2   0.3   0.4   0.5   0.6   2/3   0.71  0.8
    chance  0.04  0.18  0.46  0.79  0.964 0.995 0.999 1.000

Single words, not word pairs: one word replaced in six leaves 0.71 of the words, but 0.38 of words and pairs.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from rensa import RMinHash

from .form import Form, is_content
from .verify import Pair

BANDS: Final = 24
ROWS: Final = 4
SEED: Final = 20260
SIGNATURE: Final = f"rensa-r{RMinHash.ALGORITHM_VERSION}-words-{BANDS}x{ROWS}-1"
"""Version and form: bands of another signature are made anew."""

MAX_WORDS: Final = 2_000  # of a generic question's answer


def bands(pairs: Sequence[Pair]) -> npt.NDArray[np.int64]:
    """A row a pair, a column a band: hashes that duplicates share in at least one column, as a rule."""
    if not pairs:
        return np.empty((0, BANDS), np.int64)
    matrix = RMinHash.digest_matrix_from_token_sets([_words(pair) for pair in pairs], BANDS * ROWS, SEED)
    minima = np.array(matrix.to_rows(), dtype=np.uint64).reshape(len(pairs), BANDS, ROWS)
    firm = np.array([_firm_hash(pair.form) for pair in pairs], dtype=np.uint64)
    hashes = firm[:, None] ^ _mix(np.arange(1, BANDS + 1, dtype=np.uint64))[None, :]
    for row in range(ROWS):
        hashes = _mix(hashes ^ minima[:, :, row])
    return hashes.view(np.int64)


def _words(pair: Pair) -> list[str]:
    words = list(pair.form.content)
    if pair.form.generic:
        words += [token for token in pair.answer[:MAX_WORDS] if is_content(token)]
    return words


def _firm_hash(form: Form) -> int:
    firm = "\x1f".join((*form.firm, str(form.generic)))
    return int.from_bytes(hashlib.blake2b(firm.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def _mix(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """splitmix64's finish: every bit of the result hangs on every bit of the value."""
    with np.errstate(over="ignore"):
        values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
