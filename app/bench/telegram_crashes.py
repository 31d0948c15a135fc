"""kill -9 between Telegram and our own records: the bot is killed and started again, the people keep writing."""

import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.bench.lives import Life, Work, telegram
from app.bench.measure import Figure
from app.bench.wire import LANES, PEOPLE, has_fake, toll_figures

if TYPE_CHECKING:
    from tests.fakes.telegram import FakeTelegram

SENDING = ("sendMessage", "editMessageText")
MODEL_SECONDS, MODEL_CHUNKS = 0.3, 4
HELD_SECONDS = 6.0


async def figures(kills: int) -> AsyncIterator[Figure]:
    """At least `kills` kills, at random moments and while a call is on its way, taken by Telegram or not."""
    if not has_fake("telegram", "aiogram"):
        return
    from tests.fakes.telegram import FakeTelegram

    async with AsyncExitStack() as fakes:
        stages = [_Stage(await fakes.enter_async_context(FakeTelegram())) for _ in range(LANES)]
        async for figure in toll_figures(stages, kills):
            yield figure


class _Stage:
    def __init__(self, fake: "FakeTelegram") -> None:
        self._fake = fake
        self._chats = [fake.world.private(f"Person {number}") for number in range(PEOPLE)]
        self._polls = 0

    @property
    def work(self) -> Work:
        return telegram

    def life(self, home: Path) -> Life:
        return Life(self._fake.url, self._fake.token, home, MODEL_SECONDS, MODEL_CHUNKS, paced=False)

    async def heard(self, seconds: float) -> None:
        await self._fake.wait_for(lambda: self._starts() > self._polls, seconds)
        self._polls = self._starts()

    def write(self, person: int, text: str) -> None:
        self._fake.people.text(self._chats[person], text)

    async def held(self, chance: random.Random) -> None:
        rule = self._fake.faults.hold(SENDING[chance.randrange(2)], accepted=chance.random() < 0.5)
        with suppress(TimeoutError):
            await rule.reached(HELD_SECONDS)

    def release(self) -> None:
        self._fake.faults.clear()

    def said(self, person: int) -> list[str]:
        return [message.text for message in self._chats[person].said_by(self._fake.world.bot.user)]

    def _starts(self) -> int:
        return len(self._fake.calls.of("getMe"))
