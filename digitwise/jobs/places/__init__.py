"""Where a job reads from and writes to: a local folder, or a bucket."""

from __future__ import annotations

from pathlib import Path

from digitwise.errors import UsageError
from digitwise.jobs.places.place import File, Place

SCHEMES = ("s3://", "gs://", "az://")

__all__ = ["SCHEMES", "File", "Place", "is_bucket", "place_of"]


def is_bucket(name: str) -> bool:
    """Whether a name means a bucket.

    Example:
        >>> is_bucket("s3://archive/scans"), is_bucket("scans")
        (True, False)
    """
    return name.startswith(SCHEMES)


def place_of(name: str) -> Place:
    """The folder or bucket with this name; a folder need not be there yet.

    Raises:
        UsageError: For a scheme that is none of ``s3``, ``gs`` and ``az``.
        MissingExtra: If the library for buckets is not installed.
    """
    if is_bucket(name):
        from digitwise.jobs.places.bucket import Bucket

        return Bucket(name)
    if "://" in name:
        raise UsageError(f"{name} has a scheme that is not known; expected a path, or one of {', '.join(SCHEMES)}")
    from digitwise.jobs.places.folder import Folder

    return Folder(Path(name))
