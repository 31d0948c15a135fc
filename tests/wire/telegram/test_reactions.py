"""Signs on people's own messages: ✍ while the answer is written, 👌 when it is there."""

import asyncio

from bots.pacing import TELEGRAM
from bots.platform import Delivery
from graphs.dialogue import Button, Draft, Panel, Reply
from tests.fakes.telegram import FakeTelegram, faults
from tests.fakes.telegram.chats import Chat
from tests.wire.telegram.stage import Stage, open_stage


def signs(fake: FakeTelegram) -> list[str]:
    """Those that were set, in order; empty for one that was taken back."""
    given: list[list[dict[str, str]]] = [
        call.structure("reaction") or [] for call in fake.calls.of("setMessageReaction")
    ]
    return ["".join(one["emoji"] for one in signs) for signs in given]


async def test_a_message_is_marked_while_it_is_answered_and_when_it_is(
    stage: Stage, fake: FakeTelegram
) -> None:
    said = await stage.write("Tell me")
    await fake.call("setMessageReaction")
    message = stage.chat.messages[int(said.message)]
    assert message.reactions[fake.world.bot.user.id] == [{"type": "emoji", "emoji": "✍"}]
    await stage.telegram.deliver(Delivery(1, said, Reply("Once upon a time.")))
    await fake.call("setMessageReaction", count=2)
    assert message.reactions[fake.world.bot.user.id] == [{"type": "emoji", "emoji": "👌"}]
    assert signs(fake) == ["✍", "👌"]


async def test_an_answer_at_once_is_marked_once(stage: Stage, fake: FakeTelegram) -> None:
    said = await stage.write("Tell me")
    await stage.telegram.deliver(Delivery(1, said, Reply("Yes.")))
    await fake.call("setMessageReaction")
    await stage.inbox.done(1)
    await asyncio.sleep(1.2)
    assert signs(fake) == ["👌"]


async def test_commands_and_presses_are_not_marked(stage: Stage, fake: FakeTelegram) -> None:
    command = await stage.write("/help")
    panel = Panel(rows=((Button("More", "p:h:1"),),))
    await stage.telegram.deliver(Delivery(1, command, Reply("Ask me", panel)))
    pressed = await stage.press("More")
    await stage.telegram.deliver(Delivery(2, pressed, Reply("More")))
    await asyncio.sleep(0.1)
    assert signs(fake) == []


async def test_a_message_that_gets_no_answer_keeps_no_mark(stage: Stage, fake: FakeTelegram) -> None:
    said = await stage.write("Just talking")
    await stage.telegram.draft(1, said, Draft("Well"))
    await fake.answer(stage.chat, "Well")
    await fake.call("setMessageReaction")
    await stage.inbox.done(1)
    await stage.telegram.unanswered(1, said)
    await fake.call("setMessageReaction", count=2)
    assert signs(fake) == ["✍", ""]
    assert stage.said() == []


async def test_a_message_that_became_part_of_another_keeps_no_mark(stage: Stage, fake: FakeTelegram) -> None:
    await stage.write("The second photo of an album")
    await fake.call("setMessageReaction")
    await stage.inbox.done(1)
    await fake.call("setMessageReaction", count=2)
    assert signs(fake) == ["✍", ""]


async def test_a_message_that_stays_silent_from_the_beginning_is_never_marked(
    stage: Stage, fake: FakeTelegram
) -> None:
    said = await stage.write("Just talking")
    await stage.inbox.done(1)
    await stage.telegram.unanswered(1, said)
    await asyncio.sleep(1.2)
    assert signs(fake) == []


async def test_a_chat_that_takes_no_marks_is_asked_once(stage: Stage, fake: FakeTelegram) -> None:
    stage.chat.allowed_reactions = frozenset({"🔥"})
    for turn in (1, 2):
        said = await stage.write("Tell me")
        await stage.telegram.deliver(Delivery(turn, said, Reply("Yes.")))
        await asyncio.sleep(0.05)
    assert len(signs(fake)) == 1
    assert [message.text for message in stage.said()] == ["Yes.", "Yes."]


async def test_no_mark_stands_in_the_way_of_an_answer(
    fake: FakeTelegram, anna: Chat, sqlite_url: str
) -> None:
    """With Telegram's real budget, and a server that never answers to a mark."""
    fake.flood.on(private_burst=5)
    fake.faults.next(faults.stall(30), method="setMessageReaction", times=None)
    async with open_stage(fake, anna, sqlite_url, TELEGRAM) as stage:
        said = await stage.write("Tell me")
        await fake.call("sendChatAction", anna)
        async with asyncio.timeout(1.5):
            await stage.telegram.deliver(Delivery(1, said, Reply("Yes.")))
        assert [message.text for message in stage.said()] == ["Yes."]
    assert fake.flood.refusals == []
