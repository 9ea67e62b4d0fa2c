"""Offsets lead back to the original text, and spans are where the copy stands."""

from hypothesis import given
from hypothesis import strategies as st

from webinstruct.text import Match, Page, locate, squeeze, tokens

ANY_TEXT = st.text(alphabet=st.sampled_from("ab4 \n\t\x00\x0c\u00a0\u200b.=你é"), max_size=60)


@given(ANY_TEXT)
def test_every_squeezed_character_comes_from_where_its_offset_says(text: str) -> None:
    squeezed = squeeze(text)
    assert len(squeezed.text) == len(squeezed.offsets)
    assert list(squeezed.offsets) == sorted(set(squeezed.offsets))
    for character, offset in zip(squeezed.text, squeezed.offsets, strict=True):
        assert character == text[offset] or (character == " " and not squeeze(text[offset]).text)


@given(ANY_TEXT)
def test_squeezing_twice_changes_nothing(text: str) -> None:
    once = squeeze(text).text
    assert squeeze(once).text == once


@given(ANY_TEXT, ANY_TEXT, st.integers(0, 60))
def test_spans_lie_within_the_page_and_shares_between_0_and_1(text: str, copy: str, after: int) -> None:
    match = locate(Page(text), copy, after)
    assert all(0 <= start < end <= len(text) for start, end in match.spans)
    assert 0 <= match.matched <= match.total
    assert 0 <= match.share <= 1


@given(ANY_TEXT, ANY_TEXT)
def test_slices_of_a_whole_match_are_the_copy(text: str, copy: str) -> None:
    match = locate(Page(text), copy)
    if match.spans and match.share == 1 and len(match.spans) == 1:
        start, end = match.spans[0]
        found = [word for word, _, _ in tokens(text[start:end])]
        assert found == [word for word, _, _ in tokens(copy)]


def test_a_copy_with_other_white_space_is_found_as_it_stands() -> None:
    text = "Title\n\n  What is\n\t2\u00a0+ 2?\x00\n\nIt is 4."
    match = locate(Page(text), "What is 2 + 2?")
    assert match == Match(((9, 24),), 10, 10)
    assert text[9:24] == "What is\n\t2\u00a0+ 2?"


def test_the_occurrence_behind_the_question_is_preferred() -> None:
    page = Page("4 is even. Q: 2 + 2? A: 4")
    assert locate(page, "4", after=20).spans == ((24, 25),)
    assert locate(page, "4 is even.", after=20).spans == ((0, 10),)


def test_a_short_copy_is_not_found_inside_a_word() -> None:
    assert locate(Page("14 and 40"), "4") == Match((), 0, 1)


def test_a_short_copy_is_found_between_characters_of_a_script_without_blanks() -> None:
    assert locate(Page("答案是四十二。"), "四十二").spans == ((3, 6),)


def test_a_changed_word_leaves_the_parts_around_it() -> None:
    text = "The sum of the angles of a triangle is two right angles."
    match = locate(Page(text), "The sum of all angles of a triangle is two right angles.")
    assert [text[start:end] for start, end in match.spans] == [
        "The sum of",
        "angles of a triangle is two right angles.",
    ]
    assert (match.matched, match.total) == (42, 45)


def test_made_up_text_has_no_place() -> None:
    assert locate(Page("Water boils at 100 degrees."), "The moon is made of cheese.") == Match((), 0, 22)


def test_text_without_visible_characters_has_no_share() -> None:
    assert locate(Page("x"), " \n\x00") == Match((), 0, 0)
    assert locate(Page("x"), "").share == 0.0


def test_a_page_of_one_repeated_word_stays_cheap() -> None:
    page = Page("ha " * 30_000)
    assert locate(page, "ha " * 2_000 + "ho").share > 0.99


def test_a_page_of_one_long_word_stays_cheap() -> None:
    page = Page("x" * 100_000)
    assert all(locate(page, "x" * length).spans == () for length in range(1, 20))
