r"""MathML's sub- and superscripts, limits and accents.

<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>   x_{i}^{2}
<mover><mi>v</mi><mo>→</mo></mover>                 \vec{v}
"""

import re
from collections.abc import Callable
from typing import Final

from webinstruct.page.formula.mathml_tree import Element, joined
from webinstruct.page.formula.symbols import LARGE

_ATOM: Final = re.compile(
    r"""[A-Za-z]|[0-9.,]+|[^\x00-\x7f]|[!|\])/']|\\[A-Za-z]+|\\[|{}]
    |\\(?:math[a-z]+|text|operatorname|boldsymbol|sqrt|hat|bar|vec|tilde|dot|ddot|overline|underline|boxed)\{[^{}]*\}
    |\\left(?:(?!\\left).)*\\right(?:\\[A-Za-z]+|\\.|.)
    |\\begin\{[a-zA-Z]*matrix\}(?:(?!\\begin).)*\\end\{[a-zA-Z]*matrix\}""",
    re.VERBOSE | re.DOTALL,
)
_BRACKETS: Final = {"(": ")", "[": "]"}
_PRIMES: Final = re.compile(r"'+")
_LIMITED: Final = re.compile(r"\\(?:operatorname\*?\{[^{}]*\}|(?:over|under)brace\{.*\})", re.DOTALL)
_MAX_ATOM = 2000
_OVER: Final = {
    "¯": "bar", "‾": "bar", "_": "bar", "ˉ": "bar", "̄": "bar", "-": "bar", "―": "bar", "─": "bar", "̅": "bar",
    "^": "hat", "ˆ": "hat", "̂": "hat", "~": "tilde", "˜": "tilde", "∼": "tilde", "̃": "tilde",
    "→": "vec", "⃗": "vec", "⟶": "vec", "⇀": "vec", "←": "overleftarrow", "⃖": "overleftarrow", "↔": "overleftrightarrow",
    ".": "dot", "˙": "dot", "̇": "dot", "⋅": "dot", "..": "ddot", "¨": "ddot", "̈": "ddot", "...": "dddot", "⃛": "dddot",
    "ˇ": "check", "̌": "check", "˘": "breve", "̆": "breve", "´": "acute", "`": "grave", "ˊ": "acute", "ˋ": "grave",
    "˚": "mathring", "°": "mathring", "⏞": "overbrace", "︷": "overbrace", "⏜": "overparen",
}  # fmt: skip
_WIDE: Final = {"bar": "overline", "hat": "widehat", "tilde": "widetilde", "vec": "overrightarrow"}
_UNDER: Final = {
    "_": "underline", "¯": "underline", "‾": "underline", "̲": "underline", "̱": "underline",
    "-": "underline", "―": "underline",
    "⏟": "underbrace", "︸": "underbrace", "⏝": "underparen", "→": "underrightarrow", "~": "utilde",
}  # fmt: skip
_LABELLED: Final = {
    "\\to": "xrightarrow", "\\leftarrow": "xleftarrow", "\\longrightarrow": "xrightarrow",
    "\\longleftarrow": "xleftarrow", "\\rightleftharpoons": "xrightleftharpoons",
}  # fmt: skip


def based(base: str) -> str:
    r"""What a script can be hung on: braces where LaTeX would take a part of it only.

    >>> based("x"), based("(a+b)"), based("a+b"), based("\\alpha")
    ('x', '(a+b)', '{a+b}', '\\alpha')
    """
    if len(base) < 2:
        return base or "{}"
    if len(base) < _MAX_ATOM and (_ATOM.fullmatch(base) or _is_bracketed(base)):
        return base
    return f"{{{base}}}"


def _is_bracketed(base: str) -> bool:
    """Whether brackets that belong together enclose it all."""
    closing = _BRACKETS.get(base[0])
    if closing is None or base[-1] != closing:
        return False
    depth = 0
    for char in base[:-1]:
        depth += (char == base[0]) - (char == closing)
        if depth == 0:
            return False
    return depth == 1


def _parts(element: Element, wanted: int) -> list[str]:
    """The LaTeX of the first children; empty for those that lack, the rest joined to the last."""
    found = [child.tex.strip(" ") for child in element.children]
    if len(found) > wanted:
        found[wanted - 1 :] = [joined(found[wanted - 1 :])]
    return found + [""] * (wanted - len(found))


def _hung(base: str, below: str, above: str) -> str:
    base = based(base)
    if _PRIMES.fullmatch(above):
        return f"{base}{above}" + (f"_{{{below}}}" if below else "")
    if base.endswith("'") and above:
        base = f"{{{base}}}"
    return base + (f"_{{{below}}}" if below else "") + (f"^{{{_plain(above)}}}" if above else "")


def _plain(above: str) -> str:
    return "\\circ" if above == "^{\\circ}" else above.replace("'", "\\prime ") if above[:1] == "'" else above


def _sub(element: Element) -> str:
    base, below = _parts(element, 2)
    return _hung(base, below, "")


def _sup(element: Element) -> str:
    base, above = _parts(element, 2)
    return _hung(base, "", above)


def _subsup(element: Element) -> str:
    base, below, above = _parts(element, 3)
    return _hung(base, below, above)


def _mark(element: Element, at: int) -> str:
    """The characters of the child that may be an accent."""
    mark = element.children[at] if at < len(element.children) else None
    while mark is not None and not mark.text and len(mark.children) == 1:
        mark = mark.children[0]
    return mark.text.strip() if mark is not None else ""


def _accented(base: str, mark: str, accents: dict[str, str]) -> str | None:
    r"""`\vec{v}`, `\overline{AB}`; None if the mark is no accent."""
    name = accents.get(mark)
    if name is None:
        return None
    wide = len(base) > 1 and not re.fullmatch(r"\\[A-Za-z]+|\\(?:math\w+|boldsymbol)\{\\?[A-Za-z]+\}", base)
    return f"\\{_WIDE.get(name, name) if wide else name}{{{base}}}"


def _has_limits(base: str) -> bool:
    return base in LARGE or (len(base) < _MAX_ATOM and _LIMITED.fullmatch(base) is not None)


def _limits(base: str, below: str, above: str) -> str:
    return base + (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")


def _over(element: Element) -> str:
    base, above = _parts(element, 2)
    accented = _accented(base, _mark(element, 1), _OVER)
    if accented is not None:
        return accented
    if base in _LABELLED:
        return f"\\{_LABELLED[base]}{{{above}}}"
    if _has_limits(base):
        return _limits(base, "", above)
    return f"\\overset{{{above}}}{{{base}}}" if above else base


def _under(element: Element) -> str:
    base, below = _parts(element, 2)
    accented = _accented(base, _mark(element, 1), _UNDER)
    if accented is not None:
        return accented
    if _has_limits(base):
        return _limits(base, below, "")
    return f"\\underset{{{below}}}{{{base}}}" if below else base


def _underover(element: Element) -> str:
    base, below, above = _parts(element, 3)
    if _has_limits(base):
        return _limits(base, below, above)
    if base in _LABELLED:
        return f"\\{_LABELLED[base]}[{below}]{{{above}}}"
    over = _accented(base, _mark(element, 2), _OVER) or (f"\\overset{{{above}}}{{{base}}}" if above else base)
    under = _accented(over, _mark(element, 1), _UNDER)
    return under or (f"\\underset{{{below}}}{{{over}}}" if below else over)


def _multiscripts(element: Element) -> str:
    """Base, pairs of sub and super, then after `mprescripts` the pairs that stand before the base."""
    children = element.children
    if not children:
        return ""
    split = next((at for at, child in enumerate(children) if child.tag == "mprescripts"), len(children))
    before = _script_pairs(children[split + 1 :])
    after = _script_pairs(children[1:split])
    base = based(children[0].tex) if after or not before else children[0].tex
    return joined([("{}" + before) if before else "", base]) + after


def _script_pairs(children: list[Element]) -> str:
    below = joined([child.tex for child in children[::2]])
    above = joined([child.tex for child in children[1::2]])
    return (f"_{{{below}}}" if below else "") + (f"^{{{above}}}" if above else "")


SCRIPTS: Final[dict[str, Callable[[Element], str]]] = {
    "msub": _sub,
    "msup": _sup,
    "msubsup": _subsup,
    "mover": _over,
    "munder": _under,
    "munderover": _underover,
    "mmultiscripts": _multiscripts,
}
