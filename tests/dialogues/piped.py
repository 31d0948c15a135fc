"""Whole conversations over pipes: the house as it is shipped, with other halls than the demo's and a still clock."""

import asyncio
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from app.settings import Settings
from app.wiring import House, open_house
from bots.terminal.plain_screen import PlainScreen
from bots.terminal.platform import Terminal
from bots.terminal.welcome import Welcome
from graphs.dialogue import Sender
from storage.bookings import NewBooking
from storage.halls import NewHall
from storage.migrate import upgrade
from texts import translator

ZONE = "Europe/Berlin"
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
"""A Saturday, 10:00 in the halls' zone."""

HALLS = (
    NewHall(
        name="Blue Salon",
        aliases=("Синий салон", "Голубой салон"),
        description={"en": "A small salon with a piano.", "ru": "Маленький салон с роялем."},
        rules={"en": "No confetti.", "ru": "Без конфетти."},
        hours=(None, *[(540, 1260)] * 4, (600, 1440), (600, 1080)),
        capacity=30,
        price_per_hour=45_00,
        currency="EUR",
        time_zone=ZONE,
    ),
    NewHall(
        name="Blue Terrace",
        aliases=("Синяя терраса",),
        description={"en": "A roofed terrace over the river.", "ru": "Крытая терраса над рекой."},
        rules={"en": "Quiet after 22:00.", "ru": "После 22:00 — тихо."},
        hours=((720, 1380),) * 7,
        capacity=60,
        price_per_hour=80_00,
        currency="EUR",
        time_zone=ZONE,
    ),
    NewHall(
        name="Chapel",
        aliases=("Часовня",),
        description={
            "en": "An old chapel with good echo.",
            "ru": "Старая часовня с хорошим эхом.",
            "zh": "一座老礼拜堂，回声很好。",
        },
        rules={},
        hours=((480, 1200),) * 7,
        capacity=120,
        price_per_hour=110_50,
        currency="EUR",
        time_zone=ZONE,
    ),
)
TAKEN = (("Chapel", (2026, 11, 25), 12, 16), ("Blue Terrace", (2026, 11, 27), 18, 21))
"""Held by somebody else, in hours of the halls' zone."""


@dataclass(frozen=True, slots=True)
class Held:
    """A conversation that was held: the screen without the welcome, and the bookings it left."""

    shown: str
    bookings: tuple[str, ...]


class FixedZone(Settings):
    """Settings on a machine that stands where the halls are."""

    @property
    def time_zone(self) -> str:
        return ZONE


async def hold(folder: Path, lines: Sequence[str], locale: str) -> Held:
    """Pipes the lines into a terminal in front of a fresh house."""
    settings = FixedZone(concierge_home=folder, database_url=f"sqlite:///{folder / 'concierge.db'}")
    upgrade(settings.database_url)
    async with open_house(settings, "http://127.0.0.1:8080", now=lambda: NOW) as house:
        await _furnish(house)
        shown = await _talk(house, folder, lines, locale)
        return Held(shown, await _bookings(house))


async def _furnish(house: House) -> None:
    other = await house.stores.users.resolve("test", "somebody", "Somebody", "en")
    for new in HALLS:
        hall = await house.stores.halls.add(new)
        for name, day, first, last in TAKEN:
            if name == hall.name:
                start, end = (
                    datetime(*day, hour, tzinfo=ZoneInfo(ZONE)).astimezone(UTC) for hour in (first, last)
                )
                booking = NewBooking(hall.id, other.id, start, end, None, 1, "EUR")
                await house.stores.bookings.hold(f"{name} {start}", booking, NOW, end)


async def _talk(house: House, folder: Path, lines: Sequence[str], locale: str) -> str:
    screen = folder / "screen"
    given = folder / "given"
    given.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    source, target = os.open(given, os.O_RDONLY), os.open(screen, os.O_WRONLY | os.O_CREAT)
    plain = PlainScreen(translator(locale), source, target)
    terminal = Terminal(plain, Sender("ann", "Ann", locale), folder, Welcome("built-in", None, built_in=True))
    house.platforms[terminal.name] = terminal
    working = asyncio.create_task(house.queue.run())
    try:
        await terminal.run(house.accept)
        await house.queue.drain()
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await terminal.close()
        os.close(source)
        os.close(target)
    shown = screen.read_text("utf-8").replace(str(folder), "HOME")
    return re.sub(r"/b/[\w-]{20,}", "/b/KEY", shown[shown.index("> ") :]).rstrip() + "\n"


async def _bookings(house: House) -> tuple[str, ...]:
    """Ann's, in the order in which they were made, in the halls' zone."""
    found: list[str] = []
    number = len(TAKEN) + 1
    while (booking := await house.stores.bookings.get(number)) is not None:
        hall = await house.stores.halls.get(booking.hall_id)
        assert hall is not None
        start, end = (moment.astimezone(ZoneInfo(ZONE)) for moment in (booking.start, booking.end))
        found.append(f"{number} {hall.name} {start:%a %Y-%m-%d %H:%M}–{end:%H:%M} {booking.status}")
        number += 1
    return tuple(found)
