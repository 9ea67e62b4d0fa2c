"""The one door to MLflow. Imported late: mlflow alone takes seconds to load."""

import os
from collections.abc import Mapping
from pathlib import Path
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
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "WARNING")  # else it tells of every table it makes
    import mlflow
    from mlflow.exceptions import MlflowException

    client_uri = _prepared(uri)
    try:
        mlflow.set_tracking_uri(client_uri)
        _ensure_experiment(experiment, client_uri)
        with mlflow.start_run(run_name=name) as run:
            mlflow.log_params(dict(params))
            mlflow.log_metrics(dict(metrics))
            for file_name, data in files.items():
                _log_bytes(file_name, data)
        return str(run.info.run_id)
    except MlflowException as error:
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
