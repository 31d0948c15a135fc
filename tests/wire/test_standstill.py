"""The assistant serves on while models that run here answer one person and listen to another.

It takes seconds, since real libraries are at work: llama.cpp and faster-whisper, with tiny models of random weights.
"""

import gc
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from app.wiring import House
from tests.fakes.babble import babble
from tests.fakes.gguf import write_gguf
from tests.fakes.telegram import FakeTelegram
from tests.lag import holds_the_loop_up
from tests.recordings import recorded
from tests.transcripts.player import running
from tests.wire.chats import SECONDS, open_halls, telegram

pytest.importorskip(
    "llama_cpp", reason="llama-cpp-python is absent: .venv/bin/pip install 'concierge[local]'"
)
pytest.importorskip("av", reason="the extra speech is not installed")

MODELS = """
[models.tiny]
provider = "llama"
path = "tiny.gguf"
window = 32000

[hearing.whisper]
model = "whisper"
device = "cpu"
language = "en"

[modes]
chat = ["tiny"]
"""


@pytest_asyncio.fixture
async def house(tmp_path: Path, sqlite_url: str) -> AsyncIterator[House]:
    pytest.importorskip("faster_whisper", reason="the extra speech is not installed")
    from tests.tiny_whisper import write

    (tmp_path / "models.toml").write_text(MODELS)
    write(tmp_path / "whisper")
    write_gguf(tmp_path / "tiny.gguf", {letter: 6.0 for letter in "abcdefgh "}, window=32_000)
    async with open_halls(tmp_path, sqlite_url) as opened:
        gc.freeze()  # as the program does, whose loop a collection of all that tests have imported would hold up
        yield opened
    gc.unfreeze()


async def test_nothing_stands_still_while_a_model_writes_and_another_one_listens(house: House) -> None:
    note = recorded(babble(20.0), "voice.ogg")
    async with FakeTelegram(pace=0.01) as fake:
        bot = fake.world.bot.user
        chats = fake.world.private("Anna"), fake.world.private("Boris")
        anna, boris = chats

        async def both() -> None:
            answers = [len(chat.said_by(bot)) + 1 for chat in chats]
            fake.people.text(anna, "tell me a long story about the sea")
            fake.people.voice(boris, note, duration=20)
            await fake.wait_for(
                lambda: all(
                    len(chat.said_by(bot)) == count for chat, count in zip(chats, answers, strict=True)
                ),
                SECONDS,
            )
            await house.queue.drain()

        async with running(house, telegram(fake, house)):
            for chat in chats:
                fake.people.text(chat, "/mode chat")
                await fake.wait_for(lambda chat=chat: chat.said_by(bot), SECONDS)
            assert not await holds_the_loop_up(both)
        assert len(anna.said_by(bot)[-1].text) > 400
        heard, answer = boris.said_by(bot)[-1].text.split("\n\n", 1)
        assert re.fullmatch(r"(w\d+ ?)+", heard)
        assert len(answer) > 400
