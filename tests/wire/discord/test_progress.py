"""Reactions on people's messages, and silence where somebody wants it."""

import asyncio

import pytest

from bots.discord import reactions
from bots.pacing import Limits, Pacer, Rate
from bots.platform import Undeliverable
from graphs.dialogue import Reply
from storage.database import Database
from storage.users import Users
from tests.fakes.discord import FakeDiscord, Fault, Permission
from tests.fakes.discord.rest.call import Answer

WRITING, DONE = "✍🏻", "👌"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reactions, "GATHERING_SECONDS", 0.05)


def on(message) -> list[str]:
    return sorted(message.reactions)


@pytest.mark.parametrize("private", [True, False])
async def test_a_message_bears_how_far_its_answer_is(fake: FakeDiscord, open_bot, private: bool) -> None:
    go_on = asyncio.Event()

    async def slowly(_bot, _turn, _incoming):
        await go_on.wait()
        return Reply("Done.")

    async with open_bot(slowly) as bot:
        asked = fake.person("Alice").say(f"{fake.bot.mention} go", None if private else fake.general)
        await bot.until(lambda: on(asked) == [WRITING])
        go_on.set()
        await bot.until(lambda: on(asked) == [DONE])
        await bot.quiet()


async def test_an_answer_that_comes_at_once_needs_no_other_sign(fake: FakeDiscord, open_bot) -> None:
    async with open_bot() as bot:
        asked = fake.person("Alice").say("hello")
        await bot.until(lambda: on(asked) == [DONE])
        await bot.quiet()
    assert len(fake.calls("PUT", "/channels/*/reactions/*")) == 1
    assert fake.calls("DELETE", "/channels/*/reactions/*") == []


async def test_what_an_earlier_life_left_is_taken_away(fake: FakeDiscord, open_bot) -> None:
    async def never(_bot, _turn, _incoming):
        await asyncio.Event().wait()

    async with open_bot(never) as bot:
        asked = fake.person("Alice").say("hello")
        await bot.until(lambda: on(asked) == [WRITING])
    async with open_bot() as bot:
        await bot.until(lambda: on(asked) == [DONE])
        await bot.quiet()


async def test_where_reactions_are_forbidden_all_else_works_and_they_are_not_tried_again(
    fake, open_bot
) -> None:
    fake.forbid(fake.general, Permission.ADD_REACTIONS)
    alice = fake.person("Alice")
    async with open_bot() as bot:
        for number in range(3):
            asked = alice.say(f"{fake.bot.mention} {number}", fake.general)
            assert (await fake.reply(asked)).content == f"You said: {number}"
            await bot.quiet()
            await asyncio.sleep(0.1)
        assert len(fake.calls("PUT", "/channels/*/reactions/*")) == 1


async def test_reactions_take_nothing_from_the_budget_of_answers(fake: FakeDiscord, open_bot) -> None:
    limit = Answer(429, {"message": "slow down", "retry_after": 30.0, "global": False})
    fake.faults.add(Fault("PUT", "/channels/*/reactions/*", answer=limit, times=9))
    alice = fake.person("Alice")
    async with open_bot(pacer=Pacer(Limits(Rate(200.0, 50), lambda _chat: Rate(5.0, 5)))) as bot:
        for number in range(3):
            asked = alice.say(f"number {number}")
            assert (await fake.reply(asked, within=3)).content == f"You said: number {number}"
        await bot.quiet()


async def test_who_told_the_bot_to_be_silent_sees_no_sign_of_it(
    fake: FakeDiscord, open_bot, visited, sqlite_url: str
) -> None:
    async def slowly(_bot, _turn, incoming):
        await asyncio.sleep(0.3)
        if incoming.text.startswith("/"):
            return Reply("Here.")
        raise Undeliverable("nothing is to be said")

    alice = fake.person("Alice")
    async with open_bot() as bot:
        await fake.reply(alice.say("hello"))
        await bot.quiet()
        await visited(bot.heard[0])
        database = Database.open(sqlite_url)
        users = Users(database)
        user = await users.resolve("discord", alice.id, "Alice", "en")
        await users.change(user.id, state="off")
        await database.close()
        bot.answer = slowly
        before = len(fake.calls("POST", "/channels/*/typing"))
        silent = alice.say("just talking")
        await bot.until(lambda: len(bot.heard) == 2)
        await asyncio.sleep(0.2)
        assert len(fake.calls("POST", "/channels/*/typing")) == before
        assert on(silent) == []
        asked = alice.say("/user")
        await bot.until(lambda: on(asked) == [DONE], 20)
        assert len(fake.calls("POST", "/channels/*/typing")) > before
