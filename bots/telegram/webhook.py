"""Updates that Telegram brings to our own address."""

import asyncio

import structlog
from aiogram.methods import GetWebhookInfo, SetWebhook

from bots.platform import Accept
from bots.telegram.connection import Connection
from bots.telegram.intake import ALLOWED, Intake

AT_ONCE = 100

_log = structlog.get_logger(__name__)


class NotReady(Exception):
    """The bot isn't up yet; Telegram tries again by itself."""


class Webhook:
    """`url` is our address as Telegram reaches it, `secret` what it shows us each time.

    `look` are the seconds between looks at how Telegram fares with that.
    """

    def __init__(self, url: str, secret: str, look: float) -> None:
        self.url = url
        self.secret = secret
        self._look = look
        self._open: tuple[Intake, Accept] | None = None

    async def receive(self, update: object) -> None:
        """Returns once the update is stored. Raises `NotReady`, or what storing it raises."""
        if self._open is None:
            raise NotReady
        intake, accept = self._open
        await intake.take_all([update], accept)

    async def run(self, connection: Connection, intake: Intake, accept: Accept) -> None:
        """Has updates brought here until it is cancelled; they are kept for us when it is."""
        self._open = intake, accept
        try:
            await self._announce(connection)
            while True:
                await asyncio.sleep(self._look)
                await self._examine(connection)
        finally:
            self._open = None

    async def _examine(self, connection: Connection) -> None:
        info = await connection.await_answer(GetWebhookInfo())
        if info.url != self.url:
            _log.warning("the webhook was changed by somebody else and is set again")
            await self._announce(connection)
        elif info.pending_update_count and info.last_error_date:
            connection.fail(f"Telegram can't reach TELEGRAM_WEBHOOK_URL: {info.last_error_message}")
        else:
            connection.recover()

    async def _announce(self, connection: Connection) -> None:
        await connection.insist(
            SetWebhook(
                url=self.url, secret_token=self.secret, allowed_updates=ALLOWED, max_connections=AT_ONCE
            )
        )
