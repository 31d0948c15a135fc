"""Bookings of halls. No two live ones of a hall overlap, and the database itself refuses it: by triggers on
SQLite, by an exclusion constraint on PostgreSQL, both in the migration 0001_house. What status may follow which
stands in `storage.transitions`, and the database refuses the rest too.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar, Unpack

from sqlalchemy import ColumnElement, Connection, and_, func, not_, select
from sqlalchemy.exc import IntegrityError

from storage import booking_changes
from storage.alarm import Alarm
from storage.booking_changes import BookingChanges, Changed, Taken
from storage.booking_tables import IS_HELD, IS_LIVE, Booking, NewBooking, booking_of, bookings, live
from storage.clock import Clock, utc_now
from storage.columns import Moment
from storage.database import Database
from storage.expiry import expire_stale
from storage.halls import halls
from storage.minutes import floor_minute, merge, minute, moment
from storage.place import Place
from storage.transitions import Status

__all__ = ["Booking", "BookingChanges", "Bookings", "Changed", "NewBooking", "Status", "Taken", "bookings"]

T = TypeVar("T")


class Bookings:
    def __init__(self, database: Database, clock: Clock = utc_now, alarm: Alarm | None = None) -> None:
        self._database = database
        self._clock = clock
        self._alarm = alarm or Alarm()

    async def hold(self, operation: str, new: NewBooking, now: datetime, expires_at: datetime) -> Booking:
        """Holds a hall, or returns what this operation held before, whatever became of it since.

        Raises `Taken` when it overlaps a live booking, ValueError for times that aren't whole minutes.
        """
        return await self._write(lambda tx: booking_changes.hold(tx, operation, new, now, expires_at))

    async def change(
        self,
        booking_id: int,
        version: int,
        now: datetime,
        *,
        tell: bool = False,
        **changes: Unpack[BookingChanges],
    ) -> Booking:
        """Changes what is booked while it is held and not yet paid; `tell` has its chat told.

        Raises `Taken`, and `Changed` where it is of another version by now, or can't be changed any more. A checkout
        that is under way for another price is closed.
        """
        return await self._write(
            lambda tx: booking_changes.change(tx, booking_id, version, changes, now, tell=tell)
        )

    async def cancel(
        self,
        operation: str,
        booking_id: int,
        user_id: int,
        now: datetime,
        *,
        status: Status = "held",
        tell: bool = False,
    ) -> Booking | None:
        """Cancels a person's own booking if it has this `status`, and returns it as it then stands.

        Money that was paid goes back as the booking's policy says. A booking in another state, or a paid one that has
        begun, comes back unchanged; None where there is no such booking or it is someone else's. `tell` has its chat
        told.
        """
        return await self._write(
            lambda tx: booking_changes.cancel(tx, operation, booking_id, user_id, now, status, tell=tell)
        )

    async def remind(self, booking_id: int, now: datetime, *, reminders: bool) -> Booking | None:
        """Turns the reminders before the event on or off."""
        return await self._write(lambda tx: booking_changes.remind(tx, booking_id, now, reminders=reminders))

    async def expire(self, now: datetime) -> int:
        """Ends some of the holds that were not paid in time; how many that was. 0 means that none is left."""
        return len(await self._write(lambda tx: expire_stale(tx, now)))

    async def next_expiry(self) -> datetime | None:
        """After this moment the first hold is to be ended."""
        first = select(func.min(bookings.c.expires_at, type_=Moment)).where(IS_HELD)
        return await self._database.read(lambda connection: connection.execute(first).scalar())

    async def by_operation(self, operation: str) -> Booking | None:
        """What `hold` or `cancel` under this operation returned, as it stands now."""
        now = self._clock()
        return await self._database.read(
            lambda connection: booking_changes.result_of(connection, operation, now)
        )

    async def get(self, booking_id: int) -> Booking | None:
        return await self._one(bookings.c.id == booking_id)

    async def by_key(self, key: str) -> Booking | None:
        return await self._one(bookings.c.key == key)

    async def of_user(self, user_id: int, now: datetime) -> list[Booking]:
        """Live bookings that haven't ended, soonest first."""
        statement = (
            select(bookings)
            .where(bookings.c.user_id == user_id, bookings.c.end_min > floor_minute(now), live(now))
            .order_by(bookings.c.start_min, bookings.c.id)
        )
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [booking_of(row, now) for row in rows]

    async def past_of_user(
        self, user_id: int, now: datetime, offset: int, limit: int, place: Place | None = None
    ) -> list[Booking]:
        """Those that have ended or are not live any more, the latest first; with `place` those made there."""
        statement = (
            select(bookings)
            .where(
                bookings.c.user_id == user_id,
                not_(and_(bookings.c.end_min > floor_minute(now), live(now))),
                *([] if place is None else [bookings.c.place == place]),
            )
            .order_by(bookings.c.start_min.desc(), bookings.c.id.desc())
            .offset(offset)
            .limit(limit)
        )
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return [booking_of(row, now) for row in rows]

    async def busy(
        self, hall_id: int, start: datetime, end: datetime, now: datetime, besides: int | None = None
    ) -> list[tuple[datetime, datetime]]:
        """When the hall is taken between `start` and `end`: cut to these, touching ones merged, in UTC.

        The booking `besides` doesn't count: its own customer may move it over itself.
        """
        first, last = minute(start), minute(end)
        statement = (
            select(bookings.c.start_min, bookings.c.end_min)
            .where(
                bookings.c.hall_id == hall_id,
                bookings.c.start_min < last,
                bookings.c.end_min > first,
                IS_LIVE,
                live(now),
            )
            .order_by(bookings.c.start_min)
        )
        if besides is not None:
            statement = statement.where(bookings.c.id != besides)
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        intervals = merge(((row.start_min, row.end_min) for row in rows), (first, last))
        return [(moment(begins), moment(ends)) for begins, ends in intervals]

    async def next_busy(self, start: datetime, now: datetime) -> dict[int, datetime]:
        """By hall, when it is taken next at `start` or after, for halls that are at all.

        Of bookings that don't overlap, the first to end after a moment is the first to begin as well, so that this is
        one look into the index for each hall, however many bookings there are.
        """
        first = (
            select(bookings.c.start_min)
            .where(bookings.c.hall_id == halls.c.id, bookings.c.end_min > minute(start), IS_LIVE, live(now))
            .order_by(bookings.c.end_min)
            .limit(1)
            .scalar_subquery()
        )
        statement = select(halls.c.id, first.label("begins"))
        rows = await self._database.read(lambda connection: connection.execute(statement).all())
        return {row.id: moment(row.begins) for row in rows if row.begins is not None}

    async def _one(self, condition: ColumnElement[bool]) -> Booking | None:
        statement = select(bookings).where(condition)
        row = await self._database.read(lambda connection: connection.execute(statement).one_or_none())
        return None if row is None else booking_of(row, self._clock())

    async def _write(self, work: Callable[[Connection], T]) -> T:
        try:
            result = await self._database.write(work)
        except IntegrityError as refusal:
            if _is_overlap(refusal):
                raise Taken from None
            raise
        self._alarm.ring()
        return result


def _is_overlap(refusal: IntegrityError) -> bool:
    return str(refusal.orig) == "overlap" or "ex_bookings_no_overlap" in str(refusal.orig)
