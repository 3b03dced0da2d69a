"""Options of all commands that serve a page: where, and to whom."""

from __future__ import annotations

from typing import Annotated

import typer

Host = Annotated[
    str, typer.Option(help="Address to listen on; one that others reach needs --token and --allowed-host.")
]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 for any that is free.")]
Token = Annotated[str | None, typer.Option(envvar="DIGITWISE_TOKEN", help="Secret that every request has to send.")]
AllowedHost = Annotated[
    list[str] | None, typer.Option(help="Name under which the server may be addressed; may be given again.")
]
NoOpen = Annotated[bool, typer.Option("--no-open", help="Do not open the browser.")]
