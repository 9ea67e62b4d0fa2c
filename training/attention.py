"""Attention over packed documents without a build of flash-attn: torch's own varlen kernel, for transformers.

`register` adds an implementation named `varlen`, which reads the borders that TRL's collator puts into the batch
(`cu_seq_lens_q`). On a CPU there is no such kernel: sdpa builds a mask of the whole batch there.
`reference` says the same in float64 with a mask, to check it against.
"""

from typing import Any, Final

import torch
from torch import Tensor

NAME: Final = "varlen"


def register() -> None:
    """Make `attn_implementation="varlen"` known to transformers; twice does no harm."""
    from transformers import AttentionInterface, AttentionMaskInterface

    AttentionInterface.register(NAME, forward)
    AttentionMaskInterface.register(NAME, no_mask)


def no_mask(*_: Any, **__: Any) -> None:
    """The kernel knows the borders; a mask would be built for nothing."""


def forward(
    module: torch.nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    scaling: float | None = None,
    dropout: float = 0.0,
    sliding_window: int | None = None,
    cu_seq_lens_q: Tensor | None = None,
    max_length_q: int | None = None,
    **kwargs: Any,
) -> tuple[Tensor, None]:
    """Causal attention of each document alone.

    query [1, heads, tokens, dim], key and value [1, key heads, tokens, dim] to [1, tokens, heads, dim].
    ValueError for what the kernel cannot do: dropout, capped scores, sinks, a batch of several rows.
    """
    from torch.nn.attention.varlen import varlen_attn

    if query.shape[0] != 1:
        raise ValueError(
            "varlen attention wants one flat row of documents, TRL's padding_free collator makes it"
        )
    if dropout or kwargs.get("softcap") is not None or kwargs.get("s_aux") is not None:
        raise ValueError("varlen attention has no dropout, capped scores or sinks: set attention to eager")
    tokens = query.shape[2]
    if cu_seq_lens_q is None or max_length_q is None:  # one document
        cu_seq_lens_q = torch.tensor([0, tokens], dtype=torch.int32, device=query.device)
        max_length_q = tokens
    out = varlen_attn(
        query[0].transpose(0, 1),
        key[0].transpose(0, 1),
        value[0].transpose(0, 1),
        cu_seq_lens_q,
        cu_seq_lens_q,
        max_length_q,
        max_length_q,
        scale=scaling,
        window_size=(-1 if sliding_window is None else sliding_window - 1, 0),
        enable_gqa=query.shape[1] != key.shape[1],
    )
    assert isinstance(out, Tensor)
    return out.unsqueeze(0), None


def reference(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    borders: Tensor,
    scaling: float,
    sliding_window: int | None = None,
) -> Tensor:
    """What `forward` gives, by a mask and in float64. Same shapes; borders [documents + 1]."""
    groups = query.shape[1] // key.shape[1]
    q, k, v = (part[0].double() for part in (query, key, value))
    k, v = k.repeat_interleave(groups, 0), v.repeat_interleave(groups, 0)
    place = torch.arange(q.shape[1], device=q.device)
    document = torch.bucketize(place, borders[1:].to(place), right=True)
    seen = (document[:, None] == document[None, :]) & (place[:, None] >= place[None, :])
    if sliding_window is not None:
        seen &= place[:, None] - place[None, :] < sliding_window
    scores = (q @ k.transpose(1, 2)) * scaling
    weights = scores.masked_fill(~seen, float("-inf")).softmax(-1)
    return (weights @ v).transpose(0, 1).unsqueeze(0)
