"""How well does our text meet the main text that people wrote down for a page? Token F1 beside resiliparse's.

Three forms of truth, told apart by what stands in them:

    {"<id>": {"content": …}}        pages html_forum/<id>.html        hand-made main text of forum pages
    {"<key>": {"articleBody": …}}   pages html_neg/aeb_<key[:40]>     article-extraction-benchmark (Scrapinghub)
    JSONL with html and groundtruth_content: the pages stand inside   WebMainBench (OpenDataLab)

Our reader keeps more than a main text on purpose (comments, side answers), so recall is what it is made for and
precision is what that costs.

Tokens are runs of letters and runs of digits after NFKC and case folding; every Chinese and Japanese character is
one. Left out on both sides: TeX commands, formula delimiters and all punctuation, targets of Markdown links.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from webinstruct import UserError

from .intervals import clustered
from .pages import Extractor, RawPage, ours, read_page, read_truth, resiliparse_main
from .text import fold

_CJK = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W\d_{_CJK}]+|\d+")
_FORMS = ({"html", "groundtruth_content"}, {"content"}, {"articleBody"})
_LINK_TARGET = re.compile(r"\]\([^()\s]*\)")

Case = tuple[RawPage, str]
"""A page and its main text."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Shares of tokens: of ours that are true, of the true ones that are ours, and their harmonic mean."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class MainText:
    """The overlaps of all pages; figures are means over pages."""

    pages: tuple[Overlap, ...]

    def as_json(self) -> dict[str, float | int]:
        """`{"f1": …, "low": …, "high": …, "precision": …, "recall": …, "n": …}`; the interval is f1's."""
        low, high = clustered([page.f1 for page in self.pages], [1] * len(self.pages))
        figures = {
            "f1": fmean(page.f1 for page in self.pages),
            "low": low,
            "high": high,
            "precision": fmean(page.precision for page in self.pages),
            "recall": fmean(page.recall for page in self.pages),
        }
        return {name: round(value, 4) for name, value in figures.items()} | {"n": len(self.pages)}


def measure(truth: Path, root: Path | None = None) -> dict[str, Any]:
    """Ours and resiliparse's main content: the last line of `webinstruct quality main`."""
    pages = cases(truth, root)
    peer = {"resiliparse_main": overlaps(pages, resiliparse_main).as_json()}
    return {"main": overlaps(pages, ours).as_json(), "peer": peer}


def overlaps(pages: Sequence[Case], extract: Extractor) -> MainText:
    """One extractor's text of every page against its main text."""
    return MainText(tuple(overlap(extract(raw), expected) for raw, expected in pages))


def overlap(text: str, expected: str) -> Overlap:
    """How many tokens two texts share, each counted as often as it stands there.

    >>> overlap("Menu: the cat sat", "The cat sat down.")
    Overlap(precision=0.75, recall=0.75, f1=0.75)
    """
    given, wanted = tokens(text), tokens(expected)
    if not given and not wanted:
        return Overlap(1.0, 1.0, 1.0)
    common = (given & wanted).total()
    if not common:
        return Overlap(0.0, 0.0, 0.0)
    return Overlap(
        common / given.total(), common / wanted.total(), 2 * common / (given.total() + wanted.total())
    )


def tokens(text: str) -> Counter[str]:
    r"""The tokens of a text and how often each stands there.

    >>> sorted(tokens(r"有 $x^{2}$ in [Text](https://a.b/c)\cdot x2").items())
    [('2', 2), ('in', 1), ('text', 1), ('x', 2), ('有', 1)]
    """
    return Counter(_TOKEN.findall(fold(_LINK_TARGET.sub("]", text))))


def cases(truth: Path, root: Path | None = None) -> list[Case]:
    """The pages that a truth file names and that are there. UserError if it has another form, or none is there."""
    found = list(_cases(read_truth(truth), root or _root(truth), truth))
    if not found:
        raise UserError(f"--truth {truth}: none of its pages lies under {root or _root(truth)}: give --root")
    return found


def _root(truth: Path) -> Path:
    """The folder of the pages: the truth's own, or the one above."""
    above = (truth.parent, truth.parent.parent)
    return next(
        (one for one in above if (one / "html_neg").is_dir() or (one / "html_forum").is_dir()), above[0]
    )


def _cases(content: str, root: Path, truth: Path) -> Iterator[Case]:
    for name, row in _rows(content, truth):
        if "groundtruth_content" in row:
            # The page stands in the file as text, whatever its meta element says.
            yield (
                RawPage(name, str(row["html"]).encode("utf-8", "replace"), "utf-8"),
                row["groundtruth_content"],
            )
            continue
        is_article = "articleBody" in row
        file = f"html_neg/aeb_{name[:40]}" if is_article else f"html_forum/{name}.html"
        if (root / file).is_file():
            yield read_page(root, file), row["articleBody" if is_article else "content"]


def _rows(content: str, truth: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Names and rows of either form, each with the fields it must have."""
    rows = _as_json(content) or _as_jsonl(content)
    if rows is None:
        raise UserError(f"--truth {truth}: wanted one JSON object, or one a line")
    for name, row in rows:
        if not (isinstance(row, dict) and any(form <= row.keys() for form in _FORMS)):
            wanted = "content, articleBody, or html with groundtruth_content"
            raise UserError(f"--truth {truth}: wanted rows with {wanted}, got {name!r}")
        yield name, row


def _as_json(content: str) -> list[tuple[str, Any]] | None:
    """`{"name": row, …}`; None if it is not that, or is a single row of JSONL."""
    try:
        whole = json.loads(content)
    except ValueError:
        return None
    return None if not isinstance(whole, dict) or "html" in whole else list(whole.items())


def _as_jsonl(content: str) -> list[tuple[str, Any]] | None:
    """A row a line, named by its `track_id` or `id`."""
    try:
        rows = [json.loads(line) for line in content.split("\n") if line.strip()]
        return [(str(row.get("track_id") or row.get("id")), row) for row in rows]
    except (ValueError, AttributeError):
        return None
