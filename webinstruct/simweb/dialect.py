"""Families of templates: how a site words its marks and names its boxes. A fifth of them is reserved.

Rules and thresholds are tuned on the other families only; the key's column `reserved` keeps them apart,
so that a figure can show whether something was learned or only fitted.

>>> [one.name for one in DIALECTS if one.reserved]
['class', 'desk']
>>> dialect("mathforum.example").name
'reader'
"""

from dataclasses import dataclass

from webinstruct.simweb.signals import chance


@dataclass(frozen=True, slots=True)
class Dialect:
    """`question` and `answer` announce a pair, `exercise` and `solution` carry a number; `bold` wraps marks.

    `post` names the boxes of posts, `best` the badge of the best one.
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

    @property
    def reserved(self) -> bool:
        """By hash of the name, so nobody chose."""
        return chance("apart", self.name) % 5 == 0

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


def dialect(domain: str, reserved: bool = True) -> Dialect:
    """The family of a domain; without reserved ones for pages that something is fitted on."""
    families = [one for one in DIALECTS if reserved or not one.reserved]
    return families[chance("pattern", domain) % len(families)]
