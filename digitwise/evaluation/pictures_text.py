"""A report on labeled pictures as plain text, at most 80 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from digitwise.evaluation.measures import wilson_interval
from digitwise.evaluation.picture_labels import Skipped
from digitwise.evaluation.pictures import Outcome, PicturesReport
from digitwise.evaluation.text import WIDTH

_NAME = 22
_SHARES: tuple[Callable[[Outcome], bool], ...] = (
    lambda outcome: outcome.sure_wrong,
    lambda outcome: outcome.digits_right,
    lambda outcome: outcome.sure_digits_wrong,
    lambda outcome: outcome.doubtful,
)


def summarize_pictures(report: PicturesReport) -> str:
    """Return the whole report, shares in percent."""
    lines = []
    for single, title in ((True, "single digits"), (False, "numbers")):
        if report.by_source(single):
            lines += [*_table(report, single, title), ""]
    lines += ["wrong: read wrongly without a doubt; doubt: doubtful, or nothing was found", ""]
    if any(outcome.single for outcome in report.outcomes):
        lines += [_confusions(report.confusion)]
        lines += [f"calibration error {report.calibration_error:.4f}"]
        lines += [f"doubtful {len(report.doubtful)}, wrong without a doubt {report.accepted_wrong}"]
    slowest = max(report.outcomes, key=lambda outcome: outcome.seconds)
    lines += [f"slowest {slowest.seconds:.3f} s: {slowest.path.name}"]
    return "\n".join([*lines, *_skipped(report.skipped)])


def _skipped(skipped: tuple[Skipped, ...]) -> Iterator[str]:
    """A sentence for each reason, with the first file that it holds for."""
    for reason in dict.fromkeys(item.reason for item in skipped):
        names = [item.path.name for item in skipped if item.reason == reason]
        what = names[0] if len(names) == 1 else f"{len(names)} files, the first {names[0]}"
        yield from textwrap.wrap(f"not measured: {what}: {reason}", WIDTH, subsequent_indent="  ")


def _table(report: PicturesReport, single: bool, title: str) -> Iterator[str]:
    """Exactly right with its interval, the digits alone, and how much of each is wrong without a doubt."""
    yield f"{'':{_NAME + 5}}{'exactly right, %':>22}{'digits right, %':>22}"
    yield f"{title:{_NAME}}{'n':>5}{'':8}{'95 % interval':>14}{'wrong':>8}{'':9}{'wrong':>7}{'doubt':>7}"
    for name, group in report.by_source(single).items():
        right, count = sum(outcome.right for outcome in group), len(group)
        low, high = wilson_interval(right, count)
        shares = [sum(map(what, group)) / count for what in _SHARES]
        yield _row(name, f"{count:5}", right / count, f"{100 * low:6.1f}–{100 * high:5.1f}", shares)
    means = [report.macro(single, what) or 0.0 for what in _SHARES]
    yield _row("mean over sources", "", report.macro(single) or 0.0, "", means)


def _row(name: str, count: str, right: float, interval: str, shares: list[float]) -> str:
    sure_wrong, digits, sure_digits_wrong, doubtful = (100 * share for share in shares)
    return (
        f"{name[:_NAME]:{_NAME}}{count:>5}{100 * right:8.2f}{interval:>14}{sure_wrong:8.2f}"
        f"{digits:9.2f}{sure_digits_wrong:7.2f}{doubtful:7.2f}"
    )


def _confusions(table: NDArray[np.int64]) -> str:
    wrong = [(int(n), row, column) for (row, column), n in np.ndenumerate(table) if row != column and n]
    return "confused: " + (", ".join(f"{row} as {column} {n}×" for n, row, column in sorted(wrong)[::-1]) or "none")
