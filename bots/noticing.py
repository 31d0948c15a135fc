"""What people are told without having asked: put into words when its turn has come, by what holds then."""

from dataclasses import dataclass

from bots.notices.told import Told
from bots.notices.words import words_of
from bots.panels.booking import BookingPanels
from graphs.dialogue import Incoming, Reply
from storage.notices import Notice, Notices
from storage.payments import Payment, Payments
from storage.users import Users
from tools.caller import Caller
from tools.desk import Desk


@dataclass(frozen=True, slots=True)
class Noticing:
    notices: Notices
    payments: Payments
    users: Users
    desk: Desk
    booking_panels: BookingPanels

    async def reply(self, incoming: Incoming) -> Reply | None:
        """What a notice says; None where it is too late for it, or something else has come meanwhile."""
        notice = await self.notices.get(incoming.notice)
        booking = await self.desk.bookings.get(notice.booking_id) if notice else None
        hall = await self.desk.halls.get(booking.hall_id) if booking else None
        user = await self.users.get(booking.user_id) if booking else None
        if notice is None or booking is None or hall is None or user is None:
            return None
        place = notice.place
        caller = Caller(user.id, user.role, user.locale, user.time_zone, place, place.aside)
        payment = await self._payment(notice)
        words = words_of(Told(notice, booking, hall, payment, caller, self.desk.now()), user.name)
        if not words:
            return None
        return Reply(words, self.booking_panels.of(booking, caller) if caller.alone else None)

    async def _payment(self, notice: Notice) -> Payment | None:
        """The one that it names; else the one that has paid for the booking, whatever became of that since."""
        if notice.kind in ("refund_due", "refunded"):
            return await self.payments.get(int(notice.about))
        if notice.kind not in ("paid", "cancelled"):
            return None
        payments = await self.payments.of_booking(notice.booking_id)
        counted = (payment for payment in payments if payment.received_at is not None)
        return next((payment for payment in counted if payment.reason in ("", "policy", "kept")), None)
