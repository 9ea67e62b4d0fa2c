"""MathML to LaTeX: what a person would write for it."""

import time

import pytest
from selectolax.lexbor import LexborHTMLParser

from webinstruct.page.formula.mathml import to_latex


@pytest.mark.parametrize(
    ("mathml", "tex"),
    [
        ("<mfrac><mi>a</mi><mi>b</mi></mfrac>", "\\frac{a}{b}"),
        (
            "<mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mrow><mn>2</mn><mi>b</mi></mrow></mfrac>",
            "\\frac{a+1}{2b}",
        ),
        ('<mfrac bevelled="true"><mi>a</mi><mi>b</mi></mfrac>', "a/b"),
        ("<msqrt><mn>2</mn></msqrt>", "\\sqrt{2}"),
        ("<msqrt><mi>a</mi><mo>+</mo><mi>b</mi></msqrt>", "\\sqrt{a+b}"),
        ("<mroot><mi>x</mi><mn>3</mn></mroot>", "\\sqrt[3]{x}"),
        ("<msup><mi>x</mi><mn>2</mn></msup>", "x^{2}"),
        ("<msub><mi>x</mi><mi>i</mi></msub>", "x_{i}"),
        ("<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>", "x_{i}^{2}"),
        (
            "<msup><mrow><mo>(</mo><mi>a</mi><mo>+</mo><mi>b</mi><mo>)</mo></mrow><mn>2</mn></msup>",
            "(a+b)^{2}",
        ),
        ("<msup><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></msup>", "{a+b}^{2}"),
        ("<msup><msup><mi>x</mi><mn>2</mn></msup><mn>3</mn></msup>", "{x^{2}}^{3}"),
        ("<msup><mi>f</mi><mo>′</mo></msup><mo>(</mo><mi>x</mi><mo>)</mo>", "f'(x)"),
        ("<msup><mrow/><mrow><mo>−</mo><mn>1</mn></mrow></msup>", "{}^{-1}"),
        (
            (
                "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><msub>"
                "<mi>a</mi><mi>i</mi></msub>"
            ),
            "\\sum_{i=1}^{n}a_{i}",
        ),
        (
            (
                '<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup><mi>f</mi><mo stretchy="false">(</mo>'
                '<mi>x</mi><mo stretchy="false">)</mo><mi>d</mi><mi>x</mi>'
            ),
            "\\int_{0}^{1}f(x)dx",
        ),
        ("<munder><mo>lim</mo><mrow><mi>x</mi><mo>→</mo><mn>0</mn></mrow></munder>", "\\lim_{x \\to 0}"),
        ("<munder><mi>max</mi><mi>x</mi></munder>", "\\max_{x}"),
        (
            (
                "<mo>(</mo><mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr><mtr><mtd><mi>c</mi>"
                "</mtd><mtd><mi>d</mi></mtd></mtr></mtable><mo>)</mo>"
            ),
            "\\begin{pmatrix}a & b \\\\ c & d\\end{pmatrix}",
        ),
        (
            "<mo>[</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr></mtable><mo>]</mo>",
            "\\begin{bmatrix}1 & 0\\end{bmatrix}",
        ),
        (
            (
                "<mo>|</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr><mtr><mtd><mn>0</mn>"
                "</mtd><mtd><mn>1</mn></mtd></mtr></mtable><mo>|</mo>"
            ),
            "\\begin{vmatrix}1 & 0 \\\\ 0 & 1\\end{vmatrix}",
        ),
        (
            (
                "<mi>f</mi><mo>=</mo><mrow><mo>{</mo><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mtext>if </mtext>"
                "<mi>x</mi></mtd></mtr><mtr><mtd><mn>0</mn></mtd><mtd><mtext>else</mtext></mtd></mtr></mtable>"
                "</mrow>"
            ),
            "f=\\begin{cases}1 & \\text{if }x \\\\ 0 & \\text{else}\\end{cases}",
        ),
        (
            (
                '<mtable columnalign="right left"><mtr><mtd><mi>a</mi></mtd><mtd><mo>=</mo><mi>b</mi></mtd>'
                "</mtr><mtr><mtd><mi>c</mi></mtd><mtd><mo>=</mo><mi>d</mi></mtd></mtr></mtable>"
            ),
            "\\begin{aligned}a &=b \\\\ c &=d\\end{aligned}",
        ),
        ("<mfenced><mi>x</mi><mi>y</mi></mfenced>", "(x,y)"),
        ('<mfenced open="[" close="]"><mi>x</mi></mfenced>', "[x]"),
        ('<mfenced open="|" close="|"><mi>x</mi></mfenced>', "|x|"),
        ('<mfenced open="{" close="}" separators=";"><mi>x</mi><mi>y</mi></mfenced>', "\\{x;y\\}"),
        (
            (
                '<mfenced open="{" close=""><mtable><mtr><mtd><mi>x</mi></mtd></mtr><mtr><mtd><mi>y</mi></mtd>'
                "</mtr></mtable></mfenced>"
            ),
            "\\begin{cases}x \\\\ y\\end{cases}",
        ),
        (
            "<mfenced><mtable><mtr><mtd><mi>x</mi></mtd></mtr><mtr><mtd><mi>y</mi></mtd></mtr></mtable></mfenced>",
            "\\begin{pmatrix}x \\\\ y\\end{pmatrix}",
        ),
        (
            "<mrow><mo>(</mo><mfrac><mi>a</mi><mi>b</mi></mfrac><mo>)</mo></mrow>",
            "\\left(\\frac{a}{b}\\right)",
        ),
        (
            '<mrow><mo>(</mo><mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac><mo>)</mo></mrow>',
            "\\binom{n}{k}",
        ),
        ("<mover><mi>x</mi><mo>¯</mo></mover>", "\\bar{x}"),
        ("<mover><mrow><mi>A</mi><mi>B</mi></mrow><mo>¯</mo></mover>", "\\overline{AB}"),
        ("<mover><mi>x</mi><mo>^</mo></mover>", "\\hat{x}"),
        ("<mover><mi>x</mi><mo>~</mo></mover>", "\\tilde{x}"),
        ("<mover><mi>v</mi><mo>→</mo></mover>", "\\vec{v}"),
        ("<mover><mi>x</mi><mo>˙</mo></mover>", "\\dot{x}"),
        ("<munder><mi>x</mi><mo>_</mo></munder>", "\\underline{x}"),
        (
            "<mover><mover><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mo>⏞</mo></mover><mi>n</mi></mover>",
            "\\overbrace{a+b}^{n}",
        ),
        ("<mover><mo>=</mo><mtext>def</mtext></mover>", "\\overset{\\text{def}}{=}"),
        ("<mi>A</mi><mover><mo>→</mo><mi>f</mi></mover><mi>B</mi>", "A\\xrightarrow{f}B"),
        ("<mi>x</mi><mtext> if and only if </mtext><mi>y</mi>", "x\\text{ if and only if }y"),
        ("<mtext>50% &amp; more_x</mtext>", "\\text{50\\% \\& more\\_x}"),
        ('<mi>a</mi><mspace width="1em"></mspace><mi>b</mi>', "a\\quad b"),
        ('<mi>a</mi><mspace width="0.167em"></mspace><mi>b</mi>', "a\\,b"),
        ("<mn>1</mn><mn>2</mn><mn>3</mn>", "123"),
        ("<mn>3.14</mn><mi>r</mi>", "3.14r"),
        ("<mi>α</mi><mo>≤</mo><mi>β</mi>", "\\alpha \\leq \\beta"),
        ("<mi>α</mi><mi>x</mi>", "\\alpha x"),
        ("<mi>x</mi><mo>∈</mo><mi>ℝ</mi>", "x \\in \\mathbb{R}"),
        ('<mi mathvariant="double-struck">R</mi>', "\\mathbb{R}"),
        ('<mi mathvariant="bold">x</mi>', "\\mathbf{x}"),
        ('<mi mathvariant="script">L</mi>', "\\mathcal{L}"),
        ('<mi mathvariant="fraktur">g</mi>', "\\mathfrak{g}"),
        ('<mi mathvariant="normal">d</mi><mi>x</mi>', "\\mathrm{d}x"),
        ('<mi mathvariant="bold">α</mi>', "\\boldsymbol{\\alpha}"),
        ("<mi>𝑥</mi><mo>+</mo><mi>𝛼</mi>", "x+\\alpha"),
        ("<mi>sin</mi><mo>&#x2061;</mo><mi>x</mi>", "\\sin x"),
        ("<mi>rank</mi><mo>&#x2061;</mo><mo>(</mo><mi>A</mi><mo>)</mo>", "\\operatorname{rank}(A)"),
        ("<mn>2</mn><mo>&#x2062;</mo><mi>x</mi>", "2x"),
        ('<menclose notation="box"><mi>x</mi></menclose>', "\\boxed{x}"),
        ('<menclose notation="updiagonalstrike"><mi>x</mi></menclose>', "\\cancel{x}"),
        (
            "<mmultiscripts><mi>X</mi><mi>a</mi><mi>b</mi><mprescripts/><mi>c</mi><mi>d</mi></mmultiscripts>",
            "{}_{c}^{d}X_{a}^{b}",
        ),
        ("<mmultiscripts><mi>C</mi><mprescripts/><mn>6</mn><mn>14</mn></mmultiscripts>", "{}_{6}^{14}C"),
        ("<mmultiscripts><mi>R</mi><mi>i</mi><none/><none/><mi>j</mi></mmultiscripts>", "R_{i}^{j}"),
        ('<mpadded width="0"><mi>x</mi></mpadded>', "x"),
        ("<mphantom><mi>x</mi></mphantom><mi>y</mi>", "\\phantom{x}y"),
        (
            '<semantics><mrow><mi>x</mi></mrow><annotation encoding="StarMath 5.0">x over y</annotation></semantics>',
            "x",
        ),
        ("<mi>a</mi><mo>×</mo><mi>b</mi><mo>÷</mo><mi>c</mi>", "a \\times b \\div c"),
        ("<mi>a</mi><mo>⋅</mo><mi>b</mi><mo>±</mo><mn>1</mn>", "a \\cdot b \\pm 1"),
        (
            (
                "<mo>−</mo><mi>b</mi><mo>±</mo><msqrt><msup><mi>b</mi><mn>2</mn></msup><mo>−</mo><mn>4</mn>"
                "<mi>a</mi><mi>c</mi></msqrt>"
            ),
            "-b \\pm \\sqrt{b^{2}-4ac}",
        ),
        ("<mo>∀</mo><mi>x</mi><mo>∃</mo><mi>y</mi>", "\\forall x\\exists y"),
        ("<mo>{</mo><mi>x</mi><mo>∣</mo><mi>x</mi><mo>&gt;</mo><mn>0</mn><mo>}</mo>", "\\{x \\mid x>0\\}"),
        ("<mo>⌊</mo><mi>x</mi><mo>⌋</mo>", "\\lfloor x\\rfloor"),
        ("<mo>‖</mo><mi>x</mi><mo>‖</mo>", "\\|x\\|"),
        ("<mi>x</mi><mo>…</mo><mi>y</mi><mo>,</mo><mo>⋯</mo>", "x\\ldots y,\\cdots"),
        ("<mi>d</mi><mi>x</mi><mo>/</mo><mi>d</mi><mi>t</mi>", "dx/dt"),
        ("<mn>90</mn><mo>°</mo>", "90^{\\circ}"),
        ("<msup><mn>90</mn><mo>∘</mo></msup>", "90^{\\circ}"),
        ("<mi>n</mi><mo>!</mo>", "n!"),
        (
            '<mi mathvariant="normal">Γ</mi><mo>∂</mo><mi mathvariant="normal">∞</mi>',
            "\\Gamma\\partial\\infty",
        ),
        (
            "<mtext>面积</mtext><mo>=</mo><mi>π</mi><msup><mi>r</mi><mn>2</mn></msup>",
            "\\text{面积}=\\pi r^{2}",
        ),
        ("<mi>面积</mi>", "\\text{面积}"),
        ('<mstyle displaystyle="true"><mi>x</mi></mstyle>', "x"),
        ("<mi>log</mi><mo>&#x2061;</mo><mrow><mo>(</mo><mi>n</mi><mo>)</mo></mrow>", "\\log(n)"),
        ("<msub><mi>log</mi><mn>2</mn></msub><mi>n</mi>", "\\log_{2}n"),
        (
            "<msup><mi>e</mi><mrow><mi>i</mi><mi>π</mi></mrow></msup><mo>+</mo><mn>1</mn><mo>=</mo><mn>0</mn>",
            "e^{i\\pi}+1=0",
        ),
        ("<msup><mi>A</mi><mo>∗</mo></msup><msup><mi>A</mi><mi>T</mi></msup>", "A^{*}A^{T}"),
        (
            "<munder><munder><mi>a</mi><mo>⏟</mo></munder><mtext>x</mtext></munder>",
            "\\underbrace{a}_{\\text{x}}",
        ),
    ],
)
def test_presentation_mathml_becomes_the_latex_that_a_person_would_write(mathml, tex):
    assert to_latex(f"<math>{mathml}</math>") == tex


def test_brackets_and_tables_in_the_middle_of_a_row_are_a_matrix_and_a_binomial():
    table = "<mtable><mtr><mtd><mn>1</mn></mtd></mtr><mtr><mtd><mn>2</mn></mtd></mtr></mtable>"
    choose = '<mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac>'
    matrix = f"<mi>A</mi><mo>=</mo><mo>(</mo>{table}<mo>)</mo>"
    mathml = f"<math>{matrix}<mo>+</mo><mrow><mo>(</mo></mrow>{choose}<mo>)</mo></math>"
    assert to_latex(mathml) == r"A=\begin{pmatrix}1 \\ 2\end{pmatrix}+\binom{n}{k}"


@pytest.mark.parametrize(
    ("mathml", "tex"),
    [
        ("<apply><plus/><ci>x</ci><cn>1</cn></apply>", "x+1"),
        ("<apply><times/><apply><plus/><ci>a</ci><ci>b</ci></apply><ci>c</ci></apply>", "(a+b)c"),
        ("<apply><divide/><ci>a</ci><apply><power/><ci>x</ci><cn>2</cn></apply></apply>", r"\frac{a}{x^{2}}"),
        ("<apply><eq/><apply><sin/><ci>x</ci></apply><cn>0</cn></apply>", r"\sin(x)=0"),
        ("<apply><root/><ci>x</ci></apply>", r"\sqrt{x}"),
        ("<apply><minus/><ci>x</ci></apply>", "-x"),
    ],
)
def test_content_mathml_is_written_as_mathematics(mathml, tex):
    assert to_latex(f"<math>{mathml}</math>") == tex


def test_a_prefix_that_html_does_not_know_and_the_void_tags_that_it_leaves_open():
    page = (
        "<m:math><m:mi>a</m:mi><m:mspace width='1em'/><m:msup><m:mi>b</m:mi><m:mn>2</m:mn></m:msup></m:math>"
    )
    node = LexborHTMLParser(page).css_first("body").first_child
    assert to_latex(node) == r"a\quad b^{2}"


def test_text_that_stands_where_elements_should_is_kept():
    assert to_latex("<math>x<mo>=</mo>some words</math>") == r"x=\text{some words}"


def test_an_element_that_nobody_knows_is_a_row():
    assert to_latex("<math><mfoo><mi>x</mi><mn>2</mn></mfoo></math>") == "x2"


@pytest.mark.parametrize(
    "broken", ["<math><mfrac><mi>a</mi></mfrac></math>", "<math><msup><mi>a</mi></msup></math>"]
)
def test_missing_arguments_lose_nothing(broken):
    assert "a" in to_latex(broken)


def test_absurd_nesting_costs_linear_time_and_loses_no_text():
    for tag in ("mrow", "msup", "msqrt", "mfrac"):
        start = time.perf_counter()
        assert "x" in to_latex("<math>" + f"<{tag}>" * 10_000 + "<mi>x</mi>" + f"</{tag}>" * 10_000)
        assert time.perf_counter() - start < 5


def test_a_long_row_costs_linear_time():
    start = time.perf_counter()
    assert to_latex("<math>" + "<mi>x</mi><mo>+</mo>" * 20_000 + "</math>").count("x") == 20_000
    assert time.perf_counter() - start < 5
