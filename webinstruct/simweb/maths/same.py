r"""What two right readings of the same text may differ in, taken away.

Whoever converts MathML or AsciiMath to LaTeX writes other spaces, braces and names than the author did.

    >>> bare(r"so $x^{2} \cdot y$") == bare(r"so $$x^2\cdot y$$")
    True
    >>> bare(r"$\frac{1}{2}$") == bare(r"$\frac{1}{3}$")
    False
"""

import re

_NAMES = {
    r"\\(?:left|right)(?![A-Za-z])\.?": "",
    r"\\(?:displaystyle|mathrm|text|operatorname|limits)(?![A-Za-z])": "",
    r"\\dfrac(?![A-Za-z])": r"\\frac",
    r"\^\{?\\prime(?![A-Za-z])\}?|′": "'",
    r"\\to(?![A-Za-z])|→": r"\\rightarrow",
    r"\\leq(?![A-Za-z])": r"\\le",
    r"⋅|·": r"\\cdot",
    "−": "-",
    r"\\[,;:! ]|[\s{}$~\u2061\u2062\xa0]": "",
    r"\^'": "'",
}
_RULES = [(re.compile(pattern), put) for pattern, put in _NAMES.items()]


def bare(text: str) -> str:
    """The text without white space, braces, dollar signs and spacing commands, with one name a sign."""
    for pattern, put in _RULES:
        text = pattern.sub(put, text)
    return text
