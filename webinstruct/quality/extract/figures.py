"""Pages added up: shares, the intervals that draw pages, and the last line of `webinstruct quality extract`."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from webinstruct.quality.intervals import Share, clustered

from .fits import CAUGHT, SideFit
from .judge import Judged, Miss

Interval = tuple[float, float]
Counts = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Figure:
    """A share, and its interval that knows that pairs of one page go together."""

    share: Share
    by_page: Interval


@dataclass(frozen=True)
class ExtractQuality:
    """One engine in one mode over the pages of a truth file and a folder of negatives."""

    pages: tuple[Judged, ...]
    negatives: tuple[Judged, ...]
    dropped: Mapping[str, int]
    tokens_in: int
    tokens_out: int
    seconds: float

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """All shares by name; each page adds its own counts."""
        by_page = [*map(_counts, self.pages), *map(_void, self.negatives)]
        return {name: _figure([counts[name] for counts in by_page]) for name in _NAMES}

    @property
    def f1(self) -> float | None:
        """Of precision and recall; None where there is neither."""
        precision, recall = (self.figures[name].share.value for name in ("precision", "recall"))
        if precision is None or recall is None:
            return None
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    @cached_property
    def f1_by_page(self) -> Interval:
        """Over complete pages: there F1 is twice the hits of all pairs, kept and asked for."""
        pages = [page for page in self.pages if page.complete]
        return clustered([2 * page.hits for page in pages], [page.counted + page.asked for page in pages])

    @property
    def misses(self) -> tuple[Miss, ...]:
        """Missed, wrong and caught, page by page."""
        return tuple(miss for page in (*self.pages, *self.negatives) for miss in page.misses)

    def kinds(self, what: str) -> dict[str, int]:
        """How often each kind was missed, wrong or caught: the most frequent first."""
        found = Counter(miss.kind.partition(":")[0] for miss in self.misses if miss.what == what)
        return dict(found.most_common())

    def as_json(self) -> dict[str, Any]:
        """The last line of `webinstruct quality extract`."""
        values = {name: _rounded(figure.share.value) for name, figure in self.figures.items()}
        intervals = {name: figure.by_page for name, figure in self.figures.items()} | {"f1": self.f1_by_page}
        return {
            "precision": values.pop("precision"),
            "recall": values.pop("recall"),
            "f1": _rounded(self.f1),
            "pages": len(self.pages),
            "negative_pages": len(self.negatives),
            "negative_pages_with_pairs": sum(page.kept > 0 for page in self.negatives),
            **values,
            "by_page": {name: [round(end, 4) for end in ends] for name, ends in intervals.items()},
            "counts": {name: [one.share.hits, one.share.n] for name, one in self.figures.items()},
            "missed": self.kinds("missed"),
            "wrong": self.kinds("wrong"),
            "dropped": dict(self.dropped),
            "tokens_in": self.tokens_in,
            "tokens_out": self.tokens_out,
            "seconds": round(self.seconds, 2),
        }

    @property
    def metrics(self) -> dict[str, float]:
        """What MLflow is told: every figure that there is, and the ends of its interval."""
        found = self.as_json()
        ends = {f"{name}_{end}": at for name, both in found["by_page"].items() for end, at in _ends(both)}
        return {name: value for name, value in found.items() if isinstance(value, int | float)} | ends


_NAMES = (
    "precision",
    "recall",
    "paired_precision",
    "paired_recall",
    "association",
    "whole_questions",
    "whole_answers",
    "caught_in_questions",
    "caught_in_answers",
    "void_accuracy",
)


def _counts(page: Judged) -> dict[str, Counts]:
    """Hits and cases of each figure on one page."""
    paired = len(page.paired)
    questions, answers = [one.question for one in page.paired], [one.answer for one in page.paired]
    return {
        "precision": (page.hits if page.complete else 0, page.counted),
        "recall": (page.hits, page.asked),
        "paired_precision": (paired if page.complete else 0, page.counted),
        "paired_recall": (paired, page.asked),
        "association": (paired, page.met),
        "whole_questions": (sum(side.whole for side in questions), paired),
        "whole_answers": (sum(side.whole for side in answers), paired),
        "caught_in_questions": (_caught(questions), paired),
        "caught_in_answers": (_caught(answers), paired),
        "void_accuracy": (int(not page.kept), 1) if page.void else (0, 0),
    }


def _void(page: Judged) -> dict[str, Counts]:
    """A negative: pairs kept there are a figure of their own, not of precision."""
    return {name: _counts(page)[name] if name == "void_accuracy" else (0, 0) for name in _NAMES}


def _caught(sides: Iterable[SideFit]) -> int:
    return sum(side.caught > CAUGHT for side in sides)


def _figure(counts: Iterable[Counts]) -> Figure:
    hits, cases = zip(*counts, strict=True)
    return Figure(Share(sum(hits), sum(cases)), clustered(hits, cases))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _ends(both: Iterable[float]) -> Iterable[tuple[str, float]]:
    return zip(("low", "high"), both, strict=True)
