"""The pictures of a report: confusion, calibration and the most confident mistakes."""

from __future__ import annotations

from pathlib import Path

from digitwise import plots
from digitwise.evaluation import Report
from digitwise.images import Images

MISTAKES_DRAWN = 24


def save_pictures(report: Report, images: Images, folder: Path) -> list[Path]:
    """Draw the confusion, the calibration and the most confident mistakes.

    Args:
        report: The report.
        images: The images that were measured, ``(n, 28, 28)`` ``uint8``.
        folder: Where the pictures go; made if missing.

    Returns:
        The pictures written: there is none of mistakes where there were none.
    """
    written = [folder / "confusion.png", folder / "calibration.png"]
    plots.save_confusion(written[0], report.confusion)
    plots.save_calibration(written[1], report)
    worst = report.mistakes[:MISTAKES_DRAWN]
    if worst:
        written.append(folder / "mistakes.png")
        titles = [f"{m.label} read as {m.predicted}\n{m.confidence:.1%} sure, no. {m.index}" for m in worst]
        plots.save_digits(written[-1], images[[m.index for m in worst]], titles, columns=6)
    return written
