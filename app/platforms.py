"""The bots that have a token: opened here, kept running, and asked how they are."""

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

import structlog

from app.settings import Settings
from app.wiring import House
from bots.platform import Accept, Platform

if TYPE_CHECKING:
    from fastapi import APIRouter

LONGEST_PAUSE = 60.0
"""Seconds before a bot that broke is started again, at most."""

_log = structlog.get_logger(__name__)


class Bot(Platform, Protocol):
    async def check(self) -> None:
        """Raises while the platform is not reached; the message says why."""
        ...


@dataclass(frozen=True, slots=True)
class Bots:
    """`webhooks` are the addresses at which platforms bring their updates to our pages."""

    running: tuple[Bot, ...] = ()
    webhooks: "tuple[APIRouter, ...]" = ()


def open_bots(settings: Settings, house: House, public_url: str) -> Bots:
    """Those that have a token; the SDK of one that has none is never imported."""
    running: list[Bot] = []
    webhooks: list[APIRouter] = []
    if settings.telegram_bot_token.get_secret_value():
        running.append(_telegram(settings, house, public_url, webhooks))
    if settings.discord_bot_token.get_secret_value():
        running.append(_discord(settings, house))
    return Bots(tuple(running), tuple(webhooks))


async def keep_running(bot: Bot, accept: Accept) -> None:
    """Runs a bot, again and again where a bug breaks it. Ends when the platform refuses it for good."""
    pause = 1.0
    while True:
        try:
            await bot.run(accept)
        except Exception:
            _log.exception("the bot broke and is started again", bot=bot.name, seconds=pause)
        else:
            return
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


def _telegram(settings: Settings, house: House, public_url: str, webhooks: "list[APIRouter]") -> Bot:
    from bots.pacing import TELEGRAM, Pacer
    from bots.telegram.opening import Access, open_telegram
    from bots.telegram.platform import Till
    from web.telegram import path_of, telegram_webhook

    access = Access(
        token=settings.telegram_bot_token.get_secret_value(),
        api_url=settings.telegram_api_url,
        webhook_url=settings.telegram_webhook_url,
        webhook_secret=settings.telegram_webhook_secret.get_secret_value(),
    )
    stores, quick = house.stores, partial(house.quick, "telegram")
    till = Till(settings.telegram_payment_token.get_secret_value(), house.cashier.objection)
    bot = open_telegram(access, stores.inbox, stores.deliveries, Pacer(TELEGRAM), quick=quick, till=till)
    if access.webhook_url:
        path = path_of(access.webhook_url, public_url)
        webhooks.append(telegram_webhook(path, access.webhook_secret, bot.receive))
    return bot


def _discord(settings: Settings, house: House) -> Bot:
    from bots.discord.platform import Discord, Memory

    stores = house.stores
    memory = Memory(stores.inbox, stores.deliveries, stores.visits, settings.home)
    token, api_url = settings.discord_bot_token.get_secret_value(), settings.discord_api_url
    return Discord(token, memory, api_url=api_url, suggest=house.suggest)
