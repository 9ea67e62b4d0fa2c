r"""Presentation MathML (and plain Content MathML) to the LaTeX that a person would write.

<msup><mi>x</mi><mn>2</mn></msup>   x^{2}
<mo>&#x2211;</mo> in <munderover>   \sum_{i=1}^{n}

The element tree is read without recursion and written from its leaves upwards, so that nesting costs
neither stack nor more than linear work. Elements: https://www.w3.org/TR/mathml-core/ and MathML 3.
"""

import re
from collections.abc import Callable
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from webinstruct.page.formula.content_mathml import OPERATORS, applied
from webinstruct.page.formula.mathml_scripts import SCRIPTS
from webinstruct.page.formula.mathml_tables import fenced, gathered, mfenced, table
from webinstruct.page.formula.mathml_tree import Element, joined, spaced
from webinstruct.page.formula.symbols import COMMANDS, FUNCTIONS, INVISIBLE, command

_MAX_ELEMENTS = 50_000
_MAX_DEPTH = 400
_VOID: Final = frozenset({"mspace", "none", "mprescripts", "malignmark", "maligngroup", "sep"}) | OPERATORS
_TOKENS: Final = frozenset({"mi", "mn", "mo", "mtext", "ms", "ci", "cn", "csymbol"})
_DROPPED: Final = frozenset({"annotation", "annotation-xml", "script", "style", "-comment"})
_SPACE: Final = re.compile(r"[\s\u00a0\u2000-\u200a]+")
_TEXT_ESCAPES: Final = str.maketrans({c: "\\" + c for c in "%#&_${}"} | dict.fromkeys(INVISIBLE))


def to_latex(math: LexborNode | str) -> str:
    r"""A math element, or its markup, as LaTeX without delimiters; "" if it shows nothing.

    >>> to_latex("<math><mfrac><mi>a</mi><msqrt><mn>2</mn></msqrt></mfrac></math>")
    '\\frac{a}{\\sqrt{2}}'
    """
    if isinstance(math, str):
        body = LexborHTMLParser(math).body
        if body is None:
            return ""
        math = body
    root = tree(math)
    return latex(root) if root is not None else _SPACE.sub(" ", math.text()).strip()


def tree(node: LexborNode) -> Element | None:
    """The element and all below it, without prefixes and annotations; None if it is absurdly large or deep."""
    root = Element("mrow", {}, [])
    waiting: list[tuple[LexborNode, Element, int]] = [(node, root, 0)]
    count = 0
    while waiting:
        node, parent, depth = waiting.pop()
        count += 1
        if count > _MAX_ELEMENTS or depth > _MAX_DEPTH:
            return None
        tag = (node.tag or "").rpartition(":")[2]
        if tag in _DROPPED:
            continue
        if tag == "-text":
            _stray(node.text_content or "", parent)
            continue
        element = Element(tag, node.attributes, [])
        parent.children.append(element)
        if tag in _TOKENS:
            element.text = _SPACE.sub(" ", node.text()).strip(" ") if tag != "mtext" else node.text()
            continue
        # A prefixed void tag of the HTML parser swallows what follows it.
        holder = parent if tag in _VOID else element
        child = node.last_child
        while child is not None:
            waiting.append((child, holder, depth + 1))
            child = child.prev
    return root


def _stray(text: str, parent: Element) -> None:
    """Text beside elements, where only elements should stand, is kept as text."""
    if text.strip():
        parent.children.append(Element("mtext" if len(text.strip()) > 1 else "mi", {}, [], text.strip()))


def latex(root: Element) -> str:
    """The tree as LaTeX; children are written before their parents."""
    order: list[Element] = []
    waiting = [root]
    while waiting:
        element = waiting.pop()
        order.append(element)
        waiting += element.children
    for element in reversed(order):
        element.tex = _RULES.get(element.tag, _row)(element)
    return root.tex.strip()


def _row(element: Element) -> str:
    children = [child for child in element.children if child.tex]
    for child, following in zip(element.children, element.children[1:], strict=False):
        if following.tag == "mo" and following.text == "\u2061" and child.tex.startswith("\\mathrm{"):
            child.tex = "\\operatorname" + child.tex[len("\\mathrm") :]
    if len(children) > 1:
        return fenced(children) or joined(spaced(gathered(children)))
    if children and children[0].tag == "mo" and element.tag in ("mrow", "mstyle"):
        element.tag, element.text = "mo", children[0].text  # a bracket in a row of its own is a bracket
    return children[0].tex if children else ""


_VARIANTS: Final = {
    "bold": "mathbf",
    "double-struck": "mathbb",
    "script": "mathcal",
    "bold-script": "mathcal",
    "fraktur": "mathfrak",
    "bold-fraktur": "mathfrak",
    "sans-serif": "mathsf",
    "bold-sans-serif": "mathsf",
    "sans-serif-italic": "mathsf",
    "monospace": "mathtt",
    "bold-italic": "boldsymbol",
    "-tex-calligraphic": "mathcal",
    "-tex-caligraphic": "mathcal",
    "-tex-mathit": "mathit",
}


def _identifier(element: Element) -> str:
    text = _visible(element.text)
    if text in FUNCTIONS:
        return "\\" + text
    variant = element.attributes.get("mathvariant") or ""
    font = _VARIANTS.get(variant, "")
    if len(text) == 1:
        tex = "|" if text == "∣" else command(text)
        if not font:
            return f"\\mathrm{{{tex}}}" if variant == "normal" and text.isascii() and text.isalpha() else tex
        greek = font == "mathbf" and tex.startswith("\\")
        return f"\\{'boldsymbol' if greek else font}{{{tex}}}"
    if not text.isascii() and all(char in COMMANDS or not char.isalnum() for char in text):
        return joined([command(char) for char in text])
    if not text or not (plain := joined([command(char) for char in text])).isalnum() or not plain.isascii():
        return _symbols_or_text(text)
    return f"\\{font or ('mathit' if variant == 'italic' else 'mathrm')}{{{text}}}"


def _symbols_or_text(text: str) -> str:
    """Several characters that are no word: fonts and commands as commands, anything else as text."""
    tex = joined([command(char) for char in text])
    return tex if tex.isascii() and " " not in text else _quoted(text)


def _visible(text: str) -> str:
    return "".join([char for char in text if char not in INVISIBLE]) if not text.isascii() else text


def _number(element: Element) -> str:
    text = _visible(element.text).replace(" ", "")
    tex = text if text.isascii() else joined([command(char) for char in text])
    tex = tex.replace("%", "\\%") if "\\%" not in tex else tex
    font = _VARIANTS.get(element.attributes.get("mathvariant") or "")
    return f"\\{font}{{{tex}}}" if font and tex else tex


_DOTS: Final = {
    "...": "\\ldots",
    "!=": "\\neq",
    "<=": "\\leq",
    ">=": "\\geq",
    "->": "\\to",
    "=>": "\\Rightarrow",
}


def _operator(element: Element) -> str:
    text = _visible(element.text)
    if len(text) == 1:
        tex = command(text)
        fence = element.attributes.get("fence") == "true" or element.attributes.get("stretchy") == "true"
        return "|" if tex == "\\mid" and fence else tex
    if text in FUNCTIONS:
        return "\\" + text
    if text in _DOTS:
        return _DOTS[text]
    if text == "mod":
        return "\\bmod"
    letters = text.replace(" ", "")
    if letters.isalpha() and letters.isascii():
        return f"\\operatorname{{{text}}}" if letters == text else _quoted(f" {text} ")
    return joined([command(char) for char in text])


def _text(element: Element) -> str:
    raw = _SPACE.sub(" ", element.text)
    text = raw.strip()
    if not text:
        return "\\ " if "\u00a0" in element.text else ""
    if len(text) == 1 and not text.isalnum():
        return command(text)
    if text.replace(".", "", 1).replace(",", "").isdigit() and text.isascii():
        return text
    return _quoted(raw)


def _quoted(text: str) -> str:
    escaped = text.translate(_TEXT_ESCAPES)
    return f"\\text{{{escaped}}}" if escaped.strip() else ""


def _string(element: Element) -> str:
    return _quoted(f'"{element.text}"')


_WIDTHS: Final = ((2.0, "\\qquad "), (1.0, "\\quad "), (0.27, "\\;"), (0.2, "\\:"), (0.01, "\\,"))
_NAMED: Final = {"thinmathspace": "\\,", "mediummathspace": "\\:", "thickmathspace": "\\;"}
_EM: Final = re.compile(r"\s*(-?\d*\.?\d+)\s*(em|ex|px|pt)?")
_UNITS: Final = {"em": 1.0, "ex": 0.45, "px": 0.06, "pt": 0.1}


def _space(element: Element) -> str:
    if element.attributes.get("linebreak") == "newline":
        return " \\\\ "
    width = element.attributes.get("width") or ""
    if width in _NAMED:
        return _NAMED[width]
    found = _EM.match(width)
    if found is None:
        return ""
    ems = float(found[1]) * _UNITS[found[2] or "em"]
    return next((command for least, command in _WIDTHS if ems >= least), "\\!" if ems < 0 else "")


def _tall_or_plain_fraction(element: Element) -> str:
    above, below = _pair(element)
    if element.attributes.get("bevelled") == "true":
        return f"{above}/{below}"
    if (element.attributes.get("linethickness") or "1").strip() in ("0", "0px", "0pt", "0em", "0.0"):
        return f"{{{above} \\atop {below}}}"
    return f"\\frac{{{above}}}{{{below}}}"


def _pair(element: Element) -> tuple[str, str]:
    children = element.children
    if len(children) < 2:
        return (children[0].tex if children else ""), ""
    return children[0].tex, joined([child.tex for child in children[1:]])


def _sqrt(element: Element) -> str:
    return f"\\sqrt{{{_row(element)}}}"


def _root(element: Element) -> str:
    base, index = _pair(element)
    return f"\\sqrt[{index}]{{{base}}}" if index else f"\\sqrt{{{base}}}"


_NOTATIONS: Final = (
    ("updiagonalstrike downdiagonalstrike", "xcancel"),
    ("downdiagonalstrike", "bcancel"),
    ("updiagonalstrike", "cancel"),
    ("horizontalstrike", "hcancel"),
    ("radical", "sqrt"),
    ("box", "boxed"),
    ("circle", "enclose{circle}"),
    ("longdiv", "enclose{longdiv}"),
    ("top", "overline"),
    ("bottom", "underline"),
)


def _enclosed(element: Element) -> str:
    notation = " ".join(sorted((element.attributes.get("notation") or "longdiv").split(), reverse=True))
    name = next((name for sign, name in _NOTATIONS if sign in notation), "")
    return f"\\{name}{{{_row(element)}}}" if name else _row(element)


def _phantom(element: Element) -> str:
    inner = _row(element)
    return f"\\phantom{{{inner}}}" if inner else ""


def _first(element: Element) -> str:
    return element.children[0].tex if element.children else ""


def _nothing(_: Element) -> str:
    return ""


_RULES: Final[dict[str, Callable[[Element], str]]] = {
    "mi": _identifier,
    "ci": _identifier,
    "mn": _number,
    "cn": _number,
    "mo": _operator,
    "csymbol": _identifier,
    "mtext": _text,
    "ms": _string,
    "mspace": _space,
    "mfrac": _tall_or_plain_fraction,
    "msqrt": _sqrt,
    "mroot": _root,
    "menclose": _enclosed,
    "mphantom": _phantom,
    "maction": _first,
    "semantics": _first,
    "mfenced": mfenced,
    "mtable": table,
    "none": _nothing,
    "mprescripts": _nothing,
    "apply": applied,
    **SCRIPTS,
}
