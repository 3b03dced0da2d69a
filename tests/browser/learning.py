"""What somebody does on the learning page, and what is asked of it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from digitwise.web.server.static_files import PAGES
from tests.browser.driving import Visitor
from tests.browser.strokes import strokes_of

Visit = Callable[..., Visitor]
READY = "#yours-bars .best"
FIRST = "6"
"""The digit that stands there before somebody draws."""

THREE_FRAMES = """async () => {
    for (let frame = 0; frame < 3; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
}"""

CHAPTERS = re.findall(r'class="chapter[^"]*" id="([a-z-]+)"', (PAGES / "learn.html").read_text(encoding="utf-8"))

needs_recording = pytest.mark.skipif(
    not (PAGES / "lesson" / "manifest.json").is_file(), reason="needs a recording: digitwise lesson record"
)


def finding(visitor: Visitor, chapter: str) -> str:
    """The sentence under a figure, once it is there; nothing while it is veiled for a guess."""
    visitor.page.locator(f"#{chapter} figure").scroll_into_view_if_needed()
    visitor.page.wait_for_selector(f"#{chapter} .finding:not(:empty)", state="attached")
    # A figure follows what is drawn once it is seen, and then in the next frame.
    visitor.page.evaluate(THREE_FRAMES)
    visitor.page.wait_for_timeout(60)
    return str(visitor.page.inner_text(f"#{chapter} .finding")).replace("\u00a0", " ")


def draw(visitor: Visitor, digit: str, device: str = "mouse") -> None:
    """Clear the pad and draw one digit."""
    visitor.page.locator("#pad").scroll_into_view_if_needed()
    visitor.page.click("[data-pad=clear]")
    visitor.draw(strokes_of(digit, left=250, top=100, height=360), device)


def expect_digit(visitor: Visitor, digit: str) -> None:
    """Wait until the network says this."""
    visitor.page.wait_for_function(
        "digit => document.querySelector('#yours-bars .best')?.textContent === digit", arg=digit, timeout=5_000
    )
