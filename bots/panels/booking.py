"""What can be done with a booking, as it hangs under a receipt, a notice and the booking itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bots.panels.values import packed, value
from graphs.dialogue import Button, Panel
from storage.booking_tables import Booking
from storage.transitions import LIVE
from texts import Translator, translator
from tools.caller import Caller
from tools.desk import Desk
from tools.own_bookings import own_booking

PANEL = "b"

Link = Callable[[str, str], str]
"""An address on a platform that opens the bot in private with a payload; empty where there is none."""
WaysToPay = Callable[[Booking, str, str], tuple[Button, ...]]
"""What pays for a booking that is held: on a platform, in a locale."""


@dataclass(frozen=True, slots=True)
class BookingPanels:
    desk: Desk
    link: Link
    ways_to_pay: WaysToPay

    async def of_number(self, number: int, caller: Caller) -> Panel | None:
        """None where it isn't the caller's own booking."""
        booking = await own_booking(self.desk, number, caller)
        return None if booking is None else self.of(booking, caller)

    def of(self, booking: Booking, caller: Caller) -> Panel:
        """What the caller may do with their own booking where they are. Where others read along nothing opens its
        page, as whoever has that may change the booking.
        """
        _, now = translator(caller.locale), self.desk.now()
        platform = caller.place.platform if caller.place else ""
        if caller.alone:
            ways = self.ways_to_pay(booking, platform, caller.locale) if booking.status == "held" else ()
            label = _("Change it on its page") if booking.status == "held" else _("Open the page")
            first = (*ways, Button(label, url=self.desk.booking_page(booking)))
        else:
            private = self.link(platform, f"b_{booking.id}")
            first = (Button(_("Go on in private"), url=private),) if private else ()
        return Panel(tuple(row for row in (first, *_below(booking, now, _)) if row))


def can_cancel(booking: Booking, now: datetime) -> bool:
    return booking.status == "held" or (booking.status == "paid" and now < booking.start)


def _below(booking: Booking, now: datetime, _: Translator) -> list[tuple[Button, ...]]:
    mine = Button(_("My bookings"), value(PANEL, booking.user_id, "list"))
    if booking.status in LIVE and now < booking.end:
        return [*_changes(booking, now, _), (mine,)]
    return [(Button(_("Book again"), value("k", booking.user_id, "days", packed(booking.hall_id))), mine)]


def _changes(booking: Booking, now: datetime, _: Translator) -> list[tuple[Button, ...]]:
    mine = booking.user_id
    silence = Button(_("Don't remind me"), value(PANEL, mine, "mind", packed(booking.id, 0)))
    remind = Button(_("Remind me"), value(PANEL, mine, "mind", packed(booking.id, 1)))
    keep = [Button(_("Calendar file"), value(PANEL, mine, "file", packed(booking.id)))]
    if booking.place is not None:
        keep.insert(0, silence if booking.reminders else remind)
    if not can_cancel(booking, now):
        return [tuple(keep)]
    cancel = Button(_("Cancel the booking"), value(PANEL, mine, "cancel", packed(booking.id)), "danger")
    return [tuple(keep), (cancel,)]
