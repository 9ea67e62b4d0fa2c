"""Units give the text back, whatever it is, and break nothing that belongs together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webinstruct.extract.units import HARD, LONG, cut
from webinstruct.page.formula import delimiters

PIECES = st.sampled_from(
    [
        *(
            "word",
            " ",
            "\n",
            "\n\n",
            ". ",
            "? ",
            "Q: ",
            "A: ",
            "(a) ",
            "1. ",
            "| x | y |",
            "    code();\n",
            "\t",
        ),
        *(
            "$x^2$",
            "$$\na + b\n$$",
            "$5 and $6",
            "\\(y\\)",
            "Dr. Who",
            "e.g. this",
            "问：",
            "？",
            "。",
            "\u2003",
            "\r",
        ),
        *("x" * 500, "long sentence " * 40, "\x00", "\ud7ff", "é", "```\n"),
    ]
)


def pieces(text: str, borders: frozenset[int] = frozenset()) -> list[str]:
    return [text[unit.start : unit.end] for unit in cut(text, borders)]


@given(st.lists(PIECES, max_size=60).map("".join), st.frozensets(st.integers(0, 500), max_size=5))
def test_the_units_of_any_text_give_it_back(text, borders):
    found = cut(text, borders)
    assert "".join(text[unit.start : unit.end] for unit in found) == text
    assert all(unit.start < unit.end <= unit.start + HARD for unit in found)
    assert found == cut(text, borders)
    inside = {at for start, end in delimiters.spans(text) for at in range(start + 1, end)}
    short = [unit.start for unit in found if unit.end - unit.start < HARD // 2]
    assert not inside.intersection(short[1:]) or max(e - s for s, e in delimiters.spans(text)) > HARD // 2


@given(st.text(max_size=300))
def test_so_do_those_of_any_characters(text):
    assert "".join(pieces(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("\n\n", ["\n\n"]),
        ("\n\nOne line.", ["\n\nOne line."]),
        ("A first paragraph that says something.\n\nAnd a second one that says more.", 2),
        # tiny lines go together, marks and questions do not
        ("Home\nAbout us\nContact\n", 1),
        ("Home\nWho are you?\nAbout\n", 3),
        ("What is it?\n(a) red\n(b) blue\nnone\n", ["What is it?\n", "(a) red\n", "(b) blue\n", "none\n"]),
        ("Q: 2 + 2?\nA: 4\nQ: 3 + 3?\nA: 6\n", 4),
        ("1. x = 2\n2. x = 3\n", 2),
        # a formula of several lines is one
        ("We get\n$$\na + b\n= c\n$$\nand so on.\n", None),
        ("| a | b | c |" + " cell | of | a | row." * 40, 1),
        ("    if x. Then y. " * 60, 1),
    ],
)
def test_where_texts_are_cut(text, expected):
    found = pieces(text)
    if isinstance(expected, int):
        assert len(found) == expected, found
    elif expected is None:
        assert any(piece.count("$$") == 2 for piece in found), found
    else:
        assert found == expected


def test_long_lines_are_cut_at_the_ends_of_sentences():
    text = (
        "It was shown by Dr. Smith, e.g. in Fig. 3, that $a. B$ holds for all of them there. " * 8
    ).strip()
    found = pieces(text)
    assert 3 <= len(found) <= 5
    assert all(piece.rstrip().endswith("all of them there.") for piece in found)
    question = "This is the beginning of a story that goes on. Why? Because it does. " * 8
    assert any(piece.rstrip().endswith("Why?") for piece in pieces(question))


def test_no_line_is_put_together_over_the_border_of_a_block():
    text = "Ann\nyes\nBob\nno\n"
    assert pieces(text) == [text]
    assert pieces(text, frozenset([8])) == ["Ann\nyes\n", "Bob\nno\n"]


def test_a_unit_is_long_only_where_nothing_can_be_cut():
    assert max(map(len, pieces("A sentence of some words stands here. " * 100))) <= LONG
    assert max(map(len, pieces("x" * 10_000))) == HARD
