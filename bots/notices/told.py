"""A notice with everything that it is about, as that stands when it is told."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from storage.bookings import Booking
from storage.halls import Hall
from storage.notices import Notice
from storage.payments import Payment
from texts import Translator, clauses, date_time, money, translator
from tools.caller import Caller
from tools.diary import when
from tools.opening import Interval


@dataclass(frozen=True, slots=True)
class Told:
    """`payment` is the one that a notice about money means.

    Where others can read along nothing is told but hall, time and guests, which the booking showed there itself.
    """

    notice: Notice
    booking: Booking
    hall: Hall
    payment: Payment | None
    caller: Caller
    now: datetime

    @property
    def _(self) -> Translator:
        return translator(self.caller.locale)

    @property
    def alone(self) -> bool:
        """Whether nobody else reads it."""
        return self.notice.place.private or self.notice.place.aside

    @property
    def is_live(self) -> bool:
        return self.booking.status in ("held", "paid")

    @property
    def begun(self) -> bool:
        return self.now >= self.booking.start

    @property
    def what(self) -> str:
        """Hall and time, e.g. **Loft**, Tuesday, 24 November 2026, 18:00–20:00."""
        times = self.times((self.booking.start, self.booking.end))
        return clauses([f"**{self.hall.name}**", times], self.caller.locale)

    @property
    def until(self) -> str:
        """When the hold ends; empty where it doesn't."""
        return self.moment(self.booking.expires_at) if self.booking.expires_at else ""

    def times(self, interval: Interval) -> str:
        """In the hall's time zone, and the person's own time beside it where their clock shows another."""
        shown = when(interval, ZoneInfo(self.hall.time_zone), self.caller.locale)
        return self._also_theirs(shown, interval[0])

    def moment(self, moment: datetime) -> str:
        """The same for a moment."""
        shown = date_time(moment.astimezone(ZoneInfo(self.hall.time_zone)), self.caller.locale)
        return self._also_theirs(shown, moment)

    def money(self, minor: int, currency: str) -> str:
        return money(minor, currency, self.caller.locale)

    def _also_theirs(self, shown: str, moment: datetime) -> str:
        here, there = (
            moment.astimezone(ZoneInfo(zone)) for zone in (self.hall.time_zone, self.caller.time_zone)
        )
        if here.utcoffset() == there.utcoffset():
            return shown
        _ = self._
        same_day = here.date() == there.date()
        theirs = f"{there:%H:%M}" if same_day else date_time(there, self.caller.locale)
        return _("{shown} ({zone}; for you {time})").format(
            shown=shown, zone=self.hall.time_zone, time=theirs
        )
