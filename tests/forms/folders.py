"""Table folders for tests, without a network: cells with drawn numbers, some of them doubtful."""

from __future__ import annotations

import hashlib
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from digitwise.forms.result import GridSize, Outcome, Table, TableCell
from digitwise.forms.review import TableFolder, make_folder


def drawn(text: str) -> NDArray[np.uint8]:
    """The picture of a cell."""
    crop = np.full((60, 120), 240, np.uint8)
    cv2.putText(crop, text, (20, 46), cv2.FONT_HERSHEY_SIMPLEX, 1.4, 30, 3, cv2.LINE_AA)
    return crop


def made_table(rows: list[list[str]], name: str = "marks.png", doubtful: float = 0.9) -> Table:
    """A table of numbers; ``""`` is an empty cell, ``?`` behind a number makes it doubtful, ``#`` before it a label."""
    cells = []
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            plain = text.strip("?#")
            outcome: Outcome = "label" if text.startswith("#") else "number" if plain else "empty"
            corners = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))
            sure = doubtful if text.endswith("?") else 0.9995
            digits = np.zeros((sum(map(str.isdigit, plain)), 28, 28), np.uint8)
            cell = TableCell(0, row, column, outcome, plain, sure, text.endswith("?"), corners)
            cells.append(TableCell(**(vars(cell) | {"crop": drawn(plain), "digits": digits})))
    digest = hashlib.sha256(name.encode()).hexdigest()
    return Table(name, digest, (100, 100), (GridSize(len(rows), len(rows[0])),), tuple(cells), model_sha256="0" * 64)


def made_folder(path: Path, *tables: Table) -> TableFolder:
    """A table folder with these tables."""
    folder = make_folder(path, 0.005)
    with folder.locked():
        return folder.add(tables)[0]
