"""`webinstruct status`: per stage what is done, what is left, and what was dropped, with reasons.

Everything is counted from the tables, so it is right after any kill.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from webinstruct import UserError, warc
from webinstruct.settings import Settings
from webinstruct.tables import CLEAN_PAIRS, PAIRS, SELECTED, SFT, WARCS

from . import decontaminate as decontaminate_job
from . import dedup, export, extract, recall, refine, select
from . import list as list_job
from . import verify as verify_job
from .wiring import Store, dataset, models, state


@dataclass(frozen=True, slots=True)
class Line:
    """One stage: `left` is None where nobody can know."""

    stage: str
    done: str
    left: int | None
    dropped: dict[str, int]


def status(spark: SparkSession, settings: Settings) -> list[Line]:
    """One line per stage, in order."""
    store = Store(spark, settings)
    rounds = range(1, settings.rounds + 1)
    lines = [_list(store)]
    for round in rounds:
        lines += [_fit(store, round), _recall(store, round)]
    lines += [_select(store), _extract(store), _dedup(store), _decontaminate(store)]
    return [*lines, *_refine(store), *_verify(store), _export(store)]


def _list(store: Store) -> Line:
    settings, listed = store.settings, store.read(WARCS).count()
    try:
        found = warc.find(settings.input, input_root=settings.list.input_root, user_agent=settings.user_agent)
        left = len(warc.unlisted(found, list_job.listed(store)))
    except UserError:  # the input has moved since: what is listed still stands
        return Line("list", f"{listed:,} archives", None, {})
    return Line("list", f"{listed:,} archives", left, {})


def _fit(store: Store, round: int) -> Line:
    found = models.standing(store.settings, round)
    done = f"model {found.sha256[:12]}, AUC {found.metrics['auc']:.3f}" if found else "no model"
    return Line(f"fit-{round}", done, 0 if found else 1, {})


def _recall(store: Store, round: int) -> Line:
    found = recall.counts(store, round)
    archives = found.pop("archives")
    left = store.read(WARCS).count() - archives
    records, html, kept = (found.pop(name) for name in ("records", "html", "kept"))
    done = f"{archives:,} archives: {records:,} records, {html:,} pages, {kept:,} kept"
    return Line(f"recall-{round}", done, left, found)


def _select(store: Store) -> Line:
    judged = select.reasons(store)
    groups = judged.groupBy("reason", "selected").count().collect()
    dropped: dict[str, int] = {}
    waiting = 0
    for row in groups:
        if row["reason"] is not None:
            dropped[row["reason"]] = dropped.get(row["reason"], 0) + row["count"]
        elif not row["selected"]:
            waiting += row["count"]
    done = store.read(SELECTED).count()
    budget = store.settings.select.max_documents
    over = max(0, waiting - max(0, budget - done)) if budget is not None else 0
    if over:
        dropped["over-budget"] = over
    return Line("select", f"{done:,} documents", waiting - over, dropped)


def _extract(store: Store) -> Line:
    found = extract.counts(store)
    documents, pairs = found.pop("documents"), found.pop("pairs")
    asked = store.read(PAIRS).select("doc_id").distinct()
    unasked = store.is_blocked(store.read(SELECTED).select("doc_id", "url", "domain")).join(
        asked, "doc_id", "left_anti"
    )
    left = {row["blocked"]: row["count"] for row in unasked.groupBy("blocked").count().collect()}
    if left.get(True):
        found["blocked"] = left[True]
    return Line("extract", f"{documents:,} documents: {pairs:,} pairs", left.get(False, 0), found)


def _dedup(store: Store) -> Line:
    found = dedup.counts(store)
    return Line("dedup", f"{found.pop('kept'):,} pairs", dedup.waiting(store).count(), found)


def _decontaminate(store: Store) -> Line:
    found = decontaminate_job.counts(store.read(CLEAN_PAIRS))
    pairs, clean = found.pop("pairs"), found.pop("clean")
    left = decontaminate_job.waiting(store).count()
    return Line("decontaminate", f"{pairs:,} pairs: {clean:,} clean", left, found)


def _refine(store: Store) -> Iterator[Line]:
    """A line for each refiner, also of those that the settings no longer have."""
    current = [one.name for one in store.settings.refine.refiners]
    for name in (*current, *(old for old in state.refiners(store.settings) if old not in current)):
        found, waiting = refine.counts(store, name), refine.waiting(store, name)
        pairs, refined, left = found.pop("pairs"), found.pop("refined"), waiting.pop("left", 0)
        done = f"{pairs:,} pairs: {refined:,} refined"
        if name in current:
            yield Line(refine.full_name(name), done, left, found | waiting)
        else:
            yield Line(refine.full_name(name), f"{done}; not in the settings", 0, found)


def _verify(store: Store) -> Iterator[Line]:
    """A line where the stage is asked for, or was."""
    wanted, found = store.settings.verify, verify_job.counts(store)
    solved, samples, passed = (found.pop(name) for name in ("solved", "samples", "passed"))
    if wanted is not None or solved:
        done = f"{solved:,} refinements: {passed:,} of {samples:,} samples passed"
        yield Line("verify", done, verify_job.waiting(store, wanted) if wanted else 0, found)


def _export(store: Store) -> Line:
    found = dataset.filtered(store.read(SFT), store.settings.export.filters)
    said = export.left(store)
    left = 0
    if said is None:  # something has come since, or is about to be left out
        said, left = _undecided(store)
    dropped = said | dataset.by_name(found.held_back)
    return Line("export", f"{found.count:,} rows", left, dict(sorted(dropped.items())))


def _undecided(store: Store) -> tuple[dict[str, int], int]:
    """What an export would leave out now, before it looks for benchmark items, and rows that are not there yet."""
    judged = export.reasons(store)
    forms = export.decided(store, judged.where(F.col("reason").isNull()).drop("reason"))
    both = judged.select("reason").unionAll(forms.select("reason"))
    counts = both.where("reason IS NOT NULL").groupBy("reason").count().collect()
    going = forms.where("reason IS NULL").select("pair_id", "refiner")
    new = going.join(store.read(SFT).select("pair_id", "refiner"), ["pair_id", "refiner"], "left_anti")
    return {row["reason"]: row["count"] for row in counts}, new.count()
