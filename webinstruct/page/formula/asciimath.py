r"""AsciiMath to LaTeX, after the grammar and the symbols published at asciimath.org.

    S ::= symbol | ( E ) | unary S | binary S S         I ::= S | S_S | S^S | S_S^S         E ::= I | I/I | I E

PyPI's py_asciimath takes 2.3 ms a formula, 0.6 s to start, and makes `f \frac{x}{g} \left(x\right)` of
`f(x)/g(x)` and `\textrm{h i}` of `text(hi)`; so this is our own.
"""

import re
from dataclasses import dataclass

_MAX_LENGTH = 2_000
_MAX_DEPTH = 40

_WORDS = """
alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma tau upsilon
phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega sum prod int oint times cdot div oplus
otimes odot wedge bigwedge vee bigvee cap bigcap cup bigcup setminus ast star circ partial nabla infty aleph therefore
because quad qquad diamond triangle angle subset supset subseteq supseteq in notin equiv cong approx propto
neg implies iff forall exists bot top vdash models uparrow downarrow rightarrow to leftarrow leftrightarrow mapsto
Rightarrow Leftarrow Leftrightarrow le ge ne lt gt cdots ldots vdots ddots prime pm mp bowtie ltimes rtimes prec succ
preceq succeq backslash square emptyset hbar ell
"""
"""Names that LaTeX has too."""
_SYMBOLS = {name: "\\" + name for name in _WORDS.split()} | {
    **{
        "*": "\\cdot",
        "**": "\\ast",
        "***": "\\star",
        "//": "/",
        "\\\\": "\\backslash",
        "xx": "\\times",
        "-:": "\\div",
    },
    **{
        "|><": "\\ltimes",
        "><|": "\\rtimes",
        "|><|": "\\bowtie",
        "@": "\\circ",
        "o+": "\\oplus",
        "ox": "\\otimes",
    },
    **{"o.": "\\odot", "^^": "\\wedge", "^^^": "\\bigwedge", "vv": "\\vee", "vvv": "\\bigvee", "nn": "\\cap"},
    **{
        "nnn": "\\bigcap",
        "uu": "\\cup",
        "uuu": "\\bigcup",
        "del": "\\partial",
        "grad": "\\nabla",
        "+-": "\\pm",
    },
    **{
        "-+": "\\mp",
        "O/": "\\emptyset",
        "oo": "\\infty",
        ":.": "\\therefore",
        ":'": "\\because",
        "...": "\\ldots",
    },
    **{
        "/_": "\\angle",
        "/_\\": "\\triangle",
        "'": "'",
        "CC": "\\mathbb{C}",
        "NN": "\\mathbb{N}",
        "RR": "\\mathbb{R}",
    },
    **{"QQ": "\\mathbb{Q}", "ZZ": "\\mathbb{Z}", "!=": "\\ne", "<=": "\\le", ">=": "\\ge", "-<": "\\prec"},
    **{
        ">-": "\\succ",
        "-<=": "\\preceq",
        ">-=": "\\succeq",
        "!in": "\\notin",
        "sub": "\\subset",
        "sup": "\\supset",
    },
    **{"sube": "\\subseteq", "supe": "\\supseteq", "-=": "\\equiv", "~=": "\\cong", "~~": "\\approx"},
    **{
        "prop": "\\propto",
        "and": "\\text{ and }",
        "or": "\\text{ or }",
        "not": "\\neg",
        "=>": "\\Rightarrow",
    },
    **{"if": "\\text{ if }", "<=>": "\\Leftrightarrow", "AA": "\\forall", "EE": "\\exists", "_|_": "\\bot"},
    **{"TT": "\\top", "|--": "\\vdash", "|==": "\\models", "uarr": "\\uparrow", "darr": "\\downarrow"},
    **{
        "rarr": "\\rightarrow",
        "->": "\\to",
        "larr": "\\leftarrow",
        "harr": "\\leftrightarrow",
        "|->": "\\mapsto",
    },
    **{
        ">->": "\\rightarrowtail",
        "->>": "\\twoheadrightarrow",
        "rArr": "\\Rightarrow",
        "lArr": "\\Leftarrow",
    },
    **{
        "hArr": "\\Leftrightarrow",
        "mlt": "\\ll",
        "mgt": "\\gg",
        "%": "\\%",
        "#": "\\#",
        "&": "\\&",
        "$": "\\$",
    },
    **{
        "\\ ": "\\ ",
        "<": "<",
        ">": ">",
        "~": "\\sim",
        "dx": "dx",
        "dy": "dy",
        "dz": "dz",
        "dt": "dt",
        "frown": "\\frown",
    },
}
_UNARY = {
    **{"sqrt": "\\sqrt{%s}", "hat": "\\hat{%s}", "bar": "\\overline{%s}", "overline": "\\overline{%s}"},
    **{
        "vec": "\\vec{%s}",
        "dot": "\\dot{%s}",
        "ddot": "\\ddot{%s}",
        "tilde": "\\tilde{%s}",
        "ul": "\\underline{%s}",
    },
    **{"underline": "\\underline{%s}", "ubrace": "\\underbrace{%s}", "underbrace": "\\underbrace{%s}"},
    **{"obrace": "\\overbrace{%s}", "overbrace": "\\overbrace{%s}", "overarc": "\\overparen{%s}"},
    **{"cancel": "\\cancel{%s}", "bb": "\\mathbf{%s}", "mathbf": "\\mathbf{%s}", "bbb": "\\mathbb{%s}"},
    **{"mathbb": "\\mathbb{%s}", "cc": "\\mathcal{%s}", "mathcal": "\\mathcal{%s}", "tt": "\\mathtt{%s}"},
    **{"mathtt": "\\mathtt{%s}", "fr": "\\mathfrak{%s}", "mathfrak": "\\mathfrak{%s}", "sf": "\\mathsf{%s}"},
    **{"mathsf": "\\mathsf{%s}", "mathrm": "\\mathrm{%s}", "abs": "|%s|", "norm": "\\|%s\\|"},
    **{"floor": "\\lfloor %s \\rfloor", "ceil": "\\lceil %s \\rceil"},
}
_BINARY = {
    **{"frac": "\\frac{%s}{%s}", "root": "\\sqrt[%s]{%s}", "stackrel": "\\stackrel{%s}{%s}"},
    **{"overset": "\\overset{%s}{%s}", "underset": "\\underset{%s}{%s}"},
}
_LIMITS = {"lim": "\\lim", "min": "\\min", "max": "\\max", "Lim": "\\operatorname{Lim}"}
"""These take no operand: `lim_(x->0) 1/x` is no fraction of limits."""
_NAMED = "sin cos tan sec csc cot arcsin arccos arctan sinh cosh tanh coth exp log ln det dim gcd"
_FUNCTIONS = (
    {name: "\\" + name for name in _NAMED.split()}
    | {name: f"\\operatorname{{{name}}}" for name in ("sech", "csch", "mod", "lcm", "lub", "glb")}
    | {"f": "f", "g": "g"}
)
_LEFT = {"(": "(", "[": "[", "{": "\\{", "(:": "\\langle", "<<": "\\langle", "langle": "\\langle", "{:": "",
         "|__": "\\lfloor", "|~": "\\lceil"}  # fmt: skip
_RIGHT = {")": ")", "]": "]", "}": "\\}", ":)": "\\rangle", ">>": "\\rangle", "rangle": "\\rangle", ":}": "",
          "__|": "\\rfloor", "~|": "\\rceil"}  # fmt: skip
_BARS = {"|": "|", "||": "\\|"}
_MATRIX = {
    **{("(", ")"): "pmatrix", ("[", "]"): "bmatrix", ("|", "|"): "vmatrix", ("||", "||"): "Vmatrix"},
    **{("{", ":}"): "cases", ("{:", ":}"): "matrix"},
}
_NAMES = (*_SYMBOLS, *_LIMITS, *_UNARY, *_BINARY, *_FUNCTIONS, *_LEFT, *_RIGHT, *_BARS)
_TOKEN = re.compile(
    r"\"(?P<quote>[^\"]*)\"|(?:text|mbox) ?(?:\((?P<round>[^()]*)\)|\[(?P<square>[^\[\]]*)\]|\{(?P<curly>[^{}]*)\})"
    r"|color ?[({\[](?P<color>#?\w+)[)}\]]"
    r"|(?P<number>\d+(?:\.\d+)?|\.\d+)|(?P<name>"
    + "|".join(re.escape(name) for name in sorted(_NAMES, key=len, reverse=True))
    + r")|(?P<space>\s+)|(?P<sign>.)",
    re.DOTALL,
)
_TEXT_KINDS = frozenset(("quote", "round", "square", "curly"))
_SPECIAL = re.compile(r"[{}%#&$\\]")
_ESCAPE = r"\\\g<0>"
_IS_LATEX = re.compile(r"\\[a-zA-Z]{2,}")
_SINGLE = re.compile(r"[^\s\\{}]|\\[a-zA-Z]+")
_COMMAND_END = re.compile(r"\\[a-zA-Z]+$")
_TALL = re.compile(r"\\frac|\\begin|\\sum|\\int|\\prod")
_INFIX = "in notin and or if to lt gt le ge ne iff implies sub sup sube supe xx nn uu vv rarr times cdot"
_RELATIONS = frozenset(_INFIX.split())
_OPERATORS = frozenset((*_FUNCTIONS.values(), *_LIMITS.values())) - {"f", "g"}
_LONE_SCRIPT = frozenset("^_/")


def to_latex(source: str) -> str:
    r"""AsciiMath as LaTeX; what cannot be read, or is LaTeX already, comes back as it was.

    >>> to_latex("sum_(i=1)^n i^3 = ((n(n+1))/2)^2")
    '\\sum_{i=1}^n i^3 = \\left(\\frac{n(n+1)}{2}\\right)^2'
    """
    if len(source) == 1 or len(source) > _MAX_LENGTH or _IS_LATEX.search(source):
        return source
    parser = _Parser(_tokens(source))
    try:
        tex = _joined_cells(parser.cells(""))
    except ValueError:
        return source
    return tex if parser.done and tex else source


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    spaced: bool
    """White space stood before it."""


@dataclass(frozen=True, slots=True)
class _Node:
    tex: str
    spaced: bool = False
    left: str = ""
    right: str = ""
    cells: "list[list[_Node]] | None" = None
    """What stood between brackets, split at commas; None for anything else."""


def _tokens(source: str) -> list[_Token]:
    tokens, spaced = [], False
    for match in _TOKEN.finditer(source):
        kind = match.lastgroup or ""
        if kind != "space":
            text = match[kind]
            tokens.append(_Token("text" if kind in _TEXT_KINDS else kind, text, spaced))
        spaced = kind == "space"
    return tokens


class _Parser:
    """Recursive descent; ValueError where a bracket or an operand is missing or nesting is too deep."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    @property
    def done(self) -> bool:
        """Whether everything was read."""
        return self._at >= len(self._tokens)

    def cells(self, bar: str) -> list[list[_Node]]:
        """Expressions between commas, up to a closing bracket, to `bar` or to the end."""
        cells: list[list[_Node]] = [[]]
        while not self.done and self._peek() not in _RIGHT and self._peek() != bar:
            if self._peek() == ",":
                self._at += 1
                cells.append([])
            else:
                cells[-1].append(self._fraction())
        return cells

    def _peek(self) -> str | None:
        """The next symbol; None for text, numbers and the end."""
        if self.done:
            return None
        token = self._tokens[self._at]
        return token.text if token.kind in ("name", "sign") else None

    def _fraction(self) -> _Node:
        node = self._scripted()
        while self._peek() == "/":
            self._at += 1
            node = _Node(f"\\frac{{{_inner(node)}}}{{{_inner(self._scripted())}}}", node.spaced)
        return node

    def _scripted(self) -> _Node:
        node = self._simple()
        scripts = self._scripts()
        return _Node((node.tex or "{}") + scripts, node.spaced) if scripts else node

    def _scripts(self) -> str:
        """`_S`, `^S`, both, and primes before them."""
        tex = ""
        while self._peek() == "'":
            self._at += 1
            tex += "'"
        for sign in "_^":
            if self._peek() == sign:
                self._at += 1
                minus = "-" if self._peek() == "-" else ""
                self._at += len(minus)
                tex += sign + _braced(minus + _inner(self._simple()))
        return tex

    def _simple(self) -> _Node:
        self._depth += 1
        if self.done or self._depth > _MAX_DEPTH:
            raise ValueError("operand missing" if self.done else "nested too deep")
        token = self._tokens[self._at]
        self._at += 1
        node = self._symbol(token) if token.kind in ("name", "sign") else self._literal(token)
        self._depth -= 1
        return node

    def _literal(self, token: _Token) -> _Node:
        if token.kind == "text":
            return _Node(f"\\text{{{_SPECIAL.sub(_ESCAPE, token.text)}}}", token.spaced)
        if token.kind == "color":
            return _Node(f"\\textcolor{{{token.text}}}{{{_inner(self._simple())}}}", token.spaced)
        return _Node(token.text, token.spaced)

    def _symbol(self, token: _Token) -> _Node:
        name = token.text
        if name in _LEFT or (name in _BARS and self._bar_closes(name)):
            return self._group(token)
        if name in _FUNCTIONS:
            return self._function(token)
        if name in _UNARY:
            return _Node(_UNARY[name] % _inner(self._simple()), token.spaced)
        if name in _BINARY:
            first = _inner(self._simple())
            return _Node(_BINARY[name] % (first, _inner(self._simple())), token.spaced)
        if name in _LONE_SCRIPT or name in _RIGHT or name in "\\{}":
            raise ValueError(f"{name} has nothing to its left")
        return _Node("\\mid" if name == "|" else _SYMBOLS.get(name) or _LIMITS.get(name, name), token.spaced)

    def _function(self, token: _Token) -> _Node:
        """`sin^2 x` is one operand: a function takes its scripts and what follows, `f` and `g` only brackets."""
        tex = _FUNCTIONS[token.text] + self._scripts()
        following = self._peek()
        if following in _LEFT or (token.text not in "fg" and self._is_operand()):
            argument = self._scripted()
            return _Node(_joined([_Node(tex), argument]), token.spaced)
        return _Node(tex, token.spaced)

    def _is_operand(self) -> bool:
        if self.done:
            return False
        token = self._tokens[self._at]
        if token.kind not in ("name", "sign"):
            return True
        return token.text.isalnum() and token.text not in _RELATIONS

    def _bar_closes(self, bar: str) -> bool:
        """Whether the same bar comes again before the bracket around it closes."""
        depth = 0
        for token in self._tokens[self._at :]:
            if token.text == bar and depth == 0:
                return True
            depth += (token.text in _LEFT) - (token.text in _RIGHT)
            if depth < 0:
                return False
        return False

    def _group(self, token: _Token) -> _Node:
        """What stands between brackets; another closing bracket will do, as in `[0,1)`."""
        left = token.text
        cells = self.cells(left if left in _BARS else "")
        if self.done:
            raise ValueError(f"{left} is not closed")
        right = self._tokens[self._at].text
        if left in _BARS and right != left:
            raise ValueError(f"{left} is not closed")
        self._at += 1
        matrix = _matrix(left, right, cells)
        if matrix:
            return _Node(matrix, token.spaced)
        return _Node(_bracketed(left, right, _joined_cells(cells)), token.spaced, left, right, cells)


def _matrix(left: str, right: str, cells: list[list[_Node]]) -> str | None:
    """`[[a,b],[c,d]]` as a matrix: rows in brackets of one kind, all of one length. `{(1,2),(3,4)}` is a set."""
    rows = [cell[0] for cell in cells if len(cell) == 1]
    if len(rows) != len(cells) or len(rows) < 2 or right == "}":
        return None
    widths = {len(row.cells) if row.cells is not None and row.left in ("(", "[") else 0 for row in rows}
    if len(widths) != 1 or 0 in widths or len({(row.left, row.right) for row in rows}) != 1:
        return None
    name = _MATRIX.get((left, right))
    body = " \\\\ ".join(" & ".join(_joined(cell) for cell in row.cells or []) for row in rows)
    return f"\\begin{{{name}}}{body}\\end{{{name}}}" if name else None


def _bracketed(left: str, right: str, tex: str) -> str:
    opening, closing = (_LEFT | _BARS)[left], (_RIGHT | _BARS)[right]
    if _TALL.search(tex) and (opening or closing):
        return f"\\left{opening or '.'}{_spaced(opening, tex)}\\right{closing or '.'}"
    return (
        _spaced(opening, tex)
        if not closing
        else _spaced(_spaced(opening, tex, keep=True), closing, keep=True)
    )


def _spaced(first: str, second: str, *, keep: bool = False) -> str:
    """The second with what must stand between it and the first; with `keep` after the first."""
    gap = " " if _ends_in_command(first) and second[:1].isalnum() else ""
    return first + gap + second if keep else gap + second


def _ends_in_command(tex: str) -> bool:
    return _COMMAND_END.search(tex) is not None


def _joined_cells(cells: list[list[_Node]]) -> str:
    tex = ""
    for index, cell in enumerate(cells):
        gap = " " if index and cell and cell[0].spaced else ""
        tex += ("," if index else "") + gap + _joined(cell)
    return tex


def _joined(nodes: list[_Node]) -> str:
    """Side by side, apart where the source was or where a command would swallow a letter."""
    tex = ""
    for node in nodes:
        needed = node.tex[:1].isalnum() and _ends_in_command(tex)
        tex += (" " if tex and (node.spaced or needed) else "") + node.tex
    return tex


def _inner(node: _Node) -> str:
    """Without the brackets around it, where these only hold an operand together."""
    if node.cells is not None and node.left in ("(", "[", "{") and node.right in (")", "]", "}"):
        return _joined_cells(node.cells)
    if node.cells is not None and node.left == "{:" and node.right == ":}":
        return _joined_cells(node.cells)
    return node.tex


def _braced(tex: str) -> str:
    is_single = _SINGLE.fullmatch(tex) and tex not in _OPERATORS
    return tex if is_single else f"{{{tex}}}"
