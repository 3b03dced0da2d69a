"""``digitwise form``: forms, from a sheet or new ones."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from digitwise.cli.address import AllowedHost, Host, NoOpen, Port, Token
from digitwise.cli.group import Group
from digitwise.text import say

form = typer.Typer(cls=Group, help="Make forms: files that say where cells are, and what must be true of them.")


@form.command("from")
def form_from(
    sheet: Annotated[Path, typer.Argument(metavar="SHEET", help="A blank or filled sheet: its lines are what counts.")],
    output: Annotated[Path | None, typer.Option(help="The form file. [default: SHEET.form.json]")] = None,
    grid: Annotated[int, typer.Option(min=1, help="Which grid of the sheet is the form.")] = 1,
) -> None:
    """Write down where the lines of a sheet lie, as a form to be edited: names, kinds, ranges, lists, sums.

    Its picture is kept beside it as .png, so that sheets are found however they lie: make the form from a blank sheet.
    An existing file is never overwritten.

    Examples:

    - `digitwise form from blank.png --output marks.form.json`
    - `digitwise table scans/ --form marks.form.json --output marks.xlsx`
    """
    from digitwise.errors import UsageError
    from digitwise.forms import TableReader
    from digitwise.forms.template.blank import check_free, form_of_blank, save_form
    from digitwise.reading.picture.sources import open_picture

    target = output or sheet.with_suffix(".form.json")
    check_free(target)
    picture = open_picture(sheet)
    table = TableReader().read(sheet, upright=False)
    if grid > len(table.grids):
        raise UsageError(f"--grid {grid}, but the sheet has {len(table.grids)}; nothing was written")
    found = form_of_blank(table, picture.pixels, sheet.stem, grid - 1)
    save_form(found, target)
    rows, columns = table.grids[grid - 1]
    for warning in table.warnings:
        say(f"{sheet.name}: {warning}")
    say(f"wrote {target}: {rows} rows, {columns} columns, filled in from row {found.first_row + 1}")


@form.command("draw")
def form_draw(
    sheet: Annotated[
        Path, typer.Argument(metavar="SHEET", help="A blank or filled sheet, or a form file that is to be changed.")
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            help="The form file. [default: NAME.form.json beside the sheet, as named on the page; of a form, itself]"
        ),
    ] = None,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    token: Token = None,
    allowed_host: AllowedHost = None,
    no_open: NoOpen = False,
) -> None:
    """Show the cells of a sheet in the browser, to name their columns and say what they hold, and write the form.

    The command ends when the form is saved. Its file is the one that `form from` writes: it can be edited afterwards,
    or opened here again. No existing file is overwritten but the form that was opened.

    Examples:

    - `digitwise form draw blank.png`
    - `digitwise form draw marks.form.json`
    - `digitwise form draw blank.png --output marks.form.json --port 0`
    """
    from digitwise.forms.template.drawing import open_drawing
    from digitwise.interrupts import EXIT_CODE
    from digitwise.web.server.serve import serve
    from digitwise.web.settings import Settings

    drawing = open_drawing(sheet, output)
    settings = Settings(token=token, allowed_hosts=tuple(allowed_host or ()), drawing=drawing)
    serve(settings, host, port, open_browser=not no_open)
    if drawing.saved is None:
        say("stopped before the form was saved; nothing was written")
        raise typer.Exit(EXIT_CODE)
    say(f"wrote {drawing.saved}")


@form.command("new")
def form_new(
    rows: Annotated[int, typer.Option(min=1, help="Rows to fill in, beside the heading.")],
    columns: Annotated[
        str, typer.Option(help="Columns between commas, as in 'id:8 digits,mark:0-20 step 0.5,total:sum'.")
    ],
    output: Annotated[Path, typer.Option(help="The PDF to print; the form file lies beside it as .form.json.")],
    title: Annotated[str | None, typer.Option(help="What is printed on top. [default: the name of the file]")] = None,
    paper: Annotated[str, typer.Option(help="a4 or letter.")] = "a4",
) -> None:
    """Print a form with marks in its corners and a code, by which its sheets are found and told from others.

    A column is `NAME`, for any number; `NAME:8 digits`, printed as boxes; `NAME:0-20` or `NAME:0-20 step 0.5`;
    `NAME:date DD.MM.YYYY` or, with boxes, `NAME:date DDMMYYYY`; `NAME:time HH:MM`; `NAME:sum` of all
    numbers before it or `NAME:sum of a+b`; `NAME:anything`. Existing files are never overwritten.

    Examples:

    - `digitwise form new --rows 30 --columns "id:8 digits,mark:0-20 step 0.5,total" --output form.pdf`
    - `digitwise form new --rows 12 --columns "id:5 digits,a:0-10,b:0-10,all:sum" --output quiz.pdf --paper letter`
    - `digitwise table scans/ --form form.form.json --output marks.xlsx`
    """
    from digitwise.errors import UsageError
    from digitwise.files import whole_file
    from digitwise.forms.template.blank import check_free
    from digitwise.forms.template.paper import new_form
    from digitwise.forms.template.printing import print_form
    from digitwise.forms.template.specification import columns_of

    if output.suffix.lower() != ".pdf":
        raise UsageError(f"--output {output}, expected a name that ends in .pdf; nothing was written")
    rules, sums = columns_of(columns)
    made = new_form(title or output.stem, rows, rules, sums, paper)
    page = print_form(made)
    beside = output.with_suffix(".form.json")
    for target in (output, beside):
        check_free(target)
    for target, data in ((output, page), (beside, made.to_json().encode())):
        with whole_file(target) as path:
            path.write_bytes(data)
    say(f"wrote {output} to print, and {beside} to read its sheets with")
