"""What settings are made of: frozen groups whose fields say whether they decide the rows.

>>> class Fit(Part):
...     dim: int = result(256)
...     threads: int = operation(1)
>>> result_values(Fit(), "fit")
{'fit.dim': 256}
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

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
