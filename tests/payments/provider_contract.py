"""What every way to pay must keep, whatever its provider does. Each one's test opens its own `counter`."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

import pytest

from storage.payments import Charge, NotPayable
from tests.payments.shop import PRICE, Shop

REPLAYS = 50


class Customer(Protocol):
    """Who pays at the provider, and what the provider then does. Each returns when we have heard of it.

    `by_hand` is whether the owner gives money back.
    """

    shop: Shop
    by_hand: bool

    async def pay(self, url: str) -> None:
        """On the provider's page, without coming back from it."""
        ...

    async def pay_otherwise(self, url: str, *, amount: int = 0, currency: str = "") -> None:
        """Another sum than was asked for."""
        ...

    async def pay_late(self, url: str) -> None:
        """Where the page was left open, before the provider was told that nothing is wanted any more."""
        ...

    async def tell_again(self, times: int) -> None:
        """The provider tells of the last money again, so often and at once."""
        ...

    async def tell_falsely(self, key: str) -> bool:
        """Somebody who isn't the provider says that this payment was made; whether they are refused."""
        ...

    async def given_back(self) -> int:
        """How often the provider has given money back."""
        ...


OpenCounter = Callable[[], AbstractAsyncContextManager[Any]]


class ProviderContract:
    async def test_money_pays_a_booking_once_however_often_it_is_told_of(self, counter: OpenCounter) -> None:
        async with counter() as customer:
            shop = customer.shop
            booking = await shop.hold()
            await customer.pay((await shop.checkout(booking)).url)
            await customer.tell_again(REPLAYS)
            (payment,) = await shop.payments.of_booking(booking.id)
            assert (payment.status, payment.price) == ("paid", PRICE)
            assert (payment.received, payment.received_currency) == (payment.amount, payment.currency)
            assert await shop.status(booking) == "paid"
            assert await shop.told(booking) == ["paid"]
            assert await customer.given_back() == 0

    async def test_a_checkout_stays_the_same_while_it_is_open(self, counter: OpenCounter) -> None:
        async with counter() as customer:
            shop = customer.shop
            booking = await shop.hold()
            first, second = await shop.checkout(booking), await shop.checkout(booking)
            assert first == second
            assert len(await shop.payments.of_booking(booking.id)) == 1

    async def test_a_paid_booking_has_nothing_more_to_pay(self, counter: OpenCounter) -> None:
        async with counter() as customer:
            shop = customer.shop
            booking = await shop.hold()
            await customer.pay((await shop.checkout(booking)).url)
            with pytest.raises(NotPayable):
                await shop.checkout(booking)

    async def test_a_forged_message_pays_nothing(self, counter: OpenCounter) -> None:
        async with counter() as customer:
            shop = customer.shop
            booking = await shop.hold()
            await shop.checkout(booking)
            assert await customer.tell_falsely((await shop.payment(booking)).key)
            assert await shop.status(booking) == "held"

    @pytest.mark.parametrize("other", [{"amount": 1}, {"currency": "USD"}], ids=["amount", "currency"])
    async def test_another_sum_goes_back_and_the_booking_can_still_be_paid(
        self, counter: OpenCounter, other: dict[str, Any]
    ) -> None:
        async with counter() as customer:
            shop = customer.shop
            booking = await shop.hold()
            await customer.pay_otherwise((await shop.checkout(booking)).url, **other)
            assert await shop.status(booking) == "held"
            await self.goes_back(customer, booking, "amount")
            await customer.pay((await shop.checkout(booking)).url)
            assert await shop.status(booking) == "paid"

    async def test_money_for_an_expired_booking_goes_back(self, counter: OpenCounter) -> None:
        async with counter() as customer:
            shop = customer.shop
            booking = await shop.hold()
            url = (await shop.checkout(booking)).url
            shop.watch.pass_by(hours=73)
            await customer.pay_late(url)
            await self.goes_back(customer, booking, "late")
            assert await shop.status(booking) == "expired"

    async def test_money_for_a_cancelled_booking_goes_back(self, counter: OpenCounter) -> None:
        async with counter() as customer:
            shop = customer.shop
            booking = await shop.hold()
            url = (await shop.checkout(booking)).url
            await shop.cancel(booking)
            await customer.pay_late(url)
            await self.goes_back(customer, booking, "cancelled")

    async def test_money_for_a_repriced_booking_goes_back_and_the_new_price_is_asked_for(
        self, counter: OpenCounter
    ) -> None:
        async with counter() as customer:
            shop = customer.shop
            booking = await shop.hold()
            url = (await shop.checkout(booking)).url
            now = shop.watch()
            moved = {"start": booking.start, "end": booking.end, "price": 2 * PRICE}
            booking = await shop.bookings.change(booking.id, booking.version, now, **moved)
            await customer.pay_late(url)
            await self.goes_back(customer, booking, "repriced")
            again = await shop.checkout(booking)
            assert again.url != url
            assert (await shop.payment(booking)).price == 2 * PRICE
            await customer.pay(again.url)
            assert await shop.status(booking) == "paid"

    async def test_a_second_charge_for_one_payment_goes_back(self, counter: OpenCounter) -> None:
        async with counter() as customer:
            shop = customer.shop
            booking = await shop.hold()
            await customer.pay((await shop.checkout(booking)).url)
            first = await shop.payment(booking)
            twice = Charge("another", first.amount, first.currency, "1")
            provider = first.provider
            receipts = await asyncio.gather(
                *(shop.cashier.took(first.key, twice, provider) for _ in range(REPLAYS))
            )
            assert sorted(receipt.verdict for receipt in receipts if receipt) == ["known"] * 49 + ["refund"]
            second = await shop.payment(booking)
            assert (second.status, second.reason, second.refund) == ("refund_due", "twice", first.amount)
            assert await shop.status(booking) == "paid"
            assert await shop.told(booking) == ["paid", "refund_due"]

    async def test_a_booking_cancelled_in_time_gets_its_money_back(self, counter: OpenCounter) -> None:
        async with counter() as customer:
            shop = customer.shop
            booking = await shop.hold()
            await customer.pay((await shop.checkout(booking)).url)
            await shop.cancel(booking)
            payment = await shop.payment(booking)
            assert (payment.status, payment.reason) == ("refund_due", "policy")
            await self.is_given_back(customer, booking)
            assert (await shop.told(booking))[-1] == "refunded"

    async def goes_back(self, customer: Any, booking: Any, reason: str) -> None:
        payments = await customer.shop.payments.of_booking(booking.id)
        (payment,) = [one for one in payments if one.status == "refund_due"]
        assert payment.reason == reason
        assert payment.refund == payment.received
        await self.is_given_back(customer, booking)
        assert {"refund_due", "refunded"} <= set(await customer.shop.told(booking))

    async def is_given_back(self, customer: Any, booking: Any) -> None:
        """By the provider, once; or by the owner, who is told once."""
        shop = customer.shop
        payments = await shop.payments.of_booking(booking.id)
        (due,) = [one for one in payments if one.status == "refund_due"]
        for _round in range(3):
            await shop.tick()
            shop.watch.pass_by(hours=1)
        if customer.by_hand:
            assert shop.owner == [due.id]
            assert await shop.payments.refunded(due.id, "by hand", shop.watch())
        else:
            assert await customer.given_back() == 1
        (done,) = [one for one in await shop.payments.of_booking(booking.id) if one.id == due.id]
        assert done.status == "refunded"
