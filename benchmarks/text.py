"""Our page text beside other extractors, in one run:

    python -m benchmarks.text --data ../shared/data --openwebmath CLONE --openwebmath-python PYTHON

Tables in Markdown (docs/quality.md holds them), all figures as JSON in the last line. Peers are the dependency
group `peers`; benchmarks/README.md says how to get OpenWebMath and magic-html.
"""

import argparse
import gc
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from webinstruct.quality import formulas as formula_quality
from webinstruct.quality import main_text
from webinstruct.quality import text as text_quality
from webinstruct.quality.intervals import clustered
from webinstruct.quality.pages import Extractor, RawPage, read_page, read_truth

from .peers import OURS, Peer, close, peers, text_only
from .versions import versions

FOLDERS = ("html_qa", "html_forum", "html_math", "html_neg")
PAIRS = "qa_truth.dev.jsonl"
MAIN = {
    "forum": "html_forum_truth.dev.json",
    "article": "seeds/article_ground_truth.dev.json",
    "gold": "gold/WebMainBench_sample_dataset.jsonl",
}
FORMULAS = Path(__file__).parents[1] / "tests" / "fixtures" / "formulas"
PACKAGES = ("resiliparse", "selectolax", "trafilatura", "justext", "readability-lxml", "magic-html", "lxml")
PARTS = ("pairs", "main", "formulas", "speed")


def main() -> None:
    """Run the parts asked for and print."""
    options = _options()
    found, missing = peers(options.openwebmath, options.openwebmath_python)
    figures: dict[str, Any] = {"versions": versions(PACKAGES), "missing": missing}
    parts = [options.only] if options.only else PARTS
    try:
        if "pairs" in parts:
            figures["pairs"] = pairs(found, options.data)
        if "main" in parts:
            figures["main"] = main_texts(found, options.data)
        if "formulas" in parts:
            figures["formulas"] = formulas(found, options.formulas)
        if "speed" in parts:
            figures["speed"] = speed([*found, text_only()], options.data, options.rounds)
    finally:
        close(found)
    figures["failed"] = {peer.name: sorted(peer.failed) for peer in found if peer.failed}
    for name, why in missing.items():
        print(f"- {name}: {why}")
    for name, pages in figures["failed"].items():
        print(f"- {name} raised on {len(pages)} pages: {', '.join(pages[:5])}")
    print(json.dumps(figures))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.text", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder of real data")
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument(
        "--formulas",
        type=_truth_and_root,
        nargs="*",
        default=[(FORMULAS / "truth.jsonl", FORMULAS)],
        help="truth files of formulas, each as FILE or FILE:ROOT",
    )
    parser.add_argument("--rounds", type=int, default=5, help="rounds of the speed test")
    parser.add_argument("--openwebmath", type=Path, help="a clone of github.com/keirp/OpenWebMath")
    parser.add_argument("--openwebmath-python", default="python3", help="a Python that can run it")
    return parser.parse_args()


def _truth_and_root(text: str) -> tuple[Path, Path]:
    """`a/truth.jsonl:b`; without a root the file's own folder."""
    file, _, root = text.partition(":")
    return Path(file), Path(root) if root else Path(file).parent


# --- pairs -----------------------------------------------------------------------------


def pairs(found: Sequence[Peer], data: Path) -> dict[str, Any]:
    """How many real pairs each extractor keeps, and at what length."""
    truth = text_quality.load(read_truth(data / PAIRS))
    raws = [read_page(data, page.file) for page in truth]
    length = text_quality.main_chars(raws)
    figures: dict[str, Any] = {}
    kept: dict[str, text_quality.TextQuality] = {}
    for peer in found:
        quality = text_quality.judge(truth, [peer.run(raw)[0] for raw in raws], length)
        kept[peer.name] = quality
        low, high = quality.clustered
        figures[peer.name] = quality.as_json() | {
            "share": quality.pairs.as_json(),
            "clustered": [low, high],
            "marks": {name: [share.hits, share.n] for name, share in quality.marks.items()},
            "ours_minus": _difference(kept[OURS], quality),
        }
    _table(
        f"Pairs of {len(truth)} pages",
        (
            "extractor",
            "kept",
            "share",
            "95 % by page",
            "Wilson",
            "q start",
            "q end",
            "a start",
            "a end",
            "chars",
        ),
        [_pairs_row(name, quality) for name, quality in kept.items()],
    )
    return figures


def _difference(ours: text_quality.TextQuality, other: text_quality.TextQuality) -> list[float]:
    """Ours minus another's share of pairs, and its interval, page by page."""
    gains = [a[0] - b[0] for a, b in zip(ours.by_page, other.by_page, strict=True)]
    sizes = [n for _, n in ours.by_page]
    return [sum(gains) / max(sum(sizes), 1), *clustered(gains, sizes)]


def _pairs_row(name: str, quality: text_quality.TextQuality) -> list[str]:
    low, high = quality.clustered
    share = quality.pairs
    return [
        name,
        f"{share.hits} of {share.n}",
        f"{share.value or 0:.1%}",
        f"{low:.1%} – {high:.1%}",
        f"{share.low:.1%} – {share.high:.1%}",
        *(str(mark.hits) for mark in quality.marks.values()),
        f"{quality.chars_ratio:.2f}x",
    ]


# --- main text -------------------------------------------------------------------------


def main_texts(found: Sequence[Peer], data: Path) -> dict[str, Any]:
    """Token F1 of each extractor on each set, and ours minus theirs page by page."""
    figures: dict[str, Any] = {}
    for name, file in MAIN.items():
        cases = main_text.cases(data / file)
        results = {peer.name: main_text.overlaps(cases, _text_of(peer)) for peer in found}
        figures[name] = {
            peer: result.as_json() | {"ours_minus": _f1_difference(results[OURS], result)}
            for peer, result in results.items()
        }
        _table(
            f"Main text, {name}: {len(cases)} pages",
            ("extractor", "F1", "95 %", "precision", "recall", "ours minus theirs"),
            [_main_row(peer, row) for peer, row in figures[name].items()],
        )
    return figures


def _text_of(peer: Peer) -> Extractor:
    return lambda raw: peer.run(raw)[0]


def _f1_difference(ours: main_text.MainText, other: main_text.MainText) -> list[float]:
    gains = [a.f1 - b.f1 for a, b in zip(ours.pages, other.pages, strict=True)]
    return [sum(gains) / len(gains), *clustered(gains, [1] * len(gains))]


def _main_row(name: str, row: dict[str, Any]) -> list[str]:
    gain, low, high = row["ours_minus"]
    return [
        name,
        f"{row['f1']:.3f}",
        f"{row['low']:.3f} – {row['high']:.3f}",
        f"{row['precision']:.3f}",
        f"{row['recall']:.3f}",
        "" if name == OURS else f"{gain:+.3f} [{low:+.3f}, {high:+.3f}]",
    ]


# --- formulas --------------------------------------------------------------------------


def formulas(found: Sequence[Peer], truths: Sequence[tuple[Path, Path]]) -> dict[str, Any]:
    """How many formulas each extractor keeps as LaTeX between delimiters, of each truth file."""
    figures: dict[str, Any] = {}
    for truth, root in truths:
        pages = formula_quality.load(truth, root)
        results = {peer.name: formula_quality.measure(pages, _with_dollars(peer)) for peer in found}
        figures[str(truth.name)] = {name: _formula_figures(result) for name, result in results.items()}
        _table(
            f"Formulas of {truth.name}: {len(pages)} pages",
            ("extractor", "kept", "share", "95 % by page", "doubled", "prices as math"),
            [_formula_row(name, result) for name, result in results.items()],
        )
    return figures


def _with_dollars(peer: Peer) -> Callable[[bytes], str]:
    r"""A peer's text with `\(…\)` and `\[…\]` as `$…$` and `$$…$$`: delimiters of another style count as kept."""

    def text(html: bytes) -> str:
        said = peer.run(RawPage("formulas", html))[0]
        return said if peer.name == OURS else _OTHER_STYLE.sub(lambda mark: _DOLLARS[mark[0]], said)

    return text


_OTHER_STYLE = re.compile(r"\\[()\[\]]")
_DOLLARS = {r"\(": "$", r"\)": "$", r"\[": "$$", r"\]": "$$"}


def _formula_figures(result: formula_quality.Figures) -> dict[str, Any]:
    by_kind = {kind: [share.hits, share.n] for kind, share in result.by_kind.items()}
    return result.kept.as_json() | {"by_page": result.by_pages(), "by_kind": by_kind}


def _formula_row(name: str, result: formula_quality.Figures) -> list[str]:
    low, high = result.by_pages()
    return [
        name,
        f"{result.kept.hits} of {result.kept.n}",
        f"{result.kept.value or 0:.1%}",
        f"{low:.1%} – {high:.1%}",
        str(sum(len(page.doubled) for page in result.pages)),
        str(sum(len(page.prices_as_math) for page in result.pages)),
    ]


# --- speed -----------------------------------------------------------------------------


def speed(found: Sequence[Peer], data: Path, rounds: int) -> dict[str, Any]:
    """CPU seconds, each page through each extractor in turn; the best round of each page counts.

    The best of some rounds is what the code costs, the rest is what else the machine did. Who goes first
    changes from round to round, so that nobody always finds the caches warm.
    """
    raws = [read_page(data, f"{folder}/{path.name}") for folder in FOLDERS for path in _files(data / folder)]
    best: dict[str, list[float]] = {peer.name: [float("inf")] * len(raws) for peer in found}
    for turn in range(rounds):
        gc.collect()
        order = [*found[turn % len(found) :], *found[: turn % len(found)]]
        for number, raw in enumerate(raws):
            for peer in order:
                best[peer.name][number] = min(best[peer.name][number], peer.run(raw)[1])
    plain = [not has_math(raw) for raw in raws]
    figures = {
        "pages": len(raws),
        "without_math": sum(plain),
        "bytes": sum(len(raw.html) for raw in raws),
        "rounds": rounds,
        "all": _rates(best, [True] * len(raws)),
        "plain": _rates(best, plain),
    }
    _speed_table(figures)
    return figures


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file())


_MATH = re.compile(r"<math|math/|mathml|katex|mjx-|latex|metex|tex=|\\\(|\\\[|\$\$", re.IGNORECASE)


def has_math(raw: RawPage) -> bool:
    """Whether a page's source has any sign of formulas, those in scripts and names of styles included."""
    return _MATH.search(raw.source) is not None


def _rates(best: dict[str, list[float]], which: list[bool]) -> dict[str, Any]:
    """Pages per CPU second, and that as a multiple of two peers."""
    chosen = {
        name: sum(second for second, wanted in zip(seconds, which, strict=True) if wanted)
        for name, seconds in best.items()
    }
    rates = {name: sum(which) / seconds for name, seconds in chosen.items() if seconds}
    return {
        name: {
            "pages_per_cpu_second": round(rate, 1),
            "ms_per_page": round(1000 / rate, 3),
            "to_trafilatura": _ratio(rate, rates.get("trafilatura")),
            "to_resiliparse_main": _ratio(rate, rates.get("resiliparse main content")),
        }
        for name, rate in rates.items()
    }


def _ratio(rate: float, other: float | None) -> float | None:
    return round(rate / other, 3) if other else None


def _speed_table(figures: dict[str, Any]) -> None:
    rows = []
    for name, row in figures["all"].items():
        plain = figures["plain"].get(name, {})
        rows.append(
            [
                name,
                f"{row['ms_per_page']:.2f}",
                *(
                    "" if one.get(key) is None else f"{one[key]:,.{digits}f}{sign}"
                    for one in (row, plain)
                    for key, digits, sign in (
                        ("pages_per_cpu_second", 0, ""),
                        ("to_trafilatura", 1, "x"),
                        ("to_resiliparse_main", 2, "x"),
                    )
                ),
            ]
        )
    title = f"Speed: {figures['pages']} pages, {figures['bytes'] / figures['pages'] / 1000:.0f} kB each on average"
    heads = ("extractor", "ms a page", "pages/s", "trafilatura", "resiliparse main")
    _table(f"{title}; {figures['without_math']} without math", (*heads, "no math: pages/s", *heads[3:]), rows)


def _table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    print(f"\n### {title}\n")
    for row in (heads, ["---"] * len(heads), *rows):
        print(f"| {' | '.join(row)} |")
    print()


if __name__ == "__main__":
    main()
