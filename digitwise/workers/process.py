"""One process that reads pictures, seen from the server: started, asked, watched, killed."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict

import psutil

from digitwise.errors import DigitwiseError
from digitwise.imports import search_path
from digitwise.workers.limits import WorkerLimits
from digitwise.workers.messages import CRASHED, Frame, ReadOptions, receive_frame

LOOK_SECONDS = 0.05
"""Seconds between two looks at the memory of a process. It can take 100 MB in that time, and a look is not free."""

START_SECONDS = 60.0
"""Seconds until a process can read, at most: it takes one at rest, and many times as long on a machine at its limit."""

END_SECONDS = 1.0
"""Seconds until the system reports the end of a process whose pipe closed, at most; usually it takes milliseconds."""

PIPE_BYTES = 2**20
"""Bytes of an answer that are buffered: most readings fit, where asyncio's 64 KiB pause the pipe again and again."""


class Killed(Exception):
    """A process that ended, or had to be ended, over a picture.

    Attributes:
        code: ``timeout`` or ``decoder_crash``.
        seconds: Seconds from the question to the end of the process, where they are measured.
    """

    def __init__(self, code: str, message: str, seconds: float = 0.0) -> None:
        super().__init__(message)
        self.code = code
        self.seconds = seconds


async def spawn(command: Sequence[str]) -> asyncio.subprocess.Process:
    """Start a process of the package with pipes to its standard input and output.

    Args:
        command: What starts it.
    """
    pipe = asyncio.subprocess.PIPE
    # The process has to find the package where we found it, and must not take modules from the current folder.
    environment = {**os.environ, "PYTHONPATH": search_path()}
    # A session of its own: Ctrl-C in a terminal is for the server, which ends its processes itself.
    starting = asyncio.ensure_future(
        asyncio.create_subprocess_exec(
            *command, stdin=pipe, stdout=pipe, env=environment, limit=PIPE_BYTES, start_new_session=True
        )
    )
    try:
        # Cancelled before its pipes are open, asyncio would wait for the end of a process for ever.
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        await end(await starting)
        raise


async def end(process: asyncio.subprocess.Process) -> None:
    """End a process, whatever it is doing, and free all that it had."""
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(ProcessLookupError):
        process.kill()
    process.stdin.close()
    await process.wait()
    with suppress(OSError):
        await process.stdin.wait_closed()
    # The transport of a process closes itself only once its pipes were read to their end.
    await process.stdout.read()


class ReadingProcess:
    """A process that reads one picture at a time.

    Use :meth:`start` to make one.
    """

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self._to, self._from = process.stdin, process.stdout
        self._watched: psutil.Process | None = None
        self._sent_ahead: Frame | None = None

    @classmethod
    async def start(cls, command: Sequence[str]) -> ReadingProcess:
        """Start a process and wait until it can read.

        Args:
            command: What starts it.

        Raises:
            DigitwiseError: If it cannot read, with its reason.
        """
        started = cls(await spawn(command))
        try:
            await started._hear_ready()
        except BaseException:
            await started.kill()
            raise
        return started

    async def _hear_ready(self) -> None:
        try:
            async with asyncio.timeout(START_SECONDS):
                frame = await receive_frame(self._from)
        except (EOFError, TimeoutError) as error:
            raise DigitwiseError("the process that reads pictures did not start; its own words stand above") from error
        if frame.header.get("code") != "ready":
            failure = DigitwiseError(str(frame.header.get("message")))
            failure.code = str(frame.header.get("code"))
            raise failure

    async def request(self, picture: bytes, options: ReadOptions, limits: WorkerLimits) -> Frame:
        """Have a picture read.

        Args:
            picture: The bytes of a picture file.
            options: How to read it.
            limits: How long it may take, and in how much memory.

        Returns:
            The answer: ``code`` and ``message`` in the header, the reading in JSON as content.

        Raises:
            Killed: If the process ended, or had to be ended; it cannot be used again.
        """
        return await self.request_frame(Frame(asdict(options), picture), limits)

    async def request_frame(self, question: Frame, limits: WorkerLimits, following: Frame | None = None) -> Frame:
        """Have a frame answered, whatever it asks for, under the limits of one picture.

        Args:
            question: What is asked.
            limits: How long the answer may take, and in how much memory.
            following: What is asked next, if that is known: it is sent while the answer is waited for. The limits of
                its own answer count from the call that asks it.

        Raises:
            Killed: If the process ended, or had to be ended; it cannot be used again.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + limits.picture_seconds
        answer = asyncio.ensure_future(self._exchange(question, following))
        try:
            while not (await asyncio.wait({answer}, timeout=LOOK_SECONDS))[0]:
                self._check(end - loop.time(), limits)
            return answer.result()
        except (EOFError, OSError) as error:
            raise await self._ended() from error
        finally:
            answer.cancel()
            with suppress(asyncio.CancelledError, EOFError, OSError):
                await answer

    def expects(self, question: Frame) -> bool:
        """Whether its next answer would be to this question: none was sent ahead, or this one was."""
        return self._sent_ahead is None or self._sent_ahead is question

    async def _exchange(self, question: Frame, following: Frame | None) -> Frame:
        if question is not self._sent_ahead:
            self._to.write(question.packed())
            await self._to.drain()
        self._sent_ahead = following
        if following is not None:
            # Not drained: it passes while the answer is waited for.
            self._to.write(following.packed())
        return await receive_frame(self._from)

    def _check(self, left: float, limits: WorkerLimits) -> None:
        if left <= 0:
            raise Killed("timeout", f"reading took more than {limits.picture_seconds:g} s and was stopped")
        # What is mapped but not resident costs nothing: ONNX Runtime and OpenCV map much that they never touch.
        with suppress(psutil.Error):
            # To find a process takes ten times as long as to ask one that was found.
            self._watched = self._watched or psutil.Process(self._process.pid)
            if self._watched.memory_info().rss > limits.picture_bytes:
                raise Killed(
                    "decoder_crash", f"reading took more than {limits.picture_bytes:,} bytes of memory and was stopped"
                )

    async def _ended(self) -> Killed:
        """Why the process ended by itself."""
        # To kill a process asks for its exit code first, and whoever asks first is the only one who is told: asyncio
        # would then make one up. So wait until asyncio knows; only one that lied to us is still there after that.
        with suppress(TimeoutError):
            async with asyncio.timeout(END_SECONDS):
                await self._process.wait()
        await self.kill()
        if self._process.returncode == -getattr(signal, "SIGXCPU", 0):
            return Killed("timeout", "reading took too much processor time and was stopped")
        return Killed("decoder_crash", CRASHED)

    async def kill(self) -> None:
        """End the process, whatever it is doing, and free all that it had."""
        await end(self._process)
