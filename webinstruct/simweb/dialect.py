"""Families of templates: how a site words its marks and names its boxes. A fifth of them is reserved.

A web is made of one set: rules and thresholds are tuned on `dev`; `reserved` is measured, never looked at,
so that a figure can show whether something was learned or only fitted.

>>> [one.name for one in DIALECTS if one.reserved]
['class', 'desk']
>>> dialect("mathforum.example").name, dialect("mathforum.example", "reserved").name
('reader', 'desk')
"""

from dataclasses import dataclass
from typing import Literal, get_args

from webinstruct.simweb.signals import chance

Families = Literal["dev", "reserved"]
FAMILIES: tuple[Families, ...] = get_args(Families)


@dataclass(frozen=True, slots=True)
class Dialect:
    """`question` and `answer` announce a pair, `exercise` and `solution` carry a number; `bold` wraps marks.

    `post` names the boxes of posts, `best` the badge of the best one. `everywhere`: it is of both sets.
    """

    name: str
    question: str
    answer: str
    exercise: str
    solution: str
    exercises: str
    solutions: str
    bold: str
    post: str
    best: str
    everywhere: bool = False

    @property
    def reserved(self) -> bool:
        """By hash of the name, so nobody chose."""
        return not self.everywhere and chance("apart", self.name) % 5 == 0

    def mark(self, word: str, number: int | None = None) -> str:
        """A mark as HTML, with the space after it: '<b>Exercise 3.</b> '."""
        return f"<{self.bold}>{word.format(number)}</{self.bold}> "


DIALECTS: tuple[Dialect, ...] = (
    Dialect(
        "plain",
        "Q:",
        "A:",
        "Exercise {}.",
        "Solution {}.",
        "Exercises",
        "Solutions",
        "b",
        "post",
        "Best answer",
    ),
    Dialect(
        "long",
        "Question:",
        "Answer:",
        "Problem {}.",
        "Solution {}.",
        "Problems",
        "Solutions",
        "strong",
        "comment",
        "Solved",
    ),
    Dialect(
        "short", "Q.", "A.", "Exercise {}:", "Answer {}:", "Practice", "Answers", "b", "message", "Top answer"
    ),
    Dialect(
        "named",
        "Question:",
        "Solution:",
        "Problem {}:",
        "Solution to Problem {}:",
        "Problems",
        "Solutions",
        "em",
        "post",
        "Answer chosen by asker",
    ),
    Dialect(
        "class",
        "Q:",
        "A:",
        "Question {}.",
        "Answer {}.",
        "Review questions",
        "Answers",
        "strong",
        "reply",
        "Marked as solution",
    ),
    Dialect(
        "notes",
        "Example.",
        "Solution.",
        "Exercise {})",
        "Solution {})",
        "Exercises",
        "Solutions",
        "b",
        "entry",
        "Best answer",
    ),
    Dialect(
        "desk",
        "Problem.",
        "Answer.",
        "Exercise #{}.",
        "Solution #{}.",
        "Exercises",
        "Selected answers",
        "u",
        "item",
        "Accepted",
    ),
    Dialect(
        "reader", "Q -", "A:", "Problem {} -", "Answer {} -", "Homework", "Answers", "i", "card", "Helpful"
    ),
    Dialect(
        "press",
        "Question:",
        "Answer:",
        "Question {}:",
        "Answer {}:",
        "For practice",
        "Answer key",
        "span",
        "thread-row",
        "Staff pick",
    ),
    Dialect(
        "vault",
        "Problem.",
        "Solution.",
        "Problem {})",
        "Solution of Problem {})",
        "Test yourself",
        "Hints and solutions",
        "strong",
        "msg",
        "Resolved",
    ),
)


def dialect(domain: str, families: Families = "dev") -> Dialect:
    """The family of a domain in a web of one set; it has another one in a web of the other set."""
    these = [one for one in DIALECTS if one.reserved == (families == "reserved")]
    return these[chance("pattern", domain) % len(these)]
