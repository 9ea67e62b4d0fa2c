"""Presentation MathML, as MathJax and KaTeX write it.

>>> mathml("x^2")
'<msup><mi>x</mi><mn>2</mn></msup>'
>>> mathml("\\\\frac{1}{R} = a_1")
'<mfrac><mn>1</mn><mi>R</mi></mfrac><mo>=</mo><msub><mi>a</mi><mn>1</mn></msub>'
"""

import html
from functools import lru_cache

from webinstruct.simweb.maths.tree import FUNCTIONS, Node, parse

XMLNS = 'xmlns="http://www.w3.org/1998/Math/MathML"'
_SCRIPTS = {(True, False): "msub", (False, True): "msup", (True, True): "msubsup"}


@lru_cache(maxsize=8192)
def mathml(tex: str) -> str:
    """The elements inside of a math element."""
    return "".join(map(_element, parse(tex)))


def math(tex: str, display: bool, attributes: str = "", annotated: bool = False) -> str:
    """A whole math element; `annotated` puts the LaTeX beside it, as converters do."""
    inner = mathml(tex)
    if annotated:
        source = html.escape(tex, quote=False)
        inner = (
            f"<semantics><mrow>{inner}</mrow>"
            f'<annotation encoding="application/x-tex">{source}</annotation></semantics>'
        )
    shown = ' display="block"' if display else ""
    return f"<math {XMLNS}{shown}{attributes}>{inner}</math>"


def _element(node: Node) -> str:
    if node.kind == "space":
        return '<mspace width="0.167em"></mspace>'
    if node.kind in ("mi", "mn", "mo"):
        name = "−" if node.text == "-" else node.text  # as every renderer writes it
        # the invisible sign that MathJax puts between a function and what it takes
        applied = "<mo>⁡</mo>" if name in FUNCTIONS else ""
        fence = ' stretchy="false"' if name in ("(", ")") else ""
        return f"<{node.kind}{fence}>{html.escape(name, quote=False)}</{node.kind}>{applied}"
    parts = [_grouped(part) for part in node.parts if part is not None]
    return f"<{_tag(node)}>{''.join(parts)}</{_tag(node)}>"


def _tag(node: Node) -> str:
    if node.kind == "script":
        _, below, above = node.parts
        return _SCRIPTS[below is not None, above is not None]
    return {"frac": "mfrac", "sqrt": "msqrt"}.get(node.kind, "mrow")


def _grouped(node: Node) -> str:
    """A part that must be one element."""
    if node.kind == "mi" and node.text in FUNCTIONS:
        return f"<mi>{node.text}</mi>"
    return _element(node)
