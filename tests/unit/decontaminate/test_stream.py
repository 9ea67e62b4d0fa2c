import subprocess
import sys
import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.decontaminate.items import BAKER, ITEMS, SECRET
from webinstruct.decontaminate import Index, judge, judge_all
from webinstruct.decontaminate.stream import BORDER, DROPPED, KeySet, Vocabulary, stream, unmarked
from webinstruct.settings import DecontaminateSettings
from webinstruct.words import pieces, plain

INDEX = Index(ITEMS, DecontaminateSettings())
PIECES = [
    *(
        " ",
        "  ",
        "\n",
        "\u00a0",
        "-",
        "−",
        "–",
        "twenty",
        "one",
        "Twenty-",
        "5",
        "x",
        "y!",
        ")!",
        "<b>",
        "&amp;",
        "$",
        "{",
        "}",
    ),
    *(
        "^{2}",
        "\\frac",
        "1,000",
        ".5",
        "don't",
        "’",
        "\u00e2\u20ac\u2122",
        "\u00c2",
        "é",
        "½",
        "日本",
        "<<",
        ">>",
        "=",
        "\u0301",
    ),
]
HOSTILE = [
    *(
        "",
        " ",
        "\n\n",
        "word",
        "7",
        "$",
        "\\",
        "{" * 500,
        "<" * 500,
        "&#x110000;",
        "\0" * 50,
        "\ud800 \udfff",
    ),
    *("word" * 250_000, "word " * 200_000, "5 " * 100_000, "\u0301" * 1000, "𝟙𝟚𝟛 ½ ①"),
]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_hostile_text_is_clean_and_quick(number):
    begin = time.process_time()
    assert judge(INDEX, HOSTILE[number], HOSTILE[number]).verdict == "clean"
    assert time.process_time() - begin < 10


def test_an_item_in_a_very_long_text_is_found():
    text = "The kettle sang and nobody minded. " * 20_000
    assert judge(INDEX, f"{text}\n{BAKER.question}\n{text}", "").verdict == "same"
    assert judge(INDEX, text, BAKER.solution).verdict == "same"


def test_hostile_text_does_not_hide_an_item():
    for text in HOSTILE[:12]:
        finding = judge(INDEX, f"{text}\n\n{BAKER.question}", "3")
        assert (finding.verdict, finding.evidence.item) == ("same", BAKER.id)


PAIRS = [(item.question, item.answer) for item in ITEMS] + [("", item.solution) for item in ITEMS]
PAIRS += [(f"{a.question} {b.question}", "") for a, b in pairwise(ITEMS)]
PAIRS += [("Which way to the station?", "Left."), ("", ""), ("x " * 2000, "y")]
ALONE = [judge(INDEX, *pair) for pair in PAIRS]


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(len(PAIRS))), st.integers(1, len(PAIRS)))
def test_a_verdict_depends_on_nothing_but_its_pair(order, size):
    found = [
        finding
        for start in range(0, len(order), size)
        for finding in judge_all(INDEX, [PAIRS[at] for at in order[start : start + size]])
    ]
    assert found == [ALONE[at] for at in order]


@settings(max_examples=10, deadline=None)
@given(st.permutations(ITEMS))
def test_the_order_of_items_makes_no_difference(items):
    other = Index(items, DecontaminateSettings())
    assert other.digest == INDEX.digest
    assert [judge(other, *pair) for pair in PAIRS] == ALONE


def test_hashes_are_the_same_in_every_process():
    code = (
        "from tests.unit.decontaminate.items import ITEMS\nfrom webinstruct.decontaminate import Index\n"
        "from webinstruct.settings import DecontaminateSettings\n"
        "index = Index(ITEMS, DecontaminateSettings())\nprint(index.digest, index.keys.keys.sum())"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split() == [INDEX.digest, str(INDEX.keys.keys.sum())]


@settings(deadline=None)
@given(st.text(max_size=80) | st.lists(st.sampled_from(PIECES)).map("".join))
def test_the_quick_way_to_ids_is_the_slow_one(text):
    vocabulary = Vocabulary()
    vocabulary.learn(plain(text))
    vocabulary.close()
    slow = [number for number in map(vocabulary.__getitem__, pieces(unmarked(text))) if number != DROPPED]
    for _ in range(2):  # asked anew, and remembered
        assert stream([text], vocabulary).ids.tolist() == [*slow, BORDER]


def test_a_set_of_hashes_finds_just_its_own():
    keys = np.unique(np.random.default_rng(0).integers(0, 2**64, 5000, dtype=np.uint64))
    asked = np.concatenate([keys[::7], keys[::11] + np.uint64(1)])
    places, at = KeySet(keys).find(asked)
    assert set(places) == {place for place, key in enumerate(asked) if key in set(keys.tolist())}
    assert (keys[at] == asked[places]).all()


@settings(deadline=None)
@given(st.text(max_size=200))
def test_nothing_of_a_secret_item_is_ever_told(noise):
    for question, answer in ((f"{noise} {SECRET.question}", SECRET.answer), (noise, SECRET.solution)):
        finding = judge(INDEX, question, answer)
        assert finding.evidence.benchmark == "gpqa"
        assert finding.paper.matched is None
        for word in ("vermilion", "zeppelin", "harbour", "punctual"):
            assert word not in repr(finding).lower()
