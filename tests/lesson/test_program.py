"""The program beside the chapters of the learning page is one that runs."""

from __future__ import annotations

import html
import re
from typing import Any

import numpy as np
import pytest

from digitwise.lesson.recording import PAGES

COUNTS = {"60000": 80, "10000": 40}
"""Images of the program, and as many of the test."""


def _program() -> str:
    page = (PAGES / "learn.html").read_text(encoding="utf-8")
    (program,) = re.findall(r'<ol class="code">(.*?)</ol>', page, re.DOTALL)
    lines = ["".join(re.findall(r"<code>(.*?)</code>", line)) for line in re.findall(r"<li>(.*?)</li>", program)]
    return "\n".join(html.unescape(line).replace("\xa0", " ") for line in lines)


def test_the_program_line_by_line_trains_and_measures(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it stands, with fewer images and epochs: the images of the test are prepared as those of the training are."""
    from digitwise.backend import keras

    rng = np.random.default_rng(0)
    drawn = [
        (rng.integers(0, 256, (count, 28, 28), np.uint8), np.arange(count, dtype=np.uint8) % 10)
        for count in COUNTS.values()
    ]
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda: drawn)
    names: dict[str, Any] = {
        "mnist": keras.datasets.mnist,
        "to_categorical": keras.utils.to_categorical,
        "Sequential": keras.Sequential,
        "Dense": keras.layers.Dense,
    }
    program = _program().replace("epochs=5", "epochs=1, verbose=0")
    for count, fewer in COUNTS.items():
        assert count in program
        program = program.replace(count, str(fewer))
    before, last = program.rsplit("\n", 1)
    exec(before, names)
    loss, accuracy = eval(last, names)
    assert loss > 0
    assert 0 <= accuracy <= 1
