"""The measure of formulas can fail in each way it names; the page reader passes it on both truths."""

import json
from pathlib import Path

import pytest

from webinstruct import page
from webinstruct.quality.formulas import formulas, found, measure, measure_page
from webinstruct.quality.intervals import Share
from webinstruct.quality.latex import normalise

TESTS = Path(__file__).resolve().parents[2]
FIXTURE = TESTS / "fixtures" / "formulas"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x^{2}", "x^2"),
        (r"\left(\dfrac{1}{2}\right)", r"(\frac12)"),
        (r"a\le b\to c", r"a \leq b \rightarrow c"),
        (r"{\displaystyle \operatorname {sin} x\,dx}", r"\sin x\;dx"),
        (r"\mathrm{Var}(X)", r"\text{Var}(X)"),
        (r"x=1,", "x = 1"),
        (r"a_i^2", "a^{2}_{i}"),
        ("f''(x)", r"f^{\prime\prime}(x)"),
        (r"{a \over b}", r"\frac{a}{b}"),
        (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}", r"\left(\begin{array}{cc}1&2\\3&4\\\end{array}\right)"),
        (r"\begin{equation}x\label{e}\end{equation}", "x"),
        (r"\left({n\atop k}\right)", r"\binom{n}{k}"),
        (r"\underset{x\to 0}{\lim}x", r"\lim_{x\to 0}x"),
        (r"\alpha\in\mathbb{R}", "α∈ℝ"),
        (r"x^{2}\leq 90^{\circ}", "x² ≤ 90°"),
    ],
)
def test_spellings_of_one_formula_are_equal(one, other):
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x^{2n}", "x^2n"),
        (r"\frac{a}{b+c}", r"\frac{a}{b}+c"),
        (r"\sqrt{a}b", r"\sqrt{ab}"),
        ("x_2", "x^2"),
        ("x2", "x^2"),
        (r"\mathbb{R}", "R"),
        (r"\mathbf{x}", "x"),
        ("a<b", r"a\leq b"),
        ("(a,b)", "[a,b]"),
        (r"\frac{a}{b", r"\frac{a}{b}"),
        (r"\bar{x}", "x"),
        (r"\sum_{i=1}^n i", r"\sum i"),
        (r"\binom{n}{k}", r"\frac{n}{k}"),
        (r"\begin{matrix}1&2\end{matrix}", r"\begin{matrix}1\\2\end{matrix}"),
    ],
)
def test_different_formulas_are_different(one, other):
    assert normalise(one) != normalise(other)


@pytest.mark.parametrize(
    "tex", ["", "}", "{", r"\frac", "^", "_", r"\begin{matrix}", r"\sqrt[", "\\", "}{", r"\over"]
)
def test_no_latex_is_too_broken(tex):
    assert isinstance(normalise(tex), str)


def test_formulas_of_a_text():
    assert found("At $5 the sum $$\\sum_i x_i$$ is $x+y$.") == ["\\sum_i x_i", "x+y"]


TRUTH = {
    "file": "a.html",
    "formulas": [
        {"tex": "x^2", "kind": "katex", "glyphs": "x2"},
        {"tex": r"\frac{a}{b}", "kind": "script"},
        {"tex": "x^2", "kind": "script"},
    ],
    "strings": [{"text": "H_2O", "kind": "scripts"}],
    "prices": ["$5", "$10"],
    "never": ["word^1"],
}
RIGHT = "Let $x^{2}$ cost $5 and $10. Then $\\frac ab$ and $x^2$ of H_2O."


def test_all_right():
    figures = measure_page(TRUTH, RIGHT)
    assert figures.kept == {"katex": Share(1, 1), "script": Share(2, 2), "scripts": Share(1, 1)}
    assert (figures.misses, figures.doubled, figures.false) == ((), (), ())
    assert (figures.prices_as_math, figures.prices_lost, figures.never) == ((), (), ())


def test_a_missing_formula_is_missed():
    figures = measure_page(TRUTH, RIGHT.replace("and $x^2$ of", "and x2 of"))
    assert [(miss.kind, miss.tex) for miss in figures.misses] == [("script", "x^2")]


def test_a_missing_string_is_missed():
    figures = measure_page(TRUTH, RIGHT.replace("H_2O", "H2O"))
    assert [(miss.kind, miss.tex) for miss in figures.misses] == [("scripts", "H_2O")]


def test_a_formula_written_outside_formulas_is_a_miss_that_says_so():
    (miss,) = measure_page(TRUTH, RIGHT.replace(r"$\frac ab$", r"\frac{a}{b}")).misses
    assert (miss.tex, miss.written) == (r"\frac{a}{b}", True)


def test_malformed_latex_may_stand_in_the_text_as_it_is():
    truth = {"file": "a.html", "formulas": [{"tex": r"\frac{a}{b", "kind": "malformed", "raw": True}]}
    assert measure_page(truth, r"Here $\frac{a}{b$.").kept == {"malformed": Share(1, 1)}
    assert measure_page(truth, "Here a/b.").kept == {"malformed": Share(0, 1)}


def test_a_formula_twice_is_doubled():
    assert measure_page(TRUTH, RIGHT + " $\\frac{a}{b}$").doubled == (r"\frac ab",)


def test_a_drawing_beside_its_formula_is_doubled():
    assert measure_page(TRUTH, RIGHT + " x 2").doubled == ("x^2",)


def test_raw_latex_beside_its_formula_is_doubled():
    assert measure_page(TRUTH, RIGHT + r" \frac{a}{b}").doubled == (r"\frac{a}{b}",)


def test_a_price_as_math_is_seen_and_is_a_false_formula():
    figures = measure_page(TRUTH, RIGHT.replace("cost $5 and", "cost $5+x$ and"))
    assert (figures.prices_as_math, figures.prices_lost, figures.false) == (("$5",), (), ("5+x",))


def test_a_lost_price_is_seen():
    assert measure_page(TRUTH, RIGHT.replace("$10", "ten")).prices_lost == ("$10",)


def test_a_footnote_as_exponent_is_seen():
    assert measure_page(TRUTH, RIGHT + " word^1").never == ("word^1",)


def test_an_incomplete_list_says_nothing_of_further_formulas():
    figures = measure_page({**TRUTH, "complete": False}, RIGHT + " $y$ $x^2$")
    assert (figures.doubled, figures.false) == ((), ())


def test_a_wrong_formula_is_a_miss_and_not_false_as_well():
    figures = measure_page(TRUTH, RIGHT.replace(r"\frac ab", "a/b"))
    assert (len(figures.misses), figures.false) == (1, ())


def test_the_interval_by_pages_is_wider_than_the_share():
    bad = [(TRUTH, b"nothing")] * 2
    good = [(TRUTH, RIGHT.encode())] * 2
    figures = measure([*bad, *good], bytes.decode)
    assert figures.kept == Share(8, 16)
    assert figures.by_pages() == (0.0, 1.0)


def test_figures_for_the_command(tmp_path):
    (tmp_path / "truth.jsonl").write_text(json.dumps(TRUTH), encoding="utf-8")
    (tmp_path / "a.html").write_text(RIGHT.replace("H_2O", "H2O"), encoding="utf-8")
    figures = formulas(tmp_path / "truth.jsonl", tmp_path, bytes.decode)
    assert figures["formulas"]["kept"] == 3
    assert figures["by_kind"] == {
        "katex": {"kept": 1, "n": 1},
        "script": {"kept": 2, "n": 2},
        "scripts": {"kept": 0, "n": 1},
    }
    assert figures["rows"] == [["katex", 1, 1, 1.0], ["script", 2, 2, 1.0], ["scripts", 0, 1, 0.0]]
    assert figures["misses"] == [["a.html", "scripts", "H_2O", False]]
    assert (figures["prices"], figures["faults"]) == (2, [])


def _text(html: bytes) -> str:
    return page.read(html).text


def test_the_fixture_is_as_large_as_it_says():
    lines = [json.loads(line) for line in (FIXTURE / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 19
    assert sum(len(line["formulas"]) for line in lines) == 381
    assert sum(len(line["strings"]) for line in lines) == 30
    assert sum(len(line["prices"]) for line in lines) == 132


def test_the_reader_keeps_the_formulas_of_the_fixture():
    figures = formulas(FIXTURE / "truth.jsonl", FIXTURE, _text)
    bar = ("doubled", "prices_as_math", "prices_lost", "never")
    assert {fault: figures[fault] for fault in bar} == dict.fromkeys(bar, 0), figures["faults"]
    assert figures["false"] <= 1, figures["faults"]  # two malformed formulas in a row may read as one
    assert figures["formulas"]["share"] >= 0.97, figures["misses"]


def test_the_reader_keeps_the_formulas_of_real_pages(shared):
    figures = formulas(TESTS / "truth" / "html_math.jsonl", shared, _text)
    assert (figures["doubled"], figures["prices_as_math"]) == (0, 0), figures["faults"]
    assert figures["formulas"]["share"] >= 0.95, figures["misses"]
