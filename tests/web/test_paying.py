"""From a booking's page to where it is paid, and back."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from payments.practice import Practice
from payments.provider import Checkout, Order, Refused, Unreachable
from storage.bookings import Booking
from tests.web.conftest import NEW_LOFT, NOW
from tests.web.reception import Reception, form_of, open_reception, reading

START = datetime(2026, 12, 24, 17, 0, tzinfo=UTC)


class Elsewhere(Practice):
    """A provider with pages of its own; `trouble` is what comes of opening one."""

    name = "elsewhere"
    origin = "https://pay.example.org"

    def __init__(self) -> None:
        super().__init__("")
        self.trouble: Exception | None = None
        self.orders: list[Order] = []

    async def open(self, order: Order) -> Checkout:
        self.orders.append(order)
        if self.trouble is not None:
            raise self.trouble
        return Checkout(order.payment.key, f"{self.origin}/c/{order.payment.key}")


@pytest.fixture
def elsewhere() -> Elsewhere:
    return Elsewhere()


@pytest.fixture
async def shop(sqlite_url: str, elsewhere: Elsewhere) -> AsyncIterator[Reception]:
    async with open_reception(sqlite_url, NEW_LOFT, NOW, elsewhere) as opened:
        yield opened


async def checkout(reception: Reception, booking: Booking) -> str:
    """The path of the page where it is paid."""
    answer = await reception.send(booking, "/pay")
    assert answer.status_code == 303, answer.text
    return urlsplit(answer.headers["location"]).path


async def test_a_booking_is_paid_on_a_page_that_says_that_no_money_moves(reception: Reception) -> None:
    booking = await reception.hold(START)
    path = await checkout(reception, booking)
    page = await reception.client.get(path)
    assert "No money moves on this page." in page.text
    assert "€150.00" in reading(page.text)
    paid = await reception.client.post(path)
    assert paid.status_code == 303
    assert paid.headers["location"].endswith(reception.address(booking))
    assert (await reception.now(booking)).status == "paid"
    assert await reception.told(booking) == ["paid"]
    assert "/pay" not in await reception.look(booking)


async def test_fifty_presses_pay_once(reception: Reception) -> None:
    booking = await reception.hold(START)
    path = await checkout(reception, booking)
    answers = await asyncio.gather(*(reception.client.post(path) for _ in range(50)))
    assert {answer.status_code for answer in answers} == {303}
    (payment,) = await reception.stores.payments.of_booking(booking.id)
    assert payment.status == "paid"
    assert await reception.told(booking) == ["paid"]


async def test_what_is_to_be_paid_never_comes_from_the_request(shop: Reception, elsewhere: Elsewhere) -> None:
    booking = await shop.hold(START)
    told = {
        "price": "1",
        "amount": "1",
        "total": "1",
        "currency": "JPY",
        "provider": "test",
        "unit_amount": "1",
    }
    assert (await shop.send(booking, "/pay", **told)).status_code == 303
    (order,) = elsewhere.orders
    assert (order.payment.amount, order.payment.currency) == (booking.price, booking.currency)
    assert (order.payment.price, order.payment.provider) == (booking.price, "elsewhere")


async def test_a_customer_comes_back_to_the_bookings_page(shop: Reception, elsewhere: Elsewhere) -> None:
    booking = await shop.hold(START)
    await shop.send(booking, "/pay")
    (order,) = elsewhere.orders
    assert order.return_url == f"http://site{shop.address(booking)}/paid"
    assert order.cancel_url == f"http://site{shop.address(booking)}"
    early = await shop.client.get(order.return_url)
    assert early.headers["location"] == f"{shop.address(booking)}?done=not-yet-paid#notice"
    assert "hasn't arrived yet" in reading(await shop.look(booking, done="not-yet-paid"))
    await shop.pay(booking)
    late = await shop.client.get(order.return_url)
    assert late.headers["location"] == shop.address(booking)


async def test_browsers_may_follow_to_where_it_is_paid_and_nowhere_else(shop: Reception) -> None:
    answer = await shop.client.get("/")
    assert "form-action 'self' https://pay.example.org;" in answer.headers["content-security-policy"]


async def test_the_page_that_moves_no_money_is_off_beside_a_real_way(shop: Reception) -> None:
    booking = await shop.hold(START)
    await shop.send(booking, "/pay")
    (payment,) = await shop.stores.payments.of_booking(booking.id)
    assert (await shop.client.get(f"/pay/{payment.key}")).status_code == 404
    assert (await shop.client.post(f"/pay/{payment.key}")).status_code == 404


@pytest.mark.parametrize(
    ("trouble", "status", "words"),
    [
        (Unreachable("wire 7 is cut"), 503, "Payment can't be reached at the moment."),
        (Refused("wire 7 is cut"), 409, "This sum can't be paid here."),
    ],
)
async def test_trouble_at_the_provider_is_explained_on_the_page(
    shop: Reception, elsewhere: Elsewhere, trouble: Exception, status: int, words: str
) -> None:
    booking = await shop.hold(START)
    elsewhere.trouble = trouble
    answer = await shop.send(booking, "/pay")
    assert answer.status_code == status
    assert words in reading(answer.text)
    assert "wire 7" not in answer.text
    elsewhere.trouble = None
    assert (await shop.send(booking, "/pay")).status_code == 303
    assert len(await shop.stores.payments.of_booking(booking.id)) == 1


async def test_what_changed_since_the_page_was_opened_is_shown_before_paying(
    small_reception: Reception,
) -> None:
    booking = await small_reception.hold(START)
    form = form_of(await small_reception.look(booking), "/pay")
    now, end = small_reception.clock.now, booking.end + timedelta(hours=1)
    await small_reception.stores.bookings.change(
        booking.id, booking.version, now, start=booking.start, end=end, price=21_000
    )
    answer = await small_reception.client.post(small_reception.address(booking, "/pay"), data=form)
    assert answer.status_code == 409
    assert "changed meanwhile" in answer.text
    assert await small_reception.stores.payments.of_booking(booking.id) == []


async def test_a_booking_that_is_over_has_nothing_to_pay(small_reception: Reception) -> None:
    booking = await small_reception.hold(START)
    form = form_of(await small_reception.look(booking), "/pay")
    small_reception.clock.now += timedelta(days=4)
    answer = await small_reception.client.post(small_reception.address(booking, "/pay"), data=form)
    assert answer.status_code == 409
    assert "nothing to pay for this booking any more" in answer.text


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example.org"}],
    ids=["site", "origin"],
)
async def test_other_sites_can_make_nobody_pay(small_reception: Reception, headers: dict[str, str]) -> None:
    booking = await small_reception.hold(START)
    assert (await small_reception.send(booking, "/pay", headers=headers)).status_code == 403
    path = await checkout(small_reception, booking)
    assert (await small_reception.client.post(path, headers=headers)).status_code == 403
    assert (await small_reception.now(booking)).status == "held"


async def test_paying_needs_the_form_of_the_page(small_reception: Reception) -> None:
    booking = await small_reception.hold(START)
    answer = await small_reception.client.post(small_reception.address(booking, "/pay"))
    assert answer.status_code == 403
    assert (await small_reception.client.get("/pay/" + "0" * 32)).status_code == 404


async def test_what_costs_nothing_is_paid_at_once(small_reception: Reception) -> None:
    booking = await small_reception.hold(START)
    now = small_reception.clock.now
    booking = await small_reception.stores.bookings.change(
        booking.id, booking.version, now, start=booking.start, end=booking.end, price=0
    )
    answer = await small_reception.send(booking, "/pay")
    assert answer.status_code == 303
    assert (await small_reception.now(booking)).status == "paid"
