"""A voice note that a server understands, and its answer that the server says: on Telegram, and in the day's books."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from app.wiring import House
from storage.budgets import Spent
from tests.fakes.openai import FakeOpenAI, Reply
from tests.fakes.telegram import FakeTelegram
from tests.recordings import recorded, tone, wav
from tests.transcripts.player import running
from tests.wire.chats import fake_messages, open_halls, said, shows, telegram

pytest.importorskip("av", reason="the extra speech is not installed")

SERVER = """
[hearing.there]
provider = "compatible"
model = "whisper-1"
url = "{url}"
price = 0.006

[voices.there]
provider = "compatible"
model = "tts-1"
voice = "alloy"
url = "{url}"
price = 15

[hears]
auto = ["there"]
[speaks]
auto = ["there"]
"""
HELLO = "Thank you very much"


@pytest.fixture
def server() -> Iterator[FakeOpenAI]:
    with FakeOpenAI() as fake:
        yield fake


@pytest_asyncio.fixture
async def house(server: FakeOpenAI, tmp_path: Path, sqlite_url: str) -> AsyncIterator[House]:
    (tmp_path / "models.toml").write_text(SERVER.format(url=server.url))
    async with open_halls(tmp_path, sqlite_url) as opened:
        yield opened


async def test_what_a_server_takes_for_both_is_in_the_day_s_books(house: House, server: FakeOpenAI) -> None:
    async with FakeTelegram(pace=0.01) as fake:
        anna = fake.world.private("Anna")
        async with running(house, telegram(fake, house)):
            fake.people.text(anna, "/voice on")
            await shows(fake, lambda: "aloud" in said(fake)[-1])
            server.script(Reply(HELLO), Reply(audio=wav(tone(2))))
            fake.people.voice(anna, recorded(tone(30)), duration=30)
            await shows(fake, lambda: fake_messages(fake)[-1].content.kind == "voice")
            await house.queue.drain()
            assert said(fake)[-2].startswith(HELLO)
            assert fake_messages(fake)[-1].content.payload["voice"]["duration"] == 2
            user = await house.stores.users.resolve("telegram", str(anna.id), "Anna", "en")
            (request,) = server.spoken
            cost = round(0.006 / 2 * 1e6) + 15 * len(request.body["input"])
            spent = await house.stores.budgets.spent(user.id, house.desk.now().date())
            assert spent == Spent(cost, spent.tokens, 0, 0)
            fake.people.text(anna, "/budget")
            await shows(fake, lambda: "Today you used" in said(fake)[-1])
            assert f"${cost / 1e6:f}".rstrip("0") in said(fake)[-1]
