"""How many threads a training computes with: chosen before JAX is imported, or not at all."""

from __future__ import annotations

import os
import sys

from digitwise.errors import UsageError

# JAX sizes its pool by the first, NumPy's linear algebra its own by the others.
VARIABLES = ("NPROC", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def use_threads(count: int) -> None:
    """Let this process compute with ``count`` threads.

    With one thread the same seed gives the same bits on the same machine; with several, sums are taken in whatever
    order the threads come to them.

    Args:
        count: Number of threads, 1 or more.

    Raises:
        UsageError: For another number, or if JAX is loaded already: it chooses its threads once.
    """
    if count < 1:
        raise UsageError(f"threads is {count}, expected an integer of at least 1; nothing was trained")
    if "jax" in sys.modules:
        raise UsageError("threads must be chosen before JAX is imported; nothing was trained")
    os.environ |= dict.fromkeys(VARIABLES, str(count))
