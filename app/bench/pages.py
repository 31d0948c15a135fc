"""What the booking's page costs where very much is booked: one reader after the other, and a thousand at once."""

import asyncio
import random
import resource
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial

from prometheus_client import CollectorRegistry

from app.bench.booked import BOOKINGS, HALLS, Booked, open_booked
from app.bench.measure import Figure, Times, repeat
from app.wiring import booking_address, make_desk
from storage.booking_keys import shown_key
from storage.bookings import Booking, bookings
from storage.signing import Signer
from web.application import Site, create_application
from web.networks import networks
from web.server import Listener, listen, serving

READERS = 1_000
TARGET = 30.0
"""Milliseconds."""

_FILES = 8_192


async def figures(rounds: int, *, quick: bool = False) -> AsyncIterator[Figure]:
    halls, count = (HALLS // 10, BOOKINGS // 10) if quick else (HALLS, BOOKINGS)
    async with open_booked(halls, count) as booked, _served(booked) as (listener, signer):
        paths = await _paths(booked, signer)
        times = await repeat(rounds, lambda number: _read(listener, paths[number % len(paths)], number))
        name = f"a page, {count:,} bookings of {halls} halls"
        for figure in times.figures(name, target=TARGET):
            yield figure
        for figure in await _at_once(listener, paths):
            yield figure


async def _at_once(listener: Listener, paths: Sequence[str]) -> list[Figure]:
    """A thousand readers, each at an address of their own, who all ask in the same moment."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(_FILES, most), most))
    times = Times()

    async def read(number: int) -> bool:
        began = time.perf_counter()
        try:
            await _read(listener, paths[number % len(paths)], number)
        except (OSError, ValueError):
            return False
        times.seconds.append(time.perf_counter() - began)
        return True

    began = time.perf_counter()
    served = sum(await asyncio.gather(*(read(number) for number in range(READERS))))
    seconds = time.perf_counter() - began
    return [
        Figure(f"{READERS:,} readers at once, errors", READERS - served, "", 0.0),
        Figure(f"{READERS:,} readers at once, pages", served / seconds, "per second", more_is_better=True),
        Figure(f"{READERS:,} readers at once, the last one's wait", max(times.seconds), "s"),
    ]


async def _read(listener: Listener, path: str, reader: int) -> None:
    """As a proxy asks for somebody; raises ValueError for anything but a whole page."""
    receiving, sending = await asyncio.open_connection("127.0.0.1", listener.port)
    try:
        address = f"10.{reader >> 16 & 255}.{reader >> 8 & 255}.{reader & 255}"
        head = (
            f"GET {path} HTTP/1.1\r\nHost: bench\r\nX-Forwarded-For: {address}\r\nConnection: close\r\n\r\n"
        )
        sending.write(head.encode())
        answer = await receiving.read(-1)
    finally:
        sending.close()
    if not answer.startswith(b"HTTP/1.1 200 ") or not answer.rstrip().endswith(b"</html>"):
        raise ValueError(answer[:60])


@asynccontextmanager
async def _served(booked: Booked) -> AsyncGenerator[tuple[Listener, Signer]]:
    signer = Signer("bench")
    listener = await listen("127.0.0.1", 0)
    desk = make_desk(booked.stores, partial(booking_address, signer, listener.url), lambda: booked.now)
    site = Site(desk, signer, booked.stores.payments, {}, CollectorRegistry(), proxies=networks("127.0.0.1"))
    async with serving(create_application(site), listener):
        yield listener, signer


async def _paths(booked: Booked, signer: Signer) -> list[str]:
    """Of pages all over the bookings, most of which nobody has opened before."""
    keys = await booked.stores.database.read(
        lambda connection: list(
            connection.execute(bookings.select().with_only_columns(bookings.c.key)).scalars()
        )
    )
    chosen = random.Random(5).sample(keys, min(2_000, len(keys)))
    found = [await booked.stores.bookings.by_key(key) for key in chosen]
    return [_path(signer, booking) for booking in found if booking is not None]


def _path(signer: Signer, booking: Booking) -> str:
    return f"/b/{shown_key(signer, booking)}"
