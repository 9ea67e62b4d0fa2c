"""The Spark session: the running one where there is one, else our own on this machine."""

import hashlib
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from webinstruct import UserError, storage
from webinstruct.settings import Settings

from .store import is_catalog

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

OLDEST_JAVA = 17  # Spark 4 starts on 17 and later
# C1 alone: a local run is over before C2's code has paid for its compilation (its code cache of 48 MB is too small).
_JVM = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m -XX:+UseSerialGC"
MAVEN = "https://repo1.maven.org/maven2"

# Delta's two jars for our own session, by the Spark release they were built for. Two are
# enough for read, write and stream; letting Ivy resolve them costs seconds at every start.
DELTA_JARS = {
    "delta-spark_4.2_2.13-4.4.0.jar": "27d4fd8b1f879535c573ed1c718177d6a27f24d3e626ba02e216369725721ead",
    "delta-storage-4.4.0.jar": "c46735481fa8e326b0957be02b4420cbcab4b325bb08009b7f2045a95133f1cc",
}


def open_session(settings: Settings) -> "SparkSession":
    """A session with Delta: the platform's, or a local one made as the settings say."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise UserError(
            "no Spark here: on a cluster start with spark-submit, on a laptop install webinstruct[local]"
        ) from None
    running = SparkSession.getActiveSession()
    if running is not None or _on_a_platform():
        spark = running or SparkSession.builder.appName("webinstruct").getOrCreate()
    else:
        spark = _local(settings)
    # Can change on a running session; all times in the tables are UTC.
    spark.conf.set("spark.sql.session.timeZone", "UTC")
    return spark


def _on_a_platform() -> bool:
    """True under spark-submit, Databricks or a Spark Connect server: there the platform sets jars and master."""
    signs = ("PYSPARK_GATEWAY_PORT", "DATABRICKS_RUNTIME_VERSION", "SPARK_REMOTE")
    return any(sign in os.environ for sign in signs) and not _is_local_remote()


def _is_local_remote() -> bool:
    """True where SPARK_REMOTE asks for a Connect server of our own on this machine (`local[2]`)."""
    return os.environ.get("SPARK_REMOTE", "").startswith("local")


def log_file() -> Path:
    """Where Spark's log and the traces of failures go; the terminal shows one line."""
    return Path(os.environ.get("WEBINSTRUCT_LOG") or Path(tempfile.gettempdir()) / "webinstruct.log")


def _local(settings: Settings) -> "SparkSession":
    check_java()
    jars = delta_jars()
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    _prepare_log(_local_folder(settings, "_logs"))
    builder = SparkSession.builder.appName("webinstruct")
    if not _is_local_remote():  # there pyspark takes the master from SPARK_REMOTE
        builder = builder.master(f"local[{settings.spark.cores}]")
    for key, value in _local_confs(settings, jars).items():
        builder = builder.config(key, value)
    with _stderr_to(log_file()):
        spark = builder.getOrCreate()
    if threading.current_thread() is threading.main_thread():
        # pyspark's handler calls the JVM in the middle of another call, which fails with a long trace
        signal.signal(signal.SIGINT, _on_ctrl_c)
    return spark


_ctrl_c = threading.Event()


def _on_ctrl_c(number: int, frame: FrameType | None) -> None:
    _ctrl_c.set()
    signal.default_int_handler(number, frame)


def was_interrupted() -> bool:
    """Whether ctrl-C was pressed. The JVM dies of it, too, and its end may be the error that comes first."""
    return _ctrl_c.is_set()


def _prepare_log(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.environ.setdefault("WEBINSTRUCT_LOG", str(folder / "webinstruct.log"))
        logging.basicConfig(filename=log_file(), level=logging.WARNING)  # py4j logs to the root logger
    except OSError as error:
        raise UserError(f"tables: cannot write under {folder.parent}: {error.strerror}") from None


@contextmanager
def _stderr_to(log: Path) -> Iterator[None]:
    """The JVM started meanwhile writes its warnings to the log for as long as it lives."""
    sys.stderr.flush()
    terminal = os.dup(2)
    with log.open("ab") as file:
        os.dup2(file.fileno(), 2)
    try:
        yield
    finally:
        sys.stderr.flush()
        os.dup2(terminal, 2)
        os.close(terminal)


def _local_folder(settings: Settings, name: str) -> Path:
    root = None if is_catalog(settings.tables) else storage.local_path(settings.tables)
    return (root or Path(tempfile.gettempdir()) / "webinstruct") / name


def _local_confs(settings: Settings, jars: list[Path]) -> dict[str, str]:
    logging = resources.files("jobs.wiring") / "log4j2.properties"
    return {
        "spark.jars": ",".join(str(jar) for jar in jars),
        "spark.sql.extensions": "io.delta.sql.DeltaSparkSessionExtension",
        "spark.sql.catalog.spark_catalog": "org.apache.spark.sql.delta.catalog.DeltaCatalog",
        "spark.driver.memory": settings.spark.memory,
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={logging} {_JVM}",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": str(settings.spark.cores),
        "spark.databricks.delta.snapshotPartitions": "2",  # 50 by default: most of a small write's time
        "spark.sql.sources.parallelPartitionDiscovery.parallelism": "2",  # 10,000 tasks a VACUUM by default
        "spark.sql.warehouse.dir": str(_local_folder(settings, "_warehouse")),
        # Rows are pages: 10,000 a batch, the default, would be a gigabyte.
        "spark.sql.execution.arrow.maxRecordsPerBatch": "500",
        **{name: _spark_text(value) for name, value in settings.spark.conf.items()},
    }


def _spark_text(value: str | float | bool) -> str:
    """A value as Spark reads it.

    >>> _spark_text(False), _spark_text(1), _spark_text("2g")
    ('false', '1', '2g')
    """
    return str(value).lower() if isinstance(value, bool) else str(value)


def check_java() -> None:
    """UserError in one line if there is no Java that Spark can start on."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    mend = f"install Java {OLDEST_JAVA} (apt-get install openjdk-17-jre-headless) or set JAVA_HOME"
    if java is None or not Path(java).exists():
        raise UserError(f"Spark needs Java {OLDEST_JAVA} or newer, found none at {java or 'PATH'}: {mend}")
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    version = java_version(said)
    if version is None or version < OLDEST_JAVA:
        found = said.strip().splitlines()[0] if said.strip() else "a java that says no version"
        raise UserError(f"Spark needs Java {OLDEST_JAVA} or newer, found {found} at {java}: {mend}")


def java_version(said: str) -> int | None:
    """The major version in what `java -version` says.

    >>> java_version('openjdk version "17.0.15" 2025-04-15'), java_version('java version "1.8.0_402"')
    (17, 8)
    """
    found = re.search(r'version "(?:1\.)?(\d+)', said)
    return int(found[1]) if found else None


def delta_jars() -> list[Path]:
    """Delta's jars on this machine, fetched from Maven Central the first time and checked."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "webinstruct" / "jars"
    return [_jar(folder, name, digest) for name, digest in DELTA_JARS.items()]


def _jar(folder: Path, name: str, digest: str) -> Path:
    jar = folder / name
    if jar.exists():
        return jar
    artifact, version = name.removesuffix(".jar").rsplit("-", 1)
    url = f"{MAVEN}/io/delta/{artifact}/{version}/{name}"
    print(f"fetching {name} (once)", file=sys.stderr)
    try:
        with urllib.request.urlopen(url, timeout=120) as answer:
            data: bytes = answer.read()
    except (urllib.error.URLError, TimeoutError) as error:
        raise UserError(f"cannot fetch {url}: {error}; put the jar into {folder} by hand") from None
    if hashlib.sha256(data).hexdigest() != digest:
        raise UserError(f"{url} is not the file it should be (sha256 differs)")
    folder.mkdir(parents=True, exist_ok=True)
    half = jar.with_suffix(f".{os.getpid()}.tmp")
    half.write_bytes(data)
    half.rename(jar)
    return jar
