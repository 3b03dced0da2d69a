"""How far a job is, from its markers alone."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Any

from digitwise.jobs.output.markers import SUCCESS, Marker, done_shards, read_marker
from digitwise.jobs.output.schema import READ_CODES
from digitwise.jobs.places import Place, is_bucket, place_of
from digitwise.jobs.planning.plan import load_plan

SLOWEST = 5
"""Pictures that a status names as the slowest, as many as fit a terminal beside the rest."""

RECENT_SHARDS = 50
"""Rate and time left are those of the last so many shards: a job that was stopped for a night is not slow."""


@dataclass(frozen=True)
class Status:
    """How far a job is.

    Attributes:
        pictures: How many there are.
        done: How many have their row.
        shards: How many there are.
        shards_done: How many are published.
        codes: How many pictures have which code.
        rate: Pictures a second, of the shards done last; None before there are two.
        seconds_left: At that rate; None without one.
        slowest: Sources of the pictures that took longest, with their seconds, one a shard.
        success: Whether the job is done and within its limit of bad pictures.
    """

    pictures: int
    done: int
    shards: int
    shards_done: int
    codes: dict[str, int]
    rate: float | None
    seconds_left: float | None
    slowest: list[tuple[str, float]]
    success: bool

    @property
    def rejected(self) -> int:
        """Pictures that could not be read."""
        return sum(count for code, count in self.codes.items() if code not in READ_CODES)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values, ready for JSON."""
        return {**asdict(self), "rejected": self.rejected}


def status_of(output: str) -> Status:
    """How far the job of an output is.

    Raises:
        JobError: If there is no job, or a marker of it is damaged.
    """
    plan, place = load_plan(output), place_of(output)
    markers = all_markers(place)
    codes: Counter[str] = Counter()
    for marker in markers:
        codes.update(marker.codes)
    done = sum(marker.rows for marker in markers)
    rate = _rate(markers)
    slowest = sorted((marker.slowest for marker in markers), key=lambda pair: -pair[1])[:SLOWEST]
    left = (plan.pictures - done) / rate if rate else None
    success = place.look(SUCCESS) is not None
    return Status(
        plan.pictures, done, plan.shards, len(markers), dict(sorted(codes.items())), rate, left, slowest, success
    )


def all_markers(place: Place) -> list[Marker]:
    """The markers that are there, in the order of their shards."""
    numbers = done_shards(place)
    if not is_bucket(place.url):
        found = [read_marker(place, number) for number in numbers]
    else:
        with ThreadPoolExecutor(16) as pool:
            found = list(pool.map(lambda number: read_marker(place, number), numbers))
    return [marker for marker in found if marker is not None]


def _rate(markers: list[Marker]) -> float | None:
    recent = sorted(markers, key=lambda marker: marker.finished)[-RECENT_SHARDS:]
    if len(recent) < 2:
        return None
    seconds = recent[-1].finished - recent[0].finished
    return sum(marker.rows for marker in recent[1:]) / seconds if seconds > 0 else None


def success_of(output: str) -> dict[str, Any]:
    """What is published when a job is done: how much there is, of which job."""
    status = status_of(output)
    plan = load_plan(output)
    return {
        "pictures": status.pictures,
        "shards": status.shards,
        "codes": status.codes,
        "signature": plan.signature,
        "finished": round(time.time(), 3),
    }
