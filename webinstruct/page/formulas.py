r"""Formulas: rewritten in the DOM before the text is taken, because extraction would lose them.

<script type="math/tex">a^2</script>   $a^2$
\(a^2\), \[a^2\]                       $a^2$, $$a^2$$
x<sup>2</sup>, x<sub>10</sub>          x^2, x_{10}
"""

import re
from itertools import pairwise

from resiliparse.parse.html import DocumentNode, ElementNode, Node, TextNode

_MAX_NODES = 32
_MAX_FOUND = 20_000
_MAX_EXPONENT = 40
_MAX_FORMULA = 2000
_ORDINAL = re.compile(r"(?:st|nd|rd|th|er|re|e|è|ème|a|o|tm|sm|®|™|©|\*+|†|‡)\.?", re.IGNORECASE)
_DELIMITER = re.compile(r"(?<!\\)\\([()\[\]])")
_CLOSES = {"(": ")", "[": "]"}
_SIGNS = {"(": "$", "[": "$$"}
_GUARD = "\ue000"
r"""Stands between the backslash and the bracket of a `\(` that is code, until the text is taken."""
_SEEN = "data-webinstruct-seen"


def rewrite(document: DocumentNode, source: str) -> None:
    """Turn formula markup into text nodes; `source` is the HTML, for cheap tests of what to look for."""
    if "math/tex" in source:
        _scripts(document)
    if "<su" in source or "<SU" in source:
        _exponents(document)
    if "\\(" in source or "\\[" in source:
        _guard_code(document)


def delimit(text: str) -> str:
    r"""`\(…\)` as `$…$` and `\[…\]` as `$$…$$`, where they pair up within a paragraph.

    >>> delimit(r"so \(a^2\) is \[b\\[2pt] c\]")
    'so $a^2$ is $$b\\\\[2pt] c$$'
    """
    if "\\" not in text:
        return text
    marks = list(_DELIMITER.finditer(text))
    parts: list[str] = []
    at = 0
    for opening, closing in pairwise(marks):
        inner = text[opening.end() : closing.start()]
        if _CLOSES.get(opening[1]) == closing[1] and _is_formula(inner):
            parts += [text[at : opening.start()], _SIGNS[opening[1]], inner.strip(), _SIGNS[opening[1]]]
            at = closing.end()
    return ("".join(parts) + text[at:]).replace(_GUARD, "")


def _is_formula(inner: str) -> bool:
    return inner.strip() != "" and len(inner) <= _MAX_FORMULA and "\n\n" not in inner


def _replace(element: ElementNode, document: DocumentNode, text: str) -> None:
    element.replace_with(document.create_text_node(text))


def _scripts(document: DocumentNode) -> None:
    """MathJax 2 keeps TeX in script elements, which extraction leaves out."""
    # Always `.values()`: stepping through a collection runs its query again for every step.
    for script in document.query_selector_all('script[type^="math/tex"]').values():
        tex = (script.text_content or "").strip()
        if not tex:
            continue
        display = "mode=display" in (script.get_attribute("type") or "").replace(" ", "")
        _replace(script, document, f" $${tex}$$ " if display else f"${tex}$")


def _exponents(document: DocumentNode) -> None:
    """Backwards, so that inner ones come first; a page with absurdly many is left as it is."""
    found = document.query_selector_all("sup, sub").values()
    for element in reversed(found if len(found) <= _MAX_FOUND else []):
        text = _exponent(element)
        if text is not None:
            sign = "^" if element.node_name == "SUP" else "_"
            _replace(element, document, sign + (text if len(text) == 1 else f"{{{text}}}"))


def _exponent(element: ElementNode) -> str | None:
    """The text of an exponent or index; None for a footnote mark, an ordinal or a trade mark.

    A footnote mark is a link, stands in brackets, or has nothing right before it.
    """
    text = _short_text(element)
    if not text or text[0] in "[(" or _ORDINAL.fullmatch(text) or _is_in_link(element):
        return None
    return text if _ends_in_text(element.previous_sibling) else None


# Everything below looks at a fixed number of nodes: nested a thousand deep, whole subtrees
# would cost time squared.


def _short_text(element: ElementNode) -> str | None:
    """The text inside, if it is short and holds no link and no exponent that was left."""
    parts: list[str] = []
    waiting: list[Node] = [element]
    for _ in range(_MAX_NODES):
        if not waiting:
            text = "".join(parts).strip()
            return text if len(text) <= _MAX_EXPONENT else None
        node = waiting.pop()
        if node.node_name in ("A", "SUP", "SUB") and node is not element:
            return None
        if node is not element and node.next_sibling is not None:
            waiting.append(node.next_sibling)
        if node.first_child is not None:
            waiting.append(node.first_child)
        elif isinstance(node, TextNode):
            parts.append(node.node_value or "")
    return None


def _is_in_link(element: ElementNode) -> bool:
    node = element.parent_element
    for _ in range(4):
        if node is None:
            return False
        if node.node_name == "A":
            return True
        node = node.parent_element
    return False


def _ends_in_text(node: Node | None) -> bool:
    """Whether the last character of a node is there and is no white space."""
    for _ in range(_MAX_NODES):
        if node is None:
            return False
        if isinstance(node, TextNode):
            return bool((node.node_value or "")[-1:].strip())
        node = node.last_child
    return False


def _guard_code(document: DocumentNode) -> None:
    r"""In code, `\(` is a regular expression: hide it from `delimit`."""
    for code in document.query_selector_all("pre, code").values():
        if not code.has_attribute(_SEEN):
            _guard_text(code)


def _guard_text(code: ElementNode) -> None:
    """Guard all text inside, and mark code inside code so that nothing is walked twice."""
    waiting: list[Node] = code.child_nodes.values()
    while waiting:
        node = waiting.pop()
        if isinstance(node, ElementNode):
            if node.node_name in ("PRE", "CODE"):
                node.set_attribute(_SEEN, "")
            waiting += node.child_nodes.values()
        elif isinstance(node, TextNode) and "\\" in (node.node_value or ""):
            node.node_value = _DELIMITER.sub(rf"\\{_GUARD}\1", node.node_value or "")
