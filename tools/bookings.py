"""Booking a hall, and what one has booked. What is done is stored once under its operation id."""

from dataclasses import dataclass

from langchain.tools import BaseTool, tool

from storage.bookings import Booking, Taken
from storage.transitions import LIVE
from texts import Translator, in_a_row, translator
from tools.arguments import BookingNumber, Day, End, Guests, HallName, OptionalNumber, Runtime, Start
from tools.beside import Beside, Told, about_booking, refused
from tools.caller import Caller
from tools.confirmation import Confirmation, Decision, confirm, operation_id
from tools.desk import Desk
from tools.holding import held_sentence, hold
from tools.own_bookings import begun, may_show, not_shown, own_booking, receipt_of, upcoming
from tools.problem import Problem
from tools.refund import refund, refund_question
from tools.summary import list_of, summary
from tools.wish import BookingWish, Checked, check

TOLD_AS_THEY_ARE = frozenset({"create_booking", "cancel_booking", "pay_booking"})
"""Tools whose answers reach the person word for word: about money and holds no model has the last word."""


def booking_tools(desk: Desk) -> list[BaseTool]:
    """Tools about the caller's own bookings; those that change something ask first."""
    tools = _BookingTools(desk)
    told = (tools.propose_booking, tools.create_booking, tools.cancel_booking, tools.pay_booking)
    return [
        tool(tools.my_bookings),
        *(tool(one, response_format="content_and_artifact") for one in told),
    ]


async def operation_outcome(desk: Desk, operation: str, caller: Caller) -> str | None:
    """What has become of the caller's confirmed operation; None where it wasn't done, or by somebody else."""
    booking = await desk.bookings.by_operation(operation)
    if booking is None or booking.user_id != caller.user_id:
        return None
    return await receipt_of(desk, booking, caller)


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
    ) -> Told:
        """Check a booking and show its details and total price, without booking anything."""
        _ = translator(runtime.context.locale)
        checked = await check(self.desk, BookingWish(hall, date, start, end, guests), _.locale)
        if isinstance(checked, Problem):
            return refused(checked)
        how = _("Nothing is booked yet. To book it, write “book it”.")
        return f"{summary(checked, self.desk, runtime.context)}\n\n{how}", Beside()

    async def create_booking(
        self,
        hall: HallName,
        date: Day,
        start: Start,
        end: End,
        runtime: Runtime,
        guests: Guests = None,
    ) -> Told:
        """Book a hall, once the person wants to and hall, date, start and end are known. The tool itself asks
        them to confirm, so don't."""
        operation = operation_id(runtime)
        caller = runtime.context
        # Before anything else: a replay after a crash must not refuse the booking because it exists already.
        done = await self.desk.bookings.by_operation(operation)
        if done is not None:
            return await self._told(done, caller)
        wish = BookingWish(hall, date, start, end, guests)
        checked = await check(self.desk, wish, caller.locale)
        if isinstance(checked, Problem):
            return refused(checked)
        question = _question(checked, self.desk, caller)
        decision = confirm(Confirmation(operation=operation, summary=question, terms=_terms(checked)))
        if decision == "outdated":
            return _outdated(checked, self.desk, caller), Beside()
        if decision != "confirm":
            return _not_booked(decision, translator(caller.locale)), Beside()
        try:
            return await self._told(await hold(self.desk, operation, checked, caller), caller)
        except Taken:
            return await self._overtaken(wish, caller), Beside()

    async def my_bookings(self, runtime: Runtime) -> str:
        """List the person's own upcoming bookings with number, status and page."""
        return await self._listed(runtime.context)

    async def cancel_booking(self, number: BookingNumber, runtime: Runtime) -> Told:
        """Cancel one of the person's own bookings. They are told what goes back and asked to confirm."""
        operation = operation_id(runtime)
        caller = runtime.context
        _ = translator(caller.locale)
        booking = await own_booking(self.desk, number, caller)
        if booking is None or not may_show(booking, caller):
            return await self._unknown(number, booking, caller)
        if booking.status not in LIVE or begun(booking, self.desk):
            return await self._not_to_cancel(booking, caller)
        asked = Confirmation(
            operation=operation,
            summary=await self._cancelling(booking, caller),
            terms=_cancelling_terms(booking, self.desk),
            cancels=True,
        )
        decision = confirm(asked)
        if decision == "outdated":
            return await self._outdated_cancelling(booking, caller), Beside()
        if decision != "confirm":
            return _("Booking {number} stays as it is.").format(number=number), Beside()
        now = self.desk.now()
        cancelled = await self.desk.bookings.cancel(
            operation, number, caller.user_id, now, status=booking.status
        )
        return await self._told(cancelled or booking, caller)

    async def pay_booking(self, runtime: Runtime, number: OptionalNumber = None) -> Told:
        """Tell how the person pays for one of their own bookings: the address of its page. It moves no money."""
        caller = runtime.context
        if number is None:
            return await self._the_unpaid(caller)
        booking = await own_booking(self.desk, number, caller)
        if booking is None or not may_show(booking, caller):
            return await self._unknown(number, booking, caller)
        return await self._to_pay(booking, caller)

    async def _the_unpaid(self, caller: Caller) -> Told:
        """What can be paid where no booking was named."""
        _ = translator(caller.locale)
        shown = await upcoming(self.desk, caller)
        unpaid = [(booking, hall) for booking, hall in shown if booking.status == "held"]
        if not unpaid:
            return _(
                "You have no booking that waits for payment. Once one is held, you pay for it on its page."
            ), Beside()
        first, _hall = unpaid[0]
        if len(unpaid) == 1:
            return await self._to_pay(first, caller)
        which = _("Which one would you like to pay for? Write, for example, “pay for booking {number}”.")
        listed = list_of(unpaid, self.desk, caller)
        return f"{listed}\n\n{which.format(number=first.id)}", Beside()

    async def _to_pay(self, booking: Booking, caller: Caller) -> Told:
        _ = translator(caller.locale)
        text, beside = await self._told(booking, caller)
        if booking.status != "held" or not caller.alone:
            return text, beside
        return f"{text}\n\n{_('There you can pay for it, too.')}", beside

    async def _told(self, booking: Booking, caller: Caller) -> Told:
        return about_booking(await receipt_of(self.desk, booking, caller), booking)

    async def _not_to_cancel(self, booking: Booking, caller: Caller) -> Told:
        _ = translator(caller.locale)
        text, beside = await self._told(booking, caller)
        late = _("This booking has begun, so it can't be cancelled any more.")
        return (f"{late}\n\n{text}" if booking.status in LIVE else text), beside

    async def _unknown(self, number: int, booking: Booking | None, caller: Caller) -> Told:
        """`booking` is one that is theirs, and not to be shown here."""
        _ = translator(caller.locale)
        if booking is not None:
            return not_shown(number, _), Beside()
        unknown = _("You have no booking {number}.").format(number=number)
        return f"{unknown}\n\n{await self._listed(caller)}", Beside()

    async def _cancelling(self, booking: Booking, caller: Caller) -> str:
        _ = translator(caller.locale)
        back = await self._money_back(booking, caller)
        question = in_a_row((_("Cancel this booking?"), back), caller.locale)
        return f"{question}\n\n{await receipt_of(self.desk, booking, caller)}"

    async def _outdated_cancelling(self, booking: Booking, caller: Caller) -> str:
        _ = translator(caller.locale)
        changed = _("This has changed meanwhile, so nothing was cancelled. This is how it stands now:")
        how = _("To cancel it all the same, write “cancel booking {number}”.").format(number=booking.id)
        back = await self._money_back(booking, caller)
        return f"{changed}\n\n{await receipt_of(self.desk, booking, caller)}\n\n{in_a_row((back, how), _.locale)}"

    async def _money_back(self, booking: Booking, caller: Caller) -> str:
        payments = await self.desk.payments.of_booking(booking.id)
        return refund_question(booking, payments, self.desk.now(), caller.locale)

    async def _overtaken(self, wish: BookingWish, caller: Caller) -> str:
        _ = translator(caller.locale)
        sorry = _("Someone else has just taken this time, so nothing was booked.")
        again = await check(self.desk, wish, caller.locale)
        return f"{sorry}\n\n{again.text}" if isinstance(again, Problem) else sorry

    async def _listed(self, caller: Caller) -> str:
        return list_of(await upcoming(self.desk, caller), self.desk, caller)


def _question(checked: Checked, desk: Desk, caller: Caller) -> str:
    _ = translator(caller.locale)
    return "\n\n".join(
        [
            _("Please check and confirm:"),
            summary(checked, desk, caller),
            held_sentence(checked.start, desk, _),
        ]
    )


def _terms(checked: Checked) -> str:
    hall = checked.hall
    return f"{hall.id} {checked.start} {checked.end} {checked.guests} {checked.price} {hall.currency}"


def _cancelling_terms(booking: Booking, desk: Desk) -> str:
    return f"{booking.id} {booking.status} {refund(booking, desk.now())} {booking.currency}"


def _outdated(checked: Checked, desk: Desk, caller: Caller) -> str:
    _ = translator(caller.locale)
    changed = _("The price has been changed meanwhile, so nothing is booked yet. This is how it stands now:")
    how = _("To book it like this, write “book it”.")
    return f"{changed}\n\n{summary(checked, desk, caller)}\n\n{how}"


def _not_booked(decision: Decision, _: Translator) -> str:
    if decision == "change":
        return _(
            "Nothing is booked yet. What shall I change: the hall, the day, the time or the number of guests?"
        )
    return _("All right, nothing was booked.")
