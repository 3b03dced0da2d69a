"""A tiny data set that plays MNIST, files of it, and a server with a certificate that plays its mirrors."""

from __future__ import annotations

import gzip
import hashlib
import importlib
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trustme

from digitwise.data import cache, registry
from digitwise.data.dataset import Arrays, digest_of
from digitwise.data.idx import idx_header
from digitwise.data.npz import KEYS

NAMES = tuple(file.name for file in registry.MNIST_FILES)
MODULES = ("cache", "digits", "fetching", "find", "given", "listing", "loading", "mirrors", "places", "upkeep")


def make_tiny() -> Arrays:
    """Forty training and eight test images of noise, always the same."""
    random = np.random.default_rng(7)
    images = random.integers(0, 256, (48, 28, 28), np.uint8)
    labels = (np.arange(48) % 10).astype(np.uint8)
    return Arrays(images[:40], labels[:40], images[40:], labels[40:])


def idx_bytes(array: np.ndarray) -> bytes:
    """The array as an unpacked IDX file."""
    return idx_header(array) + array.tobytes()


def play_mnist(arrays: Arrays, put: Callable[[Any, str, Any], None] = setattr) -> None:
    """Let ``arrays`` be what MNIST is to the whole room ``digitwise.data``."""
    contents = [idx_bytes(array) for array in arrays]
    files = tuple(
        replace(file, bytes=len(content), packed_bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
        for file, content in zip(registry.MNIST_FILES, contents, strict=True)
    )
    known = replace(
        registry.MNIST,
        digest=digest_of(arrays),
        train_shape=arrays.train_images.shape,
        test_shape=arrays.test_images.shape,
    )
    names = {"MNIST": known, "MNIST_FILES": files, "KNOWN": {"mnist": known, "digits": registry.DIGITS}}
    for module in (importlib.import_module(f"digitwise.data.{name}") for name in MODULES):
        for name in names.keys() & vars(module).keys():
            put(module, name, names[name])


@pytest.fixture
def tiny() -> Arrays:
    """A tiny data set."""
    return make_tiny()


@pytest.fixture
def tiny_is_mnist(tiny: Arrays, monkeypatch: pytest.MonkeyPatch) -> Arrays:
    """A tiny data set that the package takes for MNIST."""
    play_mnist(tiny, monkeypatch.setattr)
    return tiny


WriteIdx = Callable[..., Path]


@pytest.fixture
def write_idx(tmp_path: Path) -> WriteIdx:
    """A function that writes arrays as the four IDX files and returns their folder."""

    def write(arrays: Arrays, name: str = "mine", packed: bool = True) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        for array, file in zip(arrays, NAMES, strict=True):
            content = idx_bytes(array)
            path = folder / (f"{file}.gz" if packed else file)
            path.write_bytes(gzip.compress(content) if packed else content)
        return folder

    return write


@pytest.fixture
def save_npz() -> Callable[..., None]:
    """A function that writes arrays as Keras does, and others in their place or beside them."""

    def save(path: Path, arrays: Arrays, **others: Any) -> None:
        members: dict[str, Any] = {**dict(zip(KEYS, arrays, strict=True)), **others}
        np.savez(path, **members)

    return save


@pytest.fixture
def kept() -> Callable[[], list[str]]:
    """A function that lists every file of data in the cache: locks and records left out."""

    def files() -> list[str]:
        folder = cache.cache_folder()
        return sorted(
            str(path.relative_to(folder))
            for path in folder.rglob("*")
            if path.is_file() and path.suffix not in (".lock", ".json")
        )

    return files


class MirrorServer:
    """Serves the four packed files over https below ``/good/``, and misbehaves below every other name."""

    def __init__(self, arrays: Arrays, certificate: trustme.LeafCert) -> None:
        self.files = {f"{name}.gz": gzip.compress(idx_bytes(a)) for name, a in zip(NAMES, arrays, strict=True)}
        self.requests: Counter[str] = Counter()
        self.over = threading.Event()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        # Handshakes are made in the thread of each connection, so that a client that gives up stops no other.
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def mirror(self, behavior: str) -> str:
        """The address of a mirror that behaves so."""
        return f"https://127.0.0.1:{self._server.server_port}/{behavior}/"

    def stop(self) -> None:
        """Let everything that hangs go, and close."""
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(server) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                _, behavior, name = self.path.split("/", 2)
                server.requests[behavior] += 1
                getattr(self, behavior)(server.files[name])

            def _send(self, body: bytes, status: int = 200, length: int | None = None, **headers: str) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body) if length is None else length))
                for key, value in headers.items():
                    self.send_header(key.replace("_", "-"), value)
                self.end_headers()
                self.wfile.write(body)

            def good(self, body: bytes) -> None:
                self._send(body)

            def unpacked(self, body: bytes) -> None:
                self._send(gzip.decompress(body))

            def forbidden(self, body: bytes) -> None:
                self._send(body, 403)

            def unavailable(self, body: bytes) -> None:
                self._send(body, 503)

            def page(self, body: bytes) -> None:
                self._send(b"<html>Please log in to this hotel</html>", content_type="text/html; charset=utf-8")

            def short(self, body: bytes) -> None:
                self._send(body[:-100], length=len(body))

            def cut(self, body: bytes) -> None:
                self._send(body[:-100])

            def wrong(self, body: bytes) -> None:
                content = bytearray(gzip.decompress(body))
                content[-1] ^= 1
                self._send(gzip.compress(content))

            def damaged(self, body: bytes) -> None:
                self._send(body[:60] + bytes(40) + body[100:])

            def bomb(self, body: bytes) -> None:
                self._send(gzip.compress(bytes(10_000_000)))

            def endless(self, body: bytes) -> None:
                self._send(bytes(1_000_000))

            def last_fails(self, body: bytes) -> None:
                self._send(body, 404 if "t10k-labels" in self.path else 200)

            def to_http(self, body: bytes) -> None:
                self._send(b"", 302, location="http://127.0.0.1:1/file.gz")

            def moved(self, body: bytes) -> None:
                self._send(b"", 302, location=self.path.replace("moved", "good"))

            def hang(self, body: bytes) -> None:
                server.over.wait(60)

            def drip(self, body: bytes) -> None:
                self._send(body[:1], length=len(body))
                while not server.over.wait(0.05):
                    self.wfile.write(b"x")

            def stall(self, body: bytes) -> None:
                self._send(body[: len(body) // 2], length=len(body))
                server.over.wait(60)

            def stall_last(self, body: bytes) -> None:
                (self.stall if "t10k-labels" in self.path else self.good)(body)

            def slow(self, body: bytes) -> None:
                server.over.wait(0.3)
                self._send(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """Signs the certificate of the server."""
    return trustme.CA()


@pytest.fixture
def server(
    tiny_is_mnist: Arrays, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MirrorServer]:
    """A server that plays the mirrors of the tiny data set; its certificate is trusted."""
    bundle = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(bundle))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    server = MirrorServer(tiny_is_mnist, authority.issue_cert("127.0.0.1"))
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def no_mirror(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test looks up a public mirror; a proxy of the person who runs the tests is not asked either."""
    monkeypatch.setattr("digitwise.data.fetching.MIRRORS", ())
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def use_mirrors(server: MirrorServer, monkeypatch: pytest.MonkeyPatch) -> Callable[..., MirrorServer]:
    """A function that makes mirrors of these behaviors the only ones there are."""

    def use(*behaviors: str) -> MirrorServer:
        monkeypatch.setattr("digitwise.data.fetching.MIRRORS", tuple(map(server.mirror, behaviors)))
        return server

    return use
