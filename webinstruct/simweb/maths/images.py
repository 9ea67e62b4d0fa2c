r"""Formulas as images of services and plugins: the source stands in the address, the alt text, or both.

>>> codecogs("x^2", False, 0)
'<img src="https://latex.codecogs.com/gif.latex?x%5E2" title="x^2" />'
"""

import hashlib
import html
from urllib.parse import quote

from webinstruct.simweb.maths.mathml import XMLNS, mathml


def codecogs(tex: str, display: bool, number: int) -> str:
    """CodeCogs' editor writes a link around a titled image; people paste the image alone, without any text."""
    address = f"https://latex.codecogs.com/gif.latex?{quote(tex, safe='()=,')}"
    if number % 3 == 0:
        return f'<img src="{address}" title="{html.escape(tex)}" />'
    if number % 3 == 1:
        return f'<img src="https://latex.codecogs.com/svg.image?{quote(tex, safe="")}" alt="" border="0">'
    link = f"https://www.codecogs.com/eqnedit.php?latex={quote(tex, safe='')}"
    return f'<a href="{link}" target="_blank"><img src="{address}" title="{html.escape(tex)}" /></a>'


def wordpress(tex: str, display: bool, number: int) -> str:
    """WordPress.com's `$latex …$`; a formula alone is centred."""
    source = html.escape(tex)
    image = (
        f'<img src="https://s0.wp.com/latex.php?latex={quote(tex, safe="")}&#038;bg=ffffff&#038;fg=333333&#038;s=0'
        f'&#038;c=20201002" alt="{source}" class="latex" />'
    )
    return f'<span style="display:block;text-align:center">{image}</span>' if display else image


def mimetex(tex: str, display: bool, number: int) -> str:
    """A mimeTeX script on the site's own server: the formula stands in the address alone."""
    return f'<img src="/cgi-bin/mimetex.cgi?{quote(tex, safe="()=+,/")}" align="middle" border="0">'


def alternative(tex: str, display: bool, number: int) -> str:
    """An image of an old converter: only its alt text tells the formula."""
    name = hashlib.sha256(tex.encode()).hexdigest()[:10]
    return f'<img class="math tex" src="/images/math/{name}.png" alt="{html.escape(tex)}" style="vertical-align:-3px">'


def wikipedia(tex: str, display: bool, number: int) -> str:
    """MediaWiki's: hidden MathML with an annotation, and an image with the same as its alt text."""
    source = html.escape(f"{{\\displaystyle {tex}}}")
    kind, shown = ("display", ' display="block"') if display else ("inline", "")
    name = hashlib.sha256(tex.encode()).hexdigest()[:40]
    return (
        f'<span class="mwe-math-element"><span class="mwe-math-mathml-{kind} mwe-math-mathml-a11y" '
        f'style="display: none;"><math {XMLNS}{shown} alttext="{source}"><semantics>'
        f'<mrow class="MJX-TeXAtom-ORD"><mstyle displaystyle="true" scriptlevel="0">{mathml(tex)}</mstyle></mrow>'
        f'<annotation encoding="application/x-tex">{source}</annotation></semantics></math></span>'
        f'<img src="https://wikimedia.org/api/rest_v1/media/math/render/svg/{name}" '
        f'class="mwe-math-fallback-image-{kind}" aria-hidden="true" style="vertical-align: -0.338ex;" '
        f'alt="{source}"></span>'
    )
