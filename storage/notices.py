"""What people are to be told of their bookings, and when: each notice fires once, whoever looks.

A notice that is due becomes a turn in the inbox, in one transaction with being marked as fired; from there it goes
the way of every answer, so that a crash neither loses nor doubles it.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Index,
    Row,
    Table,
    Text,
    UniqueConstraint,
    and_,
    delete,
    func,
    select,
    text,
    update,
)

from storage import inbox
from storage.booking_tables import Booking, bookings
from storage.columns import BigId, Moment
from storage.database import Database, metadata
from storage.halls import halls
from storage.place import Place, PlaceColumn
from storage.upsert import insert_missing, insert_once
from storage.users import accounts, users

Kind = Literal[
    "expiring",
    "day_before",
    "hours_before",
    "changed",
    "paid",
    "cancelled",
    "expired",
    "refund_due",
    "refunded",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
TIMED: tuple[Kind, ...] = ("expiring", "day_before", "hours_before")
"""Those that the clock alone brings about; the others follow from what somebody did."""

EXPIRING_BEFORE = timedelta(hours=6)
HOURS_BEFORE = timedelta(hours=2)

_WAITING = text("fired_at IS NULL")

notices = Table(
    "notices",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("booking_id", BigId, ForeignKey("bookings.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("platform", Text, nullable=False),
    Column("place", PlaceColumn, nullable=False),
    Column("facts", Text, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("fired_at", Moment),
    UniqueConstraint("booking_id", "kind", "about"),
    CheckConstraint(f"kind IN ({', '.join(repr(kind) for kind in KINDS)})", name="kind"),
    Index("ix_notices_due", "due_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class Notice:
    """`about` tells apart notices of one kind about one booking; `facts` are what can't be looked up later."""

    id: int
    booking_id: int
    kind: Kind
    about: str
    place: Place
    facts: Mapping[str, Any]
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whose booking a notice is about, as their platform knows them; `account` is empty where it doesn't."""

    account: str
    name: str
    locale: str


Payload = Callable[[Notice, Addressee], str]
"""What the inbox keeps of a notice: JSON of `graphs.dialogue`'s Incoming."""


@dataclass(frozen=True, slots=True)
class Fired:
    """A notice that has become a turn."""

    turn_id: int
    payload: str


class Notices:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def fire_due(
        self, platforms: Collection[str], now: datetime, limit: int, payload: Payload
    ) -> list[Fired]:
        """Makes turns of up to `limit` notices that are due, those due longest first; each becomes one once,
        however many processes do this. Durable on return.
        """
        return await self._database.write(lambda tx: _fire_due(tx, platforms, now, limit, payload))

    async def get(self, notice_id: int) -> Notice | None:
        statement = select(notices).where(notices.c.id == notice_id)
        row = await self._database.read(lambda connection: connection.execute(statement).one_or_none())
        return None if row is None else _notice(row)

    async def next_due(self, platforms: Collection[str]) -> datetime | None:
        """When the first waiting notice for one of these platforms is due."""
        first = func.min(notices.c.due_at, type_=Moment)
        statement = select(first).where(_WAITING, notices.c.platform.in_(platforms))
        return await self._database.read(lambda connection: connection.execute(statement).scalar())


def plan(tx: Connection, booking: Booking, now: datetime) -> None:
    """Sets what the clock is to tell of a booking as it stands now; what it was to tell before is forgotten."""
    tx.execute(delete(notices).where(_WAITING, notices.c.booking_id == booking.id, notices.c.kind.in_(TIMED)))
    if booking.place is None:
        return
    insert_missing(
        tx,
        notices,
        [
            _row(booking, booking.place, kind, about, due, {})
            for kind, about, due in _timed(tx, booking)
            if due > now
        ],
    )


def tell(tx: Connection, booking: Booking, kind: Kind, about: str, now: datetime, **facts: Any) -> None:
    """Has the chat of a booking told at once; a second notice of the same kind about the same is none."""
    if booking.place is not None:
        insert_once(tx, notices, _row(booking, booking.place, kind, about, now, facts))


def day_before(start: datetime, zone: ZoneInfo) -> datetime:
    """The same time of day in `zone` a day earlier, also where the clocks change in between."""
    return (start.astimezone(zone) - timedelta(days=1)).astimezone(UTC)


def _fire_due(
    tx: Connection, platforms: Collection[str], now: datetime, limit: int, payload: Payload
) -> list[Fired]:
    fired: list[Fired] = []
    for notice, addressee in _due(tx, platforms, now, limit):
        waiting = update(notices).where(notices.c.id == notice.id, _WAITING)
        if tx.execute(waiting.values(fired_at=now)).rowcount != 1:
            continue
        said = payload(notice, addressee)
        turn_id = inbox.add(tx, notice.place.platform, f"notice:{notice.id}", notice.place.key, said, now)
        if turn_id is not None:
            fired.append(Fired(turn_id, said))
    return fired


def _due(
    tx: Connection, platforms: Collection[str], now: datetime, limit: int
) -> list[tuple[Notice, Addressee]]:
    """Without those that another process is claiming this moment."""
    account = and_(accounts.c.user_id == users.c.id, accounts.c.platform == notices.c.platform)
    statement = (
        select(notices, accounts.c.platform_user_id, users.c.name, users.c.locale)
        .join(bookings, bookings.c.id == notices.c.booking_id)
        .join(users, users.c.id == bookings.c.user_id)
        .outerjoin(accounts, account)
        .where(_WAITING, notices.c.due_at <= now, notices.c.platform.in_(platforms))
        .order_by(notices.c.due_at, notices.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=notices)
    )
    found: dict[int, tuple[Notice, Addressee]] = {}
    for row in tx.execute(statement):  # somebody may have two accounts on one platform
        found.setdefault(row.id, (_notice(row), Addressee(row.platform_user_id or "", row.name, row.locale)))
    return list(found.values())


def _timed(tx: Connection, booking: Booking) -> list[tuple[Kind, str, datetime]]:
    planned: list[tuple[Kind, str, datetime]] = []
    if booking.status == "held" and booking.expires_at is not None:
        about = booking.expires_at.isoformat()
        planned.append(("expiring", about, booking.expires_at - EXPIRING_BEFORE))
    if booking.status in ("held", "paid") and booking.reminders:
        zone = tx.execute(select(halls.c.time_zone).where(halls.c.id == booking.hall_id)).scalar_one()
        about = booking.start.isoformat()
        planned.append(("day_before", about, day_before(booking.start, ZoneInfo(zone))))
        planned.append(("hours_before", about, booking.start - HOURS_BEFORE))
    return planned


def _row(
    booking: Booking, place: Place, kind: Kind, about: str, due_at: datetime, facts: Mapping[str, Any]
) -> dict[str, object]:
    return {
        "booking_id": booking.id,
        "kind": kind,
        "about": about,
        "platform": place.platform,
        "place": place,
        "facts": json.dumps(facts),
        "due_at": due_at,
    }


def _notice(row: Row[Any]) -> Notice:
    return Notice(row.id, row.booking_id, row.kind, row.about, row.place, json.loads(row.facts), row.due_at)
