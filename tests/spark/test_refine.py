"""The stage `refine` on real tables: refiners that share a table and nothing else."""

import shutil
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from jobs import block, maintain, refine, reset, status
from jobs.wiring import Options, Store
from tests.spark.chain import QUIET
from tests.spark.refining import CLEAN, clean_pairs, refine_settings, rows_of, scripted
from webinstruct import UserError
from webinstruct.settings import Settings
from webinstruct.tables import CLEAN_PAIRS, REFINED_PAIRS, RUNS, SFT

RULES = {"name": "rules", "llm": {"workers": 1}}
FAULTS = {"errors": 0.1, "wrong": 0.1, "silent": 0.1, "twice": 0.1, "strays": 0.1}


def two(folder: Path, *, more: tuple[str, ...] = ()) -> Settings:
    """A refiner with faults and one without."""
    return refine_settings(folder, scripted(folder, "one", **FAULTS), scripted(folder, "two"), more=more)


@pytest.fixture(scope="module")
def refined(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which two refiners have run; copy it, don't change it."""
    folder = tmp_path_factory.mktemp("refined")
    settings = two(folder)
    clean_pairs(Store(spark, settings))
    refine.run(spark, settings, options=QUIET)
    return folder


@pytest.fixture
def copy(refined: Path, tmp_path: Path) -> Path:
    shutil.copytree(refined, tmp_path / "copy")
    return tmp_path / "copy"


def commits(store: Store) -> list[tuple[int, str, str]]:
    history = store.spark.sql(f"DESCRIBE HISTORY {store.sql_name(REFINED_PAIRS)}").orderBy("version")
    return [(row["version"], row["operation"], row["userMetadata"]) for row in history.collect()]


def lines(store: Store) -> dict[str, status.Line]:
    return {line.stage: line for line in status._refine(store)}


def test_each_clean_pair_has_one_row_of_each_refiner(spark: SparkSession, refined: Path) -> None:
    store = Store(spark, two(refined))
    one, other = rows_of(store, "one"), rows_of(store, "two")
    names = [f"p{number:03}" for number in CLEAN]
    assert [row["pair_id"] for row in one] == [row["pair_id"] for row in other] == names
    assert len({row["refined_id"] for row in one + other}) == 2 * len(CLEAN)
    assert {row["dropped"] for row in one} == {None, "engine-error", "bad-json"}
    assert {(row["dropped"], row["answer_kept"], row["engine"]) for row in other} == {
        (None, "equal", "scripted")
    }
    assert len({row["digest"] for row in one}) == 1
    assert len({(row["refiner"], row["prompt"]) for row in one + other}) == 2

    said: list[str] = []
    version = store.version(REFINED_PAIRS)
    again = refine.run(spark, store.settings, options=Options(say=said.append))
    assert (store.version(REFINED_PAIRS), any(again.values())) == (version, False)
    assert [line.split(" (")[0] for line in said] == ["refine-one nothing new", "refine-two nothing new"]

    runs = {row["run_id"]: row["stage"] for row in store.read(RUNS).collect()}
    assert {runs[run_id] for _, operation, run_id in commits(store) if run_id} == {"refine-one", "refine-two"}
    found = lines(store)
    failed = sum(row["dropped"] is not None for row in one)
    assert found["refine-one"].done == f"{len(CLEAN)} pairs: {len(CLEAN) - failed} refined"
    assert sum(found["refine-one"].dropped.values()) == failed > 5
    assert found["refine-two"] == status.Line(
        "refine-two", f"{len(CLEAN)} pairs: {len(CLEAN)} refined", 0, {}
    )
    assert maintain.behind(store, "refine-one", CLEAN_PAIRS) == 0


def test_a_third_refiner_touches_nothing_of_the_first_two(spark: SparkSession, copy: Path) -> None:
    before = Store(spark, two(copy))
    rows, done = [*rows_of(before, "one"), *rows_of(before, "two")], commits(before)
    files = {
        path: path.read_bytes()
        for name in ("one", "two")
        for path in (copy / "tables/_checkpoints").glob(f"refine-{name}*/**/*")
        if path.is_file()
    }
    three = refine_settings(copy, RULES, *before.settings.model_dump(mode="json")["refine"]["refiners"])
    store = Store(spark, three)
    counts = refine.run(spark, three, options=QUIET)
    assert (counts["rules pairs"], counts["one pairs"], counts["two pairs"]) == (len(CLEAN), 0, 0)
    assert [*rows_of(store, "one"), *rows_of(store, "two")] == rows
    assert files
    assert all(path.read_bytes() == held for path, held in files.items())
    now = commits(store)
    runs = {row["run_id"]: row["stage"] for row in store.read(RUNS).collect()}
    assert now[: len(done)] == done
    assert {(operation, runs[run_id]) for _, operation, run_id in now[len(done) :]} == {
        ("STREAMING UPDATE", "refine-rules")
    }
    assert {row["engine"] for row in rows_of(store, "rules")} == {"rules"}

    last = refine_settings(copy, RULES)
    refine.run(spark, last, options=QUIET)
    assert [*rows_of(store, "one"), *rows_of(store, "two")] == rows
    found = lines(Store(spark, last))
    assert [*found] == ["refine-rules", "refine-one", "refine-two"]
    assert found["refine-two"].done.endswith("not in the settings")
    assert "refine-one, refine-two" in reset.reset(spark, last, "refine", 1)
    assert store.version(REFINED_PAIRS) is None


def test_one_refiner_is_reset_and_runs_anew_alone(spark: SparkSession, copy: Path) -> None:
    settings = two(copy)
    store = Store(spark, settings)
    one, other = rows_of(store, "one"), rows_of(store, "two")
    shutil.rmtree(copy / "tables/_checkpoints/refine-one")
    with pytest.raises(
        UserError, match=r"has rows of refine-one but its checkpoint is gone.*refine --refiner one"
    ):
        refine.run(spark, settings, options=QUIET)
    assert not any(refine.run(spark, settings, options=Options(say=print, refiner="two")).values())
    with pytest.raises(UserError, match="no refiner none; there are one, two"):
        reset.reset(spark, settings, "refine", 1, "none")
    with pytest.raises(UserError, match="no refiner none; there are one, two"):
        refine.run(spark, settings, options=Options(refiner="none"))

    # a dataset stands on both, and is made anew by the next export in any case
    facts = dict.fromkeys(("id", "refiner", "decision", "pair_id", "doc_id", "url", "domain", "engine"), "x")
    facts |= {"messages": [], "split": "train", "copies": 1, "verdict": "clean"}
    store.append(SFT, store.frame(SFT, [facts]), "r")
    with pytest.raises(UserError, match="reset export"):
        reset.reset(spark, settings, "refine", 1)
    assert reset.reset(spark, settings, "refine", 1, "one") == (
        "the rows of one and the checkpoint of refine-one are gone; "
        "`webinstruct run refine --refiner one` starts anew"
    )
    assert (rows_of(store, "one"), rows_of(store, "two")) == ([], other)
    refine.run(spark, settings, options=Options(say=print, refiner="one"))
    assert (rows_of(store, "one"), rows_of(store, "two")) == (one, other)


def test_another_prompt_is_refused_for_its_refiner_alone(spark: SparkSession, copy: Path) -> None:
    (copy / "mine.md").write_text("Refine, as JSON.")
    prompted = scripted(copy, "one", **FAULTS) | {"prompt": str(copy / "mine.md")}
    settings = refine_settings(copy, scripted(copy, "two"), prompted)
    with pytest.raises(
        UserError, match=r"refine-one was run with other settings.*prompt.*refine --refiner one"
    ):
        refine.run(spark, settings, options=QUIET)


def test_pairs_of_a_domain_that_is_picked_again_are_refined(spark: SparkSession, tmp_path: Path) -> None:
    picked = tmp_path / "domains.csv"
    picked.write_text("domain\na.example\n")
    settings = refine_settings(tmp_path, RULES, more=(f"select.domains={picked}",))
    store = Store(spark, settings)
    clean_pairs(store)
    here = [number for number in CLEAN if number % 5]
    assert refine.run(spark, settings, options=QUIET)["rules pairs"] == len(here)
    waiting = len(CLEAN) - len(here)
    assert lines(store)["refine-rules"].dropped == {"not-picked": waiting}
    assert lines(store)["refine-rules"].left == 0

    picked.write_text("domain\na.example\nb.example\n")
    block.block(spark, settings, "doc_id", "d0", "asked")
    blocked = sum(number < 3 and number % 5 == 0 for number in CLEAN)
    assert refine.run(spark, settings, options=QUIET)["rules pairs"] == waiting - blocked > 0
    assert lines(store)["refine-rules"].dropped == {"blocked": blocked}
    assert len({row["pair_id"] for row in rows_of(store, "rules")}) == len(CLEAN) - blocked
