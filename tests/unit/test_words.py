"""One spelling: what a reader takes for the same gives the same tokens, what differs in content does not."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct import words
from webinstruct.words import masked, plain, tokens

SAME = [
    (r"$\frac{1}{2}$", r"\(\dfrac12\)", "½", "1/2", r"\tfrac{1}{2}", "1 ÷ 2"),
    (r"$x^{2}+3x$", "x^2 + 3x", "x² + 3x", r"x^2+3\cdot x", "x<sup>2</sup> + 3x", r"\[x^2 + 3 \times x\]"),
    (r"$\sqrt{2}$", "√2", r"\sqrt 2"),
    (r"$a \leq b$", "a ≤ b", "a <= b", r"a \le b", "a &le; b", r"a \leqslant b"),
    (r"$a \neq b$", "a ≠ b", "a != b", r"a\ne b"),
    (r"60^\circ", "60°", r"60^{\circ}"),
    (r"\pi r^2", "π r²", "pi r^2"),
    (r"$10^{-3}$", "10⁻³", "10^-3", "10^{-3}"),
    ("1,000 ducks", r"$1{,}000$ ducks", r"1\,000 ducks", "1000 ducks", "1,000.00 ducks"),
    ("twenty-one ducks", "21 ducks", "Twenty one ducks", "twenty‑one ducks"),
    ("Janet’s ducks don't swim", "janet's DUCKS dont swim", "Janetâ€™s ducks don’t   swim."),
    ("a well-known rule", "a well‐known rule", "A well known rule!", "a well–known rule"),
    ("naïve Schrödinger", "naive Schrodinger", unicodedata.normalize("NFD", "naïve Schrödinger")),
    ("−40 ÷ (−8)", "-40/(-8)", "- 40 / ( - 8 )", "&minus;40 &divide; (&minus;8)"),
    (r"\left( a+b \right)", "(a + b)", r"\bigl(a+b\bigr)"),
    (r"\text{if } x \text{ is even}", "if x is even", r"\mathrm{if}\ x\ \mathrm{is\ even}"),
    ("<p>one</p><p>two</p>", "one two", "1<br/>2", "&lt;p&gt;one&lt;/p&gt; two"),
    ("H<sub>2</sub>O", "H2O", "H₂O", r"H_2O", r"$\mathrm{H_2O}$"),
]
OTHER = [
    ("x + 3", "x - 3"), ("a < b", "a > b"), ("a = b", "a ≠ b"), ("5!", "5"), ("3.5", "35"), ("2½", "21/2"),
    ("1,5", "15"), ("-8", "8"), (r"\frac{1}{2}", "12"), ("[ (", "( ["), ("sin x", "cos x"), ("50%", "50"),
    (r"\{1\}", "1"), ("<b>x</b><y", "x y"),
]  # fmt: skip


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_spellings_of_one_thing_are_one(spellings) -> None:
    found = {text: tokens(text) for text in spellings}
    assert len({tuple(value) for value in found.values()}) == 1, found


@pytest.mark.parametrize(("left", "right"), OTHER)
def test_what_differs_stays_different(left, right) -> None:
    assert tokens(left) != tokens(right)


def test_relations_are_no_tags() -> None:
    assert tokens("if x<y and z>w") == ["if", "x", "<", "y", "and", "z", ">", "w"]
    assert tokens("a<b or c>d") == ["a", "<", "b", "or", "c", ">", "d"]


def test_brackets_outside_formulas_are_content() -> None:
    assert tokens("Input: [ { [ <") == ["input", "[", "{", "[", "<"]


def test_scripts_without_blanks_go_by_character() -> None:
    assert tokens("三角形の面積は5") == [*"三角形の面積は", "5"]


def test_words_without_signs_and_numbers_behind_a_mask() -> None:
    assert plain("Three of (12) ducks = 4!") == ["3", "of", "12", "ducks", "4"]
    assert masked(plain("Three of (12) ducks")) == ["0", "of", "0", "ducks"]


@given(st.text())
def test_any_text_has_tokens_and_they_are_clean(text) -> None:
    for token in tokens(text):
        assert token
        assert not token.isspace()
        assert token == token.lower() or not token.isascii()


@given(st.text(alphabet="abc 12+-=().,$\\{}^_<>&;#x", max_size=60))
def test_tokens_of_tokens_are_the_same_words(text) -> None:
    once = plain(text)
    assert plain(" ".join(once)) == once


HOSTILE = (
    *("\\" * 20_000, "{" * 20_000, "<" * 20_000, "&" * 20_000, "\\frac" * 5_000, "-" * 20_000, "'" * 20_000),
    *(
        "\\frac{" * 3_000 + "}" * 3_000,
        "a'" * 10_000,
        "&lt;p " * 5_000,
        "\ud800\x00",
        "1," * 20_000,
        "{a" * 9_000,
    ),
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_end(text) -> None:
    tokens(text)


def test_the_memory_of_spellings_is_bounded() -> None:
    before = len(words._CANONICAL)
    tokens(" ".join(f"{n}.5" for n in range(1000)))
    assert before < len(words._CANONICAL) <= words._REMEMBERED
    assert sys.getsizeof(words._CANONICAL) < 20_000_000


@pytest.mark.parametrize("spelt", ["9 - 5", "9 -  5", "9 -\n 5", "9-5", "9 − 5", r"$9 -\; 5$"])
def test_a_minus_is_one_however_far_its_number_stands(spelt):
    assert tokens(spelt) == ["9", "-", "5"]


def test_a_minus_before_a_minus_is_one_too():
    assert tokens("4 - -1") == tokens("4 − −1") == ["4", "-", "-", "1"]
    assert tokens("well-known, pre-war") == ["well", "known", "pre", "war"]


def test_characters_beyond_ascii_are_spelt_alike_alone_and_in_a_row():
    assert tokens("naïve café e\u0301toile") == ["naive", "cafe", "etoile"]
    assert tokens("αβ ≤ ½x²") == ["alpha", "beta", "≤", "1", "/", "2", "x", "2"]
    assert tokens("Привет, 日本 3") == ["привет", "日", "本", "3"]


@given(
    st.lists(
        st.sampled_from(
            [
                "twenty",
                "one",
                "-",
                "3",
                "x",
                "don't",
                "a-",
                "−",
                "½",
                "x^2",
                "$5",
                "the",
                "cat,",
                "â€",
                "™s",
                "(",
                "5!",
                "well-",
                "ninety-",
            ]
        ),
        max_size=8,
    )
)
def test_remembered_chunks_give_the_tokens_of_the_whole(chunks) -> None:
    text = " ".join(chunks)
    assert tokens(text) == words._tokens(words.pieces(text))
