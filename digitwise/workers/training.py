"""The trainings of the learning page, seen from the server: one at a time, each in a process of its own."""

from __future__ import annotations

import asyncio
import secrets
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from digitwise.workers.messages import Frame, receive_frame
from digitwise.workers.process import end, spawn

COMMAND = (sys.executable, "-P", "-m", "digitwise.workers.training_worker")

ABANDONED_SECONDS = 20.0
"""Seconds after which a training that nobody asks about is ended: its page was closed."""

LOOK_SECONDS = 0.5
"""Seconds between two looks at whether somebody still asks about a training that tells nothing."""


class Training:
    """One training.

    Attributes:
        id: What the page calls it by.
        state: ``starting``, ``running``, ``done``, ``stopped`` or ``failed``.
        events: What it told so far, each ready for JSON.
        checkpoints: Weights by step, each a safetensors file.
    """

    def __init__(self) -> None:
        self.id = secrets.token_hex(8)
        self.state = "starting"
        self.events: list[dict[str, Any]] = []
        self.checkpoints: dict[int, bytes] = {}
        self._asked = asyncio.get_running_loop().time()
        self._task: asyncio.Task[None] | None = None

    @property
    def over(self) -> bool:
        """True once it has ended, however it did."""
        return self.state in ("done", "stopped", "failed")

    def begin(self, command: Sequence[str], order: Frame) -> None:
        """Start its process, and note what it tells until it ends.

        Args:
            command: What starts the process.
            order: What is to be trained.
        """
        self._task = asyncio.create_task(self._run(command, order))

    def since(self, first: int) -> list[dict[str, Any]]:
        """Return the events from number ``first`` on, and note that somebody asked."""
        self._asked = asyncio.get_running_loop().time()
        return self.events[first:]

    async def stop(self) -> None:
        """End the process, if it still trains."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
        if not self.over:
            self._finish({"kind": "end", "state": "stopped"})

    async def _run(self, command: Sequence[str], order: Frame) -> None:
        try:
            process = await spawn(command)
        except OSError as error:
            message = f"the process that trains could not be started: {error.strerror}"
            self._finish({"kind": "end", "state": "failed", "code": "internal", "message": message})
            return
        try:
            assert process.stdin is not None
            process.stdin.write(order.packed())
            await process.stdin.drain()
            await self._listen(process)
        except (EOFError, OSError):
            message = "the process that trains ended before its time; the log of the server may say why"
            self._finish({"kind": "end", "state": "failed", "code": "internal", "message": message})
        finally:
            await end(process)

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        """Note events until the last one, or until nobody wants to know any more."""
        assert process.stdout is not None
        heard = asyncio.ensure_future(receive_frame(process.stdout))
        try:
            while not self.over:
                done, _ = await asyncio.wait({heard}, timeout=LOOK_SECONDS)
                if done:
                    self._note(heard.result())
                    heard = asyncio.ensure_future(receive_frame(process.stdout))
                elif asyncio.get_running_loop().time() - self._asked > ABANDONED_SECONDS:
                    self._finish({"kind": "end", "state": "stopped"})
        finally:
            heard.cancel()
            with suppress(asyncio.CancelledError, EOFError, OSError):
                await heard

    def _note(self, frame: Frame) -> None:
        event = frame.header
        if event.get("kind") == "end":
            self._finish(event)
            return
        self.state = "running"
        if frame.content:
            self.checkpoints[int(event["step"])] = frame.content
        self.events.append(event)

    def _finish(self, event: dict[str, Any]) -> None:
        self.events.append(event)
        self.state = str(event["state"])


class Trainings:
    """The training that runs, or ran last.

    Args:
        command: What starts a process that trains.
    """

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = command
        self._last: Training | None = None

    @property
    def running(self) -> Training | None:
        """The training under way, if there is one."""
        return None if self._last is None or self._last.over else self._last

    def start(self, settings: dict[str, Any], image: bytes) -> Training | None:
        """Start a training; the one before is forgotten.

        Args:
            settings: Fields of `digitwise.lesson.order.TrainingOrder`, already checked.
            image: 784 bytes of the digit that watches, or none.

        Returns:
            The training, or None if another one is under way.
        """
        if self.running is not None:
            return None
        self._last = Training()
        self._last.begin(self._command, Frame(settings, image))
        return self._last

    def find(self, identity: str) -> Training | None:
        """Return the training of that name, if it is the last one."""
        return self._last if self._last is not None and self._last.id == identity else None

    async def close(self) -> None:
        """End what runs."""
        if self._last is not None:
            await self._last.stop()
