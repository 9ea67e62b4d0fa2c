"""Export over hand-made tables: policy, refiners that come and go, benchmarks, filters and variants."""

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from jobs import export, status
from jobs.wiring import Store
from tests.spark.chain import QUIET
from tests.unit.sft import made
from webinstruct import UserError
from webinstruct.settings import Settings
from webinstruct.tables import CLEAN_PAIRS, PAIRS, REFINED_PAIRS, SFT, UNIQUE_PAIRS

PAIRS_MADE = 24
NOUNS = "apples bricks candles drums eggs flutes grapes hammers irons jars kites lamps".split()
RESTORED = "A gardener plants seven rows of nine tulips each and gives away eleven of them to a school."


def source(n: int) -> dict[str, str]:
    noun = NOUNS[n % len(NOUNS)]
    return {
        "question": f"Somebody in town {n} owns {n + 3} {noun}; how many {noun} will remain once {n} get lost?",
        "answer": f"{n + 3} - {n} = 3, so 3 {noun} remain in town {n}.",
    }


def refined(n: int, refiner: str, *faults: str, **more: object) -> dict[str, object]:
    said = {side: f"{text} ({refiner})" for side, text in source(n).items()}
    place = {"pair_id": f"p{n:02}", "doc_id": f"d{n}", "url": f"http://d{n}.org/", "domain": f"d{n % 12}.org"}
    facts = {"engine": f"model-{refiner}", "prompt": "0123", "tokens_in": 9, "tokens_out": 9, "digest": "x"}
    row = (
        made.refined(n, refiner, *faults, end="3")
        | said
        | place
        | facts
        | {"refined_id": f"p{n:02}-{refiner}"}
    )
    return row | more


def first(n: int) -> dict[str, object]:
    """Every third refinement has another answer; one has nothing readable; one restores what its page alludes to."""
    if n == 1:
        lost = dict.fromkeys(("question", "answer", "final_answer", "answer_type"))
        return refined(n, "one", **lost, dropped="bad-json")
    if n == 4:
        return refined(n, "one", question=RESTORED)
    return refined(n, "one", *(["answer"] if n % 3 == 0 else []))


def second(n: int) -> dict[str, object]:
    """Every second one has new numbers; its answers differ from the first one's where n = 5."""
    return refined(
        n, "two", *(["numbers"] if n % 2 == 0 else []), **({"final_answer": "4"} if n == 5 else {})
    )


def settings_of(folder: Path, **export_settings: object) -> Settings:
    names = export_settings.pop("refiners", ["one", "two"])
    return Settings.model_validate(
        {
            "input": "none",
            "tables": str(folder / "tables"),
            "refine": {"refiners": [{"name": name} for name in names]},
            "decontaminate": {"benchmarks": str(folder / "benchmarks"), "names": [], "allow_missing": True},
            "export": {"dataset": str(folder / "dataset"), "name": "sums", "validation": 0.3}
            | export_settings,
        }
    )


@pytest.fixture(scope="module")
def tables(spark, tmp_path_factory) -> Path:
    """Pairs that are unique and clean, and what two refiners made of them."""
    folder = tmp_path_factory.mktemp("export")
    (folder / "benchmarks").mkdir()
    store = Store(spark, settings_of(folder))
    numbers = range(PAIRS_MADE)
    place = [{key: refined(n, "one")[key] for key in ("pair_id", "doc_id", "url", "domain")} for n in numbers]
    facts = {
        "engine": "rules",
        "tokens_in": 0,
        "tokens_out": 0,
        "digest": "x",
        "grounding": 1.0,
        "run_id": "r",
    }
    pairs = [place[n] | source(n) | facts | {"language": "en" if n % 4 else "de"} for n in numbers]
    store.append(PAIRS, store.frame(PAIRS, pairs), "r")
    store.append(UNIQUE_PAIRS, store.frame(UNIQUE_PAIRS, pairs), "r")
    clean = [pair | {"verdict": "clean", "benchmarks": "b"} for pair in pairs]
    store.append(CLEAN_PAIRS, store.frame(CLEAN_PAIRS, clean), "r")
    for make in (first, second):
        store.append(REFINED_PAIRS, store.frame(REFINED_PAIRS, [make(n) for n in numbers]), "r")
    return folder


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file()
    }


def rows_of(folder: Path) -> list[dict]:
    return [row for path in sorted(folder.glob("data/*")) for row in pq.read_table(path).to_pylist()]


@pytest.fixture(scope="module")
def exported(spark, tables, tmp_path_factory) -> tuple[Path, dict[str, int]]:
    """The same with the dataset, and what the run said."""
    folder = tmp_path_factory.mktemp("exported") / "chain"
    shutil.copytree(tables, folder)
    return folder, export.run(spark, settings_of(folder), 1, QUIET)


@pytest.fixture
def folder(exported, tmp_path) -> Path:
    copy = tmp_path / "chain"
    shutil.copytree(exported[0], copy)
    return copy


def line(spark, settings: Settings) -> status.Line:
    return next(line for line in status.status(spark, settings) if line.stage == "export")


def test_every_pair_and_every_refinement_is_accounted_for(spark, exported):
    folder, said = exported
    store = Store(spark, settings_of(folder))
    rows = store.read(SFT).collect()
    taken = {(row["pair_id"], row["refiner"]) for row in rows}
    numbers = range(PAIRS_MADE)
    good = {(f"p{n:02}", "one") for n in numbers if n % 3 and n != 1}
    good |= {(f"p{n:02}", "two") for n in numbers if n % 2}
    fallen = {(f"p{n:02}", "original") for n in numbers if n % 6 == 0}
    assert taken == good | fallen
    assert said == {
        "rows": len(rows), "refined one: answer": 8, "refined one: bad-json": 1, "refined two: numbers": 12,
    }  # fmt: skip
    for name in ("one", "two"):
        lost = sum(count for reason, count in said.items() if reason.startswith(f"refined {name}: "))
        assert lost + sum(row["refiner"] == name for row in rows) == PAIRS_MADE
    decisions = {row["pair_id"]: row["decision"] for row in rows if row["refiner"] == "original"}
    assert set(decisions.values()) == {"fell back: answer, numbers"}
    agreement = {row["pair_id"]: row["agreement"] for row in rows}
    assert (agreement["p05"], agreement["p07"], agreement["p01"], agreement["p00"]) == (
        *("differ", "agree", "alone", None),
    )
    assert line(spark, store.settings) == status.Line(
        "export", f"{len(rows)} rows", 0, {name: count for name, count in said.items() if name != "rows"}
    )


def test_the_folder_holds_the_rows_and_a_second_run_changes_nothing(spark, folder):
    store = Store(spark, settings_of(folder))
    written = rows_of(folder / "dataset")
    assert {row["split"] for row in written} == {"train", "validation"}
    sides = {(row["domain"], row["split"]) for row in written}
    assert len(sides) == len({domain for domain, _ in sides})
    assert sorted(row["id"] for row in written) == sorted(row["id"] for row in store.read(SFT).collect())
    card = (folder / "dataset/README.md").read_text()
    for told in (
        "| rows of pairs | 24 |", "| one | not taken: bad-json | 1 |", "| one | model-one | 0123 | 24 |",
        "| original | fell back: answer, numbers | 4 |",
    ):  # fmt: skip
        assert told in card
    before = files(folder / "dataset"), store.version(SFT)
    assert export.run(spark, store.settings, 1, QUIET) == {}
    assert (files(folder / "dataset"), store.version(SFT)) == before


def test_variants_and_filters_choose_from_the_table_and_touch_no_other_folder(spark, folder):
    store = Store(spark, settings_of(folder))
    main, version = files(folder / "dataset"), store.version(SFT)

    def run(**more: object) -> dict[str, int]:
        return export.run(spark, settings_of(folder, **more), 1, QUIET)

    small = {
        "name": "small",
        "dataset": str(folder / "small"),
        "filters": {"languages": ["de"], "refiners": ["one"]},
    }
    said = run(variants=[small])
    # of 31 rows 23 are English; of the German ones those of pairs 4, 8, 16 and 20 are by one, 0 and 12 original
    assert said == {"small: rows": 4, "small: filter-languages": 25, "small: filter-refiners": 2}
    assert {row["refiner"] for row in rows_of(folder / "small")} == {"one"}
    card = (folder / "small/README.md").read_text()
    assert "# sums-small" in card
    assert "| filter-languages | 25 |" in card
    assert (files(folder / "dataset"), store.version(SFT)) == (main, version)
    assert run(variants=[small]) == {}

    before = files(folder / "small")
    said = run(variants=[small], filters={"agreement": ["agree", "differ"]})
    assert said == {"rows": 14, "filter-agreement": 17}
    assert files(folder / "small") == before
    assert store.version(SFT) == version
    found = line(spark, settings_of(folder, filters={"agreement": ["agree", "differ"]}))
    assert (found.done, found.left, found.dropped["filter-agreement"]) == ("14 rows", 0, 17)
    with pytest.raises(UserError, match="want the same folder"):
        run(variants=[small | {"dataset": str(folder / "dataset/inner")}])


def test_a_benchmark_added_at_export_takes_out_what_it_finds_in_any_form(spark, folder):
    plain = settings_of(folder)
    store = Store(spark, plain)
    untouched = {table: store.version(table) for table in (PAIRS, CLEAN_PAIRS, REFINED_PAIRS)}
    before = {row["id"] for row in store.read(SFT).collect()}
    custom = folder / "benchmarks/custom/late.jsonl"
    custom.parent.mkdir()
    items = [{"question": RESTORED, "answer": "52"}, {"question": source(8)["question"], "answer": "3"}]
    custom.write_text("".join(json.dumps(item) + "\n" for item in items))
    said = export.run(spark, plain, 1, QUIET)
    gone = before - {row["id"] for row in store.read(SFT).collect()}
    lost = {row["pair_id"] for row in store.read(SFT).collect()} ^ {f"p{n:02}" for n in range(PAIRS_MADE)}
    assert {"p04", "p08"} <= lost  # restored by a refiner, and what the page itself says
    assert all(name.split("-")[0] in lost for name in gone)
    assert sum(count for name, count in said.items() if name.startswith("benchmark-")) == len(lost)
    assert said["benchmark-same"] == 2
    assert {table: store.version(table) for table in untouched} == untouched
    assert "custom:late | 2" in (folder / "dataset/README.md").read_text()
    assert not {row["pair_id"] for row in rows_of(folder / "dataset")} & lost


def test_a_refiner_that_comes_changes_no_row_of_the_others(spark, folder):
    store = Store(spark, settings_of(folder))
    before = {row["id"]: row for row in store.read(SFT).collect()}
    three = [refined(n, "three", *(["latex"] if n % 6 else [])) for n in range(PAIRS_MADE - 1)]
    store.append(REFINED_PAIRS, store.frame(REFINED_PAIRS, three), "r")
    said = export.run(spark, settings_of(folder, refiners=["one", "two", "three"]), 1, QUIET)
    assert (said["refined three: latex"], said["refined three: waiting"]) == (19, 1)
    after = {row["id"]: row for row in store.read(SFT).collect()}
    assert {name: row for name, row in after.items() if row["refiner"] in ("one", "two")} == {
        name: row for name, row in before.items() if row["refiner"] in ("one", "two")
    }
    added = {row["pair_id"] for row in after.values() if row["refiner"] == "three"}
    assert added == {row["pair_id"] for row in before.values() if row["refiner"] == "original"}
    assert not {row["pair_id"] for row in after.values() if row["refiner"] == "original"}


def test_without_refiners_all_goes_out_as_it_was_and_a_killed_export_is_mended(spark, folder):
    store = Store(spark, settings_of(folder, refiners=[]))
    store.drop(REFINED_PAIRS)
    waiting = line(spark, settings_of(folder))
    assert (waiting.left, waiting.dropped["refined one: waiting"]) == (PAIRS_MADE - 4, PAIRS_MADE)
    store.drop(SFT)  # and in its place one of an older version, of other columns
    spark.createDataFrame([("p00",)], "id string").write.format("delta").save(store.place(SFT))
    assert export.run(spark, store.settings, 1, QUIET) == {"rows": PAIRS_MADE}
    originals = store.read(SFT).collect()
    assert {(row["refiner"], row["decision"]) for row in originals} == {("original", "no refiner")}

    whole = {name: data for name, (_, data) in files(folder / "dataset").items()}
    (folder / "dataset").rename(folder / ".dataset.old")  # killed after the table, amid the folder
    (folder / ".dataset.new").mkdir()
    version = store.version(SFT)
    assert export.run(spark, store.settings, 1, QUIET) == {"rows": PAIRS_MADE}
    assert {name: data for name, (_, data) in files(folder / "dataset").items()} == whole
    assert store.version(SFT) == version
