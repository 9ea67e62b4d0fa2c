"""Formulas of pages against lists of them: how many survive into the text, once, and no price as one.

A truth file has one JSON line a page:

    {"file": "pages/a.html", "complete": true, "formulas": [{"tex": "x^2", "kind": "katex"}],
     "strings": [{"text": "H_2O", "kind": "scripts"}], "prices": ["$5"], "never": ["word^1"]}

`complete` says that all formulas of the page are listed, `strings` must stand in the text as they are,
`prices` outside formulas, `never` nowhere. Beside a `tex`: `or` lists other LaTeX for it, `glyphs` is the
page's drawing of it as text without white space, which must not stand beside it, and `raw` says that it is
malformed, so that it is enough if it stands in the text as it is.
"""

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from webinstruct import UserError
from webinstruct import page as pages_of
from webinstruct.page.formula.delimiters import spans

from .intervals import Share
from .latex import normalise
from .pages import read_page, read_truth

Read = Callable[[bytes], str]
"""A page's bytes to its text."""
Truth = Mapping[str, Any]
_LONG = 6
"""LaTeX shorter than this may stand in prose by chance: it is not looked for outside formulas."""
_DRAWS = 2000
_FAULTS = ("doubled", "false", "prices_as_math", "prices_lost", "never")


def found(text: str) -> list[str]:
    """The formulas of a page's text, in order, without delimiters.

    >>> found("So $x^2$ costs $5, and $$y=1$$")
    ['x^2', 'y=1']
    """
    return [text[start:end].strip("$").strip() for start, end in spans(text)]


@dataclass(frozen=True, slots=True)
class Miss:
    """A formula (or string) of the truth that the text lacks."""

    file: str
    kind: str
    tex: str
    written: bool = False
    """Whether its LaTeX stands in the text all the same, where `spans` sees no formula."""


@dataclass(frozen=True, slots=True)
class PageFigures:
    """One page: its hits by kind and what went wrong on it."""

    file: str
    kept: Mapping[str, Share]
    misses: tuple[Miss, ...]
    doubled: tuple[str, ...]
    false: tuple[str, ...]
    """Formulas of a complete page that are in no list, beyond one for each formula missed."""
    prices: int
    prices_as_math: tuple[str, ...]
    prices_lost: tuple[str, ...]
    never: tuple[str, ...]
    """Strings in the text that must not be."""

    @property
    def all(self) -> Share:
        """Hits of all kinds."""
        return _together(self.kept.values())


@dataclass(frozen=True, slots=True)
class Figures:
    """All pages."""

    pages: tuple[PageFigures, ...]

    @property
    def kept(self) -> Share:
        """Formulas and strings that stand in the texts."""
        return _together(page.all for page in self.pages)

    @property
    def by_kind(self) -> dict[str, Share]:
        """The same by kind, in alphabetical order."""
        kinds = sorted({kind for page in self.pages for kind in page.kept})
        return {kind: _together(page.kept.get(kind, Share(0, 0)) for page in self.pages) for kind in kinds}

    def by_pages(self) -> tuple[float, float]:
        """95 % interval of the share kept, pages drawn with replacement (a page's formulas fail together)."""
        dice = random.Random(0)
        hits = [(page.all.hits, page.all.n) for page in self.pages if page.all.n]
        if not hits:
            return 0.0, 1.0
        draws = [dice.choices(hits, k=len(hits)) for _ in range(_DRAWS)]
        shares = sorted(sum(h for h, _ in draw) / sum(n for _, n in draw) for draw in draws)
        return shares[round(0.025 * _DRAWS)], shares[round(0.975 * _DRAWS) - 1]


def measure(pages: Iterable[tuple[Truth, bytes]], read: Read) -> Figures:
    """Each page's truth against the text that `read` makes of its bytes."""
    return Figures(tuple(measure_page(truth, read(html)) for truth, html in pages))


def measure_page(truth: Truth, text: str) -> PageFigures:
    """One page's truth against its text; each formula found serves one formula of the truth."""
    where = spans(text)
    left = Counter(normalise(text[start:end].strip("$")) for start, end in where)
    outside = _without(text, where)
    file, complete = str(truth["file"]), bool(truth.get("complete", True))
    hits: list[tuple[str, bool]] = []
    misses: list[Miss] = []
    doubled: list[str] = []
    said: set[str] = set()
    for formula in truth.get("formulas", ()):
        kind, key = formula.get("kind", "formula"), _taken(formula, left)
        written = "".join(formula["tex"].split()) in "".join(text.split())
        hits.append((kind, key is not None or bool(formula.get("raw") and written)))
        if key is not None:
            said.add(key)
            doubled += [formula["tex"]] * _beside(formula, "".join(outside.split()), complete)
        elif not hits[-1][1]:
            misses.append(Miss(file, kind, formula["tex"], written))
    lost = len(misses)
    for string in truth.get("strings", ()):
        hits.append((string["kind"], _same_space(string["text"]) in _same_space(text)))
        if not hits[-1][1]:
            misses.append(Miss(file, string["kind"], string["text"]))
    extra = [key for key in left.elements() if key not in said] if complete else []
    as_math, gone = _prices(truth.get("prices", ()), text, outside)
    return PageFigures(
        file=file,
        kept={
            kind: Share(sum(ok for k, ok in hits if k == kind), sum(k == kind for k, _ in hits))
            for kind, _ in hits
        },
        misses=tuple(misses),
        doubled=tuple(doubled + ([key for key in left.elements() if key in said] if complete else [])),
        false=tuple(extra[lost:]),
        prices=len(truth.get("prices", ())),
        prices_as_math=as_math,
        prices_lost=gone,
        never=tuple(string for string in truth.get("never", ()) if string in text),
    )


def _taken(formula: Mapping[str, Any], left: Counter[str]) -> str | None:
    """The formula found that is this one, taken out of `left`."""
    for tex in (formula["tex"], *formula.get("or", ())):
        key = normalise(tex)
        if left[key]:
            left[key] -= 1
            return key
    return None


def _beside(formula: Mapping[str, Any], outside: str, complete: bool) -> bool:
    """Whether its drawing or, on a page with a complete list, its LaTeX once more stands outside formulas.

    Not looked for: what may be a word of the prose.
    """
    tex, glyphs = "".join(formula["tex"].split()), formula.get("glyphs", "")
    signs = [glyphs] + [tex] * (complete and len(tex) >= _LONG)
    return any(sign and not sign.isalpha() and sign in outside for sign in signs)


def _prices(prices: Iterable[str], text: str, outside: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those that a formula has swallowed or cut, and those that the text has nowhere."""
    as_math: list[str] = []
    lost: list[str] = []
    for price, n in Counter(map(_same_space, prices)).items():
        whole = re.compile(
            rf"(?<!\w){re.escape(price)}(?![\d,.]*\d)" if price[-1:].isdigit() else re.escape(price)
        )
        bad = n - len(whole.findall(_same_space(outside)))
        inside = len(whole.findall(_same_space(text))) - n + bad
        as_math += [price] * min(max(bad, 0), max(inside, 0))
        lost += [price] * max(0, bad - max(inside, 0))
    return tuple(as_math), tuple(lost)


def _without(text: str, where: Iterable[tuple[int, int]]) -> str:
    out, last = [], 0
    for start, end in where:
        out.append(text[last:start])
        last = end
    return "\x00".join([*out, text[last:]])


def _same_space(text: str) -> str:
    return " ".join(text.split())


def _together(shares: Iterable[Share]) -> Share:
    all_of = list(shares)
    return Share(sum(share.hits for share in all_of), sum(share.n for share in all_of))


def load(truth: Path, root: Path) -> list[tuple[Truth, bytes]]:
    """The lines of a truth file, each with the bytes of its page under `root`. UserError for what is not there."""
    found: list[tuple[Truth, bytes]] = []
    for line in read_truth(truth).splitlines():
        try:
            row = json.loads(line) if line.strip() else None
        except ValueError as error:
            raise UserError(f"--truth {truth}: wanted one JSON object a line, got {line[:60]!r}") from error
        if row is not None:
            found.append((row, read_page(root, row["file"]).html))
    return found


def formulas(truth: Path, root: Path, read: Read | None = None) -> dict[str, Any]:
    """What `webinstruct quality formulas` prints: figures, rows of a table by kind, what is missed.

    `low` and `high` are Wilson's interval, `page_low` and `page_high` that of drawn pages.
    """
    figures = measure(load(truth, root), read or (lambda html: pages_of.read(html).text))
    kept, (page_low, page_high) = figures.kept, figures.by_pages()
    each = figures.pages
    return {
        "formulas": {
            "kept": kept.hits, "n": kept.n, "share": kept.value, "low": kept.low, "high": kept.high,
            "page_low": page_low, "page_high": page_high,
        },
        **{fault: sum(len(getattr(page, fault)) for page in each) for fault in _FAULTS},
        "prices": sum(page.prices for page in each),
        "by_kind": {kind: {"kept": share.hits, "n": share.n} for kind, share in figures.by_kind.items()},
        "rows": [[kind, share.hits, share.n, share.value] for kind, share in figures.by_kind.items()],
        "misses": [[miss.file, miss.kind, miss.tex, miss.written] for page in each for miss in page.misses],
        "faults": [[page.file, fault, it] for page in each for fault in _FAULTS for it in getattr(page, fault)],
    }  # fmt: skip
