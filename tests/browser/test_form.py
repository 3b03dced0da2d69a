"""The page for drawing a form, in a real browser: from a sheet to the spreadsheet, by keys alone, on any screen."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from digitwise.forms.form_file import load_form
from digitwise.forms.template.drawing import FormDrawing, open_drawing
from digitwise.web.server.static_files import PAGES
from digitwise.web.settings import Settings
from tests.browser.driving import Visitor
from tests.browser.test_appearance import LOOKS, SCREENS, WIDTH_AFTER_TWO_FRAMES, WIDTHS, violations
from tests.forms.sheets import ruled
from tests.reading.drawings import encoded
from tests.web.served import served

Visit = Callable[..., Visitor]
READY = "#work:not([hidden])"
MARKS = Path(__file__).parents[2] / "docs" / "pictures" / "tables" / "marks.png"


@pytest.fixture
def drawing(tmp_path: Path) -> FormDrawing:
    """A sheet with three columns."""
    sheet = tmp_path / "blank.png"
    sheet.write_bytes(encoded(ruled([["", "", ""], ["", "", ""], ["", "", ""]])))
    return open_drawing(sheet)


@pytest.fixture
def draw(visit: Visit, drawing: FormDrawing) -> Iterator[Callable[..., Visitor]]:
    """Open the page."""
    with served(Settings(drawing=drawing), PAGES) as site:
        yield lambda **device: visit(f"http://127.0.0.1:{site.port}/form", READY, **device)


def test_from_a_sheet_to_the_spreadsheet(visit: Visit, tmp_path: Path) -> None:
    """The command ends once the form is saved, and the next one reads the sheets with it."""
    (tmp_path / "sheets").mkdir()
    for name in ("BLANK.png", "sheets/one.png"):
        (tmp_path / name).write_bytes(MARKS.read_bytes())
    digitwise = [sys.executable, "-m", "digitwise"]
    command = [*digitwise, "form", "draw", "BLANK.png", "--no-open", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            visitor = visit(process.stdout.readline().strip(), READY)
            page = visitor.page
            page.keyboard.type("id")
            page.select_option("#kind", "digits")
            page.fill("#rule-length", "3")
            for column in ("one", "two", "three", "four"):
                page.press("#name", "Enter")
                page.keyboard.type(column)
                page.select_option("#kind", "number")
                page.fill("#rule-maximum", "10")
                page.fill("#rule-step", "0,5")
            page.press("#name", "Enter")
            page.keyboard.type("total")
            page.select_option("#kind", "sum")
            for box in page.locator("#parts input").all():
                box.check()
            page.press("#name", "Enter")
            assert page.evaluate("document.activeElement.id") == "form-name"
            page.fill("#form-name", "marks")
            visitor.press("Enter")
            page.wait_for_selector("#done:not([hidden])")
            assert page.inner_text("#done-command").endswith("--form marks.form.json --output marks.xlsx")
            assert process.wait(20) == 0
        finally:
            process.kill()
    form = load_form(tmp_path / "marks.form.json")
    assert [(rule.name, rule.kind) for rule in form.columns][::5] == [("id", "digits"), ("total", "number")]
    assert (form.columns[1].maximum, form.columns[1].step) == (10, 0.5)
    assert form.sums[0].parts == ("one", "two", "three", "four")
    read = [*digitwise, "table", "sheets", "--form", "marks.form.json", "--output", "marks.xlsx"]
    subprocess.run(read, cwd=tmp_path, check=True)
    sheet = openpyxl.load_workbook(tmp_path / "marks.xlsx").worksheets[0]
    assert "007" in [cell.value for row in sheet.iter_rows() for cell in row]


def test_columns_are_drawn_by_keys_alone(draw: Callable[..., Visitor], drawing: FormDrawing) -> None:
    """Tab, arrows and Enter reach everything; what is missing is said before anything is written."""
    visitor = draw()
    page = visitor.page
    visitor.press("a", "Enter", "b", "Enter", "c", "Shift+Tab")
    assert page.evaluate("document.activeElement.textContent") == "c · anything"
    visitor.press("ArrowLeft", "ArrowLeft", "Tab", "Tab", "ArrowUp", "Tab")
    assert page.input_value("#kind") == "sum"
    page.focus("#form-name")
    visitor.press("Enter")
    assert page.inner_text("#problem") == "Say of which columns “a” is the sum."
    page.focus("#columns .button >> nth=1")
    visitor.press("Tab", "Tab", "Home", "Tab", "x")
    page.focus("#columns .button >> nth=0")
    visitor.press("Tab", "Tab", "Tab", "Space")
    page.focus("#form-name")
    visitor.press("Enter")
    assert page.inner_text("#problem") == "Column “b”, least: “x” is no number."
    assert drawing.saved is None
    page.focus("#columns .button >> nth=1")
    page.fill("#rule-minimum", "2")
    page.focus("#form-name")
    visitor.press("Enter")
    page.wait_for_selector("#done:not([hidden])")
    assert drawing.saved is not None
    document = json.loads(drawing.saved.read_text())
    assert document["columns"][1] == {"name": "b", "kind": "number", "minimum": 2}
    assert document["sums"] == [{"total": "a", "parts": ["b"]}]


def test_a_column_of_dates(draw: Callable[..., Visitor], drawing: FormDrawing) -> None:
    """Its format is asked for, and its limits can be said."""
    visitor = draw()
    page = visitor.page
    page.fill("#name", "day")
    page.select_option("#kind", "date")
    page.click("#save")
    assert page.inner_text("#problem") == "Column “day”: say how it is written, as DD.MM.YYYY."
    page.fill("#rule-format", "DD.MM.YYYY")
    page.fill("#rule-earliest", "2026-01-31")
    page.click("#save")
    page.wait_for_selector("#done:not([hidden])")
    assert drawing.saved is not None
    rule = {"name": "day", "kind": "date", "format": "DD.MM.YYYY", "earliest": "2026-01-31"}
    assert json.loads(drawing.saved.read_text())["columns"][0] == rule


def test_a_click_on_the_sheet_selects_a_column(draw: Callable[..., Visitor]) -> None:
    """And the rows that are not filled in are hatched."""
    page = draw().page
    page.locator("#sheet .cell").nth(5).click()
    assert page.inner_text("#column-title") == "Column 3 of 3"
    assert page.locator("#sheet .cell.chosen").count() == 3
    page.select_option("#first-row", "1")
    assert page.locator("#sheet .cell.heading").count() == 3


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_no_violation(draw: Callable[..., Visitor], screen: str) -> None:
    """With every kind of column, a problem, and the end."""
    visitor = draw(**SCREENS[screen])
    page = visitor.page
    found: list[str] = []
    for kind in ("number", "digits", "date", "sum"):
        page.select_option("#kind", kind)
        found += violations(visitor, LOOKS[screen])
    page.click("#save")
    found += violations(visitor, LOOKS[screen])
    page.select_option("#kind", "any")
    page.click("#save")
    page.wait_for_selector("#done:not([hidden])")
    assert found + violations(visitor, LOOKS[screen], 10) == []


def test_nothing_is_wider_than_the_screen(draw: Callable[..., Any]) -> None:
    """From a small phone to a projector."""
    page = draw(viewport={"width": WIDTHS[0], "height": 800}).page
    page.fill("#name", "a" * 60)
    for kind in ("number", "digits"):
        page.select_option("#kind", kind)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(WIDTH_AFTER_TWO_FRAMES) <= width


def test_a_form_is_opened_and_changed(visit: Visit, drawing: FormDrawing) -> None:
    """Every rule stands in its field, and what is saved unchanged is what was there."""
    columns = [
        {"name": "id", "kind": "digits", "length": 3, "values": ["007", "012"]},
        {"name": "mark", "kind": "number", "minimum": 0, "maximum": 20, "step": 0.5},
        {"name": "all", "kind": "number"},
    ]
    sums = [{"total": "all", "parts": ["mark"]}]
    feet = [{"row": 2, "columns": ["mark", "all"]}]
    said = {"name": "marks", "first_row": 1, "columns": columns, "sums": sums, "column_sums": feet}
    file = drawing.save({"grid": 0, "form": said})
    before = load_form(file)
    with served(Settings(drawing=open_drawing(file)), PAGES) as site:
        page = visit(f"http://127.0.0.1:{site.port}/form", READY).page
        assert page.inner_text("#title") == "Change marks.form.json"
        assert (page.input_value("#kind"), page.input_value("#rule-values")) == ("digits", "007\n012")
        page.press("#name", "Enter")
        assert [page.input_value(f"#rule-{key}") for key in ("minimum", "maximum", "step")] == ["0", "20", "0.5"]
        page.press("#name", "Enter")
        assert page.input_value("#kind") == "sum"
        assert [box.is_checked() for box in page.locator("#parts input").all()] == [True]
        assert (page.input_value("#first-row"), page.input_value("#sum-row")) == ("1", "2")
        page.click("#save")
        page.wait_for_selector("#done:not([hidden])")
    assert load_form(file) == before
