r"""Formulas in one line of text: AsciiMath, Unicode, and the sup and sub elements.

>>> asciimath("S = \\frac{n(a_1 + a_n)}{2}"), unicode("x^2 - 1 = 0"), unicode("\\frac{3}{7}")
('S = (n(a_1 + a_n))/2', 'x² − 1 = 0', None)
>>> raised("10^{-3}"), raised_text("x_{1}"), raised("\\pi")
('10<sup>-3</sup>', 'x_1', None)
"""

import html
import re
from collections.abc import Callable
from functools import lru_cache

from webinstruct.simweb.maths.tree import LETTERS, Node, Row, parse

_ASCII = {
    "⋅": "*",
    "×": "xx",
    "→": "->",
    "∫": "int",
    "∑": "sum",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "′": "'",
    "/": "//",
}
_ASCII |= {letter: name for name, letter in LETTERS.items()}
_READ_AS_ONE = ("gt", "lt", "ge", "le", "ne", "in", "if", "or", "to", "oo", "pm", "uu", "nn", "vv")
_SPACED = ("=", "+", "-", "⋅", "×", "→", "<", ">", "≤", "≥", "≠")
_HIGH = dict(zip("0123456789+-−=()n′", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ′", strict=True))
_LOW = dict(zip("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_VULGAR = {"1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾", "1/5": "⅕", "1/6": "⅙", "1/8": "⅛"}


def _line(row: Row, write: Callable[[Node], str]) -> str:
    """A row with spaces around its signs, but none after a minus that belongs to a number."""
    parts: list[str] = []
    free = False  # whether something stands before that a sign can join
    for node in row:
        if node.text in _SPACED and free:
            parts.append(f" {write(node).strip()} ")
        else:
            text = write(node)
            # two letters that AsciiMath takes for a name: g t is no "greater than"
            parts.append(f" {text}" if parts and parts[-1][-1:] + text[:1] in _READ_AS_ONE else text)
        free = node.text not in (*_SPACED, "(", ",")
    return re.sub(" {2,}", " ", "".join(parts)).strip()


# --- AsciiMath ---------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def asciimath(tex: str) -> str:
    """The formula as AsciiMath, without its backquotes."""
    return _line(parse(tex), _asciimath)


def _asciimath(node: Node) -> str:
    if node.kind == "space":
        return " "
    if node.kind in ("mi", "mn", "mo"):
        # a name needs room on both sides, or it runs into the letter beside it
        name = _ASCII.get(node.text, node.text)
        return f" {name} " if name.isalpha() and len(name) > 1 else name
    if node.kind == "frac":
        return "/".join(map(_ascii_group, node.parts))
    if node.kind == "sqrt":
        return f"sqrt({_ascii_inner(node.parts[0])})"
    return _ascii_scripts(*node.parts) if node.kind == "script" else _ascii_inner(node)


def _ascii_scripts(base: Node | None, below: Node | None, above: Node | None) -> str:
    name = _ascii_inner(base)
    if above is not None and above.text == "′":
        return name + "'"
    index = "" if below is None else "_" + _ascii_group(below)
    exponent = "" if above is None else "^" + _ascii_group(above)
    long = len(name) > 1 and name.isalpha()
    return f" {name}{index}{exponent} " if long else name + index + exponent


def _ascii_inner(node: Node | None) -> str:
    if node is None:
        return ""
    row = tuple(part for part in node.parts if part is not None) if node.kind == "row" else (node,)
    return _line(row, _asciimath)


def _ascii_group(node: Node | None) -> str:
    """In brackets, unless it is a single letter or number."""
    text = _ascii_inner(node)
    return text if node is not None and not node.parts else f"({text})"


# --- Unicode -----------------------------------------------------------------------------


@lru_cache(maxsize=8192)
def unicode(tex: str) -> str | None:
    """The formula in characters alone; None where Unicode has none for it (most fractions, some exponents)."""
    try:
        return _line(parse(tex), _unicode)
    except KeyError:
        return None


def _unicode(node: Node) -> str:
    if not node.parts:
        return " " if node.kind == "space" else {"-": "−", "⋅": "·"}.get(node.text, node.text)
    if node.kind == "row":
        return _unicode_inner(node)
    first, *others = (None if part is None else _unicode_inner(part) for part in node.parts)
    if node.kind == "frac":
        return _VULGAR[f"{first}/{others[0]}"]
    if node.kind == "sqrt":
        return f"√{first}" if node.parts[0] and not node.parts[0].parts else f"√({first})"
    below, above = others
    low = "".join(_LOW[char] for char in below or "")
    high = "".join(_HIGH[char] for char in above or "")
    return f"{first}{low}{high}" + (" " if first == "∫" else "")


def _unicode_inner(node: Node) -> str:
    row = tuple(part for part in node.parts if part is not None) if node.kind == "row" else (node,)
    return _line(row, _unicode).replace(" ", "")


# --- sup and sub -------------------------------------------------------------------------

# What <sup> and <sub> alone can show: short exponents and indices, no commands.
_SIMPLE = re.compile(
    r"(?:[A-Za-z0-9 +\-=<().,]|[\^_](?:[A-Za-z0-9](?![A-Za-z0-9])|\{[A-Za-z0-9+\-(), ]+\}))*"
    r"|(?:[A-Z][a-z]?(?:_(?:[0-9]|\{[0-9]+\}))?)+"
)
_RAISED = re.compile(r"([\^_])(?:\{([^}]*)\}|(.))")
_TAG = {"^": "sup", "_": "sub"}


@lru_cache(maxsize=8192)
def raised(tex: str) -> str | None:
    """The formula with sup and sub elements; None where it takes more."""
    if not _SIMPLE.fullmatch(tex):
        return None
    text = html.escape(tex, quote=False)
    return _RAISED.sub(lambda m: f"<{_TAG[m[1]]}>{m[2] or m[3]}</{_TAG[m[1]]}>", text)


def raised_text(tex: str) -> str:
    """How a formula of sup and sub elements reads: braces only around more than one character."""
    return _RAISED.sub(lambda m: m[1] + (f"{{{m[2]}}}" if len(m[2] or "") > 1 else m[2] or m[3]), tex)
