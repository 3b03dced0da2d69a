"""The cache: unpacked once, mapped ever after, never altered, never half written."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from digitwise.data import cache
from digitwise.data.dataset import Arrays, digest_of

WriteIdx = Callable[..., Path]
Kept = Callable[[], list[str]]


def test_kept_arrays_are_found_by_digest(tiny: Arrays) -> None:
    """What comes back is what was kept, as plain arrays."""
    digest = digest_of(tiny)
    assert cache.find(digest) is None
    cache.keep(tiny, digest)
    found = cache.find(digest)
    assert found is not None
    assert digest_of(found) == digest
    assert {type(array) for array in found} == {np.ndarray}


def test_maps_are_writable_and_the_file_is_never_altered(tiny: Arrays) -> None:
    """As the arrays of Keras are; what one program writes no other one sees."""
    digest = digest_of(tiny)
    mine = cache.keep(tiny, digest)
    for array in mine:
        assert array.flags.writeable
        array[...] = 3
    again = cache.find(digest)
    assert again is not None
    assert digest_of(again) == digest


@pytest.mark.parametrize("harm", ["cut", "empty", "missing", "pickle"])
def test_damaged_copy_is_made_again(tiny: Arrays, harm: str, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    """It is not used, one line says so, and keeping the data again mends it."""
    caplog.set_level(logging.INFO, "digitwise")
    digest = digest_of(tiny)
    cache.keep(tiny, digest)
    path = cache.cache_folder() / digest / "train_images.npy"
    content = path.read_bytes()
    path.unlink()
    if harm == "pickle":
        np.save(path, np.array([{}]), allow_pickle=True)
    elif harm != "missing":
        path.write_bytes(content[:1000] if harm == "cut" else b"")
    assert cache.find(digest) is None
    assert "the cache is damaged and will be made again" in caplog.text
    assert digest_of(cache.keep(tiny, digest)) == digest
    assert cache.find(digest) is not None


def test_flipped_byte_is_found_by_loading(tiny: Arrays, caplog: pytest.LogCaptureFixture) -> None:
    """An altered file has other dates, is read again, and is not used; keeping the data again mends it."""
    caplog.set_level(logging.INFO, "digitwise")
    digest = digest_of(tiny)
    cache.keep(tiny, digest)
    path = cache.cache_folder() / digest / "test_images.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert cache.find(digest) is None
    assert "the cache is altered and will be made again" in caplog.text
    assert digest_of(cache.keep(tiny, digest)) == digest
    assert cache.find(digest) is not None


def test_unaltered_cache_is_not_read(tiny: Arrays, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once read, it is known by size, dates and number of its files."""
    digest = digest_of(tiny)
    cache.keep(tiny, digest)
    monkeypatch.setattr(cache, "digest_of", None)
    assert cache.find(digest) is not None


def test_planted_link_is_not_followed(tiny: Arrays, tmp_path: Path) -> None:
    """A link under the name of a digest is neither read nor written through."""
    digest = digest_of(tiny)
    cache.keep(tiny, digest)
    folder = cache.cache_folder() / digest
    elsewhere = folder.rename(tmp_path / "elsewhere")
    (elsewhere / "note").write_text("mine")
    folder.symlink_to(elsewhere)
    assert cache.find(digest) is None
    cache.keep(tiny, digest)
    assert not folder.is_symlink()
    assert cache.find(digest) is not None
    assert (elsewhere / "note").read_text() == "mine"


def test_what_a_killed_process_left_is_swept(tiny: Arrays) -> None:
    """Half a folder beside the target goes when the next one is written."""
    digest = digest_of(tiny)
    left = cache.cache_folder() / f".{digest}-killed"
    left.mkdir(parents=True)
    (left / "train_images.npy").write_bytes(bytes(1000))
    cache.keep(tiny, digest)
    assert not left.exists()


def test_cache_that_cannot_be_written_is_not_fatal(tiny: Arrays, caplog: pytest.LogCaptureFixture) -> None:
    """A file lies where the folder should be: the data stay in memory, and one line says so."""
    caplog.set_level(logging.INFO, "digitwise")
    cache.cache_folder().parent.mkdir(parents=True)
    cache.cache_folder().write_text("in the way")
    arrays = cache.keep(tiny, digest_of(tiny))
    assert arrays is tiny
    (record,) = caplog.records
    assert record.message.startswith("the data stay in memory, as the cache cannot be written: ")
    assert "\n" not in record.message
    assert cache.cache_folder().read_text() == "in the way"


def test_full_disk_leaves_nothing_behind(
    tiny: Arrays, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, kept: Kept
) -> None:
    """Half of the arrays written: none is kept."""
    caplog.set_level(logging.INFO, "digitwise")
    save, calls = np.save, []

    def full(*arguments: object, **options: object) -> None:
        calls.append(arguments)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")
        save(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(np, "save", full)
    assert cache.keep(tiny, digest_of(tiny)) is tiny
    assert "No space left on device" in caplog.text
    assert kept() == []


def test_unchanged_files_are_recalled_and_changed_ones_are_not(tiny: Arrays, write_idx: WriteIdx) -> None:
    """Size, times and number of the file tell, without reading it."""
    files = tuple(sorted(write_idx(tiny).iterdir()))
    assert cache.recall(files) is None
    cache.remember(files, cache.identity_of(files), "d" * 64)
    assert cache.recall(files) == "d" * 64
    content = files[1].read_bytes()
    time.sleep(0.02)
    files[1].write_bytes(content)
    assert cache.recall(files) is None


def test_replaced_file_with_the_same_size_and_date_is_not_recalled(tiny: Arrays, write_idx: WriteIdx) -> None:
    """Copying with the date kept fools the date, not the number of the file."""
    files = tuple(sorted(write_idx(tiny).iterdir()))
    cache.remember(files, cache.identity_of(files), "d" * 64)
    state = files[0].stat()
    other = files[0].with_name("other")
    other.write_bytes(files[0].read_bytes())
    other.replace(files[0])
    os.utime(files[0], ns=(state.st_atime_ns, state.st_mtime_ns))
    assert cache.recall(files) is None


def test_damaged_record_is_forgotten(tiny: Arrays, write_idx: WriteIdx) -> None:
    """The files are read again, and that is all."""
    files = tuple(sorted(write_idx(tiny).iterdir()))
    cache.remember(files, cache.identity_of(files), "d" * 64)
    (record,) = (cache.cache_folder() / "sources").iterdir()
    for content in ("", "[]", "{}", '{"digest": 1'):
        record.write_text(content)
        assert cache.recall(files) is None
