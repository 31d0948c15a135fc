"""What happens while nobody writes in the chat: on the booking's page, at a provider, and with time."""

from datetime import UTC, datetime, timedelta

from app.clock import duties_of
from app.wiring import House
from graphs.dialogue import load_incoming
from scheduler.rounds import Pace, Rounds
from storage.bookings import Booking, NewBooking
from storage.payments import Charge, NewPayment
from tests.transcripts.steps import Booked, Elsewhere, PageCancels, PageMoves, Paid, Waits

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


async def happen(house: House, step: Elsewhere) -> None:
    match step:
        case Booked(days, hour):
            await _book(house, days, hour)
        case Waits():
            pass
        case Paid(minor):
            await _pay(house, await _newest(house), minor)
        case PageMoves(hours):
            await _move(house, await _newest(house), hours)
        case PageCancels():
            booking = await _newest(house)
            await house.stores.bookings.cancel(
                "page", booking.id, booking.user_id, house.desk.now(), status=booking.status, tell=True
            )
    await Rounds(duties_of(house), house.desk.now, Pace()).go()


async def _book(house: House, days: int, hour: int) -> None:
    """For whoever has written last, where they did."""
    (platform,) = house.platforms
    (turn,) = await house.stores.inbox.latest(platform, LONG_AGO, 1)
    incoming = load_incoming(turn.payload)
    user = await house.stores.users.resolve(platform, incoming.sender.id, "", "")
    now, hall = house.desk.now(), (await house.stores.halls.all())[0]
    start = now.replace(hour=hour, minute=0) + timedelta(days=days)
    price = 2 * hall.price_per_hour
    new = NewBooking(
        hall.id, user.id, start, start + timedelta(hours=2), 12, price, hall.currency, incoming.place
    )
    await house.stores.bookings.hold(f"booked {now}", new, now, house.desk.held_until(start, now))


async def _pay(house: House, booking: Booking, minor: int) -> None:
    price, currency, now = booking.price, booking.currency, house.desk.now()
    new = NewPayment(booking.id, "test", price, currency, price, currency)
    payment = await house.stores.payments.begin(new, now)
    await house.stores.payments.receive(payment.key, Charge("ch_1", minor or price, currency), now)
    if minor:
        await house.stores.payments.refunded(payment.id, "re_1", now)


async def _move(house: House, booking: Booking, hours: int) -> None:
    later = timedelta(hours=hours)
    await house.stores.bookings.change(
        booking.id,
        booking.version,
        house.desk.now(),
        tell=True,
        start=booking.start + later,
        end=booking.end + later,
        price=booking.price,
        guests=20,
        contact="+49 30 1234",
    )


async def _newest(house: House) -> Booking:
    found: list[Booking] = []
    while (booking := await house.stores.bookings.get(len(found) + 1)) is not None:
        found.append(booking)
    return found[-1]
