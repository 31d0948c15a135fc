"""Turns that get no answer, since the person has told the bot to be silent."""

import asyncio

import pytest

from bots.platform import Unanswered
from graphs.dialogue import Reply
from tests.fakes.discord import FakeDiscord
from tests.wire.discord.conftest import Bot


async def silent(_bot: Bot, _turn, _incoming) -> None:
    """Says nothing."""


async def after_some_words(bot: Bot, turn, _incoming) -> None:
    await bot.draft(turn, _incoming, "Well")
    await bot.until(lambda: "Well" in bot.fake.conversation(bot.fake.general))


@pytest.mark.parametrize("private", [True, False])
async def test_nobody_is_told_for_ever_that_the_bot_is_thinking(
    fake: FakeDiscord, open_bot, private: bool
) -> None:
    alice = fake.person("Alice")
    async with open_bot(silent) as bot:
        assert isinstance(bot.discord, Unanswered)
        place = alice.dm if private else fake.general
        asked = await fake.acknowledged(alice.slash("ask", place, question="are you there?"))
        await bot.until(lambda: bot.heard)
        await bot.quiet()
        assert asked.original is not None
        assert asked.original.deleted
        assert fake.from_bot(place) == []


async def test_words_of_a_draft_in_its_place_are_taken_back(fake: FakeDiscord, open_bot) -> None:
    async with open_bot(after_some_words) as bot:
        fake.person("Alice").slash("ask", fake.general, question="are you there?")
        await bot.until(lambda: bot.heard)
        await bot.quiet()
        assert fake.from_bot(fake.general) == []


async def test_words_of_a_draft_are_taken_back(fake: FakeDiscord, open_bot) -> None:
    async with open_bot(after_some_words) as bot:
        fake.person("Alice").say(f"{fake.bot.mention} I talk to myself", fake.general)
        await bot.until(lambda: bot.heard)
        await bot.quiet()
        assert fake.from_bot(fake.general) == []


@pytest.mark.parametrize("lapsed", [False, True])
async def test_the_thinking_ends_after_a_restart_too(fake: FakeDiscord, open_bot, lapsed: bool) -> None:
    async def never(_bot, _turn, _incoming) -> Reply:
        await asyncio.Event().wait()
        return Reply("")

    alice = fake.person("Alice")
    async with open_bot(never) as bot:
        await fake.acknowledged(alice.slash("ask", fake.general, question="are you there?"))
        await bot.until(lambda: bot.heard)
        await asyncio.sleep(0.1)
        assert len(fake.from_bot(fake.general)) == 1
    if lapsed:
        fake.skip(901)
    async with open_bot(silent) as bot:
        await bot.quiet()
        assert fake.from_bot(fake.general) == []


async def test_the_answer_to_an_earlier_version_of_a_message_stays(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    async with open_bot() as bot:
        asked = alice.say("hello")
        answer = await fake.reply(asked)
        await bot.quiet()
        bot.answer = silent
        alice.edit(asked, "hello!")
        await bot.until(lambda: len(bot.heard) == 2)
        await bot.quiet()
        assert fake.from_bot(alice.dm) == [answer]
        assert answer.content == "You said: hello"
