"""``digitwise review``: a person decides the cells that are in doubt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from digitwise.cli.address import AllowedHost, Host, NoOpen, Port, Token
from digitwise.text import say


def review(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="A table folder: `digitwise table SCANS --output marks.table`.")
    ],
    target_error: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Share of wrong cells to leave. [default: that with which it was read]"),
    ] = None,
    report: Annotated[bool, typer.Option("--report", help="Say how far the review is, and serve nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --report: print one JSON document.")] = False,
    teach: Annotated[
        bool, typer.Option("--teach", help="Teach the hand from what was decided until now, and serve nothing.")
    ] = False,
    no_hand: Annotated[bool, typer.Option("--no-hand", help="Neither use nor teach the hand of the writer.")] = False,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    token: Token = None,
    allowed_host: AllowedHost = None,
    no_open: NoOpen = False,
) -> None:
    """Show the cells to look at in the browser, and keep what a person says about each, until Ctrl-C.

    Each decision is on the disk before the page goes on. `digitwise table FOLDER --output marks.xlsx` writes the table
    with all of them.

    Examples:

    - `digitwise review marks.table`
    - `digitwise review marks.table --target-error 0.001 --port 0`
    - `digitwise review marks.table --report`
    - `digitwise review marks.table --teach`
    """
    from digitwise.errors import MissingExtra
    from digitwise.forms.review import look_at, open_review
    from digitwise.forms.review.teaching import teach as teach_hand

    if report or as_json:
        found = look_at(folder, target_error, not no_hand)
        print(json.dumps(found.report.to_dict(), indent=2) if as_json else found.report.to_text())
        _say_torn(folder, found.torn)
        return
    if teach:
        with open_review(folder, target_error, not no_hand) as opened:
            print(teach_hand(opened).sentence)
        return
    from digitwise.web.server.serve import serve
    from digitwise.web.settings import Settings

    with open_review(folder, target_error, not no_hand) as opened:
        _say_torn(folder, opened.torn)
        say(f"{folder}: {opened.report.to_text()}")
        settings = Settings(token=token, allowed_hosts=tuple(allowed_host or ()), review=opened)
        serve(settings, host, port, open_browser=not no_open)
        print(opened.report.to_text())
        if not no_hand:
            try:
                words = teach_hand(opened).sentence
            except MissingExtra as error:
                words = f"no hand was taught: {error}"
            say(words)


def _say_torn(folder: Path, torn: int) -> None:
    if torn:
        say(
            f"{folder}: the last decision was cut off after {torn} bytes when its process ended; it was never "
            "acknowledged, and does not count"
        )
