r"""What MathJax has drawn, read back where it left neither source nor MathML: glyphs into a tree.

MathJax 3 and 4 write <mjx-msup><mjx-mi><mjx-c class="mjx-c1D465">… (CHTML) or
<g data-mml-node="msup"><g data-mml-node="mi"><use data-c="1D465">… (SVG); both become x^{2}.
"""

import re
from typing import Final

from selectolax.lexbor import LexborNode

from webinstruct.page.formula.mathml import latex
from webinstruct.page.formula.mathml_tree import Element
from webinstruct.page.formula.symbols import names

_MAX_NODES = 30_000
_MAX_DEPTH = 400
_GLYPH: Final = re.compile(r"(?:^|\s)(?:mjx-c|TEX-c)([0-9A-F]{2,6})(?=$|\s|\.)")
_TOKENS: Final = frozenset({"mi", "mn", "mo", "mtext", "ms"})
_DROPPED: Final = names(
    "assistive-mml surd line nstrut dstrut tstrut strut spacer stretchy-v-ext ext mid bbox speech"
)
_NAMED: Final = names(
    "mi mn mo mtext ms mrow texatom math mstyle mpadded mphantom menclose merror mspace msup msub msubsup mover "
    "munder munderover mfrac msqrt mroot mtable mtr mlabeledtr mtd mmultiscripts mfenced semantics"
)
_ROLES: Final = names("script num den over under base box root sqrt")


def drawn(container: LexborNode) -> str:
    """The formula of an mjx-container's glyphs; "" if they tell too little."""
    root = _tree(container)
    return latex(root) if root is not None else ""


def _tree(container: LexborNode) -> Element | None:
    root = Element("mrow", {}, [])
    waiting: list[tuple[LexborNode, Element, int]] = [(container, root, 0)]
    order: list[Element] = []
    count = 0
    while waiting:
        node, parent, depth = waiting.pop()
        count += 1
        if count > _MAX_NODES or depth > _MAX_DEPTH:
            return None
        name = _name(node)
        if name in _DROPPED:
            continue
        glyph = _glyph(node)
        if glyph:
            _write(glyph, parent)
            continue
        element = parent
        if name in _NAMED or name in _ROLES:
            element = Element("mrow" if name in ("texatom", "math") else name, _attributes(node), [])
            parent.children.append(element)
            order.append(element)
        child = node.last_child
        while child is not None:
            waiting.append((child, element, depth + 1))
            child = child.prev
    for element in reversed(order):
        _arrange(element)
    return root


def _name(node: LexborNode) -> str:
    """`mjx-mi` and `data-mml-node="mi"` are mi."""
    tag = node.tag or ""
    if tag.startswith("mjx-"):
        return tag[4:]
    if tag in ("g", "span"):
        attributes = node.attributes
        named = attributes.get("data-mml-node")
        if named:
            return named.lower()
        first = (attributes.get("class") or "").partition(" ")[0]
        return first[4:] if first.startswith("mjx-") else ""
    return ""


def _glyph(node: LexborNode) -> str:
    """The characters that a glyph element, or text, shows."""
    tag = node.tag
    if tag == "-text":
        return (node.text_content or "").strip("\n\t ")
    if tag in ("use", "path"):
        code = node.attributes.get("data-c")
        return _character(code) if code and re.fullmatch(r"[0-9A-Fa-f]{2,5}", code) else ""
    if tag in ("mjx-c", "mjx-stretchy-v", "mjx-stretchy-h"):
        found = _GLYPH.search(node.attributes.get("class") or "")
        return _character(found[1]) if found else ""
    return ""


def _character(code: str) -> str:
    """The character of a hexadecimal code point; "" for half a surrogate pair, a control or none at all."""
    number = int(code, 16)
    char = chr(number) if number < 0x110000 else ""
    return char if char.isprintable() or char.isspace() else ""


def _write(glyph: str, parent: Element) -> None:
    if parent.tag in _TOKENS:
        parent.text += glyph
        return
    parent.children.append(Element("mo" if not glyph.isalnum() else "mi", {}, [], glyph))


def _attributes(node: LexborNode) -> dict[str, str | None]:
    attributes = node.attributes
    return {"limits": attributes.get("limits")} if "limits" in attributes else {}


def _roles(element: Element, name: str) -> list[Element]:
    """The children that play a role."""
    return [child for child in element.children if child.tag == name]


def _arrange(element: Element) -> None:
    """Children in MathML's order: base, below, above; numerator, denominator; base, index."""
    rule = element.tag
    if rule == "mfrac":
        num, den = _roles(element, "num"), _roles(element, "den")
        element.children = [*num, *den] if num and den else element.children
    elif rule in ("munder", "mover", "munderover"):
        _arrange_limits(element)
    elif rule in ("msup", "msub", "msubsup"):
        _arrange_scripts(element)
    elif rule in ("msqrt", "mroot"):
        _arrange_root(element)


def _arrange_scripts(element: Element) -> None:
    scripts = _roles(element, "script")
    base = [child for child in element.children if child.tag != "script"]
    inner = scripts[0].children if len(scripts) == 1 and element.tag == "msubsup" else scripts
    if element.tag == "msubsup" and not scripts and len(base) == 3:
        base, inner = base[:1], base[1:]
    if element.tag == "msubsup" and len(inner) == 2:  # drawn from above: super first
        inner = [inner[1], inner[0]]
    element.children = [*_one(base), *inner] if inner else element.children


def _arrange_limits(element: Element) -> None:
    inner = next((child for box in element.children if box.tag == "box" for child in box.children), None)
    if inner is not None and inner.tag == "munder" and len(inner.children) > 1:
        element.children = [*inner.children[:2], *_roles(element, "over")]
        return
    base, under, over = (_roles(element, name) for name in ("base", "under", "over"))
    scripts = _roles(element, "script")
    if scripts:  # limits beside the operator; of two the upper is drawn first
        beside = list(reversed(scripts[0].children)) if element.tag == "munderover" else scripts
        element.children = [*_one([c for c in element.children if c.tag != "script"]), *beside]
    elif base and (under or over):
        inner_base = _one(_flat(base))
        element.children = [*inner_base, *under, *over]


def _flat(elements: list[Element]) -> list[Element]:
    return [child for element in elements for child in element.children] or elements


def _arrange_root(element: Element) -> None:
    """In CHTML root, surd and box; in SVG what is below, the index, the sign."""
    indices = _roles(element, "root")
    inner = [child for child in element.children if child.tag != "root"]
    if len(inner) == 1 and inner[0].tag == "sqrt":
        inner = inner[0].children
    inner = [child for child in inner if child.text != "√" and not _is_surd(child)]
    if element.tag == "msqrt":
        element.children = inner
    elif indices:
        element.children = [*_one(inner), *indices]
    else:
        element.children = inner


def _is_surd(element: Element) -> bool:
    return len(element.children) == 1 and element.children[0].text == "√"


def _one(elements: list[Element]) -> list[Element]:
    return elements if len(elements) == 1 else [Element("mrow", {}, elements)]
