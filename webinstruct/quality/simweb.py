r"""The tables against the answer key of a simulated web: does the chain work as built?

These are mechanics, never quoted as quality: the simulated web is easier than the real one.

    documents   kept pages against educational ones
    pairs       pairs of selected pages against true pairs, formulas read alike (simweb/maths/same.py), the other
                words of a post allowed where the pair is of a thread; holding
                and held: with other words around them
    formulas    formulas between dollar signs in the text against those that the page shows
    answers     true answers of threads that stand in an answer block; votes and acceptance of these blocks
    columns     what a row says of its page; licence, day and opt-outs where key or row has any
    duplicates  pairs marked as duplicates against the key's groups; leaks: verdicts against its leaked items;
                both over the pairs that `matched` finds in the key, so a fault of extraction is none of theirs
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from webinstruct.page.formula import delimiters
from webinstruct.simweb.maths import BY_NAME
from webinstruct.simweb.maths.same import bare

from .intervals import Share

Pair = tuple[str, str]
Row = Mapping[str, Any]
Shares = dict[str, Share]
Of = Iterator[tuple[str, Share]]
"""Shares of one page, by the name of the figure."""

NAMES = (
    *("documents.precision", "documents.recall"),
    *("pairs.precision", "pairs.recall_marked", "pairs.recall_unmarked"),
    *("pairs.holding", "pairs.held_marked", "pairs.held_unmarked"),
    *("formulas.precision", "formulas.recall", "answers.recall", "answers.votes", "answers.accepted"),
    *("columns.charset", "columns.language", "columns.licence", "columns.published", "columns.opt_out"),
)
# of a pair to the kept one that it repeats: its words alike, at least half of them, or fewer
NEAR = 0.5
_WORD = re.compile(r"\w+")
SPLITS = ("kind", "language", "math", "reserved")
THREADS = ("forum", "qapage")
# WHATWG's decoder of all three is that of gb18030
_SAME_CHARSET = {"gbk": "gb18030", "gb2312": "gb18030"}


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures over all pages, and `by[split][group]` for the columns of the key in SPLITS."""

    overall: Shares
    by: dict[str, dict[str, Shares]]


def figures(
    key: Mapping[str, Row], kept: Iterable[tuple[str, Row]], found: Mapping[str, Iterable[Pair]]
) -> Figures:
    """The key by doc id, rows of `recalled` with theirs, and the pairs of every selected page.

    A page without `math` shows no formula and is in no group of that split.
    """
    hits: Counter[tuple[str, str, str]] = Counter()
    sizes: Counter[tuple[str, str, str]] = Counter()
    for truth, name, share in _all(key, kept, found):
        groups = [(split, str(truth[split])) for split in SPLITS if truth and truth[split] is not None]
        for split, group in (("", ""), *groups):
            hits[split, group, name] += share.hits
            sizes[split, group, name] += share.n
    by: dict[str, dict[str, Shares]] = {split: defaultdict(dict) for split in SPLITS}
    for split, group, name in sorted(sizes, key=lambda at: (*at[:2], NAMES.index(at[2]))):
        if split:
            by[split][group][name] = Share(hits[split, group, name], sizes[split, group, name])
    overall = {name: Share(hits["", "", name], sizes["", "", name]) for name in NAMES}
    return Figures(overall, {split: dict(groups) for split, groups in by.items()})


def _all(
    key: Mapping[str, Row], kept: Iterable[tuple[str, Row]], found: Mapping[str, Iterable[Pair]]
) -> Iterator[tuple[Row, str, Share]]:
    """Every share with the page of the key that it is about; a kept page that the key does not know is wrong."""
    seen: set[str] = set()
    for doc_id, row in kept:
        seen.add(doc_id)
        truth = key.get(doc_id, {})
        yield truth, "documents.precision", Share(bool(truth and truth["educational"]), 1)
        if truth:
            yield from ((truth, name, share) for name, share in of_text(row, truth))
    for doc_id, truth in key.items():
        yield truth, "documents.recall", Share(truth["educational"] and doc_id in seen, truth["educational"])
        if doc_id in found:
            yield from ((truth, name, share) for name, share in of_pairs(found[doc_id], truth["pairs"]))


def of_pairs(given: Iterable[Pair], truth: Iterable[Row]) -> Of:
    """A page's pairs against the key's `question`, `answer` and `marked`: right if both sides read alike.

    In a thread the posts say more than the pair (`whole_question`, `whole_answer`): there a side is right if
    it holds the pair's and nothing that its post does not say. A pair is `holding` if the sides of a true one
    stand in its own, whatever else does.

    >>> truth = [{"question": "What is $x^2$?", "answer": "$4$", "marked": True}]
    >>> [str(share) for _, share in of_pairs([("What is $x^{2}$?", "$4$")], truth)][0]
    '1.000 [0.207, 1.000] (n=1)'
    """
    said = {(bare(question), bare(answer)) for question, answer in given}
    wanted = {_bare(pair): bool(pair["marked"]) for pair in truth}
    held = {(mine, true) for mine in said for true in wanted if _holds(mine, true[0])}
    right = {(mine, true) for mine, true in held if _holds(true[1], mine)}
    yield "pairs.precision", Share(len({mine for mine, _ in right}), len(said))
    yield "pairs.holding", Share(len({mine for mine, _ in held}), len(said))
    for name, is_marked in (("marked", True), ("unmarked", False)):
        these = {pair for pair, marked in wanted.items() if marked == is_marked}
        yield f"pairs.recall_{name}", Share(len(these & {true for _, true in right}), len(these))
        yield f"pairs.held_{name}", Share(len(these & {true for _, true in held}), len(these))


def _bare(pair: Row) -> tuple[Pair, Pair]:
    """A true pair, and all that its posts say: at least the pair."""
    sides = bare(pair["question"]), bare(pair["answer"])
    question, answer = (bare(pair.get(f"whole_{name}") or pair[name]) for name in ("question", "answer"))
    return sides, (question, answer)


def _holds(more: Pair, less: Pair) -> bool:
    """Whether both sides of a pair stand in another's."""
    return less[0] in more[0] and less[1] in more[1]


def of_text(row: Row, truth: Row) -> Of:
    """What `recalled` holds of one page against the page's row of the key."""
    yield from of_formulas(row["text"], truth["formulas"], truth["math"])
    if truth["kind"] in THREADS:
        yield from of_answers(row["text"], row["blocks"], truth["pairs"])
    yield from of_columns(row, truth)


def of_formulas(text: str, wanted: Iterable[str], math: str | None) -> Of:
    r"""Formulas one for one, so a formula written twice costs precision; `math` is the page's way to show them.

    Some ways have no source to give back: `x<sup>2</sup>` may stand as the text `x^2`.

    >>> [share for _, share in of_formulas("$x^{2}$ is $x^2$", ["x^2"], "katex")]
    [Share(hits=1, n=2), Share(hits=1, n=1)]
    """
    written = Counter(bare(text[start:end]) for start, end in delimiters.spans(text))
    n = written.total()
    reads = BY_NAME[math].reads if math else None
    as_text = bare(text) if reads else ""
    matched = plain = total = 0
    for tex in wanted:
        total += 1
        name = bare(tex)
        if written[name] > 0:
            written[name] -= 1
            matched += 1
        elif reads is not None and (shown := reads(tex)) is not None:
            plain += bare(shown) in as_text
    yield "formulas.precision", Share(matched, n)
    yield "formulas.recall", Share(matched + plain, total)


def of_answers(text: str, blocks: Iterable[Row] | None, truth: Iterable[Row]) -> Of:
    """True answers that an answer block holds; of these, votes where the page shows them, and acceptance."""
    given = [(bare(text[b["start"] : b["end"]]), b) for b in blocks or () if b["role"] == "answer"]
    for pair in truth:
        block = next((block for held, block in given if bare(pair["answer"]) in held), None)
        yield "answers.recall", Share(block is not None, 1)
        if block is not None:
            yield "answers.accepted", Share(bool(block["accepted"]) == pair["accepted"], 1)
        if block is not None and pair["votes"] is not None:
            yield "answers.votes", Share(block["votes"] == pair["votes"], 1)


def of_columns(row: Row, truth: Row) -> Of:
    """Charset and language of every page; licence, day and opt-outs where the key or the row has any."""
    given, true = (_SAME_CHARSET.get(page["charset"], page["charset"]) for page in (row, truth))
    yield "columns.charset", Share(given == true, 1)
    yield "columns.language", Share(row["language"] == truth["language"], 1)
    for name in ("licence", "published", "opt_out"):
        said, stated = row[name] or None, truth[name] or None
        if said or stated:
            yield f"columns.{name}", Share(said == stated, 1)


def matched(key: Mapping[str, Row], pairs: Iterable[Row]) -> dict[str, Row | None]:
    """The true pair behind every extracted one (`pair_id`, `doc_id`, `question`, `answer`), by pair id.

    None where the page has no such pair, or two that are equally like it and differ in their group.
    """
    bared = {doc_id: [(_bare(pair), pair) for pair in page["pairs"]] for doc_id, page in key.items()}
    return {
        row["pair_id"]: _match((bare(row["question"]), bare(row["answer"])), bared.get(row["doc_id"], []))
        for row in pairs
    }


def _match(mine: Pair, truth: Iterable[tuple[tuple[Pair, Pair], Row]]) -> Row | None:
    ranked = [(_likeness(mine, *sides), pair) for sides, pair in truth]
    best = max((rank for rank, _ in ranked), default=0)
    found = [pair for rank, pair in ranked if rank == best]
    return found[0] if best and len({pair["group"] for pair in found}) == 1 else None


def _likeness(mine: Pair, true: Pair, whole: Pair) -> int:
    """4: right as `of_pairs` has it. 3: it holds the pair. 2: each side holds the other's, or is held by it.

    1: its question alone does, as where a weaker answer of a thread was taken: what is asked decides here.
    """
    if not all(mine):
        return 0
    if _holds(mine, true):
        return 4 if _holds(whole, mine) else 3
    asked, told = (less in said or said in more for said, less, more in zip(mine, true, whole, strict=True))
    return asked + told if asked else 0


def duplicates(true: Mapping[str, Row | None], rows: Iterable[Row]) -> Shares:
    """Marks (`pair_id`, `question`, `duplicate_of`) against the groups of the true pairs behind them (`matched`).

    precision         of the marked pairs, those whose kept pair is of the same group
    recall            of a group's pairs beyond one, those marked; _same: the question has the words of the kept
                      pair's, _near: at least half of all words of the two are common, _far: fewer
    variants_merged   of the marked pairs, those of the kept one's template but another group
    unmatched         pairs that stand for none of the key: left out above

    >>> one, two = ({"group": g, "template": "t"} for g in "ab")
    >>> marks = (("1", None), ("2", "1"), ("3", "1"))
    >>> rows = [{"pair_id": at, "question": "Why?", "duplicate_of": kept} for at, kept in marks]
    >>> shares = duplicates({"1": one, "2": two, "3": one}, rows)
    >>> [shares[f"duplicates.{name}"].value for name in ("precision", "recall", "variants_merged")]
    [0.5, 1.0, 0.5]
    """
    said = {row["pair_id"]: row for row in rows}
    here = {pair_id: pair for pair_id in said if (pair := true.get(pair_id)) is not None}
    kept_of = {one: row["duplicate_of"] for one, row in said.items()}
    marks = [(here[one], here[kept]) for one, kept in kept_of.items() if one in here and kept in here]
    same = sum(one["group"] == kept["group"] for one, kept in marks)
    variants = sum(one["template"] == kept["template"] for one, kept in marks) - same
    levels: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    for one, others, hit in _repeats(here, kept_of):
        level = _level(said[one]["question"], (said[other]["question"] for other in others))
        levels[level] += 1
        hits[level] += hit
    return {
        "duplicates.precision": Share(same, len(marks)),
        "duplicates.recall": Share(hits.total(), levels.total()),
        **{f"duplicates.recall_{name}": Share(hits[name], levels[name]) for name in ("same", "near", "far")},
        "duplicates.variants_merged": Share(variants, len(marks)),
        "duplicates.unmatched": Share(len(said) - len(here), len(said)),
    }


def _repeats(
    here: Mapping[str, Row], kept_of: Mapping[str, str | None]
) -> Iterator[tuple[str, list[str], bool]]:
    """Every pair of a group beyond the one that may stay, those it should be marked for, and whether it is marked."""
    groups: dict[str, list[str]] = defaultdict(list)
    for pair_id in sorted(here):
        groups[here[pair_id]["group"]].append(pair_id)
    for group, members in groups.items():
        # for one of the same group, or for one that the key does not know
        marked = {
            one
            for one in members
            if (kept := kept_of[one]) is not None and (kept not in here or here[kept]["group"] == group)
        }
        kept_ones = [one for one in members if one not in marked] or members
        for one in members:
            if one == kept_ones[0]:
                continue
            its = kept_of[one] if one in marked else None
            others = [its] if its is not None and its in here else [o for o in kept_ones if o != one]
            yield one, others, one in marked


def _level(question: str, others: Iterable[str]) -> str:
    mine = _words(question)
    best = max((len(mine & its) / len(mine | its) for its in map(_words, others)), default=1.0)
    return "same" if best == 1 else "near" if best >= NEAR else "far"


def _words(question: str) -> set[str]:
    """Words and numbers, whatever their case; of languages that put no space between words, sentences."""
    return set(_WORD.findall(question.lower())) or {question}


def leaks(true: Mapping[str, Row | None], verdicts: Mapping[str, tuple[str, bool]]) -> Shares:
    """Verdict and whether the pair was dropped, by pair id, against the leaked items of the key.

    same, number_variant                of the leaked pairs of a sort, those dropped
    same_named, number_variant_named    those with that very verdict
    others_dropped                      of all other pairs, those dropped; unmatched: pairs that the key lacks

    >>> leak = {"group": "g", "template": "t", "leak": "same"}
    >>> str(leaks({"1": leak}, {"1": ("same", True)})["leaks.same"])
    '1.000 [0.207, 1.000] (n=1)'
    """
    here = [(pair["leak"], *verdicts[at]) for at in verdicts if (pair := true.get(at)) is not None]
    shares: Shares = {}
    for sort in ("same", "number-variant"):
        of_sort = [(verdict, dropped) for leak, verdict, dropped in here if leak == sort]
        name = f"leaks.{sort.replace('-', '_')}"
        shares[name] = Share(sum(dropped for _, dropped in of_sort), len(of_sort))
        shares[f"{name}_named"] = Share(sum(verdict == sort for verdict, _ in of_sort), len(of_sort))
    others = [dropped for leak, _, dropped in here if not leak]
    shares["leaks.others_dropped"] = Share(sum(others), len(others))
    shares["leaks.unmatched"] = Share(len(verdicts) - len(here), len(verdicts))
    return shares
