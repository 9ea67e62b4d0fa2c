r"""A model's answer to a refined pair, or the reason why there is none.

    >>> source = Source("what is 2/4 + 1/4??", "0.75")
    >>> parse('{"question": "What is $\\frac{2}{4}$ + 1/4?", "answer": "$0.75$"}', source).question
    'What is $\\frac{2}{4}$ + 1/4?'
    >>> parse("I'm sorry, but I can't help with that.", source)
    'refusal'

Models write `"\frac"` where JSON wants `"\\frac"`; `llm.reading` gives every reading of such backslashes.
"""

import re
from collections.abc import Sequence
from typing import Final

from webinstruct.llm.reading import Item, Unreadable, read

from .model import SUBJECTS, Refined, Source

KEYS: Final = ("question", "answer")
SCHEMA: Final = {
    "type": "object",
    "properties": {key: {"type": "string", "minLength": 1} for key in KEYS}
    | {"subject": {"enum": list(SUBJECTS)}},
    "required": list(KEYS),
    "additionalProperties": False,
}

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_CLOSED: Final = re.compile(r"\"\s*,?\s*\}[^{}\"]*\Z")
_ESCAPED: Final = re.compile(
    r"\\u[0-9a-fA-F]{4}|\\\\|\\[nrt](?![a-z])|\"?\b(?:question|answer)\"?\s*:"
    r"|\"?\bsubject\"?\s*:(?:\s*\"[a-z -]{0,40}\"?|[^{}]{0,60}\Z)"
)
_MAYBE_ESCAPED: Final = re.compile(r"\\[bfnrt](?=[a-z])")
_TAB: Final = re.compile(r"\t(?=[a-z])")  # "\times" read as a tab and "imes"
_DOUBTFUL: Final = re.compile(r"\\n[eiu](?![a-zA-Z])")  # \ne, \ni and \nu, or a line that begins with e, i, u


def parse(text: str, source: Source, *, cut: bool = False) -> Refined | str:
    """The refined pair, or one of `DROPPED`. `cut`: the answer was stopped at its limit; a whole one counts."""
    try:
        said = read(text, KEYS, under="")
    except Unreadable as reason:
        return "length-stop" if cut else str(reason)
    if said.repaired and (cut or not _CLOSED.search(text)):
        return "length-stop" if cut else "bad-json"  # who knows what is missing at the end
    sides = [pair for items in said.readings if (pair := _sides(items[0])) is not None]
    if not sides:
        return "bad-json"
    question, answer = _chosen(sides, source)
    fault = _fault(question, answer, text if said.repaired else "")
    return fault or Refined(question.strip(), answer.strip(), said.repaired, _subject(said.items[0]))


def _fault(question: str, answer: str, mended: str) -> str:
    if mended and _loses(mended, question + answer):
        return "bad-json"
    if _CONTROL.search(question + answer):
        return "control-chars"
    return "" if question.strip() and answer.strip() else "empty-side"


def _subject(item: Item) -> str | None:
    """What the pair is about, if the refiner names one of the list; it need not."""
    said = item.get("subject")
    return said if isinstance(said, str) and said in SUBJECTS else None


def _sides(item: Item) -> tuple[str, str] | None:
    """Both sides as text: a bare number is one, a list or an object is none."""
    values = [item[key] for key in KEYS]
    if not all(isinstance(value, str | int | float) and not isinstance(value, bool) for value in values):
        return None
    question, answer = (str(value).replace("\r\n", "\n") for value in values)
    return question, answer


def _loses(text: str, kept: str) -> bool:
    """Whether mending left out a part of what was said, such as all that stood behind a stray quote."""
    body = _ESCAPED.sub(" ", text[text.index("{") : text.rindex("}")])
    said = sum(map(str.isalnum, body)) - len(_MAYBE_ESCAPED.findall(body))
    return sum(map(str.isalnum, kept)) < said


def _chosen(readings: Sequence[tuple[str, str]], source: Source) -> tuple[str, str]:
    """The reading with fewest signs of a misread backslash; of equal ones the stricter."""
    given = f"{source.asked}\n{source.answer}"
    return min(readings, key=lambda pair: _misread("\n".join(pair), given))


def _misread(text: str, given: str) -> int:
    """Signs that a backslash was read wrong, either way."""
    doubtful = sum(found[0] not in given for found in _DOUBTFUL.finditer(text))
    cut_commands = len(_CUT_COMMAND.findall(text))
    return len(_CONTROL.findall(text)) + len(_TAB.findall(text)) + doubtful + cut_commands


# what is left of \neq, \nabla, \notin … once their first two characters became the end of a line
_CUT_COMMAND: Final = re.compile(
    r"\n(?=(?:eq|abla|otin|ot|eg|mid|subseteq|leq|geq|exists|parallel)(?![a-zA-Z]))"
)
