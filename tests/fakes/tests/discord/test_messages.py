"""Messages between people and a discord.py bot."""

import io

import discord

from tests.fakes.discord import Upload


async def test_a_direct_message_arrives_and_is_answered(fake, connect):
    bot = await connect()
    alice = fake.person("Alice")
    message = alice.say("hello")
    assert await bot.line() == "hello"
    assert isinstance(bot.heard[0].channel, discord.DMChannel)
    await bot.heard[0].channel.send("good day")
    assert (await fake.reply(message)).content == "good day"
    assert fake.conversation(alice.dm).splitlines()[1:] == ["Alice: hello", "Concierge: good day"]
    assert fake.violations == []


async def test_a_mention_in_a_channel_names_the_bot_and_a_reply_quotes(fake, connect):
    bot = await connect()
    alice = fake.person("Alice")
    alice.say(f"{fake.bot.mention} what is free?", fake.general)
    await bot.line()
    heard = bot.heard[0]
    assert bot.user in heard.mentions
    assert heard.guild.name == "Harbour House"
    assert heard.channel.name == "general"
    await heard.reply("everything", mention_author=False)
    reply = await fake.reply(fake.general)
    assert reply.replies_to.content.endswith("what is free?")
    alice.say("thanks", reply_to=reply)
    await bot.line()
    assert bot.heard[-1].reference.resolved.content == "everything"
    assert bot.user in bot.heard[-1].mentions


async def test_a_thread_from_a_message_is_a_place_of_its_own(fake, connect):
    bot = await connect()
    alice = fake.person("Alice")
    first = alice.say("let us talk", fake.general)
    thread = alice.start_thread("Talk", fake.general, first)
    alice.say("in here", thread)
    while await bot.line() != "in here":
        pass
    place = bot.heard[-1].channel
    assert isinstance(place, discord.Thread)
    assert (place.name, place.parent.name, place.id) == ("Talk", "general", int(first.id))
    await place.send("yes")
    assert (await fake.reply(thread)).content == "yes"


async def test_the_bot_makes_a_thread_and_closes_it(fake, connect):
    bot = await connect()
    fake.person("Alice").say("topic", fake.general)
    await bot.line()
    thread = await bot.heard[0].create_thread(name="Details")
    await thread.send("inside")
    await thread.edit(archived=True, locked=True)
    place = fake.world.channels[str(thread.id)]
    assert place.archived
    assert [one.content for one in fake.from_bot(place)][-1] == "inside"


async def test_edits_keep_their_history_and_deletions_hide(fake, connect):
    bot = await connect()
    fake.person("Alice").say("hi")
    await bot.line()
    sent = await bot.heard[0].channel.send("one")
    for text in ("two", "three"):
        await sent.edit(content=text)
    message = fake.from_bot(fake.person("Alice").dm)[0]
    assert (message.content, message.edits) == ("three", ["one", "two"])
    assert "three (edited 2×)" in fake.conversation(message.channel)
    await sent.delete()
    assert fake.from_bot(message.channel) == []


async def test_people_edit_delete_and_react_and_the_bot_hears_it(fake, connect):
    bot = await connect()
    alice = fake.person("Alice")
    message = alice.say("frist", fake.general)
    await bot.line()
    alice.edit(message, "first")
    alice.react(message, "👍")
    alice.react(message, "👍", present=False)
    alice.type(fake.general)
    alice.delete(message)
    await fake.world.changes.until(lambda: "MESSAGE_DELETE" in bot.events, 3)
    assert bot.events[-5:] == [
        "MESSAGE_UPDATE",
        "MESSAGE_REACTION_ADD",
        "MESSAGE_REACTION_REMOVE",
        "TYPING_START",
        "MESSAGE_DELETE",
    ]


async def test_the_bot_types_and_reacts(fake, connect):
    bot = await connect()
    message = fake.person("Alice").say("hi", fake.general)
    await bot.line()
    await bot.heard[0].add_reaction("👀")
    async with bot.heard[0].channel.typing():
        assert fake.bot.id in fake.general.typing
        await bot.heard[0].channel.send("done")
    assert message.reactions == {"👀": [fake.bot]}
    await bot.heard[0].remove_reaction("👀", bot.user)
    assert message.reactions == {}


async def test_files_travel_both_ways(fake, connect):
    bot = await connect()
    alice = fake.person("Alice")
    alice.say("see this", files=[Upload("plan of hall.txt", b"a plan", "text/plain")])
    await bot.line()
    attachment = bot.heard[0].attachments[0]
    assert (attachment.filename, attachment.content_type) == ("plan of hall.txt", "text/plain")
    assert await attachment.read() == b"a plan"
    files = [discord.File(io.BytesIO(text), name) for name, text in (("a.txt", b"A"), ("b.txt", b"B"))]
    await bot.heard[0].channel.send("two files", files=files)
    sent = (await fake.reply(alice.dm)).attachments
    assert [(one.upload.name, one.upload.data) for one in sent] == [("a.txt", b"A"), ("b.txt", b"B")]
    assert fake.violations == []


async def test_a_voice_message_has_a_length_and_can_be_fetched(fake, connect):
    bot = await connect()
    fake.person("Alice").speak(b"OggS", 2.5)
    await bot.line()
    heard = bot.heard[0]
    assert heard.flags.voice
    assert heard.attachments[0].is_voice_message()
    assert (heard.attachments[0].duration, await heard.attachments[0].read()) == (2.5, b"OggS")


async def test_history_reads_back_from_after_a_message(fake, connect):
    bot = await connect()
    alice = fake.person("Alice")
    messages = [alice.say(str(number), fake.general) for number in range(8)]
    channel = bot.get_channel(int(fake.general.id))
    after = discord.Object(int(messages[4].id))
    assert [one.content async for one in channel.history(after=after)] == ["5", "6", "7"]
    assert [one.content async for one in channel.history(limit=2)] == ["7", "6"]
    around = channel.history(around=discord.Object(int(messages[3].id)), limit=3)
    assert [one.content async for one in around] == ["4", "3", "2"]


async def test_white_space_around_a_text_is_lost_as_on_discord(fake, connect):
    bot = await connect()
    fake.person("Alice").say("hi")
    await bot.line()
    sent = await bot.heard[0].channel.send("    indented\n")
    assert sent.content == "indented"


async def test_a_direct_message_can_be_opened_by_the_bot(fake, connect):
    bot = await connect()
    alice = fake.person("Alice")
    user = await bot.fetch_user(int(alice.id))
    await user.send("a reminder")
    assert (await fake.reply(alice.dm)).content == "a reminder"
    assert fake.violations == []
