"""Tells the clock of this process that something may be due earlier than it thinks."""

from collections.abc import Callable


class Alarm:
    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []

    def listen(self, listener: Callable[[], None]) -> None:
        """`listener` is called on the event loop, after the change is durable."""
        self._listeners.append(listener)

    def ring(self) -> None:
        for listener in self._listeners:
            listener()
