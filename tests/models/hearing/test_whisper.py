"""faster-whisper with a model of random weights: the whole path, not the words."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from models.hearing.transcriber import RATE, Hint, Piece
from models.hearing.trouble import Reason, Unheard
from models.hearing.whisper import Whisper
from models.speech import Ear
from tests.recordings import noise, samples_of, speech, tone

STALL = 0.05
"""Seconds that nothing may hold up the event loop."""

IDLE = """
import select, sys, time
worst = 0.0
while not select.select([sys.stdin], [], [], 0)[0]:
    began = time.perf_counter()
    time.sleep(0.005)
    worst = max(worst, time.perf_counter() - began - 0.005)
print(worst)
"""


def ear_of(model: str | Path) -> Ear:
    return Ear(name="tiny", provider="whisper", model=str(model), device="cpu", threads=1)


@pytest_asyncio.fixture
async def whisper(tiny_whisper: Path) -> AsyncIterator[Whisper]:
    made = Whisper(ear_of(tiny_whisper))
    yield made
    await made.close()


@pytest.fixture(scope="session")
def spoken() -> Piece:
    pytest.importorskip("av", reason="the extra speech is not installed")
    return Piece(samples_of(speech("Book the Atrium tomorrow from six to eight in the evening, please.")))


async def test_speech_becomes_passages_within_it(whisper: Whisper, spoken: Piece) -> None:
    understood = await whisper.transcribe(spoken, Hint(names=("Atrium",)))
    assert understood.passages
    assert all(0 <= one.begin <= one.end <= spoken.seconds + 30 for one in understood.passages)
    assert all(one.text == one.text.strip() != "" for one in understood.passages)


@pytest.mark.parametrize("samples", [tone(3, 0), noise(3), b""], ids=["silence", "noise", "nothing"])
async def test_where_nobody_speaks_nothing_is_understood(whisper: Whisper, samples: bytes) -> None:
    assert (await whisper.transcribe(Piece(samples), Hint())).passages == ()


async def test_the_loop_is_free_while_four_recordings_are_listened_to(
    whisper: Whisper, spoken: Piece
) -> None:
    """Compared with a process that does nothing else at the same time: the machine may be busy."""
    idle = await asyncio.create_subprocess_exec(
        sys.executable, "-c", IDLE, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    lags: list[float] = []
    probing = asyncio.create_task(probe(lags))
    await asyncio.gather(*(whisper.transcribe(spoken, Hint()) for _ in range(4)))  # loads it, too
    probing.cancel()
    told, _ = await idle.communicate(b"")
    assert lags
    assert max(lags) < float(told) + STALL


async def probe(lags: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0.005)
        lags.append(time.perf_counter() - began - 0.005)


async def test_a_cancelled_piece_does_not_keep_the_next_one_waiting(whisper: Whisper, spoken: Piece) -> None:
    await whisper.open()
    long = Piece(spoken.samples * 12)
    task = asyncio.create_task(whisper.transcribe(long, Hint()))
    await asyncio.sleep(0.2)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(20):
        await whisper.transcribe(Piece(tone(1, 0)), Hint())


@pytest.mark.parametrize("model", ["no folder and no size", "nobody/no-such-model"])
async def test_a_missing_model_has_a_name(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("faster_whisper", reason="the extra speech is not installed")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert await trouble_with(model) is Reason.NO_MODEL


async def test_a_missing_extra_has_a_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "faster_whisper.py").write_text("raise ImportError(name='faster_whisper')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert await trouble_with("small") is Reason.NO_EXTRA


async def test_a_process_that_dies_is_begun_anew(whisper: Whisper) -> None:
    silence = Piece(tone(1, 0))
    await whisper.transcribe(silence, Hint())
    assert whisper._child is not None
    await whisper._child.end()
    assert (await whisper.transcribe(silence, Hint())).passages == ()


async def trouble_with(model: str) -> Reason:
    whisper = Whisper(ear_of(model))
    with pytest.raises(Unheard) as error:
        await whisper.open()
    await whisper.close()
    return error.value.reason


def test_what_is_spoken_is_what_the_models_are_given(spoken: Piece) -> None:
    assert spoken.seconds == pytest.approx(len(spoken.samples) / 2 / RATE)
    assert max(map(abs, memoryview(spoken.samples).cast("h"))) > 1_000
