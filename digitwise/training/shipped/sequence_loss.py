"""The loss of the networks that read whole numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


def sequence_loss(logits: torch.Tensor, symbols: torch.Tensor, smoothing: float) -> torch.Tensor:
    """Connectionist temporal classification of logits ``(n, symbols + 1, 1, columns)`` and symbols ``(n, length)``.

    Args:
        logits: Of every symbol and of nothing in every column.
        symbols: What stands there, from left to right, then −1 to the end.
        smoothing: Of no use here, where the network says for itself which column a symbol stands in.
    """
    import torch

    chances = torch.log_softmax(logits[:, :, 0], dim=1).permute(2, 0, 1)
    lengths = (symbols >= 0).sum(dim=1)
    columns = torch.full_like(lengths, len(chances))
    return torch.nn.functional.ctc_loss(
        chances, symbols[symbols >= 0], columns, lengths, blank=logits.shape[1] - 1, zero_infinity=True
    )
