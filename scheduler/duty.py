"""The port between the clock and what it looks after."""

from datetime import datetime
from typing import Protocol


class Duty(Protocol):
    """Work that rows in the database say is due. Several processes may have the same."""

    @property
    def name(self) -> str: ...

    async def due_at(self) -> datetime | None:
        """When there is work to do next; a time that has come means now, None for as far as is known never."""
        ...

    async def work(self, now: datetime) -> None:
        """Does what is due and not being done by another process. Raises where it has to be tried again."""
        ...
