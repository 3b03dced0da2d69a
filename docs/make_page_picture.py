"""Draws the picture of the page in README.md and docs/serving.md: a number by hand, and what is read.

python docs/make_page_picture.py ADDRESS [FILE]

ADDRESS is that of a running `digitwise serve`; the browser is the one named in DIGITWISE_CHROMIUM, or `chromium`.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import sync_playwright

from tests.browser.driving import FLAGS, Visitor
from tests.browser.strokes import strokes_of

NUMBER = "90427"


def main(address: str, path: str = str(Path(__file__).parent / "pictures" / "page.png")) -> None:
    """Draw the number on the page and save what is seen."""
    with sync_playwright() as playwright:
        chromium = os.environ.get("DIGITWISE_CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        visitor = Visitor(browser.new_context(viewport={"width": 1200, "height": 800}), address)
        visitor.draw(strokes_of(NUMBER, left=50, top=200, height=165), steps=6)
        visitor.expect_answer(NUMBER)
        visitor.page.hover("#answer-lines .digit >> nth=2")
        visitor.page.wait_for_timeout(300)
        visitor.page.screenshot(path=path)
        visitor.leave()
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
