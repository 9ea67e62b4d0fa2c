"""fastText recall of educational pages: the view it sees, fit, score, and the stage's generator.

Paper, section 2.1: a fastText classifier, fitted on seeds, recalls documents from Common Crawl.
The only module that imports fasttext.
"""

import ctypes
import functools
import hashlib
import json
import random
import re
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from webinstruct import UserError, page, storage, warc
from webinstruct.quality.intervals import auc_interval
from webinstruct.settings import FitSettings, RecallSettings
from webinstruct.tables import RECALLED

VERSION = 1

VIEW_CHARS = 2000  # fastText's cost is hashing words: 4x faster than whole pages
POSITIVE = "__label__educational"
NEGATIVE = "__label__other"

DROPPED = (
    "page-error",  # the HTML could not be read
    "too-short",  # less text than recall.min_chars
    "low-score",  # below recall.threshold
)

_LABEL = re.compile(r"__label__\w*")
_MARK = re.compile(r"([^\w\s])")


def view(title: str, text: str) -> str:
    """The one line that the classifier sees, when fitted and when asked.

    >>> view("Primes", "Is 91 prime?\\nNo: 7*13.")
    'primes . is 91 prime ? no : 7 * 13 .'
    """
    line = f"{title} . {text[:VIEW_CHARS]}".lower()
    return " ".join(_MARK.sub(r" \1 ", _LABEL.sub(" ", line)).split())


# --- fit ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled document; `group` (domain, book) never stands in both train and test."""

    title: str
    text: str
    group: str
    educational: bool


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model as bytes, and how it does on the held-out groups."""

    model: bytes
    metrics: dict[str, float]


def examples(positives: Sequence[str], negatives: Sequence[str]) -> list[Example]:
    """Read JSONL seeds: `{"text": "…", "title": "…", "group": "…"}` a line; title and group optional."""
    if not positives or not negatives:
        raise UserError("fit needs both fit.positives and fit.negatives (JSONL files)")
    found = [e for path in positives for e in _read_examples(path, True)]
    return found + [e for path in negatives for e in _read_examples(path, False)]


def _read_examples(path: str, educational: bool) -> Iterator[Example]:
    try:
        lines = storage.read_bytes(path).decode("utf-8").split("\n")  # text may hold U+2028
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"seeds {path} cannot be read: {error}") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text = row["text"]
            group = str(row.get("group") or f"{path}:{number}")
            title = str(row.get("title") or "")
            if not isinstance(text, str):
                raise TypeError
            f"{title}{text}{group}".encode()  # half a surrogate pair is no text
        except (ValueError, KeyError, TypeError, AttributeError):
            raise UserError(f"seeds {path}, line {number}: wanted a JSON object with a `text`") from None
        yield Example(title, text, group, educational)


def held_out(group: str, share: float) -> bool:
    """True for the groups that measure; by hash, so adding a group moves no other.

    >>> held_out("a.example", 0.0), held_out("a.example", 1.0)
    (False, True)
    """
    return _unit_hash(f"held-out\0{group}") < share


def _unit_hash(key: str) -> float:
    """A number in [0, 1) that depends on nothing but the key."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") / 2**64


def fit(labelled: Sequence[Example], settings: FitSettings) -> Fitted:
    """Fit fastText on the train groups and measure on the held-out ones.

    With one thread the same examples give the same bytes. UserError if a side is missing.
    """
    test = [e for e in labelled if held_out(e.group, settings.test_share)]
    train = [e for e in labelled if not held_out(e.group, settings.test_share)]
    for name, part in (("train", train), ("held-out", test)):
        sides = {e.educational for e in part}
        if sides != {True, False}:
            raise UserError(
                f"the {name} groups hold only one label ({len(part)} examples): give more groups, "
                "or change fit.test_share"
            )
    with tempfile.TemporaryDirectory() as folder:
        model = _train(train, settings, Path(folder))
        file = Path(folder) / "model.bin"
        model.save_model(str(file))
        metrics = measure([(score(model, e.title, e.text), e.educational) for e in test])
        sizes = {"train_examples": float(len(train)), "test_examples": float(len(test))}
        return Fitted(file.read_bytes(), metrics | sizes)


def _train(train: Sequence[Example], settings: FitSettings, folder: Path) -> Any:
    import fasttext

    lines = [f"{POSITIVE if e.educational else NEGATIVE} {view(e.title, e.text)}" for e in train]
    random.Random(settings.seed).shuffle(lines)  # fastText reads in order: mix the labels
    file = folder / "train.txt"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    try:
        with _zeroed_memory():
            return fasttext.train_supervised(
                str(file),
                dim=settings.dim,
                epoch=settings.epochs,
                lr=settings.learning_rate,
                wordNgrams=settings.word_ngrams,
                minCount=settings.min_count,
                bucket=settings.buckets,
                seed=settings.seed,
                thread=settings.threads,
                verbose=0,
            )
    except (RuntimeError, ValueError) as error:  # diverged; or no word is frequent enough
        raise UserError(
            f"fastText cannot fit these examples: {error} Try a lower fit.learning_rate or fit.min_count"
        ) from None


@contextmanager
def _zeroed_memory() -> Iterator[None]:
    """Let malloc hand out zeros while fastText trains.

    fastText fills a tenth of its input matrix per thread and takes the rest as malloc gives it
    (densematrix.cc, `uniformThread`; AlignedVector sets nothing). With few threads what an
    earlier allocation left there becomes the start: other bytes each time, and often NaN.
    glibc's M_PERTURB fills new memory with the complement of the byte it is given.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:  # not glibc: nothing to do about it
        yield
        return
    mallopt(_M_PERTURB, 0xFF)
    try:
        yield
    finally:
        mallopt(_M_PERTURB, 0)


_M_PERTURB = -6  # malloc.h


def measure(scored: Sequence[tuple[float, bool]]) -> dict[str, float]:
    """AUC with its 95 % interval, and precision and recall at 0.5, of (score, educational).

    >>> measure([(0.9, True), (0.6, False), (0.2, False)])["auc"]
    1.0
    """
    positives = sum(1 for _, label in scored if label)
    negatives = len(scored) - positives
    said = [label for value, label in scored if value >= 0.5]
    auc = _auc(scored, positives, negatives)
    low, high = auc_interval(auc, positives, negatives)
    return {
        "auc": auc,
        "auc_low": low,
        "auc_high": high,
        "precision_at_half": sum(said) / len(said) if said else 0.0,
        "recall_at_half": sum(said) / positives if positives else 0.0,
        "test_positives": float(positives),
        "test_negatives": float(negatives),
    }


def _auc(scored: Sequence[tuple[float, bool]], positives: int, negatives: int) -> float:
    """Mann-Whitney: the share of pairs in the right order; ties count half."""
    ordered = sorted(scored)
    ranks, start = 0.0, 0
    while start < len(ordered):
        end = start
        while end < len(ordered) and ordered[end][0] == ordered[start][0]:
            end += 1
        middle = (start + 1 + end) / 2  # mean of the ranks start+1 … end
        ranks += middle * sum(1 for _, label in ordered[start:end] if label)
        start = end
    return (ranks - positives * (positives + 1) / 2) / (positives * negatives)


# --- score -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Model:
    """Where a fitted model stands, and the hash that says it is the right one."""

    uri: str
    sha256: str


@functools.lru_cache(maxsize=2)
def open_model(model: Model) -> Any:
    """Load a model, once per worker process; ValueError if the bytes are not the expected ones."""
    import fasttext

    data = storage.read_bytes(model.uri)
    if storage.sha256(data) != model.sha256:
        raise ValueError(f"model {model.uri} does not have the sha256 {model.sha256}: fit it again")
    local = storage.local_path(model.uri)
    if local is not None:
        return fasttext.load_model(str(local))
    with tempfile.NamedTemporaryFile(suffix=".bin") as file:  # fastText opens by path only
        file.write(data)
        file.flush()
        return fasttext.load_model(file.name)


def score(model: Any, title: str, text: str) -> float:
    """Probability that the page is educational, in [0, 1]."""
    labels, probabilities = model.predict(view(title, text), k=2)
    found = dict(zip(labels, probabilities, strict=True))
    # fastText's softmax may exceed 1 by a rounding error
    return min(1.0, max(0.0, float(found.get(POSITIVE, 0.0))))


# --- the stage ---------------------------------------------------------------------------


def documents(
    batches: Iterable[pa.RecordBatch],
    *,
    round: int,
    settings: RecallSettings,
    model: Model,
    digest: str,
    user_agent: str,
) -> Iterator[pa.RecordBatch]:
    """Rows of `warcs` in, rows of `recalled` out: documents, control sample, a ledger per archive."""
    reader = _Reader(round, settings, model, digest, user_agent)
    for batch in batches:
        for work in batch.to_pylist():
            yield from _by_bytes(reader.archive(work), settings.batch_bytes)


def _by_bytes(rows: Iterable[dict[str, Any]], limit: int) -> Iterator[pa.RecordBatch]:
    pending: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        pending.append(row)
        size += 500 + 4 * len(row.get("text") or "")
        if size >= limit:
            yield pa.RecordBatch.from_pylist(pending, schema=RECALLED.arrow)
            pending, size = [], 0
    if pending:
        yield pa.RecordBatch.from_pylist(pending, schema=RECALLED.arrow)


@dataclass(frozen=True, slots=True)
class _Reader:
    round: int
    settings: RecallSettings
    model: Model
    digest: str
    user_agent: str

    def archive(self, work: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """All rows of one archive; the ledger comes last, when everything is counted."""
        started = time.monotonic()
        ledger = warc.Ledger()
        pages = warc.read(
            work["path"],
            ledger,
            start=work["start"],
            max_page_bytes=self.settings.max_page_bytes,
            user_agent=self.user_agent,
        )
        common = {
            "round": self.round,
            "warc_id": work["warc_id"],
            "attempt": work["attempt"],
            "digest": self.digest,
        }
        model = open_model(self.model)  # a wrong model must stop the job, not count as bad pages
        for found in pages:
            yield from (common | row for row in self._page(found, work["warc_id"], ledger, model))
        yield common | {
            "kind": "ledger",
            "row_id": warc.doc_id(work["warc_id"], -work["attempt"]),
            "ledger": _ledger_row(ledger, time.monotonic() - started),
        }

    def _page(
        self, found: warc.WarcPage, warc_id: str, ledger: warc.Ledger, model: Any
    ) -> Iterator[dict[str, Any]]:
        host, domain = page.host_and_domain(found.url)
        ledger.seen_per_domain[domain] += 1
        doc_id = warc.doc_id(warc_id, found.offset)
        try:
            read = page.read(found.html, http_charset=found.http_charset, headers=found.headers)
            value = score(model, read.title, read.text)
        except Exception:  # the record boundary: one bad page is a counted row, not a lost archive
            ledger.dropped["page-error"] += 1
            return
        row = _document(found, read) | {
            "row_id": doc_id,
            "host": host,
            "domain": domain,
            "score": value,
            "model": self.model.sha256,
        }
        if _unit_hash(f"control\0{doc_id}") < self.settings.control:
            yield row | {"kind": "control", "inclusion": self.settings.control}
        if len(read.text) < self.settings.min_chars:
            ledger.dropped["too-short"] += 1
        elif value < self.settings.threshold:
            ledger.dropped["low-score"] += 1
        else:
            ledger.kept += 1
            yield row | {"kind": "document"}


def _document(found: warc.WarcPage, read: page.Page) -> dict[str, Any]:
    return {
        "warc_offset": found.offset,
        "warc_length": found.length,
        "url": found.url,
        "fetched_at": found.fetched_at,
        "http_status": found.http_status,
        "mime": found.mime,
        "charset": read.charset,
        "language": read.language,
        "title": read.title,
        "text": read.text,
        "blocks": [
            {"start": b.start, "end": b.end, "role": b.role, "votes": b.votes, "accepted": b.accepted}
            for b in read.blocks
        ],
        "structured": [
            {
                "question": qa.question,
                "answers": [{"text": a.text, "votes": a.votes, "accepted": a.accepted} for a in qa.answers],
            }
            for qa in read.structured
        ],
        "published": read.metadata.published,
        "licence": read.metadata.licence,
        "opt_out": list(read.metadata.opt_out),
    }


def _ledger_row(ledger: warc.Ledger, seconds: float) -> dict[str, Any]:
    return {
        "status": ledger.status,
        "transient": ledger.transient,
        "resume_offset": ledger.resume_offset,
        "records": ledger.records,
        "html": ledger.html,
        "kept": ledger.kept,
        "dropped": dict(sorted(ledger.dropped.items())),
        "seen_per_domain": dict(sorted(ledger.seen_per_domain.items())),
        "bytes_read": ledger.bytes_read,
        "bytes_expected": ledger.bytes_expected,
        "truncated": ledger.truncated,
        "resynchronised": ledger.resynchronised,
        "seconds": seconds,
        "error": ledger.error,
    }
