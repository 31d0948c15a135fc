"""Voice messages as turns, with a scripted transcriber where real weights would be."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage

from bots.embedded import EmbeddedQueue
from bots.unheard import in_progress
from graphs.dialogue import Attachment, Draft, Incoming, Reply, load_incoming
from models.hearing.heard import Heard, Passage
from models.hearing.hearing import Progress
from models.hearing.trouble import Reason, Unheard
from models.speaking.trouble import Reason as Unable
from models.speaking.trouble import Unspoken
from models.speech import Ear
from tests.bots.conftest import OpenTown, Town
from tests.fakes.ears import HummingSpeaker, ScriptedTranscriber, scripted_speech
from tests.fakes.openai import FakeOpenAI
from tests.graphs.scripted import call
from tests.recordings import recorded, tone, wav

pytest.importorskip("av", reason="the extra speech is not installed")

ATRIUM = {"hall": "Atrium", "date": "2026-11-22", "start": "18:00", "end": "20:00"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is understood doesn't depend on the database."""
    return sqlite_url


def voice(town: Town, data: bytes | None = None, ref: str = "v1", size: int = 0) -> Attachment:
    """A voice note that the platform has."""
    town.platform.files[ref] = recorded(tone(1)) if data is None else data
    return Attachment("audio", ref, "voice.ogg", "audio/ogg", size)


def read(file: Attachment) -> bytes:
    return Path(file.ref).read_bytes()


def said(town: Town) -> list[str]:
    return [message.text for message in town.model.asked[-1] if isinstance(message, HumanMessage)]


async def speak(town: Town, *files: Attachment, text: str = "", **circumstances: Any) -> Reply:
    return await town.say(text, attachments=files, **circumstances)


async def test_a_hall_is_booked_by_voice(open_town: OpenTown, tmp_path: Path) -> None:
    ear = ScriptedTranscriber(["Book the Atrium tomorrow from six to eight", "Yes"])
    speech = scripted_speech(tmp_path, ear)
    async with open_town([call("create_booking", **ATRIUM)], speech=speech) as town:
        question = await speak(town, voice(town))
        assert question.above == "> Book the Atrium tomorrow from six to eight"
        assert question.panel is not None
        assert said(town) == ["Book the Atrium tomorrow from six to eight"]
        held = await speak(town, voice(town))
        assert "is held for you" in held.text
        assert held.above == "> Yes"
        (booking,) = await town.house.stores.bookings.of_user((await town.user()).id, town.house.desk.now())
        assert booking.status == "held"
        assert (await town.transcript())[0] == ("person", "Book the Atrium tomorrow from six to eight")
        assert not any(text.startswith(">") for _, text in await town.transcript())


async def test_the_quote_stands_above_the_answer_while_it_grows(open_town: OpenTown, tmp_path: Path) -> None:
    speech = scripted_speech(tmp_path, ScriptedTranscriber(["What's *up*?"]))
    with FakeOpenAI() as server:
        async with open_town(server=server.url, speech=speech) as town:
            reply = await speak(town, voice(town))
            assert reply.whole == "> What's \\*up\\*?\n\nYou said: What's *up*?"
            assert town.platform.drafts[-1][1] == reply.whole


async def test_a_replay_does_not_listen_again(
    open_town: OpenTown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ear = ScriptedTranscriber(["Hello there"])
    async with open_town(speech=scripted_speech(tmp_path, ear)) as town:
        await town.house.queue.drain()
        file, reached = voice(town), asyncio.Event()

        async def killed(*_: Any, **__: Any) -> Any:
            reached.set()
            await asyncio.Event().wait()

        monkeypatch.setattr(town.house.conversation, "answer", killed)
        incoming = town.incoming("", attachments=(file,))
        await town.house.accept(incoming)
        await reached.wait()
    async with open_town(speech=scripted_speech(tmp_path, ear)) as town:
        queue = town.house.queue
        assert isinstance(queue, EmbeddedQueue)
        await queue.drain()
        turn = await town.turn_of(incoming)
        assert town.platform.shown[turn.id].reply.whole == "> Hello there\n\nGood."
        assert len(ear.pieces) == 1
        assert town.platform.fetched == []
        assert load_incoming(turn.payload).heard[0].text == "Hello there"


SENTENCES = [
    (Reason.SILENT, "I hear no words"),
    (Reason.NO_EXTRA, ".venv/bin/pip install 'concierge[speech]'"),
    (Reason.NO_MODEL, "models.toml"),
    (Reason.REFUSED, "has to check the settings"),
    (Reason.BUSY, "can't be reached right now"),
    (Reason.CROWDED, "So many recordings are waiting"),
]


@pytest.mark.parametrize(("reason", "sentence"), SENTENCES, ids=[reason for reason, _ in SENTENCES])
async def test_what_is_not_understood_is_said_and_retry_listens_again(
    open_town: OpenTown, tmp_path: Path, reason: Reason, sentence: str
) -> None:
    ear = ScriptedTranscriber([Unheard(reason), "Hello there"])
    async with open_town(speech=scripted_speech(tmp_path, ear)) as town:
        reply = await speak(town, voice(town))
        assert sentence in reply.text
        assert town.model.asked == []
        assert (await town.session()).title == ""
        again = await town.say("/retry")
        assert again.whole == "> Hello there\n\nGood."
        assert said(town) == ["Hello there"]


async def test_the_button_under_a_trouble_listens_again_and_keeps_what_it_heard(
    open_town: OpenTown, tmp_path: Path
) -> None:
    ear = ScriptedTranscriber([Unheard(Reason.BUSY), "Hello there"])
    async with open_town(speech=scripted_speech(tmp_path, ear)) as town:
        trouble = await speak(town, voice(town))
        answer = await town.press(trouble, "Try again")
        assert answer.whole == "> Hello there\n\nGood."
        assert (await town.press(trouble, "Try again")).above == "> Hello there"
        assert len(ear.pieces) == 2


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"no recording at all", "I can't open this recording"), (b"", "I can't open this recording")],
)
async def test_a_file_that_is_no_recording_is_named_so(
    open_town: OpenTown, tmp_path: Path, data: bytes, sentence: str
) -> None:
    async with open_town(speech=scripted_speech(tmp_path, ScriptedTranscriber())) as town:
        assert sentence in (await speak(town, voice(town, data))).text


async def test_a_recording_that_is_too_long_is_refused_before_anybody_listens(
    open_town: OpenTown, tmp_path: Path
) -> None:
    ear = ScriptedTranscriber(["Too late"])
    short = Ear(name="short", provider="whisper", model="none", longest=1)
    async with open_town(speech=scripted_speech(tmp_path, ear, ear=short)) as town:
        reply = await speak(town, voice(town, wav(tone(61))))
        assert "longer than 1 min" in reply.text
        assert ear.pieces == []


async def test_a_recording_that_the_platform_does_not_hand_out_is_asked_for_again(
    open_town: OpenTown, tmp_path: Path
) -> None:
    async with open_town(speech=scripted_speech(tmp_path, ScriptedTranscriber())) as town:
        reply = await speak(town, Attachment("audio", "gone", "voice.ogg"))
        assert "could not fetch this recording" in reply.text
        assert reply.panel is not None


async def test_where_nobody_listens_that_is_said(open_town: OpenTown) -> None:
    async with open_town() as town:
        reply = await speak(town, voice(town))
        assert reply.text == (
            "I can't listen to recordings yet: the owner has to say in models.toml who does."
            " Please write to me what you would like."
        )


async def test_whoever_told_the_bot_to_be_silent_is_not_listened_to(
    open_town: OpenTown, tmp_path: Path
) -> None:
    ear = ScriptedTranscriber(["Hello"])
    async with open_town(speech=scripted_speech(tmp_path, ear)) as town:
        await town.say("hello")
        await town.house.stores.users.change((await town.user()).id, state="off")
        assert await town.is_silent("", attachments=(voice(town),))
        assert ear.pieces == []


async def test_words_and_several_recordings_are_one_message(open_town: OpenTown, tmp_path: Path) -> None:
    ear = ScriptedTranscriber(["First part", "", "Third part"])
    async with open_town(speech=scripted_speech(tmp_path, ear)) as town:
        files = [voice(town, ref=f"v{number}") for number in range(3)]
        reply = await speak(town, *files, text="Listen:")
        assert said(town) == ["Listen:\n\nFirst part\n\nThird part"]
        assert reply.above == "> First part\n\n> Third part"


async def test_progress_is_shown_with_the_words_so_far(open_town: OpenTown, tmp_path: Path) -> None:
    ear = ScriptedTranscriber(["One", "Two", "Three"], window=1.0)
    async with open_town(speech=scripted_speech(tmp_path, ear)) as town:
        original = town.platform.draft

        async def slowly(*args: Any) -> None:
            await original(*args)

        town.platform.draft = slowly
        reply = await speak(town, voice(town, wav(tone(3))))
        assert reply.above == "> One Two Three"
        shown = [text for _, text in town.platform.drafts]
        assert any(text.startswith("Listening…") and "One" in text for text in shown), shown


async def test_whoever_has_to_wait_until_it_is_ready_is_told(
    open_town: OpenTown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.hearing.hearing._UNNOTICED", 0.0)
    ear = ScriptedTranscriber(["Hello"])
    ready, told = asyncio.Event(), asyncio.Event()
    monkeypatch.setattr(ear, "open", ready.wait)
    async with open_town(speech=scripted_speech(tmp_path, ear)) as town:
        draft = town.platform.draft

        async def notice(turn_id: int, incoming: Incoming, shown: Draft) -> None:
            await draft(turn_id, incoming, shown)
            if shown.text.startswith("I am getting ready to listen."):
                told.set()

        monkeypatch.setattr(town.platform, "draft", notice)
        waiting = asyncio.create_task(speak(town, voice(town)))
        await told.wait()
        ready.set()
        assert (await waiting).above == "> Hello"


def test_of_much_that_was_heard_so_far_the_end_is_shown() -> None:
    words = " ".join(f"word{number}" for number in range(10_000))
    shown = in_progress(Progress(done=1800, seconds=3600, heard=Heard((Passage(0, 1, words),))), "en")
    assert shown.startswith("Listening… 30:00 of 1:00:00\n\n…word")
    assert shown.endswith("word9999")
    assert len(shown) < 1_000


async def test_stop_ends_the_listening_and_keeps_the_recording(open_town: OpenTown, tmp_path: Path) -> None:
    ear = ScriptedTranscriber(["Hello"])
    ear.gate.clear()
    async with open_town(speech=scripted_speech(tmp_path, ear)) as town:
        incoming = town.incoming("", attachments=(voice(town),))
        await town.house.accept(incoming)
        await ear.listening.wait()
        await town.say("/stop")
        turn = await town.turn_of(incoming)
        assert town.platform.shown[turn.id].reply.text == "I stopped listening. Your recording is kept."
        assert ear.cancelled == 1
        ear.gate.set()
        assert (await town.say("/retry")).above == "> Hello"


async def test_of_a_long_recording_the_whole_transcript_comes_as_a_file(
    open_town: OpenTown, tmp_path: Path
) -> None:
    words = " ".join(["word"] * 400)
    ear = ScriptedTranscriber([words, "the end"], window=2.0)
    async with open_town(speech=scripted_speech(tmp_path, ear)) as town:
        reply = await speak(town, voice(town, wav(tone(3))))
        (file,) = reply.attachments
        assert reply.above.endswith("…")
        lines = read(file).decode().splitlines()
        assert lines[0] == f"[0:00] {words}"
        assert lines[1].endswith("the end")


async def test_notes_of_a_recording_have_its_time_marks(open_town: OpenTown, tmp_path: Path) -> None:
    ear = ScriptedTranscriber(["We meet on Monday.", "Ann brings the plans."], window=2.0)
    with FakeOpenAI() as server:
        async with open_town(server=server.url, speech=scripted_speech(tmp_path, ear)) as town:
            await town.say("/mode voice notes")
            reply = await speak(town, voice(town, wav(tone(3))))
            first, second = reply.above.splitlines()
            assert first == "> \\[0:00\\] We meet on Monday."
            assert second.endswith("Ann brings the plans.")
            assert server.chats[-1].text.startswith("[0:00] We meet on Monday.\n[0:0")
            assert (await town.transcript())[0][1] == "We meet on Monday. Ann brings the plans."


async def test_answers_are_said_aloud_to_whoever_wants_that(open_town: OpenTown, tmp_path: Path) -> None:
    speaker = HummingSpeaker()
    speech = scripted_speech(tmp_path, ScriptedTranscriber(), speaker=speaker)
    answer = "## Halls\n\n- **Loft**, see https://example.org/loft\n\n```\ncode\n```"
    async with open_town([AIMessage(answer)] * 3, speech=speech) as town:
        assert (await town.say("hello")).attachments == ()
        assert "aloud" in (await town.say("/voice on")).text
        (file,) = (await town.say("hello")).attachments
        assert (file.kind, file.media_type) == ("voice", "audio/ogg")
        assert read(file).startswith(b"OggS")
        assert speaker.said == ["Halls. Loft, see."]
        assert (await town.say("/help")).attachments == ()
        assert "writing" in (await town.say("/voice off")).text
        assert (await town.say("hello")).attachments == ()


@asynccontextmanager
async def half_said(
    open_town: OpenTown, tmp_path: Path
) -> AsyncGenerator[tuple[Town, "asyncio.Task[Reply]", HummingSpeaker]]:
    """An answer is being said, and goes on once the speaker's gate is open."""
    speaker = HummingSpeaker()
    speaker.gate.clear()
    async with open_town(speech=scripted_speech(tmp_path, ScriptedTranscriber(), speaker=speaker)) as town:
        await town.say("/voice on")
        asking = asyncio.create_task(town.say("hello"))
        await speaker.speaking.wait()
        yield town, asking, speaker


async def test_an_answer_can_be_read_before_it_is_said(open_town: OpenTown, tmp_path: Path) -> None:
    async with half_said(open_town, tmp_path) as (town, asking, speaker):
        assert town.platform.drafts[-1][1] == "Good."
        speaker.gate.set()
        assert (await asking).attachments


async def test_stop_ends_the_speaking_and_leaves_the_answer(open_town: OpenTown, tmp_path: Path) -> None:
    async with half_said(open_town, tmp_path) as (town, asking, _speaker):
        await town.say("/stop")
        reply = await asking
        assert (reply.text, reply.attachments) == ("Good.", ())
        assert (await town.transcript())[-1] == ("assistant", "Good.")


async def test_an_answer_that_can_not_be_said_is_still_written(open_town: OpenTown, tmp_path: Path) -> None:
    speaker = HummingSpeaker(troubles=[Unspoken(Unable.BUSY)])
    speech = scripted_speech(tmp_path, ScriptedTranscriber(), speaker=speaker)
    async with open_town(speech=speech) as town:
        await town.say("/voice on")
        reply = await town.say("hello")
        assert (reply.text, reply.attachments) == ("Good.", ())


async def test_without_a_voice_voice_on_says_so(open_town: OpenTown) -> None:
    async with open_town() as town:
        assert "no voice here yet" in (await town.say("/voice on")).text
        assert (await town.user()).voice is False
