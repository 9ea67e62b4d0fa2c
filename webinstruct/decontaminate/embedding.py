"""Rephrased items, by their embeddings: an optional second look at pairs that words leave alone.

A server that speaks OpenAI's embeddings is asked; what it does not answer in full fails the stage, for no
answer must not read as "clean":

    POST …/v1/embeddings {"model": "e5", "input": ["How many rolls …", "Which lake …"]}
    → {"data": [{"index": 0, "embedding": [0.02, …]}, {"index": 1, "embedding": [-0.01, …]}]}

Secret items are not sent, nor pairs in which words found one.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from webinstruct import UserError, words
from webinstruct.benchmarks import Problem
from webinstruct.llm.background import Background
from webinstruct.llm.retry import Gate, Patience
from webinstruct.llm.wire import TRANSIENT, Failure, Wire, connect, secret
from webinstruct.settings import EmbeddingSettings

from .index import Index
from .rules import Evidence, Finding, Verdict
from .texts import SHOWN

Vectors = npt.NDArray[np.float32]
"""A row a text, each of length 1."""

_IN_FLIGHT: Final = 4  # calls at a time, per process
_BLOCK: Final = 4096  # items that pairs are compared with at once


class Unusable(Exception):
    """The server answers, but not with embeddings of what was sent."""


@dataclass(frozen=True, slots=True)
class _Known:
    """Items that may be sent, and their vectors."""

    problems: tuple[Problem, ...]
    vectors: Vectors


_KNOWN: Final[dict[tuple[str, str], _Known]] = {}


def further(index: Index, pairs: Sequence[tuple[str, str]], findings: Sequence[Finding]) -> list[Finding]:
    """Findings by words; those that are clean or template as embeddings see them, if the settings ask for it."""
    settings, found = index.settings.embedding, list(findings)
    if settings is None:
        return found
    asked = [
        at for at, (pair, finding) in enumerate(zip(pairs, findings, strict=True)) if _may(pair, finding)
    ]
    known = _known(index, settings) if asked else None
    if known is None or not known.problems:
        return found
    vectors = embed([pairs[at][0] for at in asked], settings)
    if vectors.shape[1] != known.vectors.shape[1]:
        sizes = f"{known.vectors.shape[1]} for items, then of {vectors.shape[1]}"
        raise UserError(f"{_url(settings)}: vectors of {sizes}: is it still the same model?")
    best, cosine = nearest(vectors, known.vectors)
    for at, number, value in zip(asked, best.tolist(), cosine.tolist(), strict=True):
        if value >= settings.threshold:
            found[at] = _found(found[at], pairs[at][0], known.problems[number], value)
    return found


def _may(pair: tuple[str, str], finding: Finding) -> bool:
    """Whether a pair's question may be sent and can still become worse; one with a secret item's words may not."""
    told = (finding.evidence, finding.paper)
    secret = any(one is not None and one.matched is None for one in told)
    return finding.verdict in ("clean", "shared-template") and bool(pair[0].strip()) and not secret


def _found(finding: Finding, question: str, problem: Problem, cosine: float) -> Finding:
    numbers = _numbers(question)
    same = numbers in (_numbers(problem.question), _numbers(_text(problem)))
    verdict: Verdict = "same" if same else "number-variant"
    rule = f"embedding {min(cosine, 1.0):.2f}"
    matched = question.strip()[:SHOWN]
    return replace(finding, verdict=verdict, evidence=Evidence(problem.benchmark, problem.id, rule, matched))


def _numbers(text: str) -> Counter[str]:
    return Counter(word for word in words.plain(text) if words.is_number(word))


def _text(problem: Problem) -> str:
    return "\n".join((problem.question, *problem.options))


def _known(index: Index, settings: EmbeddingSettings) -> _Known:
    """Vectors of the items, asked for once in each process; items of one wording once."""
    key = (index.digest, settings.model_dump_json())
    if key not in _KNOWN:
        by_text: dict[str, Problem] = {}
        for problem in index.problems:
            if not problem.secret and problem.question.strip():
                by_text.setdefault(_text(problem), problem)
        vectors = embed(list(by_text), settings) if by_text else np.zeros((0, 1), np.float32)
        _KNOWN.clear()  # a hundred megabytes each
        _KNOWN[key] = _Known(tuple(by_text.values()), vectors)
    return _KNOWN[key]


def nearest(vectors: Vectors, items: Vectors) -> tuple[npt.NDArray[np.int64], Vectors]:
    """The item of the greatest cosine for each vector, the first of equals, and the cosine.

    >>> best, cosine = nearest(np.eye(2, dtype=np.float32), np.array([[1, 0], [0.6, 0.8]], np.float32))
    >>> best.tolist(), [round(value, 2) for value in cosine.tolist()]
    ([0, 1], [1.0, 0.8])
    """
    best = np.zeros(len(vectors), dtype=np.int64)
    cosine = np.full(len(vectors), -2, dtype=np.float32)
    for start in range(0, len(items), _BLOCK):
        product = vectors @ items[start : start + _BLOCK].T
        here = product.argmax(axis=1)
        value = product[np.arange(len(here)), here]
        better = value > cosine
        best[better], cosine[better] = here[better] + start, value[better]
    return best, cosine


# --- the server


def embed(texts: Sequence[str], settings: EmbeddingSettings) -> Vectors:
    """Vectors of one text or more, in their order; UserError in one line if any of them cannot be had."""
    url = _url(settings)
    session = partial(
        connect,
        url,
        secret(settings.key_variable),
        timeout_seconds=settings.timeout_seconds,
        user_agent="webinstruct",
    )
    try:
        with Background[Wire, tuple[int, Vectors]](session) as calls:
            found = _all(calls, [_sent(text, settings) for text in texts], settings)
    except (Failure, Unusable) as error:
        raise UserError(f"{url} gives no embeddings, so nothing was found clean: {error}") from None
    return found


def _all(
    calls: "Background[Wire, tuple[int, Vectors]]", texts: Sequence[str], settings: EmbeddingSettings
) -> Vectors:
    gate, done = Gate(), list[tuple[int, Vectors]]()
    for start in range(0, len(texts), settings.batch):
        if calls.in_flight == _IN_FLIGHT:
            done.append(calls.next_done())
        calls.start(partial(_asked, start, texts[start : start + settings.batch], settings, gate))
    while calls.in_flight:
        done.append(calls.next_done())
    sizes = sorted({part.shape[1] for _, part in done})
    if len(sizes) > 1:
        raise Unusable(f"vectors of {sizes[0]} and of {sizes[1]} numbers")
    return np.concatenate([part for _, part in sorted(done, key=lambda one: one[0])])


async def _asked(
    start: int, texts: Sequence[str], settings: EmbeddingSettings, gate: Gate, wire: Wire
) -> tuple[int, Vectors]:
    """One call to its end; Failure of the last attempt."""
    body = json.dumps({"model": settings.model, "input": texts}).encode()
    patience = Patience(attempts=settings.attempts)
    failed = timeouts = 0
    while True:
        await gate.passed()
        try:
            return start, vectors(await wire.fetch(body), len(texts))
        except Failure as failure:
            failed, timeouts = failed + 1, timeouts + (failure.reason == "timeout")
            may = failure.reason in TRANSIENT and timeouts < patience.timeouts
            pause = gate.after(failed, failure.retry_after, patience) if may else None
            if pause is None:
                raise
        await asyncio.sleep(pause)


def vectors(data: bytes, count: int) -> Vectors:
    """What a server says of `count` texts, each vector of length 1. Unusable if it is not that.

    >>> vectors(b'{"data": [{"index": 1, "embedding": [0, 2]}, {"index": 0, "embedding": [1, 0]}]}', 2).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):  # cut off, or a page that asks to wait
        raise Failure("broken-answer", "not JSON") from None
    try:
        rows = {row["index"]: row["embedding"] for row in said["data"]}
        repeated = len(rows) != len(said["data"])
    except (KeyError, TypeError):
        raise Unusable("wanted data with index and embedding in each row") from None
    if repeated or rows.keys() != set(range(count)):
        raise Unusable(f"wanted a row for each of {count} texts, got {len(said['data'])}")
    return _units([rows[at] for at in range(count)])


def _units(rows: Sequence[Any]) -> Vectors:
    try:
        found = np.array(rows)
    except (ValueError, TypeError):
        raise Unusable("vectors of different sizes in one answer") from None
    if found.ndim != 2 or found.dtype.kind not in "if" or not found.shape[1]:
        raise Unusable("wanted each embedding as a list of numbers")
    if not np.isfinite(found).all():
        raise Unusable("a vector holds NaN or infinity")
    largest = np.abs(found).max(axis=1, keepdims=True).astype(np.float64)
    if not largest.all():
        raise Unusable("a vector of nothing but zeros")
    scaled = found / largest  # squares of huge numbers would be infinite
    units: Vectors = (scaled / np.linalg.norm(scaled, axis=1, keepdims=True)).astype(np.float32)
    return units


def _sent(text: str, settings: EmbeddingSettings) -> str:
    """A text as it is sent; half of a surrogate pair would be refused."""
    return text.strip()[: settings.max_chars].encode("utf-8", "replace").decode()


def _url(settings: EmbeddingSettings) -> str:
    return settings.base_url.rstrip("/") + "/embeddings"
