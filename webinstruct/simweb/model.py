"""What a simulated page is made of.

Texts carry formulas as `⟦LaTeX⟧`; only a pen (pen.py) decides how a page writes them.

    >>> Problem("algebra", "a sum", ("What is ⟦a + a⟧?",), ("It is ⟦2a⟧.",), "2a", "a^2", "Add.").final
    '2a'
"""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Code:
    """A block of program text, shown in <pre><code>."""

    text: str


Passage = tuple[str | Code, ...]
"""Paragraphs and code blocks, in order."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A question with its computed answer.

    `topic` fits into a title ("Solving a linear equation"); `final` is the result alone,
    `wrong` a plausible mistake for other posters to make; `theory` is what a lesson would say.
    """

    subject: str
    topic: str
    question: Passage
    answer: Passage
    final: str
    wrong: str
    theory: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One true question-answer pair as the text of the page shows it, single-spaced.

    `marked`: something on the page announces it (Q:/A:, microdata, matching numbers).
    """

    question: str
    answer: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Site:
    """One simulated web site.

    `kinds` are the kinds of page it holds; `why` says why a person would pick its domain and
    is empty where nobody would. `charset` is what it sends; `says_charset`: in the HTTP head too.
    """

    domain: str
    host: str
    name: str
    kinds: tuple[str, ...]
    why: str = ""
    charset: str = "utf-8"
    says_charset: bool = True
    topic: str = ""


@dataclass(frozen=True, slots=True)
class SimPage:
    """One page: where it is on its site, its whole HTML, and what is true of it."""

    kind: str
    path: str
    title: str
    html: str
    educational: bool
    pairs: tuple[Pair, ...] = ()
    formulas: tuple[str, ...] = ()


def slug(title: str) -> str:
    """The title as a piece of a URL.

    >>> slug("What is Ohm's law?")
    'what-is-ohm-s-law'
    """
    return "-".join("".join(c if c.isalnum() else " " for c in title.lower()).split())


def money(rng: Random, low: int, high: int) -> str:
    """A price with a dollar sign: the classic trap for whoever looks for formulas.

    >>> money(Random(1), 5, 9)[0]
    '$'
    """
    return f"${rng.randint(low, high)}{rng.choice(('', '.00', '.50', '.95', '.99'))}"
