"""Form files, which people edit: every part is checked before anything is read with them."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import fields, replace
from io import BytesIO
from pathlib import Path
from typing import Any, get_args

import numpy as np
from PIL import Image

from digitwise.errors import FormError
from digitwise.files import read_bounded
from digitwise.forms.form import SCHEMA, ColumnRule, ColumnSums, Form, Kind, SumRule
from digitwise.forms.rules.check_digits import check_problem
from digitwise.forms.rules.dates import is_format, iso_of
from digitwise.forms.template.page import Page

MOST_BYTES = 32 << 20
"""Of the picture of a blank page."""

LISTS = ("grid", "code_box")
"""Parts of a page that are several numbers."""


def load_form(path: Path) -> Form:
    """Read a form file.

    Args:
        path: A JSON file as `Form.to_json` writes it.

    Raises:
        FormError: If it cannot be read, has unknown keys, or rules that cannot be meant.
    """
    try:
        document = json.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise FormError(f"the form file {path} cannot be read: {error.strerror}; nothing was read") from error
    except (ValueError, RecursionError) as error:
        expected = "expected the JSON that 'digitwise form from' writes, in UTF-8"
        raise FormError(f"{path} is no form file: {expected}; nothing was read") from error
    form = form_of_dict(document, str(path))
    return form if form.page is None or not form.page.picture else _with_blank(form, form.page, Path(path))


def _with_blank(form: Form, page: Page, path: Path) -> Form:
    """The form with the picture that lies beside its file."""
    if Path(page.picture).name != page.picture:
        raise FormError(f"{path}: '{page.picture}' is no name of a file beside it; nothing was read")
    try:
        data = read_bounded(path.parent / page.picture, MOST_BYTES)
    except OSError as error:
        raise FormError(f"{path}: its picture {page.picture} cannot be read: {error}; nothing was read") from error
    if hashlib.sha256(data).hexdigest() != page.picture_sha256:
        raise FormError(f"{path}: {page.picture} is not the picture that the form was made with; nothing was read")
    try:
        with Image.open(BytesIO(data), formats=("PNG",)) as picture:
            return replace(form, blank=np.asarray(picture.convert("L"), np.uint8))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise FormError(f"{path}: its picture {page.picture} is no PNG that can be read; nothing was read") from error


def form_of_dict(document: Any, where: str) -> Form:
    """A form from the values of its file.

    Raises:
        FormError: As `load_form`.

    Example:
        >>> form_of_dict({"schema": 1, "rows": 5}, "marks.form.json")
        Traceback (most recent call last):
        digitwise.errors.FormError: marks.form.json: unknown key 'rows', expected schema, name, across, down, \
first_row, columns, sums, column_sums, page, merged; nothing was read
    """
    names = (each.name for each in fields(Form) if each.name != "blank")
    document = dict(_known(document, ("schema", *names), where))
    if document.pop("schema", None) != SCHEMA:
        raise FormError(f'{where}: expected "schema": {SCHEMA}; nothing was read')
    try:
        columns = tuple(_column(rule, f"{where}, column {place}") for place, rule in enumerate(document["columns"]))
        sums = tuple(_sum(rule, where) for rule in document.get("sums", ()))
        across, down = (tuple(float(value) for value in document[key]) for key in ("across", "down"))
        page = _page(document["page"], where) if document.get("page") else None
        merged = tuple((int(a), int(b), int(c), int(d)) for a, b, c, d in document.get("merged", ()))
        feet = tuple(_column_sums(rule, where) for rule in document.get("column_sums", ()))
        first = document["first_row"]
        if type(first) is not int or not 0 <= first < len(across) - 1:
            expected = f"the index of one of its {len(across) - 1} rows, from 0"
            raise FormError(f"{where}: first_row {first!r}, expected {expected}; nothing was read")
        form = Form(str(document["name"]), across, down, first, columns, sums, feet, page, merged)
    except KeyError as error:
        raise FormError(f"{where}: {error} is missing; nothing was read") from error
    except (TypeError, ValueError) as error:
        if isinstance(error, FormError):
            raise
        raise FormError(f"{where}: {error}; nothing was read") from error
    _check(form, where)
    return form


def _known(document: Any, keys: tuple[str, ...], where: str) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise FormError(f"{where}: received {type(document).__name__}, expected an object; nothing was read")
    for key in document:
        if key not in keys:
            raise FormError(f"{where}: unknown key '{key}', expected {', '.join(keys)}; nothing was read")
    return document


def _column(rule: Any, where: str) -> ColumnRule:
    known = _known(rule, tuple(each.name for each in fields(ColumnRule)), where)
    if not isinstance(known.get("name", ""), str):
        raise FormError(f"{where}: name {known['name']!r}, expected a text; nothing was read")
    if not isinstance(known.get("values", []), list):
        raise FormError(f"{where}: values {known['values']!r}, expected a list; nothing was read")
    known = known | {"values": tuple(str(value) for value in known.get("values", ()))}
    for key in ("minimum", "maximum", "step", "decimals", "length"):
        kinds = (int,) if key in ("decimals", "length") else (int, float)
        value = known.get(key)
        if value is not None and (type(value) not in kinds or not math.isfinite(value)):
            expected = "a whole number" if kinds == (int,) else "a number"
            raise FormError(f"{where}: {key} {value!r}, expected {expected}; nothing was read")
    column = ColumnRule(**known)
    if column.kind not in get_args(Kind):
        raise FormError(
            f"{where}: unknown kind '{column.kind}', expected {', '.join(get_args(Kind))}; nothing was read"
        )
    if len(set(column.values)) < len(column.values):
        twice = next(value for value in column.values if column.values.count(value) > 1)
        raise FormError(f"{where}: '{twice}' stands twice in its list, expected each once; nothing was read")
    if column.minimum is not None and column.maximum is not None and column.minimum > column.maximum:
        raise FormError(f"{where}: minimum {column.minimum} is above maximum {column.maximum}; nothing was read")
    for key, least in (("length", 1), ("decimals", 0)):
        if getattr(column, key) is not None and getattr(column, key) < least:
            raise FormError(f"{where}: {key} {getattr(column, key)}, expected {least} or more; nothing was read")
    if column.boxes is not None and not (isinstance(column.boxes, int) and 1 <= column.boxes <= 50):
        raise FormError(f"{where}: boxes {column.boxes}, expected a whole number from 1 to 50; nothing was read")
    if column.kind == "digits" and column.boxes and column.length and column.boxes < column.length:
        expected = f"at least {column.length}, a box for each digit"
        raise FormError(f"{where}: boxes {column.boxes}, expected {expected}; nothing was read")
    if problem := check_problem(column.check, column.length):
        raise FormError(f"{where}: {problem}; nothing was read")
    if column.kind in ("date", "time"):
        _check_moments(column, where)
    elif column.format or column.earliest or column.latest:
        raise FormError(
            f"{where}: a column of the kind '{column.kind}' has no format, earliest or latest; nothing was read"
        )
    if column.step is not None and column.step <= 0:
        raise FormError(f"{where}: step {column.step}, expected more than 0; nothing was read")
    return column


def _check_moments(column: ColumnRule, where: str) -> None:
    """Refuse a date or time whose format or limits are none."""
    example, instant = ("DD.MM.YYYY", "2026-12-01") if column.kind == "date" else ("HH:MM", "07:30")
    if not isinstance(column.format, str) or not is_format(column.format, column.kind):
        raise FormError(f"{where}: format {column.format!r}, expected one such as '{example}'; nothing was read")
    iso = replace(column, format="YYYY-MM-DD" if column.kind == "date" else "HH:MM")
    for key in ("earliest", "latest"):
        value = getattr(column, key)
        if not isinstance(value, str) or (value and iso_of(value, iso) != value):
            raise FormError(f"{where}: {key} {value!r}, expected one such as '{instant}'; nothing was read")
    if column.earliest and column.latest and column.earliest > column.latest:
        raise FormError(f"{where}: earliest {column.earliest} is after latest {column.latest}; nothing was read")


def _sum(rule: Any, where: str) -> SumRule:
    known = _known(rule, ("total", "parts"), f"{where}, sums")
    return SumRule(str(known["total"]), tuple(str(part) for part in known["parts"]))


def _column_sums(rule: Any, where: str) -> ColumnSums:
    known = _known(rule, ("row", "columns"), f"{where}, column_sums")
    return ColumnSums(int(known["row"]), tuple(str(name) for name in known["columns"]))


def _page(document: Any, where: str) -> Page:
    known = _known(document, tuple(each.name for each in fields(Page)), f"{where}, page")
    lists: dict[str, Any] = {key: tuple(float(part) for part in known[key]) for key in known if key in LISTS}
    for key in ("width", "height", "mark_side", "mark_inset"):
        if type(known.get(key, 0)) not in (int, float) or not math.isfinite(known.get(key, 0)):
            raise FormError(f"{where}: {key} {known[key]!r}, expected a number of millimeters; nothing was read")
    for key in ("code", "picture", "picture_sha256"):
        if not isinstance(known.get(key, ""), str):
            raise FormError(f"{where}: {key} {known[key]!r}, expected a text; nothing was read")
    page = Page(**(known | lists))
    if len(page.grid) != 4 or len(page.code_box) != 3:
        raise FormError(f"{where}: 'grid' has to hold left, top, width and height, 'code_box' left, top and side")
    if problem := page.problem():
        raise FormError(f"{where}: {problem}; nothing was read")
    return page


def _check(form: Form, where: str) -> None:
    for key, lines in (("across", form.across), ("down", form.down)):
        if len(lines) < 2 or list(lines) != sorted(set(lines)) or lines[0] < 0 or lines[-1] > 1:
            raise FormError(f"{where}: '{key}' has to rise from 0 to 1, line by line; nothing was read")
    if len(form.columns) != len(form.down) - 1:
        expected = f"{len(form.down)} upright lines make {len(form.down) - 1} columns"
        raise FormError(f"{where}: {len(form.columns)} columns, but {expected}; nothing was read")
    rows, columns = len(form.across) - 1, len(form.down) - 1
    for row, column, down, across in form.merged:
        if min(row, column) < 0 or min(down, across) < 1 or row + down > rows or column + across > columns:
            raise FormError(
                f"{where}: merged {[row, column, down, across]} lies outside of its {rows} rows and {columns} columns; "
                "nothing was read"
            )
    names = [rule.name for rule in form.columns]
    for foot in form.column_sums:
        if not form.first_row < foot.row < len(form.across) - 1:
            last = len(form.across) - 2
            expected = f"{form.first_row + 1} to {last}, counted from 0"
            raise FormError(f"{where}: column_sums in row {foot.row}, expected {expected}; nothing was read")
    summed = {part for rule in form.sums for part in (rule.total, *rule.parts)}
    for name in sorted(summed | {name for foot in form.column_sums for name in foot.columns}):
        if names.count(name) != 1:
            raise FormError(
                f"{where}: a sum names the column '{name}', expected one of {', '.join(names)}; nothing was read"
            )
