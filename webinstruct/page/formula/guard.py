"""The currency guard: whether what stands between two signs is a formula, a price, code or prose.

    $5 and $10   $HOME/$USER   ${x}/${y}   $a = $b;   US$5   $$ - $$$     no
    $5$   $2,500$   $5x$   $x = 5$   $\\$5$   $ABC$   $f(x)$-axis          yes

Pandoc's rule is the start (no space inside the signs, no digit after them); what TeX alone has (a command,
an exponent, an index) makes up for loose surroundings; words in a row, brackets that do not pair up, quotes
and currency signs speak against it. A rejected formula costs little: its text stays as it is.
"""

import re

REGION = re.compile("[\ue000-\ue005]")
_STRONG = re.compile(
    r"\\[a-zA-Z]{2,}|^\\[a-zA-Z%]$|\\[,;!{}]|[A-Za-z]\^[0-9{]|(?<![A-Za-z])[A-Za-z0-9)\]}|'][\^_][A-Za-z0-9{\\(*+'-]|^\{?\}?[\^_]"
)
_COMMAND = re.compile(r"\\[a-zA-Z]{2,}")
_ALNUM = re.compile(r"[^\W_]|[∀-⋿]")
_RELATION = re.compile(r"[=<>≤≥≈≠∈]")
_LONE = re.compile(r"[-+*/=<>|×÷±≤≥≠∈∞∪∩→·≈:!?%]|\\%|\(\*+\)")
_TEXTUAL = re.compile(
    r"\\(?:text\w*|mbox|hbox|fbox|mathrm|mathbf|mathit|mathsf|mathtt|operatorname\*?|label|tag|ref|color|begin|end)"
    r"\s*\{[^{}]*\}(?:\{[clr|]*\})?|\\[a-zA-Z]+|\\."
)
_GROUP = re.compile(r"\{[^{}]*\}")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_PROSE = re.compile(r"(?<![\\{a-zA-Z])[^\W\d_]{2,}[,.]? +(?:(?:a|I|,) +)?[^\W\d_]{2,}")
_CODE_SIGN = re.compile(r"[\"#@`€£¥₹“”„«»，。、；：？！…]|://|&&|<<|>>|::|->|(?<![\w)\]}'|])(?<!∘ )'|\n\s*\n")
_LOOSE_START = re.compile(r"[,;:!?)}%/*&>…–—]|\.(?!\d)|\{[A-Za-z_][\w.]*\}(?![\^_])")
_LOOSE_END = re.compile(r"(?<![\^_])[-(\[{/=<>+*~…–—&\\]$")
_STOP_END = re.compile(r"[,.;:?!]$")
_OPENERS = frozenset("(['")
_SUFFIX = re.compile(r"(?:th|st|nd|rd|s|'s)(?![a-z])")
_BRACKET = re.compile(r"[()\[\]{}]")
_FOREIGN_LETTER = re.compile(r"[\u0400-\u1fff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff]")
_FUNCTION = re.compile(
    r"(?:arc)?(?:sin|cos|tan)h?|cot|sec|csc|log|ln|lg|exp|lim|max|min|sup|inf|mod|gcd|lcm|det|dim|ker|deg|arg|rad|var"
    r"|cov|pi|sqrt|abs|sgn|sign|rank|tr|im|re|[ckm]?m|k?g|mg|ml|dm|k?hz|mol|k?pa"
)
"""Functions and units, lower case."""
_SHORT_WORD = re.compile(
    r"is|to|or|of|at|in|by|vs|no|an|as|we|he|it|me|my|up|so|do|go|if|on|us|am|be"
    r"|de|la|le|et|ou|un|zu|es|el|en|du|da|il|je|pro"
)
_CURRENCY = re.compile(r"USD|CAD|AUD|NZD|EUR|GBP|HKD|SGD|MXN|JPY|CNY|INR|CHF|BRL")
_ELEMENT = (
    "A[cglmrstu]|B[aehikr]?|C[adeflmnorsu]?|D[bsy]|E[rsu]|F[elmr]?|G[ade]|H[efgos]?|I[nr]?|Kr?|L[airuv]|M[cdgnot]"
    "|N[abdeiop]?|Os?|P[abdmortu]?|R[abefghnu]|S[bcegimnr]?|T[abcehil]|U|V|W|Xe|Yb?|Z[nr]"
)
CHEMICAL = re.compile(f"(?:{_ELEMENT}){{2,5}}")
"""A run of elements: `CaCO`, `NaCl`, `MgO`."""
_VOWEL = re.compile(r"[aeiou]")
_SUMS = re.compile(r"\d[\d.]*(?:,\d{3})*(?:, +\d[\d.]*)+")
"""Numbers in a row, as in `USD $500, 500$`: of three digits they are sums of money."""
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_EQUATION = re.compile(r" +[a-zA-Z(][^=<>]*[=<>].*\S$")
"""What may have a space at its start without TeX inside: `$ x = 27$`."""
_REGEX = re.compile(
    r"^\^(?!\{)|\w\\\|\w|\.[*+]|\[\^|\[(?:a-z|A-Z|0-9)|\\[dwsDWSbB](?![a-zA-Z])|\\[.*+?^]|\(\?[:=!P]"
)


def _is_strong(tex: str) -> bool:
    """A TeX command, an exponent or an index: what neither prose nor a price has."""
    return _STRONG.search(tex) is not None


def _skeleton(tex: str) -> str:
    """With a ring for each command, and without what stands in text or in braces."""
    bare = _TEXTUAL.sub(" ∘ ", tex) if "\\" in tex else tex
    for _ in range(4):
        if "{" not in bare:
            break
        bare = _GROUP.sub(" ", bare)
    return bare


def _words(bare: str) -> list[str]:
    return [run for run in _LETTERS.findall(bare) if not _is_product(run)]


def _is_product(run: str) -> bool:
    """Letters that may be multiplied, name a triangle or a function: `ab`, `xyz`, `ABCD`, `sin`."""
    lower = run.lower()
    if _FUNCTION.fullmatch(lower):
        return True
    if _FOREIGN_LETTER.search(run):
        return False
    if len(run) == 2:
        return run.isupper() or not _SHORT_WORD.fullmatch(lower)
    if run.isupper():
        return len(run) <= 6 and not _CURRENCY.fullmatch(run)
    if CHEMICAL.fullmatch(run):
        return True
    return len(run) <= 4 and (lower in _ALPHABET or not _VOWEL.search(lower))


def is_inline(tex: str, before: str, after: str) -> bool:
    """Whether `$tex$` is a formula, given the character before it and up to three after it.

    In order: what surrounds it (`US$5`, `$5,$6`, `${x}`), how it starts and ends (`$HOME/$USER`), signs of
    code and currency, brackets, words.

    >>> is_inline("x = 5", "", " "), is_inline("5 and ", "", "10"), is_inline("HOME/", "", "USE")
    (True, False, False)
    """
    if len(tex) == 1 and tex.isalnum() and not (before + after[:1]).strip(" .,;:?)-("):
        return True  # `$n$`, the most frequent of all
    bare = tex.strip()
    if not bare or REGION.search(tex):
        return False
    strong = _is_strong(bare)
    if not _fits_between(tex, before, after, strong) or not _has_ends(bare, strong):
        return False
    skeleton = _skeleton(bare)
    if _CODE_SIGN.search(skeleton) or not (strong or _is_balanced(skeleton)):
        return False
    if bare != tex and _words(skeleton) and not _COMMAND.search(bare):
        return False
    return _reads_as_math(bare, skeleton, strong)


def _fits_between(tex: str, before: str, after: str, strong: bool) -> bool:
    """Whether signs and neighbours fit: spaces inside need clear neighbours and TeX, as does a letter before."""
    if tex[0].isspace() or tex[-1].isspace():
        clear = not before.isalnum() and not after[:1].isalnum() and _fits(tex.strip(), after, strong)
        return clear and (strong or _EQUATION.match(tex) is not None)
    return (strong or not (before.isalnum() and before.isascii())) and _fits(tex, after, strong)


def _fits(tex: str, after: str, strong: bool) -> bool:
    """Whether the closing sign may stand before these characters."""
    following = after[:1]
    if following == "{" or (following in _OPENERS and _STOP_END.search(tex)):
        return False
    if not (following.isascii() and following.isalnum()):
        return True
    if _STOP_END.search(tex):
        return False
    if following.isdigit():
        return strong and not tex[0].isdigit()
    return strong or _SUFFIX.match(after) is not None


def _has_ends(tex: str, strong: bool) -> bool:
    """Whether it starts and ends as formulas do; a lone sign such as `$+$` is one."""
    if _LONE.fullmatch(tex):
        return True
    if _LOOSE_END.search(tex) or not _ALNUM.search(tex) or (tex[-1] == "|" and tex.count("|") % 2):
        return False
    return strong or not _LOOSE_START.match(tex)


def _is_balanced(tex: str) -> bool:
    """No bracket closed before one opened; `[0,1)` is balanced."""
    depth = 0
    for bracket in _BRACKET.findall(tex):
        depth += 1 if bracket in "([{" else -1
        if depth < 0:
            return False
    return depth == 0


def _reads_as_math(tex: str, skeleton: str, strong: bool) -> bool:
    """Few words, none in a row, and none after a number, unless TeX stands there too."""
    if _SUMS.fullmatch(tex) and re.search(r"\d{3}", tex):
        return False
    words = _words(skeleton)
    if not words and (strong or not _PROSE.search(skeleton)):
        return "\n" not in tex or strong or _RELATION.search(tex) is not None
    if _PROSE.search(skeleton):
        return False
    if strong:
        return True
    return tex.isalpha() or (not tex[0].isdigit() and _RELATION.search(tex) is not None)


def is_display(tex: str, closing: int) -> bool:
    """Whether `$$tex$$` is a formula, given how many signs stand at its end.

    It is neither a price mark (`$$ - $$$`) nor quoted code (`AS $$ BEGIN … END; $$`).
    """
    bare = _skeleton(tex)
    if not tex or (_PROSE.search(bare) and (";" in bare or len(_words(bare)) > 5)):
        return False
    if _is_strong(tex):
        return not (_PROSE.search(bare) and tex[0].isdigit())
    if closing not in (2, 4) or _LOOSE_END.search(tex) or _CODE_SIGN.search(bare) or _PROSE.search(bare):
        return False
    return _ALNUM.search(tex) is not None and (not _words(bare) or _RELATION.search(tex) is not None)


def is_bracketed(tex: str, after: str) -> bool:
    r"""Whether `\(tex\)` is a formula: not part of a regular expression, no escaped brackets of Markdown."""
    if not tex.strip() or REGION.search(tex) or _REGEX.search(tex) or holds_dollars(tex):
        return False
    return _is_strong(tex) or (after != "(" and not (_PROSE.search(tex) and not _RELATION.search(tex)))


def is_tagged(tex: str, name: str) -> bool:
    """`[math]` is also a label of forums: there the inside must look like TeX."""
    if REGION.search(tex) or holds_dollars(tex):
        return False
    return name != "math" or _is_strong(tex) or not _PROSE.search(tex)


def holds_dollars(tex: str) -> bool:
    """Whether a formula between dollar signs stands inside, other than in braces: it counts, not what is around."""
    return "$" in tex and _skeleton(tex).count("$") > 1


def is_prose(tex: str) -> bool:
    """Whether words stand in a row."""
    return _PROSE.search(_skeleton(tex)) is not None
