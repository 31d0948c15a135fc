"""Notices that are due: each becomes a turn, which is answered here like any other."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

from graphs.dialogue import Incoming, Sender, dump, load_incoming
from storage.inbox import Inbox
from storage.notices import Addressee, Notice, Notices

AT_ONCE = 50
"""In one transaction, for which others wait on SQLite."""

_NOTICE = "notice:"
"""How the update ids of notices begin; `storage.notices` gives them."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)

Enqueue = Callable[[int, Incoming], None]
"""Has a turn answered that is in the inbox, by its id."""


@dataclass(slots=True)
class Announcing:
    """`platforms` are those that people are reached by from here; it may change.

    Where firing failed it is not known whether it was stored, so afterwards the inbox is looked through: what nobody
    waits for would lie there till the next start. A turn that is taken up twice is answered once.
    """

    notices: Notices
    inbox: Inbox
    platforms: Collection[str]
    enqueue: Enqueue
    _doubtful: bool = field(default=False, init=False)

    @property
    def name(self) -> str:
        return "notices"

    async def due_at(self) -> datetime | None:
        return _LONG_AGO if self._doubtful else await self.notices.next_due(self.platforms)

    async def work(self, now: datetime) -> None:
        if self._doubtful:
            await self._look_through()
        self._doubtful = True
        payload = partial(_payload, now)
        while fired := await self.notices.fire_due(self.platforms, now, AT_ONCE, payload):
            for turn in fired:
                self.enqueue(turn.turn_id, load_incoming(turn.payload))
        self._doubtful = False

    async def _look_through(self) -> None:
        after = 0
        while turns := await self.inbox.unfinished(self.platforms, after):
            for turn in turns:
                if turn.update_id.startswith(_NOTICE):
                    self.enqueue(turn.id, load_incoming(turn.payload))
            after = turns[-1].id


def _payload(now: datetime, notice: Notice, addressee: Addressee) -> str:
    return dump(
        Incoming(
            platform=notice.place.platform,
            update_id=f"{_NOTICE}{notice.id}",
            place=notice.place,
            sender=Sender(addressee.account, addressee.name, addressee.locale),
            sent_at=now,
            aside=notice.place.aside,
            notice=notice.id,
        )
    )
