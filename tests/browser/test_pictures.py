"""Pictures: dropped, pasted, chosen, taken; shown with boxes, explained, step by step; refused with a reason."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from shutil import copyfile
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image

from digitwise.web.api.models import SHIPPED_FOLDER
from digitwise.web.server.static_files import PAGES
from digitwise.web.settings import Settings
from digitwise.workers.pool import COMMAND
from tests.browser.driving import Visitor
from tests.browser.test_appearance import WIDTH_AFTER_TWO_FRAMES
from tests.web.served import PATIENT, Served, served

Visit = Callable[..., Visitor]

HAND_OVER = """([kind, name, encoded, count]) => {
    const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
    const data = new DataTransfer();
    for (let file = 0; file < count; file++) data.items.add(new File([bytes], name, { type: "image/png" }));
    const options = { bubbles: true, cancelable: true };
    document.body.dispatchEvent(kind === "paste"
        ? new ClipboardEvent("paste", { ...options, clipboardData: data })
        : new DragEvent("drop", { ...options, dataTransfer: data }));
}"""


def bring(visitor: Visitor, picture: Path, way: str = "choose", count: int = 1) -> None:
    """Choose a file, or drop or paste one, or it several times at once."""
    if way == "choose":
        visitor.page.set_input_files("#file", picture)
    else:
        encoded = base64.b64encode(picture.read_bytes()).decode()
        visitor.page.evaluate(HAND_OVER, [way, picture.name, encoded, count])


@pytest.mark.parametrize("way", ["choose", "drop", "paste"])
def test_pictures_are_read_however_they_come(visit: Visit, pictures: Path, way: str) -> None:
    """Wherever they are dropped or pasted, and whichever tab is open; a drawing waits in the other one."""
    visitor = visit()
    bring(visitor, pictures / "form.png", way)
    visitor.expect_answer("10□7")
    assert visitor.page.get_attribute("#tab-picture", "aria-selected") == "true"
    assert visitor.page.is_visible("#picture")
    visitor.page.click("#tab-draw")
    visitor.expect_answer("Draw a number")


def test_of_several_files_it_is_said_that_one_was_read(visit: Visit, pictures: Path) -> None:
    """Until another one is brought alone."""
    visitor = visit()
    said = "only the first of 3 files was read; digitwise read reads a folder"
    bring(visitor, pictures / "form.png", "drop", count=3)
    visitor.expect_answer("10□7")
    assert said in visitor.page.inner_text("#answer")
    visitor.page.wait_for_function("() => document.querySelector('#heard').textContent.includes('1 0 empty box 7')")
    bring(visitor, pictures / "number.png", "drop")
    visitor.expect_answer("1047")
    assert said not in visitor.page.inner_text("#answer")


@pytest.mark.parametrize("size", [(600, 800), (200, 1600), (900, 300)], ids=["portrait", "paper roll", "strip"])
def test_all_of_a_picture_is_seen(visit: Visit, tmp_path: Path, size: tuple[int, int]) -> None:
    """A telephone's pictures are higher than wide."""
    page = np.full(size[::-1], 240, np.uint8)
    cv2.putText(page, "7", (size[0] // 2, size[1] - 60), cv2.FONT_HERSHEY_SIMPLEX, 2, 20, 5)
    cv2.imwrite(str(tmp_path / "page.png"), page)
    visitor = visit()
    bring(visitor, tmp_path / "page.png")
    visitor.expect_answer("7")
    frame, shown = (visitor.page.locator(what).bounding_box() for what in (".frame:visible", "#picture"))
    assert shown["y"] >= frame["y"] - 1
    assert shown["y"] + shown["height"] <= frame["y"] + frame["height"] + 1
    assert shown["width"] / shown["height"] == pytest.approx(size[0] / size[1], rel=0.02)


def test_boxes_lie_where_the_digits_are(visit: Visit, pictures: Path, site: Served) -> None:
    """To a pixel, at any size of the window."""
    (reading,) = site.read((pictures / "form.png").read_bytes()).document["readings"]
    visitor = visit()
    bring(visitor, pictures / "form.png")
    visitor.expect_answer("10□7")
    for width in (1300, 360):
        visitor.page.set_viewport_size({"width": width, "height": 800})
        visitor.page.evaluate(WIDTH_AFTER_TWO_FRAMES)
        place = visitor.page.locator("#picture").bounding_box()
        scale = place["width"] / reading["width"]
        for index, digit in enumerate(reading["digits"]):
            shown = visitor.page.locator(f"#picture-boxes [data-digit='{index}']").bounding_box()
            expected = [place["x"] + digit["box"]["left"] * scale, place["y"] + digit["box"]["top"] * scale]
            assert [shown["x"], shown["y"]] == pytest.approx(expected, abs=1)
            assert shown["height"] == pytest.approx(digit["box"]["height"] * scale, abs=1)


def test_a_picture_taken_sideways_is_shown_and_read_upright(visit: Visit, pictures: Path, tmp_path: Path) -> None:
    """Telephones turn the picture by a note in the file; browser and reader both have to heed it."""
    turned = Image.open(pictures / "number.png").transpose(Image.Transpose.ROTATE_90)
    note = Image.Exif()
    note[0x0112] = 6
    turned.save(tmp_path / "photo.jpg", exif=note)
    visitor = visit()
    bring(visitor, tmp_path / "photo.jpg")
    visitor.expect_answer("1047")
    picture = visitor.page.locator("#picture").bounding_box()
    boxes = [visitor.page.locator(f"#picture-boxes [data-digit='{index}']").bounding_box() for index in range(4)]
    assert picture["width"] > picture["height"]
    assert all(left["x"] < right["x"] for left, right in pairwise(boxes))
    assert boxes[3]["x"] + boxes[3]["width"] < picture["x"] + picture["width"]


def test_pointing_at_a_box_explains_its_digit(visit: Visit, pictures: Path) -> None:
    """In the picture by the mouse, in the answer by the keyboard; both mark the same."""
    visitor = visit()
    page = visitor.page
    bring(visitor, pictures / "form.png")
    visitor.expect_answer("10□7")
    page.hover("#picture-boxes [data-digit='2']")
    assert page.inner_text("#digit-title") == "Why a 7?"
    assert page.get_attribute("#answer-lines .chosen", "data-digit") == "2"
    page.focus("#answer-lines .chosen")
    visitor.press("Home")
    assert page.inner_text("#digit-title") == "Why a 1?"
    assert page.get_attribute("#picture-boxes .chosen", "data-digit") == "0"


def test_every_step_can_be_looked_at(visit: Visit, pictures: Path) -> None:
    """Seven pictures that load, each with its name; asked for only when somebody looks."""
    visitor = visit()
    page = visitor.page
    bring(visitor, pictures / "form.png")
    visitor.expect_answer("10□7")
    page.wait_for_timeout(600)
    assert not any("stages=true" in address for address in visitor.asked)
    page.click("#stages summary")
    page.wait_for_selector("#stages-list li >> nth=7")
    names = page.locator("#stages-list b").all_inner_texts()
    assert names == ["Gray", "Ink", "Strokes", "Ruling", "Components", "Layout", "Images", "Reading"]
    page.wait_for_function(
        "() => [...document.querySelectorAll('#stages-list img')].every((image) => image.naturalWidth > 0)"
    )


def test_left_out_pieces_say_why(visit: Visit, site: Served, tmp_path: Path) -> None:
    """In the picture and in words."""
    paper = np.full((300, 400), 255, np.uint8)
    cv2.line(paper, (150, 60), (150, 240), 0, 12, cv2.LINE_AA)
    cv2.rectangle(paper, (330, 120), (420, 180), 0, -1)
    cv2.imwrite(str(tmp_path / "one.png"), paper)
    (reading,) = site.read((tmp_path / "one.png").read_bytes()).document["readings"]
    (left_out,) = reading["rejected"]
    said = {"border": "cut off at the border", "not_a_digit": "not a digit (", "ring": "around the writing"}
    words = said[left_out["reason"]]
    visitor = visit()
    bring(visitor, tmp_path / "one.png")
    visitor.expect_answer("1")
    assert f"Left out: {words}" in visitor.page.inner_text("#answer-notes")
    assert f"Left out: {words}" in visitor.page.get_attribute("#picture-boxes .left-out", "title")


@pytest.mark.parametrize("inverted", [False, True])
def test_ink_that_was_left_out_is_dark_on_light(visit: Visit, tmp_path: Path, inverted: bool) -> None:
    """Whatever it was in the picture, as what the network saw is."""
    paper = np.full((300, 400), 255, np.uint8)
    cv2.rectangle(paper, (330, 120), (420, 180), 0, -1)
    cv2.imwrite(str(tmp_path / "none.png"), 255 - paper if inverted else paper)
    visitor = visit()
    bring(visitor, tmp_path / "none.png")
    visitor.expect_answer("That is not a digit")
    levels = visitor.page.evaluate(
        """async () => {
            const { inkOf } = await import("/static/js/reading/left_out_image.js");
            const context = new OffscreenCanvas(28, 28).getContext("2d", { willReadFrequently: true });
            inkOf({ left: 330, top: 120, width: 70, height: 61 }, { width: 400, height: 300 }, null)(context);
            return [...context.getImageData(0, 0, 28, 28).data];
        }"""
    )
    gray = np.array(levels, np.uint8).reshape(28, 28, 4)[:, :, 0]
    assert np.median(gray[0]) > 200
    assert gray[14, 14] < 80


def test_a_blank_picture_has_no_number(visit: Visit, pictures: Path) -> None:
    """And never a digit."""
    visitor = visit()
    bring(visitor, pictures / "blank.png")
    visitor.expect_answer("No number in this picture")


def test_a_damaged_picture_is_refused_with_its_reason(visit: Visit, pictures: Path) -> None:
    """In the words of the server; the next picture is read."""
    visitor = visit()
    bring(visitor, pictures / "cut.png")
    visitor.expect_answer("Not read")
    assert "the picture is cut off or damaged" in visitor.page.inner_text("#answer-notes")
    bring(visitor, pictures / "number.png")
    visitor.expect_answer("1047")
    # Chromium reports every answer of 400 and more; that is what was asked for.
    visitor.said = [words for words in visitor.said if "status of 422" not in words]


def test_what_the_browser_cannot_show_is_read_and_shown(visit: Visit, pictures: Path, tmp_path: Path) -> None:
    """TIFF: the gray picture of the reader stands in."""
    Image.open(pictures / "number.png").save(tmp_path / "number.tif")
    visitor = visit()
    bring(visitor, tmp_path / "number.tif")
    visitor.expect_answer("1047")
    assert visitor.page.is_visible("#picture")
    assert visitor.page.locator("#picture-boxes .digit").count() == 4


def test_a_picture_too_large_to_send_is_made_smaller(visit: Visit, tmp_path: Path) -> None:
    """Telephones take pictures of more bytes than the server takes."""
    noise = np.random.default_rng(0).integers(200, 255, (2400, 3200, 3), np.uint8)
    cv2.polylines(noise, [np.array([[1000, 600], [2000, 600], [1400, 1900]], np.int32)], False, (0, 0, 0), 120)
    cv2.imwrite(str(tmp_path / "large.png"), noise)
    assert (tmp_path / "large.png").stat().st_size > 10_000_000
    visitor = visit()
    bring(visitor, tmp_path / "large.png")
    visitor.expect_answer("7")


def test_the_camera_takes_a_picture(visit: Visit) -> None:
    """And is let go of; its picture is read like any other."""
    visitor = visit()
    page = visitor.page
    page.click("#tab-picture")
    page.click("#camera-on")
    page.wait_for_selector("#shoot:visible")
    page.click("#shoot")
    page.wait_for_selector("#frame[data-shows=picture][data-camera=off]")
    page.wait_for_selector("#answer:not([data-kind=busy]):not([data-kind=empty])")
    assert page.evaluate("document.querySelector('#camera').srcObject") is None
    assert page.get_attribute("#picture", "alt") == "The picture camera.jpg"


def test_without_a_camera_a_file_input_asks_for_one(visit: Visit) -> None:
    """Browsers keep the camera from pages that come over plain http from another machine."""
    visitor = visit()
    page = visitor.page
    page.evaluate("Object.defineProperty(navigator, 'mediaDevices', { value: undefined })")
    page.click("#tab-picture")
    with page.expect_file_chooser() as chooser:
        page.click("#camera-on")
    assert chooser.value.element.get_attribute("capture") == "environment"


def test_a_server_that_is_gone_is_said(visit: Visit, pictures: Path) -> None:
    """Not silence, and not the answer of before."""
    visitor = visit()
    visitor.page.route("**/api/read*", lambda route: route.abort())
    bring(visitor, pictures / "form.png")
    visitor.expect_answer("Not read")
    assert "The server does not answer" in visitor.page.inner_text("#answer-notes")
    visitor.said.clear()


def test_a_busy_server_is_asked_again(visit: Visit, pictures: Path) -> None:
    """When it says to come back, the page does."""
    visitor = visit()
    refusals: list[Any] = []

    def refuse_once(route: Any) -> None:
        if refusals:
            route.continue_()
        else:
            refusals.append(route)
            route.fulfill(status=503, headers={"Retry-After": "1"}, json={"code": "busy", "message": "no room"})

    visitor.page.route("**/api/read*", refuse_once)
    bring(visitor, pictures / "form.png")
    visitor.expect_answer("10□7")
    visitor.said.clear()


def test_one_digit_only_reads_again(visit: Visit, pictures: Path) -> None:
    """What is chosen holds for what is there already."""
    visitor = visit()
    bring(visitor, pictures / "blank.png")
    visitor.expect_answer("No number in this picture")
    visitor.page.check("#single")
    visitor.page.wait_for_function(
        "() => performance.getEntriesByType('resource').some((entry) => entry.name.includes('single=true'))"
    )
    assert visitor.page.locator("#model option").all_inner_texts() == ["reader, which ships with Digitwise"]
    assert any("model=reader" in address for address in visitor.asked)


def test_each_tab_has_its_own_answer(visit: Visit, pictures: Path) -> None:
    """Also when there is none yet."""
    visitor = visit()
    visitor.expect_answer("Draw a number")
    visitor.page.click("#tab-picture")
    visitor.expect_answer("Bring a picture")
    bring(visitor, pictures / "number.png")
    visitor.expect_answer("1047")
    visitor.page.click("#tab-draw")
    visitor.expect_answer("Draw a number")
    visitor.page.check("#single")
    visitor.page.wait_for_timeout(300)
    visitor.expect_answer("Draw a number")
    visitor.page.uncheck("#single")
    visitor.page.click("#tab-picture")
    visitor.expect_answer("1047")
    assert visitor.page.inner_text("#digit-title") != "Why?"


def test_a_run_of_ones_own_can_be_chosen(browser: Any, pictures: Path, tmp_path: Path) -> None:
    """It is listed beside the model that ships, and reads what is there already."""
    run = tmp_path / "runs" / "mine"
    run.mkdir(parents=True)
    copyfile(SHIPPED_FOLDER / "reader.onnx", run / "model.onnx")
    card = json.loads((SHIPPED_FOLDER / "card.json").read_text(encoding="utf-8"))
    (run / "card.json").write_text(json.dumps(card | {"name": "mine"}), encoding="utf-8")
    settings = Settings(runs=tmp_path / "runs", limits=PATIENT)
    with served(settings, PAGES, COMMAND) as running:
        visitor = Visitor(browser.new_context(), f"http://127.0.0.1:{running.port}/")
        bring(visitor, pictures / "number.png")
        visitor.expect_answer("1047")
        with visitor.page.expect_response("**/api/read*model=mine*") as response:
            visitor.page.select_option("#model", "mine")
        assert response.value.status == 200
        visitor.expect_answer("1047")
        visitor.leave()
