"""The port between what arrives and what answers: one turn at a time per place, places side by side."""

from collections.abc import Awaitable, Callable
from typing import Protocol

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
    finished.
    """

    async def accept(self, incoming: Incoming) -> bool: ...

    async def run(self) -> None: ...

    async def drain(self) -> None: ...
