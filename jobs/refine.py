"""Stage `refine`: clean pairs to refined ones, once for each refiner of the settings.

Refiners share a table and nothing else: each has its own lock, checkpoint, ledger and rows, by the name
`refine-NAME`. One that is added later reads everything from the start and touches no row of the others; one
that is taken out of the settings leaves its rows.
"""

from functools import partial

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from webinstruct import UserError, answers, refine, words
from webinstruct.llm.rows import prompt_digest
from webinstruct.settings import RefinerSettings, Settings, digest, result_values
from webinstruct.tables import CLEAN_PAIRS, REFINED_PAIRS

from .wiring import Options, Progress, Store, asking, versions


def run(
    spark: SparkSession, settings: Settings, round: int = 1, options: Options = Options()
) -> dict[str, int]:
    """Each refiner, or the one of the options, refines the clean pairs that it has not refined yet.

    Pairs that are blocked, or on domains that are not picked, are left; those of the latter wait.
    """
    store = Store(spark, settings)
    counts: dict[str, int] = {}
    loaded: RefinerSettings | None = None
    for refiner in chosen(settings, options.refiner):
        if loaded is not None and refiner.llm.engine == "vllm" and refiner.llm.vllm != loaded.llm.vllm:
            _check_room(store, refiner, loaded)
        found = _refined(store, refiner, options)
        loaded = refiner if refiner.llm.engine == "vllm" and any(found.values()) else loaded
        counts |= {f"{refiner.name} {name}": count for name, count in found.items()}
    return counts


def chosen(settings: Settings, name: str | None) -> tuple[RefinerSettings, ...]:
    """All refiners of the settings in their order, or the one of that name; UserError if there is none."""
    every = settings.refine.refiners
    found = tuple(one for one in every if name in (None, one.name))
    if name is not None and not found:
        raise UserError(f"no refiner {name}; there are {', '.join(one.name for one in every)}")
    return found


def full_name(refiner: str) -> str:
    """A refiner's name among locks and checkpoints: `refine-small`."""
    return f"refine-{refiner}"


def _check_room(store: Store, refiner: RefinerSettings, loaded: RefinerSettings) -> None:
    """Refuse a second model in the same workers: the first stays loaded as long as they live."""
    if asking.unanswered(_asking(store, refiner)).limit(1).count():
        raise UserError(
            f"the model of {loaded.name} is loaded in the workers, that of {refiner.name} needs others: "
            f"run `webinstruct run refine --refiner {refiner.name}`"
        )


def _identity(refiner: RefinerSettings, prompt: str) -> dict[str, object]:
    """What decides a refiner's rows; what cleans stands under the version of `refine`, too."""
    identity = result_values(refiner, "refine") | refiner.llm.identity() | versions(refine, answers, words)
    return identity | ({"prompt": prompt_digest(prompt)} if prompt else {})


def _asking(store: Store, refiner: RefinerSettings, digested: str = "", prompt: str = "") -> asking.Asking:
    llm = asking.with_ledger(store.settings, refiner)
    with_ledger = refiner.model_copy(update={"llm": llm})
    return asking.Asking(
        store,
        source=CLEAN_PAIRS,
        writes=REFINED_PAIRS,
        key="pair_id",
        noun="pairs",
        reads=refine.READS,
        may=partial(_may, store),
        llm=llm,
        generator=partial(refine.refined, refiner=with_ledger, digest=digested, prompt=prompt),
        refiner=refiner.name,
    )


def _may(store: Store, clean: DataFrame) -> DataFrame:
    return store.may_go_on(clean.where("dropped IS NULL"))


def _refined(store: Store, refiner: RefinerSettings, options: Options) -> dict[str, int]:
    prompt = "" if refiner.llm.engine == "rules" else refine.prompt(refiner.prompt or "")
    identity = _identity(refiner, prompt)
    asked = _asking(store, refiner, digest(identity), prompt)
    own = partial(counts, store, refiner.name)
    return asking.ask(
        asked, full_name(refiner.name), identity, options, own, partial(_progress, store, refiner.name)
    )


def counts(store: Store, refiner: str) -> dict[str, int]:
    """Totals of a refiner: pairs that it was given, those that it refined, and why the others have no refinement."""
    rows = store.read(REFINED_PAIRS).where(F.col("refiner") == refiner)
    by_reason = {row["dropped"]: row["count"] for row in rows.groupBy("dropped").count().collect()}
    refined = by_reason.pop(None, 0)
    return {"pairs": refined + sum(by_reason.values()), "refined": refined} | dict(sorted(by_reason.items()))


def waiting(store: Store, refiner: str) -> dict[str, int]:
    """Clean pairs without a row of the refiner: `left` to refine, or why they are not: `blocked`, `not-picked`."""
    given = store.read(REFINED_PAIRS).where(F.col("refiner") == refiner).select("pair_id")
    clean = store.read(CLEAN_PAIRS).where("dropped IS NULL").join(given, "pair_id", "left_anti")
    why = F.when(F.col("blocked"), "blocked").when(F.col("picked"), "left").otherwise("not-picked")
    rows = store.is_picked(store.is_blocked(clean)).groupBy(why.alias("why")).count().orderBy("why")
    return {row["why"]: row["count"] for row in rows.collect()}


def _progress(store: Store, refiner: str) -> Progress:
    found = counts(store, refiner)
    total = store.read(CLEAN_PAIRS).where("dropped IS NULL").count()
    return Progress(found["pairs"], total, "pairs", f"{found['refined']:,} refined")
