"""What a booking's page says: a booking and its hall in a reader's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from storage.bookings import Booking, Status
from storage.halls import Hall
from storage.payments import Payment
from storage.transitions import LIVE
from texts import (
    Translator,
    clauses,
    clock_range,
    date,
    date_time,
    duration,
    money,
    near_date_time,
    translator,
)
from web.payment_states import payment_states
from web.photos import is_photo
from web.policy import can_cancel, gives_back, refund_policy


@dataclass(frozen=True, slots=True)
class Words:
    """Text that the owner wrote, a line each, and the locale it is in, which may not be the page's."""

    locale: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in the hall's zone and how it reads."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Photo:
    """`name` is that of its file; `text` says what it shows."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Voucher:
    """Texts are in the reader's language, times in the hall's zone. Who booked is only what they typed here.

    `live` is whether it is still to take place, `enters` whether its code opens the door. `deadline` is None where
    nothing waits to be paid, `rate` where the hall's price has changed since, `reminders` where nobody is reminded
    anyway. `refund` is what comes back to whom cancels now: "whole" or "none". `now` is the server's time.
    """

    number: int
    status: Status
    live: bool
    can_change: bool
    can_cancel: bool
    enters: bool
    now: datetime
    badge: str
    note: str
    hall: str
    date: Moment
    hours: Moment
    end: datetime
    zone: str
    length: str
    guests: int | None
    deadline: Moment | None
    rate: str | None
    total: str
    name: str
    contact: str
    reminders: bool | None
    refund: str
    policy: str
    payments: tuple[str, ...]
    photos: tuple[Photo, ...]
    description: Words | None
    rules: Words | None


def voucher(booking: Booking, hall: Hall, payments: Sequence[Payment], now: datetime, locale: str) -> Voucher:
    """Raises ZoneInfoNotFoundError where the hall's zone is unknown to this machine."""
    _ = translator(locale)
    zone = ZoneInfo(hall.time_zone)
    start, end = booking.start.astimezone(zone), booking.end.astimezone(zone)
    deadline = _deadline(booking, zone, locale)
    return Voucher(
        number=booking.id,
        status=booking.status,
        live=booking.status in LIVE and now < booking.end,
        can_change=booking.status == "held",
        can_cancel=can_cancel(booking, now),
        enters=booking.status == "paid" and now < booking.end,
        now=now,
        badge=_badge(_, booking.status, deadline),
        note=_note(_, booking, now),
        hall=hall.name,
        date=Moment(start, _dates(start, end, locale)),
        hours=Moment(start, clock_range(start, end)),
        end=end,
        zone=_zone(start, locale),
        length=duration(_minutes(booking), locale),
        guests=booking.guests,
        deadline=deadline,
        rate=_rate(_, booking, hall),
        total=money(booking.price, booking.currency, locale),
        name=booking.name,
        contact=booking.contact,
        reminders=booking.reminders if _is_reminded(booking, now) else None,
        refund="whole" if gives_back(booking, now) else "none",
        policy=refund_policy(booking, hall, now, locale),
        payments=payment_states(booking, payments, zone, locale),
        photos=_photos(hall, _),
        description=_words(hall.description, locale),
        rules=_words(hall.rules, locale),
    )


def _is_reminded(booking: Booking, now: datetime) -> bool:
    return booking.place is not None and booking.status in LIVE and now < booking.start


def _photos(hall: Hall, _: Translator) -> tuple[Photo, ...]:
    names = [name for name in hall.photos if is_photo(name)]
    one = _("Picture of {hall}")
    several = _("Picture of {hall}, {number} of {count}")
    text = one if len(names) == 1 else several
    return tuple(
        Photo(name, text.format(hall=hall.name, number=number, count=len(names)))
        for number, name in enumerate(names, 1)
    )


def _deadline(booking: Booking, zone: ZoneInfo, locale: str) -> Moment | None:
    if booking.status != "held" or booking.expires_at is None:
        return None
    at = booking.expires_at.astimezone(zone)
    return Moment(at, date_time(at, locale))


def _badge(_: Translator, status: Status, deadline: Moment | None) -> str:
    if deadline is not None:
        return _("Held until {moment}").format(moment=near_date_time(deadline.at, _.locale))
    names = {"held": _("Held"), "paid": _("Paid"), "cancelled": _("Cancelled"), "expired": _("Expired")}
    return names[status]


def _note(_: Translator, booking: Booking, now: datetime) -> str:
    if booking.status == "cancelled":
        return _("This booking was cancelled, and its time is free for others again.")
    if booking.status == "expired":
        return _("This booking wasn't paid in time, so its time is free for others again.")
    if booking.end <= now:
        return _("The time of this booking has passed.")
    if booking.status == "paid":
        return _("Everything is settled. We look forward to seeing you.")
    return _("The hall is kept for you. It isn't paid yet.")


def _dates(start: datetime, end: datetime, locale: str) -> str:
    last = (end - timedelta(minutes=1)).date()
    days = [start.date()] if last == start.date() else [start.date(), last]
    return " – ".join(date(day, locale) for day in days)


def _zone(moment: datetime, locale: str) -> str:
    city = get_timezone_location(moment, locale=locale, return_city=True)
    minutes = int((moment.utcoffset() or timedelta()).total_seconds()) // 60
    if not minutes:
        return city if city == "UTC" else clauses((city, "UTC"), locale)
    hours, rest = divmod(abs(minutes), 60)
    offset = f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")
    return clauses((city, offset), locale)


def _minutes(booking: Booking) -> int:
    return int((booking.end - booking.start).total_seconds()) // 60


def _rate(_: Translator, booking: Booking, hall: Hall) -> str | None:
    minutes = _minutes(booking)
    unchanged = abs(hall.price_per_hour * minutes - booking.price * 60) < 60
    if booking.currency != hall.currency or not unchanged:
        return None
    price = money(hall.price_per_hour, hall.currency, _.locale)
    return _("{price} per hour × {length}").format(price=price, length=duration(minutes, _.locale))


def _words(texts: dict[str, str], locale: str) -> Words | None:
    for language in (locale, "en", *texts):
        lines = tuple(line.strip(" \t\r-*•–") for line in texts.get(language, "").splitlines())
        if any(lines):
            return Words(language, tuple(line for line in lines if line))
    return None
