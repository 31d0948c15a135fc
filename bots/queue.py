"""The port between what arrives and what answers: one turn at a time per place, places side by side.

What ends a running answer can't wait for it, so it goes by a lane of its own.
"""

from collections.abc import Awaitable, Callable
from typing import Protocol

from bots.commands import find_command
from graphs.dialogue import Incoming
from storage.inbox import Turn

Handle = Callable[[Turn], Awaitable[None]]
"""Answers one turn, whole. It is called again after a crash or an error, until it returns."""
GiveUp = Callable[[Turn, str], Awaitable[None]]
"""Told once, with an error id, when a turn can't be answered however often it is tried."""


class TurnQueue(Protocol):
    """Keeps every accepted update until it is answered.

    `accept` returns once the update is stored durably; false for one that was stored before. `run` first takes
    up what an earlier process left, then works until cancelled. `drain` returns when all accepted turns are
    finished. `enqueue` has a turn answered that somebody else has put into the inbox.
    """

    async def accept(self, incoming: Incoming) -> bool: ...

    def enqueue(self, turn_id: int, incoming: Incoming) -> None: ...

    async def run(self) -> None: ...

    async def drain(self) -> None: ...


def lane_of(incoming: Incoming) -> str:
    """What turns queue up behind: their place, and for `/stop` a lane beside it."""
    key = incoming.place.key
    return f"{key}!" if stops(incoming) else key


def stops(incoming: Incoming) -> bool:
    """Whether this is the wish to end the answer that is being written."""
    if incoming.pressed or not incoming.text.startswith("/"):
        return False
    command = find_command(incoming.text)
    return command is not None and command[0].name == "stop"
