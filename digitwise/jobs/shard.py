"""One shard of a job: its pictures become rows, whatever becomes of them, and the rows are published once."""

from __future__ import annotations

import atexit
import collections
import functools
import hashlib
import itertools
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from digitwise.errors import JobError, PictureError
from digitwise.jobs.inputs import Entry
from digitwise.jobs.options import Options
from digitwise.jobs.output.commit import adopt, commit
from digitwise.jobs.output.fields import fields_of
from digitwise.jobs.output.markers import Marker, read_marker, rows_name
from digitwise.jobs.output.schema import table_of
from digitwise.jobs.places import place_of
from digitwise.jobs.planning.plan import Plan
from digitwise.jobs.planning.signature import differences, software_of
from digitwise.reading.picture.many import SMALL_BYTES
from digitwise.reading.result import Reading
from digitwise.workers.batches import Fields, ReadSettings
from digitwise.workers.guard import Guard
from digitwise.workers.limits import WorkerLimits
from digitwise.workers.process import Killed

BATCH_PICTURES, BATCH_PREPARED, BATCH_BYTES = 64, 256, 2**20
"""Pictures read with one message at most, or images that no decoder has to open, and their bytes."""

SHEET_LIMITS = WorkerLimits(workers=1, picture_seconds=30.0)
"""Of a ruled sheet, which has hundreds of cells."""

BATCHES_AHEAD = 2
"""Batches that wait for the process that reads, so that it never waits for us."""

COMMAND = (sys.executable, "-P", "-m", "digitwise.jobs.reader_process")
LIMITS = WorkerLimits(workers=1)

T = TypeVar("T")
Content = bytes | PictureError
Batch = list[tuple[int, Content]]
Row = dict[str, Any]


def run_shard(plan: Plan, shard: int) -> Marker:
    """Read the pictures of a shard and publish their rows; where they are already, nothing is done.

    The same plan and number give the same rows, wherever and however often they are read, but for ``seconds``.

    Args:
        plan: The plan of the job.
        shard: Number of the shard, from 0.

    Returns:
        The marker of the rows that are there now.

    Raises:
        JobError: If this machine has other software than was planned with, the input is another, or a bucket does not
            answer.
        OutputError: If the rows cannot be written.
    """
    place, expected = place_of(plan.output), plan.size_of(shard)
    marker = read_marker(place, shard)
    if marker is not None:
        return marker
    check_software(plan)
    if place.look(rows_name(shard)) is not None:
        return adopt(place, shard, expected)
    source = plan.open_input()
    options = plan.options
    settings = ReadSettings(options.single, source.prepared, options.min_confidence, options.model, options.form)
    entries = plan.entries(shard)
    most = BATCH_PREPARED if source.prepared else BATCH_PICTURES
    rows = list(rows_of(entries, source.contents(entries), plan.first_of(shard), guard_for(settings), most))
    return commit(place, shard, table_of(rows), expected)


def check_software(plan: Plan) -> None:
    """Refuse to read on a machine whose code, libraries or networks are others than the plan's.

    Raises:
        JobError: With code ``software_differs``; the message names what differs.
    """
    software = _software(plan.options)
    different = differences({name: plan.signature.get(name) for name in software}, software)
    if different:
        raise JobError(
            "software_differs",
            f"this machine would read otherwise than was planned: {', '.join(different)}; "
            "install the same version everywhere; nothing was read",
        )


def rows_of(
    entries: Sequence[Entry], contents: Iterator[Content], first: int, guard: Guard, most: int = BATCH_PICTURES
) -> Iterator[Row]:
    """The row of each picture, in order.

    Args:
        entries: The pictures.
        contents: Their bytes, or why there are none.
        first: Number of the first of them.
        guard: Reads them.
        most: How many it reads with one message.
    """
    waiting: collections.deque[tuple[Batch, Future[list[Fields | Killed]]]] = collections.deque()
    batches = ((batch, _contents(batch)) for batch in _batches(enumerate(contents), most))
    with ThreadPoolExecutor(1) as asking:
        for (batch, pictures), following in _with_next(batches):
            ahead = following[1] if following else []
            waiting.append((batch, asking.submit(guard.read, pictures, ahead) if pictures else _nothing()))
            if len(waiting) > BATCHES_AHEAD:
                yield from _rows(*waiting.popleft(), entries, first)
        while waiting:
            yield from _rows(*waiting.popleft(), entries, first)


@functools.lru_cache(maxsize=1)
def guard_for(settings: ReadSettings) -> Guard:
    """The guarded process of this process, kept from shard to shard."""
    guard = Guard(settings, LIMITS if settings.form is None else SHEET_LIMITS, COMMAND)
    atexit.register(guard.close)
    return guard


@functools.lru_cache(maxsize=1)
def _software(options: Options) -> dict[str, Any]:
    return software_of(options)


def _batches(contents: Iterator[tuple[int, Content]], most: int) -> Iterator[Batch]:
    batch: Batch = []
    held = 0
    for number, content in contents:
        size = len(content) if isinstance(content, bytes) else 0
        if batch and (size > SMALL_BYTES or len(batch) >= most or held + size > BATCH_BYTES):
            yield batch
            batch, held = [], 0
        batch.append((number, content))
        held += size if size <= SMALL_BYTES else BATCH_BYTES
    if batch:
        yield batch


def _contents(batch: Batch) -> list[bytes]:
    """What the process that reads is sent of a batch."""
    return [content for _, content in batch if isinstance(content, bytes)]


def _with_next(items: Iterable[T]) -> Iterator[tuple[T, T | None]]:
    """Each item with the one after it."""
    here, after = itertools.tee(items)
    next(after, None)
    return itertools.zip_longest(here, after)


def _nothing() -> Future[list[Fields | Killed]]:
    done: Future[list[Fields | Killed]] = Future()
    done.set_result([])
    return done


def _rows(batch: Batch, answer: Future[list[Fields | Killed]], entries: Sequence[Entry], first: int) -> Iterator[Row]:
    answers = iter(answer.result())
    for number, content in batch:
        if isinstance(content, PictureError):
            fields, digest = _refused(content, 0.0), None
        else:
            fields, digest = _fields(next(answers)), hashlib.sha256(content).hexdigest()
        yield {"id": first + number, "source": entries[number].source, "sha256": digest, **fields}


def _fields(answer: Fields | Killed) -> Fields:
    return _refused(answer, answer.seconds) if isinstance(answer, Killed) else answer


def _refused(error: PictureError | Killed, seconds: float) -> Fields:
    return {**fields_of(Reading(code=error.code, message=str(error))), "seconds": seconds}
