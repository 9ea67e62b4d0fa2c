"""The stage `dedup` on self-made pairs: who stays does not hang on partitions, increments or kills."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jobs import block, dedup, reset
from jobs.wiring import Store
from tests.pairs import Made, made, row
from tests.spark.chain import QUIET, chain_settings, contents
from webinstruct import dedup as thinking
from webinstruct import storage
from webinstruct.tables import DEDUP_BANDS, PAIRS, SELECTED, UNIQUE_PAIRS


def store_of(spark: SparkSession, folder: Path, *overrides: str) -> Store:
    return Store(spark, chain_settings(folder, "select.domains=null", *overrides))


def add(store: Store, rows: Sequence[Made], partitions: int = 1) -> None:
    frame = store.frame(PAIRS, [row(pair) for pair in rows])
    store.append(PAIRS, frame.repartition(partitions, "pair_id"), "test")


def run(store: Store) -> dict[str, int]:
    return dedup.run(store.spark, store.settings, 1, QUIET)


def judged(store: Store) -> dict[str, tuple[str | None, str | None]]:
    rows = store.read(UNIQUE_PAIRS).collect()
    assert len(rows) == len({row["pair_id"] for row in rows})
    return {row["pair_id"]: (row["duplicate_of"], row["how"]) for row in rows}


def check(store: Store, pairs: Sequence[Made]) -> None:
    """The invariants: kept ones that meet are no duplicates; dropped ones verify against a kept one."""
    found = judged(store)
    of = {pair.pair_id: thinking.Pair.of(thinking.text(None, pair.question), pair.answer) for pair in pairs}
    assert set(found) == set(of)
    kept = [pair_id for pair_id, (other, _) in found.items() if other is None]
    for pair_id, (other, how) in found.items():
        if other is not None:
            assert other in kept
            verdict = thinking.verify(of[pair_id], of[other], 0.8)
            assert verdict is not None
            assert verdict.how == how
    bands = dict(zip(of, thinking.bands(list(of.values())).tolist(), strict=True))
    for one in kept:
        for two in kept:
            if one < two and any(a == b for a, b in zip(bands[one], bands[two], strict=True)):
                assert thinking.verify(of[one], of[two], 0.8) is None, (one, two)


def facts(store: Store) -> list[str]:
    return contents(store, (UNIQUE_PAIRS,))["unique_pairs"]


def bands(store: Store) -> list[str]:
    return contents(store, (DEDUP_BANDS,))["dedup_bands"]


def test_copies_go_and_the_best_stays_whatever_the_partitions(spark: SparkSession, tmp_path: Path) -> None:
    pairs = made(40)
    one = store_of(spark, tmp_path / "one")
    add(one, pairs)
    counts = run(one)
    check(one, pairs)
    found = judged(one)
    for pair in pairs:
        rivals = {other.pair_id for other in pairs if other.copy_of == (pair.copy_of or pair.pair_id)}
        of = found[pair.pair_id][0]
        assert of is None or of in rivals | {pair.copy_of}
        if pair.copy_of:
            assert of is not None or found[pair.copy_of][0] is not None
    kept = sum(of is None for of, _ in found.values())
    assert counts == {
        "pairs": len(pairs),
        "kept": kept,
        "exact": sum(how == "exact" for _, how in found.values()),
        "near": sum(how == "near" for _, how in found.values()),
    }
    assert kept == len({pair.copy_of or pair.pair_id for pair in pairs})
    assert len(bands(one)) == kept * thinking.BANDS

    spark.conf.set("spark.sql.shuffle.partitions", "3")
    try:
        other = store_of(spark, tmp_path / "other")
        add(other, pairs[::-1], partitions=3)
        run(other)
    finally:
        spark.conf.set("spark.sql.shuffle.partitions", "2")
    assert (facts(other), bands(other)) == (facts(one), bands(one))

    versions = [one.version(table) for table in (UNIQUE_PAIRS, DEDUP_BANDS)]
    assert not any(run(one).values())
    assert [one.version(table) for table in (UNIQUE_PAIRS, DEDUP_BANDS)] == versions
    assert not storage.exists(f"{tmp_path}/one/tables/_checkpoints/dedup/scratch")


def test_ten_increments_keep_the_invariants(spark: SparkSession, tmp_path: Path) -> None:
    store, pairs = store_of(spark, tmp_path), made(30, seed=1)
    for part in range(10):
        add(store, pairs[part::10])
        before = judged(store) if part else {}
        run(store)
        assert before.items() <= judged(store).items()  # what is judged stays judged
    check(store, pairs)


def test_a_kill_between_the_two_tables_is_mended(spark: SparkSession, tmp_path: Path) -> None:
    pairs = made(12, seed=2)
    whole, killed = store_of(spark, tmp_path / "whole"), store_of(spark, tmp_path / "killed")
    for store in (whole, killed):
        add(store, pairs[::2])
        run(store)
    before = bands(whole)
    killed.drop(DEDUP_BANDS)
    stale = tmp_path / "killed" / "tables" / "_checkpoints" / "dedup" / "scratch" / "edges"
    stale.mkdir(parents=True)
    (stale / "half").write_text("x")
    run(killed)  # nothing new, but bands to mend
    assert bands(killed) == before
    for store in (whole, killed):
        add(store, pairs[1::2])
        run(store)
    assert (facts(killed), bands(killed)) == (facts(whole), bands(whole))


def test_what_is_blocked_now_attracts_no_duplicates(spark: SparkSession, tmp_path: Path) -> None:
    store = store_of(spark, tmp_path)
    text = "Why does the frozen membrane store dense protein over winter?"
    add(store, [Made("a", text, "Because it is cold."), Made("b", text, "Because it is cold.", 0.5)])
    assert run(store) == {"pairs": 2, "kept": 1, "exact": 1}
    assert block.block(spark, store.settings, "doc_id", "doc-a", "asked") is not False
    add(store, [Made("c", f"Hello! {text}", "It is cold."), Made("d", text.upper(), "Cold.")])
    run(store)
    assert judged(store) == {"a": (None, None), "b": ("a", "exact"), "c": (None, None), "d": ("c", "near")}
    assert "dedup_bands" in reset.reset(spark, store.settings, "dedup", 1) or not store.exists(DEDUP_BANDS)
    assert not store.exists(UNIQUE_PAIRS)


def test_accepted_answers_win_and_full_buckets_are_counted(spark: SparkSession, tmp_path: Path) -> None:
    store = store_of(spark, tmp_path, "dedup.bucket=2")
    question = "Which glacier feeds the ancient canal below the silent volcano?"
    said = [f"The {word} one, I am told by people there." for word in ("north", "south", "east", "west")]
    pairs = [Made(f"p{number}", question, answer) for number, answer in enumerate(said)]
    spans = {"answer_spans": [{"start": 10, "end": 20}]}
    frame = store.frame(PAIRS, [row(pair, **spans) for pair in pairs])
    store.append(PAIRS, frame.coalesce(1), "test")
    blocks = [{"start": 15, "end": 40, "role": "answer", "votes": None, "accepted": True}]
    page = {
        "doc_id": "doc-p2",
        "url": "u",
        "host": "h",
        "domain": "d",
        "text": "",
        "text_hash": "",
        "run_id": "r",
    }
    store.append(SELECTED, store.frame(SELECTED, [page | {"blocks": blocks}]), "test")
    counts = run(store)
    assert counts == {"pairs": 4, "kept": 1, "near": 3, "capped": 24, "uncompared": 24}
    assert {of for of, _ in judged(store).values()} == {None, "p2"}


def test_many_edges_are_resolved_in_rounds(
    spark: SparkSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = made(25, seed=3)
    few, many = store_of(spark, tmp_path / "few"), store_of(spark, tmp_path / "many")
    add(few, pairs)
    run(few)
    monkeypatch.setattr(dedup, "EDGES_AT_ONCE", 0)
    add(many, pairs)
    run(many)
    assert facts(many) == facts(few)
