"""A text's words, numbers and signs in one spelling: what dedup and decontamination compare.

Case, white space, punctuation, HTML remains, Unicode forms and the spellings of LaTeX make no difference:

    >>> tokens(r"Find  $\\dfrac{3}{4}\\cdot x^{2}$!") == tokens("find ¾ × x²") == ["find", "3", "/", "4", "x", "2"]
    True
    >>> tokens("Janet’s 1,000 ducks eat twenty-one snails &lt;b&gt;daily&lt;/b&gt;.")
    ['janets', '1000', 'ducks', 'eat', '21', 'snails', 'daily']

A token is a word (its first character a letter), a number (a digit) or a sign (anything else): `=`,
`+`, `-`, `/`, `<`, `≤`, `[` … Multiplication is no sign, for most formulas do not write it.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, TypeVar

VERSION: Final = 1

Made = TypeVar("Made")

NUMBER: Final = "0"
"""What `masked` puts in the place of every number."""

_TAGS: Final = (
    "a abbr b big blockquote br center code dd div dl dt em font h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre q "
    "s small span strike strong sub sup table tbody td th thead tr tt u ul"
)
_TAG: Final = re.compile(rf"</?(?:{_TAGS.replace(' ', '|')})(?:\s+[a-z-]+\s*=[^<>]*)?\s*/?>", re.IGNORECASE)
_ENTITY: Final = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[A-Za-z]+\d?);")
# UTF-8 read as Windows-1252: the commonest damage of English text
_MOJIBAKE: Final = re.compile(
    "\u00e2\u20ac(?:[\u2122\u0153\u009d\u02dc\u201c\u201d\u00a6]|$)|\u00c2(?=[\u00a0\u00b0])"
)

# Formulas: what only says how they look
_ENVIRONMENT: Final = re.compile(r"\\(?:begin|end)\s*\{[a-zA-Z]+\*?\}(?:\{[lcr|@{}\s]*\})?")
_THOUSANDS: Final = re.compile(r"(?<=\d)(?:\{,\}|\\[,!;:])(?=\d{3}(?!\d))")
_SPACING: Final = re.compile(r"\\[,;:!> ()\[\]]|\\(?:h|v)space\*?\s*\{[^{}]*\}|\\(?:label|tag)\s*\{[^{}]*\}")
_FRACTION: Final = re.compile(r"\\[dtc]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_SHORT_FRACTION: Final = re.compile(r"\\[dtc]?frac(?:\s*(\d)|\s+([a-zA-Z]))\s*([a-zA-Z\d])(?![a-zA-Z])")
_SHELL: Final = re.compile(
    r"(?<!\\)(?<!frac)(?<!frac )(?<!\})\{([^{}]*)\}"
)  # a fraction's parts wait for their fraction
_BRACE: Final = re.compile(r"(?<!\\)[{}]")
_DEPTH: Final = 6  # formulas nested deeper are left as they are

_TOKEN: Final = r"""
    {word}+(?:'{word}+)*
  | \d+(?:,\d{{3}}(?!\d))*(?:\.\d+)?|\.\d+
  | \\[a-z]+|\\[{{}}%$&\#_|]              # a command of LaTeX
  | [!<>]=|[-=]>|[=+/%<>\[\](){{}}{signs}]
  | -(?=\s{{0,3}}(?:[\d.\\(]|{word}\b)|\s{{1,3}}-\s?[\d.\\(])  # a minus, not a hyphen
  | (?<=[\d)])!|(?<=\b{word})!          # a factorial, not an exclamation
"""
_PLAIN: Final = re.compile(_TOKEN.format(word="[a-z]", signs=""), re.VERBOSE | re.ASCII)
# Scripts without blanks between words go by character.
_CJK: Final = r"\u2e80-\u9fff\uf900-\ufaff"
_ANY: Final = re.compile(
    _TOKEN.format(word=rf"[^\W\d_{_CJK}]", signs="≤≥≠±∓→←↔⇒⇔∈∉∪∩⊂⊆∅∫∑∏√∞∂∇≈≡∼∝⊥∥∠÷∕⁄") + f"|[{_CJK}]",
    re.VERBOSE,
)
BRACKETS: Final = frozenset("()[]{}")
"""Signs that only group, in most texts; some puzzles are made of nothing else."""

# Commands that say how something looks, not what it is
_LOOKS: Final = frozenset(
    (
        "left right big bigg bigl bigr biggl biggr middle displaystyle textstyle scriptstyle limits nolimits "
        "text textbf textit textrm texttt textsf textnormal mathrm mathbf mathit mathsf mathtt mathbb mathcal "
        "mathfrak mathscr boldsymbol bm operatorname mbox hbox rm bf it em underline overline bar vec hat tilde "
        "widehat widetilde overrightarrow quad qquad enspace thinspace hfill hskip hspace vspace newline par "
        "noindent centering boxed fbox cdot times ast circ degree prime ldots cdots dots vdots ddots dotsc dotsb "
        "mathop mathord mathbin mathrel phantom hphantom vphantom stackrel overset underset begin end item hline "
        "mid vert lvert rvert nonumber notag label tag displaylines frac dfrac tfrac cfrac color "
        "textcolor small large tiny normalsize"
    ).split()
)
_SIGN_OF: Final = {
    "div": "/", "le": "≤", "leq": "≤", "leqslant": "≤", "ge": "≥", "geq": "≥", "geqslant": "≥",
    "ne": "≠", "neq": "≠", "lt": "<", "gt": ">", "pm": "±", "mp": "∓", "to": "→", "rightarrow": "→",
    "longrightarrow": "→", "implies": "⇒", "rightleftharpoons": "↔", "leftrightarrow": "↔",
    "iff": "⇔", "leftarrow": "←", "in": "∈", "notin": "∉", "cup": "∪", "cap": "∩", "subset": "⊂",
    "subseteq": "⊆", "emptyset": "∅", "varnothing": "∅", "approx": "≈", "equiv": "≡", "sim": "∼",
    "propto": "∝", "perp": "⊥", "parallel": "∥", "angle": "∠", "int": "∫", "sum": "∑", "prod": "∏",
    "partial": "∂", "nabla": "∇", "lbrace": "{", "rbrace": "}", "lbrack": "[", "rbrack": "]", "langle": "<",
    "rangle": ">",
    "infty": "infinity", "varepsilon": "epsilon", "varphi": "phi", "vartheta": "theta", "varrho": "rho",
    "dbinom": "binom", "tbinom": "binom",
}  # fmt: skip
_SAME: Final = {
    "÷": "/", "∕": "/", "⁄": "/", "∞": "infinity", "√": "sqrt", "⇒": "→", "!=": "≠", "<=": "≤", ">=": "≥", "->": "→",
    "=>": "→",
}  # fmt: skip
_UNICODE_SIGNS: Final = str.maketrans(
    {
        "−": "-", "–": "-", "—": " ", "‒": "-", "‐": "-", "‑": "-", "×": " ", "·": " ", "⋅": " ", "∙": " ",
        "∗": " ", "⟨": "<", "⟩": ">", "⩽": "≤", "⩾": "≥", "⟶": "→", "⟹": "→", "⇌": "↔", "∣": " ",
        "’": "'", "‘": "'", "ʼ": "'", "´": "'", "\u00ad": None, "\u200b": " ", "\ufeff": None, "\u2060": None,
        "⊈": "⊆", "ϵ": "ε", "ϕ": "φ", "ϑ": "θ", "∆": "Δ", "µ": "μ", "Ω": "Ω", "∶": ":", "⁻": "-",
    }
)  # fmt: skip
_NUMBER_WORDS: Final = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split()
    )
} | {
    word: str(value)
    for value, word in zip(
        range(20, 100, 10), "twenty thirty forty fifty sixty seventy eighty ninety".split(), strict=True
    )
}
TENS: Final = frozenset("twenty thirty forty fifty sixty seventy eighty ninety".split())
"""Words whose number goes on in the next word."""


def tokens(text: str) -> list[str]:
    """Words, numbers and signs of the text, in order.

    >>> tokens("A ≥ −3.50 m/s"), tokens("It’s 3x+½")
    (['a', '≥', '-', '3.5', 'm', '/', 's'], ['its', '3', 'x', '+', '1', '/', '2'])
    """
    found = _CHUNKS.of(text)
    return _tokens(pieces(text)) if found is None else [*chain.from_iterable(found)]


def _tokens(raw: Iterable[str]) -> list[str]:
    return [token for token in map(_CANONICAL.__getitem__, raw) if token]


def plain(text: str) -> list[str]:
    """The tokens without signs: words and numbers, what n-grams are made of.

    >>> plain("2 + x = [5]")
    ['2', 'x', '5']
    """
    return [token for token in tokens(text) if token[0].isalnum()]


def masked(words: Sequence[str]) -> list[str]:
    """The same with every number as `0`: two questions of one template look alike.

    >>> masked(plain("Three of 12 ducks"))
    ['0', 'of', '0', 'ducks']
    """
    return [NUMBER if is_number(word) else word for word in words]


def places_of(part: Sequence[str], whole: Sequence[str]) -> list[int]:
    """Where `part` stands in `whole`, in one piece.

    >>> places_of(["a", "b"], ["a", "b", "c", "a", "b"])
    [0, 3]
    """
    if not part:
        return []
    found: list[int] = []
    at = -1
    last = len(whole) - len(part)
    while True:
        try:
            at = whole.index(part[0], at + 1, last + 1)
        except ValueError:
            return found
        if list(whole[at : at + len(part)]) == list(part):
            found.append(at)


def is_number(token: str) -> bool:
    """Whether the token is a number.

    >>> is_number("3.5"), is_number("x"), is_number("=")
    (True, False, False)
    """
    return token[0].isdigit()


def pieces(text: str) -> list[str]:
    """The raw pieces that `canonical` makes tokens of; apart, so that a caller may remember what each becomes."""
    text = clean(text)
    found: list[str] = (_PLAIN if text.isascii() else _ANY).findall(text)
    return found if TENS.isdisjoint(found) else list(_joined(found))


def _joined(raw: list[str]) -> Iterator[str]:
    """Pieces with `twenty`, `one` as 21."""
    place = 0
    while place < len(raw):
        one = raw[place + 1] if raw[place] in TENS and place + 1 < len(raw) else ""
        is_one = one in _NUMBER_WORDS and 0 < int(_NUMBER_WORDS[one]) < 10
        yield str(int(_NUMBER_WORDS[raw[place]]) + int(_NUMBER_WORDS[one])) if is_one else raw[place]
        place += 1 + is_one


def spans(text: str) -> bool:
    """Whether something in the text may go over blanks: tags, entities, formulas in braces.

    Without, its pieces are those of what stands between the blanks, but for what `leans`.
    """
    return any(map(text.__contains__, _SPANNING))


def leans(chunk: str, raw: Sequence[str]) -> bool:
    """Whether what follows the blank may change a chunk, whose pieces are `raw`: a minus, `twenty`, broken quotes."""
    return clean(chunk).rstrip().endswith("-") or "\u20ac" in chunk or not TENS.isdisjoint(raw)


def clean(text: str) -> str:
    """Lower case, without HTML, with LaTeX's layout gone: what the pattern of tokens is laid on."""
    if "&" in text or "<" in text:
        text = _without_html(text)
    if not text.isascii():
        text = _ascii_like(text)
    if "\\" in text or "$" in text or "^{" in text or "_{" in text:
        text = _without_layout(text)
    return text.lower()


def canonical(raw: str) -> str:
    """The one spelling of a raw piece; empty for what says nothing.

    >>> [canonical(raw) for raw in ("\\\\leq", "\\\\text", "1,000.50", "seven", "don't", "\\\\sin")]
    ['≤', '', '1000.5', '7', 'dont', 'sin']
    """
    if raw[0] == "\\":
        return _command(raw[1:])
    if raw[0].isdigit() or (raw[0] == "." and len(raw) > 1):
        return _number(raw)
    if raw in _NUMBER_WORDS:
        return _NUMBER_WORDS[raw]
    if raw in _SAME:
        return _SAME[raw]
    return "".join(c for c in raw if c.isalpha()) if raw[0].isalpha() else raw


class _Memo(dict[str, str]):
    """What raw pieces become, remembered: texts are made of few words."""

    def __missing__(self, raw: str) -> str:
        made = canonical(raw)
        if len(self) < _REMEMBERED:
            self[raw] = made
        return made


class Chunks(dict[str, Made]):
    """What is made of the pieces between two blanks, remembered."""

    def __init__(self, make: Callable[[Sequence[str]], Made]) -> None:
        super().__init__()
        self._make = make
        self._leaning: set[str] = set()

    def of(self, text: str) -> list[Made] | None:
        """What is made of each chunk of a text; None where its pieces are not those of its chunks."""
        if spans(text):
            return None
        try:
            return list(map(self.__getitem__, text.split()))
        except _Leaning:
            return None

    def __missing__(self, chunk: str) -> Made:
        if chunk in self._leaning:
            raise _Leaning
        raw = pieces(chunk)
        may_keep = len(self) + len(self._leaning) < _REMEMBERED_CHUNKS and len(chunk) < _LONG_CHUNK
        if leans(chunk, raw):
            if may_keep:
                self._leaning.add(chunk)
            raise _Leaning
        made = self._make(raw)
        if may_keep:
            self[chunk] = made
        return made


class _Leaning(Exception):
    """The neighbours have a say in a chunk."""


_SPANNING: Final = ("<", "&", "\\", "{", "}")
_REMEMBERED_CHUNKS: Final = 100_000  # about 20 MB in each process
_LONG_CHUNK: Final = 40  # longer ones hardly come twice
_REMEMBERED: Final = 200_000  # about 20 MB in each process
_CANONICAL: Final = _Memo()
_CHUNKS: Final = Chunks(lambda raw: tuple(_tokens(raw)))


def _command(name: str) -> str:
    if name in _LOOKS:
        return ""
    if not name[0].isalpha():
        return name if name in "{}%" else ""
    return _SIGN_OF.get(name, name)


def _number(raw: str) -> str:
    """`1,000.50` as `1000.5`, `.5` as `0.5`, `007` as `7`."""
    whole, dot, part = raw.replace(",", "").partition(".")
    part = part.rstrip("0")
    whole = whole.lstrip("0") or "0"
    return f"{_western(whole)}.{_western(part)}" if dot and part else _western(whole)


def _western(digits: str) -> str:
    return digits if digits.isascii() else "".join(str(unicodedata.digit(d, 0)) for d in digits)


def _without_html(text: str) -> str:
    for _ in range(2):  # what was escaped twice
        if not _ENTITY.search(text):
            break
        text = html.unescape(text)
    return _TAG.sub(_gap, text)


def _gap(tag: re.Match[str]) -> str:
    """Indices and emphasis stand inside words; blocks part them. Either way a digit is no neighbour's digit."""
    return (
        " " if tag[0].lower().strip("</>").split()[0] not in ("b", "i", "em", "strong", "u", "span") else ""
    )


def _ascii_like(text: str) -> str:
    """Compatibility forms, accents and mojibake gone; signs of one meaning as one sign."""
    if "\u00e2\u20ac" in text or "\u00c2" in text:
        text = _MOJIBAKE.sub(lambda found: "'" if found[0][-1] == "\u2122" else " ", text)
    return _FOREIGN.sub(lambda found: _FAMILIAR[found[0]], text)


_FOREIGN: Final = re.compile("[\0-\x7f]?[^\0-\x7f]+")  # with the letter that an accent stands on


class _Familiar(dict[str, str]):
    """Runs of characters beyond ASCII and what they become, remembered: a text holds few of them."""

    def __missing__(self, found: str) -> str:
        made = unicodedata.normalize("NFKC", _spread(found)).translate(_UNICODE_SIGNS)
        made = made if made.isascii() else "".join(map(_letter, made))
        if len(self) < _REMEMBERED and len(found) < 32:
            self[found] = made
        return made


_FAMILIAR: Final = _Familiar()


def _spread(text: str) -> str:
    """A blank before fractions and raised digits: `2½` is no 21/2, `x2²` no x 22."""
    return _RAISED.sub(r" \g<0>", text)


_RAISED: Final = re.compile("[\u00bc-\u00be\u2150-\u215e]|[\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089]+")


def _letter(char: str) -> str:
    """Greek letters by name, Latin ones without their accents."""
    if char < "\u0080" or "\u0400" <= char < "\u1e00" or char > "\u1eff":
        return char
    return _GREEK.get(char) or unicodedata.normalize("NFD", char)[0]


_GREEK: Final = {
    chr(code): f" {name.rsplit(' ', 1)[-1].lower()} "
    for code in range(0x391, 0x3CA)
    if (name := unicodedata.name(chr(code), "")) and "LETTER" in name and "FINAL" not in name
}


def _without_layout(text: str) -> str:
    text = _SPACING.sub(" ", _THOUSANDS.sub("", _ENVIRONMENT.sub(" ", text)))
    text = _SHORT_FRACTION.sub(r" \1\2/\3 ", text)
    for _ in range(_DEPTH):
        flat = _SHELL.sub(r" \1 ", _FRACTION.sub(r" \1/\2 ", text))
        if flat == text:
            break
        text = flat
    return _BRACE.sub(" ", text)
