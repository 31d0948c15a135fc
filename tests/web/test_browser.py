"""The pages in a real browser: nothing sticks out, everything can be read."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from storage.bookings import Booking
from storage.halls import Hall
from tests.web.looks import HARD_TO_READ, STICKS_OUT
from web.application import Site, create_application
from web.server import listen, serving

STRUCTURE = """
({
  landmarks: ['body > header', 'main', 'body > footer', 'nav']
    .map(each => document.querySelectorAll(each).length),
  headings: [...document.querySelectorAll('h1, h2, h3')].map(heading => heading.tagName),
  styled: getComputedStyle(document.querySelector('.badge')).borderRadius !== '0px',
  scripts: document.scripts.length,
})
"""


async def test_pages_fit_a_phone_and_can_be_read_in_light_and_dark(
    make_site: Callable[..., Site], make_shelf: Any, browser: Any, held: Booking, loft: Hall
) -> None:
    wide = replace(
        loft, id=2, name="Donaudampfschifffahrtsgesellschaftskapitänssaal" * 2, rules={"en": "W" * 300}
    )
    bookings = [
        held,
        *(replace(held, key=status * 4, status=status) for status in ("paid", "cancelled", "expired")),
        replace(held, key="wide" * 5, hall_id=2, id=10**15, price=10**17, currency="IDR", guests=10**12),
    ]
    listener = await listen("127.0.0.1", 0)
    async with serving(create_application(make_site(shelf=make_shelf(bookings, [loft, wide]))), listener):
        addresses = ["/", "/nowhere", *(f"/b/{booking.key}" for booking in bookings)]
        for address in addresses:
            await browser.show(listener.url + address, width=390, dark=False, locale="ru")
            assert await browser.evaluate("document.documentElement.lang") == "ru"
            assert await browser.evaluate(STICKS_OUT) == [], address
            scrolls = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert not await browser.evaluate(scrolls), address
            assert await browser.evaluate(HARD_TO_READ) == [], address
            await browser.show(listener.url + address, width=1280, dark=True)
            assert await browser.evaluate(STICKS_OUT) == [], address
            assert await browser.evaluate(HARD_TO_READ) == [], address
        await browser.show(f"{listener.url}/b/{held.key}", width=320)
        assert await browser.evaluate(STICKS_OUT) == []
        assert await browser.evaluate(STRUCTURE) == {
            "landmarks": [1, 1, 1, 1],
            "headings": ["H1", "H2", "H2", "H2", "H2"],
            "styled": True,
            "scripts": 1,
        }
