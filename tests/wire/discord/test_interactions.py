"""Slash commands, buttons and lists."""

import asyncio

import pytest

from bots.commands import COMMANDS
from graphs.dialogue import Button, Incoming, Option, Panel, Reply, Select
from tests.fakes.discord import FakeDiscord, Fault, NotPossible, Permission
from tests.fakes.discord.rest.call import Answer
from tests.fakes.discord.world.interactions import Callback
from tests.wire.discord.conftest import Bot

CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
QUESTION = Panel(rows=((Button("Confirm", "confirm:1", "primary"), Button("Cancel", "cancel:1", "danger")),))


async def asking(_bot: Bot, _turn, incoming: Incoming) -> Reply:
    """Asks back until something is pressed."""
    if incoming.pressed:
        return Reply(f"{incoming.text} it is ({incoming.pressed}).")
    return Reply(f"Shall I {incoming.text}?", QUESTION)


@pytest.mark.parametrize("private", [True, False])
async def test_ask_thinks_and_then_answers_in_that_message(
    fake: FakeDiscord, open_bot, private: bool
) -> None:
    alice = fake.person("Alice")
    place = None if private else fake.general
    async with open_bot() as bot:
        used = alice.slash("ask", place, question="what halls are there?")
        answer = await fake.answer(used)
        assert answer.content == "You said: what halls are there?"
        assert used.callback is Callback.DEFERRED_MESSAGE
        assert not answer.ephemeral
        assert bot.heard[0].place.private is private
        assert bot.heard[0].sender.locale == "en"
        await bot.quiet()
        assert len(fake.from_bot(answer.channel)) == 1


async def test_commands_come_from_the_one_table(fake: FakeDiscord, open_bot) -> None:
    boris = fake.person("Борис", locale="ru")
    async with open_bot() as bot:
        for name in ("start", "help", "new", "clear", "bookings"):
            answer = await fake.answer(boris.slash(name))
            assert answer.content == f"You said: /{name}"
            assert not answer.ephemeral
        assert bot.heard[0].sender.locale == "ru"
        told = {command["name"]: command for command in fake.world.commands.of(None)}
        assert set(told) == {"ask", *(command.name for command in COMMANDS), "Session details"}
        assert told["help"]["description_localizations"] == {"ru": "этот список", "zh-CN": "查看这份列表"}


async def test_on_a_server_the_answer_to_a_command_is_for_one_person(fake: FakeDiscord, open_bot) -> None:
    async with open_bot():
        answer = await fake.answer(fake.person("Alice").slash("bookings", fake.general))
        assert answer.seen_by is fake.person("Alice").user
        assert answer.content == "You said: /bookings"


async def test_a_long_answer_to_a_command_goes_on_in_the_channel(fake: FakeDiscord, open_bot) -> None:
    async def long(_bot, _turn, _incoming):
        return Reply("\n\n".join(f"Paragraph {number}: " + "words " * 60 for number in range(12)))

    async with open_bot(long) as bot:
        used = fake.person("Alice").slash("ask", fake.general, question="everything")
        await fake.answer(used)
        await bot.quiet()
        said = fake.from_bot(fake.general)
        assert len(said) == 3
        text = " ".join(message.content for message in said)
        assert all(f"Paragraph {number}:" in text for number in range(12))
        assert used.followups == []


async def test_a_long_answer_for_one_person_goes_on_for_that_person(fake: FakeDiscord, open_bot) -> None:
    async def long(_bot, _turn, _incoming):
        return Reply("\n\n".join(f"Paragraph {number}: " + "words " * 60 for number in range(12)))

    async with open_bot(long) as bot:
        used = fake.person("Alice").slash("help", fake.general)
        await fake.answer(used)
        await bot.quiet()
        assert len(used.followups) == 2
        assert all(message.ephemeral for message in fake.from_bot(fake.general))


async def test_a_button_is_pressed_once_and_then_stands_as_the_choice(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    async with open_bot(asking) as bot:
        question = await fake.reply(alice.say("book it"))
        used = alice.press(question, "Confirm")
        answer = await fake.reply(question)
        assert answer.content == "Confirm it is (confirm:1)."
        assert used.callback is Callback.UPDATE
        (row,) = question.components
        (button,) = row["components"]
        assert (button["label"], button["disabled"]) == ("Confirm", True)
        with pytest.raises(NotPossible):
            alice.press(question, "Cancel")
        await bot.quiet()


async def test_a_list_is_picked_from(fake: FakeDiscord, open_bot) -> None:
    halls = tuple(Option(f"Hall {number}", f"hall:{number}", f"for {number} people") for number in range(60))

    async def choosing(_bot, _turn, incoming):
        if incoming.pressed:
            return Reply(f"{incoming.text}: {incoming.pressed}")
        return Reply("Which one?", Panel(selects=(Select("Pick a hall", halls),)))

    alice = fake.person("Alice")
    async with open_bot(choosing):
        question = await fake.reply(alice.say("which?"))
        assert len(question.components) == 3
        alice.pick(question, "Hall 42", select=1)
        assert (await fake.reply(question)).content == "Hall 42: hall:42"
        (row,) = question.components
        assert row["components"][0]["disabled"]


async def test_buttons_work_after_a_restart(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    async with open_bot(asking) as bot:
        question = await fake.reply(alice.say("book it"))
        await bot.quiet()
    async with open_bot(asking):
        alice.press(question, "Cancel")
        assert (await fake.reply(question)).content == "Cancel it is (cancel:1)."


async def test_a_second_press_is_told_so_and_nothing_is_done(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    async with open_bot(asking) as bot:
        question = await fake.reply(alice.say("book it"))
        first, second = alice.press(question, "Confirm"), alice.press(question, "Cancel")
        told = await fake.answer(second)
        assert told.ephemeral
        assert told.content.startswith("You have chosen here already.")
        await fake.acknowledged(first)
        await bot.until(lambda: len(bot.heard) == 2)
        await bot.quiet()
        assert [heard.pressed for heard in bot.heard] == ["", "confirm:1"]


async def test_buttons_under_a_changed_answer_can_be_pressed_anew(fake: FakeDiscord, open_bot) -> None:
    async def asking_anew(_bot, turn, incoming):
        if incoming.pressed:
            return Reply(f"{incoming.pressed}.")
        return Reply(f"Shall I {incoming.text}?", Panel(rows=((Button("Yes", f"confirm:{turn.id}"),),)))

    alice = fake.person("Alice")
    async with open_bot(asking_anew) as bot:
        asked = alice.say("book one")
        question = await fake.reply(asked)
        alice.press(question, "Yes")
        await fake.reply(question)
        await bot.quiet()
        alice.edit(asked, "book two")
        await bot.until(lambda: question.content == "Shall I book two?")
        alice.press(question, "Yes")
        await bot.until(lambda: len(bot.heard) == 4)
        await bot.quiet()
        assert [heard.pressed for heard in bot.heard] == ["", "confirm:1", "", "confirm:3"]


async def test_nobody_presses_anothers_button(fake: FakeDiscord, open_bot) -> None:
    alice, bob = fake.person("Alice"), fake.person("Bob")
    async with open_bot(asking) as bot:
        question = await fake.reply(alice.say(f"{fake.bot.mention} book it", fake.general))
        told = await fake.answer(bob.press(question, "Confirm"))
        assert told.seen_by is bob.user
        assert told.content.startswith(f"These buttons belong to {alice.mention}.")
        assert len(bot.heard) == 1
        alice.press(question, "Confirm")
        await bot.until(lambda: len(bot.heard) == 2)
        await bot.quiet()


async def test_buttons_end_with_the_next_answer_to_the_same_person(fake: FakeDiscord, open_bot) -> None:
    alice, bob = fake.person("Alice"), fake.person("Bob")
    async with open_bot(asking) as bot:
        first = await fake.reply(alice.say(f"{fake.bot.mention} book one", fake.general))
        await bot.quiet()
        other = await fake.reply(bob.say(f"{fake.bot.mention} book two", fake.general))
        await bot.quiet()
        assert first.components
        latest = await fake.reply(alice.say(f"{fake.bot.mention} book three", fake.general))
        await bot.until(lambda: not first.components)
        assert other.components
        assert latest.components


async def test_links_stay_and_those_that_discord_refuses_stand_in_the_text(fake, open_bot) -> None:
    async def linking(_bot, _turn, incoming):
        if incoming.pressed:
            return Reply("Done.")
        buttons = (
            Button("Look", url="https://example.org/b/1"),
            Button("Here", url="http://localhost:8080/b/1"),
            Button("Cancel", "cancel:1"),
        )
        return Reply("Your booking:", Panel(rows=(buttons,)))

    alice = fake.person("Alice")
    async with open_bot(linking) as bot:
        message = await fake.reply(alice.say("book it"))
        assert "http://localhost:8080/b/1" in message.content
        alice.press(message, "Cancel")
        await bot.until(lambda: len(bot.heard) == 2)
        await bot.quiet()
        labels = [button["label"] for row in message.components for button in row["components"]]
        assert labels == ["Look", "Cancel"]


async def test_more_buttons_than_a_message_holds_go_on_under_the_next(fake, open_bot) -> None:
    async def many(_bot, _turn, _incoming):
        rows = (tuple(Button(f"No {row}.{n}", f"n:{row}:{n}") for n in range(4)) for row in range(8))
        return Reply("Pick:", Panel(rows=tuple(rows)))

    async with open_bot(many) as bot:
        fake.person("Alice").say("show")
        await bot.until(lambda: len(fake.from_bot(fake.person("Alice").dm)) == 2)
        await bot.quiet()
        assert [len(message.components) for message in fake.from_bot(fake.person("Alice").dm)] == [5, 3]


async def test_a_command_that_is_no_more_is_said_to_be_unknown(fake: FakeDiscord, open_bot) -> None:
    async with open_bot() as bot:
        fake.world.commands.add(None, {"name": "old", "type": 1, "description": "from before"})
        told = await fake.answer(fake.person("Alice").slash("old"))
        assert told.ephemeral
        assert "/help" in told.content
        assert bot.heard == []


async def test_commands_are_told_only_when_they_changed(fake: FakeDiscord, open_bot) -> None:
    for _start in range(3):
        async with open_bot():
            await asyncio.sleep(0.05)
    assert len(fake.calls("PUT", "/applications/*/commands")) == 1
    fake.world.commands.add(None, {"name": "old", "type": 1, "description": "from before"})
    async with open_bot() as bot:
        await bot.until(lambda: len(fake.calls("PUT", "/applications/*/commands")) == 2)


async def test_an_answer_that_takes_too_long_for_its_token_comes_in_the_channel(fake, open_bot) -> None:
    go_on = asyncio.Event()

    async def slowly(_bot, _turn, _incoming):
        await go_on.wait()
        return Reply("At last.")

    async with open_bot(slowly) as bot:
        used = await fake.acknowledged(fake.person("Alice").slash("ask", fake.general, question="?"))
        await bot.until(lambda: bot.heard)
        fake.skip(901)
        go_on.set()
        await bot.quiet()
        assert used.original is not None
        assert used.original.deleted
        (said,) = fake.from_bot(fake.general)
        assert said.content == "At last."


async def test_what_is_for_one_person_is_never_told_to_the_channel(fake: FakeDiscord, open_bot) -> None:
    alice = fake.person("Alice")
    go_on = asyncio.Event()

    async def slowly(_bot, _turn, _incoming):
        await go_on.wait()
        return Reply("Your bookings: none.")

    async with open_bot(slowly) as bot:
        await fake.acknowledged(alice.slash("bookings", fake.general))
        await bot.until(lambda: bot.heard)
        fake.skip(901)
        go_on.set()
        await bot.quiet()
        assert [message.content for message in fake.from_bot(alice.dm)] == ["Your bookings: none."]
        assert all(message.ephemeral for message in fake.from_bot(fake.general))


async def test_an_answer_to_a_command_given_after_a_restart_stands_in_its_place(fake, open_bot) -> None:
    async def never(_bot, _turn, _incoming):
        await asyncio.Event().wait()

    async with open_bot(never) as bot:
        used = await fake.acknowledged(fake.person("Alice").slash("ask", fake.general, question="hello"))
        await bot.until(lambda: bot.heard)
        await asyncio.sleep(0.1)
    async with open_bot():
        answer = await fake.answer(used)
        assert answer.content == "You said: hello"
        assert len(fake.from_bot(fake.general)) == 1


async def test_an_interaction_is_acknowledged_however_long_the_store_takes(
    fake: FakeDiscord, open_bot
) -> None:
    fake.settings.acknowledge_within = 0.7
    async with open_bot() as bot:
        bot.unwilling["hello"] = 3
        used = fake.person("Alice").slash("ask", fake.general, question="hello")
        await fake.acknowledged(used, within=0.7)
        assert bot.heard == []
        assert (await fake.answer(used)).content == "You said: hello"


@pytest.mark.parametrize("accepted", [False, True], ids=["before acceptance", "after acceptance"])
@pytest.mark.parametrize("trouble", ["429", "500", "drop", "stall"])
async def test_trouble_with_an_acknowledgement_shows_the_answer_once_in_its_place(
    fake: FakeDiscord, open_bot, trouble: str, accepted: bool
) -> None:
    faults = {
        "429": lambda: fake.faults.rate_limit(0.2, "POST", CALLBACK),
        "500": lambda: fake.faults.fail(500, "POST", CALLBACK, times=2, accepted=accepted),
        "drop": lambda: fake.faults.drop("POST", CALLBACK, times=2, accepted=accepted),
        "stall": lambda: fake.faults.stall(2.5, "POST", CALLBACK, times=1, accepted=accepted),
    }
    faults[trouble]()
    async with open_bot() as bot:
        used = fake.person("Alice").slash("ask", fake.general, question="hello")
        assert (await fake.answer(used)).content == "You said: hello"
        await bot.quiet()
        assert len(fake.from_bot(fake.general)) == 1
        assert bot.given_up == []


async def test_commands_of_a_place_are_stored_in_their_order(fake: FakeDiscord, open_bot) -> None:
    fake.faults.stall(0.6, "POST", CALLBACK, times=1)
    async with open_bot() as bot:
        for number in range(5):
            fake.person(f"P{number}").slash("ask", fake.general, question=str(number))
        await bot.until(lambda: len(bot.heard) == 5)
        await bot.quiet()
        assert [heard.text for heard in bot.heard] == ["0", "1", "2", "3", "4"]


async def test_what_was_acknowledged_and_not_stored_is_answered_after_a_restart(
    fake: FakeDiscord, open_bot
) -> None:
    async with open_bot() as bot:
        bot.unwilling["hello"] = 1_000
        used = await fake.acknowledged(fake.person("Alice").slash("ask", fake.general, question="hello"))
    async with open_bot() as bot:
        assert (await fake.answer(used)).content == "You said: hello"
        await bot.quiet()
        assert len(fake.from_bot(fake.general)) == 1


async def test_what_could_not_be_acknowledged_for_one_person_comes_in_direct_messages(
    fake: FakeDiscord, open_bot
) -> None:
    alice = fake.person("Alice")
    refusal = Answer(404, {"message": "Unknown interaction", "code": 10062})
    fake.faults.add(Fault("POST", "/interactions/*", answer=refusal))
    async with open_bot() as bot:
        alice.slash("bookings", fake.general)
        await bot.until(lambda: bot.answered)
        assert [message.content for message in fake.from_bot(alice.dm)] == ["You said: /bookings"]
        assert fake.from_bot(fake.general) == []


async def test_a_token_that_ends_in_the_middle_takes_nothing_back(fake: FakeDiscord, open_bot) -> None:
    async def long(_bot, _turn, _incoming):
        return Reply("\n\n".join(f"Paragraph {number}: " + "words " * 60 for number in range(12)))

    fake.forbid(fake.general, Permission.SEND_MESSAGES)
    refusal = Answer(401, {"message": "Invalid Webhook Token", "code": 50027})
    fake.faults.add(Fault("POST", "/webhooks/{webhook_id}/{webhook_token}", answer=refusal))
    async with open_bot(long) as bot:
        used = fake.person("Alice").slash("ask", fake.general, question="all")
        await bot.until(lambda: bot.undeliverable)
        assert used.original is not None
        assert not used.original.deleted
        assert used.original.content.startswith("Paragraph 0:")


async def test_a_stop_in_the_middle_of_an_acknowledgement_keeps_nobody_waiting(
    fake: FakeDiscord, open_bot
) -> None:
    async with open_bot() as bot:
        fake.faults.stall(5.0, "POST", "/interactions/*", times=9)
        fake.person("Alice").slash("ask", fake.general, question="hello")
        await bot.until(lambda: bot.heard)
        bot.running.cancel()
        await bot.quiet(3.0)
        assert [message.content for message in fake.from_bot(fake.general)] == ["You said: hello"]
