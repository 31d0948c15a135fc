"""Answers that grow while the model writes them."""

import asyncio

from bots.platform import Delivery
from bots.telegram.placeholder import PLACEHOLDER
from graphs.dialogue import Button, Draft, Panel, Reply
from tests.fakes.telegram import FakeTelegram, faults
from tests.fakes.telegram.chats import Chat
from tests.wire.telegram.stage import Stage, open_stage


async def test_the_first_words_are_there_before_the_rest(stage: Stage, fake: FakeTelegram) -> None:
    said = await stage.write("Tell me")
    await stage.telegram.draft(1, said, Draft("Once upon"))
    first = await fake.answer(stage.chat, "Once upon")
    await stage.telegram.draft(1, said, Draft("Once upon a time"))
    await fake.answer(stage.chat, "Once upon a time")
    await stage.telegram.deliver(Delivery(1, said, Reply("Once upon a time.")))
    assert [message.id for message in stage.said()] == [first.id]
    assert first.text == "Once upon a time."


async def test_a_draft_that_is_cut_anywhere_is_taken(stage: Stage, fake: FakeTelegram) -> None:
    said = await stage.write("Code, please")
    text = "Here **it is**:\n\n```python\nprint('x')\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    for end in range(1, len(text)):
        await stage.telegram.draft(1, said, Draft(text[:end]))
        await asyncio.sleep(0.002)
    await stage.telegram.deliver(Delivery(1, said, Reply(text)))
    assert len(stage.said()) == 1
    assert [call.error for call in fake.calls if call.status not in (200, None)] == []


async def test_a_draft_whose_edit_hangs_does_not_undo_the_answer(stage: Stage, fake: FakeTelegram) -> None:
    said = await stage.write("Tell me")
    await stage.telegram.draft(1, said, Draft("One"))
    await fake.answer(stage.chat, "One")
    held = fake.faults.hold("editMessageText", accepted=False, chat=stage.chat.id)
    await stage.telegram.draft(1, said, Draft("One two"))
    await held.reached()
    await stage.telegram.deliver(Delivery(1, said, Reply("One two three.")))
    held.release()
    await asyncio.sleep(0.1)
    assert [message.text for message in stage.said()] == ["One two three."]


async def test_a_draft_that_fails_costs_nothing(stage: Stage, fake: FakeTelegram) -> None:
    said = await stage.write("Tell me")
    fake.faults.next(faults.server_error(), method="editMessageText", times=2)
    fake.faults.next(faults.too_many(1), method="editMessageText")
    for text in ("One", "One two", "One two three", "One two three four"):
        await stage.telegram.draft(1, said, Draft(text))
        await asyncio.sleep(0.05)
    await stage.telegram.deliver(Delivery(1, said, Reply("One two three four five.")))
    assert [message.text for message in stage.said()] == ["One two three four five."]


async def test_words_stand_where_the_draft_stood_after_a_restart(
    fake: FakeTelegram, anna: Chat, sqlite_url: str
) -> None:
    async with open_stage(fake, anna, sqlite_url) as stage:
        said = await stage.write("Tell me")
        await stage.telegram.draft(1, said, Draft("Half of"))
        half = await fake.answer(anna, "Half of")
    async with open_stage(fake, anna, sqlite_url) as stage:
        await stage.telegram.draft(1, said, Draft("Half of it"))
        await fake.answer(anna, "Half of it")
        await stage.telegram.deliver(Delivery(1, said, Reply("All of it.")))
        assert [(message.id, message.text) for message in stage.said()] == [(half.id, "All of it.")]


async def test_buttons_come_with_the_whole_answer(stage: Stage, fake: FakeTelegram) -> None:
    said = await stage.write("Book it")
    await stage.telegram.draft(1, said, Draft("Shall"))
    await fake.answer(stage.chat, "Shall")
    panel = Panel(rows=((Button("Confirm", "confirm:1", "primary"), Button("Cancel", "cancel:1", "danger")),))
    await stage.telegram.deliver(Delivery(1, said, Reply("Shall I?", panel)))
    assert [button["text"] for button in stage.said()[0].inline_keyboard[0]] == ["Confirm", "Cancel"]


async def test_a_placeholder_whose_number_was_lost_is_used(
    fake: FakeTelegram, anna: Chat, sqlite_url: str
) -> None:
    """Another person's messages come between, so that its number isn't the next one."""
    async with open_stage(fake, anna, sqlite_url) as stage:
        said = await stage.write("Tell me")
        boris = fake.world.private("Boris")
        fake.people.text(boris, "me too")
        await stage.next()
        held = fake.faults.hold("sendMessage", accepted=True, chat=anna.id)
        waiting = asyncio.create_task(stage.telegram.deliver(Delivery(1, said, Reply("All of it."))))
        await held.reached()
        waiting.cancel()
        await asyncio.wait([waiting])
        held.release()
    assert [message.text for message in anna.said_by(fake.world.bot.user)] == [PLACEHOLDER]
    fake.people.text(anna, "Hello?")
    async with open_stage(fake, anna, sqlite_url) as stage:
        await stage.telegram.deliver(Delivery(1, said, Reply("All of it.")))
        assert [message.text for message in stage.said()] == ["All of it."]
