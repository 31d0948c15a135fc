"""Messages that came in several updates: one turn, one answer, for their latest words."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bots.telegram.joining import TelegramJoining
from graphs.dialogue import Incoming, Place, Sender
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.people.attachments import DOT
from tests.wire.telegram.echo import Echo, echo


@pytest.fixture
async def program(fake: FakeTelegram, sqlite_url: str) -> AsyncIterator[Echo]:
    async with echo(fake, sqlite_url) as opened:
        yield opened


async def said(fake: FakeTelegram, program: Echo, chat: Chat) -> list[str]:
    """What the bot has said when all is answered."""
    await fake.confirmed()
    await asyncio.sleep(0.05)
    await asyncio.wait_for(program.queue.drain(), 10)
    return [message.text for message in chat.said_by(fake.world.bot.user)]


async def test_a_paste_that_the_client_cut_is_one_turn(fake: FakeTelegram, anna: Chat, program: Echo) -> None:
    text = "\n".join(f"Line {number} of what Anna has to say about the halls." for number in range(250))
    pieces = fake.people.paste(anna, text)
    assert len(pieces) == 4
    fake.people.text(anna, "/help")
    await said(fake, program, anna)
    assert [one.text.split() for one in program.answered] == [text.split(), ["/help"]]


async def test_the_pieces_of_a_paste_may_come_late(fake: FakeTelegram, anna: Chat, program: Echo) -> None:
    for piece in ("one " * 800, "two " * 900, "three"):
        fake.people.text(anna, piece)
        await asyncio.sleep(0.3)
    await said(fake, program, anna)
    words = ["one"] * 800 + ["two"] * 900 + ["three"]
    assert [one.text.split() for one in program.answered] == [words]


async def test_a_stop_is_part_of_nothing_and_waits_for_nothing() -> None:
    joining, place, sent_at = TelegramJoining(), Place("telegram", "1"), datetime.now(UTC)

    def sent(text: str, album: str = "") -> Incoming:
        return Incoming("telegram", text[:9], place, Sender("1"), sent_at, text, album=album)

    stop = sent("/stop")
    assert joining.pause([stop]) == 0
    for earlier in (sent("long " * 600), sent("photo", album="7")):
        assert not joining.belongs([earlier], stop)


async def test_a_long_message_and_a_short_one_later_are_two(
    fake: FakeTelegram, anna: Chat, program: Echo
) -> None:
    fake.people.text(anna, "long " * 500)
    await said(fake, program, anna)
    fake.people.text(anna, "and by the way")
    await said(fake, program, anna)
    assert len(program.answered) == 2


async def test_an_album_is_one_turn(fake: FakeTelegram, anna: Chat, program: Echo) -> None:
    fake.people.album(anna, [("photo", DOT)] * 4, caption="Our hall")
    fake.people.text(anna, "What do you say?")
    assert await said(fake, program, anna) == ["You said: Our hall and 4 files", "You said: What do you say?"]


async def test_an_album_in_a_group_follows_its_caption(fake: FakeTelegram, program: Echo) -> None:
    group = fake.world.group("Hall team", "Boris", "Clara", bot_status="administrator")
    fake.people.album(group, [("photo", DOT)] * 3, caption="among us")
    fake.people.album(group, [("photo", DOT)] * 3, caption="@concierge_bot what is this?")
    assert await said(fake, program, group) == ["You said: what is this? and 3 files"]


async def test_a_message_edited_while_it_waits_is_answered_once(
    fake: FakeTelegram, anna: Chat, program: Echo
) -> None:
    program.free.clear()
    fake.people.text(anna, "Wait for me")
    await fake.confirmed()
    message = fake.people.text(anna, "Book the Loft at 17")
    fake.people.edit(message, "Book the Loft at 18")
    fake.people.edit(message, "Book the Loft at 19")
    await fake.confirmed()
    program.free.set()
    assert await said(fake, program, anna) == ["You said: Wait for me", "You said: Book the Loft at 19"]


async def test_a_message_edited_after_its_answer_changes_that_answer(
    fake: FakeTelegram, anna: Chat, program: Echo
) -> None:
    message = fake.people.text(anna, "Book the Loft at 17 " + "please " * 582)
    await said(fake, program, anna)
    first = anna.said_by(fake.world.bot.user)
    assert len(first) == 2
    fake.people.text(anna, "Thanks")
    await said(fake, program, anna)
    fake.people.edit(message, "Book the Loft at 18")
    assert await said(fake, program, anna) == ["You said: Book the Loft at 18", "You said: Thanks"]
    assert anna.said_by(fake.world.bot.user)[0] is first[0]
    fake.people.edit(message, "Book the Loft at 18")
    fake.people.edit(message, "Book the Loft at 20")
    assert await said(fake, program, anna) == ["You said: Book the Loft at 20", "You said: Thanks"]
    assert len(program.answered) == 4


async def test_a_message_edited_after_a_restart_changes_its_answer(
    fake: FakeTelegram, anna: Chat, sqlite_url: str
) -> None:
    async with echo(fake, sqlite_url) as program:
        message = fake.people.text(anna, "at 17")
        await said(fake, program, anna)
    async with echo(fake, sqlite_url) as program:
        fake.people.edit(message, "at 18")
        assert await said(fake, program, anna) == ["You said: at 18"]


async def test_an_edit_without_other_words_is_no_turn(fake: FakeTelegram, anna: Chat, program: Echo) -> None:
    message = fake.people.text(anna, "at 17")
    await said(fake, program, anna)
    fake.people.edit(message, "at 17")
    assert await said(fake, program, anna) == ["You said: at 17"]
    await asyncio.sleep(0.2)
    assert len(program.answered) == 1
    assert fake.calls.of("sendChatAction") == []


async def test_a_message_of_a_group_that_names_the_bot_later_is_a_turn(
    fake: FakeTelegram, program: Echo
) -> None:
    group = fake.world.group("Hall team", "Boris", "Clara", bot_status="administrator")
    message = fake.people.text(group, "what halls do you have?")
    fake.people.edit(message, "@concierge_bot what halls do you have?")
    assert await said(fake, program, group) == ["You said: what halls do you have?"]


async def test_what_was_joined_stays_joined_after_a_restart(
    fake: FakeTelegram, anna: Chat, sqlite_url: str
) -> None:
    async with echo(fake, sqlite_url) as program:
        program.free.clear()
        fake.people.paste(anna, "words " * 1500)
        await fake.confirmed()
        await asyncio.sleep(1.0)
        second = await program.inbox.get(2)
        assert second is not None
        assert second.state == "done"
    async with echo(fake, sqlite_url) as program:
        await said(fake, program, anna)
        assert [one.text.split() for one in program.answered] == [["words"] * 1500]
