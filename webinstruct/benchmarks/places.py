"""Which benchmark a file holds, by its path.

The name of the file or of a folder above it, in any spelling people publish: `MATH_test.jsonl`,
`gsm8k/main/test-00000-of-00001.parquet`, `datasets--cais--mmlu/…/astronomy/test-….parquet`.
"""

import re
from dataclasses import dataclass
from pathlib import PurePath

STEM = frozenset(  # MMLU's own grouping, with anatomy as in the paper's field "biology"
    """abstract_algebra anatomy astronomy college_biology college_chemistry college_computer_science
    college_mathematics college_physics computer_security conceptual_physics electrical_engineering
    elementary_mathematics high_school_biology high_school_chemistry high_school_computer_science
    high_school_mathematics high_school_physics high_school_statistics machine_learning""".split()
)
MATH_SUBJECTS = tuple(
    """algebra counting_and_probability geometry intermediate_algebra number_theory prealgebra
    precalculus""".split()
)

_SPELLINGS = {
    "gsm8k": r"gsm|gsm_?8k|grade_school_math",
    "math": r"math|math_?500|hendrycks_math|competition_math|math_splits",
    "theoremqa": r"theorem_?qa",
    "arc_challenge": r"arc|ai2_arc|arc_c|arc_challenge|arc_v1_feb2018(_2)?",
    "bbh": r"bbh|big_?bench_hard",
    "mmlu_stem": r"mmlu|mmlu_stem|hendrycks_?test",
    "gpqa": r"gpqa|gpqa_(diamond|main|extended)",
    "mmlu_pro": r"mmlu_?pro",
    "humaneval": r"(openai_)?human_?eval",
    "mbpp": r"mbpp|sanitized_mbpp|mbpp_sanitized",
    "svamp": r"svamp",
    "aqua": r"aqua|aqua_?rat",
    "numglue": r"num_?glue",
    "simuleq": r"simul_?eq",
    "sat_math": r"sat|sat_math",
    "deepmind_math": r"deepmind|deepmind_math(ematics)?|mathematics_dataset",
    "agieval": r"agi_?eval|agieval_(?P<part>.+)",
}
_SPELLED = {name: re.compile(spelling) for name, spelling in _SPELLINGS.items()}

# Benchmarks whose files are named after their subtasks, which may be called as another benchmark
# (`agieval/v1/math.jsonl`); and the subtasks the others know.
_SUBSETS = ("diamond", "main", "extended")
_PARTS = {
    "bbh": re.compile(r".+"),
    "agieval": re.compile(r".+"),
    "mmlu_pro": re.compile(r"(?!)"),
    "mmlu_stem": re.compile(r"stem|biology|chemistry|computer|mathematics|physics|" + "|".join(sorted(STEM))),
    "math": re.compile("|".join(MATH_SUBJECTS)),
    "arc_challenge": re.compile(r"challenge|arc_challenge"),
    "gpqa": re.compile("|".join(_SUBSETS)),
    "mbpp": re.compile(r"sanitized"),
}
_CONTAINERS = ("bbh", "agieval", "mmlu_pro", "mmlu_stem")
_LENT = ("aqua", "sat_math")  # AGIEval holds these two

_NO_PART = re.compile(  # folders that say nothing of the subtask
    r"|main|data|datasets?|default|full|raw|all|v1(_\d)?|en|snapshots|refs|convert|parquet|[0-9a-f]{40}|\d+"
)
_WORD = re.compile(r"[^a-z0-9]+")
_OTHER_SPLITS = frozenset(
    """train dev val valid validation fewshot shot shots template templates prompt prompts cot
    auxiliary experts outputs results predictions""".split()
)
_UNSPLIT = ("gpqa", "svamp")  # their "train" is a part of what is tested: nothing was set apart


@dataclass(frozen=True, slots=True)
class Place:
    """A file's benchmark and subtask; `lent`: it counts only if the benchmark has no file of its own."""

    benchmark: str
    part: str = ""
    lent: bool = False


def places(path: PurePath) -> list[Place]:
    """What a file holds, by its path below the folder of benchmarks.

    >>> places(PurePath("mammoth2/math/MATH_test.jsonl"))
    [Place(benchmark='math', part='', lent=False)]
    >>> [(place.benchmark, place.part) for place in places(PurePath("AGIEval/data/v1/sat-math.jsonl"))]
    [('agieval', 'sat_math'), ('sat_math', '')]
    >>> places(PurePath("gsm/train.jsonl")), places(PurePath("bbh/template.json"))
    ([], [])
    """
    plain = [_plain(name) for name in path.parts]
    found = _find(plain)
    if found is None or not _tested(path, found.benchmark):
        return []
    lent = [Place(name, lent=True) for name in _LENT if _SPELLED[name].fullmatch(found.part)]
    return [found, *lent] if found.benchmark == "agieval" else [found]


def _plain(name: str) -> str:
    """`datasets--openai--gsm8k` and `GSM8K_test.jsonl.gz` are both `gsm8k`."""
    base = re.sub(r"(\.(jsonl?|ndjson|parquet|csv|gz))+$", "", name.lower()).split("--")[-1]
    base = re.sub(r"\d+-of-\d+(-[0-9a-f]{16})?$", "", base)
    words = [word for word in _WORD.split(base) if word not in ("", "test", "train")]
    return "_".join(words)


def _find(plain: list[str]) -> Place | None:
    """The deepest name that is a benchmark's; one with subtasks wins over their names."""
    hits = [
        (at, name, spelled.fullmatch(word))
        for at, word in enumerate(plain)
        for name, spelled in _SPELLED.items()
        if spelled.fullmatch(word)
    ]
    if not hits:
        return None
    at, name, match = max(hits, key=lambda hit: (hit[1] in _CONTAINERS, hit[0]))
    below = [word for word in plain[at + 1 :] if not _NO_PART.fullmatch(word)]
    part = below[-1] if below else ((match and match.groupdict().get("part")) or "")
    if name == "gpqa" and not part:
        part = next((subset for word in plain[at:] for subset in _SUBSETS if word.endswith(subset)), "")
    wanted = _PARTS.get(name)
    return Place(name, part) if not part or (wanted and wanted.fullmatch(part)) else None


def _tested(path: PurePath, benchmark: str) -> bool:
    """False for train, development and few-shot files; the name nearest the file decides."""
    others = _OTHER_SPLITS - ({"train"} if benchmark in _UNSPLIT else set())
    for name in reversed(path.parts):
        words = set(_WORD.split(name.lower()))
        if words & others:
            return False
        if "test" in words:
            return True
    return True
