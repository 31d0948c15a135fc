"""The event loop while everything runs at once: recordings listened to, and answers written by models that run here."""

import asyncio
import gc
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
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
ANSWER = 40
"""Tokens."""
WIDTH = 512
"""Of the models, which write about as fast as real ones do: thousands of tokens a second would be all in Python."""
SECONDS = 20.0
"""Of each recording."""
IDLE_SECONDS = 0.5


async def figures(rounds: int) -> AsyncIterator[Figure]:
    """In each, answers are written until the last recording is understood."""
    if line := absent("recordings and answers", *hearing.NEEDS, "llama_cpp", "tests.fakes.gguf", "gguf"):
        yield line
        return
    with TemporaryDirectory(prefix="concierge-brains-") as folder:
        whisper = await asyncio.to_thread(hearing.tiny_whisper, Path(folder))
        recording = await asyncio.to_thread(hearing.a_recording, SECONDS)
        files = await asyncio.to_thread(_models, Path(folder))
        gc.freeze()  # as the house does
        async with AsyncExitStack() as opened:
            async with _watched() as loading:
                ear = await opened.enter_async_context(hearing.opened(whisper))
                models = [await opened.enter_async_context(local.opened(file)) for file in files]
                await hearing.listen(ear, recording)
            taken = [await _round(ear, recording, models) for _ in range(rounds)]
    note = "llama-cpp-python, the models and Whisper"
    yield Figure("the loop's worst stall, loading", loading.worst() * 1e3, "ms", STALL, note=note)
    idle = median(each.idle for each in taken) * 1e3
    note = f"median of {rounds} rounds; floor: an idle loop between them"
    busy = median(each.busy for each in taken) * 1e3
    yield Figure("the loop's worst stall, at work", busy, "ms", STALL, idle, note=note)
    seconds = sum(each.seconds for each in taken)
    heard = rounds * TRANSCRIPTIONS * SECONDS / seconds
    yield Figure("... recordings", heard, "×", note=f"{TRANSCRIPTIONS} at once; as fast as they are said")
    tokens = sum(each.tokens for each in taken) / seconds
    yield Figure("... answers", tokens, "tokens/s", note=f"{GENERATIONS} at once, all together")


@dataclass(frozen=True, slots=True)
class _Round:
    """Stalls and its length are in seconds."""

    idle: float
    busy: float
    seconds: float
    tokens: int


async def _round(ear: Hearing, recording: bytes, models: Sequence[Any]) -> _Round:
    async with _watched() as idle:
        await asyncio.sleep(IDLE_SECONDS)
    began = time.perf_counter()
    async with _watched() as busy:
        tokens = await _everything(ear, recording, models)
    return _Round(idle.worst(), busy.worst(), time.perf_counter() - began, tokens)


def _models(folder: Path) -> list[Path]:
    """One file by several names, so that each is loaded for itself."""
    file = local.tiny_model(folder, WIDTH)
    files = [folder / f"model-{number}.gguf" for number in range(GENERATIONS)]
    for link in files:
        link.symlink_to(file)
    return files


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
