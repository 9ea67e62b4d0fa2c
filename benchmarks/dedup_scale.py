"""The stages `dedup` and `decontaminate` on more and more pairs, each number in a process of its own:

    python -m benchmarks.dedup_scale --pairs 125000 250000 500000 1000000 --folder FOLDER \
        [--benchmarks DIR] [--figure FILE.png]

Synthetic pairs, the same at each run: words by Zipf's law, two in three questions with numbers, one pair in ten
a copy of an earlier one in another dress. Time and CPU seconds of a stage alone (not of making the pairs); the
peak of memory of driver, JVM and Python workers together. `decontaminate` runs where a folder of benchmarks is given,
on what `dedup` kept. The last line is JSON.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

SYLLABLES = "ba de fi go lu ma ne pi ro su ta ve wi zo ka le mi no ru sa".split()
VOCABULARY = 30_000
COPIES = 10  # one in ten
SPARK_MEMORY = "3g"


def main() -> None:
    """Run every number of pairs and print a table."""
    options = _options()
    if options.one:
        print(json.dumps(measure(options.pairs[0], options.folder, options.benchmarks)))
        return
    figures = []
    for pairs in options.pairs:  # each told at once: the last takes longest
        figures.append(_in_own_process(pairs, options))
        print(json.dumps(figures[-1]), file=sys.stderr, flush=True)
    heads = ("stage", "pairs", "left", "s", "CPU s", "pairs/s", "peak MB")
    print("| " + " | ".join(heads) + " |")
    print("|" + "---|" * len(heads))
    for row in (row for one in figures for row in one):
        cells = (row["pairs"], row["left"], row["seconds"], row["cpu"])
        print(
            f"| {row['stage']} | {' | '.join(f'{c:,}' for c in cells)} | {row['pairs'] / row['seconds']:,.0f} "
            f"| {row['peak_mb']:,} |"
        )
    if options.figure:
        draw([row for one in figures for row in one], options.figure)
    print(json.dumps(figures))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dedup_scale", description=__doc__)
    parser.add_argument("--pairs", type=int, nargs="+", default=[125_000, 250_000])
    parser.add_argument("--folder", type=Path, required=True, help="for tables; emptied before and after")
    parser.add_argument("--benchmarks", type=Path, help="folder of benchmark files for decontaminate")
    parser.add_argument("--figure", type=Path, help="picture to write: time and memory by number of pairs")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _in_own_process(pairs: int, options: argparse.Namespace) -> list[dict[str, Any]]:
    command = [
        sys.executable,
        "-m",
        "benchmarks.dedup_scale",
        "--one",
        "--pairs",
        str(pairs),
        "--folder",
        str(options.folder),
        *(("--benchmarks", str(options.benchmarks)) if options.benchmarks else ()),
    ]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    rows: list[dict[str, Any]] = json.loads(said.strip().splitlines()[-1])
    return rows


def measure(pairs: int, folder: Path, benchmarks: Path | None) -> list[dict[str, Any]]:
    """Make the pairs, run the stages, say what each took."""
    from benchmarks.dedup_scale import made  # by its name: this module runs as __main__
    from jobs import decontaminate, dedup
    from jobs.wiring import Options, Store, open_session
    from webinstruct.settings import Settings
    from webinstruct.tables import PAIRS

    shutil.rmtree(folder, ignore_errors=True)
    spark_settings = {"cores": 2, "memory": SPARK_MEMORY}
    asked = {"benchmarks": str(benchmarks), "allow_missing": True} if benchmarks else {}
    settings = Settings.model_validate(
        {
            "input": "none",
            "tables": str(folder / "tables"),
            "spark": spark_settings,
            "decontaminate": asked,
        }
    )
    spark = open_session(settings)
    store = Store(spark, settings)
    store.create(PAIRS)
    ids = spark.range(0, pairs, 1, max(2, pairs // 50_000))
    store.append(PAIRS, ids.mapInArrow(made, PAIRS.schema_ddl), "made")
    quiet = Options(say=lambda line: print(line, file=sys.stderr))
    with Watched() as watched:
        counts = dedup.run(spark, settings, 1, quiet)
    figures = [{"stage": "dedup", "left": counts["kept"], **counts, **watched.figures()}]
    if benchmarks:
        with Watched() as watched:
            counts = decontaminate.run(spark, settings, 1, quiet)
        figures.append({"stage": "decontaminate", "left": counts["clean"], **counts, **watched.figures()})
    spark.stop()
    shutil.rmtree(folder)
    return figures


def draw(rows: list[dict[str, Any]], to: Path) -> None:
    """CPU seconds and peak of memory of each stage by number of pairs."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    figure, (time_of, memory_of) = pyplot.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    for stage in dict.fromkeys(row["stage"] for row in rows):
        found = [row for row in rows if row["stage"] == stage]
        pairs = [row["pairs"] / 1000 for row in found]
        time_of.plot(pairs, [row["cpu"] for row in found], marker="o", label=stage)
        memory_of.plot(pairs, [row["peak_mb"] / 1000 for row in found], marker="o", label=stage)
    time_of.set_ylabel("processor seconds")
    memory_of.set_ylabel("peak of memory, GB")
    for axes in (time_of, memory_of):
        axes.set(xlabel="thousand pairs", xlim=(0, None), ylim=(0, axes.get_ylim()[1] * 1.05))
        axes.grid(alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False)
    figure.savefig(to, dpi=140)
    pyplot.close(figure)


# --- pairs


def made(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Numbers to rows of `pairs`."""
    from webinstruct.tables import PAIRS

    for batch in batches:
        rows = [_row(number) for number in batch.column(0).to_pylist()]
        yield pa.RecordBatch.from_pylist(rows, schema=PAIRS.arrow)


def _row(number: int) -> dict[str, Any]:
    rng = random.Random(number)
    original = (
        number - 1 - rng.randrange(min(number, 100_000)) if number and rng.random() < 1 / COPIES else number
    )
    question, answer = texts(original)
    if original != number:
        question = rng.choice(
            (question, f"Hi everyone! {question} Thanks.", question.upper(), f"Problem 7. {question}")
        )
        answer = answer if rng.random() < 0.5 else f"{answer} I hope that helps."
    return {
        **dict.fromkeys(("pair_id", "doc_id", "url"), f"{number:012}"),
        **{"domain": f"{number % 1000}.example", "question": question, "answer": answer, "grounding": 1.0},
        **{"engine": "made", "tokens_in": 0, "tokens_out": 0, "digest": "made"},
    }


def texts(number: int) -> tuple[str, str]:
    """Question and answer of an original."""
    rng = random.Random(f"text {number}")
    asked = " ".join(_words(rng, rng.randint(6, 30)))
    if rng.random() < 2 / 3:
        asked += f" with {rng.randint(2, 99)} of {rng.randint(2, 999)}"
    return f"What is the {asked}?", f"It is {' '.join(_words(rng, rng.randint(10, 120)))}."


def _words(rng: random.Random, count: int) -> list[str]:
    """Zipf: the place of a word is the exponential of an even number."""
    words = _vocabulary()
    return [words[int(VOCABULARY ** rng.random()) - 1] for _ in range(count)]


@cache
def _vocabulary() -> list[str]:
    rng = random.Random(0)
    return ["".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for _ in range(VOCABULARY)]


# --- what it takes


class Watched:
    """Wall and CPU seconds, and the peak of memory, of this process and all below it."""

    def __enter__(self) -> "Watched":
        self._cpu: dict[int, float] = {}
        self._before: dict[int, float] = _cpu_seconds()
        self._peak = 0
        self._begun = time.monotonic()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.monotonic() - self._begun
        self._ended.set()
        self._thread.join()

    def figures(self) -> dict[str, Any]:
        """Rounded, for a table."""
        cpu = sum(seconds - self._before.get(pid, 0.0) for pid, seconds in self._cpu.items())
        return {"seconds": round(self.seconds, 1), "cpu": round(cpu, 1), "peak_mb": self._peak // 1_000_000}

    def _watch(self) -> None:
        while not self._ended.wait(1):
            self._cpu |= _cpu_seconds()
            self._peak = max(self._peak, sum(map(_resident, self._cpu)))


def _family() -> list[int]:
    """This process and all below it."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it ended meanwhile
            continue
    found = [os.getpid()]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def _cpu_seconds() -> dict[int, float]:
    tick = os.sysconf("SC_CLK_TCK")
    found = {}
    for pid in _family():
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        found[pid] = (int(fields[11]) + int(fields[12])) / tick
    return found


def _resident(pid: int) -> int:
    """Its own memory: pages shared with others count once (as the share of each)."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


if __name__ == "__main__":
    main()
