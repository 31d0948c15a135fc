"""A customer pays at Stripe in a real browser, which keeps to our security headers, and comes back."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from payments.cashier import Cashier
from payments.stripe import StripeCheckout
from payments.stripe_events import StripeEvents
from payments.ways import Ways
from storage.bookings import Booking
from storage.payments import Payment
from tests.fakes.stripe import API_KEY, SECRET, FakeStripe
from tests.web.chromium import Browser, open_browser
from tests.web.conftest import NEW_LOFT
from tests.web.reception import Reception, open_reception
from web.application import create_application
from web.server import listen, serving
from web.stripe import PATH, stripe_webhook

PHONE, DESKTOP = 390, 1280


@dataclass
class Visit:
    """A browser in front of a booking's page."""

    browser: Browser
    reception: Reception
    booking: Booking
    page: str

    async def press(self, selector: str, leads_to: str) -> None:
        await self.browser.evaluate(f"document.querySelector('{selector}').click()")
        async with asyncio.timeout(10):
            while not await self.is_at(leads_to):  # noqa: ASYNC110  # a browser tells of nothing by itself
                await asyncio.sleep(0.05)

    async def is_at(self, address: str) -> bool:
        script = "document.readyState === 'complete' && location.href"
        return str(await self.browser.evaluate(script)).startswith(address)

    async def reads(self) -> str:
        return str(await self.browser.evaluate("document.body.innerText"))

    async def status(self) -> str:
        return (await self.reception.now(self.booking)).status


async def tell_nobody(payment: Payment) -> None: ...


@asynccontextmanager
async def open_visit(url: str, stripe: FakeStripe, profile: Path, width: int) -> AsyncIterator[Visit]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed: apt install chromium")
    now = datetime.now(UTC).replace(microsecond=0)
    start = (now + timedelta(days=10)).replace(hour=17, minute=0, second=0)
    async with open_reception(url, NEW_LOFT, now) as reception:
        ways = Ways([StripeCheckout(API_KEY, stripe.url)], {})
        cashier = Cashier(ways, reception.stores.payments, reception.clock, tell_nobody)
        listener = await listen("127.0.0.1", 0)
        await asyncio.to_thread(stripe.call_at, listener.url + PATH)
        desk = replace(reception.site.desk, booking_page=lambda each: listener.url + reception.address(each))
        site = replace(
            reception.site,
            desk=desk,
            cashier=cashier,
            public_url=listener.url,
            webhooks=(stripe_webhook(StripeEvents(cashier, SECRET).take),),
        )
        booking = await reception.hold(start)
        page = desk.booking_page(booking)
        async with serving(create_application(site), listener), open_browser(chromium, profile) as browser:
            await browser.show(page, width)
            yield Visit(browser, reception, booking, page)
        await ways.aclose()


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
async def test_a_customer_pays_at_stripe_and_finds_the_booking_paid(
    sqlite_url: str, stripe: FakeStripe, tmp_path: Path, width: int
) -> None:
    async with open_visit(sqlite_url, stripe, tmp_path, width) as visit:
        await visit.press(".pay button", f"{stripe.url}/c/pay/")
        assert "15000 eur" in await visit.reads()
        await visit.press("button[value=card]", visit.page)
        assert "Paid" in await visit.reads()
        assert await visit.status() == "paid"
        assert await visit.reception.told(visit.booking) == ["paid"]


async def test_a_customer_who_turns_back_still_has_the_booking(
    sqlite_url: str, stripe: FakeStripe, tmp_path: Path
) -> None:
    async with open_visit(sqlite_url, stripe, tmp_path, PHONE) as visit:
        await visit.press(".pay button", f"{stripe.url}/c/pay/")
        await visit.press("a", visit.page)
        assert await visit.status() == "held"
        await visit.press(".pay button", f"{stripe.url}/c/pay/")


async def test_a_customer_who_pays_by_bank_debit_reads_that_the_money_is_on_its_way(
    sqlite_url: str, stripe: FakeStripe, tmp_path: Path
) -> None:
    async with open_visit(sqlite_url, stripe, tmp_path, PHONE) as visit:
        await visit.press(".pay button", f"{stripe.url}/c/pay/")
        await visit.press("button[value=debit]", visit.page)
        assert "hasn't arrived yet" in await visit.reads()
        assert await visit.status() == "held"
