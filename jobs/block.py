"""`webinstruct block`: takedowns. What is listed here, every later run leaves out."""

from datetime import UTC, datetime

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from webinstruct import UserError, page
from webinstruct.settings import Settings
from webinstruct.tables import BLOCKED, BLOCKED_BY

from .wiring import Store


def block(spark: SparkSession, settings: Settings, kind: str, value: str, reason: str) -> bool:
    """Add one entry; False if it stands already. UserError for an unknown kind or an empty value."""
    if kind not in BLOCKED_BY:
        raise UserError(f"block wants one of {', '.join(BLOCKED_BY)}, got {kind}")
    value = page.registered_domain(value) if kind == "domain" else value.strip()
    if not value or not reason.strip():
        raise UserError("block wants a value and a --reason, both not empty")
    store = Store(spark, settings)
    listed = store.read(BLOCKED).where((F.col("kind") == kind) & (F.col("value") == value))
    if listed.limit(1).count():
        return False
    row = {"kind": kind, "value": value, "reason": reason.strip(), "at": datetime.now(UTC)}
    store.append(BLOCKED, store.frame(BLOCKED, [row]).coalesce(1), "block")
    return True
