"""AsciiMath, mostly the expressions of asciimath.org, as LaTeX: our own output, read line by line."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.page.formula.asciimath import to_latex

CASES = [
    (r"sum_(i=1)^n i^3=((n(n+1))/2)^2", r"\sum_{i=1}^n i^3=\left(\frac{n(n+1)}{2}\right)^2"),
    (r"x=(-b+-sqrt(b^2-4ac))/(2a)", r"x=\frac{-b\pm\sqrt{b^2-4ac}}{2a}"),
    (r"int_0^1 f(x)dx", r"\int_0^1 f(x)dx"),
    (r"f(x)/g(x)", r"\frac{f(x)}{g(x)}"),
    (
        r"[[a,b],[c,d]]((n),(k))",
        r"\begin{bmatrix}a & b \\ c & d\end{bmatrix}\begin{pmatrix}n \\ k\end{pmatrix}",
    ),
    (r"((a,b),(c,d))", r"\begin{pmatrix}a & b \\ c & d\end{pmatrix}"),
    (
        r"x/x={(1,if x!=0),(text(undefined),if x=0):}",
        r"\frac{x}{x}=\begin{cases}1 & \text{ if } x\ne 0 \\ \text{undefined} & \text{ if } x=0\end{cases}",
    ),
    (r"a//b", r"a/b"),
    (r"(a,b]={x in RR | a < x <= b}", r"(a,b]=\{x \in \mathbb{R} \mid a < x \le b\}"),
    (r"abc-123.45^-1.1", r"abc-123.45^{-1.1}"),
    (
        r"hat(ab) bar(xy) ulA vec v dotx ddot y",
        r"\hat{ab} \overline{xy} \underline{A} \vec{v} \dot{x} \ddot{y}",
    ),
    (
        r"bb{AB3}.bbb(AB].cc(AB).fr{AB}.tt[AB].sf(AB)",
        r"\mathbf{AB3}.\mathbb{AB}.\mathcal{AB}.\mathfrak{AB}.\mathtt{AB}.\mathsf{AB}",
    ),
    (r"{::}_(\ 92)^238U", r"{}_{\ 92}^{238}U"),
    (r"lim_(x->oo) 1/x", r"\lim_{x\to\infty} \frac{1}{x}"),
    (r"sqrt sqrt root3x", r"\sqrt{\sqrt{\sqrt[3]{x}}}"),
    (r"root(3)(x+1)", r"\sqrt[3]{x+1}"),
    (r"x_1^2", r"x_1^2"),
    (r"x^(2n)", r"x^{2n}"),
    (r"sin^2 x + cos^2 x = 1", r"\sin^2 x + \cos^2 x = 1"),
    (r"sinx/2", r"\frac{\sin x}{2}"),
    (r"log_2(x)/3", r"\frac{\log_2(x)}{3}"),
    (r"e^(i pi) = -1", r"e^{i \pi} = -1"),
    (r"|x| <= 1", r"|x| \le 1"),
    (r"||v|| = 1", r"\|v\| = 1"),
    (r"{x | x > 0}", r"\{x \mid x > 0\}"),
    (r"|[a,b],[c,d]|", r"\begin{vmatrix}a & b \\ c & d\end{vmatrix}"),
    (r"d/dx f(x)=lim_(h->0)(f(x+h)-f(x))/h", r"\frac{d}{dx} f(x)=\lim_{h\to 0}\frac{f(x+h)-f(x)}{h}"),
    (r"f(x)=sum_(n=0)^oo(f^((n))(a))/(n!)(x-a)^n", r"f(x)=\sum_{n=0}^\infty\frac{f^{(n)}(a)}{n!}(x-a)^n"),
    (r"int_0^(pi/2) sin x dx", r"\int_0^{\frac{\pi}{2}} \sin x dx"),
    (r"alpha beta gamma delta", r"\alpha \beta \gamma \delta"),
    (r"A nn B uu C", r"A \cap B \cup C"),
    (r"p => q <=> not q", r"p \Rightarrow q \Leftrightarrow \neg q"),
    (r"AA x EE y", r"\forall x \exists y"),
    (r"(:x:) and <<x,y>>", r"\langle x\rangle \text{ and } \langle x,y\rangle"),
    (r"color(red)(x+1)", r"\textcolor{red}{x+1}"),
    (r"1/2 + 3/4", r"\frac{1}{2} + \frac{3}{4}"),
    (r"(x+1)/(x-1)", r"\frac{x+1}{x-1}"),
    (r"x/y/z", r"\frac{\frac{x}{y}}{z}"),
    (r"a_(n+1)", r"a_{n+1}"),
    (r"overset(x)(=)", r"\overset{x}{=}"),
    (r"underset(n)(max)", r"\underset{n}{\max}"),
    (r"ubrace(1+2)_(3)", r"\underbrace{1+2}_3"),
    (r"f'(x) = 2x", r"f'(x) = 2x"),
    (r'"speed" = "distance"/"time"', r"\text{speed} = \frac{\text{distance}}{\text{time}}"),
    (r"text(area) = pi r^2", r"\text{area} = \pi r^2"),
    (r"lim_(n->oo)(1+1/n)^n = e", r"\lim_{n\to\infty}\left(1+\frac{1}{n}\right)^n = e"),
    (r"del f/del x", r"\partial \frac{f}{\partial} x"),
    (r"grad * F = 0", r"\nabla \cdot F = 0"),
    (r"+- 5 xx 3 -: 2", r"\pm 5 \times 3 \div 2"),
    (r"abs(x-1) floor(x) ceil(y) norm(v)", r"|x-1| \lfloor x \rfloor \lceil y \rceil \|v\|"),
    (r"[0,1)", r"[0,1)"),
    (r"{(1,2),(3,4)}", r"\{(1,2),(3,4)\}"),
    (r"x in NN", r"x \in \mathbb{N}"),
    (r"10^-3", r"10^{-3}"),
    (r"90^@", r"90^\circ"),
    (r"5%", r"5\%"),
    (r"((1,2,3),(4,5,6))", r"\begin{pmatrix}1 & 2 & 3 \\ 4 & 5 & 6\end{pmatrix}"),
    (r"min_(x in A) f(x)", r"\min_{x \in A} f(x)"),
    (r"3 1/2", r"3 \frac{1}{2}"),
    (r"log x", r"\log x"),
    (r"2x+3y=7, x-y=1", r"2x+3y=7, x-y=1"),
    (r"i_(max)", r"i_{\max}"),
    (r"CO_2", r"CO_2"),
    (r"m//s^2", r"m/s^2"),
    (r"3.5*10^8", r"3.5\cdot 10^8"),
    (r"x -> y", r"x \to y"),
    (r"y = mx + b", r"y = mx + b"),
    (r"P(A|B)", r"P(A\mid B)"),
]


@pytest.mark.parametrize(("source", "expected"), CASES)
def test_asciimath_becomes_latex(source, expected):
    assert to_latex(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "",
        " ",
        "x",
        "(x",
        "x)",
        "((x)",
        "|x)",
        "a^",
        "_",
        "/",
        "x/",
        "sqrt",
        "frac(x)",
        "^2",
        r"\frac{1}{2}",
        "(" * 60 + "x" + ")" * 60,
    ],
)
def test_what_cannot_be_read_comes_back_as_it_was(source):
    assert to_latex(source) == source


@pytest.mark.parametrize(
    "piece",
    ["(", "|", "||", "sqrt ", "x/", "((1,2),", "f", "f(", "|(", "x^", "sin", "[[", '"', "text(", "1,"],
)
def test_two_thousand_signs_are_quick(piece):
    start = time.process_time()
    to_latex(piece * (2_000 // len(piece)))
    assert time.process_time() - start < 1


PIECES = (
    *(
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "{:",
        ":}",
        "|",
        "||",
        ",",
        "/",
        "^",
        "_",
        "x",
        "1.5",
        "sum",
        "sqrt",
        "frac",
        "f",
    ),
    *("sin", "text(a)", '"', "\\", " ", "'", "-", "color(red)", "[[1,2],[3,4]]", "in", "é", "\n"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_anything_gives_balanced_braces_and_no_exception(source):
    tex = to_latex(source)
    if tex != source:
        bare = tex.replace("\\\\", "").replace("\\{", "").replace("\\}", "")
        assert bare.count("{") == bare.count("}")
