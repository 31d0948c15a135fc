"""A pasted text that has become a file, on both platforms: its words are answered."""

import warnings
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from pydantic import SecretStr

from app.demo_halls import demo_halls
from app.settings import Settings
from app.wiring import House, open_house
from bots.pacing import Pacer
from bots.telegram.opening import Access, open_telegram
from tests.fakes.discord import FakeDiscord, Upload
from tests.fakes.telegram import FakeTelegram
from tests.transcripts.player import running
from tests.wire.telegram.stage import FREELY, QUICKLY

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # discord.py imports audioop, deprecated since 3.11
    from bots.discord.platform import Discord, Memory

WISH = b"Book the Loft tomorrow from 18 to 20"
QUESTION = "Please check and confirm"
SECONDS = 10


@pytest_asyncio.fixture
async def house(tmp_path: Path, sqlite_url: str) -> AsyncIterator[House]:
    """It answers with the built-in model."""
    settings = Settings(
        concierge_home=tmp_path, database_url=sqlite_url, openai_api_key=SecretStr(""), openai_base_url=""
    )
    async with open_house(settings, "https://halls.example.org") as opened:
        for hall in demo_halls("UTC"):
            await opened.stores.halls.add(hall)
        yield opened


async def test_on_telegram(house: House) -> None:
    async with FakeTelegram(pace=0.01) as fake:
        anna, stores = fake.world.private("Anna"), house.stores
        access = Access(fake.token, fake.url)
        telegram = open_telegram(access, stores.inbox, stores.deliveries, Pacer(FREELY), QUICKLY)
        async with running(house, telegram):
            fake.people.attach(anna, "document", WISH, name="message.txt", media_type="text/plain")
            await fake.answer(anna, QUESTION)
            await house.queue.drain()


async def test_on_discord(house: House, tmp_path: Path) -> None:
    async with FakeDiscord() as fake:
        stores = house.stores
        memory = Memory(stores.inbox, stores.deliveries, stores.visits, tmp_path)
        async with running(house, Discord(fake.token, memory, api_url=fake.api_url, pacer=Pacer(FREELY))):
            await fake.connected()
            pasted = fake.person("Alice").say("", files=[Upload("message.txt", WISH, "text/plain")])
            answer = await fake.reply(pasted)
            await fake.world.changes.until(lambda: QUESTION in answer.content, SECONDS)
            await house.queue.drain()
        assert fake.violations == []
