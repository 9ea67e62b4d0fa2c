r"""Content MathML's `apply`, crudely: operators between, before or round their arguments.

<apply><plus/><ci>x</ci><cn>1</cn></apply>   x+1
<apply><sin/><ci>x</ci></apply>              \sin(x)
"""

from typing import Final

from webinstruct.page.formula.mathml_tree import Element, joined
from webinstruct.page.formula.symbols import FUNCTIONS

_INFIX: Final = {
    "plus": "+", "minus": "-", "times": " ", "eq": "=", "neq": " \\neq ", "lt": "<", "gt": ">", "leq": " \\leq ",
    "geq": " \\geq ", "in": " \\in ", "notin": " \\notin ", "subset": " \\subseteq ", "union": " \\cup ",
    "intersect": " \\cap ", "and": " \\land ", "or": " \\lor ", "implies": " \\implies ", "equivalent": " \\equiv ",
    "approx": " \\approx ", "tendsto": " \\to ", "setdiff": " \\setminus ",
}  # fmt: skip
_FUNCTIONS: Final = FUNCTIONS - {"lim", "inf"}
_AROUND: Final = {"abs": ("|", "|"), "floor": ("\\lfloor ", "\\rfloor "), "ceiling": ("\\lceil ", "\\rceil ")}
_LARGE: Final = {"sum": "\\sum", "product": "\\prod", "int": "\\int", "limit": "\\lim"}
_OTHERS: Final = frozenset({"divide", "power", "root", "factorial", "not"})
_TEMPLATES: Final = {
    "divide": "\\frac{{{0}}}{{{1}}}",
    "root": "\\sqrt{{{0}}}",
    "factorial": "{0}!",
    "not": "\\neg {0}",
}
_SUMS: Final = frozenset({"plus", "minus"})
OPERATORS: Final = frozenset(_INFIX) | _FUNCTIONS | frozenset(_AROUND) | frozenset(_LARGE) | _OTHERS
"""The names of elements that stand, empty, as the first child of `apply`."""


def applied(element: Element) -> str:
    """An operator and its arguments as LaTeX; an operator that is not known as a function."""
    if not element.children:
        return ""
    operator = element.children[0]
    below, above = _bound(element, "lowlimit"), _bound(element, "uplimit")
    arguments = [child for child in element.children[1:] if child.tag not in _BOUNDS]
    name = operator.tag
    texts = [child.tex for child in arguments]
    if name in _LARGE:
        variable = _bound(element, "bvar")
        start = variable + "=" if variable and name in ("sum", "product") else ""
        low = f"_{{{start}{below}}}" if below else ""
        high = f"^{{{above}}}" if above else ""
        return joined([_LARGE[name] + low + high, *texts, f"\\,d{variable}" if name == "int" else ""])
    if name in _INFIX:
        return _between(name, arguments)
    return _around(name, operator, arguments, texts)


_BOUNDS: Final = frozenset({"bvar", "lowlimit", "uplimit", "degree", "logbase", "condition"})


def _bound(element: Element, tag: str) -> str:
    return next(
        (child.children[0].tex for child in element.children if child.tag == tag and child.children), ""
    )


def _between(name: str, arguments: list[Element]) -> str:
    loose = _INFIX[name].strip()
    texts = [
        _grouped(child) if name in ("times", "minus") and at else child.tex
        for at, child in enumerate(arguments)
    ]
    if name == "times" and arguments:
        texts[0] = _grouped(arguments[0])
    if len(texts) == 1:
        return joined([loose, texts[0]])
    parts = [part for text in texts for part in (_INFIX[name] if name != "times" else "", text)][1:]
    return joined(parts)


def _grouped(child: Element) -> str:
    """In brackets if it is a sum."""
    is_sum = child.tag == "apply" and bool(child.children) and child.children[0].tag in _SUMS
    return f"({child.tex})" if is_sum else child.tex


def _around(name: str, operator: Element, arguments: list[Element], texts: list[str]) -> str:
    first, second = [*texts, "", ""][:2]
    if name in _TEMPLATES:
        return _TEMPLATES[name].format(first, second)
    if name == "power":
        base = f"({first})" if arguments and arguments[0].tag == "apply" else first
        return f"{base}^{{{second}}}"
    if name in _AROUND:
        opening, closing = _AROUND[name]
        return opening + first + closing.strip()
    function = f"\\{name}" if name in _FUNCTIONS else operator.tex or f"\\operatorname{{{name}}}"
    return f"{function}({', '.join(texts)})"
