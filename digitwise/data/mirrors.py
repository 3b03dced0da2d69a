"""One mirror: its files are brought over https, unpacked and verified, or there is one reason why not.

Pooch transfers, verifies the SHA-256 of the unpacked file and moves it into place; what is added here is what public
mirrors need: https at every step, a bound on size, and an end to waiting.
"""

from __future__ import annotations

import io
import os
import threading
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import Future, wait
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from digitwise.data.registry import KERAS_FILE, MNIST_FILES, RemoteFile

# Small, so that a slow line shows signs of life: a chunk is only handed over when it is full.
_CHUNK_BYTES = 1024
# By how much a packed file may be larger than the unpacked one, which must not be packable at all then.
_SLACK_BYTES = 1 << 16
_GZIP_MAGIC = b"\x1f\x8b"


class Refused(Exception):
    """Why a mirror did not deliver, in words that complete "the mirror …: "."""


class Transfer:
    """What the thread that waits for a mirror and the one that watches it share.

    Args:
        bar: Progress bar in bytes, as tqdm makes it.
    """

    def __init__(self, bar: Any) -> None:
        self._bar = bar
        self._last_sign = time.monotonic()
        self.called_off = False

    def arrived(self, count: int) -> None:
        """Note that bytes have come."""
        if self.called_off:
            raise Refused("it was left")
        self._last_sign = time.monotonic()
        self._bar.update(count)

    def silence(self) -> float:
        """Return for how many seconds no byte has come."""
        return time.monotonic() - self._last_sign


def download(mirror: str, folder: Path, patience: float, transfer: Transfer) -> tuple[Path, ...]:
    """Bring all files of a mirror into ``folder``; those that are there already and right stay.

    The work is done in a thread of its own, since looking up a name cannot be interrupted.

    Args:
        mirror: Address of a folder with the four packed files, ending in ``/``, or of one ``.npz`` file.
        folder: Where the files are to be, unpacked. Each is whole, with the right digest, or absent.
        patience: Seconds of silence after which the mirror is left.
        transfer: Counts what comes, and how long nothing came.

    Returns:
        The files, in the order of :data:`MNIST_FILES`.

    Raises:
        Refused: With the reason, if the mirror does not deliver the right bytes.
        OSError: If ``folder`` cannot be written.
    """
    outcome: Future[tuple[Path, ...]] = Future()
    threading.Thread(target=_settle, args=(outcome, mirror, folder, patience, transfer), daemon=True).start()
    try:
        while not wait([outcome], timeout=0.1).done:
            if transfer.silence() > patience:
                raise Refused(f"no byte came within {patience:.0f} s")
        return outcome.result()
    finally:
        transfer.called_off = True


def _settle(outcome: Future[tuple[Path, ...]], mirror: str, folder: Path, patience: float, transfer: Transfer) -> None:
    import requests
    import urllib3

    try:
        outcome.set_result(tuple(_bring(*each, folder, patience, transfer) for each in _files_at(mirror)))
    except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
        outcome.set_exception(Refused(_reason(error)))
    # Whatever else happens belongs to the thread that waits.
    except BaseException as error:
        outcome.set_exception(error)


def _files_at(mirror: str) -> Iterator[tuple[str, RemoteFile]]:
    if mirror.endswith("/"):
        yield from ((f"{mirror}{file.name}.gz", file) for file in MNIST_FILES)
    else:
        yield mirror, KERAS_FILE


def _bring(url: str, file: RemoteFile, folder: Path, patience: float, transfer: Transfer) -> Path:
    import pooch

    def deliver(url: str, output: str, _: object) -> None:
        _check_https(url)
        received = _Received(file.bytes + _SLACK_BYTES, transfer)
        responses: list[Any] = []
        # The second is not asked where the first refuses: that closes what it refuses.
        hooks = {"response": [_check_response, lambda response, **_: responses.append(response)]}
        # Long after the mirror was left, so that the thread that nobody waits for ends too.
        timeout = 2 * patience
        try:
            pooch.HTTPDownloader(chunk_size=_CHUNK_BYTES, timeout=timeout, hooks=hooks)(url, received, None)
        finally:
            # Pooch leaves open what ends in an error: a file that is too long, or cut off.
            for response in responses:
                response.close()
        with Path(output).open("wb") as target:
            target.write(_unpack(received.getvalue(), file.bytes))
            target.flush()
            os.fsync(target.fileno())

    return Path(pooch.retrieve(url, f"sha256:{file.sha256}", fname=file.name, path=folder, downloader=deliver))


class _Received(io.BytesIO):
    """What has come of one file; it never grows far beyond the size of the unpacked file."""

    def __init__(self, limit: int, transfer: Transfer) -> None:
        super().__init__()
        self._limit = limit
        self._transfer = transfer

    def write(self, chunk: Any) -> int:
        self._transfer.arrived(len(chunk))
        if self.tell() + len(chunk) > self._limit:
            raise Refused(f"it sent more than {self._limit:,} bytes for one file")
        return super().write(chunk)


def _check_https(url: str) -> None:
    if urlsplit(url).scheme != "https":
        raise Refused(f"it led to {url}, which is not https")


def _check_response(response: Any, **_: object) -> None:
    """Called by requests with every response, redirects included, before the next step."""
    try:
        if response.is_redirect:
            _check_https(urljoin(response.url, response.headers["location"]))
        elif response.ok and "text/html" in response.headers.get("content-type", ""):
            raise Refused("it answered with a web page, not with the file")
        response.raise_for_status()
    except Exception:
        response.close()
        raise


def _unpack(content: bytes, limit: int) -> bytes:
    if content[:2] != _GZIP_MAGIC:
        return content
    unpacker = zlib.decompressobj(wbits=31)
    try:
        unpacked = unpacker.decompress(content, limit + 1)
    except zlib.error as error:
        raise Refused(f"its gzip file is damaged ({error})") from error
    if len(unpacked) > limit:
        raise Refused(f"its file unpacks to more than {limit:,} bytes")
    if not unpacker.eof:
        raise Refused(f"its gzip file ended too early, after {len(content):,} bytes")
    return unpacked


def _reason(error: Exception) -> str:
    import requests

    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"it answered {error.response.status_code} {error.response.reason}"
    if isinstance(error, requests.exceptions.SSLError):
        return (
            f"its certificate was not accepted ({_cause(error)}); where a proxy signs, REQUESTS_CA_BUNDLE can name the "
            "certificates to trust"
        )
    if isinstance(error, requests.RequestException):
        return f"the connection failed ({_cause(error)})"
    return str(error).split(" Deleted")[0]


def _cause(error: Exception) -> str:
    """The innermost cause, without the names of classes and addresses in memory that requests wraps around it."""
    from urllib3.exceptions import NameResolutionError

    cause = error.args[0] if error.args else error
    cause = getattr(cause, "reason", cause)
    if isinstance(cause, NameResolutionError):
        return "its name is not known here; is there a network?"
    inner = cause.args[0] if isinstance(cause, Exception) and cause.args else cause
    return str(getattr(inner, "verify_message", cause)).split(": ", 1)[-1]
