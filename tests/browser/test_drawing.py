"""Drawing: with mouse, finger, pen and keys; undo, redo, eraser, clear; what is blank and what is no digit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.driving import Visitor
from tests.browser.strokes import strokes_of

Visit = Callable[..., Visitor]
# Read from a copy: the browser complains of a canvas that is read often.
SEEN = """(seen => {
    const copy = new OffscreenCanvas(28, 28).getContext("2d", { willReadFrequently: true });
    copy.drawImage(seen, 0, 0);
    return copy.getImageData(0, 0, 28, 28).data;
})(document.querySelector("#seen"))"""
ALL = "01234\n56789"
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}


@pytest.mark.parametrize(("device", "screen"), [("mouse", {}), ("touch", PHONE), ("pen", {})])
def test_recorded_digits_are_read(visit: Visit, device: str, screen: dict[str, object]) -> None:
    """All ten of them, in two lines, whatever they are drawn with."""
    visitor = visit(**screen)
    visitor.draw(strokes_of(ALL), device)
    visitor.expect_answer(ALL)


def test_the_answer_follows_the_pen(visit: Visit) -> None:
    """It is there before the pen is lifted, and never is more than one reading under way.

    What speaks for a digit is asked for once the pen rests, which it may seem to do on a slow machine.
    """
    visitor = visit()
    page = visitor.page
    page.evaluate(
        """() => {
            const plain = window.fetch;
            window.underWay = window.most = 0;
            window.fetch = async (...given) => {
                if (String(given[0]).includes("occlusion")) return plain(...given);
                window.most = Math.max(window.most, ++window.underWay);
                try { return await plain(...given); } finally { window.underWay--; }
            };
        }"""
    )
    (points,) = visitor.on_screen(strokes_of("7"))
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point)
    visitor.expect_answer("7")
    page.mouse.up()
    visitor.draw(strokes_of("2", left=260))
    visitor.expect_answer("72")
    assert page.evaluate("window.most") == 1


def test_nothing_scrolls_under_the_finger(visit: Visit) -> None:
    """A stroke down the pad leaves the page where it is; the same beside the pad scrolls it."""
    visitor = visit(**PHONE)
    visitor.draw([[(400, 500), (400, 60)]], "touch")
    assert visitor.page.evaluate("scrollY") == 0
    assert visitor.ink().pixels > 0


def test_a_stroke_that_the_system_takes_away_is_not_lost(visit: Visit) -> None:
    """A call comes in, or the palm touches the edge: what was drawn stays, and can be undone."""
    visitor = visit(**PHONE)
    visitor.draw(strokes_of("7"), "touch", ending="touchCancel")
    visitor.expect_answer("7")
    visitor.page.click("#undo")
    visitor.expect_answer("Draw a number")


def test_a_second_finger_does_not_draw(visit: Visit) -> None:
    """It is a palm, most of the time."""
    visitor = visit(**PHONE)
    ((start, *_, end),) = visitor.on_screen([[(300, 100), (300, 400)]])
    first, second = [{"x": x, "y": y, "id": index} for index, (x, y) in enumerate([start, (end[0] + 60, end[1])])]
    devtools = visitor.devtools()
    devtools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [first]})
    before = visitor.ink()
    devtools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [first, second]})
    moved = {**second, "y": second["y"] - 80}
    devtools.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [first, moved]})
    assert visitor.ink() == before
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_pen_draws_as_wide_as_it_is_pressed(visit: Visit) -> None:
    """And the line of a finger or a mouse is between."""
    widths, visitor = [], visit()
    for force in (0.1, 0.9):
        visitor.draw([[(100, 300), (700, 300)]], "pen", force=force)
        widths.append(visitor.ink().pixels)
        visitor.page.click("#clear")
    assert widths[1] > 1.5 * widths[0]


def test_undo_redo_and_clear(visit: Visit) -> None:
    """Clearing can be undone like everything else; the buttons say what they can do."""
    visitor = visit()
    page = visitor.page
    assert page.is_disabled("#undo")
    assert page.is_disabled("#clear")
    visitor.draw(strokes_of("7"))
    visitor.draw(strokes_of("2", left=260))
    visitor.expect_answer("72")
    page.click("#undo")
    visitor.expect_answer("7")
    page.click("#redo")
    visitor.expect_answer("72")
    page.click("#clear")
    visitor.expect_answer("Draw a number")
    assert page.is_disabled("#clear")
    visitor.press("Control+z")
    visitor.expect_answer("72")
    visitor.press("Control+z", "Control+z", "Control+Shift+z")
    visitor.expect_answer("7")
    visitor.press("Control+y")
    visitor.expect_answer("72")
    assert page.is_enabled("#redo")


@pytest.mark.parametrize("way", ["button", "right"])
def test_the_eraser_takes_ink_away(visit: Visit, way: str) -> None:
    """By its button, or with the right button of the mouse; a pen's other end is the same."""
    visitor = visit()
    visitor.draw(strokes_of("72"))
    visitor.expect_answer("72")
    before = visitor.ink()
    if way == "button":
        visitor.page.click("#eraser")
    erase = [[(x, y) for y in range(60, 300, 40) for x in ((160, 310) if y % 80 else (310, 160))]]
    visitor.draw(erase, button="right" if way == "right" else "left")
    visitor.expect_answer("7")
    assert visitor.ink().pixels < 0.8 * before.pixels
    visitor.press("Control+z")
    visitor.expect_answer("72")
    assert visitor.ink() == before


def test_what_is_erased_wholly_is_blank(visit: Visit) -> None:
    """An empty pad is never a digit, however it became empty."""
    visitor = visit()
    visitor.draw([[(300, 200), (300, 300)]])
    visitor.page.click("#eraser")
    visitor.draw([[(300, 150), (300, 350)]])
    visitor.expect_answer("Draw a number")
    visitor.page.wait_for_selector("#wrong:disabled")


def test_what_is_no_digit_is_called_that(visit: Visit) -> None:
    """A scribble has no number, and the page says why."""
    visitor = visit()
    scribble = [(200 + 37 * (step * 7 % 11), 150 + 29 * (step * 5 % 9)) for step in range(30)]
    visitor.draw([scribble])
    visitor.expect_answer("That is not a digit")
    assert "Left out: not a digit (" in visitor.page.inner_text("#answer-notes")
    visitor.expect_heard("That is not a digit")
    assert visitor.page.inner_text("#digit-title") == "Why no digit?"
    assert visitor.page.inner_text("#bars .best").split()[0] == "none"
    assert "sure that it is none." in visitor.page.inner_text("#digit-verdict")
    assert "–" not in visitor.page.inner_text("#bars")
    assert visitor.page.inner_text("#seen-caption") == "What the network saw: 28 × 28"
    seen = visitor.page.evaluate(f"[...{SEEN}]")
    assert min(seen) < 50
    assert seen[:3] == [255, 255, 255]


def test_drawing_with_the_keyboard(visit: Visit) -> None:
    """Space lowers the pen, arrows move it, Enter tells the answer, Tab goes on, Escape leaves."""
    visitor = visit()
    page = visitor.page
    page.focus("#pad")
    visitor.press("Space", *["Shift+ArrowRight"] * 4, *["Shift+ArrowDown"] * 6, "Space")
    visitor.expect_answer("7")
    visitor.press("Enter")
    page.wait_for_function("() => document.querySelector('#heard').textContent.startsWith('Read 7.')")
    visitor.press("Delete")
    visitor.expect_answer("Draw a number")
    visitor.press("Control+z", "Tab")
    assert page.evaluate("document.activeElement.id") == "undo"
    page.focus("#pad")
    visitor.press("Space", "ArrowDown", "Escape")
    assert page.evaluate("document.activeElement.id") != "pad"
    visitor.expect_heard("Pen lifted")


def test_keys_and_mouse_take_turns(visit: Visit) -> None:
    """A stroke of the keyboard is ended when the mouse begins one, or when something is undone."""
    visitor = visit()
    visitor.page.focus("#pad")
    visitor.press("Space", *["Shift+ArrowRight"] * 4, *["Shift+ArrowDown"] * 6)
    visitor.draw(strokes_of("2", left=500, top=150, height=240))
    visitor.expect_answer("72")
    visitor.press("Space", "Shift+ArrowRight", "Control+z")
    visitor.expect_answer("72")
    visitor.press("ArrowDown", "Control+z")
    visitor.expect_answer("7")


def test_two_arrows_together_go_aslant(visit: Visit) -> None:
    """Though only the later of two keys repeats."""
    visitor = visit()
    visitor.page.focus("#pad")
    keyboard = visitor.page.keyboard
    keyboard.press("Space")
    keyboard.down("ArrowRight")
    for _ in range(9):
        keyboard.down("ArrowUp")
    keyboard.up("ArrowRight")
    keyboard.up("ArrowUp")
    visitor.press("Space", "Tab")
    ink = visitor.ink()
    # Ten steps to the right and nine up, of ten units each, and as wide as the pen.
    assert [ink.right - ink.left, ink.bottom - ink.top] == pytest.approx([115, 105], abs=4)


def test_the_drawing_survives_another_size_of_the_window(visit: Visit) -> None:
    """Strokes are points, not pixels."""
    visitor = visit(viewport={"width": 1200, "height": 900})
    visitor.draw(strokes_of("7"))
    before = visitor.ink()
    visitor.page.set_viewport_size({"width": 400, "height": 800})
    visitor.page.wait_for_timeout(100)
    after = visitor.ink()
    assert after.pixels < 0.6 * before.pixels
    assert after[1:] == pytest.approx(before[1:], abs=4)
    visitor.draw(strokes_of("2", left=260))
    visitor.expect_answer("72")


def test_digits_explain_themselves(visit: Visit) -> None:
    """Hover, focus and arrow keys choose a digit: its ten shares, what the network saw, its runners-up."""
    visitor = visit()
    page = visitor.page
    visitor.draw(strokes_of("472"))
    visitor.expect_answer("472")
    assert page.inner_text("#digit-title") == "Why a 2?"
    page.hover("#answer-lines .digit >> nth=1")
    assert page.inner_text("#digit-title") == "Why a 7?"
    page.focus("#answer-lines .digit >> nth=1")
    visitor.press("ArrowLeft")
    assert page.inner_text("#digit-title") == "Why a 4?"
    assert page.inner_text("#digit-place") == "digit 1 of 3"
    assert page.inner_text("#bars .best").split()[0] == "4"
    assert page.locator("#bars li").count() == 11
    seen = page.evaluate(f"[...{SEEN}]")
    assert min(seen) < 50
    assert max(seen) == 255
    assert page.locator("#draw-boxes .chosen").count() == 1


def test_ink_that_speaks_for_a_digit_and_against_it_is_colored(visit: Visit) -> None:
    """Once somebody rests on a digit; the colors are named, and said in words; another digit begins black again."""
    visitor = visit()
    page = visitor.page
    visitor.draw(strokes_of("47"))
    visitor.expect_answer("47")
    tinted = f"() => [...{SEEN}].some((_, i, all) => i % 4 === 0 && Math.abs(all[i] - all[i + 1]) > 40)"
    page.wait_for_function(tinted)
    assert page.is_visible("#seen-key")
    assert "speaks most for it" in page.inner_text("#seen-caption")
    assert "What the network saw of the 7: 28 × 28. The ink" in (page.get_attribute("#seen", "aria-label") or "")
    page.hover("#answer-lines .digit >> nth=0")
    assert not page.is_visible("#seen-key")
    page.wait_for_function(tinted)
    page.hover("#answer-lines .digit >> nth=1")
    assert page.is_visible("#seen-key")  # what is known is not asked again


def test_what_is_doubtful_looks_doubtful(visit: Visit) -> None:
    """In more than color, and it is said."""
    visitor = visit()
    page = visitor.page

    def doubt(route: Any) -> None:
        answer = route.fetch()
        document = answer.json()
        for piece in (*document["readings"][0]["numbers"], *document["readings"][0]["digits"]):
            piece |= {"doubtful": True, "confidence": 0.61, "alternatives": [{"text": "1", "confidence": 0.3}]}
        route.fulfill(response=answer, json=document)

    page.route("**/api/read*", doubt)
    visitor.draw(strokes_of("7"))
    visitor.expect_answer("7")
    sign = "getComputedStyle(document.querySelector('#answer-lines .doubtful'), '::after').content"
    assert page.evaluate(sign) == '"?"'
    label = page.get_attribute("#answer-lines .digit", "aria-label")
    notes = [page.inner_text(place) for place in ("#answer-notes", "#digit-verdict")]
    assert [words.replace("\u00a0", " ") for words in (label, *notes)] == [
        "7, doubtful, 61 % sure",
        "Doubtful: 61 % sure, else 1 (30 %) or anything else (9 %)",
        "Doubtful: only 61 % sure. Runners-up: 1 (30 %).",
    ]
    visitor.expect_heard("Read 7. Doubtful: the 7, 61 % sure.")


def test_a_drawing_opens_on_its_most_doubtful_digit(visit: Visit) -> None:
    """And where the rest of the certainty went is said."""
    visitor = visit()

    def doubt(route: Any) -> None:
        answer = route.fetch()
        document = answer.json()
        for digit, confidence in zip(document["readings"][0]["digits"], (0.6, 0.06, 0.99), strict=False):
            digit |= {"doubtful": confidence < 0.9, "confidence": confidence}
        route.fulfill(response=answer, json=document)

    visitor.page.route("**/api/read*", doubt)
    visitor.draw(strokes_of("472"))
    visitor.expect_answer("472")
    assert visitor.page.inner_text("#digit-title") == "Why a 7?"


def test_a_doubtful_digit_says_where_the_rest_is(visit: Visit) -> None:
    """It may be no digit at all."""
    visitor = visit()

    def doubt(route: Any) -> None:
        answer = route.fetch()
        document = answer.json()
        shares = [0.0] * 7 + [0.06, 0.0, 0.0, 0.8]
        for digit in document["readings"][0]["digits"]:
            digit |= {"doubtful": True, "confidence": 0.06, "probabilities": shares, "alternatives": []}
        for number in document["readings"][0]["numbers"]:
            number |= {"doubtful": True, "confidence": 0.06, "alternatives": []}
        route.fulfill(response=answer, json=document)

    visitor.page.route("**/api/read*", doubt)
    visitor.draw(strokes_of("7"))
    visitor.expect_answer("7")
    words = visitor.page.inner_text("#answer-notes").replace("\u00a0", " ")
    assert words == "Doubtful: 6 % sure, else not a digit (80 %) or anything else (14 %)"


def test_a_reload_keeps_the_drawing(visit: Visit) -> None:
    """In this tab, and it can still be undone; what cannot be drawn is forgotten."""
    visitor = visit()
    visitor.draw(strokes_of("72"))
    visitor.expect_answer("72")
    before = visitor.ink()
    visitor.page.reload()
    visitor.expect_answer("72")
    assert visitor.ink() == before
    visitor.page.click("#undo")
    visitor.expect_answer("Draw a number")
    visitor.page.evaluate("sessionStorage.setItem('digitwise.drawing', '[{}]')")
    visitor.page.reload()
    visitor.expect_answer("Draw a number")
