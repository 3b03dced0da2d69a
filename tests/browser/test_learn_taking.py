"""What somebody takes along of the learning page: a link to a figure as it stands, and the view for a class."""

from __future__ import annotations

import pytest

from tests.browser.learning import CHAPTERS, FIRST, Visit, draw, expect_digit, finding, needs_recording
from tests.browser.test_appearance import violations

pytestmark = needs_recording


def test_a_link_opens_the_figure_as_it_stood(learn: Visit) -> None:
    """Strokes, choices and sliders come along."""
    visitor = learn()
    draw(visitor, "7")
    expect_digit(visitor, "7")
    finding(visitor, "wall")
    visitor.page.click("#wall [data-value=centered]")
    visitor.page.locator("#wall input[type=range]").first.fill("3")
    told = finding(visitor, "wall")
    visitor.page.click("#wall .link-button")
    other = learn(visitor.page.evaluate("location.hash"))
    expect_digit(other, "7")
    other.page.wait_for_selector("#wall .finding:has-text('3 pixels')")
    assert finding(other, "wall") == told


@pytest.mark.parametrize("chapter", ["wall", "race"])
def test_where_an_address_leads_stays_in_view(learn: Visit, chapter: str) -> None:
    """While the figures above it are opened and grow."""
    visitor = learn()
    visitor.page.click(f".program a[href='#{chapter}']")
    finding(visitor, "fitting" if chapter == "wall" else "rates")
    visitor.page.evaluate(f"location.hash = 'tensor'; location.hash = '{chapter}'")
    visitor.page.wait_for_selector(f"#{chapter} .finding:not(:empty)")
    visitor.page.wait_for_timeout(300)
    assert 0 <= visitor.page.locator(f"#{chapter}").bounding_box()["y"] < 100


def test_controls_that_no_figure_has_are_let_be(learn: Visit) -> None:
    """The page opens as it always does."""
    visitor = learn("#softmax&set=99,x,1~'],nothing")
    expect_digit(visitor, FIRST)
    assert "argmax answers" in finding(visitor, "softmax")


def test_the_projector_shows_one_chapter_at_a_time(learn: Visit) -> None:
    """By keys and by buttons, and back to the whole page."""
    visitor = learn("#map&view=projector", viewport={"width": 1920, "height": 1080})
    seen = []
    for place in range(len(CHAPTERS)):
        shown = visitor.page.locator(".chapter:visible")
        assert shown.count() == 1
        seen.append(shown.get_attribute("id"))
        if place % 2:
            visitor.press("PageDown")
        elif place < len(CHAPTERS) - 1:
            visitor.page.click("#stage >> text=Next")
    assert seen == CHAPTERS
    assert violations(visitor, []) == []
    visitor.page.click("#stage >> text=For the projector")
    assert visitor.page.locator(".chapter:visible").count() == len(CHAPTERS)
