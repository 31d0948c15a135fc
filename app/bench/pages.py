"""What the booking's page costs where very much is booked: one reader after the other, and a thousand at once."""

import asyncio
import random
import resource
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from prometheus_client import CollectorRegistry
from sqlalchemy import select

from app.bench import booked_year
from app.bench.booked_year import BOOKINGS, NOW
from app.bench.measure import Figure, Times, repeat
from app.parts import booking_address, make_desk
from app.stores import open_stores
from storage.booking_keys import shown_key
from storage.bookings import Bookings, bookings
from storage.database import Database
from storage.migrate import upgrade
from storage.signing import Signer
from web.application import Site, create_application
from web.networks import networks
from web.server import Listener, listen, serving

READERS = 1_000
PAGES = 2_000
TARGET = 30.0
"""Milliseconds."""

_FILES = 8_192


async def figures(rounds: int, many: int = BOOKINGS, readers: int = READERS) -> AsyncIterator[Figure]:
    async with _served(many) as (listener, paths):
        times = await repeat(rounds, lambda number: _read(listener, paths[number % len(paths)], number))
        for figure in times.figures(f"a page among {many:,} bookings", target=TARGET):
            yield figure
        for figure in await _at_once(listener, paths, readers):
            yield figure


async def _at_once(listener: Listener, paths: Sequence[str], readers: int) -> list[Figure]:
    """Very many readers, each at an address of their own, who all ask in the same moment."""
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
    served = sum(await asyncio.gather(*(read(number) for number in range(readers))))
    seconds = time.perf_counter() - began
    return [
        Figure(f"{readers:,} readers at once, errors", readers - served, "", 0.0),
        Figure(f"{readers:,} readers at once, pages", served / seconds, "per second", more_is_better=True),
        Figure(f"{readers:,} readers at once, the last one's wait", max(times.seconds), "s"),
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
async def _served(many: int) -> AsyncGenerator[tuple[Listener, list[str]]]:
    """The pages of so many bookings, and where some of them are."""
    with TemporaryDirectory(prefix="concierge-pages-") as folder:
        url = f"sqlite:///{Path(folder) / 'concierge.db'}"
        await asyncio.to_thread(upgrade, url)
        database = Database.open(url)
        try:
            await booked_year.fill(database, many=many)
            stores, signer = open_stores(database, lambda: NOW), Signer("bench")
            listener = await listen("127.0.0.1", 0)
            desk = make_desk(stores, partial(booking_address, signer, listener.url), lambda: NOW)
            site = Site(desk, signer, stores.payments, {}, CollectorRegistry(), proxies=networks("127.0.0.1"))
            async with serving(create_application(site), listener):
                yield listener, await _paths(database, stores.bookings, signer)
        finally:
            await database.close()


async def _paths(database: Database, store: Bookings, signer: Signer) -> list[str]:
    """Of pages all over the bookings."""
    every = select(bookings.c.id)
    ids = await database.read(lambda connection: list(connection.execute(every).scalars()))
    chosen = random.Random(5).sample(ids, min(PAGES, len(ids)))
    found = [await store.get(number) for number in chosen]
    return [f"/b/{shown_key(signer, booking)}" for booking in found if booking is not None]
