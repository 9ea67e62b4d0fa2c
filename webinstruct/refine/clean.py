r"""The refiner without a model: noise is taken off, and nothing is added.

>>> pair = clean(Source("Hi all,\nQ3. What is $2 + 2$? Thanks in advance!", "It is \\\\(4\\\\).\n-- Ann"))
>>> pair.question, pair.answer
('What is $2 + 2$?', 'It is \\(4\\).')
>>> pair.done
('question:greeting', 'question:numbering', 'question:thanks', 'answer:latex', 'answer:signature')

Every rule is held to its word: where it would take a number, a formula or an option along that is no numbering,
vote, date or quotation, it is not applied.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from webinstruct import words
from webinstruct.llm import wording

from .model import Source
from .options import options

DONE: Final = ("lines", "signature", "quote", "greeting", "numbering", "thanks", "latex", "spaces")
"""What may have been done to a side; it stands behind `question:` or `answer:`."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A pair without its noise, and what was done, as `answer:thanks`; a side that would be empty stays."""

    question: str
    answer: str
    done: tuple[str, ...]


def clean(source: Source) -> Cleaned:
    """Both sides cleaned. What they say, and how they say it, stays."""
    question, of_question = _side(source.question, source.answer, "question")
    answer, of_answer = _side(source.answer, source.question, "answer")
    return Cleaned(question, answer, tuple(sorted((*of_question, *of_answer), key=lambda one: one[0] != "q")))


Rule = Callable[[str, str], str]


def _side(text: str, other: str, side: str) -> tuple[str, list[str]]:
    done = []
    if _LONG_GAP.search(text):  # patterns that look for white space before a word take its square
        text = _LONG_GAP.sub(lambda gap: gap[0][:_GAP], text)
        done.append(f"{side}:spaces")
    for name, rule, may_lose in _RULES:
        made = rule(text, other)
        if made != text and made.strip() and (may_lose or _says_the_same(text, made)):
            text = made
            done.append(f"{side}:{name}")
    return text, sorted(set(done))


def _says_the_same(before: str, after: str) -> bool:
    """Whether numbers, signs and options are all still there."""
    counted = [[t for t in words.tokens(text) if t[0].isdigit() or t in _SIGNS] for text in (before, after)]
    return counted[0] == counted[1] and len(options(before)) == len(options(after))


_SIGNS: Final = frozenset("+-=<>≤≥≠±%!")


# --- rules

_VOTES: Final = re.compile(
    r"[\s|·•*]*(?:[+-]?\d{1,5}\s*(?:up\s?|down\s?)?(?:votes?|points?|likes?|views?)|(?:score|votes?|likes?|rating)\s*:?\s*[+-]?\d{1,5}"
    r"|(?:share|cite|edit|follow|flag|reply|report|like|quote|save|improve this (?:question|answer))"
    r"(?:[\s|·•,]+(?:share|cite|edit|follow|flag|reply|report|like|quote|save|improve this (?:question|answer)))*"
    r"|(?:asked|answered|edited|posted|modified|viewed)\b[^.?!=$]{0,60}\d[^.?!=$]{0,20}"
    r"|sent from my \w[\w ]{0,20}|[+-]\d{1,4})[\s|·•.*]*",
    re.IGNORECASE,
)
_HELLO: Final = re.compile(
    r"\s*(?:(?:hi|hello|hey|hallo|good (?:morning|evening|afternoon|day)|dear|greetings)(?![\w-]| world)"
    r"(?:[^.!?\n$=\d]{0,30}[.!,:]|(?:[ ]\w+){0,2}[ ]*\n)"
    r"|(?:sure|ok(?:ay)?|of course|certainly)\b[^.!?\n$=\d:]{0,30}[.!]"
    r"|(?:sorry if|i hope this is the right|welcome to)\b[^.!?\n$=\d]{0,60}[.!]"
    r"|(?:good|great|nice) question[.!]|happy to help[.!])\s*",
    re.IGNORECASE,
)
_BYE: Final = re.compile(
    r"(?:(?<=[.!?)\]}$\n])|(?<=\?\?)|^)\s*(?:(?:many |much )?(?:thanks|thank you|thx|thnx|tia|cheers|regards"
    r"|best regards|kind regards|merci|danke|vielen dank|gracias)\b[^.?!\n$=\d]{0,60}"
    r"|(?:i )?hope (?:this|that|it) helps?\b[^.?!\n$=\d]{0,20}|any help\b[^.?!\n$=\d]{0,50}"
    r"|(?:please )?(?:help|explain)(?: me)?(?: please)?|good luck\b[^.?!\n$=\d]{0,30}"
    r"|let me know if\b[^.?!\n$=\d]{0,60}|ask again if\b[^.?!\n$=\d]{0,40})[.!\s:)]*$",
    re.IGNORECASE,
)
_LAST_WORD: Final = re.compile(
    r"(?:(?<=[?!.])\s*,?\s*(?:thanks|thank you|cheers|ty)|[\s,]+(?:thx|thnx|thanks|tia))\s*[.!]*\s*$",
    re.IGNORECASE,
)
_MONTH: Final = r"(?!(?:jan|feb|mar|apr|ma[iy]|ju[nl]|aug|sep|o[ck]t|nov|de[cz])\w*\b)"
_NUMBERING: Final = re.compile(
    r"\s*(?:(?:q|question|problem|exercise|example|aufgabe|frage)\s*\.?\s*\(?\d{1,4}(?:\.\d{1,3})?\)?\s*[.:)–-]\s*"
    r"|(?:q|question|problem|a|ans|answer|solution|sol|antwort|frage|réponse)\s*:\s+"
    rf"|\(?\d{{1,3}}[.)]\s+{_MONTH}(?=[^\W\d_]{{2}}|\$|\\))",
    re.IGNORECASE,
)
_SECOND: Final = re.compile(r"^\s*\(?2[.)]\s", re.MULTILINE)
_SIGNATURE_LINE: Final = re.compile(r"\s*(?:sent from my\b.{0,40}|_{5,}|-{2,})\s*", re.IGNORECASE)
_QUOTED: Final = re.compile(r"(?:^[ \t]*>.*(?:\n|\Z))+", re.MULTILINE)
_OWN: Final = 0.6
_TITLE: Final = 80
_FOOT: Final = 300
"""Characters at a text's end that may be thanks, and the longest line of votes."""
_GAP: Final = 20
_LONG_GAP: Final = re.compile(rf"\s{{{_GAP + 1},}}")


def _lines(text: str, _: str) -> str:
    """Lines of votes, buttons and dates, at any place."""
    kept = [line for line in text.split("\n") if not line.strip() or not _is_noise(line)]
    return "\n".join(kept)


def _is_noise(line: str) -> bool:
    bare = line.strip()
    if re.fullmatch(r"[+-]?\d+|\$\$|[{}()\[\]]+", bare):
        return bool(re.fullmatch(r"\+\d{1,4}", bare))
    is_mark = any(map(str.isalnum, bare)) and wording.is_label(bare) and not re.match(r"#?\d", bare)
    return (len(bare) <= _FOOT and bool(_VOTES.fullmatch(bare))) or is_mark


def _signature(text: str, _: str) -> str:
    lines = text.rstrip().split("\n")
    for at in range(max(1, len(lines) - 4), len(lines)):
        if wording.is_signature(lines[at].strip() + " ") or _SIGNATURE_LINE.fullmatch(lines[at]):
            rest = "\n".join(lines[at:])
            if not re.search(r"[=$\\]", rest):
                return "\n".join(lines[:at]).rstrip()
    return text


def _quote(text: str, other: str) -> str:
    """Quoted lines that say again what the other side says, or stand under a name."""
    known = set(words.plain(other))

    def without(found: re.Match[str]) -> str:
        said = words.plain(found[0])
        first = found[0].strip().split("\n")[0]
        again = sum(word in known for word in said) >= _OWN * len(said)
        return "" if (said and again) or wording.is_attribution(first) else found[0]

    text = _QUOTED.sub(without, text)
    head, _, rest = text.partition("\n")
    if not rest.strip() or not wording.is_attribution(head):
        return text
    said = re.sub(r"\A\s*(?:>.*(?:\n|\Z))+", "", rest)
    return said.lstrip("\n") if said.strip() else text


def _greeting(text: str, _: str) -> str:
    """At the start, and behind a title."""
    text = _without_hello(text)
    title, gap, rest = text.partition("\n\n")
    return title + gap + _without_hello(rest) if gap and len(title) <= _TITLE else text


def _without_hello(text: str) -> str:
    for _turn in range(3):
        found = _HELLO.match(text)
        if not found or not text[found.end() :].strip():
            break
        text = text[found.end() :]
    return text


def _numbering(text: str, _: str) -> str:
    """A number or label at the start, if no second one follows: then it is a list."""
    for _turn in range(2):
        found = _NUMBERING.match(text)
        if not found or _SECOND.search(text, found.end()):
            break
        text = text[found.end() :]
    return text


def _thanks(text: str, _: str) -> str:
    head, tail = text[:-_FOOT], text[-_FOOT:]
    for _turn in range(4):
        made = _LAST_WORD.sub("", _BYE.sub("", tail).rstrip())
        if made == tail.rstrip() or not (head + made).strip():
            break
        tail = made
    return head + tail


def _latex(text: str, _: str) -> str:
    r"""Delimiters that a page's Markdown or a forum broke: `\\(x\\)`, `[tex]x[/tex]`, `\(x$`."""
    text = re.sub(r"\\\\([()])(?=.*?\\\\[()]|)", r"\\\1", text) if _is_doubled(text, "()") else text
    text = re.sub(r"\\\\([\[\]])(?!-?\d)", r"\\\1", text) if _is_doubled(text, "[]") else text
    text = re.sub(
        r"\[(tex|itex|latex|math|imath)\](.{1,2000}?)\[/\1\]", r"$\2$", text, flags=re.DOTALL | re.IGNORECASE
    )
    text = re.sub(r"\\\(([^$\\()]{1,200})\$(?!\w)", r"$\1$", text)
    return re.sub(r"(?<![\w$])\$([^$\\()\s][^$\\()]{0,200})\\\)", r"$\1$", text)


def _is_doubled(text: str, pair: str) -> bool:
    return all(f"\\\\{sign}" in text for sign in pair)


_BLANKS: Final = re.compile(r"(?<=[^\s\\|])[ \t]{2,}(?=\S)")


def _spaces(text: str, _: str) -> str:
    r"""Runs of blanks and empty lines; lines that begin with blanks may be code and stay, as do `\ ` and fences."""
    text = (
        re.sub(r"\r\n?|\u2028", "\n", text).replace("\u00a0", " ").replace("\u200b", "").replace("\ufeff", "")
    )
    if "```" not in text:
        text = re.sub(r"^(?![ \t]{2}).*", lambda line: _BLANKS.sub(" ", line[0]), text, flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+(?=\n|$)", "", text)).strip("\n").strip(" ")


_RULES: Final[tuple[tuple[str, Rule, bool], ...]] = (
    ("lines", _lines, True),
    ("signature", _signature, True),
    ("quote", _quote, True),
    ("greeting", _greeting, False),
    ("numbering", _numbering, True),
    ("greeting", _greeting, False),
    ("thanks", _thanks, False),
    ("latex", _latex, False),
    ("spaces", _spaces, False),
)
"""By name, in this order; the last is whether numbers may go with what the rule takes away."""
