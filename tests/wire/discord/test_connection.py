"""The gateway: coming, going, and coming back by itself with nothing missed."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bots.discord.connection import NotConnected
from bots.discord.hopeless import NO_CONTENT, WRONG_TOKEN
from bots.discord.patience import Patience
from tests.fakes.discord import FakeDiscord
from tests.thorough import thorough
from tests.wire.discord.conftest import Bot


def said(fake: FakeDiscord, person: str = "Alice") -> list[str]:
    return [message.content for message in fake.from_bot(fake.person(person).dm)]


async def test_a_wrong_token_names_itself_and_ends_only_the_bot(fake, open_bot, capsys) -> None:
    async with open_bot(token="wrong", wait=False) as bot:
        async with asyncio.timeout(5):
            await bot.running
        with pytest.raises(NotConnected, match="DISCORD_BOT_TOKEN"):
            await bot.discord.check()
    out = capsys.readouterr().out
    assert out.count(WRONG_TOKEN) == 1
    assert "wrong" not in out.replace(WRONG_TOKEN, "")
    assert len(fake.requests) <= 2


async def test_a_token_that_is_taken_back_names_itself(fake, open_bot, capsys) -> None:
    async with open_bot() as bot:
        fake.world.token = "another"
        fake.gateway.close(4004)
        async with asyncio.timeout(5):
            await bot.running
        with pytest.raises(NotConnected, match="DISCORD_BOT_TOKEN"):
            await bot.discord.check()


async def test_without_the_content_intent_it_says_so_and_goes_on(fake, open_bot, capsys) -> None:
    fake.settings.message_content = False
    alice = fake.person("Alice")
    async with open_bot() as bot:
        assert (await fake.reply(alice.say("hello"))).content == "You said: hello"
        answer = await fake.reply(alice.say(f"{fake.bot.mention} hello", fake.general))
        assert answer.content == "You said: hello"
        assert (await fake.answer(alice.slash("ask", fake.general, question="?"))).content == "You said: ?"
        assert (await fake.reply(alice.say("and?", reply_to=answer))).content == "You said: and?"
        await bot.discord.check()
    assert capsys.readouterr().out.count(NO_CONTENT) == 1


async def test_it_waits_for_a_discord_that_is_not_there_yet(fake: FakeDiscord, open_bot, capsys) -> None:
    port = fake.world.base_url.rpartition(":")[2]
    await fake.stop()
    async with open_bot(wait=False) as bot:
        await asyncio.sleep(0.4)
        with pytest.raises(NotConnected):
            await bot.discord.check()
        await fake.start()
        assert fake.world.base_url.endswith(port)
        await fake.connected()
        assert (await fake.reply(fake.person("Alice").say("hello"))).content == "You said: hello"
        await bot.discord.check()
    assert capsys.readouterr().out.count("can't be reached") == 1


async def test_health_tells_an_outage_and_its_end(fake: FakeDiscord, open_bot) -> None:
    async with open_bot() as bot:
        await bot.discord.check()
        await fake.stop()
        await refused(bot)
        await fake.start()
        await healthy(bot)
        assert (await fake.reply(fake.person("Alice").say("hello"))).content == "You said: hello"


async def refused(bot) -> None:
    async with asyncio.timeout(5):
        while True:
            try:
                await bot.discord.check()
            except NotConnected:
                return
            await asyncio.sleep(0.01)


async def healthy(bot) -> None:
    async with asyncio.timeout(5):
        while True:
            try:
                await bot.discord.check()
            except NotConnected:
                await asyncio.sleep(0.01)
            else:
                return


@pytest.mark.parametrize("trouble", ["drop", "reconnect", "close 4000", "close 4009", "invalidate resumable"])
async def test_after_a_break_it_resumes_and_hears_what_was_said_meanwhile(
    fake, open_bot, trouble: str
) -> None:
    alice = fake.person("Alice")
    async with open_bot() as bot:
        await fake.reply(alice.say("before"))
        fake.gateway.accepting = False
        {
            "drop": fake.gateway.drop,
            "reconnect": fake.gateway.reconnect,
            "close 4000": lambda: fake.gateway.close(4000),
            "close 4009": lambda: fake.gateway.close(4009),
            "invalidate resumable": lambda: fake.gateway.invalidate(resumable=True),
        }[trouble]()
        await bot.until(lambda: not fake.gateway.connected)
        meanwhile = alice.say("meanwhile")
        fake.gateway.accepting = True
        assert (await fake.reply(meanwhile)).content == "You said: meanwhile"
        assert (fake.gateway.identified, fake.gateway.resumed) == (1, 1)


async def signed_in_after(bot: Bot, trouble: Callable[[], object]) -> None:
    began = bot.fake.gateway.identified
    trouble()
    await bot.until(lambda: bot.fake.gateway.identified > began)


async def test_a_session_that_is_no_more_is_begun_anew(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    async with open_bot() as bot:
        await fake.reply(alice.say("before"))
        for break_off in (fake.gateway.invalidate, lambda: (fake.gateway.forget(), fake.gateway.drop())):
            await signed_in_after(bot, break_off)
            assert (await fake.reply(alice.say("after"))).content == "You said: after"


async def test_a_silent_connection_is_given_up(fake: FakeDiscord, open_bot) -> None:
    fake.gateway.heartbeat_ms = 100
    patience = Patience(0.05, 0.3, 0.0, 0.0, 0.05, heartbeat_timeout=0.4)
    async with open_bot(connection=patience):
        await asyncio.sleep(0.3)
        fake.gateway.silence()
        meanwhile = fake.person("Alice").say("are you there?")
        assert (await fake.reply(meanwhile)).content == "You said: are you there?"
        assert fake.gateway.resumed >= 1


async def test_sign_ins_are_paced(fake: FakeDiscord, open_bot) -> None:
    fake.gateway.identify_every = 0.5
    patience = Patience(0.01, 0.02, 0.0, identify_every=0.6, save_every=0.05)
    async with open_bot(connection=patience) as bot:
        for _again in range(2):
            await signed_in_after(bot, fake.gateway.invalidate)
        assert fake.gateway.identified == 3


async def test_an_endless_string_of_breaks_is_no_hot_loop(fake: FakeDiscord, open_bot) -> None:
    patience = Patience(first=0.1, longest=0.5, steady=5.0, identify_every=0.0)
    async with open_bot(connection=patience):
        fake.gateway.accepting = False
        fake.gateway.drop()
        before = len(fake.gateway.sessions)
        await asyncio.sleep(1.5)
        assert len(fake.gateway.sessions) == before
        fake.gateway.accepting = True
        await fake.connected()


async def test_after_a_restart_the_session_is_resumed_with_what_was_missed(
    fake, open_bot, tmp_path: Path
) -> None:
    alice = fake.person("Alice")
    async with open_bot() as bot:
        await fake.reply(alice.say("before"))
        await bot.quiet()
    meanwhile = alice.say("while you were away")
    kept = json.loads((tmp_path / "discord.session").read_text())
    assert kept["bot"] == int(fake.bot.id)
    async with open_bot() as bot:
        assert (await fake.reply(meanwhile)).content == "You said: while you were away"
        assert fake.gateway.resumed == 1
        await bot.quiet()
        assert said(fake) == ["You said: before", "You said: while you were away"]


async def test_each_resumed_session_is_told_of_once(fake: FakeDiscord, open_bot, capsys) -> None:
    for text in ("one", "two", "three"):
        async with open_bot() as bot:
            await fake.reply(fake.person("Alice").say(text))
            await bot.quiet()
    assert fake.gateway.resumed == 2
    assert capsys.readouterr().out.count("connected to Discord again") == 2


async def test_what_was_said_while_a_session_died_is_read_in_the_channels(fake, open_bot) -> None:
    alice, bob = fake.person("Alice"), fake.person("Bob")
    async with open_bot() as bot:
        await fake.reply(alice.say("before"))
        await fake.reply(bob.say(f"{fake.bot.mention} before", fake.general))
        await bot.quiet()
        await asyncio.sleep(0.1)
    fake.gateway.forget()
    alice.say("one")
    bob.say("not for the bot", fake.general)
    bob.say(f"{fake.bot.mention} two", fake.general)
    bob.say(f"{fake.bot.mention} three", fake.bookings)
    thread = bob.start_thread("New", fake.bookings)
    bob.say(f"{fake.bot.mention} four", thread)
    async with open_bot() as bot:
        await bot.until(lambda: len(bot.heard) == 4)
        await bot.quiet()
        assert sorted(heard.text for heard in bot.heard) == ["four", "one", "three", "two"]
        assert {heard.place.private for heard in bot.heard if heard.text == "one"} == {True}
        assert said(fake) == ["You said: before", "You said: one"]
    async with open_bot() as bot:
        await asyncio.sleep(0.2)
        assert bot.heard == []


async def test_the_first_start_answers_nothing_from_before(fake: FakeDiscord, open_bot) -> None:
    fake.person("Alice").say("long ago")
    async with open_bot() as bot:
        await fake.reply(fake.person("Alice").say("now"))
        assert [heard.text for heard in bot.heard] == ["now"]


async def test_a_broken_session_file_costs_nothing(fake: FakeDiscord, open_bot, tmp_path: Path) -> None:
    (tmp_path / "discord.session").write_text('{"id": "x", "sequence": "many"')
    async with open_bot():
        assert (await fake.reply(fake.person("Alice").say("hello"))).content == "You said: hello"


async def test_what_is_not_stored_is_heard_again_after_a_restart(fake: FakeDiscord, open_bot) -> None:
    alice, bob = fake.person("Alice"), fake.person("Bob")
    async with open_bot() as bot:
        await fake.reply(alice.say("one"))
        bot.unwilling["two"] = 1_000
        alice.say("two")
        await fake.reply(bob.say("stored meanwhile"))
        await asyncio.sleep(0.2)
    async with open_bot() as bot:
        await bot.until(lambda: len(said(fake)) == 2)
        assert said(fake) == ["You said: one", "You said: two"]
        assert said(fake, "Bob") == ["You said: stored meanwhile"]
        assert fake.gateway.resumed == 1


NAMES = (
    "MESSAGE_CREATE",
    "MESSAGE_UPDATE",
    "INTERACTION_CREATE",
    "GUILD_CREATE",
    "THREAD_CREATE",
    "NEW_THING",
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.floats(allow_nan=False, allow_infinity=False)
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)
FIELDS = (
    "id",
    "channel_id",
    "guild_id",
    "author",
    "content",
    "mentions",
    "type",
    "data",
    "token",
    "message",
    "member",
    "user",
    "timestamp",
)


@pytest.fixture
def samples(fake: FakeDiscord) -> dict[str, dict[str, Any]]:
    """True events, to be spoiled."""
    heard: dict[str, dict[str, Any]] = {}
    fake.world.listeners.append(lambda event: heard.setdefault(event.name, event.data) and None)
    return heard


async def test_whatever_it_is_told_the_next_message_is_answered(fake, open_bot, samples) -> None:
    alice = fake.person("Alice")
    async with open_bot() as bot:
        asked = alice.say("hello")
        await fake.reply(asked)
        await fake.answer(alice.slash("ask", question="hello"))
        alice.edit(asked, "hello!")
        await bot.quiet()

        loop = asyncio.get_running_loop()

        @settings(
            max_examples=thorough(60, 20),
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        )
        @given(
            st.sampled_from(NAMES),
            st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=4),
            st.booleans(),
        )
        def spoil(name: str, fields: dict[str, Any], whole: bool) -> None:
            event = {**samples.get(name, {}), **fields} if whole else fields
            loop.call_soon_threadsafe(fake.gateway.inject, name, event)

        identified = fake.gateway.identified
        await asyncio.to_thread(spoil)
        fake.gateway.inject("MESSAGE_CREATE", {})
        fake.gateway.inject("INTERACTION_CREATE", [])
        assert (await fake.reply(alice.say("are you well?"))).content == "You said: are you well?"
        assert fake.gateway.identified == identified
        await bot.discord.check()
        fake.violations.clear()
