"""A sign on the person's own message: ✍ while its answer is being written, 👌 when it stands there."""

import asyncio

import structlog
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import SetMessageReaction
from aiogram.types import ReactionTypeEmoji

from bots.pacing import Kind
from bots.telegram.api import Api, Uncertain
from bots.telegram.post import Post
from graphs.dialogue import Incoming
from storage.inbox import Inbox

WRITING = "✍"
DONE = "👌"
AT_ONCE = 1.0
"""Seconds; who is answered by then needs no sign of it."""
AGAIN = 3.0
"""Seconds after which it is looked again whether an answer is still to come."""
TRIES = 10
"""How often room is looked for, once a second, where none was left for the last sign."""
REMEMBERED = 1_000

_log = structlog.get_logger(__name__)


class Reactions:
    """Signs are made when nothing else waits to be sent. Nothing depends on them, and each is tried once."""

    def __init__(self, api: Api, inbox: Inbox) -> None:
        self._api = api
        self._inbox = inbox
        self._writing: dict[str, asyncio.Task[None]] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._shown: set[str] = set()
        self._refused: set[int] = set()

    def begin(self, incoming: Incoming) -> None:
        """A message is stored."""
        post = _post(incoming)
        if post is not None and incoming.update_id not in self._writing:
            self._writing[incoming.update_id] = asyncio.create_task(self._watch(incoming, post))

    def end(self, incoming: Incoming, *, answered: bool) -> None:
        """A message is answered, or gets no answer."""
        begun = self._writing.pop(incoming.update_id, None)
        if begun is not None:
            begun.cancel()
        post = _post(incoming)
        if post is not None and (answered or begun is not None):
            task = asyncio.create_task(self._end(incoming.update_id, post, begun, answered=answered))
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    async def close(self) -> None:
        tasks = [*self._writing.values(), *self._ending]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _watch(self, incoming: Incoming, post: Post) -> None:
        """Until it is answered; a message that became part of another loses its sign."""
        update = incoming.update_id
        try:
            await asyncio.sleep(AT_ONCE)
            while await self._is_awaited(incoming):
                if update not in self._shown and await self._has_room(post):
                    self._shown.add(update)
                    await self._show(post, WRITING)
                await asyncio.sleep(AGAIN)
        except Exception:
            _log.exception("a sign on a message could not be shown")
        self.end(incoming, answered=False)

    async def _end(
        self, update: str, post: Post, begun: asyncio.Task[None] | None, *, answered: bool
    ) -> None:
        """After the sign of writing, which may be on its way."""
        if begun is not None:
            await asyncio.wait([begun])
        shown = update in self._shown
        self._shown.discard(update)
        for _ in range(TRIES if answered or shown else 0):
            if await self._has_room(post):
                return await self._show(post, DONE if answered else "")
            await asyncio.sleep(1)

    async def _is_awaited(self, incoming: Incoming) -> bool:
        turn = await self._inbox.find(incoming.platform, incoming.update_id)
        return turn is not None and turn.state in ("waiting", "answered")

    async def _has_room(self, post: Post) -> bool:
        return post.chat in self._refused or await self._api.room(post.chat, Kind.SIGN)

    async def _show(self, post: Post, emoji: str) -> None:
        if post.chat in self._refused:
            return
        show = SetMessageReaction(
            chat_id=post.chat,
            message_id=post.message,
            reaction=[ReactionTypeEmoji(emoji=emoji)] if emoji else [],
        )
        try:
            await self._api.try_once(post.chat, show)
        except TelegramAPIError as error:
            if "REACTION" in error.message:
                self._refuse(post.chat)
        except Uncertain as error:
            _log.debug("a sign on a message may not be there", reason=str(error))

    def _refuse(self, chat: int) -> None:
        """A group's owner allows reactions or doesn't; it is not asked each time."""
        if len(self._refused) >= REMEMBERED:
            self._refused.clear()
        self._refused.add(chat)


def _post(incoming: Incoming) -> Post | None:
    """The message to put a sign on; none for presses, and for commands, which are answered at once."""
    if incoming.pressed or incoming.text.startswith("/") or not incoming.message.isdecimal():
        return None
    return Post(int(incoming.place.chat), int(incoming.message))
