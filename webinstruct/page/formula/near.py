"""Looks around a node of the tree, all bounded: nested look-alikes cost no more than their number."""

from collections.abc import Callable, Iterator
from itertools import islice

from selectolax.lexbor import LexborNode

_NEAR = 40
"""How many nodes are looked at below an element that may hold a source."""
_SIBLINGS = 6


def children(node: LexborNode) -> Iterator[LexborNode]:
    """The child elements."""
    return (child for child in node.iter() if child.tag != "-comment")


def below(node: LexborNode, limit: int = _NEAR) -> list[LexborNode]:
    """The first elements below, and the element itself, in the order of the page."""
    found: list[LexborNode] = []
    waiting = [node]
    while waiting and len(found) < limit:
        one = waiting.pop()
        found.append(one)
        waiting += reversed(list(islice(children(one), limit)))
    return found


def first_math(node: LexborNode) -> LexborNode | None:
    """The first MathML at or below a node."""
    return next((one for one in below(node) if one.tag == "math"), None)


def sibling(node: LexborNode, *, forwards: bool) -> LexborNode | None:
    """The neighbouring element, if nothing but white space is between."""
    one = node.next if forwards else node.prev
    for _ in range(_SIBLINGS):
        if one is None:
            return None
        if one.tag == "-text":
            if (one.text_content or "").strip():
                return None
        elif one.tag != "-comment":
            return one
        one = one.next if forwards else one.prev
    return None


def siblings(node: LexborNode) -> list[LexborNode]:
    """Up to a few elements on both sides, with nothing but white space between."""
    found: list[LexborNode] = []
    for forwards in (True, False):
        one = sibling(node, forwards=forwards)
        for _ in range(3):
            if one is None:
                break
            found.append(one)
            one = sibling(one, forwards=forwards)
    return found


def is_followed(node: LexborNode, test: Callable[[LexborNode], bool]) -> bool:
    """Whether an element that passes follows, itself or round the wrapper that holds this one alone."""
    for start in (node, node.parent):
        one = sibling(start, forwards=True) if start is not None else None
        for _ in range(3):
            if one is None:
                break
            if test(one):
                return True
            one = sibling(one, forwards=True)
        if sibling(node, forwards=True) is not None:
            return False
    return False


def is_math_script(node: LexborNode) -> bool:
    """Whether it is the script element in which MathJax 2 keeps a source."""
    return node.tag == "script" and (node.attributes.get("type") or "").lower().startswith("math/")


def is_drawn(node: LexborNode) -> bool:
    """Whether it is something that MathJax drew."""
    name = node.attributes.get("class") or ""
    return (
        node.tag == "mjx-container"
        or ("MathJax" in name and "Preview" not in name)
        or "MJX" in name
        or "mjx" in name
    )


def only_text(node: LexborNode) -> str | None:
    """The text of an element that holds nothing else; what is in a CDATA section counts."""
    parts: list[str] = []
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            parts.append(child.text_content or "")
        elif child.tag == "br":
            parts.append("\n")
        elif child.tag != "-comment":
            return None
    if not parts and (first := node.first_child) is not None and first.tag == "-comment":
        return (first.html or "").removeprefix("<!--[CDATA[").removesuffix("]]-->")
    return "".join(parts)
