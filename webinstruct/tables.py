"""The contracts: every Delta table's name, columns, key and the way it is written.

Types are Arrow types, because batches made on executors carry them; `ddl` turns them
into Spark's words. A test compares what is on disk with what stands here.

    >>> RECALLED.key
    ('round', 'kind', 'row_id')
    >>> ddl(pa.list_(pa.string()))
    'array<string>'
"""

from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

from webinstruct import UserError

STRING = pa.string()
INT = pa.int32()
LONG = pa.int64()
DOUBLE = pa.float64()
BOOL = pa.bool_()
TIME = pa.timestamp("us", tz="UTC")
COUNTS = pa.map_(STRING, LONG)

ANSWER = pa.struct([("text", STRING), ("votes", INT), ("accepted", BOOL)])
STRUCTURED_QA = pa.list_(pa.struct([("question", STRING), ("answers", pa.list_(ANSWER))]))
BLOCKS = pa.list_(
    pa.struct([("start", INT), ("end", INT), ("role", STRING), ("votes", INT), ("accepted", BOOL)])
)
SPANS = pa.list_(pa.struct([("start", INT), ("end", INT)]))
OPT_OUT = pa.list_(STRING)
MESSAGES = pa.list_(pa.struct([("role", STRING), ("content", STRING)]))


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, Arrow type, what it means, and whether it may be null."""

    name: str
    type: pa.DataType
    comment: str
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """One Delta table.

    `written` says how: `append` (streams and logs), `insert` (only rows whose key is new),
    `replace` (whole content at once). `volatile` names the columns that a rerun may change:
    run ids and clocks; all others must come out identical.
    """

    name: str
    comment: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    written: Literal["append", "insert", "replace"]
    constraints: tuple[tuple[str, str], ...] = ()
    volatile: tuple[str, ...] = ()

    @property
    def arrow(self) -> pa.Schema:
        """The Arrow schema of a batch of this table."""
        return pa.schema([pa.field(c.name, c.type, nullable=c.nullable) for c in self.columns])

    @property
    def columns_ddl(self) -> str:
        """The column list of CREATE TABLE, comments included."""
        return ", ".join(_column_ddl(column) for column in self.columns)

    @property
    def schema_ddl(self) -> str:
        """The plain DDL that mapInArrow wants: names and types."""
        return ", ".join(f"`{c.name}` {ddl(c.type)}" for c in self.columns)


def _column_ddl(column: Column) -> str:
    null = "" if column.nullable else " NOT NULL"
    comment = column.comment.replace("'", "\\'")
    return f"`{column.name}` {ddl(column.type)}{null} COMMENT '{comment}'"


_SIMPLE = {
    STRING: "string",
    INT: "int",
    LONG: "bigint",
    DOUBLE: "double",
    BOOL: "boolean",
    TIME: "timestamp",
}


def ddl(kind: pa.DataType) -> str:
    """Spark's name of an Arrow type; ValueError for one no contract uses."""
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if pa.types.is_map(kind):
        return f"map<{ddl(kind.key_type)},{ddl(kind.item_type)}>"
    if pa.types.is_list(kind):
        return f"array<{ddl(kind.value_type)}>"
    if pa.types.is_struct(kind):
        return "struct<" + ",".join(f"{f.name}:{ddl(f.type)}" for f in kind) + ">"
    raise ValueError(f"no contract uses the Arrow type {kind}")


WARCS = Table(
    name="warcs",
    comment="The work list: one row per archive file and attempt.",
    columns=(
        Column("warc_id", STRING, "path from crawl-data/ on, else relative to input_root", False),
        Column("attempt", INT, "1, then one more for each retry", False),
        Column("path", STRING, "where the file is read: local path or URL", False),
        Column("crawl", STRING, "name of the crawl where the path tells it"),
        Column("bytes", LONG, "size of the file; null where nobody said"),
        Column("start", LONG, "byte offset to start at; 0 but for retries", False),
        Column("run_id", STRING, "the run that listed it", False),
    ),
    key=("warc_id", "attempt"),
    written="append",
    constraints=(("attempt_counts_from_one", "attempt >= 1"),),
    volatile=("run_id",),
)

RECALLED = Table(
    name="recalled",
    comment="What recall saw: kept documents, the control sample, and one ledger row per archive.",
    columns=(
        Column("round", INT, "1 or 2", False),
        Column("kind", STRING, "document, control or ledger", False),
        Column("row_id", STRING, "doc_id; for a ledger hash(warc_id, attempt)", False),
        Column("warc_id", STRING, "the archive", False),
        Column("attempt", INT, "which reading of the archive", False),
        Column("warc_offset", LONG, "byte offset of the record in the stored file"),
        Column("warc_length", LONG, "bytes of the record in the stored file"),
        Column("url", STRING, "target URI"),
        Column("host", STRING, "host of the URL, lower case"),
        Column("domain", STRING, "registered domain, private suffixes counted as suffixes"),
        Column("fetched_at", TIME, "WARC-Date"),
        Column("http_status", INT, "HTTP status code"),
        Column("mime", STRING, "media type declared by the server"),
        Column("charset", STRING, "encoding the bytes were decoded with"),
        Column("language", STRING, "ISO 639-1 code guessed from the text"),
        Column("title", STRING, "title of the page"),
        Column("text", STRING, "readable text; formulas as $LaTeX$"),
        Column(
            "blocks",
            BLOCKS,
            "questions, answers and comments: character offsets into text, as the page shows",
        ),
        Column(
            "structured",
            STRUCTURED_QA,
            "questions and answers of the markup: schema.org, or folded in details and definition lists",
        ),
        Column("published", STRING, "day of publication that the page names, YYYY-MM-DD"),
        Column("licence", STRING, "URL or short text of the licence that the page names for itself"),
        Column(
            "opt_out", OPT_OUT, "signals of page and HTTP head against machine use: noai, noindex …; sorted"
        ),
        Column("score", DOUBLE, "probability of being educational, by the round's model"),
        Column("inclusion", DOUBLE, "control rows: probability of being sampled"),
        Column("model", STRING, "sha256 of the model that scored"),
        Column(
            "ledger",
            pa.struct(
                [
                    ("status", STRING),
                    ("transient", BOOL),
                    ("resume_offset", LONG),
                    ("records", LONG),
                    ("html", LONG),
                    ("kept", LONG),
                    ("dropped", COUNTS),
                    ("seen_per_domain", COUNTS),
                    ("bytes_read", LONG),
                    ("bytes_expected", LONG),
                    ("truncated", LONG),
                    ("resynchronised", LONG),
                    ("seconds", DOUBLE),
                    ("error", STRING),
                ]
            ),
            "ledger rows: what was read of the archive and what became of it",
        ),
        Column("digest", STRING, "digest of the settings that made the row", False),
    ),
    key=("round", "kind", "row_id"),
    written="append",
    constraints=(("known_kind", "kind IN ('document', 'control', 'ledger')"),),
    volatile=("ledger.seconds",),
)

SELECTED = Table(
    name="selected",
    comment="Documents that go on to the paid stages; the text that spans refer to.",
    columns=(
        Column("doc_id", STRING, "hash(warc_id, record offset)", False),
        Column("url", STRING, "target URI", False),
        Column("host", STRING, "host of the URL", False),
        Column("domain", STRING, "registered domain", False),
        Column("fetched_at", TIME, "WARC-Date"),
        Column("language", STRING, "ISO 639-1 code"),
        Column("title", STRING, "title of the page"),
        Column("text", STRING, "readable text, never changed from here on", False),
        Column("text_hash", STRING, "hash of the text: exact twins share it", False),
        Column("blocks", BLOCKS, "questions, answers and comments: character offsets into text"),
        Column("structured", STRUCTURED_QA, "questions and answers of the markup"),
        Column("published", STRING, "day of publication that the page names, YYYY-MM-DD"),
        Column("licence", STRING, "licence that the page names for itself"),
        Column("opt_out", OPT_OUT, "signals against machine use"),
        Column("score", DOUBLE, "recall score"),
        Column("run_id", STRING, "the run that selected it", False),
    ),
    key=("doc_id",),
    written="insert",
    volatile=("run_id",),
)

PAIRS = Table(
    name="pairs",
    comment="Question-answer pairs with their place on the page; a page without any is one void row.",
    columns=(
        Column("pair_id", STRING, "hash(doc_id, question span, index)", False),
        Column("doc_id", STRING, "the page", False),
        Column("url", STRING, "target URI", False),
        Column("domain", STRING, "registered domain", False),
        Column("title", STRING, "title of the page"),
        Column("language", STRING, "ISO 639-1 code of the page"),
        Column("published", STRING, "day of publication that the page names, YYYY-MM-DD"),
        Column("licence", STRING, "licence that the page names for itself"),
        Column("opt_out", OPT_OUT, "signals of the page against machine use"),
        Column("question", STRING, "the question as it stands on the page"),
        Column("answer", STRING, "the answer as it stands on the page"),
        Column("context", STRING, "what several questions refer to, put before the question; by unit only"),
        Column("question_spans", SPANS, "character offsets into selected.text"),
        Column("answer_spans", SPANS, "character offsets into selected.text"),
        Column("context_spans", SPANS, "character offsets into selected.text"),
        Column("answers", INT, "how many answers the page has to the question, where the engine said"),
        Column("grounding", DOUBLE, "share of the pair's characters found on the page, 0 to 1"),
        Column("realigned", INT, "by unit: units by which the model had miscounted"),
        Column("repaired", BOOL, "whether the model's JSON had to be repaired"),
        Column("dropped", STRING, "null = kept; else a reason of extract.DROPPED"),
        Column("error", STRING, "what the engine said where it failed"),
        Column("engine", STRING, "who answered: rules, or the model's name", False),
        Column("prompt", STRING, "digest of the prompt; null for rules"),
        Column("tokens_in", LONG, "prompt tokens; 0 for rules", False),
        Column("tokens_out", LONG, "answer tokens; 0 for rules", False),
        Column("digest", STRING, "digest of the settings that made the row", False),
    ),
    key=("pair_id",),
    written="append",
    constraints=(
        ("kept_has_both_sides", "dropped IS NOT NULL OR (question <> '' AND answer <> '')"),
        ("grounding_is_a_share", "grounding IS NULL OR grounding BETWEEN 0 AND 1"),
    ),
)

PLACE = (
    Column("pair_id", STRING, "row of pairs", False),
    Column("doc_id", STRING, "the page", False),
    Column("url", STRING, "target URI", False),
    Column("domain", STRING, "registered domain", False),
)
"""Where a pair stands: columns of every table of judged pairs."""

TEXTS = (
    Column("title", STRING, "title of the page"),
    Column("language", STRING, "ISO 639-1 code of the page"),
    Column("question", STRING, "the question as it stands on the page", False),
    Column("answer", STRING, "the answer as it stands on the page", False),
    Column("context", STRING, "what several questions refer to, put before the question"),
)
"""What a pair says."""

UNIQUE_PAIRS = Table(
    name="unique_pairs",
    comment="One row per kept pair: kept again, or a duplicate of one that is.",
    columns=(
        *PLACE,
        Column("duplicate_of", STRING, "null = kept; else the kept pair that it verifies against"),
        Column(
            "how",
            STRING,
            "exact: same question and answer; near: questions alike; core: the same sentence asked; null = kept",
        ),
        Column(
            "similarity",
            DOUBLE,
            "share of words of content that the two questions have in common; 1 for exact",
        ),
        Column("digest", STRING, "digest of the settings that made the row", False),
        Column("run_id", STRING, "the run that judged it", False),
    ),
    key=("pair_id",),
    written="insert",
    constraints=(("no_own_duplicate", "duplicate_of IS NULL OR duplicate_of <> pair_id"),),
    volatile=("run_id",),
)

DEDUP_BANDS = Table(
    name="dedup_bands",
    comment="Bands of the signatures of kept pairs: what later pairs are looked up in.",
    columns=(
        Column("signature", STRING, "version and form of the signature", False),
        Column("band", INT, "which band", False),
        Column("hash", LONG, "hash of the band's values", False),
        Column("pair_id", STRING, "kept row of unique_pairs", False),
        Column("priority", LONG, "its place among the pairs of a full bucket: smaller is better", False),
    ),
    key=("signature", "band", "hash", "pair_id"),
    written="append",
)

EVIDENCE = pa.struct([("benchmark", STRING), ("item", STRING), ("rule", STRING), ("matched", STRING)])

CLEAN_PAIRS = Table(
    name="clean_pairs",
    comment="Unique pairs with what was found of benchmarks in them; those without go on.",
    columns=(
        *PLACE,
        *TEXTS,
        Column("verdict", STRING, "same, number-variant, shared-template or clean", False),
        Column("evidence", EVIDENCE, "the item it resembles most; no text of secret benchmarks"),
        Column("paper", EVIDENCE, "what the paper's rule finds: an item that shares 10 words in a row"),
        Column(
            "dropped", STRING, "null = goes on; else a verdict, paper, or page (another pair of the page)"
        ),
        Column("benchmarks", STRING, "digest of the benchmark items it was compared with", False),
        Column("digest", STRING, "digest of the settings that made the row", False),
        Column("run_id", STRING, "the run that judged it", False),
    ),
    key=("pair_id",),
    written="insert",
    constraints=(
        ("known_verdict", "verdict IN ('same', 'number-variant', 'shared-template', 'clean')"),
        ("found_has_evidence", "verdict = 'clean' OR evidence IS NOT NULL"),
    ),
    volatile=("run_id",),
)

CHANGES = pa.list_(pa.struct([("reason", STRING), ("was", STRING), ("now", STRING)]))
STRINGS = pa.list_(STRING)

REFINED_PAIRS = Table(
    name="refined_pairs",
    comment="What each refiner made of each clean pair, and what of it was preserved. Preserved is not correct.",
    columns=(
        Column("refined_id", STRING, "hash(pair_id, refiner)", False),
        *PLACE,
        Column("refiner", STRING, "name of the refiner in the settings", False),
        Column("question", STRING, "the refined question"),
        Column("answer", STRING, "the refined answer"),
        Column("dropped", STRING, "null = there is a refinement; else a reason of refine.DROPPED"),
        Column("error", STRING, "what the engine said where it failed"),
        Column("answer_kept", STRING, "equal, different, undecided, timed-out or no-answer"),
        Column("answer_reason", STRING, "why"),
        Column("content_kept", DOUBLE, "share of the answer's numbers, formulas, rare words; null: has none"),
        Column("question_changed", CHANGES, "what of the question was altered or lost"),
        Column(
            "question_additions", STRINGS, "numbers and sentences that neither question nor context holds"
        ),
        Column("new_numbers", STRINGS, "neither in the source nor results of a checked equation"),
        Column("false_equations", STRINGS, "that do not hold and stand so in no source"),
        Column("source_false_equations", STRINGS, "the same of the source"),
        Column("steps_added", INT, "sentences and lines that the source's answer does not hold"),
        Column("length_ratio", DOUBLE, "characters of the refined answer to one of the source's"),
        Column("latex_fault", STRING, "what is broken in its LaTeX; empty: nothing that can be seen"),
        Column("unchanged", BOOL, "nothing was refined"),
        Column("final_answer", STRING, "of the refined answer, where one is found"),
        Column("answer_type", STRING, "number, quantity, choice, expression, equation, bool, list …"),
        Column("subject", STRING, "what it is about, as the model says: one of refine.SUBJECTS"),
        Column("cleaned", STRINGS, "what the rules took away; null for a model"),
        Column("repaired", BOOL, "whether the model's JSON had to be repaired"),
        Column("engine", STRING, "who answered: rules, or the model's name", False),
        Column("prompt", STRING, "digest of the prompt; null for rules"),
        Column("tokens_in", LONG, "prompt tokens; 0 for rules", False),
        Column("tokens_out", LONG, "answer tokens; 0 for rules", False),
        Column("digest", STRING, "digest of the settings that made the row", False),
    ),
    key=("refined_id",),
    written="append",
    constraints=(
        ("refined_has_both_sides", "dropped IS NOT NULL OR (question <> '' AND answer <> '')"),
        (
            "known_answer_kept",
            "answer_kept IN ('equal', 'different', 'undecided', 'timed-out', 'no-answer') OR answer_kept IS NULL",
        ),
    ),
)

VERIFIED_PAIRS = Table(
    name="verified_pairs",
    comment="How often a model that solves a refined question anew ends in its final answer. Often is not correct.",
    columns=(
        Column("refined_id", STRING, "row of refined_pairs", False),
        *PLACE,
        Column("refiner", STRING, "name of the refiner in the settings", False),
        Column("samples", INT, "solutions that came", False),
        Column("passed", INT, "of them: end in the final answer of the refined pair", False),
        Column("decided", INT, "of them: have an end, and it is equal or different for certain", False),
        Column("undecided", INT, "of them: have an end that could not be compared", False),
        Column("timed_out", INT, "of them: have an end whose comparison took too long", False),
        Column("endless", INT, "of them: have no final answer that can be found", False),
        Column("cut", INT, "of those without one: were cut off at the token limit", False),
        Column("errors", INT, "solutions that were asked for and did not come", False),
        Column("pass_rate", DOUBLE, "passed / samples: 0 = likely noise, 1 = easy; null: no sample"),
        Column("answers", STRINGS, "final answers of the solutions, in order; null where one has none"),
        Column("dropped", STRING, "null = solved; else a reason of verify.DROPPED"),
        Column("error", STRING, "what the engine said where it failed"),
        Column("engine", STRING, "the model's name", False),
        Column("prompt", STRING, "digest of the prompt"),
        Column("tokens_in", LONG, "prompt tokens of all samples", False),
        Column("tokens_out", LONG, "answer tokens of all samples", False),
        Column("digest", STRING, "digest of the settings that made the row", False),
    ),
    key=("refined_id",),
    written="append",
    constraints=(
        ("every_sample_counts_once", "samples = decided + undecided + timed_out + endless"),
        ("passed_are_decided", "passed <= decided AND cut <= endless"),
        ("rate_of_samples", "(pass_rate IS NULL) = (samples = 0)"),
    ),
)

SFT = Table(
    name="sft",
    comment="Every row that policy and benchmarks let out, with its provenance; a dataset is what filters leave.",
    columns=(
        Column("id", STRING, "refined_id; of a pair as it was on its page, pair_id", False),
        Column("messages", MESSAGES, "user and assistant turns", False),
        Column("refiner", STRING, "who wrote it: a refiner's name, or original", False),
        Column(
            "decision",
            STRING,
            "why this form: taken, beside, fell back, no refinement; with the flags or reasons",
            False,
        ),
        Column("pair_id", STRING, "row of pairs", False),
        Column("doc_id", STRING, "row of selected", False),
        Column("url", STRING, "page", False),
        Column("domain", STRING, "registered domain", False),
        Column("title", STRING, "title of the page"),
        Column("language", STRING, "ISO 639-1 code"),
        Column("published", STRING, "day of publication that the page names, YYYY-MM-DD"),
        Column("licence", STRING, "licence that the page names for itself"),
        Column("opt_out", OPT_OUT, "signals of the page against machine use"),
        Column("grounding", DOUBLE, "share of the pair found on the page"),
        Column("engine", STRING, "who extracted it", False),
        Column("answer_kept", STRING, "whether the final answer is the source's; null for an original"),
        Column("content_kept", DOUBLE, "share of the source answer's content; null for an original"),
        Column(
            "agreement",
            STRING,
            "of the refiners' final answers: agree, differ, undecided, alone; null: no refinement",
        ),
        Column("final_answer", STRING, "where one is found"),
        Column("answer_type", STRING, "number, quantity, choice, expression, equation, bool, list …"),
        Column("subject", STRING, "what it is about, as the refiner says; null for rules and originals"),
        Column(
            "pass_rate", DOUBLE, "share of sampled solutions that end in the final answer; null: not verified"
        ),
        Column("samples", INT, "how many solutions were sampled"),
        Column("difficulty", DOUBLE, "1 - pass_rate; null where no solution could be compared"),
        Column("split", STRING, "train or validation, by domain", False),
        Column("copies", INT, "places where it stood, this one included", False),
        Column("also_at", pa.list_(STRING), "urls of its duplicates, sorted"),
        Column("verdict", STRING, "clean, or shared-template: words of a benchmark item's pattern", False),
    ),
    key=("id",),
    written="replace",
)

RUNS = Table(
    name="runs",
    comment="One row when a run starts and one when it ends.",
    columns=(
        Column("run_id", STRING, "one run of one stage", False),
        Column("state", STRING, "started, done, failed or skipped", False),
        Column("stage", STRING, "name of the stage", False),
        Column("round", INT, "round, where the stage has rounds"),
        Column("git", STRING, "commit the code was at, if known"),
        Column("version", STRING, "version of webinstruct", False),
        Column("settings", STRING, "all settings as JSON", False),
        Column("digest", STRING, "digest of what decides the rows"),
        Column("inputs", COUNTS, "input tables and the versions read"),
        Column("counts", COUNTS, "rows written and left out"),
        Column("at", TIME, "when this row was written", False),
        Column("mlflow_run_id", STRING, "MLflow run, if the stage logged one"),
        Column("error", STRING, "one line, if it failed"),
    ),
    key=("run_id", "state"),
    written="append",
    constraints=(("known_state", "state IN ('started', 'done', 'failed', 'skipped')"),),
    volatile=("run_id", "at"),
)

BLOCKED_BY = ("url", "domain", "doc_id")  # columns that every table of pages has

BLOCKED = Table(
    name="blocked",
    comment="Takedowns: what every stage's reader and export leave out.",
    columns=(
        Column("kind", STRING, "url, domain or doc_id", False),
        Column("value", STRING, "what is blocked", False),
        Column("reason", STRING, "why", False),
        Column("at", TIME, "when", False),
    ),
    key=("kind", "value"),
    written="append",
    constraints=(("known_kind", f"kind IN {BLOCKED_BY}"),),
    volatile=("at",),
)

TABLES: tuple[Table, ...] = (
    *(WARCS, RECALLED, SELECTED, PAIRS, UNIQUE_PAIRS, DEDUP_BANDS, CLEAN_PAIRS, REFINED_PAIRS),
    *(VERIFIED_PAIRS, SFT, RUNS, BLOCKED),
)


def table_named(name: str) -> Table:
    """The table of that name; UserError with the names there are."""
    for table in TABLES:
        if table.name == name:
            return table
    raise UserError(f"no table {name}; there are {', '.join(table.name for table in TABLES)}")
