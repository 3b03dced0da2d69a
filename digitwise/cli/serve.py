"""``digitwise serve``: the page and the HTTP API."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def serve(
    host: Annotated[
        str, typer.Option(help="Address to listen on; one that others reach needs --token and --allowed-host.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 for any that is free.")] = 8000,
    lan: Annotated[
        bool,
        typer.Option("--lan", help="Let devices in the same network in: an address with a token, and a QR code."),
    ] = False,
    token: Annotated[
        str | None, typer.Option(envvar="DIGITWISE_TOKEN", help="Secret that every request has to send.")
    ] = None,
    allowed_host: Annotated[
        list[str] | None, typer.Option(help="Name under which the server may be addressed; may be given again.")
    ] = None,
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
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")] = False,
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
