"""Texts a second and core: our decontamination beside others', on the same items and the same texts.

    PYTHONPATH=. PEERS/bin/python -m benchmarks.decontaminate_speed --benchmarks DIR --texts FILE.jsonl …

Each way gets the same clean paragraphs and goes from string to verdict. Rounds are interleaved, another way first
in each; CPU seconds. The last line is JSON. benchmarks/README.md says how to get the peers.
"""

import argparse
import json
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from webinstruct import benchmarks
from webinstruct.benchmarks import Problem
from webinstruct.decontaminate import Index, judge_all
from webinstruct.quality.decontaminate import paragraphs
from webinstruct.settings import DecontaminateSettings

from .versions import versions

OURS = "webinstruct"
NGRAM = 10
LONGEST = 120  # words of a paragraph
PACKAGES = ("datatrove", "spacy", "xxhash", "numpy")

Way = Callable[[Sequence[str]], int]
"""Texts in, how many of them are contaminated out."""


def main() -> None:
    """Run the rounds and print."""
    options = _options()
    problems = benchmarks.load(options.benchmarks, DecontaminateSettings().names).problems
    texts = _texts(options.texts, options.n)
    ways, missing = _ways(problems)
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    hits = {name: way(texts) for name, way in ways.items()}  # warm, and what they find
    for turn in range(options.rounds):
        names = [*ways][turn % len(ways) :] + [*ways][: turn % len(ways)]
        for name in names:
            begin = time.process_time()
            ways[name](texts)
            seconds[name].append(time.process_time() - begin)
    _print(seconds, hits, missing, texts)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.decontaminate_speed", description=__doc__)
    parser.add_argument("--benchmarks", type=Path, required=True, help="folder of benchmark files")
    parser.add_argument("--texts", type=Path, nargs="+", required=True, help="JSONL files with a field text")
    parser.add_argument("--n", type=int, default=2000, help="paragraphs")
    parser.add_argument("--rounds", type=int, default=6)
    return parser.parse_args()


def _texts(files: Sequence[Path], size: int) -> list[str]:
    """Paragraphs of 20 to LONGEST words, evenly from all that there are."""
    found = [
        part
        for file in files
        for line in file.read_text(encoding="utf-8").splitlines()
        for part in paragraphs(json.loads(line)["text"])
        if len(part.split()) <= LONGEST
    ]
    return found[:: max(1, len(found) // size)][:size]


def _ways(problems: Sequence[Problem]) -> tuple[dict[str, Way], dict[str, str]]:
    ways = {OURS: _ours(problems), "set of tuples": _set(problems)}
    missing = {}
    try:
        ways["datatrove"] = _datatrove(problems)
    except ImportError as error:
        missing["datatrove"] = f"not installed ({error})"
    return ways, missing


def _said(problem: Problem) -> list[str]:
    return [problem.question, *problem.options, problem.solution or problem.answer]


def _ours(problems: Sequence[Problem]) -> Way:
    index = Index(problems, DecontaminateSettings(ngram=NGRAM))

    def way(texts: Sequence[str]) -> int:
        findings = judge_all(index, [(text, "") for text in texts])
        return sum(finding.verdict in ("same", "number-variant") for finding in findings)

    return way


def _set(problems: Sequence[Problem]) -> Way:
    """The plainest form of the paper's rule: lower-case words between blanks."""
    known = {run for problem in problems for text in _said(problem) for run in _runs(text)}
    return lambda texts: sum(not known.isdisjoint(_runs(text)) for text in texts)


def _runs(text: str) -> list[tuple[str, ...]]:
    words = text.lower().split()
    return list(zip(*(words[start:] for start in range(NGRAM)), strict=False))


def _datatrove(problems: Sequence[Problem]) -> Way:
    """Its filter as it is; the index by its own words and hashes (its indexer wants lighteval for the rest)."""
    from datatrove.data import Document  # type: ignore[import-not-found]
    from datatrove.pipeline.decont.n_grams import NGramsDecontConfig, NGramsDecontFilter  # type: ignore[import-not-found]
    from datatrove.utils.text import ngrams, simplify_text  # type: ignore[import-not-found]

    config = NGramsDecontConfig(n_grams=NGRAM)
    peer = NGramsDecontFilter(".", config=config)
    index: dict[int, str] = {}
    for problem in problems:
        for text in _said(problem):
            words = peer.tokenizer.word_tokenize(simplify_text(text, config.norm_config))
            for run in ngrams(words, NGRAM):
                index[peer.hash_func(" ".join(run))] = problem.benchmark
    peer._index_hashes = index
    return lambda texts: sum(peer.filter(Document(text=text, id="x")) is not True for text in texts)


def _print(
    seconds: dict[str, list[float]], hits: dict[str, int], missing: dict[str, str], texts: Sequence[str]
) -> None:
    words = sum(len(text.split()) for text in texts) / len(texts)
    print(f"{len(texts):,} paragraphs, {words:.0f} words each\n")
    print(
        "| way | texts/s/core, median | least – most | ours is faster by | least – most | hits |\n"
        + "|---" * 6
        + "|"
    )
    figures: dict[str, Any] = {}
    for name, spent in seconds.items():
        rates = sorted(len(texts) / one for one in spent)
        ratios = sorted(other / ours for other, ours in zip(spent, seconds[OURS], strict=True))
        row = {"rate": statistics.median(rates), "low": rates[0], "high": rates[-1], "hits": hits[name]}
        row |= {"ratio": statistics.median(ratios), "ratio_low": ratios[0], "ratio_high": ratios[-1]}
        figures[name] = row
        print(
            f"| {name} | {row['rate']:,.0f} | {row['low']:,.0f} – {row['high']:,.0f} | {row['ratio']:.2f}x "
            f"| {row['ratio_low']:.2f} – {row['ratio_high']:.2f} | {row['hits']} |"
        )
    for name, why in missing.items():
        print(f"- {name}: {why}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = {"ways": figures, "missing": missing, "texts": len(texts), "words": words, "peak_mib": memory}
    print(json.dumps({**said, "versions": versions(PACKAGES)}))


if __name__ == "__main__":
    main()
