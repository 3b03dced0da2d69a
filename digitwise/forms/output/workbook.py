"""Tables to a workbook: each grid as it stands on its sheet, the doubtful cells with their pictures, sheets that could
not be read, all cells with where they come from."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from digitwise.errors import MissingExtra, OutputError
from digitwise.forms.output.records import Record, records_of
from digitwise.forms.result import WORDS, RefusedSheet, Table, TableCell

MOST_CROPS = 2000
"""Pictures of doubtful cells in one workbook, at most, and of labels: more make it slow to open."""

CROP_SIZE = 150, 40
"""Width and height of the picture of a doubtful cell, pixels."""

LABEL_SIZE = 78, 30
"""Width and height of the picture of a label, pixels."""

SHARP = 3
"""Pixels of a picture, at most, for each of the screen."""

Place = tuple[str, int, int]


def write_workbook(tables: list[Table], path: Path, refused: Sequence[RefusedSheet] = ()) -> None:
    """Write a workbook.

    Numbers that a spreadsheet keeps as they are written are numbers, dates and times of a form are what they are; all
    others, such as ``007``, are text. Doubtful cells are colored. Nothing is taken for a formula or a link.

    Args:
        tables: What was read.
        path: The file.
        refused: Sheets that could not be read, which have a worksheet of their own.

    Raises:
        MissingExtra: If XlsxWriter is not installed.
        OutputError: If the workbook cannot be written.
    """
    try:
        import xlsxwriter
        from xlsxwriter.exceptions import XlsxWriterException
    except ImportError as error:
        raise MissingExtra("writing XLSX", "forms") from error
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    try:
        _fill(book, tables, refused)
        book.close()
    except XlsxWriterException as error:
        raise OutputError(f"cannot write {path}: {error}; nothing was changed") from error


def _fill(book: Any, tables: list[Table], refused: Sequence[RefusedSheet]) -> None:
    styles = _Styles(book)
    taken = {"doubtful", "cells", "refused"}
    places: dict[tuple[int, int], Place] = {}
    labels = 0
    for number, table in enumerate(tables):
        for grid, size in enumerate(table.grids):
            name = sheet_name(table.source or "sheet", grid if len(table.grids) > 1 else None, taken)
            sheet = book.add_worksheet(name)
            sheet.set_column(0, max(0, size.columns - 1), 11)
            mine = [(place, cell) for place, cell in enumerate(table.cells) if cell.grid == grid]
            identified = {cell.column for _, cell in mine if _is_identifier(cell)}
            for place, cell in mine:
                _write_cell(sheet, cell, styles, cell.column in identified, table.iso(cell))
                places[number, place] = (name, cell.row, cell.column)
                if cell.outcome == "label" and not cell.text and labels < MOST_CROPS:
                    labels += 1
                    _insert_crop(sheet, cell.row, cell.column, cell, LABEL_SIZE)
    _write_doubtful(book, tables, places, styles)
    if refused:
        _write_refused(book, refused, styles)
    _write_cells(book, tables, styles)


def _is_identifier(cell: TableCell) -> bool:
    """Whether a number begins with a zero: then all of its column are names of things, not amounts."""
    return cell.outcome == "number" and cell.text.isdecimal() and len(cell.text) > 1 and cell.text.startswith("0")


class _Styles:
    """Formats of cells, made once each."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, bool, str], Any] = {}
        self.heading = book.add_format({"bold": True})

    def of(self, kind: str, doubtful: bool, number_format: str = "@") -> Any:
        """The format of a kind of cell."""
        key = kind, doubtful, number_format
        if key not in self._made:
            look: dict[str, Any] = {"num_format": number_format}
            if kind == "label":
                look |= {"bold": True}
            elif kind in WORDS:
                look |= {"italic": True, "font_color": "#666666"}
            if doubtful:
                look |= {"bg_color": "#FFE699"}
            self._made[key] = self._book.add_format(look)
        return self._made[key]


def _write_cell(sheet: Any, cell: TableCell, styles: _Styles, is_text: bool, iso: str) -> None:
    """One cell at its place, an identifier as text; an empty one is blank, and colored if that is in doubt."""
    # A spreadsheet knows no day before 1900.
    if iso >= "1900" or (cell.kind == "time" and iso):
        said = datetime.time.fromisoformat(iso) if cell.kind == "time" else datetime.date.fromisoformat(iso)
        style = styles.of("number", cell.doubtful, "hh:mm" if cell.kind == "time" else "yyyy-mm-dd")
        sheet.write_datetime(cell.row, cell.column, said, style)
        return
    if cell.outcome == "number" and not is_text and cell.kind != "digits" and is_plain(cell.text):
        written = cell.text.replace(",", ".")
        decimals = len(written.partition(".")[2])
        number_format = "0." + "0" * decimals if decimals else "0"
        sheet.write_number(cell.row, cell.column, float(written), styles.of("number", cell.doubtful, number_format))
        return
    text = cell.text or WORDS.get(cell.outcome, "")
    style = styles.of(cell.outcome, cell.doubtful)
    if text:
        sheet.write_string(cell.row, cell.column, text, style)
    elif cell.doubtful:
        sheet.write_blank(cell.row, cell.column, None, style)


def is_plain(text: str) -> bool:
    """Whether a spreadsheet that takes a text for a number shows it as it was written.

    It shows the decimal sign of whoever opens it. What has three digits after a comma may be thousands.

    Example:
        >>> [is_plain(text) for text in ("0", "17", "2.50", "007", "1,5", "1,500", "12345678901234567")]
        [True, True, True, False, True, False, False]
    """
    # A spreadsheet keeps fifteen digits.
    number = re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+|,\d{1,2})?", text)
    return number is not None and sum(map(str.isdigit, text)) <= 15


def sheet_name(source: str, grid: int | None, taken: set[str]) -> str:
    r"""A name for a worksheet, allowed and not taken yet: at most 31 characters, none of ``[]:*?/\``.

    Example:
        >>> sheet_name("scans/[a].png", None, set()), sheet_name("a.png", 1, {"a 2"})
        ('(a)', 'a 2 (2)')
    """
    stem = Path(source.replace("\\", "/")).name
    stem = re.sub(r"\.\w{2,4}(?=$|#)", "", stem).replace("[", "(").replace("]", ")")
    stem = re.sub(r"[:*?/\\\x00-\x1f]", "_", stem).strip("' ") or "sheet"
    ending = "" if grid is None else f" {grid + 1}"
    name = stem[: 31 - len(ending)] + ending
    number = 1
    while name.lower() in taken:
        number += 1
        more = f"{ending} ({number})"
        name = stem[: 31 - len(more)] + more
    taken.add(name.lower())
    return name


def _write_doubtful(book: Any, tables: list[Table], places: dict[tuple[int, int], Place], styles: _Styles) -> None:
    """The cells to look at, least sure first: where, the picture, the guess, runners-up, and a link to the cell."""
    sheet = book.add_worksheet("doubtful")
    for column, heading in enumerate(("cell", "picture", "outcome", "guess", "probability", "or", "source")):
        sheet.write_string(0, column, heading, styles.heading)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 1, 22)
    sheet.set_column(5, 6, 24)
    doubted = [
        (cell.probability, number, place)
        for number, table in enumerate(tables)
        for place, cell in enumerate(table.cells)
        if cell.doubtful
    ]
    text = styles.of("text", False)
    for row, (_, number, place) in enumerate(sorted(doubted), 1):
        table, cell = tables[number], tables[number].cells[place]
        name, at_row, at_column = places[number, place]
        address = f"{_letters(at_column)}{at_row + 1}"
        quoted = name.replace("'", "''")
        sheet.write_url(row, 0, f"internal:'{quoted}'!{address}", string=f"{name} {address}")
        sheet.write_string(row, 2, cell.outcome.replace("_", " "), text)
        sheet.write_string(row, 3, cell.text, text)
        sheet.write_number(row, 4, round(cell.probability, 3))
        sheet.write_string(row, 5, "  ".join(f"{other} ({share:.2g})" for other, share in cell.alternatives[:3]), text)
        sheet.write_string(row, 6, table.source or "", text)
        if row <= MOST_CROPS and cell.crop is not None:
            _insert_crop(sheet, row, 1, cell, CROP_SIZE)


def _insert_crop(sheet: Any, row: int, column: int, cell: TableCell, size: tuple[int, int]) -> None:
    """The picture of a cell, as large as ``size`` allows."""
    crop = cell.crop
    if crop is None or not crop.size:
        return
    scale = min(size[0] / crop.shape[1], size[1] / crop.shape[0])
    if SHARP * scale < 1:
        small = cv2.resize(crop, None, fx=SHARP * scale, fy=SHARP * scale, interpolation=cv2.INTER_AREA)
        crop, scale = np.asarray(small, np.uint8), 1 / SHARP
    done, png = cv2.imencode(".png", crop)
    if done:
        sheet.set_row_pixels(row, size[1] + 4)
        options = {"image_data": io.BytesIO(png.tobytes()), "x_scale": scale, "y_scale": scale, "object_position": 1}
        sheet.insert_image(row, column, "crop.png", options | {"x_offset": 2, "y_offset": 2})


def _letters(column: int) -> str:
    """The letters of a column.

    Example:
        >>> _letters(0), _letters(27)
        ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _write_refused(book: Any, refused: Sequence[RefusedSheet], styles: _Styles) -> None:
    """The sheets that could not be read, each with the reason."""
    sheet = book.add_worksheet("refused")
    sheet.set_column(0, 0, 22)
    sheet.set_column(2, 2, 90)
    for row, (source, code, message) in enumerate([RefusedSheet(*RefusedSheet._fields), *refused]):
        for column, words in enumerate((source, code, message)):
            sheet.write_string(row, column, words, styles.of("text", False) if row else styles.heading)


def _write_cells(book: Any, tables: list[Table], styles: _Styles) -> None:
    """Every cell with its outcome, its probability, its place and what it comes from."""
    sheet = book.add_worksheet("cells")
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(Record._fields):
        sheet.write_string(0, column, name, styles.heading)
    text = styles.of("text", False)
    for row, record in enumerate(records_of(tables), 1):
        for column, field in enumerate(record):
            if isinstance(field, bool):
                sheet.write_boolean(row, column, field)
            elif isinstance(field, int | float):
                sheet.write_number(row, column, field)
            elif field is not None:
                sheet.write_string(row, column, field, text)
