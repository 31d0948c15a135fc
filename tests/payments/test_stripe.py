"""Stripe, at the wire: localstripe with Checkout Sessions at one end, our webhook at the other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from payments.provider import Order, Refused
from payments.stripe import StripeCheckout
from payments.stripe_events import StripeEvents
from storage.payments import Charge
from tests.fakes.stripe import API_KEY, SECRET, FakeStripe, signed
from tests.payments.provider_contract import OpenCounter, ProviderContract
from tests.payments.shop import Shop, open_shop
from web.server import listen, serving
from web.stripe import LARGEST, PATH, stripe_webhook

TAKEN, FORGED = 200, 400


@dataclass
class Customer:
    """Each deed is done in a thread: Stripe calls us while it goes on."""

    shop: Shop
    stripe: FakeStripe
    webhook: str
    by_hand: bool = False
    heard: int = 0
    last: dict[str, Any] = field(default_factory=dict[str, Any])

    async def pay(self, url: str) -> None:
        await asyncio.to_thread(self.stripe.pay, url)
        self.last = await asyncio.to_thread(self.stripe.session, url.rpartition("/")[2])
        await self.hear()

    pay_late = pay

    async def pay_otherwise(self, url: str, *, amount: int = 0, currency: str = "") -> None:
        other: dict[str, Any] = {"amount_total": amount} if amount else {"currency": currency.lower()}
        await asyncio.to_thread(self.stripe.alter, url.rpartition("/")[2], **other)
        await self.pay(url)

    async def tell_again(self, times: int) -> None:
        event = event_of(self.last)
        assert await self.post(*(signed(event) for _ in range(times))) == [TAKEN] * times

    async def tell_falsely(self, key: str) -> bool:
        session = {"object": "checkout.session", "client_reference_id": key, "payment_status": "paid"}
        session |= {"payment_intent": "pi_1", "amount_total": 12_000, "currency": "eur"}
        event = event_of(session)
        forged = [signed(event, secret="whsec_another"), signed(event, age=301), (signed(event)[0], "")]
        forged += [
            (signed(event)[0] + b" ", signed(event)[1]),
            (b"\xff", "t=1,v1=\xe9"),
            (b"[]", signed({})[1]),
        ]
        return await self.post(*forged) == [FORGED] * len(forged)

    async def given_back(self) -> int:
        return len(await asyncio.to_thread(self.stripe.refunds))

    async def hear(self, more: int = 1) -> None:
        """Until Stripe has heard that we have taken what it told."""
        self.heard += more
        assert (await asyncio.to_thread(self.stripe.answers, self.heard))[-1] == TAKEN

    async def post(self, *events: tuple[bytes, str]) -> list[int]:
        async with httpx.AsyncClient() as client:
            posts = (
                client.post(
                    self.webhook, content=body, headers={"Stripe-Signature": header.encode("latin-1")}
                )
                for body, header in events
            )
            return [answer.status_code for answer in await asyncio.gather(*posts)]


def event_of(session: dict[str, Any], kind: str = "checkout.session.completed") -> dict[str, Any]:
    return {"id": "evt_1", "object": "event", "type": kind, "data": {"object": session}}


@asynccontextmanager
async def open_counter(url: str, stripe: FakeStripe) -> AsyncIterator[Customer]:
    async with open_shop(url, StripeCheckout(API_KEY, stripe.url)) as shop:
        application = FastAPI()
        application.include_router(stripe_webhook(StripeEvents(shop.cashier, SECRET).take))
        listener = await listen("127.0.0.1", 0)
        async with serving(application, listener):
            webhook = f"{listener.url}{PATH}"
            await asyncio.to_thread(stripe.call_at, webhook)
            yield Customer(shop, stripe, webhook)


@pytest.fixture
def counter(sqlite_url: str, stripe: FakeStripe) -> OpenCounter:
    return lambda: open_counter(sqlite_url, stripe)


class TestStripe(ProviderContract):
    pass


async def test_events_that_come_twice_and_backwards_pay_once(counter: OpenCounter) -> None:
    async with counter() as customer:
        shop, stripe = customer.shop, customer.stripe
        await asyncio.to_thread(stripe.hold)
        bookings = [await shop.hold(), await shop.hold()]
        for booking in bookings:
            await asyncio.to_thread(stripe.pay, (await shop.checkout(booking)).url)
        await asyncio.to_thread(stripe.call_at, customer.webhook, copies=3)
        await asyncio.to_thread(stripe.release, backwards=True)
        await customer.hear(6)
        assert [await shop.status(booking) for booking in bookings] == ["paid", "paid"]
        assert [await shop.told(booking) for booking in bookings] == [["paid"], ["paid"]]


async def test_the_customers_return_counts_the_money_before_stripe_tells_of_it(counter: OpenCounter) -> None:
    async with counter() as customer:
        shop, stripe = customer.shop, customer.stripe
        await asyncio.to_thread(stripe.hold)
        booking = await shop.hold()
        back = await asyncio.to_thread(stripe.pay, (await shop.checkout(booking)).url)
        assert back.endswith("/paid")
        await shop.cashier.returned(booking)
        assert await shop.status(booking) == "paid"
        await asyncio.to_thread(stripe.release)
        await customer.hear()
        assert len(await shop.payments.of_booking(booking.id)) == 1
        assert await shop.told(booking) == ["paid"]


async def test_the_clock_finds_money_that_nobody_told_of(counter: OpenCounter) -> None:
    async with counter() as customer:
        shop, stripe = customer.shop, customer.stripe
        await asyncio.to_thread(stripe.call_at, "")
        booking = await shop.hold()
        await asyncio.to_thread(stripe.pay, (await shop.checkout(booking)).url)
        shop.watch.pass_by(minutes=1)
        await shop.tick()
        assert await shop.status(booking) == "paid"


async def test_a_return_without_payment_changes_nothing(counter: OpenCounter) -> None:
    async with counter() as customer:
        shop = customer.shop
        booking = await shop.hold()
        checkout = await shop.checkout(booking)
        await shop.cashier.returned(booking)
        assert await shop.status(booking) == "held"
        assert await shop.checkout(booking) == checkout


async def test_a_page_that_is_no_longer_wanted_is_closed_at_stripe(counter: OpenCounter) -> None:
    async with counter() as customer:
        shop, stripe = customer.shop, customer.stripe
        booking = await shop.hold()
        checkout = await shop.checkout(booking)
        shop.watch.pass_by(hours=73)
        await shop.bookings.expire(shop.watch())
        await shop.tick()
        session = await asyncio.to_thread(stripe.session, checkout.reference)
        assert session["status"] == "expired"
        assert await shop.payments.next_due() is None


async def test_money_that_came_just_before_closing_goes_back(counter: OpenCounter) -> None:
    async with counter() as customer:
        shop, stripe = customer.shop, customer.stripe
        await asyncio.to_thread(stripe.call_at, "")
        booking = await shop.hold()
        url = (await shop.checkout(booking)).url
        await shop.cancel(booking)
        await asyncio.to_thread(stripe.pay, url)
        await shop.tick()
        assert (await shop.payment(booking)).reason == "cancelled"
        await shop.tick()
        assert await customer.given_back() == 1
        assert await shop.told(booking) == ["cancelled", "refund_due", "refunded"]


async def test_a_page_that_expired_at_stripe_is_opened_anew(counter: OpenCounter) -> None:
    async with counter() as customer:
        shop, stripe = customer.shop, customer.stripe
        booking = await shop.hold()
        first = await shop.checkout(booking)
        await asyncio.to_thread(stripe.expire, first.reference)
        await customer.hear()
        assert (await shop.payment(booking)).status == "closed"
        second = await shop.checkout(booking)
        assert second.reference != first.reference
        await customer.pay(second.url)
        assert await shop.status(booking) == "paid"


@pytest.mark.parametrize("well", [True, False])
async def test_a_bank_debit_pays_when_its_money_has_come(counter: OpenCounter, well: bool) -> None:
    async with counter() as customer:
        shop, stripe = customer.shop, customer.stripe
        booking = await shop.hold()
        checkout = await shop.checkout(booking)
        await asyncio.to_thread(stripe.pay, checkout.url, "debit")
        await customer.hear()
        await shop.cashier.returned(booking)
        assert await shop.status(booking) == "held"
        await asyncio.to_thread(lambda: stripe.settle(checkout.reference, well=well))
        await customer.hear()
        assert await shop.status(booking) == ("paid" if well else "held")
        assert (await shop.payment(booking)).status == ("paid" if well else "closed")


async def test_a_refund_outlives_an_hour_without_stripe_and_happens_once(counter: OpenCounter) -> None:
    async with counter() as customer:
        shop, stripe = customer.shop, customer.stripe
        booking = await shop.hold()
        await customer.pay((await shop.checkout(booking)).url)
        await shop.cancel(booking)
        await asyncio.to_thread(stripe.go_away)
        looks = 0
        for _minute in range(60):
            looks += await shop.tick()
            shop.watch.pass_by(minutes=1)
        assert 4 <= looks <= 12, "it is tried again less and less often"
        assert (await shop.payment(booking)).status == "refund_due"
        await asyncio.to_thread(stripe.come_back)
        for _look in range(3):
            shop.watch.pass_by(hours=1)
            await shop.tick()
        assert (await shop.payment(booking)).status == "refunded"
        assert await customer.given_back() == 1
        assert await shop.told(booking) == ["paid", "cancelled", "refunded"]


async def test_money_paid_while_stripe_was_silent_for_an_hour_is_found(counter: OpenCounter) -> None:
    async with counter() as customer:
        shop, stripe = customer.shop, customer.stripe
        await asyncio.to_thread(stripe.call_at, "")
        booking = await shop.hold()
        await asyncio.to_thread(stripe.pay, (await shop.checkout(booking)).url)
        await asyncio.to_thread(stripe.go_away)
        for _minute in range(60):
            shop.watch.pass_by(minutes=1)
            await shop.tick()
        assert await shop.status(booking) == "held"
        await asyncio.to_thread(stripe.come_back)
        shop.watch.pass_by(hours=1)
        await shop.tick()
        assert await shop.status(booking) == "paid"


async def test_a_refund_whose_answer_was_lost_is_not_made_twice(counter: OpenCounter) -> None:
    """Also when Stripe has forgotten the idempotency key, which it does after a day."""
    async with counter() as customer:
        shop = customer.shop
        booking = await shop.hold()
        await customer.pay((await shop.checkout(booking)).url)
        await shop.cancel(booking)
        payment = await shop.payment(booking)
        provider = shop.cashier.ways.named("stripe")
        first = await provider.refund(payment, payment.key)
        await asyncio.to_thread(customer.stripe.forget_keys)
        assert await provider.refund(payment, payment.key) == first
        await shop.tick()
        assert (await shop.payment(booking)).refund_reference == first
        assert await customer.given_back() == 1


async def test_what_stripe_refuses_is_told_to_the_owner_and_tried_again(counter: OpenCounter) -> None:
    async with counter() as customer:
        shop = customer.shop
        booking = await shop.hold()
        await shop.checkout(booking)
        payment = await shop.payment(booking)
        await shop.cashier.took(payment.key, Charge("pi_unknown", payment.amount, "EUR"), "stripe")
        await shop.cancel(booking)
        await shop.tick()
        assert shop.owner == [payment.id]
        due = await shop.payments.next_due()
        assert due is not None
        assert due - shop.watch() <= timedelta(hours=1)


async def test_the_webhook_answers_200_only_after_the_commit(counter: OpenCounter) -> None:
    async with counter() as customer:
        shop = customer.shop
        booking = await shop.hold()
        url = (await shop.checkout(booking)).url
        write, broken = shop.database.write, [2]

        async def failing(work: Any) -> Any:
            if broken[0]:
                broken[0] -= 1
                raise OSError("disk full")
            return await write(work)

        shop.database.write = failing  # type: ignore[method-assign]  # as a disk that is full for a moment
        await asyncio.to_thread(customer.stripe.pay, url)
        answers = await asyncio.to_thread(customer.stripe.answers, 3)
        assert answers == [503, 503, 200]
        assert await shop.status(booking) == "paid"


async def test_a_body_that_is_too_large_is_not_read(counter: OpenCounter) -> None:
    async with counter() as customer:
        assert await customer.post((b"x" * (LARGEST + 1), "t=1,v1=0")) == [413]


async def test_events_about_other_things_are_taken_and_change_nothing(counter: OpenCounter) -> None:
    async with counter() as customer:
        shop = customer.shop
        booking = await shop.hold()
        await shop.checkout(booking)
        key = (await shop.payment(booking)).key
        others = [
            event_of({"object": "checkout.session", "client_reference_id": "of another shop"}),
            event_of({"object": "charge", "client_reference_id": key}),
            event_of({"object": "checkout.session", "client_reference_id": key, "payment_status": "unpaid"}),
            event_of({"object": "checkout.session", "client_reference_id": key}, "invoice.paid"),
        ]
        assert await customer.post(*map(signed, others)) == [TAKEN] * len(others)
        assert await shop.status(booking) == "held"


def test_a_webhook_needs_a_secret() -> None:
    with pytest.raises(ValueError, match="without a secret"):
        StripeEvents(None, "")  # type: ignore[arg-type]  # it doesn't come to that


async def test_a_sum_that_stripe_does_not_take_is_refused(counter: OpenCounter, stripe: FakeStripe) -> None:
    async with counter() as customer:
        shop = customer.shop
        booking = await shop.hold()
        provider = shop.cashier.ways.named("stripe")
        payment = await shop.cashier.invoice(booking, "stripe")
        order = Order(replace(payment, amount=-1), "Atrium", "", "http://a", "http://b", "en", None)
        with pytest.raises(Refused):
            await provider.open(order)
