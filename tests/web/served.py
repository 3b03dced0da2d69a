"""A real server in a thread, and clients that can be as rude as they like."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from digitwise.web.api.admission import RequestLimiter
from digitwise.web.server.app import create_app
from digitwise.web.server.runner import run_app
from digitwise.web.server.serve import bind
from digitwise.web.settings import Limits, Settings
from digitwise.workers.pool import ReaderPool
from digitwise.workers.training import Trainings

FAKE_WORKER = (sys.executable, "-P", str(Path(__file__).with_name("fake_worker.py")))
FAKE_TRAINER = (sys.executable, "-P", str(Path(__file__).with_name("fake_trainer.py")))
FAST = Limits(workers=1, body_seconds=0.5, picture_seconds=2, answer_seconds=12, drain_seconds=3)
"""For processes that play readers: an answer may wait for one that hangs, and for the start of the next one."""
PATIENT = Limits(workers=1, picture_seconds=14, answer_seconds=15)
"""For processes that do read, on a machine that runs other tests beside them and may keep one waiting for seconds."""


@dataclass
class Answer:
    """Status, headers and body of an answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class Served:
    """A server that runs."""

    port: int
    limiter: RequestLimiter
    pool: ReaderPool
    thread: threading.Thread = field(repr=False)

    def ask(self, method: str, path: str, body: bytes | None = None, /, **headers: str) -> Answer:
        """Send one request; ``_`` in the names of headers stands for ``-``."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())

    def read(self, body: bytes, query: str = "", **headers: str) -> Answer:
        """Have one picture read."""
        return self.ask("POST", f"/api/read{query}", body, **headers)

    def connect(self) -> socket.socket:
        """A bare connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def say(self, data: bytes) -> bytes:
        """Send bytes and return all that comes back until the server ends the connection."""
        with self.connect() as connection:
            connection.sendall(data)
            return everything(connection)


def everything(connection: socket.socket) -> bytes:
    """All that comes until the other side ends the connection."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def form(*pictures: tuple[str, bytes], field: str = "picture") -> tuple[bytes, str]:
    """The body of a form with pictures, and its content type."""
    parts = [
        b'--limit\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n\r\n%s\r\n'
        % (field.encode(), name.encode(), content)
        for name, content in pictures
    ]
    return b"".join(parts) + b"--limit--\r\n", "multipart/form-data; boundary=limit"


@contextmanager
def served(
    settings: Settings, pages: Path, worker: tuple[str, ...] = FAKE_WORKER, trainer: tuple[str, ...] = FAKE_TRAINER
) -> Iterator[Served]:
    """Run a server in a thread of its own until the block ends."""
    bound = bind("127.0.0.1", 0)
    limiter, pool, trainings = RequestLimiter(settings.limits), ReaderPool(settings.limits, worker), Trainings(trainer)
    up = threading.Event()

    async def run() -> None:
        try:
            await pool.start()
            up.set()
            await run_app(create_app(settings, pool, limiter, pages, trainings), limiter, bound)
        finally:
            await trainings.close()
            await pool.close()

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    try:
        assert up.wait(30)
        yield Served(bound.getsockname()[1], limiter, pool, thread)
    finally:
        # What a signal does, which reaches the main thread only.
        limiter.draining = True
        thread.join(30)
        bound.close()
    assert not thread.is_alive()
