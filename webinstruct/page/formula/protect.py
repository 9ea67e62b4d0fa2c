r"""Marks around formulas and inline code in the text of a page, until the text is done.

A formula found in the tree becomes `\ue000x^2\ue001`. No later step cuts it, joins its spaces or looks for
dollar signs in it; at the end `render` writes `$x^2$`. The marks are in Unicode's private use area;
`MARKS` is what must be taken out of a page's own text before.

>>> render("so " + protect(Formula("x^2")) + " is " + protect(Formula("y", display=True)))
'so $x^2$ is $$y$$'
"""

import re

from webinstruct.page.model import Formula

INLINE = ("\ue000", "\ue001")
DISPLAY = ("\ue002", "\ue003")
CODE = ("\ue004", "\ue005")
MARKS = re.compile("[\ue000-\ue005]")

_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*(?=\n)")
_LINE_END = re.compile(r"\s*\n\s*")
_PAIRS = (("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]"))
_BRACE_OR_DOLLAR = re.compile(r"\\.|[{}$]", re.DOTALL)


def protect(formula: Formula) -> str:
    """The formula on one line between its marks; an empty one gives an empty string."""
    tex = clean(formula.tex)
    opening, closing = DISPLAY if formula.display else INLINE
    return f"{opening}{tex}{closing}" if tex else ""


def render(text: str) -> str:
    """The marks of formulas become `$` and `$$`, those of code vanish."""
    for mark in INLINE:
        text = text.replace(mark, "$")
    for mark in DISPLAY:
        text = text.replace(mark, "$$")
    for mark in CODE:
        text = text.replace(mark, "")
    return text


def clean(tex: str) -> str:
    r"""TeX that can stand between `$` and `$`: one line, no delimiters of its own, no bare dollar sign.

    >>> clean("\\[ a % first\n + b \\]"), clean("$x$"), clean("5$")
    ('a + b', 'x', '5\\$')
    """
    tex = MARKS.sub("", tex).strip()
    if "\n" in tex:
        tex = _LINE_END.sub(" ", _COMMENT.sub(r"\1", tex)).strip()
    if tex[:1] in "$\\" and tex[-1:] in "$)]":
        tex = _unwrapped(tex)
    while tex.endswith("\\") and (len(tex) - len(tex.rstrip("\\"))) % 2:
        tex = tex[:-1].rstrip()  # what is left of `\ ` would escape the closing dollar sign
    return _escaped(tex) if "$" in tex else tex


def _unwrapped(tex: str) -> str:
    """Without the delimiters around it, if they belong together: not in `$a$ and $b$`."""
    for opening, closing in _PAIRS:
        inner = tex[len(opening) : -len(closing)]
        if tex.startswith(opening) and tex.endswith(closing) and inner and opening not in inner:
            return tex if inner.endswith("\\") else _unwrapped(inner.strip())
    return tex


def _escaped(tex: str) -> str:
    r"""`$` as `\$` outside braces; in `\text{if $x$}` it is math and stays."""
    depth = 0

    def escape(sign: re.Match[str]) -> str:
        nonlocal depth
        depth += (sign[0] == "{") - (sign[0] == "}")
        return "\\$" if sign[0] == "$" and depth <= 0 else sign[0]

    return _BRACE_OR_DOLLAR.sub(escape, tex)
