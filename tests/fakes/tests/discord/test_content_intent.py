"""The Message Content intent: what a bot without it reads, and that it is refused when switched off."""

import discord
import pytest


async def test_without_the_intent_only_messages_to_the_bot_have_text(fake, connect):
    bot = await connect(content=False)
    alice = fake.person("Alice")
    alice.say("between us", fake.general)
    alice.say(f"{fake.bot.mention} to you", fake.general)
    alice.say("in private")
    assert [await bot.line() for _ in range(3)] == ["", f"{fake.bot.mention} to you", "in private"]


async def test_a_quoted_message_is_hidden_too(fake, connect):
    bot = await connect(content=False)
    alice = fake.person("Alice")
    secret = alice.say("between us", fake.general)
    alice.say(f"{fake.bot.mention} see above", reply_to=secret)
    await bot.line()
    await bot.line()
    assert bot.heard[-1].reference.resolved.content == ""


async def test_asking_for_a_switched_off_intent_closes_with_4014(fake, connect):
    fake.settings.message_content = False
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await connect(content=True)


async def test_the_application_says_whether_the_intent_is_on(fake, connect):
    bot = await connect()
    assert (await bot.application_info()).flags.gateway_message_content
    fake.settings.message_content = False
    assert not (await bot.application_info()).flags.gateway_message_content


async def test_the_members_intent_lists_people_once_it_is_allowed(fake, connect):
    fake.settings.members = True
    fake.person("Alice")
    bot = await connect(members=True)
    assert {member.name for member in bot.guilds[0].members} == {"alice", "concierge", "owner"}


async def test_rest_hides_text_from_an_application_with_the_switch_off(fake, connect):
    bot = await connect(content=False)
    fake.settings.message_content = False
    message = fake.person("Alice").say("between us", fake.general)
    channel = bot.get_channel(int(fake.general.id))
    assert (await channel.fetch_message(int(message.id))).content == ""
