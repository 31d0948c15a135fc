"""Answers on their way to Telegram, with all that can go wrong there: each shows once, whole."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bots.pacing import TELEGRAM
from bots.platform import Delivery, Undeliverable
from bots.telegram.placeholder import PLACEHOLDER
from graphs.dialogue import Attachment, Draft, Incoming, Reply
from tests.fakes.telegram import FakeTelegram, faults
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.faults import Fault
from tests.wire.telegram.stage import QUICKLY, Stage, open_stage

ANSWER = Reply("There are **three** halls.")
SHOWN = "There are three halls."


def bot_says(stage: Stage) -> list[str]:
    return [message.text for message in stage.said()]


async def test_an_answer_takes_a_message_and_an_edit(stage: Stage, fake: FakeTelegram) -> None:
    said = await stage.write("What halls?")
    await stage.telegram.deliver(Delivery(1, said, ANSWER))
    assert bot_says(stage) == [SHOWN]
    bold = {"type": "bold", "offset": 10, "length": 5}
    assert bold in stage.said()[0].content.entities
    assert [call.method for call in fake.calls if call.chat] == ["sendMessage", "editMessageText"]


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
@pytest.mark.parametrize(
    "fault",
    [
        faults.too_many(1),
        faults.server_error(500),
        faults.server_error(502, accepted=True),
        faults.drop(),
        faults.drop(accepted=True),
        faults.garble(),
        faults.stall(1.3),
        faults.stall(1.3, accepted=True),
    ],
    ids=lambda fault: f"{fault.kind} {'accepted' if fault.accepted else ''}",
)
async def test_whatever_happens_to_a_call_the_answer_shows_once(
    stage: Stage, fake: FakeTelegram, method: str, fault: Fault
) -> None:
    said = await stage.write("What halls?")
    fake.faults.next(fault, method=method)
    await stage.telegram.deliver(Delivery(1, said, ANSWER))
    await stage.telegram.deliver(Delivery(1, said, ANSWER))
    if fault.kind == "stall" and not fault.accepted and method == "sendMessage":
        # It is carried out after another was sent in its place: an empty message, and no second answer.
        await asyncio.sleep(0.5)
        assert sorted(bot_says(stage)) == sorted([SHOWN, PLACEHOLDER])
    else:
        assert bot_says(stage) == [SHOWN]


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
@pytest.mark.parametrize(
    "fault",
    [faults.server_error(500), faults.drop(), faults.drop(accepted=True), faults.garble()],
    ids=lambda fault: f"{fault.kind} {'accepted' if fault.accepted else ''}",
)
async def test_a_call_that_fails_again_and_again_is_in_the_log_once_and_made_ever_more_slowly(
    stage: Stage, fake: FakeTelegram, method: str, fault: Fault
) -> None:
    said = await stage.write("What halls?")
    fake.faults.next(fault, times=None, method=method)
    with capture_logs() as logs:
        waiting = asyncio.create_task(stage.telegram.deliver(Delivery(1, said, ANSWER)))
        await asyncio.sleep(0.6)
        fake.faults.clear()
        await waiting
    assert bot_says(stage) == [SHOWN]
    assert len(fake.calls.of(method)) <= 10
    told = [log["event"] for log in logs if log["log_level"] in ("warning", "error")]
    assert told == ["Telegram did not answer"]


@pytest.mark.parametrize(
    "fault", [faults.server_error(500), faults.drop(), faults.too_many(1)], ids=lambda fault: fault.kind
)
async def test_a_lost_placeholder_is_looked_for_until_telegram_says_whether_it_is_there(
    stage: Stage, fake: FakeTelegram, fault: Fault
) -> None:
    said = await stage.write("What halls?")
    fake.faults.next(faults.drop(accepted=True), method="sendMessage")
    fake.faults.next(fault, times=2, method="editMessageReplyMarkup")
    await stage.telegram.deliver(Delivery(1, said, ANSWER))
    assert bot_says(stage) == [SHOWN]
    assert len(fake.calls.of("sendMessage")) == 1
    assert len(fake.calls.of("editMessageReplyMarkup")) == 3


async def test_a_pause_that_telegram_wants_is_kept_to_the_second(stage: Stage, fake: FakeTelegram) -> None:
    said = await stage.write("What halls?")
    fake.faults.next(faults.too_many(1), method="editMessageText")
    began = time.monotonic()
    await stage.telegram.deliver(Delivery(1, said, ANSWER))
    assert 1.0 <= time.monotonic() - began < 1.5
    assert len(fake.calls.of("editMessageText")) == 2


async def test_a_pause_of_minutes_holds_up_nobody_else(stage: Stage, fake: FakeTelegram) -> None:
    said = await stage.write("What halls?")
    fake.faults.next(faults.too_many(300), method="editMessageText", chat=stage.chat.id)
    with capture_logs() as logs:
        waiting = asyncio.create_task(stage.telegram.deliver(Delivery(1, said, ANSWER)))
        boris = fake.world.private("Boris")
        fake.people.text(boris, "And me?")
        other = await stage.next()
        await stage.telegram.deliver(Delivery(2, other, ANSWER))
        assert (await fake.answer(boris, SHOWN)).text == SHOWN
        await asyncio.sleep(0.3)
    assert not waiting.done()
    assert len(fake.calls.of("editMessageText", stage.chat.id)) == 1
    assert [(log["event"], log["seconds"]) for log in logs] == [("Telegram wants a pause", 300)]
    waiting.cancel()


async def test_a_message_that_somebody_deleted_is_sent_anew(stage: Stage, fake: FakeTelegram) -> None:
    said = await stage.write("What halls?")
    await stage.telegram.draft(1, said, Draft("There"))
    grown = await fake.answer(stage.chat, "There")
    fake.people.delete(grown)
    await stage.telegram.deliver(Delivery(1, said, ANSWER))
    assert bot_says(stage) == [SHOWN]


@pytest.mark.parametrize("how", ["kicked", "muted", "blocked", "deactivated", "topic closed", "chat unknown"])
async def test_a_chat_that_is_closed_to_us_is_named_and_not_asked_again(
    stage: Stage, fake: FakeTelegram, how: str
) -> None:
    said, close = await _closing(stage, fake, how)
    close()
    before = len(fake.calls)
    with pytest.raises(Undeliverable) as raised:
        await stage.telegram.deliver(Delivery(1, said, ANSWER))
    assert str(raised.value)
    assert len([call for call in fake.calls.all[before:] if call.method == "sendMessage"]) == 1
    await stage.telegram.draft(1, said, Draft("Nobody sees this"))
    await asyncio.sleep(0.05)


async def _closing(stage: Stage, fake: FakeTelegram, how: str) -> tuple[Incoming, Callable[[], object]]:
    forum = fake.world.forum("Community", "Boris", topics=("Bookings",))
    topic = next(iter(forum.topics.values()))
    private = how in ("blocked", "deactivated", "chat unknown")
    chat = stage.chat if private else forum
    fake.people.text(chat, "@concierge_bot what halls?", topic=None if private else topic)
    said = await stage.next()
    ends: dict[str, Callable[[], object]] = {
        "kicked": lambda: fake.people.kick_bot(forum),
        "muted": lambda: fake.people.restrict_bot(forum),
        "blocked": lambda: fake.people.block(stage.chat),
        "deactivated": lambda: fake.people.deactivate(stage.chat.partner),
        "topic closed": lambda: setattr(topic, "closed", True),
        "chat unknown": lambda: fake.world.chats.pop(stage.chat.id),
    }
    return said, ends[how]


async def test_a_group_that_became_a_supergroup_is_followed(stage: Stage, fake: FakeTelegram) -> None:
    group = fake.world.group("Hall team", "Boris")
    fake.people.text(group, "@concierge_bot what halls?")
    said = await stage.next()
    supergroup = fake.people.migrate(group)
    await stage.telegram.deliver(Delivery(1, said, ANSWER))
    assert (await fake.answer(supergroup, SHOWN)).text == SHOWN
    fake.people.text(supergroup, "@concierge_bot and now?", by=supergroup.people[0])
    assert (await stage.next()).place.chat == str(supergroup.id)


async def test_a_group_that_moves_while_the_answer_grows(stage: Stage, fake: FakeTelegram) -> None:
    group = fake.world.group("Hall team", "Boris")
    fake.people.text(group, "@concierge_bot what halls?")
    said = await stage.next()
    await stage.telegram.draft(1, said, Draft("There"))
    await fake.answer(group, "There")
    new = fake.people.migrate(group)
    refusal = faults.refuse(
        400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": new.id}
    )
    fake.faults.next(refusal, method="editMessageText", chat=group.id, times=None)
    await stage.telegram.deliver(Delivery(1, said, ANSWER))
    assert (await fake.answer(new, SHOWN)).text == SHOWN


async def test_a_long_answer_continues_in_further_messages(stage: Stage, fake: FakeTelegram) -> None:
    said = await stage.write("All of it")
    text = "\n\n".join(f"Paragraph {number}. " + "words " * 100 for number in range(20))
    for _ in range(2):
        await stage.telegram.deliver(Delivery(1, said, Reply(text)))
    parts = bot_says(stage)
    assert len(parts) == 4
    assert " ".join(" ".join(parts).split()) == " ".join(text.split())


async def test_very_long_code_is_a_file(stage: Stage, fake: FakeTelegram) -> None:
    said = await stage.write("The whole program, please")
    code = "\n".join(f"line_{number} = {number}" for number in range(2_000))
    for _ in range(2):
        await stage.telegram.deliver(
            Delivery(1, said, Reply(f"Here it is:\n\n```python\n{code}\n```\n\nThat's all."))
        )
    kinds = [message.content.kind for message in stage.said()]
    assert kinds.count("document") == 1
    assert not any(message.text == PLACEHOLDER for message in stage.said())


async def test_a_server_that_cant_make_a_file_of_a_message_gets_it_alone(
    stage: Stage, fake: FakeTelegram
) -> None:
    said = await stage.write("The whole program, please")
    refusal = faults.refuse(400, "Bad Request: there is no media in the message to edit")
    fake.faults.next(refusal, method="editMessageMedia", times=None)
    code = "\n".join(f"line_{number} = {number}" for number in range(2_000))
    await stage.telegram.deliver(Delivery(1, said, Reply(f"Here it is:\n\n```python\n{code}\n```")))
    assert [message.content.kind for message in stage.said()] == ["text", "document"]


async def test_files_of_a_reply_come_after_its_words(stage: Stage, fake: FakeTelegram) -> None:
    sent = fake.people.photo(stage.chat, caption="keep this")
    said = await stage.next()
    files = (Attachment("image", said.attachments[0].ref),)
    await stage.telegram.deliver(Delivery(1, said, Reply("Here you are.", attachments=files)))
    assert [message.content.kind for message in stage.said()] == ["text", "photo"]
    assert sent.content.kind == "photo"


async def test_an_answer_without_anything_to_see_says_so(stage: Stage) -> None:
    said = await stage.write("...")
    await stage.telegram.deliver(Delivery(1, said, Reply("\u200b")))
    assert bot_says(stage) == ["I have nothing to say to that. Ask me in other words, please."]


async def test_what_telegram_refuses_for_no_known_reason_is_shown_plainly(
    stage: Stage, fake: FakeTelegram
) -> None:
    said = await stage.write("What halls?")
    fake.faults.next(faults.refuse(400, "Bad Request: can't parse entities"), method="editMessageText")
    await stage.telegram.deliver(Delivery(1, said, ANSWER))
    assert bot_says(stage) == [SHOWN]
    assert stage.said()[0].content.entities == ()


async def test_the_budget_of_telegram_is_never_overdrawn(
    fake: FakeTelegram, anna: Chat, sqlite_url: str
) -> None:
    fake.flood.on()
    async with open_stage(fake, anna, sqlite_url, TELEGRAM, QUICKLY) as stage:
        said = await stage.write("Tell me")
        words = "It was a long story and it went on and on. " * 6
        for end in range(0, len(words), 10):
            await stage.telegram.draft(1, said, Draft(words[:end]))
            await asyncio.sleep(0.05)
        await stage.telegram.deliver(Delivery(1, said, Reply(words)))
        assert bot_says(stage) == [words.strip()]
        assert fake.flood.refusals == []
        assert len(stage.said()[0].versions) >= 2


@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize("number", range(6))
async def test_a_long_answer_that_was_cut_off_anywhere_is_completed(
    fake: FakeTelegram, anna: Chat, sqlite_url: str, number: int, accepted: bool
) -> None:
    """The program ends while its `number`th call is out: three messages, each a placeholder and an edit."""
    text = "\n\n".join(f"Paragraph {paragraph}. " + "words " * 100 for paragraph in range(15))
    async with open_stage(fake, anna, sqlite_url) as stage:
        said = await stage.write("All of it")
        method = "editMessageText" if number % 2 else "sendMessage"
        for _ in range(number // 2):
            fake.faults.next(faults.stall(0, accepted=True), method=method)
        held = fake.faults.hold(method, accepted=accepted)
        cut_off = asyncio.create_task(stage.telegram.deliver(Delivery(1, said, Reply(text))))
        await held.reached()
        cut_off.cancel()
        await asyncio.wait([cut_off])
        held.release()
        await asyncio.sleep(0.02)
    async with open_stage(fake, anna, sqlite_url) as stage:
        await stage.telegram.deliver(Delivery(1, said, Reply(text)))
        assert len(stage.said()) == 3
        assert " ".join(" ".join(bot_says(stage)).split()) == " ".join(text.split())


@pytest.mark.parametrize(("content", "left"), [(b"", True), (b"gone", False)], ids=["empty", "gone"])
async def test_a_file_that_cannot_be_sent_is_named(
    stage: Stage, tmp_path: Path, content: bytes, left: bool
) -> None:
    path = tmp_path / "session.json"
    path.write_bytes(content)
    if not left:
        path.unlink()
    said = await stage.write("/export")
    files = (Attachment("file", str(path), "session.json"),)
    await stage.telegram.deliver(Delivery(1, said, Reply("Here you are.", attachments=files)))
    assert bot_says(stage) == ["Here you are.", "The file session.json can't be sent."]


async def test_files_of_this_machine_are_sent_once_under_their_names(
    stage: Stage, fake: FakeTelegram, tmp_path: Path
) -> None:
    paths = (tmp_path / "a1b2.md", tmp_path / "a1b2.json")
    for path in paths:
        path.write_text(path.name)
    said = await stage.write("/export")
    files = tuple(Attachment("file", str(path), f"My session{path.suffix}") for path in paths)
    for _ in range(2):
        await stage.telegram.deliver(Delivery(1, said, Reply("Here you are.", attachments=files)))
    sent = [message.content.payload["document"] for message in stage.said()[1:]]
    assert [one["file_name"] for one in sent] == ["My session.md", "My session.json"]
    assert [fake.world.files.get(one["file_id"]).data for one in sent] == [b"a1b2.md", b"a1b2.json"]


@pytest.fixture
def spoken(tmp_path: Path) -> Reply:
    path = tmp_path / "answer.ogg"
    path.write_bytes(b"OggS")
    return Reply("There are three halls.", attachments=(Attachment("voice", str(path), "answer.ogg"),))


async def test_a_voice_note_follows_the_words_and_is_sent_once(stage: Stage, spoken: Reply) -> None:
    said = await stage.write("What halls?")
    await stage.telegram.draft(1, said, Draft("There are three halls, and what is said of each is long."))
    for _ in range(2):
        await stage.telegram.deliver(Delivery(1, said, spoken))
    assert [message.content.kind for message in stage.said()] == ["text", "voice"]


async def test_whoever_takes_no_voice_notes_gets_a_recording(
    stage: Stage, fake: FakeTelegram, spoken: Reply
) -> None:
    said = await stage.write("What halls?")
    fake.faults.next(faults.refuse(400, "Bad Request: VOICE_MESSAGES_FORBIDDEN"), method="sendVoice")
    await stage.telegram.deliver(Delivery(1, said, spoken))
    assert [message.content.kind for message in stage.said()] == ["text", "audio"]
