"""What a stage remembers beside its checkpoint, and when it refuses to start.

The same checkpoint with other settings mixes old and new rows; a table without its
checkpoint would be filled twice. So beside each checkpoint stands a small file that says
which table it fills, which table it reads and what decided its rows:

    {"stage": "recall-1", "table_id": "0136…", "source_id": "62d1…",
     "digest": "9f31…", "identity": {"recall.threshold": 0.5, "recall.VERSION": 1, …}}
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from webinstruct import UserError, storage
from webinstruct.settings import RefinerSettings, Settings, VerifySettings, digest

from .store import is_catalog


@dataclass(frozen=True, slots=True)
class State:
    """The remembered file, as read."""

    stage: str
    table_id: str
    source_id: str | None
    digest: str
    identity: dict[str, Any]


def checkpoint_root(settings: Settings) -> str:
    """The folder of all checkpoints. UserError for catalog tables without the setting."""
    return _root(settings, settings.checkpoints, "checkpoints")


def model_root(settings: Settings) -> str:
    """The folder of all fitted models. UserError for catalog tables without the setting."""
    return _root(settings, settings.models, "models")


def ledger_root(settings: Settings, asker: RefinerSettings | VerifySettings | None = None) -> str:
    """The folder in which workers of `extract`, of a refiner or of `verify` note what they spent: each has its own.

    UserError for catalog tables without the setting.
    """
    if asker is None:
        return _root(settings, settings.llm.endpoint.ledger, "llm.endpoint.ledger", "spent")
    if isinstance(asker, RefinerSettings):
        name, folder = f"llm.endpoint.ledger of the refiner {asker.name}", f"spent/refine-{asker.name}"
    else:
        name, folder = "verify.llm.endpoint.ledger", "spent/verify"
    return _root(settings, asker.llm.endpoint.ledger, name, folder)


def _root(settings: Settings, given: str | None, name: str, folder: str | None = None) -> str:
    if given is None and is_catalog(settings.tables):
        raise UserError(f"{name} must be set (a folder or volume) where tables is catalog.schema")
    uri = given or storage.join(settings.tables, f"_{folder or name}")
    local = storage.local_path(uri)
    return str(local) if local else uri


def checkpoint(settings: Settings, stage: str) -> str:
    """The folder of one stage's checkpoint, e.g. `<tables>/_checkpoints/recall-1`."""
    return storage.join(checkpoint_root(settings), stage)


def _file(settings: Settings, stage: str) -> str:
    return checkpoint(settings, stage) + ".json"


def remembered(settings: Settings, stage: str) -> State | None:
    """The stage's file, or None where it never started."""
    try:
        return State(**json.loads(storage.read_bytes(_file(settings, stage))))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise UserError(f"{_file(settings, stage)} is damaged ({error}): {_reset(stage)}") from None


def remember(settings: Settings, state: State) -> None:
    """Write the stage's file; it stands wholly or not at all."""
    data = json.dumps(asdict(state), indent=1, sort_keys=True) + "\n"
    storage.write_bytes(_file(settings, state.stage), data.encode())


def refiners(settings: Settings) -> list[str]:
    """Names of the refiners that have started on these tables, whether the settings still have them or not."""
    names = storage.stamps(checkpoint_root(settings))
    return sorted(found[1] for name in names if (found := re.fullmatch(r"refine-(\w+)\.json", name)))


def forget(settings: Settings, stage: str) -> None:
    """Delete checkpoint and file."""
    storage.delete(checkpoint(settings, stage))
    storage.delete(_file(settings, stage))


def check(
    old: State | None,
    *,
    stage: str,
    table: str,
    table_id: str | None,
    has_rows: bool,
    source_id: str | None,
    identity: Mapping[str, Any],
    continue_mixed: bool,
) -> None:
    """Refuse, in one line, to go on where rows would be doubled, lost or mixed.

    `table_id`, `has_rows` and `source_id` are what stands on disk now; None: no such table.
    """
    reset = _reset(stage)
    if old is None:
        if has_rows:
            raise UserError(
                f"{table} has rows of {stage} but its checkpoint is gone: going on would write them twice; {reset}"
            )
        return
    if table_id != old.table_id:
        was = "is gone" if table_id is None else "was made anew"
        raise UserError(f"{table} {was} since {stage} last ran, its checkpoint is of the old one; {reset}")
    if source_id != old.source_id:
        raise UserError(f"the table that {stage} reads was made anew since it last ran; {reset}")
    if digest(identity) != old.digest and not continue_mixed:
        raise UserError(
            f"{stage} was run with other settings ({_differences(old.identity, identity)}): "
            f"{reset}, or go on with --continue-mixed"
        )


def _reset(stage: str) -> str:
    """What to type: the command knows `recall`, not `recall-1`, and of `refine-small` both parts."""
    name, _, part = stage.partition("-")
    return f"run `webinstruct reset {name}{'' if part.isdigit() or not part else f' --refiner {part}'}`"


def _differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    keys = sorted(key for key in {*old, *new} if old.get(key) != new.get(key))
    return ", ".join(f"{key}: was {old.get(key)!r}, now {new.get(key)!r}" for key in keys)
