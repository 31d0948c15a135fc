"""Speech in and out through both platforms, with a scripted transcriber where real weights would be.

What is spoken is made by espeak-ng and goes through the platform's own upload, download and decoding.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from app.wiring import House
from models.hearing.transcriber import RATE as HEARD_RATE
from models.hearing.trouble import Reason, Unheard
from tests.fakes.discord import FakeDiscord, Message, Person
from tests.fakes.ears import HummingSpeaker, ScriptedTranscriber, scripted_speech
from tests.fakes.telegram import FakeTelegram
from tests.recordings import recorded, samples_of, speech, tone
from tests.transcripts.player import running
from tests.wire.chats import SECONDS, discord, fake_messages, open_halls, said, shows, telegram

pytest.importorskip("av", reason="the extra speech is not installed")

WISH = "Book the Loft tomorrow from 18 to 20"


@pytest.fixture
def ear() -> ScriptedTranscriber:
    return ScriptedTranscriber()


@pytest.fixture
def speaker() -> HummingSpeaker:
    return HummingSpeaker()


@pytest_asyncio.fixture
async def house(
    tmp_path: Path, sqlite_url: str, ear: ScriptedTranscriber, speaker: HummingSpeaker
) -> AsyncIterator[House]:
    voice = scripted_speech(tmp_path, ear, speaker=speaker)
    async with open_halls(tmp_path, sqlite_url, voice) as opened:
        yield opened


@pytest.fixture(scope="session")
def spoken() -> bytes:
    return speech(WISH)


def as_platforms_send_it(spoken: bytes, name: str) -> bytes:
    return recorded(samples_of(spoken), name)


async def test_a_hall_is_held_by_voice_notes_on_telegram(
    house: House, ear: ScriptedTranscriber, spoken: bytes
) -> None:
    ear.lines = [WISH, "yes"]
    async with FakeTelegram(pace=0.01) as fake:
        anna = fake.world.private("Anna")
        async with running(house, telegram(fake, house)):
            fake.people.voice(anna, as_platforms_send_it(spoken, "voice.ogg"), duration=3)
            await shows(fake, lambda: said(fake)[-1].startswith(f"{WISH}\n\nPlease check and confirm"))
            fake.people.voice(anna, recorded(tone(1)), duration=1)
            await shows(fake, lambda: said(fake)[-1].startswith("yes\n\nBooking"))
            await house.queue.drain()
        quote = fake_messages(fake)[0].content.entities[0]
        assert (quote["type"], quote["offset"], quote["length"]) == ("blockquote", 0, len(WISH))
        assert len(said(fake)) == 2, "what was shown meanwhile has become the answer"
        assert fake.calls.warnings == []
    length = len(samples_of(spoken)) / 2 / HEARD_RATE
    assert abs(ear.pieces[0].seconds - length) < 0.1


async def test_a_hall_is_held_by_voice_messages_on_discord(
    house: House, ear: ScriptedTranscriber, spoken: bytes, tmp_path: Path
) -> None:
    ear.lines = [WISH, "yes"]
    async with FakeDiscord() as fake:
        alice = fake.person("Alice")
        async with running(house, discord(fake, house, tmp_path)):
            await fake.connected()
            answer = await fake.reply(alice.speak(as_platforms_send_it(spoken, "voice.ogg"), 3.0))
            await fake.world.changes.until(lambda: answer.components, SECONDS)
            assert answer.content.startswith(f"> {WISH}\n\nPlease check and confirm")
            held = await fake.reply(alice.speak(recorded(tone(1)), 1.0))
            await fake.world.changes.until(lambda: "is held for you" in held.content, SECONDS)
            await house.queue.drain()
        assert fake.violations == []


@pytest.mark.parametrize("kind", ["audio", "video_note", "document"])
async def test_every_kind_of_recording_on_telegram_is_listened_to(
    house: House, ear: ScriptedTranscriber, kind: str
) -> None:
    ear.lines = ["Hello"]
    file = recorded(tone(1), "note.mp4" if kind == "video_note" else "song.mp3")
    async with FakeTelegram(pace=0.01) as fake:
        anna = fake.world.private("Anna")
        async with running(house, telegram(fake, house)):
            media_type = "audio/mpeg" if kind == "document" else ""
            fake.people.attach(anna, kind, file, name="song.mp3", media_type=media_type)
            await shows(fake, lambda: said(fake)[-1].startswith("Hello\n\n"))
            await house.queue.drain()


async def test_a_file_that_telegram_does_not_hand_out_is_not_asked_for(
    house: House, ear: ScriptedTranscriber
) -> None:
    async with FakeTelegram(pace=0.01) as fake:
        anna = fake.world.private("Anna")
        async with running(house, telegram(fake, house)):
            fake.people.attach(anna, "audio", b"x", name="song.mp3", size=300 * 1024 * 1024)
            await shows(fake, lambda: "larger than" in said(fake)[-1])
            await house.queue.drain()
        assert "getFile" not in [call.method for call in fake.calls]
        assert ear.pieces == []


async def test_a_recording_whose_address_no_longer_holds_is_found_anew_on_discord(
    house: House, ear: ScriptedTranscriber, tmp_path: Path
) -> None:
    ear.lines = [Unheard(Reason.BUSY), "Hello", Unheard(Reason.BUSY)]
    async with FakeDiscord() as fake:
        alice = fake.person("Alice")
        async with running(house, discord(fake, house, tmp_path)):
            await fake.connected()
            trouble = await fake.reply(alice.speak(recorded(tone(1)), 1.0))
            await fake.world.changes.until(lambda: trouble.components, SECONDS)
            fake.world.clock.skip(25 * 3600)
            alice.press(trouble, "Try again")
            await fake.world.changes.until(lambda: newest(alice).content.startswith("> Hello"), SECONDS)
            spoken = alice.speak(recorded(tone(1)), 1.0)
            trouble = await fake.reply(spoken)
            await fake.world.changes.until(lambda: trouble.components, SECONDS)
            alice.delete(spoken)
            fake.world.clock.skip(25 * 3600)
            alice.press(trouble, "Try again")
            await fake.world.changes.until(
                lambda: "could not fetch this recording" in newest(alice).content, SECONDS
            )
            await house.queue.drain()
        assert fake.violations == []


def newest(alice: Person) -> Message:
    return list(alice.dm.messages.values())[-1]


async def test_a_recording_whose_path_no_longer_holds_is_asked_for_anew_on_telegram(
    house: House, ear: ScriptedTranscriber
) -> None:
    ear.lines = [Unheard(Reason.BUSY), "Hello"]
    async with FakeTelegram(pace=0.01) as fake:
        anna = fake.world.private("Anna")
        async with running(house, telegram(fake, house)):
            fake.people.voice(anna, recorded(tone(1)), duration=1)
            await shows(fake, lambda: "can't be reached" in said(fake)[-1])
            await house.queue.drain()
            fake.world.files.expire()
            fake.people.press(fake_messages(fake)[-1], "Try again")
            await shows(fake, lambda: said(fake)[-1].startswith("Hello"))
            await house.queue.drain()
        assert [call.method for call in fake.calls].count("getFile") == 2


async def test_answers_are_voice_notes_on_telegram(house: House, speaker: HummingSpeaker) -> None:
    async with FakeTelegram(pace=0.01) as fake:
        anna = fake.world.private("Anna")
        async with running(house, telegram(fake, house)):
            fake.people.text(anna, "/voice on")
            await shows(fake, lambda: "aloud" in said(fake)[-1])
            fake.people.text(anna, "What halls do you have?")
            await shows(fake, lambda: fake_messages(fake)[-1].content.kind == "voice")
            await house.queue.drain()
        assert [message.content.kind for message in fake_messages(fake)] == ["text", "text", "voice"]
        note = fake.world.files.get(fake_messages(fake)[-1].content.payload["voice"]["file_id"])
        assert note.data.startswith(b"OggS")
        assert speaker.said


async def test_answers_are_recordings_on_discord(house: House, tmp_path: Path) -> None:
    async with FakeDiscord() as fake:
        alice = fake.person("Alice")
        async with running(house, discord(fake, house, tmp_path)):
            await fake.connected()
            await fake.reply(alice.say("/voice on"))
            await house.queue.drain()
            answer = await fake.reply(alice.say("What halls do you have?"))
            await fake.world.changes.until(lambda: answer.attachments, SECONDS)
            (file,) = answer.attachments
            assert (file.upload.name, file.upload.data[:4]) == ("answer.ogg", b"OggS")
            await house.queue.drain()
        assert fake.violations == []
