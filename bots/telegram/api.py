"""Calls to the Bot API: paced, tried again where that helps, and failing by name."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import TelegramMethod
from aiogram.types import Message

from bots.pacing import Kind, Pacer
from bots.platform import Undeliverable
from bots.telegram.refusals import closed, is_not_editable, is_not_modified, is_token_refused

T = TypeVar("T")
Make = Callable[[int], Awaitable[TelegramMethod[Message]]]
"""Makes a message for a chat when its turn has come; the id is another one once a group is a supergroup."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. An `answer` is what Telegram owes us for a call, to an edit with a `draft` sooner; for one that
    is under way the whole text waits as long as `handover`. The pauses between tries double. Our webhook is
    looked after at intervals of `look`.
    """

    answer: int = 20
    draft: int = 10
    handover: float = 3.0
    first_pause: float = 0.5
    longest_pause: float = 30.0
    look: float = 60.0


class Uncertain(Exception):
    """Nothing legible came back. The call may have taken effect, or not; a `late` one may do so yet."""

    def __init__(self, reason: str, *, late: bool = False) -> None:
        super().__init__(reason)
        self.late = late


class TokenRefused(Uncertain):
    """Telegram doesn't know us; whoever sets another token may change that."""


class Gone(Exception):
    """The message can't be written into: it was deleted, or is of another kind."""


class Api:
    """Knows which groups have become supergroups, for as long as it lives."""

    def __init__(self, bot: Bot, pacer: Pacer, patience: Patience) -> None:
        self._bot = bot
        self._pacer = pacer
        self._patience = patience
        self._moved: dict[int, int] = {}

    async def ask(self, method: TelegramMethod[T], seconds: int | None = None) -> T:
        """Once and at once. Raises `Uncertain`, or what aiogram makes of a refusal."""
        try:
            return await self._bot(method, request_timeout=seconds or self._patience.answer)
        except TelegramEntityTooLarge:
            raise
        except (TelegramNotFound, TelegramUnauthorizedError) as error:
            raise (TokenRefused(error.message) if is_token_refused(error) else error) from error
        except (TelegramNetworkError, TelegramServerError) as error:
            timed_out = isinstance(error.__cause__, TimeoutError) or "timeout" in error.message.casefold()
            raise Uncertain(self._without_token(error.message), late=timed_out) from None
        except (ClientDecodeError, OSError, ValueError) as error:
            raise Uncertain(f"{type(error).__name__} in the answer") from None

    async def send(self, chat: int, make: Make, *, first: bool) -> Message:
        """A new message; `first` for the first sign of an answer.

        Returns when it is certain that Telegram has taken it. Raises `Uncertain` when that can't be known,
        `Undeliverable`, or what aiogram makes of another refusal.
        """
        while True:
            await self._pacer.turn(chat, Kind.FIRST if first else Kind.FINAL)
            try:
                return await self._paced(chat, await make(self._moved.get(chat, chat)))
            except TelegramRetryAfter as flood:
                self.wait(chat, flood)
            except TelegramMigrateToChat as moved:
                _log.info("a group became a supergroup", chat=chat, supergroup=moved.migrate_to_chat_id)
                self._moved[chat] = moved.migrate_to_chat_id
            except TelegramAPIError as error:
                raise _named(error) from error

    async def edit(
        self, chat: int, method: TelegramMethod[Any], message: str = "", tries: int | None = None
    ) -> None:
        """Until it is certain that the message is so; that it is so already is no error.

        Drafts of the same `message` are left out from now on. Raises `Gone`, `Undeliverable`, or what aiogram
        makes of another refusal; `Uncertain` only after as many `tries`, where a number is given.
        """
        pauses = self.pauses()
        while True:
            await self._pacer.turn(chat, Kind.FINAL, message)
            try:
                await self._paced(chat, method)
                return
            except TelegramRetryAfter as flood:
                self.wait(chat, flood)
            except Uncertain as error:
                tries = None if tries is None else tries - 1
                if tries == 0:
                    raise
                await self.rest(chat, error, next(pauses))
            except TelegramMigrateToChat as moved:
                raise Gone(moved.message) from moved
            except TelegramBadRequest as error:
                if is_not_modified(error):
                    return
                raise _named(error) from error
            except TelegramAPIError as error:
                raise _named(error) from error

    async def room(self, chat: int, kind: Kind, message: str = "") -> bool:
        """Waits until a call that may be left out can be made; false where it is to be left out."""
        return await self._pacer.turn(chat, kind, message)

    async def try_once(self, chat: int, method: TelegramMethod[Any], seconds: int | None = None) -> bool:
        """At once; false for a flood. Raises `Uncertain`, or what aiogram makes of another refusal."""
        try:
            await self._paced(chat, method, seconds)
        except TelegramRetryAfter as flood:
            self.wait(chat, flood)
            return False
        except TelegramBadRequest as error:
            if not is_not_modified(error):
                raise
        return True

    def pauses(self) -> Iterator[float]:
        """Seconds before the next try, the one after it, and so on."""
        pause = self._patience.first_pause
        while True:
            yield pause
            pause = min(2 * pause, self._patience.longest_pause)

    async def rest(self, chat: int, error: Uncertain, seconds: float) -> None:
        """A pause after a call without an answer; the first in a row is in the log."""
        log = _log.warning if seconds <= self._patience.first_pause else _log.debug
        log("Telegram did not answer", chat=chat, reason=str(error), again_in=seconds)
        await asyncio.sleep(seconds)

    async def _paced(self, chat: int, method: TelegramMethod[T], seconds: int | None = None) -> T:
        try:
            return await self.ask(method, seconds)
        finally:
            self._pacer.ended(chat)

    def _without_token(self, message: str) -> str:
        """aiohttp's errors may name the address, which the token is part of."""
        return message.replace(self._bot.token, "<token>")

    def wait(self, chat: int, flood: TelegramRetryAfter) -> None:
        """Nothing more goes to a chat for as long as Telegram wants."""
        _log.warning("Telegram wants a pause", chat=chat, seconds=flood.retry_after)
        self._pacer.penalise(chat, flood.retry_after)


def _named(error: TelegramAPIError) -> Exception:
    """A refusal that a message or a chat can't recover from by its name; another one as it is."""
    if reason := closed(error):
        return Undeliverable(reason)
    if isinstance(error, TelegramBadRequest) and is_not_editable(error):
        return Gone(error.message)
    return error
