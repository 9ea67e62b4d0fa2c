"""How a kind writes its text: paragraphs and code, with formulas in the neutral form.

>>> pen = Pen("paren")
>>> pen.block("So ⟦x^2⟧ & more.")
'<p>So ⟦x^2⟧ &amp; more.</p>'
>>> pen.text(("So ⟦x^2⟧ & more.",)), Pen("sup").text(("⟦x^2⟧",))
('So $x^2$ & more.', 'x^2')
>>> pen.block("So the sum we look for is ⟦S = 7 \\\\cdot 8 = 56⟧.")
'<p>So the sum we look for is</p>\\n<p>⟦S = 7 \\\\cdot 8 = 56⟧</p>'
"""

import html
import re

from webinstruct.simweb import maths
from webinstruct.simweb.model import Code, Passage

# a formula of some length at the end of a paragraph goes onto a line of its own, where markup can say so
_LAST = re.compile("(.{20,}[^⟧]) (⟦[^⟦⟧]{12,}⟧)[.。．]?", re.S)


class Pen:
    """Writes for one site; it must know how that site shows formulas to know how they read."""

    def __init__(self, math: str) -> None:
        self._math = math
        self._displays = maths.BY_NAME[math].displays

    def block(self, part: str | Code, before: str = "") -> str:
        """One paragraph or code block as HTML; `before` is HTML put in front of its text."""
        if isinstance(part, Code):
            return f"<pre><code>{html.escape(part.text, quote=False)}</code></pre>"
        first, *rest = self.lines(part)
        text = f"<p>{before}{html.escape(first, quote=False)}</p>"
        return text + "".join(f"\n<p>{html.escape(line, quote=False)}</p>" for line in rest)

    def blocks(self, passage: Passage, before: str = "") -> str:
        """A passage as HTML; `before` goes into its first paragraph."""
        first, *rest = passage
        return "\n".join([self.block(first, before), *(self.block(part) for part in rest)])

    def text(self, passage: Passage) -> str:
        """A passage as it reads once the page is turned into text, with single spaces."""
        parts: list[str] = []
        for part in passage:
            if isinstance(part, Code):
                parts.append(part.text)
            else:
                parts += [maths.plain(line, self._math) for line in self.lines(part)]
        return " ".join(" ".join(parts).split())

    def typed(self, part: str) -> str:
        r"""A paragraph's HTML where nothing can draw formulas, as in JSON-LD: LaTeX in `\(…\)`."""
        lines = (maths.plain(line, self._math, r"\(…\)", r"\[…\]") for line in self.lines(part))
        return " ".join(html.escape(line, quote=False) for line in lines)

    def lines(self, paragraph: str) -> tuple[str, ...]:
        """The paragraph, cut before a formula that is displayed."""
        found = _LAST.fullmatch(paragraph) if self._displays else None
        return (found[1], found[2]) if found else (paragraph,)


_UNSEEN = re.compile(r"<(script|style|head)\b.*?</\1>", re.S)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|h\d|li|ul|ol|pre|nav|aside|footer|header|article|section|details|summary|button|dl|dt|dd|tr|td|br)\b[^>]*>"
)
_ANY_TAG = re.compile(r"<[^>]+>")


def visible(neutral: str, math: str = "paren") -> str:
    """The text a reader of a simulated page sees, one line per block, formulas as they should read.

    Takes the neutral form of our own tidy HTML: pages of the real web need a parser.

    >>> visible("<head><title>t</title></head><p>So ⟦x^2⟧ &lt; 3</p><script>1</script><p>b</p>")
    'So $x^2$ < 3\\nb'
    """
    page = _UNSEEN.sub("", maths.plain(neutral, math))
    text = html.unescape(_ANY_TAG.sub("", _BLOCK_TAG.sub("\n", page)))
    return "\n".join(" ".join(line.split()) for line in text.split("\n") if line.strip())
