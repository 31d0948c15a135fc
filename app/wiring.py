"""Where the parts meet: the only place that knows them all."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from importlib.metadata import version
from zoneinfo import ZoneInfo

from langchain_core.language_models import BaseChatModel
from prometheus_client import CollectorRegistry

from app.parts import (
    about,
    booking_address,
    make_builtin,
    make_desk,
    make_models,
    make_modes,
    make_parts,
    tool_instructions,
)
from app.settings import Settings
from app.speech import Speech, make_speech
from app.stores import Stores, open_stores
from app.tills import make_ways, owner_teller, telegram_bot
from bots.allowance import Allowance, parse
from bots.asides import Asides
from bots.counter import Counter, Kept
from bots.discord.joining import DiscordJoining
from bots.embedded import EmbeddedQueue
from bots.exports import Exports
from bots.joining import Joiner
from bots.listening import Listening
from bots.locks import KeyedLocks
from bots.metrics import Metrics, metrics
from bots.noticing import Noticing
from bots.openings import Openings
from bots.panels.booking import BookingPanels
from bots.paying import Paying
from bots.platform import Linking, Platform, Suggest
from bots.presenting import Presenting
from bots.reception import Reception
from bots.running import Running
from bots.serving import Serving
from bots.settling import Settling
from bots.spending import Spending
from bots.suggestions import Suggestions
from bots.talking import Talking
from bots.telegram.joining import TelegramJoining
from bots.turns import Turns
from graphs.assistant import build
from graphs.conversation import Conversation
from graphs.dialogue import Incoming, Reply, Sender
from graphs.modes import Modes
from graphs.parts import Parts
from models.llama.files import LlamaFiles
from models.provider import Models, load_client
from models.small_talk.processes import ModelProcesses
from payments.cashier import Cashier
from payments.ways import Ways
from prompts.presets import Presets
from storage.checkpoints import open_checkpointer
from storage.clock import Clock, utc_now
from storage.database import Database
from storage.signing import Signer, open_signer
from tools.bookings import operation_outcome
from tools.desk import Desk

KEPT_UPDATES = timedelta(days=30)
"""How long a finished update is remembered, so that a late copy of it is no new turn."""


MakeStores = Callable[[Database, Clock], Stores]


@dataclass(frozen=True, slots=True)
class House:
    """The running parts. A platform is added to `platforms` before the queue runs."""

    stores: Stores
    signer: Signer
    desk: Desk
    cashier: Cashier
    models: Models
    modes: Modes
    conversation: Conversation
    queue: EmbeddedQueue
    platforms: dict[str, Platform]
    registry: CollectorRegistry
    metrics: Metrics
    suggest: Suggest
    asides: Asides

    async def quick(self, platform: str, sender: Sender, text: str) -> str:
        """An answer without memory and tools, for a question asked in another chat."""
        return await self.asides.quick(platform, sender, text)

    async def accept(self, incoming: Incoming) -> bool:
        """Stores an update durably and has it answered; false for one that was stored before."""
        new = await self.queue.accept(incoming)
        if new:
            self.metrics.accepted.labels(incoming.platform).inc()
        return new


@asynccontextmanager
async def open_house(
    settings: Settings,
    public_url: str,
    *,
    make_stores: MakeStores = open_stores,
    now: Callable[[], datetime] = utc_now,
    builtin: BaseChatModel | None = None,
    speech: Speech | None = None,
) -> AsyncGenerator[House]:
    """Opens everything that answers turns over a migrated database, and closes it again.

    `builtin` stands in for the built-in model, `speech` for what listens and speaks.
    """
    async with AsyncExitStack() as opened:
        database = Database.open(settings.database_url)
        opened.push_async_callback(database.close)
        stores = make_stores(database, now)
        await stores.inbox.prune(now() - KEPT_UPDATES)
        signer = await open_signer(database, settings.concierge_secret.get_secret_value())
        desk = make_desk(stores, partial(booking_address, signer, public_url), now, settings.hold)
        builtin = builtin or make_builtin(stores.halls, ZoneInfo(settings.time_zone), now)
        llama = LlamaFiles(tool_instructions)
        opened.push_async_callback(llama.close)
        small_talk = ModelProcesses()
        opened.push_async_callback(small_talk.close)
        models = make_models(settings, builtin, llama, small_talk)
        await llama.announce(models.cards)
        await small_talk.announce(models.cards)
        opened.push_async_callback(models.close)
        modes = make_modes(settings, models)
        await asyncio.to_thread(modes)  # the log tells now what is wrong with the owner's files
        saver = await opened.enter_async_context(open_checkpointer(settings.database_url))
        parts = make_parts(stores, desk, models, modes, builtin)
        graph = build(parts).compile(checkpointer=saver)
        exports = Exports(settings.home / "exports")
        await exports.prune()
        speech = speech or make_speech(settings, parts.hall_names)
        opened.push_async_callback(speech.close)
        await speech.files.prune()
        if models.asks_servers or speech.asks_servers:
            await asyncio.to_thread(
                load_client
            )  # now, so that what it leaves in memory is frozen with the rest
        platforms: dict[str, Platform] = {}
        ways = make_ways(settings, public_url, partial(telegram_bot, platforms), now)
        opened.push_async_callback(ways.aclose)
        house, talking = _house(
            settings,
            stores,
            signer,
            desk,
            parts,
            exports,
            ways,
            speech,
            platforms,
            partial(Conversation, graph, saver),
        )
        opened.push_async_callback(talking.close)
        yield house


def _house(
    settings: Settings,
    stores: Stores,
    signer: Signer,
    desk: Desk,
    parts: Parts,
    exports: Exports,
    ways: Ways,
    speech: Speech,
    platforms: dict[str, Platform],
    converse: Callable[..., Conversation],
) -> tuple[House, Talking]:
    registry = CollectorRegistry()
    counted = metrics(registry)
    models = parts.models

    async def settle_earlier(turn_id: int, reply: Reply) -> None:
        await turns.settle_earlier(turn_id, reply)

    async def accept(incoming: Incoming) -> bool:
        return await queue.accept(incoming)

    cashier = Cashier(ways, stores.payments, desk.now, owner_teller(settings.admins, accept, desk.now))
    paying = Paying(cashier, stores.payments, stores.bookings, stores.halls, desk.booking_page)
    link = partial(_link, platforms)
    booking_panels = BookingPanels(desk, link, paying.buttons)
    conversation = converse(
        outcome=partial(operation_outcome, desk),
        settle_earlier=settle_earlier,
        booking_panel=booking_panels.of_number,
    )
    reception = Reception(stores.visits, stores.users, stores.sessions, settings.admins, settings.time_zone)
    openings = Openings(stores.inbox, stores.deliveries, stores.sessions, stores.users, conversation.asks)
    allowance = Allowance(parse(settings.concierge_budgets))
    spending = Spending(
        stores.budgets, allowance, models, parts.modes, conversation, stores.sessions, desk.now
    )
    locks = KeyedLocks()
    counter = Counter(
        kept=Kept(stores.users, stores.sessions, stores.transcript, stores.awaited, stores.budgets),
        models=models,
        modes=parts.modes,
        conversation=conversation,
        presets=Presets(settings.home / "presets"),
        allowance=allowance,
        exports=exports,
        desk=desk,
        booking_panels=booking_panels,
        about=partial(about, models),
        begin=openings.begin,
        running=Running(),
        hold=locks.hold,
        now=desk.now,
        version=version("concierge"),
        pay=paying.press,
        speaking=speech.speaking,
        affords=spending.affords,
        link=link,
    )
    asides = Asides(
        parts,
        stores.users,
        stores.sessions,
        stores.budgets,
        allowance,
        spending,
        settings.time_zone,
        desk.now,
    )
    settling = Settling(stores.settlements, stores.users, counter, spending, desk.now, counted)
    presenting = Presenting(speech.speaking, speech.files, spending, counter)
    talking = Talking(
        conversation,
        openings,
        counter,
        spending,
        settling,
        presenting,
        sessions_in_use=locks,
        entitle=asides.entitle if models.names("title") else None,
        metrics=counted,
    )
    turns = Turns(
        stores.inbox,
        stores.sessions,
        reception,
        openings,
        Serving(counter, paying, counted),
        talking,
        settling,
        Noticing(stores.notices, stores.payments, stores.users, desk, booking_panels),
        Listening(speech.hearing, stores.settlements, spending, counter, counted),
        presenting,
        platforms,
        counted,
    )
    joiner = Joiner(stores.inbox, turns.handle, {"telegram": TelegramJoining(), "discord": DiscordJoining()})
    queue = EmbeddedQueue(stores.inbox, joiner.handle, turns.give_up, platforms.keys())
    suggest = Suggestions(reception, counter).suggest
    house = House(
        stores,
        signer,
        desk,
        cashier,
        models,
        parts.modes,
        conversation,
        queue,
        platforms,
        registry,
        counted,
        suggest,
        asides,
    )
    return house, talking


def _link(platforms: Mapping[str, Platform], platform: str, payload: str) -> str:
    """Into a private chat on a platform; empty where it has no such links."""
    bot = platforms.get(platform)
    return bot.link(payload) if isinstance(bot, Linking) else ""
