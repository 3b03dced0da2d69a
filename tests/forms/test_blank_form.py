"""Forms of other people: made from a blank sheet, found on others by what is printed on them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from digitwise.cli import app
from digitwise.errors import FormError, PictureError
from digitwise.forms import TableReader
from digitwise.forms.form import Form
from digitwise.forms.form_file import load_form
from digitwise.forms.repeated import SeenSheets
from digitwise.forms.result import TableCell
from digitwise.forms.template.blank import form_of_blank
from digitwise.forms.turning import sure_share
from tests.forms.filled import filled, form_of, photographed
from tests.reading.drawings import Pixels, encoded

TEXTS = [["1234", "3", "12", "15"], ["9876", "7", "2", "9"], ["4027", "10", "4", "14"]]


def sheet(rows: int, texts: list[list[str]]) -> Pixels:
    """A mark sheet with words on top, and without marks or codes of ours."""
    form = form_of(rows, "id:4 digits,first:0-20,second:0-20,total:sum")
    page = filled(replace(form, columns=tuple(replace(rule, boxes=None) for rule in form.columns)), texts)
    page[:230] = 255
    page[2150:] = 255
    cv2.putText(page, "Mark sheet of the third form, May", (200, 100), cv2.FONT_HERSHEY_DUPLEX, 1.6, 20, 2, cv2.LINE_AA)
    cv2.putText(page, "Teacher:            Room:", (200, 200), cv2.FONT_HERSHEY_DUPLEX, 1.2, 20, 2, cv2.LINE_AA)
    return page


@pytest.fixture(scope="module")
def form(reader: TableReader) -> Form:
    """The form of the blank sheet."""
    blank = sheet(8, [])
    return form_of_blank(reader.read(blank), blank, "may")


def test_a_sheet_upside_down_is_turned_and_said(reader: TableReader, form: Form) -> None:
    """By its words; its lines alone are not enough."""
    photo = photographed(sheet(8, TEXTS), 2)
    found = reader.read(photo, form=form)
    assert found.warnings == ("the sheet was turned by 180°, and turned back",)
    assert [row for row in found.rows()[1:] if any(row)] == TEXTS
    with pytest.raises(PictureError, match="is not of the form"):
        reader.read(photo, form=replace(form, blank=None, page=None))


@pytest.mark.parametrize(("side", "is_small"), [(1000, False), (550, True)])
def test_a_small_photograph_is_laid_over_its_form(reader: TableReader, form: Form, side: int, is_small: bool) -> None:
    """A picture of 1,000 pixels is read; where cells are a few pixels high a person looks at all of them."""
    photo = photographed(sheet(8, TEXTS), 2)
    share = side / max(photo.shape)
    found = reader.read(cv2.resize(photo, None, fx=share, fy=share, interpolation=cv2.INTER_AREA), form=form)
    turned, *small = found.warnings
    assert turned.startswith("the sheet was turned by 180°")
    data = [cell for cell in found.cells if cell.outcome != "label"]
    if is_small:
        assert small == ["cells are 15 pixels high, expected 22: take a larger picture; all are in doubt"]
        assert all(cell.doubtful for cell in data)
    else:
        assert small == []
        assert [row for row in found.rows()[1:] if any(row)] == TEXTS


def test_nine_rows_are_not_eight(reader: TableReader, form: Form) -> None:
    """All words agree, and most features; the lines do not."""
    with pytest.raises(PictureError, match="is not of the form 'may'") as caught:
        reader.read(photographed(sheet(9, TEXTS)), form=form)
    assert caught.value.code == "wrong_form"


def test_two_sheets_in_a_picture_are_refused(reader: TableReader, form: Form) -> None:
    """Neither is read, because the other would be lost in silence."""
    page = sheet(8, TEXTS)
    with pytest.raises(PictureError, match="expected one sheet a picture") as caught:
        reader.read(np.hstack([page, page]), form=form)
    assert caught.value.code == "several_sheets"


def test_a_sheet_that_comes_twice_is_left_out(reader: TableReader, form: Form) -> None:
    """The same file, and the same sheet from another side; another sheet with the same numbers is another."""
    seen = SeenSheets()
    page = sheet(8, TEXTS)
    seen.add(reader.read(page, "a.png", form))
    for picture, how in ((page, "the same file as a.png"), (photographed(page, 1), "the sheet of a.png")):
        with pytest.raises(PictureError, match=how) as caught:
            seen.add(reader.read(picture, "b.png", form))
        assert caught.value.code == "same_sheet"
    seen.add(reader.read(sheet(8, [*TEXTS[:2], ["5555", "1", "1", "2"]]), "c.png", form))


def test_a_sheet_that_was_filled_in_further_is_another(reader: TableReader) -> None:
    """Nine in ten of its cells are as they were, and the newer of them is not left out."""
    many = [[str(1204 + 397 * row), str(3 + row), str(12 - row), "15"] for row in range(7)]
    for changed in ((2, 1, "17"), (6, 2, "")):
        row, column, text = changed
        earlier = [list(texts) for texts in many]
        earlier[row][column] = text
        seen = SeenSheets()
        seen.add(reader.read(sheet(8, earlier)))
        seen.add(reader.read(sheet(8, many)))


def test_a_blank_sheet_is_never_turned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its letters look more like digits upside down, and all sheets would be read from its end."""
    monkeypatch.setattr("digitwise.forms.table.turns_of", lambda *_: 2)
    monkeypatch.setattr("digitwise.forms.table.sure_share", lambda cells: 1.0 if cells[0].corners[0][0] > 900 else 0.0)
    (tmp_path / "blank.png").write_bytes(encoded(sheet(8, [])))
    assert CliRunner().invoke(app, ["form", "from", str(tmp_path / "blank.png")]).exit_code == 0
    monkeypatch.undo()
    blank = sheet(8, [])
    upright = form_of_blank(TableReader(threads=1).read(blank, upright=False), blank, "blank")
    assert load_form(tmp_path / "blank.form.json").down == upright.down


def test_print_does_not_turn_a_sheet() -> None:
    """A label is no writing that is not sure."""
    corners = ((0.0, 0.0),) * 4
    label = TableCell(0, 0, 0, "label", "7", 0.99, False, corners)
    number = TableCell(0, 0, 1, "number", "7", 0.99, False, corners)
    assert sure_share([label, label, number]) == 1.0


def test_the_picture_of_a_form_is_part_of_it(tmp_path: Path) -> None:
    """Written by the command beside the form; if it was changed, nothing is read."""
    (tmp_path / "blank.png").write_bytes(encoded(sheet(8, [])))
    answer = CliRunner().invoke(app, ["form", "from", str(tmp_path / "blank.png")])
    assert answer.exit_code == 0, answer.output
    path = tmp_path / "blank.form.json"
    form = load_form(path)
    assert form.blank is not None
    assert form.page is not None
    assert form.page.picture == "blank.form.png"
    (tmp_path / "blank.form.png").write_bytes(encoded(sheet(9, [])))
    with pytest.raises(FormError, match=r"blank\.form\.png is not the picture that the form was made with"):
        load_form(path)
    (tmp_path / "blank.form.png").unlink()
    with pytest.raises(FormError, match=r"its picture blank\.form\.png cannot be read"):
        load_form(path)
    path.write_text(path.read_text().replace("blank.form.png", "../secret.png"))
    with pytest.raises(FormError, match="is no name of a file beside it"):
        load_form(path)
