"""Every way to show a formula holds the formula: as LaTeX, or as markup that says the same."""

import html
import re
from random import Random
from urllib.parse import unquote

import pytest

from webinstruct.page.formula.mathml import to_latex
from webinstruct.simweb.content.sums import KINDS, values
from webinstruct.simweb.maths import BY_NAME, MATHS, plain, show
from webinstruct.simweb.maths.linear import asciimath, raised, unicode
from webinstruct.simweb.maths.same import bare
from webinstruct.simweb.maths.tree import parse
from webinstruct.simweb.model import Code
from webinstruct.simweb.pen import Pen, visible
from webinstruct.simweb.problems import SUBJECTS, draw

FORMULA = re.compile("⟦(.*?)⟧")


def all_formulas() -> list[str]:
    """A few of every formula that problems write."""
    found: dict[str, None] = {}
    for number in range(60):
        rng = Random(number)
        for subject in SUBJECTS:
            problem = draw(rng, subject)
            for part in (*problem.question, *problem.answer, problem.theory):
                found |= dict.fromkeys(FORMULA.findall("" if isinstance(part, Code) else part))
        for kind in KINDS:
            found |= dict.fromkeys(FORMULA.findall(" ".join(values(kind, rng).values())))
    return list(found)


FORMULAS = all_formulas()
SOURCES = [kind.name for kind in MATHS if kind.source and kind.name != "sup"]


def test_there_are_formulas_of_every_construction():
    kinds = {node.kind for tex in FORMULAS for node in parse(tex)}
    assert len(FORMULAS) > 300
    assert kinds >= {"mi", "mn", "mo", "frac", "sqrt", "script", "space"}


@pytest.mark.parametrize("name", SOURCES)
@pytest.mark.parametrize("around", ["<p>So {} is.</p>", "<p>{}</p>"])
def test_the_latex_stands_in_the_markup(name, around):
    for tex in FORMULAS:
        markup, formulas = show(around.format(f"⟦{html.escape(tex, quote=False)}⟧"), name)
        assert formulas == (tex,)
        assert tex in unquote(html.unescape(markup))


@pytest.mark.parametrize("name", ["mathml", "mathjax3", "annotation", "mathjax2", "katex", "wikipedia"])
def test_mathml_says_the_same_as_the_latex(name):
    for tex in FORMULAS[::5]:
        markup, _ = show(f"<p>So ⟦{tex}⟧.</p>", name)
        (math,) = re.findall("<math.*?</math>", markup)
        bone = re.sub("<annotation.*?</annotation>|</?semantics>|</?mstyle.*?>", "", math)
        assert bare(to_latex(bone)) == bare(tex)


def test_asciimath_by_example():
    assert [asciimath(tex) for tex in (
        r"\frac{1}{2} g t^2",
        r"\int_0^{9} 6x^2 \, dx",
        r"pH = -\log_{10} 10^{-6} = 6",
        r"c = \sqrt{841} = 29",
        r"\rho = \frac{m}{V}",
        r"f'(x) = 2x",
    )] == [
        "1/2g t^2",
        "int_0^9 6x^2 dx",
        "pH = - log_10 10^(-6) = 6",
        "c = sqrt(841) = 29",
        "rho = m/V",
        "f'(x) = 2x",
    ]  # fmt: skip


def test_characters_and_raised_letters_by_example():
    assert [(unicode(tex), raised(tex)) for tex in ("C_5H_{12}", r"\frac{1}{2}", "x^2 - 1", r"\pi r^2")] == [
        ("C₅H₁₂", "C<sub>5</sub>H<sub>12</sub>"),
        ("½", None),
        ("x² − 1", "x<sup>2</sup> - 1"),
        ("πr²", None),
    ]


def test_what_a_kind_cannot_write_falls_back_to_delimiters():
    assert show(r"<p>So ⟦\frac{7}{9}⟧.</p>", "unicode") == (r"<p>So \(\frac{7}{9}\).</p>", (r"\frac{7}{9}",))
    assert plain(r"<p>So ⟦\frac{7}{9}⟧.</p>", "unicode") == r"<p>So $\frac{7}{9}$.</p>"


def test_letters_that_nothing_marks_are_no_formula():
    assert show("<p>⟦x = 5⟧</p>", "sup") == ("<p>x = 5</p>", ())


@pytest.mark.parametrize("name", ["mathjax2", "katex", "preview", "wikipedia", "annotation", "mathjax3"])
def test_drawn_formulas_would_be_read_twice_by_whoever_reads_everything(name):
    markup, _ = show("<p>So ⟦7x + 1 = 8⟧.</p>", name)
    held = re.sub("<[^>]*>", " ", markup) + " ".join(re.findall('alt="[^"]*"|mjx-c[0-9A-F]+', markup))
    assert held.count("7") + held.count("mjx-c37") >= 2


def test_display_is_said_by_markup_where_a_kind_can():
    alone, inline = "<p>⟦x^2⟧</p>", "<p>So ⟦x^2⟧.</p>"
    signs = ("\\[", "$$", "mode=display", 'display="', "katex-display", "mwe-math-mathml-display")
    for kind in MATHS:
        shown = [any(sign in show(text, kind.name)[0] for sign in signs) for text in (alone, inline)]
        said = 'display="inline"' in show(inline, kind.name)[0]  # MathJax 3 says it both ways
        assert (shown[0], shown[1] and not said) == (kind.displays, False)
        assert plain(alone, kind.name).startswith("<p>$$") == kind.displays


def test_outside_our_part_of_latex_is_an_error():
    with pytest.raises((ValueError, KeyError)):
        parse(r"\begin{matrix} 1 & 2 \end{matrix}")


@pytest.mark.parametrize("name", list(BY_NAME))
def test_each_kind_reads_as_the_pen_says(name):
    pen = Pen(name)
    passage = (
        r"If ⟦a^2 < 9⟧ & ⟦\frac{1}{2} = x_1⟧, then…",
        r"So the sum that we look for is ⟦S = 7 \cdot 8 = 56⟧.",
        Code("a = [1,\n     2]\nif a < b:\n    pass"),
    )
    assert " ".join(visible(pen.blocks(passage), name).split()) == pen.text(passage)
