import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from storage.bookings import Booking, Bookings, NewBooking
from storage.database import Database
from storage.halls import Hall
from storage.payments import Charge, NewPayment, NotPayable, Payment, Payments
from storage.place import Place
from storage.users import User

PLACE = Place("telegram", "17")
Begin = Callable[..., Awaitable[Payment]]


@pytest.fixture
def bookings(database: Database, watch: Any) -> Bookings:
    return Bookings(database, watch)


@pytest.fixture
def payments(database: Database, watch: Any) -> Payments:
    return Payments(database, watch)


@pytest.fixture
async def booking(bookings: Bookings, hall: Hall, user: User, watch: Any) -> Booking:
    """For a day from now, held for three hours."""
    start = watch().replace(hour=18, minute=0) + timedelta(days=1)
    new = NewBooking(
        hall.id, user.id, start, start + timedelta(hours=2), 12, 12000, "EUR", PLACE, refund_hours=6
    )
    return await bookings.hold("hold", new, watch(), watch() + timedelta(hours=3))


@pytest.fixture
def begin(payments: Payments, booking: Booking, watch: Any) -> Begin:
    async def begin(provider: str = "stripe", price: int = 12000) -> Payment:
        return await payments.begin(NewPayment(booking.id, provider, price, "EUR", price, "EUR"), watch())

    return begin


def charge(amount: int = 12000, currency: str = "EUR") -> Charge:
    return Charge("ch_1", amount, currency, "17")


async def told(database: Database) -> list[str]:
    """What the booking's chat is to be told at once, in order."""
    kinds = text(
        "SELECT kind FROM notices WHERE kind NOT IN ('expiring', 'day_before', 'hours_before') ORDER BY id"
    )
    return list(await database.read(lambda connection: connection.execute(kinds).scalars()))


async def test_the_whole_price_in_time_pays_the_booking_once_however_often_it_is_told(
    database: Database, payments: Payments, bookings: Bookings, booking: Booking, begin: Begin, watch: Any
) -> None:
    payment = await begin()
    receipts = await asyncio.gather(*(payments.receive(payment.key, charge(), watch()) for _ in range(50)))
    assert sorted(receipt.verdict for receipt in receipts if receipt) == ["known"] * 49 + ["paid"]
    paid = await bookings.get(booking.id)
    assert paid is not None
    assert (paid.status, paid.paid_at) == ("paid", watch())
    stored = await payments.get(payment.id)
    assert stored is not None
    assert (stored.status, stored.received, stored.charge, stored.next_at) == ("paid", 12000, "ch_1", None)
    assert await told(database) == ["paid"]


async def test_a_second_click_finds_the_open_payment(
    begin: Begin, payments: Payments, booking: Booking
) -> None:
    first = await begin()
    assert await begin() == first
    assert (await begin("telegram")).id != first.id
    assert [each.provider for each in await payments.of_booking(booking.id)] == ["stripe", "telegram"]


async def test_what_is_not_held_at_this_price_cant_be_paid(
    begin: Begin, payments: Payments, bookings: Bookings, booking: Booking, watch: Any
) -> None:
    with pytest.raises(NotPayable) as refused:
        await begin(price=1)
    assert refused.value.booking == booking
    with pytest.raises(NotPayable) as missing:
        await payments.begin(NewPayment(99, "stripe", 1, "EUR", 1, "EUR"), watch())
    assert missing.value.booking is None
    watch.pass_by(hours=4)
    with pytest.raises(NotPayable):
        await begin()


@pytest.mark.parametrize(
    ("amount", "currency"), [(11999, "EUR"), (12001, "EUR"), (12000, "USD"), (1, "JPY"), (24000, "EUR")]
)
async def test_another_amount_or_currency_goes_back_whole(
    database: Database,
    payments: Payments,
    bookings: Bookings,
    booking: Booking,
    begin: Begin,
    watch: Any,
    amount: int,
    currency: str,
) -> None:
    payment = await begin()
    receipt = await payments.receive(payment.key, charge(amount, currency), watch())
    assert receipt is not None
    assert (receipt.verdict, receipt.payment.reason) == ("refund", "amount")
    assert (receipt.payment.refund, receipt.payment.received_currency) == (amount, currency)
    assert receipt.booking.status == "held"
    assert await told(database) == ["refund_due"]


async def test_money_for_what_has_expired_was_cancelled_or_is_paid_goes_back(
    database: Database,
    payments: Payments,
    bookings: Bookings,
    booking: Booking,
    begin: Begin,
    user: User,
    watch: Any,
) -> None:
    first, second, third = await begin("stripe"), await begin("telegram"), await begin("test")
    await payments.receive(first.key, charge(), watch())
    twice = await payments.receive(second.key, charge(), watch())
    await bookings.cancel("cancel", booking.id, user.id, watch(), status="paid")
    late = await payments.receive(third.key, charge(), watch())
    assert [receipt and (receipt.verdict, receipt.payment.reason) for receipt in (twice, late)] == [
        ("refund", "twice"),
        ("refund", "cancelled"),
    ]
    assert [(each.status, each.reason) for each in await payments.of_booking(booking.id)] == [
        ("refund_due", "policy"),
        ("refund_due", "twice"),
        ("refund_due", "cancelled"),
    ]


async def test_money_a_second_too_late_goes_back(
    payments: Payments, booking: Booking, begin: Begin, watch: Any
) -> None:
    payment = await begin()
    watch.pass_by(hours=3, seconds=1)
    receipt = await payments.receive(payment.key, charge(), watch())
    assert receipt is not None
    assert (receipt.verdict, receipt.payment.reason, receipt.booking.status) == ("refund", "late", "expired")


async def test_money_at_the_last_moment_is_in_time(payments: Payments, begin: Begin, watch: Any) -> None:
    payment = await begin()
    receipt = await payments.receive(payment.key, charge(), watch.pass_by(hours=3))
    assert receipt is not None
    assert receipt.verdict == "paid"


async def test_a_repriced_booking_closes_its_checkout_and_the_old_amount_goes_back(
    payments: Payments, bookings: Bookings, booking: Booking, begin: Begin, watch: Any
) -> None:
    payment = await begin()
    await payments.opened(payment.id, "cs_1", "https://pay.example.org/cs_1", watch() + timedelta(hours=1))
    await bookings.change(booking.id, 0, watch(), end=booking.end + timedelta(hours=1), price=18000)
    (closed,) = await payments.claim_due(watch(), timedelta(minutes=1), 10)
    assert (closed.id, closed.status, closed.reference) == (payment.id, "closed", "cs_1")
    receipt = await payments.receive(payment.key, charge(), watch())
    assert receipt is not None
    assert (receipt.verdict, receipt.payment.reason) == ("refund", "repriced")
    assert (await begin(price=18000)).id != payment.id


@pytest.mark.parametrize(
    ("before", "status", "reason"), [(6, "refund_due", "policy"), (5.99, "paid", "kept")]
)
async def test_cancelling_gives_back_up_to_the_hour_of_the_policy(
    payments: Payments,
    bookings: Bookings,
    booking: Booking,
    begin: Begin,
    user: User,
    watch: Any,
    before: float,
    status: str,
    reason: str,
) -> None:
    payment = await begin()
    await payments.receive(payment.key, charge(), watch())
    watch.time = booking.start - timedelta(hours=before)
    cancelled = await bookings.cancel("cancel", booking.id, user.id, watch(), status="paid")
    assert cancelled is not None
    assert cancelled.status == "cancelled"
    stored = await payments.get(payment.id)
    assert stored is not None
    assert (stored.status, stored.reason) == (status, reason)


async def test_a_refund_is_noted_once_and_told(
    database: Database, payments: Payments, begin: Begin, watch: Any
) -> None:
    payment = await begin()
    await payments.receive(payment.key, charge(1), watch(), tell=False)
    assert await payments.refunded(payment.id, "re_1", watch())
    assert not await payments.refunded(payment.id, "re_2", watch())
    stored = await payments.get(payment.id)
    assert stored is not None
    assert (stored.status, stored.refund_reference, stored.next_at) == ("refunded", "re_1", None)
    assert await told(database) == ["refunded"]


async def test_what_is_due_is_claimed_by_one_until_the_lease_is_over(
    payments: Payments, begin: Begin, watch: Any
) -> None:
    payment = await begin()
    assert await payments.next_due() is None
    due = watch() + timedelta(minutes=5)
    await payments.opened(payment.id, "cs_1", "https://pay.example.org/cs_1", due)
    assert await payments.next_due() == due
    assert await payments.claim_due(watch(), timedelta(minutes=1), 10) == []
    claims = await asyncio.gather(*(payments.claim_due(due, timedelta(minutes=1), 10) for _ in range(8)))
    (claimed,) = [each for claim in claims for each in claim]
    assert (claimed.id, claimed.tries) == (payment.id, 1)
    assert await payments.claim_due(due + timedelta(seconds=59), timedelta(minutes=1), 10) == []
    (again,) = await payments.claim_due(due + timedelta(minutes=1), timedelta(minutes=1), 10)
    assert again.tries == 2


async def test_nobody_knows_a_key_that_no_payment_has(payments: Payments, watch: Any) -> None:
    assert await payments.receive("made up", charge(), watch()) is None
