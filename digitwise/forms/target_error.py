"""Which cells a person has to look at for the share of errors that is wished."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

import numpy as np

from digitwise.forms.result import TableCell

Key = TypeVar("Key", bound=Hashable)


def least_sure(cells: Mapping[Key, TableCell], target_error: float) -> list[Key]:
    """Keys of the cells to look at, the least sure first.

    Those that are doubtful, and the least sure of the others until no more than ``target_error`` of those that are left
    are expected to be wrong.

    Args:
        cells: What was read.
        target_error: Share, 0–1.

    Example:
        >>> def cell(probability: float, doubtful: bool = False) -> TableCell:
        ...     return TableCell(0, 0, 0, "number", "7", probability, doubtful, ())
        >>> cells = {"a": cell(0.999), "b": cell(0.95), "c": cell(0.99, True), "d": cell(0.98)}
        >>> least_sure(cells, 0.01), least_sure(cells, 0.03), least_sure(cells, 0)
        (['c', 'b', 'd'], ['c'], ['c', 'b', 'd', 'a'])
    """
    ranked = sorted(cells, key=lambda key: (not cells[key].doubtful, cells[key].probability))
    errors = np.array([1 - cells[key].probability for key in ranked if not cells[key].doubtful])[::-1]
    kept = int((np.cumsum(errors) <= target_error * np.arange(1, len(errors) + 1)).sum())
    return ranked[: len(ranked) - kept]
