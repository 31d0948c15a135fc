"""Invoices of Telegram, in Stars and through a provider's token, at the wire of the fake Bot API."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from bots.pacing import Pacer
from bots.telegram.opening import Access, open_telegram
from bots.telegram.platform import Telegram, Till
from graphs.dialogue import Incoming
from payments.provider import Provider
from payments.telegram import Bot, TelegramCards, TelegramStars
from storage.database import Database
from storage.deliveries import Deliveries
from storage.inbox import Inbox
from storage.payments import Charge, Objection
from tests.fakes.telegram import FakeTelegram, faults
from tests.fakes.telegram.chats import Chat
from tests.payments.provider_contract import OpenCounter, ProviderContract
from tests.payments.shop import PRICE, Shop, open_shop
from tests.wire.telegram.stage import FREELY, QUICKLY

TOKEN = "123456:TEST:provider"
RATE = Decimal("65.5")


@dataclass
class Customer:
    """Anna, who pays what she finds behind a link. What has come is counted as the house does it."""

    shop: Shop
    fake: FakeTelegram
    anna: Chat
    by_hand: bool = False
    last: Incoming | None = None

    async def pay(self, url: str) -> None:
        query = self.fake.people.pay_link(url, by=self.anna.partner)
        await self.fake.wait_for(lambda: query.answer)
        assert query.answer == {"ok": True, "error_message": ""}
        await self.fake.confirmed()

    async def pay_late(self, url: str) -> None:
        """Telegram asks first, and is told not to take it; money that came all the same goes back."""
        query = self.fake.people.pay_link(url, by=self.anna.partner)
        await self.fake.wait_for(lambda: query.answer)
        assert query.answer is not None
        assert not query.answer["ok"]
        assert query.answer["error_message"]
        await self.pay_otherwise(url)

    async def pay_otherwise(self, url: str, *, amount: int = 0, currency: str = "") -> None:
        """As if Telegram had not asked us."""
        invoice = self.fake.world.payments[f"link:{url.rpartition('$')[2]}"]
        paid = {
            "currency": currency or invoice["currency"],
            "total_amount": amount or invoice["total_amount"],
            "invoice_payload": invoice["payload"],
            "telegram_payment_charge_id": f"stx{self.fake.world.number():08}",
        }
        user = self.anna.partner
        assert user is not None
        self.fake.world.payments[paid["telegram_payment_charge_id"]] = paid | {
            "currency": "XTR",
            "user": user.id,
            "date": 0,
            "refunded": False,
        }
        self.fake.people.paid(self.anna, paid)
        await self.fake.confirmed()

    async def tell_again(self, times: int) -> None:
        assert self.last is not None
        await asyncio.gather(*(self.take(self.last) for _ in range(times)))

    async def tell_falsely(self, key: str) -> bool:
        """A payment that names no invoice of ours, and another provider's word."""
        false = Charge("false", 1, "XTR")
        names = ("stripe", "test", "telegram" if not self.by_hand else "stars")
        heard = [await self.shop.cashier.took(key, false, name) for name in names]
        heard.append(await self.shop.cashier.took("0" * 32, false, "stars"))
        return heard == [None] * 4

    async def given_back(self) -> int:
        return len([one for one in self.fake.world.payments.values() if one.get("refunded")])

    async def take(self, incoming: Incoming) -> bool:
        assert incoming.paid is not None
        self.last = incoming
        paid = incoming.paid
        charge = Charge(paid.charge, paid.amount, paid.currency, incoming.sender.id)
        name = "telegram" if self.by_hand else "stars"
        await self.shop.cashier.took(paid.payload, charge, name)
        return True


MakeProvider = Callable[[Callable[[], Bot | None]], Provider]


@asynccontextmanager
async def open_counter(
    url: str, fake: FakeTelegram, make: MakeProvider, by_hand: bool
) -> AsyncIterator[Customer]:
    running: list[Telegram] = []
    async with open_shop(url, make(lambda: running[0] if running else None)) as shop:
        customer = Customer(shop, fake, fake.world.private("Anna"), by_hand)
        database = Database.open(url)
        telegram = open_telegram(
            Access(fake.token, fake.url),
            Inbox(database),
            Deliveries(database),
            Pacer(FREELY),
            QUICKLY,
            till=Till(TOKEN, shop.cashier.objection),
        )
        running.append(telegram)
        listening = asyncio.create_task(telegram.run(customer.take))
        try:
            yield customer
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            await telegram.close()
            await database.close()


@pytest.fixture
async def fake() -> AsyncIterator[FakeTelegram]:
    async with FakeTelegram(pace=0.01) as telegram:
        yield telegram
        assert telegram.calls.warnings == []


class TestTelegramStars(ProviderContract):
    @pytest.fixture
    def counter(self, sqlite_url: str, fake: FakeTelegram) -> OpenCounter:
        return lambda: open_counter(sqlite_url, fake, lambda bot: TelegramStars(bot, RATE), False)

    async def test_a_price_is_asked_for_in_stars_rounded_up(
        self, counter: OpenCounter, fake: FakeTelegram
    ) -> None:
        async with counter() as customer:
            booking = await customer.shop.hold(price=101)
            await customer.shop.checkout(booking)
            (call,) = fake.calls.of("createInvoiceLink")
            assert call.structure("prices")[0]["amount"] == 67  # 1.01 × 65.5 = 66.155
            assert (call.text("currency"), call.text("provider_token")) == ("XTR", "")
            payment = await customer.shop.payment(booking)
            assert (payment.amount, payment.price, payment.price_currency) == (67, 101, "EUR")

    async def test_stars_outlive_an_hour_without_telegram_and_go_back_once(
        self, counter: OpenCounter, fake: FakeTelegram
    ) -> None:
        async with counter() as customer:
            shop = customer.shop
            booking = await shop.hold()
            await customer.pay((await shop.checkout(booking)).url)
            await shop.cancel(booking)
            fake.faults.next(faults.refuse(502, "Bad Gateway"), method="refundStarPayment", times=None)
            for _minute in range(60):
                await shop.tick()
                shop.watch.pass_by(minutes=1)
            assert (await shop.payment(booking)).status == "refund_due"
            fake.faults.clear()
            shop.watch.pass_by(hours=1)
            await shop.tick()
            assert (await shop.payment(booking)).status == "refunded"
            assert await customer.given_back() == 1

    async def test_stars_that_went_back_without_our_hearing_of_it_are_noted(
        self, counter: OpenCounter, fake: FakeTelegram
    ) -> None:
        async with counter() as customer:
            shop = customer.shop
            booking = await shop.hold()
            await customer.pay((await shop.checkout(booking)).url)
            await shop.cancel(booking)
            fake.faults.next(faults.drop(accepted=True), method="refundStarPayment")
            for _look in range(2):
                await shop.tick()
                shop.watch.pass_by(hours=1)
            assert (await shop.payment(booking)).status == "refunded"
            assert await customer.given_back() == 1


class TestTelegramCards(ProviderContract):
    @pytest.fixture
    def counter(self, sqlite_url: str, fake: FakeTelegram) -> OpenCounter:
        return lambda: open_counter(sqlite_url, fake, TelegramCards, True)

    async def test_a_price_is_asked_for_as_it_is(self, counter: OpenCounter, fake: FakeTelegram) -> None:
        async with counter() as customer:
            await customer.shop.checkout(await customer.shop.hold())
            (call,) = fake.calls.of("createInvoiceLink")
            assert call.structure("prices")[0]["amount"] == PRICE
            assert (call.text("currency"), call.text("provider_token")) == ("EUR", TOKEN)


async def checked_by(check: Any, sqlite_url: str, fake: FakeTelegram, language: str) -> str:
    """What Anna is told who pays an invoice of which `check` says this."""
    anna = fake.world.private(fake.world.user("Anna", language_code=language))
    database = Database.open(sqlite_url)
    till = Till(TOKEN, check)
    access = Access(fake.token, fake.url)
    telegram = open_telegram(access, Inbox(database), Deliveries(database), Pacer(FREELY), QUICKLY, till=till)

    async def accept(incoming: Incoming) -> bool:
        raise AssertionError(incoming)

    listening = asyncio.create_task(telegram.run(accept))
    try:
        fake.world.payments["link:1"] = {"currency": "XTR", "total_amount": 5, "payload": "key"}
        query = fake.people.pay_link("https://t.me/$1", by=anna.partner)
        await fake.wait_for(lambda: query.answer)
        assert query.answer is not None
        assert query.answer["ok"] is False
        return str(query.answer["error_message"])
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await telegram.close()
        await database.close()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "was cancelled"), ("ru", "отменена"), ("zh-hans", "取消")]
)
async def test_a_refusal_is_in_the_persons_language(
    sqlite_url: str, fake: FakeTelegram, language: str, words: str
) -> None:
    async def check(key: str, amount: int, currency: str) -> Objection:
        assert (key, amount, currency) == ("key", 5, "XTR")
        return "cancelled"

    assert words in await checked_by(check, sqlite_url, fake, language)


async def test_what_can_not_be_looked_up_is_not_paid(sqlite_url: str, fake: FakeTelegram) -> None:
    async def check(key: str, amount: int, currency: str) -> Objection:
        raise OSError("disk full")

    assert "paid nothing" in await checked_by(check, sqlite_url, fake, "en")
