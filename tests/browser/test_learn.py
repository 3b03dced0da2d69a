"""The learning page: the classic network on the digit that somebody draws, and what its figures say of it."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import numpy as np
import pytest

from digitwise.lesson.engine import binary_cross_entropy, categorical_cross_entropy, softmax
from digitwise.web.server.static_files import PAGES
from tests.browser.driving import SUM_SHIFTS
from tests.browser.learning import CHAPTERS, FIRST, THREE_FRAMES, Visit, draw, expect_digit, finding, needs_recording
from tests.browser.strokes import strokes_of
from tests.browser.test_appearance import LOOKS, SCREENS, WIDTH_AFTER_TWO_FRAMES, WIDTHS, violations
from tests.web.served import Served

pytestmark = needs_recording


@pytest.mark.parametrize("device", ["mouse", "touch", "pen"])
def test_the_network_reads_what_is_drawn(learn: Visit, device: str) -> None:
    """By mouse, finger and pen; the page does not scroll under the finger."""
    visitor = learn(has_touch=device == "touch")
    for digit in "071":
        draw(visitor, digit, device)
        expect_digit(visitor, digit)
    assert "answers 1" in finding(visitor, "map")


def test_the_network_reads_what_the_keys_draw(learn: Visit) -> None:
    """A one, without a pointer."""
    visitor = learn()
    visitor.page.click("[data-pad=clear]")
    visitor.page.focus("#pad")
    visitor.press(" ", *["Shift+ArrowDown"] * 8, " ", "Escape")
    expect_digit(visitor, "1")


def test_a_blank_pad_has_no_answer(learn: Visit) -> None:
    """No class for paper."""
    visitor = learn()
    visitor.page.click("[data-pad=clear]")
    visitor.page.wait_for_selector("#yours-bars:not(:has(.best))")
    for chapter in CHAPTERS:
        assert "NaN" not in finding(visitor, chapter)
    assert "draw a digit" in finding(visitor, "map")


def test_all_ten_examples_are_read_right(learn: Visit) -> None:
    """They stand there for those who have nothing to draw with."""
    visitor = learn()
    for digit in "0123456789":
        visitor.page.click(f"#examples .button >> nth={digit}")
        expect_digit(visitor, digit)


def test_softmax_and_entropy_show_what_the_engine_computes(learn: Visit) -> None:
    """The numbers of the course, from their definition in Python."""
    visitor = learn()
    finding(visitor, "softmax")
    visitor.page.click("#softmax [data-value=three]")
    shares = visitor.page.locator("#softmax .score output").all_inner_texts()
    assert shares == [f"{share:.4f}" for share in softmax(np.array([1.0, 2.0, 3.0]))] == ["0.0900", "0.2447", "0.6652"]
    visitor.page.click("#softmax .guess .button >> nth=1")
    assert visitor.page.locator("#softmax .score output").all_inner_texts() == shares
    # Scores end somewhere, and none of them is cut off for that.
    while visitor.page.is_enabled("#softmax [data-value=five]"):
        visitor.page.click("#softmax [data-value=five]")
    visitor.page.click("#softmax .guess .button >> nth=1")
    assert visitor.page.locator("#softmax .score output").all_inner_texts() == shares
    assert "2 leads by 1.00" in finding(visitor, "softmax")
    assert "costs 0.3677 bits, or 0.2549 nats" in finding(visitor, "entropy")
    slider = visitor.page.locator("#entropy input[type=range]")
    slider.fill("1")
    assert "costs < 0.0001 bits" in finding(visitor, "entropy")
    slider.fill("0")
    assert "Nothing at all would cost infinitely much" in finding(visitor, "entropy")
    visitor.page.click("#entropy .button:text-is('Back to 0.775')")
    visitor.page.click("#entropy [data-value=two]")
    visitor.page.click("#entropy [data-value=no]")
    cost = binary_cross_entropy(np.array([0.775]), np.array([0.0]))[0]
    assert f"or {cost:.4f} nats" in finding(visitor, "entropy")


def test_softmax_follows_the_buttons_and_says_a_tie(learn: Visit) -> None:
    """Plus and minus do what dragging does."""
    visitor = learn()
    finding(visitor, "softmax")
    visitor.page.click("#softmax [data-value=three]")
    for _ in range(2):
        visitor.page.click("[aria-label='More for 1']")
    assert "have the same score" in finding(visitor, "softmax")
    assert visitor.page.locator("#softmax .score.best span").first.inner_text() == "1"


def test_no_share_is_said_to_be_nothing_or_all(learn: Visit) -> None:
    """Softmax gives neither."""
    visitor = learn()
    finding(visitor, "softmax")
    visitor.page.click("#softmax [data-value=three]")
    for _ in range(3):
        visitor.page.click("#softmax [data-value=double]")
    shares = visitor.page.locator("#softmax .score output").all_inner_texts()
    assert [share.replace("\u00a0", " ") for share in shares] == ["< 0.0001", "0.0003", "0.9997"]


def test_a_panel_of_a_node_says_what_it_shows(learn: Visit) -> None:
    """The weights now, at the start, or what lies between."""
    visitor = learn()
    finding(visitor, "node")
    captions = set()
    for view in ("now", "start", "change"):
        visitor.page.click(f"#node [data-value={view}]")
        visitor.page.wait_for_selector(f"#node [data-value={view}][aria-pressed=true]")
        captions.add(visitor.page.locator("#node .panel p").nth(1).inner_text())
    assert captions == {"weights of the node, w", "w at the start", "what training changed in w"}


def test_the_tables_that_need_no_script_are_right() -> None:
    """They are written down, so they are computed here again."""
    page = (PAGES / "learn.html").read_text(encoding="utf-8")
    for share in softmax(np.array([1.0, 2.0, 3.0])):
        assert f"<td>{share:.4f}</td>" in page
    for base in (2, math.e):
        cost = categorical_cross_entropy(np.array([0.775, 0.225]), np.array([1.0, 0.0]), base)
        assert f"<td>{cost:.4f}</td>" in page


def test_without_script_text_and_tables_remain(browser: Any, site: Served) -> None:
    """A figure stands still, and says what it would show."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{site.port}/learn")
    assert "switched off" in page.inner_text("noscript")
    for chapter in CHAPTERS:
        assert page.locator(f"#{chapter} :is(table.still, svg.still-svg)").first.is_visible()
    context.close()


def test_a_link_brings_the_strokes_and_the_choice(learn: Visit) -> None:
    """What is shown stands in the address."""
    visitor = learn()
    draw(visitor, "7")
    expect_digit(visitor, "7")
    visitor.page.fill("#map-node", "37")
    visitor.press("Enter")
    visitor.page.wait_for_function("() => location.hash.includes('node=37&ink=')")
    before = finding(visitor, "map")
    other = learn(visitor.page.evaluate("location.hash"))
    expect_digit(other, "7")
    shares = re.compile(r"Node 37, which has the ring, (adds|takes|is dark and adds nothing).* the score of 7")
    assert shares.search(before)
    assert shares.search(finding(other, "map"))


def test_what_is_pressed_is_not_printed(learn: Visit) -> None:
    """The bar that stays in view would lie over the text of each page of paper."""
    visitor = learn()
    visitor.page.emulate_media(media="print")
    for what in (".yours", "#stage", ".top", ".map-pad .tools"):
        assert not visitor.page.locator(what).first.is_visible(), what


def test_a_node_that_is_not_there_is_not_shown(learn: Visit) -> None:
    """The browser says which numbers there are; the node in view stays."""
    visitor = learn()
    expect_digit(visitor, FIRST)
    before = finding(visitor, "map")
    for wrong in ("600", "-1", "3.5", ""):
        visitor.page.fill("#map-node", wrong)
        visitor.press("Enter")
        assert visitor.page.evaluate("document.querySelector('#map-node').matches(':invalid')")
    assert finding(visitor, "map") == before
    assert "node=" not in visitor.page.evaluate("location.hash")


@pytest.mark.parametrize("fragment", ["#node&node=9999&ink=%%%", "#map&ink=AAAA", "#nowhere&output=x", "#map&ink=____"])
def test_a_link_that_no_page_has_made_does_no_harm(learn: Visit, fragment: str) -> None:
    """The page opens with its example."""
    expect_digit(learn(fragment), FIRST)


@pytest.mark.parametrize("harm", ["missing", "cut", "changed"])
def test_a_broken_file_is_named_and_the_rest_works(learn: Visit, harm: str) -> None:
    """The figure that needs it says so."""
    content = (PAGES / "lesson" / "accuracies.json").read_bytes()
    body = {"missing": None, "cut": content[:-9], "changed": content.replace(b"0", b"1", 1)}[harm]

    def answer(route: Any) -> None:
        route.fulfill(status=404) if body is None else route.fulfill(body=body, content_type="application/json")

    visitor = learn(routes={"**/accuracies.json": answer})
    visitor.page.locator("#relu").scroll_into_view_if_needed()
    # Its text as it stands: while figures above it open, it may be off the screen and not laid out.
    told = visitor.page.wait_for_selector("#relu .problem").text_content()
    assert "accuracies.json" in told
    assert {"missing": "missing", "cut": "cut or changed", "changed": "digest"}[harm] in told
    assert f"answers {FIRST}" in finding(visitor, "map")
    visitor.said = [words for words in visitor.said if "404" not in words]


def test_without_the_network_the_page_says_so(learn: Visit) -> None:
    """The text and the still figures remain."""
    visitor = learn(
        ready="#lesson-problem:not([hidden])", routes={"**/network.safetensors": lambda route: route.abort()}
    )
    assert "network.safetensors could not be fetched" in visitor.page.inner_text("#lesson-problem")
    assert visitor.page.locator("#softmax .still").is_visible()
    visitor.said.clear()


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_no_violation_in_any_chapter(learn: Visit, screen: str) -> None:
    """With every figure made and every table open."""
    visitor = learn(**SCREENS[screen])
    for chapter in CHAPTERS:
        finding(visitor, chapter)
    visitor.page.eval_on_selector_all("figcaption details", "all => { for (const one of all) one.open = true; }")
    visitor.page.evaluate(THREE_FRAMES)
    assert visitor.page.locator("figcaption td").count() > 500
    assert violations(visitor, LOOKS[screen]) == []


def test_nothing_is_wider_than_the_screen(learn: Visit) -> None:
    """From a small phone to a projector, with every figure made."""
    visitor = learn(viewport={"width": WIDTHS[0], "height": 800})
    for chapter in CHAPTERS:
        finding(visitor, chapter)
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 800})
        assert visitor.page.evaluate(WIDTH_AFTER_TWO_FRAMES) <= width


def test_the_first_view_is_small_and_does_not_move(learn: Visit) -> None:
    """At most 500 KB of compressed files; drawing moves nothing that is there."""
    visitor = learn()
    size = visitor.page.evaluate(
        "() => performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))"
        ".reduce((sum, entry) => sum + entry.encodedBodySize, 0)"
    )
    assert 300_000 < size < 500_000
    visitor.page.evaluate(SUM_SHIFTS)
    draw(visitor, "8")
    expect_digit(visitor, "8")
    visitor.page.wait_for_timeout(300)
    assert visitor.page.evaluate("window.shift") <= 0.02


def test_guesses_are_answered_from_the_recording(learn: Visit) -> None:
    """The accuracy without ReLU is the one that was measured."""
    visitor = learn()
    finding(visitor, "relu")
    visitor.page.click("#relu .guess .button >> nth=0")
    facts = json.loads((PAGES / "lesson" / "accuracies.json").read_bytes())
    told = visitor.page.inner_text("#relu .reply").replace("\u00a0", " ")
    assert told.startswith("No.")
    assert f"{100 * facts['without_relu']['test']:.1f} %" in told
    for chapter in ("tensor", "node", "softmax", "entropy"):
        finding(visitor, chapter)
        right = visitor.page.locator(f"#{chapter} .guess .button:visible")
        told = []
        for place in range(right.count()):
            right.nth(place).click()
            told.append(visitor.page.inner_text(f"#{chapter} .reply").startswith("Right."))
        assert told.count(True) == 1


def test_ink_and_network_follow_a_pen_that_is_still_down(learn: Visit) -> None:
    """Half a stroke is seen and answered, and what was painted bit by bit is what is painted at once in the end."""
    visitor = learn()
    visitor.page.click("[data-pad=clear]")
    visitor.page.wait_for_selector("#yours-bars:not(:has(.best))")
    (stroke,) = visitor.on_screen(strokes_of("0", left=250, top=100, height=360), 3)
    visitor.page.mouse.move(*stroke[0])
    visitor.page.mouse.down()
    for point in stroke[1:]:
        visitor.page.mouse.move(*point)
    expect_digit(visitor, "0")
    visitor.page.wait_for_selector("#map .finding:has-text('answers 0')")
    down = visitor.ink()
    visitor.page.mouse.up()
    visitor.page.wait_for_timeout(100)
    up = visitor.ink()
    assert 0.95 * up.pixels < down.pixels <= up.pixels
    assert down[1:] == pytest.approx(up[1:], abs=4)
