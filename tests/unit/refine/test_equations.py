import time

import pytest

from webinstruct.refine.arithmetic import worth
from webinstruct.refine.equations import equations


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("12 / 4 = 3", [True]),
        ("12 / 4 = 4", [False]),
        (r"$\frac{776}{194} = 4$ hours", [True]),
        (r"$\dfrac{20(3 + 60)}{2} = 630$", [True]),
        (r"$350 \cdot 2^{5} = 11{,}200$", [True]),
        ("3² + 4² = 5² = 26", [True, False]),
        ("So 5 cm are 5 × 10 = 51 metres.", [False]),
        ("7z = 118 - 55 = 63", [True]),
        ("the first, and 3 + 4 = 8", [False]),
        (r"$$\begin{aligned} 3+4 &= 7 \\ 5+5 &= 11\end{aligned}$$", [True, False]),
        (r"3 + 4 = \boxed{7}", [True]),
        ("(since 3 + 4 = 7)", [True]),
        ("15% = 15/100, 25 - 5 = 20%", [True, True]),
        ("It costs $5 + $3 = $8.", [True]),
        ("2/3 = 0.667, 2/3 = 0.66, 2/3 = 0.65", [True, True, False]),
        ("2/3 ≈ 0.66, 2850/96 ≈ 30, 2850/96 = 30", [True, True, False]),
        ("1.71 * 7 = 12", [True]),  # 1.71 was rounded
        ("1 + (2 = 3", []),
    ],
)
def test_equations_between_numbers_are_checked(text, holds):
    assert [one.holds for one in equations(text)] == holds


@pytest.mark.parametrize(
    "text",
    [
        "y = 2x + 3 = 7",
        "x - 3 = 5",
        "5 km = 5000 m",
        "6.6 mm / 200 = 0.033 mm",
        "sin 30 + 1 = 2",
        r"\sin 30 + 2 = 2.5",
        r"-\log_{10} 10^{-2} = 2",
        "f(3) = 9",
        "f'(3) = 54 + 7",
        "half of 10 + 2 = 7",
        "17 / 5 = 3 remainder 2",
        "10 + 4 = 2 (mod 12)",
        r"10 + 4 = 2 \pmod{12}",
        "3,5 + 2 = 5,5",
        "10:30 + 2 = 12:30",
        "52_8 + 1 = 43",
        "1 / 0 = 3",
        "a == 3 + 4",
        "n = 5",
    ],
)
def test_what_may_be_more_than_numbers_is_left_alone(text):
    assert equations(text) == []


def test_hostile_sums_end_quickly():
    start = time.perf_counter()
    for text in (
        "9^9^9^9",
        "(" * 5000 + "1" + ")" * 5000,
        "2^-" * 60 + "1",
        "9" * 3000 + "^300",
        "9" * 6000,
        "1+" * 9999 + "1",
    ):
        assert worth(text) is None
        equations(f"{text} = 1")
    assert time.perf_counter() - start < 2


def test_long_texts_take_time_in_proportion():
    start = time.perf_counter()
    equations("3 + 4 = 7, so " * 5000)
    equations("1 = " * 20000)
    assert time.perf_counter() - start < 5
