"""A site over a real database, with a hall, people, and the forms of its pages filled in and sent."""

import html
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import httpx
from prometheus_client import CollectorRegistry
from sqlalchemy import select

from app.stores import Stores, open_stores
from payments.cashier import Cashier
from payments.practice import Practice
from payments.provider import Provider
from payments.ways import Ways
from storage.booking_keys import shown_key
from storage.bookings import Booking, NewBooking
from storage.database import Database
from storage.halls import Hall, NewHall
from storage.notices import notices
from storage.payments import Charge, NewPayment, Payment
from storage.place import Place
from storage.signing import Signer
from tools.desk import Desk
from web.application import Site, create_application

SIGNER = Signer("a secret for tests")
PLACE = Place("telegram", "77")


@dataclass
class Clock:
    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Reception:
    """`clock` is what time it is for everybody; `user_id` is who books."""

    stores: Stores
    site: Site
    client: httpx.AsyncClient
    hall: Hall
    user_id: int
    clock: Clock
    count: int = 0

    async def hold(self, start: datetime, minutes: int = 150, **values: Any) -> Booking:
        self.count += 1
        price = self.hall.price_per_hour * minutes // 60
        end = start + timedelta(minutes=minutes)
        wanted: dict[str, Any] = {"guests": 24, "place": PLACE, **values}
        new = NewBooking(
            self.hall.id, self.user_id, start, end, price=price, currency=self.hall.currency, **wanted
        )
        until = self.site.desk.held_until(start, self.clock.now)
        return await self.stores.bookings.hold(f"hold-{self.count}", new, self.clock.now, until)

    async def pay(self, booking: Booking) -> Booking:
        new = NewPayment(booking.id, "test", booking.price, booking.currency, booking.price, booking.currency)
        payment = await self.stores.payments.begin(new, self.clock.now)
        charge = Charge("charge", booking.price, booking.currency)
        receipt = await self.stores.payments.receive(payment.key, charge, self.clock.now)
        assert receipt is not None
        return receipt.booking

    def address(self, booking: Booking, path: str = "") -> str:
        return f"/b/{shown_key(SIGNER, booking)}{path}"

    async def look(self, booking: Booking, path: str = "", **query: str) -> str:
        answer = await self.client.get(self.address(booking, path), params=query)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def send(
        self, booking: Booking, path: str = "", headers: dict[str, str] | None = None, **fields: str
    ) -> httpx.Response:
        """What the form on the page holds, with `fields` typed over it."""
        filled = form_of(await self.look(booking, path if path == "/cancel" else ""), path)
        return await self.client.post(
            self.address(booking, path), data={**filled, **fields}, headers=headers or {}
        )

    async def now(self, booking: Booking) -> Booking:
        stands = await self.stores.bookings.get(booking.id)
        assert stands is not None
        return stands

    async def told(self, booking: Booking) -> list[str]:
        """Kinds of the notices that its chat gets at once."""
        kinds = select(notices.c.kind).where(
            notices.c.booking_id == booking.id, notices.c.due_at <= self.clock.now
        )
        return await self.stores.database.read(lambda connection: list(connection.execute(kinds).scalars()))


def form_of(page: str, path: str) -> dict[str, str]:
    """The fields of a page's form that is sent to `path`, as a browser would send them."""
    found = re.search(rf'<form[^>]*action="[^"]*/b/[^"/]*{path}(\?[^"]*)?"[^>]*>.*?</form>', page, re.DOTALL)
    assert found is not None, f"no form for {path or 'changes'}"
    fields: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", found[0]):
        fields[_attribute(tag, "name")] = _attribute(tag, "value")
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', found[0], re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        assert chosen is not None
        fields[name] = html.unescape(chosen[1])
    return fields


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


def reading(page: str) -> str:
    """The text of a page, as one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


async def _tell_nobody(payment: Payment) -> None: ...


@asynccontextmanager
async def open_reception(
    url: str, hall: NewHall, now: datetime, provider: Provider | None = None, **site_values: Any
) -> AsyncGenerator[Reception]:
    """What is paid moves no money, unless there is another `provider`."""
    database = Database.open(url)
    clock = Clock(now)
    stores = open_stores(database, clock)
    try:
        user = await stores.users.resolve("telegram", "77", "Ada", "en")
        added = await stores.halls.add(hall)
        desk = Desk(
            stores.halls,
            stores.bookings,
            stores.payments,
            clock,
            lambda each: f"http://site/b/{shown_key(SIGNER, each)}",
        )
        ways = Ways([provider or Practice("http://site")], {})
        cashier = Cashier(ways, stores.payments, clock, _tell_nobody)
        site = replace(
            Site(desk, SIGNER, stores.payments, {"database": database.ping}, CollectorRegistry()),
            cashier=cashier,
            **site_values,
        )
        application = create_application(site)
        async with (
            application.router.lifespan_context(application),
            httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://site") as client,
        ):
            yield Reception(stores, site, client, added, user.id, clock)
    finally:
        await database.close()
