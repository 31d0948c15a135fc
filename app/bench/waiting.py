"""How long people wait for a model's first word when many ask at once, and whether the event loop keeps up."""

import asyncio
import time
from collections.abc import AsyncIterator
from statistics import median
from typing import Any

from app.bench.measure import Figure
from web.lag import LoopLag

CROWDS = (1, 4, 16)
STALL = 50.0
"""Milliseconds that nothing may hold up the event loop."""
QUESTION = "Tell me about the halls by the sea, one after the other, and what they cost in summer."


async def crowds(model: Any, tokens: int) -> AsyncIterator[Figure]:
    """Each gets an answer of `tokens`."""
    for people in CROWDS:
        lag = LoopLag(interval=0.01, window=600.0)
        async with lag.measured():
            waits = await asyncio.gather(*(_first_word(model, person, tokens) for person in range(people)))
        name = f"first word, {people} at once" if people > 1 else "first word, alone"
        yield Figure(f"{name}, p50", median(waits) * 1e3, "ms")
        if people > 1:
            yield Figure("... of the last one", max(waits) * 1e3, "ms")
        yield Figure("... the loop's worst stall", lag.worst() * 1e3, "ms", STALL)


async def _first_word(model: Any, person: int, tokens: int) -> float:
    """Seconds until it is there; the answer is heard to its end."""
    began, first = time.perf_counter(), 0.0
    config = {"metadata": {"user": person}}
    async for piece in model.astream(f"{person}: {QUESTION}", config, max_tokens=tokens):
        if piece.text and not first:
            first = time.perf_counter() - began
    return first
