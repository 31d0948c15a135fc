"""kill -9 between Discord and our own records: the bot is killed and started again, the people keep writing."""

import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.bench.lives import Life, Work, discord
from app.bench.measure import Figure
from app.bench.wire import LANES, PEOPLE, has_fake, toll_figures

if TYPE_CHECKING:
    from tests.fakes.discord import FakeDiscord

SENDING = (("POST", "/channels/*/messages"), ("PATCH", "/channels/*/messages/*"))
MODEL_SECONDS, MODEL_CHUNKS = 0.3, 4
HELD_SECONDS = 6.0
LATE_SECONDS = 0.5
"""After which Discord carries out what it was told shortly before the kill."""


async def figures(kills: int) -> AsyncIterator[Figure]:
    """At least `kills` kills, at random moments and while a call is on its way, taken by Discord or not."""
    if not has_fake("discord", "discord"):
        return
    from tests.fakes.discord import FakeDiscord

    async with AsyncExitStack() as fakes:
        stages = [_Stage(await fakes.enter_async_context(FakeDiscord())) for _ in range(LANES)]
        async for figure in toll_figures(stages, kills):
            yield figure


class _Stage:
    def __init__(self, fake: "FakeDiscord") -> None:
        self._fake = fake
        self._people = [fake.person(f"Person {number}") for number in range(PEOPLE)]

    @property
    def work(self) -> Work:
        return discord

    def life(self, home: Path) -> Life:
        return Life(self._fake.api_url, self._fake.token, home, MODEL_SECONDS, MODEL_CHUNKS, paced=False)

    async def heard(self, seconds: float) -> None:
        await self._fake.connected(seconds)

    def write(self, person: int, text: str) -> None:
        self._people[person].say(text)

    async def held(self, chance: random.Random) -> None:
        method, path = SENDING[chance.randrange(2)]
        accepted = chance.random() < 0.5
        fault = self._fake.faults.stall(LATE_SECONDS, method, path, accepted=accepted)
        with suppress(TimeoutError):
            await self._fake.world.changes.until(lambda: fault not in self._fake.faults.waiting, HELD_SECONDS)

    def release(self) -> None:
        self._fake.faults.clear()

    def said(self, person: int) -> list[str]:
        return [message.content for message in self._fake.from_bot(self._people[person].dm)]
