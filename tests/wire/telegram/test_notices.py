"""What people on Telegram are told without having asked: once, where they booked, whatever is killed meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.bench.mortal import Death
from bots.telegram.placeholder import PLACEHOLDER
from graphs.dialogue import Place
from storage.database import Database
from storage.migrate import upgrade
from tests.due import Due
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat
from tests.wire.telegram.lives import Life, living, program

STAGES = (
    "before firing",
    "after firing",
    "before an attempt",
    "after an attempt",
    "before a record",
    "after a record",
    "before done",
    "after done",
)


@pytest.fixture
async def due(tmp_path: Path) -> AsyncIterator[Due]:
    url = f"sqlite:///{tmp_path / 'concierge.db'}"
    await asyncio.to_thread(upgrade, url)
    database = Database.open(url)
    yield Due(database)
    await database.close()


@pytest.mark.crash
async def test_a_notice_comes_once_wherever_the_program_is_killed(
    fake: FakeTelegram, anna: Chat, due: Due, tmp_path: Path
) -> None:
    place = Place("telegram", str(anna.id))

    def said() -> list[str]:
        return [message.text for message in anna.said_by(fake.world.bot.user)]

    for stage in STAGES:
        await due.expiring(place, str(anna.id), "Anna")
        async with living(program, Life(fake.url, fake.token, tmp_path, death=Death(stage))) as process:
            await asyncio.to_thread(process.join, 20)
            assert not process.is_alive(), f"it never came to {stage}"
    async with living(program, Life(fake.url, fake.token, tmp_path)):
        await fake.wait_for(lambda: len(said()) == len(STAGES) and PLACEHOLDER not in said())
        await asyncio.sleep(0.3)
    numbers = [text.split(" is not paid yet")[0] for text in said()]
    assert sorted(numbers) == [f"Your booking {number}" for number in range(1, len(STAGES) + 1)]


async def test_in_a_topic_it_comes_there_without_answering_anybody(
    fake: FakeTelegram, due: Due, tmp_path: Path
) -> None:
    anna = fake.world.user("Anna")
    group = fake.world.supergroup("Neighbours", anna)
    place = Place("telegram", str(group.id), private=False)
    await due.expiring(place, str(anna.id), "Anna")
    async with living(program, Life(fake.url, fake.token, tmp_path)):
        await fake.wait_for(
            lambda: (
                [message.text for message in group.said_by(fake.world.bot.user)] not in ([], [PLACEHOLDER])
            )
        )
    [message] = group.said_by(fake.world.bot.user)
    assert message.text.startswith("Anna: Your booking 1 is not paid yet: Atrium")
    assert message.inline_keyboard == []
    assert message.reply_to is None


async def test_who_has_blocked_the_bot_is_not_told_and_nobody_waits_for_them(
    fake: FakeTelegram, anna: Chat, due: Due, tmp_path: Path
) -> None:
    bob = fake.world.private("Bob")
    fake.people.block(anna)
    await due.expiring(Place("telegram", str(anna.id)), str(anna.id), "Anna")
    await due.expiring(Place("telegram", str(bob.id)), str(bob.id), "Bob")
    async with living(program, Life(fake.url, fake.token, tmp_path)):
        await fake.wait_for(
            lambda: [m.text for m in bob.said_by(fake.world.bot.user)] not in ([], [PLACEHOLDER])
        )
    assert anna.said_by(fake.world.bot.user) == []
