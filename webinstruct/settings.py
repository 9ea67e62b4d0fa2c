"""Settings: one YAML file, checked when read, frozen afterwards.

Every field is marked `result` (it decides what the rows say: changing it on an existing
table is refused) or `operation` (it decides how fast or where: it changes freely).

    >>> Settings.model_validate({"input": "warcs/", "tables": "tables"}).recall.threshold
    0.5
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, field_validator, model_validator

from webinstruct import parts
from webinstruct.parts import Part as Part
from webinstruct.parts import digest as digest
from webinstruct.parts import fields as fields
from webinstruct.parts import operation as operation
from webinstruct.parts import result as result
from webinstruct.parts import result_values as result_values

BENCHMARKS = (
    *("gsm8k", "math", "theoremqa", "arc_challenge", "bbh", "mmlu_stem", "gpqa", "mmlu_pro", "humaneval"),
    *("mbpp", "svamp", "aqua", "numglue", "simuleq", "sat_math", "deepmind_math", "agieval"),
)
"""Every benchmark that evaluation runs."""

_SECRET = tuple(
    f"{group}.{name}"
    for group in ("llm.endpoint", "decontaminate.embedding")  # the first in refiners and verify, too
    for name in ("base_url", "key_variable")
)
"""Where people put their keys by mistake: not to be repeated on a terminal."""


class ListSettings(Part):
    """Stage `list`."""

    input_root: str | None = result(None)
    """Folder that warc ids are relative to; default: the folder, the glob's fixed part, or the list's folder."""


class FitSettings(Part):
    """Stage `fit`: the fastText classifier (paper, section 2.1)."""

    positives: tuple[str, ...] = result(())
    """JSONL files with `text` (and optionally `title`, `group`): educational examples."""
    negatives: tuple[str, ...] = result(())
    """JSONL files of the same form: everything else."""
    dim: int = result(256, ge=1, le=1024)
    """Size of the word vectors."""
    epochs: int = result(3, ge=1)
    """Passes over the examples."""
    learning_rate: float = result(0.1, gt=0)
    """fastText's lr."""
    word_ngrams: int = result(3, ge=1, le=5)
    """Longest word n-gram used as a feature."""
    min_count: int = result(3, ge=1)
    """Words rarer than this are ignored."""
    buckets: int = result(2_000_000, ge=1000)
    """Hash buckets of the n-grams; a model takes buckets x dim x 4 bytes in every worker."""
    test_share: float = result(0.2, gt=0, lt=1)
    """Share of the groups held out to measure on."""
    seed: int = result(0)
    """Seed of fastText."""
    threads: int = result(1, ge=1)
    """One thread gives the same bytes each time; more do not."""


class RecallSettings(Part):
    """Stage `recall`: archives to scored documents."""

    threshold: float = result(0.5, ge=0, le=1)
    """Pages with a lower score are counted and left."""
    control: float = result(0.005, ge=0, le=1)
    """Share of all HTML pages kept as control sample whatever their score (by hash)."""
    max_page_bytes: int = result(2_000_000, ge=1000)
    """Longer bodies are counted as `too-large` and left."""
    min_chars: int = result(200, ge=0)
    """Pages with less text are counted as `too-short` and left."""
    warcs_per_commit: int = operation(8, ge=1)
    """Archives in one commit; each is one task."""
    batch_bytes: int = operation(32_000_000, ge=10_000)
    """Rows are handed to Spark in Arrow batches of about this many bytes."""


class SelectSettings(Part):
    """Stage `select`: what goes on to the paid stages."""

    domains: str | None = operation(None)
    """CSV with a column `domain`: the picked ones. None means all."""
    max_documents: int | None = operation(None, ge=0)
    """Budget: never more than this many rows in `selected`."""


class ExtractSettings(Part):
    """Stage `extract`: documents to question-answer pairs."""

    min_grounding: float = result(0.9, ge=0, le=1)
    """Pairs with a smaller share found on the page are marked `ungrounded`."""
    max_chars: int = result(100_000, ge=1000)
    """Longer pages are marked `too-long`."""
    mode: Literal["units", "copy"] = result("units")
    """How a model answers: by the numbers of the page's lines and sentences, or by copying (the paper's way)."""
    prompt: str | None = operation(None)
    """File with a prompt of your own; None: `prompts/extract_<mode>.md`. What it says is part of the digest."""
    window_tokens: int = result(6_000, ge=100)
    """Longer pages are asked about in parts of so many tokens, estimated as bytes / 3."""
    overlap_tokens: int = result(600, ge=0)
    """Tokens that two neighbouring parts share."""


def server_address(value: str) -> str:
    """The address itself; ValueError if no server can stand there, or if it holds a password.

    >>> server_address("https://host/v1")
    'https://host/v1'
    """
    parts = urlsplit(value)
    if parts.username is not None or parts.password is not None:
        raise ValueError("must hold no password: the key comes from an environment variable")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must look like https://host/v1")
    _ = parts.port  # ValueError above 65535
    return value


def variable_name(value: str) -> str:
    """The name itself; ValueError if no environment variable can have it.

    >>> variable_name("OPENAI_API_KEY")
    'OPENAI_API_KEY'
    """
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,99}", value):
        raise ValueError(
            "is the name of an environment variable, such as OPENAI_API_KEY, never the key itself"
        )
    return value


Address = Annotated[str, AfterValidator(server_address)]
Variable = Annotated[str, AfterValidator(variable_name)]


class EndpointSettings(Part):
    """The engine `endpoint`: a server that speaks OpenAI's chat completions."""

    base_url: Address = operation("http://127.0.0.1:8000/v1")
    """Up to and with the version."""
    model: str = result("")
    """The model's name on the server."""
    key_variable: Variable | None = operation(None)
    """Name of the environment variable that holds the key; it must be set on the executors."""
    temperature: float | None = result(0.0, ge=0)
    """None leaves it to the server; so do the next two."""
    max_tokens: int | None = result(2048, ge=1)
    """Longest answer."""
    seed: int | None = result(None)
    """Seed of sampling, where the server takes one."""
    extra: dict[str, Any] = result({})
    """More fields of the request body."""
    structured: Literal["always", "on_retry", "never"] = result("on_retry")
    """When the schema is sent: with each call, after an answer that does not fit it, or never."""
    in_flight: int = operation(32, ge=1)
    """Calls at a time, per task."""
    timeout_seconds: float = operation(300.0, gt=0)
    """Longest time of one call."""
    attempts: int = operation(6, ge=1)
    """Attempts of a call that fails for a passing reason."""
    timeouts: int = operation(2, ge=1)
    """Attempts that may time out: each may have been paid for."""
    first_wait_seconds: float = operation(1.0, gt=0)
    """Mean wait after the first failure; it doubles."""
    longest_wait_seconds: float = operation(60.0, gt=0)
    """No wait of our own is longer."""
    give_up_after: int = operation(50, ge=1)
    """So many requests in a row without an answer fail the stage."""
    budget_tokens: int | None = operation(None, ge=0)
    """Tokens in and out, over all runs; then the stage stops, and goes on when this is raised."""
    budget_money: float | None = operation(None, ge=0)
    """The same in the currency of the prices."""
    price_in: float = operation(0.0, ge=0, allow_inf_nan=False)
    """Price of a million tokens in."""
    price_out: float = operation(0.0, ge=0, allow_inf_nan=False)
    """Price of a million tokens out."""
    ledger: str | None = operation(None)
    """Folder where workers note what they spent; default <tables>/_spent. Needed with catalog.schema."""
    cache: str | None = operation(None)
    """Folder of answered calls, shared by all workers; none by default."""

    @model_validator(mode="after")
    def _prices_its_budget(self) -> Self:
        if self.budget_money is not None and not (self.price_in or self.price_out):
            raise ValueError("needs price_in and price_out: without prices budget_money never ends")
        return self


class VllmSettings(Part):
    """The engine `vllm`: a model inside each worker process."""

    model: str = result("")
    """A folder that all workers can read, or a name on the Hugging Face hub."""
    revision: str | None = result(None)
    """Branch, tag or commit on the hub."""
    dtype: str = result("auto")
    """Type of the weights."""
    quantization: str | None = result(None)
    """None: what the model's own configuration says."""
    max_model_len: int | None = result(None, ge=1)
    """Longest prompt and answer together, in tokens; None: the model's own."""
    temperature: float = result(0.0, ge=0)
    """Zero is greedy."""
    top_p: float = result(1.0, gt=0, le=1)
    """Nucleus sampling."""
    max_tokens: int = result(2048, ge=1)
    """Longest answer."""
    seed: int = result(0)
    """Seed of sampling."""
    template: dict[str, Any] = result({})
    """Passed to the chat template, such as enable_thinking: false."""
    structured: Literal["always", "on_retry", "never"] = result("on_retry")
    """When an answer is held to the schema."""
    tensor_parallel: int = operation(1, ge=1)
    """GPUs a model is spread over."""
    gpu_memory_utilization: float = operation(0.9, gt=0, le=1)
    """Share of a GPU's memory that the engine takes."""
    enforce_eager: bool = operation(False)
    """No compilation: starts sooner, runs slower."""
    trust_remote_code: bool = result(False)
    """Run code that a model's repository brings."""
    schema_backend: Literal["xgrammar", "guidance"] = result("xgrammar")
    """What holds answers to the schema."""
    max_num_seqs: int = operation(256, ge=1)
    """Requests computed at a time."""
    window: int = operation(1024, ge=1)
    """Requests pending at a time; never below max_num_seqs."""
    request_seconds: float = operation(600.0, gt=0)
    """A request is given up after so long, counted from its first token."""
    stall_seconds: float = operation(60.0, gt=0)
    """The same without any progress of its own."""
    step_seconds: float = operation(900.0, ge=0)
    """A single step that takes longer ends the process: the device hangs. 0: never."""
    lock_seconds: float = operation(120.0, ge=0)
    """How long to wait for a GPU that another engine on this machine still holds."""


class LlmSettings(Part):
    """The engine of the stages that ask a model."""

    engine: Literal["rules", "endpoint", "vllm", "scripted"] = result("rules")
    """`rules` needs no model; `scripted` answers from a file, for tests."""
    endpoint: EndpointSettings = operation(EndpointSettings())
    """Used by the engine `endpoint`."""
    vllm: VllmSettings = operation(VllmSettings())
    """Used by the engine `vllm`."""
    script: str | None = operation(None)
    """JSON file of the engine `scripted`."""
    workers: int = operation(2, ge=1)
    """Tasks, each with its own engine."""
    commit_documents: int = operation(2000, ge=1)
    """Documents in one commit."""

    @model_validator(mode="after")
    def _has_what_its_engine_needs(self) -> Self:
        needed = {"endpoint": self.endpoint.model, "vllm": self.vllm.model, "scripted": self.script}
        if not needed.get(self.engine, True):
            name = "llm.script" if self.engine == "scripted" else f"llm.{self.engine}.model"
            raise ValueError(f"needs {name} for the engine {self.engine}")
        return self

    def identity(self) -> dict[str, Any]:
        """What decides the answers: the engine and its own result settings, by dotted name.

        >>> LlmSettings().identity()
        {'llm.engine': 'rules'}
        """
        part = {"endpoint": self.endpoint, "vllm": self.vllm}.get(self.engine)
        own = {} if part is None else result_values(part, f"llm.{self.engine}")
        return {"llm.engine": self.engine} | own


class DedupSettings(Part):
    """Stage `dedup`: duplicates among the extracted pairs."""

    similarity: float = result(0.8, gt=0, le=1)
    """Questions that share at least so much of their words, and all numbers and formulas, are duplicates."""
    bucket: int = operation(200, ge=2)
    """Of pairs that fall into one bucket, each is compared with so many of the best; more are counted as capped."""


class EmbeddingSettings(Part):
    """The embedding pass of `decontaminate`: a server that speaks OpenAI's embeddings (vLLM, TEI)."""

    base_url: Address = operation("http://127.0.0.1:8000/v1")
    """Up to and with the version."""
    model: str = result(min_length=1)
    """The model's name on the server."""
    key_variable: Variable | None = operation(None)
    """Name of the environment variable that holds the key; it must be set on the executors."""
    threshold: float = result(0.9, gt=0, le=1)
    """Cosine from which a question is taken for an item's. Not measured: it depends on the model."""
    max_chars: int = result(2_000, ge=100)
    """Of a longer text so much is sent: servers refuse what does not fit into their model."""
    batch: int = operation(32, ge=1, le=2048)
    """Texts in one call."""
    timeout_seconds: float = operation(60.0, gt=0)
    """Longest time of one call."""
    attempts: int = operation(6, ge=1)
    """Attempts of a call that fails for a passing reason; then the stage fails."""


class DecontaminateSettings(Part):
    """Stage `decontaminate`, and `export` again: pairs that hold benchmark items."""

    benchmarks: str | None = operation(None)
    """Folder of benchmark files in their published forms; what they hold stands as a digest in the rows."""
    names: tuple[str, ...] = operation(BENCHMARKS)
    """The benchmarks to keep out."""
    from_hub: bool = operation(False)
    """Load what the folder lacks from the Hugging Face hub."""
    allow_missing: bool = operation(False)
    """Go on without benchmarks that are not found; they are named."""
    rule: Literal["ours", "paper"] = result("ours")
    """`paper`: any `ngram` words in a row of a question or answer."""
    scope: Literal["pair", "page"] = result("pair")
    """`page`: a contaminated pair takes the other pairs of its page along, as in the paper."""
    drop: tuple[Literal["same", "number-variant", "shared-template"], ...] = result(
        ("same", "number-variant")
    )
    """Verdicts that are left out."""
    ngram: int = result(10, ge=5, le=50)
    """Words in a row that call for a closer look."""
    template_items: int = result(5, ge=2)
    """Words in a row that so many items of a benchmark share are its template, no sign of one item."""
    template_domains: int = result(10, ge=2)
    """Words in a row that stand on so many domains of our own corpus are everyone's phrase."""
    embedding: EmbeddingSettings | None = operation(None)
    """Ask a server's embeddings about pairs that words leave; None: no."""


class RefinerSettings(Part):
    """One refiner: who it is, and what it is told. Each has its own run, checkpoint and rows."""

    name: str = operation(pattern=r"^[a-z][a-z0-9_]{0,31}$")
    """Stands in every row and in its id; never give the same name to another model."""
    llm: LlmSettings = operation(LlmSettings())
    """Its engine; `rules` only cleans up."""
    prompt: str | None = operation(None)
    """File with a prompt of your own; None: `prompts/refine.md`. What it says is part of the digest."""
    max_chars: int = result(20_000, ge=100)
    """Longer pairs are marked `too-long`."""


class RefineSettings(Part):
    """Stage `refine`: clean pairs to refined ones, once for each refiner."""

    refiners: tuple[RefinerSettings, ...] = operation((RefinerSettings(name="rules"),))
    """The paper has two models, for diversity: all refinements of a pair go into the dataset."""

    @field_validator("refiners")
    @classmethod
    def _has_each_name_once(cls, value: tuple[RefinerSettings, ...]) -> tuple[RefinerSettings, ...]:
        names = [one.name for one in value]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"two refiners are named {twice}")
        if "original" in names:
            raise ValueError("original is what rows without a refinement are called")
        return value


class VerifySettings(Part):
    """Stage `verify`: refined questions solved anew, several times; how often their final answer comes out."""

    llm: LlmSettings = operation()
    """The model that solves; with a temperature above 0, or all its solutions are the same."""
    samples: int = result(4, ge=2, le=64)
    """Solutions of each question."""
    prompt: str | None = operation(None)
    """File with a prompt of your own; None: `prompts/verify.md`. What it says is part of the digest."""
    max_chars: int = result(20_000, ge=100)
    """Longer questions are marked `too-long`."""

    @model_validator(mode="after")
    def _samples_by_chance(self) -> Self:
        if self.llm.engine == "rules":
            raise ValueError("needs a model: llm.engine must be endpoint or vllm")
        endpoint = self.llm.endpoint
        temperature = {
            "endpoint": endpoint.extra.get("temperature", endpoint.temperature),
            "vllm": self.llm.vllm.temperature,
        }.get(self.llm.engine)
        if temperature == 0:
            name = f"llm.{self.llm.engine}.temperature"
            raise ValueError(f"needs {name} above 0: at 0 all {self.samples} samples are the same")
        if self.llm.engine == "endpoint" and "seed" in endpoint.extra:
            raise ValueError("wants its seed in llm.endpoint.seed: in extra it is the same for all samples")
        return self


Flag = Literal["answer", "content", "question", "numbers", "equations", "latex", "unchanged"]
"""What may speak against a refinement: see refine.flags."""

AnswerType = Literal[
    "choice", "number", "quantity", "expression", "equation", "bool", "list", "interval", "text"
]


class PolicySettings(Part):
    """What `export` makes of refinements: taken, the original instead, or neither."""

    fall_back: tuple[Flag, ...] = result(("answer", "content", "question", "numbers", "equations", "latex"))
    """A refinement with one of these flags is not taken. The pair goes out as it was, if no other one is."""
    drop: tuple[Flag, ...] = result(())
    """A pair none of whose refinements is taken goes out in no form, if one of them has one of these flags."""
    unrefined: Literal["original", "drop"] = result("original")
    """What becomes of a pair that no refiner gave anything readable for."""
    originals: Literal["fall_back", "always", "never"] = result("fall_back")
    """When the pair as it was on its page goes out: where no refinement of it is taken, beside them, or never."""
    min_content: float = result(0.5, ge=0, le=1)
    """Below this share of the source's content the flag `content` is up."""


class FilterSettings(Part):
    """Which rows of the dataset go out; each that does not is counted under the filter's name."""

    min_chars: int = result(0, ge=0)
    """Characters of question and answer together."""
    max_chars: int | None = result(None, ge=1)
    """The same at most."""
    languages: tuple[str, ...] | None = result(None)
    """ISO 639-1 codes; pages whose language nobody could tell go, too."""
    min_grounding: float = result(0.0, ge=0, le=1)
    """Share of the pair that stands on its page."""
    refiners: tuple[str, ...] | None = result(None)
    """Names of refiners, or `original`."""
    answer_kept: tuple[Literal["equal", "undecided", "timed-out", "no-answer"], ...] | None = result(None)
    """Preservation of the final answer as a refined row has it; original rows preserve it."""
    agreement: tuple[Literal["agree", "differ", "undecided", "alone"], ...] | None = result(None)
    """Whether the refiners' final answers agree; `alone`: one refinement only."""
    answer_types: tuple[AnswerType, ...] | None = result(None)
    """Kinds of final answers."""
    subjects: tuple[str, ...] | None = result(None)
    """What a row is about, as its refiner says; rows without go, too."""
    verifiable: bool = result(False)
    """Only rows whose final answer is stated ("The answer is 4.") and no words, so that a program can check it."""
    pass_rate: tuple[float, float] | None = result(None)
    """Share of sampled solutions that end the same, from and to; rows that were not verified go, too."""
    opt_out: bool = result(True)
    """False: pages with any signal against machine use stay out."""


class VariantSettings(Part):
    """One more dataset folder from the same table."""

    name: str = operation(pattern=r"^[a-z][a-z0-9_-]{0,31}$")
    """Stands on its card."""
    dataset: str = operation()
    """Its folder."""
    filters: FilterSettings = operation(FilterSettings())
    """Which rows of the dataset go into it."""


class ExportSettings(Part):
    """Stage `export`: the dataset folder."""

    dataset: str = operation("dataset")
    """Folder of the dataset."""
    name: str = result("webinstruct")
    """Name on the card."""
    policy: PolicySettings = operation(PolicySettings())
    """Refinements, originals, or neither."""
    filters: FilterSettings = operation(FilterSettings())
    """Which rows go out."""
    variants: tuple[VariantSettings, ...] = operation(())
    """Further folders with filters of their own."""
    validation: float = result(0.02, ge=0, lt=1)
    """Share of domains, by hash, whose rows are the split `validation`: no page of them is trained on."""
    shard_rows: int = result(500_000, ge=1)
    """Rows of one Parquet file."""


class SparkSettings(Part):
    """Our own local session; ignored where a session is already running."""

    cores: int = operation(2, ge=1)
    """Cores of local[N]."""
    memory: str = operation("2g", pattern=r"^\d+[gm]$")
    """Heap of the JVM."""
    conf: dict[str, str | int | float | bool] = operation({})
    """Any of Spark's own settings, by its full name; wins over ours."""


class Settings(Part):
    """All settings of a chain."""

    input: str = operation(min_length=1)
    """Archives: a file, folder, glob, list of paths (.paths, .paths.gz, .txt), or a URL of one."""
    tables: str = operation(min_length=1)
    """Where the Delta tables stand: a folder, or catalog.schema."""
    checkpoints: str | None = operation(None)
    """Where streams keep their state; default <tables>/_checkpoints. Needed with catalog.schema."""
    models: str | None = operation(None)
    """Where fitted models stand; default <tables>/_models. Needed with catalog.schema."""
    mlflow: str | None = operation(None)
    """MLflow tracking URI; default sqlite:///<tables>/_mlflow/mlflow.db."""
    rounds: int = operation(1, ge=1, le=1)
    """Rounds of fit and recall. The second round is not built yet."""
    user_agent: str = operation("webinstruct/0.1 (+https://github.com/webinstruct/webinstruct)")
    """How we introduce ourselves to web servers."""
    list: ListSettings = operation(ListSettings())
    fit: FitSettings = operation(FitSettings())
    recall: RecallSettings = operation(RecallSettings())
    select: SelectSettings = operation(SelectSettings())
    extract: ExtractSettings = operation(ExtractSettings())
    llm: LlmSettings = operation(LlmSettings())
    dedup: DedupSettings = operation(DedupSettings())
    decontaminate: DecontaminateSettings = operation(DecontaminateSettings())
    refine: RefineSettings = operation(RefineSettings())
    verify: VerifySettings | None = operation(None)
    """Solve refined questions anew and count how often their answer comes out; None: no."""
    export: ExportSettings = operation(ExportSettings())
    retention_days: int = operation(90, ge=7)
    """How long `maintain` keeps files that no table refers to any more: the versions that runs point at."""
    spark: SparkSettings = operation(SparkSettings())


def load(path: Path, overrides: Sequence[str] = ()) -> Settings:
    """Read and check a YAML file; `overrides` are `a.b=c` with c read as YAML.

    Relative paths inside are relative to the working folder. UserError with one line per
    mistake for everything that can be wrong with a settings file.
    """
    return parts.read(Settings, path, overrides, secret=_SECRET)


def checked(raw: dict[str, Any], overrides: Sequence[str] = (), told: str = "") -> Settings:
    """Check settings that are already read; `overrides` go into `raw`, `told` stands before what is wrong."""
    return parts.checked(Settings, raw, overrides, told=told, secret=_SECRET)


def schema_json() -> str:
    """The JSON Schema of a settings file, as exported to conf/schema.json."""
    return json.dumps(Settings.model_json_schema(), indent=2) + "\n"
