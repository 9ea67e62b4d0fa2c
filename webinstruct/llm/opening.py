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

    patience = {"attempts", "timeouts", "first_wait_seconds", "longest_wait_seconds"}
    limits = {"budget_tokens", "budget_money", "price_in", "price_out"}
    # All others have the options' own names.
    return Endpoint(
        EndpointOptions(
            **settings.model_dump(exclude=patience | limits),
            patience=Patience(
                attempts=settings.attempts,
                timeouts=settings.timeouts,
                first_seconds=settings.first_wait_seconds,
                longest_seconds=settings.longest_wait_seconds,
            ),
            limits=Limits(
                tokens=settings.budget_tokens,
                money=settings.budget_money,
                price_in=settings.price_in,
                price_out=settings.price_out,
            ),
        )
    )


def _vllm(settings: VllmSettings) -> Engine:
    from webinstruct.llm.vllm_engine import VllmOptions, open_vllm
    from webinstruct.llm.watchdog import Limits

    limits = {"request_seconds", "stall_seconds"}
    return open_vllm(
        VllmOptions(
            **settings.model_dump(exclude=limits),
            limits=Limits(request_seconds=settings.request_seconds, stall_seconds=settings.stall_seconds),
        )
    )
