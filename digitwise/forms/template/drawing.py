"""A form being drawn: what was found on a blank sheet, and what a person says it is."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitwise.errors import FormError, UsageError
from digitwise.forms.form import Form, form_of_dict
from digitwise.forms.result import Table
from digitwise.forms.template.blank import blank_file, check_free, form_of_blank, save_form

SAID = ("name", "first_row", "columns", "sums", "column_sums")
"""Parts of a form that a person says; where its lines are is what was found."""

NAME = re.compile(r"[^\s./\\:*?\"<>|\x00-\x1f][^/\\:*?\"<>|\x00-\x1f]{0,79}")
"""What can be the name of a file on any system."""


class FormDrawing:
    """The grids of one sheet as forms without rules, and the place of the form that is made of one of them.

    Args:
        table: What was read from the sheet.
        pixels: Its picture, gray or RGB, ``uint8``.
        sheet: Its file.
        output: Form file to write; None for one beside the sheet, with the name of the form.

    Attributes:
        saved: The form file, once it is written.
    """

    def __init__(self, table: Table, pixels: NDArray[np.uint8], sheet: Path, output: Path | None = None) -> None:
        self._sheet, self._output = sheet, output
        self._lock = threading.Lock()
        self.saved: Path | None = None
        self.forms = tuple(form_of_blank(table, pixels, sheet.stem, grid) for grid in range(len(table.grids)))

    def to_dict(self) -> dict[str, Any]:
        """What the page shows: each grid, with its lines in pixels of its picture."""
        return {
            "sheet": self._sheet.name,
            "output": self._output.name if self._output else None,
            "forms": [_offered(form) for form in self.forms],
        }

    def picture(self, grid: int) -> bytes:
        """The level picture of the page around a grid, as PNG.

        Raises:
            IndexError: If there is no such grid.
        """
        return blank_file(self.forms[grid])

    def save(self, document: Any) -> Path:
        """Write the form file and its picture.

        Args:
            document: ``{"grid": 0, "form": {"name", "first_row", "columns", "sums", "column_sums"}}``.

        Returns:
            The form file.

        Raises:
            FormError: If that is no form.
            OutputError: If a file of that name exists or cannot be written.
        """
        if not isinstance(document, dict) or not isinstance(document.get("form"), dict):
            raise FormError('expected {"grid": 0, "form": {...}}; nothing was written')
        grid, said = document.get("grid"), document["form"]
        if not isinstance(grid, int) or not 0 <= grid < len(self.forms):
            raise FormError(f"grid {grid}, but the sheet has {len(self.forms)}; nothing was written")
        if strange := sorted(set(said) - set(SAID)):
            raise FormError(f"unknown key '{strange[0]}', expected {', '.join(SAID)}; nothing was written")
        name = said.get("name")
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise FormError(f"'{name}' is no name of a file, expected up to 80 letters, digits, spaces or dashes")
        target = self._output or self._sheet.with_name(f"{name}.form.json")
        try:
            form = form_of_dict(json.loads(self.forms[grid].to_json()) | said, name)
        except FormError as error:
            raise FormError(str(error).replace("nothing was read", "nothing was written")) from error
        with self._lock:
            save_form(replace(form, blank=self.forms[grid].blank), target)
            self.saved = target
        return target


def open_drawing(sheet: Path, output: Path | None = None) -> FormDrawing:
    """Find the grids of a sheet, to make a form of one.

    Args:
        sheet: A blank or filled sheet.
        output: Form file to write; None for one beside the sheet, with the name of the form.

    Raises:
        PictureError: If the sheet cannot be read, or shows no grid.
        OutputError: If the output exists.
        UsageError: If its name is none of a form file.
    """
    from digitwise.forms.table import TableReader
    from digitwise.reading.picture.sources import open_picture

    if output is not None:
        if output.suffix.lower() != ".json":
            raise UsageError(f"--output {output}, expected a name that ends in .form.json; nothing was written")
        check_free(output)
    return FormDrawing(TableReader().read(sheet), open_picture(sheet).pixels, sheet, output)


def _offered(form: Form) -> dict[str, Any]:
    assert form.page is not None
    left, top, wide, high = form.page.grid
    return {
        "name": form.name,
        "width": form.page.width,
        "height": form.page.height,
        "across": [round(top + high * place, 1) for place in form.across],
        "down": [round(left + wide * place, 1) for place in form.down],
        "merged": [list(place) for place in form.merged],
        "first_row": form.first_row,
    }
