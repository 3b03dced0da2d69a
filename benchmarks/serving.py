"""The server under 64 clients, one in ten of them hostile: throughput, waiting, health, memory.

    python benchmarks/serving.py [--seconds 30]

Starts ``digitwise serve`` on a free port of this machine, measures its start and one client alone, then lets 64 clients
ask as fast as they are answered. Six of them send garbage, gigabytes, a byte a second, or go away in the middle of a
picture. Another process asks for the health all the while. Ends with 1 if a figure is outside its bounds.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import platform
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import count
from statistics import median

import cv2
import numpy as np
import psutil

CLIENTS, HOSTILE, ALONE = 64, 6, 200
WARM_UP = 5.0
HEAD = "POST /api/read HTTP/1.1\r\nHost: 127.0.0.1\r\n"


@dataclass
class Load:
    """What the clients saw.

    Attributes:
        seconds: Waiting time of each picture that was read.
        statuses: How often each status came, over all clients; 0 for a connection that ended without an answer.
        memory: Resident bytes of the server and its processes, with the second they were taken at.
    """

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    memory: list[tuple[float, int]] = field(default_factory=list)


def drawn_digit() -> bytes:
    """A 7 as the page sends it: 280×280, drawn with a pen."""
    page = np.full((280, 280), 255, np.uint8)
    points = np.array([[80, 60], [200, 55], [130, 220]], np.int32)
    cv2.polylines(page, [points], False, 0, 15, cv2.LINE_AA)
    return cv2.imencode(".png", page)[1].tobytes()


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Status and body of the next answer; status 0 if the connection ended instead."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        return int(head.split(b" ", 2)[1]), await reader.readexactly(length)
    except (asyncio.IncompleteReadError, ConnectionError):
        return 0, b""


async def friendly(port: int, picture: bytes, load: Load, end: float) -> None:
    """Ask over one connection as fast as the answers come; come back later when told so."""
    request = f"{HEAD}Content-Length: {len(picture)}\r\n\r\n".encode() + picture
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() < end:
        begun = time.perf_counter()
        writer.write(request)
        status, body = await answer(reader)
        load.statuses[status] += 1
        if status == 200:
            assert json.loads(body)["readings"][0]["text"] == "7"
            load.seconds.append(time.perf_counter() - begun)
        else:
            writer.close()
            await asyncio.sleep(1)
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


async def garbage(writer: asyncio.StreamWriter, seed: int) -> None:
    """Noise that calls itself a picture."""
    noise = np.random.default_rng(seed).integers(0, 256, 100_000, np.uint8).tobytes()
    for start in (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b""):
        body = start + noise
        writer.write(f"{HEAD}Content-Length: {len(body)}\r\n\r\n".encode() + body)


async def oversized(writer: asyncio.StreamWriter, seed: int) -> None:
    """A gigabyte in chunks, or declared."""
    if seed % 2:
        writer.write(f"{HEAD}Content-Length: {10**9}\r\n\r\n".encode())
    else:
        writer.write(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode())
    chunk = b"100000\r\n" + b"\0" * 0x100000 + b"\r\n"
    for _ in range(100):
        writer.write(chunk)
        await writer.drain()


async def slow(writer: asyncio.StreamWriter, seed: int) -> None:
    """A byte a second."""
    writer.write(f"{HEAD}Content-Length: 1000\r\n\r\n".encode())
    for _ in range(15):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(1)


async def gone(writer: asyncio.StreamWriter, seed: int) -> None:
    """Half a picture."""
    writer.write(f"{HEAD}Content-Length: 1000000\r\n\r\n".encode() + b"x" * 500_000)
    await writer.drain()
    await asyncio.sleep(0.2)
    writer.transport.abort()


async def stranger(writer: asyncio.StreamWriter, seed: int) -> None:
    """The page of another site."""
    writer.write(f"{HEAD}Origin: http://evil.example\r\nContent-Length: 4\r\n\r\nxxxx".encode())


ATTACKS: list[Callable[[asyncio.StreamWriter, int], Awaitable[None]]] = [garbage, oversized, slow, gone, stranger, slow]


async def hostile(port: int, number: int, load: Load, end: float) -> None:
    """Attack again and again in one's own manner, some twenty times a second at most."""
    for seed in count(number):
        if time.perf_counter() >= end:
            return
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            async with asyncio.timeout(12):
                attack = asyncio.ensure_future(ATTACKS[number % len(ATTACKS)](writer, seed))
                status, _ = await answer(reader)
                attack.cancel()
        except (TimeoutError, ConnectionError):
            status = 0
        load.statuses[status] += 1
        writer.transport.abort()
        await asyncio.sleep(0.05)


async def measure_memory(pid: int, load: Load, begun: float, end: float) -> None:
    """Take the resident memory of the server and its processes, four times a second."""
    server = psutil.Process(pid)
    while time.perf_counter() < end:
        total = server.memory_info().rss
        for child in server.children():
            try:
                total += child.memory_info().rss
            except psutil.Error:
                continue
        load.memory.append((time.perf_counter() - begun, total))
        await asyncio.sleep(0.25)


async def put_under_load(port: int, pid: int, seconds: float) -> Load:
    """Let all clients loose, and return what they saw."""
    load, picture = Load(), drawn_digit()
    begun = time.perf_counter()
    end = begun + seconds
    clients = [friendly(port, picture, load, end) for _ in range(CLIENTS - HOSTILE)]
    attacks = [hostile(port, number, load, end) for number in range(HOSTILE)]
    await asyncio.gather(*clients, *attacks, measure_memory(pid, load, begun, end), return_exceptions=False)
    return load


def watch_health(port: int, seconds: float) -> None:
    """Ask for the health fifty times a second, and print the longest and the median wait in milliseconds."""
    waits, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        begun = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 200
        connection.close()
        waits.append(1000 * (time.perf_counter() - begun))
        time.sleep(0.02)
    print(json.dumps([max(waits), median(waits), len(waits)]))


def one_alone(port: int) -> list[float]:
    """Milliseconds that one client alone waits for a drawn digit, sorted."""
    connection, picture, waits = HTTPConnection("127.0.0.1", port, timeout=10), drawn_digit(), []
    for _ in range(ALONE):
        begun = time.perf_counter()
        connection.request("POST", "/api/read", picture)
        connection.getresponse().read()
        waits.append(1000 * (time.perf_counter() - begun))
    connection.close()
    return sorted(waits)


def report(load: Load, seconds: float, health: list[float], ready: float, alone: list[float]) -> bool:
    """Print the figures, and return whether all are within their bounds."""
    waits = sorted(1000 * wait for wait in load.seconds)
    settled = [size / 2**20 for second, size in load.memory if second > WARM_UP]
    early, late = median(settled[: len(settled) // 3]), median(settled[-len(settled) // 3 :])
    failures = sum(number for status, number in load.statuses.items() if status >= 500 and status != 503)
    lines = [
        ("start to ready", f"{ready:.2f} s", ready <= 1.5, "≤ 1.5 s"),
        ("one client, p50 / p95", f"{alone[ALONE // 2]:.1f} / {alone[ALONE * 95 // 100]:.1f} ms",
         alone[ALONE // 2] <= 10, "p50 ≤ 10 ms"),
        (f"{CLIENTS} clients, pictures a second", f"{len(waits) / seconds:.0f}", bool(waits), ""),
        (f"{CLIENTS} clients, p50 / p99", f"{median(waits):.0f} / {waits[len(waits) * 99 // 100]:.0f} ms", True, ""),
        ("health, longest / median", f"{health[0]:.0f} / {health[1]:.1f} ms", health[0] < 100, "< 100 ms"),
        ("memory, early / late / most", f"{early:.0f} / {late:.0f} / {max(settled):.0f} MiB",
         late < 1.1 * early + 10, "flat"),
        ("answers by status", " ".join(f"{s}:{n}" for s, n in sorted(load.statuses.items())), failures == 0,
         "no 5xx but 503"),
    ]  # fmt: skip
    for name, value, good, bound in lines:
        print(f"{name:32} {value:40} {bound:16} {'' if good else 'OUTSIDE'}")
    return all(good for _, _, good, _ in lines)


def main() -> None:
    """Start the server, measure, print, stop it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=30, help="how long the clients ask, 10 to 120 (default 30)")
    parser.add_argument("--watch", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    seconds = min(120.0, max(10.0, given.seconds))
    if given.watch:
        return watch_health(given.watch, seconds)
    print(f"Python {platform.python_version()}, {psutil.cpu_count()} cores, load {psutil.getloadavg()[0]:.1f} before")
    begun = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "digitwise", "serve", "--no-open", "--port", "0"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline().strip(" /\n").rpartition(":")[2])
        ready = time.perf_counter() - begun
        alone = one_alone(port)
        command = [sys.executable, __file__, "--watch", str(port), "--seconds", str(seconds)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as watch:
            load = asyncio.run(put_under_load(port, server.pid, seconds))
            health = json.loads(watch.communicate()[0])
        good = report(load, seconds, health, ready, alone)
    finally:
        server.terminate()
        code = server.wait(15)
    print(f"stopped with {code}")
    sys.exit(0 if good and code == 0 else 1)


if __name__ == "__main__":
    main()
