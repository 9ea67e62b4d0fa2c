"""How a page writes its text: formulas in one of four styles, paragraphs, code.

>>> pen = Pen("paren")
>>> pen.inline("So ⟦x^2⟧ & more.")
'So \\\\(x^2\\\\) &amp; more.'
>>> pen.text(("So ⟦x^2⟧ & more.",)), pen.formulas
('So $x^2$ & more.', ['x^2'])
>>> Pen("sup").inline("⟦x^2⟧"), Pen("sup").text(("⟦x^2⟧",))
('x<sup>2</sup>', 'x^2')
"""

import html
import re
from typing import Literal

from webinstruct.simweb.model import Code, Passage

Style = Literal["dollar", "paren", "script", "sup"]
STYLES: tuple[Style, ...] = ("dollar", "paren", "script", "sup")

_FORMULA = re.compile("⟦(.*?)⟧")
# What <sup> and <sub> alone can show: one-character exponents and indices, no commands.
_SIMPLE = re.compile(r"(?:[A-Za-z0-9 +\-=().,]|[\^_][A-Za-z0-9](?![A-Za-z0-9]))*|(?:[A-Z][a-z]?(?:_[0-9])?)+")
_RAISED = re.compile(r"([\^_])(.)")
_TAG = {"^": "sup", "_": "sub"}


class Pen:
    """Writes one page in one style and remembers every formula it wrote, in order."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.formulas: list[str] = []

    def inline(self, text: str) -> str:
        """One paragraph's text as HTML."""
        return _FORMULA.sub(self._formula, html.escape(text, quote=False))

    def block(self, part: str | Code, before: str = "") -> str:
        """One paragraph or code block as HTML; `before` is HTML put in front of its text."""
        if isinstance(part, Code):
            return f"<pre><code>{html.escape(part.text, quote=False)}</code></pre>"
        return f"<p>{before}{self.inline(part)}</p>"

    def blocks(self, passage: Passage, before: str = "") -> str:
        """A passage as HTML; `before` goes into its first paragraph."""
        first, *rest = passage
        return "\n".join([self.block(first, before), *(self.block(part) for part in rest)])

    def text(self, passage: Passage) -> str:
        """A passage as it reads once the page is turned into text, with single spaces."""
        parts = (p.text if isinstance(p, Code) else _FORMULA.sub(self._plain, p) for p in passage)
        return " ".join(" ".join(parts).split())

    def _formula(self, match: re.Match[str]) -> str:
        latex = html.unescape(match[1])
        if self.style == "sup" and _SIMPLE.fullmatch(latex):
            raised, count = _RAISED.subn(lambda m: f"<{_TAG[m[1]]}>{m[2]}</{_TAG[m[1]]}>", latex)
            # without any <sup> or <sub> nothing on the page says that this is a formula
            self.formulas += [latex] if count else []
            return raised
        self.formulas.append(latex)
        if self.style == "script":
            return f'<script type="math/tex">{latex}</script>'
        if self.style == "dollar":
            return f"${match[1]}$"
        return f"\\({match[1]}\\)"

    def _plain(self, match: re.Match[str]) -> str:
        simple = self.style == "sup" and _SIMPLE.fullmatch(match[1])
        return match[1] if simple else f"${match[1]}$"


_SCRIPT = re.compile(r'<script type="math/tex">(.*?)</script>', re.S)
_UNSEEN = re.compile(r"<(script|style|head)\b.*?</\1>", re.S)
_PAREN = re.compile(r"\\\((.*?)\\\)", re.S)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|h\d|li|ul|pre|nav|aside|footer|header|article|section|tr|td|br)\b[^>]*>"
)
_ANY_TAG = re.compile(r"<[^>]+>")


def visible(page: str) -> str:
    """The text a reader of a simulated page sees, one line per block, formulas as `$…$`.

    Only for our own tidy HTML: pages of the real web need a parser.

    >>> visible("<head><title>t</title></head><p>So x<sup>2</sup> &lt; 3</p><script>1</script><p>b</p>")
    'So x^2 < 3\\nb'
    """
    page = _SCRIPT.sub(lambda m: f"${html.escape(m[1], quote=False)}$", page)
    page = _UNSEEN.sub("", page).replace("<sup>", "^").replace("<sub>", "_")
    page = _ANY_TAG.sub("", _BLOCK_TAG.sub("\n", page))
    text = _PAREN.sub(lambda m: f"${m[1]}$", html.unescape(page))
    return "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())
