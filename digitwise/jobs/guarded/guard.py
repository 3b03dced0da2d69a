"""Reads pictures in a process of its own, so that one that hangs, aborts or eats memory costs nothing but itself.

Small pictures go together, large ones alone. Where a process ends over several, each of them is read alone in a new
one; where it ends over one, that one is tried again, and only then has its code. So no verdict depends on what stood
beside a picture, nor on a process that somebody else killed.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict

from digitwise.jobs.guarded.batch import Fields, How, fields_in, question
from digitwise.jobs.output.fields import fields_of
from digitwise.reading.result import Reading
from digitwise.workers.limits import WorkerLimits
from digitwise.workers.process import Killed, ReadingProcess

COMMAND = (sys.executable, "-P", "-m", "digitwise.jobs.guarded.reader_process")
TRIES = 2


class Guard:
    """A process that reads, started when it is needed and again when it had to be killed.

    Args:
        how: How pictures are read.
        limits: What one message may cost.
        command: What starts the process; ``how`` is added to it.
    """

    def __init__(self, how: How, limits: WorkerLimits, command: Sequence[str] = COMMAND) -> None:
        self._limits = limits
        self._command = (*command, json.dumps(asdict(how)))
        self._runner = asyncio.Runner()
        self._process: ReadingProcess | None = None

    def read(self, pictures: Sequence[bytes]) -> list[Fields]:
        """What becomes of each picture.

        Raises:
            DigitwiseError: If no process can be started, such as when the model is missing.
        """
        try:
            return self._runner.run(self._ask(pictures))
        except Killed as error:
            if len(pictures) == 1:
                return [self._again(pictures[0], error)]
        return [fields for picture in pictures for fields in self.read([picture])]

    def close(self) -> None:
        """End the process."""
        with suppress(RuntimeError):
            self._runner.run(self._end())
            self._runner.close()

    def _again(self, picture: bytes, error: Killed) -> Fields:
        for _ in range(TRIES - 1):
            try:
                return self._runner.run(self._ask([picture]))[0]
            except Killed as later:
                error = later
        return {**fields_of(Reading(code=error.code, message=str(error))), "seconds": self._limits.picture_seconds}

    async def _ask(self, pictures: Sequence[bytes]) -> list[Fields]:
        if self._process is None:
            self._process = await ReadingProcess.start(self._command)
        try:
            return fields_in(await self._process.ask_frame(question(pictures), self._limits), len(pictures))
        except EOFError as error:
            await self._end()
            raise Killed("decoder_crash", "the decoder crashed over this picture; nothing was read") from error
        except Killed:
            await self._end()
            raise

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await process.kill()
