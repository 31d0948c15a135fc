"""What Telegram's clients show of the bot before anybody writes: the menu, and links into a chat with it."""

import pytest

from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat
from tests.wire.telegram.stage import Stage, open_stage


async def test_the_menu_button_opens_the_commands(stage: Stage, fake: FakeTelegram) -> None:
    await fake.call("setChatMenuButton")
    assert fake.world.bot.menu_buttons[0] == {"type": "commands"}


async def test_a_menu_button_that_the_owner_has_set_stays(
    fake: FakeTelegram, anna: Chat, sqlite_url: str
) -> None:
    own = {"type": "web_app", "text": "Halls", "web_app": {"url": "https://halls.example.org"}}
    fake.world.bot.menu_buttons[0] = own
    async with open_stage(fake, anna, sqlite_url):
        await fake.call("getChatMenuButton")
        await fake.call("setMyCommands", count=2)
    assert fake.world.bot.menu_buttons[0] == own
    assert fake.calls.of("setChatMenuButton") == []


async def test_a_link_brings_its_payload_to_start(stage: Stage, fake: FakeTelegram) -> None:
    assert stage.telegram.link("s_0a1b-2c") == ""
    await fake.call("getUpdates") if fake.calls.of("getUpdates") else await stage.write("Hello")
    assert stage.telegram.link("s_0a1b-2c") == "https://t.me/concierge_bot?start=s_0a1b-2c"
    assert (await stage.write("/start s_0a1b-2c")).text == "/start s_0a1b-2c"


@pytest.mark.parametrize("payload", ["", "x" * 65, "s 1", "s?1", "ы"])
async def test_what_no_link_can_carry_has_none(stage: Stage, payload: str) -> None:
    await stage.write("Hello")
    assert stage.telegram.link(payload) == ""
