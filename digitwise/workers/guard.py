"""Reads pictures in a process of its own, so that one that hangs, aborts or eats memory costs nothing but itself.

Small pictures go together, large ones alone. Where a process ends over several, each half of them is read in a new one,
and so on; where it ends over one, that one is tried again, and only then has its code. So no verdict depends on what
stood beside a picture, nor on a process that somebody else killed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress

from digitwise.errors import DigitwiseError
from digitwise.workers.batches import Fields, PictureInput, ReadSettings, fields_in, question
from digitwise.workers.limits import WorkerLimits
from digitwise.workers.messages import CRASHED, Frame
from digitwise.workers.process import Killed, ReadingProcess

TRIES = 2
"""A picture over which a process ends is read this often, and a process started this often: another program may have
taken its memory, or killed it, and hardly does so twice."""


class Guard:
    """A process that reads, started when it is needed and again when it had to be killed.

    Args:
        settings: How pictures are read.
        limits: What one message may cost.
        command: What starts the process; ``settings`` are added to it.
    """

    def __init__(self, settings: ReadSettings, limits: WorkerLimits, command: Sequence[str]) -> None:
        self._limits = limits
        self._command = (*command, settings.argument())
        self._runner = asyncio.Runner()
        self._process: ReadingProcess | None = None
        self._following: tuple[Sequence[PictureInput], Frame] | None = None

    def read(self, pictures: Sequence[PictureInput], following: Sequence[PictureInput] = ()) -> list[Fields | Killed]:
        """What becomes of each picture: what the process says of it, or how the process ended over it.

        Args:
            pictures: What is read with one message.
            following: What the next call reads, the same object, if that is known: it is sent while these are read.

        Raises:
            DigitwiseError: If no process can be started, such as when the model is missing.
        """
        known, self._following = self._following, (following, question(following)) if following else None
        asked = known[1] if known is not None and known[0] is pictures else question(pictures)
        ahead = self._following[1] if self._following else None
        try:
            return [*self._answers(asked, len(pictures), ahead)]
        except Killed as error:
            if len(pictures) == 1:
                return [self._again(question(pictures), error)]
        half = len(pictures) // 2
        return [*self.read(pictures[:half]), *self.read(pictures[half:])]

    def request(self, what: str, pictures: Sequence[PictureInput] = ()) -> Fields | Killed:
        """What a process answers to one question.

        Args:
            what: What is asked, as :func:`~digitwise.workers.batches.question` takes it.
            pictures: What it is about, one at most.

        Raises:
            DigitwiseError: If no process can be started.
        """
        asked = question(pictures, what)
        try:
            return self._answers(asked, 1)[0]
        except Killed as error:
            return self._again(asked, error)

    def close(self) -> None:
        """End the process."""
        with suppress(RuntimeError):
            self._runner.run(self._end())
            self._runner.close()

    def _again(self, asked: Frame, error: Killed) -> Fields | Killed:
        for _ in range(TRIES - 1):
            try:
                return self._answers(asked, 1)[0]
            except Killed as later:
                error = later
        return error

    def _answers(self, asked: Frame, expected: int, following: Frame | None = None) -> list[Fields]:
        return self._runner.run(self._request(asked, expected, following))

    async def _request(self, asked: Frame, expected: int, following: Frame | None) -> list[Fields]:
        if self._process is not None and not self._process.expects(asked):
            # What was sent ahead is not asked for any more, as where a shard was given up.
            await self._end()
        if self._process is None:
            self._process = await self._started()
        begun = time.monotonic()
        try:
            return fields_in(await self._process.request_frame(asked, self._limits, following), expected)
        except EOFError as error:
            killed = Killed("decoder_crash", CRASHED, time.monotonic() - begun)
            await self._end()
            raise killed from error
        except Killed as error:
            error.seconds = time.monotonic() - begun
            await self._end()
            raise

    async def _started(self) -> ReadingProcess:
        for _ in range(TRIES - 1):
            try:
                return await ReadingProcess.start(self._command)
            except DigitwiseError as error:
                # One that was killed while it started says nothing of the next; one that gives a reason will again.
                if not isinstance(error.__cause__, EOFError):
                    raise
        return await ReadingProcess.start(self._command)

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await process.kill()
