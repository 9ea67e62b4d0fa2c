r"""Characters of mathematics and the LaTeX commands that write them.

`COMMANDS["α"]` is `\alpha`; `INFIX` are the commands a person sets between spaces (`a \leq b`);
`letter("𝔸")` is `("A", "mathbb")`.
"""

import unicodedata
from typing import Final


def names(words: str) -> frozenset[str]:
    """Words between spaces as a set."""
    return frozenset(words.split())


_RELATIONS: Final = """
≤ leq ≥ geq ≠ neq ≈ approx ≡ equiv ∼ sim ≃ simeq ≅ cong ∝ propto ≪ ll ≫ gg ≺ prec ≻ succ ⪯ preceq ⪰ succeq
≲ lesssim ≳ gtrsim ⩽ leqslant ⩾ geqslant ≦ leqq ≧ geqq ≐ doteq ≜ triangleq ≔ coloneqq ≢ not\\equiv ≉ not\\approx
∈ in ∉ notin ∋ ni ⊂ subset ⊃ supset ⊆ subseteq ⊇ supseteq ⊊ subsetneq ⊋ supsetneq ⊄ not\\subset ⊈ nsubseteq
⊏ sqsubset ⊑ sqsubseteq ⊒ sqsupseteq ∣ mid ∤ nmid ∥ parallel ∦ nparallel ⟂ perp ⊢ vdash ⊣ dashv ⊨ models ⊩ Vdash
→ to ← leftarrow ↔ leftrightarrow ⇒ Rightarrow ⇐ Leftarrow ⇔ Leftrightarrow ⟶ longrightarrow ⟵ longleftarrow
⟷ longleftrightarrow ⟹ implies ⟸ impliedby ⟺ iff ↦ mapsto ⟼ longmapsto ↪ hookrightarrow ↩ hookleftarrow
↑ uparrow ↓ downarrow ↕ updownarrow ⇑ Uparrow ⇓ Downarrow ⇕ Updownarrow ↗ nearrow ↘ searrow ↙ swarrow ↖ nwarrow
⇌ rightleftharpoons ⇋ leftrightharpoons ⇀ rightharpoonup ⇁ rightharpoondown ↼ leftharpoonup ↠ twoheadrightarrow
↣ rightarrowtail ⇝ rightsquigarrow ⇄ rightleftarrows ⊲ vartriangleleft ⊴ trianglelefteq ⊳ vartriangleright ≍ asymp
⋈ bowtie ↛ nrightarrow ⇏ nRightarrow ∌ not\\ni ≮ nless ≯ ngtr ≰ nleq ≱ ngeq ⊅ not\\supset ⊉ nsupseteq ≟ overset{?}{=}
"""
_BINARY: Final = """
× times ÷ div ± pm ∓ mp ⋅ cdot · cdot ∘ circ ∙ bullet ∪ cup ∩ cap ∧ wedge ∨ vee ∖ setminus ⊕ oplus ⊖ ominus ⊗ otimes
⊘ oslash ⊙ odot ⋆ star † dagger ‡ ddagger ⊎ uplus ⊓ sqcap ⊔ sqcup ⋉ ltimes ⋊ rtimes ≀ wr ⋄ diamond • bullet ⨯ times
⊞ boxplus ⊠ boxtimes ⊻ veebar △ triangle ▽ bigtriangledown ⊥ perp
"""
_OTHERS: Final = """
α alpha β beta γ gamma δ delta ε varepsilon ϵ epsilon ζ zeta η eta θ theta ϑ vartheta ι iota κ kappa ϰ varkappa λ lambda
μ mu µ mu ν nu ξ xi π pi ϖ varpi ρ rho ϱ varrho σ sigma ς varsigma τ tau υ upsilon φ varphi ϕ phi χ chi ψ psi ω omega
Γ Gamma Δ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon ϒ Upsilon Φ Phi Ψ Psi Ω Omega ∆ Delta ∇ nabla
∂ partial ∞ infty
∀ forall ∃ exists ∄ nexists ∅ emptyset ⌀ varnothing ¬ neg ℵ aleph ℶ beth ℏ hbar ℓ ell ℘ wp ℜ Re ℑ Im ⊤ top ∠ angle
∡ measuredangle ∢ sphericalangle ∴ therefore ∵ because … ldots ⋯ cdots ⋮ vdots ⋱ ddots □ Box ■ blacksquare ▪ blacksquare
◻ square ◊ lozenge ⋄ diamond ♠ spadesuit ♡ heartsuit ♢ diamondsuit ♣ clubsuit ♭ flat ♮ natural ♯ sharp ★ bigstar
ı imath ȷ jmath ð eth ∁ complement † dagger § S ¶ P © copyright £ pounds ✓ checkmark ✠ maltese ℧ mho Ⅎ Finv ⅁ Game
⌊ lfloor ⌋ rfloor ⌈ lceil ⌉ rceil ⟨ langle ⟩ rangle 〈 langle 〉 rangle 〈 langle 〉 rangle ⟦ llbracket ⟧ rrbracket
∑ sum ∏ prod ∐ coprod ∫ int ∬ iint ∭ iiint ∮ oint ∯ oiint ⋃ bigcup ⋂ bigcap ⋁ bigvee ⋀ bigwedge ⨁ bigoplus ⨂ bigotimes
⨀ bigodot ⨄ biguplus ⨆ bigsqcup ▵ triangle ▴ blacktriangle ▹ triangleright ◃ triangleleft ⊿ triangle ∎ blacksquare
"""
_PLAIN: Final = {
    "−": "-", "–": "-", "‐": "-", "‑": "-", "—": "-", "∗": "*", "＊": "*", "⁎": "*", "′": "'", "″": "''",
    "‴": "'''", "⁗": "''''", "‵": "\\backprime", "∶": ":", "∕": "/", "⁄": "/", "‖": "\\|", "∥": "\\parallel",
    "{": "\\{", "}": "\\}", "%": "\\%", "#": "\\#", "&": "\\&", "$": "\\$", "_": "\\_", "\\": "\\backslash",
    "~": "\\sim", "^": "\\hat{}", "√": "\\surd", "°": "^{\\circ}", "½": "\\frac{1}{2}", "¼": "\\frac{1}{4}",
    "¾": "\\frac{3}{4}", "²": "^{2}", "³": "^{3}", "¹": "^{1}", "€": "\\text{€}", "‰": "\\text{‰}",
    "（": "(", "）": ")", "＝": "=", "＋": "+", "，": ",", "＜": "<", "＞": ">", "：": ":", "；": ";", "！": "!",
    "Å": "\\mathring{A}", "ℎ": "h", "‥": "..", "∣": "\\mid", "⎰": "\\lmoustache", "⎱": "\\rmoustache",
    "ϝ": "\\digamma", "∔": "\\dotplus", "⟮": "(", "⟯": ")", "❘": "|", "│": "|", "￨": "|", "ϵ": "\\epsilon",
}  # fmt: skip


def _pairs(table: str) -> dict[str, str]:
    words = table.split()
    return {char: "\\" + name for char, name in zip(words[::2], words[1::2], strict=True)}


COMMANDS: Final[dict[str, str]] = _pairs(_OTHERS) | _pairs(_BINARY) | _pairs(_RELATIONS) | _PLAIN
INFIX: Final[frozenset[str]] = frozenset((_pairs(_BINARY) | _pairs(_RELATIONS)).values())

FUNCTIONS: Final = names(
    "arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup ln log "
    "max min Pr sec sin sinh sup tan tanh"
)
LARGE: Final = names(
    r"\sum \prod \coprod \int \iint \iiint \oint \oiint \bigcup \bigcap \bigvee \bigwedge \bigoplus \bigotimes "
    r"\bigodot \biguplus \bigsqcup \lim \limsup \liminf \max \min \sup \inf \det \gcd \Pr \arg \dim"
)
"""What takes its limits below and above."""

_FONTS: Final = (
    ("DOUBLE-STRUCK", "mathbb"),
    ("SANS-SERIF", "mathsf"),
    ("MONOSPACE", "mathtt"),
    ("BOLD FRAKTUR", "mathfrak"),
    ("FRAKTUR", "mathfrak"),
    ("BLACK-LETTER", "mathfrak"),
    ("SCRIPT", "mathcal"),
    ("BOLD ITALIC", "boldsymbol"),
    ("BOLD", "mathbf"),
)
INVISIBLE: Final = frozenset("\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\ufe00\ufe0e\ufe0f")


def letter(char: str) -> tuple[str, str]:
    """A letter of the mathematical alphabets as a plain letter and its font command.

    >>> letter("ℝ"), letter("𝑥"), letter("x")
    (('R', 'mathbb'), ('x', ''), ('x', ''))
    """
    if char < "℀" or char in COMMANDS:
        return char, ""
    name = unicodedata.name(char, "")
    if not name.startswith(("MATHEMATICAL", "DOUBLE-STRUCK", "BLACK-LETTER", "SCRIPT")):
        return char, ""
    plain = unicodedata.normalize("NFKC", char)
    font = next((font for part, font in _FONTS if part in name), "")
    if font == "mathbf" and plain > "~":  # \mathbf leaves Greek as it is
        font = "boldsymbol"
    return plain, font


def command(char: str) -> str:
    r"""One character as LaTeX.

    >>> command("≤"), command("𝐱"), command("x"), command("∇")
    ('\\leq', '\\mathbf{x}', 'x', '\\nabla')
    """
    known = COMMANDS.get(char)
    if known is not None:
        return known
    if char < "\u0080":
        return char
    plain, font = letter(char)
    tex = COMMANDS.get(plain, plain)
    return f"\\{font}{{{tex}}}" if font else tex
