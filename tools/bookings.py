"""Booking a hall, and what one has booked. What is done is stored once under its operation id."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from langchain.tools import BaseTool, tool

from storage.bookings import Booking, NewBooking, Taken
from storage.halls import Hall
from texts import Translator, duration, translator
from tools.arguments import BookingNumber, Day, End, Guests, HallName, Runtime, Start
from tools.caller import Caller
from tools.confirmation import Confirmation, Decision, confirm, operation_id
from tools.desk import Desk
from tools.problem import Problem
from tools.summary import list_of, receipt, summary
from tools.wish import BookingWish, Checked, check

TOLD_AS_THEY_ARE = frozenset({"create_booking", "cancel_booking"})
"""Tools whose answers reach the person word for word: about money and holds no model has the last word."""

_LARGEST_NUMBER = 2**63 - 1


def booking_tools(desk: Desk) -> list[BaseTool]:
    """Tools about the caller's own bookings; those that change something ask first."""
    tools = _BookingTools(desk)
    return [
        tool(tools.propose_booking),
        tool(tools.create_booking),
        tool(tools.my_bookings),
        tool(tools.cancel_booking),
    ]


async def list_bookings(desk: Desk, caller: Caller) -> str:
    """What `my_bookings` answers, for a command or a button."""
    return await _BookingTools(desk).listed(caller)


async def operation_outcome(desk: Desk, operation: str, caller: Caller) -> str | None:
    """What has become of the caller's confirmed operation; None where it wasn't done, or by somebody else."""
    booking = await desk.bookings.by_operation(operation)
    if booking is None or booking.user_id != caller.user_id:
        return None
    return await _BookingTools(desk).receipt_of(booking, caller)


@dataclass(frozen=True, slots=True)
class _BookingTools:
    desk: Desk

    async def propose_booking(
        self,
        hall: HallName,
        date: Day,
        start: Start,
        end: End,
        runtime: Runtime,
        guests: Guests = None,
    ) -> str:
        """Check a booking and show its details and total price, without booking anything."""
        _ = translator(runtime.context.locale)
        checked = await check(self.desk, BookingWish(hall, date, start, end, guests), _.locale)
        if isinstance(checked, Problem):
            return checked.text
        how = _("Nothing is booked yet. To book it, write “book it”.")
        return f"{summary(checked, runtime.context)}\n\n{how}"

    async def create_booking(
        self,
        hall: HallName,
        date: Day,
        start: Start,
        end: End,
        runtime: Runtime,
        guests: Guests = None,
    ) -> str:
        """Book a hall, once the person wants to and hall, date, start and end are known. The tool itself asks
        them to confirm, so don't."""
        operation = operation_id(runtime)
        caller = runtime.context
        # Before anything else: a replay after a crash must not refuse the booking because it exists already.
        done = await self.desk.bookings.by_operation(operation)
        if done is not None:
            return await self.receipt_of(done, caller)
        wish = BookingWish(hall, date, start, end, guests)
        checked = await check(self.desk, wish, caller.locale)
        if isinstance(checked, Problem):
            return checked.text
        question = _question(checked, self.desk, caller)
        decision = confirm(Confirmation(operation=operation, summary=question, terms=_terms(checked)))
        if decision == "outdated":
            return _outdated(checked, caller)
        if decision != "confirm":
            return _not_booked(decision, translator(caller.locale))
        return await self._hold(operation, wish, checked, caller)

    async def my_bookings(self, runtime: Runtime) -> str:
        """List the person's own upcoming bookings with number, status and page."""
        return await self.listed(runtime.context)

    async def cancel_booking(self, number: BookingNumber, runtime: Runtime) -> str:
        """Cancel one of the person's own unpaid bookings. They are asked to confirm."""
        operation = operation_id(runtime)
        caller = runtime.context
        _ = translator(caller.locale)
        booking = await self.desk.bookings.get(number) if 0 < number <= _LARGEST_NUMBER else None
        if booking is None or booking.user_id != caller.user_id:
            unknown = _("You have no booking {number}.").format(number=number)
            return f"{unknown}\n\n{await self.listed(caller)}"
        if booking.status != "held":
            return await self._cancelled(booking, caller)
        question = _("Cancel this booking?")
        shown = f"{question}\n\n{await self.receipt_of(booking, caller)}"
        decision = confirm(Confirmation(operation=operation, summary=shown, terms=str(number), cancels=True))
        if decision != "confirm":
            return _("Booking {number} stays as it is.").format(number=number)
        cancelled = await self.desk.bookings.cancel(operation, number, caller.user_id, self.desk.now())
        return await self._cancelled(cancelled or booking, caller)

    async def _hold(self, operation: str, wish: BookingWish, checked: Checked, caller: Caller) -> str:
        now = self.desk.now()
        new = NewBooking(
            hall_id=checked.hall.id,
            user_id=caller.user_id,
            start=checked.start,
            end=checked.end,
            guests=checked.guests,
            price=checked.price,
            currency=checked.hall.currency,
            place=caller.place,
            refund_hours=checked.hall.refund_hours,
        )
        try:
            until = self.desk.held_until(checked.start, now)
            booking = await self.desk.bookings.hold(operation, new, now, until)
        except Taken:
            return await self._overtaken(wish, caller)
        return receipt(booking, checked.hall, self.desk, caller)

    async def _overtaken(self, wish: BookingWish, caller: Caller) -> str:
        _ = translator(caller.locale)
        sorry = _("Someone else has just taken this time, so nothing was booked.")
        again = await check(self.desk, wish, caller.locale)
        return f"{sorry}\n\n{again.text}" if isinstance(again, Problem) else sorry

    async def _cancelled(self, booking: Booking, caller: Caller) -> str:
        """What became of a booking that was to be cancelled."""
        _ = translator(caller.locale)
        if booking.status == "paid":
            return _("Booking {number} is paid and can't be cancelled here. Please ask the staff.").format(
                number=booking.id
            )
        return await self.receipt_of(booking, caller)

    async def receipt_of(self, booking: Booking, caller: Caller) -> str:
        return receipt(booking, await self._hall(booking), self.desk, caller)

    async def listed(self, caller: Caller) -> str:
        bookings = await self.desk.bookings.of_user(caller.user_id, self.desk.now())
        return list_of([(booking, await self._hall(booking)) for booking in bookings], self.desk, caller)

    async def _hall(self, booking: Booking) -> Hall:
        hall = await self.desk.halls.get(booking.hall_id)
        if hall is None:
            raise LookupError(f"booking {booking.id} is of hall {booking.hall_id}, which is not there")
        return hall


def _question(checked: Checked, desk: Desk, caller: Caller) -> str:
    _ = translator(caller.locale)
    return "\n\n".join(
        [_("Please check and confirm:"), summary(checked, caller), _kept(checked.start, desk, _)],
    )


def _terms(checked: Checked) -> str:
    hall = checked.hall
    return f"{hall.id} {checked.start} {checked.end} {checked.guests} {checked.price} {hall.currency}"


def _outdated(checked: Checked, caller: Caller) -> str:
    _ = translator(caller.locale)
    changed = _("The price has been changed meanwhile, so nothing is booked yet. This is how it stands now:")
    how = _("To book it like this, write “book it”.")
    return f"{changed}\n\n{summary(checked, caller)}\n\n{how}"


def _kept(start: datetime, desk: Desk, _: Translator) -> str:
    """How long an unpaid booking is kept."""
    hold, now = desk.hold, desk.now()
    if desk.held_until(start, now) < now + hold:
        return _("It is held for you until it begins; please pay before.")
    if hold % timedelta(days=1):
        return _("It is held for {length} without payment.").format(
            length=duration(hold // timedelta(minutes=1), _.locale)
        )
    return _.plural(
        "It is held for {days} day without payment.", "It is held for {days} days without payment.", hold.days
    ).format(days=hold.days)


def _not_booked(decision: Decision, _: Translator) -> str:
    if decision == "change":
        return _(
            "Nothing is booked yet. What shall I change: the hall, the day, the time or the number of guests?"
        )
    return _("All right, nothing was booked.")
