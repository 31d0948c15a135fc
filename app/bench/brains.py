"""The event loop while everything runs at once: recordings listened to, and answers written by models that run here."""

import asyncio
import gc
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.bench import hearing, local
from app.bench.measure import Figure
from app.bench.needs import absent
from app.bench.waiting import QUESTION, STALL
from models.hearing.hearing import Hearing
from web.lag import LoopLag

TRANSCRIPTIONS = GENERATIONS = 4
"""Side by side. Each generation has a model, and with it a thread, of its own; the recordings take turns."""
ANSWER = 200
"""Tokens."""
IDLE_SECONDS = 2.0


async def figures(seconds: float) -> AsyncIterator[Figure]:
    """Recordings of so many seconds each; answers are written until the last one is understood."""
    if line := absent("recordings and answers", *hearing.NEEDS, "llama_cpp", "tests.fakes.gguf", "gguf"):
        yield line
        return
    with TemporaryDirectory(prefix="concierge-brains-") as folder:
        whisper = await asyncio.to_thread(hearing.tiny_whisper, Path(folder))
        recording = await asyncio.to_thread(hearing.a_recording, seconds)
        names = [f"tiny-{number}" for number in range(GENERATIONS)]
        files = [await asyncio.to_thread(local.tiny_model, Path(folder), name) for name in names]
        gc.freeze()  # as the house does
        async with _watched() as idle:
            await asyncio.sleep(IDLE_SECONDS)
        async with AsyncExitStack() as opened:
            async with _watched() as loading:
                ear = await opened.enter_async_context(hearing.opened(whisper))
                models = [await opened.enter_async_context(local.opened(file)) for file in files]
                await hearing.listen(ear, recording)
            async with _watched() as busy:
                began = time.perf_counter()
                tokens = await _everything(ear, recording, models)
                taken = time.perf_counter() - began
    floor = idle.worst() * 1e3
    note = "the first answers of each, and their libraries"
    yield Figure("the loop's worst stall, loading", loading.worst() * 1e3, "ms", STALL, floor, note=note)
    note = f"{TRANSCRIPTIONS} recordings, {GENERATIONS} answers; floor: an idle loop"
    yield Figure("the loop's worst stall, at work", busy.worst() * 1e3, "ms", STALL, floor, note=note)
    yield Figure("... recordings", TRANSCRIPTIONS * seconds / taken, "×", note="as fast as they are said")
    yield Figure("... answers", tokens / taken, "tokens/s", note="all together")


async def _everything(ear: Hearing, recording: bytes, models: Sequence[Any]) -> int:
    """The tokens that were written meanwhile."""
    listening = asyncio.gather(*(hearing.listen(ear, recording, person) for person in range(TRANSCRIPTIONS)))
    written = await asyncio.gather(*(_write(model, listening) for model in models))
    await listening
    return sum(written)


async def _write(model: Any, listening: "asyncio.Future[Any]") -> int:
    written = 0
    while not listening.done():
        answer = await model.ainvoke(QUESTION, max_tokens=ANSWER)
        written += answer.usage_metadata["output_tokens"]
    return written


@asynccontextmanager
async def _watched() -> AsyncGenerator[LoopLag]:
    lag = LoopLag(interval=0.005, window=600.0)
    async with lag.measured():
        yield lag
