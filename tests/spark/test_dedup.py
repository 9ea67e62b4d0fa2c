"""The stage `dedup` on self-made pairs: it comes to what plain Python comes to, whatever the partitions and kills."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jobs import block, dedup, reset
from jobs.wiring import Store
from tests.pairs import Fate, Made, decide, made, row
from tests.spark.chain import QUIET, chain_settings, contents
from webinstruct import storage
from webinstruct.dedup import Pair, lookups
from webinstruct.tables import DEDUP_BANDS, PAIRS, SELECTED, UNIQUE_PAIRS


def store_of(spark: SparkSession, folder: Path, *overrides: str) -> Store:
    return Store(spark, chain_settings(folder, "select.domains=null", *overrides))


def add(store: Store, rows: Sequence[Made], partitions: int = 1) -> None:
    frame = store.frame(PAIRS, [row(pair) for pair in rows])
    store.append(PAIRS, frame.repartition(partitions, "pair_id"), "test")


def run(store: Store) -> dict[str, int]:
    return dedup.run(store.spark, store.settings, 1, QUIET)


def judged(store: Store) -> dict[str, Fate]:
    rows = store.read(UNIQUE_PAIRS).collect()
    assert len(rows) == len({row["pair_id"] for row in rows})
    return {row["pair_id"]: (row["duplicate_of"], row["how"]) for row in rows}


def bands(store: Store) -> list[str]:
    return contents(store, (DEDUP_BANDS,))["dedup_bands"]


def looked_up(pairs: Sequence[Made], fates: dict[str, Fate]) -> int:
    """Rows that the kept pairs have in dedup_bands."""
    of = [Pair.of(pair.question, pair.answer) for pair in pairs if fates[pair.pair_id][0] is None]
    return sum(map(len, lookups(of)))


def kept(fates: dict[str, Fate]) -> int:
    return sum(of is None for of, _ in fates.values())


def test_copies_go_and_the_best_stays_whatever_the_partitions(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = made(40)
    expected = decide(pairs, {})
    assert kept(expected) == len(
        {pair.copy_of or pair.pair_id for pair in pairs}
    )  # all copies found, no variant
    one, other = store_of(spark, tmp_path / "one"), store_of(spark, tmp_path / "other")
    add(one, pairs)
    assert run(one) == {
        "pairs": len(pairs),
        "kept": kept(expected),
        "exact": sum(how == "exact" for _, how in expected.values()),
        "near": sum(how == "near" for _, how in expected.values()),
    }
    assert judged(one) == expected
    assert len(bands(one)) == looked_up(pairs, expected)

    partitions = spark.conf.get("spark.sql.shuffle.partitions")
    spark.conf.set("spark.sql.shuffle.partitions", "3")
    monkeypatch.setattr(dedup, "EDGES_AT_ONCE", 0)  # all rounds in Spark
    try:
        add(other, pairs[::-1], partitions=3)
        run(other)
    finally:
        spark.conf.set("spark.sql.shuffle.partitions", partitions)
    both = (UNIQUE_PAIRS, DEDUP_BANDS)
    assert contents(other, both) == contents(one, both)


def test_increments_kills_and_a_second_run(spark: SparkSession, tmp_path: Path) -> None:
    store, pairs = store_of(spark, tmp_path), made(20, seed=1)
    parts = [pairs[part::3] for part in range(3)]
    expected: dict[str, Fate] = {}
    done: list[Made] = []
    scratch = tmp_path / "tables" / "_checkpoints" / "dedup" / "scratch"
    for part in parts:
        add(store, part)
        run(store)
        expected = decide(part, expected, done)
        done += part
        assert judged(store) == expected
        if len(done) == len(parts[0]):  # as if killed between the two tables
            store.drop(DEDUP_BANDS)
            scratch.mkdir()
            (scratch / "half").write_text("x")
    assert len(bands(store)) == looked_up(pairs, expected)

    versions = [store.version(table) for table in (UNIQUE_PAIRS, DEDUP_BANDS)]
    assert not any(run(store).values())
    assert [store.version(table) for table in (UNIQUE_PAIRS, DEDUP_BANDS)] == versions
    assert not storage.exists(str(scratch))


def test_what_is_blocked_now_attracts_no_duplicates(spark: SparkSession, tmp_path: Path) -> None:
    store = store_of(spark, tmp_path)
    text = "Why does the frozen membrane store dense protein over winter?"
    add(store, [Made("a", text, "Because it is cold."), Made("b", text, "Because it is cold.", 0.5)])
    assert run(store) == {"pairs": 2, "kept": 1, "exact": 1}
    assert block.block(spark, store.settings, "doc_id", "doc-a", "asked")
    add(store, [Made("c", f"Hello! {text}", "It is cold."), Made("d", text.upper(), "Cold.")])
    run(store)
    assert judged(store) == {"a": (None, None), "b": ("a", "exact"), "c": (None, None), "d": ("c", "near")}
    reset.reset(spark, store.settings, "dedup", 1)
    assert not store.exists(UNIQUE_PAIRS)
    assert not store.exists(DEDUP_BANDS)


def test_accepted_answers_win_and_full_buckets_are_counted(spark: SparkSession, tmp_path: Path) -> None:
    store = store_of(spark, tmp_path, "dedup.bucket=2")
    question = "Which glacier feeds the ancient canal below the silent volcano?"
    said = [f"The {word} one, I am told by people there." for word in ("north", "south", "east", "west")]
    pairs = [Made(f"p{number}", question, answer) for number, answer in enumerate(said)]
    spans = {"answer_spans": [{"start": 10, "end": 20}]}
    frame = store.frame(PAIRS, [row(pair, **spans) for pair in pairs])
    store.append(PAIRS, frame.coalesce(1), "test")
    facts = {"url": "u", "host": "h", "domain": "d", "text": "", "text_hash": "", "run_id": "r"}
    blocks = [{"start": 15, "end": 40, "role": "answer", "votes": None, "accepted": True}]
    page = facts | {"doc_id": "doc-p2", "blocks": blocks}
    store.append(SELECTED, store.frame(SELECTED, [page]), "test")
    # The last of four is not compared with the third, in none of the bands.
    assert run(store) == {"capped": 29, "uncompared": 29, "pairs": 4, "kept": 1, "near": 3}
    assert {of for of, _ in judged(store).values()} == {None, "p2"}


def test_what_very_many_say_is_no_place_to_meet(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dedup, "CROWDED", 1)
    store = store_of(spark, tmp_path, "dedup.bucket=2")
    question = "Which glacier feeds the ancient canal below the silent volcano?"
    add(
        store,
        [Made(f"p{n}", question, f"The {word} one.") for n, word in enumerate(("north", "south", "west"))],
    )
    found = run(store)
    assert (found["kept"], "near" in found) == (3, False)
    assert found["crowded"] > 20
