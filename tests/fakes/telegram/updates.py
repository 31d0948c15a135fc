"""The queue of updates that the bot has not confirmed yet."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram.wire import Json, is_object

NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds that a bot gets only when it names them in allowed_updates."""

FUTURE_SLACK = 10
"""An offset further than this past the newest update is taken for a mistake, and the queue starts at its
head."""


@dataclass(slots=True, eq=False)
class Update:
    """One update on its way to the bot. Times are `time.monotonic()` seconds.

    `owed` is how many deliveries it still gets whether they are confirmed or not. `body` is what the bot
    reads; a raw one may be anything that JSON can say.
    """

    id: int
    kind: str
    body: Any
    chat: int | None = None
    created_at: float = field(default_factory=time.monotonic)
    delivered_at: float | None = None
    confirmed_at: float | None = None
    deliveries: int = 0
    owed: int = 0

    def delivered(self) -> None:
        self.deliveries += 1
        self.owed = max(0, self.owed - 1)
        if self.delivered_at is None:
            self.delivered_at = time.monotonic()


Listener = Callable[[Update], None]


@dataclass(slots=True)
class UpdateQueue:
    """`all` keeps every update ever made, for tests to look at; `pending` only those not confirmed.

    `allowed` is the last allowed_updates of the bot; None means Telegram's default. As there, it decides when
    an update is made, not when it is fetched.
    """

    next_id: int = 700_000_001
    allowed: frozenset[str] | None = None
    all: dict[int, Update] = field(default_factory=dict[int, Update])
    pending: dict[int, Update] = field(default_factory=dict[int, Update])
    listeners: list[Listener] = field(default_factory=list[Listener])

    def allows(self, kind: str) -> bool:
        return kind not in NOT_BY_DEFAULT if self.allowed is None else kind in self.allowed

    def allow(self, kinds: Collection[object]) -> None:
        """An empty collection means the default again."""
        self.allowed = frozenset(kind for kind in kinds if isinstance(kind, str)) or None

    def add(self, kind: str, body: Json, chat: int | None = None) -> Update | None:
        """None where the bot did not ask for this kind."""
        if not self.allows(kind):
            return None
        return self._put(Update(self._take_id(), kind, {kind: body}, chat))

    def add_raw(self, body: Any) -> Update:
        """Any JSON at all. An object without `update_id` gets the next one."""
        update_id = body.get("update_id") if is_object(body) else None
        number = update_id if isinstance(update_id, int) else self._take_id()
        self.next_id = max(self.next_id, number + 1)
        return self._put(Update(number, "raw", body))

    def repeat(self, update: Update, times: int) -> None:
        """Delivers an update `times` more, whether it was confirmed or not, as after a lost confirmation."""
        update.owed += times + (1 if update.deliveries == 0 else 0)
        self.pending[update.id] = update
        self.pending = dict(sorted(self.pending.items()))
        self._tell(update)

    def confirm(self, update: Update) -> None:
        """The bot has it; it comes again only where a delivery is still owed."""
        if update.confirmed_at is None:
            update.confirmed_at = time.monotonic()
        if not update.owed:
            self.pending.pop(update.id, None)

    def confirm_before(self, offset: int) -> None:
        """What getUpdates does with its offset: lower ids are forgotten."""
        for update in [one for one in self.pending.values() if one.id < offset]:
            self.confirm(update)

    def keep_last(self, count: int) -> None:
        """A negative offset: all but the last `count` are forgotten."""
        for update in list(self.pending.values())[: max(0, len(self.pending) - count)]:
            update.owed = 0
            self.confirm(update)

    def clear(self) -> None:
        self.keep_last(0)

    def from_offset(self, offset: int, limit: int) -> list[Update]:
        if offset > self.next_id + FUTURE_SLACK:
            offset = 0
        self.confirm_before(offset)
        return list(self.pending.values())[:limit]

    def _take_id(self) -> int:
        number = self.next_id
        self.next_id += 1
        return number

    def _put(self, update: Update) -> Update:
        self.all[update.id] = update
        self.pending[update.id] = update
        self._tell(update)
        return update

    def _tell(self, update: Update) -> None:
        for listener in self.listeners:
            listener(update)


def wire_body(update: Update) -> Any:
    """The update as the bot reads it."""
    if is_object(update.body):
        return {"update_id": update.id} | update.body
    return update.body
