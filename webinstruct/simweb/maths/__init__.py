r"""How sites show formulas: one entry of MATHS a kind, each writing a LaTeX formula as its real tools do.

Pages are written in a neutral form, `⟦LaTeX⟧` in HTML; `show` turns it into the markup of a kind and
`plain` into what a good reader should read:

    >>> show("<p>A ⟦x^2⟧</p>", "paren"), show("<p>⟦x^2⟧</p>", "sup")
    (('<p>A \\(x^2\\)</p>', ('x^2',)), ('<p>x<sup>2</sup></p>', ('x^2',)))
    >>> plain("⟦x^2⟧, ⟦\\pi⟧", "sup"), plain("⟦x^2⟧", "unicode"), plain("<p>⟦x^2⟧</p>", "katex")
    ('x^2, $\\pi$', 'x²', '<p>$$x^2$$</p>')
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

from webinstruct.simweb.maths import glyphs, images, linear
from webinstruct.simweb.maths.mathml import math

_FORMULA = re.compile("⟦(.*?)⟧")


@dataclass(frozen=True, slots=True)
class Math:
    """A kind's name, what writes a formula (None: can't), and what it needs in a page's head.

    `show` takes the LaTeX, whether it is displayed, and its number on the page. `source`: the LaTeX itself
    stands on the page; without it a reader has to convert, and gets other spaces and braces.
    `displays`: the markup itself can say that a formula stands on a line of its own.
    `reads` tells how a formula reads as text, where not as `$LaTeX$`.
    """

    name: str
    show: Callable[[str, bool, int], str | None]
    head: str = ""
    source: bool = True
    displays: bool = False
    reads: Callable[[str], str | None] | None = None


def _e(tex: str) -> str:
    return html.escape(tex, quote=False)


def _paren(tex: str, display: bool, number: int) -> str:
    return f"\\[{_e(tex)}\\]" if display else f"\\({_e(tex)}\\)"


def _dollar(tex: str, display: bool, number: int) -> str:
    return f"$${_e(tex)}$$" if display else f"${_e(tex)}$"


def _brackets(tex: str, display: bool, number: int) -> str:
    """Forums' own tags: [tex] of Moodle and phpBB, [itex] and [tex] of Physics Forums."""
    name = "tex" if display or number % 2 else "itex"
    return f"[{name}]{_e(tex)}[/{name}]"


def _script(tex: str, display: bool, number: int) -> str:
    mode = "; mode=display" if display else ""
    return f'<script type="math/tex{mode}">{tex}</script>'


def _mathjax2(tex: str, display: bool, number: int) -> str:
    mode = "; mode=display" if display else ""
    drawn = glyphs.mathjax2(tex, display, number)
    return (
        f'<span class="MathJax_Preview" style="color: inherit;"></span>{drawn}'
        f'<script type="math/tex{mode}" id="MathJax-Element-{number}">{tex}</script>'
    )


def _preview(tex: str, display: bool, number: int) -> str:
    """As some wikis send it: a preview with the source, which MathJax 2 takes away once it has drawn."""
    mode = "; mode=display" if display else ""
    return f'<span class="MathJax_Preview">{_e(tex)}</span><script type="math/tex{mode}">{tex}</script>'


def _mathjax3(tex: str, display: bool, number: int) -> str:
    return glyphs.mathjax3(tex, display)


def _katex(tex: str, display: bool, number: int) -> str:
    spans = f'<span class="katex-mathml">{math(tex, display, annotated=True)}</span>{glyphs.katex(tex)}'
    inner = f'<span class="katex">{spans}</span>'
    return f'<span class="katex-display">{inner}</span>' if display else inner


def _mathml(tex: str, display: bool, number: int) -> str:
    return math(tex, display)


def _annotation(tex: str, display: bool, number: int) -> str:
    return math(tex, display, annotated=True)


def _alttext(tex: str, display: bool, number: int) -> str:
    return math(tex, display, f' alttext="{html.escape(tex)}" class="ltx_Math"')


def _asciimath(tex: str, display: bool, number: int) -> str:
    return f"`{_e(linear.asciimath(tex))}`"


def _sup(tex: str, display: bool, number: int) -> str | None:
    return linear.raised(tex)


def _reads_sup(tex: str) -> str | None:
    return None if linear.raised(tex) is None else linear.raised_text(tex)


def _unicode(tex: str, display: bool, number: int) -> str | None:
    text = linear.unicode(tex)
    return None if text is None else _e(text)


_MATHJAX2 = (
    '<script type="text/x-mathjax-config">MathJax.Hub.Config({tex2jax: '
    "{inlineMath: [['$','$'],['\\\\(','\\\\)']], processEscapes: true}});</script>\n"
    '<script async src="https://cdnjs.cloudflare.com/ajax/libs/mathjax/2.7.7/MathJax.js?config=TeX-AMS_CHTML"></script>\n'
)
_MATHJAX3 = '<script id="MathJax-script" async src="https://cdn.jsdelivr.net/npm/mathjax@3/es5/tex-mml-chtml.js"></script>\n'
_KATEX = '<link rel="stylesheet" href="https://cdn.jsdelivr.net/npm/katex@0.16.9/dist/katex.min.css">\n'
_ASCIIMATH = (
    "<script>MathJax = {loader: {load: ['input/asciimath', 'output/chtml']}, "
    "asciimath: {delimiters: [['`','`']]}};</script>\n"
    '<script async src="https://cdn.jsdelivr.net/npm/mathjax@3/es5/startup.js"></script>\n'
)

MATHS: tuple[Math, ...] = (
    Math("paren", _paren, _MATHJAX3, displays=True),
    Math("dollar", _dollar, _MATHJAX2, displays=True),
    Math("brackets", _brackets),
    Math("script", _script, _MATHJAX2, displays=True),
    Math("preview", _preview, _MATHJAX2, displays=True),
    Math("mathjax2", _mathjax2, _MATHJAX2, displays=True),
    Math("mathjax3", _mathjax3, _MATHJAX3, source=False, displays=True),
    Math("katex", _katex, _KATEX, displays=True),
    Math("mathml", _mathml, source=False, displays=True),
    Math("annotation", _annotation, displays=True),
    Math("alttext", _alttext, displays=True),
    Math("codecogs", images.codecogs),
    Math("wordpress", images.wordpress),
    Math("mimetex", images.mimetex),
    Math("alternative", images.alternative),
    Math("wikipedia", images.wikipedia, displays=True),
    Math("asciimath", _asciimath, _ASCIIMATH, source=False),
    Math("sup", _sup, _MATHJAX3, reads=_reads_sup),
    Math("unicode", _unicode, _MATHJAX3, source=False, reads=linear.unicode),
)
BY_NAME = {kind.name: kind for kind in MATHS}


def show(neutral: str, name: str) -> tuple[str, tuple[str, ...]]:
    r"""HTML in the neutral form as a kind of math writes it, and its formulas in order.

    What a kind can't write stands in `\(…\)`. A formula that reads as bare letters and signs is none
    to anybody who sees the page, so it is not among the formulas.
    """
    kind, formulas = BY_NAME[name], list[str]()

    def written(match: re.Match[str]) -> str:
        tex = html.unescape(match[1])
        display = kind.displays and _is_displayed(match)
        shown = kind.show(tex, display, len(formulas) + 1)
        if shown is None:
            shown = _paren(tex, display, 0)
        elif kind.reads is not None and kind.reads(tex) == tex and not set(tex) & set("^_"):
            return shown
        formulas.append(tex)
        return shown

    return _FORMULA.sub(written, neutral), tuple(formulas)


def plain(neutral: str, name: str, inline: str = "$…$", displayed: str = "$$…$$") -> str:
    """Text in the neutral form (escaped or not) as it should read once it is taken from a page.

    `inline` and `displayed` hold the LaTeX in place of `…`.
    """
    kind = BY_NAME[name]

    def read(match: re.Match[str]) -> str:
        tex = html.unescape(match[1])
        text = None if kind.reads is None else kind.reads(tex)
        if text is not None:
            return text if tex == match[1] else html.escape(text, quote=False)
        around = displayed if kind.displays and _is_displayed(match) else inline
        return around.replace("…", match[1])

    return _FORMULA.sub(read, neutral)


def _is_displayed(match: re.Match[str]) -> bool:
    """Whether nothing else stands in the formula's paragraph."""
    text, start, end = match.string, match.start(), match.end()
    before = text[start - 3 : start] == "<p>" if start else True
    after = text[end : end + 4] == "</p>" if end < len(text) else True
    return before and after
