r"""LaTeX as pages carry it, brought into one form: no delimiters of its own, no wrappers, one space.

`$x^2$`, `\[x^2\]`, `{\displaystyle x^2}`, `% <![CDATA[ x^2 %]]>`   x^2
"""

import html
import re
from typing import Final

from webinstruct.page.formula.guard import CHEMICAL
from webinstruct.page.formula.symbols import INVISIBLE, names
from webinstruct.page.model import Formula

_CHARACTERS: Final = str.maketrans(
    dict.fromkeys(INVISIBLE)
    | {chr(code): None for code in range(0xE000, 0xE010)}
    | {"\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u3000": " ", "\u2028": "\n", "\u2029": "\n"}
)
_ENTITY: Final = re.compile(r"&(?:lt|gt|amp|quot|apos|nbsp|#\d{1,6}|#x[0-9a-fA-F]{1,6});")
_CDATA: Final = re.compile(r"(?:%\s*)?(?:<!\[CDATA\[|\]\]>)")
_LINE_BREAK: Final = re.compile(r"<br\s*/?>|</?p>", re.IGNORECASE)
_DOCUMENT: Final = re.compile(r"\\begin\{document\}(.*?)(?:\\end\{document\}|\Z)", re.DOTALL)
_COMMENT: Final = re.compile(r"(?<!\\)%[^\n]*(\n?)")
_WHITE: Final = re.compile(r"\s+")
_WRAPPERS: Final = (
    ("$$", "$$", True),
    ("\\[", "\\]", True),
    ("$", "$", False),
    ("\\(", "\\)", False),
    ("\\begin{displaymath}", "\\end{displaymath}", True),
    ("\\begin{equation}", "\\end{equation}", True),
    ("\\begin{equation*}", "\\end{equation*}", True),
    ("\\begin{math}", "\\end{math}", False),
    ("[tex]", "[/tex]", False),
    ("[latex]", "[/latex]", False),
    ("[math]", "[/math]", False),
)
_STYLE: Final = re.compile(r"\{\s*\\(?:display|text)style(?![a-zA-Z])(.*)\}", re.DOTALL)
_EMPTY: Final = re.compile(r"(?:\\(?:begingroup|endgroup|displaystyle|textstyle|[,;:! ])|[{}\s~$])*")
_COMMAND: Final = re.compile(
    r"\\(?:[dtc]?frac|sqrt|sum|prod|i*int|oint|lim|infty|partial|nabla|left|right|big+[lr]?|math[a-z]+|text[a-z]*|operatorname"
    r"|alpha|beta|gamma|delta|epsilon|varepsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|phi|varphi"
    r"|chi|psi|omega|Gamma|Delta|Theta|Lambda|Pi|Sigma|Phi|Psi|Omega|times|cdot|div|pm|mp|leq?|geq?|neq?|approx|equiv|sim"
    r"|in|notin|subset|subseteq|cup|cap|to|rightarrow|Rightarrow|[lc]?dots|vdots|ddots|sin|cos|tan|cot|sec|csc|log|ln|exp"
    r"|begin|end|overline|underline|hat|bar|vec|tilde|dot|ddot|binom|over|mbox|rm|bf|displaystyle|circ|degree|angle"
    r"|forall|exists|langle|rangle|[lr]floor|[lr]ceil|mapsto|perp|mid|quad|qquad|ell|Re|Im|emptyset|implies|iff)"
    r"(?![a-zA-Z])"
)
_SCRIPT: Final = re.compile(
    r"[A-Za-z0-9)}\]][\^_](?:\{[^{}]*\}|\\[a-zA-Z]+|[A-Za-z0-9+\-*](?![A-Za-z0-9_]))|[A-Za-z)]\^-?\d"
)
_WORD: Final = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{3,}")
_FILE: Final = re.compile(
    r"\.(?:png|gif|jpe?g|svg|webp|bmp|pdf)(?![A-Za-z])|(?<![A-Za-z])[A-Za-z]:\\|https?://", re.IGNORECASE
)
_SIGN: Final = re.compile(r"[=<>+\-*/^_|()\d\\]|[^\x00-\x7f]")
_LETTERS: Final = re.compile(r"[A-Za-z]{1,2}'*")
_NOT_WORDS: Final = names(
    "sin cos tan cot sec csc log exp lim max min mod gcd lcm det dim deg arg sup inf sinh cosh tanh arcsin"
    " arccos arctan"
)
_CJK: Final = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]{2}")


def formula(source: str, display: bool = False) -> Formula | None:
    r"""A source as a formula; None if nothing is left to show.

    >>> formula("\\[ x^2 \\]")
    Formula(tex='x^2', display=True)
    >>> formula("{\\displaystyle a\n+b}")
    Formula(tex='a +b', display=False)
    """
    tex = source.translate(_CHARACTERS)
    if "&" in tex and _ENTITY.search(tex):
        tex = html.unescape(tex)
    if "<" in tex:
        tex = _LINE_BREAK.sub("\n", _CDATA.sub("", tex))
    if "]]>" in tex:
        tex = _CDATA.sub("", tex)
    if "\\begin{document}" in tex and (found := _DOCUMENT.search(tex)):
        tex = found[1]
    if "%" in tex:
        tex = _COMMENT.sub(lambda found: found[1] or found[0], tex)  # the last line may be "50%"
    tex, display = _unwrapped(_WHITE.sub(" ", tex).strip(), display)
    # A backslash at the end would escape the delimiter that follows.
    tex = tex.rstrip("\\ ") if tex.endswith("\\") else tex
    return Formula(tex, display) if tex and not _EMPTY.fullmatch(tex) else None


def _unwrapped(tex: str, display: bool) -> tuple[str, bool]:
    """Without the delimiters that enclose it all, however many."""
    for _ in range(4):
        before = tex
        for opening, closing, is_display in _WRAPPERS:
            if tex.startswith(opening) and is_enclosed(tex, opening, closing):
                tex = tex[len(opening) : len(tex) - len(closing)].strip()
                display = display or is_display
        if tex.startswith("{") and (style := _STYLE.fullmatch(tex)) and _is_one_group(tex):
            tex = style[1].strip()
        if tex == before:
            break
    return tex, display


def is_enclosed(tex: str, opening: str, closing: str) -> bool:
    """Whether a pair of delimiters stands round it all and neither stands within."""
    inner = tex[len(opening) : -len(closing)]
    if len(tex) <= len(opening) + len(closing) or not tex.endswith(closing):
        return False
    if opening[0] == "$":
        return not inner.startswith("$") and "$" not in inner.replace("\\$", "") and not inner.endswith("\\")
    return closing not in inner and opening not in inner


def delimited(text: str) -> Formula | None:
    """Text that is one formula with its delimiters, and nothing else."""
    text = text.strip()
    if not text.startswith(("$", "\\(", "\\[", "\\begin{")):
        return None
    if text.startswith("\\begin{"):
        return formula(text, display=True) if text.endswith("}") and "\\end{" in text else None
    for opening, closing, _ in _WRAPPERS:
        if text.startswith(opening) and is_enclosed(text, opening, closing):
            return formula(text) if not _is_price(text.strip("$ ")) else None
    return None


def _is_price(inner: str) -> bool:
    """`$5 and $`: begins with an amount and goes on in words."""
    return inner[:1].isdigit() and "\\" not in inner and _WORD.search(inner) is not None


def _is_one_group(tex: str) -> bool:
    """Whether the first brace is closed by the last."""
    depth = 0
    escaped = False
    for at, char in enumerate(tex):
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
            if depth == 0:
                return at == len(tex) - 1
    return False


def is_tex(text: str) -> bool:
    """Whether text is beyond doubt TeX: a command of mathematics, a power or an index."""
    if _FILE.search(text):
        return False
    return bool(_COMMAND.search(text)) or bool(_SCRIPT.search(text) and not _words(text))


def is_mathematics(text: str) -> bool:
    """Whether text is a formula where the place says that there is one: also `n+1`, `x`, `f(x)`; never words."""
    text = text.strip()
    if not text or _FILE.search(text) or _CJK.search(text):
        return bool(text) and not _FILE.search(text) and _COMMAND.search(text) is not None
    if is_tex(text):
        return True
    if CHEMICAL.fullmatch(text):
        return True
    return not _words(text) and bool(_SIGN.search(text) or _LETTERS.fullmatch(text))


def _words(text: str) -> bool:
    return any(word.lower() not in _NOT_WORDS for word in _WORD.findall(text))
