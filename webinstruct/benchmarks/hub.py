"""What is not on disk, from the Hugging Face hub, through `datasets` (an optional package)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from webinstruct import UserError
from webinstruct.benchmarks.fields import Row
from webinstruct.benchmarks.places import MATH_SUBJECTS, Place

_BBH = tuple(
    """boolean_expressions causal_judgement date_understanding disambiguation_qa dyck_languages
    formal_fallacies geometric_shapes hyperbaton logical_deduction_five_objects
    logical_deduction_seven_objects logical_deduction_three_objects movie_recommendation
    multistep_arithmetic_two navigate object_counting penguins_in_a_table
    reasoning_about_colored_objects ruin_names salient_translation_error_detection snarks
    sports_understanding temporal_sequences tracking_shuffled_objects_five_objects
    tracking_shuffled_objects_seven_objects tracking_shuffled_objects_three_objects web_of_lies
    word_sorting""".split()
)
_AGIEVAL = tuple(
    """aqua-rat gaokao-biology gaokao-chemistry gaokao-chinese gaokao-english gaokao-geography
    gaokao-history gaokao-mathcloze gaokao-mathqa gaokao-physics jec-qa-ca jec-qa-kd logiqa-en
    logiqa-zh lsat-ar lsat-lr lsat-rc math sat-en sat-en-without-passage sat-math""".split()
)


@dataclass(frozen=True, slots=True)
class Table:
    """A repository's configuration and split, and the subtask it holds."""

    repository: str
    config: str | None = None
    split: str = "test"
    part: str = ""

    def __str__(self) -> str:
        return f"{self.repository}{f' ({self.config})' if self.config else ''}, split {self.split}"


TABLES: dict[str, tuple[Table, ...]] = {
    "gsm8k": (Table("openai/gsm8k", "main"),),
    "math": tuple(Table("EleutherAI/hendrycks_math", subject, part=subject) for subject in MATH_SUBJECTS),
    "theoremqa": (Table("TIGER-Lab/TheoremQA"),),
    "arc_challenge": (Table("allenai/ai2_arc", "ARC-Challenge"),),
    "bbh": tuple(Table("SaylorTwift/bbh", task, part=task) for task in _BBH),
    "mmlu_stem": (Table("cais/mmlu", "all"),),
    "gpqa": tuple(
        Table("Idavidrein/gpqa", f"gpqa_{part}", "train", part) for part in ("diamond", "main", "extended")
    ),
    "mmlu_pro": (Table("TIGER-Lab/MMLU-Pro"),),
    "humaneval": (Table("openai/openai_humaneval"),),
    "mbpp": (Table("google-research-datasets/mbpp", "full"),),
    "svamp": (Table("ChilleD/SVAMP"), Table("ChilleD/SVAMP", split="train")),  # one challenge set of 1000
    "aqua": (Table("deepmind/aqua_rat", "raw"),),
    "sat_math": (Table("hails/agieval-sat-math"),),
    "agieval": tuple(
        Table(f"hails/agieval-{task}", part=task.replace("-", "_")) for task in _AGIEVAL
    ),
}  # fmt: skip
_ELSEWHERE = "the hub has no copy in its published form: take the file from the MAmmoTH2 repository"


class Unreachable(Exception):
    """Why the hub did not give a benchmark."""


Load = Callable[[Table], list[Row]]


def tables(name: str, load: Load | None = None) -> Iterator[tuple[Place, str, list[Row]]]:
    """Each table of a benchmark with its rows; all or none, so that half a benchmark is never taken for whole.

    >>> rows = [{"question": "2 + 2?", "answer": "#### 4"}]
    >>> [(place.benchmark, source) for place, source, _ in tables("gsm8k", lambda table: rows)]
    [('gsm8k', 'openai/gsm8k (main), split test')]
    """
    if name not in TABLES:
        raise Unreachable(_ELSEWHERE)
    load = load or loader()
    loaded = [(Place(name, table.part), str(table), load(table)) for table in TABLES[name]]
    return iter(loaded)


def loader() -> Load:
    """`datasets.load_dataset`, with what may fail on the way told as Unreachable."""
    try:
        from datasets import load_dataset
    except ImportError:
        raise UserError("benchmarks from the hub need the package datasets: install datasets") from None

    def load(table: Table) -> list[Row]:
        try:
            rows: Any = load_dataset(table.repository, table.config, split=table.split)
            return [dict(row) for row in rows]
        except (OSError, ValueError, RuntimeError) as error:  # no network, gated, renamed, no such split
            told = str(error).partition("\n")[0][:200]
            why = type(error).__name__ if "gpqa" in table.repository else f"{type(error).__name__}: {told}"
            raise Unreachable(f"{table}: {why}") from None

    return load
