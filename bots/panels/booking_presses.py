"""What becomes of a press on a person's bookings: they are always their own."""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from urllib.parse import urlsplit

from bots.counter import Asked, Counter
from bots.panels.booking import PANEL, can_cancel
from bots.panels.bookings import show_booking, show_past, show_upcoming, shown_booking
from bots.panels.refusals import outdated
from bots.panels.values import Pressed, packed, unpacked, value
from graphs.dialogue import Button, Panel, Reply
from storage.booking_tables import Booking
from storage.transitions import LIVE
from texts import in_a_row
from tools.calendar_file import calendar_file
from tools.own_bookings import hall_of, receipt_of
from tools.refund import refund, refund_question

_MOST_NUMBERS = 4

_Act = Callable[[Asked, Counter, Booking, tuple[int, ...]], Awaitable[Reply]]


async def press_booking(asked: Asked, counter: Counter, pressed: Pressed) -> Reply:
    numbers = unpacked(pressed.argument or "0", _MOST_NUMBERS)
    act, show = _ACTS.get(pressed.action), _LISTS.get(pressed.action)
    if numbers is not None and show is not None:
        return await show(asked, counter, numbers[0])
    if numbers is None or act is None:
        return outdated(asked)
    booking = await shown_booking(asked, counter, numbers[0])
    return booking if isinstance(booking, Reply) else await act(asked, counter, booking, numbers[1:])


async def _see(asked: Asked, counter: Counter, booking: Booking, numbers: tuple[int, ...]) -> Reply:
    return await show_booking(asked, counter, booking)


async def _ask(asked: Asked, counter: Counter, booking: Booking, numbers: tuple[int, ...]) -> Reply:
    return await _question(asked, counter, booking)


async def _question(asked: Asked, counter: Counter, booking: Booking, said: str = "") -> Reply:
    """Whether to cancel. What goes back stands in the button, so that nobody agrees to anything else."""
    _, now = asked._, counter.now()
    if not can_cancel(booking, now):
        return await show_booking(asked, counter, booking)
    back = refund_question(booking, await counter.desk.payments.of_booking(booking.id), now, asked.locale)
    question = in_a_row((said, _("Cancel this booking?"), back), asked.locale)
    terms = packed(booking.id, LIVE.index(booking.status), refund(booking, now), asked.turn_id)
    sure = Button(_("Cancel the booking"), value(PANEL, asked.user.id, "gone", terms), "danger")
    keep = Button(_("Keep it"), value(PANEL, asked.user.id, "see", packed(booking.id)))
    text = f"{question}\n\n{await receipt_of(counter.desk, booking, asked.caller)}"
    return Reply(text, Panel(((sure, keep),)), aside=True)


async def _cancel(asked: Asked, counter: Counter, booking: Booking, numbers: tuple[int, ...]) -> Reply:
    status, agreed, turn = numbers
    operation = sha256(f"cancel/{booking.id}/{status}/{agreed}/{turn}".encode()).hexdigest()[:24]
    now = counter.now()
    if await counter.desk.bookings.by_operation(operation) is not None or status >= len(LIVE):
        return await show_booking(asked, counter, booking)
    if booking.status in LIVE and (LIVE.index(booking.status), refund(booking, now)) != (status, agreed):
        return await _question(asked, counter, booking, asked._("This has changed meanwhile."))
    after = await counter.desk.bookings.cancel(operation, booking.id, asked.user.id, now, status=LIVE[status])
    return await show_booking(asked, counter, after or booking)


async def _mind(asked: Asked, counter: Counter, booking: Booking, numbers: tuple[int, ...]) -> Reply:
    _, wanted = asked._, bool(numbers[0])
    after = await counter.desk.bookings.remind(booking.id, counter.now(), reminders=wanted)
    said = (
        _("I will remind you a day and two hours before.")
        if wanted
        else _("I will not remind you of this booking.")
    )
    return await show_booking(asked, counter, after or booking, said)


async def _file(asked: Asked, counter: Counter, booking: Booking, numbers: tuple[int, ...]) -> Reply:
    _ = asked._
    hall = await hall_of(counter.desk, booking)
    page = counter.desk.booking_page(booking)
    shown = page if asked.caller.alone else ""
    content = calendar_file(booking, hall, shown, urlsplit(page).hostname or "", counter.now(), asked.locale)
    name = f"booking-{booking.id}.ics"
    file = await counter.exports.keep(asked.turn_id, name, "text/calendar", content)
    return Reply(
        _("Booking {number} for your calendar:").format(number=booking.id), attachments=(file,), aside=True
    )


_LISTS: dict[str, Callable[[Asked, Counter, int], Awaitable[Reply]]] = {
    "list": show_upcoming,
    "past": show_past,
}
_ACTS: dict[str, _Act] = {"see": _see, "cancel": _ask, "gone": _cancel, "mind": _mind, "file": _file}
