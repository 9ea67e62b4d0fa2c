"""Signatures of questions per second of one core, ours beside others:

    PYTHONPATH=. PEERS/bin/python -m benchmarks.dedup_speed --data ../shared/data [--rounds 5] [--texts 4000]

Every one gets the same questions and makes of each what it is looked up by. Ours: words, what must be the same,
MinHash, hashes of 24 bands (the 4 of the answer fall back on the question). datatrove: its own
`MinhashDedupSignature`, its steps `get_shingles` and `get_signature`, nothing
written. datasketch: MinHash over the same shingles of words. All three with 96 permutations, in 24 bands of 4; shingles
of single words as ours are, and in rows of their own datatrove's and datasketch's usual five words. A plain
Python set of squeezed texts shows what exact matching alone costs, `webinstruct, pair` what a whole pair costs us
with an answer as long as the question, the sentences it is looked
up by among it. Rounds are interleaved, CPU seconds counted; the last line is JSON.
"""

import argparse
import importlib
import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from webinstruct import dedup

from .versions import versions

core = importlib.import_module("webinstruct.dedup.core")
verify = importlib.import_module("webinstruct.dedup.verify")

Signatures = Callable[[Sequence[str]], object]
OURS = "webinstruct"
PACKAGES = ("rensa", "numpy", "datatrove", "datasketch")
BATCH = 500  # as Spark hands them over


def main() -> None:
    """Measure and print."""
    options = _options()
    texts = _texts(options.data, options.texts)
    found, missing = _peers()
    for run in found.values():
        run(texts[:50])  # what is loaded at first use
    rates: dict[str, list[float]] = {name: [] for name in found}
    order = list(found)
    for number in range(options.rounds):
        for name in order[number % len(order) :] + order[: number % len(order)]:
            rates[name].append(_rate(found[name], texts))
    _show(rates, texts)
    for name, why in missing.items():
        print(f"- {name}: {why}")
    figures = {name: [round(rate) for rate in own] for name, own in rates.items()}
    print(
        json.dumps(
            {"texts": len(texts), "rates": figures, "versions": versions(PACKAGES), "missing": missing}
        )
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dedup_speed", description=__doc__)
    parser.add_argument("--data", type=Path, help="the folder of real data; without it texts are made up")
    parser.add_argument("--texts", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


def _rate(run: Signatures, texts: Sequence[str]) -> float:
    begun = time.process_time()
    run(texts)
    return len(texts) / (time.process_time() - begun)


def _show(rates: dict[str, list[float]], texts: Sequence[str]) -> None:
    print(f"{len(texts):,} texts of {sum(map(len, texts)) / len(texts):.0f} characters on average\n")
    print("| | signatures/s | ours is … times as fast (range of the rounds) |\n|---|---|---|")
    for name, own in rates.items():
        ratios = [ours / other for ours, other in zip(rates[OURS], own, strict=True)]
        spread = f"{statistics.median(ratios):.1f} ({min(ratios):.1f} – {max(ratios):.1f})"
        print(f"| {name} | {statistics.median(own):,.0f} | {spread} |")


# --- texts


def _texts(data: Path | None, count: int) -> list[str]:
    """Questions of benchmarks and texts of seeds, a sample by a seed; made-up ones without real data."""
    found = sorted(set(_real(data))) if data else []
    if not found:
        from benchmarks.dedup_scale import texts

        return [texts(number)[0] for number in range(count)]
    return random.Random(0).sample(found, min(count, len(found)))


def _real(data: Path) -> Iterator[str]:
    for path in sorted((data / "bench").rglob("*.jsonl")) + sorted((data / "seeds").rglob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line) if line.startswith("{") else {}
            asked = (
                row[name] for name in ("question", "Question", "problem", "input", "text") if name in row
            )
            text = next(asked, None)
            if isinstance(text, str) and text.strip():
                yield text[:2000]  # questions, not chapters


# --- who is measured


def _peers() -> tuple[dict[str, Signatures], dict[str, str]]:
    """All that can be imported; why the others can't."""
    found: dict[str, Signatures] = {OURS: _ours, f"{OURS}, pair": _our_pairs}
    missing = {}
    for name, make in _MAKERS.items():
        try:
            found[name] = make()
        except ImportError as error:
            missing[name] = f"not installed ({error})"
    return found, missing


def _ours(texts: Sequence[str]) -> object:
    verify._asked.cache_clear()  # no text twice
    return [
        dedup.bands([dedup.Pair.of(text, "") for text in texts[at : at + BATCH]]) for at in _batches(texts)
    ]


def _our_pairs(texts: Sequence[str]) -> object:
    verify._asked.cache_clear()
    verify._answered.cache_clear()
    core.sentences.cache_clear()
    made = []
    for at in _batches(texts):
        batch = texts[at : at + BATCH]
        pairs = [dedup.Pair.of(text, other) for text, other in zip(batch, reversed(batch), strict=True)]
        made.append(([pair.key for pair in pairs], dedup.lookups(pairs)))
    return made


def _batches(texts: Sequence[str]) -> range:
    return range(0, len(texts), BATCH)


def _datatrove(words: int) -> Signatures:
    minhash = importlib.import_module("datatrove.pipeline.dedup.minhash")
    config = minhash.MinhashConfig(n_grams=words, num_buckets=dedup.BANDS, hashes_per_bucket=dedup.ROWS)
    step = minhash.MinhashDedupSignature(tempfile.mkdtemp(), config)

    def run(texts: Sequence[str]) -> object:
        shingles = (step.get_shingles(text) for text in texts)
        return [step.get_signature(found) for found in shingles if found.size != 0]

    return run


def _datasketch(words: int) -> Signatures:
    minhash = importlib.import_module("datasketch").MinHash
    permutations = dedup.BANDS * dedup.ROWS

    def run(texts: Sequence[str]) -> object:
        made = []
        for text in texts:
            found = text.lower().split()
            ngrams = zip(*(found[at:] for at in range(words)), strict=False)
            made.append(minhash(num_perm=permutations))
            made[-1].update_batch([" ".join(ngram).encode() for ngram in ngrams])
        return made

    return run


def _exact(texts: Sequence[str]) -> object:
    return {" ".join(text.lower().split()) for text in texts}


_MAKERS: dict[str, Callable[[], Signatures]] = {
    "datatrove, single words": lambda: _datatrove(1),
    "datatrove, five words": lambda: _datatrove(5),
    "datasketch, single words": lambda: _datasketch(1),
    "datasketch, five words": lambda: _datasketch(5),
    "exact set": lambda: _exact,
}


if __name__ == "__main__":
    os.environ.setdefault("RAYON_NUM_THREADS", "1")
    main()
