"""Reads many pictures in processes that are killed when a picture crashes them, hangs, or takes too much memory.

What a :class:`~digitwise.reading.reader.Reader` does in this process, bit for bit, but for those pictures: each of them
is a reading with its code, and the others go on.
"""

from __future__ import annotations

import collections
import queue
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from digitwise.errors import PictureError
from digitwise.reading.picture.many import GROUP_PICTURES, groups_of, named
from digitwise.reading.picture.pdf import PdfFile, PdfPage
from digitwise.reading.picture.sources import name_of, read_file
from digitwise.reading.result import Reading
from digitwise.workers.batches import COUNT, SIGNATURE, Fields, PictureInput, ReadSettings
from digitwise.workers.guard import Guard
from digitwise.workers.limits import WorkerLimits
from digitwise.workers.messages import CRASHED
from digitwise.workers.packing import unpacked
from digitwise.workers.process import Killed

COMMAND = (sys.executable, "-P", "-m", "digitwise.workers.batch_worker")

LIMITS = WorkerLimits(picture_seconds=30.0, picture_bytes=3 * 2**29)
"""Of a command: the worst picture that is let in takes 10 s and 1 GB of a machine with nothing else to do, and nobody
waits for a page to answer."""


class GuardedReader:
    """Reads pictures in processes of its own, which start when there is something to read; close it after use.

    Args:
        settings: How pictures are read.
        limits: How many processes, and what one message may cost.
    """

    def __init__(self, settings: ReadSettings, limits: WorkerLimits = LIMITS) -> None:
        self._workers = limits.workers
        self._signature: Fields | None = None
        # The one that was used last comes first: few pictures start few processes.
        self._idle: queue.LifoQueue[Guard] = queue.LifoQueue()
        for _ in range(limits.workers):
            self._idle.put(Guard(settings, limits, COMMAND))

    def __enter__(self) -> GuardedReader:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        for _ in range(self._workers):
            self._idle.get().close()

    def count_pages(self, file: PdfFile) -> int:
        """How many pages a PDF file has.

        Raises:
            PictureError: If it cannot be read, or a process ended over it.
        """
        with self._guard() as guard:
            found = guard.request(COUNT, [PdfPage(file, 0)])
        if isinstance(found, Killed):
            raise PictureError(found.code, str(found))
        if not isinstance(found.get("pages"), int):
            raise PictureError(str(found.get("code", "decoder_crash")), str(found.get("message", CRASHED)))
        return int(found["pages"])

    def read_many(self, sources: Iterable[Any], names: Iterable[str] | None = None) -> Iterator[Reading]:
        """Read pictures in parallel, in their order.

        Args:
            sources: Paths, bytes of files, or pages of a PDF; a `PictureError` stands for one that is refused already.
            names: What to call each in its reading; None for the names of the files.

        Yields:
            A reading for each; one that cannot be read has its ``code``.

        Raises:
            UsageError: If there are fewer or more names than pictures.
            ModelError: If the model is missing or not what its card says.
        """
        pool = ThreadPoolExecutor(self._workers)
        waiting: collections.deque[Future[list[Reading]]] = collections.deque()
        try:
            for group in groups_of(named(sources, names), GROUP_PICTURES):
                waiting.append(pool.submit(self._read, group))
                # Only a few ahead: sources may be many, and pictures large.
                if len(waiting) > 4 * self._workers:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _read(self, group: list[tuple[Any, str | None]]) -> list[Reading]:
        contents = [_content(source) for source, _ in group]
        with self._guard() as guard:
            pictures = [content for content in contents if not isinstance(content, PictureError)]
            answers = iter(guard.read(pictures) if pictures else [])
            found = [
                self._reading(content if isinstance(content, PictureError) else next(answers), guard)
                for content in contents
            ]
        return [
            replace(reading, source=name_of(source) if name is None else name)
            for reading, (source, name) in zip(found, group, strict=True)
        ]

    def _reading(self, answer: Fields | Killed | PictureError, guard: Guard) -> Reading:
        if not isinstance(answer, Killed | PictureError):
            try:
                return unpacked(answer)
            except ValueError:
                # Whatever took over the process that reads must not end the reading of all the others.
                answer = PictureError("decoder_crash", CRASHED)
        if self._signature is None:
            # What is refused says which network it was refused by, as any reading does.
            found = guard.request(SIGNATURE)
            said = {} if isinstance(found, Killed) else found
            self._signature = {name: str(said.get(name, "")) for name in ("model", "model_sha256")}
        return Reading(code=answer.code, message=str(answer), **self._signature)

    @contextmanager
    def _guard(self) -> Iterator[Guard]:
        guard = self._idle.get()
        try:
            yield guard
        finally:
            self._idle.put(guard)


def _content(source: Any) -> PictureInput | PictureError:
    if isinstance(source, PictureError | PdfPage | bytes):
        return source
    try:
        return read_file(Path(source))
    except PictureError as error:
        return error
