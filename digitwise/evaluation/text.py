"""A report as plain text, at most 80 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from digitwise.evaluation.label_errors import PEOPLE_READ
from digitwise.evaluation.results import Mistake, Report
from digitwise.images import CLASSES

WIDTH = 80
LISTED_MISTAKES = 5


def describe_overfitting(report: Report) -> str:
    """Return in one sentence whether the network knows its training images better than new ones.

    A gap that lies within the 95 % interval of the accuracy may be chance, and is not called overfitting.
    """
    if report.train_accuracy is None or report.gap is None:
        return "The accuracy on the training images is not known, so nothing can be said about overfitting."
    both = f"training {percent(report.train_accuracy)} %, test {percent(report.accuracy)} %"
    if report.gap <= 0:
        return f"{both}: no gap, so no overfitting to be seen."
    gap = f"a gap of {percent(report.gap)} points"
    if report.train_accuracy <= report.accuracy_interval[1]:
        return f"{both}: {gap}, which may be chance, so no overfitting to be seen."
    return f"{both}: {gap}, by which the network knows the images it learned from better than new ones (overfitting)."


def headline(report: Report) -> str:
    """Return the accuracy with its 95 % interval, the training accuracy and the gap in one line.

    Example:
        >>> import numpy as np
        >>> from digitwise.evaluation import measure
        >>> headline(measure(np.eye(10), np.arange(10), train_accuracy=0.98))
        'test 100.00 % (72.25–100.00 %), training 98.00 %, gap -2.00 points'
    """
    low, high = report.accuracy_interval
    line = f"test {percent(report.accuracy)} % ({percent(low)}–{percent(high)} %)"
    if report.train_accuracy is None or report.gap is None:
        return line
    return f"{line}, training {percent(report.train_accuracy)} %, gap {percent(report.gap)} points"


def summarize(report: Report) -> str:
    """Return the whole report, its parts set apart by empty lines."""
    parts = [_figures(report), _confusion(report), _calibration(report), _mistakes(report), _label_errors(report)]
    return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part)))


def percent(share: float | None) -> str:
    """Return a share in percent with two decimals, without the sign; a dash for None.

    Example:
        >>> percent(0.9791), percent(None)
        ('97.91', '–')
    """
    return "–" if share is None else f"{100 * share:.2f}"


def _figures(report: Report) -> Iterator[str]:
    low, high = report.accuracy_interval
    yield f"Measured on {report.dataset}: {_number(report.count, 'image')}"
    yield ""
    yield f"accuracy  {percent(report.accuracy):>6} %   95 % interval {percent(low)} to {percent(high)} %"
    yield f"loss      {report.loss:>8.4f}   cross entropy, natural logarithm"
    yield f"mistakes  {report.mistake_count:>8,}   of {report.count:,}"
    if report.train_accuracy is not None:
        yield ""
        yield from textwrap.wrap(_capital(describe_overfitting(report)), WIDTH)


def _confusion(report: Report) -> Iterator[str]:
    yield "Confusion: label by row, read as by column; recall and precision in %"
    yield ""
    yield "   " + "".join(f"{digit:>6}" for digit in range(CLASSES)) + "   recall   prec."
    for scores, row in zip(report.digits, report.confusion, strict=True):
        cells = "".join(f"{count or '·':>6}" for count in row)
        yield f"{scores.digit:>3}{cells}{percent(scores.recall):>9}{percent(scores.precision):>8}"


def _calibration(report: Report) -> Iterator[str]:
    calibration = report.calibration
    error = percent(calibration.expected_error)
    yield f"Calibration: expected error {error} points ({len(calibration.bins)} bins of equal width)"
    yield ""
    yield "  confidence     images   mean %  right %"
    for part in calibration.bins:
        if part.count:
            span = f"{part.lower:.3f}–{part.upper:.3f}"
            yield f"  {span}{part.count:>10,}{percent(part.confidence):>9}{percent(part.accuracy):>9}"


def _mistakes(report: Report) -> Iterator[str]:
    listed = report.mistakes[:LISTED_MISTAKES]
    if not listed:
        return
    yield "Most confident mistakes"
    yield ""
    for mistake in listed:
        said = f"{mistake.label} read as {mistake.predicted}, confidence {percent(mistake.confidence)} %"
        yield f"  image {mistake.index:>6}   {said}{_doubt(report, mistake)}"


def _doubt(report: Report, mistake: Mistake) -> str:
    if report.label_errors is None or mistake.index not in PEOPLE_READ:
        return ""
    read = PEOPLE_READ[mistake.index]
    return f"   people {'disagree' if read is None else f'read {read}'}"


def _label_errors(report: Report) -> Iterator[str]:
    errors = report.label_errors
    if errors is None:
        return
    note = (
        f"{len(errors.images)} of these labels were rejected by people who looked at the images. "
        f"{errors.mistakes} of the {_number(report.mistake_count, 'mistake')} fall on them, and in "
        f"{errors.read_as_people} of these the network reads what most people read. "
        f"Without these images the accuracy is {percent(errors.accuracy_without)} %."
    )
    yield from textwrap.wrap(note, WIDTH)


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
