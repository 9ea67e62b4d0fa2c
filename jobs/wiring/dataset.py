"""What a dataset's card says, counted from the table `sft`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from webinstruct import __version__, decontaminate, sft
from webinstruct.settings import FilterSettings, Settings
from webinstruct.tables import REFINED_PAIRS

from .store import Store

MIN_LANGUAGE = 0.01  # share of the rows; rarer ones are mostly wrong guesses on formulas
ALL = "pairs"
"""Among reasons: all rows of the table `pairs`."""

Sizes = dict[str, tuple[int, int]]
"""By reason or name: rows, and bytes of their questions and answers."""


@dataclass(frozen=True, slots=True)
class Filtered:
    """The rows of one folder, and what its filters kept out."""

    rows: DataFrame
    filters: FilterSettings
    held_back: Sizes
    splits: Sizes

    @property
    def count(self) -> int:
        """Rows that go in."""
        return sum(rows for rows, _ in self.splits.values())


def filtered(shipped: DataFrame, filters: FilterSettings) -> Filtered:
    """Rows of `sft` for one folder."""
    judged = shipped.withColumn(sft.HELD_BACK, F.lit(None).cast("string"))
    if filters != FilterSettings():
        judged = shipped.mapInArrow(partial(sft.filtered, filters=filters), sft.FILTERED_DDL)
    size = F.expr("aggregate(messages, 0L, (sum, turn) -> sum + octet_length(turn.content))")
    groups = sizes(judged.withColumn("bytes", size), F.struct(sft.HELD_BACK, "split"))
    held_back: Sizes = {}
    splits: Sizes = {"train": (0, 0)}
    for (reason, split), found in groups.items():
        add({reason: found} if reason else {split: found}, held_back if reason else splits)
    kept = judged.where(F.col(sft.HELD_BACK).isNull()).drop(sft.HELD_BACK)
    return Filtered(kept, filters, dict(sorted(held_back.items())), splits)


def sizes(rows: DataFrame, by: Column) -> dict[Any, tuple[int, int]]:
    """Rows and bytes of each group; `rows` have a column `bytes`."""
    found = rows.groupBy(by.alias("by")).agg(F.count("*").alias("rows"), F.sum("bytes").alias("bytes"))
    return {
        tuple(row["by"]) if isinstance(row["by"], tuple) else row["by"]: (row["rows"], row["bytes"] or 0)
        for row in found.collect()
    }


def add(more: Mapping[str, tuple[int, int]], to: Sizes) -> None:
    """Add rows and bytes under each name."""
    for name, (rows, size) in more.items():
        before = to.get(name, (0, 0))
        to[name] = before[0] + rows, before[1] + size


def card(
    store: Store,
    name: str,
    shipped: DataFrame,
    left: Sizes,
    found: Filtered,
    items: decontaminate.Items,
    digest: str,
) -> str:
    """The card of one folder. `shipped`: all rows of `sft`; `left`: what did not get that far."""
    by_domain = found.rows.groupBy("domain").count().orderBy(F.desc("count"), "domain").limit(10).collect()
    languages = found.rows.groupBy("language").count().where("language IS NOT NULL")
    common = languages.where(F.col("count") >= MIN_LANGUAGE * found.count).orderBy("language").collect()
    first = [row["messages"] for row in found.rows.orderBy("id").limit(3).collect()]
    return sft.card(
        name,
        splits=[sft.Step(split, *found.splits[split]) for split in sft.SPLITS if split in found.splits],
        funnel=_funnel(left, found),
        refinements=_refinements(shipped, left),
        refiners=_refiners(store),
        filters=found.filters.model_dump(mode="json", exclude_defaults=True),
        domains=[(row["domain"], row["count"]) for row in by_domain],
        examples=[sft.example_of(messages) for messages in first],
        languages=[row["language"] for row in common],
        validation=store.settings.export.validation,
        decontaminated=_decontaminated(store.settings, items),
        provenance={"webinstruct": __version__, "settings digest": digest},
    )


def is_of_rows(reason: str) -> bool:
    """Whether a reason counts refinements or rows of the table, and not pairs."""
    return reason.startswith(("refined ", "filter-"))


def _funnel(left: Sizes, found: Filtered) -> list[sft.Step]:
    """Pairs down to rows; a pair may go out in several forms, or none."""
    of_pairs = {name: size for name, size in left.items() if not is_of_rows(name) and name != ALL}
    steps = [
        sft.Step("rows of pairs", *left[ALL]),
        *(sft.Step(name, *size) for name, size in of_pairs.items()),
    ]
    decided: Sizes = {}
    for size in (*found.held_back.values(), *found.splits.values()):
        add({"rows": size}, decided)
    steps.append(sft.Step("rows made of the other pairs", *decided["rows"]))
    steps += [sft.Step(name, *size) for name, size in found.held_back.items()]
    kept: Sizes = {}
    for size in found.splits.values():
        add({"rows": size}, kept)
    return [*steps, sft.Step("rows of this dataset", *kept["rows"])]


def _refinements(shipped: DataFrame, left: Sizes) -> list[tuple[str, str, int]]:
    """Refiner, what became of its refinements, rows."""
    went = shipped.groupBy("refiner", "decision").count().orderBy("refiner", F.desc("count"), "decision")
    lines = [(row["refiner"], row["decision"], row["count"]) for row in went.collect()]
    for reason, (rows, _) in left.items():
        if reason.startswith("refined "):
            name, _, why = reason.removeprefix("refined ").partition(": ")
            lines.append((name, f"not taken: {why}", rows))
    return sorted(lines, key=lambda line: (line[0] == sft.ORIGINAL, line[0]))


def _refiners(store: Store) -> list[tuple[str, str, str, int]]:
    """Name, engine, digest of the prompt, rows; of a refiner with several prompts there are several lines."""
    names = refiners(store.settings)
    if not names:
        return []
    rows = store.read(REFINED_PAIRS).where(F.col("refiner").isin(*names))
    found = rows.groupBy("refiner", "engine", "prompt").count().collect()
    lines = [(row["refiner"], row["engine"], row["prompt"] or "none", row["count"]) for row in found]
    waiting = [(name, "no rows yet", "", 0) for name in names if name not in {line[0] for line in lines}]
    return sorted([*lines, *waiting], key=lambda line: (names.index(line[0]), *line))


def refiners(settings: Settings) -> tuple[str, ...]:
    """Names of the refiners that count."""
    return tuple(one.name for one in settings.refine.refiners)


def _decontaminated(settings: Settings, items: decontaminate.Items) -> dict[str, Any]:
    asked = settings.decontaminate
    return {
        "benchmarks": dict(items.counts),
        "not_looked_for": [*items.missing],
        "rule": asked.rule,
        "scope": asked.scope,
        "dropped": [*asked.drop] if asked.rule == "ours" else ["any"],
        "digest": items.digest,
    }


def by_name(found: Sizes) -> dict[str, int]:
    """Rows alone, by name, for the record of a run."""
    return {name: rows for name, (rows, _) in sorted(found.items()) if name != ALL}
