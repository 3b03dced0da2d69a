"""Processes that read: what goes too far is killed, and the next picture is read."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import psutil
import pytest

from digitwise.errors import DigitwiseError, ModelError
from digitwise.web.settings import Limits
from digitwise.workers.messages import ReadOptions
from digitwise.workers.pool import COMMAND, Answer, ReaderPool
from digitwise.workers.process import Killed
from tests.web.served import FAKE_WORKER

LIMITS = Limits(workers=1, picture_seconds=0.5, picture_bytes=400 * 2**20)


def with_pool(work: Callable[[ReaderPool], Awaitable[Any]], limits: Limits = LIMITS) -> Any:
    """Run something with a pool that is started and closed around it."""

    async def run() -> Any:
        pool = ReaderPool(limits, FAKE_WORKER)
        await pool.start()
        try:
            return await work(pool)
        finally:
            await pool.close()

    return asyncio.run(run())


async def code_of(pool: ReaderPool, picture: bytes) -> str:
    """What becomes of a picture."""
    try:
        return (await pool.read(picture, ReadOptions())).code
    except Killed as error:
        return error.code


@pytest.mark.parametrize(
    ("picture", "code"),
    [
        (b"hang", "timeout"),
        (b"spin", "timeout"),
        (b"crash", "decoder_crash"),
        (b"grow", "decoder_crash"),
        (b"raise", "decoder_crash"),
        (b"exit", "decoder_crash"),
        (b"lie", "decoder_crash"),
        (b"nothing", "not_an_image"),
        (b"babble", "ok"),
    ],
)
def test_a_poisoned_picture_has_its_code_and_the_next_is_read(picture: bytes, code: str) -> None:
    """Hanging, spinning, crashing, growing, raising, leaving, speaking nonsense, printing."""

    async def work(pool: ReaderPool) -> list[str]:
        return [await code_of(pool, picture), await code_of(pool, b"digit 4")]

    limits = replace(LIMITS, picture_seconds=5) if picture == b"grow" else LIMITS
    assert with_pool(work, limits) == [code, "ok"]


def test_too_much_processor_time_is_a_timeout_even_without_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process limits itself, should nobody be left to kill it."""
    monkeypatch.setenv("FAKE_PROCESSOR_SECONDS", "1")

    async def work(pool: ReaderPool) -> str:
        return await code_of(pool, b"spin")

    assert with_pool(work, replace(LIMITS, picture_seconds=20)) == "timeout"


def test_the_answer_is_the_reading() -> None:
    """Code and message beside the reading in JSON, with the name of the file in it."""

    async def work(pool: ReaderPool) -> Answer:
        return await pool.read(b"digit 4", ReadOptions(source="four.png"))

    answer: Answer = with_pool(work)
    reading = json.loads(answer.reading)
    assert (answer.code, answer.message, reading["text"], reading["source"]) == ("ok", "", "4", "four.png")


def test_pictures_are_read_side_by_side() -> None:
    """By as many processes as there may be, and no more."""

    async def work(pool: ReaderPool) -> tuple[float, int]:
        while len(pool._alive) < 2:
            await asyncio.sleep(0.01)
        begun = asyncio.get_running_loop().time()
        await asyncio.gather(*(pool.read(b"slow 0.3", ReadOptions()) for _ in range(4)))
        return asyncio.get_running_loop().time() - begun, len(pool._alive)

    seconds, processes = with_pool(work, replace(LIMITS, workers=2, picture_seconds=5))
    assert 0.6 <= seconds < 1.1
    assert processes == 2


def test_who_gives_up_does_not_take_the_process_along() -> None:
    """The picture is read to its end, and the process is free again."""

    async def work(pool: ReaderPool) -> str:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await pool.read(b"slow 0.3", ReadOptions())
        return await code_of(pool, b"digit 7")

    assert with_pool(work) == "ok"


def test_no_process_is_left() -> None:
    """Neither when the pool is closed while one hangs, nor when one had to be killed."""

    async def work(pool: ReaderPool) -> None:
        assert await code_of(pool, b"hang") == "timeout"
        hanging = asyncio.create_task(pool.read(b"hang", ReadOptions()))
        await asyncio.sleep(0.2)
        hanging.cancel()

    before = set(psutil.Process().children(recursive=True))
    with_pool(work)
    assert set(psutil.Process().children(recursive=True)) == before


def test_a_reader_that_cannot_be_opened_is_an_error_with_its_reason() -> None:
    """A model that is missing is named as it is by any command."""
    pool = ReaderPool(LIMITS, (*COMMAND, "nowhere.onnx"))
    with pytest.raises(DigitwiseError, match=r"no model at nowhere\.onnx") as caught:
        asyncio.run(pool.start())
    assert caught.value.code == ModelError.code


def test_a_process_that_does_not_start_is_an_error() -> None:
    """Its own words are on standard error."""
    pool = ReaderPool(LIMITS, (sys.executable, "-c", "raise SystemExit(3)"))
    with pytest.raises(DigitwiseError, match="did not start"):
        asyncio.run(pool.start())
