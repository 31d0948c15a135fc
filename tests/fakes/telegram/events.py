"""What happened, in order, and a way to wait for more of it."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from tests.fakes.telegram.wire import Json

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Event:
    """`at` is in seconds since the epoch; `kind` is one of message, edit, delete, reaction, action, draft,
    press, answer, member, topic, payment, inline, chat."""

    number: int
    at: float
    kind: str
    chat: int | None = None
    message: int | None = None
    detail: Json = field(default_factory=dict[str, object])

    def json(self) -> Json:
        return {
            "number": self.number,
            "at": self.at,
            "kind": self.kind,
            "chat": self.chat,
            "message": self.message,
            "detail": self.detail,
        }


class Events:
    """Every event of the world. Those who wait are woken by events of their chat only."""

    def __init__(self) -> None:
        self.all: list[Event] = []
        self._waiting: dict[int | None, set[asyncio.Future[None]]] = {}

    def add(self, kind: str, chat: int | None = None, message: int | None = None, **detail: object) -> None:
        self.all.append(Event(len(self.all) + 1, time.time(), kind, chat, message, detail))
        self.wake(chat)

    def since(self, number: int) -> list[Event]:
        """The events after the one with that number."""
        return self.all[number:]

    def wake(self, chat: int | None) -> None:
        """Lets those look again who wait for this chat or for any."""
        for key in {chat, None}:
            for future in self._waiting.pop(key, ()):
                if not future.done():
                    future.set_result(None)

    async def wait_for(
        self, look: Callable[[], Found | None], within: float, chat: int | None = None
    ) -> Found:
        """The first truthy thing that `look` returns. Raises TimeoutError after `within` seconds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while not (found := look()):
            future: asyncio.Future[None] = loop.create_future()
            self._waiting.setdefault(chat, set()).add(future)
            try:
                async with asyncio.timeout_at(deadline):
                    await future
            finally:
                self._waiting.get(chat, set()).discard(future)
        return found
