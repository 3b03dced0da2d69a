"""What is claimed for printed forms: names of a list found, and foreign or outdated sheets refused.

    python benchmarks/printed_forms.py

Identifiers of eight digits, composed of test digits of MNIST (its folder is in DIGITWISE_DATA), are written into the
boxes of printed forms, 30 on each of two pages, and read with a list of 70; every twelfth is on no list. Then sheets of
ten other forms, with their code and with the code covered, are read as a form that they are not of.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from digitwise.data import load_mnist
from digitwise.errors import PictureError
from digitwise.forms import TableReader
from digitwise.forms.form import Form
from digitwise.forms.layout import layout_of
from tests.forms.filled import SCALE, filled, form_of, photographed

LISTED, WRITTEN, ROWS, UNLISTED = 70, 60, 30, 12

OWN = (10, "id:5 digits,a:0-10,b:0-20,total")
OTHERS = (
    (8, OWN[1]),
    (9, OWN[1]),
    (11, OWN[1]),
    (12, OWN[1]),
    (10, "id:6 digits,a:0-10,b:0-20,total"),
    (10, "id:4 digits,a:0-10,b:0-20,total"),
    (10, "id:5 digits,a:0-10,b:0-20,c:0-20,total"),
    (10, "id:5 digits,a:0-10,total"),
    (10, "id:5 digits,a:0-100 step 0.5,b:0-20,total"),
    (10, "a:0-10,id:5 digits,b:0-20,total"),
)


def written(form: Form, texts: list[str], rng: np.random.Generator) -> np.ndarray:
    """The form with identifiers written into its boxes."""
    (_, _), (images, labels) = load_mnist()
    page = filled(form, [])
    assert form.page is not None
    left, top, wide, high = (SCALE * value for value in form.page.grid)
    for row, text in enumerate(texts, 1):
        box = wide * (form.down[1] - form.down[0]) / len(text)
        upper, lower = (top + high * form.across[edge] for edge in (row, row + 1))
        size = round(min(1.1 * box, 1.05 * (lower - upper)))
        for place, letter in enumerate(text):
            image = images[rng.choice(np.flatnonzero(labels == int(letter)))]
            ink = cv2.resize(image, (size, size), interpolation=cv2.INTER_CUBIC)
            x = round(left + (place + 0.5) * box - size / 2 + rng.normal(0, 2))
            y = round((upper + lower - size) / 2 + rng.normal(0, 2))
            part = page[y : y + size, x : x + size]
            np.minimum(part, 255 - ink, out=part)
    return page


def names(reader: TableReader) -> None:
    """How many identifiers are found in the list."""
    rng = np.random.default_rng(7)
    known = [f"{number:08d}" for number in rng.choice(100_000_000, LISTED + WRITTEN, replace=False)]
    listed, strangers = known[:LISTED], known[LISTED:]
    order = rng.permutation(LISTED)
    texts = [strangers[n] if n % UNLISTED == UNLISTED - 1 else listed[order[n]] for n in range(WRITTEN)]
    form = form_of(ROWS, "id:8 digits")
    form = replace(form, columns=(replace(form.columns[0], values=tuple(listed)),))
    right = flagged = given = 0
    for start in range(0, WRITTEN, ROWS):
        part = texts[start : start + ROWS]
        table = reader.read(photographed(written(form, part, rng)), form=form)
        for row, text in enumerate(part, 1):
            cell = table[row, 0]
            right += text in listed and cell.text == text
            flagged += text in listed and cell.doubtful
            given += text not in listed and (cell.text in listed or not cell.doubtful)
    count = sum(text in listed for text in texts)
    print(
        f"names: {right} of {count} right, {flagged} of them flagged; {given} of {WRITTEN - count} unlisted given one"
    )


def refused() -> None:
    """How many sheets of other forms are refused."""
    form = form_of(*OWN)
    found = 0
    for rows, columns in OTHERS:
        other = form_of(rows, columns)
        page = filled(other, [["7"] * len(other.columns)])
        assert other.page is not None
        left, top, side = (round(SCALE * value) for value in other.page.code_box)
        for covered in (False, True):
            if covered:
                page[top - 8 : top + side + 8, left - 8 : left + side + 8] = 255
            try:
                layout_of(photographed(page), form)
                print(f"read as another form: {rows} rows, {columns}, code {'covered' if covered else 'seen'}")
            except PictureError as error:
                found += error.code == "wrong_form"
    print(f"refused as wrong_form: {found} of {2 * len(OTHERS)}")


if __name__ == "__main__":
    refused()
    names(TableReader())
