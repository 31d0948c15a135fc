"""OpenAI's API for speech, on a fake server."""

from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from models.speaking.server import ServerSpeaker
from models.speaking.speaker import Speech
from models.speaking.trouble import Unspoken
from models.speech import Voice
from tests.fakes.openai import FakeOpenAI, Reply
from tests.recordings import RATE, tone, wav


@pytest.fixture
def server() -> Iterator[FakeOpenAI]:
    with FakeOpenAI(key="k") as fake:
        yield fake


async def speak(server: FakeOpenAI, key: str = "k") -> Speech:
    entry = Voice(name="there", provider="compatible", model="tts-1", voice="alloy", url=server.url)
    speaker = ServerSpeaker(entry, SecretStr(key))
    try:
        return await speaker.speak("Hello.")
    finally:
        await speaker.close()


async def test_words_come_back_as_samples(server: FakeOpenAI) -> None:
    server.script(Reply(audio=wav(tone(1))))
    assert await speak(server) == Speech(tone(1), RATE)
    (request,) = server.spoken
    assert request.body == {
        "model": "tts-1",
        "voice": "alloy",
        "input": "Hello.",
        "response_format": "wav",
    }


async def test_a_stream_that_did_not_know_its_length_is_read_to_its_end(server: FakeOpenAI) -> None:
    file = wav(tone(1))
    server.script(Reply(audio=file[:4] + b"\xff" * 4 + file[8:40] + b"\xff" * 4 + file[44:]))
    assert await speak(server) == Speech(tone(1), RATE)


@pytest.mark.parametrize(
    ("reply", "key"),
    [(Reply("secret words", status=500), "k"), (Reply(audio=b"no wave"), "k"), (Reply(), "wrong")],
    ids=["failing", "no wave", "key"],
)
async def test_what_is_not_said_has_a_reason(server: FakeOpenAI, reply: Reply, key: str) -> None:
    server.script(reply, reply)
    with pytest.raises(Unspoken) as error:
        await speak(server, key)
    assert "secret" not in str(error.value)
