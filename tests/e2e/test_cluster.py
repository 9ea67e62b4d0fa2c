"""The installed wheel where users run it: a standalone master with two workers, and Spark Connect.

Each worker has a make-believe GPU, so that one LLM task goes to each, as `deploy/llm.conf` asks.
"""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from pyspark.sql import functions as F

from jobs import extract
from jobs.wiring import Store
from jobs.wiring.session import delta_jars
from tests.conftest import ROOT
from tests.llm_server import Call, Reply, Server
from tests.spark.chain import QUIET, chain_settings, contents
from webinstruct import settings
from webinstruct.tables import PAIRS, RUNS, SELECTED

WAIT = 90  # seconds until a master without workers fails the test
GPUS = ("3", "5")
DELTA = {
    "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
    "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
}
QUICK = {  # what a small machine asks for; rows don't hang on it
    "spark.sql.shuffle.partitions": "2",
    "spark.databricks.delta.snapshotPartitions": "2",
    "spark.driver.memory": "1g",
    "spark.executor.memory": "600m",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m -XX:+UseSerialGC",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m -XX:+UseSerialGC",
    "spark.ui.enabled": "false",
}


def call(*command: str | Path, folder: Path, **environment: str) -> str:
    """Run to the end, outside of the checkout; what it printed."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env=inherited | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """The `bin` of an environment with the wheel and the locked versions of what it needs, nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    uv = (sys.executable, "-m", "uv")
    call(*uv, "build", "-q", "--wheel", "--out-dir", folder, ROOT, folder=folder)
    locked = ("--frozen", "--extra", "local", "--extra", "connect", "--no-dev", "--no-emit-project")
    listed = folder / "requirements.txt"
    call(*uv, "export", "-q", "--project", ROOT, *locked, "--no-hashes", "-o", listed, folder=folder)
    call(*uv, "venv", "-q", "--python", sys.executable, folder / "v", folder=folder)
    [wheel] = folder.glob("*.whl")
    call(*uv, "pip", "install", "-q", "--python", folder / "v", "-r", listed, wheel, folder=folder)
    return folder / "v" / "bin"


@dataclass(frozen=True)
class Cluster:
    """A running master with its workers' folders."""

    url: str
    bin: Path
    folder: Path

    def submit(self, *arguments: str | Path, **confs: str) -> str:
        """spark-submit of the command line, as docs/guide.md has it."""
        confs = DELTA | QUICK | {"spark.jars": ",".join(map(str, delta_jars()))} | confs
        return call(
            self.bin / "spark-submit",
            *("--master", self.url),
            *(part for name, value in confs.items() for part in ("--conf", f"{name}={value}")),
            ROOT / "deploy" / "submit.py",
            *arguments,
            folder=self.folder,
            **environment(self.bin),
        )

    def said_by_workers(self) -> str:
        """The standard error of all executors."""
        return "".join(path.read_text() for path in self.folder.glob("worker-*/app-*/*/stderr"))


def environment(folder: Path) -> dict[str, str]:
    return {
        "PATH": f"{folder}:{os.environ['PATH']}",
        "PYSPARK_PYTHON": str(folder / "python"),
        "SPARK_HOME": str(next(folder.parent.glob("lib/python*/site-packages/pyspark"))),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_NO_DAEMONIZE": "1",
        "SPARK_DAEMON_JAVA_OPTS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "SPARK_LAUNCHER_OPTS": "-XX:TieredStopAtLevel=1",
    }


@pytest.fixture(scope="module")
def cluster(installed, tmp_path_factory) -> Iterator[Cluster]:
    """A master and two workers of one core on loopback, each a process of its own."""
    folder = tmp_path_factory.mktemp("cluster")
    started: list[subprocess.Popen] = []

    def start(name: str, *arguments: str, **more: str) -> Path:
        log = folder / f"{name}.log"
        command = [installed / "spark-class", f"org.apache.spark.deploy.{name.partition('-')[0]}", *arguments]
        with log.open("w") as file:
            started.append(
                subprocess.Popen(
                    list(map(str, command)),
                    cwd=folder,
                    env={**os.environ, **environment(installed), **more},
                    stdout=file,
                    stderr=file,
                )
            )
        return log

    try:
        log = start("master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
        url = awaited(log, r"Starting Spark master at (\S+)")[0]
        for number, gpu in enumerate(GPUS):
            finder = folder / f"gpu-{gpu}.sh"
            finder.write_text(f"""#!/bin/sh\necho '{{"name": "gpu", "addresses": ["{gpu}"]}}'\n""")
            finder.chmod(0o755)
            has_gpu = (
                f"-Dspark.worker.resource.gpu.amount=1 -Dspark.worker.resource.gpu.discoveryScript={finder}"
            )
            size = ("--cores", "1", "--memory", "1g", "--webui-port", "0")
            start(
                f"worker.Worker-{number}",
                *("--host", "127.0.0.1", *size, "--work-dir", str(folder / f"worker-{number}"), url),
                SPARK_WORKER_OPTS=has_gpu,
            )
        awaited(log, "(Registering worker)", times=len(GPUS))
        yield Cluster(url, installed, folder)
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait()


def awaited(log: Path, pattern: str, times: int = 1) -> list[str]:
    """What a log says, as soon as it says it so many times."""
    started = time.monotonic()
    while len(found := re.findall(pattern, log.read_text())) < times:
        assert time.monotonic() - started < WAIT, log.read_text()[-3000:]
        time.sleep(0.2)
    return found


def conf_file(folder: Path, *overrides: str) -> Path:
    """Settings of the finished chain's web with tables in `folder`."""
    moved = (f"tables={folder}/tables", f"export.dataset={folder}/dataset")
    path = folder / "conf.yaml"
    path.write_text(yaml.safe_dump(chain_settings(folder, *moved, *overrides).model_dump(mode="json")))
    return path


def elsewhere(finished: Path) -> list[str]:
    """Overrides that read the finished chain's web."""
    web = finished / "web"
    return [
        f"input={web}/crawl-data/SIM-WEB/segments",
        f"select.domains={web}/domains.csv",
        f"decontaminate.benchmarks={web}/benchmarks",
        f"fit.positives=[{web}/seeds/positives.jsonl]",
        f"fit.negatives=[{web}/seeds/negatives.jsonl]",
    ]


def same_rows(spark, finished: Path, folder: Path) -> None:
    """Rows equal to those of `local[2]`; and they come from the wheel, which knows no commit."""
    store = Store(spark, chain_settings(folder))
    expected = contents(Store(spark, chain_settings(finished)))
    found = contents(store)
    assert found.keys() == expected.keys()
    for table, rows in expected.items():
        assert found[table] == rows, table
    runs = store.read(RUNS).where(F.col("state") == "done").select("stage", "git").distinct().collect()
    assert {row["git"] for row in runs} == {None}
    assert len(runs) == 9


def test_the_chain_on_a_cluster_gives_the_rows_of_a_laptop(cluster, finished, spark, tmp_path):
    said = cluster.submit("run", "all", "--conf", conf_file(tmp_path, *elsewhere(finished)))
    assert "export" in said
    same_rows(spark, finished, tmp_path)


def test_the_chain_under_spark_connect_gives_the_same(installed, finished, spark, tmp_path):
    conf = conf_file(tmp_path, *elsewhere(finished))
    call(installed / "webinstruct", "run", "all", "--conf", conf, folder=tmp_path, SPARK_REMOTE="local[2]")
    same_rows(spark, finished, tmp_path)


def answer(request: Call) -> Reply:
    """The page's last word, quoted; one page in seven fails for good."""
    number = int(request.page.split()[-1])
    if number % 7 == 0:
        return Reply(status=400, body=b"{}")
    pairs = [{"question": f"What is {number}", "answer": str(number)}]
    return Reply.saying(json.dumps({"pairs": pairs}), delay=0.02)


def asking(folder: Path, server: Server) -> Path:
    return conf_file(
        folder,
        "llm.engine=endpoint",
        "extract.mode=copy",
        "llm.endpoint.model=m",
        f"llm.endpoint.base_url={server.url}",
        "llm.endpoint.in_flight=3",
        f"llm.workers={len(GPUS)}",
        "llm.commit_documents=20",
    )


def test_an_llm_stage_is_a_submit_of_its_own_with_one_task_a_gpu(cluster, spark, tmp_path):
    facts = {"url": "u", "host": "e.org", "domain": "e.org", "text_hash": "", "run_id": "r"}
    rows = [facts | {"doc_id": f"d{number:03}", "text": f"What is {number}"} for number in range(50)]
    for name in ("cluster", "local"):
        (tmp_path / name).mkdir()
        store = Store(spark, chain_settings(tmp_path / name))
        store.append(SELECTED, store.frame(SELECTED, rows).coalesce(1), "r", rows_per_file=20)
    with Server(answer) as server:
        shipped = dict(
            line.split(maxsplit=1)
            for line in (ROOT / "deploy" / "llm.conf").read_text().splitlines()
            if line and not line.startswith("#")
        )
        conf = asking(tmp_path / "cluster", server)
        cluster.submit("run", "extract", "--conf", conf, **shipped | {"spark.executor.memory": "600m"})
        assert server.most_in_flight <= 3 * len(GPUS)
        asked = len(server.calls)
        extract.run(spark, settings.load(asking(tmp_path / "local", server), []), options=QUIET)
        assert len(server.calls) == 2 * asked
    found, expected = (
        contents(Store(spark, chain_settings(tmp_path / name)), (PAIRS,)) for name in ("cluster", "local")
    )
    assert found == expected
    assert len(found["pairs"]) == 50
    assert sum("engine-error" in row for row in found["pairs"]) == 8
    # Spark set no CUDA_VISIBLE_DEVICES: each task's worker was told by us.
    assert set(re.findall(r"webinstruct: GPU (\S+)", cluster.said_by_workers())) == set(GPUS)
