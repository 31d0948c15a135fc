"""The three seconds that Discord gives, while there is much else to do."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from graphs.dialogue import Reply
from tests.fakes.discord import FakeDiscord

PEOPLE, CROWD = 50, 200
SLICE_SECONDS = 0.03


@asynccontextmanager
async def busy() -> AsyncGenerator[None]:
    """Something that takes half of the event loop's time, in slices that others have to wait for."""

    async def burn() -> None:
        while True:
            until = time.perf_counter() + SLICE_SECONDS
            while time.perf_counter() < until:
                pass
            await asyncio.sleep(SLICE_SECONDS)

    burning = asyncio.create_task(burn())
    try:
        yield
    finally:
        burning.cancel()


async def test_two_hundred_commands_at_once_are_acknowledged_in_time(fake: FakeDiscord, open_bot) -> None:
    async def thinking(_bot, _turn, incoming):
        await asyncio.sleep(0.5)
        return Reply(f"You said: {incoming.text}")

    people = [fake.person(f"P{number}") for number in range(CROWD)]
    async with open_bot(thinking) as bot, busy():
        used = [person.slash("ask", fake.general, question=person.name) for person in people]
        for interaction in used:
            await fake.acknowledged(interaction, within=3.0)
        await bot.until(lambda: len(bot.heard) == CROWD)
        waited = [one.answered_at - one.made_at for one in used if one.answered_at]
        assert max(waited) < 3.0


async def test_fifty_people_in_their_own_chats_are_all_answered(fake: FakeDiscord, open_bot) -> None:
    people = [fake.person(f"P{number}") for number in range(PEOPLE)]
    async with open_bot() as bot, busy():
        used = [person.slash("ask", question=person.name) for person in people]
        for interaction in used:
            answer = await fake.answer(interaction, within=15.0)
            assert answer.content == f"You said: {interaction.user.name}"
        await bot.quiet()
