"""What people say on Discord, and what the bot takes it for."""

import asyncio

import pytest

from graphs.dialogue import Reply
from tests.fakes.discord import FakeDiscord, NotPossible, Upload


async def test_a_direct_message_is_private_and_answered_there(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    async with open_bot() as bot:
        answer = await fake.reply(alice.say("hello"))
        assert answer.content == "You said: hello"
        assert answer.channel is alice.dm
        assert answer.replies_to is None
        (heard,) = bot.heard
        assert (heard.place.private, heard.place.chat, heard.sender.name) == (True, alice.dm.id, "Alice")


async def test_on_a_server_only_what_names_it_is_answered(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    async with open_bot() as bot:
        alice.say("does anybody know?", fake.general)
        asked = alice.say(f"{fake.bot.mention}, what halls are there?", fake.general)
        answer = await fake.reply(asked)
        assert answer.content == "You said: what halls are there?"
        assert answer.replies_to is asked
        assert answer.mentions == []
        await bot.quiet()
        (heard,) = bot.heard
        assert (heard.place.private, heard.text) == (False, "what halls are there?")


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("{bot}", "/start"),
        ("hi {bot} there", "hi there"),
        ("{bot}: ask {bob}", "ask @Bob"),
        ("{bot} /help", "/help"),
        ("{bot}\nfirst\nsecond", "first\nsecond"),
        ("what does {bot} mean by <:party:123456789012345678>?", "what does mean by :party:?"),
    ],
)
async def test_its_name_is_no_part_of_the_question(fake, open_bot, written: str, understood: str) -> None:
    alice, bob = fake.person("Alice"), fake.person("Bob")
    async with open_bot() as bot:
        await fake.reply(alice.say(written.format(bot=fake.bot.mention, bob=bob.mention), fake.general))
        assert bot.heard[0].text == understood


async def test_a_reply_to_it_brings_the_quoted_words(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    async with open_bot() as bot:
        first = await fake.reply(alice.say(f"{fake.bot.mention} one", fake.general))
        await fake.reply(alice.say("and two?", reply_to=first))
        assert bot.heard[1].quoted == "You said: one"
        assert bot.heard[1].text == "and two?"


async def test_a_reply_to_someone_else_that_names_it_brings_their_words(fake, open_bot) -> None:
    alice, bob = fake.person("Alice"), fake.person("Bob")
    async with open_bot() as bot:
        said = bob.say("The Loft is the nicest.", fake.general)
        await fake.reply(alice.say(fake.bot.mention, reply_to=said))
        assert (bot.heard[0].text, bot.heard[0].quoted) == ("", "The Loft is the nicest.")


async def test_in_a_thread_a_conversation_goes_on_without_its_name(fake: FakeDiscord, open_bot) -> None:
    alice, bob = fake.person("Alice"), fake.person("Bob")
    async with open_bot() as bot:
        thread = alice.start_thread("Our party", fake.general)
        alice.say("nobody asked it yet", thread)
        await fake.reply(alice.say(f"{fake.bot.mention} what is free?", thread))
        answer = await fake.reply(alice.say("and on Friday?", thread))
        assert answer.channel is thread
        bob.say("I can't on Friday", thread)
        alice.say(f"{bob.mention} then Saturday", thread)
        alice.say("what a pity", thread, reply_to=bob.say("neither", thread))
        await asyncio.sleep(0.1)
        await bot.quiet()
        assert [heard.text for heard in bot.heard] == ["what is free?", "and on Friday?"]
        assert {heard.place.chat for heard in bot.heard} == {thread.id}


async def test_a_thread_goes_on_after_a_restart(fake: FakeDiscord, open_bot, visited) -> None:
    alice = fake.person("Alice")
    async with open_bot() as bot:
        thread = alice.start_thread("Our party", fake.general)
        await fake.reply(alice.say(f"{fake.bot.mention} what is free?", thread))
        await visited(bot.heard[0])
        await visited(alice_in_general(fake, bot.heard[0]))
    async with open_bot() as bot:
        alice.say("this is no thread", fake.general)
        await fake.reply(alice.say("and on Friday?", thread))
        assert [heard.text for heard in bot.heard] == ["and on Friday?"]


def alice_in_general(fake: FakeDiscord, heard):
    from dataclasses import replace

    return replace(heard, place=replace(heard.place, chat=fake.general.id))


async def test_files_come_along(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    async with open_bot() as bot:
        files = [Upload("plan.png", b"x" * 10, "image/png"), Upload("a.pdf", b"y", "application/pdf")]
        await fake.reply(alice.say("", files=files))
        image, paper = bot.heard[0].attachments
        assert (image.kind, image.name, image.size) == ("image", "plan.png", 10)
        assert image.ref.startswith("http")
        assert paper.kind == "file"
        await fake.reply(alice.speak(b"OggS", 2.0))
        assert bot.heard[1].attachments[0].kind == "audio"


async def test_bots_and_notices_are_not_answered(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    robot = fake.person("Robot")
    robot.user.bot = True
    async with open_bot() as bot:
        robot.say(f"{fake.bot.mention} hello, colleague", fake.general)
        alice.start_thread("A thread", fake.general)
        await fake.reply(alice.say("hello"))
        assert [heard.text for heard in bot.heard] == ["hello"]


async def test_a_message_edited_while_it_waits_is_answered_once_for_its_latest_text(fake, open_bot) -> None:
    alice = fake.person("Alice")
    go_on = asyncio.Event()

    async def slowly(_bot, _turn, incoming):
        await go_on.wait()
        return Reply(f"You said: {incoming.text}")

    async with open_bot(slowly) as bot:
        alice.say("first")
        second = alice.say("secnd")
        await bot.until(lambda: len(bot.heard) == 2)
        alice.edit(second, "second")
        alice.edit(second, "the second")
        await bot.until(lambda: len(bot.heard) == 4)
        go_on.set()
        await bot.quiet()
        said = [message.content for message in fake.from_bot(alice.dm)]
        assert said == ["You said: first", "You said: the second"]


async def test_a_message_edited_after_its_answer_has_its_answer_changed(fake, open_bot) -> None:
    alice = fake.person("Alice")
    async with open_bot() as bot:
        said = alice.say("how much is the Lift?")
        answer = await fake.reply(said)
        await bot.quiet()
        alice.edit(said, "how much is the Loft?")
        await bot.until(lambda: answer.content == "You said: how much is the Loft?")
        alice.edit(said, "how much is the Attic?")
        await bot.until(lambda: answer.content == "You said: how much is the Attic?")
        await bot.quiet()
        assert len(fake.from_bot(alice.dm)) == 1


async def test_a_link_preview_is_no_edit(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    async with open_bot() as bot:
        said = alice.say("look at https://example.org")
        await fake.reply(said)
        from tests.fakes.discord.world.posting import revise

        revise(fake.world, said)
        await fake.reply(alice.say("next"))
        assert len(bot.heard) == 2


async def test_events_that_discord_tells_twice_are_one_turn(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    fake.gateway.duplicates = 2
    async with open_bot() as bot:
        for number in range(3):
            await fake.reply(alice.say(f"number {number}"))
        used = alice.slash("ask", question="four")
        await fake.answer(used)
        await bot.quiet()
        said = [message.content for message in fake.from_bot(alice.dm)]
        assert said == [f"You said: {text}" for text in ("number 0", "number 1", "number 2", "four")]
        assert len(bot.heard) == 4


async def test_messages_of_a_place_are_stored_in_their_order(fake: FakeDiscord, open_bot) -> None:
    alice, boris = fake.person("Alice"), fake.person("Борис")
    async with open_bot() as bot:
        for number in range(20):
            alice.say(str(number))
            boris.say(str(number))
        await bot.until(lambda: len(bot.heard) == 40)
        await bot.quiet()
        for person in (alice, boris):
            answers = [message.content for message in fake.from_bot(person.dm)]
            assert answers == [f"You said: {number}" for number in range(20)]


async def test_what_can_not_be_stored_is_tried_again(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    async with open_bot() as bot:
        bot.unwilling["one"] = 2
        alice.say("one")
        alice.say("two")
        await bot.until(lambda: len(fake.from_bot(alice.dm)) == 2)
        assert [message.content for message in fake.from_bot(alice.dm)] == ["You said: one", "You said: two"]


async def test_a_client_would_not_send_what_is_empty(fake: FakeDiscord) -> None:
    with pytest.raises(NotPossible):
        fake.person("Alice").say("")


async def test_its_own_role_is_its_name_too_also_in_a_resumed_session(fake: FakeDiscord, open_bot) -> None:
    role = {**fake.guild.everyone(), "id": "123456789012345678", "tags": {"bot_id": fake.bot.id}}
    server = fake.guild.create_payload(fake.bot)
    alice = fake.person("Alice")

    def say(text: str) -> str:
        """What Discord tells of a message in which the role is mentioned."""
        alice.say("nothing for the bot", fake.general)
        assert fake.gateway.last_event is not None
        told = {
            "id": fake.world.ids.next(),
            "content": f"<@&{role['id']}> {text}",
            "mention_roles": [role["id"]],
        }
        fake.gateway.inject("MESSAGE_CREATE", {**fake.gateway.last_event.data, **told})
        return f"You said: {text}"

    def said() -> list[str]:
        return [message.content for message in fake.from_bot(fake.general)]

    async with open_bot() as bot:
        await asyncio.sleep(0.6)  # until discord.py has told that all servers are there
        fake.gateway.inject("GUILD_CREATE", {**server, "roles": [*server["roles"], role]})
        first = say("hello")
        await bot.until(lambda: said() == [first])
        await bot.quiet()
        await asyncio.sleep(0.1)
    async with open_bot() as bot:
        second = say("still there?")
        await bot.until(lambda: said() == [first, second])
        assert fake.gateway.resumed == 1
        await bot.quiet()
