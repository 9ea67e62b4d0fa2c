"""Dedup: what makes two pairs duplicates, by example; signatures; who stays, by properties."""

import random
import subprocess
import sys
import time

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.pairs import DRESSES, Fate, Made, decide, made
from webinstruct import dedup
from webinstruct.dedup import Edge, Kept, Pair, core, verify

WATER = "What is the boiling point of pure water at sea level?"
LONG = (
    "A farmer keeps sheep and goats on a meadow beside the river, and every spring the flock grows while the "
    "meadow shrinks because the river carries soil away; how should the farmer plan the size of the flock?"
)


def found(
    one: str,
    two: str,
    answers: tuple[str, str] = ("It is forty two.", "It is forty two."),
    least: float = 0.8,
):
    return verify(Pair.of(one, answers[0]), Pair.of(two, answers[1]), least)


DIFFERENT = ("Water boils at one hundred.", "Look it up in a table of your own.")

SAME = [
    (WATER, "what is the BOILING point,  of pure water at sea-level ?"),
    (WATER, f"Hello everyone! {WATER} Thanks in advance."),
    (WATER, f"Question 12. {WATER} (3 marks)"),
    (WATER, f"b) {WATER}".replace("b)", "4)")),
    (WATER, f"Boiling point. {WATER}"),
    (WATER, f"I don't know this: {WATER}"),
    (WATER, f"&lt;p&gt;{WATER}&lt;/p&gt;"),
    (r"Find $\dfrac{3}{4}\cdot x^{2}$ at $x=5$.", "Find 3/4 x^2 at x = 5"),
    ("Janet’s 1,000 ducks eat twenty-one snails daily. How many remain?",
     "Janet's 1000 ducks eat 21 snails daily. How many remain?"),
    ("Which is a noble gas? A) neon B) iron C) sulfur", "Which is a noble gas? (A) Neon (B) Iron (C) Sulfur"),
    ("What is photosynthesis?", "What is photosynthesis, please?"),
    ("水的沸点是多少？", "水的沸点是多少?"),
]  # fmt: skip
"""Duplicates whatever their answers."""


@pytest.mark.parametrize(("one", "two"), SAME)
def test_the_same_question_is_a_duplicate_whatever_it_is_answered(one: str, two: str) -> None:
    verdict = found(one, two, DIFFERENT)
    assert verdict is not None
    assert verdict.how == "near"
    assert verdict == found(two, one, DIFFERENT[::-1])


OTHER = [
    ("How many days has a year of 365 days?", "How many days has a year of 366 days?"),
    ("Tom has 3 apples and eats 2, how many are left?", "Tom has 2 apples and eats 3, how many are left?"),
    (WATER, f"{WATER} Give 3 digits."),
    ("Solve x + 4 = 9 for the unknown.", "Solve x - 4 = 9 for the unknown."),
    ("Solve x + 4 = 9 for the unknown.", "Solve y + 4 = 9 for the unknown."),
    ("Find the derivative of sin x at the origin.", "Find the derivative of cos x at the origin."),
    ("Which planets have rings around the equator?", "Which planets have no rings around the equator?"),
    ("Find the largest root of the polynomial above zero.", "Find the smallest root of the polynomial above zero."),
    ("What is the capital of France?", "What is the capital of Spain?"),
    ("How many dogs chase cats?", "How many cats chase dogs?"),
    ("Find the area of a circle of 36 mm.", "Find the area of a circle of 36 cm."),
    ('What does print("camera"[0:2]) show on the screen?', 'What does print("garden"[0:2]) show on the screen?'),
    ("When was Newton born?", "Where was Newton born?"),
    ("What is photosynthesis?", "What is photosynthesis and how does it compare to respiration?"),
    ("Which is a noble gas? A) neon B) iron", "Which is a noble gas? A) neon B) iron C) sulfur"),
    ("Which of these is noble? A) neon B) iron C) tin", "Which of these is noble? A) argon B) zinc C) lead"),
]  # fmt: skip
"""No duplicates even where the answers agree."""


@pytest.mark.parametrize(("one", "two"), OTHER)
def test_another_question_is_no_duplicate_even_with_the_same_answer(one: str, two: str) -> None:
    assert found(one, two) is None
    assert found(two, one) is None


CHANGED = [
    ("Prove that every compact subset of a metric space is closed.",
     "Prove that every compact subset of a metric space is bounded."),
    ("Evaluate (2 + 3) 4 and explain each step taken.", "Evaluate 2 + (3 4) and explain each step taken."),
    ("Why is the blue sky red?", "Why is the blue sky so red at sunset in winter?"),
    (LONG, LONG.replace("spring", "autumn")),
    (f"My daughter asked: {WATER}", f"This came up at dinner: {WATER}"),
    ("What is the boiling point of water?", "What is the boiling point of water at high altitude in winter?"),
    ("What is osmosis?", "Define osmosis: what is it?".replace("Define ", "")),
]  # fmt: skip
"""Duplicates only where the answers agree."""


@pytest.mark.parametrize(("one", "two"), CHANGED)
def test_a_changed_question_is_a_duplicate_if_the_answers_agree(one: str, two: str) -> None:
    assert found(one, two) is not None
    assert found(one, two, DIFFERENT) is None
    assert found(one, two, ("Yes.", "Yes.")) is None  # says too little


@pytest.mark.parametrize(
    ("one", "two", "agree"),
    [
        ("4", "We add three and one, so the answer is 4.", True),
        ("4", "We add 3 and 11 and so on until we reach the sum, which is 14.", False),
        (
            "It falls because of gravity alone.",
            "As said, it falls because of gravity alone, says Newton.",
            True,
        ),
        ("It falls 5 metres in one second.", "It falls 6 metres in one second, as said.", False),
        ("b", "b", False),
    ],
)
def test_answers_agree_where_one_says_what_the_other_says(one: str, two: str, agree: bool) -> None:
    changed = CHANGED[0]
    assert (found(*changed, (one, two)) is not None) is agree
    assert (found(*changed, (two, one)) is not None) is agree


@pytest.mark.parametrize(
    "question",
    [
        "Help please",
        "Solve the following",
        "What is wrong with this code?",
        "Question 3",
        "Which is correct?",
    ],
)
def test_generic_questions_need_the_same_answer(question: str) -> None:
    assert dedup.form(question).generic
    solution = "Carry the 7 over and add it to the tens; the sum is 52."
    assert found(question, f"{question} ...", (solution, solution)) is not None
    assert found(question, f"{question} ...", (solution, solution.replace("52", "62"))) is None
    assert (
        found(
            question, f"{question} ...", (solution, f"No. {solution} And then start over with the next line.")
        )
        is None
    )
    assert found(question, f"{question} {LONG}", (solution, solution)) is None


@pytest.mark.parametrize(
    "question", ["Define entropy", "What is photosynthesis?", "Solve 3x + 5 = 2", "Compute tan 315"]
)
def test_short_questions_with_something_of_their_own_are_not_generic(question: str) -> None:
    assert not dedup.form(question).generic


def test_one_of_the_asker_is_no_number_and_no_negation() -> None:
    assert found("I need help with this one, I don't understand it: " + WATER, WATER) is not None


def test_similarity_is_the_setting() -> None:
    one = "Old engines burn cheap fuel near the harbour while cold turbines idle."
    two = "Old engines burn cheap fuel near the harbour while warm pumps idle."
    assert found(one, two, least=0.8) == dedup.Verdict("near", 9 / 11)
    assert found(one, two, least=0.82) is None


def test_exact_means_the_same_words_of_question_and_answer() -> None:
    one, two = Pair.of(WATER, "At 100 °C."), Pair.of(WATER.upper(), "at  100 °c")
    assert one.key == two.key
    assert verify(one, two, 0.8) == dedup.Verdict("exact", 1.0)
    assert one.key != Pair.of(WATER, "At 101 °C.").key
    assert one.key != Pair.of(f"{WATER} At", "100 °C").key  # the border counts
    assert Pair.of("f(x)", "1").key != Pair.of("f x", "1").key


def test_the_context_stands_before_the_question() -> None:
    assert dedup.text("A box holds 4 balls.", "How many?") == "A box holds 4 balls.\n\nHow many?"
    assert dedup.text(None, "How many?") == dedup.text("", "How many?") == "How many?"


# --- the same core -------------------------------------------------------------------------

BELL = "A bell of bronze rings 14 times an hour through the night. How often does it ring in 6 hours?"
RINGS = "It rings 14 times in each of the 6 hours. Multiply both numbers, which makes 84 strokes in all."
REMARK = (
    "The guild of founders kept its recipes secret, and many a tower burned before they were written down."
)
FERRY = "一艘渡船每天往返 8 次，每次载客 45 人。它一天一共运送多少名乘客？"
FERRIED = "每天往返的次数乘以每次的人数，也就是八乘以四十五，一共三百六十名乘客。"
LEAVES = "Why do the leaves of beeches turn yellow in autumn?"
YELLOW = "The tree takes back the green dye of its leaves before the frost, and the yellow one stays behind."
IDENTITY = "The rule $(p - q)(p + q) = p^2 - q^2$ can be read off a square cut in two."

CORES = [
    (BELL, RINGS,
     f"Bells and hours (solved)\n\nGood evening.\n\nQ - {BELL}\n\nAny hint is welcome.", f"Let me try.\n\n{RINGS}"),
    (f"Two bells, again\n\n{REMARK}\n\n{BELL}", RINGS, f"How does this work?\n\n{BELL}", f"{RINGS}\n\n{REMARK}"),
    (f"I am back at school with fifty, be kind.\n\n{BELL}", RINGS, f"Homework again: {BELL}", RINGS),
    (f"{IDENTITY}\n\n{LEAVES}", YELLOW, f"Autumn: how come?\n\n{REMARK}\n\n{LEAVES}", f"{YELLOW}\n\n{IDENTITY}"),
    (f"求助：渡船\n\n先估计一下再动手计算。\n\n{FERRY}", FERRIED, f"渡船，一步一步来\n\n{FERRY}", FERRIED),
    (LEAVES, YELLOW, f"{REMARK}\n\n{LEAVES}", f"Take it one step at a time.\n\n{YELLOW}"),
    # a rule beside a result in numbers, in letters that the answer uses as well
    (f"{IDENTITY}\n\n{BELL}", f"$p = 14 q$ strokes. {RINGS}", BELL, f"$p = 14 q$ strokes. {RINGS}\n\n{REMARK}"),
    (BELL, "In short: 84 strokes.\n\nBells are tuned by ear.", f"Bells - stuck\n\n{REMARK}\n\n{BELL}", RINGS),
]  # fmt: skip
"""Two pairs each: the same sentence asked, whatever stands around."""


@pytest.mark.parametrize(("one", "said", "two", "other"), CORES)
def test_the_same_core_is_a_duplicate_whatever_stands_around(
    one: str, said: str, two: str, other: str
) -> None:
    left, right = Pair.of(one, said), Pair.of(two, other)
    assert core.same_core(one, said, two, other)
    assert core.same_core(two, other, one, said)
    assert verify(left, right, 0.8) is not None
    looked_up = dedup.lookups([left, right])
    assert dedup.meet(*looked_up)


MARKET = "A market sells 30 baskets of plums and 12 baskets of pears each morning."
FRAMED = f"{REMARK}\n\n{BELL}"
NO_CORES = [
    # another number, in the question alone and in both
    (BELL, RINGS, FRAMED.replace("14", "15"), RINGS),
    (BELL, RINGS, FRAMED.replace("14", "15"), RINGS.replace("14", "15").replace("84", "90")),
    # numbers change places
    (BELL, RINGS, FRAMED.replace("14", "x").replace("6", "14").replace("x", "6"), RINGS),
    # another word in the sentence that asks
    (BELL, RINGS, FRAMED.replace("How often", "How loud"), RINGS),
    (f"{REMARK}\n\n{LEAVES}", YELLOW, LEAVES.replace("beeches", "birches"), YELLOW),
    # parts (a) and (b) of an exercise
    (f"{MARKET} How many baskets is that in a week?", RINGS, f"{MARKET} How many are sold in a month?", RINGS),
    (f"{MARKET}\n\n(a) Find the share of plums.", YELLOW, f"{MARKET}\n\n(b) Find the share of pears.", YELLOW),
    (f"{LEAVES} Name three other trees and their colours.", YELLOW, f"Autumn\n\n{REMARK}\n\n{LEAVES}", YELLOW),
    # one more question
    (LEAVES, YELLOW, f"{REMARK}\n\n{LEAVES}\n\nWhich trees stay green over winter?", YELLOW),
    # the formula before it is what is asked about
    ("Let $f(t) = t^2 + 9$ for all t.\n\nHow fast does f grow over time?", YELLOW,
     "Let $f(t) = t^3 + 9$ for all t.\n\nHow fast does f grow over time?", YELLOW),
    (LEAVES, f"{YELLOW} So two of them do.", f"{REMARK}\n\n{LEAVES}", f"{YELLOW} So one of them does."),
    # other answers
    (LEAVES, YELLOW, f"{REMARK}\n\n{LEAVES}", "Because of the cold nights and short days, as a gardener once told me."),
    (LEAVES, "Yes.", f"{REMARK}\n\n{LEAVES}", "Yes."),
    # nothing but a remark in common
    (f"{REMARK} {LEAVES}", YELLOW, f"{REMARK} {BELL}", YELLOW),
    (FERRY, FERRIED, f"求助\n\n{FERRY.replace('45', '54')}", FERRIED),
]  # fmt: skip


@pytest.mark.parametrize(("one", "said", "two", "other"), NO_CORES)
def test_a_changed_core_is_no_duplicate(one: str, said: str, two: str, other: str) -> None:
    assert not core.same_core(one, said, two, other)
    assert not core.same_core(two, other, one, said)


def test_sentences_to_look_up_are_few_and_say_something() -> None:
    text = " ".join(f"The keeper of tower {number} counts gulls, ships and lamps." for number in range(20))
    found = core.to_look_up(f"Hello! Please help me soon. {text} {LEAVES}")
    assert len(found) == core.LOOKED_UP
    assert found[0] == "whydotheleavesofbeechesturnyellowinautumn"
    assert core.to_look_up("Hi! Help please. Thanks a lot!") == []


# --- signatures ----------------------------------------------------------------------------

GOLDEN = (
    "rensa-r2-words-24+4x4+6-2 4350742226704496721 6631555293213268263 -8206146292441274196 3340488303269403985 "
    "29 -6686685498156569016"
)


def test_signatures_are_the_same_in_every_process_and_version() -> None:
    """A change here means: raise SIGNATURE, so that bands on disk are made anew."""
    code = (
        "from webinstruct import dedup; asked = ('What is osmosis?', 'Find x + 2 = 5');"
        "b = dedup.bands([dedup.Pair.of(question, 'It is so.') for question in asked]);"
        "own = dedup.lookups([dedup.Pair.of('Hello! Which gas do green plants take in?', '')])[0];"
        "print(dedup.SIGNATURE, b[0, 0], b[0, 27], b[1, 0], b[1, 27], len(own), own[28])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout.strip()
        for seed in ("1", "2")
    }  # fmt: skip
    assert said == {GOLDEN}


@pytest.mark.parametrize("length", [4, 6, 10, 25])
def test_duplicates_meet_in_two_bands(length: int) -> None:
    """One word replaced in each run of six: at least 99 % meet; questions with other numbers never do."""
    rng = random.Random(length)
    words = ["".join(rng.choices("bcdfglmnprstvz", k=6)) for _ in range(3000)]
    originals, copies, variants = [], [], []
    for _ in range(600):
        text = rng.sample(words, length)
        changed = list(text)
        for place in rng.sample(range(length), max(1, length // 6) if length > 5 else 0):
            changed[place] = rng.choice(words)
        originals.append(Pair.of(f"How {' '.join(text)} 7?", ""))
        copies.append(Pair.of(f"How {' '.join(changed)} 7?", ""))
        variants.append(Pair.of(f"How {' '.join(text)} 8?", ""))
    one, two, three = map(dedup.bands, (originals, copies, variants))
    assert ((one == two).sum(axis=1) >= dedup.LEAST).mean() >= 0.99
    assert not (one == three).any()


def test_every_duplicate_of_the_examples_meets_its_twin() -> None:
    for one, two in (*SAME, *CHANGED):
        bands = dedup.lookups([Pair.of(one, "It is forty two."), Pair.of(two, "It is forty two.")])
        assert dedup.meet(*bands), (one, two)


def test_no_pairs_no_bands() -> None:
    assert dedup.bands([]).shape == (0, dedup.BANDS + dedup.ANSWER_BANDS)
    assert dedup.lookups([]) == []


# --- generators ----------------------------------------------------------------------------


def batch(*rows: dict[str, object]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(list(rows))


def test_signed_rows_carry_key_priority_and_bands() -> None:
    facts = {
        "doc_id": "d",
        "url": "u",
        "domain": "e.org",
        "context": None,
        "question": WATER,
        "answer": "100",
    }
    read = [facts | {"pair_id": "p", "grounding": 0.5, "accepted": True}]
    (rows,) = dedup.signed([batch(*read)])
    assert rows.schema == dedup.SIGNED
    (row,) = rows.to_pylist()
    pair = Pair.of(WATER, "100")
    assert row == {name: read[0][name] for name in ("pair_id", "doc_id", "url", "domain")} | {
        "key": pair.key,
        "priority": dedup.priority(0.5, True, len(WATER) + 3),
        "bands": dedup.lookups([pair])[0],
    }


def test_only_duplicates_become_edges() -> None:
    side = {"context": None, "question": WATER, "answer": "At 100 degrees."}
    candidate = {f"better_{key}": value for key, value in side.items()}
    candidate |= {"better": "a", "better_era": 0, "better_priority": 1, "worse": "b", "worse_priority": 2}
    good = candidate | {f"worse_{key}": value for key, value in side.items()}
    bad = good | {"worse": "c", "worse_question": "What is the capital of Spain?"}
    (edges,) = dedup.duplicates([batch(good, bad)], 0.8)
    assert [Edge(**row) for row in edges.to_pylist()] == [Edge("a", 0, 1, "b", 2, "exact", 1.0)]


def test_what_is_earlier_then_better_then_smaller_by_id_is_the_one_named() -> None:
    edges = [
        Edge("old", 0, 90, "x", 5, "near", 0.9),
        Edge("good", 1, 1, "x", 5, "exact", 1.0),
        Edge("b", 1, 1, "y", 5, "near", 0.8),
        Edge("a", 1, 1, "y", 5, "near", 0.9),
        Edge("y", 1, 5, "z", 6, "near", 0.9),  # y is gone itself
    ]
    expected = {"x": Kept("old", "near", 0.9), "y": Kept("a", "near", 0.9)}
    assert dedup.resolve(edges) == dedup.resolve(edges[::-1]) == expected


# --- properties ----------------------------------------------------------------------------

FAMILIES = made(60, seed=9)


@settings(deadline=None, max_examples=25)
@given(
    chosen=st.lists(st.sampled_from(FAMILIES), unique=True, max_size=40),
    increments=st.integers(1, 10),
)
def test_increments_keep_the_invariants(chosen: list[Made], increments: int) -> None:
    fates: dict[str, Fate] = {}
    done: list[Made] = []
    for part in range(increments):
        before = dict(fates)
        fates = decide(chosen[part::increments], fates, done)
        done += chosen[part::increments]
        assert before.items() <= fates.items()
    of = {pair.pair_id: Pair.of(pair.question, pair.answer) for pair in chosen}
    kept = [pair_id for pair_id, (other, _) in fates.items() if other is None]
    for pair_id, (other, how) in fates.items():
        if other is not None:
            assert other in kept
            verdict = verify(of[pair_id], of[other], 0.8)
            assert verdict is not None
            assert verdict.how == how
    shown = dict(zip(of, dedup.lookups(list(of.values())), strict=True))
    for one in kept:
        assert not any(
            one != two and dedup.meet(shown[one], shown[two]) and verify(of[one], of[two], 0.8)
            for two in kept
        )


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda edge: edge[0] < edge[1]), max_size=40
    )
)
def test_resolve_is_the_greedy_choice(pairs: list[tuple[int, int]]) -> None:
    edges = [Edge(f"{a:02}", 1, a, f"{b:02}", b, "near", 0.9) for a, b in pairs]
    gone = dedup.resolve(edges)
    kept: list[int] = []
    for node in range(13):
        rivals = [one for one in kept if (one, node) in pairs]
        assert (f"{node:02}" in gone) is bool(rivals)
        if rivals:
            assert gone[f"{node:02}"].pair_id == f"{min(rivals):02}"
        else:
            kept.append(node)


TEXTS = st.text(max_size=60) | st.sampled_from([pair.question for pair in FAMILIES])


@settings(deadline=None, max_examples=150)
@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_verification_is_symmetric_and_reflexive(one: str, two: str, said: str, other: str) -> None:
    left, right = Pair.of(one, said), Pair.of(two, other)
    assert verify(left, right, 0.8) == verify(right, left, 0.8)
    assert verify(left, Pair.of(one, said), 0.8) == dedup.Verdict("exact", 1.0)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from([pair for pair in FAMILIES if pair.copy_of is None]), st.sampled_from(DRESSES))
def test_a_dress_makes_no_other_question(pair: Made, dress) -> None:
    assert found(pair.question, dress(pair.question), DIFFERENT) is not None


@pytest.mark.parametrize(
    "text",
    [
        "a b " * 60_000,
        "(" * 60_000,
        "x" * 300_000,
        "word " * 60_000,
        "1+" * 80_000,
        "Why so? " * 2000,
        "\n" * 15_000 + "$$",
        "a: " * 6000,
        ". " * 9000,
    ],
)
def test_hostile_texts_take_bounded_time(text: str) -> None:
    text = f"x{text}"
    begun = time.process_time()
    one, two = Pair.of(text, text), Pair.of(f"{text} more", f"{text} more")
    verify(one, two, 0.8)
    dedup.lookups([one, two])
    assert time.process_time() - begun < 3
    assert one.key != two.key  # what stands behind the limit counts
