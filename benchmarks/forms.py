"""Every figure that the project claims for its tables.

    python benchmarks/forms.py FOLDER [--show]

FOLDER holds sheets whose cells are known: ``exam_marks`` and other folders of pictures with a JSON file of cells beside
each, and ``pages`` with ``truth.json``. Prints a row for each sheet and the sum; seconds are of processor time, of all
threads together. Nothing here is used in training.
"""

from __future__ import annotations

import argparse
import collections
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))

from digitwise.errors import PictureError
from digitwise.forms import TableReader
from digitwise.forms.result import TableCell

SAME_PLACE = 0.5
"""Intersection over union from which on a cell that was found is the true one; of boxes, the share that they cover."""

SIGNS = {"dash", "other", "?"}
"""What truth calls a cell that holds writing other than a number."""

Quad = NDArray[np.float32]


@dataclass(frozen=True)
class TrueCell:
    """A cell as a person saw it: its corners ``(4, 2)``, what it holds, and how many boxes stand in it."""

    corners: Quad
    text: str
    boxes: int = 1

    @property
    def kind(self) -> str:
        """``"number"``, ``"empty"`` or ``"sign"``."""
        if not self.text:
            return "empty"
        return "sign" if self.text in SIGNS else "number"


def sheets(folder: Path) -> dict[Path, list[TrueCell]]:
    """The pictures of a folder and their cells."""
    found = {path.with_suffix(".png"): _plain_cells(path) for path in sorted(folder.glob("*/*.json"))}
    found = {path: cells for path, cells in found.items() if path.name != "truth.png" and cells}
    pages = folder / "pages" / "truth.json"
    if pages.exists():
        for name, sheet in json.loads(pages.read_text()).items():
            found[pages.parent / name] = [cell for table in sheet["tables"] for cell in _table_cells(table)]
    return found


def _plain_cells(path: Path) -> list[TrueCell]:
    if path.name == "truth.json":
        return []
    boxes = [(cell["box"], cell["text"]) for cell in json.loads(path.read_text())["cells"]]
    return [
        TrueCell(np.array([[x, y], [x + w, y], [x + w, y + h], [x, y + h]], np.float32), text)
        for (x, y, w, h), text in boxes
        if w
    ]


def _table_cells(table: dict[str, Any]) -> list[TrueCell]:
    rows = table["rows"]
    down = table["row_edges"] or np.linspace(0, 1, len(rows) + 1)
    across = table["column_edges"] or np.linspace(0, 1, len(rows[0]) + 1)
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    turn = cv2.getPerspectiveTransform(unit, np.array(table["corners"], np.float32))
    found = []
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            left, right, top, bottom = across[column], across[column + 1], down[row], down[row + 1]
            corners = np.array([[[left, top], [right, top], [right, bottom], [left, bottom]]], np.float32)
            quad = np.asarray(cv2.perspectiveTransform(corners, turn)[0], np.float32)
            found.append(TrueCell(quad, text, table["boxes_per_cell"]))
    return found


def matched(true: TrueCell, cells: list[TableCell]) -> list[TableCell]:
    """The cell that stands where a true one does, or the boxes that fill it; nothing if it was not found."""
    area = cv2.contourArea(true.corners)
    shares = [(_common(true.corners, np.array(cell.corners, np.float32)), cell) for cell in cells]
    for common, cell in shares:
        if common > SAME_PLACE * (area + cv2.contourArea(np.array(cell.corners, np.float32)) - common):
            return [cell]
    if true.boxes == 1:
        return []
    inside = [(c, cell) for c, cell in shares if c > 0.8 * cv2.contourArea(np.array(cell.corners, np.float32))]
    return [cell for _, cell in inside] if sum(common for common, _ in inside) > SAME_PLACE * area else []


def _common(one: Quad, other: Quad) -> float:
    low, high = other.min(axis=0), other.max(axis=0)
    if (one.max(axis=0) < low).any() or (one.min(axis=0) > high).any():
        return 0.0
    return float(cv2.intersectConvexConvex(one, other)[0])


def outcome_of(true: TrueCell, found: list[TableCell]) -> str:
    """What became of a true cell, in a word."""
    if not found:
        return "not found"
    filled = [cell for cell in found if cell.outcome != "empty"]
    flagged = any(cell.doubtful for cell in found)
    if not filled:
        return "right" if true.kind == "empty" else "flagged" if flagged else "silently empty"
    text = "".join(cell.text for cell in filled if cell.outcome == "number")
    if true.kind == "number" and text.replace("½", ".5") == true.text.replace("½", ".5"):
        return "right"
    if true.kind == "sign" and not text:
        return "right"
    # A number that is called a mark, struck out or a label is as lost as one that is called empty.
    return "flagged" if flagged else "silently wrong"


def _printed(name: str, counts: collections.Counter[tuple[str, str]], seconds: float) -> None:
    total = {kind: sum(n for (k, _), n in counts.items() if k == kind) for kind in ("number", "empty", "sign")}
    missed = sum(n for (_, what), n in counts.items() if what == "not found")
    cells = sum(total.values())
    print(
        f"{name:<22}{cells - missed:>5}/{cells:<5}"
        f"{counts['number', 'right']:>5}/{total['number']:<5}{counts['empty', 'right']:>5}/{total['empty']:<5}"
        f"{counts['sign', 'right']:>4}/{total['sign']:<4}{counts['number', 'flagged']:>6}"
        f"{counts['number', 'silently empty'] + counts['sign', 'silently empty']:>8}"
        f"{counts['sign', 'silently wrong']:>7}{counts['number', 'silently wrong']:>7}"
        f"{counts['empty', 'silently wrong'] + counts['outside', 'number']:>9}"
        f"{counts['all', 'doubtful'] / max(1, counts['all', 'data']):>8.2f}{seconds:>8.2f}",
        flush=True,
    )


def main() -> None:
    """Read every sheet and print what became of its cells."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="sheets whose name contains this")
    parser.add_argument("--show", action="store_true", help="print every cell that is not right")
    arguments = parser.parse_args()
    reader = TableReader()
    print(
        f"{'sheet':<22}{'cells found':>11}{'numbers':>11}{'empty':>10}{'signs':>9}{'flagged':>8}"
        f"{'->empty':>8}{'->sign':>7}{'wrong':>7}{'invented':>9}{'review':>8}{'s':>8}"
    )
    whole: collections.Counter[tuple[str, str]] = collections.Counter()
    spent = 0.0
    known = {path: cells for path, cells in sheets(arguments.folder).items() if arguments.only in str(path)}
    for path, true_cells in known.items():
        counts: collections.Counter[tuple[str, str]] = collections.Counter()
        start = time.process_time()
        try:
            cells = list(reader.read(path).cells)
        except PictureError as error:
            print(f"{path.name}: {error}")
            cells = []
        seconds = time.process_time() - start
        used: set[int] = set()
        for true in true_cells:
            found = matched(true, cells)
            used |= {id(cell) for cell in found}
            what = outcome_of(true, found)
            counts[true.kind, what] += 1
            if arguments.show and what != "right":
                seen = [(cell.outcome, cell.text, round(cell.probability, 3), cell.doubtful) for cell in found]
                print(f"    {what:<15}{true.text!r:<8}{true.corners.mean(axis=0).round()} {seen}")
        # Numbers that stand in no true cell are printed labels or nothing at all.
        strange = [cell for cell in cells if id(cell) not in used and cell.outcome == "number" and not cell.doubtful]
        counts["outside", "number"] = len(strange)
        data = [cell for cell in cells if cell.outcome != "label"]
        counts["all", "data"], counts["all", "doubtful"] = len(data), sum(cell.doubtful for cell in data)
        _printed(path.stem, counts, seconds)
        whole += counts
        spent += seconds
    _printed("all", whole, spent / max(1, len(known)))


if __name__ == "__main__":
    main()
