"""Running the house: the conversation here, the bots, the pages, and an orderly end."""

import asyncio
import gc
import sys
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import structlog

from app import demo
from app.clock import HouseClock, open_clock
from app.loop import run_until_stopped
from app.parts import DEFAULT_PORT, pages_address
from app.platforms import Bots, keep_running, open_bots
from app.settings import Settings
from app.shortcomings import shortcomings
from app.status import kept_up_to_date, status_line
from app.stores import open_stores
from app.tills import payment_webhooks
from app.wiring import House, MakeStores, open_house
from bots.terminal.person import machine_locale
from bots.terminal.platform import Terminal
from bots.terminal.welcome import Welcome
from storage.migrate import upgrade
from texts import translator
from web.application import Site, create_application
from web.server import AddressInUse, Listener, listen, serving

GRACE = 20.0
"""Seconds that running turns have to finish when the program is stopped while bots are on."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Offer:
    """What this run of the program offers."""

    pages: bool
    bots: bool
    terminal: bool


def run(settings: Settings, *, terminal: bool) -> int:
    """Everything there is; returns the exit code."""
    return _start(settings, Offer(pages=True, bots=True, terminal=terminal), open_stores)


def chat(settings: Settings, make_stores: MakeStores = open_stores) -> int:
    """The conversation in the terminal alone; returns the exit code."""
    return _start(settings, Offer(pages=False, bots=False, terminal=True), make_stores)


def _start(settings: Settings, offer: Offer, make_stores: MakeStores) -> int:
    settings.home.mkdir(parents=True, exist_ok=True)
    upgrade(settings.database_url)
    demo.fill(settings)
    run_until_stopped(_serve(settings, offer, make_stores))
    return 0


async def _serve(settings: Settings, offer: Offer, make_stores: MakeStores) -> None:
    listener = await _listen(settings) if offer.pages else None
    public_url = settings.public_url or (listener.url if listener else pages_address(settings))
    async with AsyncExitStack() as parts:
        house = await parts.enter_async_context(open_house(settings, public_url, make_stores=make_stores))
        bots = open_bots(settings, house, public_url) if offer.bots else Bots()
        for bot in bots.running:
            house.platforms[bot.name] = bot
            parts.push_async_callback(bot.close)
        clock = open_clock(house, house.cashier.look)
        if listener is not None:
            await parts.enter_async_context(_pages(settings, house, bots, clock, listener, public_url))
        terminal = None
        if offer.terminal:
            welcome = await asyncio.to_thread(_welcome, house, bots, public_url if listener else None)
            terminal = Terminal.here(settings.home, welcome)
            house.platforms[terminal.name] = terminal
            parts.push_async_callback(terminal.close)
        gc.freeze()  # or a full collection goes through all that is imported, and everybody waits a tenth of a second
        async with _answering(house, bots, clock):
            await _until_the_end(house, bots, terminal, public_url)


async def _until_the_end(house: House, bots: Bots, terminal: Terminal | None, url: str) -> None:
    """The conversation's end; with bots, and no person at the terminal, that of the program."""
    if terminal is not None:
        async with kept_up_to_date(house, bots, url, terminal.status):
            await terminal.run(house.accept)
        if not bots.running or sys.stdin.isatty():
            return
    _log.info("serving until stopped", url=url)
    async with status_line(house, bots, url):
        await asyncio.Event().wait()


@asynccontextmanager
async def _answering(house: House, bots: Bots, clock: HouseClock) -> AsyncGenerator[None]:
    """Runs bots and clock and answers turns while the block runs, and what is left of them when it ends by itself.

    When it is cancelled, bots take in nothing more, the clock stops, and the turns at work are finished.
    """
    async with asyncio.TaskGroup() as group:
        working = group.create_task(house.queue.run(), name="turns")
        ticking = group.create_task(clock.run(), name="clock")
        ears = [group.create_task(keep_running(bot, house.accept), name=bot.name) for bot in bots.running]
        try:
            yield
            await _silence(ears)
            await clock.stop(GRACE)
            await house.queue.drain()
        except asyncio.CancelledError:
            await _silence(ears)
            grace = GRACE if ears else 0.0
            await asyncio.gather(clock.stop(grace), house.queue.finish(grace))
            raise
        finally:
            working.cancel()
            ticking.cancel()


async def _silence(ears: list[asyncio.Task[None]]) -> None:
    for ear in ears:
        ear.cancel()
    await asyncio.gather(*ears, return_exceptions=True)


@asynccontextmanager
async def _pages(
    settings: Settings, house: House, bots: Bots, clock: HouseClock, listener: Listener, public_url: str
) -> AsyncGenerator[None]:
    site = Site(
        desk=house.desk,
        signer=house.signer,
        payments=house.stores.payments,
        checks={"database": house.stores.database.ping, "clock": clock.check},
        connections={bot.name: bot.check for bot in bots.running},
        registry=house.registry,
        public_url=public_url,
        webhooks=(*bots.webhooks, *payment_webhooks(settings, house.cashier)),
        photos=settings.photos,
        proxies=settings.proxies,
        cashier=house.cashier,
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


def _welcome(house: House, bots: Bots, web: str | None) -> Welcome:
    card = house.models.answering("chat")
    names = tuple(bot.name.capitalize() for bot in bots.running)
    troubles = shortcomings(house, translator(machine_locale() or "en"))
    return Welcome(card.title, web, card.provider == "builtin", names, troubles)
