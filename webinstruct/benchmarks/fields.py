"""A record's fields, by the names they are published under. No message shows what a field holds."""

from collections.abc import Mapping
from typing import Any

Row = Mapping[str, Any]


class Misfit(Exception):
    """The record is not of the benchmark's form; the message names fields, never their contents."""


def first(row: Row, *names: str) -> Any:
    """The value of the first of these fields that is there."""
    for name in names:
        if name in row:
            return row[name]
    raise Misfit(f"wanted {' or '.join(names)}, it has {', '.join(list(row)[:8]) or 'nothing'}")


def text(row: Row, *names: str) -> str:
    """The same as text, stripped; null is empty. Misfit where it is a list or an object."""
    value = first(row, *names)
    if value is None:
        return ""
    if isinstance(value, (list, dict)):
        raise Misfit(f"wanted text in {' or '.join(names)}, came {type(value).__name__}")
    return str(value).strip()


def maybe(row: Row, *names: str) -> str:
    """The first of these fields that holds text, or nothing.

    >>> maybe({"level": None, "type": "Algebra"}, "level", "type")
    'Algebra'
    """
    values = (row.get(name) for name in names)
    return next((str(value).strip() for value in values if isinstance(value, (str, int, float))), "")


def items(row: Row, *names: str) -> list[Any]:
    """A list, or Misfit."""
    value = first(row, *names)
    if not isinstance(value, list):
        raise Misfit(f"wanted a list in {' or '.join(names)}, came {type(value).__name__}")
    return value


def some(row: Row, name: str) -> list[Any]:
    """A list, empty where the field is null or absent."""
    return items(row, name) if row.get(name) is not None else []


def texts(row: Row, name: str) -> list[str]:
    """A list of texts or numbers, stripped."""
    for value in items(row, name):
        if not isinstance(value, (str, int, float)):
            raise Misfit(f"wanted texts in {name}, one is {type(value).__name__}")
    return [str(value).strip() for value in row[name]]


def within(row: Row, name: str) -> Row:
    """An object inside the record; empty where there is none."""
    value = row.get(name)
    return value if isinstance(value, Mapping) else {}
