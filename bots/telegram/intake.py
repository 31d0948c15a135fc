"""Every update on its way into the inbox."""

import asyncio
from collections.abc import Sequence
from typing import cast

import structlog
from aiogram.types import Message, Update

from bots.platform import Accept
from bots.telegram.checkouts import Checkouts
from bots.telegram.inline_queries import InlineQueries
from bots.telegram.post import Newest
from bots.telegram.presses import Presses
from bots.telegram.reactions import Reactions
from bots.telegram.typing_signs import TypingSigns
from bots.telegram.updates import Reader
from graphs.dialogue import Incoming

ALLOWED = ["message", "edited_message", "callback_query", "inline_query", "pre_checkout_query"]
"""The kinds that Telegram is asked for."""

_log = structlog.get_logger(__name__)


class Intake:
    """What can't be read is logged and left out, so that the next update is served."""

    def __init__(
        self,
        reader: Reader,
        presses: Presses,
        newest: Newest,
        signs: TypingSigns,
        reactions: Reactions,
        inline_queries: InlineQueries,
        checkouts: Checkouts,
    ) -> None:
        self._reader = reader
        self._presses = presses
        self._newest = newest
        self._signs = signs
        self._reactions = reactions
        self._inline_queries = inline_queries
        self._checkouts = checkouts

    async def take_all(self, raw: Sequence[object], accept: Accept) -> None:
        """Returns once all are stored; those of one chat in their order, chats side by side.

        Raises what `accept` raised for any of them, after the others.
        """
        lanes: dict[int, list[Update]] = {}
        for update in filter(None, map(_parsed, raw)):
            lanes.setdefault(_chat_of(update), []).append(update)
        outcomes = await asyncio.gather(
            *(self._take_lane(lane, accept) for lane in lanes.values()), return_exceptions=True
        )
        for outcome in outcomes:
            if outcome is not None:
                raise outcome

    async def _take_lane(self, updates: Sequence[Update], accept: Accept) -> None:
        for update in updates:
            await self._take(update, accept)

    async def _take(self, update: Update, accept: Accept) -> None:
        if update.callback_query is not None:
            await self._presses.take(update.callback_query, accept)
            return
        if update.inline_query is not None:
            return self._inline_queries.take(update.inline_query)
        if update.pre_checkout_query is not None:
            return self._checkouts.take(update.pre_checkout_query)
        message = update.message or update.edited_message
        if message is None:
            return
        self._newest.note(message.chat.id, message.message_id)
        incoming = self._read(update.update_id, message, edited=update.message is None)
        if incoming is not None and await accept(incoming):
            self._signs.begin(incoming)
            self._reactions.begin(incoming)

    def _read(self, update_id: int, message: Message, *, edited: bool) -> Incoming | None:
        """A fault in reading is no reason to ask for the message again: it would never end."""
        try:
            return self._reader.read(update_id, message, edited=edited)
        except Exception:
            _log.exception("a message that can't be read is left out", update=update_id)
            return None


def _parsed(raw: object) -> Update | None:
    try:
        return Update.model_validate(raw)
    except Exception as error:
        _log.warning(
            "an update that can't be read is left out", update=update_id_of(raw), error=type(error).__name__
        )
        return None


def update_id_of(raw: object) -> int | None:
    """The number of an update, None where it has none."""
    number = cast("dict[object, object]", raw).get("update_id") if isinstance(raw, dict) else None
    return number if isinstance(number, int) else None


def _chat_of(update: Update) -> int:
    """0 where there is none."""
    message = update.message or update.edited_message
    if message is None and update.callback_query is not None and update.callback_query.message is not None:
        return update.callback_query.message.chat.id
    return message.chat.id if isinstance(message, Message) else 0
