"""Making the Telegram platform; aiogram takes seconds to import, so this is imported where a token is set."""

from dataclasses import dataclass

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.utils.token import TokenValidationError

from bots.pacing import Pacer
from bots.telegram.api import Patience
from bots.telegram.inline_queries import Quick
from bots.telegram.platform import Telegram, Till
from bots.telegram.webhook import Webhook
from storage.deliveries import Deliveries
from storage.inbox import Inbox

CONNECTIONS = 100
_NO_TOKEN = "0:unreadable"
"""Stands for a token that can't be one, so that Telegram's own refusal is met like any other."""


class Session(AiohttpSession):
    """Waits after closing, as aiogram does for the sake of TLS, only where there is any."""

    async def close(self) -> None:
        if self.api.base.startswith("https:"):
            await super().close()
        elif self._session is not None:
            await self._session.close()


@dataclass(frozen=True, slots=True)
class Access:
    """`api_url` is that of a Bot API server of one's own, empty for Telegram's. A `webhook_url` has a secret."""

    token: str
    api_url: str = ""
    webhook_url: str = ""
    webhook_secret: str = ""


def open_telegram(
    access: Access,
    inbox: Inbox,
    deliveries: Deliveries,
    pacer: Pacer,
    patience: Patience | None = None,
    quick: Quick | None = None,
    till: Till | None = None,
) -> Telegram:
    """To be called inside the event loop. Without `quick` there are no answers within other chats, without a `till`
    nothing can be paid.
    """
    server = TelegramAPIServer.from_base(access.api_url) if access.api_url else PRODUCTION
    session = Session(api=server, limit=CONNECTIONS)
    try:
        bot = Bot(access.token, session)
    except TokenValidationError:
        bot = Bot(_NO_TOKEN, session)
    patience = patience or Patience()
    webhook = (
        Webhook(access.webhook_url, access.webhook_secret, patience.look) if access.webhook_url else None
    )
    return Telegram(bot, pacer, inbox, deliveries, webhook, patience, quick, till)
