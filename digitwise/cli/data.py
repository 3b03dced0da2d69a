"""``digitwise data``: which data sets there are, where they lie, fetch, verify."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from digitwise.data import Entry

data = typer.Typer()

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]


@data.callback(invoke_without_command=True)
def list_all(context: typer.Context, as_json: Json = False) -> None:
    """List the data sets: shape, dtype, rank, place, origin, digest, license.

    Examples:

    - `digitwise data`
    - `digitwise data --json`
    - `digitwise data fetch mnist`
    - `digitwise data verify`
    """
    if context.invoked_subcommand is not None:
        return
    from rich.console import Console

    from digitwise.data import catalog

    entries = catalog()
    if as_json:
        print(json.dumps([dataclasses.asdict(entry) for entry in entries], indent=2))
        return
    Console().print(_table(entries))


@data.command()
def fetch(
    name: Annotated[str, typer.Argument(help="mnist or digits.")] = "mnist",
    as_json: Json = False,
) -> None:
    """Fetch a data set from the public mirrors, verify its SHA-256, and keep it for use without a network.

    Examples:

    - `digitwise data fetch mnist`
    """
    from digitwise.data import fetch

    fetched = fetch(name)
    if as_json:
        print(json.dumps({"name": fetched.name, "place": fetched.origin, "digest": fetched.digest}, indent=2))
        return
    counts = f"{len(fetched.train_images):,} training and {len(fetched.test_images):,} test images"
    print(f"{fetched.name}: {counts} in {fetched.origin}, SHA-256 {fetched.digest}")


@data.command()
def verify(
    name: Annotated[str | None, typer.Argument(help="mnist or digits. [default: all that there are]")] = None,
    path: Annotated[
        Path | None, typer.Option("--data", help="Folder or file of a data set: IDX, .npz, CSV, or pictures by label.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Read every byte of a data set again, wherever it lies on this machine, and compare its SHA-256.

    Examples:

    - `digitwise data verify`
    - `digitwise data verify mnist --data folder`
    """
    from digitwise.data import verify

    verified = verify(name, path)
    if as_json:
        print(json.dumps([dataclasses.asdict(one) for one in verified], indent=2))
        return
    for one in verified:
        print(f"{one.name}: right, {one.place}, SHA-256 {one.digest}")


def _table(entries: list[Entry]) -> Table:
    """One column for each data set, so that digests and places stay whole on a narrow terminal."""
    from rich.table import Column, Table

    table = Table("", *(Column(entry.name, overflow="fold") for entry in entries))
    for field in dataclasses.fields(entries[0])[1:]:
        values = (getattr(entry, field.name) for entry in entries)
        table.add_row(field.name.replace("_", " "), *map(_words, values))
    return table


def _words(value: object) -> str:
    return "not on this machine" if value is None else str(value)
