"""One call to an OpenAI-compatible server over HTTP: an answer, or a `Failure` that names its reason.

>>> read(b'{"choices": [{"message": {"content": "4"}, "finish_reason": "stop"}], "usage": null}')
Answer(text='4', finish_reason='stop', tokens_in=None, tokens_out=None)
"""

import contextlib
import json
import os
import time
from collections.abc import AsyncIterator
from typing import Any, Final, Literal
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp

from webinstruct import UserError
from webinstruct.llm.cache import Answer
from webinstruct.llm.retry import asked_to_wait

Reason = Literal[
    "rate-limited",  # 429
    "server-error",  # 5xx and 408
    "timeout",
    "no-connection",  # refused, reset, closed without a word, cut off within the body
    "broken-answer",  # 200, but not a chat completion
    "refused",  # any other status, also 403, which some servers say of a text: the request is at fault
    "filtered",  # the server will not say what the model said
    "no-access",  # 401, 404: the key, the model's name or the address is wrong
    "account-empty",  # 402, or 429 that speaks of the quota
]

TRANSIENT: Final = frozenset[Reason](
    {"rate-limited", "server-error", "timeout", "no-connection", "broken-answer"}
)

MOST_BYTES: Final = 32_000_000
MOST_TOKENS: Final = 100_000_000
"""No answer has more; a server that says so counts nonsense, which would spend a budget for ever."""
DETAIL_CHARS: Final = 200


class Failure(Exception):
    """A call without an answer. Holds nothing of the request, so never a key."""

    def __init__(self, reason: Reason, detail: str = "", retry_after: float | None = None) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason: Reason = reason
        self.retry_after = retry_after
        self.tokens_in = 0
        self.tokens_out = 0


class Wire:
    """An open session with one server."""

    def __init__(self, session: aiohttp.ClientSession, url: str, secret: str | None) -> None:
        self._session = session
        self._url = url
        self._secret = secret
        self._proxy = _proxy(url)

    async def ask(self, body: bytes) -> Answer:
        """Send one call; Failure for all that can go wrong."""
        return read(await self.fetch(body))

    async def fetch(self, body: bytes) -> bytes:
        """The same for any call: the body of a 200, whatever it holds."""
        try:
            async with self._session.post(
                self._url, data=body, allow_redirects=False, proxy=self._proxy
            ) as response:
                data = await _whole(response.content)
                if response.status == 200:
                    return data
                raise self._refusal(response.status, response.headers, data)
        except TimeoutError:
            raise Failure("timeout") from None
        except (aiohttp.ClientError, OSError) as error:
            # Their messages may quote headers, so only the kind of error is told.
            raise Failure("no-connection", type(error).__name__) from None

    def _refusal(self, status: int, headers: Any, data: bytes) -> Failure:
        said = data[:100_000].decode("utf-8", "replace")
        return Failure(
            _reason(status, said),
            self._hidden(_detail(status, said))[:DETAIL_CHARS],
            asked_to_wait(headers, time.time()),
        )

    def _hidden(self, text: str) -> str:
        """Some servers quote the key they refuse."""
        return text.replace(self._secret, "***") if self._secret else text


@contextlib.asynccontextmanager
async def connect(
    url: str, secret: str | None, *, timeout_seconds: float, user_agent: str
) -> AsyncIterator[Wire]:
    """A session with the server at `url`, closed with all its connections at the end."""
    headers = {"Content-Type": "application/json", "User-Agent": user_agent}
    if secret:
        headers["Authorization"] = f"Bearer {secret}"
    async with aiohttp.ClientSession(
        headers=headers,
        connector=aiohttp.TCPConnector(limit=0),  # the engine holds the cap
        timeout=aiohttp.ClientTimeout(total=timeout_seconds, sock_connect=min(30.0, timeout_seconds)),
        cookie_jar=aiohttp.DummyCookieJar(),
    ) as session:
        yield Wire(session, url, secret)


def secret(variable: str | None) -> str | None:
    """The key, read where it is needed and kept nowhere. UserError if its variable holds none."""
    if variable is None:
        return None
    key = os.environ.get(variable, "").strip()
    if not key:
        raise UserError(f"the endpoint's key must stand in the environment variable {variable}")
    if not key.isascii() or not key.isprintable():
        raise UserError(f"the environment variable {variable} holds no usable key")
    return key


def _proxy(url: str) -> str | None:
    """The environment's proxy. Not through aiohttp's trust_env, which reads ~/.netrc as well."""
    parts = urlsplit(url)
    if proxy_bypass(parts.hostname or ""):
        return None
    return getproxies().get(parts.scheme)


async def _whole(content: aiohttp.StreamReader) -> bytes:
    data = bytearray()
    async for chunk in content.iter_any():
        data += chunk
        if len(data) > MOST_BYTES:
            raise Failure("broken-answer", f"more than {MOST_BYTES} bytes")
    return bytes(data)


def _reason(status: int, said: str) -> Reason:
    if status == 402 or (status == 429 and "insufficient_quota" in said):
        return "account-empty"
    if status == 429:
        return "rate-limited"
    if status >= 500 or status == 408:
        return "server-error"
    return "no-access" if status < 400 or status in (401, 404, 405) else "refused"


def _detail(status: int, said: str) -> str:
    """Status and message, on one line: `400 This model's maximum context length is …`."""
    try:
        error = json.loads(said)
        error = error.get("error", error)
        message = error.get("message", "") if isinstance(error, dict) else error
    except (ValueError, AttributeError, RecursionError):
        message = ""
    text = (
        message.encode("utf-8", "replace").decode() if isinstance(message, str) else ""
    )  # half a surrogate pair
    return " ".join(f"{status} {text}".split())


def read(data: bytes) -> Answer:
    """A chat completion as JSON; Failure if it is none."""
    try:
        value = json.loads(data)
        [choice, *_] = value["choices"]
        content, refusal = choice["message"].get("content"), choice["message"].get("refusal")
        finish = choice["finish_reason"]
        usage = value.get("usage")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Failure("broken-answer", "not a chat completion") from None
    tokens_in, tokens_out = _count(usage, "prompt_tokens"), _count(usage, "completion_tokens")
    failure = _failure(content, refusal, finish)
    if failure is not None:
        failure.tokens_in, failure.tokens_out = tokens_in or 0, tokens_out or 0
        raise failure
    return Answer(content or "", "length" if finish == "length" else "stop", tokens_in, tokens_out)


def _failure(content: Any, refusal: Any, finish: Any) -> Failure | None:
    if finish == "content_filter" or (refusal and not content):
        return Failure("filtered")
    if not isinstance(content, str | None):
        return Failure("broken-answer", "content is not text")
    if finish in (None, "abort", "error"):  # vLLM says abort when it is shut down
        return Failure("broken-answer", "not finished")
    return None


def _count(usage: Any, name: str) -> int | None:
    count = usage.get(name) if isinstance(usage, dict) else None
    if not isinstance(count, int) or isinstance(count, bool):
        return None
    return count if 0 <= count <= MOST_TOKENS else None
