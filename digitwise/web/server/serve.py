"""Serving: take the address, start what reads, say where it is, serve, and stop in order."""

from __future__ import annotations

import asyncio
import importlib
import ipaddress
import re
import socket
import sys
import webbrowser
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from urllib.parse import urlsplit

from digitwise.errors import MissingExtra, UsageError
from digitwise.web.server.lan import EVERYWHERE, let_in_the_network, print_invitation
from digitwise.web.settings import Settings

BACKLOG = 512
"""Connections that wait to be accepted, at most: hundreds that come at once are answered, with 503 if need be."""

NEEDED = ("fastapi", "psutil", "python_multipart", "segno", "uvicorn")
THIS_MACHINE = "127.0.0.1"


def serve(
    settings: Settings, host: str = THIS_MACHINE, port: int = 8000, open_browser: bool = True, lan: bool = False
) -> None:
    """Serve the page and the API until Ctrl-C or SIGTERM; the address is printed once pictures are read.

    Args:
        settings: What to serve, and to whom.
        host: Address to listen on; one that other machines can reach needs a token and the names the server goes by.
        port: Port to listen on; 0 for any that is free.
        open_browser: Show the page.
        lan: Let devices in the same network in: the address that is printed is the one they can open, with a token.

    Raises:
        MissingExtra: If a library of the server is not installed.
        UsageError: For an address that cannot be bound, or one that needs more.
        ModelError: If the model cannot be loaded.
        LessonError: If the recording is not what was recorded.
    """
    if not all(find_spec(name) for name in NEEDED):
        raise MissingExtra("the server", "serve")
    if lan:
        if host != THIS_MACHINE:
            raise UsageError(f"--lan chooses the address to listen on; leave --host {host} out; nothing was started")
        settings, host = let_in_the_network(settings), EVERYWHERE
    check_reach(settings, host)
    if settings.lesson is not None:
        from digitwise.lesson.recording import open_recording

        open_recording(settings.lesson).check()

    def ready(address: str) -> None:
        address += settings.first_page
        if lan:
            print_invitation(settings, urlsplit(address).port or 80)
        else:
            print(address, flush=True)
        if open_browser:
            token = f"?token={settings.token}" if settings.token else ""
            asyncio.get_running_loop().run_in_executor(None, webbrowser.open, address + token)

    asyncio.run(run(settings, bind(host, port), ready))


async def run(settings: Settings, bound: socket.socket, ready: Callable[[str], None]) -> None:
    """Serve until a signal comes.

    Args:
        settings: What the server was told.
        bound: The socket to listen on; closed in the end.
        ready: Called with the address once pictures are read.

    Raises:
        DigitwiseError: If the reader cannot be opened.
    """
    from digitwise.web.api.admission import RequestLimiter
    from digitwise.workers.pool import COMMAND, ReaderPool
    from digitwise.workers.training import Trainings

    settings = replace(settings, allowed_hosts=(*settings.allowed_hosts, *_own_name(bound)))
    pool = ReaderPool(settings.limits, (*COMMAND, *([str(settings.model)] if settings.model else [])))
    limiter, trainings = RequestLimiter(settings.limits), Trainings()
    # The process that reads loads its libraries while this one loads FastAPI: half a second each.
    starting = asyncio.create_task(pool.start())
    try:
        application, server = [
            await asyncio.to_thread(importlib.import_module, f"digitwise.web.server.{name}")
            for name in ("app", "runner")
        ]
        app = application.create_app(settings, pool, limiter, trainings=trainings)
        await starting
        await server.run_app(app, limiter, bound, lambda: ready(address_of(bound)))
    finally:
        # Whatever ended us early, the process that is starting must be there before it can be ended.
        await asyncio.gather(starting, return_exceptions=True)
        await trainings.close()
        await pool.close()
        bound.close()


def _own_name(bound: socket.socket) -> list[str]:
    """The address itself, where it is one of this machine only (127.0.0.2)."""
    host = str(bound.getsockname()[0])
    return [host] if _is_this_machine(host) else []


def check_reach(settings: Settings, host: str) -> None:
    """Refuse to be reached from other machines without a token and the names that the server goes by.

    Raises:
        UsageError: Naming what is missing.
    """
    if settings.token is not None and not re.fullmatch(r"[A-Za-z0-9._~-]{8,200}", settings.token):
        raise UsageError("the token must have 8 to 200 letters, digits or . _ ~ -; nothing was started")
    if not _is_this_machine(host):
        missing = [
            name
            for name, value in (("--token", settings.token), ("--allowed-host", settings.allowed_hosts))
            if not value
        ]
        if missing:
            raise UsageError(
                f"--host {host} lets other machines in, which needs {' and '.join(missing)} too; nothing was started"
            )


def _is_this_machine(host: str) -> bool:
    """Whether only this machine can reach an address.

    Example:
        >>> [_is_this_machine(host) for host in ("localhost", "127.0.0.1", "::1", "0.0.0.0", "example.org")]
        [True, True, True, False, False]
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def bind(host: str, port: int) -> socket.socket:
    """Take the address.

    Raises:
        UsageError: If it cannot be bound.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP: only then does asyncio send at once (TCP_NODELAY), and not 40 ms later.
    taken = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((host, port))
        taken.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        taken.close()
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"cannot listen on {host} port {port}: {reason}; --port 0 takes any free one") from error
    taken.setblocking(False)
    return taken


def address_of(bound: socket.socket) -> str:
    """Where a browser on this machine finds the server."""
    host, port = bound.getsockname()[:2]
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{name}:{port}/"
