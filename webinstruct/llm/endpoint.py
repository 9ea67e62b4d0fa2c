"""The engine `endpoint`: any server that speaks OpenAI's chat completions.

    {"model": "qwen", "messages": [{"role": "user", "content": "2 + 2?"}], "temperature": 0.0, "max_tokens": 512}
    → {"choices": [{"message": {"content": "4"}, "finish_reason": "stop"}],
       "usage": {"prompt_tokens": 12, "completion_tokens": 1}}

`in_flight` requests are worked on at a time, each call tried again with patience when the server
or the network fails. A request ends as one completion: the answer, or `finish_reason="error"`
with the reason as its text (`wire.Reason`, a colon, what the server said). Once the budget is
spent, what is in flight is finished and given out; then `complete` raises `BudgetSpent`.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Any, Final

from webinstruct import UserError
from webinstruct.llm import Completion, Message, Request
from webinstruct.llm.background import Background
from webinstruct.llm.budget import Budget, BudgetSpent, Limits
from webinstruct.llm.cache import AnswerCache
from webinstruct.llm.caller import Caller, Usage
from webinstruct.llm.retry import Gate, Patience
from webinstruct.llm.structured import Structured, cut_json, escaped, plain
from webinstruct.llm.wire import Failure, Wire, connect, secret
from webinstruct.settings import server_address

OURS: Final = frozenset({"model", "messages", "stream", "n", "response_format"})

# The request itself is at fault: nothing is said about the next one. Any number of pages may be too long.
_OF_THE_PAGE: Final = ("refused", "filtered")
_TURNS: Final = 8
"""Between the seeds of two samples: more than one sample is ever asked again."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EndpointOptions:
    """Where the server is, how it is asked, and what it may cost."""

    base_url: str
    """Up to and with the version: `https://api.example.org/v1`."""
    model: str
    key_variable: str | None = None
    """Name of the environment variable that holds the key; None sends none."""
    temperature: float | None = 0.0
    max_tokens: int | None = 2048
    seed: int | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    """More fields of the body, such as `top_p`; None above leaves a field to this."""
    structured: Structured = "on_retry"
    """When the schema is sent: with each call, only after an answer that does not fit it, or never."""
    in_flight: int = 32
    timeout_seconds: float = 300.0
    patience: Patience = field(default_factory=Patience)
    give_up_after: int = 50
    """So many requests in a row without an answer fail the stage: a dead server is no verdict on pages.
    What the server refuses or filters counts only as long as it has answered nothing at all."""
    limits: Limits = field(default_factory=Limits)
    ledger: str | None = None
    """Folder where all workers note what they spent."""
    cache: str | None = None
    """Folder of answered calls."""
    user_agent: str = "webinstruct"

    def __post_init__(self) -> None:
        try:
            server_address(self.base_url)
        except ValueError as error:
            raise UserError(f"base_url {error}") from None
        if ours := sorted(OURS & self.extra.keys()):
            raise UserError(f"extra must not set {', '.join(ours)}")


class Endpoint:
    """The engine; opened once per worker process."""

    def __init__(self, options: EndpointOptions) -> None:
        secret(options.key_variable)  # a missing key is told before the first page is read
        self._options = options
        self._budget = Budget(options.limits, options.ledger)
        self._cache = AnswerCache(options.cache) if options.cache is not None else None
        self._usage = Usage()

    @property
    def name(self) -> str:
        """The model's name."""
        return self._options.model

    @property
    def usage(self) -> Usage:
        """What was done so far, in all calls of `complete`."""
        return replace(self._usage, cache_broken=self._cache.broken if self._cache else 0)

    def complete(self, requests: Iterator[Request]) -> Iterator[Completion]:
        """Answer every request once, as answers come; BudgetSpent when no more may be asked."""
        call = _Conversation(self._options, self._budget, self._cache, self._usage)
        try:
            yield from call.run(requests)
        finally:
            self._budget.save()
            _log.info("endpoint %s: %s", self.name, asdict(self.usage))


class _Conversation:
    """One call of `complete`."""

    def __init__(
        self, options: EndpointOptions, budget: Budget, cache: AnswerCache | None, usage: Usage
    ) -> None:
        self._options = options
        self._budget = budget
        self._usage = usage
        self._cache = cache
        self._gate = Gate()
        self._empty: Failure | None = None
        self._held: list[Completion] = []
        """Ended without an answer since the last answer: the pages', or is the server gone?"""
        self._answers = 0

    def run(self, requests: Iterator[Request]) -> Iterator[Completion]:
        options = self._options
        url = options.base_url.rstrip("/") + "/chat/completions"
        session = partial(
            connect,
            url,
            secret(options.key_variable),
            timeout_seconds=options.timeout_seconds,
            user_agent=options.user_agent,
        )
        more = True
        with Background[Wire, Completion | None](session) as calls:
            while True:
                while more and self._may_ask(calls.in_flight):
                    request = next(requests, None)
                    more = request is not None
                    if request is not None:
                        calls.start(partial(self._answer, request))
                if calls.in_flight:
                    completion = calls.next_done()
                    if completion is not None:
                        yield from self._heeded(completion)
                elif self._held and self._empty is None:
                    yield from self._released(calls)
                else:
                    break
        if more or self._empty is not None:
            raise BudgetSpent(self._why())

    def _may_ask(self, in_flight: int) -> bool:
        return (
            self._empty is None
            and len(self._held) < self._options.give_up_after
            and in_flight < self._options.in_flight
            and self._budget.allows(in_flight)
        )

    def _why(self) -> str:
        if self._empty is not None:
            return str(self._empty)
        spent = self._budget.spent
        return f"{spent.tokens:,} tokens, {self._budget.cost:.2f} in money"

    def _heeded(self, completion: Completion) -> Iterator[Completion]:
        """Give it out; what has no answer waits until the server is seen to be alive."""
        is_error = completion.finish_reason == "error"
        if is_error and not (self._usage.answers and completion.text.startswith(_OF_THE_PAGE)):
            self._held.append(completion)
            return
        self._usage.errors += is_error
        self._usage.answers += not is_error
        self._answers += not is_error
        yield completion
        if not is_error:
            yield from self._flushed()

    def _flushed(self) -> Iterator[Completion]:
        self._usage.errors += len(self._held)
        held, self._held = self._held, []
        yield from held

    def _released(self, calls: "Background[Wire, Completion | None]") -> Iterator[Completion]:
        """Ask the server for a sign of life. With one, the errors are the pages'; without, nobody's."""
        never = not self._usage.answers and len(self._held) >= self._options.give_up_after
        if not never:
            calls.start(self._sign_of_life)
            sign = calls.next_done()
            if sign is not None and sign.finish_reason != "error":
                yield from self._flushed()
                return
        silent = f"{len(self._held)} requests in a row without an answer, the last for {self._held[-1].text}"
        told = f"{self._options.base_url}: {silent}"
        if self._answers:
            raise BudgetSpent(told)  # what was answered is kept
        raise UserError(told)

    async def _sign_of_life(self, wire: Wire) -> Completion | None:
        hello = Request("", (Message("user", "Say yes."),), None, "", ())
        caller = self._caller(wire, Patience(attempts=1, timeouts=1), None)
        try:
            answer = await caller.answer(_body(hello, None, 0, self._options), 0)
        except Failure as failure:
            # A server that filters or refuses this, but has answered others, is there.
            alive = self._usage.answers and failure.reason in _OF_THE_PAGE
            return Completion("", str(failure), "stop" if alive else "error", 0, 0)
        return Completion("", answer.text, "stop", 0, 0)

    def _caller(self, wire: Wire, patience: Patience, cache: AnswerCache | None) -> Caller:
        return Caller(wire, self._options.base_url, cache, self._budget, patience, self._gate, self._usage)

    async def _answer(self, request: Request, wire: Wire) -> Completion | None:
        """A request to its end; None if it counts as never asked."""
        caller = self._caller(wire, self._options.patience, self._cache)
        try:
            return await self._until_it_fits(request, caller)
        except Failure as failure:
            if failure.reason == "account-empty":
                self._empty = failure
                return None
            if failure.reason == "no-access" and not self._usage.answers:
                raise UserError(
                    f"{self._options.base_url} does not let us in; wanted the right key, model name "
                    f"and address, got {failure}"
                ) from None
            return Completion(request.id, str(failure), "error", failure.tokens_in, failure.tokens_out)

    async def _until_it_fits(self, request: Request, caller: Caller) -> Completion:
        """The first answer that fits the schema, or the last one: the stage that asked judges it."""
        spent_in = spent_out = 0
        asks = _asks(request, self._options)
        text = ""
        for again, schema in enumerate(asks):
            self._usage.reasked += again > 0
            # The same body is asked as often as there are samples: neither its seed nor its place in the cache may
            # be the same.
            turn = (request.sample or 0) * _TURNS + again
            try:
                answer = await caller.answer(_body(request, schema, turn, self._options), turn)
            except Failure as failure:
                failure.tokens_in, failure.tokens_out = (
                    failure.tokens_in + spent_in,
                    failure.tokens_out + spent_out,
                )
                raise
            spent_in, spent_out = spent_in + (answer.tokens_in or 0), spent_out + (answer.tokens_out or 0)
            text = answer.text
            fitting = None if request.schema is None else _fitting(text, request.schema)
            # What was cut off within JSON would be cut off under the schema too; what had not begun may fit.
            cut_off = answer.finish_reason == "length" and (schema is not None or cut_json(text))
            if fitting is not None or cut_off or again + 1 == len(asks):
                text = text if fitting is None else fitting
                break
        return Completion(request.id, text, answer.finish_reason, spent_in, spent_out)


def _fitting(text: str, schema: Mapping[str, Any]) -> str | None:
    """The JSON of an answer if it fits. Some servers hold bare control characters to be JSON."""
    found = plain(text, schema)
    return plain(escaped(text), schema) if found is None else found


def _asks(request: Request, options: EndpointOptions) -> list[Mapping[str, Any] | None]:
    """The schema of each asking, one after another until an answer fits."""
    if request.schema is None or options.structured == "never":
        return [None]
    if options.structured == "on_retry":
        return [None, request.schema]
    # Asked the same again, a model without chance says the same again.
    return [request.schema] * (2 if options.temperature else 1)


def _body(
    request: Request, schema: Mapping[str, Any] | None, turn: int, options: EndpointOptions
) -> dict[str, Any]:
    """What is sent. The seed goes on when the same is asked again, else the answer is the same."""
    body: dict[str, Any] = {
        "model": options.model,
        "messages": [{"role": turn.role, "content": turn.content} for turn in request.messages],
        "temperature": options.temperature,
        "max_tokens": options.max_tokens,
        "seed": None if options.seed is None else options.seed + turn,
    }
    body = {name: value for name, value in body.items() if value is not None} | dict(options.extra)
    if schema is not None:
        form = {"name": "answer", "schema": schema, "strict": True}
        body["response_format"] = {"type": "json_schema", "json_schema": form}
    return body
