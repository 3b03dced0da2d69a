"""A bucket of an object store: S3 and what speaks like it, Google Cloud Storage, Azure."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from digitwise.errors import JobError, MissingExtra, PictureError
from digitwise.jobs.places.place import File, cannot_write, changed
from digitwise.reading.picture.decode import MAX_BYTES

RETRY_SECONDS = 180.0
"""How long a bucket that does not answer is asked again, unless ``DIGITWISE_BUCKET_SECONDS`` says otherwise."""

BUFFER_BYTES = 2**20
"""How much of an object is asked for at a time."""

REQUESTS = 16
"""Pictures that are asked for at a time."""

_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=0.2), timedelta(seconds=15)
Found = TypeVar("Found")


class Bucket:
    """A bucket, or a folder in one. Credentials come from the environment, as each provider's own tools take them.

    Args:
        url: ``s3://bucket/folder``, ``gs://…`` or ``az://…``.

    Raises:
        MissingExtra: If obstore is not installed.
        JobError: If the address or the credentials cannot be used.
    """

    def __init__(self, url: str) -> None:
        try:
            from obstore.store import from_url
        except ImportError as error:
            raise MissingExtra("reading from and writing to buckets", "jobs") from error
        self.url = url.rstrip("/")
        seconds = float(os.environ.get("DIGITWISE_BUCKET_SECONDS", RETRY_SECONDS))
        # As many tries as fit into that time: what ends them is the time.
        self._store: Any = self._asked(
            lambda: from_url(
                self.url,
                retry_config={
                    "max_retries": 1000,
                    "retry_timeout": timedelta(seconds=seconds),
                    "backoff": {"init_backoff": _FIRST_WAIT, "max_backoff": _LONGEST_WAIT, "base": 2},
                },
            )
        )

    def files(self, below: str = "") -> Iterator[File]:
        """Every object below a prefix, in the order in which the store lists them."""
        import obstore

        chunks = iter(obstore.list(self._store, prefix=below or None, chunk_size=1000))
        while (chunk := self._asked(lambda: next(chunks, None))) is not None:
            for item in chunk:
                yield _file(item)

    def held(self, below: str = "") -> Iterator[str]:
        """Names of what lies directly in a folder."""
        import obstore

        start = f"{below}/" if below else ""
        found = self._asked(lambda: obstore.list_with_delimiter(self._store, prefix=below or None))
        for item in found["objects"]:
            yield str(item["path"]).removeprefix(start)
        for folder in found["common_prefixes"]:
            yield folder.removeprefix(start)

    def look(self, name: str) -> File | None:
        """One object, None if there is none."""
        import obstore

        try:
            return _file(self._asked(lambda: obstore.head(self._store, name)))
        except FileNotFoundError:
            return None

    def read(self, name: str) -> bytes:
        """The bytes of an object."""
        import obstore

        return self._asked(lambda: bytes(obstore.get(self._store, name).bytes()))

    def pictures(self, files: Sequence[File]) -> Iterator[bytes | PictureError]:
        """The bytes of pictures, many asked for at a time: each answer takes its while."""
        with ThreadPoolExecutor(REQUESTS) as pool:
            yield from pool.map(self._picture, files)

    def _picture(self, file: File) -> bytes | PictureError:
        import obstore

        where = f"{self.url}/{file.name}"
        if file.size > MAX_BYTES:
            return PictureError("too_many_bytes", f"{where} is larger than {MAX_BYTES:,} bytes; nothing was read")
        try:
            answer = self._asked(lambda: obstore.get(self._store, file.name))
            if _file(answer.meta) != file:
                return changed(where)
            return self._asked(lambda: bytes(answer.bytes()))
        except FileNotFoundError:
            return PictureError("not_found", f"no picture at {where}; nothing was read")

    def open(self, name: str) -> BinaryIO:
        """An object to read from, in which one can seek."""
        import obstore

        reader = self._asked(lambda: obstore.open_reader(self._store, name, buffer_size=BUFFER_BYTES))
        return io.BufferedReader(_Raw(reader, self._asked), BUFFER_BYTES)

    def publish(self, name: str, write: Callable[[Path], object]) -> bool:
        """Put an object where there is none, in one request that the store refuses where there is one."""
        try:
            with tempfile.TemporaryDirectory(prefix="digitwise-", ignore_cleanup_errors=True) as folder:
                draft = Path(folder) / "draft"
                write(draft)
                return self._created(name, draft)
        except OSError as error:
            raise cannot_write(tempfile.gettempdir(), error) from error

    def _created(self, name: str, content: Path) -> bool:
        import obstore
        from obstore.exceptions import AlreadyExistsError

        try:
            self._asked(lambda: obstore.put(self._store, name, content, mode="create", use_multipart=False))
        except AlreadyExistsError:
            return False
        return True

    def clear_workplace(self) -> None:
        """Nothing is left in a bucket by an attempt that was killed."""

    def remove(self, name: str) -> None:
        """Remove an object, if it is there."""
        import obstore

        self._asked(lambda: obstore.delete(self._store, name))

    def _asked(self, request: Callable[[], Found]) -> Found:
        from obstore.exceptions import AlreadyExistsError, BaseError

        try:
            return request()
        except (FileNotFoundError, AlreadyExistsError):
            raise
        except (BaseError, OSError) as error:
            raise JobError(
                "place", f"{self.url} does not answer as it should: {_first_line(error)}; run again to go on"
            ) from error


class _Raw(io.RawIOBase):
    """An object of a bucket as Python's own libraries want a file."""

    def __init__(self, reader: Any, asked: Callable[[Callable[[], Any]], Any]) -> None:
        self._reader, self._asked = reader, asked

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(self._reader.seek(offset, whence))

    def tell(self) -> int:
        return int(self._reader.tell())

    def readinto(self, buffer: Any) -> int:
        content = memoryview(self._asked(lambda: self._reader.read(len(buffer))))
        buffer[: len(content)] = content
        return len(content)


def _file(item: Any) -> File:
    return File(str(item["path"]), int(item["size"]), str(item["e_tag"] or item["last_modified"].isoformat()))


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
