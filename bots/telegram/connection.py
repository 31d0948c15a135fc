"""The line to Telegram: whether it stands, and how to get an answer over it in the end."""

import asyncio
from contextlib import suppress
from typing import TypeVar

import structlog
from aiogram.exceptions import TelegramAPIError, TelegramConflictError, TelegramRetryAfter
from aiogram.methods import DeleteWebhook, TelegramMethod

from bots.telegram.api import Api, TokenRefused, Uncertain

T = TypeVar("T")

TOKEN_REFUSED = (
    "Telegram does not know the token in TELEGRAM_BOT_TOKEN. Copy it once more from @BotFather and start again;"
    " everything else keeps running."
)
WEBHOOK_SET = "updates are being brought to a webhook that an earlier setting or another program has set"
TAKEN = "another program receives this bot's messages; one token serves one program at a time"

_log = structlog.get_logger(__name__)


class Disconnected(Exception):
    """No updates come from Telegram just now; the message says why."""


class Connection:
    """A trouble is in the log when it begins, when it becomes another one, and when it is over."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._trouble = "not connected yet"
        self._told = ""

    async def check(self) -> None:
        """Raises `Disconnected`."""
        if self._trouble:
            raise Disconnected(self._trouble)

    async def insist(self, method: TelegramMethod[T], seconds: int | None = None) -> T:
        """The answer to `method`, however long that takes; then all is well."""
        answer = await self.await_answer(method, seconds)
        self.recover()
        return answer

    async def await_answer(self, method: TelegramMethod[T], seconds: int | None = None) -> T:
        """The answer to `method`, however long that takes. Waits at most half a minute between tries."""
        pauses = self._api.pauses()
        while True:
            try:
                return await self._api.ask(method, seconds)
            except TelegramRetryAfter as flood:
                await asyncio.sleep(flood.retry_after)
            except TelegramConflictError as error:
                self.fail(TAKEN if "webhook" not in error.message else WEBHOOK_SET)
                await asyncio.sleep(next(pauses))
                if "webhook" in error.message:
                    await self.forget_webhook()
            except (TelegramAPIError, Uncertain) as error:
                self.fail(_reason(error))
                await asyncio.sleep(next(pauses))

    async def forget_webhook(self) -> None:
        """Has updates kept for us to fetch; it is tried once."""
        with suppress(TelegramAPIError, Uncertain):
            await self._api.ask(DeleteWebhook())

    def fail(self, reason: str) -> None:
        self._trouble = reason
        if reason != self._told:
            _log.error("Telegram is out of reach", reason=reason)
            self._told = reason

    def recover(self) -> None:
        self._trouble = ""
        if self._told:
            _log.info("Telegram is back")
            self._told = ""


def _reason(error: Exception) -> str:
    if isinstance(error, TokenRefused):
        return TOKEN_REFUSED
    return error.message if isinstance(error, TelegramAPIError) else str(error)
