"""Quantiles from a histogram, held against NumPy's."""

from __future__ import annotations

import numpy as np
import pytest

from digitwise.reading.quantiles import level_quantile


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.995, 1.0])
def test_levels_have_the_quantiles_that_numpy_finds(share: float) -> None:
    """Of few pixels and many, of one level and all, in one dimension and two."""
    rng = np.random.default_rng(0)
    for shape in ((1,), (2,), (7,), (300,), (40, 50)):
        for levels in (1, 3, 256):
            drawn = rng.integers(0, levels, shape).astype(np.uint8)
            assert level_quantile(drawn, share) == pytest.approx(np.quantile(drawn, share))
            assert level_quantile(drawn[::-1], share) == pytest.approx(np.quantile(drawn, share))
