"""Formulas of pages against lists of them: how many survive into the text, once, and no price as one.

A truth file has one JSON line a page:

    {"file": "pages/a.html", "complete": true, "formulas": [{"tex": "x^2", "kind": "katex"}],
     "strings": [{"text": "H_2O", "kind": "scripts"}], "prices": ["$5"], "never": ["word^1"]}

`complete` says that all formulas of the page are listed, `strings` must stand in the text as they are,
`prices` outside formulas, `never` nowhere. Beside a `tex`: `or` lists other LaTeX for it, `glyphs` is the
page's drawing of it as text without white space, which must not stand beside it, and `raw` says that it is
malformed, so that it is enough if it stands in the text as it is.
"""

import json
import random
import re
import unicodedata
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from webinstruct import page as pages_of
from webinstruct.page.delimiters import spans

from .intervals import Share

Read = Callable[[bytes], str]
"""A page's bytes to its text."""
Truth = Mapping[str, Any]
Tokens = list[str]
_LONG = 6
"""LaTeX shorter than this may stand in prose by chance: it is not looked for outside formulas."""
_DRAWS = 2000
_FAULTS = ("doubled", "false", "prices_as_math", "prices_lost", "never")


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


def found(text: str) -> list[str]:
    """The formulas of a page's text, in order, without delimiters.

    >>> found("So $x^2$ costs $5, and $$y=1$$")
    ['x^2', 'y=1']
    """
    return [text[start:end].strip("$").strip() for start, end in spans(text)]


@dataclass(frozen=True, slots=True)
class Miss:
    """A formula (or string) of the truth that the text lacks."""

    file: str
    kind: str
    tex: str
    written: bool = False
    """Whether its LaTeX stands in the text all the same, where `spans` sees no formula."""


@dataclass(frozen=True, slots=True)
class PageFigures:
    """One page: its hits by kind and what went wrong on it."""

    file: str
    kept: Mapping[str, Share]
    misses: tuple[Miss, ...]
    doubled: tuple[str, ...]
    false: tuple[str, ...]
    """Formulas of a complete page that are in no list, beyond one for each formula missed."""
    prices: int
    prices_as_math: tuple[str, ...]
    prices_lost: tuple[str, ...]
    never: tuple[str, ...]
    """Strings in the text that must not be."""

    @property
    def all(self) -> Share:
        """Hits of all kinds."""
        return _together(self.kept.values())


@dataclass(frozen=True, slots=True)
class Figures:
    """All pages."""

    pages: tuple[PageFigures, ...]

    @property
    def kept(self) -> Share:
        """Formulas and strings that stand in the texts."""
        return _together(page.all for page in self.pages)

    @property
    def by_kind(self) -> dict[str, Share]:
        """The same by kind, in alphabetical order."""
        kinds = sorted({kind for page in self.pages for kind in page.kept})
        return {kind: _together(page.kept.get(kind, Share(0, 0)) for page in self.pages) for kind in kinds}

    def by_pages(self) -> tuple[float, float]:
        """95 % interval of the share kept, pages drawn with replacement (a page's formulas fail together)."""
        dice = random.Random(0)
        hits = [(page.all.hits, page.all.n) for page in self.pages if page.all.n]
        if not hits:
            return 0.0, 1.0
        draws = [dice.choices(hits, k=len(hits)) for _ in range(_DRAWS)]
        shares = sorted(sum(h for h, _ in draw) / sum(n for _, n in draw) for draw in draws)
        return shares[round(0.025 * _DRAWS)], shares[round(0.975 * _DRAWS) - 1]


def measure(pages: Iterable[tuple[Truth, bytes]], read: Read) -> Figures:
    """Each page's truth against the text that `read` makes of its bytes."""
    return Figures(tuple(measure_page(truth, read(html)) for truth, html in pages))


def measure_page(truth: Truth, text: str) -> PageFigures:
    """One page's truth against its text; each formula found serves one formula of the truth."""
    where = spans(text)
    left = Counter(normalise(text[start:end].strip("$")) for start, end in where)
    outside = _without(text, where)
    file, complete = str(truth["file"]), bool(truth.get("complete", True))
    hits: list[tuple[str, bool]] = []
    misses: list[Miss] = []
    doubled: list[str] = []
    said: set[str] = set()
    for formula in truth.get("formulas", ()):
        kind, key = formula.get("kind", "formula"), _taken(formula, left)
        written = "".join(formula["tex"].split()) in "".join(text.split())
        hits.append((kind, key is not None or bool(formula.get("raw") and written)))
        if key is not None:
            said.add(key)
            doubled += [formula["tex"]] * _beside(formula, "".join(outside.split()), complete)
        elif not hits[-1][1]:
            misses.append(Miss(file, kind, formula["tex"], written))
    lost = len(misses)
    for string in truth.get("strings", ()):
        hits.append((string["kind"], _same_space(string["text"]) in _same_space(text)))
        if not hits[-1][1]:
            misses.append(Miss(file, string["kind"], string["text"]))
    extra = [key for key in left.elements() if key not in said] if complete else []
    as_math, gone = _prices(truth.get("prices", ()), text, outside)
    return PageFigures(
        file=file,
        kept={
            kind: Share(sum(ok for k, ok in hits if k == kind), sum(k == kind for k, _ in hits))
            for kind, _ in hits
        },
        misses=tuple(misses),
        doubled=tuple(doubled + ([key for key in left.elements() if key in said] if complete else [])),
        false=tuple(extra[lost:]),
        prices=len(truth.get("prices", ())),
        prices_as_math=as_math,
        prices_lost=gone,
        never=tuple(string for string in truth.get("never", ()) if string in text),
    )


def _taken(formula: Mapping[str, Any], left: Counter[str]) -> str | None:
    """The formula found that is this one, taken out of `left`."""
    for tex in (formula["tex"], *formula.get("or", ())):
        key = normalise(tex)
        if left[key]:
            left[key] -= 1
            return key
    return None


def _beside(formula: Mapping[str, Any], outside: str, complete: bool) -> bool:
    """Whether its drawing or, on a page with a complete list, its LaTeX once more stands outside formulas.

    Not looked for: what may be a word of the prose.
    """
    tex, glyphs = "".join(formula["tex"].split()), formula.get("glyphs", "")
    signs = [glyphs] + [tex] * (complete and len(tex) >= _LONG)
    return any(sign and not sign.isalpha() and sign in outside for sign in signs)


def _prices(prices: Iterable[str], text: str, outside: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those that a formula has swallowed or cut, and those that the text has nowhere."""
    as_math: list[str] = []
    lost: list[str] = []
    for price, n in Counter(map(_same_space, prices)).items():
        whole = re.compile(
            rf"(?<!\w){re.escape(price)}(?![\d,.]*\d)" if price[-1:].isdigit() else re.escape(price)
        )
        bad = n - len(whole.findall(_same_space(outside)))
        inside = len(whole.findall(_same_space(text))) - n + bad
        as_math += [price] * min(max(bad, 0), max(inside, 0))
        lost += [price] * max(0, bad - max(inside, 0))
    return tuple(as_math), tuple(lost)


def _without(text: str, where: Iterable[tuple[int, int]]) -> str:
    out, last = [], 0
    for start, end in where:
        out.append(text[last:start])
        last = end
    return "\x00".join([*out, text[last:]])


def _same_space(text: str) -> str:
    return " ".join(text.split())


def _together(shares: Iterable[Share]) -> Share:
    all_of = list(shares)
    return Share(sum(share.hits for share in all_of), sum(share.n for share in all_of))


def load(truth: Path, root: Path) -> list[tuple[Truth, bytes]]:
    """The lines of a truth file, each with the bytes of its page under `root`."""
    lines = [json.loads(line) for line in truth.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [(line, (root / line["file"]).read_bytes()) for line in lines]


def formulas(truth: Path, root: Path, read: Read | None = None) -> dict[str, Any]:
    """What `webinstruct quality text --formulas` prints: figures, rows of a table by kind, what is missed.

    `low` and `high` are Wilson's interval, `page_low` and `page_high` that of drawn pages.
    """
    figures = measure(load(truth, root), read or (lambda html: pages_of.read(html).text))
    kept, (page_low, page_high) = figures.kept, figures.by_pages()
    each = figures.pages
    return {
        "formulas": {
            "kept": kept.hits, "n": kept.n, "share": kept.value, "low": kept.low, "high": kept.high,
            "page_low": page_low, "page_high": page_high,
        },
        **{fault: sum(len(getattr(page, fault)) for page in each) for fault in _FAULTS},
        "prices": sum(page.prices for page in each),
        "by_kind": {kind: {"kept": share.hits, "n": share.n} for kind, share in figures.by_kind.items()},
        "rows": [[kind, share.hits, share.n, share.value] for kind, share in figures.by_kind.items()],
        "misses": [[miss.file, miss.kind, miss.tex, miss.written] for page in each for miss in page.misses],
        "faults": [[page.file, fault, it] for page in each for fault in _FAULTS for it in getattr(page, fault)],
    }  # fmt: skip
