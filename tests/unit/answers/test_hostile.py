"""Texts that nobody would write: they end soon, raise nothing and run nothing."""

import time
from pathlib import Path

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from webinstruct.answers import Final, Missing, equal, final, given, search

MANY = 1_000_000
HOSTILE = {
    "a megabyte of words": "word " * (MANY // 5),
    "a megabyte of digits": "9" * MANY,
    "a megabyte of commas": "1," * (MANY // 2),
    "a megabyte of dollars": "$" * MANY,
    "a megabyte of boxes": r"\boxed{1}" * (MANY // 9),
    "boxes never closed": r"\boxed{" * (MANY // 50),
    "deep braces": r"\boxed{" + "{" * 1900 + "1" + "}" * 1900 + "}",
    "deep brackets": "(" * 5000 + "1" + ")" * 5000,
    "deep fractions": r"\frac{1}{" * 200 + "2" + "}" * 200,
    "deep roots": r"\sqrt{" * 90 + "2" + "}" * 90,
    "towers": "^".join("9" * 200),
    "factorials": "9!" + "!" * 300,
    "signs": "-" * 3000 + "1",
    "equals": "=" * 50_000,
    "answers": "the answer is " * 20_000,
    "newlines": "\n" * 100_000 + "x = 5",
    "spaces": "x =" + " " * 100_000 + "5",
    "a large exponent": "1e999999999",
    "a large power": "10^{999999999}",
    "a large factorial": "99999999999!",
    "a tower of tens": "10^10^10^10",
    "large base": "99999_99",
    "NUL": "\x00The answer is\x00 5\x00",
    "surrogates": "\ud800 the answer is \udfff 5",
    "right to left": "\u202eThe answer is 5",
    "code": "__import__('os').system('touch /tmp/executed')",
    "code in a box": r"\boxed{__import__('os').system('touch /tmp/executed')}",
    "other digits": "The answer is ٣٤.",
    "zero division": r"\boxed{\frac{1}{0}}",
    "zero to the minus one": "0^{-1}",
    "empty box": r"\boxed{}",
    "empty": "",
    "a lone command": "\\",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text(text: str) -> None:
    began = time.process_time()
    found = search(text)
    assert isinstance(found, Final | Missing)
    if isinstance(found, Final):
        assert equal(found, given("5")).reason
        assert equal(found, found).reason
        assert text[slice(*found.span)] == found.text
    assert equal(given(text), given("5")).reason
    assert time.process_time() - began < 3


def test_nothing_is_executed(tmp_path: Path) -> None:
    mark = tmp_path / "executed"
    text = f"__import__('pathlib').Path('{mark}').touch()"
    final(text)
    equal(given(text), given("5"))
    equal(given(rf"\boxed{{{text}}}"), given(text))
    assert not mark.exists()


PIECES = st.sampled_from(
    [
        *"0123456789.,;:+-*/^_=<>()[]{}|!%$°'\"\\ \nxyzieABab", "\\frac", "\\sqrt", "\\boxed{", "}", "{",
        "\\text{",
        "\\pm", "±", "∞", "\\infty", "\\cup", " or ", " and ", "the answer is ", "####", "10^", "e5", " km", "\\%",
        " m/s",
        "yes", "no", "(B)", "½", "²", "\\begin{pmatrix}", "\\end{pmatrix}", "\\\\", "&", "x \\in ", "≤", "\\le ", "…",
        "million", "twenty", "1,000", "0.\\overline{3}", "\\sin", "\\log_", "\\binom", "$", "°C", "per ",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None, derandomize=True)
@examples(st.lists(PIECES, max_size=14).map("".join), st.lists(PIECES, max_size=14).map("".join))
def test_any_text_has_a_verdict_and_it_is_symmetric(left: str, right: str) -> None:
    one, other = given(left), given(right)
    said = equal(one, other)
    assert said.verdict == equal(other, one).verdict
    found = search(left)
    assert isinstance(found, Missing) or left[slice(*found.span)] == found.text


@settings(max_examples=150, deadline=None, derandomize=True)
@examples(st.text(max_size=60))
def test_any_text_equals_itself_or_is_undecided(text: str) -> None:
    assert equal(given(text), given(text)).verdict in ("equal", "undecided")


@settings(max_examples=200, deadline=None, derandomize=True)
@examples(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_numbers_keep_their_value_in_every_spelling(top: int, bottom: int) -> None:
    spellings = [
        f"{top}/{bottom}",
        f"\\frac{{{top}}}{{{bottom}}}",
        f"$\\dfrac{{{top}}}{{{bottom}}}$",
        f"({top})/({bottom})",
    ]
    assert {equal(given(spellings[0]), given(other)).verdict for other in spellings[1:]} == {"equal"}
    assert equal(given(f"{top:,}"), given(str(top))).verdict == "equal"
    assert equal(given(str(top)), given(str(top + 1))).verdict == "different"
