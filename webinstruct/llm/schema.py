r"""Whether an answer is JSON that a schema allows.

The part of JSON Schema that requests use: type, enum, const, properties, required,
additionalProperties, items, lengths and bounds, pattern, anyOf. Other keywords are not
looked at: the stage that asked parses the answer once more.

    >>> fits('{"n": 4}', {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]})
    True
    >>> fits('Sure! {"n": 4}', {"type": "object"})
    False
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

Schema = Mapping[str, Any]

_TYPES: Final[dict[str, Callable[[Any], bool]]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "integer": lambda value: (
        isinstance(value, int | float) and not isinstance(value, bool) and value % 1 == 0
    ),
}


def fits(text: str, schema: Schema) -> bool:
    """Whether `text` is JSON, whole and alone, and valid."""
    try:
        value = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return False
    return valid(value, schema)


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def valid(value: Any, schema: Schema) -> bool:
    """Whether a parsed value is allowed. Goes no deeper than the schema does."""
    if not schema:
        return True
    if not _type_fits(value, schema.get("type")) or not _named(value, schema):
        return False
    if isinstance(value, dict):
        return _object_fits(value, schema)
    if isinstance(value, list):
        items = schema.get("items", {})
        return _within(len(value), schema, "Items") and all(valid(item, items) for item in value)
    if isinstance(value, str):
        return _within(len(value), schema, "Length") and bool(re.search(schema.get("pattern", ""), value))
    return isinstance(value, bool | None) or schema.get("minimum", value) <= value <= schema.get(
        "maximum", value
    )


def _named(value: Any, schema: Schema) -> bool:
    """Whether it is one of those that the schema lists."""
    return (
        value in schema.get("enum", [value])
        and value == schema.get("const", value)
        and ("anyOf" not in schema or any(valid(value, one) for one in schema["anyOf"]))
    )


def _type_fits(value: Any, wanted: Any) -> bool:
    if wanted is None:
        return True
    return any(_TYPES[name](value) for name in ([wanted] if isinstance(wanted, str) else wanted))


def _object_fits(value: dict[str, Any], schema: Schema) -> bool:
    properties = schema.get("properties", {})
    if any(name not in value for name in schema.get("required", ())):
        return False
    other = schema.get("additionalProperties", True)
    other = {} if other is True else other
    for name, inner in value.items():
        allowed = properties.get(name, other)
        if allowed is False or not valid(inner, allowed):
            return False
    return True


def _within(size: int, schema: Schema, what: str) -> bool:
    return bool(schema.get(f"min{what}", size) <= size <= schema.get(f"max{what}", size))
