"""What people write on Telegram, as the rest of the program gets it."""

import asyncio
import traceback
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bots.pacing import TELEGRAM
from bots.platform import Delivery, NotFetched
from bots.telegram.files import TooLarge
from graphs.dialogue import Attachment, Draft, Incoming, Place, Reply
from storage.deliveries import Deliveries
from tests.fakes.telegram import FakeTelegram, faults
from tests.fakes.telegram.chats import Chat
from tests.wire.telegram.stage import Stage, open_stage


async def test_a_message_in_a_private_chat(stage: Stage, fake: FakeTelegram, anna: Chat) -> None:
    said = await stage.write("Is the Loft free?")
    assert said.place == Place("telegram", str(anna.id), "", private=True)
    assert (said.sender.id, said.sender.name, said.sender.locale) == (str(anna.id), "Anna", "en")
    assert datetime.now(UTC) - said.sent_at < timedelta(seconds=5)
    assert said.update_id.startswith(f"{fake.updates.next_id - 1}:")


async def test_a_reply_brings_what_it_replies_to(stage: Stage, fake: FakeTelegram, anna: Chat) -> None:
    first = fake.people.text(anna, "The Loft costs 120 euros an hour")
    await stage.next()
    fake.people.text(anna, "Is that so?", reply_to=first)
    assert (await stage.next()).quoted == "The Loft costs 120 euros an hour"
    fake.people.text(anna, "And that?", reply_to=first, quote="120 euros")
    assert (await stage.next()).quoted == "120 euros"


async def test_people_of_a_group_are_answered_when_they_talk_to_the_bot(
    stage: Stage, fake: FakeTelegram
) -> None:
    group = fake.world.group("Hall team", "Boris", "Clara", bot_status="administrator")
    fake.people.text(group, "Lunch, anybody?")
    fake.people.text(group, "@concierge_bots is somebody else")
    fake.people.command(group, "weather")
    fake.people.text(group, "/help@another_bot")
    fake.people.text(group, "@Concierge_Bot, what halls do you have?")
    asked = await stage.next()
    assert asked.text == "what halls do you have?"
    assert asked.place == Place("telegram", str(group.id), "", private=False)
    await stage.telegram.deliver(Delivery(1, asked, Reply("Three.")))
    answer = await fake.answer(group, "Three.")
    assert answer.reply_to is not None
    assert answer.reply_to.sender.name == "Boris"
    fake.people.text(group, "Which?", reply_to=answer, by=group.people[1])
    replied = await stage.next()
    assert (replied.text, replied.quoted, replied.sender.name) == ("Which?", "Three.", "Clara")
    fake.people.command(group, "help")
    assert (await stage.next()).text == "/help"
    fake.people.command(group, "bookings", addressed=True)
    assert (await stage.next()).text == "/bookings"
    assert len(stage.accepted) == 4


async def test_topics_are_places_and_reply_chains_are_not(stage: Stage, fake: FakeTelegram) -> None:
    forum = fake.world.forum("Community", "Boris", topics=("Bookings", "Ideas"))
    bookings, ideas = forum.topics.values()
    fake.people.text(forum, "@concierge_bot hello", topic=bookings)
    fake.people.text(forum, "@concierge_bot hello", topic=ideas)
    fake.people.text(forum, "@concierge_bot hello")
    asked = [await stage.next() for _ in range(3)]
    assert [one.place.topic for one in asked] == [str(bookings.id), str(ideas.id), ""]
    await stage.telegram.deliver(Delivery(1, asked[0], Reply("Hello, topic.")))
    assert (await fake.answer(forum, "Hello, topic.")).thread_id == bookings.id

    crowd = fake.world.supergroup("Crowd", "Boris")
    first = fake.people.text(crowd, "@concierge_bot hello")
    chained = fake.people.text(crowd, "@concierge_bot and again", reply_to=first)
    assert chained.thread_id == first.id
    assert [(await stage.next()).place.key for _ in range(2)] == [f"telegram:{crowd.id}"] * 2


async def test_what_a_topic_says_to_its_opening_message_is_no_reply_to_the_bot(
    stage: Stage, fake: FakeTelegram
) -> None:
    forum = fake.world.forum("Community", "Boris", bot_status="administrator")
    opened = fake.world.topic(forum, "By the bot", by=fake.world.bot.user)
    fake.people.text(forum, "among ourselves", topic=opened)
    fake.people.text(forum, "@concierge_bot now you", topic=opened)
    said = await stage.next()
    assert (said.text, said.quoted, len(stage.accepted)) == ("now you", "", 1)


async def test_files_come_as_attachments(stage: Stage, fake: FakeTelegram, anna: Chat) -> None:
    photo = fake.people.photo(anna, caption="Our stage")
    fake.people.voice(anna, b"OggS....", duration=3)
    fake.people.document(anna, b"a,b\n1,2\n", "guests.csv", media_type="text/csv")
    said = [await stage.next() for _ in range(3)]
    assert (said[0].text, said[0].attachments[0].kind) == ("Our stage", "image")
    assert said[0].attachments[0].size == len(fake.world.files.get(said[0].attachments[0].ref).data)
    assert photo.content.kind == "photo"
    assert (said[1].attachments[0].kind, said[1].attachments[0].media_type) == ("audio", "audio/ogg")
    assert said[2].attachments == (
        Attachment("file", said[2].attachments[0].ref, "guests.csv", "text/csv", 8),
    )


async def test_places_contacts_and_stickers_are_words(stage: Stage, fake: FakeTelegram, anna: Chat) -> None:
    fake.people.location(anna, 52.52, 13.4)
    assert (await stage.next()).text == "52.52, 13.4"
    fake.people.contact(anna, "+49123", "Boris")
    assert (await stage.next()).text == "Boris +49123"


async def test_service_messages_and_bots_are_nobodys_turn(stage: Stage, fake: FakeTelegram) -> None:
    group = fake.world.group("Hall team", "Boris", bot_status="administrator")
    fake.people.join(group, "Dora")
    fake.people.leave(group, group.people[0])
    await stage.write("still there?")
    assert len(stage.accepted) == 1


async def test_an_update_that_comes_again_is_no_second_turn(stage: Stage, fake: FakeTelegram) -> None:
    await stage.write("once")
    fake.updates.repeat(list(fake.updates.all.values())[-1], 3)
    await stage.write("twice")
    assert [one.text for one in stage.accepted] == ["once", "twice"]


@pytest.mark.parametrize(
    "raw",
    [
        {"message": {"message_id": "no number"}},
        {"message": None},
        {"a_kind_from_the_future": {"id": 1}},
        {"callback_query": {"id": 5}},
        [1, 2],
        "text",
        None,
    ],
)
async def test_what_cant_be_read_is_left_out(stage: Stage, fake: FakeTelegram, raw: object) -> None:
    fake.inject(raw)
    said: Incoming = await stage.write("the next one")
    assert said.text == "the next one"


async def test_the_sign_of_work_is_there_at_once_and_only_until_the_answer(
    stage: Stage, fake: FakeTelegram
) -> None:
    said = await stage.write("a long question")
    call = await fake.call("sendChatAction", stage.chat, within=1)
    assert call.text("action") == "typing"
    await stage.telegram.deliver(Delivery(1, said, Reply("Done.")))
    quick = await stage.write("a quick one")
    await stage.telegram.deliver(Delivery(2, quick, Reply("Done too.")))
    await asyncio.sleep(0.2)
    assert len(fake.calls.of("sendChatAction")) == 1


async def test_a_file_is_fetched_up_to_a_size(stage: Stage, fake: FakeTelegram, anna: Chat) -> None:
    fake.people.document(anna, b"x" * 5000, "notes.txt")
    sent = (await stage.next()).attachments[0]
    assert await stage.telegram.fetch(sent, 5000) == b"x" * 5000
    unsaid = replace(sent, size=0)
    for most, announced in ((4999, sent), (4999, unsaid)):
        with pytest.raises(TooLarge):
            await stage.telegram.fetch(announced, most)


async def test_a_file_that_telegram_keeps_to_itself_is_too_large(
    stage: Stage, fake: FakeTelegram, anna: Chat
) -> None:
    fake.people.attach(anna, "document", b"x", name="film.mkv", size=30_000_000)
    sent = (await stage.next()).attachments[0]
    assert sent.size == 30_000_000
    with pytest.raises(TooLarge):
        await stage.telegram.fetch(replace(sent, size=0), 50_000_000)


async def test_what_goes_wrong_with_a_file_does_not_tell_the_token(
    stage: Stage, fake: FakeTelegram, anna: Chat
) -> None:
    fake.people.document(anna, b"x", "notes.txt")
    sent = (await stage.next()).attachments[0]
    for fault in (faults.drop(), faults.server_error()):
        fake.faults.next(fault, method="file", times=2)
        with pytest.raises(NotFetched) as raised:
            await stage.telegram.fetch(sent, 100)
        fake.faults.clear()
        assert fake.token not in "".join(traceback.format_exception(raised.value))


async def test_a_reply_to_the_bot_says_which_message_it_is_about(
    stage: Stage, fake: FakeTelegram, anna: Chat
) -> None:
    said = await stage.write("What halls?")
    await stage.telegram.deliver(Delivery(1, said, Reply("words " * 1_000)))
    for answer in stage.said():
        fake.people.text(anna, "/session", reply_to=answer)
        about = (await stage.next()).about
        assert about == str(answer.id)
        assert await Deliveries(stage.database).turn_of(f"{anna.id}/{about}") == 1
    assert len(stage.said()) == 2
    fake.people.text(anna, "And what I said?", reply_to=anna.messages[int(said.message)])
    assert (await stage.next()).about == ""


async def test_what_stands_in_a_topic_that_the_bot_opened_is_about_nothing(
    stage: Stage, fake: FakeTelegram
) -> None:
    forum = fake.world.forum("Community", "Boris")
    topic = fake.world.topic(forum, "News", by=fake.world.bot.user)
    fake.people.text(forum, "/session@concierge_bot", topic=topic)
    assert (await stage.next()).about == ""


async def test_stop_is_handed_in_and_answered_while_another_answer_grows(
    fake: FakeTelegram, anna: Chat, sqlite_url: str
) -> None:
    fake.flood.on(private_burst=5)
    async with open_stage(fake, anna, sqlite_url, TELEGRAM) as stage:
        said = await stage.write("Tell me a long story")
        for number in range(1, 4):
            await stage.telegram.draft(1, said, Draft("Once upon a time " * number))
            await asyncio.sleep(0.1)
        stop = await asyncio.wait_for(stage.write("/stop"), 0.5)
        async with asyncio.timeout(3):
            await stage.telegram.deliver(Delivery(2, stop, Reply("Stopped.")))
            await stage.telegram.deliver(Delivery(1, said, Reply("Once upon a time (stopped)")))
        assert [message.text for message in stage.said()] == ["Once upon a time (stopped)", "Stopped."]
    assert fake.flood.refusals == []
