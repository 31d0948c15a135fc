"""A booking as a person sees it: before it is made, once it is, and in a list of theirs."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from storage.bookings import Booking
from storage.halls import Hall
from storage.payment_tables import Payment
from storage.transitions import LIVE
from texts import date as date_text
from texts import date_time, duration, in_a_row, money, translator
from tools.caller import Caller
from tools.desk import Desk
from tools.diary import times, when
from tools.markdown import table
from tools.opening import Interval, minutes_of
from tools.refund import refund_sentence, refundable
from tools.wish import Checked


def summary(checked: Checked, desk: Desk, caller: Caller) -> str:
    """A table of what would be booked, with the price per hour and in all, and until when it is given back."""
    hall, _ = checked.hall, translator(caller.locale)
    back = refundable(checked.start, hall.refund_hours, hall, desk.now(), caller.locale)
    return table(
        [
            *_what(hall, (checked.start, checked.end), checked.guests, caller),
            (_("Price per hour"), money(hall.price_per_hour, hall.currency, caller.locale)),
            (f"**{_('Total')}**", f"**{money(checked.price, hall.currency, caller.locale)}**"),
            (_("Refund"), back),
        ]
    )


def receipt(
    booking: Booking, hall: Hall, desk: Desk, caller: Caller, payments: Sequence[Payment] = ()
) -> str:
    """A booking as it stands now: its number and status, what became of its money, a table of it, and its page
    where it is live and nobody else reads along.
    """
    _, now = translator(caller.locale), desk.now()
    rows = [
        *_what(hall, (booking.start, booking.end), booking.guests, caller),
        (f"**{_('Total')}**", f"**{money(booking.price, booking.currency, caller.locale)}**"),
    ]
    money_back = refund_sentence(payments, caller.locale) if booking.status == "cancelled" else ""
    status = in_a_row((_status_sentence(booking, hall, caller), money_back), caller.locale)
    if booking.status not in LIVE:
        return f"{status}\n\n{table(rows)}"
    rows.append((_("Refund"), refundable(booking.start, booking.refund_hours, hall, now, caller.locale)))
    page = _("Booking page: {address}").format(address=desk.booking_page(booking))
    hidden = _(
        "Others read along here, so I don't show its page. /bookings in a private chat with me has it."
    )
    return "\n\n".join([status, table(rows), page if caller.alone else hidden])


def list_of(bookings: list[tuple[Booking, Hall]], desk: Desk, caller: Caller) -> str:
    """A person's bookings, a few short lines each."""
    _ = translator(caller.locale)
    if not bookings:
        return _("You have no upcoming bookings.")
    items = [f"- {line_of(booking, hall, caller)}" for booking, hall in bookings]
    if caller.alone:
        pages = [desk.booking_page(booking) for booking, _hall in bookings]
        items = [f"{item}\n  {page}" for item, page in zip(items, pages, strict=True)]
    return "\n".join([_("Your bookings:"), "", *items])


def line_of(booking: Booking, hall: Hall, caller: Caller) -> str:
    """A booking in one line."""
    interval = (booking.start, booking.end)
    parts = [
        f"**{booking.id}**",
        hall.name,
        when(interval, ZoneInfo(hall.time_zone), caller.locale) + zone_note(booking.start, hall, caller),
        money(booking.price, booking.currency, caller.locale),
        _status_words(booking, hall, caller),
    ]
    return " · ".join(parts)


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
    match booking.status:
        case "paid":
            return _("paid")
        case "cancelled":
            return _("cancelled")
        case "expired":
            return _("expired, as it was not paid")
        case "held":
            pass
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
