"""`digitwise serve` as people start and stop it."""

from __future__ import annotations

import asyncio
import importlib
import os
import re
import signal
import subprocess
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import psutil
import pytest
from typer.testing import CliRunner

from digitwise.cli import app
from digitwise.errors import MissingExtra, UsageError
from digitwise.web.server import serve as serving
from digitwise.web.settings import Settings

ROOT = Path(__file__).parents[2]


@contextmanager
def digitwise_serve(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run the command in a process of its own, and give its port once it has printed its address."""
    command = [sys.executable, "-m", "digitwise", "serve", "--no-open", "--port", "0", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True
    )
    try:
        assert process.stdout is not None
        address = process.stdout.readline()
        found = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/\n", address)
        assert found, address + (process.communicate()[1] if not address else "")
        yield process, int(found[1])
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def ask(port: int, method: str, path: str, body: bytes | None = None) -> int:
    """The status of an answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, body)
    return answered(connection)


def answered(connection: HTTPConnection) -> int:
    """The status of the answer that comes through a connection, which is closed then."""
    with closing(connection):
        answer = connection.getresponse()
        answer.read()
        return answer.status


def drawn(text: str = "7") -> bytes:
    """A picture of a digit."""
    page = np.full((200, 160, 3), 255, np.uint8)
    cv2.putText(page, text, (30, 160), cv2.FONT_HERSHEY_SIMPLEX, 5, (0, 0, 0), 12)
    return cv2.imencode(".png", page)[1].tobytes()


def test_it_prints_its_address_once_it_reads_and_stops_in_order() -> None:
    """SIGTERM and Ctrl-C, with requests under way: all are answered, exit code 0, no process left."""
    for stop in (signal.SIGTERM, signal.SIGINT):
        with digitwise_serve() as (process, port):
            assert ask(port, "GET", "/readyz") == 200
            assert ask(port, "POST", "/api/read", drawn()) == 200
            children = psutil.Process(process.pid).children(recursive=True)
            assert children
            clients = [HTTPConnection("127.0.0.1", port, timeout=30) for _ in range(8)]
            for client in clients:
                client.request("POST", "/api/read", drawn())
            # To the whole group, as a terminal and a service manager do.
            os.killpg(process.pid, stop)
            statuses = [answered(client) for client in clients]
            out, err = process.communicate(timeout=12)
            assert (process.returncode, out, err) == (0, "", "")
            assert set(statuses) <= {200, 503}
            assert psutil.wait_procs(children, timeout=5)[1] == []


def test_a_signal_in_answer_to_the_address_stops_it_in_order() -> None:
    """However soon it comes: who waits for the address may stop the server at once."""
    said: list[str] = []

    def stop(address: str) -> None:
        said.append(address)
        signal.raise_signal(signal.SIGINT)

    try:
        asyncio.run(serving.run(Settings(), serving.bind("127.0.0.1", 0), stop))
    except KeyboardInterrupt:
        pytest.fail("the signal came before anybody listened to it")
    assert len(said) == 1


def test_no_process_outlives_a_server_that_was_killed() -> None:
    """Nobody is left to end them: their input ends instead."""
    with digitwise_serve() as (process, port):
        assert ask(port, "POST", "/api/read", drawn()) == 200
        children = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait()
        assert psutil.wait_procs(children, timeout=5)[1] == []


def test_an_address_that_is_taken_is_an_error() -> None:
    """It says which, and what to do."""
    with digitwise_serve() as (_, port):
        answer = CliRunner().invoke(app, ["serve", "--no-open", "--port", str(port)])
        assert isinstance(answer.exception, UsageError)
        assert f"cannot listen on 127.0.0.1 port {port}: Address already in use; --port 0" in str(answer.exception)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--host", "0.0.0.0"], "--host 0.0.0.0 lets other machines in, which needs --token and --allowed-host too"),
        (["--host", "0.0.0.0", "--token", "12345678"], "which needs --allowed-host too; nothing was started"),
        (["--host", "::", "--allowed-host", "a.example"], "which needs --token too; nothing was started"),
        (["--token", "short"], "the token must have 8 to 200 letters, digits or . _ ~ -; nothing was started"),
        (["--token", "with space and;"], "the token must have 8 to 200"),
        (["--host", "256.1.1.1", "--token", "12345678", "--allowed-host", "a"], "cannot listen on 256.1.1.1 port 8000"),
    ],
)
def test_what_cannot_be_meant_is_refused(arguments: list[str], message: str) -> None:
    """Nothing is started that others could reach by accident."""
    answer = CliRunner().invoke(app, ["serve", "--no-open", *arguments])
    assert isinstance(answer.exception, UsageError)
    assert message in str(answer.exception)


def test_a_model_that_is_missing_is_an_error() -> None:
    """As it is for every command; found while the process that reads is being started, it must not hang."""
    importlib.import_module("digitwise.web.server.app")
    answer = CliRunner().invoke(app, ["serve", "--no-open", "--port", "0", "--model", "nowhere"])
    assert answer.exit_code == 1
    assert "no model at nowhere; expected a run folder" in str(answer.exception)


def test_an_installation_without_the_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """And does not say so with a traceback."""
    monkeypatch.setattr(serving, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=r"the server needs the extra 'serve': pip install 'digitwise\[serve\]'"):
        serving.serve(Settings())


@pytest.mark.parametrize(("token", "query"), [(None, ""), ("a-token-of-mine", "?token=a-token-of-mine")])
def test_the_browser_is_opened_with_the_address(
    token: str | None, query: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Once pictures are read, and with the token, which a browser brings once; it is not printed."""
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)

    async def run(settings: Any, bound: Any, ready: Any) -> None:
        ready(serving.address_of(bound))
        bound.close()

    monkeypatch.setattr(serving, "run", run)
    serving.serve(Settings(token=token), port=0)
    printed = capsys.readouterr().out.strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", printed)
    assert opened == [printed + query]
