"""Answers said by piper itself, with a voice of random weights, as they arrive on both platforms."""

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from app.wiring import House
from tests.fakes.discord import FakeDiscord
from tests.fakes.telegram import FakeTelegram
from tests.transcripts.player import running
from tests.wire.chats import SECONDS, discord, fake_messages, open_halls, said, shows, telegram

av: Any = pytest.importorskip("av", reason="the extra speech is not installed")

VOICE = """
[voices.tiny]
provider = "piper"
path = "voices/tiny.onnx"

[speaks]
auto = ["tiny"]
"""


@pytest.fixture
def voices(tmp_path: Path) -> Path:
    """The folder that models.toml names, with both files of a voice."""
    pytest.importorskip("piper", reason="the extra speech is not installed")
    from tests.tiny_piper import write

    (tmp_path / "models.toml").write_text(VOICE)
    write(tmp_path / "voices" / "tiny.onnx")
    return tmp_path / "voices"


@pytest_asyncio.fixture
async def house(voices: Path, tmp_path: Path, sqlite_url: str) -> AsyncIterator[House]:
    async with open_halls(tmp_path, sqlite_url) as opened:
        yield opened


def length(file: bytes) -> float:
    """Seconds of an Ogg file with Opus."""
    with av.open(io.BytesIO(file)) as container:
        assert container.format.name == "ogg"
        assert container.streams.audio[0].codec_context.name in ("opus", "libopus")
        return float(container.duration) / av.time_base


async def test_an_answer_is_a_voice_note_of_its_length_on_telegram(house: House) -> None:
    async with FakeTelegram(pace=0.01) as fake:
        anna = fake.world.private("Anna")
        async with running(house, telegram(fake, house)):
            fake.people.text(anna, "/voice on")
            await shows(fake, lambda: "aloud" in said(fake)[-1])
            fake.people.text(anna, "What halls do you have?")
            await shows(fake, lambda: fake_messages(fake)[-1].content.kind == "voice")
            await house.queue.drain()
        note = fake_messages(fake)[-1].content.payload["voice"]
        seconds = length(fake.world.files.get(note["file_id"]).data)
        assert seconds > 2
        assert note["duration"] - 1 <= seconds <= note["duration"] + 0.1
        assert fake.calls.warnings == []


async def test_an_answer_is_a_recording_on_discord(house: House, tmp_path: Path) -> None:
    async with FakeDiscord() as fake:
        alice = fake.person("Alice")
        async with running(house, discord(fake, house, tmp_path)):
            await fake.connected()
            await fake.reply(alice.say("/voice on"))
            await house.queue.drain()
            answer = await fake.reply(alice.say("What halls do you have?"))
            await fake.world.changes.until(lambda: answer.attachments, SECONDS)
            (file,) = answer.attachments
            assert (file.upload.name, file.upload.media_type) == ("answer.ogg", "audio/ogg")
            assert length(file.upload.data) > 2
            await house.queue.drain()
        assert fake.violations == []


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ("tiny.onnx", "the file of my voice isn't there, and the owner has to look at models.toml"),
        ("tiny.onnx.json", "The owner has to put the .onnx.json beside the .onnx file"),
    ],
)
async def test_what_is_missing_is_said_at_once_and_under_an_answer_once(
    house: House, voices: Path, missing: str, sentence: str
) -> None:
    (voices / missing).unlink()
    async with FakeTelegram(pace=0.01) as fake:
        anna = fake.world.private("Anna")
        async with running(house, telegram(fake, house)):
            for number, words in enumerate(
                ("/voice on", "What halls do you have?", "What halls do you have?")
            ):
                fake.people.text(anna, words)
                await shows(fake, lambda answers=number + 1: len(said(fake)) == answers)
                await house.queue.drain()
                user = await house.stores.users.resolve("telegram", str(anna.id), "Anna", "en")
                assert user.voice is bool(number)
                await house.stores.users.change(user.id, voice=True)
        refused, first, second = said(fake)
        assert sentence in refused
        assert first.removeprefix(second).strip() == refused
        assert sentence not in second
