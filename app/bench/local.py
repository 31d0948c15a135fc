"""Models that run here: how fast they write beside the raw library, and how long people wait when many ask at once."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib import import_module
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.bench.measure import Figure
from app.bench.needs import absent
from app.bench.pairs import in_turns
from app.bench.waiting import CROWDS, QUESTION, crowds
from app.parts import tool_instructions
from models.card import Card
from models.llama.engine import Engine
from models.llama.files import LlamaFiles
from models.llama.library import NotInstalled, load_library

WINDOW = 2_048
ANSWER = 48
"""Tokens that each of many people gets."""
LEAST = 0.95
"""Of the library's speed."""


def tiny_model(folder: Path, width: int = 256) -> Path:
    """A model file of a few megabytes with random weights, which never comes to an end by itself; with twice the
    `width` it is four times as large.
    """
    from tests.fakes.gguf import write_gguf

    leaning = {letter: 4.0 for letter in "abcdefghijklmnopqrstuvwxyz "}
    return write_gguf(folder / "tiny.gguf", leaning, end=-50.0, window=WINDOW, layers=6, width=width)


async def figures(tokens: int, rounds: int, gguf: Path | None) -> AsyncIterator[Figure]:
    """With `tokens` a round; of the file `gguf`, or of a tiny one that costs little to try."""
    needs = () if gguf else ("tests.fakes.gguf", "gguf")
    if line := absent("llama", "llama_cpp", *needs):
        yield line
        return
    try:
        library = await asyncio.to_thread(load_library)
    except NotInstalled as error:
        yield Figure("llama", 0, "", note=f"llama-cpp-python can't be loaded: {error}", absent=True)
        return
    where = "on the GPU" if library.on_gpu else "on the processor"
    with TemporaryDirectory(prefix="concierge-gguf-") as folder:
        file = await asyncio.to_thread(tiny_model, Path(folder)) if gguf is None else gguf
        async for figure in _of_file(file, where, tokens, rounds):
            yield figure


async def _of_file(file: Path, where: str, tokens: int, rounds: int) -> AsyncIterator[Figure]:
    began = time.perf_counter()
    async with opened(file) as model:
        yield Figure("the model opened", time.perf_counter() - began, "s", note=f"{file.name}, {where}")
        engine: Engine = model.loaded.engine
        raw = await asyncio.to_thread(_Raw, file, engine.window)
        pairs = await in_turns(
            rounds,
            lambda: _tokens_a_second(model, tokens),
            lambda: asyncio.to_thread(raw.tokens_a_second, tokens),
        )
        raw.close()
        for figure in pairs.speed("llama", "tokens/s", "floor: llama_cpp.Llama's bare tokens", LEAST):
            yield figure
        async for figure in crowds(model, ANSWER):
            yield figure


async def _tokens_a_second(model: Any, tokens: int) -> float:
    """From the first piece of the answer to its last."""
    written, began = 0, 0.0
    async for piece in model.astream(QUESTION, max_tokens=tokens):
        began = began or time.perf_counter()
        if piece.usage_metadata:
            written = piece.usage_metadata["output_tokens"]
    return (written - 1) / (time.perf_counter() - began)


@asynccontextmanager
async def opened(file: Path) -> AsyncGenerator[Any]:
    """The file's model, as the house has it."""
    files = LlamaFiles(tool_instructions)
    card = Card(file.stem, "llama", model=file.stem, path=str(file), window=WINDOW, waiting=max(CROWDS))
    try:
        _, model = await files.open(card)
        yield model
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
