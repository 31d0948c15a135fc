"""Which ways to pay there are, by the settings."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING

import structlog

from app.settings import Settings, SettingsError
from bots.platform import Platform
from graphs.dialogue import Incoming, Place, Sender
from payments.cashier import Cashier, TellOwner
from payments.practice import Practice
from payments.provider import Provider
from payments.telegram import Bot, TelegramCards, TelegramStars
from payments.ways import Ways
from storage.clock import Clock
from storage.payments import Payment
from texts import money

if TYPE_CHECKING:
    from fastapi import APIRouter

TELEGRAM = "telegram"

_log = structlog.get_logger(__name__)


def telegram_bot(platforms: Mapping[str, Platform]) -> Bot | None:
    """The one that runs, None while there is none."""
    bot = platforms.get(TELEGRAM)
    return bot if isinstance(bot, Bot) else None


def owner_teller(
    admins: Collection[tuple[str, str]], accept: Callable[[Incoming], Awaitable[bool]], now: Clock
) -> TellOwner:
    """Puts it into the log, and into the chats of the admins on Telegram: each is one turn, which happens once."""

    async def tell(payment: Payment) -> None:
        currency = payment.received_currency or payment.currency
        _log.error(
            "money has to be given back by hand; afterwards run `concierge payments refunded`",
            payment=payment.id,
            booking=payment.booking_id,
            sum=money(payment.refund or 0, currency, "en"),
            provider=payment.provider,
            charge=payment.charge,
        )
        for platform, account in sorted(admins):
            if platform == TELEGRAM:
                await accept(
                    Incoming(
                        platform=platform,
                        update_id=f"owed:{payment.id}:{account}",
                        place=Place(platform, account),
                        sender=Sender(account),
                        sent_at=now(),
                        owed=payment.id,
                    )
                )

    return tell


def make_ways(settings: Settings, public_url: str, bot: Callable[[], Bot | None], now: Clock) -> Ways:
    """Those that have keys, Stripe first; without any, the one that moves no money. Raises `SettingsError`."""
    providers: list[Provider] = []
    if key := settings.stripe_api_key.get_secret_value():
        if find_spec("stripe") is None:
            raise SettingsError(
                "STRIPE_API_KEY needs Stripe's package: .venv/bin/pip install 'concierge[payments]'"
            )
        from payments.stripe import StripeCheckout  # its SDK is slow to import

        providers.append(StripeCheckout(key, settings.stripe_api_url, now))
    in_telegram = _of_telegram(settings, bot)
    providers += in_telegram
    names = tuple(provider.name for provider in in_telegram)
    if not providers and settings.public_url:
        _log.warning("no way to pay is set up, so bookings are paid on a page that moves no money")
    return Ways(providers or [Practice(public_url)], {TELEGRAM: names})


def payment_webhooks(settings: Settings, cashier: Cashier) -> "tuple[APIRouter, ...]":
    """Where providers tell us of money."""
    if not settings.stripe_api_key.get_secret_value():
        return ()
    from payments.stripe_events import StripeEvents
    from web.stripe import stripe_webhook

    events = StripeEvents(cashier, settings.stripe_webhook_secret.get_secret_value())
    return (stripe_webhook(events.take),)


def _of_telegram(settings: Settings, bot: Callable[[], Bot | None]) -> list[Provider]:
    if not settings.telegram_bot_token.get_secret_value():
        return []
    providers: list[Provider] = []
    if settings.telegram_payment_token.get_secret_value():
        providers.append(TelegramCards(bot))
    if settings.telegram_stars_rate:
        providers.append(TelegramStars(bot, settings.telegram_stars_rate))
    return providers
