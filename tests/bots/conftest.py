"""A whole house with a scripted model and a platform that the tests write to and read from."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from pydantic import SecretStr

from app.settings import Settings
from app.speech import Speech
from app.wiring import House, open_house
from bots.platform import Accept, Delivery, NotFetched, TooLarge
from graphs.dialogue import Attachment, Draft, Incoming, Place, Reply, Sender
from storage.deliveries import Deliveries
from storage.halls import NewHall
from storage.inbox import Turn
from storage.sessions import Session
from storage.users import User
from tests.fakes.ears import silence
from tests.graphs.scripted import ScriptedModel

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@dataclass
class FakePlatform:
    """Shows each turn once, as the port asks; `failures` are raised by the next deliveries, one by one.

    Each answer is one message, whose number is its turn's. `silent` are the turns that have no answer, `files` what
    people have sent, by its ref.
    """

    deliveries: Deliveries
    name: str = "fake"
    silent: list[int] = field(default_factory=list)
    shown: dict[int, Delivery] = field(default_factory=dict)
    tries: list[int] = field(default_factory=list)
    tried: asyncio.Event = field(default_factory=asyncio.Event)
    drafts: list[tuple[Incoming, str]] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)

    async def run(self, accept: Accept) -> None:
        await asyncio.Event().wait()

    async def draft(self, turn_id: int, incoming: Incoming, draft: Draft) -> None:
        self.drafts.append((incoming, draft.text))

    async def deliver(self, delivery: Delivery) -> None:
        self.tries.append(delivery.turn_id)
        self.tried.set()
        if self.failures:
            raise self.failures.pop(0)
        self.shown.setdefault(delivery.turn_id, delivery)
        await self.deliveries.record(delivery.turn_id, 0, f"{delivery.place.chat}/{delivery.turn_id}")

    async def unanswered(self, turn_id: int, incoming: Incoming) -> None:
        self.silent.append(turn_id)

    async def fetch(self, attachment: Attachment, most: int) -> bytes:
        self.fetched.append(attachment.ref)
        file = self.files.get(attachment.ref)
        if file is None:
            raise NotFetched("no such file")
        if len(file) > most:
            raise TooLarge(most)
        return file

    def link(self, payload: str) -> str:
        return f"https://fake.example/?start={payload}"

    def message_of(self, reply: Reply) -> str:
        """The number of the newest message that says so."""
        return str(max(turn for turn, delivery in self.shown.items() if delivery.reply == reply))

    async def close(self) -> None: ...


@dataclass
class Town:
    """People who write to the house. What they send is answered when a call returns."""

    house: House
    model: Any
    platform: FakePlatform
    sent: int = 0

    async def say(self, text: str, **circumstances: Any) -> Reply:
        """What is shown for a message; see `incoming` for the circumstances."""
        incoming = self.incoming(text, **circumstances)
        await self.house.accept(incoming)
        await self.house.queue.drain()
        turn = await self.turn_of(incoming)
        return self.platform.shown[turn.id].reply

    async def press(self, reply: Reply, label: str, **circumstances: Any) -> Reply:
        assert reply.panel is not None
        button = next(button for button in reply.panel.buttons if button.label == label)
        message = self.platform.message_of(reply)
        return await self.say(button.label, pressed=button.value, message=message, **circumstances)

    async def choose(self, reply: Reply, prompt: str, label: str, **circumstances: Any) -> Reply:
        """Picks an option of a select of a panel."""
        assert reply.panel is not None
        select = next(select for select in reply.panel.selects if select.prompt == prompt)
        option = next(option for option in select.options if option.label == label)
        message = self.platform.message_of(reply)
        return await self.say(label, pressed=option.value, message=message, **circumstances)

    async def fill(self, reply: Reply, label: str, text: str | None, **circumstances: Any) -> Reply:
        """Fills a form, as platforms have that know them; without a text, asks to be asked."""
        assert reply.panel is not None
        field = next(one for one in reply.panel.inputs if one.label == label)
        message = self.platform.message_of(reply)
        return await self.say(label, pressed=field.value, filled=text, message=message, **circumstances)

    async def is_silent(self, text: str, **circumstances: Any) -> bool:
        """Whether a message stays without an answer."""
        incoming = self.incoming(text, **circumstances)
        await self.house.accept(incoming)
        await self.house.queue.drain()
        turn = await self.turn_of(incoming)
        assert turn.state == "done"
        return turn.id in self.platform.silent and turn.id not in self.platform.shown

    async def user(self, by: str = "ann") -> User:
        return await self.house.stores.users.resolve("fake", by, by, "en")

    def incoming(
        self,
        text: str,
        *,
        by: str = "ann",
        at: str = "1",
        topic: str = "",
        private: bool = True,
        pressed: str = "",
        quoted: str = "",
        locale: str = "",
        message: str = "",
        about: str = "",
        filled: str | None = None,
        aside: bool = False,
        attachments: tuple[Attachment, ...] = (),
    ) -> Incoming:
        self.sent += 1
        return Incoming(
            platform="fake",
            update_id=f"u{self.sent}",
            place=Place("fake", at, topic, private),
            sender=Sender(by, by.title(), locale),
            sent_at=NOW,
            text=text,
            pressed=pressed,
            quoted=quoted,
            message=message,
            about=about,
            filled=filled,
            aside=aside,
            attachments=attachments,
        )

    async def turn_of(self, incoming: Incoming) -> Turn:
        turn = await self.house.stores.inbox.find("fake", incoming.update_id)
        assert turn is not None
        return turn

    async def session(self, by: str = "ann", at: str = "1") -> Session:
        user = await self.house.stores.users.resolve("fake", by, by, "en")
        return await self.house.stores.sessions.at(f"fake:{at}", user.id)

    async def transcript(self, by: str = "ann", at: str = "1") -> list[tuple[str, str]]:
        session = await self.session(by, at)
        lines = await self.house.stores.transcript.latest(session.id, 100)
        return [(line.role, line.text) for line in lines]


OpenTown = Callable[..., AbstractAsyncContextManager[Town]]


@pytest.fixture
def open_town(tmp_path: Path, database_url: str) -> OpenTown:
    """`open_town(lines, model=..., admins=...)`; opening it again in the same test stands for a restart.

    With `built_in` the house answers with its own built-in model, with `server` with the one at that address.
    """

    @asynccontextmanager
    async def open_town(
        lines: list[Any] | None = None,
        *,
        model: BaseChatModel | None = None,
        built_in: bool = False,
        admins: str = "",
        server: str = "",
        budgets: str = "",
        speech: Speech | None = None,
    ) -> AsyncIterator[Town]:
        settings = Settings(
            concierge_home=tmp_path,
            database_url=database_url,
            concierge_admins=admins,
            concierge_budgets=budgets,
            openai_api_key=SecretStr(""),
            openai_base_url=server,
            openai_model="fake-model" if server else "",
        )
        if not built_in:
            model = model or ScriptedModel(lines=lines or [AIMessage("Good.")], metadata={"card": "builtin"})
        opening = open_house(
            settings, "http://example.org", now=lambda: NOW, builtin=model, speech=speech or silence(tmp_path)
        )
        async with opening as house:
            if not await house.stores.halls.all():
                await house.stores.halls.add(
                    NewHall("Atrium", (), {"en": "Glass."}, {}, ((600, 1380),) * 7, 60, 12000, "EUR", "UTC")
                )
            platform = FakePlatform(house.stores.deliveries)
            house.platforms["fake"] = platform
            working = asyncio.create_task(house.queue.run())
            try:
                yield Town(house, model, platform)
            finally:
                working.cancel()
                await asyncio.gather(working, return_exceptions=True)

    return open_town
