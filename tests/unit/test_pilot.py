import numpy as np
import pytest

from webinstruct.pilot import Estimate, choose, estimate, plus, scaled


def test_a_larger_slice_holds_the_smaller_one_whatever_the_order():
    ids = [f"crawl-data/{number:05}.warc.gz" for number in range(500)]
    small = choose(ids, 20)
    assert small == choose(reversed(ids), 20)
    assert choose(ids, 40)[:20] == small
    assert choose(ids, 1_000) == choose(ids, 500)
    assert small != sorted(ids)[:20]


def test_the_interval_holds_the_total_as_often_as_it_says():
    rng = np.random.default_rng(0)
    whole = rng.gamma(20, 50, 400)  # archives vary by a quarter
    hits = 0
    for _ in range(1_000):
        found = estimate(list(rng.choice(whole, 12, replace=False)), len(whole))
        assert found.low is not None
        assert found.high is not None
        hits += found.low <= whole.sum() <= found.high
    assert 0.93 <= hits / 1_000 <= 0.97


def test_a_slice_of_everything_is_certain_and_one_archive_says_nothing_of_the_spread():
    assert estimate([3.0, 5.0], 2) == Estimate(8.0, 8.0, 8.0, 8.0, 2, 2)
    assert estimate([3.0], 50) == Estimate(150.0, None, None, 3.0, 1, 50)
    assert estimate([], 50).value == 0


def test_no_total_is_below_what_was_seen():
    assert estimate([0.0, 0.0, 100.0], 4).low == 100.0


@pytest.mark.parametrize("one", [[], [1.0, 2.0], [1.0]])
def test_costs_are_tokens_at_their_prices(one):
    tokens = estimate(one, 10)
    money = plus([scaled(tokens, 0.5), scaled(tokens, 1.5)])
    assert money.value == pytest.approx(2 * tokens.value)
    assert (money.low is None) == (tokens.low is None)
