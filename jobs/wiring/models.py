"""Where fitted models stand: `<models>/<sha256>.bin`, and `round-1.json` that names a round's one."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from webinstruct import UserError, storage
from webinstruct.recall import Model
from webinstruct.settings import Settings

from .state import model_root


@dataclass(frozen=True, slots=True)
class Standing:
    """The model of a round: its hash, how it was fitted, how it did, and its MLflow run."""

    sha256: str
    digest: str
    identity: dict[str, Any]
    metrics: dict[str, float]
    mlflow_run_id: str


def _pointer(settings: Settings, round: int) -> str:
    return storage.join(model_root(settings), f"round-{round}.json")


def _place(settings: Settings, sha256: str) -> str:
    return storage.join(model_root(settings), f"{sha256}.bin")


def standing(settings: Settings, round: int) -> Standing | None:
    """The round's model, or None where it was never fitted."""
    pointer = _pointer(settings, round)
    try:
        found = Standing(**json.loads(storage.read_bytes(pointer)))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise UserError(f"{pointer} is damaged ({error}): run `webinstruct reset fit`") from None
    if not storage.exists(_place(settings, found.sha256)):
        raise UserError(
            f"the model of round {round} is gone from {model_root(settings)}: run `webinstruct reset fit`"
        )
    return found


def model(settings: Settings, round: int) -> Model:
    """The round's model for executors. UserError if it was not fitted yet."""
    found = standing(settings, round)
    if found is None:
        raise UserError(f"round {round} has no model yet: run `webinstruct run fit --round {round}` first")
    return Model(_place(settings, found.sha256), found.sha256)


def put(
    settings: Settings,
    round: int,
    data: bytes,
    *,
    digest: str,
    identity: Mapping[str, Any],
    metrics: Mapping[str, float],
    mlflow_run_id: str,
) -> str:
    """Store a model and make it the round's; returns its sha256. The pointer is written last."""
    sha256 = storage.sha256(data)
    storage.write_bytes(_place(settings, sha256), data)
    found = Standing(sha256, digest, dict(identity), dict(metrics), mlflow_run_id)
    text = json.dumps(asdict(found), indent=1, sort_keys=True) + "\n"
    storage.write_bytes(_pointer(settings, round), text.encode())
    return sha256


def forget(settings: Settings, round: int) -> None:
    """Let go of the round's model, be it whole or damaged; the file goes too."""
    try:
        found = standing(settings, round)
    except UserError:
        found = None
    storage.delete(_pointer(settings, round))
    if found is not None:
        storage.delete(_place(settings, found.sha256))
