"""The way to pay that moves no money, on both databases."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from payments.practice import NAME, Practice, charge_of
from storage.payments import Charge
from tests.payments.provider_contract import OpenCounter, ProviderContract
from tests.payments.shop import Shop, open_shop


@dataclass
class Customer:
    """Presses the button of the page, as `web.practice` hears of it."""

    shop: Shop
    by_hand: bool = False
    key: str = ""

    async def pay(self, url: str) -> None:
        self.key = url.rpartition("/")[2]
        await self._took()

    pay_late = pay

    async def pay_otherwise(self, url: str, *, amount: int = 0, currency: str = "") -> None:
        key = url.rpartition("/")[2]
        payment = await self.shop.payments.by_key(key)
        assert payment is not None
        charge = Charge("other", amount or payment.amount, currency or payment.currency)
        await self.shop.cashier.took(key, charge, NAME)

    async def tell_again(self, times: int) -> None:
        await asyncio.gather(*(self._took() for _ in range(times)))

    async def tell_falsely(self, key: str) -> bool:
        """Another provider's word for it is none."""
        return await self.shop.cashier.took(key, Charge("false", 12_000, "EUR"), "stripe") is None

    async def given_back(self) -> int:
        return len([one for one in await self._all() if one == "refunded"])

    async def _took(self) -> None:
        payment = await self.shop.payments.by_key(self.key)
        assert payment is not None
        await self.shop.cashier.took(payment.key, charge_of(payment), NAME)

    async def _all(self) -> list[str]:
        return [
            payment.status
            for number in range(1, self.shop.holds + 1)
            for payment in await self.shop.payments.of_booking(number)
        ]


class TestPractice(ProviderContract):
    @pytest.fixture
    def counter(self, database_url: str) -> OpenCounter:
        @asynccontextmanager
        async def opened() -> AsyncIterator[Customer]:
            async with open_shop(database_url, Practice("https://halls.example.org")) as shop:
                yield Customer(shop)

        return opened
