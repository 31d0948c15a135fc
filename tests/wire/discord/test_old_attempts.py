"""Messages that an earlier life has sent without a record, after Discord has forgotten their nonce."""

import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest_asyncio

from bots.discord.channel_messages import ChannelMessages, nonce
from bots.discord.posts import Asked, Part
from bots.discord.rest import Rest
from bots.pacing import Pacer
from storage.database import Database
from storage.deliveries import Deliveries
from storage.inbox import Inbox
from tests.fakes.discord import FakeDiscord, Permission
from tests.wire.discord.conftest import READY, UNHURRIED


@pytest_asyncio.fixture
async def rest(fake: FakeDiscord) -> AsyncIterator[Rest]:
    made = Rest(fake.api_url, fake.token, Pacer(UNHURRIED), READY)
    yield made
    await made.close()


@pytest_asyncio.fixture
async def deliveries(sqlite_url: str) -> AsyncIterator[Deliveries]:
    database = Database.open(sqlite_url)
    await Inbox(database).accept("discord", "m1", "discord:1", "{}")
    yield Deliveries(database)
    await database.close()


def asked_now(fake: FakeDiscord) -> Asked:
    said = fake.person("Alice").say("hello")
    return Asked(f"m{said.id}", int(said.id), said.channel.id, said.author.id, "", time.time())


async def send(fake: FakeDiscord, channel: str, **body: Any) -> str:
    """As an earlier life of the bot."""
    headers = {"Authorization": f"Bot {fake.token}"}
    async with aiohttp.ClientSession() as session:
        address = f"{fake.api_url}/channels/{channel}/messages"
        async with session.post(address, json=body, headers=headers) as response:
            return str((await response.json())["id"])


async def test_a_message_whose_nonce_counts_is_given_back_and_put_right(fake, rest, deliveries) -> None:
    asked = asked_now(fake)
    draft = await send(fake, asked.channel, content="Hal", nonce=nonce(asked.id, 0, 0), enforce_nonce=True)
    messages = ChannelMessages(rest, deliveries, asked, asked.channel, doubt=time.time())
    post = await messages.make(0, Part("Hello."), spare=False)
    assert post.message == draft
    assert [message.content for message in fake.from_bot(fake.person("Alice").dm)] == ["Hello."]


async def test_a_message_whose_nonce_is_forgotten_is_found_in_the_channel(fake, rest, deliveries) -> None:
    asked = asked_now(fake)
    await send(fake, asked.channel, content="Answer to an earlier question")
    earlier = fake.from_bot(fake.person("Alice").dm)[0]
    await deliveries.record(1, 0, f"{asked.channel}/{earlier.id}")
    lost = await send(fake, asked.channel, content="Hal")
    fake.skip(600)
    messages = ChannelMessages(rest, deliveries, asked, asked.channel, doubt=time.time() - 600)
    post = await messages.make(0, Part("Hello."), spare=False)
    assert post.message == lost
    said = [message.content for message in fake.from_bot(fake.person("Alice").dm)]
    assert said == ["Answer to an earlier question", "Hello."]


async def test_where_nothing_was_sent_it_is_sent(fake: FakeDiscord, rest, deliveries) -> None:
    await send(fake, fake.person("Alice").dm.id, content="Said before the question")
    asked = asked_now(fake)
    fake.person("Bob").say("not the bot's", fake.general)
    messages = ChannelMessages(rest, deliveries, asked, asked.channel, doubt=time.time() - 600)
    await messages.make(0, Part("Hello."), spare=False)
    said = [message.content for message in fake.from_bot(fake.person("Alice").dm)]
    assert said == ["Said before the question", "Hello."]


async def test_where_the_history_is_closed_it_is_sent(fake: FakeDiscord, rest, deliveries) -> None:
    said = fake.person("Alice").say("hello", fake.general)
    asked = Asked(f"m{said.id}", int(said.id), fake.general.id, said.author.id, "", time.time())
    fake.forbid(fake.general, Permission.VIEW_CHANNEL)
    fake.forbid(fake.general, Permission.READ_MESSAGE_HISTORY)
    messages = ChannelMessages(rest, deliveries, asked, asked.channel, doubt=time.time() - 600)
    await messages.make(0, Part("Hello."), spare=False)
    assert [message.content for message in fake.from_bot(fake.general)] == ["Hello."]


async def test_the_nonce_fits_and_tells_parts_apart() -> None:
    nonces = {nonce("m1573555234188296192", number, again) for number in range(50) for again in range(5)}
    assert len(nonces) == 250
    assert max(map(len, nonces)) <= 25
