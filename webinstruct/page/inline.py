"""Inline elements with a meaning: exponents, code, quotation marks, buttons and labels that are content.

Each function says how to go on: None to walk into the element, False to leave it out, or a
function with its argument to call at the element's end.
"""

import re
from collections.abc import Callable
from typing import Any, Final

from selectolax.lexbor import LexborNode

from webinstruct.page.formula.protect import CODE
from webinstruct.page.looks import Looks
from webinstruct.page.writer import Writer, clean

_ORDINAL: Final = re.compile(r"(?:st|nd|rd|th|er|re|e|è|ème|a|o|tm|sm|®|™|©|\*+|†|‡|§|¶)\.?", re.IGNORECASE)
_MAX_EXPONENT: Final = 40
_SHORT_LABEL: Final = 30
_HEADS: Final = frozenset("h1 h2 h3 h4 h5 h6 dt summary".split())


def _script(writer: Writer, node: LexborNode, looks: Looks) -> Any:
    """x<sup>2</sup> is x^2; a footnote's mark, an ordinal or a trade mark is none."""
    if not writer.ends_in_text():
        return None
    text = clean((looks.text(node) or "").strip())
    if not text or len(text) > _MAX_EXPONENT or text[0] in "[(" or _ORDINAL.fullmatch(text):
        return None
    if node.css_first("a") is not None:
        return None
    sign = "^" if node.tag == "sup" else "_"
    if len(text) == 1:
        writer.inline.append(sign)
        return None
    writer.inline.append(sign + "{")
    return writer.inline.append, "}"


def _code(writer: Writer, node: LexborNode, looks: Looks) -> Any:
    if writer.pre:
        return None
    writer.inline.append(CODE[0])
    return writer.inline.append, CODE[1]


def _quoted(writer: Writer, node: LexborNode, looks: Looks) -> Any:
    writer.inline.append("“")
    return writer.inline.append, "”"


def _button(writer: Writer, node: LexborNode, looks: Looks) -> Any:
    """A button goes but where it opens a panel, as questions of an FAQ do."""
    text = looks.squeezed(node)
    if text is None:
        return None
    if (len(text) > 8 and (text.endswith(("?", "？")) or len(text.split()) > 4)) or _is_in_heading(node):
        writer.brk(1)
        return writer.brk, 1
    return False


def _label(writer: Writer, node: LexborNode, looks: Looks) -> Any:
    """A label is kept as the option of a quiz, not as the name of a field."""
    text = looks.text(node)
    if text is None or len(text) >= _SHORT_LABEL or node.css_first("input") is not None:
        return None
    before = node.prev
    while before is not None and before.tag == "-text":
        before = before.prev
    return None if before is not None and before.tag == "input" else False


def _is_in_heading(node: LexborNode) -> bool:
    parent = node.parent
    for _ in range(3):
        if parent is None:
            return False
        if parent.tag in _HEADS:
            return True
        parent = parent.parent
    return False


INLINE: Final[dict[str, Callable[[Writer, LexborNode, Looks], Any]]] = {
    "sup": _script,
    "sub": _script,
    "code": _code,
    "kbd": _code,
    "samp": _code,
    "button": _button,
    "label": _label,
    "q": _quoted,
}
