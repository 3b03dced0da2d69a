"""How the page looks and whom it serves: axe finds nothing to complain about, on any screen, in any colors."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.browser.driving import Visitor
from tests.browser.strokes import strokes_of
from tests.reading.drawings import encoded, paper
from tests.web.served import Served

Visit = Callable[..., Visitor]

# Run through the debugger: the security policy allows no script but the page's own.
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1280, "height": 800}},
    "phone": {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True},
}
LIGHT = {"color_scheme": "light", "forced_colors": "none"}
LOOKS: dict[str, list[dict[str, str]]] = {"desk": [{"color_scheme": "dark"}, {"forced_colors": "active"}], "phone": []}
"""In which colors a screen is looked at beside light ones."""

WIDTHS = (320, 390, 412, 768, 1024, 2560)
"""From a small phone to a projector."""

WIDTH_AFTER_TWO_FRAMES = """() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() =>
    resolve(document.documentElement.scrollWidth))))"""
"""How wide the page is, once it has followed its window."""

SETTLED = """() => Promise.allSettled(document.getAnimations()
    .filter((animation) => animation instanceof CSSTransition).map((transition) => transition.finished))"""
"""Waits until no color is on its way to another."""

# Contrast takes most of the time of axe, and most of what it is asked about are cells of tables of numbers. A letter
# alone, such as an ×, is no text to axe, so that such a cell cannot stand for others.
MARK_ALIKE = """() => {
    const looks = (element) => {
        const style = getComputedStyle(element);
        return ["color", "background", "font", "opacity", "textShadow"].map((name) => style[name]);
    };
    for (const table of document.querySelectorAll("table")) {
        const seen = new Set();
        for (const cell of table.querySelectorAll("td")) {
            const text = cell.textContent.trim();
            const key = [looks(cell), looks(cell.parentElement), text.length > 1, cell.childElementCount > 0].join();
            cell.toggleAttribute("data-alike", !cell.childElementCount && seen.has(key));
            seen.add(key);
        }
    }
}"""
"""Marks the cells of text that look as one before them in their table does, in the colors that there are now."""

CONTRAST_OF_OTHERS = "axe.configure({ rules: [{ id: 'color-contrast', selector: ':not([data-alike])' }] })"
"""What is alike is asked about once for its contrast, and about all the rest as ever."""


def _axe(visitor: Visitor, rules: list[str]) -> Any:
    """What axe says by these rules; of what is well it describes one element for each rule, not thousands."""
    visitor.page.evaluate(MARK_ALIKE)
    return visitor.page.evaluate(f"() => axe.run({{ runOnly: {rules}, resultTypes: ['violations'] }})")


def violations(visitor: Visitor, looks: list[dict[str, str]], passes: int = 20) -> list[str]:
    """What axe finds, as rule and element, on a page that more rules than ``passes`` have something to say about.

    In other colors only contrast is asked for: the elements are the same.
    """
    if not visitor.page.evaluate("'axe' in window"):
        visitor.page.evaluate(AXE)
        visitor.page.evaluate(CONTRAST_OF_OTHERS)
    found = _axe(visitor, RULES)
    assert len(found["passes"]) > passes
    rules = found["violations"]
    for look in looks:
        visitor.page.emulate_media(**LIGHT | look)
        visitor.page.evaluate(SETTLED)
        rules += _axe(visitor, ["color-contrast"])["violations"]
    if looks:
        visitor.page.emulate_media(**LIGHT)
        visitor.page.evaluate(SETTLED)
    return [f"{rule['id']}: {node['html'][:120]}" for rule in rules for node in rule["nodes"]]


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_no_violation(visit: Visit, pictures: Path, screen: str) -> None:
    """Empty, with a drawing, in the form for corrections, with a picture and everything open."""
    visitor = visit(**SCREENS[screen])
    page = visitor.page
    found = violations(visitor, LOOKS[screen])
    visitor.draw(strokes_of("472"))
    visitor.expect_answer("472")
    found += violations(visitor, LOOKS[screen])
    page.click("#wrong")
    found += violations(visitor, LOOKS[screen])
    page.fill("#right", "473")
    page.check("#agree")
    visitor.press("Enter")
    # While the form is open no picture is taken: it would be corrected in place of the one that was asked about.
    page.wait_for_selector("#correct", state="hidden")
    page.set_input_files("#file", pictures / "form.png")
    visitor.expect_answer("10□7")
    page.click("#stages summary")
    page.click("#corrections summary")
    page.wait_for_selector("#stages-list li >> nth=6")
    found += violations(visitor, LOOKS[screen])
    assert found == []


@pytest.mark.parametrize("screen", SCREENS)
def test_axe_finds_no_violation_in_the_documentation(visit: Visit, site: Served, screen: str) -> None:
    """The page of the API shares the design, and its promises."""
    visitor = visit(**SCREENS[screen])
    visitor.page.goto(f"http://127.0.0.1:{site.port}/api/docs")
    assert violations(visitor, LOOKS[screen][:1]) == []


def test_a_pale_cell_of_a_table_is_found(visit: Visit) -> None:
    """Though most cells are taken to be as legible as those they look like."""
    page = (visitor := visit()).page
    rows = "".join(f"<tr><th>{row}</th><td>{row}0 %</td><td>{row}5 %</td></tr>" for row in range(1, 9))
    page.goto("about:blank")
    for pale in ("td:last-child", "tr:last-child"):
        page.set_content(f"<html lang=en><title>a</title><main><h1>Shares</h1><table>{rows}</table></main></html>")
        page.eval_on_selector_all(pale, "parts => { for (const part of parts) part.style.color = '#ddd'; }")
        (found,) = violations(visitor, [], 5)
        assert found.startswith("color-contrast: <td")


def test_nothing_is_wider_than_the_screen(visit: Visit, pictures: Path) -> None:
    """From a small phone to a projector, with everything open."""
    visitor = visit(viewport={"width": WIDTHS[0], "height": 800})
    page = visitor.page
    page.set_input_files("#file", pictures / "form.png")
    visitor.expect_answer("10□7")
    page.click("#stages summary")
    page.wait_for_selector("#stages-list li >> nth=6")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(WIDTH_AFTER_TWO_FRAMES) <= width


def test_long_answers_stay_on_the_sheet(visit: Visit, tmp_path: Path) -> None:
    """They wrap and are set smaller."""
    (tmp_path / "long.png").write_bytes(encoded(paper("14727241472724")))
    visitor = visit(viewport={"width": 320, "height": 640})
    visitor.page.set_input_files("#file", tmp_path / "long.png")
    visitor.page.wait_for_selector("#answer-lines[data-length=middle] .digit >> nth=12")
    digits = "[...document.querySelectorAll('#answer-lines .digit')]"
    assert max(visitor.page.evaluate(f"{digits}.map((digit) => digit.getBoundingClientRect().right)")) <= 320


def test_the_answer_is_in_view_under_the_finger(visit: Visit) -> None:
    """On an ordinary telephone, without scrolling."""
    visitor = visit(viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    visitor.draw(strokes_of("7"), "touch")
    visitor.expect_answer("7")
    box = visitor.page.locator("#answer-lines").bounding_box()
    assert visitor.page.evaluate("scrollY") == 0
    assert box["y"] + box["height"] < 780


def test_words_of_the_tools_stay_off_the_edges_of_their_buttons(visit: Visit) -> None:
    """On the smallest telephone, too."""
    visitor = visit(viewport={"width": 320, "height": 568})
    rooms = visitor.page.evaluate(
        """() => [...document.querySelectorAll(".pad-tools .button")].map((button) => {
            const range = document.createRange();
            range.selectNodeContents(button);
            const [words, edges] = [range.getBoundingClientRect(), button.getBoundingClientRect()];
            return Math.min(words.left - edges.left, edges.right - words.right);
        })"""
    )
    assert len(rooms) == 5
    assert min(rooms) >= 3


FIRST_SCREENS = {"telephone": [(320, 568), (667, 375), (844, 390)], "desk": [(1280, 800), (1920, 1080), (2560, 1440)]}


@pytest.mark.parametrize("device", FIRST_SCREENS)
def test_pad_and_answer_share_the_first_screen(visit: Visit, device: str) -> None:
    """From a small telephone, upright and on its side, to a projector: nothing is cut, nothing scrolls sideways."""
    visitor = visit(**{"has_touch": True, "is_mobile": True} if device == "telephone" else {})
    page = visitor.page
    page.click("#example")
    page.wait_for_selector("#answer-notes li")
    parts = ("#panel-draw .paper", "#answer-lines .digit >> nth=0", "#answer-lines", "#answer-notes li >> nth=0")
    for width, height in FIRST_SCREENS[device]:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate(WIDTH_AFTER_TWO_FRAMES) <= width
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.evaluate("scrollTo(0, 0)")
            for part in parts:
                box = page.locator(part).bounding_box()
                assert box["x"] >= 0, (width, part)
                assert box["y"] >= 0, (width, part)
                assert box["x"] + box["width"] <= width, (width, part)
                assert box["y"] + box["height"] <= height, (width, part)
            assert page.evaluate(WIDTH_AFTER_TWO_FRAMES) <= width


def test_a_telephone_on_its_side_scrolls_beside_the_pad(visit: Visit) -> None:
    """The pad leaves room for a finger that wants to see more of the page."""
    visitor = visit(viewport={"width": 667, "height": 375}, has_touch=True, is_mobile=True)
    pad = visitor.page.locator("#panel-draw .paper").bounding_box()
    assert pad["x"] + pad["width"] < 0.6 * 667
    assert pad["width"] / pad["height"] == pytest.approx(4 / 3, abs=0.02)


def test_a_projector_is_read_from_the_last_row(visit: Visit) -> None:
    """Type and pad grow with the screen."""
    sizes, page = [], visit().page
    for width, height in FIRST_SCREENS["desk"]:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(WIDTH_AFTER_TWO_FRAMES)
        type_size = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
        sizes.append((type_size / 16, page.locator("#pad").bounding_box()["width"] / 610))
    assert min(sizes[1]) >= 1.4
    assert min(sizes[2]) >= 1.9


def test_dark_mode_is_dark(visit: Visit) -> None:
    """Paper and ink change places, and the reader still gets black on white."""
    visitor = visit(color_scheme="dark")
    colors = visitor.page.evaluate(
        "() => [getComputedStyle(document.body).backgroundColor,"
        " getComputedStyle(document.querySelector('#pad')).color]"
    )
    paper, ink = ([int(part) for part in color[4:-1].split(",")] for color in colors)
    assert max(paper) < 60
    assert min(ink) > 200
    visitor.draw(strokes_of("7"))
    visitor.expect_answer("7")


def test_nothing_moves_for_those_who_want_no_motion(visit: Visit) -> None:
    """The bars jump."""
    visitor = visit(reduced_motion="reduce")
    assert visitor.page.evaluate("getComputedStyle(document.querySelector('.bar')).transitionDuration") == "0s"


def test_everything_can_be_reached_with_the_keyboard(visit: Visit) -> None:
    """Tab goes through it in the order of reading, and focus can be seen everywhere."""
    visitor = visit()
    reached, outlined = [], []
    for _ in range(11):
        visitor.press("Tab")
        name, style = visitor.page.evaluate(
            "() => [document.activeElement.id || document.activeElement.textContent.trim(),"
            " getComputedStyle(document.activeElement).outlineStyle]"
        )
        reached.append(name)
        outlined.append(style != "none")
        if name == "example":
            visitor.press("Enter")
            visitor.page.wait_for_selector("#answer-lines .digit >> nth=3")
            break
    expected = ["Skip to the answer", "Digitwise", "Read", "Learn", "API", "tab-draw", "pad", "eraser", "example"]
    assert reached == expected
    for _ in range(9):
        visitor.press("Tab")
        reached.append(visitor.page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
    assert reached[-8:] == ["2", "copy", "csv", "json", "wrong", "why", "model", "single"]
    assert all(outlined)
