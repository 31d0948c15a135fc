"""A customer's visit to the page, in a real browser: on a phone and a desktop, with JavaScript and without.

Pictures of each step are in build/screenshots, to look at.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.demo_halls import demo_halls
from storage.bookings import Booking
from tests.thorough import only_thorough
from tests.web.chromium import Browser
from tests.web.conftest import NOW
from tests.web.looks import HARD_TO_READ, STICKS_OUT, TOO_SMALL, UNNAMED
from tests.web.reception import Reception, open_reception
from web.application import create_application
from web.server import listen, serving

PICTURES = Path(__file__).parents[2] / "build" / "screenshots"
START = datetime(2026, 11, 27, 17, 0, tzinfo=UTC)
"""A Friday, 18:00 in Berlin."""
LOFT, GRAND_HALL, GARDEN_ROOM = demo_halls("Europe/Berlin")
HOSTILE = "<img src=x onerror=window.hit=1><script>window.hit=1</script>\"'</option></textarea>{{7*7}}"


@dataclass
class Visit:
    """`step` looks at the page as it is now: nothing sticks out, all can be read, pressed and named."""

    browser: Browser
    reception: Reception
    url: str
    width: int = 390
    dark: bool = False
    locale: str = "en"
    name: str = ""
    steps: int = 0

    async def open(self, booking: Booking, path: str = "") -> None:
        address = self.url + self.reception.address(booking, path)
        await self.browser.show(address, self.width, self.dark, self.locale)

    async def step(self, name: str) -> None:
        self.steps += 1
        await self.browser.picture(PICTURES / self.name / f"{self.steps:02}-{name}.png")
        for looks in (STICKS_OUT, HARD_TO_READ, TOO_SMALL, UNNAMED):
            assert await self.browser.evaluate(looks) == [], name

    async def text(self, selector: str) -> str:
        return str(await self.browser.evaluate(f"document.querySelector('{selector}')?.innerText ?? ''"))


@asynccontextmanager
async def open_visit(browser: Browser, url: str, hall: Any, **values: Any) -> AsyncGenerator[Visit]:
    async with open_reception(url, hall, NOW) as reception:
        listener = await listen("127.0.0.1", 0)
        async with serving(create_application(reception.site), listener):
            yield Visit(browser, reception, listener.url, **values)


@pytest.mark.parametrize(
    ("name", "width", "javascript", "locale", "dark", "hall"),
    [
        ("phone-english-light", 390, True, "en", False, LOFT),
        ("phone-plain-russian-dark", 390, False, "ru", True, GARDEN_ROOM),
        pytest.param("desktop-chinese-dark", 1280, True, "zh", True, GRAND_HALL, marks=only_thorough),
        pytest.param("desktop-plain-english-light", 1280, False, "en", False, LOFT, marks=only_thorough),
    ],
)
async def test_a_customer_moves_a_booking_pays_and_cancels(
    browser: Browser,
    sqlite_url: str,
    name: str,
    width: int,
    javascript: bool,
    locale: str,
    dark: bool,
    hall: Any,
) -> None:
    await browser.set_up(javascript=javascript)
    async with open_visit(
        browser, sqlite_url, hall, width=width, dark=dark, locale=locale, name=name
    ) as visit:
        reception = visit.reception
        booking = await reception.hold(START - timedelta(hours=5), minutes=120, guests=12)
        await reception.hold(START + timedelta(hours=2), minutes=90)
        await visit.open(booking)
        await visit.step("held")
        await browser.tap("summary")
        await browser.choose("select[name=start]", "19:00")
        await browser.fill("input[name=guests]", "14")
        await browser.fill("input[name=name]", "Ada Lovelace")
        if not javascript:
            await browser.tap(".change button.main")
        await browser.wait_for("document.querySelector('.offers button')")
        await visit.step("taken")
        await browser.tap(".offers button")
        await browser.wait_for("document.querySelector('.fine') && !document.querySelector('.wrong')")
        await visit.step("free")
        await browser.tap(".change button.main")
        await browser.wait_for("document.querySelector('#notice')")
        await visit.step("saved")
        moved = await reception.now(booking)
        assert (moved.start, moved.guests, moved.name) == (START, 14, "Ada Lovelace")
        await browser.tap("button[name=reminders]")
        await browser.wait_for("document.querySelector('button[name=reminders][value=on]')")
        await reception.pay(moved)
        await visit.open(booking)
        await browser.wait_for("document.querySelector('.entrance img').naturalWidth > 0")
        await visit.step("paid")
        await browser.tap("a[href*='/cancel']")
        await browser.wait_for("document.querySelector('.grave')")
        await visit.step("asked")
        await browser.tap("button.grave")
        await browser.wait_for("document.querySelector('.badge.cancelled')")
        await visit.step("cancelled")
        assert (await reception.now(booking)).status == "cancelled"


async def test_a_changed_length_shows_its_price_before_anything_is_saved(
    browser: Browser, sqlite_url: str
) -> None:
    await browser.set_up()
    async with open_visit(browser, sqlite_url, LOFT) as visit:
        booking = await visit.reception.hold(START, minutes=120)
        await visit.open(booking)
        await browser.tap("summary")
        await browser.choose("select[name=length]", "180")
        await browser.wait_for("document.querySelector('.cost')")
        assert "€180.00" in await visit.text(".cost")
        await browser.tap(".change button.main")
        await browser.wait_for("document.querySelector('#notice')")
        assert await browser.evaluate("document.activeElement.id") == "notice"
        assert await browser.evaluate("location.search + location.hash") == ""
        assert (await visit.reception.now(booking)).price == 18000


async def test_all_can_be_done_with_the_keyboard(browser: Browser, sqlite_url: str) -> None:
    await browser.set_up()
    async with open_visit(browser, sqlite_url, LOFT) as visit:
        await visit.open(await visit.reception.hold(START))
        names: list[str] = []
        for _ in range(4):
            await browser.press("Tab")
            names.append(await browser.evaluate("document.activeElement.tagName"))
        assert names[0] == "A"
        assert "SUMMARY" in names
        while await browser.evaluate("document.activeElement.tagName") != "SUMMARY":
            await browser.press("Tab")
        await browser.press("Enter")
        assert await browser.evaluate("document.querySelector('details').open")
        seen: list[str] = []
        for _ in range(14):
            await browser.press("Tab")
            seen.append(
                await browser.evaluate("document.activeElement.name || document.activeElement.tagName")
            )
        fields = ["date", "start", "length", "guests", "name", "contact"]
        assert [name for name in dict.fromkeys(seen) if name in fields] == fields
        outline = await browser.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"


@pytest.mark.parametrize(
    ("javascript", "zone", "shown"),
    [
        (True, "Asia/Tokyo", "Your local time: Sat 28 November 02:00–04:30"),
        (True, "America/New_York", "Your local time: Fri 27 November 12:00–14:30"),
        (True, "Europe/Paris", ""),
        (False, "Asia/Tokyo", ""),
    ],
)
async def test_a_visitor_elsewhere_sees_their_own_time_too(
    browser: Browser, sqlite_url: str, javascript: bool, zone: str, shown: str
) -> None:
    await browser.set_up(javascript=javascript, zone=zone)
    async with open_visit(browser, sqlite_url, LOFT) as visit:
        await visit.open(await visit.reception.hold(START))
        assert "18:00–20:30" in await visit.text(".hours")
        told = " ".join((await visit.text(".visitor")).replace(",", "").split())
        assert told == shown


async def test_the_countdown_runs_and_the_page_is_loaded_anew_when_it_ends(
    browser: Browser, sqlite_url: str
) -> None:
    await browser.set_up()
    async with open_visit(browser, sqlite_url, LOFT) as visit:
        booking = await visit.reception.hold(START)
        assert booking.expires_at is not None
        await visit.open(booking)
        assert "3 d 0 h 0 min" in await visit.text(".countdown")
        visit.reception.clock.now = booking.expires_at - timedelta(seconds=2)
        await visit.open(booking)
        assert "s" in await visit.text(".countdown strong")
        visit.reception.clock.now = booking.expires_at + timedelta(seconds=1)
        await browser.wait_for("document.querySelector('.badge.expired')")
        assert await visit.text(".countdown") == ""


async def test_hostile_words_stay_words_wherever_they_stand(browser: Browser, sqlite_url: str) -> None:
    await browser.set_up()
    hall = replace(LOFT, name=HOSTILE, description={"en": HOSTILE}, rules={"en": f"{HOSTILE}\n{HOSTILE}"})
    async with open_visit(browser, sqlite_url, hall) as visit:
        booking = await visit.reception.hold(START, name=HOSTILE, contact=HOSTILE)
        await visit.reception.hold(START + timedelta(hours=3), minutes=60)
        await visit.open(booking)
        await browser.tap("summary")
        await browser.choose("select[name=start]", "20:00")
        await browser.wait_for("document.querySelector('.wrong')")
        assert "onerror" in await visit.text(".wrong")
        await browser.fill("input[name=name]", HOSTILE[:60] + "!")
        await browser.tap(".change button.main")
        await browser.wait_for("document.querySelector('.alert')")
        assert await browser.evaluate("window.hit") is None
        assert await browser.evaluate("document.querySelectorAll('main img:not([src*=photos])').length") == 0
        await visit.open(booking, "/cancel")
        assert "onerror" in await visit.text(".what")
        assert await browser.evaluate("window.hit") is None


async def test_the_browser_itself_would_run_nothing_that_got_in(browser: Browser, sqlite_url: str) -> None:
    await browser.set_up()
    async with open_visit(browser, sqlite_url, LOFT) as visit:
        await visit.open(await visit.reception.hold(START))
        await browser.evaluate(
            """{
                const script = document.createElement('script');
                script.textContent = 'window.hit = 1';
                document.body.append(script);
                document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.hit = 1">');
            }"""
        )
        await browser.wait_for("[...document.images].every(image => image.complete)")
        assert await browser.evaluate("window.hit") is None
