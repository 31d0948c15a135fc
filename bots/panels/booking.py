"""What can be done with a booking, as it hangs under a receipt, a notice and the booking itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bots.panels.values import packed, value
from graphs.dialogue import Button, Panel
from storage.booking_tables import Booking
from texts import Translator, money, translator
from tools.caller import Caller
from tools.desk import Desk
from tools.own_bookings import own_booking

PANEL = "b"

Link = Callable[[str, str], str]
"""An address on a platform that opens the bot in private with a payload; empty where there is none."""


@dataclass(frozen=True, slots=True)
class BookingView:
    """`page` is the address of its page, empty where others read along; `private` opens it in a private chat."""

    booking: Booking
    page: str
    private: str
    now: datetime


async def booking_panel_for(desk: Desk, link: Link, number: int, caller: Caller) -> Panel | None:
    """What the caller may do with their own booking where they are; None where it isn't theirs."""
    booking = await own_booking(desk, number, caller)
    return (
        None
        if booking is None
        else booking_panel(view_of(booking, desk, link, caller), translator(caller.locale))
    )


def view_of(booking: Booking, desk: Desk, link: Link, caller: Caller) -> BookingView:
    page = desk.booking_page(booking) if caller.alone else ""
    platform = caller.place.platform if caller.place else ""
    private = "" if caller.alone else link(platform, f"b_{booking.id}")
    return BookingView(booking, page, private, desk.now())


def booking_panel(view: BookingView, _: Translator) -> Panel:
    booking, mine = view.booking, view.booking.user_id
    ended = booking.status not in ("held", "paid") or booking.end <= view.now
    rows = [(*ways_to_pay(view, _), *_pages(view, _)), *([] if ended else _changes(view, _))]
    last = [Button(_("My bookings"), value(PANEL, mine, "list"))]
    if ended:
        last.insert(0, Button(_("Book again"), value("k", mine, "days", packed(booking.hall_id))))
    return Panel(tuple(row for row in (*rows, tuple(last)) if row))


def ways_to_pay(view: BookingView, _: Translator) -> tuple[Button, ...]:
    """What pays for it; nothing where it need not or can't be paid."""
    booking = view.booking
    if booking.status != "held" or not view.page:
        return ()
    price = money(booking.price, booking.currency, _.locale)
    return (Button(_("Pay {price}").format(price=price), url=f"{view.page}#pay"),)


def can_cancel(booking: Booking, now: datetime) -> bool:
    return booking.status == "held" or (booking.status == "paid" and now < booking.start)


def _pages(view: BookingView, _: Translator) -> tuple[Button, ...]:
    if view.page:
        label = _("Open the page") if view.booking.status != "held" else _("Change it on its page")
        return (Button(label, url=view.page),)
    return (Button(_("Go on in private"), url=view.private),) if view.private else ()


def _changes(view: BookingView, _: Translator) -> list[tuple[Button, ...]]:
    booking, mine = view.booking, view.booking.user_id
    silence = Button(_("Don't remind me"), value(PANEL, mine, "mind", packed(booking.id, 0)))
    remind = Button(_("Remind me"), value(PANEL, mine, "mind", packed(booking.id, 1)))
    keep = [Button(_("Calendar file"), value(PANEL, mine, "file", packed(booking.id)))]
    if booking.place is not None:
        keep.insert(0, silence if booking.reminders else remind)
    if not can_cancel(booking, view.now):
        return [tuple(keep)]
    cancel = Button(_("Cancel the booking"), value(PANEL, mine, "cancel", packed(booking.id)), "danger")
    return [tuple(keep), (cancel,)]
