"""Admission control: request limits, time-outs and graceful shutdown."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from digitwise.web.api.error_response import busy
from digitwise.web.settings import Limits

LAST_CALL_SECONDS = 0.3
"""How long a server that was told to stop still takes connections: what was sent by then is at least told so."""


class RequestLimiter:
    """The requests under way, and the bytes held for them.

    Nothing waits without bound: who comes when all slots are taken, or when the bytes held for all requests together
    are too many, is told at once to come back.

    Attributes:
        draining: True once the server was told to stop: nobody new is let in.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._taken = 0
        self._bytes = 0
        self._end = math.inf
        self._timeouts: set[asyncio.Timeout] = set()
        self.draining = False

    @property
    def taken(self) -> int:
        """Number of requests under way."""
        return self._taken

    @property
    def drained(self) -> bool:
        """True once a server that was told to stop may do so: all are answered, or their time is up."""
        left = self._end - asyncio.get_running_loop().time()
        waited = left < self._limits.drain_seconds - LAST_CALL_SECONDS
        return left <= 0 or (self.taken == 0 and waited)

    @contextmanager
    def slot(self) -> Iterator[Slot]:
        """A slot for one request.

        Raises:
            Refusal: 503 if there is none.
        """
        if self.draining:
            raise busy("the server is stopping; nothing was read")
        if self._taken >= self._limits.uploads:
            raise busy(f"{self._taken} requests are under way already; nothing was read, try again in a moment")
        self._taken += 1
        slot = Slot(self)
        try:
            yield slot
        finally:
            self._taken -= 1
            self._bytes -= slot.held

    @asynccontextmanager
    async def within(self, seconds: float) -> AsyncIterator[None]:
        """Raise `TimeoutError` in what takes longer, or longer than a stopping server has left."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout_at(min(loop.time() + seconds, self._end)) as timeout:
            self._timeouts.add(timeout)
            try:
                yield
            finally:
                self._timeouts.discard(timeout)

    def drain(self) -> None:
        """Let nobody in any more, and give those who are in ``drain_seconds`` to be answered."""
        self.draining = True
        self._end = asyncio.get_running_loop().time() + self._limits.drain_seconds
        for timeout in self._timeouts:
            timeout.reschedule(min(timeout.when() or math.inf, self._end))

    def hold(self, count: int) -> None:
        """Count bytes that are held for a request.

        Raises:
            Refusal: 503 if that makes too many.
        """
        if self._bytes + count > self._limits.uploads_bytes:
            raise busy("too many large uploads are under way; nothing was read, try again in a moment")
        self._bytes += count


class Slot:
    """The slot of one request.

    Attributes:
        held: Bytes that are held for it.
    """

    def __init__(self, limiter: RequestLimiter) -> None:
        self._limiter = limiter
        self.held = 0

    def hold(self, count: int) -> None:
        """Count bytes that are held for this request.

        Raises:
            Refusal: 503 if that makes too many for all requests together.
        """
        self._limiter.hold(count)
        self.held += count
