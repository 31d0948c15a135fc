"""Recordings: how fast they are listened to beside bare faster-whisper."""

import asyncio
import gc
import io
import os
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.bench.measure import Figure
from app.bench.needs import absent
from app.bench.pairs import in_turns
from models.hearing.hearing import Hearing
from models.hearing.opening import open_ear
from models.hearing.transcriber import Piece, as_wave
from models.hearing.trouble import Reason, Unheard
from models.purse import Bottomless
from models.speech import Ear

NEEDS = ("av", "faster_whisper", "tests.tiny_whisper")
SECONDS = 60.0
"""Of a recording, which is one piece."""


async def figures(rounds: int) -> AsyncIterator[Figure]:
    """By a tiny Whisper of random weights: all is real but what it hears."""
    if line := absent("Whisper", *NEEDS):
        yield line
        return
    with TemporaryDirectory(prefix="concierge-hearing-") as folder:
        model = await asyncio.to_thread(tiny_whisper, Path(folder))
        recording = await asyncio.to_thread(a_recording, SECONDS)
        async with opened(model) as hearing:
            began = time.perf_counter()
            await listen(hearing, recording)
            yield Figure("Whisper loaded, first answer", time.perf_counter() - began, "s")
            raw = await asyncio.to_thread(_Raw, model)
            gc.freeze()  # it collects after each file, which would count this process's size
            pairs = await in_turns(
                rounds, lambda: _speed(hearing, recording), lambda: asyncio.to_thread(raw.speed, recording)
            )
    note = "how many times faster than it is said; floor: faster-whisper"
    for figure in pairs.speed("Whisper", "×", note):
        yield figure


def tiny_whisper(folder: Path) -> Path:
    from tests.tiny_whisper import write

    write(folder / "tiny")
    return folder / "tiny"


def a_recording(seconds: float) -> bytes:
    from tests.fakes.babble import babble

    return as_wave(Piece(babble(seconds)))


@asynccontextmanager
async def opened(model: Path) -> AsyncGenerator[Hearing]:
    """Listens as the house does."""
    ear = Ear(name="tiny", provider="whisper", model=str(model), device="cpu", language="en")

    async def nothing() -> Sequence[str]:
        return ()

    hearing = Hearing(lambda _mode: (ear,), lambda each: open_ear(each, {}), nothing)
    try:
        yield hearing
    finally:
        await hearing.close()


async def listen(hearing: Hearing, recording: bytes, person: int = 1) -> None:
    """Whether random weights hear any words is no matter. Raises Unheard where it can't be listened to."""
    try:
        await hearing.listen(
            recording,
            person=person,
            mode="chat",
            language="en",
            show=lambda _progress: None,
            purse=Bottomless(),
        )
    except Unheard as error:
        if error.reason is not Reason.SILENT:
            raise


async def _speed(hearing: Hearing, recording: bytes) -> float:
    began = time.perf_counter()
    await listen(hearing, recording)
    return SECONDS / (time.perf_counter() - began)


class _Raw:
    """The library's own class, in this process, with the same threads."""

    def __init__(self, model: Path) -> None:
        library: Any = import_module("faster_whisper")
        threads = max(1, (os.cpu_count() or 1) - 1)
        self._model: Any = library.WhisperModel(str(model), device="cpu", cpu_threads=threads)

    def speed(self, recording: bytes) -> float:
        began = time.perf_counter()
        segments, _about = self._model.transcribe(
            io.BytesIO(recording), language="en", vad_filter=True, condition_on_previous_text=False
        )
        for _ in segments:
            pass  # the model is at work while they are asked for
        return SECONDS / (time.perf_counter() - began)
