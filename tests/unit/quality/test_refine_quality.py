import json

import pytest

from webinstruct.quality.refine import figures
from webinstruct.quality.refine_pairs import simulated_pairs
from webinstruct.quality.refine_stage import by_stage
from webinstruct.quality.refinements import AIMED, Known, broken, honest, planted, simulated, written
from webinstruct.refine import Source


@pytest.fixture(scope="module")
def found():
    return figures(simulated_pairs(pages=110, options=50, seed=11), by_stage)


@pytest.mark.parametrize("fault", AIMED)
def test_planted_faults_are_caught(found, fault):
    share = found.caught[fault]
    assert share.n >= 50
    assert share.value >= 0.98, found.misses


def test_every_pair_has_one_row(found):
    assert found.asked > 1000
    assert found.lost == 0
    assert found.dropped == {}


def test_a_pair_without_a_row_is_counted():
    def half(sources, texts):
        return [row if at % 2 else None for at, row in enumerate(by_stage(sources, texts))]

    pairs = simulated_pairs(pages=3, options=0, seed=2)
    made = figures(pairs, half)
    assert made.lost > 0
    assert made.flagged.n == len(pairs) // 2


def test_the_same_pair_twice_is_refused():
    pair = next(simulated(1))
    with pytest.raises(ValueError, match="twice"):
        by_stage([pair.source] * 2, [written(honest(pair))] * 2)


def test_honest_refinements_pass(found):
    assert found.flagged.n > 150
    assert found.flagged.value <= 0.03, found.misses


def test_faults_without_an_aim_are_told(found):
    assert found.told["step"].value > 0.9
    assert found.told["number"].value > 0.9
    assert found.told["fact"].value < 0.2  # no measure sees a fact without a number
    assert set(found.as_json()["told"]) == {
        "answer_by_verdict",
        "middle",
        "step",
        "number",
        "fact",
        "sign",
        "target",
    }
    assert json.loads(json.dumps(found.as_json()))["caught"]["json"]["n"] == found.flagged.n


def test_refinements_are_the_same_every_time():
    pairs = list(simulated(30, seed=3))
    assert pairs == list(simulated(30, seed=3))
    for pair in pairs:
        assert honest(pair) == honest(pair)
        assert broken(pair, honest(pair)) == broken(pair, honest(pair))


def test_a_pair_without_a_place_for_a_fault_is_left_out():
    pair = Known(Source("Why is the sky blue?", "Air scatters blue light most."))
    assert planted("quantity", pair) is planted("option", pair) is planted("step", pair) is None
    assert planted("unchanged", pair).question == pair.source.question
