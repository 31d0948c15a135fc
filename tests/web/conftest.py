"""A site made of plain values, and a browser to look at it with."""

import asyncio
import shutil
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client import CollectorRegistry

from storage.booking_keys import shown_key
from storage.bookings import Booking
from storage.halls import Hall, NewHall
from storage.payments import Payment
from storage.signing import Signer
from tests.web.chromium import Browser, open_browser
from tests.web.reception import Reception, open_reception
from tools.desk import Desk
from web.application import Site, create_application
from web.health import Check

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)

LOFT = Hall(
    id=1,
    name="The Loft",
    aliases=("Лофт",),
    description={
        "en": "Brick walls, a glass roof and a long oak table under the roofs of the old port.",
        "ru": "Кирпичные стены, стеклянная крыша и длинный дубовый стол под крышами старого порта.",
    },
    rules={
        "en": "- No smoking\n- Music until 22:00\n- Leave the hall as you found it",
        "ru": "- Не курить\n- Музыка до 22:00\n- Оставьте зал таким, каким он был",
    },
    hours=((540, 1440),) * 7,
    capacity=40,
    price_per_hour=6000,
    currency="EUR",
    time_zone="Europe/Berlin",
)

NEW_LOFT = NewHall(**{each.name: getattr(LOFT, each.name) for each in fields(NewHall)})

HELD = Booking(
    id=12,
    key="q1w2e3r4t5y6u7i8o9p0Aa",
    bare_key=True,
    hall_id=1,
    user_id=77,
    start=datetime(2026, 11, 22, 17, 0, tzinfo=UTC),
    end=datetime(2026, 11, 22, 19, 30, tzinfo=UTC),
    guests=24,
    price=15000,
    currency="EUR",
    status="held",
    created_at=NOW,
    expires_at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
)


SIGNER = Signer("a secret for tests")


@dataclass
class Shelf:
    """Bookings by their keys and halls by their ids, kept in memory. `sought` is every key asked for."""

    bookings: list[Booking]
    halls: list[Hall]
    payments: list[Payment] = field(default_factory=list)
    sought: list[str] = field(default_factory=list)

    async def by_key(self, key: str, /) -> Booking | None:
        self.sought.append(key)
        return next((booking for booking in self.bookings if booking.key == key), None)

    async def get(self, hall_id: int, /) -> Hall | None:
        return next((hall for hall in self.halls if hall.id == hall_id), None)

    async def of_booking(self, booking_id: int, /) -> list[Payment]:
        return [payment for payment in self.payments if payment.booking_id == booking_id]


def make_site(
    booking: Booking = HELD,
    hall: Hall = LOFT,
    checks: Mapping[str, Check] | None = None,
    shelf: Shelf | None = None,
    public_url: str = "",
    now: datetime = NOW,
    photos: Path | None = None,
) -> Site:
    shelf = shelf or Shelf([booking], [hall])
    desk: Any = Desk(
        shelf, shelf, shelf, lambda: now, lambda each: f"http://site/b/{shown_key(SIGNER, each)}"
    )
    return Site(desk, SIGNER, shelf, checks or {}, CollectorRegistry(), public_url, photos=photos)


@asynccontextmanager
async def open_client(site: Site) -> AsyncGenerator[httpx.AsyncClient]:
    application = create_application(site)
    async with (
        application.router.lifespan_context(application),
        httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="http://site") as client,
    ):
        yield client


@pytest.fixture
def held() -> Booking:
    return HELD


@pytest.fixture
def loft() -> Hall:
    return LOFT


@pytest.fixture(name="make_site")
def make_site_fixture() -> Callable[..., Site]:
    return make_site


@pytest.fixture(name="make_shelf")
def make_shelf_fixture() -> Callable[..., Shelf]:
    return Shelf


@pytest.fixture(name="open_client")
def open_client_fixture() -> Callable[..., Any]:
    return open_client


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncGenerator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed: apt install chromium")
    async with asyncio.timeout(60), open_browser(chromium, tmp_path / "profile") as browser:
        yield browser


@pytest.fixture
async def reception(database_url: str) -> AsyncGenerator[Reception]:
    """On both databases."""
    async with open_reception(database_url, NEW_LOFT, NOW) as opened:
        yield opened


@pytest.fixture
async def small_reception(sqlite_url: str) -> AsyncGenerator[Reception]:
    """Where the database makes no difference."""
    async with open_reception(sqlite_url, NEW_LOFT, NOW) as opened:
        yield opened
