r"""What a model said, as JSON: read strictly, then with patience, and told apart where it is none.

    >>> read('{"pairs": [{"question": "2 + 2?", "answer": "4"}]}', ("question", "answer")).items
    [{'question': '2 + 2?', 'answer': '4'}]
    >>> read('Here you are: {"pairs": [{"question": "$\\alpha$?", "answer": "1"}]', ("question", "answer")).repaired
    True
    >>> read("I'm sorry, but I can't help with that.", ())
    Traceback (most recent call last):
    ...
    webinstruct.llm.reading.Unreadable: refusal

Backslashes of LaTeX: models write `"\frac"` where JSON wants `"\\frac"`, which reads as a form feed and
"rac". So there are up to three readings of an answer, and who knows the source takes the one that stands there.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import json_repair

Item = dict[str, Any]

REASONS: Final = ("empty", "length-stop", "refusal", "runaway", "bad-json")
"""Why an answer cannot be read; every stage that asks has them in its own list."""

_ESCAPE: Final = re.compile(r'\\(?:\\|["/]|u[0-9a-fA-F]{4}|(?P<control>[bfnrt])(?P<name>[a-zA-Z]*)|)')
_COMMANDS: Final = frozenset(
    """bar because begin beta bf big bigg bigl bigr binom bmod boldsymbol bot boxed breve bullet
    fbox flat forall frac frown nabla ncong ne neg neq newline nexists ngeq ni nleq nmid nolimits nonumber not notin
    nparallel nsubseteq nu rVert rangle rbrace rbrack rceil rfloor rho right rightarrow rightleftharpoons rm rvert
    tag tan tanh tau tbinom text textbf textit textrm textsf textstyle texttt tfrac therefore theta tilde times to top
    triangle""".split()
)
"""Of TeX, those that begin like an escape of JSON."""
_REFUSAL: Final = re.compile(
    r"\W*(?:I(?:'|’)?m (?:sorry|unable|not able)|I (?:am sorry|am unable|can(?:'|’)?t|cannot|won(?:'|’)?t|apologi[sz]e)"
    r"|Sorry\b|As an AI|Unfortunately,? I|I must decline)",
    re.IGNORECASE,
)
_RUNAWAY: Final = re.compile(r"(.{1,40}?)\1{19,}+\s*+\S{0,40}+\s*+\Z", re.DOTALL)
_TAIL: Final = 4_000
"""Characters at the end of an answer that are looked at for repetition."""


class Unreadable(Exception):
    """No JSON of the shape asked for; the message is the reason, one of `REASONS`."""


@dataclass(frozen=True, slots=True)
class Said:
    """The items of an answer, in up to three readings of its backslashes; the first one is the strictest."""

    readings: tuple[list[Item], ...]
    repaired: bool = False

    @property
    def items(self) -> list[Item]:
        """The strictest reading."""
        return self.readings[0]


def read(text: str, keys: Sequence[str], *, cut: bool = False, under: str = "pairs") -> Said:
    """The items under the name `under`, each with all of `keys`. Unreadable says why there are none.

    under: "" where the answer is no list but a single item, which is then the only one.
    cut: the answer was stopped in the middle; its last item is left out, as nobody knows what it lacks.
    """
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise Unreadable("length-stop" if cut else "empty")
    strict = None if cut else _items(text, keys, under, json.loads)
    if strict is not None:
        return Said((strict, *_others(text, keys, under, strict)))
    if _RUNAWAY.search(text[-_TAIL:]):
        raise Unreadable("runaway")
    if "{" not in text:
        raise Unreadable("refusal" if _REFUSAL.match(text) else "length-stop" if cut else "bad-json")
    body = text[text.index("{") :]
    readings = [
        found
        for rewrite in (_mended, _known, _every)
        if (found := _items(rewrite(body), keys, under, _patient, cut=cut)) is not None
    ]
    if not readings:
        raise Unreadable("length-stop" if cut else "bad-json")
    first, *others = readings
    return Said((first, *(one for one in others if one != first and len(one) == len(first))), repaired=True)


def _others(text: str, keys: Sequence[str], under: str, strict: list[Item]) -> list[list[Item]]:
    """Readings of the same JSON with LaTeX's backslashes kept, where it holds any that may be LaTeX's."""
    found = []
    for rewrite in (_known, _every):
        written = rewrite(text)
        other = _items(written, keys, under, json.loads) if written != text else None
        if other is not None and len(other) == len(strict) and other not in found:
            found.append(other)
    return found


def _patient(text: str) -> Any:
    return json_repair.loads(text, skip_json_loads=True)


def _items(
    text: str, keys: Sequence[str], under: str, load: Callable[[str], Any], *, cut: bool = False
) -> list[Item] | None:
    try:
        value = load(text)
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair cannot be stored
    except (ValueError, RecursionError):
        return None
    if not under:
        value = {under: [value]}
    found = value.get(under) if isinstance(value, dict) else None
    if not isinstance(found, list):
        return None
    found = found[:-1] if cut else found
    if not all(isinstance(item, dict) and all(key in item for key in keys) for item in found):
        return None
    return found


def _mended(text: str) -> str:
    """With every backslash doubled that begins no escape: `\\alpha`, `\\(`."""
    return _ESCAPE.sub(lambda found: found[0] if len(found[0]) > 1 else r"\\", text)


def _known(text: str) -> str:
    """The same, and those that begin a command of TeX: `\\frac`, but not a new line before "abc"."""
    return _ESCAPE.sub(lambda found: _doubled(found, found["name"] is not None and _is_command(found)), text)


def _every(text: str) -> str:
    """The same for all that stand before letters."""
    return _ESCAPE.sub(lambda found: _doubled(found, bool(found["name"])), text)


def _is_command(found: re.Match[str]) -> bool:
    return found["control"] + found["name"] in _COMMANDS


def _doubled(found: re.Match[str], wanted: bool) -> str:
    return "\\" + found[0] if wanted or len(found[0]) == 1 else found[0]
