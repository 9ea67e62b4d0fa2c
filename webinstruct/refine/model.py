"""What goes into a refinement, what comes out, and what is measured between the two."""

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

DROPPED: Final = (
    # No refined pair, for the engine gave nothing to read:
    "too-long",  # the pair is longer than a refiner is shown; nobody was asked
    "engine-error",  # the engine failed, or never answered
    "length-stop",  # the answer was cut off at the token limit
    "empty",  # the answer is white space
    "refusal",  # a sentence instead of JSON, such as "I'm sorry, but I can't"
    "runaway",  # the same few characters again and again
    "bad-json",  # not of the shape asked for, and not to be repaired
    # There is one, but not to be used:
    "empty-side",  # question or answer is missing
    "control-chars",  # control characters that no reading of the JSON explains
)

AnswerKept = Literal["equal", "different", "undecided", "timed-out", "no-answer"]

CHANGES: Final = (
    "quantity-altered",  # a number is gone, or another one stands in its place
    "quantity-lost",  # a number is gone, none has come
    "quantity-added",  # a number has come that neither question nor context holds
    "formula-altered",  # a formula with the same letters and numbers has other signs
    "formula-lost",  # letters of a formula are gone
    "option-lost",  # fewer options
    "option-added",  # more options
    "option-altered",  # the same number of options, one with another text or under another letter
    "target-altered",  # what is asked for: another noun, a negation or an extreme more or less, or other words
)


@dataclass(frozen=True, slots=True)
class Source:
    """A pair as it was extracted; `context` is what the question refers to on its page."""

    question: str
    answer: str
    context: str = ""

    @property
    def asked(self) -> str:
        """Context and question as one text: all that may stand in a refined question."""
        return "\n\n".join(filter(None, (self.context.strip(), self.question.strip())))


SUBJECTS: Final = (
    *(
        "mathematics",
        "statistics",
        "physics",
        "chemistry",
        "biology",
        "medicine",
        "earth science",
        "astronomy",
    ),
    *(
        "computer science",
        "engineering",
        "economics",
        "business",
        "law",
        "social science",
        "humanities",
        "other",
    ),
)
"""What a refiner may say that a pair is about."""


@dataclass(frozen=True, slots=True)
class Refined:
    """What a refiner made of a pair; `repaired`: its JSON had to be repaired."""

    question: str
    answer: str
    repaired: bool = False
    subject: str | None = None
    """One of SUBJECTS, as the refiner sees it; None: it did not say."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something of the question that is no longer as it was: one of CHANGES, and what it was and is."""

    reason: str
    was: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class Measures:
    """What was preserved, altered and added. Preserved is not correct: a wrong source is preserved, too."""

    answer_kept: AnswerKept
    """Whether both final answers are equal; `no-answer`: one side has none that can be found."""
    answer_reason: str
    """Why, in words; of `no-answer` with the side: `source: none found`."""
    content_kept: float | None
    """Share of the source answer's numbers, formulas and rare words that the refined pair holds; None: it has none."""
    question_changed: tuple[Change, ...]
    """What of the question is altered or lost."""
    question_additions: tuple[str, ...]
    """Numbers and whole sentences that neither question nor context holds."""
    new_numbers: tuple[str, ...]
    """Numbers of the refined answer, neither in the source nor results of a checked equation beside them."""
    false_equations: tuple[str, ...]
    """Equations between numbers in the refined answer that do not hold and stand so in no source."""
    source_false_equations: tuple[str, ...]
    """The same of the source's answer: what a refiner was given."""
    steps_added: int
    """Sentences and lines of the refined answer that the source's does not hold."""
    length_ratio: float
    """Characters of the refined answer to one of the source's."""
    latex_fault: str
    """What is broken in the refined pair's LaTeX; empty: nothing that can be seen."""
    unchanged: bool
    """Question and answer are the source's, white space aside: nothing was refined."""

    def row(self) -> dict[str, Any]:
        """As columns of refined_pairs."""
        return asdict(self)

    @property
    def latex_ok(self) -> bool:
        """Whether delimiters, braces and environments of the refined pair are closed."""
        return not self.latex_fault
