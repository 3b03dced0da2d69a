"""One sheet of a table folder: its cells, their pictures, and the digits that a network saw in them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from digitwise.errors import ReviewError
from digitwise.files import read_bounded
from digitwise.forms.form_file import form_of_dict
from digitwise.forms.result import GridSize, Table, TableCell
from digitwise.forms.review.decisions import Place
from digitwise.images import SIDE, Images
from digitwise.reading.result import Alternative

LARGEST = 2**28
"""Bytes of one file of a table folder."""


def places_of(table: Table) -> list[Place]:
    """Where each cell of a table stands, in their order."""
    return [Place(table.sha256, cell.grid, cell.row, cell.column) for cell in table.cells]


def crop_path(folder: Path, place: Place) -> Path:
    """The file with the picture of a cell.

    Example:
        >>> crop_path(Path("0001"), Place("ab12", 0, 3, 2)).as_posix()
        '0001/crops/0-3-2.png'
    """
    return folder / "crops" / f"{place.grid}-{place.row}-{place.column}.png"


def write_sheet(table: Table, folder: Path) -> str:
    """Write what was read from a sheet.

    Args:
        table: What was read.
        folder: An empty folder.

    Returns:
        The digest of its cells.
    """
    (folder / "crops").mkdir()
    for place, cell in zip(places_of(table), table.cells, strict=True):
        if cell.outcome != "label" and cell.crop is not None and cell.crop.size:
            crop_path(folder, place).write_bytes(_png(cell.crop))
    seen = [_digits_of(cell) for cell in table.cells]
    (folder / "digits.png").write_bytes(
        _png(np.concatenate([*seen, np.zeros((1, SIDE, SIDE), np.uint8)]).reshape(-1, SIDE))
    )
    form = None if table.form is None else json.loads(table.form.to_json())
    document = {"table": table.to_dict(), "digits": [len(images) for images in seen], "form": form}
    content = json.dumps(document, ensure_ascii=False, indent=1).encode()
    (folder / "cells.json").write_bytes(content)
    return hashlib.sha256(content).hexdigest()


def load_sheet(folder: Path, digest: str) -> Table:
    """Load what was read from a sheet; a cell whose picture is gone has no ``crop``.

    Args:
        folder: Its folder.
        digest: Of its cells.

    Raises:
        ReviewError: ``damaged`` if its cells are gone or were changed.
    """
    path = folder / "cells.json"
    content = read_part(path)
    if hashlib.sha256(content).hexdigest() != digest:
        raise damaged(path, "it was changed since it was written")
    document = json.loads(content)
    table = _table_of(document["table"])
    # Folders of before had none.
    if document.get("form") is not None:
        table = replace(table, form=form_of_dict(document["form"], str(path)))
    strip = cv2.imread(str(folder / "digits.png"), cv2.IMREAD_GRAYSCALE)
    if strip is None or strip.shape != (SIDE * (sum(document["digits"]) + 1), SIDE):
        raise damaged(folder / "digits.png", "it is gone or was changed")
    ends = np.cumsum(document["digits"])
    digits = np.split(np.asarray(strip, np.uint8).reshape(-1, SIDE, SIDE), ends)
    cells = [
        replace(cell, digits=images, crop=_crop(crop_path(folder, place)))
        for cell, place, images in zip(table.cells, places_of(table), digits[:-1], strict=True)
    ]
    return replace(table, cells=tuple(cells))


def read_part(path: Path) -> bytes:
    """Read a file of a table folder.

    Raises:
        ReviewError: ``damaged`` if that cannot be.
    """
    try:
        return read_bounded(path, LARGEST)
    except (OSError, ValueError) as error:
        raise damaged(path, getattr(error, "strerror", None) or str(error)) from error


def damaged(path: Path, reason: str) -> ReviewError:
    """The error for a file of a table folder that is not as it was written."""
    return ReviewError("damaged", f"{path} cannot be used: {reason}; read its sheet again into a new folder")


def _table_of(document: dict[str, Any]) -> Table:
    """The opposite of `Table.to_dict`."""
    return Table(
        source=document["source"],
        sha256=document["sha256"],
        size=(document["width"], document["height"]),
        grids=tuple(GridSize(**grid) for grid in document["grids"]),
        cells=tuple(_cell_of(cell) for cell in document["cells"]),
        angle=document["angle"],
        warnings=tuple(document["warnings"]),
        model=document["model"]["name"],
        model_sha256=document["model"]["sha256"],
    )


def _cell_of(document: dict[str, Any]) -> TableCell:
    others = tuple(Alternative(other["text"], other["probability"]) for other in document["alternatives"])
    corners = tuple((x, y) for x, y in document["corners"])
    # What ISO 8601 calls it follows from the text and the form.
    kept = {name: value for name, value in document.items() if name != "iso"}
    return TableCell(**(kept | {"alternatives": others, "corners": corners}))


def _digits_of(cell: TableCell) -> Images:
    return cell.digits if cell.digits is not None else np.zeros((0, SIDE, SIDE), np.uint8)


def _crop(path: Path) -> Images | None:
    found = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE) if path.exists() else None
    return None if found is None else np.asarray(found, np.uint8)


def _png(pixels: Images) -> bytes:
    return cv2.imencode(".png", pixels)[1].tobytes()
