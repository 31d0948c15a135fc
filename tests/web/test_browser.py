"""The pages in a real browser: nothing sticks out, everything can be read."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from storage.bookings import Booking
from storage.halls import Hall
from web.application import Site, create_application
from web.server import listen, serving

STICKS_OUT = """
[...document.querySelectorAll('body *')]
  .filter(element => !element.matches('.skip'))
  .filter(element => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map(element => element.tagName + '.' + element.className)
"""

HARD_TO_READ = """
(() => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => {
    const linear = v => v <= 10 ? v / 3294.6 : ((v / 255 + .055) / 1.055) ** 2.4;
    const [r, g, b] = numbers(colour).map(linear);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const ground = element => {
    for (; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor;
      const parts = numbers(colour);
      if (parts.length === 3 || parts[3] === 1) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.textContent.trim() || walker.currentNode.parentElement.closest('.unseen')) continue;
    const element = walker.currentNode.parentElement, style = getComputedStyle(element);
    const pair = [light(style.color), light(ground(element))].sort((a, b) => b - a);
    const contrast = (pair[0] + .05) / (pair[1] + .05);
    if (contrast < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5)) faint.push([element.textContent, contrast]);
  }
  return faint;
})()
"""

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
