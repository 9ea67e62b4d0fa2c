"""The stage `extract` with real vLLM in its Spark worker: disturbed at five moments, then left alone.

Everything is done from outside, as a user's terminal or a dying machine would do it. All runs
work on the same tables, so that every rerun is also the next run. The model is tiny, but was
taught an answer that stands on every page: a kept pair came all the way through prompt, model,
schema and grounding.
"""

import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from jobs.wiring import Store
from tests.conftest import overrides
from tests.spark.chain import chain_settings
from webinstruct import conf_folder
from webinstruct.tables import PAIRS, SELECTED

pytestmark = [
    pytest.mark.skipif(
        importlib.util.find_spec("vllm") is None, reason="vllm is not installed: uv sync --extra cpu"
    ),
    pytest.mark.filterwarnings("ignore"),  # torch's and transformers' own
]

BATCHES, EACH = 6, 12
PROMPT = "Find the questions and their answers on this page."
QUESTION, ANSWER = "What is 2 + 2?", "It is 4, of course."
WAIT = 180  # seconds until a moment that never comes fails the test
LEAVE = 20  # seconds in which every process must be gone

# --- processes


@dataclass(frozen=True)
class Process:
    pid: int
    parent: int
    said: str  # its command line


def session(leader: int) -> list[Process]:
    """All living processes of a session; pyspark's daemon has a group of its own in it."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent, _, own, *_ = (folder / "stat").read_text().rpartition(")")[2].split()
            said = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:  # it ended meanwhile
            continue
        if int(own) == leader and state not in "ZX":
            found.append(Process(int(folder.name), int(parent), said))
    return found


def java(leader: int) -> int:
    found = {one.pid: one for one in session(leader) if "org.apache.spark.deploy" in one.said}
    # A process that the JVM starts has its command line until it becomes what it is to be.
    [first] = [pid for pid, one in found.items() if one.parent not in found]
    return first


def computed(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def gone(leader: int) -> float:
    """Seconds until nothing of the session is left."""
    started = time.monotonic()
    while left := session(leader):
        assert time.monotonic() - started < LEAVE, f"left behind: {left}"
        time.sleep(0.05)
    return time.monotonic() - started


# --- the stage


@dataclass
class Tables:
    """The chain's folder and the runs that have been made on it."""

    folder: Path
    runs: int = 0
    run: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self.folder / f"run-{self.runs}.log"

    @property
    def told(self) -> Path:
        return self.folder / f"run-{self.runs}.err"

    def start(self) -> subprocess.Popen[bytes]:
        self.runs += 1
        environment = {
            **os.environ,
            "WEBINSTRUCT_LOG": str(self.log),
            "HF_HUB_OFFLINE": "1",
            "OMP_NUM_THREADS": "1",
        }
        # vLLM imports thousands of modules: to compile them at every load would take most of the time.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        with self.told.open("wb") as told:
            self.run = subprocess.Popen(
                self.command(),
                stdout=subprocess.DEVNULL,
                stderr=told,
                env=environment,
                start_new_session=True,
            )
        return self.run

    def command(self) -> list[str]:
        values = {
            "input": "none",
            "tables": f"{self.folder}/tables",
            "llm.engine": "vllm",
            "llm.workers": 1,
            "llm.commit_documents": EACH,
            "extract.prompt": f"{self.folder}/prompt.md",
            "llm.vllm.model": f"{self.folder}/tiny",
            "llm.vllm.structured": "always",
            "llm.vllm.dtype": "float32",
            "llm.vllm.max_model_len": 1024,
            "llm.vllm.max_tokens": 120,
            "llm.vllm.max_num_seqs": 1,  # one after the other: time to be disturbed in
            "llm.vllm.enforce_eager": True,
        }
        sets = overrides(values)
        conf = ["--conf", str(conf_folder() / "demo.yaml")]
        return [sys.executable, "-m", "jobs.cli", "run", "extract", *conf, *sets]

    def begun(self) -> int:
        return self._batches("offsets")

    def done(self) -> int:
        return self._batches("commits")

    def _batches(self, kind: str) -> int:
        return len([*(self.folder / "tables/_checkpoints/extract" / kind).glob("[0-9]*")])

    def files(self) -> set[str]:
        return {path.name for path in (self.folder / "tables/pairs").glob("*.parquet")}

    def written(self, before: set[str]) -> bool:
        """A file of the table that was not there before has rows in it."""
        return any((self.folder / "tables/pairs" / name).stat().st_size > 0 for name in self.files() - before)

    def tasks(self) -> list[dict[str, int]]:
        """What the worker of the latest run has logged, a line a task."""
        return [one for one in self._logged() if "answers" in one]

    def loaded(self) -> list[int]:
        """The workers that have loaded an engine in the latest run."""
        return [one["pid"] for one in self._logged() if "answers" not in one]

    def _logged(self) -> list[dict[str, int]]:
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        lines = re.findall(r"^vllm: (.*pid=\d+)$", text, re.MULTILINE)
        return [{key: int(value) for key, value in re.findall(r"(\w+)=(\d+)", line)} for line in lines]


def until(run: subprocess.Popen[bytes], moment: Callable[[], bool], every: float = 0.05) -> None:
    started = time.monotonic()
    while not moment():
        assert run.poll() is None, "the run ended before the moment came"
        assert time.monotonic() - started < WAIT, "the moment never came"
        time.sleep(every)


def amid_a_batch(run: subprocess.Popen[bytes], tables: Tables) -> int:
    """Wait until a worker has loaded its engine and computes answers; its process."""
    until(run, lambda: bool(tables.loaded()))
    [worker] = tables.loaded()
    loaded = computed(worker)
    until(run, lambda: computed(worker) > loaded + 0.5)
    assert tables.begun() > tables.done()
    assert not tables.tasks(), "the batch was over too soon"
    return worker


def power_cut(run: subprocess.Popen[bytes]) -> float:
    """kill -9 of driver and JVM alone; the seconds until daemon and worker have ended by themselves."""
    for pid in (java(run.pid), run.pid):
        os.kill(pid, signal.SIGKILL)
    run.wait()
    return gone(run.pid)


@pytest.fixture(scope="module")
def tables(tmp_path_factory, spark) -> Iterator[Tables]:
    from tests.tiny_model import make

    folder = tmp_path_factory.mktemp("stage")
    said = {"q": "2", "q_starts": "What is 2", "a": "3", "a_starts": "It is 4", "context": "", "answers": 1}
    answer = json.dumps({"pairs": [said]}, separators=(",", ":"))
    (folder / "prompt.md").write_text(PROMPT)  # the shipped one takes a minute to learn
    make(folder / "tiny", answer=answer, system=PROMPT)
    store = Store(spark, chain_settings(folder))
    facts = {"url": "u", "host": "e.org", "domain": "e.org", "text_hash": "", "run_id": "r"}
    rows = [facts | {"doc_id": name, "text": f"Lesson {name}.\n{QUESTION}\n{ANSWER}"} for name in documents()]
    store.append(SELECTED, store.frame(SELECTED, rows).coalesce(1), "r", rows_per_file=EACH)
    made = Tables(folder)
    yield made
    if made.run is not None:  # a test that failed leaves its run behind
        for one in session(made.run.pid):
            os.kill(one.pid, signal.SIGKILL)
        made.run.wait()


def documents() -> list[str]:
    return [f"d{number:03}" for number in range(BATCHES * EACH)]


@pytest.mark.timeout(1200)  # six drivers and five loads: minutes where the cores are busy with other things
def test_disturbed_at_five_moments_every_document_is_asked_and_written_once(tables, spark):
    took = {}

    # 1. Killed after offsets/0, before the first task gave anything.
    run = tables.start()
    until(run, lambda: tables.begun() > 0, every=0.002)
    took["power cut at the start"] = power_cut(run)
    assert (tables.begun(), tables.done(), tables.files()) == (1, 0, set())

    # 2. ctrl-C in the middle of a batch: the terminal tells the whole foreground group.
    run = tables.start()
    amid_a_batch(run, tables)
    pressed = time.monotonic()
    os.killpg(run.pid, signal.SIGINT)
    assert run.wait(WAIT) == 130
    gone(run.pid)
    took["ctrl-C"] = time.monotonic() - pressed
    assert tables.told.read_text() == "error: interrupted; run it again, it goes on where it was\n"

    # 3. Killed while a commit is written: the task's rows are there, commits/N is not.
    run = tables.start()
    before = tables.files()
    until(run, lambda: bool(tables.tasks()))
    until(run, lambda: tables.written(before), every=0.001)
    took["power cut at a commit"] = power_cut(run)
    assert tables.begun() > tables.done()

    # 4. The worker alone is killed in the middle of a batch.
    run = tables.start()
    worker = amid_a_batch(run, tables)
    pressed = time.monotonic()
    os.kill(worker, signal.SIGKILL)
    assert run.wait(WAIT) == 1
    gone(run.pid)
    took["a worker's end"] = time.monotonic() - pressed
    assert re.fullmatch(r"error: .*worker exited unexpectedly.*\(trace in .*\)\n", tables.told.read_text())

    # 5. Killed between two batches.
    run = tables.start()
    before = tables.done()
    until(run, lambda: tables.done() > before, every=0.002)
    took["power cut between batches"] = power_cut(run)
    assert tables.begun() == tables.done()

    left = BATCHES - tables.done()
    assert left >= 3
    run = tables.start()
    assert run.wait(WAIT) == 0, tables.told.read_text()
    took["the end"] = gone(run.pid)
    print({what: round(seconds, 1) for what, seconds in took.items()})

    # One load for all its batches, and every request answered by it.
    tasks = tables.tasks()
    assert len(tables.loaded()) == 1
    assert len(tasks) == left
    assert {(task["pid"], task["engine_loads"]) for task in tasks} == {(tasks[0]["pid"], 1)}
    assert [task["answers"] for task in tasks] == [EACH] * left

    rows = Store(spark, chain_settings(tables.folder)).read(PAIRS).collect()
    assert Counter(row["doc_id"] for row in rows) == Counter(documents())
    assert {(row["question"], row["answer"], row["dropped"]) for row in rows} == {(QUESTION, ANSWER, None)}
