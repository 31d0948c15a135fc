"""What people on Discord are told without having asked: once, where they booked or else in direct messages."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.bench.mortal import Death
from graphs.dialogue import Place
from storage.database import Database
from storage.inbox import Inbox
from tests.due import Due
from tests.fakes.discord import FakeDiscord
from tests.wire.discord.lives import Life, begin

SECONDS = 15.0
STAGES = (
    "before firing",
    "after firing",
    "before a record",
    "after a record",
    "before done",
    "after done",
)


@pytest.fixture
async def due(sqlite_url: str) -> AsyncIterator[Due]:
    database = Database.open(sqlite_url)
    yield Due(database)
    await database.close()


@pytest.fixture
def life(fake: FakeDiscord, sqlite_url: str, tmp_path: Path) -> Life:
    return Life(tmp_path, sqlite_url, fake.api_url, fake.token)


@asynccontextmanager
async def living(life: Life) -> AsyncIterator[None]:
    process = begin(life)
    try:
        yield
    finally:
        process.kill()
        await asyncio.to_thread(process.join)


async def until(fake: FakeDiscord, look: Callable[[], object]) -> None:
    await fake.world.changes.until(look, SECONDS, "a notice")


@pytest.mark.crash
async def test_a_notice_comes_once_wherever_the_program_is_killed(
    fake: FakeDiscord, life: Life, due: Due
) -> None:
    alice = fake.person("Alice")
    place = Place("discord", str(alice.dm.id))
    for stage in STAGES:
        await due.expiring(place, str(alice.user.id), "Alice")
        process = begin(Life(life.home, life.database_url, life.api_url, life.token, Death(stage)))
        await asyncio.to_thread(process.join, SECONDS)
        assert not process.is_alive(), f"it never came to {stage}"
    async with living(life):
        await until(fake, lambda: len(fake.from_bot(alice.dm)) == len(STAGES))
        await asyncio.sleep(0.5)
    numbers = [message.content.split(" is not paid yet")[0] for message in fake.from_bot(alice.dm)]
    assert sorted(numbers) == [f"Your **booking {number}**" for number in range(1, len(STAGES) + 1)]


async def test_on_a_server_it_stands_in_the_channel_under_no_question(
    fake: FakeDiscord, life: Life, due: Due
) -> None:
    alice = fake.person("Alice")
    place = Place("discord", str(fake.general.id), private=False)
    await due.expiring(place, str(alice.user.id), "Alice")
    async with living(life):
        await until(fake, lambda: fake.from_bot(fake.general))
    [message] = fake.from_bot(fake.general)
    assert message.content.startswith("Alice: Your **booking 1** is not paid yet: **Atrium**")
    assert message.components == []


async def test_of_what_was_booked_aside_nobody_else_on_the_server_learns(
    fake: FakeDiscord, life: Life, due: Due
) -> None:
    alice = fake.person("Alice")
    place = Place("discord", str(fake.general.id), private=False, aside=True)
    await due.expiring(place, str(alice.user.id), "Alice")
    async with living(life):
        await until(fake, lambda: fake.from_bot(alice.dm))
    [message] = fake.from_bot(alice.dm)
    assert message.content.startswith("Your **booking 1** is not paid yet: **Atrium**")
    assert fake.from_bot(fake.general) == []


async def test_where_the_bot_may_not_write_it_comes_in_direct_messages(
    fake: FakeDiscord, life: Life, due: Due
) -> None:
    alice = fake.person("Alice")
    among_people = fake.among(alice, fake.person("Bob"))
    place = Place("discord", among_people.id, private=False)
    await due.expiring(place, str(alice.user.id), "Alice")
    async with living(life):
        await until(fake, lambda: fake.from_bot(alice.dm))
    [message] = fake.from_bot(alice.dm)
    assert "**booking 1** is not paid yet" in message.content


async def test_who_takes_no_direct_messages_is_not_told_and_nobody_waits_for_them(
    fake: FakeDiscord, life: Life, due: Due, sqlite_url: str
) -> None:
    alice, bob = fake.person("Alice"), fake.person("Bob")
    alice.user.closed = True
    nowhere = Place("discord", "999999999999999999", private=False)
    await due.expiring(nowhere, str(alice.user.id), "Alice")
    await due.expiring(Place("discord", str(bob.dm.id)), str(bob.user.id), "Bob")
    async with living(life):
        await until(fake, lambda: fake.from_bot(bob.dm))
        await asyncio.sleep(0.3)
    assert fake.from_bot(alice.dm) == []
    database = Database.open(sqlite_url)
    turn = await Inbox(database).find("discord", "notice:1")
    await database.close()
    assert turn is not None
    assert turn.state == "failed"
