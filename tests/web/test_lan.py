"""A server for a class: an address that telephones can open, its QR code, and a page for those without the token."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import psutil
import pytest

from digitwise.errors import UsageError
from digitwise.web.server import lan
from digitwise.web.server import serve as serving
from digitwise.web.settings import Settings
from tests.web.served import Served

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Sec_Fetch_Mode": "navigate"}


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Pretend that this machine has these addresses and no way out of its network."""

    def pretend(*addresses: str) -> None:
        found = {f"net{n}": [SimpleNamespace(family=socket.AF_INET, address=a)] for n, a in enumerate(addresses)}
        monkeypatch.setattr(psutil, "net_if_addrs", lambda: found)
        monkeypatch.setattr(psutil, "net_if_stats", lambda: {name: SimpleNamespace(isup=True) for name in found})

    return pretend


def test_the_address_has_a_token_and_its_code_says_the_same(
    network: Callable[..., None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A camera reads the address out of the half blocks; the browser of this machine brings the token too."""
    network("127.0.0.1", "192.168.1.5")
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    told: list[Settings] = []

    async def run(settings: Settings, bound: Any, ready: Any) -> None:
        told.append(settings)
        assert bound.getsockname()[0] == "0.0.0.0"
        ready(serving.address_of(bound))
        bound.close()

    monkeypatch.setattr(serving, "run", run)
    serving.serve(Settings(), port=0, lan=True)
    printed = capsys.readouterr()
    found = re.fullmatch(r"http://192\.168\.1\.5:(\d+)/\?token=([a-z2-9]{10})\n", printed.out)
    assert found
    assert (told[0].token, told[0].allowed_hosts) == (found[2], ("192.168.1.5",))
    assert opened == [f"http://127.0.0.1:{found[1]}/?token={found[2]}"]
    assert "what is sent is not encrypted" in printed.err
    assert read_code(printed.err) == printed.out.strip()


def read_code(text: str) -> str:
    """What a camera reads in the half blocks of a terminal, light on dark."""
    lines = [line for line in text.splitlines() if "█" in line and not re.search("[a-z]", line)]
    upper = [[sign in "█▀" for sign in line] for line in lines]
    lower = [[sign in "█▄" for sign in line] for line in lines]
    rows = np.array([row for pair in zip(upper, lower, strict=True) for row in pair])
    page = np.kron(rows.astype(np.uint8) * 255, np.ones((8, 8), np.uint8))
    # OpenCV's other detector reads no more than 997 of a thousand codes, drawn without a flaw; this one read 1,500.
    return cv2.QRCodeDetectorAruco().detectAndDecode(np.pad(page, 32, constant_values=255))[0]


def test_a_token_of_ones_own_is_kept_and_every_other_is_new(network: Callable[..., None]) -> None:
    """And names that were allowed stay so."""
    network("10.0.0.7")
    settings = lan.let_in_the_network(Settings(token="a-token-of-mine", allowed_hosts=("scores.example",)))
    assert (settings.token, settings.allowed_hosts) == ("a-token-of-mine", ("10.0.0.7", "scores.example"))
    assert lan.let_in_the_network(Settings()).token != lan.let_in_the_network(Settings()).token


def test_without_a_network_nothing_is_started(network: Callable[..., None]) -> None:
    """An address that nobody reaches is none."""
    network("127.0.0.1", "169.254.7.7")
    with pytest.raises(UsageError, match="this machine is in no network; expected one that the other devices are in"):
        serving.serve(Settings(), port=0, lan=True)


def test_an_address_cannot_be_chosen_twice() -> None:
    """--lan knows it."""
    with pytest.raises(UsageError, match=r"leave --host 0\.0\.0\.0 out; nothing was started"):
        serving.serve(Settings(), host="0.0.0.0", port=0, lan=True)


def test_a_telephone_without_the_token_sees_a_page(serve: Callable[..., Served]) -> None:
    """It says what to do and takes the token; with it the page opens. Programs get JSON as ever."""
    server = serve(token="abcdefghij")
    answer = server.ask("GET", "/", **BROWSER)
    assert (answer.status, answer.headers["content-type"]) == (401, "text/html; charset=utf-8")
    page = answer.body.decode()
    for words in ("This page needs its token", "Scan the QR code", '<input id="token" name="token"'):
        assert words in page
    assert "abcdefghij" not in page
    assert "style=" not in page
    welcome = server.ask("GET", "/?token=abcdefghij", **BROWSER)
    assert welcome.status == 303
    cookie = welcome.headers["set-cookie"].split(";")[0]
    assert server.ask("GET", "/", **BROWSER, Cookie=cookie).status == 200
    assert server.ask("GET", "/").document["code"] == "token"
    assert server.read(b"digit 7", **BROWSER).document["code"] == "token"


def test_other_refusals_are_pages_too(server: Served) -> None:
    """A path that there is not, a name that the server does not go by; what is said is no markup."""
    for path, host, status, words in [
        ("/nothing", "localhost", 404, "There is no such page"),
        ("/", "pc.example", 421, "start it with --allowed-host to add one"),
        ("/api/models?token=<b>", "pc.example", 421, "Another name"),
    ]:
        answer = server.ask("GET", path, **BROWSER, Host=host)
        assert (answer.status, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")
        assert words in answer.body.decode()
        assert "<b>" not in answer.body.decode()
