"""Conversations to tokens and labels: the loss is on responses alone, end of turn included.

An example that is longer than a row is left out and counted, never cut: a cut answer has no end.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import datasets

from webinstruct import UserError

from . import sources
from .recipe import Recipe, Source

IGNORED: Final = -100
"""Labels that count for no loss, as torch's cross entropy has it."""
OVER_LONG: Final = "over-long"
NO_RESPONSE: Final = "no-response"


@dataclass(slots=True)
class Share:
    """What became of one source, in an epoch."""

    path: str
    rows: int = 0
    dropped: dict[str, int] = field(default_factory=dict)
    """Rows left out, by reason."""
    examples: int = 0
    """Examples taken, each as often as the weight has it."""
    tokens: int = 0
    response_tokens: int = 0
    """Of these, the ones with a loss."""


def encode(tokenizer: Any, turns: Sequence[sources.Turn]) -> tuple[list[int], list[int]]:
    """Token ids and labels of one conversation; both n long, labels IGNORED outside responses."""
    found = tokenizer.apply_chat_template(turns, return_dict=True, return_assistant_tokens_mask=True)
    ids = found["input_ids"]
    labels = [token if said else IGNORED for token, said in zip(ids, found["assistant_masks"], strict=True)]
    return ids, labels


def examples(
    recipe: Recipe, mixture: Sequence[Source], tokenizer: Any, *, weighted: bool = True
) -> tuple[datasets.Dataset, list[Share]]:
    """All examples of a mixture with `input_ids`, `labels`, `key`, by source; and what was left out.

    `key` is a number in [0, 1) by which examples are drawn. UserError if nothing is left.
    """
    made, shares = [], []
    for source in mixture:
        one, share = _of_source(recipe, source, tokenizer, weighted)
        made.append(one)
        shares.append(share)
    found = datasets.concatenate_datasets(made)
    if not found.num_rows:
        raise UserError(f"nothing to train on: {'; '.join(_left_out(share) for share in shares)}")
    return found, shares


def _left_out(share: Share) -> str:
    why = ", ".join(f"{count:,} {reason}" for reason, count in share.dropped.items()) or "none left out"
    return f"{share.path}: {share.rows:,} rows, {why}"


def _of_source(
    recipe: Recipe, source: Source, tokenizer: Any, weighted: bool
) -> tuple[datasets.Dataset, Share]:
    rows = sources.load(source)
    form = sources.form_of(rows.column_names, source)
    wanted = set(sources.COLUMNS[form]) | ({"input"} if form == "instruction" else set())
    rows = rows.select_columns([name for name in rows.column_names if name in wanted])
    encoded = rows.map(
        _encoder(tokenizer, form, recipe.max_length, source.weight if weighted else 1.0, recipe.seed),
        remove_columns=rows.column_names,
        num_proc=recipe.workers if rows.num_rows > 10_000 else None,
        load_from_cache_file=False,
        desc=f"tokenizing {source.path}",
    )
    reasons = Counter(encoded["dropped"])
    kept = encoded.filter(lambda dropped: not dropped, input_columns="dropped", load_from_cache_file=False)
    taken = [place for place, times in enumerate(kept["times"]) for _ in range(times)]
    kept = kept.select(taken).remove_columns(["dropped", "times"])
    share = Share(source.path, rows.num_rows, {name: reasons[name] for name in sorted(reasons) if name})
    share.examples = kept.num_rows
    lengths = kept.select_columns(["length", "said"])
    share.tokens, share.response_tokens = sum(lengths["length"]), sum(lengths["said"])
    return kept.remove_columns(["length", "said"]), share


def _encoder(tokenizer: Any, form: str, max_length: int, weight: float, seed: int) -> Any:
    def one(row: dict[str, Any]) -> dict[str, Any]:
        turns, dropped = sources.conversation(row, form)
        ids: list[int] = []
        labels: list[int] = []
        if dropped is None:
            ids, labels = encode(tokenizer, turns)
            dropped = _fault(labels, max_length)
        said = sum(label != IGNORED for label in labels)
        return {
            "input_ids": [] if dropped else ids,
            "labels": [] if dropped else labels,
            "key": sources.share(turns, f"probe {seed}"),
            "length": len(ids),
            "said": said,
            "times": sources.times(turns, weight, seed),
            "dropped": dropped or "",
        }

    return one


def _fault(labels: Sequence[int], max_length: int) -> str | None:
    if len(labels) > max_length:
        return OVER_LONG
    # The first token is predicted by nothing.
    return None if any(label != IGNORED for label in labels[1:]) else NO_RESPONSE


def said_of(shares: Sequence[Share]) -> list[str]:
    """Lines for the log: each source with its realised share of examples and of tokens that are learnt."""
    examples = sum(share.examples for share in shares) or 1
    learnt = sum(share.response_tokens for share in shares) or 1
    return [
        f"{_left_out(share)}; {share.examples:,} examples ({share.examples / examples:.1%}), {share.tokens:,} tokens, "
        f"{share.response_tokens:,} learnt ({share.response_tokens / learnt:.1%})"
        for share in shares
    ]
