"""Notices that are due: each becomes a turn, which is answered here like any other."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from graphs.dialogue import Incoming, Sender, dump, load_incoming
from storage.notices import Addressee, Notice, Notices

AT_ONCE = 50
"""In one transaction, for which others wait on SQLite."""

Enqueue = Callable[[int, Incoming], None]
"""Has a turn answered that is in the inbox, by its id."""


@dataclass(frozen=True, slots=True)
class Announcing:
    """`platforms` are those that people are reached by from here; it may change."""

    notices: Notices
    platforms: Collection[str]
    enqueue: Enqueue

    @property
    def name(self) -> str:
        return "notices"

    async def due_at(self) -> datetime | None:
        return await self.notices.next_due(self.platforms)

    async def work(self, now: datetime) -> None:
        payload = partial(_payload, now)
        while fired := await self.notices.fire_due(self.platforms, now, AT_ONCE, payload):
            for turn in fired:
                self.enqueue(turn.turn_id, load_incoming(turn.payload))


def _payload(now: datetime, notice: Notice, addressee: Addressee) -> str:
    return dump(
        Incoming(
            platform=notice.place.platform,
            update_id=f"notice:{notice.id}",
            place=notice.place,
            sender=Sender(addressee.account, addressee.name, addressee.locale),
            sent_at=now,
            notice=notice.id,
        )
    )
