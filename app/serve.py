"""Running the house: the conversation here, the pages, and an orderly end."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import structlog

from app import demo
from app.loop import run_until_stopped
from app.settings import Settings
from app.stores import Stores, open_stores
from app.wiring import DEFAULT_PORT, House, open_house, pages_address
from bots.terminal.platform import Terminal
from bots.terminal.welcome import Welcome
from storage.database import Database
from storage.migrate import upgrade
from web.application import Site, create_application
from web.server import AddressInUse, Listener, listen, serving

MakeStores = Callable[[Database], Stores]

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Offer:
    """What this run of the program offers."""

    pages: bool
    terminal: bool


def run(settings: Settings, *, terminal: bool) -> int:
    """Everything there is; returns the exit code."""
    return _start(settings, Offer(pages=True, terminal=terminal), open_stores)


def chat(settings: Settings, make_stores: MakeStores = open_stores) -> int:
    """The conversation in the terminal alone; returns the exit code."""
    return _start(settings, Offer(pages=False, terminal=True), make_stores)


def _start(settings: Settings, offer: Offer, make_stores: MakeStores) -> int:
    settings.home.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database_url)
    demo.fill(settings)
    run_until_stopped(_serve(settings, offer, make_stores))
    return 0


async def _serve(settings: Settings, offer: Offer, make_stores: MakeStores) -> None:
    listener = await _listen(settings) if offer.pages else None
    public_url = settings.public_url or (listener.url if listener else pages_address(settings))
    async with AsyncExitStack() as open_parts:
        house = await open_parts.enter_async_context(
            open_house(settings, public_url, make_stores=make_stores)
        )
        if listener is not None:
            await open_parts.enter_async_context(_pages(house, listener, public_url))
        if not offer.terminal:
            async with _answering(house):
                await asyncio.Event().wait()
        terminal = Terminal.here(settings.home, _welcome(house, public_url if listener else None))
        house.platforms[terminal.name] = terminal
        try:
            async with _answering(house):
                await terminal.run(house.accept)
        finally:
            await terminal.close()


@asynccontextmanager
async def _answering(house: House) -> AsyncGenerator[None]:
    """Answers turns while the block runs, and what is left of them when it ends by itself."""
    async with asyncio.TaskGroup() as group:
        working = group.create_task(house.queue.run(), name="turns")
        try:
            yield
            await house.queue.drain()
        finally:
            working.cancel()


@asynccontextmanager
async def _pages(house: House, listener: Listener, public_url: str) -> AsyncGenerator[None]:
    site = Site(
        bookings=house.stores.bookings,
        halls=house.stores.halls,
        now=house.desk.now,
        checks={"database": house.stores.database.ping},
        registry=house.registry,
        public_url=public_url,
    )
    async with serving(create_application(site), listener):
        yield


async def _listen(settings: Settings) -> Listener:
    """The port that is set; where none is, 8080 or, while somebody else is on it, a free one."""
    try:
        return await listen(settings.web_host, settings.web_port)
    except AddressInUse:
        if "web_port" in settings.model_fields_set:
            raise
        _log.warning("port 8080 is taken, so the pages are on another one", wanted=DEFAULT_PORT)
        return await listen(settings.web_host, 0)


def _welcome(house: House, web: str | None) -> Welcome:
    card = house.models.answering("chat")
    return Welcome(card.title, web, card.provider == "builtin")
