"""Corrections: only with consent, only in the browser; listed, deleted, exported, measured."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

from PIL import Image

from digitwise.evaluation.pictures import measure_pictures
from tests.browser.driving import Visitor
from tests.browser.strokes import strokes_of

Visit = Callable[..., Visitor]


def correct(visitor: Visitor, right: str, agree: bool = False) -> None:
    """Say what it should have been."""
    visitor.page.click("#wrong")
    visitor.page.fill("#right", right)
    if agree:
        visitor.page.check("#agree")
    visitor.press("Enter")
    visitor.page.wait_for_selector("#correct", state="hidden")


def test_nothing_is_kept_without_consent(visit: Visit) -> None:
    """The form does not close before it is given, and to cancel keeps nothing."""
    visitor = visit()
    page = visitor.page
    visitor.draw(strokes_of("72"))
    visitor.expect_answer("72")
    page.click("#wrong")
    assert page.inner_text("#correct-read") == "It was read as 72."
    assert page.input_value("#right") == "72"
    assert page.evaluate("() => document.activeElement.id + getSelection().toString()") in ("right72", "right")
    page.fill("#right", "71")
    visitor.press("Enter")
    assert page.is_visible("#correct")
    page.click("#correct-cancel")
    assert page.evaluate("Object.keys(localStorage).length") == 0
    page.click("#corrections summary")
    assert page.locator("#kept li").count() == 0
    assert page.is_hidden("#kept-tools")


def test_only_a_number_can_be_right(visit: Visit) -> None:
    """Labels name files."""
    visitor = visit()
    visitor.draw(strokes_of("7"))
    visitor.expect_answer("7")
    visitor.page.click("#wrong")
    visitor.page.check("#agree")
    for wrong in ("", "seven", "7 kg", "../x", "-", "7\\5"):
        visitor.page.fill("#right", wrong)
        visitor.press("Enter")
        assert visitor.page.is_visible("#correct"), wrong


def test_corrections_are_kept_listed_deleted_and_sent_to_nobody(visit: Visit) -> None:
    """They outlive the page, and consent is asked for once; to withdraw it forgets everything."""
    visitor = visit()
    page = visitor.page
    visitor.draw(strokes_of("72"))
    visitor.expect_answer("72")
    page.wait_for_selector("#seen-key:not(.unseen)")
    before = len(visitor.asked)
    correct(visitor, "71", agree=True)
    correct(visitor, "7 3")
    assert [address for address in visitor.asked[before:] if not address.startswith("blob:")] == []
    page.reload()
    page.click("#corrections summary")
    page.wait_for_selector("#kept li >> nth=1")
    assert page.locator("#kept b").all_inner_texts() == ["71", "7 3"]
    assert "read as 72" in page.inner_text("#kept li >> nth=0")
    page.click("#kept .button >> nth=0")
    page.wait_for_function("() => document.querySelectorAll('#kept li').length === 1")
    page.click("#forget-all")
    page.wait_for_function("() => document.querySelectorAll('#kept li').length === 0")
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_exported_corrections_can_be_measured(visit: Visit, pictures: Path, tmp_path: Path) -> None:
    """The file unpacks into the layout of `digitwise evaluate --pictures`, and holds the pictures as they were read."""
    visitor = visit()
    page = visitor.page
    visitor.draw(strokes_of("7"))
    visitor.expect_answer("7")
    correct(visitor, "7", agree=True)
    correct(visitor, "1")
    correct(visitor, ".5")
    correct(visitor, " 3/4  12:30 ")
    Image.open(pictures / "number.png").save(tmp_path / "photo.jpg")
    page.set_input_files("#file", tmp_path / "photo.jpg")
    visitor.expect_answer("1047")
    correct(visitor, "1047")
    correct(visitor, "1047")
    page.click("#corrections summary")
    with page.expect_download() as download:
        page.click("#export")
    assert download.value.suggested_filename == "digitwise-corrections.zip"
    with ZipFile(download.value.path()) as packed:
        assert packed.testzip() is None
        packed.extractall(tmp_path / "kept")
    names = sorted(path.relative_to(tmp_path / "kept").as_posix() for path in (tmp_path / "kept").rglob("*.png"))
    assert names == [
        "multi/brought/1047_0.png",
        "multi/brought/1047_1.png",
        "multi/drawn/.5_0.png",
        "multi/drawn/3∕4 12∶30_0.png",
        "single/drawn/1_0.png",
        "single/drawn/7_0.png",
    ]
    report = measure_pictures(tmp_path / "kept")
    assert [(outcome.label, outcome.read) for outcome in report.outcomes] == [
        ("1047", "1047"), ("1047", "1047"), (".5", "7"), ("3/4 12:30", "7"), ("1", "7"), ("7", "7"),
    ]  # fmt: skip


def test_the_form_fits_a_small_telephone(visit: Visit) -> None:
    """Nothing of it lies beside the screen."""
    visitor = visit(viewport={"width": 320, "height": 640})
    visitor.draw(strokes_of("7"))
    visitor.expect_answer("7")
    visitor.page.click("#wrong")
    form, dialog = (visitor.page.locator(name).bounding_box() for name in ("#correct-form", "#correct"))
    assert dialog["x"] <= form["x"]
    assert form["x"] + form["width"] <= dialog["x"] + dialog["width"] <= 320
    assert visitor.page.evaluate("document.querySelector('#correct').scrollWidth") <= dialog["width"]
