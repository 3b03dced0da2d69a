"""The doubtful readings of a job as a table folder, for a person to decide."""

from __future__ import annotations

import hashlib
import heapq
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.errors import JobError, PictureError
from digitwise.forms.result import GridSize, Table, TableCell
from digitwise.forms.review.folder import make_folder
from digitwise.images import SIDE
from digitwise.jobs.output.markers import done_shards
from digitwise.jobs.output.rows import read_rows
from digitwise.jobs.places import place_of
from digitwise.jobs.planning.plan import Plan, load_plan
from digitwise.reading.picture.decode import Picture
from digitwise.reading.picture.sources import open_picture
from digitwise.reading.result import Alternative

AROUND = 0.3
"""Of the height of a number that is shown around it: a neighbor tells whether something was left out."""

Row = dict[str, Any]


class Doubtful(NamedTuple):
    """What was written.

    Attributes:
        cells: Doubtful readings in the folder now, of this call.
        pictures: Pictures they are in.
        left: Doubtful readings that are surer and were left out.
        gone: Pictures that are not what they were when they were read, or cannot be opened any more.
    """

    cells: int
    pictures: int
    left: int
    gone: int


def review_job(output: str, target: Path, most: int = 1000) -> Doubtful:
    """Write the doubtful readings of the shards that are done into a table folder; pictures that are in it stay.

    A number is the cell in the row of its line, in its order on that line; a cell of a form is where it is.

    Args:
        output: Folder or bucket of the job.
        target: The table folder, new or one to add to.
        most: Readings at most, the least sure.

    Raises:
        JobError: If there is no job, or nothing in it is doubtful.
        ReviewError: If there is something else at ``target``.
        OutputError: If it cannot be written.
    """
    plan = load_plan(output)
    doubtful = [
        (cell["probability"], shard, place, number)
        for shard, place, row in _rows(plan)
        for number, cell in enumerate(_cells(row))
        if cell["doubtful"]
    ]
    if not doubtful:
        raise JobError("nothing_doubtful", f"no reading of {output} is doubtful; no table folder was written")
    chosen: dict[tuple[int, int], set[int]] = defaultdict(set)
    for _, shard, place, number in heapq.nsmallest(most, doubtful):
        chosen[shard, place].add(number)
    folder = make_folder(target, 1.0)
    tables = [_table(row, _cells(row), chosen[key], picture) for key, row, picture in _pictures(plan, set(chosen))]
    with folder.locked():
        _, twice = folder.add(tables)
    cells = sum(len(table.cells) for table in tables) - sum(len(table.cells) for table in twice)
    return Doubtful(cells, len(tables) - len(twice), max(0, len(doubtful) - most), len(chosen) - len(tables))


def _rows(plan: Plan) -> Iterator[tuple[int, int, Row]]:
    """The rows of the shards that are done, with the number of the shard and the place in it."""
    place = place_of(plan.output)
    for shard in done_shards(place):
        for number, row in enumerate(read_rows(place, shard).to_pylist()):
            yield shard, number, row


def _pictures(plan: Plan, wanted: set[tuple[int, int]]) -> Iterator[tuple[tuple[int, int], Row, Picture]]:
    """Pictures that are what they were when they were read, with their rows."""
    source = plan.open_input()
    shard_read, entries = -1, []
    for shard, place, row in _rows(plan):
        if (shard, place) not in wanted:
            continue
        if shard != shard_read:
            shard_read, entries = shard, plan.entries(shard)
        (content,) = source.contents([entries[place]])
        if isinstance(content, PictureError) or hashlib.sha256(content).hexdigest() != row["sha256"]:
            continue
        if source.prepared:
            image = 255 - np.frombuffer(content, np.uint8).reshape(SIDE, SIDE)
            yield (shard, place), row, Picture(image, (SIDE, SIDE))
        else:
            yield (shard, place), row, open_picture(content)


def _cells(row: Row) -> list[Row]:
    """The readings of a row, as those of a form are: numbers stand in the row of their line."""
    if row["cells"] is not None:
        return list(row["cells"])
    counts: dict[int, int] = defaultdict(int)
    cells = []
    for number in row["numbers"] or ():
        place = {"grid": 0, "row": number["line"], "column": counts[number["line"]], "outcome": "number"}
        counts[number["line"]] += 1
        cells.append(
            {**number, **place, "probability": number["confidence"], "read": "", "overruled_by": "", "proposal": ""}
        )
    return cells


def _table(row: Row, cells: list[Row], chosen: set[int], picture: Picture) -> Table:
    """One picture as a table of its doubtful readings."""
    made = [_cell(cell, picture) for number, cell in enumerate(cells) if number in chosen]
    grids = []
    for grid in range(max(cell["grid"] for cell in cells) + 1):
        those = [cell for cell in cells if cell["grid"] == grid]
        rows, columns = (max((cell[name] + 1 for cell in those), default=0) for name in ("row", "column"))
        grids.append(GridSize(rows, columns))
    return Table(
        source=row["source"],
        sha256=row["sha256"],
        size=(row["width"], row["height"]),
        grids=tuple(grids),
        cells=tuple(made),
        warnings=tuple(row["warnings"] or ()),
        model_sha256=row["model_sha256"],
    )


def _cell(cell: Row, picture: Picture) -> TableCell:
    left, top = cell["left"], cell["top"]
    right, bottom = left + cell["width"], top + cell["height"]
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return TableCell(
        **{name: cell[name] for name in ("grid", "row", "column", "outcome", "text", "probability", "doubtful")},
        **{name: cell[name] for name in ("read", "overruled_by", "proposal")},
        corners=tuple((float(x), float(y)) for x, y in corners),
        alternatives=tuple(Alternative(other["text"], other["confidence"]) for other in cell["alternatives"] or ()),
        crop=_crop(picture, left, top, right, bottom),
    )


def _crop(picture: Picture, left: int, top: int, right: int, bottom: int) -> NDArray[np.uint8]:
    """A rectangle of the picture as it was given, with something around it, gray."""
    margin = AROUND * (bottom - top)
    across, down = picture.scale
    height, width = picture.pixels.shape[:2]
    columns = slice(max(0, round((left - margin) / across)), min(width, round((right + margin) / across)))
    rows = slice(max(0, round((top - margin) / down)), min(height, round((bottom + margin) / down)))
    part = picture.pixels[rows, columns]
    return part if part.ndim == 2 else np.asarray(cv2.cvtColor(part, cv2.COLOR_RGB2GRAY), np.uint8)
