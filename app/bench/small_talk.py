"""Small-talk models: how fast they write beside the raw library, and how long people wait when many ask at once."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from app.bench.measure import Figure
from models.catalogue import Card
from models.small_talk.loading import EXTRA, load
from models.small_talk.processes import ModelProcesses
from web.lag import LoopLag

CROWDS = (1, 4, 16)
ANSWER = 32
"""Tokens that each of many people gets."""
STALL = 50.0
QUESTION = "Tell me about the halls by the sea, one after the other, and what they cost in summer."

_PAGE = 4_096


async def figures(tokens: int, rounds: int) -> AsyncIterator[Figure]:
    """With `tokens` a round, of a small model with random weights that never comes to an end by itself."""
    if not all(map(find_spec, ("torch", "transformers"))):
        yield Figure("transformers", 0, "", note=f"torch and transformers are absent: {EXTRA}")
        return
    with TemporaryDirectory(prefix="concierge-small-talk-") as folder:
        base = await asyncio.to_thread(_untrained, Path(folder), tokens)
        async with _opened(base) as (model, seconds):
            note = "in a process of their own"
            yield Figure("torch, transformers and the model loaded", seconds, "s", note=note)
            yield Figure("... and its memory", _resident_megabytes(model.process.pid), "MB")
            yield await _beside_the_library(model, base, tokens, rounds)
            for people in CROWDS:
                async for figure in _crowd(model, people):
                    yield figure


async def _beside_the_library(model: Any, folder: Path, tokens: int, rounds: int) -> Figure:
    raw = await asyncio.to_thread(_Raw, folder)
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(rounds):  # in turns, so that both have the same machine
        theirs.append(await asyncio.to_thread(raw.tokens_a_second, tokens))
        ours.append(await _tokens_a_second(model, tokens))
    floor = median(theirs)
    note = f"on {raw.device}; the floor is its generate, unstreamed, in turns with ours"
    return Figure(
        "transformers", median(ours), "tokens/s", 0.95 * floor, floor, more_is_better=True, note=note
    )


async def _crowd(model: Any, people: int) -> AsyncIterator[Figure]:
    lag = LoopLag(interval=0.01, window=600.0)
    async with lag.measured():
        waits = await asyncio.gather(*(_first_word(model, person) for person in range(people)))
    name = f"first word, {people} at once" if people > 1 else "first word, alone"
    yield Figure(f"{name}, p50", median(waits) * 1e3, "ms")
    if people > 1:
        yield Figure(f"{name}, the last one", max(waits) * 1e3, "ms")
    yield Figure(f"{name}: loop's worst stall", lag.worst() * 1e3, "ms", STALL)


async def _first_word(model: Any, person: int) -> float:
    """Seconds until it is there; the answer is heard to its end."""
    began, first = time.perf_counter(), 0.0
    async for piece in model.astream(QUESTION, {"metadata": {"user": person}}, max_tokens=ANSWER):
        if piece.text and not first:
            first = time.perf_counter() - began
    return first


async def _tokens_a_second(model: Any, tokens: int) -> float:
    """From the question to the last piece of the answer."""
    began = time.perf_counter()
    answer = await model.ainvoke(QUESTION, max_tokens=tokens)
    return float(answer.usage_metadata["output_tokens"] / (time.perf_counter() - began))


@asynccontextmanager
async def _opened(folder: Path) -> AsyncGenerator[tuple[Any, float]]:
    processes = ModelProcesses()
    began = time.perf_counter()
    card = Card("tiny", "transformers", path=str(folder), waiting=max(CROWDS))
    try:
        _, model = await processes.open(card)
        yield model, time.perf_counter() - began
    finally:
        await processes.close()


class _Raw:
    """The library's own `generate`, with its own ways of not repeating and of coming to an end."""

    def __init__(self, folder: Path) -> None:
        self._tokenizer, self._model = load(str(folder))
        self.device = str(self._model.device)

    def tokens_a_second(self, tokens: int) -> float:
        began = time.perf_counter()
        asked = self._tokenizer(QUESTION + self._tokenizer.eos_token, return_tensors="pt").to(self.device)
        with import_module("torch").inference_mode():
            written = self._model.generate(
                **asked,
                do_sample=True,
                temperature=0.8,
                top_k=50,
                top_p=0.9,
                no_repeat_ngram_size=3,
                repetition_penalty=1.1,
                exponential_decay_length_penalty=(tokens // 2, 1.1),
                max_new_tokens=tokens,
                min_new_tokens=tokens,
            )
        count = written.shape[-1] - asked["input_ids"].shape[-1]
        return float(count / (time.perf_counter() - began))


def _untrained(folder: Path, tokens: int) -> Path:
    from tests.models.small_talk.tiny import write_base, write_dialogues

    data = write_dialogues(folder / "talks.csv")
    return write_base(folder / "base", data, window=1_024, layers=6, width=256, endless=tokens)


def _resident_megabytes(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * _PAGE / 1e6
