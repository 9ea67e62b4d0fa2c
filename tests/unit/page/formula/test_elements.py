"""Formulas in the tree: every kind of markup gives its source once."""

import time

import pytest
from selectolax.lexbor import LexborHTMLParser

from webinstruct.page.formula.elements import NAMES, SKIP, Formulas, may_hold


def text_of(body: str) -> str:
    """A page's text with its formulas between dollar signs, by the plainest of walks."""
    parser = LexborHTMLParser(f"<body>{body}</body>")
    formulas = Formulas(parser)
    parts: list[str] = []
    waiting = [parser.body]
    while waiting:
        node = waiting.pop()
        if node.tag == "-text":
            parts.append(node.text_content)
            continue
        if node.tag == "-comment":
            continue
        found = formulas.of(node, node.tag, node.attributes)
        if found is SKIP:
            continue
        if found is not None:
            parts.append(f"$${found.tex}$$" if found.display else f"${found.tex}$")
        elif node.tag not in ("script", "style"):
            waiting += reversed(list(node.iter(include_text=True)))
    return " ".join("".join(parts).split())


MATHML = "<math><msup><mi>x</mi><mn>2</mn></msup></math>"
ANNOTATED = (
    "<math><semantics><msup><mi>x</mi><mn>2</mn></msup>"
    '<annotation encoding="application/x-tex">x^2</annotation></semantics></math>'
)
GLYPHS = '<nobr><span class="math"><span class="mi">x</span><span class="mn">2</span></span></nobr>'
DATA_MATHML = MATHML.replace("<", "&lt;")
ASSISTIVE = f'<span class="MJX_Assistive_MathML">{MATHML}</span>'
CHTML = (
    '<mjx-math class="MJX-TEX"><mjx-msup><mjx-mi class="mjx-i"><mjx-c class="mjx-c1D465 TEX-I"></mjx-c></mjx-mi>'
    '<mjx-script style="vertical-align: 0.363em;"><mjx-mn class="mjx-n" size="s"><mjx-c class="mjx-c32"></mjx-c>'
    "</mjx-mn></mjx-script></mjx-msup></mjx-math>"
)
FRACTION = (
    "<mjx-math><mjx-mfrac><mjx-frac><mjx-num><mjx-nstrut></mjx-nstrut><mjx-mi>"
    "<mjx-c class='mjx-c1D44E TEX-I'></mjx-c>"
    "</mjx-mi></mjx-num><mjx-dbox><mjx-dtable><mjx-line></mjx-line><mjx-row><mjx-den><mjx-dstrut></mjx-dstrut>"
    "<mjx-msqrt><mjx-sqrt><mjx-surd><mjx-mo><mjx-c class='mjx-c221A'></mjx-c></mjx-mo></mjx-surd><mjx-box>"
    "<mjx-mi><mjx-c class='mjx-c1D44F TEX-I'></mjx-c></mjx-mi></mjx-box></mjx-sqrt></mjx-msqrt></mjx-den></mjx-row>"
    "</mjx-dtable></mjx-dbox></mjx-frac></mjx-mfrac></mjx-math>"
)
SUM = (
    "<mjx-math><mjx-munderover><mjx-over><mjx-mi><mjx-c class='mjx-c1D45B'></mjx-c></mjx-mi></mjx-over><mjx-box>"
    "<mjx-munder><mjx-row><mjx-base><mjx-mo class='mjx-lop'><mjx-c class='mjx-c2211 TEX-S2'>"
    "</mjx-c></mjx-mo></mjx-base>"
    "</mjx-row><mjx-row><mjx-under><mjx-texatom><mjx-mi><mjx-c class='mjx-c1D456'></mjx-c></mjx-mi><mjx-mo>"
    "<mjx-c class='mjx-c3D'></mjx-c></mjx-mo><mjx-mn><mjx-c class='mjx-c31'></mjx-c></mjx-mn>"
    "</mjx-texatom></mjx-under>"
    "</mjx-row></mjx-munder></mjx-box></mjx-munderover><mjx-msubsup><mjx-mi>"
    "<mjx-c class='mjx-c1D44E'></mjx-c></mjx-mi>"
    "<mjx-script><mjx-mn><mjx-c class='mjx-c32'></mjx-c></mjx-mn><mjx-spacer></mjx-spacer><mjx-mi>"
    "<mjx-c class='mjx-c1D456'></mjx-c></mjx-mi></mjx-script></mjx-msubsup></mjx-math>"
)
SVG = (
    '<svg><g><g data-mml-node="math"><g data-mml-node="msup"><g data-mml-node="mi"><use data-c="1D465"></use></g>'
    '<g data-mml-node="mn" transform="translate(1,2)"><use data-c="32"></use></g></g></g></g></svg>'
)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('a <script type="math/tex">x^2</script> b', "a $x^2$ b"),
        ('<script type="math/tex; mode=display">x^2</script>', "$$x^2$$"),
        ('<script type="math/tex">% <![CDATA[\nx &lt; y %]]></script>', "$x < y$"),
        (f'<script type="math/mml">{MATHML}</script>', "$x^{2}$"),
        ('<script type="math/tex">\\begingroup</script>', ""),
        ('<script type="text/javascript">x = 1</script>', ""),
        ('<script type="math/tex">50% of \\alpha</script>', r"$50% of \alpha$"),
        ('<script type="math/tex">a % a comment\n+b</script>', "$a +b$"),
        ('<script type="math/tex">\\frac{a</script>', r"$\frac{a$"),
        ('<script type="math/tex"> \\[ x \\] </script>', "$$x$$"),
    ],
)
def test_script_elements_give_their_source(body, text):
    assert text_of(body) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            f'so <span class="MathJax_Preview">x²</span>'
            f'<span class="MathJax" id="MathJax-Element-1-Frame">{GLYPHS}</span>'
            '<script type="math/tex" id="MathJax-Element-1">x^2</script> is',
            "so $x^2$ is",
        ),
        (
            '<div class="MathJax_Display"><span class="MathJax" id="MathJax-Element-2-Frame" '
            f'data-mathml="{DATA_MATHML}">{GLYPHS}{ASSISTIVE}</span></div>'
            '<script type="math/tex; mode=display" id="MathJax-Element-2">x^2</script>',
            "$$x^2$$",
        ),
        (f'<span class="MathJax_SVG">{GLYPHS}</span><script type="math/tex">x^2</script>', "$x^2$"),
        (
            f'<span class="mjx-chtml MJXc-display"><span class="mjx-chtml MathJax_CHTML">{GLYPHS}</span></span>'
            '<script type="math/tex; mode=display">x^2</script>',
            "$$x^2$$",
        ),
        (f'<span class="MathJax" data-mathml="{DATA_MATHML}">{GLYPHS}</span>', "$x^{2}$"),
        (f'<span class="MathJax">{GLYPHS}{ASSISTIVE}</span>', "$x^{2}$"),
        (f'<div class="MathJax_Display"><span class="MathJax">{GLYPHS}{ASSISTIVE}</span></div>', "$$x^{2}$$"),
        (f'we keep <span class="MathJax">{GLYPHS}</span>', "we keep x2"),
        ('<span class="MathJax_Preview">x²</span> alone', "x² alone"),
        ('<div id="MathJax_Message">Typesetting math: 100%</div>text', "text"),
    ],
)
def test_mathjax_2_gives_its_source_once_and_never_its_glyphs_beside_it(body, text):
    assert text_of(body) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"<mjx-container>{CHTML}<mjx-assistive-mml>{MATHML}</mjx-assistive-mml></mjx-container>", "$x^{2}$"),
        (
            f'<mjx-container display="true">{SVG}<mjx-assistive-mml>{ANNOTATED}</mjx-assistive-mml></mjx-container>',
            "$$x^2$$",
        ),
        ('<mjx-container><mjx-math data-latex="x^2"><mjx-mi>x</mjx-mi></mjx-math></mjx-container>', "$x^2$"),
        (f"<mjx-container>{CHTML}</mjx-container>", "$x^{2}$"),
        (f"<mjx-container>{FRACTION}</mjx-container>", r"$\frac{a}{\sqrt{b}}$"),
        (f"<mjx-container>{SUM}</mjx-container>", r"$\sum_{i=1}^{n}a_{i}^{2}$"),
        (f"<mjx-container>{SVG}</mjx-container>", "$x^{2}$"),
    ],
)  # fmt: skip
def test_mathjax_3_and_4_give_source_mathml_or_the_glyphs_read_back(body, text):
    assert text_of(body) == text


def test_a_container_with_nothing_drawn_keeps_its_text():
    assert "loading" in text_of("<mjx-container>loading</mjx-container>")


KATEX = f'<span class="katex"><span class="katex-mathml">{ANNOTATED}</span><span class="katex-html">x2</span></span>'


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (KATEX, "$x^2$"),
        (f'<span class="katex-display">{KATEX}</span>', "$$x^2$$"),
        (f'<span class="katex--display"><span class="katex-display">{KATEX}</span></span>', "$$x^2$$"),
        ('<span class="katex"><span class="katex-html">x2</span></span>', "x2"),
        (
            '<span class="katex"><span class="katex-mathml">\n\n x\n\n  2\n\n \n   x^2\n\n</span>'
            '<span class="katex-html">x2'
            "</span></span>",
            "$x^2$",
        ),
        ('<span class="katex-error" title="ParseError: no">\\frac{a</span>', r"$\frac{a$"),
        (f'<span class="katex"><span class="katex-mathml">{MATHML}</span></span>', "$x^{2}$"),
        (f'<div class="katex"><p>An article.</p>{KATEX}</div>', "An article.$x^2$"),
    ],
)
def test_katex_gives_its_annotation(body, text):
    assert text_of(body) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (MATHML, "$x^{2}$"),
        (ANNOTATED, "$x^2$"),
        (MATHML.replace("<math", '<math display="block"'), "$$x^{2}$$"),
        (MATHML.replace("<math", '<math alttext="{\\displaystyle x^2}"'), "$x^2$"),
        (MATHML.replace("<math", '<math alttext="x squared"'), "$x^{2}$"),
        ("<m:math><m:mi>x</m:mi></m:math>, <mml:math><mml:mi>y</mml:mi></mml:math>", "$x$, $y$"),
        ('1178.7<math><mspace width=".17em"></mspace></math>F', "1178.7F"),
        (
            "<tex-math>\\documentclass{minimal} \\begin{document}$$x^2$$\\end{document}</tex-math>"
            "<mml:math><mml:mi>x</mml:mi></mml:math>",
            "$$x^2$$",
        ),
        (
            '<span class="mwe-math-element"><span class="mwe-math-mathml-inline" style="display: none;">'
            + ANNOTATED.replace("x^2", "{\\displaystyle x^2}")
            + '</span><img class="mwe-math-fallback-image-inline" alt="{\\displaystyle x^2}" src="a"></span>',
            "$x^2$",
        ),
        (
            '<span class="mwe-math-element"><span class="mwe-math-mathml-display">'
            + ANNOTATED
            + '</span><img class="mwe-math-fallback-image-display" alt="x^2"></span>',
            "$$x^2$$",
        ),
        (
            '<span class="mwe-math-element"><img class="mwe-math-fallback-image-inline" alt="x^2"></span>',
            "$x^2$",
        ),
        (ANNOTATED + '<img class="tex" alt="x^2" src="x.png">', "$x^2$"),
        ('<img class="latex" alt="x" src="a.png"><img class="latex" alt="x" src="a.png">', "$x$$x$"),
    ],
)
def test_mathml_and_its_twins_are_one_formula(body, text):
    assert text_of(body) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('<span class="ztext-math" data-tex="x_1">x_1</span>', "$x_1$"),
        ('<span class="ztext-math" data-eeimg="2" data-tex="x_1">x_1</span>', "$$x_1$$"),
        (f'<span data-latex="\\alpha">{GLYPHS}</span>', r"$\alpha$"),
        ('<div data-formula="\\frac{1}{2}"><svg></svg></div>', r"$$\frac{1}{2}$$"),
        ('<span data-math="true">yes</span>', "yes"),
        ('<span data-math="1">one</span>', "one"),
        ('<div data-formula="newsletter">Sign up</div>', "Sign up"),
        ('<span class="math inline">\\(x\\)</span>', "$x$"),
        ('<span class="math display">\\[x\\]</span>', "$$x$$"),
        ('<span class="math inline">n+1</span>', "$n+1$"),
        ('<span class="math inline"><em>x</em><sup>2</sup></span>', "x2"),
        ('<span class="math-container">$$x$$</span>', "$$x$$"),
        ('<span class="math-container">$a$ and $b$</span>', "$a$ and $b$"),
        ('<p class="math">1 yr = 525600 min</p>', "1 yr = 525600 min"),
        ('<p class="math">$5 and $</p>', "$5 and $"),
        ('<div class="formula">E = mc^2</div>', "$E = mc^2$"),
        ('<div class="equation">Mix two cups of water</div>', "Mix two cups of water"),
        ("<x-tex>x^2</x-tex>, <eqn>y</eqn>", "$x^2$, $$y$$"),
        ("<d-math block>x</d-math>", "$$x$$"),
        ("<tex-math><![CDATA[x^2]]></tex-math>", "$x^2$"),
        ('<code class="language-math">x^2</code>', "$x^2$"),
        ('<pre class="code js-render-math" data-math-style="display">x^2</pre>', "$$x^2$$"),
        ('<code class="language-latex">\\frac{a}{b}</code>', r"\frac{a}{b}"),
        ('<span class="tex2jax_ignore math">\\(x\\)</span>', r"\(x\)"),
        ('<span class="math-tex">\\(x\u200b^2\u2061\\)</span>', "$x^2$"),
        ("<p>It costs $5 to $10.</p>", "It costs $5 to $10."),
    ],
)
def test_sources_in_attributes_classes_and_elements_of_a_site_s_own(body, text):
    assert text_of(body) == text


def test_only_elements_that_may_hold_a_formula_are_asked():
    assert not may_hold("p", {"class": "text"})
    assert not may_hold("img", {"src": "a.png", "alt": "A dog"})
    assert may_hold("img", {"src": "a.png", "alt": "$x$"})
    assert may_hold("img", {"src": "/latex.php?latex=x", "alt": "x"})
    assert may_hold("math", {})
    assert may_hold("script", {"type": "math/tex"})
    assert not may_hold("script", {"type": "text/javascript"})
    assert may_hold("span", {"data-tex": "x"})
    assert {"katex", "MathJax_Preview", "mwe-math-element"} <= NAMES


@pytest.mark.parametrize(
    "page",
    [
        '<span class="MathJax">' * 10_000,
        '<span class="katex"><span class="katex-mathml">' * 5_000,
        '<span class="mwe-math-element">' * 10_000,
        "<mjx-container>" * 10_000,
        '<div class="math" data-math="x">' * 10_000,
        "<math>" * 10_000,
        '<mjx-container><svg></svg><b></b></mjx-container>' * 20_000,
        MATHML * 20_000,
        '<script type="math/tex">x^2</script>' * 50_000,
        '<span class="MathJax_Preview"></span>' * 20_000,
        '<img class="tex" alt="' + "x^{" * 50_000 + '">',
        '<script type="math/tex">' + "$" * 100_000 + "</script>",
        '<script type="math/tex">' + "{\\displaystyle " * 20_000 + "}" * 20_000 + "</script>",
        '<img alt="' + "a" * 200_000 + '\\">',
        '<img src="latex.php?' + "latex" * 40_000 + '">',
        ('<img src="' + "latex?" * 1200 + '&&&">') * 100,
        ('<img src="' + "latexrender" * 700 + '">') * 100,
        '<script type="math/tex">\n' + "%" * 200_000 + "</script>",
        '<span class="MathJax"><i></i>' * 50_000,
    ],
)  # fmt: skip
def test_hostile_pages_are_done_in_linear_time(page):
    start = time.perf_counter()
    text_of(page)
    assert time.perf_counter() - start < 5
