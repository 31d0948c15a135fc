"""OpenAI's API for transcriptions, on a fake server."""

import io
import wave
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr

from models.hearing.heard import Passage
from models.hearing.server import ServerTranscriber
from models.hearing.transcriber import Hint, Piece
from models.hearing.trouble import Reason, Unheard
from models.speech import Ear
from tests.fakes.openai import FakeOpenAI, Reply
from tests.recordings import tone

PIECE = Piece(tone(2))
NO_HINT = Hint()


@pytest.fixture
def server() -> Iterator[FakeOpenAI]:
    with FakeOpenAI(key="k") as fake:
        yield fake


@asynccontextmanager
async def ear(server: FakeOpenAI, key: str = "k") -> AsyncGenerator[ServerTranscriber]:
    entry = Ear(name="there", provider="compatible", model="whisper-1", url=server.url, key="KEY")
    transcriber = ServerTranscriber(entry, SecretStr(key))
    try:
        yield transcriber
    finally:
        await transcriber.close()


async def hear(server: FakeOpenAI, key: str = "k", hint: Hint = NO_HINT) -> tuple[Passage, ...]:
    async with ear(server, key) as transcriber:
        return (await transcriber.transcribe(PIECE, hint)).passages


async def test_a_piece_is_sent_as_a_wave_file_and_comes_back_with_times(server: FakeOpenAI) -> None:
    server.script(Reply("Hello there. Bye.", segments=((0.0, 1.2, "Hello there."), (1.2, 2.0, "Bye."))))
    passages = await hear(server, hint=Hint("en", ("Atrium", "Loft")))
    assert passages == (Passage(0.0, 1.2, "Hello there."), Passage(1.2, 2.0, "Bye."))
    (request,) = server.heard
    assert (request.body["model"], request.body["language"]) == ("whisper-1", "en")
    assert request.body["prompt"] == "Atrium, Loft"
    with wave.open(io.BytesIO(request.body["file"])) as file:
        assert file.readframes(file.getnframes()) == PIECE.samples


async def test_a_server_without_time_marks_is_asked_for_words_alone(server: FakeOpenAI) -> None:
    server.script(Reply("verbose_json is not supported", status=400), Reply("Hello."), Reply("Bye."))
    async with ear(server) as transcriber:
        assert (await transcriber.transcribe(PIECE, NO_HINT)).passages == (Passage(0.0, 2.0, "Hello."),)
        assert (await transcriber.transcribe(PIECE, NO_HINT)).passages == (Passage(0.0, 2.0, "Bye."),)
    assert [one.body["response_format"] for one in server.heard] == ["verbose_json", "json", "json"]


@pytest.mark.parametrize(
    ("said", "code"), [("english", "en"), ("Chinese", "zh"), ("ru", "ru"), ("klingon", ""), ("", "")]
)
async def test_a_language_is_known_by_its_name_and_by_its_code(
    server: FakeOpenAI, said: str, code: str
) -> None:
    server.script(Reply("Hello.", language=said))
    async with ear(server) as transcriber:
        assert (await transcriber.transcribe(PIECE, NO_HINT)).language == code


async def test_silence_is_nothing(server: FakeOpenAI) -> None:
    server.script(Reply(""))
    assert await hear(server) == ()


async def test_what_may_pass_is_tried_again(server: FakeOpenAI) -> None:
    server.script(Reply("busy", status=429, headers={"retry-after": "0"}), Reply("Hello."))
    assert (await hear(server))[0].text == "Hello."


@pytest.mark.parametrize(
    ("replies", "key", "reason"),
    [
        ([Reply("busy", status=429, headers={"retry-after": "600"})], "k", Reason.BUSY),
        ([], "wrong", Reason.REFUSED),
        ([Reply("no such model", status=404)], "k", Reason.REFUSED),
    ],
    ids=["busy", "key", "model"],
)
async def test_what_will_not_pass_has_a_name(
    server: FakeOpenAI, replies: list[Reply], key: str, reason: Reason
) -> None:
    server.script(*replies)
    with pytest.raises(Unheard) as error:
        await hear(server, key)
    assert error.value.reason is reason
    assert "no such model" not in str(error.value)
