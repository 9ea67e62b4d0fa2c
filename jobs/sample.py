"""`webinstruct sample TABLE`: rows to read."""

from collections.abc import Iterator
from typing import Any

from pyspark.errors import PySparkException
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from webinstruct import UserError
from webinstruct.settings import Settings
from webinstruct.tables import Table, table_named

from .wiring import Store

LONGEST = 800  # characters of one value shown


def sample(spark: SparkSession, settings: Settings, name: str, n: int, where: str | None) -> Iterator[str]:
    """Up to n rows as text, in the order of a hash of their key."""
    table = table_named(name)
    store = Store(spark, settings)
    if not store.exists(table):
        raise UserError(f"there is no table {name} under {settings.tables} yet")
    rows = store.read(table)
    try:
        rows = rows.where(where) if where else rows
        chosen = rows.orderBy(F.xxhash64(*table.key)).limit(n).collect()
    except PySparkException as error:
        if where is None:
            raise
        raise UserError(f"--where {where!r}: {str(error).strip().splitlines()[0]}") from None
    return (_text(table, row.asDict(recursive=True), number) for number, row in enumerate(chosen, start=1))


def _text(table: Table, row: dict[str, Any], number: int) -> str:
    lines = [f"--- {table.name} {number} " + "-" * 40]
    lines += [f"{name}: {_short(value)}" for name, value in row.items() if value not in (None, [], {})]
    return "\n".join(lines) + "\n"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} … ({len(text):,} characters)"
