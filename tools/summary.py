"""A booking as a person sees it: before it is made, once it is, and in a list of theirs."""

from datetime import datetime
from zoneinfo import ZoneInfo

from storage.bookings import Booking
from storage.halls import Hall
from texts import date as date_text
from texts import date_time, duration, money, translator
from tools.caller import Caller
from tools.desk import Desk
from tools.diary import times, when
from tools.markdown import table
from tools.opening import Interval, minutes_of
from tools.wish import Checked


def summary(checked: Checked, caller: Caller) -> str:
    """A table of what would be booked, with the price per hour and in all."""
    hall, _ = checked.hall, translator(caller.locale)
    return table(
        [
            *_what(hall, (checked.start, checked.end), checked.guests, caller),
            (_("Price per hour"), money(hall.price_per_hour, hall.currency, caller.locale)),
            (f"**{_('Total')}**", f"**{money(checked.price, hall.currency, caller.locale)}**"),
        ]
    )


def receipt(booking: Booking, hall: Hall, desk: Desk, caller: Caller) -> str:
    """A booking as it stands now: its number and status, a table of it, and its page where it is live."""
    _ = translator(caller.locale)
    rows = [
        *_what(hall, (booking.start, booking.end), booking.guests, caller),
        (f"**{_('Total')}**", f"**{money(booking.price, booking.currency, caller.locale)}**"),
    ]
    parts = [_status_sentence(booking, hall, caller), table(rows)]
    if booking.status in ("held", "paid"):
        parts.append(_("Booking page: {address}").format(address=desk.booking_page(booking)))
    return "\n\n".join(parts)


def list_of(bookings: list[tuple[Booking, Hall]], desk: Desk, caller: Caller) -> str:
    """A person's bookings, a few short lines each."""
    _ = translator(caller.locale)
    if not bookings:
        return _("You have no upcoming bookings.")
    items = [_item(booking, hall, desk, caller) for booking, hall in bookings]
    return "\n".join([_("Your bookings:"), "", *items])


def _item(booking: Booking, hall: Hall, desk: Desk, caller: Caller) -> str:
    interval = (booking.start, booking.end)
    parts = [
        f"- **{booking.id}**",
        hall.name,
        when(interval, ZoneInfo(hall.time_zone), caller.locale) + zone_note(booking.start, hall, caller),
        money(booking.price, booking.currency, caller.locale),
        _status_words(booking, hall, caller),
    ]
    return f"{' · '.join(parts)}\n  {desk.booking_page(booking)}"


def _what(hall: Hall, interval: Interval, guests: int | None, caller: Caller) -> list[tuple[str, str]]:
    _ = translator(caller.locale)
    zone = ZoneInfo(hall.time_zone)
    clock = times(interval, zone, caller.locale) + zone_note(interval[0], hall, caller)
    rows = [
        (_("Hall"), hall.name),
        (_("Date"), date_text(interval[0].astimezone(zone).date(), caller.locale)),
        (_("Time"), clock),
        (_("Length"), duration(minutes_of(interval), caller.locale)),
    ]
    return rows if guests is None else [*rows, (_("Guests"), str(guests))]


def _status_sentence(booking: Booking, hall: Hall, caller: Caller) -> str:
    _ = translator(caller.locale)
    match booking.status:
        case "held":
            sentence = _("**Booking {number}** is held for you until {until}.")
        case "paid":
            sentence = _("**Booking {number}** is paid. We look forward to seeing you.")
        case "cancelled":
            sentence = _("**Booking {number}** is cancelled.")
        case "expired":
            sentence = _("**Booking {number}** has expired: it was held until {until} and not paid.")
    return sentence.format(number=booking.id, until=_until(booking, hall, caller))


def _status_words(booking: Booking, hall: Hall, caller: Caller) -> str:
    _ = translator(caller.locale)
    if booking.status == "paid":
        return _("paid")
    return _("held until {until}").format(until=_until(booking, hall, caller))


def _until(booking: Booking, hall: Hall, caller: Caller) -> str:
    if booking.expires_at is None:
        return ""
    shown = booking.expires_at.astimezone(ZoneInfo(hall.time_zone))
    return date_time(shown, caller.locale) + zone_note(booking.expires_at, hall, caller)


def zone_note(moment: datetime, hall: Hall, caller: Caller) -> str:
    """The hall's time zone in brackets where the person's clock shows another time at that moment."""
    theirs, ours = moment.astimezone(ZoneInfo(caller.time_zone)), moment.astimezone(ZoneInfo(hall.time_zone))
    return "" if theirs.utcoffset() == ours.utcoffset() else f" ({hall.time_zone})"
