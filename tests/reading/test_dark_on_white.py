"""Whatever shows ink shows it dark on white: a picture of light ink on dark ground looks no other than one on paper."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digitwise.evaluation.contact_sheet import save_contact_sheet
from digitwise.evaluation.pictures import Outcome
from digitwise.reading.output.stages import stages_of
from digitwise.reading.reader import Reader
from digitwise.reading.result import Reading
from digitwise.reading.trace import Trace
from tests.reading.drawings import Pixels, encoded, paper

OF_INK = ["ink", "strokes", "ruling", "pieces", "layout", "images"]


@pytest.fixture(scope="module", params=["dark on light", "light on dark"])
def read(request: pytest.FixtureRequest) -> tuple[Pixels, Trace, Reading]:
    """A picture of either kind, with how it was read."""
    page = paper("471") if request.param == "dark on light" else 255 - paper("471")
    trace = Trace()
    return page, trace, Reader(threads=1).read(page, trace=trace)


def is_ink_on_paper(pixels: Pixels) -> bool:
    """Whether most is as light as paper, and some is much darker."""
    gray = pixels if pixels.ndim == 2 else pixels.min(axis=2)
    return bool(np.median(gray) > 240 and gray.min() < 200)


def test_stages_of_ink_are_dark_on_white(read: tuple[Pixels, Trace, Reading]) -> None:
    """What the network saw, too."""
    page, trace, reading = read
    assert reading.text == "471"
    stages = stages_of(page, trace)
    assert [name for name in OF_INK if is_ink_on_paper(stages[name])] == OF_INK


def test_what_the_network_saw_is_ink_in_every_answer(read: tuple[Pixels, Trace, Reading]) -> None:
    """The bytes are 255 for ink, always; a notebook and a page turn them into dark ink on white."""
    reading = read[2]
    assert all(np.median(digit.image) == 0 and digit.image.max() > 200 for digit in reading.digits)
    shown = re.findall(r"base64,([^\"]+)\"", reading._repr_html_())
    assert len(shown) == 3
    for data in shown:
        assert is_ink_on_paper(np.asarray(Image.open(io.BytesIO(base64.b64decode(data)))))


def test_mistakes_show_what_the_network_saw_dark_on_white(read: tuple[Pixels, Trace, Reading], tmp_path: Path) -> None:
    """In the strip below the picture."""
    (tmp_path / "777_0.png").write_bytes(encoded(read[0]))
    outcome = Outcome(tmp_path / "777_0.png", "pen", False, "777", read[2], 0.0)
    save_contact_sheet([outcome], tmp_path / "sheet.png")
    strip = np.asarray(Image.open(tmp_path / "sheet.png"))[182:232, :160]
    assert is_ink_on_paper(strip)
