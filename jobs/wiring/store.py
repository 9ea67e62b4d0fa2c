"""The only reader and writer of Delta tables.

In SQL and DataFrames alone: Delta's Python package needs a plugin in a Spark Connect server.
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.streaming.query import StreamingQuery
from pyspark.sql.streaming.readwriter import DataStreamReader, DataStreamWriter

from webinstruct import UserError, select, storage
from webinstruct.settings import Settings
from webinstruct.tables import BLOCKED, BLOCKED_BY, RECALLED, Table

DATA: Final = ("WRITE", "MERGE", "STREAMING UPDATE", "DELETE", "UPDATE")
"""Operations of Delta that change rows; the others only rearrange files."""

_NO_TABLE: Final = frozenset(
    ("PATH_NOT_FOUND", "DELTA_PATH_DOES_NOT_EXIST", "DELTA_TABLE_NOT_FOUND", "DELTA_MISSING_DELTA_TABLE")
)


def is_catalog(tables: str) -> bool:
    """True for `catalog.schema`, False for a folder or URI.

    >>> is_catalog("main.web"), is_catalog("data/tables"), is_catalog("tables"), is_catalog("../t")
    (True, False, False, False)
    """
    return "/" not in tables and tables.count(".") == 1 and not tables.startswith(".")


@dataclass(frozen=True, slots=True)
class Store:
    """The tables of one chain."""

    spark: SparkSession
    settings: Settings

    # --- names

    def place(self, table: Table) -> str:
        """`catalog.schema.name`, or the folder of the table."""
        if is_catalog(self.settings.tables):
            return f"{self.settings.tables}.{table.name}"
        root = storage.local_path(self.settings.tables)
        return storage.join(str(root) if root else self.settings.tables, table.name)

    def sql_name(self, table: Table) -> str:
        """The table as SQL says it."""
        if is_catalog(self.settings.tables):
            return ".".join(f"`{part}`" for part in self.place(table).split("."))
        return f"delta.`{self.place(table)}`"

    # --- facts

    def exists(self, table: Table) -> bool:
        """True if the table stands, with rows or without."""
        if is_catalog(self.settings.tables):
            return bool(self.spark.catalog.tableExists(self.place(table)))
        try:
            _ = self.spark.read.format("delta").load(self.place(table)).schema
        except AnalysisException as error:
            if error.getCondition() in _NO_TABLE:
                return False
            raise
        return True

    def id(self, table: Table) -> str | None:
        """Delta's id of the table: another one after it was deleted and made again."""
        if not self.exists(table):
            return None
        row = self.spark.sql(f"DESCRIBE DETAIL {self.sql_name(table)}").select("id").first()
        return str(row["id"]) if row else None

    def version(self, table: Table) -> int | None:
        """Newest version; None where there is no table."""
        if not self.exists(table):
            return None
        row = self.spark.sql(f"DESCRIBE HISTORY {self.sql_name(table)} LIMIT 1").first()
        return int(row["version"]) if row else None

    def changed(self, table: Table) -> int | None:
        """Newest version that put rows in or took some out; not what only merged files, or wrote none."""
        if not self.exists(table):
            return None
        history = self.spark.sql(f"DESCRIBE HISTORY {self.sql_name(table)} LIMIT 100")
        for row in history.select("version", "operation", "operationMetrics").collect():
            if row["operation"] in DATA and (row["operationMetrics"] or {}).get("numOutputRows") != "0":
                return int(row["version"])
        return self.version(table)

    # --- reading

    def read(self, table: Table, version: int | None = None) -> DataFrame:
        """All rows, of the newest version or another one; none where the table does not stand yet."""
        if not self.exists(table):
            return self.spark.createDataFrame([], table.schema_ddl)
        reader = self.spark.read.format("delta")
        if version is not None:
            reader = reader.option("versionAsOf", version)
        place = self.place(table)
        return reader.table(place) if is_catalog(self.settings.tables) else reader.load(place)

    def stream(self, table: Table) -> DataFrame:
        """A stream of appended rows, one file of the table a micro-batch.

        Deletes upstream are skipped; the readers leave blocked rows out.
        """
        if not self.exists(table):
            raise UserError(f"there is no table {table.name} yet: run the stage that writes it first")
        reader: DataStreamReader = (
            self.spark.readStream.format("delta")
            .option("maxFilesPerTrigger", 1)
            .option("skipChangeCommits", "true")
        )
        place = self.place(table)
        return reader.table(place) if is_catalog(self.settings.tables) else reader.load(place)

    def documents(self, round: int) -> DataFrame:
        """Kept pages of one round."""
        return self._recalled("document", round)

    def control(self, round: int) -> DataFrame:
        """The hash sample of all pages of one round, kept or not."""
        return self._recalled("control", round)

    def warc_log(self, round: int) -> DataFrame:
        """One row an archive and attempt: what was read and what became of it."""
        rows = self._recalled("ledger", round)
        return rows.select("round", "warc_id", "attempt", "ledger.*")

    def _recalled(self, kind: str, round: int) -> DataFrame:
        return self.read(RECALLED).where((F.col("kind") == kind) & (F.col("round") == round))

    def blocked(self, kind: str) -> DataFrame:
        """The blocked values of one kind (url, domain, doc_id), each once: one column `value`."""
        return self.read(BLOCKED).where(F.col("kind") == kind).select("value").distinct()

    def is_blocked(self, rows: DataFrame) -> DataFrame:
        """The same rows with a column `blocked`. Works on streams too: the list is the static side."""
        flag = F.lit(False)
        if not self.exists(BLOCKED):
            return rows.withColumn("blocked", flag)
        for kind in BLOCKED_BY:
            mark = f"_blocked_{kind}"
            listed = self.blocked(kind).select(F.col("value").alias(kind), F.lit(True).alias(mark))
            rows = rows.join(F.broadcast(listed), kind, "left")
            flag = flag | F.coalesce(F.col(mark), F.lit(False))
        marks = [f"_blocked_{kind}" for kind in BLOCKED_BY]
        return rows.withColumn("blocked", flag).drop(*marks)

    def is_picked(self, rows: DataFrame) -> DataFrame:
        """The same rows with a column `picked`: their domain is in the list, or there is no list."""
        path = self.settings.select.domains
        if path is None:
            return rows.withColumn("picked", F.lit(True))
        domains = [(domain, True) for domain in select.picked_domains(path)]
        listed = self.spark.createDataFrame(domains, "domain string, picked boolean")
        joined = rows.join(F.broadcast(listed), "domain", "left")
        return joined.withColumn("picked", F.coalesce("picked", F.lit(False)))

    def may_go_on(self, rows: DataFrame) -> DataFrame:
        """Those of the rows that are neither blocked nor on a domain that is not picked."""
        judged = self.is_picked(self.is_blocked(rows))
        return judged.where(~F.col("blocked") & F.col("picked")).drop("blocked", "picked")

    # --- writing

    def create(self, table: Table) -> None:
        """Make the table as its contract says, if it does not stand."""
        if self.exists(table):
            return
        properties = {f"delta.constraints.{name}": check for name, check in table.constraints}
        # The default, 7 days, deletes the versions that a run points at.
        properties |= self._retention() | {"delta.logRetentionDuration": "interval 365 days"}
        self.spark.sql(
            f"CREATE TABLE IF NOT EXISTS {self.sql_name(table)} ({table.columns_ddl}) USING delta "
            f"COMMENT '{_quoted(table.comment)}' TBLPROPERTIES ({_listed(properties)})"
        )

    def _retention(self) -> dict[str, str]:
        return {"delta.deletedFileRetentionDuration": f"interval {self.settings.retention_days} days"}

    def keep(self, table: Table) -> None:
        """Make the table's retention that of the settings; never beside a stream that reads it, which would stop."""
        shown = self.spark.sql(f"SHOW TBLPROPERTIES {self.sql_name(table)}").collect()
        wanted = self._retention().items()
        if not wanted <= {(row["key"], row["value"]) for row in shown}:
            properties = _listed(self._retention())
            self.spark.sql(f"ALTER TABLE {self.sql_name(table)} SET TBLPROPERTIES ({properties})")

    def frame(self, table: Table, rows: Sequence[Mapping[str, Any]]) -> DataFrame:
        """Rows made on the driver as a DataFrame of the table's schema."""
        names = [column.name for column in table.columns]
        return self.spark.createDataFrame(
            [tuple(row.get(n) for n in names) for row in rows], table.schema_ddl
        )

    def append(self, table: Table, rows: DataFrame, run_id: str, rows_per_file: int | None = None) -> None:
        """Add rows as one commit."""
        self.create(table)
        writer = rows.write.format("delta").mode("append").option("userMetadata", run_id)
        if rows_per_file:
            writer = writer.option("maxRecordsPerFile", rows_per_file)
        if is_catalog(self.settings.tables):
            writer.saveAsTable(self.place(table))
        else:
            writer.save(self.place(table))

    def insert(self, table: Table, rows: DataFrame, run_id: str, rows_per_file: int) -> None:
        """Add the rows whose key the table does not have; no commit if there are none.

        The keys of `rows` must be distinct. Conflicts with another writer fail instead of doubling.
        """
        self.create(table)
        same = " AND ".join(f"old.`{key}` = new.`{key}`" for key in table.key)
        confs = {
            "spark.databricks.delta.commitInfo.userMetadata": run_id,
            "spark.sql.files.maxRecordsPerFile": str(rows_per_file),
        }
        view = f"webinstruct_{uuid.uuid4().hex}"
        rows.createTempView(view)
        try:
            with self._conf(confs):
                self.spark.sql(
                    f"MERGE INTO {self.sql_name(table)} AS old USING {view} AS new ON {same} "
                    "WHEN NOT MATCHED THEN INSERT *"
                ).collect()
        finally:
            self.spark.catalog.dropTempView(view)

    def replace(self, table: Table, rows: DataFrame, run_id: str) -> None:
        """Put these rows in the place of all old ones, as one commit."""
        self.create(table)
        writer = rows.write.format("delta").mode("overwrite").option("userMetadata", run_id)
        if is_catalog(self.settings.tables):
            writer.saveAsTable(self.place(table))
        else:
            writer.save(self.place(table))

    def start(self, table: Table, rows: DataFrame, checkpoint: str, run_id: str) -> StreamingQuery:
        """Start a stream into the table that ends when everything that was there is done."""
        writer: DataStreamWriter = (
            rows.writeStream.format("delta")
            .outputMode("append")
            .option("checkpointLocation", checkpoint)
            .option("userMetadata", run_id)
            .trigger(availableNow=True)
        )
        place = self.place(table)
        return writer.toTable(place) if is_catalog(self.settings.tables) else writer.start(place)

    def delete(self, table: Table, column: str, value: str) -> None:
        """Take out the rows that hold this value, as one commit; streams pass over it."""
        if self.exists(table):
            self.spark.sql(
                f"DELETE FROM {self.sql_name(table)} WHERE `{column}` = '{_quoted(value)}'"
            ).collect()

    def drop(self, table: Table) -> None:
        """Delete the table and its files."""
        if is_catalog(self.settings.tables):
            self.spark.sql(f"DROP TABLE IF EXISTS {self.sql_name(table)}")
        else:
            storage.delete(self.place(table))
            self.spark.catalog.clearCache()

    @contextmanager
    def _conf(self, values: Mapping[str, str]) -> Iterator[None]:
        before = {key: self.spark.conf.get(key, None) for key in values}
        for key, value in values.items():
            self.spark.conf.set(key, value)
        try:
            yield
        finally:
            for key, old in before.items():
                if old is None:
                    self.spark.conf.unset(key)
                else:
                    self.spark.conf.set(key, old)


def _listed(properties: Mapping[str, str]) -> str:
    return ", ".join(f"'{key}' = '{_quoted(value)}'" for key, value in properties.items())


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")
