"""The port that every platform implements: Telegram, Discord, the terminal."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from graphs.dialogue import Attachment, Draft, Incoming, Option, Place, Reply, Sender

Accept = Callable[[Incoming], Awaitable[bool]]
"""Stores an update durably; false where it was stored before. A platform tells its own server "received"
only after this has returned."""

Suggest = Callable[[Sender, Place, str, str, str], Awaitable[Sequence[Option]]]
"""What somebody may mean who types there: who, where, the command, the parameter, and what is typed so far.

At most 25, the likeliest first, and nothing that this person may not see. It never raises.
"""


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


@runtime_checkable
class Unanswered(Protocol):
    """What a platform implements that waits for answers: it is told of a turn that will have none."""

    async def unanswered(self, turn_id: int, incoming: Incoming) -> None: ...


@runtime_checkable
class Linking(Protocol):
    """What a platform implements that has links into a private chat with the bot."""

    def link(self, payload: str) -> str:
        """An address that opens the chat and says "/start payload" there; empty where there is none yet."""
        ...


class TooLarge(Exception):
    """A file has more bytes than are wanted, or than the platform hands out: at most `most`."""

    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} bytes")
        self.most = most


class NotFetched(Exception):
    """The platform has not handed out a file. The message says why and holds no address."""


@runtime_checkable
class Fetching(Protocol):
    """What a platform implements through which people send files."""

    async def fetch(self, attachment: Attachment, most: int) -> bytes:
        """A file that came with a message. Raises `TooLarge`, before anything is fetched where the size is known, or
        `NotFetched`.
        """
        ...
