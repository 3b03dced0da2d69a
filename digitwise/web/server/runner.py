"""The server proper: uvicorn with our protocol, which stops in order."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from digitwise.web.api.admission import RequestLimiter
from digitwise.web.server.http_protocol import BoundedProtocol


class Server(uvicorn.Server):
    """A uvicorn server that answers what is under way before it stops.

    At the first signal nobody new is let in and ``/readyz`` says so, while the server goes on to listen; it stops when
    all are answered, or their time is up. At the second signal it stops at once.
    """

    def __init__(self, config: uvicorn.Config, limiter: RequestLimiter, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._limiter, self._ready = limiter, ready
        self._begun = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say so: a signal that comes in answer to that is heard already."""
        await super().startup(sockets)
        self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to stop. Unlike uvicorn's own, the signal is not raised again afterwards: the exit code is 0."""
        if self._limiter.draining:
            self.should_exit = self.force_exit = True
        self._limiter.draining = True

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second: whether to stop."""
        if self._limiter.draining and not self._begun:
            self._begun = True
            self._limiter.drain()
        return await super().on_tick(counter) or self._limiter.drained


async def run_app(
    app: ASGIApp, limiter: RequestLimiter, bound: socket.socket, ready: Callable[[], None] = lambda: None
) -> None:
    """Serve an application until a signal comes.

    Args:
        app: The application.
        limiter: Who may come in to it.
        bound: The socket to listen on; closed in the end.
        ready: Called once it is served, and signals are heard.
    """
    logging.getLogger("uvicorn").setLevel(logging.CRITICAL)
    config = uvicorn.Config(
        app,
        http=BoundedProtocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    await Server(config, limiter, ready).serve(sockets=[bound])
