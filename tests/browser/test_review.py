"""The page for reviewing, in a real browser: by keys alone, fast enough, and on any screen."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from digitwise.forms.filled_form import as_filled
from digitwise.forms.form import ColumnRule, Form
from digitwise.forms.review import look_at, open_review
from digitwise.web.server.static_files import PAGES
from digitwise.web.settings import Settings
from tests.browser.driving import Visitor
from tests.browser.test_appearance import LOOKS, SCREENS, WIDTH_AFTER_TWO_FRAMES, WIDTHS, violations
from tests.forms.folders import made_folder, made_table
from tests.web.served import Served, served

Visit = Callable[..., Visitor]
ROWS = [
    ["#No.", "#1", "#2", "#3"],
    *([f"{row:03d}?", str(row % 10), f"{row % 5}.5?", ""] for row in range(1, 21)),
    *([f"{row:03d}", "7?", "7", "7?"] for row in range(21, 33)),
]


@contextmanager
def reviewing(folder: Path) -> Iterator[Served]:
    """A server for a table folder; pictures are read by a process that only pretends to."""
    with open_review(folder) as review, served(Settings(review=review), PAGES) as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A table folder with cells of all kinds."""
    return made_folder(tmp_path / "marks.table", made_table(ROWS)).path


@pytest.fixture
def review(visit: Visit, folder: Path) -> Iterator[Callable[..., Visitor]]:
    """Open the page."""
    with reviewing(folder) as site:
        visitors: list[Visitor] = []

        def open_page(**device: Any) -> Visitor:
            visitors.append(visit(f"http://127.0.0.1:{site.port}/review", "#work:not([hidden])", **device))
            return visitors[-1]

        yield open_page
        for visitor in visitors:
            # The server goes before the page does, which may still be asking for pictures.
            visitor.page.wait_for_load_state("networkidle")


def saved(visitor: Visitor) -> None:
    """Wait until the server has everything."""
    visitor.page.wait_for_function("() => document.querySelector('#standing').textContent.includes('saved')")


def said(folder: Path) -> list[dict[str, Any]]:
    """The decisions on the disk."""
    return [json.loads(line) for line in (folder / "decisions.jsonl").read_text().splitlines()]


def test_cells_are_typed_by_keys_alone(review: Callable[..., Visitor], folder: Path) -> None:
    """Numbers, the other outcomes, back and undo; the field never shows what was read, nor does the page know it."""
    visitor = review()
    page = visitor.page
    assert page.evaluate("document.activeElement.id") == "said"
    assert page.input_value("#said") == ""
    visitor.press("0", "0", "7", "Enter", "e", "m", "s", "u", "h", "Enter", "z", "2", "h", "Enter", "b", "b", "Enter")
    assert "Type what is written" in page.inner_text("#type-hint")
    visitor.press("9", "Enter")
    saved(visitor)
    texts = [(line["way"], line["outcome"], line["text"]) for line in said(folder)]
    outcomes = [("typed", outcome, "") for outcome in ("empty", "mark", "struck_out", "unreadable")]
    assert texts == [
        ("typed", "number", "007"),
        *outcomes,
        ("typed", "number", "½"),
        ("withdrawn", "", ""),
        ("typed", "number", "2½"),
        ("typed", "number", "9"),
    ]
    assert look_at(folder).report.decided == 6


def test_odd_ones_are_found_by_keys_alone(review: Callable[..., Visitor], folder: Path) -> None:
    """All cells read as 7 on one sheet; the odd ones are typed later, the others are decided at once."""
    visitor = review()
    page = visitor.page
    visitor.press("Shift+Tab")
    page.focus("#tab-type")
    visitor.press("ArrowRight")
    page.select_option("#group", "7")
    assert page.locator(".tile").count() == 24
    page.focus(".tile")
    visitor.press("ArrowRight", "Space", "ArrowDown", "Enter")
    saved(visitor)
    decided = look_at(folder)
    assert decided.report.decided == 23
    assert [place.row for place, decision in decided.last.items() if decision.way == "asked"] == [21]
    visitor.press("z")
    saved(visitor)
    assert look_at(folder).report.decided == 0


def test_thirty_cells_a_minute(review: Callable[..., Visitor], folder: Path) -> None:
    """A driven person who takes a quarter of a second for each key decides far more than thirty cells a minute."""
    visitor = review()
    begun, cells = time.monotonic(), 20
    for _ in range(cells):
        visitor.page.wait_for_function("() => document.querySelector('#crop').naturalWidth > 0")
        for key in ("1", "2", "Enter"):
            visitor.page.wait_for_timeout(250)
            visitor.press(key)
    saved(visitor)
    assert 60 * cells / (time.monotonic() - begun) > 30
    assert look_at(folder).report.decided == cells


def test_letters_are_named_and_the_column_of_a_form_is(visit: Visit, tmp_path: Path) -> None:
    """Whoever types fast sees that something was left out, and what should stand there."""
    lines = (0.0, 0.5, 1.0)
    form = Form("marks", lines, lines, 0, (ColumnRule("No."), ColumnRule("points")))
    table = replace(made_table([["1", "7?"], ["2", "8"]]), form=form)
    with reviewing(made_folder(tmp_path / "few.table", table).path) as site:
        visitor = visit(f"http://127.0.0.1:{site.port}/review", "#work:not([hidden])")
        assert visitor.page.inner_text("#crop-place") == "marks.png, row 1, column 2 (points)"
        visitor.page.keyboard.insert_text("12a5")
        assert visitor.page.input_value("#said") == "125"
        assert visitor.page.inner_text("#type-hint") == "“a” is no part of a number, and was left out."
        visitor.press("6")
        assert visitor.page.inner_text("#type-hint") == ""


def test_sure_cells_are_asked_at_the_end(visit: Visit, tmp_path: Path) -> None:
    """Their answers make the interval of the report."""
    path = made_folder(tmp_path / "few.table", made_table([["7?", "8", "9"], ["9", "3", "4"], ["5", "", "6"]])).path
    with reviewing(path) as site:
        visitor = visit(f"http://127.0.0.1:{site.port}/review", "#work:not([hidden])")
        visitor.press("7", "Enter")
        visitor.page.wait_for_function(
            "() => document.querySelector('#crop-place').textContent.includes('asked to check')"
        )
        for _ in range(4):
            visitor.press("0", "Enter")
        saved(visitor)
        assert "4 of 4 differ" in visitor.page.inner_text("#report")
        assert "Nothing is left to type" in visitor.page.inner_text("#type-done")


def test_a_server_that_is_gone_costs_no_decision(visit: Visit, folder: Path) -> None:
    """The page says so, keeps what was decided, and sends it when asked to."""
    with reviewing(folder) as site:
        visitor = visit(f"http://127.0.0.1:{site.port}/review", "#work:not([hidden])")
        visitor.page.route("**/api/review/decisions", lambda route: route.abort())
        visitor.press("1", "Enter", "2", "Enter")
        visitor.page.wait_for_selector("#trouble:not([hidden])")
        assert said(folder) == []
        visitor.page.unroute("**/api/review/decisions")
        visitor.page.click("#again")
        saved(visitor)
        assert [line["text"] for line in said(folder)] == ["1", "2"]
        visitor.said = [words for words in visitor.said if "ERR_FAILED" not in words]


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_no_violation(review: Callable[..., Visitor], screen: str) -> None:
    """Both ways to decide, and the end."""
    visitor = review(**SCREENS[screen])
    found = violations(visitor, LOOKS[screen])
    visitor.page.click("#tab-sort")
    visitor.page.wait_for_selector(".tile")
    visitor.page.click(".tile >> nth=2")
    found += violations(visitor, LOOKS[screen])
    assert found == []


def test_nothing_is_wider_than_the_screen(review: Callable[..., Visitor]) -> None:
    """From a small phone to a projector."""
    page = review(viewport={"width": WIDTHS[0], "height": 800}).page
    for tab in ("type", "sort"):
        page.click(f"#tab-{tab}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(WIDTH_AFTER_TWO_FRAMES) <= width


def test_a_number_against_the_rule_of_its_column_is_named(visit: Visit, tmp_path: Path) -> None:
    """Beside the field at once, and below until it is mended."""
    rule = ColumnRule("mark", maximum=20)
    form = Form("marks", (0, 0.3, 0.6, 1), (0, 1), 1, (rule,))
    table = as_filled(made_table([["#mark"], ["9?"], ["4?"]]), form, is_placed=True)
    words = "marks.png: row 2, column 1 (mark): 71 is above the maximum 20"
    with reviewing(made_folder(tmp_path / "marks.table", table).path) as site:
        visitor = visit(f"http://127.0.0.1:{site.port}/review", "#work:not([hidden])")
        assert visitor.page.is_hidden("#breaches")
        visitor.press("7", "1", "Enter")
        visitor.page.wait_for_selector("#breach-list li")
        assert visitor.page.inner_text("#breach-list li span") == visitor.page.inner_text("#type-hint") == words
        assert [found for looks in LOOKS.values() for found in violations(visitor, looks)] == []
        visitor.page.reload()
        visitor.page.wait_for_selector("#breach-list li")
        assert visitor.page.inner_text("#type-hint") == ""
        assert "row 3" in visitor.page.inner_text("#crop-place")
        visitor.page.click("#breach-list button")
        assert "row 2" in visitor.page.inner_text("#crop-place")
        visitor.press("1", "1", "Enter")
        visitor.page.wait_for_selector("#breaches", state="hidden")
        assert "row 3" in visitor.page.inner_text("#crop-place")
        visitor.press("4", "Enter")
        saved(visitor)
    assert [line["text"] for line in said(tmp_path / "marks.table")] == ["71", "11", "4"]
