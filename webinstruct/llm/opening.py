"""Settings to engines: the one place that knows them all. Each is imported when it is asked for."""

from webinstruct.llm import Engine
from webinstruct.settings import EndpointSettings, LlmSettings, VllmSettings


def engine(settings: LlmSettings) -> Engine:
    """The engine that the settings name."""
    if settings.engine == "endpoint":
        return _endpoint(settings.endpoint)
    if settings.engine == "vllm":
        return _vllm(settings.vllm)
    if settings.engine == "scripted":
        from webinstruct.llm import scripted

        return scripted.load(settings.script or "")
    from webinstruct.llm.rules import Rules

    return Rules()


def _endpoint(settings: EndpointSettings) -> Engine:
    from webinstruct.llm.budget import Limits
    from webinstruct.llm.endpoint import Endpoint, EndpointOptions
    from webinstruct.llm.retry import Patience

    return Endpoint(
        EndpointOptions(
            base_url=settings.base_url,
            model=settings.model,
            key_variable=settings.key_variable,
            temperature=settings.temperature,
            max_tokens=settings.max_tokens,
            seed=settings.seed,
            extra=settings.extra,
            structured=settings.structured,
            in_flight=settings.in_flight,
            timeout_seconds=settings.timeout_seconds,
            patience=Patience(
                attempts=settings.attempts,
                timeouts=settings.timeouts,
                first_seconds=settings.first_wait_seconds,
                longest_seconds=settings.longest_wait_seconds,
            ),
            give_up_after=settings.give_up_after,
            limits=Limits(
                tokens=settings.budget_tokens,
                money=settings.budget_money,
                price_in=settings.price_in,
                price_out=settings.price_out,
            ),
            ledger=settings.ledger,
            cache=settings.cache,
        )
    )


def _vllm(settings: VllmSettings) -> Engine:
    from webinstruct.llm.vllm_engine import VllmOptions, open_vllm
    from webinstruct.llm.watchdog import Limits

    return open_vllm(
        VllmOptions(
            model=settings.model,
            revision=settings.revision,
            dtype=settings.dtype,
            quantization=settings.quantization,
            max_model_len=settings.max_model_len,
            tensor_parallel=settings.tensor_parallel,
            gpu_memory_utilization=settings.gpu_memory_utilization,
            enforce_eager=settings.enforce_eager,
            trust_remote_code=settings.trust_remote_code,
            seed=settings.seed,
            max_num_seqs=settings.max_num_seqs,
            window=settings.window,
            temperature=settings.temperature,
            top_p=settings.top_p,
            max_tokens=settings.max_tokens,
            template=settings.template,
            structured=settings.structured,
            schema_backend=settings.schema_backend,
            limits=Limits(request_seconds=settings.request_seconds, stall_seconds=settings.stall_seconds),
            step_seconds=settings.step_seconds,
            lock_seconds=settings.lock_seconds,
        )
    )
