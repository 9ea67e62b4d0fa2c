"""When two pieces of LaTeX are the same formula: `normalise` writes the rules down."""

import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Sequence
from functools import cache

Tokens = list[str]


def _words(text: str) -> list[str]:
    return text.split()


_SYNONYMS = r"""
    \frac dfrac tfrac cfrac; \binom dbinom tbinom; \overset stackrel; \leq le leqslant leqq; \geq ge geqslant geqq
    \neq ne; < lt; > gt; \rightarrow to longrightarrow; \leftarrow gets longleftarrow
    \Rightarrow implies Longrightarrow; \Leftrightarrow iff Longleftrightarrow
    \wedge land; \vee lor; \neg lnot; \ni owns; : colon; * ast
    \ldots dots dotsc dotso; \cdots dotsb dotsm; \setminus backslash; | vert lvert rvert mid
    \| Vert lVert rVert parallel; \\ cr; \{ lbrace; \} rbrace; [ lbrack; ] rbrack; \bar overline; \hat widehat
    \tilde widetilde; \vec overrightarrow; \mathbf bm boldsymbol pmb bf; \mathcal mathscr cal scr; \mathbb Bbb
    \epsilon varepsilon; \phi varphi; \theta vartheta; \emptyset varnothing"""
_SAME = {name: sign for sign, *names in map(_words, re.split(r";|\n", _SYNONYMS.strip())) for name in names}
"""Two names of one sign, or of one sign drawn in two ways: `{"le": "\\leq", …}`."""
_DROPPED = frozenset(
    _words("""
    displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag hfill hline rm it sf small
    large normalsize quad qquad enspace thinspace medspace thickspace negthinspace allowbreak strut left right middle
    big bigl bigr bigm Big Bigl Bigr Bigm bigg biggl biggr Bigg Biggl Biggr mathop mathrel mathbin mathord mathopen
    mathclose mathpunct mathinner mathrm mathit mathnormal text textrm textit textbf textnormal textup mbox hbox
    operatorname ensuremath smash space""")
)
"""Size, space and upright or slanted letters: the marks on paper stay."""
_FUNCTIONS = frozenset(
    _words("""
    arccos arcsin arctan arg argmax argmin bmod cos cosh cot coth csc deg det dim exp gcd hom inf ker lcm lg lim
    liminf limsup ln log max min mod Pr sec sin sinh sup tan tanh""")
)
_STYLES = frozenset(_words(r"\mathbf \mathbb \mathcal \mathfrak \mathsf \mathtt"))
_ARGUMENTS = {
    **dict.fromkeys(_words(r"\frac \binom \overset \underset"), 2),
    **dict.fromkeys(_words(r"\sqrt \bar \hat \tilde \vec \dot \ddot \check \breve \acute \grave \boxed"), 1),
    **dict.fromkeys(_words(r"\underline \overbrace \underbrace \xrightarrow \xleftarrow \pmod \substack"), 1),
}
_BIG = frozenset(_words(r"\sum \prod \coprod \int \iint \oint \bigcup \bigcap \overbrace \underbrace"))
"""What `\\underset` sets a limit under, as `_` does."""
_SIGNS = dict(
    re.findall(
        r"(\S) (\S+)",
        r"""α \alpha β \beta γ \gamma δ \delta ε \epsilon ϵ \epsilon ζ \zeta η \eta θ \theta ϑ \theta ι \iota
        κ \kappa λ \lambda μ \mu ν \nu ξ \xi π \pi ρ \rho σ \sigma τ \tau υ \upsilon φ \phi ϕ \phi χ \chi ψ \psi
        ω \omega Γ \Gamma Δ \Delta Θ \Theta Λ \Lambda Ξ \Xi Π \Pi Σ \Sigma Φ \Phi Ψ \Psi Ω \Omega ∞ \infty
        ∂ \partial ∇ \nabla ∑ \sum ∏ \prod ∫ \int ∬ \iint ∮ \oint √ \surd ≤ \leq ≥ \geq ≠ \neq ≈ \approx
        ≡ \equiv ∼ \sim ∝ \propto ∈ \in ∉ \notin ∋ \ni ⊂ \subset ⊆ \subseteq ⊃ \supset ⊇ \supseteq ∪ \cup ∩ \cap
        ∅ \emptyset ∖ \setminus ∀ \forall ∃ \exists ¬ \neg ∧ \wedge ∨ \vee → \rightarrow ← \leftarrow
        ⇒ \Rightarrow ⇐ \Leftarrow ⇔ \Leftrightarrow ↔ \leftrightarrow ↦ \mapsto × \times ÷ \div ± \pm ∓ \mp
        ⋅ \cdot · \cdot ∘ \circ … \ldots ⋯ \cdots ⋮ \vdots ⋱ \ddots ℓ \ell ℏ \hbar ℜ \Re ℑ \Im ⟨ \langle
        ⟩ \rangle 〈 \langle 〉 \rangle ∠ \angle ⊥ \perp ∗ * − - ∣ | ‖ \| ∥ \| ⟶ \rightarrow ⟹ \Rightarrow
        ⟺ \Leftrightarrow ′ ' ″ '' ⊕ \oplus ⊗ \otimes ⌊ \lfloor ⌋ \rfloor ⌈ \lceil ⌉ \rceil ≪ \ll ≫ \gg
        † \dagger ⊤ \top ■ \blacksquare ∎ \blacksquare ⋄ \diamond""",
    )
)
_INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064\u200b\u200c\u200d\ufeff\u00ad"))
_HIGH, _LOW = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙᵢ"
_RAISED = re.compile(f"([{_HIGH}]+)|([{_LOW}]+)")
_LETTER_STYLES = {
    "DOUBLE-STRUCK": r"\mathbb",
    "SCRIPT": r"\mathcal",
    "FRAKTUR": r"\mathfrak",
    "BOLD": r"\mathbf",
}

_LAYOUT = re.compile(
    r"\\(?:label|tag\*?|hspace\*?|vspace\*?|color|vphantom|hphantom|phantom)\s*\{[^{}]*\}"
    r"|(?<=\\\\)\s*\[-?[\d.]+\s*(?:em|ex|pt|mm|cm|px)\]|(?<=\\left)\s*\.|(?<=\\right)\s*\."
)
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{\s*(\w+)\*?\s*\}(?:\s*(?<=array\})\{[^{}]*\})?")
_FENCES = {
    "pmatrix": ("(", ")"),
    "bmatrix": ("[", "]"),
    "vmatrix": ("|", "|"),
    "Bmatrix": (r"\{", r"\}"),
    "Vmatrix": (r"\|", r"\|"),
    "cases": (r"\{", ""),
    "dcases": (r"\{", ""),
    "rcases": ("", r"\}"),
}
_FRAMES = frozenset({"equation", "displaymath", "math"})
_ROWS, _END = r"\rows", r"\endrows"
_TOKEN = re.compile(r"\\[A-Za-z]+|\\.|\S", re.DOTALL)
_TAIL = frozenset([*".,;:", r"\\"])


@cache
def normalise(tex: str) -> str:
    r"""LaTeX in one spelling: two formulas are equal here if they are drawn alike, style aside.

    Gone are white space and spacing commands (`\, \; \quad ~`), braces that change nothing, sizes
    (`\left \right \big \displaystyle \limits`), upright and slanted letters (`\mathrm \text
    \operatorname \mathit`, so `\operatorname{sin}` = `\sin` = `sin`), labels, tags, the frame of a display
    (`equation`), trailing `. , ; :` and a row end before the end. One name stands for synonyms
    (`\le` = `\leq`, `\to` = `\rightarrow`, `\dfrac` = `\frac`, `\lvert` = `|`, `'` = `^\prime`), for shapes of
    a letter (`\varphi` = `\phi`), for short and long accents (`\bar` = `\overline`), and for a Unicode sign
    and its command. Subscripts come before superscripts, `a \over b` is `\frac`, `\binom` a stack in parentheses,
    a limit under `\lim` or `\sum` a subscript. `aligned`, `array` and `matrix` are rows of cells, `pmatrix`,
    `cases` and their like rows in fences. LaTeX whose braces don't match is compared raw, white space aside.
    Bold, blackboard and script letters, order, numbers and signs all count.

    >>> normalise(r"\left( \dfrac{1}{x^{2}} \right)\, , ")
    '(\\frac1{x^2})'
    >>> normalise(r"{\displaystyle x_{i}'\le\operatorname {Var} (X)}") == normalise("x^\\prime_i ≤ Var(X)")
    True
    >>> normalise("x^{2n}") == normalise("x^2n")
    False
    """
    if _unbalanced(tex):
        return "".join(tex.split())
    out = _without_tail(_sequence(deque(_tokens(tex)), ""))
    if out[:1] == [_ROWS] and out[-1] == _END and out.count(_END) == 1 and not {"&", r"\\"} & set(out):
        out = _without_tail(out[1:-1])  # one row of one cell is no table
    return _spelled(out)


def _unbalanced(tex: str) -> bool:
    depth = 0
    for brace in re.findall(r"(?<!\\)(?:\\\\)*([{}])", tex):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return True
    return depth != 0


def _without_tail(tokens: Tokens) -> Tokens:
    end = len(tokens)
    while end and tokens[end - 1] in _TAIL:
        end -= 1
    return tokens[:end]


def _tokens(tex: str) -> Tokens:
    tex = _ENVIRONMENT.sub(_rows, _LAYOUT.sub("", _plain_letters(tex)))
    tex = re.sub(r"\\left\s*<", r"\\langle ", re.sub(r"\\right\s*>", r"\\rangle ", tex))
    tokens: Tokens = []
    for token in _TOKEN.findall(tex.replace("...", r"\ldots ")):
        name = token[1:]
        if token in {"~", "$"} or (
            token[0] == "\\" and (name in _DROPPED or name[:1] in set(",;:!> \n\t/-"))
        ):
            continue
        if token[0] == "\\" and name in _FUNCTIONS:
            tokens += list(name.removeprefix("b") if name == "bmod" else name)
        elif token == "'":
            tokens += ["^", r"\prime"]
        else:
            tokens.append(_SAME.get(name, token) if token[0] == "\\" else token)
    return tokens


def _plain_letters(tex: str) -> str:
    """Unicode signs, styled letters and raised digits as LaTeX: `ℝ` is `\\mathbb{R}`, `x²` is `x^{2}`."""
    tex = tex.translate(_INVISIBLE).replace(r"\operatorname*", r"\operatorname").replace("°", r"^\circ ")
    if tex.isascii():
        return tex
    tex = _RAISED.sub(lambda m: f"{'^' if m[1] else '_'}{{{unicodedata.normalize('NFKC', m[0])}}}", tex)
    return "".join(char if char.isascii() else _letter(char) for char in tex)


def _letter(char: str) -> str:
    if char in _SIGNS:
        return f"{_SIGNS[char]} "
    plain, name = unicodedata.normalize("NFKC", char), unicodedata.name(char, "")
    if plain == char or len(plain) != 1:
        return char
    plain = _SIGNS.get(plain, plain)
    style = next((command for word, command in _LETTER_STYLES.items() if word in name), None)
    return f"{style}{{{plain}}}" if style else f"{plain} "


def _rows(match: re.Match[str]) -> str:
    begins, name = match[1] == "begin", match[2]
    if name in _FRAMES:
        return " "
    opening, closing = _FENCES.get(name, ("", ""))
    return f"{opening}{_ROWS} " if begins else f"{_END} {closing}"


def _sequence(queue: deque[str], until: str) -> Tokens:
    """Tokens up to `until`, which is taken, too; inner braces that are no argument are gone."""
    out: Tokens = []
    while queue and (token := queue.popleft()) != until:
        if token in {"^", "_"}:
            queue.appendleft(token)
            out += _scripts(queue)
        elif token == _END and out[-1:] == [r"\\"]:
            out[-1] = token
        elif token == r"\not" and queue and queue[0] in {"=", r"\in"}:
            out.append(r"\neq" if queue.popleft() == "=" else r"\notin")
        else:
            out += _item(token, queue)
    for infix, command in ((r"\over", r"\frac"), (r"\choose", r"\binom"), (r"\atop", r"\stack")):
        if infix in out:
            at = out.index(infix)
            return _drawn(command, [], [out[:at], out[at + 1 :]])
    return out


def _scripts(queue: deque[str]) -> Tokens:
    """All indices and exponents that follow, indices first, primes before other exponents."""
    low: Tokens = []
    high: list[Tokens] = []
    while queue and queue[0] in {"^", "_"}:
        mark = queue.popleft()
        script = _argument(queue)
        if mark == "_":
            low += ["_", *_braced(script)]
        elif high and set(high[-1]) == {r"\prime"}:
            high[-1] += script
        else:
            high.append(script)
    return low + [token for script in high for token in ["^", *_braced(script)]]


def _item(token: str, queue: deque[str]) -> Tokens:
    if token == "{":
        return _sequence(queue, "}")
    if token in _STYLES:
        return [part for inner in _argument(queue) for part in _styled(token, inner)]
    option: Tokens = []
    if token in {r"\sqrt", r"\xrightarrow", r"\xleftarrow"} and queue and queue[0] == "[":
        queue.popleft()
        option = ["[", *_sequence(queue, "]"), "]"]
    given = [_argument(queue) for _ in range(_ARGUMENTS.get(token, 0))]
    return _drawn(token, option, given)


def _drawn(token: str, option: Tokens, given: list[Tokens]) -> Tokens:
    """A command with its arguments; `\\binom` as the stack in parentheses that it is."""
    if token == r"\binom":
        return ["(", *_drawn(r"\stack", [], given), ")"]
    if token == r"\pmod":
        return ["(", *"mod", *given[0], ")"]
    if token in {r"\underset", r"\overset"} and given[1] and _takes_limits(given[1]):
        return [*given[1], "_" if token == r"\underset" else "^", *_braced(given[0])]
    return [token, *option, *(part for argument in given for part in _braced(argument))]


def _styled(style: str, token: str) -> Tokens:
    return [style, token] if token.isalnum() or (token[0] == "\\" and token[1:].isalpha()) else [token]


def _takes_limits(base: Sequence[str]) -> bool:
    word = "".join(base)
    return base[0] in _BIG or (len(word) > 1 and word.isalpha())


def _argument(queue: deque[str]) -> Tokens:
    if not queue or queue[0] == "}":
        return []
    token = queue.popleft()
    return [token] if token in {"^", "_", "&"} else _item(token, queue)


def _braced(argument: Tokens) -> Tokens:
    return argument if len(argument) == 1 else ["{", *argument, "}"]


def _spelled(tokens: Iterable[str]) -> str:
    """Tokens as LaTeX, a space only where a letter would run into a command."""
    out = ""
    for token in tokens:
        out += f" {token}" if token[0].isalpha() and re.search(r"\\[A-Za-z]+$", out) else token
    return out
