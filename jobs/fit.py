"""Stage `fit`: the round's fastText model, fitted on the driver and logged to MLflow."""

from pyspark.sql import SparkSession

from webinstruct import UserError, recall, storage, tracking
from webinstruct.settings import Settings, digest, result_values

from .wiring import Options, Run, Store, is_catalog, models, running, versions


def run(
    spark: SparkSession, settings: Settings, round: int = 1, options: Options = Options()
) -> dict[str, int]:
    """Fit and store the round's model; nothing where it stands (only `reset fit` lets it go)."""
    store = Store(spark, settings)
    identity = result_values(settings.fit, "fit") | versions(recall)
    with running(store, f"fit-{round}", round=round, writes=None, identity=identity, options=options) as run:
        found = models.standing(settings, round)
        if found is not None:
            run.skipped, run.mlflow_run_id = True, found.mlflow_run_id
            changed = "" if found.digest == digest(identity) else "; it was fitted with other settings"
            run.say(f"model {found.sha256[:12]} stands{changed}")
        else:
            _fit(run, settings, round, identity)
    return run.counts


def _fit(run: Run, settings: Settings, round: int, identity: dict[str, object]) -> None:
    labelled = recall.examples(settings.fit.positives, settings.fit.negatives)
    fitted = recall.fit(labelled, settings.fit)
    run.mlflow_run_id = tracking.log_run(
        tracking_uri(settings),
        experiment="webinstruct-recall",
        name=f"fit-{round}",
        params=identity | {"model_sha256": storage.sha256(fitted.model)},
        metrics=fitted.metrics,
        files={"model.bin": fitted.model},
    )
    sha256 = models.put(
        settings,
        round,
        fitted.model,
        digest=digest(identity),
        identity=identity,
        metrics=fitted.metrics,
        mlflow_run_id=run.mlflow_run_id,
    )
    run.counts |= {"examples": len(labelled)}
    found = fitted.metrics
    run.say(
        f"model {sha256[:12]}, AUC {found['auc']:.3f} [{found['auc_low']:.3f}, {found['auc_high']:.3f}] "
        f"on {found['test_examples']:.0f} examples of held-out groups"
    )


def tracking_uri(settings: Settings) -> str:
    """MLflow's URI: the setting, else SQLite beside the tables. UserError where neither is to be had."""
    root = storage.local_path(settings.tables)
    if settings.mlflow is None and (root is None or is_catalog(settings.tables)):
        raise UserError("mlflow must be set (a tracking URI) where tables is not a folder of this machine")
    escaped = str(root).replace("%", "%25").replace("?", "%3F")  # SQLAlchemy reads a URL
    return settings.mlflow or f"sqlite:///{escaped}/_mlflow/mlflow.db"
