"""The engine `vllm`: a model in this worker process. The only file that imports vllm.

The engine runs inside the process (no EngineCore of its own), so a killed task leaves nothing
behind; it is loaded once per process and fed continuously (`feeding`). A request that cannot be
asked ends as a completion with `finish_reason="error"` and `reason: detail` as its text.
"""

import copy
import faulthandler
import functools
import logging
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, Final, Literal

from webinstruct import UserError
from webinstruct.llm import Completion, Request
from webinstruct.llm.feeding import Answer, Feed, Refused
from webinstruct.llm.gpu_lock import GpuLock, visible
from webinstruct.llm.structured import Structured
from webinstruct.llm.watchdog import Limits

_log = logging.getLogger(__name__)

REASONS: Final = (
    "no-messages",  # nothing to ask
    "bad-prompt",  # the chat template or the tokenizer fails on it
    "too-long",  # the prompt leaves no room for an answer
    "refused",  # vLLM takes it not, for example because of its schema
    "aborted",  # vLLM gave it up
    "deadline",
    "stalled",
)

_ENVIRONMENT: Final = {
    "VLLM_NO_USAGE_STATS": "1",  # a run tells nobody that it runs
    "VLLM_LOGGING_LEVEL": "WARNING",
    "VLLM_LOGGING_STREAM": "ext://sys.stderr",
    "VLLM_CPU_KVCACHE_SPACE": "1",
    "VLLM_CPU_OMP_THREADS_BIND": "nobind",
}


@dataclass(frozen=True, slots=True)
class VllmOptions:
    """Which model, how it is loaded, and how it answers."""

    model: str
    """A folder that all workers can read, or a name on the Hugging Face hub."""
    revision: str | None = None
    dtype: str = "auto"
    quantization: str | None = None
    """None: what the model's own configuration says."""
    max_model_len: int | None = None
    """Longest prompt and answer together, in tokens; None: the model's own."""
    tensor_parallel: int = 1
    gpu_memory_utilization: float = 0.9
    enforce_eager: bool = False
    trust_remote_code: bool = False
    seed: int = 0
    max_num_seqs: int = 256
    """Requests computed at a time."""
    window: int = 1024
    """Requests pending at a time; never below max_num_seqs."""
    temperature: float = 0.0
    top_p: float = 1.0
    max_tokens: int = 2048
    """Longest answer."""
    template: Mapping[str, Any] = field(default_factory=dict)
    """Passed to the chat template, for example `enable_thinking: false`."""
    structured: Structured = "on_retry"
    """When an answer is held to the schema: always, when the free one does not fit it, or never."""
    schema_backend: Literal["xgrammar", "guidance"] = "xgrammar"
    limits: Limits = field(default_factory=Limits)
    step_seconds: float = 900.0
    """A single step that takes longer ends the process: the device hangs. 0: never."""
    lock_seconds: float = 120.0
    """How long to wait for a GPU that another engine on this machine still holds."""


ASKING: Final = frozenset(
    ("window", "temperature", "top_p", "max_tokens", "template", "structured", "limits", "step_seconds")
)
"""Options that only say how a loaded model is asked."""


@functools.cache
def _opened() -> dict[str, "VllmEngine"]:
    return {}


def open_vllm(options: VllmOptions) -> "VllmEngine":
    """The engine of this process: loaded at first use, then kept. UserError for other options."""
    engines, key = _opened(), repr(options)
    if engines and key not in engines:
        raise UserError(f"one vLLM model per process: {next(iter(engines.values())).name} is loaded already")
    if key not in engines:
        engines[key] = VllmEngine(options)
    return engines[key]


def engine_loads() -> int:
    """How many engines this process has loaded; a task logs it, and it should say 1."""
    return VllmEngine.loads


def _tell(line: str) -> None:
    """One line to whoever keeps this process's stderr: a Spark worker has no logging set up."""
    print(f"vllm: {line} engine_loads={engine_loads()} pid={os.getpid()}", file=sys.stderr, flush=True)


class VllmEngine:
    """One model, fed by one stream of requests at a time."""

    loads: ClassVar[int] = 0

    def __init__(self, options: VllmOptions) -> None:
        for name, value in _ENVIRONMENT.items():
            os.environ.setdefault(name, value)
        os.environ["VLLM_ENABLE_V1_MULTIPROCESSING"] = "0"
        self._options = options
        self._lock: GpuLock | None = None
        started = time.monotonic()
        self.model = Model(options, *self._load())
        self._feed: Feed[list[int]] | None = None
        VllmEngine.loads += 1
        _tell(f"loaded {self.name} seconds={time.monotonic() - started:.0f}")

    @property
    def name(self) -> str:
        """The model's name; of a folder its last part, so that no machine's paths stand in tables."""
        return Path(self._options.model).name if Path(self._options.model).exists() else self._options.model

    @property
    def steps(self) -> int:
        """Steps computed so far."""
        return self.model.steps

    @property
    def pending(self) -> int:
        """Requests that the engine holds now."""
        return int(self.model.engine.get_num_unfinished_requests())

    def complete(self, requests: Iterator[Request]) -> Iterator[Completion]:
        """Answer every request once. A new call takes over from one that was never ended."""
        if self._feed is not None:
            self._feed.close()
        options = self._options
        feed = self._feed = Feed(
            self.model,
            seats=options.max_num_seqs,
            window=options.window,
            structured=options.structured,
            limits=options.limits,
        )
        answers = tokens_in = tokens_out = 0
        steps = self.steps
        try:
            with closing(feed.answers(requests)) as stream:
                for completion in stream:
                    answers += 1
                    tokens_in += completion.tokens_in
                    tokens_out += completion.tokens_out
                    yield completion
        finally:
            _tell(f"{answers=} {tokens_in=} {tokens_out=} steps={self.steps - steps}")

    def ask_with(self, **changes: Any) -> None:
        """Ask otherwise from the next call on, with the model as it is loaded."""
        if fixed := changes.keys() - ASKING:
            raise ValueError(f"{', '.join(sorted(fixed))} cannot change after loading")
        self._options = self.model.options = replace(self._options, **changes)

    def close(self) -> None:
        """Give the device back. A process that ends does so by itself."""
        if self._feed is not None:
            self._feed.close()
        self.model.engine.engine_core.shutdown()
        if self._lock is not None:
            self._lock.release()
        _opened().clear()

    def _load(self) -> tuple[Any, Any]:
        """The engine and its tokenizer; UserError, in one line, for all that a user can mend."""
        options = self._options
        _check_folder(options.model)
        try:
            from vllm import EngineArgs, LLMEngine
            from vllm.platforms import current_platform
        except ImportError as error:
            raise UserError(
                f"the engine vllm cannot be imported ({error}): install webinstruct[gpu] or webinstruct[cpu]"
            ) from None
        if not current_platform.is_cpu():
            self._lock = GpuLock(visible(os.environ, options.tensor_parallel), options.lock_seconds)
        try:
            engine = LLMEngine.from_engine_args(EngineArgs(**_arguments(options)))
            return engine, engine.get_tokenizer()
        # Whatever goes wrong here goes wrong before the first page, and mostly because of a setting.
        except Exception as error:
            if self._lock is not None:
                self._lock.release()
            _log.exception("vLLM did not load %s", options.model)
            raise UserError(_explained(options, error)) from error


def _check_folder(model: str) -> None:
    path = Path(model)
    if (path.is_absolute() or model.startswith(".") or path.exists()) and not (path / "config.json").exists():
        raise UserError(f"model {model}: wanted a folder with a model's config.json, found none there")


def _arguments(options: VllmOptions) -> dict[str, Any]:
    return {
        "model": options.model,
        "revision": options.revision,
        "dtype": options.dtype,
        "quantization": options.quantization,
        "max_model_len": options.max_model_len,
        "tensor_parallel_size": options.tensor_parallel,
        "gpu_memory_utilization": options.gpu_memory_utilization,
        "enforce_eager": options.enforce_eager,
        "trust_remote_code": options.trust_remote_code,
        "seed": options.seed,
        "max_num_seqs": options.max_num_seqs,
        "enable_prefix_caching": True,
        "disable_log_stats": True,
        # Sampling is what our settings say, not what the model's folder recommends.
        "generation_config": "vllm",
        "structured_outputs_config": {"backend": options.schema_backend, "disable_any_whitespace": True},
    }


_HINTS: Final = (
    ("kv cache", "lower llm.max_model_len or raise llm.gpu_memory_utilization"),
    ("free memory on device", "another process uses the GPU, or lower llm.gpu_memory_utilization"),
    ("out of memory", "the model needs a bigger GPU, llm.quantization or llm.tensor_parallel"),
    ("infer device type", "no GPU is visible here: use webinstruct[cpu] or another machine"),
    ("no cuda", "no GPU is visible here: use webinstruct[cpu] or another machine"),
    ("max_model_len", "lower llm.max_model_len"),
    ("repo", "give a folder, or a name of the hub that this machine can reach"),
)


def _explained(options: VllmOptions, error: Exception) -> str:
    """One line: what vLLM said last, and what may help."""
    causes: list[BaseException] = [error]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None and len(causes) < 10:
        causes.append(cause)
    said = " ".join(str(error).split())[:300] or type(error).__name__
    everything = " ".join(str(cause) for cause in causes).lower()
    hint = next((f"; {advice}" for sign, advice in _HINTS if sign in everything), "")
    return f"vLLM cannot load {options.model}: {said}{hint}"


class Model:
    """vLLM as `feeding` wants it."""

    def __init__(self, options: VllmOptions, engine: Any, tokenizer: Any) -> None:
        self.engine = engine
        self.options = options
        self.steps = 0
        self._max_len: int = engine.model_config.max_model_len
        # The engine uses its own one at the same time, and tokenizers forbid that.
        self._tokenizer = copy.deepcopy(tokenizer)
        self._tokenizer.model_max_length = sys.maxsize  # no warnings: what is too long is refused below

    def prepare(self, request: Request) -> list[int]:
        """The tokens of a conversation."""
        if not request.messages:
            raise Refused("no-messages: the request has only what an engine without a model reads")
        turns = [{"role": turn.role, "content": turn.content} for turn in request.messages]
        try:
            tokens = self._tokenizer.apply_chat_template(
                turns, add_generation_prompt=True, return_dict=False, **self.options.template
            )
        # Templates are programs of the model's authors and raise what they like.
        except Exception as error:
            raise Refused(f"bad-prompt: {_line(error)}") from None
        if len(tokens) >= self._max_len:
            raise Refused(f"too-long: {len(tokens)} tokens, the model takes {self._max_len} with the answer")
        return list(tokens)

    def add(self, key: str, request: Request, prompt: list[int], *, constrained: bool) -> None:
        """One more for the scheduler."""
        try:
            params = self._params(request, len(prompt), constrained)
            self.engine.add_request(key, {"prompt_token_ids": prompt}, params)
        # vLLM refuses with exceptions of many kinds, also those of the schema's compiler.
        except Exception as error:
            self.engine.abort_request([key])
            raise Refused(f"refused: {_line(error)}") from None

    def _params(self, request: Request, prompt: int, constrained: bool) -> Any:
        from vllm import SamplingParams
        from vllm.sampling_params import RequestOutputKind, StructuredOutputsParams

        options = self.options
        wanted = request.max_tokens or options.max_tokens
        return SamplingParams(
            temperature=options.temperature,
            top_p=options.top_p,
            # Without one, samples differ by what else is computed beside them.
            seed=None if request.sample is None else options.seed + request.sample,
            max_tokens=min(wanted, self._max_len - prompt),
            output_kind=RequestOutputKind.FINAL_ONLY,
            structured_outputs=StructuredOutputsParams(json=dict(request.schema or {}))
            if constrained
            else None,
        )

    def step(self) -> list[tuple[str, Answer]]:
        """One forward pass; what ended with it."""
        self.steps += 1
        seconds, where = self.options.step_seconds, sys.__stderr__
        if seconds and where is not None:
            # Works even where a kernel hangs with the interpreter's lock held.
            faulthandler.dump_traceback_later(seconds, exit=True, file=where)
        try:
            outputs = self.engine.step()
        finally:
            faulthandler.cancel_dump_traceback_later()
        return [(output.request_id, _answer(output)) for output in outputs if output.finished]

    def abort(self, keys: list[str]) -> None:
        """Forget them."""
        self.engine.abort_request(keys)

    def progress(self) -> Mapping[str, int]:
        """Tokens computed for each request, of the prompt and the answer: from the scheduler itself."""
        states = self.engine.output_processor.request_states
        running = self.engine.engine_core.engine_core.scheduler.requests
        return {
            states[key].external_req_id: request.num_computed_tokens
            for key, request in running.items()
            if key in states
        }


def _answer(output: Any) -> Answer:
    made = output.outputs[0]
    tokens = (len(output.prompt_token_ids or ()), len(made.token_ids))
    if made.finish_reason in ("stop", "length"):
        return Answer(made.text, made.finish_reason, *tokens)
    return Answer(f"aborted: vLLM ended it with {made.finish_reason}", "error", *tokens)


def _line(error: Exception) -> str:
    return (" ".join(str(error).split()) or type(error).__name__)[:200]
