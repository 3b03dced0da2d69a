"""Tables as files, read back by other programs."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow.parquet
import pytest

from digitwise.errors import OutputError, UsageError
from digitwise.forms.output import write_tables
from digitwise.forms.result import GridSize, Outcome, Table, TableCell
from digitwise.reading.result import Alternative


def _cell(column: int, outcome: Outcome, text: str = "", doubtful: bool = False) -> TableCell:
    corners = ((column * 9.0, 0.0), (column * 9.0 + 9, 0.0), (column * 9.0 + 9, 9.0), (column * 9.0, 9.0))
    others = (Alternative("8", 0.2),) if doubtful else ()
    crop = np.full((30, 60), 200, np.uint8)
    return TableCell(0, 0, column, outcome, text, 0.7 if doubtful else 0.99, doubtful, corners, 1, 1, others, crop)


CELLS = (
    _cell(0, "label", "1"),
    _cell(1, "number", "007"),
    _cell(2, "number", "2.50", doubtful=True),
    _cell(3, "number", "12"),
    _cell(4, "number", "-3"),
    _cell(5, "empty"),
    _cell(6, "struck_out"),
    _cell(7, "number", "1,5"),
)
TABLE = Table("=marks.png", "a" * 64, (72, 9), (GridSize(1, 8),), CELLS, model="reader", model_sha256="b" * 64)


def test_workbook_keeps_what_was_written(tmp_path: Path) -> None:
    """Zeros and thousands as text, plain numbers as numbers, doubt in color, no formula, no link to the outside."""
    write_tables([TABLE], tmp_path / "marks.xlsx")
    book = openpyxl.load_workbook(tmp_path / "marks.xlsx")
    assert book.sheetnames == ["=marks", "doubtful", "cells"]
    sheet = book["=marks"]
    assert [cell.value for cell in sheet[1]] == ["1", "007", 2.5, 12, -3, None, "struck out", 1.5]
    assert sheet["B1"].number_format == "@"
    assert sheet["C1"].number_format == "0.00"
    assert sheet["C1"].fill.fgColor.rgb == "FFFFE699"
    assert sheet["B1"].fill.fill_type is None
    every = [cell for name in book.sheetnames for row in book[name].iter_rows() for cell in row]
    assert {cell.data_type for cell in every} <= {"s", "n", "b"}
    links = [cell.hyperlink for cell in every if cell.hyperlink]
    assert [(link.location, link.target) for link in links] == [("'=marks'!C1", None)]


def test_workbook_shows_the_doubtful_cells(tmp_path: Path) -> None:
    """Guess, probability, runners-up and the picture."""
    write_tables([TABLE], tmp_path / "marks.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "marks.xlsx")["doubtful"]
    assert [cell.value for cell in sheet[2]] == ["=marks C1", None, "number", "2.50", 0.7, "8 (0.2)", "=marks.png"]
    assert sheet.max_row == 2
    assert len(sheet._images) == 1


def test_a_comma_before_two_digits_is_a_decimal_one(tmp_path: Path) -> None:
    """So that a spreadsheet adds up the column; before three it may part thousands."""
    cells = [replace(_cell(0, "number", text), row=row) for row, text in enumerate(["12,50", "-0,5", "1,234", "0,125"])]
    write_tables([replace(TABLE, grids=(GridSize(4, 1),), cells=tuple(cells))], tmp_path / "marks.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "marks.xlsx")["=marks"]
    assert [cell.value for (cell,) in sheet.iter_rows()] == [12.5, -0.5, "1,234", "0,125"]
    assert [cell.number_format for (cell,) in sheet.iter_rows()] == ["0.00", "0.0", "@", "@"]


def test_identifiers_of_a_column_are_text_alike(tmp_path: Path) -> None:
    """Where one has a leading zero; amounts stay numbers, and so does a zero before a point."""
    rows = [("007", "0.5"), ("105", "7"), ("118", "0")]
    cells = [replace(_cell(c, "number", text), row=r) for r, row in enumerate(rows) for c, text in enumerate(row)]
    write_tables([replace(TABLE, grids=(GridSize(3, 2),), cells=tuple(cells))], tmp_path / "marks.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "marks.xlsx")["=marks"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["007", 0.5], ["105", 7], ["118", 0]]


def test_labels_that_are_no_numbers_are_shown(tmp_path: Path) -> None:
    """Nobody reads their letters, so their picture stands in the cell, no larger than it; of others nothing does."""
    word = replace(_cell(0, "label"), row=1, crop=np.full((600, 900), 200, np.uint8))
    write_tables([replace(TABLE, grids=(GridSize(2, 8),), cells=(*CELLS, word))], tmp_path / "marks.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "marks.xlsx")["=marks"]
    (image,) = sheet._images
    assert (image.anchor._from.row, image.anchor._from.col) == (1, 0)
    assert image.width <= 3 * 78
    assert sheet.row_dimensions[2].height > 20


def test_readings_that_hardly_are_any_are_not_listed(tmp_path: Path) -> None:
    """Three decimals of nothing say nothing."""
    others = (Alternative("8", 0.2), Alternative("9", 0.0004))
    write_tables([replace(TABLE, cells=(replace(CELLS[2], alternatives=others),))], tmp_path / "marks.csv")
    (row,) = csv.DictReader((tmp_path / "marks.csv").read_text().splitlines())
    assert row["alternatives"] == "8:0.200"


def test_csv_is_read_back_and_is_no_formula(tmp_path: Path) -> None:
    """RFC 4180: a heading, CRLF, a line for each cell."""
    write_tables([TABLE], tmp_path / "marks.csv")
    data = (tmp_path / "marks.csv").read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n") == 9
    rows = list(csv.DictReader(data.decode().splitlines()))
    assert [row["text"] for row in rows] == [cell.text for cell in CELLS]
    assert {row["source"] for row in rows} == {"'=marks.png"}


def test_no_text_of_a_cell_is_a_formula(tmp_path: Path) -> None:
    """What somebody typed, what was read first and what a rule proposes go out as the names of files do."""
    cell = replace(CELLS[0], text="+1-2", read="-7-5", proposal="=1+1", outcome="number")
    write_tables([replace(TABLE, cells=(cell, replace(cell, text="-7")))], tmp_path / "marks.csv")
    first, second = csv.DictReader((tmp_path / "marks.csv").read_text().splitlines())
    assert (first["text"], first["read"], first["proposal"]) == ("'+1-2", "'-7-5", "'=1+1")
    assert second["text"] == "-7"


def test_parquet_is_typed(tmp_path: Path) -> None:
    """Text beside the number that it stands for."""
    write_tables([TABLE], tmp_path / "marks.parquet")
    found = pyarrow.parquet.read_table(tmp_path / "marks.parquet")
    assert found.column("value").to_pylist() == [None, 7, 2.5, 12, -3, None, None, 1.5]
    assert found.column("text").to_pylist()[1] == "007"
    assert str(found.schema.field("doubtful").type) == "bool"


def test_json_is_the_document(tmp_path: Path) -> None:
    """The same that ``--json`` prints."""
    write_tables([TABLE], tmp_path / "marks.json")
    document = json.loads((tmp_path / "marks.json").read_text())
    assert document["schema"] == 1
    assert document["tables"][0]["cells"][1]["text"] == "007"


def test_sheets_of_one_name_get_names_of_their_own(tmp_path: Path) -> None:
    """Names of worksheets are unique whatever files are called, and 31 characters long at most."""
    twice = [TABLE, TABLE, replace(TABLE, source="[a]/" + "x" * 40 + ".png"), replace(TABLE, source="cells.png")]
    write_tables(twice, tmp_path / "marks.xlsx")
    names = openpyxl.load_workbook(tmp_path / "marks.xlsx").sheetnames
    assert names == ["=marks", "=marks (2)", "x" * 31, "cells (2)", "doubtful", "cells"]


def test_other_kinds_of_file_are_refused(tmp_path: Path) -> None:
    """Before anything is written."""
    with pytest.raises(UsageError, match=r"ends in '.xls', expected .xlsx, .csv, .parquet or .json"):
        write_tables([TABLE], tmp_path / "marks.xls")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    """One sentence; the file as it was."""
    (tmp_path / "file").write_text("mine")
    with pytest.raises(OutputError, match="nothing was changed"):
        write_tables([TABLE], tmp_path / "file" / "marks.csv")
    assert (tmp_path / "file").read_text() == "mine"
