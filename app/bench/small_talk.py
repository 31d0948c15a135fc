"""Small-talk models: how fast they write beside the raw library, and how long people wait when many ask at once."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.bench.measure import Figure, resident_megabytes
from app.bench.needs import absent
from app.bench.pairs import Pairs, in_turns
from app.bench.waiting import CROWDS, QUESTION, crowds
from models.card import Card
from models.small_talk.loading import load
from models.small_talk.processes import ModelProcesses

ANSWER = 32
"""Tokens that each of many people gets."""
LEAST = 0.95
"""Of the library's speed."""


async def figures(tokens: int, rounds: int) -> AsyncIterator[Figure]:
    """With `tokens` a round, of a small model with random weights that never comes to an end by itself."""
    if line := absent("transformers", "torch", "transformers", "tests.models.small_talk.tiny"):
        yield line
        return
    with TemporaryDirectory(prefix="concierge-small-talk-") as folder:
        base = await asyncio.to_thread(_untrained, Path(folder), tokens)
        began = time.perf_counter()
        async with _opened(base) as model:
            yield Figure("torch, transformers, model loaded", time.perf_counter() - began, "s")
            memory = resident_megabytes(model.process.pid)
            yield Figure("... and its memory", memory, "MB", note="in a process of its own")
            raw = await asyncio.to_thread(_Raw, base)
            pairs = await _beside_the_library(model, raw, tokens, rounds)
            note = f"on {raw.device}; floor: its generate, unstreamed"
            for figure in pairs.speed("transformers", "tokens/s", note, LEAST):
                yield figure
            async for figure in crowds(model, ANSWER):
                yield figure


async def _beside_the_library(model: Any, raw: "_Raw", tokens: int, rounds: int) -> Pairs:
    return await in_turns(
        rounds,
        lambda: _tokens_a_second(model, tokens),
        lambda: asyncio.to_thread(raw.tokens_a_second, tokens),
    )


async def _tokens_a_second(model: Any, tokens: int) -> float:
    """From the question to the last piece of the answer."""
    began = time.perf_counter()
    answer = await model.ainvoke(QUESTION, max_tokens=tokens)
    return float(answer.usage_metadata["output_tokens"] / (time.perf_counter() - began))


@asynccontextmanager
async def _opened(folder: Path) -> AsyncGenerator[Any]:
    processes = ModelProcesses()
    card = Card("tiny", "transformers", path=str(folder), waiting=max(CROWDS))
    try:
        _, model = await processes.open(card)
        yield model
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

    import_module("transformers").utils.logging.disable_progress_bar()
    data = write_dialogues(folder / "talks.csv")
    return write_base(folder / "base", data, window=1_024, layers=6, width=256, endless=tokens)
