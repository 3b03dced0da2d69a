"""A form being drawn: what was found on a blank sheet, or said in a form file, and what a person says it is."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from digitwise.errors import FormError, OutputError, UsageError
from digitwise.files import whole_file
from digitwise.forms.form import ColumnRule, Form
from digitwise.forms.form_file import form_of_dict, load_form
from digitwise.forms.template.blank import blank_file, check_free, form_of_blank, save_form

SAID = ("name", "first_row", "columns", "sums", "column_sums")
"""Parts of a form that a person says; where its lines are is what was found."""

NAME = re.compile(r"[^\s./\\:*?\"<>|\x00-\x1f][^/\\:*?\"<>|\x00-\x1f]{0,79}")
"""What can be the name of a file on any system."""


class FormDrawing:
    """The grids of one sheet as forms without rules, or a form that is there, and the place of what is made of it.

    Args:
        forms: Forms with a picture of their page, of which one is chosen.
        source: The file of the sheet, or of the form.
        output: Form file to write; None for one beside the sheet, with the name of the form, or for the form's own.
        opened: What the file of a form held when it was opened; None for a sheet.

    Attributes:
        forms: The forms.
        saved: The form file, once it is written.
    """

    def __init__(
        self, forms: Sequence[Form], source: Path, output: Path | None = None, opened: bytes | None = None
    ) -> None:
        self._source, self._opened = source, opened
        self._output = source if opened is not None and output is None else output
        self._lock = threading.Lock()
        self.saved: Path | None = None
        self.forms = tuple(forms)

    def to_dict(self) -> dict[str, Any]:
        """What the page shows: each grid, with its lines in pixels of its picture."""
        return {
            "sheet": self._source.name,
            "output": self._output.name if self._output else None,
            "forms": [_offered(form) | ({} if self._opened is None else {"said": _said(form)}) for form in self.forms],
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
            OutputError: If a file of that name exists or cannot be written, or the form was changed meanwhile.
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
        target = self._output or self._source.with_name(f"{name}.form.json")
        try:
            form = form_of_dict(json.loads(self.forms[grid].to_json()) | said, name)
        except FormError as error:
            raise FormError(str(error).replace("nothing was read", "nothing was written")) from error
        with self._lock:
            if self._opened is None or target != self._source:
                save_form(replace(form, blank=self.forms[grid].blank), target)
            else:
                _save_again(form, target, self._opened)
            self.saved = target
        return target


def open_drawing(source: Path, output: Path | None = None) -> FormDrawing:
    """Find the grids of a sheet, to make a form of one; or open a form, to change it.

    Args:
        source: A blank or filled sheet, or a form file with a picture of its page.
        output: Form file to write; None for one beside the sheet, with the name of the form, or for the form's own.

    Raises:
        PictureError: If the sheet cannot be read, or shows no grid.
        FormError: If the form cannot be read, has no picture, or says what the page cannot show.
        OutputError: If the output exists.
        UsageError: If its name is none of a form file.
    """
    from digitwise.forms.table import TableReader
    from digitwise.reading.picture.sources import open_picture

    if output is not None:
        if output.suffix.lower() != ".json":
            raise UsageError(f"--output {output}, expected a name that ends in .form.json; nothing was written")
        check_free(output)
    if source.suffix.lower() == ".json":
        form = load_form(source)
        if problem := _unshown(form):
            raise FormError(f"{source}: {problem}; edit its file instead; nothing was written")
        return FormDrawing([form], source, output, source.read_bytes())
    table, pixels = TableReader().read(source, upright=False), open_picture(source).pixels
    forms = [form_of_blank(table, pixels, source.stem, grid) for grid in range(len(table.grids))]
    return FormDrawing(forms, source, output)


def _unshown(form: Form) -> str:
    """What the page cannot show of a form, and would lose; ``""`` if there is nothing."""
    if form.page is None or form.blank is None:
        return "the form has no picture of its page"
    totals = [rule.total for rule in form.sums]
    adding = {rule.name for rule in form.columns if rule.kind == "number"}
    if len(set(totals)) < len(totals) or not adding.issuperset({part for rule in form.sums for part in rule.parts}):
        return "the page shows one sum for each total, of columns that hold numbers"
    for rule in form.columns:
        if rule.name in totals and rule != ColumnRule(rule.name, "number", decimals=rule.decimals):
            return f"the page shows no rules but 'decimals' for the total '{rule.name}'"
    if len(form.column_sums) > 1 or any(set(foot.columns) != adding for foot in form.column_sums):
        return "the page shows one row of sums, of all columns that hold numbers"
    return ""


def _save_again(form: Form, target: Path, opened: bytes) -> None:
    """Write a form over its own file, unless somebody else has; its picture stays."""
    if not target.exists() or target.read_bytes() != opened:
        raise OutputError(f"{target} was changed since it was opened; open it again; nothing was written")
    with whole_file(target) as path:
        path.write_text(form.to_json(), encoding="utf-8")


def _said(form: Form) -> dict[str, Any]:
    """What was said of a form, as `FormDrawing.save` receives it."""
    document = json.loads(json.dumps(asdict(replace(form, blank=None))))
    return {key: document[key] for key in SAID}


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
