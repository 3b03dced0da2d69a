"""The pictures of a plan: a table with one row group for each shard, so that a shard reads its own alone."""

from __future__ import annotations

import array
import hashlib
import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from digitwise.errors import UsageError
from digitwise.jobs.inputs import Entry

COLUMNS = pa.schema(
    [
        ("source", pa.string()),
        ("file", pa.string()),
        ("place", pa.int64()),
        ("size", pa.int64()),
        ("stamp", pa.string()),
    ]
)


class Listed(NamedTuple):
    """A listing that was written.

    Attributes:
        pictures: How many there are.
        shards: In how many shards.
        sha256: Digest of all entries, which does not depend on how they are stored.
    """

    pictures: int
    shards: int
    sha256: str


def write_listing(entries: Iterable[Entry], shard_pictures: int, path: Path) -> Listed:
    """Write a listing; memory grows by eight bytes with each picture.

    Raises:
        UsageError: If there is no picture, a name twice, or one that is no UTF-8.
    """
    digest, names, shards = hashlib.sha256(), array.array("Q"), 0
    remaining = iter(entries)
    with pq.ParquetWriter(path, COLUMNS, compression="zstd") as writer:
        while chunk := list(itertools.islice(remaining, shard_pictures)):
            digest.update(b"".join(map(_line, chunk)))
            names.extend(_short_digest(entry.source) for entry in chunk)
            columns = [list(column) for column in zip(*chunk, strict=True)]
            writer.write_table(pa.table(columns, schema=COLUMNS), row_group_size=shard_pictures)
            shards += 1
    if not names:
        raise UsageError("no picture was found; expected PNG, JPEG and the like below the folder; nothing was read")
    _refuse_twins(np.frombuffer(names, np.uint64), path)
    return Listed(len(names), shards, digest.hexdigest())


def read_entries(source: Any, shard: int) -> list[Entry]:
    """The pictures of one shard of a listing.

    Args:
        source: Path of the listing, or a file.
        shard: Number of the shard.
    """
    with pq.ParquetFile(source) as file:
        return _entries(file, shard)


def all_entries(source: Any) -> Iterator[Entry]:
    """Every picture of a listing, a shard at a time."""
    with pq.ParquetFile(source) as file:
        for shard in range(file.num_row_groups):
            yield from _entries(file, shard)


def digest_of(entries: Iterable[Entry]) -> str:
    """Digest of entries, which does not depend on how they are stored."""
    digest = hashlib.sha256()
    for entry in entries:
        digest.update(_line(entry))
    return digest.hexdigest()


def _entries(file: pq.ParquetFile, shard: int) -> list[Entry]:
    # Without threads: what Arrow's let go of too late ends the process.
    columns = [column.to_pylist() for column in file.read_row_group(shard, use_threads=False).columns]
    return list(itertools.starmap(Entry, zip(*columns, strict=True)))


def _refuse_twins(names: np.ndarray, path: Path) -> None:
    found, counts = np.unique(names, return_counts=True)
    suspects = set(found[counts > 1].tolist())
    if not suspects:
        return
    # Two names may share a short digest by chance; only the names themselves tell.
    seen: set[str] = set()
    for entry in all_entries(path):
        if _short_digest(entry.source) in suspects:
            if entry.source in seen:
                raise UsageError(f"the name {entry.source} is there twice; expected each once; nothing was read")
            seen.add(entry.source)


def _line(entry: Entry) -> bytes:
    try:
        return f"{entry.source}\0{entry.file}\0{entry.place}\0{entry.size}\0{entry.stamp}\n".encode()
    except UnicodeEncodeError as error:
        raise UsageError(
            f"the name {entry.source!a} is no UTF-8, and cannot stand in a table; rename it; nothing was read"
        ) from error


def _short_digest(name: str) -> int:
    # Python's own, which differs from process to process and costs a tenth: it never leaves this one.
    return hash(name) & (2**64 - 1)
