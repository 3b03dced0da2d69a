"""``examine``: look at everything, and say whether it is well."""

from __future__ import annotations

import time
from collections.abc import Callable

from digitwise.doctor import machine, stores, trials
from digitwise.doctor.examination import Examination, Finding
from digitwise.text import one_line

Look = Callable[[], Finding]

LOOKS: tuple[Look, ...] = (
    machine.machine,
    machine.python,
    machine.libraries,
    machine.caches,
    stores.data,
    stores.weights,
    trials.training,
    trials.reading,
)


def examine(looks: tuple[Look, ...] = LOOKS) -> Examination:
    """Look at machine, libraries, cache, data and weights; train and read something whose answer is known.

    Nothing is fetched and nothing is kept. It takes about ten seconds.

    Args:
        looks: What to look at, in this order.

    Returns:
        What was found. A look that fails is a finding like any other, so the later ones are made all the same.

    Example:
        >>> examination = examine((machine.python, stores.weights))
        >>> examination.well, [finding.name for finding in examination.findings]
        (True, ['python', 'weights'])
    """
    start = time.perf_counter()
    findings = tuple(_found(look) for look in looks)
    return Examination(findings, time.perf_counter() - start)


def _found(look: Look) -> Finding:
    try:
        return look()
    except Exception as error:  # what breaks here is what a person came to hear about
        reason = one_line(f"{type(error).__name__}: {error}")
        return Finding(look.__name__, reason, good=False, mend="'digitwise --debug' with the same command shows more.")
