"""``digitwise serve``: the page and the HTTP API."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from digitwise.cli.address import AllowedHost, Host, NoOpen, Port, Token


def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    lan: Annotated[
        bool,
        typer.Option("--lan", help="Let devices in the same network in: an address with a token, and a QR code."),
    ] = False,
    token: Token = None,
    allowed_host: AllowedHost = None,
    allow_origin: Annotated[
        list[str] | None,
        typer.Option(help="Site whose pages may use the API (CORS), as https://scores.example; may be given again."),
    ] = None,
    model: Annotated[
        Path | None, typer.Option(help="Run folder or .onnx file. [default: the network that ships with Digitwise]")
    ] = None,
    runs: Annotated[Path, typer.Option(help="Folder with runs that can be chosen too.")] = Path("runs"),
    lesson: Annotated[
        Path | None, typer.Option(help="A recording that the learning page shows. [default: the one that ships]")
    ] = None,
    no_open: NoOpen = False,
) -> None:
    """Serve the page and the HTTP API on this machine, until Ctrl-C.

    Nothing that is sent is kept, and nothing is fetched from elsewhere.

    Examples:

    - `digitwise serve`
    - `digitwise serve --no-open --port 8123 --model runs/latest`
    - `digitwise serve --lan`
    - `digitwise serve --host 0.0.0.0 --allowed-host scores.example --token "$TOKEN" --no-open`
    """
    from digitwise.web.server.serve import serve
    from digitwise.web.settings import Settings

    settings = Settings(
        token=token,
        allowed_hosts=tuple(allowed_host or ()),
        allowed_origins=tuple(allow_origin or ()),
        model=model,
        runs=runs,
        lesson=lesson,
    )
    serve(settings, host, port, open_browser=not no_open, lan=lan)
