"""Mirrors that behave and mirrors that do not: one good copy, or one error that lists them all."""

from __future__ import annotations

import gc
import hashlib
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from digitwise.data import cache, fetching, load_dataset, registry
from digitwise.data.dataset import Arrays, digest_of
from digitwise.data.fetching import fetch_mnist
from digitwise.errors import DataNotFound, FetchFailed

UseMirrors = Callable[..., Any]
Kept = Callable[[], list[str]]


def _failure() -> str:
    with pytest.raises(FetchFailed) as caught:
        fetch_mnist()
    message = str(caught.value)
    assert "\n" not in message
    # Nobody is ever told to do without the check of certificates.
    assert not [words for words in ("verify", "disable", "insecure", "without check") if words in message.lower()]
    assert message.endswith("; the cache is as it was")
    return message


@pytest.mark.parametrize("behavior", ["good", "unpacked", "moved"])
def test_good_mirror_delivers(use_mirrors: UseMirrors, tiny: Arrays, behavior: str, kept: Kept) -> None:
    """Packed, unpacked by the way, or behind a redirect: the digest counts. Nothing but the arrays is left."""
    server = use_mirrors(behavior)
    arrays, origin = fetch_mnist()
    assert digest_of(arrays) == digest_of(tiny)
    assert origin == server.mirror(behavior)
    assert kept() == [f"{digest_of(tiny)}/{part}.npy" for part in sorted(Arrays._fields)]


@pytest.mark.parametrize(
    ("behavior", "reason"),
    [
        ("forbidden", "it answered 403 Forbidden"),
        ("unavailable", "it answered 503 Service Unavailable"),
        ("page", "it answered with a web page, not with the file"),
        ("short", "the connection failed (IncompleteRead("),
        ("cut", "its gzip file ended too early, after "),
        ("wrong", "SHA256 hash of downloaded file (train-images-idx3-ubyte) does not match the known hash: expected "),
        ("damaged", "its gzip file is damaged (Error -3"),
        ("bomb", "its file unpacks to more than 31,376 bytes"),
        ("endless", "it sent more than 96,912 bytes for one file"),
        ("to_http", "it led to http://127.0.0.1:1/file.gz, which is not https"),
        ("last_fails", "it answered 404 Not Found"),
    ],
)
def test_bad_mirror_is_left_for_the_next(
    use_mirrors: UseMirrors, tiny: Arrays, behavior: str, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Each fault is said in one line, the next mirror serves, and no connection is left open."""
    caplog.set_level(logging.INFO, "digitwise")
    server = use_mirrors(behavior, "good")
    arrays, origin = fetch_mnist()
    assert digest_of(arrays) == digest_of(tiny)
    assert origin == server.mirror("good")
    assert f"MNIST: {reason}" in caplog.text
    # What was left open is warned of, which is an error here.
    gc.collect()


def test_files_that_were_right_are_not_fetched_again(use_mirrors: UseMirrors) -> None:
    """Three files from the first mirror, the fourth from the second."""
    server = use_mirrors("last_fails", "good")
    fetch_mnist()
    assert server.requests == {"last_fails": 4, "good": 1}


def test_error_lists_every_mirror_and_why(use_mirrors: UseMirrors, kept: Kept) -> None:
    """In their order, and the cache holds nothing under a final name."""
    server = use_mirrors("forbidden", "page", "wrong")
    message = _failure()
    assert message.startswith(f"no mirror delivered MNIST ({server.mirror('forbidden')}: it answered 403 Forbidden; ")
    assert f"; {server.mirror('page')}: it answered with a web page" in message
    assert f"; {server.mirror('wrong')}: SHA256 hash" in message
    assert kept() == []


def test_unknown_certificate_is_refused(use_mirrors: UseMirrors, monkeypatch: pytest.MonkeyPatch, kept: Kept) -> None:
    """Without trust in its signer, nothing is fetched."""
    server = use_mirrors("good")
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    assert "its certificate was not accepted (unable to get local issuer certificate)" in _failure()
    assert server.requests == {}
    assert kept() == []


def test_address_without_https_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when it is the first one, and before anything is asked."""
    monkeypatch.setattr(fetching, "MIRRORS", ("http://127.0.0.1:1/mnist/",))
    assert "it led to http://127.0.0.1:1/mnist/train-images-idx3-ubyte.gz, which is not https" in _failure()


def test_registered_mirrors_are_https() -> None:
    """Two or more, all of them."""
    assert len(registry.MIRRORS) >= 2
    assert all(mirror.startswith("https://") for mirror in registry.MIRRORS)


def test_offline_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """No name can be looked up: the reason asks whether there is a network."""

    def no_name(*_: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", no_name)
    monkeypatch.setattr(fetching, "MIRRORS", ("https://mnist.example/",))
    assert "the connection failed (its name is not known here; is there a network?)" in _failure()


@pytest.mark.parametrize("behavior", ["hang", "drip", "stall"])
def test_silent_network_is_given_up(use_mirrors: UseMirrors, behavior: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All mirrors together are waited for once, whether they say nothing, next to nothing, or stop half-way."""
    monkeypatch.setattr(fetching, "GIVE_UP_AFTER", 1.5)
    use_mirrors(behavior, behavior, behavior)
    start = time.monotonic()
    message = _failure()
    assert 1 < time.monotonic() - start < 3
    assert message.count("no byte came within") == 3


def test_giving_up_takes_less_than_fifteen_seconds() -> None:
    """What is left is for Python to start and for the stand-in to load."""
    assert fetching.GIVE_UP_AFTER < 15


@pytest.fixture
def silent_names(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Looking up a name never ends, as behind a firewall that drops everything."""
    over = threading.Event()

    def wait_for_ever(*_: object) -> None:
        over.wait(60)
        raise socket.gaierror(-3, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", wait_for_ever)
    yield
    over.set()


@pytest.mark.usefixtures("silent_names")
def test_name_that_is_never_answered_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system cannot be interrupted in it, so it is left behind."""
    monkeypatch.setattr(fetching, "GIVE_UP_AFTER", 1.0)
    monkeypatch.setattr(fetching, "MIRRORS", ("https://one.example/", "https://two.example/"))
    start = time.monotonic()
    assert _failure().count("no byte came within") == 2
    assert time.monotonic() - start < 2.5


def test_time_that_one_mirror_leaves_is_for_the_next(
    use_mirrors: UseMirrors, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A refusal takes no time, so the silent one after it is waited for longer."""
    caplog.set_level(logging.INFO, "digitwise")
    monkeypatch.setattr(fetching, "GIVE_UP_AFTER", 3.9)
    use_mirrors("forbidden", "hang", "good")
    fetch_mnist()
    assert "MNIST: no byte came within 2 s" in caplog.text


def test_cached_copy_needs_no_network(use_mirrors: UseMirrors) -> None:
    """Fetched once, it is never asked for again."""
    server = use_mirrors("good")
    load_dataset("mnist")
    before = dict(server.requests)
    assert load_dataset("mnist").origin.startswith("the cache of Digitwise (")
    assert dict(server.requests) == before


def test_cache_that_cannot_be_written_still_gives_the_data(
    use_mirrors: UseMirrors, tiny: Arrays, caplog: pytest.LogCaptureFixture
) -> None:
    """Fetched through a temporary folder, into memory; two lines say so."""
    caplog.set_level(logging.INFO, "digitwise")
    use_mirrors("good")
    cache.cache_folder().parent.mkdir(parents=True)
    cache.cache_folder().write_text("in the way")
    arrays, _ = fetch_mnist()
    assert digest_of(arrays) == digest_of(tiny)
    assert arrays.train_images.flags.writeable
    assert "the cache cannot be written" in caplog.text
    assert "fetching into a temporary folder" in caplog.text


def test_full_disk_ends_the_search(use_mirrors: UseMirrors, monkeypatch: pytest.MonkeyPatch, kept: Kept) -> None:
    """It is not the fault of the mirror, and no other mirror would help."""
    server = use_mirrors("good", "good")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("digitwise.data.mirrors.os.fsync", full)
    with pytest.raises(FetchFailed, match=r"MNIST cannot be downloaded to .*No space left on device; nothing was kept"):
        fetch_mnist()
    assert server.requests == {"good": 1}
    assert kept() == []


def test_planted_link_is_replaced_not_followed(use_mirrors: UseMirrors, tmp_path: Any, tiny: Arrays) -> None:
    """What the link pointed to is as it was."""
    victim = tmp_path / "victim"
    victim.write_text("mine")
    downloads = cache.cache_folder() / "downloads"
    downloads.mkdir(parents=True)
    (downloads / "train-images-idx3-ubyte").symlink_to(victim)
    use_mirrors("good")
    assert digest_of(fetch_mnist()[0]) == digest_of(tiny)
    assert victim.read_text() == "mine"


def test_file_of_keras_is_a_mirror_too(
    use_mirrors: UseMirrors,
    tiny: Arrays,
    save_npz: Callable[[Any, Arrays], None],
    tmp_path: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An address that does not end in a slash is one .npz file."""
    server = use_mirrors("good")
    path = tmp_path / "mnist.npz"
    save_npz(path, tiny)
    server.files["mnist.npz"] = content = path.read_bytes()
    file = registry.RemoteFile("mnist.npz", len(content), len(content), hashlib.sha256(content).hexdigest())
    monkeypatch.setattr("digitwise.data.mirrors.KERAS_FILE", file)
    monkeypatch.setattr(fetching, "MIRRORS", (server.mirror("good") + "mnist.npz",))
    assert digest_of(fetch_mnist()[0]) == digest_of(tiny)


def test_insisting_lists_every_source(use_mirrors: UseMirrors) -> None:
    """load_mnist on a machine that has nothing: places, caches and mirrors, each with its reason."""
    server = use_mirrors("forbidden", "unavailable")
    with pytest.raises(DataNotFound) as caught:
        load_dataset("mnist")
    message = str(caught.value)
    for words in (
        "MNIST was found nowhere: DIGITWISE_DATA is not set; not in the cache of Digitwise (",
        "; not in the cache of Keras (",
        f"{server.mirror('forbidden')}: it answered 403 Forbidden",
        f"{server.mirror('unavailable')}: it answered 503 Service Unavailable",
        "give --data a folder with its four files, or choose --dataset digits",
    ):
        assert words in message
    assert "\n" not in message


def test_progress_is_drawn_on_a_terminal_only(use_mirrors: UseMirrors, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither our bar nor the words of Pooch reach a file."""
    use_mirrors("good")
    fetch_mnist()
    assert capsys.readouterr() == ("", "")
