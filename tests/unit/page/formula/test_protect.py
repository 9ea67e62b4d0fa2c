"""The marks around formulas and code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.page.formula.protect import CODE, clean, protect, render
from webinstruct.page.model import Formula


def test_formulas_and_code_are_rendered():
    text = f"{protect(Formula('x'))} is {protect(Formula('y', display=True))} in {CODE[0]}z = $1{CODE[1]}"
    assert render(text) == "$x$ is $$y$$ in z = $1"


@pytest.mark.parametrize("tex", ["", "  ", "\n", "\ue000\ue001"])
def test_an_empty_formula_is_no_formula(tex):
    assert protect(Formula(tex)) == ""


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (" x ", "x"),
        ("a\n  b", "a b"),
        ("a % why\n+ b", "a + b"),
        ("20\\% \n+ b", "20\\% + b"),
        ("a \\\\% why\n b", "a \\\\ b"),
        ("50% of x", "50% of x"),
        ("$x$", "x"),
        ("$$x$$", "x"),
        ("\\(x\\)", "x"),
        ("\\[ $x$ \\]", "x"),
        ("$a$ and $b$", "\\$a\\$ and \\$b\\$"),
        ("5$", "5\\$"),
        ("5\\$", "5\\$"),
        ("x \\text{ if $y$}", "x \\text{ if $y$}"),
        ("x\\ ", "x"),
        ("x\\\\", "x\\\\"),
        ("\\frac{1{2}", "\\frac{1{2}"),
        ("a\ue000b\ue005", "ab"),
    ],
)
def test_tex_is_made_to_fit_between_dollar_signs(tex, expected):
    assert clean(tex) == expected


@given(
    st.lists(
        st.sampled_from(["$", "\\", "{", "}", "x", " ", "\n", "%", "\\(", "\\)", "\\$"]), max_size=10
    ).map("".join)
)
def test_cleaning_twice_changes_nothing(tex):
    assert clean(clean(tex)) == clean(tex)
