"""The one door to MLflow. Imported late: mlflow alone takes seconds to load."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from webinstruct import UserError


def log_run(
    uri: str,
    *,
    experiment: str,
    name: str,
    params: Mapping[str, object],
    metrics: Mapping[str, float],
    files: Mapping[str, bytes],
) -> str:
    """Log one finished experiment and return its MLflow run id.

    uri: tracking URI, e.g. `sqlite:////data/_mlflow/mlflow.db` or `databricks`.
    files: artifacts by name. UserError if the store cannot be reached.
    """
    with _told(uri) as mlflow:
        _ensure_experiment(experiment, uri)
        with mlflow.start_run(run_name=name) as run:
            mlflow.log_params(dict(params))
            mlflow.log_metrics(dict(metrics))
            for file_name, data in files.items():
                _log_bytes(file_name, data)
        return str(run.info.run_id)


@dataclass(frozen=True, slots=True)
class Tracked:
    """A run that is going on, of a training that may be cut off and go on later."""

    run_id: str

    def log(self, metrics: Mapping[str, float], step: int) -> None:
        """Metrics of one step."""
        import mlflow

        mlflow.log_metrics(dict(metrics), step=step, run_id=self.run_id)

    def files(self, files: Mapping[str, bytes]) -> None:
        """Artifacts by name."""
        for name, data in files.items():
            _log_bytes(name, data)

    def end(self, whole: bool) -> None:
        """Finished, or failed."""
        import mlflow

        mlflow.end_run("FINISHED" if whole else "FAILED")


def start(
    uri: str,
    *,
    experiment: str,
    name: str,
    params: Mapping[str, object],
    run_id: str | None = None,
    system_metrics: bool = False,
) -> Tracked:
    """Begin a run, or go on with `run_id`; UserError if the store cannot be reached or does not know that run."""
    with _told(uri) as mlflow:
        _ensure_experiment(experiment, uri)
        asked = {"run_id": run_id} if run_id else {"run_name": name}
        run = mlflow.start_run(**asked, log_system_metrics=system_metrics)
        if run_id is None:
            mlflow.log_params(dict(params))
        return Tracked(str(run.info.run_id))


def check(uri: str) -> None:
    """UserError if the store cannot be reached."""
    with _told(uri) as mlflow:
        mlflow.search_experiments(max_results=1)


@contextmanager
def _told(uri: str) -> Iterator[Any]:
    """MLflow on that store; its refusals come in one line."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "WARNING")  # else it tells of every table it makes
    import mlflow
    from mlflow.exceptions import MlflowException

    try:
        mlflow.set_tracking_uri(_prepared(uri))
        yield mlflow
    except (MlflowException, OSError) as error:
        first = str(error).strip().splitlines()[0]
        raise UserError(f"MLflow at {uri} refused: {first}") from None


def _prepared(uri: str) -> str:
    """SQLite creates its file but not the folder around it."""
    if uri.startswith("sqlite:///"):
        Path(unquote(uri.removeprefix("sqlite:///"))).parent.mkdir(parents=True, exist_ok=True)
    return uri


def _ensure_experiment(experiment: str, uri: str) -> None:
    import mlflow

    if mlflow.get_experiment_by_name(experiment) is None:
        place = None
        if uri.startswith("sqlite:///"):  # beside the database, not in the working folder
            place = (Path(unquote(uri.removeprefix("sqlite:///"))).absolute().parent / "artifacts").as_uri()
        mlflow.create_experiment(experiment, artifact_location=place)
    mlflow.set_experiment(experiment)


def _log_bytes(name: str, data: bytes) -> None:
    import tempfile

    import mlflow

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(data)
        mlflow.log_artifact(str(file))
