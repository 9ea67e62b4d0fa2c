"""What settings are made of: frozen groups whose fields say whether they decide the rows.

>>> class Fit(Part):
...     dim: int = result(256)
...     threads: int = operation(1)
>>> result_values(Fit(), "fit")
{'fit.dim': 256}
"""

import difflib
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from webinstruct import UserError

Kind = Literal["result", "operation"]


def result(default: Any = ..., /, **field: Any) -> Any:
    """A field that decides what the rows say."""
    return Field(default, json_schema_extra={"kind": "result"}, **field)


def operation(default: Any = ..., /, **field: Any) -> Any:
    """A field that decides where, how fast or how much at a time."""
    return Field(default, json_schema_extra={"kind": "operation"}, **field)


class Part(BaseModel):
    """A frozen group of settings; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


def fields(model: type[BaseModel], prefix: str = "") -> dict[str, Kind]:
    """Every dotted name under `model` with its mark; groups themselves are listed too."""
    found: dict[str, Kind] = {}
    for name, field in model.model_fields.items():
        extra = field.json_schema_extra
        if not isinstance(extra, dict) or extra.get("kind") not in ("result", "operation"):
            raise TypeError(f"setting {prefix}{name} is marked neither result nor operation")
        found[prefix + name] = "result" if extra["kind"] == "result" else "operation"
        for inner in (field.annotation, *get_args(field.annotation)):  # a group, or a group or none
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                found |= fields(inner, f"{prefix}{name}.")
    return found


def result_values(part: Part, prefix: str) -> dict[str, Any]:
    """The result fields of a group and of the groups in it that are set, as JSON values, by dotted name.

    >>> class Inner(Part):
    ...     dim: int = result(256)
    ...     threads: int = operation(1)
    >>> class Outer(Part):
    ...     inner: Inner | None = operation(None)
    >>> result_values(Outer(), "outer"), result_values(Outer(inner=Inner()), "outer")
    ({}, {'outer.inner.dim': 256})
    """
    marks = fields(type(part))
    values = part.model_dump(mode="json")
    found = {f"{prefix}.{name}": values[name] for name in values if marks[name] == "result"}
    for name, inner in part:
        if isinstance(inner, Part):
            found |= result_values(inner, f"{prefix}.{name}")
    return found


def digest(values: Mapping[str, Any]) -> str:
    """16 hex digits over names and values; order does not matter."""
    canonical = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


# --- from a file

P = TypeVar("P", bound=Part)


def read(model: type[P], path: Path, overrides: Sequence[str] = (), secret: tuple[str, ...] = ()) -> P:
    """Read and check a YAML file; `overrides` are `a.b=c` with c read as YAML.

    UserError with one line per mistake for everything that can be wrong with it. What stands under a name
    that ends like one of `secret` is not repeated.
    """
    return checked(model, _read_yaml(path), overrides, told=f"{path}: ", secret=secret)


def checked(
    model: type[P],
    raw: dict[str, Any],
    overrides: Sequence[str] = (),
    told: str = "",
    secret: tuple[str, ...] = (),
) -> P:
    """Check settings that are already read; `overrides` go into `raw`, `told` stands before what is wrong."""
    for override in overrides:
        _override(raw, override)
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        mistakes = "; ".join(_explain(e, model, secret) for e in error.errors())
        raise UserError(told + mistakes) from None


class _OneOfEach(yaml.SafeLoader):
    """YAML in which a key given twice is a mistake, not a silent last word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.MarkedYAMLError(problem=f"{key} is given twice", problem_mark=node.start_mark)
        return super().construct_mapping(node, deep)


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_OneOfEach)
    except FileNotFoundError:
        raise UserError(f"{path}: no such settings file") from None
    except (IsADirectoryError, PermissionError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read as a settings file: {error}") from None
    except yaml.YAMLError as error:
        where = getattr(error, "problem_mark", None)
        line = f" (line {where.line + 1})" if where else ""
        raise UserError(f"{path}: not YAML{line}: {getattr(error, 'problem', error)}") from None
    if not isinstance(raw, dict):
        raise UserError(f"{path}: wanted keys and values, got {type(raw).__name__}")
    return raw


def _override(raw: dict[str, Any], override: str) -> None:
    dotted, sign, value = override.partition("=")
    if not sign or not dotted:
        raise UserError(f"--set wants a.b=c, got {override!r}")
    *parents, last = dotted.split(".")
    for parent in parents:
        if raw.get(parent) is None:  # not there, or a group that is off
            raw[parent] = {}
        raw = raw[parent]
        if not isinstance(raw, dict):
            raise UserError(f"--set {dotted}: {parent} is a value, not a group")
    try:
        raw[last] = yaml.safe_load(value)
    except yaml.YAMLError:
        raise UserError(f"--set {dotted}: {value!r} is not a YAML value") from None


def _explain(error: Mapping[str, Any], model: type[BaseModel], secret: tuple[str, ...]) -> str:
    dotted = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"unknown setting {dotted}{_nearest(dotted, model)}"
    if error["type"] == "missing":
        return f"setting {dotted} is missing"
    message = error["msg"].replace("Input should be", "must be")
    # A group's own check says all; and what stands in place of a key's name may be the key.
    got = "" if isinstance(error["input"], dict) or dotted.endswith(secret) else f", got {error['input']!r}"
    return f"{dotted} {message.removeprefix('Value error, ')}{got}"


def _nearest(dotted: str, model: type[BaseModel]) -> str:
    close = difflib.get_close_matches(dotted, sorted(fields(model)), n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""
