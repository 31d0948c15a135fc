"""The port that every platform implements: Telegram, Discord, the terminal."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from graphs.dialogue import Draft, Incoming, Place, Reply

Accept = Callable[[Incoming], Awaitable[bool]]
"""Stores an update durably; false where it was stored before. A platform tells its own server "received"
only after this has returned."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A reply on its way out. `turn_id` is the same however often it is tried, so that it shows once."""

    turn_id: int
    incoming: Incoming
    reply: Reply

    @property
    def place(self) -> Place:
        return self.incoming.place


class Undeliverable(Exception):
    """The reply can't reach the person, now or later: they left, blocked the bot, or the place is gone."""


class Platform(Protocol):
    """One way to talk to people.

    `run` reads updates and hands each to `accept` until it is cancelled or its source ends. `draft` shows work
    in progress and may be dropped; it never raises. `deliver` shows the whole reply; delivering the same turn
    again shows nothing new. It raises `Undeliverable` for good, anything else to be tried again.
    """

    @property
    def name(self) -> str: ...

    async def run(self, accept: Accept) -> None: ...

    async def draft(self, turn_id: int, incoming: Incoming, draft: Draft) -> None: ...

    async def deliver(self, delivery: Delivery) -> None: ...

    async def close(self) -> None: ...
