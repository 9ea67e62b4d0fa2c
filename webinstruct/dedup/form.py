"""A question as dedup compares it: what must be the same, and the words that may differ a little.

>>> water = form("Q3. Hello! What is the boiling point of water at 2 atm, please?")
>>> water.firm, water.content, water.generic
(('2', 'atm'), ('boiling', 'point', 'water'), False)
>>> water.full
('what', 'is', 'boiling', 'point', 'of', 'water', 'at')
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from webinstruct import words

MAX_CHARS: Final = 20_000
"""What stands behind is compared as a whole: the same or not."""

# What numbers and rates a question, not what it asks
_LABEL: Final = re.compile(
    r"\s*(?:(?:question|problem|exercise|example|task|ex|no|q)(?![a-z])\.?\s*#?\s*)?\(?\d{1,3}(?:\.\d{1,3}){0,3}\s*[.):]\s+(?=[^\W\d])",
    re.IGNORECASE,
)
_MARKS: Final = re.compile(r"[(\[]\s*\d{1,3}\s*(?:marks?|points?|pts?)\s*[)\]]", re.IGNORECASE)

_QUOTED: Final = re.compile(r'"([^\s"]{1,60})"')

POLITE: Final = frozenset(
    (
        "hi hello hey dear everyone everybody guys folks thanks thank thx advance appreciated appreciate "
        "regards cheers please plz pls kindly sorry folks welcome evening morning"
    ).split()
)
ARTICLES: Final = frozenset("a an the".split())
STOP: Final = frozenset(
    (
        "is are was were be been being am do does did of to in on at for from by with as it its this that these "
        "those there here i im ive we you he she they me my our your his him her their them us one what which "
        "can could would should will shall may might have has had so just also then than let anyone somebody "
        "someone quick exam again need help helps question questions problem problems homework assignment exercise "
        "stuck"
    ).split()
)
GENERIC: Final = frozenset(
    (
        "solve find answer answers explain describe evaluate simplify prove show calculate compute determine "
        "write choose select pick following above below correct true wrong right best option options statement "
        "statements code program function error work works working mean means happen happens issue solution "
        "solutions step steps equation equations expression problem why how who when where and or if give given "
        "complete fill blank blanks match read use using need know understand tell check look get make any "
        "exactly value result output attached picture image figure diagram text passage sentence word words"
    ).split()
)
DEICTIC: Final = frozenset("this these following above below attached here".split())
NEGATIONS: Final = frozenset(
    (
        "not no never except without cannot nor neither none isnt arent wasnt werent dont doesnt didnt cant "
        "couldnt wont wouldnt shouldnt hasnt havent hadnt"
    ).split()
)
OPPOSITES: Final = frozenset(
    (
        "maximum minimum maximize minimize largest smallest greatest least highest lowest increasing decreasing "
        "increase decrease increases decreases odd even positive negative false incorrect impossible"
    ).split()
)
FUNCTIONS: Final = frozenset(
    (
        "sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan log ln exp sqrt lim infinity pi alpha beta "
        "gamma delta epsilon zeta theta kappa lambda mu nu xi rho sigma tau phi chi psi omega"
    ).split()
)
_NOT_EVIDENCE: Final = NEGATIONS | OPPOSITES
_POINTING: Final = frozenset("this that which the another other each any every next last first third".split())
_STUCK: Final = frozenset("get understand know see".split())
_ME: Final = frozenset(("i", "im"))
_MY_VERBS: Final = frozenset(("am", "have", "do", "could"))


# What a token is to dedup. Plain strings: an Enum's members are slow to reach.
_FIRM: Final = "firm"
_NEGATION: Final = "negation"
_BRACKET: Final = "bracket"
_LETTER: Final = "letter"  # "a" and "i": words, or variables beside a sign
_ONE: Final = "one"  # a number, but for "this one"
_UNIT: Final = "unit"  # a short word: firm behind a number
_POLITE: Final = "polite"
_ARTICLE: Final = "article"
_STOP: Final = "stop"
_CONTENT: Final = "content"


class _Kinds(dict[str, str]):
    """The kind of each token, remembered."""

    def __missing__(self, token: str) -> str:
        made = _kind(token)
        if len(self) < 200_000:
            self[token] = made
        return made


_NO_UNITS: Final = frozenset("and or who why how all if".split())
_BY_PLACE: Final = frozenset((_LETTER, _NEGATION, _ONE, _UNIT))


def _kind(token: str) -> str:
    if token in words.BRACKETS:
        return _BRACKET
    if token in ("a", "i", "1"):
        return _LETTER if token.isalpha() else _ONE
    if not token[0].isalpha():
        return _ARTICLE if "\u3000" <= token < "\u3040" else _FIRM  # `。` and its like say nothing
    if len(token) == 1 and token.isascii():
        return _FIRM
    for kind, listed in _LISTS:
        if token in listed:
            return kind
    return _UNIT if len(token) <= 3 and token.isascii() and token not in _NO_UNITS else _CONTENT


_LISTS: Final = (
    (_NEGATION, NEGATIONS),
    (_FIRM, OPPOSITES | FUNCTIONS),
    (_POLITE, POLITE),
    (_ARTICLE, ARTICLES),
    (_STOP, STOP),
)
_KINDS: Final = _Kinds()


@dataclass(frozen=True, slots=True)
class Form:
    """A question taken apart. Two of the same tokens have the same form."""

    firm: tuple[str, ...]
    """Numbers, units, signs, variables, functions, quoted words, negations, opposites, in order: must be the same."""
    brackets: tuple[str, ...]
    """With their place among what is firm."""
    full: tuple[str, ...]
    """All other words but articles and politeness."""
    content: tuple[str, ...]
    """Those that say what the question is about."""
    generic: bool
    """Whether it could stand over anything ("Solve the following"): only its answer tells what it is about."""


def text(context: str | None, question: str) -> str:
    """What is compared: the context stands before the question.

    >>> text("Water boils.", "At what temperature?")
    'Water boils.\\n\\nAt what temperature?'
    """
    return f"{context}\n\n{question}" if context else question


def question_tokens(question: str) -> list[str]:
    """Tokens of a question without its number on the page and its marks; quoted words once more, with their sign.

    >>> question_tokens("Problem 2.3: Find x. (5 marks)"), question_tokens('print("camera"[0])')
    (['find', 'x'], ['print', '(', 'camera', '[', '0', ']', ')', '"camera'])
    """
    if label := _LABEL.match(question):
        question = question[label.end() :]
    found = tokens(_MARKS.sub(" ", question) if "(" in question or "[" in question else question)
    if '"' in question or "&quot;" in question:
        found += [f'"{word.lower()}' for word in _QUOTED.findall(question.replace("&quot;", '"')[:MAX_CHARS])]
    return found


def tokens(written: str) -> list[str]:
    """`words.tokens` in bounded time: what stands behind MAX_CHARS is one token, its hash."""
    if len(written) <= MAX_CHARS:
        return words.tokens(written)
    rest = " ".join(written[MAX_CHARS:].split())
    return [*words.tokens(written[:MAX_CHARS]), f"#{hashlib.sha256(rest.encode()).hexdigest()[:16]}"]


def form(question: str) -> Form:
    """The form of a question's text."""
    return form_of(question_tokens(question))


def form_of(found: list[str]) -> Form:
    """The form of a question's tokens."""
    kinds = list(map(_KINDS.__getitem__, found))
    for place, kind in enumerate(kinds):
        if kind in _BY_PLACE:
            kinds[place] = _in_place(found, place, kind)
    firm = _only(found, kinds, _FIRM)
    content = _only(found, kinds, _CONTENT)
    full = [token for token, kind in zip(found, kinds, strict=True) if kind is _CONTENT or kind is _STOP]
    brackets = _brackets(found, kinds) if _BRACKET in kinds else []
    return Form(tuple(firm), tuple(brackets), tuple(full), tuple(content), _is_generic(found, firm, content))


def _only(found: list[str], kinds: list[str], kind: str) -> list[str]:
    return [token for token, own in zip(found, kinds, strict=True) if own is kind] if kind in kinds else []


def _brackets(found: list[str], kinds: list[str]) -> list[str]:
    """Each bracket with how many firm tokens stand before it; none around a single token, as in `(3)` or `A)`."""
    told, before = [], 0
    for place, kind in enumerate(kinds):
        if kind is _FIRM:
            before += 1
        elif kind is _BRACKET and not _is_around_one(found, place):
            told.append(f"{found[place]}{before}")
    return told


def _is_around_one(found: list[str], place: int) -> bool:
    if found[place] == "(":
        return found[place + 2 : place + 3] == [")"]
    is_label = place == 1 or (place > 1 and len(found[place - 1]) == 1)
    return found[place] == ")" and (is_label or found[place - 2 : place - 1] == ["("])


def is_content(token: str) -> bool:
    """Whether the token is a word that says what a text is about."""
    return _KINDS[token] in (_CONTENT, _UNIT)


def _in_place(found: list[str], place: int, kind: str) -> str:
    """The kind of a token that depends on its neighbours."""
    if kind is _LETTER:
        beside = found[max(place - 1, 0) : place] + found[place + 1 : place + 2]
        return _FIRM if any(map(_is_sign, beside)) else _ARTICLE
    before = found[place - 1] if place else ""
    if kind is _NEGATION:
        return _STOP if _is_of_the_asker(found, place) else _FIRM
    if kind is _ONE:
        return _STOP if before in _POINTING else _FIRM
    return _FIRM if before and words.is_number(before) else _CONTENT


def _is_sign(token: str) -> bool:
    return not token[0].isalnum() and token not in words.BRACKETS


def _is_of_the_asker(found: list[str], place: int) -> bool:
    """`I don't know`, `I have no idea`, `I tried and can't get …`: no negation of what is asked."""
    before = found[max(0, place - 2) : place]
    if before and (before[-1] in _ME or (before[-1] in _MY_VERBS and before[0] in _ME)):
        return True
    return "i" in found[max(0, place - 8) : place] and not _STUCK.isdisjoint(found[place + 1 : place + 2])


def _is_generic(found: list[str], firm: list[str], content: list[str]) -> bool:
    """Few numbers and signs, and no words of its own; two words where it points at something elsewhere."""
    if len(firm) > 2 and sum(1 for token in firm if token not in _NOT_EVIDENCE) > 2:
        return False
    if not FUNCTIONS.isdisjoint(firm):
        return False
    own = sum(1 for word in content if word not in GENERIC)
    return not own or (own <= 2 and not DEICTIC.isdisjoint(found))
