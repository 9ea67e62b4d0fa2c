"""What a generator of items gives, and the problem that a page makes of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from webinstruct.simweb.model import Passage, Problem


@dataclass(frozen=True, slots=True)
class Made:
    """An item before it has its place. `numeric`: it has numbers that others can take the place of.

    `field` is the subject that the benchmark states, `level_id` the id that its file gives.
    """

    subject: str
    topic: str
    question: str
    answer: tuple[str, ...]
    final: str
    wrong: str
    theory: str
    numeric: bool = True
    options: tuple[str, ...] = ()
    right: int = 0
    field: str = ""
    level_id: str = ""
    template: str = ""

    def problem(self) -> Problem:
        """As a page tells it: options below the question, the right one named in the answer."""
        question: Passage = (self.question,)
        answer: Passage = self.answer
        if self.options:
            question += (" ".join(f"({letter}) {text}" for letter, text in letters(self.options)),)
            answer = (f"The right answer is ({'ABCD'[self.right]}) {self.options[self.right]}.", *answer)
        return Problem(
            self.subject, self.topic, question, answer, self.final, self.wrong, self.theory, self.template
        )


def letters(options: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The options with their letters."""
    return zip("ABCD", options, strict=True)


def shuffled(rng: Random, right: str, wrong: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
    """Four different options in an order of chance, and the place of the right one.

    >>> options, place = shuffled(Random(1), "a", ("b", "c", "d"))
    >>> sorted(options), options[place]
    (['a', 'b', 'c', 'd'], 'a')
    """
    options = [right, *dict.fromkeys(one for one in wrong if one != right)][:4]
    rng.shuffle(options)
    return tuple(options), options.index(right)
