"""Many people at once: answers per second and memory."""

import asyncio
import time
from collections.abc import AsyncIterator

from app.bench.house import InstantModel, open_bench
from app.bench.measure import Figure

PEOPLE = 200
MODEL_SECONDS = 0.05


async def figures(turns_each: int) -> AsyncIterator[Figure]:
    """200 conversations with a model that takes 50 ms; the floor is what 64 places at work could do at best."""
    async with open_bench(InstantModel(seconds=MODEL_SECONDS)) as bench:

        async def talk(person: int) -> None:
            for _ in range(turns_each):
                await bench.say("hello", f"person {person}")

        await asyncio.gather(*(talk(person) for person in range(PEOPLE)))
        began = time.perf_counter()
        await asyncio.gather(*(talk(person) for person in range(PEOPLE)))
        seconds = time.perf_counter() - began
    yield Figure(
        "turns with 200 people at once",
        PEOPLE * turns_each / seconds,
        "per second",
        more_is_better=True,
        note="a model of 50 ms",
    )
