"""kill -9 of driver and JVM at named points; after the restart all tables hold identical rows.

Everything is done from outside: the chain runs as a user runs it, in a process group of its own;
the test watches the folders and kills the whole group at the moment it waits for.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
import yaml

from jobs import pipeline
from jobs import refine as refine_job
from jobs.wiring import Store
from tests.conftest import overrides
from tests.spark.chain import QUIET, chain_settings, contents
from tests.spark.refining import CLEAN, clean_pairs, refine_settings, rows_of, scripted
from webinstruct import UserError, conf_folder, refine
from webinstruct.tables import CLEAN_PAIRS, RUNS

WAIT = 400  # seconds until a moment that never comes fails the test: the whole chain on a busy machine


def command(folder: Path, stage: str) -> list[str]:
    places = {
        "input": f"{folder}/web/crawl-data/SIM-WEB/segments",
        "tables": f"{folder}/tables",
        "export.dataset": f"{folder}/dataset",
        "select.domains": f"{folder}/web/domains.csv",
        "decontaminate.benchmarks": f"{folder}/web/benchmarks",
        "fit.positives": [f"{folder}/web/seeds/positives.jsonl"],
        "fit.negatives": [f"{folder}/web/seeds/negatives.jsonl"],
        "llm.commit_documents": 50,
    }
    sets = overrides(places)
    return [sys.executable, "-m", "jobs.cli", "run", stage, "--conf", str(conf_folder() / "demo.yaml"), *sets]


def run(folder: Path, stage: str = "all") -> None:
    done = subprocess.run(command(folder, stage), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def run_and_kill(folder: Path, stage: str, moment: Callable[[], bool]) -> None:
    kill_at(moment, command(folder, stage))


def kill_at(moment: Callable[[], bool], command: list[str]) -> None:
    """Start a run, wait for the moment, and kill -9 driver, JVM and workers at once."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    started = time.monotonic()
    try:
        while not moment():
            assert process.poll() is None, "the run ended before the moment came"
            assert time.monotonic() - started < WAIT, "the moment never came"
            time.sleep(0.001)
    finally:  # whatever comes of it, other tests of this process find no child
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture(scope="module")
def undisturbed(finished, tmp_path_factory, spark) -> tuple[Path, dict[str, list[str]]]:
    """A folder with a listed web and a fitted model, and what its tables hold when nobody kills anything."""
    folder = tmp_path_factory.mktemp("kill") / "chain"
    shutil.copytree(finished, folder)
    rows = {
        name: sorted(row.replace(str(finished), str(folder)) for row in found)
        for name, found in contents(Store(spark, chain_settings(finished))).items()
    }
    made = ("warcs", "recalled", "selected", "pairs", "unique_pairs", "dedup_bands", "clean_pairs")
    for name in (*made, "refined_pairs", "sft", "_checkpoints"):
        shutil.rmtree(folder / "tables" / name)
    shutil.rmtree(folder / "dataset")
    one_a_commit = chain_settings(folder, "recall.warcs_per_commit=1")
    pipeline.stage("list").run(spark, one_a_commit, 1, QUIET)
    return folder, rows


def commits(folder: Path, table: str) -> list[Path]:
    return sorted((folder / "tables" / table / "_delta_log").glob("*.json"))


def data_files(folder: Path, table: str) -> set[str]:
    return {path.name for path in (folder / "tables" / table).glob("*.parquet")}


def done_batches(folder: Path, stage: str) -> int:
    return len([*(folder / "tables/_checkpoints" / stage / "commits").glob("[0-9]*")])


def between_the_two_commits(folder: Path) -> bool:
    """A batch of recall stands in the table (its first commit made it), but not in the checkpoint."""
    return len(commits(folder, "recalled")) - 1 > done_batches(folder, "recall-1")


@pytest.mark.timeout(1800)
def test_killed_at_four_points_the_restart_gives_identical_rows(undisturbed, spark):
    folder, expected = undisturbed

    # 1. Inside a task: an archive that is a pipe keeps its reader waiting.
    archive = sorted((folder / "web").rglob("*.warc.gz"))[-1]
    kept = archive.with_suffix(".kept")
    archive.rename(kept)
    os.mkfifo(archive)
    opened: list[int] = []

    def a_task_reads_the_pipe() -> bool:
        try:  # opens only if somebody reads
            opened.append(os.open(archive, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:
            return False
        return True

    run_and_kill(folder, "recall", a_task_reads_the_pipe)
    os.close(opened[0])
    archive.unlink()
    kept.rename(archive)

    # 2. After the Delta commit and before commits/N of the checkpoint.
    run_and_kill(folder, "recall", lambda: between_the_two_commits(folder))
    assert between_the_two_commits(folder)

    # 3. In select: its files are written, its commit is not.
    def select_writes() -> bool:
        return bool(data_files(folder, "selected")) and len(commits(folder, "selected")) == 1

    run_and_kill(folder, "all", select_writes)
    assert select_writes()

    # 4. In export: the table is replaced, the dataset folder is not.
    run_and_kill(folder, "all", lambda: len(commits(folder, "sft")) > 1)
    assert not (folder / "dataset").exists()

    run(folder)
    store = Store(spark, chain_settings(folder))
    assert {name: sorted(found) for name, found in contents(store).items()} == expected
    states = Counter((row["stage"], row["state"]) for row in store.read(RUNS).collect())
    assert states["recall", "started"] - states["recall", "done"] == 2
    lines = [line for path in (folder / "dataset").glob("*.jsonl") for line in path.read_text().splitlines()]
    assert len(lines) == len(expected["sft"])


def test_refiners_killed_and_rerun_have_the_rows_of_an_undisturbed_run(tmp_path, spark):
    settings = refine_settings(
        tmp_path,
        scripted(tmp_path, "one", errors=0.1, silent=0.1, twice=0.1),
        scripted(tmp_path, "two", wrong=0.1, strays=0.1),
    )
    store = Store(spark, settings)
    clean_pairs(store, rows_per_file=10)
    conf = tmp_path / "conf.yaml"
    conf.write_text(yaml.safe_dump(settings.model_dump(mode="json")))

    # A batch of the second refiner stands in the table (its first commit made it), but not in the checkpoint.
    def in_the_second() -> bool:
        done = [done_batches(tmp_path, f"refine-{name}") for name in ("one", "two")]
        return done[0] == 4 and len(commits(tmp_path, "refined_pairs")) - 1 > sum(done)

    kill_at(in_the_second, [sys.executable, "-m", "jobs.cli", "run", "refine", "--conf", str(conf)])
    assert in_the_second()
    again = refine_job.run(spark, settings, options=QUIET)
    assert again["one pairs"] == 0 < again["two pairs"] < len(CLEAN)

    pairs = [row.asDict(recursive=True) for row in store.read(CLEAN_PAIRS).where("dropped IS NULL").collect()]
    batch = pa.RecordBatch.from_pylist(pairs, schema=CLEAN_PAIRS.arrow)
    for refiner in settings.refine.refiners:
        found = rows_of(store, refiner.name)
        made = refine.refined(iter([batch]), refiner, found[0]["digest"], prompt=refine.prompt())
        expected = [row for one in made for row in one.to_pylist()]
        assert found == sorted(expected, key=lambda row: row["pair_id"])


HOLD = """
import fcntl, sys
with open(sys.argv[1], "a+") as file:
    fcntl.flock(file, fcntl.LOCK_EX)
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_driver_on_the_same_stage_is_refused(undisturbed, spark):
    folder, _ = undisturbed
    lock = folder / "tables/_checkpoints/list.lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(UserError, match="list is already running on these tables"):
        pipeline.stage("list").run(spark, chain_settings(folder), 1, QUIET)
    holder.communicate()
    pipeline.stage("list").run(spark, chain_settings(folder), 1, QUIET)
