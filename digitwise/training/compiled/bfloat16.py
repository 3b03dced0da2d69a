"""Matrix products from bfloat16 factors: the same program, with half the bits in its products.

A product of float32 matrices rounds its factors to 8 bits of mantissa and sums in float32. Weights, optimizer and
everything beside the products stay float32, so learning rates and losses need no scaling.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jax
from jax import numpy as jnp

from digitwise.errors import UsageError
from digitwise.training.compiled.matrix_products import multiply, narrow_gradient, over_rows

Array = Any
# Products with a shorter side stay float32: they gain nothing, and XLA has no bfloat16 product for some of them.
SHORTEST_SIDE = 32
# How Linux names bfloat16 arithmetic on processors of Intel and AMD, and on those of ARM.
PROCESSOR_FLAGS = {"avx512_bf16", "amx_bf16", "bf16"}
CPUINFO = Path("/proc/cpuinfo")


def has_bfloat16(processor: Path = CPUINFO) -> bool:
    """Return whether JAX computes where there is bfloat16 arithmetic.

    Args:
        processor: The file in which the system describes its processor; one that does not say so has none.
    """
    return jax.default_backend() != "cpu" or bool(PROCESSOR_FLAGS & _flags(processor))


def check_bfloat16(processor: Path = CPUINFO) -> None:
    """Refuse a processor that has no bfloat16 arithmetic: it would be slower there, not faster.

    Args:
        processor: The file in which the system describes its processor.

    Raises:
        UsageError: If JAX computes on a processor that does not say that it has it.
    """
    if not has_bfloat16(processor):
        raise UsageError(
            "precision is bfloat16, but this processor has no bfloat16 arithmetic (none of "
            f"{', '.join(sorted(PROCESSOR_FLAGS))}); use float32; nothing was trained"
        )


def bfloat16_product(left: Array, right: Array, axes: tuple[int, int]) -> Array | None:
    """Compute a large product of float32 matrices from bfloat16 factors: for `with_products`.

    Args:
        left: A matrix.
        right: Another one.
        axes: Which axis of each is summed over.

    Returns:
        Their product, ``float32``. Where a side is short, or the type is another one, what `narrow_gradient` says.

    Example:
        >>> ones = jnp.ones((32, 32))
        >>> print(bfloat16_product(ones * 1.001, ones, (1, 0))[0, 0])
        32.0
    """
    if not (_is_large(left) and _is_large(right)):
        return narrow_gradient(left, right, axes)
    left, right = left.astype(jnp.bfloat16), right.astype(jnp.bfloat16)
    return over_rows(right, left).T if axes == (0, 0) else multiply(left, right, axes)


def _is_large(matrix: Array) -> bool:
    return bool(matrix.dtype == jnp.float32 and min(matrix.shape) >= SHORTEST_SIDE)


def _flags(processor: Path) -> set[str]:
    try:
        return set(processor.read_text(encoding="utf-8", errors="replace").split())
    except OSError:
        return set()
