r"""One spelling of formulas: LaTeX's and Unicode's ways of writing the same sign brought together.

>>> clean(r"\left( \dfrac{1}{2},\; 3\,\text{cm}^{2} \right]")
'( \\frac{1}{2}, 3 cm^{2} ]'
>>> clean("5 × 10³ ≤ x"), clean(r"1{,}000\%"), clean("2½")
('5 * 10^{3} ≤ x', '1000%', '2\\frac{1}{2}')
"""

import re
import unicodedata

_SIGNS = str.maketrans(
    {
        "−": "-", "–": "-", "‒": "-", "—": "-", "‐": "-", "‑": "-", "﹣": "-", "×": "*", "·": "*", "⋅": "*", "∙": "*",
        "∗": "*", "÷": "/", "∕": "/", "⁄": "/", "⟨": "⟨", "〈": "⟨", "〉": "⟩", "⩽": "≤", "≦": "≤", "⩾": "≥", "≧": "≥",
        "º": "°", "˚": "°", "’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u2009": " ", "\u202f": " ",
        "\u200b": None, "\ufeff": None, "\u00ad": None, "\x00": " ", "µ": "μ", "Ω": "Ω", "∶": ":", "％": "%", "，": ",",
        "√": "\\sqrt ", "π": "\\pi ", "θ": "\\theta ", "α": "\\alpha ", "β": "\\beta ", "γ": "\\gamma ",
        "λ": "\\lambda ", "σ": "\\sigma ", "ω": "\\omega ", "φ": "\\phi ", "∞": "∞",
    }
)  # fmt: skip
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ", "0123456789-+n", strict=True))
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
_RAISED_RUN = re.compile(f"[{''.join(_RAISED)}]+")
_LOWERED_RUN = re.compile(f"[{''.join(_LOWERED)}]+")
_VULGAR = re.compile("[\u00bc-\u00be\u2150-\u215e]")
_COMMANDS = {
    "dfrac": "\\frac", "tfrac": "\\frac", "cfrac": "\\frac", "dbinom": "\\binom", "tbinom": "\\binom",
    "cdot": "*",
    "times": "*", "ast": "*", "div": "/", "pm": "±", "mp": "±", "le": "≤", "leq": "≤", "leqslant": "≤", "ge": "≥",
    "geq": "≥", "geqslant": "≥", "lt": "<", "gt": ">", "ne": "≠", "neq": "≠", "infty": "∞", "infin": "∞",
    "cup": "∪", "in": "∈", "degree": "°", "approx": "≈", "simeq": "≈", "ldots": "…", "dots": "…", "cdots": "…",
    "langle": "⟨", "rangle": "⟩", "lbrace": "\\{", "rbrace": "\\}", "lbrack": "[", "rbrack": "]", "vert": "|",
    "lvert": "|", "rvert": "|", "mid": "|", "colon": ":", "varepsilon": "\\epsilon ", "varphi": "\\phi ",
    "euro": "€", "pounds": "£", "textdollar": "\\$", "emptyset": "∅", "varnothing": "∅", "land": " and ",
    "lor": " or ",
    "vee": " or ", "wedge": " and ", "qquad": " ", "quad": " ", "to": "→", "rightarrow": "→", "vec": "",
    "overrightarrow": "",
    "hat": "", "newline": " ", "implies": "⇒", "Rightarrow": "⇒", "ohm": "Ω",
}  # fmt: skip
_DROPPED = (
    "left right big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr displaystyle textstyle scriptstyle limits nolimits "
    "middle hfill centering boldmath rm bf it"
).split()
_COMMAND = re.compile(
    r"\\(" + "|".join(sorted([*_COMMANDS, *_DROPPED], key=len, reverse=True)) + r")(?![a-zA-Z])"
)
_SHELL = re.compile(
    r"\\(text|textbf|textit|textrm|textsf|texttt|textnormal|mathrm|mathbf|mathit|mathsf|mathtt|mathcal|mathbb|"
    r"boldsymbol|bm|mbox|hbox|operatorname|emph|unit|si|bold|pmb)\*?\s*\{([^{}]*)\}"
)
_SPACING = re.compile(r"(?<!\\)\\[,;:!> ]|~|\\[hv]space\*?\s*\{[^{}]*\}|\\(?:label|tag)\s*\{[^{}]*\}")
_THOUSANDS = re.compile(r"(?<=\d)(?:\{,\}|,?\\[,!;:]\s?|,\s?\\!)(?=\d{3}(?!\d))")
_CIRC = re.compile(r"\^\s*(?:\{\s*\\circ\s*\}|\\circ(?![a-zA-Z]))|\\circ(?![a-zA-Z])")
_RELATIONS = (("<=", "≤"), (">=", "≥"), ("!=", "≠"), ("**", "^"), ("==", "="), ("\\ne ", "≠"), ("^°", "°"))
_LOOSE_BLANK = re.compile(r"(?<!\d) | (?!\d)")  # 2 1/2 is no 21/2
_BLANKS = re.compile(r"\s+")
_MATRIX = re.compile(r"\\begin\{([pbvBV]?matrix|array)\}(?:\{[lcr|\s]*\})?(.*?)\\end\{\1\}", re.DOTALL)


def clean(text: str) -> str:
    """The text with one spelling of signs; words and the order of things stay."""
    if not text.isascii():
        text = _ascii_like(text)
    if "\\" in text or "~" in text or "{,}" in text:
        text = _latex(text)
    for old, new in _RELATIONS:
        text = text.replace(old, new)
    return _BLANKS.sub(" ", text).strip()


def squeezed(text: str) -> str:
    """`clean` without blanks: equal strings are the same formula.

    >>> squeezed("2 x + 1") == squeezed("2x+1"), squeezed("2 1/2") == squeezed("21/2")
    (True, False)
    """
    return _LOOSE_BLANK.sub("", clean(text)).replace("{}", "")


def rows(text: str) -> list[list[str]] | None:
    r"""The cells of a matrix.

    >>> rows(r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}")
    [['1', '2'], ['3', '4']]
    """
    found = _MATRIX.fullmatch(text.strip())
    if not found:
        return None
    lines = [line for line in re.split(r"\\\\(?:\[[^\]]*\])?|\\cr\b", found[2]) if line.strip()]
    return [[cell.strip() for cell in line.split("&")] for line in lines]


def _ascii_like(text: str) -> str:
    text = _VULGAR.sub(_vulgar, text)
    text = _RAISED_RUN.sub(lambda run: "^{" + "".join(_RAISED[c] for c in run[0]) + "}", text)
    text = _LOWERED_RUN.sub(lambda run: "_{" + "".join(_LOWERED[c] for c in run[0]) + "}", text)
    return unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)


def _vulgar(char: re.Match[str]) -> str:
    top, _, bottom = unicodedata.normalize("NFKC", char[0]).partition("\u2044")
    return f"\\frac{{{top}}}{{{bottom}}}"


def _latex(text: str) -> str:
    text = _CIRC.sub("°", _THOUSANDS.sub("", text))
    text = _COMMAND.sub(lambda found: _COMMANDS.get(found[1], ""), text)
    text = text.replace("\\%", "%").replace("\\#", "#").replace("\\&", "&").replace("\\_", "_")
    for _ in range(4):
        bare = _SHELL.sub(_words, text)
        if bare == text:
            break
        text = bare
    return _SPACING.sub(" ", text)


def _words(shell: re.Match[str]) -> str:
    """Words of a formula stand apart from what is before them; what follows (`^2`) stays at them."""
    inner = shell[2].strip()
    return f" {inner}" if len(inner) > 1 or shell[1].startswith("text") or shell[1] == "mathrm" else inner


_PAIRS = (
    ("$$", "$$"),
    ("\\[", "\\]"),
    ("\\(", "\\)"),
    ("$", "$"),
    ("**", "**"),
    ("`", "`"),
    ('"', '"'),
    ("“", "”"),
    ("'", "'"),
)


def unwrapped(text: str) -> str:
    r"""Without what encloses the whole: dollars, quotation marks, stars, a full stop, a box.

    >>> unwrapped(r"  $\boxed{5}$. "), unwrapped("**Paris**."), unwrapped("$5")
    ('5', 'Paris', '$5')
    """
    for _ in range(8):
        before, text = text, _one_shell_less(text.strip())
        if text == before:
            break
    return text


def _one_shell_less(text: str) -> str:
    if text.endswith((".", ";", ",", ":")) and not text.endswith(("...", "\\;", "\\,", "\\:")):
        text = text[:-1].rstrip()
    for start, end in _PAIRS:
        inner = text[len(start) : len(text) - len(end)]
        enclosed = len(text) > len(start) + len(end) and text.startswith(start) and text.endswith(end)
        if enclosed and start not in inner.replace("\\$", ""):
            return inner.strip()
    for command in ("\\boxed", "\\fbox", "\\text", "\\mathrm", "\\textbf", "\\mathbf", "\\displaystyle"):
        if text.startswith(command):
            rest = text[len(command) :].lstrip()
            if rest.startswith("{") and closing(rest, 0) == len(rest) - 1:
                return rest[1:-1].strip()
    return text


def closing(text: str, start: int, limit: int = 4000) -> int:
    r"""The place of the brace that closes the one at `start`; -1 if there is none within the limit.

    >>> closing("{a{b}c}", 0), closing(r"{a\}", 0)
    (6, -1)
    """
    depth, place, end = 0, start, min(len(text), start + limit)
    while place < end:
        if text[place] == "\\":
            place += 2
            continue
        depth += (text[place] == "{") - (text[place] == "}")
        if depth == 0:
            return place
        place += 1
    return -1
