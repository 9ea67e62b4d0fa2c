"""A parsed page to readable text with the blocks that stand in it.

>>> readable("<nav>Home</nav><h1>Squares</h1><p>What is 3<sup>2</sup>?<p>It is \\\\(9\\\\).")[0]
'Squares\\n\\nWhat is 3^2?\\n\\nIt is $9$.'
"""

import re
from operator import itemgetter

from selectolax.lexbor import LexborHTMLParser, LexborNode

from webinstruct.page.boilerplate import holds_prose
from webinstruct.page.formula.delimiters import normalise
from webinstruct.page.formula.elements import Formulas
from webinstruct.page.formula.protect import MARKS, render
from webinstruct.page.lines import MAX_CHARS, is_label
from webinstruct.page.looks import Looks
from webinstruct.page.model import Block
from webinstruct.page.walk import Walk
from webinstruct.page.writer import Writer

_ASCIIMATH = ("AsciiMath", "asciimath", "ASCIIMath", "=AM_", ",AM_", "MML-AM_")
"""A page declares AsciiMath: by its scripts' names, MathJax's input jax or a combined configuration."""
_JSON = re.compile(r'[\[{]\s*[\[{]?\s*"[^"]{1,100}"\s*:')
_MAX_SIGNS = 150_000
"""Dollar signs and backslashes of a page that are looked at: no real page has as many."""
_SHORT = 200
"""Characters below which a text is suspected to lack what only looks like furniture."""


def readable(source: str) -> tuple[str, tuple[Block, ...]]:
    """The text of an HTML text, and its questions, answers and comments in the order of the page."""
    return PageText(LexborHTMLParser(source), source).body()


class PageText:
    """What is known of a page as a whole, to write its text or that of one of its elements."""

    def __init__(self, parser: LexborHTMLParser, source: str) -> None:
        self.parser = parser
        self.source = source
        self._formulas: Formulas | None = None
        self._asciimath: bool | None = None
        self._signs = 0

    def body(self) -> tuple[str, tuple[Block, ...]]:
        """The text of the page without what stands around it."""
        root = self.parser.body
        if root is None:
            return "", ()
        walk = self._walk(root)
        text = walk.writer.finish()
        lost = max(walk.left_out, key=itemgetter(0), default=None)
        if lost is not None and lost[0] > max(_SHORT, 2 * len(text)) and _is_prose(lost[1]):
            # What was named like furniture is most of the page: look into it.
            walk = self._walk(root, content=lost[1].mem_id, everything=len(text) < _SHORT)
            text = walk.writer.finish()
        return text, walk.found()

    def element(self, node: LexborNode) -> str:
        """The text of one element, nothing left out by its name."""
        return self._walk(node, everything=True).writer.finish()

    def _finish_block(self, text: str) -> str:
        """A block's text with its formulas rendered; empty if it says no more than a button does."""
        if len(text) <= MAX_CHARS:
            if is_label(text):
                return ""
        elif text[0] in "[{" and _JSON.match(text):
            return ""  # what scripts keep for themselves in hidden elements
        self._signs += text.count("$") + text.count("\\")
        if self._signs < _MAX_SIGNS:
            text = normalise(text, asciimath="`" in text and self._declares_asciimath())
        return text if text.isprintable() else render(text).strip()  # the marks are not printable

    def _declares_asciimath(self) -> bool:
        if self._asciimath is None:
            self._asciimath = any(sign in self.source for sign in _ASCIIMATH)
        return self._asciimath

    def _of_page(self) -> Formulas:
        if self._formulas is None:
            self._formulas = Formulas(self.parser)
        return self._formulas

    def _walk(self, root: LexborNode, *, content: int = 0, everything: bool = False) -> Walk:
        walk = Walk(Writer(self._finish_block), self._of_page, everything=everything, content=content)
        walk.run(root)
        return walk


def _is_prose(node: LexborNode) -> bool:
    looks = Looks()
    return holds_prose(node, looks.squeezed(node) or "", _SHORT, looks)


def fragment(html: str) -> str:
    """The readable text of a piece of HTML, as it comes out of the whole page but for white space."""
    parser = LexborHTMLParser(html)
    return PageText(parser, html).element(parser.body) if parser.body is not None else ""


def tidy(text: str) -> str:
    """On one line, without control characters."""
    return " ".join(MARKS.sub("", text).split())
