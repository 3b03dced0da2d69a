"""Processes that read pictures: never more than a few, and each replaced when it had to be killed."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Coroutine, Sequence
from typing import Any, NamedTuple

from digitwise.errors import DigitwiseError
from digitwise.workers.limits import WorkerLimits
from digitwise.workers.messages import ReadOptions
from digitwise.workers.process import Killed, ReadingProcess

COMMAND = (sys.executable, "-P", "-m", "digitwise.workers.worker")
AGAIN_SECONDS = 1.0
"""Seconds between two attempts to start a process: what is missing, such as memory, does not come back at once."""

logger = logging.getLogger("digitwise")


class Answer(NamedTuple):
    """What became of one picture: the code and message of its reading, and the whole reading in JSON."""

    code: str
    message: str
    reading: bytes


class ReaderPool:
    """Reads pictures in processes of its own.

    Args:
        limits: How many processes, and what one picture may cost.
        command: What starts a process.
    """

    def __init__(self, limits: WorkerLimits, command: Sequence[str] = COMMAND) -> None:
        self._limits = limits
        self._command = command
        self._idle: asyncio.Queue[ReadingProcess] = asyncio.Queue()
        self._alive: set[ReadingProcess] = set()
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def ready(self) -> bool:
        """True while there is a process that can read."""
        return bool(self._alive)

    async def start(self) -> None:
        """Start the processes, and wait until the first is ready; the others follow.

        Raises:
            DigitwiseError: If the reader cannot be opened.
        """
        await self._add()
        for _ in range(self._limits.workers - 1):
            self._begin(self._replace())

    async def close(self) -> None:
        """End all processes."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(process.kill() for process in self._alive))
        self._alive.clear()

    async def read(self, picture: bytes, options: ReadOptions) -> Answer:
        """Read a picture, when its turn comes.

        Args:
            picture: The bytes of a picture file.
            options: How to read it.

        Returns:
            What became of it.

        Raises:
            Killed: If its process ended over it, or had to be ended: ``timeout`` or ``decoder_crash``.
        """
        process = await self._idle.get()
        # Whoever asked may give up meanwhile; the process is put back, or replaced, all the same.
        return await asyncio.shield(self._begin(self._use(process, picture, options)))

    def _begin(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _use(self, process: ReadingProcess, picture: bytes, options: ReadOptions) -> Answer:
        try:
            frame = await process.request(picture, options, self._limits)
        except Killed as error:
            self._alive.discard(process)
            await process.kill()
            self._begin(self._replace())
            logger.warning("a picture was given up: %s", error)
            raise
        self._idle.put_nowait(process)
        return Answer(str(frame.header.get("code")), str(frame.header.get("message")), frame.content)

    async def _add(self) -> None:
        process = await ReadingProcess.start(self._command)
        self._alive.add(process)
        self._idle.put_nowait(process)

    async def _replace(self) -> None:
        while True:
            try:
                return await self._add()
            except (DigitwiseError, OSError) as error:
                logger.warning("a process that reads pictures could not be started, trying again: %s", error)
                await asyncio.sleep(AGAIN_SECONDS)
