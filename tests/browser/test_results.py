"""Taking the answer along: copied, as CSV, as JSON, in the forms of the command."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from shutil import copyfile
from typing import Any

import digitwise
from digitwise.reading.output.csv_rows import to_csv
from digitwise.reading.result import readings_to_dict
from tests.browser.driving import Visitor
from tests.browser.strokes import strokes_of

Visit = Callable[..., Visitor]


def saved(visitor: Visitor, button: str) -> tuple[str, str]:
    """Name and content of the file that a button saves."""
    with visitor.page.expect_download() as download:
        visitor.page.click(button)
    return download.value.suggested_filename, Path(download.value.path()).read_text(encoding="utf-8")


def test_the_text_is_copied(visit: Visit) -> None:
    """Lines and all."""
    visitor = visit(permissions=["clipboard-read", "clipboard-write"])
    visitor.draw(strokes_of("72\n40"))
    visitor.expect_answer("72\n40")
    visitor.page.click("#copy")
    visitor.page.wait_for_function("() => document.querySelector('#copy').textContent === 'Copied'")
    assert visitor.page.evaluate("navigator.clipboard.readText()") == "72\n40"


def test_without_a_clipboard_the_old_way_copies(visit: Visit) -> None:
    """Browsers keep it from pages that come over plain http from another machine."""
    visitor = visit(permissions=["clipboard-read"])
    visitor.draw(strokes_of("7"))
    visitor.expect_answer("7")
    visitor.page.evaluate(
        "window.board = navigator.clipboard; Object.defineProperty(navigator, 'clipboard', { value: undefined })"
    )
    visitor.page.click("#copy")
    visitor.page.wait_for_function("() => document.querySelector('#copy').textContent === 'Copied'")
    assert visitor.page.evaluate("board.readText()") == "7"


def test_the_table_and_the_document_are_those_of_the_command(visit: Visit, pictures: Path, tmp_path: Path) -> None:
    """`digitwise read --csv` and `--json` say the same of the same picture."""
    visitor = visit()
    picture = tmp_path / "form 7, B.png"
    copyfile(pictures / "form.png", picture)
    visitor.page.set_input_files("#file", picture)
    visitor.expect_answer("10□7")
    reading = digitwise.Reader().read_or_refuse(picture, name=picture.name)
    assert saved(visitor, "#csv") == ("digitwise.csv", to_csv([reading]) + "\n")
    name, text = saved(visitor, "#json")
    assert (name, json.loads(text)) == ("digitwise.json", readings_to_dict([reading]))


def test_the_document_of_a_drawing_fits_the_schema(visit: Visit) -> None:
    """Its boxes are whole units of the pad."""
    visitor = visit()
    visitor.draw(strokes_of("72"))
    visitor.expect_answer("72")
    (reading,) = json.loads(saved(visitor, "#json")[1])["readings"]
    box: dict[str, Any] = reading["digits"][0]["box"]
    assert (reading["width"], reading["height"], reading["source"]) == (800, 600, None)
    assert all(isinstance(value, int) for value in box.values())
    assert abs(box["left"] - (40 + 12 * 180 / 140)) < 12


def test_a_confidence_has_four_decimals(visit: Visit) -> None:
    """As the command writes it, whatever it is; a drawing has no source."""
    visitor = visit()

    def half_sure(route: Any) -> None:
        answer = route.fetch()
        document = answer.json()
        for number in document["readings"][0]["numbers"]:
            number["confidence"] = 0.5
        route.fulfill(response=answer, json=document)

    visitor.page.route("**/api/read*", half_sure)
    visitor.draw(strokes_of("7"))
    visitor.expect_answer("7")
    _, row = saved(visitor, "#csv")[1].splitlines()
    assert row.startswith(",ok,0,0,7,0.5000,")
