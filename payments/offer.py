"""What a booking is called where it is paid."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from storage.bookings import Booking
from storage.halls import Hall
from texts import clock_range, date, translator


@dataclass(frozen=True, slots=True)
class Offer:
    """In the customer's `locale`: Telegram takes 32 characters for a title and 255 for a description."""

    title: str
    description: str
    locale: str


def offer(booking: Booking, hall: Hall, locale: str) -> Offer:
    _ = translator(locale)
    zone = ZoneInfo(hall.time_zone)
    start, end = booking.start.astimezone(zone), booking.end.astimezone(zone)
    description = _("Booking No. {number}: {hall}, {date}, {times}").format(
        number=booking.id, hall=hall.name, date=date(start.date(), locale), times=clock_range(start, end)
    )
    return Offer(_shortened(hall.name, 32), _shortened(description, 255), locale)


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
