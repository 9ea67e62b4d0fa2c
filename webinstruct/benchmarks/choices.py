"""Options: split off the question they are printed in, freed of their letters, the gold among them."""

import re
import string
from collections.abc import Sequence

from webinstruct.benchmarks.fields import Misfit

_HEAD = re.compile(r"\s(?:Options are|Options|Answer Choices|Choices|选项)\s*[:：]", re.IGNORECASE)
_DASH = re.compile(r"^- ?", re.MULTILINE)
_LETTER = re.compile(r"\(?([A-Z])\s*[).:．、?]\s*")
_GOLD = re.compile(r"\(?([A-Za-z]|\d{1,2})\)?[.:]?")


def split(text: str) -> tuple[str, tuple[str, ...], str]:
    """Question, options and their keys (letters or digits; "" for a list with dashes).

    >>> split("Which is even?\\nOptions are:\\n(A): one\\n(B): two")
    ('Which is even?', ('one', 'two'), 'AB')
    >>> split("Is it so?\\nOptions:\\n- Yes\\n- No")
    ('Is it so?', ('Yes', 'No'), '')
    >>> split("Name Options: all of them.")
    ('Name Options: all of them.', (), '')
    """
    heads = list(_HEAD.finditer(text))
    for head in reversed(heads):
        question, body = text[: head.start()].strip(), text[head.end() :].strip()
        for keys in (string.ascii_uppercase, string.digits[1:]):
            if found := _keyed(body, keys):
                return question, found, keys[: len(found)]
        if body.startswith("- "):
            return question, tuple(item.strip() for item in _DASH.split(body)[1:]), ""
    return text, (), ""


def _keyed(body: str, keys: str) -> tuple[str, ...]:
    """Texts between (A), (B), …: each key after the last, so "(O)" inside a text is no option.

    Where (B) opens a line, all do: "(C)" amid a line is then a part of a text.
    """
    lined = re.search(rf"\n\s*\({keys[1]}\)", body) is not None
    starts: list[tuple[int, int]] = []
    for key in keys:
        before = r"(?:^|\n)\s*" if lined else r"(?:^|\s)"
        found = re.compile(rf"{before}\({key}\):?").search(body, starts[-1][1] if starts else 0)
        if found is None:
            break
        starts.append(found.span())
    if len(starts) < 2 or starts[0][0] != 0:
        return ()
    ends = [start for start, _ in starts[1:]] + [len(body)]
    return tuple(body[begin:end].strip() for (_, begin), end in zip(starts, ends, strict=True))


def bare(texts: Sequence[str]) -> tuple[str, ...]:
    """Without their letters, if all carry theirs.

    >>> bare(["A)21", "B)21.5"]), bare(["A. Milne", "B. Brecht", "G. Grass"])
    (('21', '21.5'), ('A. Milne', 'B. Brecht', 'G. Grass'))
    """
    return lettered(texts)[0]


def lettered(texts: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Without their letters, and the letters: LogiQA's were read off two columns, A, C, B, D.

    >>> lettered(["(A)all", "(C)some", "(B)none"])
    (('all', 'some', 'none'), 'ACB')
    >>> lettered(["(A)all", "(B)some", "(B)none"])
    (('all', 'some', 'none'), 'ABC')
    """
    in_turn = string.ascii_uppercase[: len(texts)]
    heads = [head for head in map(_LETTER.match, texts) if head]
    letters = "".join(head[1] for head in heads)
    if len(heads) < len(texts) or not (letters == in_turn or all(text.startswith("(") for text in texts)):
        return tuple(texts), in_turn
    bared = tuple(text[head.end() :] for text, head in zip(texts, heads, strict=True))
    return bared, letters if sorted(letters) == list(in_turn) else in_turn


def index(gold: object, options: Sequence[str], keys: str = string.ascii_uppercase) -> int | None:
    """Where the gold stands: a number counts from 0, a letter or a digit is a key, else the text itself.

    >>> index("(B)", ["one", "two"]), index(0, ["one", "two"]), index("two", ["one", "two"])
    (1, 0, 1)
    >>> index("three", ["one", "two"]) is None
    True
    """
    if isinstance(gold, int):
        return gold if 0 <= gold < len(options) else None
    text = str(gold).strip()
    if keys and (named := _GOLD.fullmatch(text)):
        at = keys.find(named[1].upper())
        if 0 <= at < len(options):
            return at
    same = [at for at, option in enumerate(options) if option == text]
    return same[0] if same else None


def must(gold: object, options: Sequence[str], keys: str = string.ascii_uppercase) -> int:
    """Like `index`, for benchmarks in which every item has options and one of them is right."""
    at = index(gold, options, keys)
    if not options or at is None:
        raise Misfit(f"wanted options and a gold that is one of them, it has {len(options)} options")
    return at
