import pytest

from webinstruct.words import tokens


@pytest.mark.parametrize("spelt", ["9 - 5", "9 -  5", "9 -\n 5", "9-5", "9 − 5", r"$9 -\; 5$"])
def test_a_minus_is_one_however_far_its_number_stands(spelt):
    assert tokens(spelt) == ["9", "-", "5"]


def test_a_minus_before_a_minus_is_one_too():
    assert tokens("4 - -1") == tokens("4 --1") == ["4", "-", "-", "1"]
    assert tokens("well-known, pre-war") == ["well", "known", "pre", "war"]


def test_characters_beyond_ascii_are_spelt_alike_alone_and_in_a_row():
    assert tokens("naïve café e\u0301toile") == ["naive", "cafe", "etoile"]
    assert tokens("αβ ≤ ½x²") == ["alpha", "beta", "≤", "1", "/", "2", "x", "2"]
    assert tokens("Привет, 日本 3") == ["привет", "日", "本", "3"]
