"""A house behind both fakes, for tests that look at what stands in a chat."""

import warnings
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import SecretStr

from app.demo_halls import demo_halls
from app.settings import Settings
from app.speech import Speech
from app.wiring import House, open_house
from bots.pacing import Limits, Pacer, Rate
from bots.telegram.opening import Access, open_telegram
from tests.fakes.discord import FakeDiscord
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.messages import Message
from tests.wire.telegram.stage import QUICKLY

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # discord.py imports audioop, deprecated since 3.11
    from bots.discord.platform import Discord, Memory

FREELY = Limits(Rate(1e5, 10_000), lambda _chat: Rate(1e5, 10_000))
SECONDS = 10


@asynccontextmanager
async def open_halls(folder: Path, database_url: str, speech: Speech | None = None) -> AsyncGenerator[House]:
    """The built-in model answers, and knows the demo halls. Without `speech`, who listens and speaks stands in the
    folder's models.toml.
    """
    settings = Settings(
        concierge_home=folder, database_url=database_url, openai_api_key=SecretStr(""), openai_base_url=""
    )
    async with open_house(settings, "https://halls.example.org", speech=speech) as opened:
        for hall in demo_halls("UTC"):
            await opened.stores.halls.add(hall)
        yield opened


def telegram(fake: FakeTelegram, house: House):
    stores = house.stores
    access = Access(fake.token, fake.url)
    return open_telegram(access, stores.inbox, stores.deliveries, Pacer(FREELY), QUICKLY)


def discord(fake: FakeDiscord, house: House, folder: Path) -> Discord:
    stores = house.stores
    memory = Memory(stores.inbox, stores.deliveries, stores.visits, folder)
    return Discord(fake.token, memory, api_url=fake.api_url, pacer=Pacer(FREELY))


def fake_messages(fake: FakeTelegram) -> list[Message]:
    (chat,) = (chat for chat in fake.world.chats.values() if chat.said_by(fake.world.bot.user))
    return chat.said_by(fake.world.bot.user)


def said(fake: FakeTelegram) -> list[str]:
    return [message.text for message in fake_messages(fake)]


async def shows(fake: FakeTelegram, look: Callable[[], object]) -> None:
    """Waits until that stands in the chat; before the first answer there is none to look at."""

    def safely() -> object:
        try:
            return look()
        except (IndexError, ValueError):
            return False

    await fake.wait_for(safely, SECONDS)
