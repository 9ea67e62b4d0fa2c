"""Problems told again: by another site in other words, or as a leaked item; the problem itself stays the same.

Formulas, code, numbers and options are never touched, except that LaTeX may be spelled in another way.

>>> spelled(r"S = \\frac{n^2}{2}", Random(1))
'S=\\\\dfrac{n^{2}}{2}'
"""

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random

from webinstruct.simweb.model import Code, Passage, Problem

OTHER_ANSWER = 0.2
LONG = 12
# plain words of our own questions that say the same in another way, or can go
PLAIN = tuple(
    (re.compile(rf"\b{said}\b"), other)
    for said, other in (
        ("Find all", "Give all"),
        ("satisfy both", "fulfil both"),
        ("goes on", "continues"),
        ("starts", "begins"),
        ("lowest terms", "simplest terms"),
        ("wants to", "would like to"),
        ("cheaper", "less"),
        ("the interest stays", "the interest remains"),
        ("at the beginning", "at the start"),
        ("counted", "noted"),
        ("wrote down", "recorded"),
        ("the third one", "the third angle"),
        ("passes through", "goes through"),
        ("steep is", "steep gets"),
        ("Compute", "Calculate"),
        ("average", "mean"),
        ("towards each other", "heading for each other"),
        ("a block", "a piece"),
        ("carries", "conducts"),
        ("connected", "joined"),
        ("dropped", "released"),
        ("hits the bottom", "reaches the bottom"),
        ("neglect", "ignore"),
        ("the complete", "the full"),
        ("is left", "remains"),
        ("opening", "mouth"),
        ("appears", "looks"),
        ("crossed", "paired"),
        ("expect", "predict"),
        ("Please say", "Say"),
        ("Can someone", "Could somebody"),
        ("I am learning", "I learn"),
        ("a different", "another"),
        ("at rest", "resting"),
        ("real solutions", "solutions"),
    )
)
ASKING = (
    "Please help:",
    "Hi all, quick question:",
    "Homework again:",
    "I need help with this one:",
    "An exam question:",
)
TELLING = ("In short: {}.", "My result is this: {}.", "I get {}.")

_FORMULA = re.compile("(⟦.*?⟧)")
# not single letters, which may be variables, nor units
_WORD = re.compile(r"\b(?:[^\W\d_]{3,}|an?|at|be|by|do|he|if|in|is|it|of|on|or|to|up)\b", re.I)


def again(rng: Random, problem: Problem, language: str) -> Problem:
    """The problem as another site tells it; a leaked item is copied as it stands."""
    if problem.leak:
        return replace(problem, copied="verbatim")
    ways = ("verbatim", "case", "greeting", "words") if language == "en" else ("verbatim", "case")
    told = worded(rng, problem, rng.choice(ways))
    if language == "en" and rng.random() < OTHER_ANSWER:
        answer = (rng.choice(TELLING).format(problem.final), problem.theory)
        return replace(told, answer=answer)
    return told


def worded(rng: Random, problem: Problem, way: str) -> Problem:
    """The problem with its question worded in one way; one too short to lose a word gets other case instead."""
    if way == "words" and (other := _other_words(rng, problem.asked)) is not None:
        question = other
    elif way == "greeting":
        first, *rest = problem.asked
        question = (f"{rng.choice(ASKING)} {first}", *rest)
    elif way == "latex":
        question = tuple(part if isinstance(part, Code) else _spelled(part, rng) for part in problem.asked)
    elif way == "verbatim":
        question = problem.question
    else:
        way, question = "case", _each(problem.asked, _other_case(rng))
    # some have nothing that could change
    way = "verbatim" if question == problem.question else way
    return replace(problem, question=question, core=problem.asked, copied=way)


def _spelled(part: str, rng: Random) -> str:
    return _FORMULA.sub(lambda found: f"⟦{spelled(found[1][1:-1], rng)}⟧", part)


def _each(passage: Passage, change: Callable[[str], str]) -> Passage:
    """The change made to all that is neither code nor formula."""
    return tuple(
        "".join(piece if piece.startswith("⟦") else change(piece) for piece in _FORMULA.split(part) if piece)
        if isinstance(part, str)
        else part
        for part in passage
    )


def _other_case(rng: Random) -> Callable[[str], str]:
    """Careless typing: all small or all large letters, other commas and question marks."""
    large = rng.random() < 0.3
    mark, comma = rng.choice(("?", "??", " ?")), rng.choice((", ", " , ", " "))

    def typed(text: str) -> str:
        cased = _WORD.sub(lambda word: word[0].upper() if large else word[0].lower(), text)
        return cased.replace("?", mark).replace(", ", comma)

    return typed


def _other_words(rng: Random, question: Passage) -> Passage | None:
    """One or two plain words replaced or left out; None where the question is short or has none of them."""
    prose = " ".join(part for part in question if isinstance(part, str))
    if len(prose.split()) < LONG:
        return None
    outside = _FORMULA.sub(" ", prose)
    there = [(said, other) for said, other in PLAIN if said.search(outside)]
    if not there:
        return None
    chosen = rng.sample(there, min(len(there), rng.randint(1, 2)))

    def reworded(text: str) -> str:
        for said, other in chosen:
            text = said.sub(other, text)
        return text

    return _each(question, reworded)


def spelled(tex: str, rng: Random) -> str:
    r"""The same formula as another author types it: braces, \dfrac, white space."""
    tex = re.sub(r"([\^_])(\w)", r"\1{\2}", tex)
    tex = tex.replace(r"\frac", r"\dfrac")
    if rng.random() < 0.5:
        return re.sub(r"(?<![A-Za-z]) | (?![A-Za-z])", "", tex)
    return re.sub(r" ?([-+=]) ?", r"  \1  ", tex)
