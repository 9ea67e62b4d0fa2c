r"""MathML's tables and brackets: matrices, cases, aligned lines, and fences that grow.

( mtable )   \begin{pmatrix}a & b \\ c & d\end{pmatrix}
{ mtable     \begin{cases}…\end{cases}
( mfrac )    \left(\frac{a}{b}\right)
"""

import re
from typing import Final

from webinstruct.page.formula.mathml_tree import Element, joined, spaced
from webinstruct.page.formula.symbols import command

_MATRICES: Final = {
    ("(", ")"): "pmatrix",
    ("[", "]"): "bmatrix",
    ("\\{", "\\}"): "Bmatrix",
    ("|", "|"): "vmatrix",
    ("\\|", "\\|"): "Vmatrix",
    ("\\parallel", "\\parallel"): "Vmatrix",
    ("\\{", ""): "cases",
}
_OPENING: Final = {
    "(": ")", "[": "]", "\\{": "\\}", "|": "|", "\\|": "\\|", "\\langle": "\\rangle", "\\lfloor": "\\rfloor",
    "\\lceil": "\\rceil", "\\mid": "\\mid", "\\parallel": "\\parallel",
}  # fmt: skip
_CLOSING: Final = frozenset(_OPENING.values())
_SAME: Final = {"\\mid": "|", "\\parallel": "\\|"}
_TALL: Final = re.compile(
    r"\\(?:d?frac|begin|sum|prod|i*int|oint|bigcup|bigcap|overset|underset|atop)(?![a-zA-Z])"
)
_BINOMIAL: Final = re.compile(r"\{((?:(?!\\atop).)*) \\atop ((?:(?!\\atop).)*)\}", re.DOTALL)
_MATRIX: Final = "\\begin{matrix}"
_ALIGNED: Final = "\\begin{aligned}"


def fenced(children: list[Element]) -> str:
    """A row of visible children that begins with a fence: as matrix, cases, binomial or growing brackets.

    "" if it is none of these.
    """
    first, last = children[0], children[-1]
    if first.tag != "mo" or first.tex not in _OPENING:
        return ""
    closing = last.tex if last.tag == "mo" and len(children) > 1 else ""
    if closing in _CLOSING and _belong_together(children):
        return _between(first.tex, joined([child.tex for child in children[1:-1]]), closing, children[1:-1])
    if first.tex == "\\{" and len(children) == 2 and children[1].tex.startswith((_MATRIX, _ALIGNED)):
        return _matrix("\\{", children[1].tex, "")
    return ""


def gathered(children: list[Element]) -> list[Element]:
    """A row in which `( table )` and `( n atop k )` are one element each."""
    if not any(child.tex.startswith((_MATRIX, _ALIGNED)) or "\\atop" in child.tex for child in children[1:]):
        return children
    found: list[Element] = []
    at = 0
    while at < len(children):
        three = children[at : at + 3]
        tex = fenced(three) if len(three) == 3 and _is_wrapped(three) else ""
        if not tex and at + 2 == len(children) and children[at].tex == "\\{":
            tex = fenced(children[at:])
            three = children[at:]
        found.append(Element("mrow", {}, [], "", tex) if tex else children[at])
        at += len(three) if tex else 1
    return found


def _is_wrapped(three: list[Element]) -> bool:
    inner = three[1].tex
    return three[2].tag == "mo" and (
        inner.startswith((_MATRIX, _ALIGNED)) or _BINOMIAL.fullmatch(inner) is not None
    )


def _between(opening: str, inner: str, closing: str, children: list[Element]) -> str:
    if len(children) == 1 and inner.startswith((_MATRIX, _ALIGNED)) and _is_one_table(inner):
        return _matrix(opening, inner, closing)
    binomial = _BINOMIAL.fullmatch(inner) if opening == "(" and closing == ")" else None
    if binomial is not None:
        return f"\\binom{{{binomial[1]}}}{{{binomial[2]}}}"
    opening, closing = _SAME.get(opening, opening), _SAME.get(closing, closing)
    inner = joined(spaced(children))
    if _TALL.search(inner):
        return joined(["\\left" + opening, inner, "\\right" + closing])
    return joined([opening, inner, closing])


def _belong_together(children: list[Element]) -> bool:
    """Whether the first and the last bracket are a pair, as in (a)(b) they are not."""
    opening = children[0].tex
    closing = _OPENING[opening]
    if closing == opening:
        return sum(child.tex == opening for child in children) == 2
    depth = 0
    for child in children[:-1]:
        if child.tag == "mo":
            depth += (child.tex == opening) - (child.tex == closing)
            if depth == 0:
                return False
    return True


def _is_one_table(inner: str) -> bool:
    return inner.count(_MATRIX) + inner.count(_ALIGNED) == 1 and inner.endswith(("matrix}", "aligned}"))


def _matrix(opening: str, table_tex: str, closing: str) -> str:
    """The table with its brackets, as the environment that draws them."""
    start = _MATRIX if table_tex.startswith(_MATRIX) else _ALIGNED
    inner = table_tex[len(start) : table_tex.rindex("\\end{")]
    name = _MATRICES.get((opening, closing))
    if name is None:
        return joined([f"\\left{_SAME.get(opening, opening)}", table_tex, f"\\right{closing or '.'}"])
    return f"\\begin{{{name}}}{inner}\\end{{{name}}}"


def mfenced(element: Element) -> str:
    """`mfenced` names its brackets and separators as attributes."""
    opening = _bracket(element, "open", "(")
    closing = _bracket(element, "close", ")")
    separators = (element.attributes.get("separators", ",") or "").replace(" ", "")
    children: list[Element] = []
    for at, child in enumerate(element.children):
        if at and separators:
            mark = separators[min(at - 1, len(separators) - 1)]
            children.append(Element("mo", {}, [], mark, mark if mark != "|" else "\\mid"))
        children.append(child)
    visible = [child for child in children if child.tex]
    if opening == "\\{" and not closing and visible:
        return (
            _between(opening, visible[0].tex, "", visible) if len(visible) == 1 else _left(opening, visible)
        )
    if not closing or not opening:
        return joined([opening, joined(spaced(visible)), closing])
    return _between(opening, joined([child.tex for child in visible]), closing, visible)


def _left(opening: str, children: list[Element]) -> str:
    return joined([f"\\left{opening}", joined(spaced(children)), "\\right."])


def _bracket(element: Element, name: str, default: str) -> str:
    from_page = element.attributes.get(name, default) or ""
    return joined([command(char) for char in from_page.strip()])


def table(element: Element) -> str:
    """Rows and cells; a column that ends right and one that begins left make aligned lines."""
    rows = [_cells(row) for row in element.children if row.tag in ("mtr", "mlabeledtr")]
    tags = [row.children[0].tex for row in element.children if row.tag == "mlabeledtr" and row.children]
    loose = [child.tex for child in element.children if child.tag not in ("mtr", "mlabeledtr")]
    tag = f"\\tag{{{_label(tags[0])}}}" if len(tags) == 1 and tags[0] else ""
    if loose or not rows:
        return joined(loose + [cell for row in rows for cell in row])
    if len(rows) == 1 and (len(rows[0]) == 1 or tag):
        return joined([*rows[0], tag])
    columns = (element.attributes.get("columnalign") or "").split()
    aligned = columns[:2] == ["right", "left"]
    name = "aligned" if aligned else "matrix"
    lines = " \\\\ ".join([(" &" if aligned else " & ").join(row) for row in rows])
    return f"\\begin{{{name}}}{lines}\\end{{{name}}}" + tag


def _cells(row: Element) -> list[str]:
    cells = row.children[1:] if row.tag == "mlabeledtr" else row.children
    return [cell.tex.strip(" ") for cell in cells]


def _label(tex: str) -> str:
    text = tex.removeprefix("\\text{").removesuffix("}") if tex.startswith("\\text{") else tex
    return text.strip().removeprefix("(").removesuffix(")")
