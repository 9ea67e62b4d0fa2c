"""Stage `verify`: refined questions solved anew, several times; off unless the settings have `verify`.

What has a final answer that a program can compare is asked about, of all refiners alike. A refinement whose row
was deleted and made again is asked about again (`reset` of its refiner takes its rows here along).
"""

from functools import partial

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from webinstruct import UserError, answers, verify
from webinstruct.llm.rows import prompt_digest
from webinstruct.settings import Settings, VerifySettings, digest, result_values
from webinstruct.tables import REFINED_PAIRS, VERIFIED_PAIRS

from .wiring import Options, Progress, Store, asking, versions


def run(
    spark: SparkSession, settings: Settings, round: int = 1, options: Options = Options()
) -> dict[str, int]:
    """Solve every refined question that has not been solved yet and is neither blocked nor on another domain.

    UserError where the settings have no `verify`.
    """
    wanted = settings.verify
    if wanted is None:
        raise UserError("verify is off: give it a model in verify.llm, with a temperature above 0")
    store = Store(spark, settings)
    prompt = verify.prompt(wanted)
    identity = result_values(wanted, "verify") | wanted.llm.identity() | versions(verify, answers)
    identity |= {"prompt": prompt_digest(prompt)}
    asked = _asking(store, wanted, digest(identity), prompt)
    return asking.ask(asked, "verify", identity, options, partial(counts, store), partial(_progress, store))


def _asking(store: Store, wanted: VerifySettings, digested: str = "", prompt: str = "") -> asking.Asking:
    llm = asking.with_ledger(store.settings, wanted)
    with_ledger = wanted.model_copy(update={"llm": llm})
    return asking.Asking(
        store,
        source=REFINED_PAIRS,
        writes=VERIFIED_PAIRS,
        key="refined_id",
        noun="refinements",
        reads=verify.READS,
        may=partial(_may, store),
        llm=llm,
        generator=partial(verify.verified, settings=with_ledger, digest=digested, prompt=prompt),
    )


def _may(store: Store, refined: DataFrame) -> DataFrame:
    """Refinements whose end a program can compare: words alone say nothing when they differ."""
    with_end = refined.where("dropped IS NULL AND final_answer IS NOT NULL AND answer_type <> 'text'")
    return store.may_go_on(with_end)


def counts(store: Store) -> dict[str, int]:
    """Totals of `verified_pairs`: refinements solved, their samples, those that passed, and each reason for none."""
    rows = store.read(VERIFIED_PAIRS)
    found = rows.groupBy("dropped").agg(F.count("*"), F.sum("samples"), F.sum("passed")).collect()
    of = {row[0]: row for row in found}
    solved = of.pop(None, (None, 0, 0, 0))
    names = ("solved", "samples", "passed")
    return dict(zip(names, solved[1:], strict=True)) | {reason: of[reason][1] for reason in sorted(of)}


def waiting(store: Store, wanted: VerifySettings) -> int:
    """Refinements that may be asked about and have no row yet."""
    return asking.unanswered(_asking(store, wanted)).count()


def _progress(store: Store) -> Progress:
    found = counts(store)
    done = sum(count for name, count in found.items() if name not in ("samples", "passed"))
    total = _may(store, store.read(REFINED_PAIRS)).count()
    told = f"{found['passed']:,} of {found['samples']:,} samples passed"
    return Progress(done, total, "refinements", told)
