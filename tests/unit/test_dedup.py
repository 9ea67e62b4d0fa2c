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
from webinstruct.dedup import Edge, Kept, Pair, verify

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


# --- signatures ----------------------------------------------------------------------------

GOLDEN = (
    "rensa-r2-words-24+4x4-1 4350742226704496721 6631555293213268263 -8206146292441274196 3340488303269403985"
)


def test_signatures_are_the_same_in_every_process_and_version() -> None:
    """A change here means: raise SIGNATURE, so that bands on disk are made anew."""
    code = (
        "from webinstruct import dedup; asked = ('What is osmosis?', 'Find x + 2 = 5');"
        "b = dedup.bands([dedup.Pair.of(question, 'It is so.') for question in asked]);"
        "print(dedup.SIGNATURE, b[0, 0], b[0, 27], b[1, 0], b[1, 27])"
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
def test_duplicates_meet_in_a_band(length: int) -> None:
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
    assert (one == two).any(axis=1).mean() >= 0.99
    assert not (one == three).any()


def test_every_duplicate_of_the_examples_meets_its_twin() -> None:
    for one, two in (*SAME, *CHANGED):
        bands = dedup.bands([Pair.of(one, "It is forty two."), Pair.of(two, "It is forty two.")])
        assert (bands[0] == bands[1]).any(), (one, two)


def test_no_pairs_no_bands() -> None:
    assert dedup.bands([]).shape == (0, dedup.BANDS + dedup.ANSWER_BANDS)


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
        "bands": dedup.bands([pair])[0].tolist(),
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
    shown = {
        pair_id: set(row) for pair_id, row in zip(of, dedup.bands(list(of.values())).tolist(), strict=True)
    }
    for one in kept:
        assert not any(
            one != two and shown[one] & shown[two] and verify(of[one], of[two], 0.8) for two in kept
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
    "text", ["a b " * 60_000, "(" * 60_000, "x" * 300_000, "word " * 60_000, "1+" * 80_000]
)
def test_hostile_texts_take_bounded_time(text: str) -> None:
    begun = time.process_time()
    one, two = Pair.of(text, text), Pair.of(f"{text} more", f"{text} more")
    verify(one, two, 0.8)
    dedup.bands([one, two])
    assert time.process_time() - begun < 3
    assert one.key != two.key  # what stands behind the limit counts
