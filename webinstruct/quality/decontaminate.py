"""How much of the benchmarks decontamination finds, and what it takes for theirs that is not.

Recall: every item, distorted in every way that it may stand on the web (`canaries`). False positives: texts that
hold no item. The paper's rule is measured on the same.
"""

import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from webinstruct import UserError
from webinstruct.benchmarks import Problem
from webinstruct.decontaminate import Finding, Index, Verdict, judge_all
from webinstruct.decontaminate.index import TINY
from webinstruct.decontaminate.texts import read
from webinstruct.quality.canaries import KINDS, canary
from webinstruct.quality.intervals import Share

CAUGHT: Final[tuple[Verdict, ...]] = ("same", "number-variant")
"""Verdicts that leave a pair out."""
NAMED: Final = "numbers"
"""The kind that must be told as what it is: its recall is the share of `number-variant`."""
LENGTHS: Final = (f"≤{TINY} words", f"{TINY + 1}–9", "10+")
_PARAGRAPH: Final = 20  # words from which a paragraph is a text
_HTML: Final = (".html", ".htm", ".xhtml")

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A canary's verdict."""

    kind: str
    benchmark: str
    length: str
    verdict: Verdict
    found: str | None  # the item that was named
    paper: bool
    item: str

    @property
    def caught(self) -> bool:
        """Whether the pair would be left out."""
        return self.verdict in CAUGHT

    @property
    def right(self) -> bool:
        """Whether it is recalled as its kind wants."""
        return self.verdict == "number-variant" if self.kind == NAMED else self.caught


@dataclass(frozen=True, slots=True)
class Clean:
    """Texts of one source that hold no item."""

    name: str
    pairs: Sequence[Pair]


@dataclass(frozen=True, slots=True)
class Hit:
    """A clean text that was taken for an item's."""

    source: str
    pair: Pair
    finding: Finding


@dataclass(slots=True)
class Quality:
    """All that was measured."""

    canaries: list[Judged] = field(default_factory=list)
    clean: dict[str, tuple[Share, Share]] = field(default_factory=dict)
    """Source → false positives of ours, and of the paper's rule."""
    hits: list[Hit] = field(default_factory=list)

    def share(self, kind: str, *, paper: bool = False, benchmark: str = "", length: str = "") -> Share:
        """Recall of a kind, in a benchmark or a length class; of ours or of the paper's rule."""
        chosen = [
            one
            for one in self.canaries
            if one.kind == kind and benchmark in ("", one.benchmark) and length in ("", one.length)
        ]
        return Share(sum(one.paper if paper else one.right for one in chosen), len(chosen))

    def kinds(self) -> list[str]:
        """Kinds that some item has."""
        return [kind for kind in KINDS if any(one.kind == kind for one in self.canaries)]

    def verdicts(self, kind: str) -> dict[str, int]:
        """How many canaries of a kind got each verdict."""
        found = [one.verdict for one in self.canaries if one.kind == kind]
        return {verdict: found.count(verdict) for verdict in (*CAUGHT, "shared-template", "clean")}

    def benchmarks(self) -> list[str]:
        """The benchmarks that canaries were made of."""
        return sorted({one.benchmark for one in self.canaries})

    def false_positives(self, *, paper: bool = False) -> Share:
        """Over all sources."""
        shares = [both[paper] for both in self.clean.values()]
        return Share(sum(share.hits for share in shares), sum(share.n for share in shares))

    def as_json(self) -> dict[str, Any]:
        """What the last line says."""
        false = self.false_positives()
        return {
            "recall": {kind: self.share(kind).value for kind in self.kinds()},
            "false_positive_rate": false.value,
            "clean_texts": false.n,
            "benchmarks": self.benchmarks(),
            "false_positives": false.as_json(),
            "kinds": {kind: self.share(kind).as_json() | self.verdicts(kind) for kind in self.kinds()},
            "by_benchmark": {kind: _counts(self.by_benchmark(kind)) for kind in self.kinds()},
            "by_length": {kind: _counts(self.by_length(kind)) for kind in self.kinds()},
            "paper": {
                "recall": {kind: self.share(kind, paper=True).value for kind in self.kinds()},
                "false_positive_rate": self.false_positives(paper=True).value,
            },
            "clean": {
                name: {"n": ours.n, "hits": ours.hits, "paper": papers.hits}
                for name, (ours, papers) in self.clean.items()
            },
        }

    def by_benchmark(self, kind: str) -> dict[str, Share]:
        """Recall in each benchmark that has the kind."""
        shares = {name: self.share(kind, benchmark=name) for name in self.benchmarks()}
        return {name: share for name, share in shares.items() if share.n}

    def by_length(self, kind: str) -> dict[str, Share]:
        """Recall of questions of each length that has the kind."""
        shares = {name: self.share(kind, length=name) for name in LENGTHS}
        return {name: share for name, share in shares.items() if share.n}


def _counts(shares: Mapping[str, Share]) -> dict[str, list[int]]:
    return {name: [share.hits, share.n] for name, share in shares.items()}


def measure(index: Index, clean: Sequence[Clean], *, sample: int = 0) -> Quality:
    """Canaries of all items, or of so many of each benchmark, and the clean texts."""
    quality = Quality()
    around = [
        text for source in clean for text, answer in source.pairs if not answer and 200 < len(text) < 800
    ][:200]
    chosen = sampled(index.problems, sample)
    for kind in KINDS:
        quality.canaries += _canaries(index, kind, chosen, around)
    for source in clean:
        _count(index, source, quality)
    return quality


def sampled(problems: Sequence[Problem], size: int) -> list[Problem]:
    """So many items of each benchmark, by a hash of their names; 0 for all."""
    taken: dict[str, int] = {}
    found = []
    for problem in sorted(problems, key=lambda one: hashlib.sha256(one.id.encode()).digest()):
        taken[problem.benchmark] = taken.get(problem.benchmark, 0) + 1
        if not size or taken[problem.benchmark] <= size:
            found.append(problem)
    return sorted(found, key=lambda one: (one.benchmark, one.id))


def _canaries(
    index: Index, kind: str, problems: Sequence[Problem], around: Sequence[str]
) -> Iterator[Judged]:
    made = [(problem, pair) for problem in problems if (pair := canary(kind, problem, around)) is not None]
    findings = judge_all(index, [pair for _, pair in made])
    for (problem, _), finding in zip(made, findings, strict=True):
        named = finding.evidence.item if finding.evidence else None
        length = _length(problem)
        paper = finding.paper is not None
        yield Judged(kind, problem.benchmark, length, finding.verdict, named, paper, problem.id)


def _length(problem: Problem) -> str:
    words = len(read(problem.question).plain)
    return LENGTHS[0] if words <= TINY else LENGTHS[1] if words < 10 else LENGTHS[2]


def _count(index: Index, source: Clean, quality: Quality) -> None:
    findings = judge_all(index, source.pairs)
    hits = [
        Hit(source.name, pair, one)
        for pair, one in zip(source.pairs, findings, strict=True)
        if one.verdict in CAUGHT
    ]
    papers = sum(one.paper is not None for one in findings)
    quality.clean[source.name] = Share(len(hits), len(findings)), Share(papers, len(findings))
    quality.hits += hits


# --- clean material


def clean_texts(path: Path) -> Iterator[Clean]:
    """Texts of a JSON or JSONL file, whole and by paragraph; pairs; or the paragraphs of a folder's pages."""
    if path.is_dir():
        yield Clean(f"{path.name} paragraphs", list(_pages(path)))
        return
    if not path.exists():
        raise UserError(f"no clean texts at {path}")
    rows = list(_rows(path))
    pairs = [(str(row["question"]), str(row.get("answer") or "")) for row in rows if "question" in row]
    texts = [str(row["text"]) for row in rows if "question" not in row and "text" in row]
    if not pairs and not texts:
        raise UserError(f"{path}: wanted rows with text, or with question and answer")
    if pairs:
        yield Clean(_name(path, "pairs"), pairs)
    if texts:
        yield Clean(_name(path, "documents"), [(text, "") for text in texts])
        yield Clean(_name(path, "paragraphs"), [(part, "") for text in texts for part in paragraphs(text)])


def _name(path: Path, what: str) -> str:
    return f"{path.name.split('.')[0]} {what}"


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8")
        whole = (
            json.loads(text)
            if path.suffix == ".json"
            else [json.loads(line) for line in text.splitlines() if line]
        )
    except (ValueError, OSError) as error:
        raise UserError(f"{path}: not JSON: {error}") from None
    yield from (
        row for row in (whole.values() if isinstance(whole, dict) else whole) if isinstance(row, dict)
    )


def paragraphs(text: str) -> list[str]:
    """Lines of a text that are long enough to be one."""
    return [part for part in re.split(r"\n+", text) if len(part.split()) >= _PARAGRAPH]


def _pages(folder: Path) -> Iterator[Pair]:
    from webinstruct import page

    for path in sorted(folder.rglob("*")):
        if path.suffix in _HTML:
            for part in paragraphs(page.read(path.read_bytes()).text):
                yield part, ""


# --- picture


def picture(quality: Quality) -> bytes:
    """Recall by kind, ours beside the paper's rule, as a PNG."""
    import matplotlib

    matplotlib.use("agg")
    from matplotlib import pyplot

    kinds = quality.kinds()[::-1]
    figure, axes = pyplot.subplots(figsize=(8, 0.42 * len(kinds) + 1.2), layout="constrained")
    for shift, paper, colour in ((0.2, False, "#1f6f8b"), (-0.2, True, "#c9a227")):
        shares = [quality.share(kind, paper=paper) for kind in kinds]
        values = [share.value or 0.0 for share in shares]
        ends = [
            [max(0.0, value - share.low) for value, share in zip(values, shares, strict=True)],
            [max(0.0, share.high - value) for value, share in zip(values, shares, strict=True)],
        ]
        places = [place + shift for place in range(len(kinds))]
        axes.barh(places, values, 0.38, xerr=ends, color=colour, label="paper's rule" if paper else "ours")
    axes.set_yticks(range(len(kinds)), kinds)
    axes.set_xlabel("recall, 95 % interval (numbers: named number-variant)")
    axes.set_xlim(0, 1.02)
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, frameon=False)
    data = io.BytesIO()
    figure.savefig(data, format="png", dpi=120)
    pyplot.close(figure)
    return data.getvalue()
