"""One run of one stage: checked before it starts, recorded when it starts and when it ends."""

import fcntl
import os
import re
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql.streaming.query import StreamingQuery

from webinstruct import UserError, __version__, storage
from webinstruct.settings import digest
from webinstruct.tables import RUNS, Table

from . import state
from .session import was_interrupted
from .store import Store

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Options:
    """What one call may ask beside the settings."""

    limit: int | None = None
    continue_mixed: bool = False
    say: Say = print
    refiner: str | None = None
    """Of `refine` only the refiner of this name; None: all."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stream is: input rows done of all there are, and what came of them."""

    done: int
    total: int
    unit: str
    detail: str

    def line(self, done_now: int, seconds: float) -> str:
        """`24/77 warcs, …, 12.0/min, 4 min to go`; the rate is that of this run.

        >>> Progress(24, 77, "warcs", "412 kept").line(12, 60.0)
        '24/77 warcs, 412 kept, 12.0/min, 4 min to go'
        """
        rate = 60 * done_now / max(seconds, 0.001)
        left = self.total - self.done
        to_go = f", {left / rate:.0f} min to go" if left > 0 and rate > 0 else ""
        return f"{self.done:,}/{self.total:,} {self.unit}, {self.detail}, {rate:.1f}/min{to_go}"


@dataclass(slots=True)
class Run:
    """A run under way. Stages put what they wrote and left into `counts`."""

    store: Store
    stage: str
    run_id: str
    digest: str
    options: Options
    counts: dict[str, int] = field(default_factory=dict)
    mlflow_run_id: str | None = None
    skipped: bool = False
    read: int = 0
    """Input rows read by streams of this run."""

    @property
    def limit_is_reached(self) -> bool:
        """Whether `options.limit` rows were read."""
        return self.options.limit is not None and self.read >= self.options.limit

    def say(self, line: str) -> None:
        """One line of progress."""
        self.options.say(f"{self.stage:<10} {line}")

    def stream(self, rows: DataFrame, table: Table, progress: Callable[[], Progress]) -> None:
        """Run the stream until all that was there is done, with a line per commit.

        With `options.limit` it stops after the commit in which that many input rows were read.
        """
        query = self.store.start(table, rows, state.checkpoint(self.store.settings, self.stage), self.run_id)
        try:
            self._follow(query, progress)
        finally:
            if query.isActive:
                query.stop()
        error = query.exception()
        if error is not None:
            raise error

    def _follow(self, query: StreamingQuery, progress: Callable[[], Progress]) -> None:
        last, started = -1, time.monotonic()
        while True:
            # Where there is a limit a commit more is a commit too many; they may take less than a second.
            pause = 1 if self.options.limit is None else 0.1
            ended = query.awaitTermination(pause)  # type: ignore[arg-type]  # float, too
            for commit in query.recentProgress:
                # As attributes: under Spark Connect the items are empty.
                if commit.batchId > last and commit.numInputRows > 0:
                    self.read, last = self.read + commit.numInputRows, commit.batchId
                    line = progress().line(self.read, time.monotonic() - started)
                    self.say(f"commit {last}: {line}")
            if ended or self.limit_is_reached:
                return


@contextmanager
def running(
    store: Store,
    stage: str,
    *,
    round: int | None,
    refiner: str | None = None,
    writes: Table | None,
    reads: Sequence[Table] = (),
    source: Table | None = None,
    identity: Mapping[str, Any],
    options: Options,
) -> Iterator[Run]:
    """Check that the stage may run, record its start, hand out the Run, record its end.

    stage: with its round or refiner where it has one (`recall-1`, `refine-small`); others' rows in the table
    are none of its business. writes: the table whose rows must not be
    mixed or doubled; None for stages that replace everything. source: the table a stream reads.
    """
    digested = digest(identity)
    run = Run(store, stage, uuid.uuid4().hex, digested, options)
    with alone(store, stage):
        if writes is not None:
            _check_and_remember(run, writes, source, identity, {"round": round, "refiner": refiner})
        inputs = {t.name: v for t in reads if (v := store.version(t)) is not None}
        record = _record(run, round, inputs)
        _append(store, record | {"state": "started"})
        started = time.monotonic()
        try:
            yield run
        except BaseException as error:
            _append(store, record | {"state": "failed", "error": one_line(error), "counts": run.counts})
            raise
        _append(
            store,
            record
            | {
                "state": "skipped" if run.skipped else "done",
                "counts": run.counts,
                "mlflow_run_id": run.mlflow_run_id,
            },
        )
        run.say(f"{_summary(run)} ({time.monotonic() - started:.0f} s)")


def _summary(run: Run) -> str:
    if run.skipped or not any(run.counts.values()):
        return "nothing new"
    return ", ".join(f"{value:,} {name}" for name, value in run.counts.items())


def _check_and_remember(
    run: Run, table: Table, source: Table | None, identity: Mapping[str, Any], own: Mapping[str, Any]
) -> None:
    store = run.store
    old = state.remembered(store.settings, run.stage)
    if old is not None and source is not None:
        old = _without_lost_offsets(store, run.stage, old, table, own)
    source_id = store.id(source) if source else None
    if source is not None and source_id is None:
        raise UserError(
            f"{run.stage} reads {source.name}, which does not stand yet: run the stages before it"
        )
    state.check(
        old,
        stage=run.stage,
        table=table.name,
        table_id=store.id(table),
        has_rows=old is None and source is not None and _has_rows(store, table, own),
        source_id=source_id,
        identity=identity,
        continue_mixed=run.options.continue_mixed,
    )
    if old is None or old.digest != run.digest:
        store.create(table)
        table_id = store.id(table)
        assert table_id is not None  # just created
        state.remember(
            store.settings, state.State(run.stage, table_id, source_id, run.digest, dict(identity))
        )


def _without_lost_offsets(
    store: Store, stage: str, old: state.State, table: Table, own: Mapping[str, Any]
) -> state.State | None:
    """A stream whose folder is gone remembers nothing, whatever the file beside it says."""
    folder = storage.join(state.checkpoint(store.settings, stage), "offsets")
    return old if storage.exists(folder) or not _has_rows(store, table, own) else None


def _has_rows(store: Store, table: Table, own: Mapping[str, Any]) -> bool:
    """Whether the table has rows of this round or refiner."""
    rows = store.read(table)
    for name, value in own.items():
        if value is not None and name in rows.columns:
            rows = rows.where(F.col(name) == value)
    return bool(rows.limit(1).count())


def _record(run: Run, round: int | None, inputs: Mapping[str, int]) -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "stage": run.stage if round is None else run.stage.partition("-")[0],
        "round": round,
        "git": git_commit(),
        "version": __version__,
        "settings": run.store.settings.model_dump_json(),
        "digest": run.digest,
        "inputs": dict(inputs),
    }


def _append(store: Store, record: Mapping[str, Any]) -> None:
    row = {**record, "at": datetime.now(UTC)}
    store.append(RUNS, store.frame(RUNS, [row]).coalesce(1), str(record["run_id"]))


@contextmanager
def alone(store: Store, stage: str) -> Iterator[None]:
    """Refuse a second driver on the same stage. The lock dies with its process, however it dies.

    Only on a local disk; elsewhere the scheduler must see to it (docs/decisions.md).
    """
    root = storage.local_path(state.checkpoint_root(store.settings))
    if root is None:
        yield
        return
    root.mkdir(parents=True, exist_ok=True)
    with (root / f"{stage}.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            raise UserError(f"{stage} is already running on these tables (process {file.read()})") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


@cache
def git_commit() -> str | None:
    """The commit of the checkout the code runs from; None in an installed wheel."""
    root = Path(__file__).resolve().parents[2]
    if not (root / ".git").exists():
        return None
    said = subprocess.run(
        ["git", "-C", str(root), "rev-parse", "HEAD"], capture_output=True, text=True, check=False
    )
    return said.stdout.strip() or None


def one_line(error: BaseException) -> str:
    """The line of an error that a person needs, out of whatever Spark wrapped around it."""
    if isinstance(error, KeyboardInterrupt) or was_interrupted():
        return "interrupted"
    # A stream's failure names the query; what befell it is the cause of a cause.
    chain = _causes(error)
    lines = [line.strip() for one in chain for line in str(one).splitlines() if line.strip()]
    # A Python worker's trace ends with the exception's own line, before the JVM's frames.
    worker = [line for line in lines if _is_python_error(line)]
    last = str(chain[-1]).strip().splitlines()[:1] if len(chain) > 1 else []
    # py4j's first line names only the call; the next one is Java's exception.
    java = [line.removeprefix(": ") for line in lines if line.startswith(": ")]
    first = [*worker[-1:], *last, *java[:1], *lines[:1], ""][0]
    return f"{type(error).__name__}: {first}"[:500]


def users_mistake(error: BaseException) -> str | None:
    """What a UserError of an executor says; None if it was no user's mistake."""
    found = re.search(rf"{_USER_ERROR}: ([^\n]+)", "\n".join(map(str, _causes(error))))
    return found[1].strip() if found else None


_USER_ERROR = f"{UserError.__module__}.{UserError.__qualname__}"


def _causes(error: BaseException) -> list[BaseException]:
    """The error, its cause, the cause of that …; pyspark keeps Java's apart."""
    found = [error]
    while len(found) < 20:
        cause = getattr(found[-1], "_cause", None) or found[-1].__cause__
        if cause is None:
            break
        found.append(cause)
    return found


def _is_python_error(line: str) -> bool:
    head = line.partition(":")[0]
    return (
        head.replace(".", "").isidentifier() and head.endswith(("Error", "Exception")) and "java" not in head
    )


def versions(*modules: ModuleType) -> dict[str, int]:
    """`{"recall.VERSION": 1, …}` of thinking modules, for a stage's identity."""
    return {f"{m.__name__.removeprefix('webinstruct.')}.VERSION": m.VERSION for m in modules}
