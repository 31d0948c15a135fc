"""Waiting for a model that answers one at a time, as people see it on both platforms, under their real budgets."""

import asyncio
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk
from pydantic import Field, SecretStr

from app.settings import Settings
from app.wiring import House, open_house
from bots.pacing import TELEGRAM, Limits, Pacer
from bots.telegram.opening import Access, open_telegram
from models.admission import Admission
from models.waiting import own_turn
from tests.fakes.discord import FakeDiscord
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram.chats import Chat
from tests.graphs.scripted import ScriptedModel
from tests.transcripts.player import running
from tests.wire.telegram.stage import FREELY, QUICKLY

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # discord.py imports audioop, deprecated since 3.11
    from bots.discord.platform import Discord, Memory

SECONDS = 10
TOO_MANY = "Too many people are waiting for the model right now. Your message is kept"


class OneAtATime(ScriptedModel):
    """Stands where a model on this machine would: answers whoever's turn it is, once it `may`."""

    admission: Any
    may: Any
    served: list[str] = Field(default_factory=list)

    async def _astream(
        self, messages: Any, stop: Any = None, run_manager: Any = None, **kwargs: Any
    ) -> AsyncIterator[ChatGenerationChunk]:
        async with own_turn(self.admission, run_manager):
            self.served.append(messages[-1].text)
            await self.may.acquire()
            for piece in ("To ", messages[-1].text):
                yield ChatGenerationChunk(message=AIMessageChunk(content=piece))


OpenHouse = Callable[..., AbstractAsyncContextManager[tuple[House, OneAtATime]]]


@pytest.fixture
def open_waiting(tmp_path: Path, sqlite_url: str) -> OpenHouse:
    """`open_waiting(places)`: a house whose only model lets so many wait."""

    @asynccontextmanager
    async def opened(places: int = 16) -> AsyncIterator[tuple[House, OneAtATime]]:
        model = OneAtATime(
            lines=[], admission=Admission(places), may=asyncio.Semaphore(0), metadata={"card": "builtin"}
        )
        settings = Settings(
            concierge_home=tmp_path, database_url=sqlite_url, openai_api_key=SecretStr(""), openai_base_url=""
        )
        async with open_house(settings, "https://halls.example.org", builtin=model) as house:
            yield house, model

    return opened


def telegram(fake: FakeTelegram, house: House, limits: Limits = TELEGRAM):
    stores = house.stores
    access = Access(fake.token, fake.url)
    return open_telegram(access, stores.inbox, stores.deliveries, Pacer(limits), QUICKLY)


def said(fake: FakeTelegram, chat: Chat) -> list[str]:
    return [message.text for message in chat.said_by(fake.world.bot.user)]


async def test_people_on_telegram_see_their_place_move_up_and_then_the_answer(
    open_waiting: OpenHouse,
) -> None:
    async with FakeTelegram(pace=0.01) as fake, open_waiting() as (house, model):
        fake.flood.on()
        anna, boris, wei = (fake.world.private(name) for name in ("Anna", "Boris", "Wei"))
        async with running(house, telegram(fake, house)):
            fake.people.text(anna, "A story, please")
            await fake.wait_for(lambda: model.served, SECONDS)
            fake.people.text(boris, "Сказку, пожалуйста")
            await fake.answer(boris, "перед вами ещё 1 ответ")
            fake.people.text(wei, "请讲个故事")
            await fake.answer(wei, "您前面还有 2 个回答")
            model.may.release()
            await fake.answer(anna, "To A story, please")
            await fake.answer(boris, "модель читает, что вы написали")
            await fake.answer(wei, "您前面还有 1 个回答")
            model.may.release()
            model.may.release()
            await fake.answer(wei, "To 请讲个故事")
            await house.queue.drain()
        assert said(fake, boris) == ["To Сказку, пожалуйста"]
        assert said(fake, wei) == ["To 请讲个故事"]
        assert fake.flood.refusals == []


async def test_what_ten_chats_of_one_person_ask_delays_another_by_one_answer(
    open_waiting: OpenHouse,
) -> None:
    async with FakeTelegram(pace=0.01) as fake, open_waiting() as (house, model):
        anna, boris = fake.world.user("Anna"), fake.world.private("Boris")
        groups = [fake.world.group(f"Group {number}", anna) for number in range(10)]
        async with running(house, telegram(fake, house, FREELY)):
            for number, group in enumerate(groups):
                fake.people.text(group, f"@{fake.world.bot.username} story {number}", by=anna)
            await fake.wait_for(lambda: model.admission.waiting == 9, SECONDS)
            fake.people.text(boris, "One story, please")
            await fake.answer(boris, "1 answer comes before yours")
            model.may.release()
            model.may.release()
            await fake.answer(boris, "To One story, please")
            assert model.served[1] == "One story, please"
            for _group in groups[1:]:
                model.may.release()
            await house.queue.drain()
        assert all(said(fake, group)[-1].startswith("To ") for group in groups)


async def test_past_the_bound_one_is_told_so_on_telegram_and_can_try_again(open_waiting: OpenHouse) -> None:
    async with FakeTelegram(pace=0.01) as fake, open_waiting(places=1) as (house, model):
        anna, boris, clara = (fake.world.private(name) for name in ("Anna", "Boris", "Clara"))
        async with running(house, telegram(fake, house)):
            fake.people.text(anna, "A story, please")
            await fake.wait_for(lambda: model.served, SECONDS)
            fake.people.text(boris, "Another one, please")
            await fake.answer(boris, "1 answer comes before yours")
            fake.people.text(clara, "And one for me")
            refused = await fake.answer(clara, TOO_MANY)
            for _person in range(3):
                model.may.release()
            await fake.answer(boris, "To Another one, please")
            fake.people.press(refused, "Try again")
            await fake.answer(clara, "To And one for me")
            await house.queue.drain()


async def test_people_on_discord_see_their_place_the_answer_and_a_refusal(
    open_waiting: OpenHouse, tmp_path: Path
) -> None:
    async with FakeDiscord() as fake, open_waiting(places=2) as (house, model):
        stores = house.stores
        memory = Memory(stores.inbox, stores.deliveries, stores.visits, tmp_path)
        async with running(house, Discord(fake.token, memory, api_url=fake.api_url)):
            await fake.connected()

            async def shows(message: Any, text: str) -> None:
                await fake.world.changes.until(lambda: text in message.content, SECONDS)

            fake.person("Alice").say("A story, please")
            await fake.world.changes.until(lambda: model.served, SECONDS)
            bob = await fake.reply(fake.person("Bob").say("Сказку, пожалуйста"))
            await shows(bob, "перед вами ещё 1 ответ")
            wei = await fake.reply(fake.person("Wei").say("请讲个故事"))
            await shows(wei, "您前面还有 2 个回答")
            refused = await fake.reply(fake.person("Dan").say("And one for me"))
            await shows(refused, TOO_MANY)
            model.may.release()
            await shows(wei, "您前面还有 1 个回答")
            model.may.release()
            model.may.release()
            await shows(bob, "To Сказку, пожалуйста")
            await shows(wei, "To 请讲个故事")
            await house.queue.drain()
        assert fake.violations == []
