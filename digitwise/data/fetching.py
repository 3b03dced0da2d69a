"""All mirrors: one after the other until one delivers, by one process at a time."""

from __future__ import annotations

import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from digitwise.data import cache
from digitwise.data.dataset import Arrays, digest_of
from digitwise.data.mirrors import Refused, Transfer, download
from digitwise.data.places import read_place
from digitwise.data.registry import MIRRORS, MNIST, MNIST_FILES
from digitwise.errors import DataError, FetchFailed

# Seconds without a byte, over all mirrors together, after which the network is taken to be silent.
GIVE_UP_AFTER = 14.0

logger = logging.getLogger("digitwise")


def fetch_mnist() -> tuple[Arrays, str]:
    """Fetch MNIST from the first mirror that delivers the right bytes, and keep it in the cache.

    Returns:
        The arrays, and where they came from. Where the cache cannot be written they are in memory only.

    Raises:
        FetchFailed: Listing every mirror and why it did not serve. The cache is as it was.
    """
    with ExitStack() as stack:
        folder = _workplace(stack)
        arrays = cache.find(MNIST.digest)
        if arrays is not None:
            return arrays, "the cache of Digitwise, where another process has just put it"
        with _quiet_pooch():
            arrays, mirror = _first_that_delivers(folder)
        kept = cache.keep(arrays, MNIST.digest)
        shutil.rmtree(folder, ignore_errors=True)
        return kept, mirror


def _workplace(stack: ExitStack) -> Path:
    """A folder to download into that no other process uses; in the cache, so that a killed download can go on."""
    from filelock import FileLock, Timeout

    folder = cache.cache_folder() / "downloads"
    lock = FileLock(folder.parent / "fetch.lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0.5)
        except Timeout:
            logger.info("MNIST: another process is fetching it; waiting for that")
            lock.acquire()
    except OSError as error:
        logger.info("MNIST: the cache cannot be written (%s); fetching into a temporary folder", error)
        return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="digitwise-")))
    stack.callback(lock.release)
    folder.mkdir(exist_ok=True)
    return folder


def _first_that_delivers(folder: Path) -> tuple[Arrays, str]:
    reasons = []
    patience_left = GIVE_UP_AFTER
    for position, mirror in enumerate(MIRRORS):
        logger.info("MNIST: fetching from %s", mirror)
        with _progress_bar() as bar:
            transfer = Transfer(bar)
            try:
                return _from_mirror(mirror, folder, patience_left / (len(MIRRORS) - position), transfer), mirror
            except (Refused, DataError) as error:
                reason = str(error)
            except OSError as error:
                raise FetchFailed(f"MNIST cannot be downloaded to {folder}: {error}; nothing was kept") from error
        patience_left -= transfer.silence()
        reasons.append(f"{mirror}: {reason}")
        logger.info("MNIST: %s", reason)
    raise FetchFailed(f"no mirror delivered MNIST ({'; '.join(reasons)}); the cache is as it was")


def _from_mirror(mirror: str, folder: Path, patience: float, transfer: Transfer) -> Arrays:
    arrays = read_place(download(mirror, folder, patience, transfer))
    if digest_of(arrays) != MNIST.digest:
        raise Refused("its files hold other arrays than MNIST")
    return arrays


def _progress_bar() -> Any:
    from tqdm import tqdm

    total = sum(file.packed_bytes for file in MNIST_FILES)
    # None: shown on a terminal only.
    hidden = True if logger.level > logging.INFO else None
    return tqdm(total=total, desc="MNIST", unit="B", unit_scale=True, disable=hidden, leave=False)


@contextmanager
def _quiet_pooch() -> Iterator[None]:
    """Pooch tells on standard error which file it writes where; what people want to know we say in our own words."""
    with warnings.catch_warnings():
        # Pooch imports the bar for notebooks, which warns where ipywidgets is missing; no such bar is ever shown.
        warnings.filterwarnings("ignore", message="IProgress not found")
        import pooch

    pooch_logger = pooch.get_logger()
    level = pooch_logger.level
    pooch_logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        pooch_logger.setLevel(level)
