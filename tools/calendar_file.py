"""A booking as an entry in somebody's calendar."""

from datetime import UTC, datetime

from icalendar import Calendar, Event

from storage.bookings import Booking, Status
from storage.halls import Hall
from texts import translator

_STATUSES = {"held": "TENTATIVE", "paid": "CONFIRMED", "cancelled": "CANCELLED", "expired": "CANCELLED"}
_STEPS: tuple[Status, ...] = ("held", "paid", "cancelled", "expired")


def calendar_file(booking: Booking, hall: Hall, page: str, domain: str, now: datetime, locale: str) -> bytes:
    """An iCalendar file; one that is fetched again, after a change, replaces the entry of the one before.

    `page` is the address of the booking's page, empty for none; `domain` makes the entry's id one of this
    installation.
    """
    _ = translator(locale)
    number = _("Booking No. {number}").format(number=booking.id)
    event = Event()
    event.add("uid", f"booking-{booking.id}@{domain}")
    event.add("sequence", len(_STEPS) * booking.version + _STEPS.index(booking.status))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", booking.start.astimezone(UTC))
    event.add("dtend", booking.end.astimezone(UTC))
    event.add("status", _STATUSES[booking.status])
    event.add("summary", f"{hall.name} ({number})")
    event.add("location", hall.name)
    if page:
        event.add("description", page)
        event.add("url", page)
    event.add("transp", "TRANSPARENT" if _STATUSES[booking.status] == "CANCELLED" else "OPAQUE")
    entries = Calendar()
    entries.add("prodid", "-//Concierge//Booking//EN")
    entries.add("version", "2.0")
    entries.add("method", "PUBLISH")
    entries.add_component(event)
    return bytes(entries.to_ical())
