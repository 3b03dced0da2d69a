"""Readings that pass from process to process: nothing of them is lost."""

from __future__ import annotations

import json
from dataclasses import fields

import numpy as np

from digitwise.reading.digit import Alternative
from digitwise.reading.geometry import Box
from digitwise.reading.result import Digit, Line, Mark, Number, Reading, Rejected
from digitwise.workers.packing import packed, unpacked

BOX = Box(1, 2, 3, 4)
IMAGE = np.arange(784, dtype=np.uint16).astype(np.uint8).reshape(28, 28)
SHARES = tuple(np.linspace(0, 1, 11).tolist())
DIGIT = Digit("4", BOX, 0.5, SHARES, True, IMAGE)
NUMBER = Number((DIGIT, Mark(".", BOX)), 0.25, (Alternative("9.", 0.1),), unsure=True)
NOTHING = Rejected(BOX, "not_a_digit", 0.75, SHARES, IMAGE)
READING = Reading(
    code="ok",
    message="a message",
    source="a.png",
    size=(5, 6),
    lines=(Line((NUMBER,)),),
    rejected=(NOTHING, Rejected(BOX, "speck")),
    warnings=("a warning",),
    frames_ignored=2,
    look="inverted",
    model="a model",
    model_sha256="ab",
)


def test_every_field_survives() -> None:
    """None of those below has its default, so that a new field that is forgotten shows here."""
    for item in (READING, NUMBER, DIGIT, NOTHING):
        for one in fields(item):
            value = getattr(item, one.name)
            assert not np.array_equal(np.asarray(value, object), np.asarray(one.default, object)), one.name
    found = unpacked(json.loads(json.dumps(packed(READING))))
    assert found == READING
    assert found.to_dict(images=True) == READING.to_dict(images=True)
