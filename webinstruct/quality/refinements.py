r"""Refinements of known pairs without a model: honest ones, and such with one planted fault.

    >>> pair = Known(Source("What is $12 \\cdot 4$?", "It is $12 \\cdot 4 = 48$."), "48")
    >>> honest(pair).answer.splitlines()[-1]
    'The answer is 48.'
    >>> planted("quantity", pair).question != honest(pair).question
    True

A fault that a pair has no place for (no option to drop, no number to change) gives None and is counted apart.
Everything hangs on the pair's own text, so that the same pairs give the same refinements.
"""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from random import Random
from typing import Final

from webinstruct.answers import search
from webinstruct.answers.model import Missing
from webinstruct.page.formula import delimiters
from webinstruct.refine import Refined, Source, clean
from webinstruct.refine.options import options
from webinstruct.refine.texts import amounts, sentences
from webinstruct.simweb.dialect import Families
from webinstruct.simweb.items import choices
from webinstruct.simweb.pages import page_at

AIMED: Final = ("answer", "quantity", "option", "json", "unchanged")
"""Faults that must be caught."""
TOLD: Final = ("middle", "step", "number", "fact", "sign", "target")
"""Faults whose share is told without an aim: a number from the middle of the answer as its end, a wrong step, an
invented number, an invented fact without one, another sign in the question's formula, another thing asked for."""


@dataclass(frozen=True, slots=True)
class Known:
    """A source pair, the final answer that it is known to have, and the pair behind its noise."""

    source: Source
    final: str = ""
    """Empty: what `answers.search` finds is taken for it."""
    bare: Source | None = None
    language: str = "en"

    @property
    def tidy(self) -> Source:
        """The pair that an honest refiner would see behind the noise."""
        if self.bare is not None:
            return self.bare
        made = clean(self.source)
        return Source(made.question, made.answer, self.source.context)

    @property
    def ends(self) -> str:
        """The final answer; empty if none is known."""
        if self.final:
            return self.final
        found = search(self.tidy.answer, options=[text for _, text in options(self.source.question)])
        text = "" if isinstance(found, Missing) else found.text
        return f"${text}$" if "\\" in text and "$" not in text and "\\(" not in text else text

    def random(self, what: str) -> Random:
        """Randomness of this pair's own."""
        text = f"{what}\n{self.source.question}\n{self.source.answer}"
        return Random(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]))


def simulated(pages: int, seed: int = 0, families: Families = "dev") -> Iterator[Known]:
    """The true pairs of a simulated web's pages, posts with their noise; computed answers are known."""
    for number in range(pages):
        placed = page_at(seed, number, families)
        draft = placed.page.draft
        if placed.twin_of:
            continue
        for pair, problem in zip(draft.pairs, draft.problems, strict=True):
            bare = Source(pair.question, pair.answer)
            noisy = Source(pair.whole_question or pair.question, pair.whole_answer or pair.answer)
            english = placed.sender.language == "en"
            # of pages in other languages the result alone is in the neutral form; what they write is found
            final = re.sub(r"⟦(.*?)⟧", r"$\1$", problem.final) if english and _says(pair.answer) else ""
            yield Known(noisy, final, bare, placed.sender.language)


def _says(answer: str) -> bool:
    return any(map(str.isdigit, answer))


def with_options(count: int, seed: int = 0) -> Iterator[Known]:
    """Questions with four options; half of their answers name the letter, half the text."""
    for number in range(count):
        rng = Random(seed * 1_000_003 + number)
        made = (choices.stem, choices.challenge)[number % 2](rng.randrange(20, 60), rng)
        style = rng.choice(("({})", "{})", "{}."))
        letters = rng.choice(("ABCD", "abcd")) if style != "{}." else "ABCD"
        lines = [f"{style.format(letter)} {text}" for letter, text in zip(letters, made.options, strict=True)]
        letter = letters[made.options.index(made.final)]
        told = f"({letter})" if rng.random() < 0.5 else made.final
        answer = f"{' '.join(str(one) for one in made.answer)} So the answer is {told}."
        yield Known(Source("\n".join((made.question, *lines)), answer), told)


# --- honest refinements

_CONNECTING: Final = (
    "First we write down what is given.",
    "Now the values are put in.",
    "This is what was to be worked out.",
    "Both steps use the same rule.",
    "The rest is arithmetic.",
)


def honest(pair: Known) -> Refined:
    """What a careful refiner might write: tidied up, with steps added, ending where the source ends."""
    rng = pair.random("honest")
    question = pair.tidy.question
    for edit in _QUESTION_EDITS:
        if rng.random() < 0.4:
            question = edit(question)
    if pair.source.context:
        question = f"{pair.source.context}\n\n{question}"
    answer = _answered(pair, rng)
    if "".join(answer.split()) == "".join(pair.source.answer.split()):
        answer = f"{_CONNECTING[0]}\n{answer}"
    return Refined(question, answer)


def _answered(pair: Known, rng: Random) -> str:
    said = sentences(pair.tidy.answer)
    if rng.random() < 0.7:
        said.insert(rng.randrange(len(said) + 1), _checked(pair, rng))
    if rng.random() < 0.6:
        said.insert(rng.randrange(len(said) + 1), rng.choice(_CONNECTING))
    said = [one for one in said if one]
    if rng.random() < 0.3:
        said = [f"Step {at}: {one}" for at, one in enumerate(said, 1)]
    text = (" ", "\n", "\n\n")[rng.randrange(3)].join(said)
    for edit in _ANSWER_EDITS:
        if rng.random() < 0.4:
            text = edit(text)
    return f"{text}\nThe answer is {pair.ends}." if 0 < len(pair.ends.split()) <= 8 else text


def _checked(pair: Known, rng: Random) -> str:
    """A sum that holds, of two numbers that the answer says."""
    values = [
        one.value for one in amounts(pair.tidy.answer) if one.value.denominator == 1 and one.value < 10**6
    ]
    if len(values) < 2:
        return ""
    one, other = int(rng.choice(values)), int(rng.choice(values))
    sign, result = (("+", one + other), ("\\cdot", one * other))[rng.randrange(2)]
    return f"Here ${one} {sign} {other} = {result}$."


def _outside(text: str, change: Callable[[str], str]) -> str:
    """The text with a change made everywhere but in formulas."""
    return "".join(part if at % 2 else change(part) for at, part in enumerate(delimiters.parts(text)))


def _thousands(text: str) -> str:
    return _outside(
        text, lambda part: re.sub(r"(?<![\d.,])\d{5,7}(?![\d.,]*\d)", lambda n: f"{int(n[0]):,}", part)
    )


def _round_brackets(text: str) -> str:
    return _formulas(text, lambda tex: tex if tex.startswith("$$") else f"\\({tex[1:-1]}\\)")


def _other_names(text: str) -> str:
    def renamed(tex: str) -> str:
        return tex.replace(r"\frac", r"\dfrac").replace(r"\cdot", r"\times")

    return _formulas(text, renamed)


def _formulas(text: str, change: Callable[[str], str]) -> str:
    """The text with a change made in formulas alone."""
    return "".join(change(part) if at % 2 else part for at, part in enumerate(delimiters.parts(text)))


def _in_words(text: str) -> str:
    names = {"3": "three", "4": "four", "5": "five", "6": "six", "7": "seven", "8": "eight"}
    if options(text):
        return text
    return _outside(
        text, lambda part: re.sub(r"(?<= )[3-8](?= [a-z]{4,})", lambda n: names[n[0]], part, count=1)
    )


def _introduced(text: str) -> str:
    return f"Consider the following problem.\n{text}"


_QUESTION_EDITS: Final = (_thousands, _in_words, _other_names, _round_brackets, _introduced)
_ANSWER_EDITS: Final = (_thousands, _other_names, _round_brackets)


# --- faults

_NUMBER: Final = re.compile(r"(?<![\w.,\\^_])\d+(?:,\d{3})*(?:\.\d+)?(?![\w]|[.,]\d)")


def planted(fault: str, pair: Known) -> Refined | None:
    """The honest refinement with one fault; None where the pair has no place for it."""
    return _FAULTS[fault](pair, honest(pair), pair.random(fault))


Fault = Callable[[Known, Refined, Random], Refined | None]


def _other(number: str, rng: Random) -> str:
    """Another number, as easily mistaken as numbers are: one off, ten times, digits changed."""
    value = Fraction(number.replace(",", ""))
    ways = [value + rng.randint(1, 9), value * 10 if value else Fraction(7), value + 10, value * 2 + 1]
    if value > 10:
        ways.append(value - rng.randint(1, 9))
    made = rng.choice(ways)
    return str(made) if made.denominator == 1 else f"{float(made):.{len(number.partition('.')[2])}f}"


def _answer(pair: Known, refined: Refined, rng: Random) -> Refined | None:
    """Another final answer: in the last line alone, or wherever the answer says it."""
    final = pair.ends
    letter = re.fullmatch(r"\(?([A-Da-d])\)?", final)
    if letter:
        others = [one for one in ("ABCD" if letter[1].isupper() else "abcd") if one != letter[1]]
        return _ending(refined, final, final.replace(letter[1], rng.choice(others)))
    numbers = list(_NUMBER.finditer(final))
    if not numbers:
        choices_ = [text for _, text in options(pair.source.question) if text.strip() != final.strip()]
        return _ending(refined, final, rng.choice(choices_)) if choices_ else None
    found = numbers[-1]
    new = _other(found[0], rng)
    wrong = final[: found.start()] + new + final[found.end() :]
    made = _ending(refined, final, wrong)
    if made == refined or rng.random() < 0.5:
        return made if made != refined else None
    everywhere = re.compile(rf"(?<![\w.,\\^_]){re.escape(found[0])}(?![\w]|[.,]\d)")
    return replace(made, answer=everywhere.sub(new, made.answer))


def _middle(pair: Known, refined: Refined, rng: Random) -> Refined | None:
    """The last line names a number that the answer does say, but not as its end."""
    found = list(_NUMBER.finditer(pair.ends))
    if len(found) != 1 or not refined.answer.rpartition("\n")[2].startswith("The answer is"):
        return None
    others = {one.text for one in amounts(pair.tidy.answer)} - {one.text for one in amounts(pair.ends)}
    if not others:
        return None
    new = rng.choice(sorted(others))
    return _ending(refined, pair.ends, pair.ends[: found[0].start()] + new + pair.ends[found[0].end() :])


def _ending(refined: Refined, final: str, wrong: str) -> Refined:
    head, _, last = refined.answer.rpartition("\n")
    return replace(refined, answer=f"{head}\n{last.replace(final, wrong)}")


def _quantity(pair: Known, refined: Refined, rng: Random) -> Refined | None:
    """One number of the question, once."""
    listed = [found.span() for found in re.finditer(r"^[ \t>]*\d+[.)]", refined.question, re.MULTILINE)]
    found = [
        one
        for one in _NUMBER.finditer(refined.question)
        if not any(start <= one.start() < end for start, end in listed)
    ]
    if not found:
        return None
    one = rng.choice(found)
    text = refined.question
    return replace(refined, question=text[: one.start()] + _other(one[0], rng) + text[one.end() :])


def _option(pair: Known, refined: Refined, rng: Random) -> Refined | None:
    """One option less; the others keep their letters, or close up."""
    lines = refined.question.split("\n")
    places = [at for at, line in enumerate(lines) if re.match(r"\(?[A-Da-d][).] ?", line)]
    if len(places) < 2:
        return None
    gone = rng.choice(places)
    texts = [re.sub(r"^\(?[A-Da-d][).] ?", "", lines[at]) for at in places if at != gone]
    if rng.random() < 0.5:
        kept = [lines[at] for at in places if at != gone]
    else:
        heads = [re.match(r"\(?[A-Da-d][).]", lines[at]) for at in places]
        kept = [f"{head[0] if head else ''} {text}" for head, text in zip(heads, texts, strict=False)]
    return replace(refined, question="\n".join((*lines[: places[0]], *kept, *lines[places[-1] + 1 :])))


def _unchanged(pair: Known, refined: Refined, rng: Random) -> Refined | None:
    return Refined(
        pair.source.question, pair.source.answer if rng.random() < 0.5 else f"{pair.source.answer}\n"
    )


def _step(pair: Known, refined: Refined, rng: Random) -> Refined | None:
    """A step between the others that does not hold."""
    values = [int(one.value) for one in amounts(pair.tidy.answer) if one.value.denominator == 1]
    if len(values) < 2:
        return None
    one, other = rng.choice(values), rng.choice(values)
    wrong = one + other + rng.choice((-2, -1, 1, 2, 10))
    head, _, last = refined.answer.rpartition("\n")
    return replace(refined, answer=f"{head}\nAdded up, that is ${one} + {other} = {wrong}$.\n{last}")


def _invented(pair: Known, refined: Refined, rng: Random) -> Refined | None:
    known = {one.value for one in amounts(f"{pair.source.asked}\n{refined.answer}")}
    number = rng.choice([one for one in range(101, 990) if one not in known])
    said = f"On average {number} such cases are counted each year."
    return replace(refined, answer=f"{said}\n{refined.answer}")


def _fact(pair: Known, refined: Refined, rng: Random) -> Refined | None:
    said = rng.choice(("This was first shown by a monk in Lisbon.", "Copper is the only metal that does so."))
    return replace(refined, answer=f"{said}\n{refined.answer}")


def _sign(pair: Known, refined: Refined, rng: Random) -> Refined | None:
    places = [
        start + found.start()
        for start, end in delimiters.spans(refined.question)
        for found in re.finditer(r"(?<=[\w)}] )[+-](?= [\w(\\])", refined.question[start:end])
    ]
    if not places:
        return None
    at, text = rng.choice(places), refined.question
    return replace(refined, question=text[:at] + ("-" if text[at] == "+" else "+") + text[at + 1 :])


_THINGS: Final = ("perimeter", "temperature", "colour", "weight", "age")


def _target(pair: Known, refined: Refined, rng: Random) -> Refined | None:
    """Another noun behind `what is the`, `how many`, `find the`."""
    found = re.search(
        r"(?i)\b(what is the |how many |find the |what are the )(?:sum|mean|[a-z]{4,})\b(?= )",
        refined.question,
    )
    if found is None:
        return None
    text = refined.question
    thing = rng.choice([one for one in _THINGS if one not in text])
    return replace(refined, question=f"{text[: found.start()]}{found[1]}{thing}{text[found.end() :]}")


_FAULTS: Final[dict[str, Fault]] = {
    "answer": _answer,
    "quantity": _quantity,
    "option": _option,
    "unchanged": _unchanged,
    "middle": _middle,
    "step": _step,
    "number": _invented,
    "fact": _fact,
    "sign": _sign,
    "target": _target,
}


# --- JSON

Break = Callable[[str, Refined], str]


def written(refined: Refined) -> str:
    """A refined pair as a model writes it."""
    return json.dumps({"question": refined.question, "answer": refined.answer}, ensure_ascii=False)


_BREAKS: Final[dict[str, Break]] = {
    "cut": lambda text, _: text[: 2 * len(text) // 3],
    "other keys": lambda text, _: text.replace('"question":', '"q":', 1),
    "no answer": lambda _, one: json.dumps({"question": one.question}),
    "a list": lambda _, one: json.dumps([one.question, one.answer]),
    "prose": lambda _, one: f"Here is the pair. Question: {one.question} Answer: {one.answer}",
    "empty side": lambda _, one: json.dumps({"question": one.question, "answer": " "}),
    "refusal": lambda _, one: "I'm sorry, but I cannot help with this question.",
    "open quote": lambda text, _: text.replace('", "answer": "', ', "answer": "', 1),
    "bare backslashes": lambda text, _: text.replace("\\\\", "\\"),
    "prose around": lambda text, _: f"Sure! Here it is:\n```json\n{text}\n```\nAnything else?",
    "bare quotes": lambda text, _: text.replace('"answer": "', '"answer": "So "clearly" ', 1),
    "last comma": lambda text, _: f"{text[:-1]},}}",
}
"""Ways in which JSON breaks. Some can be mended without a doubt; then the pair must come out as it was meant."""


def broken(pair: Known, refined: Refined) -> tuple[str, str, Refined]:
    """How the JSON is broken, what the model then says, and what it meant."""
    name = pair.random("json").choice(list(_BREAKS))
    meant = refined
    if name == "bare quotes":
        meant = replace(refined, answer=f'So "clearly" {refined.answer}')
    return name, _BREAKS[name](written(refined), refined), meant
