r"""What is broken in a text's LaTeX, as far as its signs tell; nothing is compiled.

>>> fault(r"So $\frac{1}{2}$ costs $5."), fault(r"So $\frac{1}{2$."), fault(r"Take \(x + 1.")
('', 'a brace is open', '\\( is open')
"""

import re
from typing import Final

from webinstruct.page.formula import delimiters

_BRACE: Final = re.compile(r"(?<!\\)(?:\\\\)*([{}])")
_ENVIRONMENT: Final = re.compile(r"\\(begin|end)\s*\{([^{}]*)\}")
_PAIRS: Final = (("\\(", "\\)"), ("\\[", "\\]"))
_SIDES: Final = re.compile(r"\\(left|right)(?![a-zA-Z])")
_CODE: Final = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
_PAIR: Final = re.compile(r"(?<!\\)\\([()\[\]])")
# commands that only a formula holds: outside of one a delimiter is missing
_LOST: Final = re.compile(
    r"\\(?:[dt]?frac|sqrt|cdot|times|boxed|sum|int|alpha|beta|pi|theta|leq?|geq?)(?![a-zA-Z])"
)


def fault(text: str) -> str:
    """The first fault that is found, in words; empty if none is."""
    text = _CODE.sub(" ", text)
    if "$" not in text and "\\" not in text:
        return ""
    parts = delimiters.parts(text)
    inside = next((found for formula in parts[1::2] if (found := _of_formula(formula))), "")
    return inside or _of_formula(text) or _brackets(text) or _of_rest(" ".join(parts[::2]))


def _of_formula(tex: str) -> str:
    return _braces(tex) or _environments(tex) or _sides(tex)


def _braces(tex: str) -> str:
    depth = 0
    for brace in _BRACE.findall(tex):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return "a brace is closed that was not open"
    return "a brace is open" if depth else ""


def _environments(tex: str) -> str:
    opened: list[str] = []
    for what, name in _ENVIRONMENT.findall(tex):
        if what == "begin":
            opened.append(name)
        elif not opened or opened.pop() != name:
            return f"\\end{{{name[:20]}}} closes nothing"
    return f"\\begin{{{opened[-1][:20]}}} is open" if opened else ""


def _sides(tex: str) -> str:
    sides = _SIDES.findall(tex)
    return "" if sides.count("left") == sides.count("right") else "\\left without \\right"


def _brackets(text: str) -> str:
    r"""`\(` and `\[`; the `\\[2pt]` of a table's rows is none."""
    opened = ""
    for sign in _PAIR.findall(text):
        if sign in "([":
            if opened:
                return f"\\{opened} is open"
            opened = sign
        elif opened != {")": "(", "]": "["}[sign]:
            return f"\\{sign} closes nothing"
        else:
            opened = ""
    return f"\\{opened} is open" if opened else ""


def _of_rest(text: str) -> str:
    """What stands outside of all formulas between dollars."""
    bare = re.sub(r"\\\(.*?\\\)|\\\[.*?\\\]|\\begin\s*\{(.*?)\}.*?\\end\s*\{\1\}", " ", text, flags=re.DOTALL)
    if re.search(r"\$(?!\s?\.?\d|[A-Za-z_{(])", re.sub(r"\\\$|(?<=\d)\s?\$|US\$", "", bare)):
        return "a dollar sign without its other"
    if found := _LOST.search(bare):
        return f"{found[0]} stands outside of a formula"
    return ""
