"""What a formula looks like once a browser's script has drawn it: spans with glyphs and no source.

Shortened where the real output repeats itself (struts, widths), but each of these holds the formula's
letters a second time, so whoever reads both glyphs and source reads it twice.
"""

import html
from functools import lru_cache

from webinstruct.simweb.maths.mathml import XMLNS, mathml
from webinstruct.simweb.maths.tree import Node, parse

_KATEX = {"mi": "mord mathnormal", "mn": "mord", "mo": "mbin"}
_RELATIONS = "=<>≤≥≠→"


@lru_cache(maxsize=8192)
def katex(tex: str) -> str:
    """The span katex-html of a formula.

    >>> katex("x^2")[:46], katex("x^2").count(">2<")
    ('<span class="katex-html" aria-hidden="true"><s', 1)
    """
    strut = '<span class="strut" style="height:0.8641em;vertical-align:-0.0833em;"></span>'
    inner = "".join(map(_katex, parse(tex)))
    return f'<span class="katex-html" aria-hidden="true"><span class="base">{strut}{inner}</span></span>'


def _katex(node: Node) -> str:
    if node.kind in ("mi", "mn", "mo"):
        css = "mrel" if node.text in _RELATIONS else _KATEX[node.kind]
        return f'<span class="{css}">{_sign(node)}</span>'
    if node.kind == "space":
        return '<span class="mspace" style="margin-right:0.1667em;"></span>'
    parts = [_katex(part) for part in node.parts if part is not None]
    if node.kind == "frac":
        return (
            '<span class="mord"><span class="mopen nulldelimiter"></span><span class="mfrac"><span class="vlist-t">'
            f'<span class="vlist-r"><span class="vlist" style="height:1.3214em;"><span>{parts[1]}</span>'
            '<span class="frac-line" style="border-bottom-width:0.04em;"></span>'
            f"<span>{parts[0]}</span></span></span></span></span></span>"
        )
    if node.kind == "script":
        sized = "".join(f'<span class="sizing reset-size6 size3 mtight">{part}</span>' for part in parts[1:])
        return f'<span class="mord">{parts[0]}<span class="msupsub"><span class="vlist-t">{sized}</span></span></span>'
    return f'<span class="mord">{"".join(parts)}</span>'


def _sign(node: Node) -> str:
    return html.escape(node.text.replace("-", "−"), quote=False)


def mathjax2(tex: str, display: bool, number: int) -> str:
    """The span that MathJax 2 (HTML-CSS) puts before its script; MathML in an attribute and for screen readers."""
    inner, spans = _mathjax2(tex)
    block = ' display="block"' if display else ""
    data = html.escape(f"<math {XMLNS}{block}>{inner}</math>")
    frame = (
        f'<span class="MathJax" id="MathJax-Element-{number}-Frame" tabindex="0" data-mathml="{data}" '
        f'role="presentation" style="position: relative;"><nobr aria-hidden="true">'
        f'<span class="math" id="MathJax-Span-{number * 20}" style="width: 5.2em; display: inline-block;">'
        f'<span class="mrow">{spans}</span></span></nobr><span class="MJX_Assistive_MathML" role="presentation">'
        f"<math {XMLNS}{block}>{inner}</math></span></span>"
    )
    return f'<div class="MathJax_Display" style="text-align: center;">{frame}</div>' if display else frame


@lru_cache(maxsize=8192)
def _mathjax2(tex: str) -> tuple[str, str]:
    return mathml(tex), "".join(map(_mathjax2_span, parse(tex)))


def _mathjax2_span(node: Node) -> str:
    if node.kind in ("mi", "mn", "mo"):
        font = "MathJax_Math-italic" if node.kind == "mi" and len(node.text) == 1 else "MathJax_Main"
        return f'<span class="{node.kind}" style="font-family: {font};">{_sign(node)}</span>'
    if node.kind == "space":
        return '<span class="mspace" style="width: 0.167em;"></span>'
    name = {"frac": "mfrac", "sqrt": "msqrt", "script": "msubsup"}.get(node.kind, "mrow")
    inner = "".join(_mathjax2_span(part) for part in node.parts if part is not None)
    return f'<span class="{name}">{inner}</span>'


def mathjax3(tex: str, display: bool) -> str:
    """An mjx-container (CHTML): glyphs come from style sheets, so only the assistive MathML holds the formula."""
    block = "block" if display else "inline"
    shown = ' display="true"' if display else ""
    marked = ' display="block"' if display else ""
    return (
        f'<mjx-container class="MathJax CtxtMenu_Attached_0" jax="CHTML"{shown} tabindex="0" ctxtmenu_counter="0" '
        f'style="font-size: 113.1%; position: relative;"><mjx-math{shown} class="MJX-TEX" aria-hidden="true">'
        f'{_mathjax3(tex)}</mjx-math><mjx-assistive-mml unselectable="on" display="{block}">'
        f"<math {XMLNS}{marked}>{mathml(tex)}</math></mjx-assistive-mml></mjx-container>"
    )


@lru_cache(maxsize=8192)
def _mathjax3(tex: str) -> str:
    return "".join(map(_mathjax3_element, parse(tex)))


def _mathjax3_element(node: Node) -> str:
    if node.kind in ("mi", "mn", "mo"):
        glyphs = "".join(
            f'<mjx-c class="mjx-c{ord(char):X}"></mjx-c>' for char in node.text.replace("-", "−")
        )
        css = ' class="mjx-i"' if node.kind == "mi" else ' class="mjx-n"'
        return f"<mjx-{node.kind}{css}>{glyphs}</mjx-{node.kind}>"
    if node.kind == "space":
        return '<mjx-mspace style="width: 0.167em;"></mjx-mspace>'
    name = {"frac": "mfrac", "sqrt": "msqrt", "script": "msubsup"}.get(node.kind, "mrow")
    inner = "".join(_mathjax3_element(part) for part in node.parts if part is not None)
    return f"<mjx-{name}>{inner}</mjx-{name}>"
