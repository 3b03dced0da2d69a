"""HTTP connections that do not wait for ever.

uvicorn bounds how long a connection may be idle between requests, but neither how long a client may take to say what it
wants nor to take in what it asked for. (The attack has a name: Slowloris, 2009.)
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from digitwise.web.server.request_guard import HEADERS

SMALLEST_SLICE = 4096
"""Bytes that are parsed at once, at least: of chunks of one byte these are 700, which take ten milliseconds."""

LARGEST_SLICE = 2**18
"""Bytes that asyncio reads at once."""

_BRIEF, _LONG = 0.002, 0.01


def slice_after(size: int, seconds: float) -> int:
    """Return how many bytes to parse at once, after so many took so long.

    Example:
        >>> slice_after(4096, 0.0001), slice_after(65536, 0.5), slice_after(8192, 0.005)
        (8192, 4096, 8192)
    """
    if seconds > _LONG:
        return SMALLEST_SLICE
    return min(2 * size, LARGEST_SLICE) if seconds < _BRIEF else size


class BoundedProtocol(H11Protocol):
    """HTTP/1.1 with a bound on the time for a request's head, the time without progress of an answer, and the number
    of connections; what is no HTTP at all is refused in the same form as everything else."""

    head_seconds = 10.0
    answer_seconds = 20.0
    connections_at_most = 500

    _taking = False

    _head_timer: asyncio.TimerHandle | None = None
    _answer_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request, unless there are too many connections."""
        self._waiting = bytearray()
        self._slice = SMALLEST_SLICE
        super().connection_made(transport)
        if len(self.connections) > self.connections_at_most:
            transport.abort()
        else:
            self._head_timer = self.loop.call_later(self.head_seconds, self._head_too_slow)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        super().connection_lost(exc)
        self._cancel_head_timer()
        self._cancel_answer_timer()

    def data_received(self, data: bytes) -> None:
        """Take what came; of chunks, each of which is parsed in Python, a little at a time: others are served too."""
        self._waiting += data
        if not self._taking:
            self._take()
        elif not self.transport.is_closing():
            self.transport.pause_reading()

    def _take(self) -> None:
        """Take a slice of what came, and the rest once others had their turn."""
        self._taking = False
        size = len(self._waiting) if self._is_plain_body() else self._slice
        data = bytes(self._waiting[:size])
        del self._waiting[:size]
        begun = time.thread_time()
        self._parse(data)
        self._slice = slice_after(self._slice, time.thread_time() - begun)
        if self.transport.is_closing():
            self._waiting.clear()
        elif self._waiting:
            self._taking = True
            self.transport.pause_reading()
            self.loop.call_soon(self._take)
        elif not self.flow.read_paused:
            self.transport.resume_reading()

    def _is_plain_body(self) -> bool:
        """Whether a body is coming whose length was said, which is taken as it is."""
        if self.conn.their_state is not h11.SEND_BODY or self.scope is None:
            return False
        return all(name != b"transfer-encoding" for name, _ in self.scope["headers"])

    def _parse(self, data: bytes) -> None:
        """Parse some bytes; a head that is not complete yet has to be soon."""
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE or self.transport.is_closing():
            self._cancel_head_timer()
        elif self._head_timer is None:
            self._head_timer = self.loop.call_later(self.head_seconds, self._head_too_slow)

    def pause_writing(self) -> None:
        """The client does not take in the answer: wait, but not for ever."""
        super().pause_writing()
        self._answer_timer = self.loop.call_later(self.answer_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """The client goes on."""
        super().resume_writing()
        self._cancel_answer_timer()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, in the form of all our answers."""
        self._refuse(400, "bad_request", "this is no valid HTTP request; nothing was done")

    def _head_too_slow(self) -> None:
        self._refuse(408, "too_slow", f"the request's head did not arrive within {self.head_seconds:g} s")

    def _refuse(self, status: int, code: str, message: str) -> None:
        body = json.dumps({"code": code, "message": message}).encode()
        headers = [*HEADERS.items(), ("Content-Type", "application/json"), ("Cache-Control", "no-store")]
        headers += [("Content-Length", str(len(body))), ("Connection", "close")]
        events: list[Any] = [h11.Response(status_code=status, headers=headers), h11.Data(data=body), h11.EndOfMessage()]
        # An answer may be under way already: then the end of the connection has to say it all.
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE) and not self.transport.is_closing():
            self.transport.write(b"".join(self.conn.send(event) or b"" for event in events))
        self.transport.close()

    def _cancel_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _cancel_answer_timer(self) -> None:
        if self._answer_timer is not None:
            self._answer_timer.cancel()
            self._answer_timer = None
