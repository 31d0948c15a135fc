"""`concierge payments`, over a database in which money waits to go back."""

import asyncio
from pathlib import Path

import pytest

from payments.practice import Practice
from storage.database import Database
from storage.migrate import upgrade
from storage.payments import Charge, Payments
from tests.app.test_cli import concierge
from tests.payments.shop import open_shop


@pytest.fixture
def url(tmp_path: Path) -> str:
    (tmp_path / "data").mkdir()
    return f"sqlite:///{tmp_path / 'data' / 'concierge.db'}"


async def owe(url: str) -> int:
    async with open_shop(url, Practice("http://halls.example.org")) as shop:
        booking = await shop.hold()
        await shop.checkout(booking)
        payment = await shop.payment(booking)
        await shop.cashier.took(payment.key, Charge("charge-7", 5, "EUR"), "test")
        return payment.id


async def statuses(url: str) -> list[str]:
    database = Database.open(url)
    try:
        return [payment.status for payment in await Payments(database).of_booking(1)]
    finally:
        await database.close()


def test_money_that_has_to_go_back_is_listed_and_noted(tmp_path: Path, url: str) -> None:
    upgrade(url)
    number = asyncio.run(owe(url))
    listed = concierge("payments", folder=tmp_path)
    assert listed.stdout == f"{number}: €0.05 for booking 1, paid with test as charge-7 (amount)\n"
    noted = concierge("payments", "refunded", str(number), folder=tmp_path)
    assert noted.stdout.startswith(f"Payment {number} is noted as given back")
    assert asyncio.run(statuses(url)) == ["refunded"]
    again = concierge("payments", "refunded", str(number), folder=tmp_path)
    assert (again.returncode, again.stdout) == (2, "")
    assert concierge("payments", folder=tmp_path).stdout == "No money has to go back.\n"
