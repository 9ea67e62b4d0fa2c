from webinstruct.quality import simweb
from webinstruct.quality.intervals import Share


def test_pairs_count_as_right_when_both_sides_agree():
    truth = {
        "d1": [
            {"question": "What is\n2+2?", "answer": "4", "marked": True},
            {"question": "Why?", "answer": "Because.", "marked": False},
        ],
        "d2": [],
    }
    found = {"d1": [("What is 2+2?", "4"), ("Why?", "No.")], "d2": [("x", "y")], "other": [("z", "z")]}
    assert simweb.pairs(found, truth) == {
        "pairs.precision": Share(1, 3),
        "pairs.recall_marked": Share(1, 1),
        "pairs.recall_unmarked": Share(0, 1),
    }


def test_an_interval_holds_its_share_and_stays_in_bounds():
    for hits, n in ((0, 5), (5, 5), (3, 7), (500, 1000)):
        share = Share(hits, n)
        assert 0 <= share.low <= hits / n <= share.high <= 1
