"""Our equality of answers beside math-verify alone and plain strings: accuracy by kind, and speed.

Right is a verdict that is the truth; on pairs that are equal or different, `undecided` is not right.
Cases whose truth is undecided or timed-out are counted apart: nobody else has such a verdict.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from webinstruct.answers import Judge, final, given

from .answer_pairs import Pair, draw, pair_of, read_cases
from .intervals import Share

_NONE = Share(0, 0)
METHODS = ("ours", "math_verify", "string")


@dataclass(slots=True)
class Tally:
    """Verdicts of one method over pairs that are equal or different."""

    right: int = 0
    n: int = 0
    undecided: int = 0
    false_equal: int = 0
    seconds: float = 0.0

    def count(self, said: str, truth: str) -> None:
        """One more pair."""
        self.n += 1
        self.right += said == truth
        self.undecided += said not in ("equal", "different")
        self.false_equal += said == "equal" != truth

    @property
    def accuracy(self) -> Share:
        """Right of all."""
        return Share(self.right, self.n)

    def as_json(self) -> dict[str, Any]:
        """`{"accuracy": 0.98, "low": …, "high": …, "n": 300, "undecided": 4, "false_equal": 1, "per_second": 900}`."""
        share = self.accuracy
        rate = round(self.n / self.seconds, 1) if self.seconds else None
        return {
            "accuracy": share.value, "low": round(share.low, 4), "high": round(share.high, 4), "n": self.n,
            "undecided": self.undecided, "false_equal": self.false_equal, "per_second": rate,
        }  # fmt: skip


@dataclass(slots=True)
class Figures:
    """All tallies: hand-made cases and drawn pairs, each by group; what is right beyond pairs; misses."""

    cases: dict[str, dict[str, Tally]] = field(default_factory=dict)
    bench: dict[str, dict[str, Tally]] = field(default_factory=dict)
    open_cases: Share = _NONE
    symmetric: Share = _NONE
    found: Share = _NONE
    misses: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Overall figures of the cases, by kind, and those of the drawn pairs."""
        said: dict[str, Any] = {method: total(self.cases, method).as_json() for method in METHODS}
        said["by_kind"] = _by_group(self.cases)
        said["undecided_or_timed_out"] = self.open_cases.as_json()
        said["symmetric"] = self.symmetric.as_json()
        said["found"] = self.found.as_json()
        if self.bench:
            said["bench"] = {method: total(self.bench, method).as_json() for method in METHODS}
            said["bench"]["by_kind"] = _by_group(self.bench)
        return said


def total(groups: Mapping[str, Mapping[str, Tally]], method: str) -> Tally:
    """A method's tallies of all groups as one."""
    every = [group[method] for group in groups.values()]
    return Tally(
        sum(one.right for one in every), sum(one.n for one in every), sum(one.undecided for one in every),
        sum(one.false_equal for one in every), sum(one.seconds for one in every),
    )  # fmt: skip


def _by_group(groups: Mapping[str, Mapping[str, Tally]]) -> dict[str, Any]:
    return {
        name: {method: group[method].as_json() for method in METHODS}
        for name, group in sorted(groups.items())
    }


def measure(
    cases: Sequence[Path], bench: Path | None = None, *, each: int = 200, limit: float = 1.5
) -> Figures:
    """Read the cases, draw pairs from the benchmarks, and let each method decide."""
    rows = [row for path in cases for row in read_cases(path)]
    pairs = [pair_of(row) for row in rows if "left" in row]
    drawn = draw(bench, each=each) if bench else []
    with Judge(limit=limit) as judge:
        judge.math_verify("x", "x")  # its start is no part of the speed
        figures = Figures()
        _tally(
            [pair for pair in pairs if pair.verdict in ("equal", "different")],
            judge,
            figures.cases,
            figures.misses,
        )
        _tally(drawn, judge, figures.bench, figures.misses)
        figures.open_cases = _open(
            [pair for pair in pairs if pair.verdict not in ("equal", "different")], judge, figures.misses
        )
        figures.symmetric = _symmetric(pairs, judge, figures.misses)
    figures.found = _found([row for row in rows if "text" in row], figures.misses)
    return figures


def _tally(
    pairs: Iterable[Pair], judge: Judge, groups: dict[str, dict[str, Tally]], misses: list[str]
) -> None:
    ways: Mapping[str, Callable[[Pair], str]] = {
        "ours": lambda pair: _ours(pair, judge),
        "math_verify": lambda pair: _math_verify(pair, judge),
        "string": lambda pair: "equal" if pair.left.strip() == pair.right.strip() else "different",
    }
    for pair in pairs:
        group = groups.setdefault(pair.group, {method: Tally() for method in METHODS})
        for method, decide in ways.items():
            start = time.perf_counter()
            said = decide(pair)
            group[method].seconds += time.perf_counter() - start
            group[method].count(said, pair.verdict)
            if method == "ours" and said != pair.verdict:
                misses.append(_miss(pair, said))


def _miss(pair: Pair, said: str) -> str:
    return f"{pair.group}: {pair.left[:80]!r} | {pair.right[-120:]!r}: {pair.verdict}, we say {said}"


def _ours(pair: Pair, judge: Judge) -> str:
    right = final(pair.right, options=pair.options) if pair.text else given(pair.right, options=pair.options)
    return judge.equal(given(pair.left, options=pair.options), right, options=pair.options).verdict


def _math_verify(pair: Pair, judge: Judge) -> str:
    said = judge.math_verify(pair.left, pair.right[-4000:] if pair.text else f"${pair.right}$", alone=True)
    return {"equal": "equal", "timed-out": "timed-out", "died": "undecided"}.get(said, "different")


def _open(pairs: Sequence[Pair], judge: Judge, misses: list[str]) -> Share:
    """Cases that are to be undecided or timed out, and are."""
    said = [_ours(pair, judge) for pair in pairs]
    misses += [
        _miss(pair, verdict) for pair, verdict in zip(pairs, said, strict=True) if verdict != pair.verdict
    ]
    return Share(sum(verdict == pair.verdict for pair, verdict in zip(pairs, said, strict=True)), len(pairs))


def _symmetric(pairs: Sequence[Pair], judge: Judge, misses: list[str]) -> Share:
    """Pairs that are decided alike both ways round; those that only time out are left out."""
    hits, n = 0, 0
    for pair in pairs:
        if pair.verdict == "timed-out":
            continue
        turned = Pair(pair.group, pair.right, pair.left, pair.verdict, pair.options)
        same = _ours(pair, judge) == _ours(turned, judge)
        hits, n = hits + same, n + 1
        if not same:
            misses.append(f"not symmetric: {pair.left!r} | {pair.right!r}")
    return Share(hits, n)


def _found(rows: Sequence[Mapping[str, Any]], misses: list[str]) -> Share:
    """Texts whose final answer (or its absence) is found as the case says."""
    hits = 0
    for row in rows:
        answer = final(row["text"], options=tuple(row.get("options", ())))
        if "value" in row:
            said, wanted = (answer.value if answer else None), row["value"]
        else:
            said, wanted = (answer.text if answer else None), row["final"]
        hits += said == wanted
        if said != wanted:
            misses.append(f"found {said!r}, wanted {wanted!r}: {row['text'][-120:]!r}")
    return Share(hits, len(rows))
