"""Every figure that the project claims for its tables.

    python benchmarks/forms.py FOLDER [--show] [--form] [--target-error 0.005]

FOLDER holds sheets whose cells are known: ``exam_marks`` and other folders of pictures with a JSON file of cells beside
each, and ``pages`` with ``truth.json``. Prints a row for each sheet, the sum of those without boxes in their cells, and
the sum of all; seconds are of processor time, of all
threads together. Nothing here is used in training.

With ``--form`` each grid is read as a form: numbers from 0 in steps of a half in the columns that hold true cells, and
the sums that the truth of the sheet names. It is made of the layout alone, never of what the cells hold.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import json
import re
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1]))

from digitwise.errors import PictureError
from digitwise.forms import Table, TableReader
from digitwise.forms.filled_form import as_filled
from digitwise.forms.form import ColumnRule, ColumnSums, Form, SumRule
from digitwise.forms.registration import form_of_table
from digitwise.forms.result import TableCell

SAME_PLACE = 0.5
"""Intersection over union from which on a cell that was found is the true one; of boxes, the share that they cover."""

SIGNS = {"dash", "other", "?"}
"""What truth calls a cell that holds writing other than a number."""

Quad = NDArray[np.float32]


@dataclass(frozen=True)
class TrueCell:
    """A cell as a person saw it: its corners ``(4, 2)``, what it holds, its boxes, the sums of its table, its place."""

    corners: Quad
    text: str
    boxes: int = 1
    sums: tuple[str, ...] = ()
    row: int = 0
    column: int = 0

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
    cells = json.loads(path.read_text())["cells"]
    names = list(dict.fromkeys(cell["row"] for cell in cells))
    return [
        TrueCell(
            np.array([[x, y], [x + w, y], [x + w, y + h], [x, y + h]], np.float32),
            cell["text"],
            row=names.index(cell["row"]),
            column=cell["col"],
        )
        for cell in cells
        for x, y, w, h in [cell["box"]]
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
            sums = tuple(table.get("sums", ()))
            found.append(TrueCell(quad, text, table["boxes_per_cell"], sums, row, column))
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


def with_forms(table: Table, true_cells: list[TrueCell]) -> list[TableCell]:
    """The cells of a sheet, each grid read as a form that is described by its layout."""
    found: list[TableCell] = []
    for grid, size in enumerate(table.grids):
        mine = tuple(replace(cell, grid=0) for cell in table.cells if cell.grid == grid)
        alone = replace(table, grids=(size,), cells=mine)
        pairs = [(true, cells[0]) for true in true_cells if (cells := matched(true, list(mine)))]
        with contextlib.suppress(PictureError):
            alone = as_filled(alone, _described(alone, pairs), is_placed=True) if pairs else alone
        found += [replace(cell, grid=grid) for cell in alone.cells]
    return found


def _described(table: Table, pairs: list[tuple[TrueCell, TableCell]]) -> Form:
    """The form of a grid whose true cells are known, by where these stand."""
    rows = {true.row: cell.row for true, cell in pairs}
    columns = {true.column: cell.column for true, cell in pairs}
    filled = sorted({cell.column for _, cell in pairs})
    form = form_of_table(table, "layout")
    rules = tuple(
        ColumnRule(str(place), "number", minimum=0, step=0.5) if place in filled else form.columns[place]
        for place in range(len(form.columns))
    )
    named = sorted({text for true, _ in pairs for text in true.sums})
    sums = [rule for text in named if (rule := _row_sum(text, columns)) is not None]
    feet = [foot for text in named if (foot := _foot(text, rows, filled)) is not None]
    first = min(cell.row for _, cell in pairs)
    return replace(form, first_row=first, columns=rules, sums=tuple(sums), column_sums=tuple(feet))


def _row_sum(text: str, columns: dict[int, int]) -> SumRule | None:
    """A sum of rows, from words such as ``"column 3 = columns 1+2"``."""
    found = re.fullmatch(r"column (\d+) = columns (\S+)", text)
    places = [] if found is None else [int(found[1]), *_numbers(found[2])]
    if not places or any(place - 1 not in columns for place in places):
        return None
    total, *parts = (str(columns[place - 1]) for place in places)
    return SumRule(total, tuple(parts))


def _foot(text: str, rows: dict[int, int], columns: list[int]) -> ColumnSums | None:
    """A row of sums, from words such as ``"row 4 = rows 1+2+3"``, if it adds all rows above it."""
    found = re.fullmatch(r"row (\d+) = rows (\S+)", text)
    if found is None or int(found[1]) - 1 not in rows or _numbers(found[2]) != list(range(1, int(found[1]))):
        return None
    return ColumnSums(rows[int(found[1]) - 1], tuple(str(column) for column in columns))


def _numbers(text: str) -> list[int]:
    """Example: ``"1..4"`` and ``"1+2+3+4"`` are both one to four."""
    first, _, last = text.partition("..")
    return list(range(int(first), int(last) + 1)) if last else [int(part) for part in text.split("+")]


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
    parser.add_argument("--form", action="store_true", help="read each grid as the form that its layout describes")
    parser.add_argument("--target-error", type=float, default=0.005, help="as of digitwise table (default: 0.005)")
    arguments = parser.parse_args()
    reader = TableReader(target_error=arguments.target_error)
    print(
        f"{'sheet':<22}{'cells found':>11}{'numbers':>11}{'empty':>10}{'signs':>9}{'flagged':>8}"
        f"{'->empty':>8}{'->sign':>7}{'wrong':>7}{'invented':>9}{'review':>8}{'s':>8}"
    )
    plain: collections.Counter[tuple[str, str]] = collections.Counter()
    whole: collections.Counter[tuple[str, str]] = collections.Counter()
    spent = 0.0
    known = {path: cells for path, cells in sheets(arguments.folder).items() if arguments.only in str(path)}
    for path, true_cells in known.items():
        counts: collections.Counter[tuple[str, str]] = collections.Counter()
        start = time.process_time()
        try:
            read = reader.read(path)
            cells = with_forms(read, true_cells) if arguments.form else list(read.cells)
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
        plain += counts if all(cell.boxes == 1 for cell in true_cells) else collections.Counter()
        whole += counts
        spent += seconds
    _printed("plain ruled grids", plain, spent / max(1, len(known)))
    _printed("all", whole, spent / max(1, len(known)))


if __name__ == "__main__":
    main()
