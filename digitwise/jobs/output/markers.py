"""Markers: each says that the rows of one shard are there, how many they are, and their digest."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from digitwise.errors import JobError
from digitwise.jobs.places import Place

SUCCESS = "_SUCCESS"
_NAME = re.compile(r"markers/shard-(\d{6})\.json")


@dataclass(frozen=True)
class Marker:
    """The rows of one shard.

    Attributes:
        shard: Its number.
        rows: Rows of its file.
        bytes: Size of its file.
        sha256: Digest of its file.
        codes: How many pictures have which code.
        seconds: How long all its pictures took together.
        slowest: Source of the picture that took longest, and its seconds.
        finished: When it was published, seconds since 1970.
    """

    shard: int
    rows: int
    bytes: int
    sha256: str
    codes: Mapping[str, int]
    seconds: float
    slowest: tuple[str, float]
    finished: float


def rows_name(shard: int) -> str:
    """The file of a shard's rows.

    Example:
        >>> rows_name(12)
        'rows/shard-000012.parquet'
    """
    return f"rows/shard-{shard:06}.parquet"


def marker_name(shard: int) -> str:
    """The file of a shard's marker."""
    return f"markers/shard-{shard:06}.json"


def write_marker(place: Place, marker: Marker) -> None:
    """Publish a marker; where there is one already, it stays."""
    create_json(place, marker_name(marker.shard), asdict(marker))


def read_marker(place: Place, shard: int) -> Marker | None:
    """The marker of a shard, None if it is not done.

    Raises:
        JobError: If it is damaged.
    """
    try:
        content = place.read(marker_name(shard))
    except FileNotFoundError:
        return None
    try:
        values = json.loads(content)
        return Marker(**{**values, "slowest": tuple(values["slowest"])})
    except (ValueError, TypeError, KeyError) as error:
        name = f"{place.url}/{marker_name(shard)}"
        raise JobError("marker_damaged", f"{name} cannot be read ({error}); remove it and run again") from error


def done_shards(place: Place) -> list[int]:
    """Numbers of the shards that have a marker, in their order.

    Raises:
        JobError: ``shard_missing`` if the rows of one are not there.
    """
    # Rows are published before their marker, so that in this order none is missed.
    found = [_NAME.fullmatch(f"markers/{name}") for name in place.held("markers")]
    shards = sorted(int(name[1]) for name in found if name)
    rows = {f"rows/{name}" for name in place.held("rows")} if shards else set()
    for shard in shards:
        if rows_name(shard) not in rows:
            raise missing_rows(place, shard)
    return shards


def missing_rows(place: Place, shard: int) -> JobError:
    """The error for a shard whose rows are gone."""
    where, marker = f"{place.url}/{rows_name(shard)}", f"{place.url}/{marker_name(shard)}"
    return JobError("shard_missing", f"{where} is not there, though it is marked; remove {marker} and run again")


def create_json(place: Place, name: str, values: Mapping[str, Any]) -> bool:
    """Publish a small document; False if there is one already."""
    content = json.dumps(values, indent=2) + "\n"
    return place.publish(name, lambda draft: draft.write_text(content, encoding="utf-8"))
