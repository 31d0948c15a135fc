"""Many messages on their way when the program is killed: what becomes of them."""

import asyncio
import socket
from collections import Counter
from pathlib import Path

import pytest

from storage.migrate import upgrade
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat
from tests.thorough import only_thorough, thorough
from tests.wire.telegram.lives import Life, aiogram_as_it_comes, living, program

PEOPLE = thorough(10, 5)
EACH = thorough(10, 5)

pytestmark = pytest.mark.crash


def write(fake: FakeTelegram) -> list[Chat]:
    chats = [fake.world.private(f"Person {number}") for number in range(PEOPLE)]
    for number in range(EACH):
        for chat in chats:
            fake.people.text(chat, f"/help {number}")
    return chats


def answers(fake: FakeTelegram, chats: list[Chat]) -> int:
    return sum(message.text.startswith("Just write") for chat in chats for message in said(fake, chat))


def edits(fake: FakeTelegram) -> int:
    return len(fake.calls.of("editMessageText"))


def said(fake: FakeTelegram, chat: Chat) -> list[object]:
    return chat.said_by(fake.world.bot.user)


@only_thorough
async def test_aiogram_as_it_comes_loses_them_all(fake: FakeTelegram, tmp_path: Path) -> None:
    """Which is why updates aren't fetched with it."""
    chats = write(fake)
    life = Life(fake.url, fake.token, tmp_path)
    async with living(aiogram_as_it_comes, life):
        await fake.confirmed(20)
    async with living(aiogram_as_it_comes, life):
        await fake.call("getMe", count=2, within=20)
        await asyncio.sleep(1.5)
    assert [len(said(fake, chat)) for chat in chats] == [0] * PEOPLE


@pytest.mark.parametrize("how", ["polling", "webhook"])
async def test_this_program_loses_none(fake: FakeTelegram, tmp_path: Path, how: str) -> None:
    chats = write(fake)
    life = Life(fake.url, fake.token, tmp_path, free_port() if how == "webhook" else 0)
    await asyncio.to_thread(upgrade, life.database_url)
    for calls in thorough((20, 60), (10, 25)):
        async with living(program, life):
            await fake.wait_for(lambda calls=calls: edits(fake) >= calls, 30)
    async with living(program, life):
        await fake.wait_for(lambda: answers(fake, chats) == PEOPLE * EACH, 30)
        await fake.confirmed()
        await asyncio.sleep(0.3)
    shown = "\n".join(fake.conversation(chat) for chat in chats if len(said(fake, chat)) != EACH)
    assert Counter(len(said(fake, chat)) for chat in chats) == {EACH: PEOPLE}, shown


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
