"""``digitwise doctor``: what this machine has, and whether training and reading give the known answers."""

from __future__ import annotations

import json
from typing import Annotated

import typer


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document, to go with a report.")] = False,
) -> None:
    """Look at machine, libraries, cache, data and weights; train and read something whose answer is known.

    Takes about ten seconds, fetches nothing and keeps nothing. Ends with 1 if something is wrong.

    Examples:

    - `digitwise doctor`
    - `digitwise doctor --json > doctor.json`
    """
    from digitwise.doctor import examine

    examination = examine()
    print(json.dumps(examination.to_dict(), indent=2) if as_json else examination.summary())
    if not examination.well:
        raise typer.Exit(1)
