"""Pictures of what every step of a reading produced, drawn from its trace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.reading.layout.analysis import Layout
from digitwise.reading.output.drawing import DOUBTFUL, MARK, SURE, annotate, as_rgb, frame, on_paper, save_png
from digitwise.reading.output.parameters import OUTPUT
from digitwise.reading.pieces import Pieces
from digitwise.reading.ruling.line_segments import without_ruling
from digitwise.reading.trace import Trace

REMOVED = (230, 30, 30)
"""RGB color of printed lines that were taken out of the ink."""


def stages_of(source: Any, trace: Trace) -> dict[str, NDArray[np.uint8]]:
    """Draw what every step made of a picture, by the name of the step, in order.

    Args:
        source: The picture.
        trace: Of its reading.

    Returns:
        Pictures, gray or RGB: ``gray``, ``ink``, ``strokes``, ``ruling`` (red, on the strokes), ``pieces`` (a color
        each, what is not writing in gray), ``layout`` (words, and boxes with what is in them), ``images`` (what the
        network saw) and ``reading``. Ink is dark on white whatever it was in the picture, but for ``gray`` and
        ``reading``, which are the picture. All but ``reading`` stand on the page as it was turned upright, ``pieces``
        and ``layout`` as it was turned level.
    """
    attempt, gray = trace.attempt, trace.gray
    assert gray is not None, "the trace is of no reading"
    printed = attempt.ruling.printed.mask
    ruling = as_rgb(on_paper(printed * np.uint8(255)))
    ruling[(printed > 0) & (without_ruling(attempt.ruling.ink.mask, attempt.ruling.left) == 0)] = REMOVED
    ink = attempt.ink
    stages = {
        "gray": gray,
        "ink": on_paper(ink.levels),
        "strokes": on_paper(ink.mask * np.uint8(255)),
        "ruling": ruling,
    }
    stages["pieces"] = _colored(attempt.layout.pieces)
    if attempt.page is not None:
        stages["layout"] = _framed(attempt.layout)
    if trace.reading.digits:
        images = [np.pad(on_paper(digit.image), 1, constant_values=165) for digit in trace.reading.digits]
        stages["images"] = np.hstack(images)
    stages["reading"] = annotate(source, trace.reading)
    return stages


def save_stages(source: Any, trace: Trace, folder: Path) -> list[Path]:
    """Write what every step made of a picture as numbered PNG files into ``folder`` and return their paths."""
    stages = stages_of(source, trace)
    paths = [folder / f"{number}-{name}.png" for number, name in enumerate(stages, 1)]
    for path, pixels in zip(paths, stages.values(), strict=True):
        save_png(pixels, path)
    return paths


def _colored(pieces: Pieces) -> NDArray[np.uint8]:
    colors = np.random.default_rng(0).integers(0, 196, (len(pieces.boxes) + 1, 3)).astype(np.uint8)
    colors[0] = 255
    colors[[index + 1 for index in pieces.reasons]] = 200
    return np.asarray(colors[pieces.labels], np.uint8)


def _framed(layout: Layout) -> NDArray[np.uint8]:
    """Words in green, boxes with writing in blue, empty boxes in orange, on the ink."""
    page = as_rgb(np.asarray(255 - np.minimum(layout.pieces.labels, 1) * 120, np.uint8))
    thickness = max(1, round(max(page.shape) * OUTPUT.frame))

    for line in layout.lines:
        for word in line:
            frame(page, layout.pieces.box(*word.indices), SURE, thickness)
    for row in layout.grid:
        for cell in row.cells:
            frame(page, cell.box, MARK if cell.indices else DOUBTFUL, thickness)
    return page
