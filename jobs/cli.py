"""The command line. Spark and the stages are imported inside the commands: `--help` stays fast."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table as Grid
from typer.exceptions import TyperException

from webinstruct import UserError, __version__, settings

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

app = typer.Typer(
    name="webinstruct",
    help="Turn web archives into instruction data: WARCs in, a dataset out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
quality = typer.Typer(help="Measure what a stage does against the truth.", no_args_is_help=True)
app.add_typer(quality, name="quality")
console = Console(highlight=False, soft_wrap=True, markup=False)

CTRL_C = 130  # 128 + SIGINT, as shells say it
INTERRUPTED = "interrupted; run it again, it goes on where it was"

Conf = Annotated[Path, typer.Option("--conf", "-c", help="Settings file (YAML).")]
Sets = Annotated[list[str], typer.Option("--set", help="Override one setting, e.g. recall.threshold=0.7.")]


def _open(conf: Path, sets: list[str]) -> "tuple[SparkSession, settings.Settings]":
    from .wiring import open_session

    loaded = settings.load(conf, sets)
    return open_session(loaded), loaded


def _check_round(round: int, loaded: settings.Settings) -> None:
    if round > loaded.rounds:
        raise UserError(f"--round {round}: the settings say rounds: {loaded.rounds}")


Refiner = Annotated[
    str | None, typer.Option(help="Of refine only the refiner of this name, as in refine.refiners.")
]


def _check_refiner(refiner: str | None, stage: str) -> None:
    if refiner is not None and stage != "refine":
        raise UserError(f"--refiner goes with the stage refine, got {stage}")


@app.command()
def run(
    stage: Annotated[
        str,
        typer.Argument(
            help="list, fit, recall, select, extract, dedup, decontaminate, refine, verify, export, or all."
        ),
    ],
    conf: Conf,
    set: Sets = [],
    round: Annotated[int, typer.Option(help="Round of fit and recall.", min=1)] = 1,
    refiner: Refiner = None,
    limit: Annotated[
        int | None,
        typer.Option(
            help="Read about this many input rows, then stop; streams stop after a whole commit.", min=1
        ),
    ] = None,
    continue_mixed: Annotated[
        bool,
        typer.Option(
            "--continue-mixed", help="Go on although the settings changed; rows carry their digest."
        ),
    ] = False,
) -> None:
    """Run one stage, or the whole chain.

    refine runs each refiner of refine.refiners in turn; one that loads a model into the workers (llm.engine: vllm)
    wants a command of its own, with --refiner.
    """
    loaded = settings.load(conf, set)
    _check_round(round, loaded)
    _check_refiner(refiner, stage)
    from . import pipeline
    from . import refine as refine_job
    from .wiring import Options, open_session

    found = None if stage == "all" else pipeline.stage(stage)
    refine_job.chosen(loaded, refiner)
    options = Options(limit=limit, continue_mixed=continue_mixed, say=console.print, refiner=refiner)
    spark = open_session(loaded)
    if found is not None:
        found.run(spark, loaded, round, options)
    elif not pipeline.run_all(spark, loaded, options):
        console.print("nothing new: every table stands as it was")


@app.command()
def status(conf: Conf, set: Sets = []) -> None:
    """Per stage: what is done, what is left, what was dropped and why."""
    from . import status as job

    spark, loaded = _open(conf, set)
    grid = Grid("stage", "done", "left", "dropped", box=None, pad_edge=False)
    for line in job.status(spark, loaded):
        dropped = ", ".join(f"{reason} {n:,}" for reason, n in line.dropped.items())
        grid.add_row(line.stage, line.done, "?" if line.left is None else f"{line.left:,}", dropped)
    console.print(grid)


@app.command()
def sample(
    table: Annotated[str, typer.Argument(help="Name of the table, e.g. pairs.")],
    conf: Conf,
    set: Sets = [],
    n: Annotated[int, typer.Option("-n", help="How many rows.", min=1)] = 20,
    where: Annotated[str | None, typer.Option(help="SQL condition, e.g. \"dropped = 'void'\".")] = None,
) -> None:
    """Rows of a table to read, chosen by hash: the same ones each time."""
    from . import sample as job

    spark, loaded = _open(conf, set)
    for text in job.sample(spark, loaded, table, n, where):
        console.print(text, markup=False)


@app.command()
def reset(
    stage: Annotated[str, typer.Argument(help="Stage to start anew.")],
    conf: Conf,
    set: Sets = [],
    round: Annotated[int, typer.Option(help="Round of fit and recall.", min=1)] = 1,
    refiner: Refiner = None,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Delete what a stage made, with its checkpoint. Refused while a later stage reads it."""
    from . import reset as job

    loaded = settings.load(conf, set)
    _check_round(round, loaded)
    _check_refiner(refiner, stage)
    from .pipeline import stage as known
    from .wiring import open_session

    known(stage)
    maker = stage if refiner is None else f"the refiner {refiner}"
    if not yes and not typer.confirm(f"delete what {maker} made under {loaded.tables}?"):
        return

    console.print(job.reset(open_session(loaded), loaded, stage, round, refiner))


@app.command()
def block(
    kind: Annotated[str, typer.Argument(help="url, domain or doc_id.")],
    value: Annotated[str, typer.Argument(help="What to leave out from now on.")],
    conf: Conf,
    reason: Annotated[str, typer.Option(help="Why; kept in the table.")],
    set: Sets = [],
) -> None:
    """Take down a page or a domain: every later run leaves it out."""
    from . import block as job

    spark, loaded = _open(conf, set)
    added = job.block(spark, loaded, kind, value, reason)
    console.print(f"{kind} {value} is blocked" if added else f"{kind} {value} was blocked already")


@app.command()
def maintain(
    conf: Conf,
    tables: Annotated[list[str] | None, typer.Argument(help="Names of tables; all without.")] = None,
    set: Sets = [],
) -> None:
    """Merge small files and delete old ones; refused while a stage runs or a stream is behind."""
    from . import maintain as job

    spark, loaded = _open(conf, set)
    job.maintain(spark, loaded, console.print, tables or ())


@app.command("show-config")
def show_config(
    conf: Annotated[Path | None, typer.Option("--conf", "-c", help="Settings file (YAML).")] = None,
    set: Sets = [],
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of settings files.")
    ] = False,
) -> None:
    """All settings with their defaults filled in; or the schema."""
    import yaml

    if schema:
        print(settings.schema_json(), end="")
        return
    if conf is None:
        raise UserError("show-config wants --conf FILE or --schema")
    print(yaml.safe_dump(settings.load(conf, set).model_dump(mode="json"), sort_keys=False), end="")


@app.command()
def simweb(
    out: Annotated[Path, typer.Argument(help="Folder to write to.")],
    pages: Annotated[int, typer.Option(help="HTML pages.", min=1)] = 1000,
    warcs: Annotated[int, typer.Option(help="Archives.", min=1)] = 4,
    seed: Annotated[int, typer.Option(help="Another seed, another web.")] = 0,
    families: Annotated[
        Literal["dev", "reserved"], typer.Option(help="Layouts of the sites; nobody tunes on reserved ones.")
    ] = "dev",
) -> None:
    """Make a simulated web: archives, an answer key, seeds for the classifier."""
    from webinstruct.simweb import generate

    made = generate(out, pages=pages, warcs=warcs, seed=seed, families=families)
    console.print(
        f"{out}: {made.pages:,} pages of {made.domains} domains in {made.warcs} archives "
        f"({made.bytes / 1e6:.1f} MB), {made.pairs:,} pairs, {made.marked:,} of them marked"
    )


@app.command()
def demo(
    folder: Annotated[Path, typer.Option(help="Where everything goes.")] = Path("demo"),
    pages: Annotated[int, typer.Option(help="Pages of the simulated web.", min=50)] = 1000,
) -> None:
    """The whole chain on a simulated web: archives in, a dataset out."""
    from . import demo as job

    job.demo(folder, pages, console)


@app.command("pilot")
def pilot_run(
    conf: Conf,
    warcs: Annotated[int, typer.Option(help="Archives of the slice, chosen by hash.", min=1)],
    set: Sets = [],
    n: Annotated[int, typer.Option("-n", help="Rows of the dataset to read.", min=0)] = 20,
    tables: Annotated[
        str | None, typer.Option(help="Where the slice's tables go; <tables>/_pilot by default.")
    ] = None,
) -> None:
    """The whole chain on a slice of the input: rows to read, figures, and the cost of the whole."""
    from . import pilot as job

    job.run(settings.load(conf, set), job.Asked(warcs, n, tables), console)


@app.command("decontaminate")
def decontaminate_file(
    file: Annotated[Path, typer.Option(help="Dataset: .jsonl, .json or .parquet.")],
    benchmarks: Annotated[Path, typer.Option(help="Folder of benchmark files.")],
    out: Annotated[Path | None, typer.Option(help="Where the rows go that stay.")] = None,
    report: Annotated[Path | None, typer.Option(help="Where the dropped rows go, with evidence.")] = None,
    set: Sets = [],
) -> None:
    """Check any instruction dataset for benchmark items; no Spark."""
    from . import quality_decontaminate as job

    job.check(job.File(file, benchmarks, out, report, set), console)


@quality.command("simweb")
def quality_simweb(
    conf: Conf,
    key: Annotated[Path, typer.Option(help="answer_key.parquet of the simulated web.")],
    set: Sets = [],
) -> None:
    """Documents and pairs of the tables against the answer key: mechanics, not quality."""
    from . import quality as job

    spark, loaded = _open(conf, set)
    job.print_figures(job.simweb(spark, loaded, key), console)


Truth = Annotated[Path, typer.Option(help="Truth file (see docs/quality.md for its form).")]
Root = Annotated[Path | None, typer.Option(help="Folder that the truth's file names count from.")]
Losses = Annotated[bool, typer.Option(help="Also list what was lost.")]


@quality.command("text")
def quality_text(truth: Truth, root: Root = None, losses: Losses = False) -> None:
    """Questions and answers of real pages that survive in the text, and how long it is."""
    from . import quality_pages as job

    job.pairs(truth, root or truth.parent, console, losses=losses)


@quality.command("formulas")
def quality_formulas(truth: Truth, root: Root = None, losses: Losses = False) -> None:
    """Formulas that survive in the text, once, and prices that stay prices."""
    from . import quality_pages as job

    job.formulas(truth, root or truth.parent, console, losses=losses)


@quality.command("main")
def quality_main(truth: Truth, root: Root = None) -> None:
    """Token F1 of the text against hand-made main text."""
    from . import quality_pages as job

    job.main(truth, root, console)


@quality.command("extract")
def quality_extract(
    truth: Truth,
    root: Root = None,
    negatives: Annotated[Path | None, typer.Option(help="Folder of pages without pairs.")] = None,
    engine: Annotated[
        str | None, typer.Option(help="rules, endpoint, vllm, scripted; several with commas.")
    ] = None,
    mode: Annotated[
        str | None, typer.Option(help="extract.mode of the settings; several with commas.")
    ] = None,
    conf: Annotated[Path | None, typer.Option("--conf", "-c", help="Settings file (YAML).")] = None,
    set: Sets = [],
    misses: Annotated[
        bool, typer.Option(help="Also list pairs missed and wrong, and text caught from neighbours.")
    ] = False,
) -> None:
    """Pairs that the stage finds on real pages, against those that readers found."""
    from . import quality_extract as job

    asked = job.Asked(truth, root or truth.parent, negatives, engine, mode, conf, set)
    job.extract(asked, console, misses=misses)


@quality.command("decontaminate")
def quality_decontaminate(
    benchmarks: Annotated[Path, typer.Option(help="Folder of benchmark files.")],
    clean: Annotated[
        list[Path],
        typer.Option(help="Texts without items: JSONL, JSON, or a folder of pages; several allowed."),
    ] = [],
    sample: Annotated[int, typer.Option(help="Items of each benchmark, by hash; 0 for all.", min=0)] = 0,
    hits: Annotated[int, typer.Option(help="Clean texts that were hit, to be read.", min=0)] = 0,
    mlflow: Annotated[str | None, typer.Option(help="Tracking URI to log figures and picture to.")] = None,
    set: Sets = [],
) -> None:
    """Benchmark items found when planted and distorted, and clean texts taken for them."""
    from . import quality_decontaminate as job

    job.measure(job.Asked(benchmarks, clean, sample, hits, mlflow, set), console)


@quality.command("answers")
def quality_answers(
    cases: Annotated[list[Path], typer.Option(help="JSONL of pairs and texts with the truth; repeatable.")],
    bench: Annotated[
        Path | None, typer.Option(help="Folder of benchmarks to draw further pairs from.")
    ] = None,
    pairs: Annotated[int, typer.Option(help="Pairs of each way from each benchmark.", min=1)] = 200,
    losses: Losses = False,
) -> None:
    """Equality of answers: ours beside math-verify alone and plain strings."""
    from . import quality_answers as job

    job.run(cases, bench, console, each=pairs, losses=losses)


@quality.command("refine")
def quality_refine(
    pages: Annotated[int, typer.Option(help="Simulated pages whose pairs are refined.", min=0)] = 300,
    options: Annotated[int, typer.Option(help="Questions with options besides.", min=0)] = 200,
    seed: Annotated[int, typer.Option(help="Another seed, other pairs.", min=0)] = 0,
    pairs: Annotated[
        Path | None, typer.Option(help="Pairs of your own instead: .jsonl, .json or .parquet.")
    ] = None,
    sample: Annotated[int, typer.Option(help="So many of them, by hash; 0 for all.", min=0)] = 1000,
    misses: Annotated[int, typer.Option(help="Refinements that went wrong, to be read.", min=0)] = 0,
    mlflow: Annotated[str | None, typer.Option(help="Tracking URI to log figures to.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where figures and examples go, as JSON.")] = None,
) -> None:
    """Faults planted into refinements that are caught, and honest refinements that pass."""
    from . import quality_refine as job

    job.measure(job.Asked(pairs, sample, pages, options, seed, misses, mlflow, out), console)


@app.command()
def train(
    conf: Annotated[Path, typer.Option("--conf", "-c", help="Recipe (YAML), e.g. conf/train/8-gpus.yaml.")],
    resume: Annotated[bool, typer.Option(help="Go on from the newest whole checkpoint.")] = False,
    set: Sets = [],
) -> int:
    """Fine-tune a model on the dataset, one rank a GPU; the same as python -m training."""
    import subprocess

    sets = [part for one in set for part in ("--set", one)]
    more = ["--resume"] if resume else []
    command = [sys.executable, "-m", "training", "--conf", str(conf), *sets, *more]
    return subprocess.run(command, check=False).returncode


@app.command()
def version() -> None:
    """Print the version."""
    console.print(__version__)


def main(arguments: list[str] | None = None) -> None:
    """Entry point. Returns on success; a wheel task on Databricks fails on any SystemExit, even of 0."""
    code = call(sys.argv[1:] if arguments is None else arguments)
    if code:
        raise SystemExit(code)


def call(arguments: list[str]) -> int:
    """Run one command and return its exit code: 0, 1 for a failure, 2 for a user's mistake."""
    try:
        answer = app(arguments, standalone_mode=False)
        code = answer if isinstance(answer, int) else 0
        return _fail(INTERRUPTED, code) if code == CTRL_C else code  # typer turns ctrl-C into an exit
    except UserError as error:
        return _fail(str(error), 2)
    except TyperException as error:
        return _fail(error.format_message(), 2)
    except (typer.Abort, KeyboardInterrupt):
        return _fail(INTERRUPTED, CTRL_C)
    except Exception as error:
        from .wiring.runs import users_mistake
        from .wiring.session import was_interrupted

        if was_interrupted():
            return _fail(INTERRUPTED, CTRL_C)
        mistake = users_mistake(error)
        return _fail(_unexpected(error), 1) if mistake is None else _fail(mistake, 2)


def _fail(message: str, code: int) -> int:
    print(f"error: {message}", file=sys.stderr)
    return code


def _unexpected(error: Exception) -> str:
    """One line for the terminal, the whole trace for the log."""
    import traceback

    from .wiring.runs import one_line
    from .wiring.session import log_file

    try:
        with log_file().open("a", encoding="utf-8") as log:
            log.write("".join(traceback.format_exception(error)))
    except OSError as no_log:
        return f"{one_line(error)} (no trace: {no_log})"
    return f"{one_line(error)} (trace in {log_file()})"


if __name__ == "__main__":
    main()
