"""Looking ahead into an element before its children are walked, within bounds.

Each look reads all that stands below; elements nested a thousand deep, each of which is looked
into, would cost time squared. So a page has so many characters to spend on looks.

>>> from selectolax.lexbor import LexborHTMLParser
>>> looks = Looks(limit=5)
>>> node = LexborHTMLParser("<p>three words here").css_first("p")
>>> looks.text(node), looks.text(node)
('three words here', None)
"""

from typing import Final

from selectolax.lexbor import LexborNode

_LIMIT: Final = 5_000_000
_COST: Final = 50
"""Of a look at next to nothing."""


class Looks:
    """What a page has left to spend."""

    __slots__ = ("_left",)

    def __init__(self, limit: int = _LIMIT) -> None:
        self._left = limit

    def text(self, node: LexborNode) -> str | None:
        """All text below a node; None when the page has looked often enough: then take it as it is."""
        if self._left <= 0:
            return None
        text = node.text(deep=True)
        self._left -= len(text) + _COST
        return text

    def squeezed(self, node: LexborNode) -> str | None:
        """The same with single spaces."""
        text = self.text(node)
        return None if text is None else " ".join(text.split())
