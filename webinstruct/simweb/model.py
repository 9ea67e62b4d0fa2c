"""What a simulated page is made of.

Texts carry formulas as `⟦LaTeX⟧`, the neutral form; only maths/ decides how a page shows them.

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

    `template` names the generator: problems of one template are variants of each other. `core` is the question
    as first made where `question` words it in another way; `copied` tells that way (copies.py). `leak` and
    `leak_item`: it is an item of our benchmarks, "same" or "number-variant" (items/).
    """

    subject: str
    topic: str
    question: Passage
    answer: Passage
    final: str
    wrong: str
    theory: str
    template: str = ""
    core: Passage = ()
    copied: str | None = None
    leak: str | None = None
    leak_item: str | None = None

    @property
    def asked(self) -> Passage:
        """What is asked, however this page words it: equal for problems that repeat each other."""
        return self.core or self.question


@dataclass(frozen=True, slots=True)
class Pair:
    """One true question-answer pair as the text of the page shows it, single-spaced.

    `marked`: something on the page announces it (Q:/A:, microdata, matching numbers). `votes` and
    `accepted` are the answer's, where the page shows them. `whole_question` and `whole_answer` are all that
    the posts of a thread say, greetings and title with it; empty where the page says no more than the pair.
    """

    question: str
    answer: str
    marked: bool
    votes: int | None = None
    accepted: bool = False
    whole_question: str = ""
    whole_answer: str = ""


@dataclass(frozen=True, slots=True)
class Charset:
    """What a site's bytes are written in, and what its HTTP header and its meta element say; "" is nothing."""

    true: str = "utf-8"
    http: str = "utf-8"
    meta: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Site:
    """One simulated web site.

    `kinds` are the kinds of page it holds; `why` says why a person would pick its domain and
    is empty where nobody would. `math` is how it shows formulas (maths/), `language` ISO 639-1.
    """

    domain: str
    host: str
    name: str
    kinds: tuple[str, ...]
    why: str = ""
    topic: str = ""
    math: str = "paren"
    language: str = "en"
    charset: Charset = Charset()


@dataclass(frozen=True, slots=True)
class Draft:
    """What a kind writes: a page's main part in the neutral form of formulas, and what is true of it.

    `head` is HTML for the head, such as JSON-LD; `asked` the day that a question's markup carries.
    `problems` are those behind the pairs, one for one.
    """

    kind: str
    path: str
    title: str
    main: str
    educational: bool
    pairs: tuple[Pair, ...] = ()
    head: str = ""
    asked: str | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Signals:
    """What a page and its server say about its use: licence URL, day of publication, opt-outs."""

    licence: str | None = None
    published: str | None = None
    opt_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SimPage:
    """One finished page: its draft, the whole HTML as sent and in the neutral form, and what else is true of it."""

    draft: Draft
    html: str
    neutral: str
    formulas: tuple[str, ...]
    math: str | None
    family: str
    reserved: bool
    signals: Signals


def slug(title: str) -> str:
    """The title as a piece of a URL, which is ASCII.

    >>> slug("What is Ohm's law?"), slug("密度")
    ('what-is-ohm-s-law', 'page')
    """
    kept = (c if c.isalnum() and c.isascii() else " " for c in title.lower())
    return "-".join("".join(kept).split()) or "page"


def money(rng: Random, low: int, high: int) -> str:
    """A price with a dollar sign: the classic trap for whoever looks for formulas.

    >>> money(Random(1), 5, 9)[0]
    '$'
    """
    return f"${rng.randint(low, high)}{rng.choice(('', '.00', '.50', '.95', '.99'))}"
