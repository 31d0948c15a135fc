"""The whole conversation over real stores, with a scripted model in the place of a server's."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.tools import BaseTool

from app.parts import make_builtin, make_desk, make_parts
from app.stores import Stores, open_stores
from graphs.assistant import build
from graphs.conversation import Conversation
from graphs.dialogue import Button, Panel, Reply
from graphs.modes import Modes
from graphs.parts import Parts
from graphs.said import Answer, Said
from models.candidate import Candidate
from models.card import Card
from models.catalogue import load
from models.choice import Decision, Needs, Option, choose
from models.policy import Policy
from models.provider import Models
from storage.checkpoints import open_checkpointer
from storage.database import Database
from storage.halls import NewHall
from storage.migrate import upgrade
from tests.graphs.scripted import ScriptedModel
from tools.bookings import operation_outcome
from tools.caller import Caller

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
SCRIPTED = Card("scripted", "compatible", model="scripted", url="http://127.0.0.1:9/v1")


class OneModel:
    """Stands where `Models` does: one scripted model in every mode, nobody behind it."""

    policy = Policy(attempts=1)

    def __init__(self, model: ScriptedModel) -> None:
        async def opened(card: Card) -> tuple[Card, ScriptedModel]:
            return card, model

        self._candidate = Candidate(SCRIPTED, opened)

    def candidates(self, mode: str, chosen: str | None = None) -> tuple[Candidate, ...]:
        return (self._candidate,)

    def choose(self, mode: str, needs: Needs, chosen: str | None = None, **more: Any) -> Decision:
        return choose([Option(SCRIPTED)], needs)

    def named(self, names: Iterable[str]) -> tuple[Candidate, ...]:
        return (self._candidate,)

    def names(self, mode: str) -> bool:
        return False

    @property
    def cards(self) -> tuple[Card, ...]:
        return (SCRIPTED,)

    def answering(self, mode: str, chosen: str | None = None) -> Card:
        return SCRIPTED


@dataclass
class Talk:
    """A person in a conversation; every `say` is one turn."""

    conversation: Conversation
    stores: Stores
    model: ScriptedModel
    saver: Any
    parts: Parts
    caller: Caller
    session: str
    mode: str
    turn: int = 0
    earlier: list[tuple[int, Reply]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    async def say(self, text: str, pressed: str = "", turn: int | None = None, **more: Any) -> Answer:
        """`more` are other fields of `Said`."""

        async def show(text: str) -> None:
            self.shown.append(text)

        return await self.conversation.answer(self.said(text, pressed, turn, **more), show)

    def said(self, text: str, pressed: str = "", turn: int | None = None, **more: Any) -> Said:
        self.turn = self.turn + 1 if turn is None else turn
        return replace(Said(self.turn, self.session, self.caller, text, pressed, self.mode), **more)

    async def thread(self) -> list[Any]:
        """The messages that are remembered."""
        snapshot = await self.conversation._graph.aget_state({"configurable": {"thread_id": self.session}})
        return list(snapshot.values.get("messages", []))

    async def press(self, answer: Answer, label: str) -> Answer:
        assert answer.reply.panel is not None
        button = next(button for button in answer.reply.panel.buttons if button.label == label)
        return await self.say(button.label, button.value)


@pytest.fixture
async def make_models(tmp_path: Path) -> AsyncIterator[Callable[..., Models]]:
    """`make_models(url, window=...)`: real models at a server, with nobody behind it but the built-in one."""
    made: list[Models] = []

    def make(url: str, *, window: int = 0, more: str = "", model: str = "m") -> Models:
        path = tmp_path / "models.toml"
        size = f"window = {window}" if window else ""
        path.write_text(f'[models.m]\nprovider = "compatible"\nurl = "{url}"\n{size}\n{more}')
        catalogue = load(path, {"OPENAI_BASE_URL": url, "OPENAI_MODEL": model})
        builtin = FakeListChatModel(responses=["the built-in model"], metadata={"card": "builtin"})
        made.append(Models(catalogue, {}, builtin, Policy(attempts=1)))
        return made[-1]

    yield make
    for models in made:
        await models.close()


OpenTalk = Callable[..., Any]


@pytest.fixture
def open_talk(tmp_path: Path) -> OpenTalk:
    """`open_talk(lines, tools=..., change=..., models=..., modes=...)`: opened again in one test, it is the same
    data after a restart.
    """
    url = f"sqlite:///{tmp_path / 'concierge.db'}"
    upgrade(url)

    @asynccontextmanager
    async def open_talk(
        lines: list[Any] | None = None,
        tools: list[BaseTool] | None = None,
        change: Callable[[Stores], Stores] = lambda stores: stores,
        mode: str = "consultant",
        models: Models | None = None,
        modes: Path | None = None,
    ) -> AsyncIterator[Talk]:
        database = Database.open(url)
        stores = change(open_stores(database, lambda: NOW))
        await _furnish(stores)
        desk = make_desk(stores, lambda booking: f"http://example.org/b/{booking.key}", lambda: NOW)
        builtin = make_builtin(stores.halls, UTC, lambda: NOW)
        model = ScriptedModel(lines=lines or [], metadata={"card": "scripted"})
        one: Any = OneModel(model)
        parts: Parts = make_parts(stores, desk, models or one, Modes(modes), builtin)
        if tools is not None:
            parts = replace(parts, tools=tools)
        user = await stores.users.resolve("test", "1", "Ann", "en")
        session = await stores.sessions.at("test:1", user.id)
        async with open_checkpointer(url) as saver:
            talk = Talk(
                Conversation(
                    build(parts).compile(checkpointer=saver),
                    saver,
                    outcome=partial(operation_outcome, desk),
                    settle_earlier=lambda turn, reply: _note(talk, turn, reply),
                    booking_panel=_panel,
                ),
                stores,
                model,
                saver,
                parts,
                Caller(user.id),
                session.id,
                mode,
            )
            yield talk
        await database.close()

    return open_talk


async def _panel(number: int, caller: Caller) -> Panel:
    return Panel(((Button(f"Booking {number}", f"p:b:{caller.user_id}:see:{number:x}"),),))


async def _note(talk: Talk, turn: int, reply: Reply) -> None:
    talk.earlier.append((turn, reply))


async def _furnish(stores: Stores) -> None:
    if not await stores.halls.all():
        await stores.halls.add(
            NewHall("Loft", ("Лофт",), {"en": "Bright."}, {}, ((600, 1380),) * 7, 60, 12000, "EUR", "UTC")
        )
