"""Models that run here: how fast they write beside the raw library, and how long people wait when many ask at once."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib import import_module
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from app.bench.measure import Figure
from app.wiring import tool_instructions
from models.catalogue import Card
from models.llama.engine import Engine
from models.llama.files import LlamaFiles
from models.llama.library import NotInstalled, load_library
from web.lag import LoopLag

WINDOW = 2_048
CROWDS = (1, 4, 16)
ANSWER = 48
"""Tokens that each of many people gets."""
STALL = 50.0
QUESTION = "Tell me about the halls by the sea, one after the other, and what they cost in summer."

_PAGE = 4_096


def tiny_model(folder: str) -> Path:
    """A model file of a few megabytes with random weights, which never comes to an end by itself."""
    from tests.fakes.gguf import write_gguf

    leaning = {letter: 4.0 for letter in "abcdefghijklmnopqrstuvwxyz "}
    return write_gguf(Path(folder) / "tiny.gguf", leaning, end=-50.0, window=WINDOW, layers=6, width=256)


async def figures(tokens: int, rounds: int, gguf: Path | None) -> AsyncIterator[Figure]:
    """With `tokens` a round; of the file `gguf`, or of a tiny one that costs little to try."""
    before, began = _resident_megabytes(), time.perf_counter()
    try:
        library = await asyncio.to_thread(load_library)
    except NotInstalled:
        yield Figure(
            "llama", 0, "", note="llama-cpp-python is absent: .venv/bin/pip install 'concierge[local]'"
        )
        return
    where = "on the GPU" if library.on_gpu else "on the processor"
    yield Figure("llama-cpp-python loaded", time.perf_counter() - began, "s", note=where)
    yield Figure("... and its memory", _resident_megabytes() - before, "MB")
    with TemporaryDirectory(prefix="concierge-gguf-") as folder:
        tiny = await asyncio.to_thread(tiny_model, folder)
        async for figure in _of_file(gguf or tiny, tokens, rounds):
            yield figure


async def _of_file(file: Path, tokens: int, rounds: int) -> AsyncIterator[Figure]:
    async with _opened(file) as (model, seconds):
        yield Figure("the model opened", seconds, "s", note=file.name)
        engine: Engine = model.loaded.engine
        raw = await asyncio.to_thread(_Raw, file, engine.window)
        ours: list[float] = []
        theirs: list[float] = []
        for _ in range(rounds):  # in turns, so that both have the same machine
            theirs.append(await asyncio.to_thread(raw.tokens_a_second, tokens))
            ours.append(await _tokens_a_second(model, tokens))
        raw.close()
        floor = median(theirs)
        note = "the floor is llama_cpp.Llama's bare tokens, in turns with our answers"
        yield Figure("llama", median(ours), "tokens/s", 0.95 * floor, floor, more_is_better=True, note=note)
        for people in CROWDS:
            async for figure in _crowd(model, people):
                yield figure


async def _crowd(model: Any, people: int) -> AsyncIterator[Figure]:
    lag = LoopLag(interval=0.01, window=600.0)
    async with lag.measured():
        waits = await asyncio.gather(*(_first_word(model, person) for person in range(people)))
    name = f"first word, {people} at once" if people > 1 else "first word, alone"
    yield Figure(f"{name}, p50", median(waits) * 1e3, "ms")
    if people > 1:
        yield Figure("... of the last one", max(waits) * 1e3, "ms")
    yield Figure("... the loop's worst stall", lag.worst() * 1e3, "ms", STALL)


async def _first_word(model: Any, person: int) -> float:
    """Seconds until it is there; the answer is heard to its end."""
    began, first = time.perf_counter(), 0.0
    config = {"metadata": {"user": person}}
    async for piece in model.astream(f"{person}: {QUESTION}", config, max_tokens=ANSWER):
        if piece.text and not first:
            first = time.perf_counter() - began
    return first


async def _tokens_a_second(model: Any, tokens: int) -> float:
    """From the first piece of the answer to its last."""
    written, began = 0, 0.0
    async for piece in model.astream(QUESTION, max_tokens=tokens):
        began = began or time.perf_counter()
        if piece.usage_metadata:
            written = piece.usage_metadata["output_tokens"]
    return (written - 1) / (time.perf_counter() - began)


@asynccontextmanager
async def _opened(file: Path) -> AsyncGenerator[tuple[Any, float]]:
    files = LlamaFiles(tool_instructions)
    began = time.perf_counter()
    card = Card(file.stem, "llama", model=file.stem, path=str(file), window=WINDOW, waiting=max(CROWDS))
    try:
        _, model = await files.open(card)
        yield model, time.perf_counter() - began
    finally:
        await files.close()


class _Raw:
    """The library's own class."""

    def __init__(self, file: Path, window: int) -> None:
        library: Any = import_module("llama_cpp")  # an extra, which may be absent where types are checked
        self._llama: Any = library.Llama(str(file), n_ctx=window, n_gpu_layers=-1, verbose=False)

    def tokens_a_second(self, tokens: int) -> float:
        """Of tokens alone: nobody reads them."""
        prompt = self._llama.tokenize(QUESTION.encode())
        writing: Iterator[int] = self._llama.generate(prompt, temp=0.7)
        next(writing)
        began = time.perf_counter()
        written = sum(1 for _ in islice(writing, tokens - 1))
        return written / (time.perf_counter() - began)

    def close(self) -> None:
        self._llama.close()


def _resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * _PAGE / 1e6
